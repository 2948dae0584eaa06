import pg from 'pg';
import { Random } from '../../../src/providers/sandbox/random.js';
import { EmailStory } from '../../prove/metrics/emailStory.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emailFigures, readMail } from '../../support/emailFigures.js';
import { makeEmail, makeMailbox } from '../../support/factories/emails.js';
import { openPool } from '../../support/pool.js';
import { askDashboard, setZone, verifyEmailRollups } from './emailDashboard.js';
import { MATTER_STATUSES } from '../../../src/common/matter/matter.js';

const ZONE = 'Asia/Kolkata';
const STRETCH = { from: Date.parse('2026-01-20T00:00:00Z'), to: Date.parse('2026-03-05T00:00:00Z') };

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await pool.query('truncate public.support_emails cascade');
  await setZone(pool, ZONE);
});

async function expectExact(zone = ZONE): Promise<void> {
  const [start, end] = [new Date('2026-01-10T07:01:02.345Z'), new Date('2026-03-20T00:00:00Z')];
  expect(await verifyEmailRollups(pool)).toEqual([]);
  expect(await askDashboard(pool, start, end)).toEqual(emailFigures(await readMail(pool, zone), start, end, zone));
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.dbUrl });
  await client.connect();
  return client;
}

const kept = async () =>
  Number(
    (
      await pool.query(`
    select (select count(*) from public.email_mailbox_rollups) + (select count(*) from public.email_team_rollups)
      + (select count(*) from public.email_sender_rollups) + (select count(*) from public.email_rollup_changes) as n`)
    ).rows[0].n,
  );

describe('the kept figures', () => {
  it.each(['one', 'two', 'three'])('follow whatever is done to e-mails (story %s)', async (seed) => {
    const story = await EmailStory.begin(pool, new Random(seed), STRETCH);
    const log: string[] = [];
    for (let step = 0; step < 30; step++) {
      log.push(await story.step());
      const wrong = await verifyEmailRollups(pool);
      if (wrong.length > 0) throw new Error(`after ${log.join('; ')}: ${JSON.stringify(wrong.slice(0, 5))}`);
    }
    await expectExact();
  });

  it('have no row left when the last e-mail goes, however it goes', async () => {
    const story = await EmailStory.begin(pool, new Random('gone'), STRETCH);
    for (const statement of ['delete from emails', 'update emails set deleted_at = now()', 'truncate emails cascade']) {
      await story.arrive(pool, 40);
      expect(await kept()).toBeGreaterThan(40);
      await pool.query(statement);
      expect(await kept()).toBe(0);
    }
  });

  it('are not written, and nobody waits, when nothing that is counted changes', async () => {
    const story = await EmailStory.begin(pool, new Random('idle'), STRETCH);
    await story.arrive(pool, 40);
    const places = `select tableoid::regclass::text as kept_in, ctid::text, xmin::text from email_mailbox_rollups
        union all select tableoid::regclass::text, ctid::text, xmin::text from email_sender_rollups order by 1, 2`;
    const before = (await pool.query(places)).rows;
    const holder = await connect();
    await holder.query('begin');
    await holder.query('select public.lock_email_rollups()');
    // Would wait for the lock for ever if it had something to add.
    await pool.query(`update emails set summary = 'x', language = 'en', triage_state = 'done', is_read = is_read`);
    await pool.query(`update emails set status = 'closed' where false`);
    await holder.query('rollback');
    await holder.end();
    expect((await pool.query(places)).rows).toEqual(before);
  });

  it('are found wrong, and put right, when somebody edits them', async () => {
    const story = await EmailStory.begin(pool, new Random('edited'), STRETCH);
    await story.arrive(pool, 60);
    await pool.query(`update email_team_rollups set unread = unread + 1 where grain = 'hour'`);
    await pool.query(`delete from email_sender_rollups where grain = 'day'`);
    const wrong = (await verifyEmailRollups(pool)) as { kept_in: string; side: string }[];
    expect(new Set(wrong.map(({ kept_in, side }) => `${kept_in} ${side}`))).toEqual(
      new Set(['email_team_rollups kept', 'email_team_rollups rebuilt', 'email_sender_rollups rebuilt']),
    );
    await pool.query('select public.rebuild_email_rollups()');
    await expectExact();
  });

  it('count once what a transaction changed before it rebuilt', async () => {
    const story = await EmailStory.begin(pool, new Random('twice'), STRETCH);
    const client = await pool.connect();
    await client.query('begin');
    await story.arrive(client, 20);
    await client.query('select public.rebuild_email_rollups()');
    await story.arrive(client, 5);
    await client.query('commit');
    client.release();
    await expectExact();
  });

  it('follow the business zone', async () => {
    const story = await EmailStory.begin(pool, new Random('zone'), STRETCH);
    await story.arrive(pool, 200);
    await setZone(pool, 'America/New_York');
    await expectExact('America/New_York');
  });

  it('follow the zone also when it changes while a writer is under way', async () => {
    const story = await EmailStory.begin(pool, new Random('zones'), STRETCH);
    const client = await pool.connect();
    await client.query('begin');
    await story.arrive(client, 50);
    await setZone(pool, 'Pacific/Auckland');
    await client.query('commit');
    client.release();
    await expectExact('Pacific/Auckland');
  });

  it('are worked out anew after a statement that changes very many', async () => {
    const { rows } = await pool.query<{ made: string }>(`select pg_get_functiondef('public.note_email_changes'::regproc) as made`);
    const many = rows[0]!.made.replace(/(?<=v_many .*:= )100000/, '1000');
    expect(many).not.toBe(rows[0]!.made);
    await pool.query(many);
    const mailbox = await makeMailbox(pool);
    const { id: email } = await makeEmail(pool, mailbox, { received_at: '2026-02-01T00:00:00Z' });
    await pool.query(
      `insert into emails (support_email_id, thread_id, direction, received_at, from_email)
       select support_email_id, thread_id, 'inbound', received_at + n * interval '20 minutes', 'person' || n % 7 || '@example.com'
       from emails, generate_series(1, 1500) n where id = $1`,
      [email],
    );
    await expectExact();
    await pool.query(rows[0]!.made);
  });

  it('cannot be read or written by those who see e-mails', async () => {
    const client = await pool.connect();
    await client.query('set role authenticated');
    await expect(client.query('select * from public.email_sender_rollups')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('select * from public.email_rollup_changes')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query(`select public.rebuild_email_rollups()`)).rejects.toMatchObject({ code: '42501' });
    await client.query('reset role');
    client.release();
  });

  it('know each kind and each status that an e-mail may have', async () => {
    const { rows } = await pool.query(
      `select pg_get_constraintdef(oid) as rule from pg_constraint where conrelid = 'public.emails'::regclass
        and conname in ('emails_kind_check', 'emails_status_check') order by conname`,
    );
    const words = rows.map(({ rule }) => [...(rule as string).matchAll(/'(\w+)'/g)].map((match) => match[1]));
    expect(words).toEqual([['message', 'auto_reply', 'bounce', 'list', 'loop'], [...MATTER_STATUSES]]);
  });
});

