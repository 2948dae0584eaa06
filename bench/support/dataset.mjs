// The big tables, made once and kept outside the repository: the product's own data folder, filled by bench/callRows.sql or
// bench/emailRows.sql.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, unlessFinished } from './processes.mjs';
import { startProduct } from './product.mjs';

/** Business days of the data: one more than the longest range asked, so that both its edges cut through a day. */
export const DAYS = 366;
/** After this many days the list of the last thirty would have too little left to show. */
const MOST_AGE_DAYS = 7;
/** Sessions that write e-mails at once. */
const WRITERS = 2;
const DAY_MS = 86_400_000;
const ZONE = '+05:30';

/**
 * @typedef {object} Table
 * @property {number} rows as they are, not as asked
 * @property {string} folder the product's data folder
 * @property {Date} first_day midnight of the business zone
 * @property {Date} end midnight after the last day
 *
 * @typedef {Table & { agents: number }} Dataset
 */

/**
 * Opens the data set of this size, making it when it is not there, too old, or of another schema.
 * @param {{ rows: number, agents: number, data: string, log: (line: string) => void }} wanted
 * @returns {Promise<Dataset>}
 */
export async function openDataset({ rows, agents, data, log }) {
  const table = await openTable({
    folder: path.join(data, `calls-${rows}-${agents}`),
    generator: 'bench/callRows.sql',
    table: 'public.kaleyra_call_logs',
    rows,
    log,
    load: async (client, first_day) => void (await client.query(`call bench.load_call_rows(${rows}, ${DAYS}, ${agents}, '${first_day}')`)),
  });
  return { ...table, agents };
}

/**
 * So many e-mails over the same days.
 * @param {{ rows: number, data: string, log: (line: string) => void }} wanted
 * @returns {Promise<Table>}
 */
export function openEmails({ rows, data, log }) {
  return openTable({
    folder: path.join(data, `emails-${rows}`),
    generator: 'bench/emailRows.sql',
    table: 'public.emails',
    rows,
    log,
    load: async (client, first_day, connect) => {
      await patiently(() => client.query(`call bench.begin_email_rows(${rows})`));
      const writers = await Promise.all(Array.from({ length: WRITERS }, connect));
      await Promise.all(
        writers.map((writer, part) => writer.query(`call bench.load_email_rows(${rows}, ${DAYS}, '${first_day}', ${part}, ${WRITERS})`)),
      );
      log('making what the rows keep');
      await patiently(() => client.query('call bench.end_email_rows()'));
    },
  });
}

/**
 * Changes tables that the product works with: who looks at several of them meanwhile may be met crosswise.
 * @param {() => Promise<unknown>} change
 */
async function patiently(change) {
  for (let tries = 1; ; tries++)
    try {
      return await change();
    } catch (error) {
      if (/** @type {{ code?: string }} */ (error).code !== '40P01' || tries === 5) throw error;
    }
}

/**
 * @typedef {(client: import('pg').Client, first_day: string, connect: () => Promise<import('pg').Client>) => Promise<void>} Load
 * @param {{ folder: string, generator: string, table: string, rows: number, log: (line: string) => void, load: Load }} wanted
 * @returns {Promise<Table>}
 */
async function openTable(wanted) {
  const { folder, rows, log } = wanted;
  const note = path.join(folder, 'dataset.json');
  const fingerprint = schemaFingerprint(wanted.generator);
  if (existsSync(note)) {
    const found = JSON.parse(readFileSync(note, 'utf8'));
    const table = { ...found, folder, first_day: new Date(found.first_day), end: new Date(found.end) };
    if (found.fingerprint === fingerprint && Date.now() - table.end.getTime() < MOST_AGE_DAYS * DAY_MS) return table;
  }
  const data = path.dirname(folder);
  mkdirSync(data, { recursive: true });
  removeDataset(folder);
  mkdirSync(folder);
  // The database user has to pass through.
  for (const each of [data, folder]) chmodSync(each, 0o711);
  const end = new Date(`${businessDate(new Date())}T00:00:00${ZONE}`);
  const first_day = new Date(end.getTime() - DAYS * DAY_MS);
  log(`making ${rows.toLocaleString('en')} rows in ${folder}, once`);
  const started = performance.now();
  const made = await unlessFinished(
    () => removeDataset(folder),
    () => fill(wanted, businessDate(first_day)),
  );
  writeFileSync(
    note,
    JSON.stringify({ fingerprint, rows: made, first_day, end, made_in_s: Math.round((performance.now() - started) / 1000) }),
  );
  log(`made in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return { rows: made, folder, first_day, end };
}

/** @param {{ folder: string, generator: string, table: string, load: Load }} wanted @param {string} first_day */
async function fill({ folder, generator, table, load }, first_day) {
  const product = await startProduct(folder);
  const client = await product.connect();
  await client.query(readFileSync(path.join(ROOT, generator), 'utf8'));
  await load(client, first_day, product.connect);
  for (const each of (
    await client.query(
      `select c.oid::regclass::text as table from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
    )
  ).rows) {
    await client.query(`vacuum (analyze) ${each.table}`);
  }
  const count = await client.query(`select count(*)::integer as rows from ${table}`);
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
export function businessDate(instant) {
  return new Date(instant.getTime() + 5.5 * 3_600_000).toISOString().slice(0, 10);
}

/**
 * The range of so many days that ends within the last day: both edges cut through a quarter of an hour.
 * @param {Table} dataset @param {number} days
 */
export function rangeOf(dataset, days) {
  const end = new Date(dataset.end.getTime() - (7 * 3600 + 42 * 60 + 41) * 1000 - 877);
  return { start: new Date(end.getTime() - days * DAY_MS), end };
}
