// The search over everything by HTTP, against one thing by its primary key through the same API.
import { alternate, inverse, timeSeveral } from './support/measure.mjs';
import { temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const PIECE = 50_000;
/** A third each; texts of eight words, of which some are common and some rare. */
const THINGS = [
  `insert into public.customers (name, display_name, search_text, created_at)
   select w.name, w.name, lower(w.name) || ' +9198' || 10000000 + n || ' ' || lower(w.name) || n || '@customers.test', w.at
   from generate_series($1::int, $2::int) n cross join lateral (
     select (array['Asha', 'Ravi', 'Meena', 'Arjun', 'Sunita', 'Vikram'])[1 + n % 6] || ' '
     || (array['Patel', 'Singh', 'Yadav', 'Rao', 'Kumar'])[1 + n % 5] || case when n % 1000 = 7 then ' Zanzibar' else '' end as name,
     timestamptz '2026-03-01' - n * interval '20 seconds' as at) w where n % 3 = 0`,
  `insert into public.tickets (number, subject, description, created_at)
   select 'TKT-' || 20000000 + n, (array['Pump leaks', 'Order is late', 'Seeds were wet'])[1 + (n / 3) % 3],
     'Bag torn on arrival ref' || n
     || case when n % 10000 = 1 then ' zanzibar' when n % 99 = 1 then ' voucher' else '' end,
     timestamptz '2026-03-01' - n * interval '20 seconds'
   from generate_series($1::int, $2::int) n where n % 3 = 1`,
  `insert into public.leads (matter, note, source, created_at)
   select (array['Solar pump', 'Drip irrigation', 'Seeds for rabi'])[1 + (n / 3) % 3], 'Called twice, wants an offer, ref' || n, 'phone',
     timestamptz '2026-03-01' - n * interval '20 seconds'
   from generate_series($1::int, $2::int) n where n % 3 = 2`,
];
/** What people type, and how it is called in the report. */
const ASKED = [
  { name: 'a word that one has', paths: Array.from({ length: 20 }, (_, n) => `/search?q=ref${n * 331 + 1}`) },
  { name: 'a ticket by its number', paths: Array.from({ length: 20 }, (_, n) => `/search?q=TKT-${20_000_001 + n * 333}`) },
  { name: 'a rare word', paths: ['/search?q=zanzibar'] },
  { name: 'a word of every hundredth ticket', paths: ['/search?q=voucher'] },
  { name: 'a common word', paths: ['/search?q=pump'] },
  { name: 'a name', paths: ['/search?q=sunita%20yadav'] },
  { name: 'a piece of a number', paths: Array.from({ length: 20 }, (_, n) => `/search?q=${10_000_000 + n * 333}`) },
];

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* search(settings) {
  const product = await startProduct(temporaryFolder('search'));
  const client = await product.connect();
  const rows = settings.emails;
  settings.log(`${count(rows)} things`);
  for (const table of ['customers', 'tickets', 'leads']) await client.query(`alter table public.${table} disable trigger user`);
  for (let from = 1; from <= rows; from += PIECE)
    for (const made of THINGS) await client.query(made, [from, Math.min(rows, from + PIECE - 1)]);
  for (const table of ['customers', 'tickets', 'leads']) {
    await client.query(`alter table public.${table} enable trigger user`);
    await client.query(`select public.store_search_things($1, $2)`, [table.slice(0, -1), `searched_${table}`]);
    await client.query(`select public.rebuild_kept_counts('public.${table}')`);
  }
  await client.query('vacuum analyze');
  const { id } = (await client.query('select id from public.tickets limit 1')).rows[0];
  const spread = [];
  for (const { name, paths } of ASKED) {
    let next = 0;
    await product.call(/** @type {string} */ (paths[0]));
    const taken = await timeSeveral(() => product.call(/** @type {string} */ (paths[next++ % paths.length])), 15);
    spread.push(`${name}: ${milliseconds(taken)}`);
  }
  const all = ASKED.flatMap(({ paths }) => Array.from({ length: 20 }, (_, n) => /** @type {string} */ (paths[n % paths.length])));
  const taken = await alternate({
    ours: () => ninetyFifth(all.map((path) => () => product.call(path))),
    baseline: () => ninetyFifth(all.map(() => () => product.call(`/tickets/${id}`))),
    rounds: settings.rounds,
    patience: settings.patience,
  });
  const ratio = inverse(taken.baseline_by_ours);
  yield {
    id: 'search',
    figure: `search over ${count(rows)} things, first page, p95`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'a ticket by its primary key through the same API, p95',
    ratio,
    ratio_text: times(ratio.median),
    goal: 'at most 3 times',
    met: ratio.median <= 3,
    facts: spread,
    others: taken.others,
  };
  await product.stop();
}

/** The time that 95 of a hundred calls do not exceed. @param {(() => Promise<unknown>)[]} calls */
async function ninetyFifth(calls) {
  const taken = [];
  for (const call of calls) {
    const started = performance.now();
    await call();
    taken.push(performance.now() - started);
  }
  return /** @type {number} */ (taken.sort((a, b) => a - b)[Math.floor(taken.length * 0.95)]);
}
