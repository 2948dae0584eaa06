import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { makeAgent, makeMailbox } from '../../support/factories/emails.js';

/** How the e-mails are read, by the server's own counters. */
interface Reads {
  seq_scan: number;
  idx_tup_read: number;
}

const EMAILS = 20_000;

let database: TestDatabase;
let client: pg.Client;
let mailboxes: string[];
let agent: string;
let thread: string;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.dbUrl });
  await client.connect();
  mailboxes = [];
  for (let n = 0; n < 4; n++) mailboxes.push((await makeMailbox(client as never)).id);
  agent = (await makeAgent(client as never)).id;
  // Each statement often enough to be planned for good while there is nothing.
  for (let n = 0; n < 7; n++) for (const filter of FILTERS) await list(filter());
  // The rows as they come to be, but for what is kept of each: made at once afterwards.
  await client.query('alter table public.emails disable trigger user; alter table public.email_threads disable trigger user');
  await client.query(
    `insert into public.email_threads (id, support_email_id, message_count, last_message_at, status)
     select md5('t' || g)::uuid, ($1::uuid[])[1 + g % 4], 4, '2026-01-01'::timestamptz + g * interval '4 minutes', case
       when g % 10 = 0 then 'open' else 'closed' end
     from generate_series(0, $2::integer / 4) g`,
    [mailboxes, EMAILS],
  );
  await client.query(
    `insert into public.emails (thread_id, support_email_id, direction, subject, from_email, received_at, status, team, is_read,
      assignee_id, sentiment, language, category, triage_state)
     select md5('t' || g / 4)::uuid, ($1::uuid[])[1 + (g / 4) % 4], 'inbound', 'common ' || case
       when g % 2000 = 0 then 'seldom' else 'g' || g end || case when g % 3 = 0
       and g < 15000 then ' older' else '' end, 'c' || g % 500 || '@example.com',
       '2026-01-01'::timestamptz + g * interval '1 minute', case when (g / 4) % 10 = 0 then 'open' else 'closed' end, case
       when (g / 4) % 7 = 0 then 'billing' else 'support' end, g % 50 <> 0,
       case when (g / 4) % 40 = 0 then $2::uuid end, case when g % 100 = 0 then 'negative' else 'neutral' end, case
       when g % 90 = 0 then 'hi' else 'en' end, 'delivery', 'done'
     from generate_series(0, $3::integer - 1) g`,
    [mailboxes, agent, EMAILS],
  );
  await client.query(
    `insert into public.email_search select id, received_at,
      public.email_words(subject, from_email, from_name, to_recipients, cc_recipients, new_text, body_text) from public.emails`,
  );
  await client.query('alter table public.emails enable trigger user; alter table public.email_threads enable trigger user');
  await client.query('select public.rebuild_email_counters()');
  await client.query('vacuum (analyze) public.emails');
  await client.query('vacuum (analyze) public.email_threads');
  await client.query('vacuum (analyze) public.email_search');
  thread = (await client.query('select id from public.email_threads limit 1')).rows[0].id;
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const FILTERS: (() => Record<string, unknown>)[] = [
  () => ({}),
  () => ({ support_email_id: mailboxes[0] }),
  () => ({ support_email_id: mailboxes[0], is_read: false }),
  () => ({ status: 'open' }),
  () => ({ team: 'billing' }),
  () => ({ team: 'billing', status: 'open' }),
  () => ({ assignee_id: agent }),
  () => ({ assignee_id: agent, status: 'open' }),
  () => ({ unassigned: true }),
  () => ({ from_email: 'c7@example.com' }),
  () => ({ from_email: 'nobody@example.com' }),
  () => ({ sentiment: 'negative', language: 'hi' }),
  () => ({ triage_state: 'failed' }),
  () => ({ triage_state: 'done', category: 'delivery' }),
  () => ({ has_attachments: true }),
  () => ({ direction: 'outbound' }),
  () => ({ is_read: false }),
  () => ({ search: 'seldom' }),
  () => ({ search: 'common' }),
  () => ({ search: 'sel' }),
  () => ({ search: 'nowhere' }),
];

