import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { makeAgent, makeCustomer, makeEmail, makeMailbox, makeThread } from '../../support/factories/emails.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { MATTER_PRIORITIES, MATTER_STATUSES } from '../../../src/common/matter/matter.js';

interface Page {
  data: { id: string; received_at: string }[];
  total: number;
  total_is_exact: boolean;
  next_cursor: string | null;
}

let database: TestDatabase;
let pool: pg.Pool;
let mailboxes: string[];
let agents: string[];
let customers: string[];
let threads: { id: string; support_email_id: string }[];
const random = new Random(7);

const TEAMS = [null, 'billing', 'logistics'];
const WORDS = ['refund', 'order', 'parcel', 'invoice', 'ref-20', 'हिन्दी', 'straße'];
const instant = () => new Date(Date.UTC(2026, 1, random.int(1, 5), random.int(0, 2), 0, random.int(0, 3)));

const randomColumns = () => ({
  direction: random.pick(['inbound', 'outbound']),
  kind: random.pick(['message', 'message', 'auto_reply', 'bounce']),
  is_read: random.chance(0.5),
  status: random.pick(MATTER_STATUSES),
  priority: random.pick([...MATTER_PRIORITIES]),
  category: random.pick([null, 'delivery', 'refund']),
  sentiment: random.pick([null, 'positive', 'negative']),
  language: random.pick([null, 'en', 'hi']),
  team: random.pick(TEAMS),
  assignee_id: random.pick([null, ...agents]),
  customer_id: random.pick([null, ...customers]),
  attachment_count: random.pick([0, 0, 2]),
  triage_state: random.pick(['none', 'pending', 'done', 'failed']),
  send_state: random.pick([null, 'sent', 'failed']),
  from_email: random.pick(['asha@example.com', 'dev@example.com', "o'brien+x@example.com"]),
  subject: `${random.pick(WORDS)} ${random.pick(WORDS)}`,
  new_text: `About ${random.pick(WORDS)}, and ${random.pick(WORDS)}.`,
  received_at: instant(),
  deleted_at: random.chance(0.1) ? new Date() : null,
});

const one = () => {
  const thread = random.pick(threads);
  return makeEmail(pool, { id: thread.support_email_id }, { thread_id: thread.id, ...randomColumns() });
};

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  mailboxes = [(await makeMailbox(pool)).id, (await makeMailbox(pool)).id];
  agents = [(await makeAgent(pool)).id, (await makeAgent(pool)).id];
  customers = [(await makeCustomer(pool, 'asha@example.com')).id, (await makeCustomer(pool, 'dev@example.com')).id];
  threads = [];
  for (let n = 0; n < 12; n++) {
    const id = random.pick(mailboxes);
    threads.push({
      id: (
        await makeThread(pool, { id }, { status: random.pick(MATTER_STATUSES), team: random.pick(TEAMS), unread_count: random.int(0, 1) })
      ).id,
      support_email_id: id,
    });
  }
  for (let n = 0; n < 160; n++) await one();
});
afterAll(() => database.drop());

/** A step of somebody's day: something arrives, is changed, disappears. */
async function step(client: Pick<pg.Pool, 'query'>): Promise<void> {
  const columns = Object.entries(randomColumns()).filter(() => random.chance(0.3));
  if (random.chance(0.2)) {
    const { rows } = await pool.query('select id from public.emails order by random() limit 1');
    await client.query('delete from public.emails where id = $1', [rows[0].id]);
  } else if (random.chance(0.3)) {
    await one();
  } else if (columns.length > 0) {
    const share = random.next();
    await client.query(
      `update public.emails set ${columns.map(([name], index) => `${name} = $${index + 2}`).join()}
        where hashtext(id::text) % 100 < $1::float8 * 20`,
      [share, ...columns.map(([, value]) => value)],
    );
  }
}

