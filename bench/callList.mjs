// The call list over HTTP: against PostgREST, against a bare server, and deep inside the list against its first page.
import autocannon from 'autocannon';
import { openDataset } from './support/dataset.mjs';
import { alternate, inverse, median, time } from './support/measure.mjs';
import { startService } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const CONNECTIONS = 16;
const LIMIT = 50;
/** What a row of our list holds, as far as it is stored. */
const COLUMNS = [
  'id',
  'call_id',
  'parent_id',
  'callfrom',
  'callto',
  'start_time',
  'end_time',
  'duration',
  'billsec',
  'credits',
  'status',
  'service',
  'location',
  'provider',
  'caller_id',
  'agent_number',
  'notes',
  'custom',
  'recording',
  'synced_at',
];

/** @typedef {{ url: string, headers: Record<string, string> }} Target */

/** Requests a second that were answered well. @param {Target} target @param {number} duration seconds */
async function requestRate(target, duration) {
  const result = await autocannon({ ...target, connections: CONNECTIONS, duration });
  if (result.errors || result.non2xx) throw new Error(`${target.url}: ${result.errors} errors, ${result.non2xx} answers other than 2xx`);
  return result['2xx'] / result.duration;
}

/** @param {Target} target */
async function get({ url, headers }) {
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 400)}`);
  return text;
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* callList(settings) {
  const dataset = await openDataset({ ...settings, agents: settings.agents[0] });
  const product = await startProduct(dataset.folder);
  const since = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const { database } = product;
  const bare = await startService({
    args: ['bench/support/passThrough.mjs'],
    until: 'listening',
    env: { DB_URL: database.db_url, COLUMNS: COLUMNS.join(), SINCE: since, LIMIT: String(LIMIT), POOL: String(CONNECTIONS) },
  });
  /** @type {Target} */
  const ours = {
    url: `${product.api}/calls/dashboard/call-list?range=30d&limit=${LIMIT}`,
    headers: { authorization: `Bearer ${product.token}` },
  };
  const rest = {
    url: `${database.rest_url}/kaleyra_call_logs?select=${COLUMNS.join()}&start_time=gte.${since}&order=start_time.desc,id.desc&limit=${LIMIT}`,
    headers: { authorization: `Bearer ${database.service_role_key}` },
  };
  const limit = { url: bare.lines.get('listening') ?? '', headers: {} };

  const [mine, theirs, passed] = [JSON.parse(await get(ours)), JSON.parse(await get(rest)), JSON.parse(await get(limit))];
  const sizes = await Promise.all([ours, rest, limit].map(async (target) => `${digitsOfSize((await get(target)).length)}`));
  for (const [name, rows] of [
    ['PostgREST', theirs],
    ['the bare server', passed],
  ]) {
    const same =
      rows.length === LIMIT && rows.every((/** @type {any} */ row, /** @type {number} */ index) => row.id === mine.data[index].id);
    if (!same) throw new Error(`${name} answers other rows than the product`);
  }

  const duration = settings.quick ? 1 : 5;
  const against = await alternate({
    ours: () => requestRate(ours, duration),
    baseline: () => requestRate(rest, duration),
    rounds: settings.rounds,
    patience: settings.patience,
  });
  const beside = await alternate({
    ours: () => requestRate(ours, duration),
    baseline: () => requestRate(limit, duration),
    rounds: settings.rounds,
    patience: settings.patience,
  });
  await bare.stop();
  const ratio = inverse(against.baseline_by_ours);
  const of_limit = inverse(beside.baseline_by_ours);
  yield {
    id: 'call-list',
    figure: `call list through the API, ${LIMIT} rows, ${CONNECTIONS} connections, ${count(dataset.rows)} rows stored`,
    ours: perSecond(against.ours.median),
    baseline: perSecond(against.baseline.median),
    baseline_is: 'the same query against PostgREST directly, with the service key',
    ratio,
    ratio_text: `${times(ratio.median)} its requests a second`,
    goal: 'at least 0.8 of its requests a second',
    met: ratio.median >= 0.8,
    facts: [
      `a bare Fastify server that passes the JSON of the same query through from pg: ${perSecond(beside.baseline.median)}; ours is ${times(of_limit.median)} that (${of_limit.low.toFixed(2)} to ${of_limit.high.toFixed(2)})`,
      `bytes of an answer: ours ${sizes[0]} (with the exact total, the cursor and signed links), PostgREST ${sizes[1]}, the bare server ${sizes[2]}`,
    ],
    others: Math.max(against.others, beside.others),
  };
  yield await deepPage({ settings, dataset, product, first: ours });
  await product.stop();
}

const digitsOfSize = (/** @type {number} */ bytes) => count(bytes);

/**
 * @param {{ settings: import('./run.mjs').Settings, dataset: import('./support/dataset.mjs').Dataset, product: import('./support/product.mjs').Product, first: Target }} given
 * @returns {Promise<Row>}
 */
async function deepPage({ settings, dataset, product, first }) {
  // Row 500,000 of ten million; as deep in proportion when the table is smaller.
  const place = Math.floor(dataset.rows / 20 / LIMIT) * LIMIT;
  const before = JSON.parse(await get({ ...first, url: `${first.url}&page=${place / LIMIT}` }));
  const deep = { ...first, url: `${first.url}&cursor=${encodeURIComponent(before.next_cursor)}` };
  const client = await product.connect();
  const { rows } = await client.query(
    `select id from public.kaleyra_call_logs where start_time < now() order by start_time desc, id desc offset $1 limit $2`,
    [place, LIMIT],
  );
  const page = JSON.parse(await get(deep));
  if (rows.some((row, index) => row.id !== page.data[index].id))
    throw new Error(`the page behind the cursor is not the one at row ${place}`);

  const several = async (/** @type {Target} */ target) => {
    const taken = [];
    for (let request = 0; request < 40; request++) taken.push(await time(() => get(target)));
    return median(taken);
  };
  const taken = await alternate({
    ours: () => several(deep),
    baseline: () => several(first),
    rounds: settings.rounds * 3,
    warm_ups: 2,
    patience: settings.patience,
  });
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: 'call-list-deep',
    figure: `call list, page at row ${count(place)} by cursor, ${count(dataset.rows)} rows stored`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'the first page, the same way',
    ratio,
    ratio_text: `${times(ratio.median)} the time`,
    goal: 'at most 1.3 times the time',
    met: ratio.median <= 1.3,
    facts: ['one request after the other; the rows are the ones that `offset` finds'],
    others: taken.others,
  };
}
