// The ticket list, its search and a view over HTTP, each against a list without rows; and how many are made a second, against plain
// inserts.
import { alternate, inverse, time, timeSeveral } from './support/measure.mjs';
import { temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, digits, milliseconds, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const TICKETS = `
  insert into public.tickets (subject, description, status, priority, category, channel, team, tags, created_at)
  select (array['Pump leaks', 'Order is late', 'Seeds were wet'])[1 + n % 3] || ' ' || n, 'Bag torn on arrival ' || md5(n::text),
    (array['open', 'pending', 'resolved', 'closed', 'closed', 'closed', 'closed'])[1 + n % 7],
    (array['low', 'normal', 'normal', 'high'])[1 + n % 4],
    (array['fault', 'delivery', null])[1 + n % 3], (array['email', 'chat', 'call'])[1 + n % 3],
    (array['support', 'sales', null])[1 + n % 3],
    array['tag' || n % 50], timestamptz '2026-03-01' - n * interval '20 seconds'
  from generate_series($1::int, $2::int) n`;
const PIECE = 50_000;

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* tickets(settings) {
  const product = await startProduct(temporaryFolder('tickets'));
  const client = await product.connect();
  const rows = settings.emails;
  settings.log(`${count(rows)} tickets`);
  // Nobody waits for them, and their counts are counted once.
  await client.query('alter table public.tickets disable trigger user');
  for (let from = 1; from <= rows; from += PIECE) await client.query(TICKETS, [from, Math.min(rows, from + PIECE - 1)]);
  await client.query('alter table public.tickets enable trigger user');
  await client.query(`select public.rebuild_kept_counts('public.tickets')`);
  await client.query('analyze public.tickets');
  const view = await product.call('/tickets/views', {
    method: 'POST',
    body: JSON.stringify({ name: 'Open', conditions: { all: [{ field: 'status', operator: 'in', value: ['open', 'pending'] }] } }),
  });
  for (const [id, figure, path] of [
    ['ticket-list', 'ticket list, first page of 50', '/tickets?limit=50'],
    ['ticket-list-filtered', 'ticket list with filters, first page of 50', '/tickets?limit=50&status=open&team=support'],
    ['ticket-search', 'ticket search for one of them, first page of 50', '/tickets?limit=50&search=leaks%20999'],
    ['ticket-views', 'numbers of a view that asks for what is kept', '/tickets/views/counts'],
  ]) {
    const taken = await alternate({
      ours: () => timeSeveral(() => product.call(path), 15),
      baseline: () => timeSeveral(() => product.call('/refunds?limit=50'), 15),
      rounds: settings.rounds,
      patience: settings.patience,
    });
    const ratio = inverse(taken.baseline_by_ours);
    yield {
      id,
      figure: `${figure}, ${count(rows)} tickets`,
      ours: milliseconds(taken.ours.median),
      baseline: milliseconds(taken.baseline.median),
      baseline_is: 'a list without rows through the same API',
      ratio,
      ratio_text: times(ratio.median),
      goal: 'at most 3 times',
      met: ratio.median <= 3,
      facts: [],
      others: taken.others,
    };
  }
  await product.call(`/tickets/views/${view.id}`, { method: 'DELETE' });
  yield await making(product, client, settings.quick ? 200 : 2_000);
  await product.stop();
}

/**
 * @param {import('./support/product.mjs').Product} product
 * @param {import('pg').Client} client
 * @param {number} rows
 * @returns {Promise<Row>}
 */
async function making(product, client, rows) {
  const body = JSON.stringify({ subject: 'Pump leaks', team: 'support', tags: ['pump'] });
  const lanes = 8;
  const ours = await time(() =>
    Promise.all(
      Array.from({ length: lanes }, async () => {
        for (let left = rows / lanes; left > 0; left--) await product.call('/tickets', { method: 'POST', body });
      }),
    ),
  );
  const plain = await time(async () => {
    for (let left = rows; left > 0; left--)
      await client.query(`insert into public.tickets (subject, team, tags) values ('Pump leaks', 'support', array['pump'])`);
  });
  const ratio = plain / ours;
  return {
    id: 'ticket-create',
    figure: `${count(rows)} tickets made over HTTP, ${lanes} at once`,
    ours: perSecond((rows / ours) * 1_000, 'tickets a second'),
    baseline: perSecond((rows / plain) * 1_000, 'tickets a second'),
    baseline_is: 'the same rows in plain inserts over one connection, with all that the table does',
    ratio_text: digits(ratio),
    goal: 'at least 0.2',
    met: ratio >= 0.2,
    facts: [],
    others: 0,
  };
}
