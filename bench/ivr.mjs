// IVR calls: webhooks until they are calls that everybody was told of, against their acknowledgements; the lists, each against one call by
// its primary key; and the counts of the badges, with a hundred times more calls.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFleet } from './support/fleet.mjs';
import { asFastAsAnswered } from './support/load.mjs';
import { spread } from './support/measure.mjs';
import { ROOT, temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { undisturbed } from './support/quiet.mjs';
import { LIMIT, REQUESTS, slowestOf, startReading } from './support/reading.mjs';
import { count, digits, milliseconds, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const CONNECTIONS = 64;
/** Calls with which the counts are taken first. */
const FEW = 10_000;
const CALLERS = 1000;

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* ivr(settings) {
  yield await chain(settings);
  yield* lists(settings);
}

/**
 * Ends of calls, one for each call, from a thousand callers; each fifth call was missed.
 * @param {string} address @param {number} amount @param {string} mark
 */
function bodies(address, amount, mark) {
  return Array.from({ length: amount }, (_, n) => ({
    path: address,
    body: JSON.stringify({
      id: `${mark}${n}`,
      from: `81234${String(n % CALLERS).padStart(5, '0')}`,
      st: n % 5 === 0 ? 'NOANSWER' : 'OK',
      start: new Date(1_771_924_515_000 + n * 1000).toISOString(),
      talk: n % 5 === 0 ? 0 : 20 + (n % 300),
      digit: String(1 + (n % 3)),
    }),
  }));
}

/** @param {import('./run.mjs').Settings} settings @returns {Promise<Row>} */
async function chain({ quick, rounds, patience }) {
  const fleet = await startFleet();
  const api = await fleet.node('api');
  const made = await fetch(`${api.url}/ivr-providers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fleet.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      slug: 'bench',
      name: 'Bench',
      menu: { 1: 'sales', 2: 'support', 3: 'billing' },
      field_mapping: {
        call_id: { path: 'id' },
        customer_number: { path: 'from', transform: ['phone:IN'] },
        direction: { const: 'inbound' },
        started_at: { path: 'start', transform: ['time:iso'] },
        talk_seconds: { path: 'talk', transform: ['duration'] },
        ivr_digits: { path: 'digit' },
      },
      status_mapping: { path: 'st', map: { OK: 'answered', NOANSWER: 'missed' } },
    }),
  });
  if (made.status !== 201) throw new Error(await made.text());
  const { webhook_address_with_secret } = await made.json();
  const { pathname, search } = new URL(webhook_address_with_secret, 'http://localhost');
  const amount = quick ? 1_000 : 20_000;
  const empty = async () => {
    await fleet.pool.query('truncate public.webhook_events cascade');
    await fleet.pool.query('delete from graphile_worker._private_jobs');
    // Only where the role may: what it spares is noise of the disk.
    await fleet.pool.query('checkpoint').catch(() => undefined);
  };
  const acks = async (/** @type {string} */ mark) => {
    await empty();
    const answers = await asFastAsAnswered(api.url, bodies(`${pathname}${search}`, amount, mark), CONNECTIONS);
    if (answers.statuses[200] !== amount) throw new Error(JSON.stringify(answers.statuses));
    return amount / answers.seconds;
  };
  await acks('warm-');
  /** @type {{ acks: number }[]} */
  const alone = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) alone.push({ acks: await acks(`acks-${round}-`) });
  await empty();
  const worker = await fleet.node('worker');
  const carry = async (/** @type {string} */ mark, /** @type {number} */ bodies_sent) => {
    const started = performance.now();
    const answers = await asFastAsAnswered(api.url, bodies(`${pathname}${search}`, bodies_sent, mark), CONNECTIONS);
    for (;;) {
      const { rows } = await fleet.pool.query(`select not exists (select from public.webhook_events where state <> 'processed') as done`);
      if (rows[0].done) break;
      await sleep(20);
    }
    return { whole: (performance.now() - started) / 1000, answers };
  };
  // From here on all callers are known: making a customer is told by another figure.
  const { whole: first } = await carry('first-', CALLERS);
  const taken = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    taken.push(
      await undisturbed(patience, async () => {
        await empty();
        await fleet.pool.query('truncate public.ivr_calls cascade');
        const told = async () =>
          Number((await fleet.pool.query(`select count(*) as n from public.change_feed where event = 'ivr_call:created'`)).rows[0].n);
        const before = await told();
        const { whole, answers } = await carry(`chain-${round}-`, amount);
        const { rows } = await fleet.pool.query(
          `select count(*)::integer as calls, count(*) filter (where status = 'missed')::integer as missed,
             (public.count_ivr_calls() -> 'total' ->> 'missed')::integer as counted, count(customer_id)::integer as of_customers
           from public.ivr_calls`,
        );
        const changes = (await told()) - before;
        const { calls, missed, counted, of_customers } = rows[0];
        if (calls !== amount || changes !== amount || of_customers !== amount || missed !== amount / 5 || counted !== missed)
          throw new Error(`the chain ended with ${JSON.stringify({ ...rows[0], changes })}`);
        return { rate: amount / whole, acks: amount / answers.seconds, changes };
      }),
    );
  }
  await worker.stop();
  await fleet.stop();
  const ack_rate = spread(alone.map((each) => each.acks)).median;
  const ratio = spread(taken.map(({ result }) => result.rate / ack_rate));
  return {
    id: 'ivr-chain',
    figure: 'IVR calls: accepted, stored with customer and department, explained, told',
    ours: perSecond(spread(taken.map(({ result }) => result.rate)).median, 'calls a second'),
    baseline: perSecond(ack_rate),
    baseline_is: 'acknowledgements of the same bodies alone',
    ratio,
    ratio_text: `${digits(ratio.median)} of the acknowledgements`,
    goal: 'at least 0.3',
    met: ratio.median >= 0.3,
    facts: [
      `one API node, one worker; acknowledged meanwhile at ${perSecond(spread(taken.map(({ result }) => result.acks)).median)}`,
      `change events: ${count(taken[0].result.changes)}`,
      `the first calls of 1,000 customers that nobody knew: ${perSecond(CALLERS / first, 'calls a second')}`,
    ],
    others: Math.max(...taken.map((each) => each.others)),
  };
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
async function* lists(settings) {
  const product = await startProduct(temporaryFolder('ivr'));
  const reading = await startReading(product, settings);
  const { client, get, p95, values } = reading;
  const calls = settings.quick ? 20_000 : 1_000_000;
  await client.query(readFileSync(path.join(ROOT, 'bench/ivrRows.sql'), 'utf8'));
  const make = async (/** @type {number} */ from, /** @type {number} */ to) => {
    await client.query('call bench_ivr($1, $2)', [from, to]);
    await client.query('vacuum analyze public.ivr_calls, public.ivr_calls_counts');
  };
  settings.log(`${count(calls)} calls`);
  await make(1, FEW);
  const counts = () => p95(['/ivr-calls/counts']);
  await counts();
  const counted_few = [];
  for (let round = 0; round < settings.rounds; round++) counted_few.push(await counts());
  await make(FEW + 1, calls);
  const counted = JSON.parse(await get('/ivr-calls/counts')).total;
  if (counted.missed !== calls / 10 || counted.to_call_back !== calls / 20) throw new Error(`counted were ${JSON.stringify(counted)}`);
  const ids = await values(`select id as value from public.ivr_calls order by md5(id::text) limit ${REQUESTS}`);
  const agents = await values("select id as value from public.agents where name ~ '^Agent [0-9]+$'");
  const departments = ['sales', 'support', 'billing', 'logistics'];
  const list = (/** @type {string} */ query) => `/ivr-calls?limit=${LIMIT}${query}`;
  const questions = [
    { name: 'all', paths: [list('')] },
    { name: 'missed ones of a department', paths: departments.map((key) => list(`&status=missed&department=${key}`)) },
    { name: 'those of an agent', paths: agents.map((id) => list(`&assignee_id=${id}`)) },
    { name: 'callers to be called back', paths: [`/ivr-calls/missed?limit=${LIMIT}`] },
    { name: 'those of a department', paths: departments.map((key) => `/ivr-calls/missed?limit=${LIMIT}&department=${key}`) },
    { name: 'a number', paths: Array.from({ length: 50 }, (_, n) => list(`&search=9181${String(100 + n * 97).padStart(8, '0')}`)) },
  ];
  yield await slowestOf(reading, {
    id: 'ivr-list',
    figure: `IVR calls, first page of ${LIMIT}`,
    stored: `${count(calls)} calls`,
    questions,
    tables: ['ivr_calls'],
    one: ids.map((id) => `/ivr-calls/${id}`),
    one_is: 'one call by its primary key, GET /ivr-calls/:id',
  });
  const few = spread(counted_few).median;
  const rounds = [];
  for (let round = 0; round < settings.rounds; round++) rounds.push(await undisturbed(settings.patience, counts));
  const ratio = spread(rounds.map(({ result }) => result / few));
  yield {
    id: 'ivr-counts',
    figure: `counts of all IVR calls and by department, ${count(calls)} calls stored, p95`,
    ours: milliseconds(spread(rounds.map(({ result }) => result)).median),
    baseline: milliseconds(few),
    baseline_is: `the same with ${count(FEW)} calls stored`,
    ratio,
    ratio_text: `${times(ratio.median)} the time`,
    goal: 'at most 2 times the time',
    met: ratio.median <= 2,
    facts: [],
    others: Math.max(...rounds.map(({ others }) => others)),
  };
  await product.stop();
}
