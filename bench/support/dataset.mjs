// The big tables, made once and kept outside the repository: the product's own data folder, filled by bench/callRows.sql.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, unlessFinished } from './processes.mjs';
import { startProduct } from './product.mjs';

/** Business days of the data: one more than the longest range asked, so that both its edges cut through a day. */
export const DAYS = 366;
/** After this many days the list of the last thirty would have too little left to show. */
const MOST_AGE_DAYS = 7;
const DAY_MS = 86_400_000;
const ZONE = '+05:30';

/**
 * @typedef {object} Dataset
 * @property {number} rows as they are, not as asked
 * @property {number} agents
 * @property {string} folder the product's data folder
 * @property {Date} first_day midnight of the business zone
 * @property {Date} end midnight after the last day
 */

/**
 * Opens the data set of this size, making it when it is not there, too old, or of another schema.
 * @param {{ rows: number, agents: number, data: string, log: (line: string) => void }} wanted
 * @returns {Promise<Dataset>}
 */
export function openDataset({ rows, agents, data, log }) {
  return open({
    name: `calls-${rows}-${agents}`, rows, agents, data, log, generator: 'bench/callRows.sql', table: 'kaleyra_call_logs',
    load: (first_day) => `call bench.load_call_rows(${rows}, ${DAYS}, ${agents}, '${first_day}')`,
  });
}

/** The same for e-mails. @param {{ rows: number, data: string, log: (line: string) => void }} wanted @returns {Promise<Dataset>} */
export function openEmailDataset({ rows, data, log }) {
  return open({
    name: `emails-${rows}`, rows, agents: 0, data, log, generator: 'bench/emailRows.sql', table: 'emails',
    load: (first_day) => `call bench.load_email_rows(${rows}, ${DAYS}, '${first_day}')`,
  });
}

/**
 * @typedef {{ name: string, rows: number, agents: number, data: string, log: (line: string) => void, generator: string, table: string,
 *   load: (first_day: string) => string }} Wanted
 */

/** @param {Wanted} wanted @returns {Promise<Dataset>} */
async function open(wanted) {
  const { rows, agents, data, log } = wanted;
  const folder = path.join(data, wanted.name);
  const note = path.join(folder, 'dataset.json');
  const fingerprint = schemaFingerprint(wanted.generator);
  if (existsSync(note)) {
    const found = JSON.parse(readFileSync(note, 'utf8'));
    const dataset = { ...found, folder, first_day: new Date(found.first_day), end: new Date(found.end) };
    if (found.fingerprint === fingerprint && Date.now() - dataset.end.getTime() < MOST_AGE_DAYS * DAY_MS) return dataset;
  }
  mkdirSync(data, { recursive: true });
  removeDataset(folder);
  mkdirSync(folder);
  // The database user has to pass through.
  for (const each of [data, folder]) chmodSync(each, 0o711);
  const end = new Date(`${businessDate(new Date())}T00:00:00${ZONE}`);
  const first_day = new Date(end.getTime() - DAYS * DAY_MS);
  log(`making ${rows.toLocaleString('en')} rows in ${folder}, once`);
  const started = performance.now();
  const made = await unlessFinished(() => removeDataset(folder), () => fill(folder, wanted, businessDate(first_day)));
  writeFileSync(note, JSON.stringify({ fingerprint, rows: made, agents, first_day, end, made_in_s: Math.round((performance.now() - started) / 1000) }));
  log(`made in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return { rows: made, agents, folder, first_day, end };
}

/** @param {string} folder @param {Wanted} wanted @param {string} first_day */
async function fill(folder, { generator, load, table: counted }, first_day) {
  const product = await startProduct(folder);
  const client = await product.connect();
  await client.query(readFileSync(path.join(ROOT, generator), 'utf8'));
  await client.query(load(first_day));
  for (const { table } of (await client.query(`select c.oid::regclass::text as table from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`)).rows) {
    await client.query(`vacuum (analyze) ${table}`);
  }
  const count = await client.query(`select count(*)::integer as rows from public.${counted}`);
  await product.stop();
  return count.rows[0].rows;
}

/** @param {string} folder */
function removeDataset(folder) {
  rmSync(folder, { recursive: true, force: true });
  rmSync(`${folder}.parquet`, { force: true });
}

/** Changes whenever the tables, the kept figures or the generator do. @param {string} generator */
function schemaFingerprint(generator) {
  const hash = createHash('sha256');
  for (const folder of ['supabase/migrations', 'supabase/embedded']) {
    for (const file of readdirSync(path.join(ROOT, folder)).sort()) hash.update(file).update(readFileSync(path.join(ROOT, folder, file)));
  }
  return hash.update(readFileSync(path.join(ROOT, generator))).digest('hex');
}

/** @param {Date} instant */
function businessDate(instant) {
  return new Date(instant.getTime() + 5.5 * 3_600_000).toISOString().slice(0, 10);
}

/**
 * The range of so many days that ends within the last day: both edges cut through a quarter of an hour.
 * @param {Dataset} dataset @param {number} days
 */
export function rangeOf(dataset, days) {
  const end = new Date(dataset.end.getTime() - (7 * 3600 + 42 * 60 + 41) * 1000 - 877);
  return { start: new Date(end.getTime() - days * DAY_MS), end };
}
