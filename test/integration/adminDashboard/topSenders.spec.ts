import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { Random } from '../../../src/providers/sandbox/random.js';
import { insertEmails } from '../../prove/metrics/emailStory.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emailFigures, readMail } from '../../support/emailFigures.js';
import { makeMailbox, makeThread } from '../../support/factories/emails.js';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const ZONE = 'Asia/Kolkata';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());

/** Who writes, from a number in [0, 1). */
const SHAPES: Record<string, (random: Random, n: number) => number> = {
  'a few write most': (random) => Math.floor(900 * random.next() ** 4),
  'many write a little': (random) => (random.chance(0.2) ? random.int(0, 15) : random.int(16, 3000)),
  'all write the same': (_random, n) => n % 700,
  'all write once': (_random, n) => n,
  'each day somebody else writes most': (random, n) => (random.chance(0.7) ? Math.floor(n / 70) * 1000 : random.int(0, 500)),
  'one writes': () => 7,
};

describe.each(Object.entries(SHAPES))('top senders, when %s', (_name, who) => {
  let mailboxes: string[];
  beforeAll(async () => {
    await pool.query('truncate public.support_emails cascade');
    const random = new Random(_name);
    mailboxes = [(await makeMailbox(pool)).id, (await makeMailbox(pool)).id];
    const threads = await Promise.all(mailboxes.map(async (id) => (await makeThread(pool, { id })).id));
    const rows = Array.from({ length: 5000 }, (_, n) => {
      const box = random.chance(0.7) ? 0 : 1;
      return {
        id: randomUUID(),
        support_email_id: mailboxes[box],
        thread_id: threads[box],
        direction: random.chance(0.9) ? 'inbound' : 'outbound',
        kind: 'message',
        from_email: `p${who(random, n)}@example.com`,
        from_name: `Name ${n}`,
        received_at: new Date(START + (n / 5000) * 70 * DAY).toISOString(),
        is_read: true,
        status: 'open',
        team: null,
        deleted_at: random.chance(0.02) ? new Date().toISOString() : null,
      };
    });
    for (let first = 0; first < rows.length; first += 1000) await insertEmails(pool, rows.slice(first, first + 1000));
  });

  it('are those of brute force, ties included', async () => {
    const random = new Random(`${_name} asked`);
    const mail = await readMail(pool, ZONE);
    for (let question = 0; question < 25; question++) {
      const [a, b] = [random.int(-5 * DAY, 75 * DAY), random.int(-5 * DAY, 75 * DAY)];
      const [start, end] = [new Date(START + Math.min(a, b)), new Date(START + Math.max(a, b) + 1)];
      const limit = random.pick([1, 3, 10, 50]);
      const support_email_id = random.chance(0.4) ? random.pick(mailboxes) : undefined;
      const { rows } = await pool.query(
        'select from_email, from_name, emails::integer, last_received_at from public.get_email_top_senders($1, $2, $3, $4)',
        [start, end, limit, support_email_id ?? null],
      );
      const found = rows.map((row) => ({ ...row, last_received_at: (row.last_received_at as Date).toISOString() }));
      expect(found).toEqual(emailFigures(mail, start, end, ZONE, { support_email_id, limit }).top_senders);
    }
  });
});
