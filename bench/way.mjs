// What the way of a request costs: of one that does nothing, one that asks who is calling, a short list, and a long export.
import autocannon from 'autocannon';
import path from 'node:path';
import { alternate, inverse } from './support/measure.mjs';
import { residentBytes, startService, temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, digits, mebibytes, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */
/** @typedef {{ url: string, headers?: Record<string, string> }} Target */

const CONNECTIONS = 16;

/** Requests a second that were answered well. @param {Target} target @param {number} duration seconds */
async function requestRate(target, duration) {
  const result = await autocannon({ ...target, connections: CONNECTIONS, duration });
  if (result.errors || result.non2xx) throw new Error(`${target.url}: ${result.errors} errors, ${result.non2xx} answers other than 2xx`);
  return result['2xx'] / result.duration;
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* way(settings) {
  const folder = temporaryFolder('way');
  const product = await startProduct(folder, { LOG_LEVEL: 'info' }, path.join(folder, 'log'));
  const bare = await startService({ args: ['bench/support/bareServer.mjs'], until: 'listening' });
  const headers = { authorization: `Bearer ${product.token}` };
  const nothing = { url: bare.lines.get('listening') ?? '' };
  const duration = settings.quick ? 1 : 4;
  const compare = async (/** @type {Target} */ ours, /** @type {Target} */ baseline) =>
    alternate({
      ours: () => requestRate(ours, duration),
      baseline: () => requestRate(baseline, duration),
      rounds: settings.rounds,
      patience: settings.patience,
    });
  /**
   * @param {{ id: string, figure: string, ours: Target, baseline: Target, is: string, goal: number, facts?: string[] }} plan
   * @returns {Promise<Row>}
   */
  const row = async ({ id, figure, ours, baseline, is, goal, facts = [] }) => {
    const taken = await compare(ours, baseline);
    const ratio = inverse(taken.baseline_by_ours);
    return {
      id,
      figure: `${figure}, ${CONNECTIONS} connections`,
      ours: perSecond(taken.ours.median),
      baseline: perSecond(taken.baseline.median),
      baseline_is: is,
      ratio,
      ratio_text: digits(ratio.median),
      goal: `at least ${goal}`,
      met: ratio.median >= goal,
      facts: ['log at info, into a file', ...facts],
      others: taken.others,
    };
  };
  const node = 'bare node:http with the same short answer';
  yield await row({
    id: 'way-live',
    figure: 'GET /health/live',
    ours: { url: `${product.api}/health/live` },
    baseline: nothing,
    is: node,
    goal: 0.3,
  });
  yield await row({
    id: 'way-me',
    figure: 'GET /auth/me',
    ours: { url: `${product.api}/auth/me`, headers },
    baseline: nothing,
    is: node,
    goal: 0.15,
  });
  const { rest_url, service_role_key } = product.database;
  yield await row({
    id: 'way-list',
    figure: 'GET /roles?limit=10',
    ours: { url: `${product.api}/roles?limit=10`, headers },
    baseline: {
      url: `${rest_url}/roles?select=*&order=created_at.desc,id.desc&limit=10`,
      headers: { authorization: `Bearer ${service_role_key}`, prefer: 'count=exact' },
    },
    is: 'the same rows and an exact count from PostgREST',
    goal: 0.6,
  });
  yield await exporting({ settings, product });
  await product.stop();
  await bare.stop();
}

/**
 * A list of many rows as CSV: whether its last tenth comes as fast as its first, and what it takes of memory.
 * @param {{ settings: import('./run.mjs').Settings, product: import('./support/product.mjs').Product }} given @returns {Promise<Row>}
 */
async function exporting({ settings, product }) {
  const rows = settings.quick ? 10_000 : 100_000;
  const client = await product.connect();
  await client.query(
    `insert into public.customers (name, display_name, search_text, created_at)
     select 'Customer ' || n, 'Customer ' || n, 'customer ' || n, timestamptz '2026-03-01' - n * interval '1 minute'
     from generate_series(1, $1::int) n`,
    [rows],
  );
  await client.query('analyze public.customers');
  const before = residentBytes(product.pid);
  const response = await fetch(`${product.api}/customers`, {
    headers: { authorization: `Bearer ${product.token}`, accept: 'text/csv', 'accept-encoding': 'identity' },
  });
  const started = performance.now();
  /** Seconds at which each tenth was there. @type {number[]} */
  const tenths = [];
  let lines = 0;
  let peak = before;
  for await (const chunk of /** @type {AsyncIterable<Uint8Array>} */ (response.body)) {
    for (const byte of chunk) if (byte === 10) lines += 1;
    peak = Math.max(peak, residentBytes(product.pid));
    while (tenths.length < 10 && lines >= ((tenths.length + 1) * rows) / 10) tenths.push((performance.now() - started) / 1000);
  }
  if (lines < rows) throw new Error(`The export has ${lines} lines for ${rows} rows.`);
  const rate = (/** @type {number} */ tenth) => rows / 10 / (tenths[tenth] - (tenths[tenth - 1] ?? 0));
  const ratio = rate(9) / rate(0);
  return {
    id: 'way-export',
    figure: `a CSV export of ${count(rows)} rows: its last tenth`,
    ours: perSecond(rate(9), 'rows a second'),
    baseline: perSecond(rate(0), 'rows a second'),
    baseline_is: 'its first tenth',
    ratio_text: times(ratio),
    goal: 'at least 0.8 times',
    met: ratio >= 0.8,
    facts: [`in all ${perSecond(rows / tenths[9], 'rows a second')}; memory grew by ${mebibytes(peak - before)} at most`],
    others: 0,
  };
}
