import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { incoming, ingest, makeChatProvider, type ProviderRow, rowsOf } from '../../support/factories/chats.js';

let database: TestDatabase;
let pool: pg.Pool;
let provider: ProviderRow;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  provider = await makeChatProvider(pool, { business_number: '+447700900100' });
});
afterAll(() => database.drop());

/** Rows and index entries of these tables that were read so far, by all. */
async function reads(tables: string[]): Promise<number> {
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query(
    `select (select sum(seq_tup_read) from pg_stat_user_tables where relname = any ($1))::float8
      + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = any ($1))::float8 as read`,
    [tables],
  );
  return rows[0].read;
}

describe('storing messages', () => {
  const TABLES = ['messages', 'conversations', 'chat_contacts', 'chat_contact_addresses', 'customer_identities', 'message_status_events'];
  const PEOPLE = 60;

  /** Everybody writes twice, quotes himself, and gets a status about something. */
  async function round(n: number): Promise<number> {
    const before = await reads(TABLES);
    const from = (k: number) => `1202${5_000_000 + n * PEOPLE + k}`;
    const people = Array.from({ length: PEOPLE }, (_, k) => k);
    const body = {
      incoming_message: people.flatMap((k) => [
        incoming({ from: from(k), message_id: `wamid.${n}-${k}-a` }),
        incoming({ from: from(k), message_id: `wamid.${n}-${k}-b`, context: { message_id: `wamid.${n}-${k}-a` } }),
      ]),
      delivery_status: people.map((k) => ({ ncmessage_id: `nc-${n}-${k}`, recipient: from(k), status: 'sent', received_at: '1771924677' })),
    };
    const outcomes = await ingest(pool, rowsOf(provider, body));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(2 * PEOPLE);
    return (await reads(TABLES)) - before;
  }

  it('reads no more of what is there as it becomes much, also before the tables were analysed', async () => {
    await pool.query(TABLES.map((table) => `alter table public.${table} set (autovacuum_enabled = off)`).join(';'));
    const rounds: number[] = [];
    for (let n = 1; n <= 6; n++) rounds.push(await round(n));
    expect({ rounds, grows: rounds[5]! > 1.5 * rounds[1]! }).toEqual({ rounds, grows: false });
  });
});

describe('searching messages', () => {
  const MESSAGES = 60_000;

  beforeAll(async () => {
    await pool.query(`alter table public.messages disable trigger user`);
    await pool.query(
      `insert into public.messages (conversation_id, contact_id, provider_id, customer_id, direction, source, type, text, key, at)
       select c.id, c.contact_id, c.provider_id, c.customer_id, 'inbound', 'customer', 'text',
         'common g' || g || case when g % 2 = 0 then ' frequent' else '' end || case when g % 3000 = 0 then ' seldom' else '' end
           || case when g % 5 = 0 and g < 40000 then ' older' else '' end, 'scale-' || g, timestamptz '2025-01-01' + g * interval '1 minute'
       from generate_series(1, $1::integer) g
       join (select c.*, row_number() over (order by id) as place, count(*) over () as many from public.conversations c) c
         on c.place = 1 + g % c.many`,
      [MESSAGES],
    );
    await pool.query(`truncate public.message_search`);
    await pool.query(
      `insert into public.message_search
       select m.id, m.at, public.search_words(m.text) from public.messages m where m.key like 'scale-%'`,
    );
    await pool.query('alter table public.messages enable trigger user');
    await pool.query('vacuum (analyze) public.messages');
    await pool.query('vacuum (analyze) public.message_search');
  });

  const find = async (search: string, filter: object = {}, after: string | null = null) =>
    (
      await pool.query(
        `select ids, total::int, is_exact from public.find_messages($1, $2, $3, '00000000-0000-0000-0000-000000000000', 0, 51)`,
        [search, JSON.stringify(filter), after],
      )
    ).rows[0];

  it.each([
    ['frequent', 51, false, 6_000],
    ['seldom', 20, true, 2_000],
    ['common seldom', 20, true, 2_000],
    ['nowhere', 0, true, 1_500],
  ])('for %s reads a part of them that does not grow with them', async (search, found, is_exact, most) => {
    await find(search);
    const before = await reads(['message_search', 'messages']);
    const answer = await find(search);
    const read = (await reads(['message_search', 'messages'])) - before;
    expect([answer.ids.length, answer.is_exact]).toEqual([found, is_exact]);
    expect({ read, small: read < most }).toEqual({ read, small: true });
  });

  it.each([
    ['frequent', '2025-01-20T00:00:00Z'],
    ['older', null],
    ['older', '2025-01-20T00:00:00Z'],
  ])('finds %s before %s as reading all does', async (word, before) => {
    const { rows } = await pool.query(
      `select id from public.messages where text like '%' || $1 || '%' and at < coalesce($2, 'infinity'::timestamptz)
       order by at desc, id desc limit 51`,
      [word, before],
    );
    expect((await find(word, {}, before)).ids).toEqual(rows.map(({ id }) => id));
  });
});
