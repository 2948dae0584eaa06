import { randomUUID } from 'node:crypto';
import { Random } from '../../src/providers/sandbox/random.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { insertRow, makeAgent, makeEmail, makeMailbox, makeThread } from '../support/factories/emails.js';
import { until } from '../support/until.js';

let database: TestDatabase;
const run = <R extends object>(sql: string, values: unknown[] = []) => database.pool.query<R>(sql, values).then(({ rows }) => rows);
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

interface Piece {
  day: string;
  started_at: Date;
  ended_at: Date;
  seconds: string;
  availability: string;
}

/** An agent with random intervals of both kinds around an instant; work in milliseconds. */
async function busyAgent(random: Random, around: number): Promise<{ id: string; worked: [number, number][] }> {
  const { id } = await makeAgent(database.pool);
  await run('delete from agent_availability where agent_id = $1', [id]);
  const worked: [number, number][] = [];
  let at = around - 3 * 86_400_000;
  while (at < around + 3 * 86_400_000) {
    const start = at + random.int(1, 8 * 3_600_000);
    at = start + random.int(1, 14 * 3_600_000);
    worked.push([start, at]);
  }
  for (const [start, end] of worked)
    await insertRow(database.pool, 'work_intervals', {
      agent_id: id,
      started_at: new Date(start),
      ended_at: new Date(end),
      ended_by: 'person',
    });
  at = around - 3 * 86_400_000;
  while (at < around + 3 * 86_400_000) {
    const status = random.pick(['available', 'busy', 'wrap_up', 'away', 'offline']);
    const until = at + random.int(1, 5 * 3_600_000);
    // Now and then there is none, as before the first clock-in.
    if (random.chance(0.9))
      await insertRow(database.pool, 'agent_availability', {
        agent_id: id,
        status,
        availability: status,
        source: 'choice',
        started_at: new Date(at),
        ended_at: new Date(until),
      });
    at = until;
  }
  return { id, worked };
}
const second = (ms: number) => Math.floor(ms / 1000);

describe('the time of an agent', () => {
  it.each([
    ['Asia/Kolkata', '2026-02-24T12:00:00Z'],
    ['Europe/Berlin', '2026-03-29T02:00:00Z'],
    ['America/New_York', '2026-11-01T06:00:00Z'],
  ])('is cut into days and pieces that add up to the work, to the second, in %s', async (zone, noon) => {
    await run('update kaleyra_settings set timezone = $1', [zone]);
    const random = new Random(`time ${zone}`);
    for (let round = 0; round < 5; round += 1) {
      const { id, worked } = await busyAgent(random, Date.parse(noon));
      const days = await run<Record<string, string>>(
        `select * from get_agent_stats($1, ($2::timestamptz at time zone $3)::date - 5, ($2::timestamptz at time zone $3)::date + 5, $2)`,
        [id, noon, zone],
      );
      const sum = (column: string) => days.reduce((all, day) => all + Number(day[column]), 0);
      expect(sum('worked_seconds')).toBe(worked.reduce((all, [start, end]) => all + second(end) - second(start), 0));
      for (const day of days)
        expect(['available', 'busy', 'wrap_up', 'away', 'offline'].reduce((all, part) => all + Number(day[`${part}_seconds`]), 0)).toBe(
          Number(day.worked_seconds),
        );
      const pieces = await run<Piece>(
        `select day::text, started_at, ended_at, seconds, availability from get_agent_time($1, $2::timestamptz - interval '7 days',
           $2::timestamptz + interval '7 days', $2)`,
        [id, noon],
      );
      const dateOf = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
      for (const [at, piece] of pieces.entries()) {
        expect(dateOf.format(piece.started_at)).toBe(piece.day);
        expect(dateOf.format(new Date(piece.ended_at.getTime() - 1))).toBe(piece.day);
        if (at > 0) expect(piece.started_at.getTime()).toBeGreaterThanOrEqual(pieces[at - 1]!.ended_at.getTime());
      }
    }
    await run(`update kaleyra_settings set timezone = 'Asia/Kolkata'`);
  });
});

