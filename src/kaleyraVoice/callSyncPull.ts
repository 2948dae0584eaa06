import { ProviderError } from '../providers/providerError.js';
import type { KaleyraClient } from '../providers/kaleyra/kaleyra.client.js';
import { type KaleyraCallLog, parseCallLog } from '../providers/kaleyra/kaleyra.parser.js';
import type { PulledPages, RejectedRow } from './callSyncRuns.repository.js';

/** Rows on a provider page. */
export const PAGE_ROWS = 200;
/** A day that never ends is a fault of the provider: after this many pages we stop believing it. */
export const MAX_PAGES_A_DAY = 500;
/** The most rows that wait to be stored, and the most that one statement stores. */
const MAX_WAITING_ROWS = 1_000;

export interface PullPlace {
  next_date: string;
  next_page: number;
}

/** One page as it was read. */
interface ReadPage {
  call_logs: KaleyraCallLog[];
  rejects: RejectedRow[];
  /** Rows that this run met for the first time. */
  synced: number;
  /** Where reading goes on after this page. */
  next: PullPlace;
}

/**
 * Reads the provider day by day and page by page, and hands over what it read. Reading goes on while the consumer
 * stores: the next page is on its way before the previous one is written, and what has piled up is stored together.
 * `signal` stops it between pages.
 */
export async function pullCallLogs(
  client: Pick<KaleyraClient, 'listCalls'>,
  range: { from: PullPlace; to_date: string },
  store: (pulled: PulledPages) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const waiting: ReadPage[] = [];
  let waitingRows = 0;
  let done = false;
  let failure: unknown;
  let wakeReader = () => {};
  let wakeWriter = () => {};

  const read = async () => {
    for await (const page of readPages(client, range, signal)) {
      waiting.push(page);
      waitingRows += page.call_logs.length;
      wakeWriter();
      while (waitingRows > MAX_WAITING_ROWS && failure === undefined) await new Promise<void>((resolve) => (wakeReader = resolve));
      if (failure !== undefined) return;
    }
  };
  const reading = read()
    .catch((error: unknown) => (failure ??= error))
    .finally(() => {
      done = true;
      wakeWriter();
    });

  try {
    for (;;) {
      while (waiting.length === 0 && !done) await new Promise<void>((resolve) => (wakeWriter = resolve));
      if (waiting.length === 0) break;
      const batch = takeBatch(waiting);
      await store(join(batch));
      waitingRows -= batch.reduce((rows, page) => rows + page.call_logs.length, 0);
      wakeReader();
    }
  } catch (error) {
    failure ??= error;
    wakeReader();
    throw error;
  } finally {
    await reading;
  }
  if (failure !== undefined) throw failure as Error;
}

function takeBatch(waiting: ReadPage[]): ReadPage[] {
  const batch = [waiting.shift()!];
  let rows = batch[0]!.call_logs.length;
  while (waiting[0] && rows + waiting[0].call_logs.length <= MAX_WAITING_ROWS) {
    rows += waiting[0].call_logs.length;
    batch.push(waiting.shift()!);
  }
  return batch;
}

function join(batch: ReadPage[]): PulledPages {
  return {
    call_logs: batch.flatMap((page) => page.call_logs),
    rejects: batch.flatMap((page) => page.rejects),
    pages: batch.length,
    synced: batch.reduce((sum, page) => sum + page.synced, 0),
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
        throw new ProviderError('kaleyra', 'rejected', 'provider_endless_listing', `The listing of ${day} has more than ${MAX_PAGES_A_DAY} pages.`);
      }
      const { rows } = await client.listCalls({ from_date: day, to_date: day, page, limit: PAGE_ROWS }, { signal });
      const read = parsePage(rows, page, day, seen);
      // A server that ignores the page number would send the same rows for ever.
      const nothingNew = read.synced === 0 && read.call_logs.length > 0;
      const last = rows.length < PAGE_ROWS || nothingNew;
      yield { ...read, next: last ? { next_date: dayAfter(date), next_page: 1 } : { next_date: date, next_page: page + 1 } };
      if (last) break;
    }
    first_page = 1;
  }
}

function parsePage(rows: unknown[], page: number, day: string, seen: Set<string>): Omit<ReadPage, 'next'> {
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
  return { call_logs, rejects, synced };
}

/** The calendar day after a date, both YYYY-MM-DD. */
export function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
