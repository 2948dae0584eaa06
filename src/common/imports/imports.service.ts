import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Functions } from '../../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { allows } from '../auth/permissions.port.js';
import type { CurrentUserData } from '../auth/currentUser.js';
import { Shares } from '../concurrency/shares.js';
import { ConfigService } from '../config/config.service.js';
import { forbidden, unsupportedMediaType, validationFailed } from '../errors/commonErrors.js';
import { Intake } from '../http/intake.js';
import { rememberBytes } from '../http/rawBody.js';
import type { Page } from '../list/page.dto.js';
import { ChangeFeedService } from '../realtime/changeFeed.service.js';
import { readCsv } from './csvReader.js';
import type {
  ImportDetailDto,
  ImportDto,
  ImportErrorDto,
  ListImportErrorsDto,
  ListImportsDto,
  UploadImportQueryDto,
} from './dto/import.dto.js';
import { mapColumns } from './importColumns.js';
import { ImportKinds } from './importKinds.js';
import type { ImportKind } from './importKind.js';
import { csvEmpty, importNotFound, importsBusy } from './imports.errors.js';
import { IMPORT_EVENTS } from './imports.events.js';
import { ImportsRepository } from './imports.repository.js';
import { IMPORTS } from './imports.settings.js';

/** Files held in memory at once by one process, and those of one caller. */
const MAX_AT_ONCE = 3;
const MAX_OF_ONE = 1;
/** How long the bytes of a file may take to arrive, milliseconds. */
const RECEIVE_MS = 60_000;
/** So many rows are previewed while the caller waits, but not longer than this, milliseconds. */
const SMALL = 2_000;
const WAIT_MS = 5_000;

const COLUMNS = [
  'id',
  'kind',
  'state',
  'filename',
  'sha256',
  'size',
  'columns',
  'total',
  'done',
  'created',
  'updated',
  'unchanged',
  'failed',
  'preview',
  'error_code',
  'error_message',
  'created_by',
  'created_at',
  'previewed_at',
  'started_by',
  'started_at',
  'finished_at',
  'file_dropped_at',
] as const;

