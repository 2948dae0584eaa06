// A sync from the provider's sandbox against a plain upsert of the same pages, and the same sync again.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';
import pg from 'pg';
import { inverse, median, spread } from './support/measure.mjs';
import { judgeMemory } from './support/memory.mjs';
import { undisturbed, waitForQuiet, watchOthers } from './support/quiet.mjs';
import { residentBytes, ROOT, temporaryFolder } from './support/processes.mjs';
import { startProduct, startSandbox } from './support/product.mjs';
import { count, digits, mebibytes, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */
/** @typedef {import('./support/memory.mjs').Memory} Memory */
/** @typedef {{ seconds: number, rows: number, wal: number }} Sync */

const PAGE_ROWS = 200;
const DAYS = 30;
/**
 * Memory is watched over a sync that is so many times as long. A program's heap fills up to what the collector allows and is
 * a saw from then on: that begins after some hundred thousand rows, and only behind it can growth be told from filling up.
 */
const LONG = 4;

const COLUMNS = {
  id: 'text',
  uniqid: 'text',
  parent_id: 'text',
  callfrom: 'text',
  callto: 'text',
  start_time: 'timestamptz',
  end_time: 'timestamptz',
  duration: 'integer',
  billsec: 'integer',
  credits: 'text',
  status: 'text',
  location: 'text',
  provider: 'text',
  service: 'text',
  caller_id: 'text',
  recording: 'text',
  notes: 'text',
  custom: 'text',
  raw: 'jsonb',
};
const NAMES = Object.keys(COLUMNS);
const PLAIN_UPSERT = `
  insert into bench.plain_call_logs (${NAMES.join()})
  select ${NAMES.join()} from jsonb_to_recordset($1::jsonb) as r (${Object.entries(COLUMNS)
    .map((column) => column.join(' '))
    .join()})
  on conflict (id) do update set ${NAMES.slice(1)
    .map((name) => `${name} = excluded.${name}`)
    .join()}, synced_at = now()`;

/** The last days before today: `YYYY-MM-DD` in India. @param {number} days */
function daysToSync(days) {
  const today = Date.now() + 5.5 * 3_600_000;
  return Array.from({ length: days }, (_, index) => new Date(today - (days - index) * 86_400_000).toISOString().slice(0, 10));
}

/** What our side syncs from. @param {Awaited<ReturnType<typeof startSandbox>>} sandbox */
const settingsFor = (sandbox) => ({
  KALEYRA_API_KEY: sandbox.api_key,
  KALEYRA_BASE_URL: sandbox.url,
  KALEYRA_MAX_REQUESTS_PER_SECOND: '0',
  KALEYRA_SYNC_WAIT_SECONDS: '0',
});

/**
 * Reads everything once, page by page: the baseline gets its pages from memory, and the sandbox has made its rows.
 * @param {Awaited<ReturnType<typeof startSandbox>>} sandbox @param {string[]} days
 * @returns {Promise<{ rows: number, pages: string[] }>} a page is the JSON of its rows, read by the product's own parser
 */
async function readPages(sandbox, days) {
  const { parseCallLog } = await import(path.join(ROOT, 'dist/providers/kaleyra/kaleyra.parser.js'));
  const pages = [];
  let rows = 0;
  for (const day of days.map((date) => date.replaceAll('-', '/'))) {
    for (let page = 1; ; page++) {
      const body = new URLSearchParams({
        method: 'dial',
        api_key: sandbox.api_key,
        fromdate: day,
        todate: day,
        page: String(page),
        limit: String(PAGE_ROWS),
        format: 'json',
      });
      const { data } = await (await fetch(sandbox.url, { method: 'POST', body })).json();
      if (data.length > 0) pages.push(JSON.stringify(data.map((/** @type {unknown} */ row) => parseCallLog(row, day).call_log)));
      rows += data.length;
      if (data.length < PAGE_ROWS) break;
    }
  }
  return { rows, pages };
}

/** @param {pg.Client} client @param {string[]} pages @returns {Promise<number>} seconds */
async function plainUpsert(client, pages) {
  await client.query(`
    create schema if not exists bench;
    drop table if exists bench.plain_call_logs;
    create table bench.plain_call_logs (like public.kaleyra_call_logs including defaults including generated, primary key (id))`);
  const started = performance.now();
  // Without begin and commit every statement is a transaction of its own.
  for (const page of pages) await client.query({ name: 'plain_upsert', text: PLAIN_UPSERT, values: [page] });
  return (performance.now() - started) / 1000;
}

/** @param {pg.Client} client */
async function writtenRows(client) {
  // Another session hands in its counts when it has been idle for ten seconds.
  await sleep(11_000);
  const { rows } = await client.query(
    `select n_tup_ins + n_tup_upd + n_tup_del as written from pg_stat_user_tables where relid = 'public.kaleyra_call_logs'::regclass`,
  );
  return Number(rows[0].written);
}

/**
 * @param {import('./support/product.mjs').Product} product @param {pg.Client} client @param {string[]} days @param {number} expected rows
 * @param {(share: number) => unknown} [watch] called five times a second with the share of the rows that is stored
 * @returns {Promise<Sync>}
 */
async function sync(product, client, days, expected, watch) {
  const lsn = (await client.query('select pg_current_wal_lsn() as lsn')).rows[0].lsn;
  const started = await product.call('/calls/sync', { method: 'POST', body: JSON.stringify({ from_date: days[0], to_date: days.at(-1) }) });
  for (;;) {
    const { rows } = await client.query(
      `select state, synced, error_message, extract(epoch from finished_at - created_at)::float8 as seconds from public.kaleyra_sync_runs
        where id = $1`,
      [started.run_id],
    );
    const [run] = rows;
    await watch?.(run.synced / expected);
    if (run.state === 'failed') throw new Error(`the sync failed: ${run.error_message}`);
    if (run.state === 'succeeded') {
      const wal = Number((await client.query('select pg_current_wal_lsn() - $1 as bytes', [lsn])).rows[0].bytes);
      if (run.synced !== expected) throw new Error(`synced ${run.synced} rows of ${expected}`);
      return { seconds: run.seconds, rows: run.synced, wal };
    }
    await sleep(200);
  }
}

/**
 * One round on a fresh database: ours and the baseline, then ours again.
 * @param {{ sandbox: any, days: string[], rows: number, pages: string[], ours_first: boolean, patience:
 * import('./support/quiet.mjs').Patience }} given
 */
async function round({ sandbox, days, rows, pages, ours_first, patience }) {
  const folder = temporaryFolder('sync');
  const product = await startProduct(folder, settingsFor(sandbox));
  const client = await product.connect();
  const admin = await connectAsAdmin(folder, product.database.db_url);
  // Each begins with clean buffers and nothing left to vacuum from the other.
  const settle = async () => {
    await admin.query('vacuum (analyze)');
    await admin.query('checkpoint');
  };
  /** @template T @param {() => Promise<T>} work */
  const measure = async (work) => {
    await settle();
    if (patience.wait_seconds > 0) await waitForQuiet(patience.wait_seconds);
    const others = watchOthers();
    const result = await work();
    shares.push(others());
    return result;
  };
  /** @type {number[]} */
  const shares = [];
  let baseline = 0;
  const plain = async () => (baseline = await measure(() => plainUpsert(client, pages)));
  if (!ours_first) await plain();
  const written = [await writtenRows(client)];
  const first = await measure(() => sync(product, client, days, rows));
  written.push(await writtenRows(client));
  await settle();
  const again = await sync(product, client, days, rows);
  written.push(await writtenRows(client));
  if (ours_first) await plain();
  const stored = await client.query(
    `select (select count(*) from public.kaleyra_call_logs)::integer as ours,
      (select count(*) from bench.plain_call_logs)::integer as baseline`,
  );
  if (stored.rows[0].ours !== rows || stored.rows[0].baseline !== rows)
    throw new Error(`stored ${JSON.stringify(stored.rows[0])} rows, not ${rows}`);
  const [wrong] = (await client.query('select count(*)::integer as rows from public.verify_kaleyra_rollups()')).rows;
  if (wrong.rows > 0) throw new Error(`${wrong.rows} kept figures differ from the raw rows`);
  await admin.end();
  await product.stop();
  return {
    first,
    again,
    baseline,
    written_first: written[1] - written[0],
    written_again: written[2] - written[1],
    others: Math.max(...shares),
  };
}

/** A checkpoint is for the superuser. @param {string} data_dir @param {string} db_url */
async function connectAsAdmin(data_dir, db_url) {
  const { adminPassword } = JSON.parse(readFileSync(path.join(data_dir, 'secrets.json'), 'utf8'));
  const url = new URL(db_url);
  const admin = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    database: 'postgres',
    user: 'supabase_admin',
    password: adminPassword,
  });
  await admin.connect();
  return admin;
}

