// Who a message comes from, against one look-up; and the timeline of somebody with much, against that of somebody with little.
import { alternate, inverse, time, timeSeveral } from './support/measure.mjs';
import { temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, times } from './support/report.mjs';

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
