import { JobsService } from '../../src/common/jobs/jobs.service.js';
import { WorkerPresence } from '../../src/common/jobs/workerPresence.js';
import { task } from '../../src/common/jobs/task.js';
import { ChangeFeedService } from '../../src/common/realtime/changeFeed.service.js';
import { SYNC_RUN_EVENTS } from '../../src/kaleyraVoice/kaleyraVoice.events.js';
import { syncCallLogs } from '../../src/kaleyraVoice/kaleyraVoice.jobs.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let nodes: TestApp[];
/** A task that ends when it is told to. */
const longTask = task('test.long');
const long = { begun: 0, end: () => undefined as void };
const ended = new Promise<void>((resolve) => (long.end = resolve));

beforeAll(async () => {
  database = await createTestDatabase({ rest: true });
  const beforeStart: TestAppOptions['beforeStart'] = (app) => {
    app.get(JobsService).on(longTask, () => (long.begun++, ended));
    Object.assign(app.get(WorkerPresence, { strict: false }).times, { sweep_ms: 500, unheard_ms: 4_000 });
  };
  nodes = await Promise.all([1, 2].map(() => startTestApp({ database, beforeStart, environment: { KALEYRA_SYNC_CRON: '* * * * * *' } })));
});
afterAll(async () => {
  for (const node of nodes) await node.close();
  await database.drop();
});

const row = async (question: string) => (await database.pool.query<Record<string, unknown>>(question)).rows[0]!;

describe('jobs', () => {
  it('make one job of a tick, however many nodes tick', async () => {
    const ticking = () =>
      row(
        `select (select count(*)::int from cron_ticks where name = 'kaleyra.sync') as ticks,
              (select count(distinct key)::int from graphile_worker._private_jobs
              where key ~ '^kaleyra[.]sync:[0-9]{4}-[0-9]{2}-[0-9]{2} ') as waiting,
              (select count(*)::int from kaleyra_sync_runs where trigger = 'schedule') as runs`,
      );
    const counts = await until(ticking, ({ ticks }) => (ticks as number) >= 3);
    // Each tick is one job, which waits for its moment or has become (or joined) a run.
    expect((counts.waiting as number) + (counts.runs as number)).toBeLessThanOrEqual(counts.ticks as number);
    const again = await database.pool.query(
      `select add_cron_job('again', '2026-01-01Z', 'kaleyra.start_scheduled_sync', '{}', null, 3600) as added from generate_series(1, 3)`,
    );
    expect(again.rows.map((entry) => entry.added)).toEqual([true, false, false]);
  });

  it('come back when their worker is gone', async () => {
    // As a killed process leaves it: a worker whose advisory lock nobody holds, and a job in its name. At once: a node may look in between.
    await database.pool.query(
      `insert into job_workers (worker_id, lock_key) values ('worker-dead', 4711);
       select graphile_worker.add_job('kaleyra.start_scheduled_sync', '{}', job_key => 'orphan', run_at => now() + interval '1 hour');
       update graphile_worker._private_jobs set locked_by = 'worker-dead', locked_at = now() where key = 'orphan'`,
    );
    await until(
      () => row(`select locked_by from graphile_worker._private_jobs where key = 'orphan'`),
      ({ locked_by }) => locked_by === null,
    );
    expect((await database.pool.query(`select 1 from job_workers where worker_id = 'worker-dead'`)).rows).toEqual([]);
    expect((await database.pool.query('select count(distinct lock_key)::int as nodes from job_workers')).rows).toEqual([{ nodes: 2 }]);
  });

  it('come back when their worker never heard that it was given them; those under way stay, however long', async () => {
    await nodes[0]!.app.get(JobsService).add(longTask, {}, { key: 'long' });
    await until(
      () => long.begun,
      (times) => times > 0,
    );
    // As the end of the database leaves it, just after it locked a job and before it said so: in the name of a worker that lives.
    const { worker_id } = await row('select worker_id from job_workers limit 1');
    await database.pool.query(
      `select graphile_worker.add_job('kaleyra.start_scheduled_sync', '{}', queue_name => 'unheard', job_key => 'unheard',
        run_at => now() + interval '1 hour')`,
    );
    await database.pool.query(
      `update graphile_worker._private_jobs set locked_by = $1, locked_at = now(), attempts = 1 where key = 'unheard'`,
      [worker_id],
    );
    await database.pool.query(
      `update graphile_worker._private_job_queues set locked_by = $1, locked_at = now() where queue_name = 'unheard'`,
      [worker_id],
    );
    const job = () =>
      row(
        `select j.locked_by, j.attempts::int, q.locked_by as queue_locked_by from graphile_worker._private_jobs j
       join graphile_worker._private_job_queues q on q.id = j.job_queue_id where j.key = 'unheard'`,
      );
    expect(await until(job, ({ locked_by }) => locked_by === null, 60)).toEqual({ locked_by: null, attempts: 0, queue_locked_by: null });
    expect(
      await row(`select locked_by is not null as under_way, attempts::int from graphile_worker._private_jobs where key = 'long'`),
    ).toEqual({ under_way: true, attempts: 1 });
    long.end();
    await until(
      () => row(`select count(*)::int as left from graphile_worker._private_jobs where key = 'long'`),
      ({ left }) => left === 0,
    );
    expect(long.begun).toBe(1);
  }, 90_000);

  it('count as late when nobody works on them', async () => {
    await database.pool.query(`select graphile_worker.add_job('nobody.knows_this_task', '{}', run_at => now() - interval '5 minutes')`);
    const { status, body } = await nodes[0]!.call<{ status: string; checks: { jobs: { ok: boolean; oldest_seconds: number } } }>(
      'GET',
      '/health',
    );
    expect([status, body.status, body.checks.jobs.ok]).toEqual([200, 'degraded', false]);
    expect((await nodes[0]!.call('GET', '/health/ready')).status).toBe(200);
    expect(body.checks.jobs.oldest_seconds).toBeGreaterThan(200);
    await database.pool.query(
      `delete from graphile_worker._private_jobs where task_id in (select id from graphile_worker._private_tasks
        where identifier = 'nobody.knows_this_task')`,
    );
    expect((await nodes[0]!.call('GET', '/health')).body).toMatchObject({ status: 'ok' });
  });

  it('fail with what is missing in their payload', async () => {
    await database.pool.query(`select graphile_worker.add_job('kaleyra.sync_call_logs', '{"id": 1}', job_key => 'bad', max_attempts => 1)`);
    const { last_error } = await until(
      () => row(`select last_error from graphile_worker._private_jobs where key = 'bad'`),
      (job) => job.last_error !== null,
    );
    expect(last_error).toContain('The payload of kaleyra.sync_call_logs lacks run_id (string).');
    await database.pool.query(`delete from graphile_worker._private_jobs where key = 'bad'`);
  });

  it('refuse to be registered twice', () => {
    const jobs = nodes[0]!.app.get(JobsService);
    expect(() => jobs.on(syncCallLogs, () => Promise.resolve())).toThrow('registered twice');
  });
});

