import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isDatabaseDown } from '../../supabase/databaseError.js';

/** graphile-worker's names of the statements that note the end of a job. */
const NOTES_AN_END = /^(complete|fail)_job/;
const PAUSE_MS = 500;

/**
 * The pool as graphile-worker gets it. The library notes the end of a job without waiting for that: when the database is away just
 * then, nobody catches the failure, the process ends, and the job stays locked. So these statements are tried until the database is
 * back; what is not noted when this process stops, other nodes find. All else fails at once, and the library tries it again itself.
 */
export function patientPool(pool: pg.Pool, stopping: AbortSignal): pg.Pool {
  // It asks one statement of each client it takes; only its migrations need one for longer, and they are done before, without this.
  const client = {
    query: (query: pg.QueryConfig, values?: unknown[]) =>
      NOTES_AN_END.test(query.name ?? '') ? untilNoted(() => pool.query(query, values), stopping) : pool.query(query, values),
    release: () => undefined,
  };
  return new Proxy(pool, {
    get(target, name) {
      // With a callback it wants a client to keep, which listens for new jobs.
      if (name === 'connect')
        return (listen?: Parameters<pg.Pool['connect']>[0]) => (listen ? target.connect(listen) : Promise.resolve(client));
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

async function untilNoted(note: () => Promise<unknown>, stopping: AbortSignal): Promise<unknown> {
  for (;;) {
    try {
      return await note();
    } catch (error) {
      if (stopping.aborted) return undefined;
      if (!isDatabaseDown(error as Error)) throw error;
      await sleep(PAUSE_MS, undefined, { ref: false });
    }
  }
}
