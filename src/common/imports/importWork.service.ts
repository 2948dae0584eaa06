import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError } from '../errors/appError.js';
import { internalError } from '../errors/commonErrors.js';
import type { TaskContext } from '../jobs/jobs.service.js';
import { InjectLogger } from '../log/logger.token.js';
import { currentContext, runInContext } from '../log/requestContext.js';
import { type CsvRow, readCsv } from './csvReader.js';
import { rowReader } from './importColumns.js';
import { ImportKinds } from './importKinds.js';
import type { ImportKind, ImportRow, RowFault, RowResult } from './importKind.js';
import { type BatchOutcome, type ImportPlace, ImportsRepository } from './imports.repository.js';

/** Rows of one transaction. */
const BATCH = 500;
/** The first rows, which a preview shows as they would become. */
const SAMPLE = 20;

type Reader = (row: CsvRow) => ImportRow | RowFault[];

/** Previews and runs: reads the file row by row and has the module do them, batch by batch. */
@Injectable()
export class ImportWork {
  constructor(
    private readonly repository: ImportsRepository,
    private readonly kinds: ImportKinds,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Does what an import has before it, from where it was left. What keeps the database or the file store from answering leaves it to be
   * taken up again; anything else ends it as failed.
   */
  async perform(import_id: string, { signal }: Pick<TaskContext, 'signal'>): Promise<void> {
    const place = await this.repository.place(import_id);
    if (!place || (place.state !== 'previewing' && place.state !== 'running')) return;
    const user_id = (place.state === 'running' ? place.started_by : place.created_by) ?? undefined;
    try {
      await runInContext({ request_id: '', ...currentContext(), user_id }, () => this.read(place, signal));
    } catch (error) {
      if (signal.aborted || isPassing(error)) throw error;
      this.logger.warn({ err: error, import_id }, 'an import failed to continue');
      await this.repository.end(import_id, error instanceof AppError ? error : internalError());
    }
  }

  private async read(place: ImportPlace, signal: AbortSignal): Promise<void> {
    const kind = this.kinds.get(place.kind);
    const reader = rowReader(place.columns, await kind.columns());
    const rows = readCsv(await this.repository.open(place.sha256));
    await rows.next();
    let behind = place.done;
    let batch: CsvRow[] = [];
    for await (const row of rows) {
      if (behind > 0) {
        behind -= 1;
        continue;
      }
      batch.push(row);
      if (batch.length < BATCH) continue;
      signal.throwIfAborted();
      if (!(await this.do(kind, place, reader, batch))) return;
      batch = [];
    }
    if (batch.length > 0 && !(await this.do(kind, place, reader, batch))) return;
    await this.repository.end(place.id);
  }

  /**
   * Does the next rows and moves `place` on; false when that is no longer ours to do. If the database refuses them, the row that is the
   * reason is found by halves, and alone is a row with an error.
   */
  private async do(kind: ImportKind, place: ImportPlace, reader: Reader, rows: CsvRow[]): Promise<boolean> {
    try {
      return await this.store(kind, place, rows, rows.map(reader));
    } catch (error) {
      if (!(error instanceof AppError) || error.statusCode >= 500) throw error;
      if (rows.length === 1) {
        const { code, message, details } = error;
        return this.store(kind, place, rows, [[{ field: null, code, message, details: (details ?? undefined) as object | undefined }]]);
      }
      const half = Math.ceil(rows.length / 2);
      return (await this.do(kind, place, reader, rows.slice(0, half))) && this.do(kind, place, reader, rows.slice(half));
    }
  }

  private async store(kind: ImportKind, place: ImportPlace, rows: CsvRow[], read: (ImportRow | RowFault[])[]): Promise<boolean> {
    const is_stored = await this.repository.batch(place, rows.length, async (pass) => {
      const good = read.filter((row): row is ImportRow => !Array.isArray(row));
      const results = good.length > 0 ? await kind.apply(good, pass) : [];
      const all = read.map((row): RowResult => (Array.isArray(row) ? { outcome: 'failed', faults: row } : results.shift()!));
      return outcomeOf(rows, all, pass.mode === 'preview' ? SAMPLE - place.done : 0);
    });
    if (is_stored) place.done += rows.length;
    return is_stored;
  }
}

function outcomeOf(rows: CsvRow[], results: RowResult[], shown: number): BatchOutcome {
  const counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  const faults = results.flatMap((result, at) =>
    result.outcome === 'failed' ? result.faults.map((fault) => ({ line: rows[at]!.line, ...fault })) : [],
  );
  const sample = results.slice(0, Math.max(0, shown)).map((result, at) => ({
    line: rows[at]!.line,
    outcome: result.outcome,
    follows_line: (result.outcome !== 'failed' && result.follows_line) || null,
    record: result.outcome === 'failed' ? null : result.record,
  }));
  return { counts, faults, sample };
}

function isPassing(error: unknown): boolean {
  return error instanceof AppError && error.statusCode === 503;
}
