// Works on waiting jobs and says how many seconds that took: node jobRunner.mjs ours|noop <jobs>
import path from 'node:path';
import { setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { Logger, run } from 'graphile-worker';
import pg from 'pg';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const [kind, amount] = [process.argv[2], Number(process.argv[3])];
let done = 0;
let started = 0;
/** @type {(value?: unknown) => void} */
let finish = () => undefined;
const finished = new Promise((resolve) => (finish = resolve));
const count = () => {
  started ||= performance.now();
  if (++done === amount) finish();
};

if (kind === 'ours') {
  const load = (/** @type {string} */ file) => import(path.join(dist, file));
  const [{ createApp }, { processEnvironment }, { layFoundation }, { createLogger }, { JobsService }, { PostgresService }] =
    await Promise.all(
      [
        'app.setup.js',
        'common/config/environment.js',
        'start/foundation.js',
        'common/log/logger.js',
        'common/jobs/jobs.service.js',
        'supabase/postgres.service.js',
      ].map(load),
    );
  const environment = processEnvironment();
  const logger = createLogger('warn');
  const foundation = await layFoundation(environment, logger);
  const app = await createApp(foundation.config, logger);
  const postgres = app.get(PostgresService);
  app.get(JobsService).register('bench.write', async () => {
    started ||= performance.now();
    await postgres.query('insert into public.bench_rows default values');
    count();
  });
  await app.init();
  await app.get(JobsService).start();
} else {
  const pool = new pg.Pool({ connectionString: process.env.SUPABASE_DB_URL, max: 16 });
  await run({
    pgPool: pool,
    concurrency: 8,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: { 'bench.noop': async () => count() },
  });
}
await finished;
console.log(`done ${(performance.now() - started) / 1000}`);
process.once('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 1000);
