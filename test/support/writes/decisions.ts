import { makeEmail, makeMailbox } from '../factories/emails.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

/** Decisions are only read. */
export const writes = (): Writes => ({});

export const visits = ({ product }: WritesWorld): Visits => ({
  'GET /why/{entity_type}/{entity_id}': async () => {
    const pool = product().database.pool;
    const { thread_id } = await makeEmail(pool, await makeMailbox(pool));
    return { path: `/why/email_thread/${String(thread_id)}` };
  },
});
