// The dashboard's overview against plain aggregates over the raw rows, against DuckDB, and against a smaller table.
import { openDuckdb } from './duckdb.mjs';
import { compareFigures, foldFigures, ourFigures, plainStatements } from './figures.mjs';
import { openDataset, rangeOf } from './support/dataset.mjs';
import { alternate, inverse, time, timeSeveral } from './support/measure.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

/** What the plain aggregates may lean on beyond the product's own covering index; dropped again, so that nothing else does. */
const FOR_THE_BASELINE = `
  create index bench_legs_by_call on public.kaleyra_call_logs (call_id, agent_number, start_time) include (service, status, billsec);
  create index bench_calls_by_time on public.kaleyra_call_logs (start_time) include (call_id);
  create statistics bench_business_day on ((start_time at time zone 'Asia/Kolkata')::date) from public.kaleyra_call_logs;
  analyze public.kaleyra_call_logs;`;
const NO_LONGER = `
  drop index if exists bench_legs_by_call;
  drop index if exists bench_calls_by_time;
  drop statistics if exists bench_business_day`;

const GOALS = { 30: 50, 365: 150 };

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* overview(settings) {
  for (const agents of settings.agents) {
    const dataset = await openDataset({ ...settings, agents });
    const product = await startProduct(dataset.folder);
    const client = await product.connect();
    settings.log('building what the plain aggregates may use');
    await client.query(NO_LONGER);
    await client.query(FOR_THE_BASELINE);
    await client.query('vacuum public.kaleyra_call_logs');
    const duckdb = await openDuckdb(dataset, client);
    for (const days of /** @type {const} */ ([30, 365])) yield* againstRaw({ settings, dataset, product, client, duckdb, days });
    duckdb.close();
    // A run that breaks off leaves them to the next one, which drops them first.
    await client.query(NO_LONGER);
    yield await againstSmaller({ settings, dataset, client });
    await product.stop();
  }
}

/**
 * @param {{ settings: import('./run.mjs').Settings, dataset: import('./support/dataset.mjs').Dataset, product: import('./support/product.mjs').Product,
 *   client: import('pg').Client, duckdb: Awaited<ReturnType<typeof openDuckdb>>, days: 30 | 365 }} given
 * @returns {AsyncGenerator<Row>}
 */
