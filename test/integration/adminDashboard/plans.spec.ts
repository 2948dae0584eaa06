import pg from 'pg';
import { Random } from '../../../src/providers/sandbox/random.js';
import { EmailStory } from '../../prove/metrics/emailStory.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { askDashboard } from './emailDashboard.js';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.dbUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** How tables are read, by the server's own counters. */
async function readsOf(action: () => Promise<unknown>) {
  const counters = async () => {
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await client.query(`
      select t.relname as name, t.seq_scan::float8, coalesce(t.idx_tup_fetch, 0)::float8 as fetched,
        (select sum(i.idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid)::float8 as entries
      from pg_stat_user_tables t where t.relname in ('emails', 'email_mailbox_rollups', 'email_team_rollups', 'email_sender_rollups') order by 1`);
    return rows as { name: string; seq_scan: number; fetched: number; entries: number }[];
  };
  const before = await counters();
  await action();
  const after = await counters();
  return Object.fromEntries(
    after.map(({ name, seq_scan, fetched, entries }, n) => {
      const was = before[n]!;
      return [name, { seq_scan: seq_scan - was.seq_scan, fetched: fetched - was.fetched, entries: entries - was.entries }];
    }),
  );
}

describe('e-mails are read by index, and few of them', () => {
  it('with plans made while the tables were empty, too', async () => {
    const dashboard = (mailbox?: string) =>
      askDashboard(client, new Date(START - 5 * DAY + 123), new Date(START + 50 * DAY + 456), mailbox);
    await client.query('vacuum (analyze)');
    const story = await EmailStory.begin(database.pool, new Random('plans'), { from: START, to: START + 60 * DAY }, 400);
    const { mailboxes } = story;
    // Each statement often enough to be planned for good.
    for (let n = 0; n < 7; n++) {
      await dashboard();
      await dashboard(mailboxes[0]);
      await story.arrive(client as unknown as pg.PoolClient, 1);
      await client.query('update emails set is_read = not is_read where id = any (array(select id from emails))');
      await client.query('delete from emails');
    }
    for (let page = 0; page < 60; page++) await story.arrive(client as unknown as pg.PoolClient, 100);

    for (const mailbox of [undefined, mailboxes[0]]) {
      const reads = await readsOf(() => dashboard(mailbox));
      expect(Object.fromEntries(Object.entries(reads).map(([name, { seq_scan }]) => [name, seq_scan]))).toEqual({
        emails: 0,
        email_mailbox_rollups: 0,
        email_team_rollups: 0,
        email_sender_rollups: 0,
      });
      // 6,000 are stored: some at the edges, and for each top sender the newest.
      expect(reads['emails']!.fetched).toBeLessThan(200);
      // The beginnings of some eighty lists, and a dozen sums: by another order each list would cost all entries of its grain.
      expect(reads['email_sender_rollups']!.entries).toBeLessThan(5000);
    }

    const insert = await readsOf(() => story.arrive(client as unknown as pg.PoolClient, 100));
    const change = await readsOf(() =>
      client.query(`update emails set is_read = not is_read where thread_id = (select id from email_threads limit 1)`),
    );
    for (const reads of [insert, change]) {
      for (const table of ['email_mailbox_rollups', 'email_team_rollups', 'email_sender_rollups'])
        expect([table, reads[table]!.seq_scan]).toEqual([table, 0]);
    }
  });
});
