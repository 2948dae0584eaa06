import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Functions } from '../../supabase/functions.service.js';
import { PostgresService, type Query } from '../../supabase/postgres.service.js';
import { FileStore } from '../files/fileStore.js';
import type { ImportState } from './dto/import.dto.js';
import type { MappedColumn } from './importColumns.js';
import type { ImportPass } from './importKind.js';

/** Imports that one statement of the retention drops: each may have an error for every row. */
const DROPPED_AT_ONCE = 20;

/** Files of imports lie apart: nothing else names them, so they can go. */
const SPACE = 'imports';

/** Whoever uploads a file and whoever drops it take turns. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended('import_file:' || $1, 0))`;

/** What work on an import begins with. */
export interface ImportPlace {
  id: string;
  kind: string;
  state: ImportState;
  sha256: string;
  columns: MappedColumn[];
  done: number;
  created_by: string | null;
  started_by: string | null;
}

/** A file that was uploaded, as far as it is known without its rows. */
export interface NewImport {
  kind: string;
  module: string;
  filename: string;
  columns: MappedColumn[];
  total: number;
}

/** What became of a batch of rows. */
export interface BatchOutcome {
  counts: { created: number; updated: number; unchanged: number; failed: number };
  faults: object[];
  sample: object[];
}

@Injectable()
export class ImportsRepository {
  private readonly files: FileStore;

  constructor(
    private readonly postgres: PostgresService,
    private readonly functions: Functions,
    store: FileStore,
  ) {
    this.files = store.space(SPACE);
  }

  /** Keeps an uploaded file and notes the import, together with the job that previews it. Answers its id. */
  start(content: Buffer, sha256: string, { kind, module, filename, columns, total }: NewImport): Promise<string> {
    return this.postgres.transaction(async (query) => {
      await query(LOCK, [sha256]);
      await this.files.put(content);
      const given = [kind, module, filename, sha256, content.length, JSON.stringify(columns), total];
      const [started] = await query<{ id: string }>('select id from public.start_import($1, $2, $3, $4, $5, $6::jsonb, $7)', given);
      return started!.id;
    });
  }

  /** The file of an import. Raises file_missing. */
  open(sha256: string): Promise<Readable> {
    return this.files.open(sha256);
  }

  async place(id: string): Promise<ImportPlace | undefined> {
    const [place] = await this.postgres.query<ImportPlace>(
      'select id, kind, state, sha256, columns, done, created_by, started_by from public.imports where id = $1',
      [id],
    );
    return place;
  }

  /**
   * Does the next `rows` rows and moves the import on, in one transaction. False, and nothing is done, when it does not stand where `place`
   * says: it was cancelled, or another worker does it too.
   */
  batch(
    { id, state, done }: Pick<ImportPlace, 'id' | 'state' | 'done'>,
    rows: number,
    work: (pass: ImportPass) => Promise<BatchOutcome>,
  ): Promise<boolean> {
    return this.postgres.transaction(async (query) => {
      const found = await query('select from public.imports where id = $1 and state = $2 and done = $3 for update', [id, state, done]);
      if (found.length === 0) return false;
      const { counts, faults, sample } = await work(passOf(id, state === 'running' ? 'run' : 'preview', query));
      const given = [counts, faults, sample].map((part) => JSON.stringify(part));
      await query('select public.note_import_batch($1, $2, $3::jsonb, $4::jsonb, $5::jsonb)', [id, rows, ...given]);
      return true;
    });
  }

  /** After the last row, or with the cause when it cannot go on. */
  async end(id: string, cause?: { code: string; message: string }): Promise<void> {
    await this.functions.call('end_import', { p_id: id, p_error_code: cause?.code ?? null, p_error_message: cause?.message ?? null });
  }

  /** Drops the files of imports that nothing happened to for so many days; what is known of them stays. */
  async dropFilesOlderThan(days: number, signal: AbortSignal): Promise<void> {
    const old = await this.postgres.query<{ sha256: string }>('select sha256 from public.old_import_files($1)', [days]);
    for (const { sha256 } of old) {
      if (signal.aborted) return;
      await this.postgres.transaction(async (query) => {
        await query(LOCK, [sha256]);
        const [dropped] = await query<{ is_unused: boolean }>('select public.drop_import_file($1, $2) as is_unused', [sha256, days]);
        if (dropped!.is_unused) await this.files.remove(sha256);
      });
    }
  }

  /** Drops imports that nothing happened to for so many days, with the errors of their rows. */
  async dropOlderThan(days: number, signal: AbortSignal): Promise<void> {
    const drop = (): Promise<number> =>
      this.functions.call<'drop_old_imports', number>('drop_old_imports', { p_days: days, p_most: DROPPED_AT_ONCE });
    while (!signal.aborted && (await drop()) === DROPPED_AT_ONCE);
  }
}

function passOf(import_id: string, mode: ImportPass['mode'], query: Query): ImportPass {
  return {
    import_id,
    mode,
    query,
    async drafts(keys) {
      const found = await query<{ key: string; value: unknown }>(
        'select key, value from public.import_drafts where import_id = $1 and key = any ($2)',
        [import_id, keys],
      );
      return new Map(found.map(({ key, value }) => [key, value]));
    },
    async setDrafts(drafts) {
      if (drafts.size === 0) return;
      await query(
        `insert into public.import_drafts (import_id, key, value)
         select $1, d.key, d.value from jsonb_to_recordset($2::jsonb) d (key text, value jsonb)
         on conflict (import_id, key) do update set value = excluded.value`,
        [import_id, JSON.stringify([...drafts].map(([key, value]) => ({ key, value })))],
      );
    },
  };
}