describe('processes with one role', () => {
  let api: TestApp;
  let worker: TestApp;
  let shared: TestDatabase;
  // Only a hosted database serves several processes; the tests' own plays it.
  const hosted = {
    SUPABASE_URL: 'http://127.0.0.1:9',
    SUPABASE_ANON_KEY: 'opens-nothing',
    SUPABASE_SERVICE_ROLE_KEY: 'opens-nothing',
    SUPABASE_DB_URL: 'postgresql://x',
    LINK_SECRET: 'x'.repeat(32),
    ENCRYPTION_KEY: 'x'.repeat(32),
  };

  beforeAll(async () => {
    shared = await createTestDatabase({ rest: true });
    api = await startTestApp({ database: shared, environment: { ...hosted, ROLE: 'api', KALEYRA_SYNC_WAIT_SECONDS: '1' } });
  });
  afterAll(async () => {
    await worker?.close();
    await api.close();
    await shared.drop();
  });

  it('share the work: the API takes the order, the worker carries it out', async () => {
    const waiting = await api.call<{ run_id: string; status: string }>('POST', '/calls/sync', { body: {} });
    expect([waiting.status, waiting.body.status]).toEqual([202, 'running']);
    const joined = await api.call<{ run_id: string; status: string }>('POST', '/calls/sync', { body: {} });
    expect(joined.body).toEqual(waiting.body);
    expect((await shared.pool.query('select 1 from job_workers')).rows).toEqual([]);
    worker = await startTestApp({ database: shared, environment: { ...hosted, ROLE: 'worker' } });
    const run = () => api.call<{ state: string }>('GET', `/calls/sync/runs/${waiting.body.run_id}`);
    await until(run, ({ body }) => body.state === 'succeeded');
  });

  it('let an API wait for what a worker does', async () => {
    const { rows } = await shared.pool.query<{ id: string }>('select id from kaleyra_sync_runs limit 1');
    // Only the feed tells it: a look without news changes nothing.
    const told = api.app
      .get(ChangeFeedService)
      .waitFor(SYNC_RUN_EVENTS, rows[0]!.id, (payload) => Promise.resolve(payload?.pages === 77), 30_000);
    await shared.pool.query('update kaleyra_sync_runs set pages = 77 where id = $1', [rows[0]!.id]);
    expect(await told).toBe(true);
  });

  it('let operators see how a worker is, and nobody use it', async () => {
    expect((await worker.call('GET', '/health/live', { as: null })).status).toBe(200);
    expect((await worker.call('GET', '/metrics', { as: null })).status).toBe(200);
    const answer = await worker.call<{ code: string }>('GET', '/calls/sync/runs', { token: await api.token('admin') });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });
});
