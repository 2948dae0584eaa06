import { TRIAGE_TEAMS } from '../../../src/emailTriage/triageFields.js';
import { incoming, ingest, makeChatProvider, rowsOf } from '../factories/chats.js';
import { makeEmail, makeMailbox } from '../factories/emails.js';
import type { Writes, WritesWorld } from '../writes.js';

export function writes({ product }: WritesWorld): Writes {
  const email = async () => {
    const { pool } = product().database;
    // A team that it names for the first time would be made, which is a line of the log more.
    await pool.query('insert into teams (key, name) select t, t from unnest($1::text[]) t on conflict do nothing', [TRIAGE_TEAMS]);
    return makeEmail(pool, await makeMailbox(pool, { is_watched: false }));
  };
  return {
    'POST /conversations/{id}/triage': [
      'triage conversations: after & update conversations: before, after',
      async () => {
        const { pool } = product().database;
        const provider = await makeChatProvider(pool);
        await ingest(pool, rowsOf(provider, { incoming_message: [incoming()] }));
        const { rows } = await pool.query<{ id: string }>('select id from conversations where provider_id = $1', [provider.id]);
        return { path: `/conversations/${rows[0]!.id}/triage`, body: {} };
      },
    ],
    'POST /emails/{id}/triage': ['triage emails: before, after', async () => ({ path: `/emails/${(await email()).id}/triage`, body: {} })],
  };
}