/** Files that are imported, for all kinds: upload, preview, run. */
@Injectable()
export class ImportsService {
  private readonly imports: Table<'imports', ImportDto>;
  private readonly details: Table<'imports', ImportDetailDto>;
  private readonly faults: Table<'import_errors', ImportErrorDto>;
  private readonly places = new Shares(MAX_AT_ONCE, MAX_OF_ONE);
  private readonly intake = new Intake({ bodies: MAX_AT_ONCE, bytes: Infinity, deadline_ms: RECEIVE_MS });

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly kinds: ImportKinds,
    private readonly repository: ImportsRepository,
    private readonly feed: ChangeFeedService,
    private readonly config: ConfigService,
  ) {
    const options = { notFound: importNotFound, filters: ['state' as const, 'created_by' as const], ranges: CREATED_BETWEEN };
    this.imports = tables.of('imports', { ...options, columns: COLUMNS });
    this.details = tables.of('imports', { ...options, columns: [...COLUMNS, 'sample'] });
    this.faults = tables.of('import_errors', {
      columns: ['id', 'line', 'field', 'code', 'message', 'details'],
      filters: ['code', 'line'],
      sort: ['line'],
    });
  }

  list(kind: string, query: ListImportsDto): Promise<Page<ImportDto>> {
    return this.imports.page(query, { kind });
  }

  /** Raises import_not_found. */
  get(kind: string, id: string): Promise<ImportDetailDto> {
    return this.details.get(id, { kind });
  }

  /** In the order of the file. Raises import_not_found. */
  async errors(kind: string, id: string, query: ListImportErrorsDto): Promise<Page<ImportErrorDto>> {
    await this.imports.get(id, { kind });
    return this.faults.page({ ...query, order: query.order ?? 'asc' }, { import_id: id });
  }

  /**
   * Takes a file and previews it; a small one is previewed when this answers. A file that cannot be read as a whole is refused here. Raises
   * validation_failed, imports_busy, body_too_large, request_timeout, body_broken, csv_empty, csv_unreadable, csv_malformed,
   * csv_columns_ambiguous, csv_columns_missing.
   */
  async upload(
    name: string,
    { filename, mapping }: UploadImportQueryDto,
    request: FastifyRequest,
    caller: CurrentUserData,
  ): Promise<ImportDetailDto> {
    const kind = this.kinds.get(name);
    expectBoth(caller, kind);
    if (!request.headers['content-type']?.toLowerCase().startsWith('text/csv'))
      throw unsupportedMediaType(undefined, { message: 'Send the file itself, as text/csv.' });
    const given = readMapping(mapping);
    const leave = this.places.take(caller.id);
    if (!leave) throw importsBusy(undefined, { headers: { 'retry-after': '5' } });
    try {
      const content = await this.intake.read(request.raw, this.config.of(IMPORTS).IMPORTS_MAX_MB * 1_000_000);
      const { header, total } = await survey(content);
      const columns = mapColumns(header, { columns: await kind.columns(), needs: kind.needs }, given);
      const sha256 = createHash('sha256').update(content).digest('hex');
      rememberBytes(request.raw, sha256);
      const id = await this.repository.start(content, sha256, { kind: kind.kind, module: kind.module, filename, columns, total });
      if (total <= SMALL) await this.previewed(kind.kind, id);
      return await this.get(kind.kind, id);
    } finally {
      leave();
    }
  }

  /**
   * Starts the run of a previewed import; one that is running goes on. Raises import_not_found, import_not_ready, import_file_dropped,
   * import_under_way.
   */
  async run(name: string, id: string, caller: CurrentUserData): Promise<ImportDetailDto> {
    expectBoth(caller, this.kinds.get(name));
    await this.functions.call('run_import', { p_id: id, p_kind: name });
    return this.get(name, id);
  }

  /** Ends an import; what is imported stays. Raises import_not_found, import_is_over. */
  async cancel(name: string, id: string): Promise<ImportDetailDto> {
    await this.functions.call('cancel_import', { p_id: id, p_kind: name });
    return this.get(name, id);
  }

  private async previewed(kind: string, id: string): Promise<void> {
    const isOver = async (told?: { state: string }) => (told ?? (await this.imports.get(id, { kind }))).state !== 'previewing';
    await this.feed.waitFor(IMPORT_EVENTS, id, isOver, WAIT_MS);
  }
}

/** An import creates and changes. Raises forbidden. */
function expectBoth({ permissions }: CurrentUserData, { module }: ImportKind): void {
  for (const action of ['create', 'edit'] as const)
    if (!permissions || !allows(permissions, module, action))
      throw forbidden({ module, action }, { message: `An import of ${module} needs the permission to create and to edit them.` });
}

/** Reads the whole file once: what is malformed in its last row is said before anything is done. */
async function survey(content: Buffer): Promise<{ header: string[]; total: number }> {
  let header: string[] | undefined;
  let total = -1;
  for await (const row of readCsv(Readable.from(pieces(content)))) {
    header ??= row.cells;
    total += 1;
  }
  if (!header || total === 0) throw csvEmpty();
  return { header, total };
}

/** Piece by piece, so that others have their turn in between. */
function* pieces(content: Buffer, size = 65_536): Generator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

function readMapping(text: string | undefined): Record<string, string | null> {
  if (text === undefined) return {};
  try {
    const read: unknown = JSON.parse(text);
    if (
      typeof read === 'object' &&
      read !== null &&
      !Array.isArray(read) &&
      Object.values(read).every((value) => value === null || typeof value === 'string')
    )
      return read as Record<string, string | null>;
  } catch {
    // Said below.
  }
  throw validationFailed([
    { field: 'mapping', message: 'mapping must be a JSON object of headers and columns, such as {"Mobile":"phone"}' },
  ]);
}
