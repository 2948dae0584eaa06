import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderError } from '../providers/providerError.js';
import { PAGE_ROWS, pullCallLogs } from './callSyncPull.js';
import type { PulledPages } from './callSyncRuns.repository.js';

const FROM = { next_date: '2026-02-24', next_page: 1 };
const RANGE = { from: FROM, to_date: '2026-02-24' };

/** A day of `rows` calls; after `breaks_at` pages the provider fails. */
function provider(rows: number, breaks_at = Infinity) {
  return {
    listCalls: async ({ page }: { page: number }) => {
      if (page > breaks_at) throw new ProviderError('kaleyra', 'temporary', 'provider_unavailable', 'The provider is down.');
      const first = (page - 1) * PAGE_ROWS;
      const count = Math.max(0, Math.min(PAGE_ROWS, rows - first));
      return { rows: Array.from({ length: count }, (_, index) => ({ id: `c${first + index}`, start_time: '2026-02-24 10:00:00' })) };
    },
  } as never;
}

/** A store that takes its time and notes what came when. */
function slowStore(fails_at = Infinity) {
  const stored: PulledPages[] = [];
  let under_way = 0;
  let most = 0;
  return {
    stored,
    most: () => most,
    store: async (pulled: PulledPages) => {
      most = Math.max(most, ++under_way);
      stored.push(pulled);
      const turn = stored.length;
      await sleep(20);
      under_way--;
      if (turn >= fails_at) throw new Error('the database is gone');
    },
  };
}

const ids = (pulled: PulledPages[]) => pulled.flatMap(({ call_logs }) => (JSON.parse(call_logs) as { id: string }[]).map(({ id }) => id));

describe('pullCallLogs', () => {
  it('hands over every row once, in order, each batch beginning where the one before ended', async () => {
    const { stored, store } = slowStore();
    await pullCallLogs(provider(5_150), RANGE, store);
    expect(ids(stored)).toEqual(Array.from({ length: 5_150 }, (_, index) => `c${index}`));
    let place: { next_date: string; next_page: number } = FROM;
    for (const { at_date, at_page, next_date, next_page } of stored) {
      expect({ next_date: at_date, next_page: at_page }).toEqual(place);
      place = { next_date, next_page };
    }
    expect(place).toEqual({ next_date: '2026-02-25', next_page: 1 });
  });

  it('stores at most two batches at a time, of at most a thousand rows', async () => {
    const { stored, store, most } = slowStore();
    await pullCallLogs(provider(9_000), RANGE, store);
    expect(most()).toBe(2);
    expect(Math.max(...stored.map(({ pages }) => pages))).toBeLessThanOrEqual(5);
  });

  it('stores what was read before the provider failed, then says so', async () => {
    const { stored, store } = slowStore();
    await expect(pullCallLogs(provider(9_000, 13), RANGE, store)).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(ids(stored)).toHaveLength(13 * PAGE_ROWS);
  });

  it('reads on no further when storing fails', async () => {
    const { stored, store } = slowStore(2);
    await expect(pullCallLogs(provider(90_000), RANGE, store)).rejects.toThrow('the database is gone');
    expect(stored.length).toBeLessThanOrEqual(3);
  });
});