describe('an agent who is being deleted', () => {
  it('gets no thread any more, however close the two are', async () => {
    const { id } = await makeAgent(database.pool);
    const mailbox = await makeMailbox(database.pool);
    const { thread_id } = await makeEmail(database.pool, mailbox);
    const deleting = await database.pool.connect();
    try {
      await deleting.query('begin');
      await deleting.query('select public.delete_agent($1)', [id]);
      const assigned = run('select public.update_email_thread($1, $2)', [thread_id, { assignee_id: id }]).then(
        () => 'assigned',
        (error: Error) => error.message,
      );
      const waits = () => run(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      await until(waits, (found) => found.length > 0);
      await deleting.query('commit');
      expect(await assigned).toBe('assignee_not_found');
    } finally {
      deleting.release();
    }
  });
});

describe('an agent who was deleted', () => {
  it('does not get back a thread that is opened again, or one that is begun from it', async () => {
    const { id } = await makeAgent(database.pool);
    const mailbox = await makeMailbox(database.pool);
    const { thread_id } = await makeEmail(database.pool, mailbox, { assignee_id: id, status: 'resolved' });
    await run('select public.delete_agent($1)', [id]);
    const held = () =>
      run(
        `select t.assignee_id, (select count(*)::int from emails e where e.thread_id = t.id and e.assignee_id is not null) as e_mails
         from email_threads t where t.id = $1`,
        [thread_id],
      );
    expect(await held()).toEqual([{ assignee_id: id, e_mails: 1 }]);
    await run(`update email_threads set status = 'open' where id = $1`, [thread_id]);
    expect(await held()).toEqual([{ assignee_id: null, e_mails: 0 }]);
    expect(await run(`select note from activity_log where action = 'release' and entity_id = $1`, [thread_id])).toEqual([
      { note: 'The agent was deleted.' },
    ]);
    const { id: forwarded } = await makeThread(database.pool, mailbox, { assignee_id: id });
    expect(await run('select assignee_id from email_threads where id = $1', [forwarded])).toEqual([{ assignee_id: null }]);
  });
});

describe('presence', () => {
  const note = (node: string, users: string[], silent = 90) => run('select note_socket_presence($1, $2, $3)', [node, users, silent]);
  const told = () =>
    run<{ event: string; connected: boolean | null }>(
      `select event, (payload ->> 'is_connected')::boolean as connected from change_feed where event like 'agent_presence:%' order by id`,
    );

  it('ends with the last socket of all nodes, and with a node that falls silent', async () => {
    const [user] = await run<{ id: string }>(`insert into auth.users (id, email) values ($1, 'asha@example.com') returning id`, [
      randomUUID(),
    ]);
    const { id } = await makeAgent(database.pool, { user_id: user!.id });
    const [first, second] = [randomUUID(), randomUUID()];
    const connected = async () =>
      (await run<{ is_connected: boolean }>('select is_connected from agent_presence where agent_id = $1', [id]))[0];
    await note(first, [user!.id]);
    await note(second, [user!.id]);
    await note(first, []);
    expect(await connected()).toEqual({ is_connected: true });
    await run(`update socket_presence set seen_at = now() - interval '2 minutes' where node_id = $1`, [second]);
    await note(first, []);
    expect(await connected()).toEqual({ is_connected: false });
    expect(await told()).toEqual([
      { event: 'agent_presence:created', connected: true },
      { event: 'agent_presence:updated', connected: false },
    ]);
    expect(await run('select status from agents where id = $1', [id])).toEqual([{ status: 'offline' }]);
  });

  it('is looked up when an agent gets a user who is there already', async () => {
    const [user] = await run<{ id: string }>(`insert into auth.users (id, email) values ($1, 'ravi@example.com') returning id`, [
      randomUUID(),
    ]);
    await note(randomUUID(), [user!.id]);
    const { id } = await makeAgent(database.pool, { user_id: user!.id });
    expect(await run('select is_connected from agent_presence where agent_id = $1', [id])).toEqual([{ is_connected: true }]);
  });
});
