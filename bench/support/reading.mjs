// Lists over HTTP at full size: each question against one thing by its primary key through the same API.
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './load.mjs';
import { alternate, inverse, time } from './measure.mjs';
import { milliseconds, times } from './report.mjs';

/** Rows of a first page. */
export const LIMIT = 50;
/** Requests of one measurement, one after the other. */
export const REQUESTS = 200;
const MOST = 3;

/** @typedef {{ name: string, paths: string[] }} Question */
/** @typedef {Awaited<ReturnType<typeof startReading>>} Reading */

/** @param {import('./product.mjs').Product} product @param {import('../run.mjs').Settings} settings */
export async function startReading(product, settings) {
  const client = await product.connect();
  const get = async (/** @type {string} */ path) => {
    const response = await fetch(`${product.api}${path}`, { headers: { authorization: `Bearer ${product.token}` } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 400)}`);
    return text;
  };
  /** The 95th percentile of requests that take the paths by turns. */
  const p95 = async (/** @type {string[]} */ paths) => {
    const taken = [];
    for (let request = 0; request < (settings.quick ? 40 : REQUESTS); request++)
      taken.push(await time(() => get(paths[request % paths.length])));
    return percentile(taken, 0.95);
  };
  /** The column `value` of a statement. @param {string} sql @returns {Promise<string[]>} */
  const values = async (sql) => (await client.query(sql)).rows.map((row) => String(row.value));
  const sequentialScans = async (/** @type {string[]} */ tables) => {
    // A connection tells what it did a second after it did it.
    await sleep(1500);
    const { rows } = await client.query(
      'select coalesce(sum(seq_scan), 0)::integer as scans from pg_stat_user_tables where relname = any ($1)',
      [tables],
    );
    return Number(rows[0].scans);
  };
  return { client, get, p95, values, sequentialScans, settings };
}

/**
 * The slowest of several questions, and that none of them reads a whole table.
 * @param {Reading} reading
 * @param {{ id: string, figure: string, stored: string, questions: Question[], tables: string[], one: string[], one_is: string }} asked
 *   `stored` says how many rows there are, `one` are the paths of single things, `one_is` their name
 * @returns {Promise<import('./report.mjs').Row>}
 */
export async function slowestOf({ get, p95, sequentialScans, settings }, { id, figure, stored, questions, tables, one, one_is }) {
  const answers = [];
  // Our own scans are told with the first question of this connection.
  await sequentialScans(tables);
  const scans_before = await sequentialScans(tables);
  for (const { name, paths } of questions) {
    const shown = JSON.parse(await get(paths[0]));
    if ((shown.data ?? shown.messages).length === 0) throw new Error(`${name}: nothing was found, so nothing is measured`);
    const taken = await alternate({
      ours: () => p95(paths),
      baseline: () => p95(one),
      rounds: settings.rounds,
      patience: settings.patience,
    });
    answers.push({ name, taken, ratio: inverse(taken.baseline_by_ours) });
  }
  const scans = (await sequentialScans(tables)) - scans_before;
  const worst = answers.reduce((a, b) => (a.ratio.median >= b.ratio.median ? a : b));
  return {
    id,
    figure: `${figure}, ${stored} stored, p95${answers.length > 1 ? `, the slowest of ${answers.length} questions` : ''}`,
    ours: milliseconds(worst.taken.ours.median),
    baseline: milliseconds(worst.taken.baseline.median),
    baseline_is: `${one_is}, p95`,
    ratio: worst.ratio,
    ratio_text: `${times(worst.ratio.median)} the time`,
    goal: `at most ${MOST} times the time, no sequential scan`,
    met: worst.ratio.median <= MOST && scans === 0,
    facts: [
      ...(answers.length > 1
        ? answers.map(({ name, taken, ratio }) => `${name}: ${milliseconds(taken.ours.median)}, ${times(ratio.median)}`)
        : []),
      `sequential scans of ${tables.join(', ')}: ${scans}`,
    ],
    others: Math.max(...answers.map(({ taken }) => taken.others)),
  };
}