/** The kept counts that are not what counting the rows gives: none, one hopes. */
async function wrongCounts(): Promise<unknown[]> {
  const columns = 'support_email_id, direction, status, is_read, team';
  const detailed = `${columns}, kind, priority, category, sentiment, language, triage_state, send_state`;
  const { rows } = await pool.query(`
    (select 'emails' as kept, ${columns}, sum(rows) as n from public.email_counters group by ${columns} having sum(rows) <> 0
     except select 'emails', ${columns}, count(*) from public.emails where deleted_at is null group by ${columns})
    union all
    (select 'emails', ${columns}, count(*) from public.emails where deleted_at is null group by ${columns}
     except select 'emails', ${columns}, sum(rows) from public.email_counters group by ${columns})`);
  const { rows: more } = await pool.query(`
    (select ${detailed}, has_attachments, unassigned, sum(rows) as n
       from public.email_detail_counters group by ${detailed}, has_attachments, unassigned having sum(rows) <> 0
     except select ${detailed}, attachment_count > 0, assignee_id is null, count(*) from public.emails where deleted_at is null
       group by ${detailed}, attachment_count > 0, assignee_id is null)
    union all
    (select ${detailed}, attachment_count > 0, assignee_id is null, count(*) from public.emails where deleted_at is null
       group by ${detailed}, attachment_count > 0, assignee_id is null
     except select ${detailed}, has_attachments, unassigned, sum(rows)
        from public.email_detail_counters group by ${detailed}, has_attachments, unassigned)`);
  const { rows: ofThreads } = await pool.query(`
    (select support_email_id, status, team, priority, unassigned, unread, sum(rows) as n
       from public.email_thread_counters group by 1, 2, 3, 4, 5, 6 having sum(rows) <> 0
     except select support_email_id, status, team, priority, assignee_id is null, unread_count > 0, count(*)
        from public.email_threads where message_count > 0 group by 1, 2, 3, 4, 5, 6)
    union all
    (select support_email_id, status, team, priority, assignee_id is null, unread_count > 0, count(*)
       from public.email_threads where message_count > 0 group by 1, 2, 3, 4, 5, 6
     except select support_email_id, status, team, priority, unassigned, unread, sum(rows)
        from public.email_thread_counters group by 1, 2, 3, 4, 5, 6)`);
  return [...rows, ...more, ...ofThreads];
}

describe('the kept counts', () => {
  it('equal counting, whatever was done, folded or not', async () => {
    for (let n = 0; n < 60; n++) {
      await step(pool);
      if (n % 20 === 10)
        for (const table of ['email_counters', 'email_detail_counters', 'email_thread_counters'])
          await pool.query(`select public.fold_counters('public.${table}')`);
      if (n % 10 === 9) expect(await wrongCounts()).toEqual([]);
    }
  });

  it('fold to one line a key', async () => {
    await pool.query(`select public.fold_counters('public.email_counters')`);
    const { rows } = await pool.query(
      'select count(*)::integer as lines, count(distinct key)::integer as keys, bool_or(fresh) as fresh from public.email_counters',
    );
    expect(rows[0]).toEqual({ lines: rows[0].keys, keys: rows[0].keys, fresh: false });
  });

  it('equal counting after many wrote, folded and gave up at once', async () => {
    const clients = await Promise.all(Array.from({ length: 6 }, () => pool.connect()));
    try {
      await Promise.all(
        clients.map(async (client, writer) => {
          for (let n = 0; n < 12; n++) {
            await client.query('begin');
            // Each has e-mails of its own; what they share is the counters.
            await client.query(`update public.emails set status = $2, is_read = not is_read where hashtext(id::text) & 7 = $1`, [
              writer,
              MATTER_STATUSES[(n + writer) % 5],
            ]);
            if (n % 4 === writer % 4)
              await client.query(
                `select public.fold_counters('public.email_counters'), public.fold_counters('public.email_detail_counters')`,
              );
            await client.query(n % 5 === 4 ? 'rollback' : 'commit');
          }
        }),
      );
    } finally {
      for (const client of clients) client.release();
    }
    expect(await wrongCounts()).toEqual([]);
  });

  it('are the same when they are made anew', async () => {
    await pool.query('select public.rebuild_email_counters()');
    expect(await wrongCounts()).toEqual([]);
  });
});

async function page(
  filter: object,
  options: { limit?: number; offset?: number; cursor?: string | null; order?: string } = {},
): Promise<Page> {
  const [micros, id] = options.cursor ? Buffer.from(options.cursor, 'base64url').toString().split('.') : [];
  const { rows } = await pool.query(
    `select public.get_email_list($1, $2, 1, $3, case
      when $4::bigint is not null then 'epoch'::timestamptz + $4::bigint * interval '1 microsecond' end, $5, $6) as page`,
    [JSON.stringify(filter), options.limit ?? 20, options.offset ?? 0, micros ?? null, id ?? null, options.order ?? 'desc'],
  );
  return JSON.parse(rows[0].page) as Page;
}

