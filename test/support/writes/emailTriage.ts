import { makeEmail, makeMailbox } from '../factories/emails.js';
import type { Writes, WritesWorld } from '../writes.js';

export function writes({ product }: WritesWorld): Writes {
  const email = async () => {
    const { pool } = product().database;
    return makeEmail(pool, await makeMailbox(pool, { is_watched: false }));
  };
  return {
    'POST /emails/{id}/triage': ['triage emails: before, after', async () => ({ path: `/emails/${(await email()).id}/triage`, body: {} })],
  };
}
