// What grows with the list and must not: the number of unread notices, and the figures of refunds; each against the same with few rows.
import { alternate, inverse, timeSeveral } from './support/measure.mjs';
import { temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const NOTICES = `
  insert into public.notifications (id, user_id, module, type, title, dedupe_key, created_at)
  select md5('notice' || n)::uuid, $1, 'calls', 'a_mention', 'You were mentioned', 'bench:' || n,
    timestamptz '2026-03-01' - n * interval '20 seconds'
  from generate_series($2::int, $3::int) n`;
const RECEIPTS = `
  insert into public.notification_receipts (id, user_id, module, type, priority, title, body, status, created_at)
  select md5('notice' || n)::uuid, $1, 'calls', 'a_mention', 'normal', 'You were mentioned', '',
    case when n % 20 = 0 then 'unread' else 'read' end, timestamptz '2026-03-01' - n * interval '20 seconds'
  from generate_series($2::int, $3::int) n`;
const REFUNDS = `
  insert into public.refunds (number, status, order_number, reason_code, amount_minor, currency, created_at)
  select 'BCH-' || n, (array['pending', 'approved', 'rejected', 'paid'])[1 + n % 4], 'ORD-' || n,
    (array['damaged', 'late', 'quality'])[1 + n % 3], 100 + n % 50000, (array['INR', 'INR', 'USD'])[1 + n % 3],
    timestamptz '2026-03-01' - n * interval '20 seconds'
  from generate_series($1::int, $2::int) n`;
const PIECE = 50_000;

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* notices(settings) {
  const many = settings.emails;
  const few = settings.quick ? 1_000 : 10_000;
  const [large, small] = await Promise.all([filled(many, settings), filled(few, settings)]);
  for (const [id, figure, path] of [
    ['notice-unread', 'number of unread notices', (/** @type {string} */ user) => `/notifications/unread-count/${user}`],
    ['refund-stats', 'figures of refunds by status and reason', () => '/refunds/stats'],
    ['refund-stats-filtered', 'the same of one currency', () => '/refunds/stats?currency=INR'],
  ]) {
    const ask = (/** @type {Filled} */ { product, user }) => product.call(path(user));
    const taken = await alternate({
      ours: () => timeSeveral(() => ask(large), 15),
      baseline: () => timeSeveral(() => ask(small), 15),
      rounds: settings.rounds,
      patience: settings.patience,
    });
    const ratio = inverse(taken.baseline_by_ours);
    yield {
      id,
      figure: `${figure}, ${count(many)} rows`,
      ours: milliseconds(taken.ours.median),
      baseline: milliseconds(taken.baseline.median),
      baseline_is: `the same request with ${count(few)} rows`,
      ratio,
      ratio_text: times(ratio.median),
      goal: 'at most twice',
      met: ratio.median <= 2,
      facts: [],
      others: taken.others,
    };
  }
  await Promise.all([large.product.stop(), small.product.stop()]);
}

/** @typedef {{ product: import('./support/product.mjs').Product, user: string }} Filled */

/** A product with so many notices of its admin, and so many refunds. @param {number} rows @param {import('./run.mjs').Settings} settings */
async function filled(rows, settings) {
  const product = await startProduct(temporaryFolder(`notices-${rows}`));
  const client = await product.connect();
  const { id: user } = await product.call('/auth/me');
  settings.log(`${count(rows)} notices and refunds`);
  const tables = ['notifications', 'notification_receipts', 'refunds'];
  // Nobody waits for them, and their counts are counted once.
  for (const table of tables) await client.query(`alter table public.${table} disable trigger user`);
  for (let from = 1; from <= rows; from += PIECE) {
    const to = Math.min(rows, from + PIECE - 1);
    await client.query(NOTICES, [user, from, to]);
    await client.query(RECEIPTS, [user, from, to]);
    await client.query(REFUNDS, [from, to]);
  }
  for (const table of tables) await client.query(`alter table public.${table} enable trigger user`);
  for (const table of ['notification_receipts', 'refunds'])
    await client.query('select public.rebuild_kept_counts($1)', [`public.${table}`]);
  await client.query(`analyze ${tables.map((table) => `public.${table}`).join()}`);
  const { unread } = await product.call(`/notifications/unread-count/${user}`);
  if (unread !== Math.floor(rows / 20)) throw new Error(`${unread} of ${rows} notices are unread.`);
  return { product, user };
}