async function walk(filter: object, order: string): Promise<Page['data']> {
  const found: Page['data'] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const next: Page = await page(filter, { cursor, order, limit: 7 });
    found.push(...next.data);
    cursor = next.next_cursor;
  }
  return found;
}

const FILTERS: Record<string, () => unknown> = {
  support_email_id: () => random.pick(mailboxes),
  thread_id: () => random.pick(threads).id,
  customer_id: () => random.pick(customers),
  direction: () => random.pick(['inbound', 'outbound']),
  kind: () => random.pick(['message', 'auto_reply']),
  is_read: () => random.chance(0.5),
  status: () => random.pick(MATTER_STATUSES),
  priority: () => random.pick(['normal', 'urgent']),
  category: () => random.pick(['delivery', 'unheard of']),
  sentiment: () => 'negative',
  language: () => 'hi',
  team: () => random.pick(['billing', "it's; drop table emails"]),
  assignee_id: () => random.pick(agents),
  unassigned: () => random.chance(0.5),
  has_attachments: () => random.chance(0.5),
  triage_state: () => random.pick(['pending', 'done']),
  send_state: () => 'failed',
  from_email: () => random.pick(['asha@example.com', "o'brien+x@example.com"]),
  received_from: () => instant().toISOString(),
  received_to: () => instant().toISOString(),
  search: () => random.pick([...WORDS, 'ref', 'REFUND ord', "o'brien+x@example.com", '!!!', "it's \\ & | :*"]),
};

/** The same question asked without index, counter or text search but for the query itself. */
async function bruteForce(filter: Record<string, unknown>): Promise<string[]> {
  const conditions = Object.entries(filter).map(([name, value], index) => {
    const given = `$${index + 1}`;
    if (name === 'unassigned') return `(assignee_id is null) = ${given}::boolean`;
    if (name === 'has_attachments') return `(attachment_count > 0) = ${given}::boolean`;
    if (name === 'received_from') return `received_at >= ${given}`;
    if (name === 'received_to') return `received_at < ${given}`;
    if (name === 'search')
      return (
        `public.email_words(subject, from_email, from_name, to_recipients, cc_recipients, new_text, body_text) @@ ` +
        `public.search_query(${given})`
      );
    return value === undefined ? 'true' : `${name} = ${given}`;
  });
  const { rows } = await pool.query(
    `select id from public.emails where ${['deleted_at is null', ...conditions].join(' and ')} order by received_at desc, id desc`,
    Object.values(filter),
  );
  return rows.map(({ id }) => id as string);
}

describe('a list', () => {
  it('shows, counts and exports the same rows, for any filters', async () => {
    for (let question = 0; question < 90; question++) {
      const names = Object.keys(FILTERS).filter(() => random.chance(question % 3 === 0 ? 0.05 : 0.13));
      const filter = Object.fromEntries(names.map((name) => [name, FILTERS[name]!()]));
      const expected = await bruteForce(filter);
      const walked = await walk(filter, 'desc');
      expect({ filter, ids: walked.map(({ id }) => id) }).toEqual({ filter, ids: expected });
      expect((await walk(filter, 'asc')).map(({ id }) => id)).toEqual([...expected].reverse());
      expect(await page(filter)).toMatchObject({ total: expected.length, total_is_exact: true });
      expect((await page(filter, { offset: 5, limit: 3 })).data.map(({ id }) => id)).toEqual(expected.slice(5, 8));
      const { rows: counted } = await pool.query('select public.count_emails($1) as n, public.email_rows_query($1) as statement', [
        JSON.stringify(filter),
      ]);
      expect(Number(counted[0].n)).toBe(expected.length);
      expect((await pool.query<{ id: string }>(counted[0].statement as string)).rows.map(({ id }) => id)).toEqual(expected);
    }
  });

  it('holds no texts', async () => {
    const [row] = (await page({})).data;
    expect(row).toMatchObject({
      subject: expect.any(String),
      from_email: expect.any(String),
      received_at: expect.stringMatching(/\+00:00$/),
    });
    for (const name of ['body_text', 'body_html', 'new_text', 'quoted_text', 'suggested_reply', 'deleted_at'])
      expect(row).not.toHaveProperty(name);
  });

  it('of threads shows and counts the same, by last activity', async () => {
    for (const filter of [
      {},
      { status: 'open' },
      { unread: true },
      { team: 'billing', unread: false },
      { support_email_id: mailboxes[0] },
      { unassigned: true },
      { customer_id: customers[0] },
    ]) {
      const conditions = Object.entries(filter).map(([name, value]) =>
        name === 'unread' ? `(unread_count > 0) = ${value}` : name === 'unassigned' ? 'assignee_id is null' : `${name} = '${value}'`,
      );
      const { rows } = await pool.query(
        `select id from public.email_threads where ${['message_count > 0', ...conditions].join(' and ')}
          order by last_message_at desc, id desc`,
      );
      const answer = JSON.parse(
        (await pool.query('select public.get_email_thread_list($1, 100) as page', [JSON.stringify(filter)])).rows[0].page,
      ) as Page;
      expect({ filter, total: answer.total, ids: answer.data.map(({ id }) => id) }).toEqual({
        filter,
        total: rows.length,
        ids: rows.map(({ id }) => id),
      });
    }
  });
});