async function* againstRaw({ settings, dataset, product, client, duckdb, days }) {
  const range = rangeOf(dataset, days);
  const names = new Map(
    (await client.query('select phone_number, name from public.agents')).rows.map((row) => [row.phone_number, row.name]),
  );
  const statements = plainStatements({
    table: 'public.kaleyra_call_logs',
    day: `(start_time at time zone 'Asia/Kolkata')::date::text`,
    start: '$1',
    end: '$2',
  });
  /** @typedef {'calls_of_all' | 'calls_of_range'} Way */
  const raw = async (/** @type {Way | undefined} */ way) => {
    const rows = async (/** @type {string} */ text) => (await client.query(text, [range.start, range.end])).rows;
    return foldFigures({
      legs: await rows(statements.legs),
      days: await rows(statements.days),
      calls: way && (await rows(statements[way])),
      names,
    });
  };
  const columns = async (/** @type {Way | undefined} */ way) => foldFigures({ ...(await duckdb.answers(range, way)), names });

  const ours = await ourFigures(client, range);
  const way = { postgres: /** @type {Way} */ ('calls_of_range'), duckdb: /** @type {Way} */ ('calls_of_range') };
  let compared = 0;
  for (const [name, ask] of /** @type {const} */ ([
    ['postgres', raw],
    ['duckdb', columns],
  ])) {
    /** @type {Record<string, number>} */
    const took = {};
    for (const each of /** @type {const} */ (['calls_of_range', 'calls_of_all'])) {
      compared = compareFigures(name, ours, await ask(each));
      took[each] = await time(() => ask(each));
    }
    way[name] = took.calls_of_all < took.calls_of_range ? 'calls_of_all' : 'calls_of_range';
  }

  const takeOurs = () => timeSeveral(() => ourFigures(client, range));
  const { rounds, patience } = settings;
  const against = await alternate({ ours: takeOurs, baseline: () => time(() => raw(way.postgres)), rounds, patience });
  const legs_only = await alternate({ ours: takeOurs, baseline: () => time(() => raw(undefined)), rounds, patience });
  const api = await timeSeveral(
    () => product.call(`/calls/dashboard/overview?start_date=${range.start.toISOString()}&end_date=${range.end.toISOString()}`),
    15,
  );
  const figure = `overview, ${days} days, ${count(dataset.rows)} rows, ${dataset.agents} agents`;
  yield {
    id: `overview-${days}d-${dataset.agents}-agents`,
    figure,
    ours: milliseconds(against.ours.median),
    baseline: milliseconds(against.baseline.median),
    baseline_is: 'the same numbers by plain aggregates over the raw rows',
    ratio: against.baseline_by_ours,
    ratio_text: `${times(against.baseline_by_ours.median)} faster`,
    goal: `at least ${GOALS[days]} times faster, identical`,
    met: against.baseline_by_ours.median >= GOALS[days],
    facts: [
      `${count(compared)} numbers compared with the plain aggregates' and with DuckDB's: identical`,
      `without the figures per customer call, which only we can show cheaply, the plain aggregates take ${milliseconds(legs_only.baseline.median)}; ours, with them, is ${times(legs_only.baseline_by_ours.median)} faster than that`,
      `through the API, GET /calls/dashboard/overview: ${milliseconds(api)}`,
    ],
    others: against.others,
  };
  if (days !== 365) return;
  const scan = await alternate({ ours: takeOurs, baseline: () => time(() => columns(way.duckdb)), rounds, patience });
  const legs_scan = await alternate({ ours: takeOurs, baseline: () => time(() => columns(undefined)), rounds, patience });
  yield {
    id: `overview-${days}d-${dataset.agents}-agents-duckdb`,
    figure,
    ours: milliseconds(scan.ours.median),
    baseline: milliseconds(scan.baseline.median),
    baseline_is: `DuckDB ${duckdb.version}, the same columns in its memory`,
    ratio: scan.baseline_by_ours,
    ratio_text: `${times(scan.baseline_by_ours.median)} faster`,
    goal: 'not slower',
    met: scan.baseline_by_ours.median >= 1,
    facts: [
      `without the figures per customer call DuckDB takes ${milliseconds(legs_scan.baseline.median)}; ours, with them, is ${times(legs_scan.baseline_by_ours.median)} faster than that`,
    ],
    others: scan.others,
  };
}

/**
 * @param {{ settings: import('./run.mjs').Settings, dataset: import('./support/dataset.mjs').Dataset, client: import('pg').Client }} given
 * @returns {Promise<Row>}
 */
async function againstSmaller({ settings, dataset, client }) {
  const small = await openDataset({ ...settings, agents: dataset.agents, rows: Math.round(settings.rows / 10) });
  const product = await startProduct(small.folder);
  const small_client = await product.connect();
  const [range, small_range] = [rangeOf(dataset, 30), rangeOf(small, 30)];
  // A few milliseconds each: many rounds cost nothing and steady the ratio.
  const taken = await alternate({
    ours: () => timeSeveral(() => ourFigures(client, range)),
    baseline: () => timeSeveral(() => ourFigures(small_client, small_range)),
    rounds: settings.rounds * 5,
    warm_ups: 5,
    patience: settings.patience,
  });
  await product.stop();
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: `overview-30d-${dataset.agents}-agents-growth`,
    figure: `overview, 30 days, ${count(dataset.rows)} rows, ${dataset.agents} agents`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: `the same at ${count(small.rows)} rows over the same days`,
    ratio,
    ratio_text: `${times(ratio.median)} the time`,
    goal: 'at most 1.3 times the time',
    met: ratio.median <= 1.3,
    facts: [],
    others: taken.others,
  };
}
