// Who a message comes from, against one look-up; the timeline of somebody with much, against that of somebody with little; and an import.
import { alternate, inverse, time, timeSeveral } from './support/measure.mjs';
import { residentBytes, temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, digits, mebibytes, milliseconds, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const PEOPLE = `
  insert into public.customers (name, display_name, search_text)
  select 'Customer ' || n, 'Customer ' || n, 'customer ' || n from generate_series(1, $1::int) n`;
const ADDRESSES = `
  insert into public.customer_identities (customer_id, kind, value, verified)
  select c.id, k.kind, case k.kind when 'email' then 'c' || c.n || '@customers.test' else '+9181' || lpad(c.n::text, 8, '0') end, true
  from (select id, row_number() over (order by id) as n from public.customers) c, (values ('email'), ('phone')) k (kind)`;
const ENTRIES = `
  insert into public.customer_events (customer_id, event_type, title, occurred_at)
  select $1, 'visit', 'Visit ' || n, timestamptz '2026-03-01' - n * interval '1 hour' from generate_series(1, $2::int) n`;

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* customers(settings) {
  const product = await startProduct(temporaryFolder('customers'));
  const client = await product.connect();
  const people = settings.quick ? 5_000 : 200_000;
  settings.log(`${count(people)} customers`);
  await client.query('alter table public.customer_identities disable trigger user');
  await client.query(PEOPLE, [people]);
  await client.query(ADDRESSES);
  await client.query('alter table public.customer_identities enable trigger user');
  await client.query('analyze public.customers, public.customer_identities');
  yield await resolving({ settings, client, people });
  yield await reading({ settings, product, client });
  yield await importing({ settings, product, client });
  await product.stop();
}

/** @param {{ settings: import('./run.mjs').Settings, client: import('pg').Client, people: number }} given @returns {Promise<Row>} */
async function resolving({ settings, client, people }) {
  const { rows } = await client.query(
    `select kind, value from public.customer_identities where kind = 'phone' order by md5(value) limit 500`,
  );
  const items = JSON.stringify(rows.map((identity) => ({ identities: [identity], source: 'bench' })));
  const kinds = rows.map(({ kind }) => kind);
  const values = rows.map(({ value }) => value);
  const found = await client.query('select count(*)::int as known from public.resolve_customers($1) where outcome = $2', [
    items,
    'matched',
  ]);
  if (found.rows[0].known !== 500) throw new Error(`${found.rows[0].known} of 500 were known.`);
  const taken = await alternate({
    ours: () => timeSeveral(() => client.query('select item, customer_id from public.resolve_customers($1)', [items])),
    baseline: () =>
      timeSeveral(() =>
        client.query(
          `select g.n, i.customer_id from unnest($1::text[], $2::text[]) with ordinality g (kind, value, n)
           join public.customer_identities i on i.kind = g.kind and i.value = g.value and i.ended_at is null and not i.is_shared`,
          [kinds, values],
        ),
      ),
    rounds: settings.rounds,
    patience: settings.patience,
  });
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: 'customers-resolve',
    figure: `whose 500 messages are, ${count(people)} customers`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'one statement that looks 500 addresses up in their index',
    ratio,
    ratio_text: `${times(ratio.median)} the look-up`,
    goal: 'at most 3 times',
    met: ratio.median <= 3,
    facts: ['with the evidence of each match, and checked for conflicts, shared addresses and merges'],
    others: taken.others,
  };
}

/**
 * @param {{ settings: import('./run.mjs').Settings, product: import('./support/product.mjs').Product, client: import('pg').Client }} given
 * @returns {Promise<Row>}
 */
