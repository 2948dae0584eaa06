// The e-mail dashboard's overview against plain aggregates over the raw rows and against a smaller table, and what keeping its figures costs.
import { FOR_PLAIN_EMAILS, ourEmailFigures, PLAIN_EMAILS_NO_LONGER, plainEmailFigures } from './emailFigures.mjs';
import { compareFigures } from './figures.mjs';
import { businessDate, DAYS, openEmails, rangeOf } from './support/dataset.mjs';
import { alternate, inverse, time, timeSeveral } from './support/measure.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */
/** @typedef {import('./support/dataset.mjs').Table} Table */

/** In thirty days the plain aggregates have a twelfth of a year's rows to read. */
const GOALS = { 30: 50, 365: 50 };

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* emailOverview(settings) {
  const table = await openEmails({ ...settings, rows: settings.emails });
  const product = await startProduct(table.folder);
  const client = await product.connect();
  await client.query(PLAIN_EMAILS_NO_LONGER);
  await client.query(FOR_PLAIN_EMAILS);
  await client.query('vacuum public.emails');
  for (const days of /** @type {const} */ ([30, 365])) yield await againstRaw({ settings, table, product, client, days });
  // A run that breaks off leaves them to the next one, which drops them first.
  await client.query(PLAIN_EMAILS_NO_LONGER);
  yield await againstSmaller({ settings, table, client });
  yield await whatItCosts({ settings, table, client });
  await product.stop();
}

/**
 * @param {{ settings: import('./run.mjs').Settings, table: Table, product: import('./support/product.mjs').Product, client: import('pg').Client, days: 30 | 365 }} given
 * @returns {Promise<Row>}
 */
async function againstRaw({ settings, table, product, client, days }) {
  const range = rangeOf(table, days);
  const compared = compareFigures('plain aggregates', await ourEmailFigures(client, range), await plainEmailFigures(client, range));
  const taken = await alternate({
    ours: () => timeSeveral(() => ourEmailFigures(client, range)),
    baseline: () => time(() => plainEmailFigures(client, range)),
    rounds: settings.rounds,
    warm_ups: 2,
    patience: settings.patience,
  });
  const api = await timeSeveral(
    () => product.call(`/admin/dashboard/overview?start_date=${range.start.toISOString()}&end_date=${range.end.toISOString()}`),
    15,
  );
  return {
    id: `email-overview-${days}d`,
    figure: `e-mail overview, ${days} days, ${count(table.rows)} e-mails`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'the same numbers by plain aggregates over the raw rows',
    ratio: taken.baseline_by_ours,
    ratio_text: `${times(taken.baseline_by_ours.median)} faster`,
    goal: `at least ${GOALS[days]} times faster, identical`,
    met: taken.baseline_by_ours.median >= GOALS[days],
    facts: [
      `${count(compared)} numbers compared with the plain aggregates': identical`,
      `through the API, GET /admin/dashboard/overview: ${milliseconds(api)}`,
    ],
    others: taken.others,
  };
}

/** @param {{ settings: import('./run.mjs').Settings, table: Table, client: import('pg').Client }} given @returns {Promise<Row>} */
async function againstSmaller({ settings, table, client }) {
  const small = await openEmails({ ...settings, rows: Math.round(settings.emails / 10) });
  const product = await startProduct(small.folder);
  const small_client = await product.connect();
  const [range, small_range] = [rangeOf(table, 30), rangeOf(small, 30)];
  // A few milliseconds each: many rounds cost nothing and steady the ratio.
  const taken = await alternate({
    ours: () => timeSeveral(() => ourEmailFigures(client, range)),
    baseline: () => timeSeveral(() => ourEmailFigures(small_client, small_range)),
    rounds: settings.rounds * 5,
    warm_ups: 5,
    patience: settings.patience,
  });
  await product.stop();
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: 'email-overview-30d-growth',
    figure: `e-mail overview, 30 days, ${count(table.rows)} e-mails`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: `the same at ${count(small.rows)} e-mails over the same days`,
    ratio,
    ratio_text: `${times(ratio.median)} the time`,
    goal: 'at most 1.3 times the time',
    met: ratio.median <= 1.3,
    facts: [],
    others: taken.others,
  };
}

const BATCH = 50;
const BATCHES = 20;
const TRIGGERS = ['rollups_inserted', 'rollups_updated', 'rollups_deleted'];

/** @param {{ settings: import('./run.mjs').Settings, table: Table, client: import('pg').Client }} given @returns {Promise<Row>} */
async function whatItCosts({ settings, table, client }) {
  await client.query('drop table if exists bench.new_emails');
  // What comes in the hours after the last, in threads that there are.
  await client.query(
    `create table bench.new_emails as select row_number() over () as n, r.* from bench.email_rows(${table.rows}, ${table.rows + BATCH * BATCHES - 1}, ${table.rows}, ${DAYS}, '${businessDate(table.first_day)}') r`,
  );
  await client.query(
    `update bench.new_emails n set thread_id = t.id, support_email_id = t.support_email_id from (select id, support_email_id, row_number() over () as n from public.email_threads limit ${BATCH * BATCHES}) t where t.n = n.n`,
  );
  const store = async (/** @type {boolean} */ figures) => {
    await client.query('begin');
    if (!figures) for (const trigger of TRIGGERS) await client.query(`alter table public.emails disable trigger ${trigger}`);
    // Each batch as if it were committed, but nothing stays.
    await client.query('set constraints all immediate');
    const took = await time(async () => {
      for (let batch = 0; batch < BATCHES; batch++) {
        await client.query({
          name: 'store_batch',
          text: `insert into public.emails (id, support_email_id, thread_id, direction, kind, from_email, from_name, subject, snippet, body_text, received_at, is_read, status, team)
            select id, support_email_id, thread_id, direction, kind, from_email, from_name, subject, snippet, body_text, received_at, is_read, status, team
            from bench.new_emails where n > $1 and n <= $2`,
          values: [batch * BATCH, (batch + 1) * BATCH],
        });
      }
    });
    await client.query('rollback');
    return took / BATCHES;
  };
  const taken = await alternate({
    ours: () => store(true),
    baseline: () => store(false),
    rounds: settings.rounds * 2,
    warm_ups: 1,
    patience: settings.patience,
  });
  await client.query('drop table bench.new_emails');
  await client.query('vacuum public.emails');
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: 'email-figures-cost',
    figure: `storing ${BATCH} e-mails by one statement, ${count(table.rows)} stored`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'the same without the figures of the dashboard',
    ratio,
    ratio_text: `${times(ratio.median)} the time`,
    goal: 'at most 3 times the time',
    met: ratio.median <= 3,
    facts: [`the figures cost ${milliseconds((taken.ours.median - taken.baseline.median) / BATCH)} an e-mail`],
    others: taken.others,
  };
}