/**
 * Memory of a fresh product during one long sync.
 * @param {{ sandbox: any, days: string[], rows: number }} given @returns {Promise<Memory>}
 */
async function memoryOf({ sandbox, days, rows }) {
  const product = await startProduct(temporaryFolder('memory'), settingsFor(sandbox));
  const client = await product.connect();
  /** @type {Memory} */
  const memory = [];
  await sync(product, client, days, rows, async (at) => {
    const metrics = await (await fetch(`${product.api}/metrics`)).text();
    memory.push({ at, resident: residentBytes(product.pid), heap: Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(metrics)?.[1]) });
  });
  await product.stop();
  return memory;
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* sync_rows(settings) {
  const wanted = settings.quick ? 10_000 : 200_000;
  const days = daysToSync(DAYS);
  // Sundays have a third of a weekday's calls.
  const rows_per_day = Math.ceil((wanted / DAYS) * 1.1);
  const sandbox = await startSandbox({ rows_per_day, days_back: DAYS + 1 });
  const { rows, pages } = await readPages(sandbox, days);
  const rounds = [];
  for (let index = 0; index < Math.min(settings.rounds, 3); index++) {
    const given = { sandbox, days, rows, pages, ours_first: index % 2 === 0, patience: settings.patience };
    rounds.push(
      (
        await undisturbed(
          { ...settings.patience, wait_seconds: 0 },
          () => round(given),
          ({ others }) => others,
        )
      ).result,
    );
  }
  await sandbox.stop();

  const long_days = daysToSync(DAYS * LONG);
  const long_sandbox = await startSandbox({ rows_per_day, days_back: long_days.length + 1 });
  const long_rows = (await readPages(long_sandbox, long_days)).rows;
  /** @type {Awaited<ReturnType<typeof undisturbed<Memory>>>[]} */
  const watched = [];
  for (let index = 0; index < rounds.length; index++)
    watched.push(await undisturbed(settings.patience, () => memoryOf({ sandbox: long_sandbox, days: long_days, rows: long_rows })));
  await long_sandbox.stop();

  const ratio = inverse(spread(rounds.map(({ first, baseline }) => first.seconds / baseline)));
  const rate = (/** @type {number[]} */ taken) => perSecond(rows / median(taken), 'rows a second');
  const others = Math.max(...rounds.map((each) => each.others));
  const figure = `sync of ${count(rows)} rows from the sandbox`;
  yield {
    id: 'sync',
    figure: `${figure}, kept figures included`,
    ours: rate(rounds.map(({ first }) => first.seconds)),
    baseline: rate(rounds.map(({ baseline }) => baseline)),
    baseline_is: `the same ${PAGE_ROWS}-row pages, already in memory, upserted one after the other into a bare table on the same server`,
    ratio,
    ratio_text: `${times(ratio.median)} its rows a second`,
    goal: 'at least 0.6 of its rows a second',
    met: ratio.median >= 0.6,
    facts: ['the figures that our side keeps on the way were compared with the raw rows afterwards: identical'],
    others,
  };
  yield {
    id: 'sync-memory',
    figure: `memory of the product during a sync of ${count(long_rows)} rows from the sandbox`,
    ...judgeMemory(
      watched.map(({ result }) => result),
      'rows',
    ),
    others: Math.max(...watched.map((each) => each.others)),
  };
  const written = Math.max(...rounds.map(({ written_again }) => written_again));
  const wal = spread(rounds.map(({ first, again }) => again.wal / first.wal));
  yield {
    id: 'sync-again',
    figure: `the same ${figure} again, nothing changed`,
    ours: mebibytes(median(rounds.map(({ again }) => again.wal))),
    baseline: mebibytes(median(rounds.map(({ first }) => first.wal))),
    baseline_is: 'write-ahead log of the first run',
    ratio: wal,
    ratio_text: `${digits(wal.median)} of its write-ahead log, ${count(written)} rows written`,
    goal: 'no row written, at most 0.1 of the write-ahead log',
    met: written === 0 && wal.median <= 0.1,
    facts: [
      `rows written by the first run: ${count(rounds[0].written_first)}`,
      `time: ${digits(median(rounds.map(({ first, again }) => again.seconds / first.seconds)))} of the first run's`,
    ],
    others,
  };
}