async function reading({ settings, product, client }) {
  const { rows } = await client.query('select id from public.customers order by id limit 2');
  const [much, little] = rows.map(({ id }) => id);
  await client.query(ENTRIES, [much, 10_000]);
  await client.query(ENTRIES, [little, 50]);
  await client.query('analyze public.customer_events');
  const page = (/** @type {string} */ id) => () => timeSeveral(() => product.call(`/customer-timeline/${id}?limit=50`), 15);
  const taken = await alternate({ ours: page(much), baseline: page(little), rounds: settings.rounds, patience: settings.patience });
  const ratio = inverse(taken.baseline_by_ours);
  const summary = await time(() => product.call(`/customer-timeline/${much}/summary`));
  return {
    id: 'customers-timeline',
    figure: 'a page of the timeline of a customer with 10,000 entries, by HTTP',
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'the same of a customer with 50',
    ratio,
    ratio_text: times(ratio.median),
    goal: 'at most 1.5 times',
    met: ratio.median <= 1.5,
    facts: [`the summary of the 10,000: ${milliseconds(summary)}`],
    others: taken.others,
  };
}

/** Rows of one statement of the baseline, as of one batch of an import. */
const BATCH = 500;

/**
 * A CSV file of new customers, 3 % of its rows bad, against the same rows in plain inserts.
 * @param {{ settings: import('./run.mjs').Settings, product: import('./support/product.mjs').Product, client: import('pg').Client }} given
 * @returns {Promise<Row>}
 */
async function importing({ settings, product, client }) {
  const rows = settings.quick ? 1_000 : 100_000;
  const line = (/** @type {number} */ n, /** @type {string} */ mark) =>
    `Import ${mark} ${n},${n % 33 === 0 ? 'nobody' : `${mark}${n}@import.test`},+9182${String(n).padStart(8, '0')}`;
  const csv = ['name,email,phone', ...Array.from({ length: rows }, (_, n) => line(n, 'a'))].join('\n');
  const plain = await time(async () => {
    for (let from = 0; from < rows; from += BATCH) {
      await client.query(
        `with made as (
           insert into public.customers (name) select 'Import b ' || n from generate_series($1::int, $2::int) n returning id, name)
         insert into public.customer_identities (customer_id, kind, value, verified)
         select m.id, k.kind,
           case k.kind when 'email' then replace(m.name, ' ', '') || '@import.test' else '+9183' || substr(m.name, 10) end, true
         from made m, (values ('email'), ('phone')) k (kind)`,
        [from, Math.min(rows, from + BATCH) - 1],
      );
    }
  });
  const state = async (/** @type {string} */ id, /** @type {string[]} */ ends) => {
    for (;;) {
      const found = await product.call(`/customers/imports/${id}`);
      peak = Math.max(peak, residentBytes(product.pid));
      if (ends.includes(found.state)) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const before = residentBytes(product.pid);
  let peak = before;
  const { id } = await product.call('/customers/imports?filename=bench.csv', {
    method: 'POST',
    body: csv,
    headers: { 'content-type': 'text/csv' },
  });
  await state(id, ['previewed', 'failed']);
  let found;
  const ours = await time(async () => {
    await product.call(`/customers/imports/${id}/run`, { method: 'POST', body: '{}' });
    found = await state(id, ['done', 'failed']);
  });
  const bad = Math.ceil(rows / 33);
  if (found.created !== rows - bad || found.failed !== bad) throw new Error(`The import made ${JSON.stringify(found)}.`);
  const ratio = plain / ours;
  return {
    id: 'customers-import',
    figure: `an import of ${count(rows)} new customers, 3 % of the rows bad`,
    ours: perSecond((rows / ours) * 1_000, 'rows a second'),
    baseline: perSecond((rows / plain) * 1_000, 'rows a second'),
    baseline_is: `the same customers and addresses in plain inserts, ${BATCH} rows each`,
    ratio_text: digits(ratio),
    goal: 'at least 0.3',
    met: ratio >= 0.3,
    facts: [`of the file's ${mebibytes(csv.length)} memory grew by ${mebibytes(peak - before)} at most, its upload and preview included`],
    others: 0,
  };
}
