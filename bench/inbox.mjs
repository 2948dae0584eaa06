// The webhook inbox: acknowledgements, the whole chain behind them, latency at a rate, a database behind a black hole; and jobs.
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';
import { asFastAsAnswered, atRate, percentile } from './support/load.mjs';
import { median, spread } from './support/measure.mjs';
import { startFleet, SECRET, startTunnel } from './support/fleet.mjs';
import { startService } from './support/processes.mjs';
import { undisturbed } from './support/quiet.mjs';
import { count, digits, milliseconds, perSecond, seconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */
/** @typedef {import('./support/fleet.mjs').Fleet} Fleet */

const CONNECTIONS = 64;

/** Callbacks of calls that were placed: two of each. @param {Fleet} fleet @param {number} amount */
async function callbacks(fleet, amount) {
  const ids = Array.from({ length: Math.ceil(amount / 2) }, () => randomUUID());
  await fleet.pool.query(
    `insert into public.sends (id, channel, state) select id, 'kaleyra.click_to_call', 'sent' from unnest($1::uuid[]) id`,
    [ids],
  );
  await fleet.pool.query(
    `insert into public.call_attempts (id, kind, customer_number, state) select id, 'click_to_call', '5550001001', 'sent'
      from unnest($1::uuid[]) id`,
    [ids],
  );
  const paths = ids.flatMap((cid) => {
    const t = createHmac('sha256', SECRET).update(`kaleyra-callback:${cid}`).digest('base64url').slice(0, 32);
    return [
      { status: 'ACCEPTED', billsec: '0' },
      { status: 'ANSWER', billsec: '61' },
    ].map((fields) => {
      const numbers = { caller: '5550009001', receiver: '5550001001' };
      const call = { starttime: '1771924515', id: `p-${cid.slice(0, 8)}` };
      return `/webhooks/kaleyra/callback?${new URLSearchParams({ cid, t, ...numbers, ...fields, ...call })}`;
    });
  });
  return paths.slice(0, amount);
}

/** Whatever refers to these rows goes with them: the database belongs to this bench alone. @param {Fleet} fleet */
async function empty(fleet) {
  await fleet.pool.query('truncate public.webhook_events, public.sends, public.call_attempts cascade');
  await fleet.pool.query(`delete from graphile_worker._private_jobs`);
  await fleet.pool.query('checkpoint').catch(() => undefined);
}

/** @param {Fleet} fleet @param {'group' | 'rpc'} kind */
async function bare(fleet, kind) {
  const service = await startService({
    args: ['bench/support/bareInbox.mjs', kind],
    until: 'bare',
    env: {
      SUPABASE_DB_URL: fleet.db_url,
      SUPABASE_URL: fleet.rest_url,
      SUPABASE_SERVICE_ROLE_KEY: fleet.service_role_key,
      LINK_SECRET: SECRET,
      NODE_ENV: 'production',
    },
  });
  return { url: service.lines.get('bare') ?? '', stop: service.stop };
}

/**
 * Acknowledgements a second; every one of them is checked against the table.
 * @param {Fleet} fleet
 * @param {string} url
 * @param {number} amount
 */
async function acks(fleet, url, amount) {
  await empty(fleet);
  const paths = await callbacks(fleet, amount);
  const answers = await asFastAsAnswered(url, paths, CONNECTIONS);
  const stored = Number((await fleet.pool.query('select count(*) as n from public.webhook_events')).rows[0].n);
  if (answers.statuses[200] !== amount || stored !== amount)
    throw new Error(`${JSON.stringify(answers.statuses)}, ${stored} stored of ${amount}`);
  return amount / answers.seconds;
}

/** @param {Fleet} fleet @param {string} url @param {number} per_second @param {number} for_seconds */
async function latency(fleet, url, per_second, for_seconds) {
  await empty(fleet);
  const paths = await callbacks(fleet, per_second * for_seconds);
  const answers = await atRate(url, paths, per_second, 256);
  const half = Math.floor(answers.latencies.length / 2);
  return {
    p99: percentile(answers.latencies, 0.99),
    failed: paths.length - (answers.statuses[200] ?? 0),
    early: percentile(answers.latencies.slice(0, half), 0.99),
    late: percentile(answers.latencies.slice(half), 0.99),
  };
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* inbox(settings) {
  const { quick, patience } = settings;
  const rounds = Math.min(settings.rounds, 3);
  const fleet = await startFleet();
  const api = await fleet.node('api');
  const group = await bare(fleet, 'group');
  const rpc = await bare(fleet, 'rpc');
  const [many, few] = quick ? [2_000, 400] : [30_000, 4_000];

  await acks(fleet, api.url, many / 4);
  await acks(fleet, group.url, many / 4);
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    taken.push(
      await undisturbed(patience, async () => ({
        ours: await acks(fleet, api.url, many),
        group: await acks(fleet, group.url, many),
        rpc: await acks(fleet, rpc.url, few),
        again: await acks(fleet, api.url, many),
      })),
    );
  }
  const others = Math.max(...taken.map((each) => each.others));
  const ours = taken.map(({ result }) => (result.ours + result.again) / 2);
  const figure = `durable webhook acknowledgements, ${CONNECTIONS} connections: check, dedupe and commit before the answer`;
  const ackRate = median(ours);
  for (const [kind, what, goal] of /** @type {const} */ ([
    ['rpc', 'Fastify with one supabase-js rpc per request', 10],
    ['group', 'a bare Fastify and pg program with the same group commit', 0.7],
  ])) {
    const ratio = spread(taken.map(({ result }, index) => ours[index] / result[kind]));
    yield {
      id: `inbox-acks-${kind}`,
      figure,
      ours: perSecond(ackRate),
      baseline: perSecond(median(taken.map(({ result }) => result[kind]))),
      baseline_is: what,
      ratio,
      ratio_text: `${times(ratio.median)} its acknowledgements`,
      goal: `at least ${goal} times`,
      met: ratio.median >= goal,
      facts: ['every acknowledged event was found in the table'],
      others,
    };
  }

  for (const rate of [1_000, 4_000]) {
    const measured = [];
    for (let round = 0; round < rounds; round++) {
      measured.push(
        await undisturbed(patience, async () => ({
          ours: await latency(fleet, api.url, rate, quick ? 1 : 6),
          rpc: await latency(fleet, rpc.url, rate, quick ? 1 : 3),
        })),
      );
    }
    const ratio = spread(measured.map(({ result }) => result.ours.p99 / result.rpc.p99));
    const failed = Math.max(...measured.map(({ result }) => result.ours.failed));
    const growth = median(measured.map(({ result }) => result.ours.late / result.ours.early));
    yield {
      id: `inbox-p99-${rate}`,
      figure: `p99 of an acknowledgement at ${count(rate)} a second, open loop`,
      ours: milliseconds(median(measured.map(({ result }) => result.ours.p99))),
      baseline: milliseconds(median(measured.map(({ result }) => result.rpc.p99))),
      baseline_is: 'Fastify with one supabase-js rpc per request at the same rate',
      ratio,
      ratio_text: `${digits(ratio.median)} of its time`,
      goal: rate === 4_000 ? 'at most half; no error, no growth' : 'at most half; no error',
      met: ratio.median <= 0.5 && failed === 0 && (rate !== 4_000 || growth <= 1.5),
      facts: [`${failed} requests failed`, `p99 of the second half: ${digits(growth)} times that of the first`],
      others: Math.max(...measured.map((each) => each.others)),
    };
  }

  const worker = await fleet.node('worker');
  const chains = [];
  for (let round = 0; round < rounds; round++) {
    chains.push(
      await undisturbed(patience, async () => {
        await empty(fleet);
        const amount = quick ? 1_000 : 20_000;
        const paths = await callbacks(fleet, amount);
        const before = Number(
          (await fleet.pool.query(`select count(*) as n from public.change_feed where event = 'call_attempt:updated'`)).rows[0].n,
        );
        const started = performance.now();
        const answers = await asFastAsAnswered(api.url, paths, CONNECTIONS);
        for (;;) {
          const { rows } = await fleet.pool.query(
            `select not exists (select from public.webhook_events where state <> 'processed') as done`,
          );
          if (rows[0].done) break;
          await sleep(20);
        }
        const whole = (performance.now() - started) / 1000;
        const { rows } = await fleet.pool.query(
          `select (select count(*)::integer from public.call_attempts where state = 'delivered' and reports = 2) as calls,
           (select count(*)::integer from public.send_events where kind = 'callback') as reports,
           (select count(*)::integer from public.change_feed where event = 'call_attempt:updated') - $1::integer as changes`,
          [before],
        );
        if (rows[0].calls !== amount / 2 || rows[0].reports !== amount || rows[0].changes < amount / 2)
          throw new Error(`the chain ended with ${JSON.stringify(rows[0])}`);
        return { rate: amount / whole, acks: amount / answers.seconds, changes: rows[0].changes };
      }),
    );
  }
  const chain = spread(chains.map(({ result }) => result.rate / ackRate));
  yield {
    id: 'inbox-chain',
    figure: 'the whole chain: accepted, worked on, domain rows, change events',
    ours: perSecond(median(chains.map(({ result }) => result.rate)), 'events a second'),
    baseline: perSecond(ackRate),
    baseline_is: 'acknowledgements alone, from the rows above',
    ratio: chain,
    ratio_text: `${digits(chain.median)} of the acknowledgements`,
    goal: 'at least 0.3',
    met: chain.median >= 0.3,
    facts: [
      `one API node, one worker; acknowledged meanwhile at ${perSecond(median(chains.map(({ result }) => result.acks)))}`,
      `change events: ${count(chains[0].result.changes)}`,
    ],
    others: Math.max(...chains.map((each) => each.others)),
  };
  await worker.stop();
  await Promise.all([group.stop(), rpc.stop()]);
  await fleet.stop();

  yield* blackHole(settings);
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
async function* blackHole({ quick }) {
  /** @type {Awaited<ReturnType<typeof startTunnel>>[]} */
  const tunnels = [];
  const fleet = await startFleet();
  const behind = async (/** @type {string} */ address) => {
    const url = new URL(address);
    const tunnel = await startTunnel(Number(url.port));
    tunnels.push(tunnel);
    url.port = String(tunnel.port);
    return url.href.replace(/\/$/, '');
  };
  const api = await fleet.node('api', { SUPABASE_DB_URL: await behind(fleet.db_url), SUPABASE_URL: await behind(fleet.rest_url) });
  const [before, hole, after] = quick ? [1, 4, 2] : [3, 20, 5];
  const rate = 300;
  const paths = await callbacks(fleet, rate * (before + hole + after));
  let healed = Infinity;
  let service_back = Infinity;
  const started = performance.now();
  setTimeout(() => tunnels.forEach((tunnel) => tunnel.silence(true)), before * 1000);
  setTimeout(
    () => {
      healed = performance.now() - started;
      tunnels.forEach((tunnel) => tunnel.silence(false));
    },
    (before + hole) * 1000,
  );
  const answers = await atRate(api.url, paths, rate, 1_500, {
    onAnswer: (status, at) => {
      if (status === 200 && at > healed) service_back = Math.min(service_back, at - healed);
    },
  });
  const healthy = await fetch(`${api.url}/health/ready`).then(({ status }) => status);
  const stored = Number((await fleet.pool.query('select count(*) as n from public.webhook_events')).rows[0].n);
  const acked = answers.statuses[200] ?? 0;
  const longest = Math.max(...answers.latencies);
  yield {
    id: 'inbox-black-hole',
    figure: `database behind a black hole for ${hole} s, ${rate} webhooks a second`,
    ours: `longest wait ${seconds(longest / 1000)}; service back ${milliseconds(service_back)} after the hole closed`,
    baseline: '-',
    baseline_is: 'none',
    ratio_text:
      `${count(acked)} acknowledged, ${count(stored)} stored, ${count(answers.statuses[503] ?? 0)} told to come again, ` +
      `${count(paths.length - acked - (answers.statuses[503] ?? 0))} others`,
    goal: 'no wait over 3 s, no false 2xx, healthy within 1 s, process alive',
    met: longest <= 3_000 && stored >= acked && service_back <= 1_000 && healthy === 200,
    facts: [`GET /health/ready afterwards: ${healthy}`],
    others: 0,
  };
  await api.stop();
  await fleet.stop();
  for (const tunnel of tunnels) await tunnel.stop();
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* jobs({ quick, rounds, patience }) {
  const fleet = await startFleet();
  const api = await fleet.node('api');
  const amount = quick ? 500 : 10_000;
  await fleet.pool.query('create table public.bench_rows (id bigint generated always as identity, at timestamptz default now())');
  const run = async (/** @type {'ours' | 'noop'} */ kind) => {
    await fleet.pool.query('truncate public.bench_rows');
    await fleet.pool.query(`select count(graphile_worker.add_job($1, '{}'::json)) from generate_series(1, $2)`, [
      kind === 'ours' ? 'bench.write' : 'bench.noop',
      amount,
    ]);
    const service = await startService({
      args: ['bench/support/jobRunner.mjs', kind, String(amount)],
      until: 'done',
      env: {
        SUPABASE_URL: fleet.rest_url,
        SUPABASE_SERVICE_ROLE_KEY: fleet.service_role_key,
        SUPABASE_ANON_KEY: fleet.service_role_key,
        SUPABASE_DB_URL: fleet.db_url,
        SUPABASE_JWT_SECRET: SECRET,
        LINK_SECRET: SECRET,
        ENCRYPTION_KEY: SECRET,
        ROLE: 'worker',
        LOG_LEVEL: 'warn',
        KALEYRA_SYNC_CRON: 'off',
      },
    });
    await service.stop();
    if (kind === 'ours') {
      const written = Number((await fleet.pool.query('select count(*) as n from public.bench_rows')).rows[0].n);
      // A job may run twice; none may be left out.
      if (written < amount) throw new Error(`${written} rows written by ${amount} jobs`);
    }
    return amount / Number(service.lines.get('done'));
  };
  const taken = [];
  for (let round = 0; round < Math.min(rounds, 3); round++)
    taken.push(await undisturbed(patience, async () => ({ ours: await run('ours'), noop: await run('noop') })));
  const ratio = spread(taken.map(({ result }) => result.ours / result.noop));
  yield {
    id: 'jobs',
    figure: 'jobs a second through a handler that writes one row',
    ours: perSecond(median(taken.map(({ result }) => result.ours))),
    baseline: perSecond(median(taken.map(({ result }) => result.noop))),
    baseline_is: "graphile-worker's own no-op rate, same concurrency",
    ratio,
    ratio_text: `${digits(ratio.median)} of it`,
    goal: 'at least 0.3',
    met: ratio.median >= 0.3,
    facts: [],
    others: Math.max(...taken.map((each) => each.others)),
  };
  await api.stop();
  await fleet.stop();
}