describe('search', () => {
  const found = async (search: string) => (await page({ search })).data.map(({ id }) => id);

  it('finds words anywhere, the beginning of the last one, and addresses whole', async () => {
    const { id } = await makeEmail(
      pool,
      { id: mailboxes[0]! },
      {
        subject: 'Quetzal sighting',
        from_email: "d'arc+joan@sub.example.com",
        from_name: 'Jeanne',
        to_recipients: [{ email: 'Zookeeper@Example.com', name: 'Keeper' }],
        cc_recipients: [{ email: 'watcher@example.com', name: 'W' }],
        new_text: 'It sat on the baobab-tree, order number QZ-778812: https://shop.example.net/orders/7771240?step=2',
      },
    );
    for (const search of [
      'quetzal',
      'QUETZ',
      'sighting quetz',
      'baobab',
      'baobab-tree',
      'qz-7788',
      '778812',
      'zookeeper@example.com',
      'watcher@example.com',
      "d'arc+joan@sub.example.com",
      'jeanne baob',
      'sub.example.com',
      'SUB.exam',
      '7771240',
      'shop.example.net',
      'https://shop.example.net/orders/7771240?step=2',
    ]) {
      expect([search, await found(search)]).toEqual([search, [id]]);
    }
    for (const search of ['quetzal parrot', 'uetzal', 'quetz sighting', 'joan@example.com'])
      expect([search, await found(search)]).toEqual([search, []]);
  });

  it('takes texts of any length and kind', async () => {
    const bad = [
      'x'.repeat(3_000_000),
      Array.from({ length: 400_000 }, (_, n) => n.toString(36)).join(' '),
      Array.from({ length: 200_000 }, (_, n) => `a${n}-b${n}`).join(' '),
      `http://${'a/'.repeat(200_000)}`,
      '漢字'.repeat(100_000),
      '\u{1f600}'.repeat(50_000),
    ];
    for (const new_text of bad) {
      await makeEmail(
        pool,
        { id: mailboxes[0]! },
        {
          subject: `${new_text.slice(0, 5000)} ocelot`,
          new_text,
          to_recipients: Array.from({ length: 1000 }, (_, n) => ({ email: `r${n}@example.com`, name: 'x'.repeat(300) })),
        },
      );
    }
    const { rows } = await pool.query('select count(*)::integer as n, max(pg_column_size(words)) as size from public.email_search');
    expect(rows[0].size).toBeLessThan(1_048_575);
  });

  it('counts exactly up to 1,000 and says so beyond', async () => {
    const {
      rows: [thread],
    } = await pool.query('select id, support_email_id from public.email_threads limit 1');
    await pool.query(
      `insert into public.emails (support_email_id, thread_id, direction, subject, received_at)
       select $1, $2, 'inbound', 'armadillo ' || case when g % 400 = 0 then 'wombat' else 'g' || g end,
         '2026-01-01'::timestamptz + g * interval '1 second' from generate_series(1, 1001) g`,
      [thread.support_email_id, thread.id],
    );
    const many = await page({ search: 'armad' });
    expect([many.total, many.total_is_exact, many.data.length]).toEqual([1000, false, 20]);
    // All of them are older than everything else: the newest rows do not hold them.
    expect(many.data[0]).toMatchObject({ subject: 'armadillo g1001' });
    expect(await page({ search: 'armad', received_to: '2026-01-01T00:16:41Z' })).toMatchObject({ total: 1000, total_is_exact: true });
    expect(await page({ search: 'armadillo wombat' })).toMatchObject({ total: 2, total_is_exact: true });
    const second = await page({ search: 'armad' }, { cursor: many.next_cursor });
    expect(second.data[0]).toMatchObject({ subject: 'armadillo g981' });
  });
});