describe('writers at once', () => {
  it('lose nothing and do not get stuck, whatever each of them does', async () => {
    const writers = 4;
    const stories: EmailStory[] = [];
    const pools = Array.from({ length: writers }, () => openPool(database.dbUrl, 1));
    for (const [n, own] of pools.entries()) stories.push(await EmailStory.begin(own, new Random(`writer ${n}`), STRETCH, 10));
    const outcomes = await Promise.all(
      stories.map(async (story) => {
        const errors: string[] = [];
        for (let step = 0; step < 20; step++) {
          // Two that change the same e-mails in different order get stuck on these, sums or not: the loser did nothing.
          await story
            .step()
            .catch((error: { code?: string; message: string; where?: string; detail?: string }) =>
              errors.push(`${error.code} ${error.message} ${error.detail ?? ''} ${error.where ?? ''}`),
            );
        }
        return errors;
      }),
    );
    await Promise.all(pools.map((own) => own.end()));
    expect(outcomes.flat().filter((error) => !error.startsWith('40P01') || error.includes('rollup'))).toEqual([]);
    await expectExact();
  });

  it('do not wait for each other until they commit', async () => {
    const [one, two] = [await connect(), await connect()];
    const mailbox = await makeMailbox(pool);
    const [{ id: a }, { id: b }] = [
      await makeEmail(pool, mailbox, { received_at: '2026-02-01T00:00:00Z' }),
      await makeEmail(pool, mailbox, { received_at: '2026-02-01T00:00:01Z' }),
    ];
    for (const client of [one, two]) await client.query('begin');
    await one.query('update emails set is_read = true where id = $1', [a]);
    await two.query('update emails set is_read = true where id = $1', [b]);
    await one.query(`update email_threads set status = 'closed' where id = (select thread_id from emails where id = $1)`, [a]);
    await two.query('commit');
    await one.query('commit');
    await Promise.all([one.end(), two.end()]);
    await expectExact();
  });

  it('are all counted by a rebuild in between', async () => {
    const story = await EmailStory.begin(pool, new Random('between'), STRETCH);
    const client = await pool.connect();
    await client.query('begin');
    await story.arrive(client, 30);
    await pool.query('select public.rebuild_email_rollups()');
    await client.query('commit');
    client.release();
    await expectExact();
  });
});