function list(filter: Record<string, unknown>) {
  return client.query({ name: 'list', text: `select public.get_email_list($1, 20) as page`, values: [JSON.stringify(filter)] });
}

async function readsOf(table: string, action: () => Promise<unknown>): Promise<Reads> {
  const counters = async (): Promise<Reads> => {
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await client.query(
      `select t.seq_scan::float8, (select sum(i.idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid)::float8 as idx_tup_read
        from pg_stat_user_tables t where t.relname = $1`,
      [table],
    );
    return rows[0];
  };
  const before = await counters();
  await action();
  const after = await counters();
  return { seq_scan: after.seq_scan - before.seq_scan, idx_tup_read: after.idx_tup_read - before.idx_tup_read };
}

describe('the e-mail lists are read by index', () => {
  it('and few rows of it, whatever is asked', async () => {
    for (const each of FILTERS) {
      const filter = each();
      const reads = await readsOf('emails', () => list(filter));
      // A page is the beginning of a range; what is rare in two ways is where its rarer half is; the agent's 500 are counted in their
      // index.
      const bound = Object.keys(filter).length > 1 || 'has_attachments' in filter || 'assignee_id' in filter ? 700 : 150;
      expect({ filter, ...reads, within: reads.seq_scan === 0 && reads.idx_tup_read <= bound }).toEqual({ filter, ...reads, within: true });
    }
  });

  it('and the words by theirs', async () => {
    for (const search of ['seldom', 'common', 'sel', 'nowhere']) {
      const reads = await readsOf('email_search', () => list({ search }));
      expect({ search, seq_scan: reads.seq_scan }).toEqual({ search, seq_scan: 0 });
    }
  });

  it('as threads and their messages are', async () => {
    for (const filter of [{}, { support_email_id: mailboxes[0] }, { status: 'open' }, { status: 'open', support_email_id: mailboxes[1] }]) {
      const reads = await readsOf('email_threads', () =>
        client.query(`select public.get_email_thread_list($1, 20)`, [JSON.stringify(filter)]),
      );
      expect({ filter, ...reads, within: reads.seq_scan === 0 && reads.idx_tup_read <= 300 }).toEqual({ filter, ...reads, within: true });
    }
    expect(await readsOf('emails', () => client.query(`select public.get_email_thread($1)`, [thread]))).toEqual({
      seq_scan: 0,
      idx_tup_read: expect.any(Number),
    });
  });

  it('deep inside as at the beginning', async () => {
    const after = (await client.query(`select received_at, id from public.emails order by received_at desc, id desc offset 15000 limit 1`))
      .rows[0];
    const deep = () => client.query(`select public.get_email_list('{}', 20, 1, 0, $1, $2)`, [after.received_at, after.id]);
    expect((await readsOf('emails', deep)).idx_tup_read).toBeLessThanOrEqual(150);
  });

  it('and a word that only older ones have is found whole, page by page, in both directions', async () => {
    for (const order of ['desc', 'asc']) {
      const expected = (
        await client.query(`select id from public.emails where subject like '%older' order by received_at ${order}, id ${order}`)
      ).rows.map(({ id }) => id as string);
      const found: string[] = [];
      let after: { received_at: string | null; id: string | null } = { received_at: null, id: null };
      for (let page = 0; page < 60; page++) {
        const { rows } = await client.query(`select public.get_email_list('{"search": "older"}', 100, 1, 0, $1, $2, $3) as page`, [
          after.received_at,
          after.id,
          order,
        ]);
        const { data, total, total_is_exact } = JSON.parse(rows[0].page) as {
          data: { id: string; received_at: string }[];
          total: number;
          total_is_exact: boolean;
        };
        expect({ total, total_is_exact }).toEqual({ total: 1000, total_is_exact: false });
        found.push(...data.map(({ id }) => id));
        if (data.length < 100) break;
        after = data.at(-1)!;
      }
      expect(expected).toHaveLength(5000);
      expect(found).toEqual(expected);
    }
  });
});
