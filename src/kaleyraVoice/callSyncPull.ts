import { ProviderError } from '../providers/providerError.js';
import type { KaleyraClient } from '../providers/kaleyra/kaleyra.client.js';
import { type KaleyraCallLog, parseCallLog } from '../providers/kaleyra/kaleyra.parser.js';
import { callLogPayload } from './callLogPayload.js';
import type { PulledPages, RejectedRow } from './callSyncRuns.repository.js';

/** Rows on a provider page. */
export const PAGE_ROWS = 200;
/** A day that never ends is a fault of the provider: after this many pages we stop believing it. */
export const MAX_PAGES_A_DAY = 500;
/** The most rows that one statement stores. */
const MAX_BATCH_ROWS = 1_000;
/** The most rows that are read and not stored yet: two batches under way, one piling up. */
const MAX_WAITING_ROWS = 3 * MAX_BATCH_ROWS;

export interface PullPlace {
  next_date: string;
  next_page: number;
}

/** One page as it was read. */
interface ReadPage {
  /** Its rows as JSON, written while the database is busy with earlier ones. */
  call_logs: string;
  rows: number;
  rejects: RejectedRow[];
  /** Rows that this run met for the first time. */
  synced: number;
  at: PullPlace;
  /** Where reading goes on after this page. */
  next: PullPlace;
}

/**
 * Reads the provider day by day and page by page, and hands over what it read. Reading goes on while the consumer stores: the
 * next page is on its way before the previous one is written, and what has piled up is stored together. A full batch is
 * handed over while the one before it is still being stored. `signal` stops it between pages.
 */
export async function pullCallLogs(
  client: Pick<KaleyraClient, 'listCalls'>,
  range: { from: PullPlace; to_date: string },
  store: (pulled: PulledPages) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const waiting: ReadPage[] = [];
  const storing = new Set<Promise<void>>();
  let unstoredRows = 0;
  let done = false;
  let reading_failed: { cause: unknown } | undefined;
  let storing_failed: { cause: unknown } | undefined;
  const changed = new Bell();

  const read = async () => {
    for await (const page of readPages(client, range, signal)) {
      waiting.push(page);
      unstoredRows += page.rows;
      changed.ring();
      while (unstoredRows > MAX_WAITING_ROWS && !storing_failed) await changed.rung();
      if (storing_failed) return;
    }
  };
  const reading = read()
    .catch((cause: unknown) => void (reading_failed = { cause }))
    .finally(() => {
      done = true;
      changed.ring();
    });

  // What was read before the provider failed is stored all the same.
  while (!storing_failed && !(done && waiting.length === 0)) {
    const enough = storing.size === 0 ? waiting.length > 0 : storing.size === 1 && rowsOf(waiting) >= MAX_BATCH_ROWS;
    if (!enough) {
      await changed.rung();
      continue;
    }
    const batch = takeBatch(waiting);
    const stored = store(join(batch))
      .catch((cause: unknown) => void (storing_failed ??= { cause }))
      .finally(() => {
        unstoredRows -= rowsOf(batch);
        storing.delete(stored);
        changed.ring();
      });
    storing.add(stored);
  }
  await reading;
  await Promise.all(storing);
  const failure = storing_failed ?? reading_failed;
  if (failure) throw failure.cause as Error;
}

/** Wakes whoever waits for it. */
class Bell {
  private wake = () => {};
  private next = new Promise<void>((resolve) => (this.wake = resolve));

  ring(): void {
    this.wake();
    this.next = new Promise((resolve) => (this.wake = resolve));
  }

  rung(): Promise<void> {
    return this.next;
  }
}

function rowsOf(pages: readonly ReadPage[]): number {
  return pages.reduce((rows, page) => rows + page.rows, 0);
}

function takeBatch(waiting: ReadPage[]): ReadPage[] {
  const batch = [waiting.shift()!];
  let rows = batch[0]!.rows;
  while (waiting[0] && rows + waiting[0].rows <= MAX_BATCH_ROWS) {
    rows += waiting[0].rows;
    batch.push(waiting.shift()!);
  }
  return batch;
}

function join(batch: ReadPage[]): PulledPages {
  return {
    call_logs: `[${batch.flatMap((page) => page.call_logs || []).join()}]`,
    rejects: batch.flatMap((page) => page.rejects),
    pages: batch.length,
    synced: batch.reduce((sum, page) => sum + page.synced, 0),
    at_date: batch[0]!.at.next_date,
    at_page: batch[0]!.at.next_page,
    ...batch.at(-1)!.next,
  };
}

async function* readPages(
  client: Pick<KaleyraClient, 'listCalls'>,
  range: { from: PullPlace; to_date: string },
  signal?: AbortSignal,
): AsyncGenerator<ReadPage> {
  let first_page = range.from.next_page;
  for (let date = range.from.next_date; date <= range.to_date; date = dayAfter(date)) {
    const day = date.replaceAll('-', '/');
    const seen = new Set<string>();
    for (let page = first_page; ; page++) {
      signal?.throwIfAborted();
      if (page > MAX_PAGES_A_DAY) {
        throw new ProviderError(
          'kaleyra',
          'rejected',
          'provider_endless_listing',
          `The listing of ${day} has more than ${MAX_PAGES_A_DAY} pages.`,
        );
      }
      const { rows } = await client.listCalls({ from_date: day, to_date: day, page, limit: PAGE_ROWS }, { signal });
      const read = parsePage(rows, page, day, seen);
      // A server that ignores the page number would send the same rows for ever.
      const nothingNew = read.synced === 0 && read.rows > 0;
      const last = rows.length < PAGE_ROWS || nothingNew;
      yield {
        ...read,
        at: { next_date: date, next_page: page },
        next: last ? { next_date: dayAfter(date), next_page: 1 } : { next_date: date, next_page: page + 1 },
      };
      if (last) break;
    }
    first_page = 1;
  }
}

function parsePage(rows: unknown[], page: number, day: string, seen: Set<string>): Omit<ReadPage, 'at' | 'next'> {
  const call_logs: KaleyraCallLog[] = [];
  const rejects: RejectedRow[] = [];
  let synced = 0;
  for (const row of rows) {
    const parsed = parseCallLog(row, day);
    if ('fault' in parsed) {
      rejects.push({ page, fault: parsed.fault, raw: parsed.raw ?? null });
      continue;
    }
    call_logs.push(parsed.call_log);
    if (!seen.has(parsed.call_log.id)) {
      seen.add(parsed.call_log.id);
      synced++;
    }
  }
  return { call_logs: callLogPayload(call_logs), rows: call_logs.length, rejects, synced };
}

/** The calendar day after a date, both YYYY-MM-DD. */
export function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
