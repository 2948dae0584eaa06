// The change feed: from a commit to a thousand sockets, and how long it takes to give a socket what it missed.
import { fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { io } from 'socket.io-client';
import { alternate, inverse, median, spread } from './support/measure.mjs';
import { atEnd, ROOT, temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { undisturbed } from './support/quiet.mjs';
import { count, digits, milliseconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const ROOMS = 20;
const EVENTS_PER_SECOND = 200;
const MISSED = 10_000;
const P99_MS = 150;
/** What every event carries: about as much as a row on a screen. */
const PAYLOAD = {
  state: 'open',
  subject: 'A subject of a usual length, fifty letters or so',
  assigned_to: randomUUID(),
  priority: 'normal',
  updated: '2026-01-01T00:00:00Z',
};

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* feed(settings) {
  const folder = temporaryFolder('feed');
  const product = await startProduct(folder);
  const client = await product.connect();
  const rooms = await makeRooms(client, folder);
  yield await commitToSocket({ settings, product, client, rooms });
  yield await resume({ settings, product, client, rooms });
  await product.stop();
}

/** A module for each room, and a user who may view just that. @param {import('pg').Client} client @param {string} folder */
async function makeRooms(client, folder) {
  const { runtime } = JSON.parse(readFileSync(path.join(folder, 'runtime.json'), 'utf8'));
  const rooms = [];
  for (let index = 0; index < ROOMS; index++) {
    const user_id = randomUUID();
    const module = `room_${index}`;
    await client.query(`select register_module($1, $1, '', '', '', '')`, [module]);
    await client.query('insert into auth.users (id, email) values ($1, $2)', [user_id, `${module}@example.com`]);
    await client.query(
      `with r as (insert into roles (name) values ($1) returning id), m as (insert into role_modules (role_id, module_key, can_view) select id, $1, true from r)
       insert into user_roles (user_id, role_id) select $2, id from r`,
      [module, user_id],
    );
    rooms.push({ user_id, module, token: sign(user_id, runtime.database.jwt_secret) });
  }
  return rooms;
}

/** @param {string} user_id @param {string} secret */
function sign(user_id, secret) {
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user_id, role: 'authenticated', aud: 'authenticated', exp: Math.round(Date.now() / 1000) + 86_400 })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** @typedef {{ user_id: string, module: string, token: string }[]} Rooms */
/** @typedef {{ settings: import('./run.mjs').Settings, product: import('./support/product.mjs').Product, client: import('pg').Client, rooms: Rooms }} Given */

/** @param {Given} given @returns {Promise<Row>} */
async function commitToSocket({ settings, product, rooms }) {
  const clients = settings.quick ? 200 : 1_000;
  const seconds = settings.quick ? 3 : 20;
  const crowd = startCrowd();
  const pool = new pg.Pool({ connectionString: product.database.db_url, max: 8 });
  const done = atEnd(() => pool.end());
  settings.log(`${count(clients)} sockets are opened`);
  await crowd.ask('open', { url: product.api, namespace: 'tickets', rooms: rooms.map(({ token }) => ({ token })), clients });
  const round = async () => {
    await crowd.ask('begin', {});
    const sent = await write(pool, rooms, seconds);
    await sleep(2_000);
    const report = await crowd.ask('report', { sent });
    return { ...report, sent: sent.reduce((sum, number) => sum + number) };
  };
  // The first events warm both programs up.
  await round();
  const taken = [];
  for (let index = 0; index < settings.rounds; index++) taken.push(await undisturbed(settings.patience, round));
  await crowd.stop();
  await done();
  const rounds = taken.map(({ result }) => result);
  const p99 = spread(rounds.map((result) => result.p99));
  const sum = (/** @type {'missed' | 'doubled' | 'disorder' | 'resyncs' | 'received' | 'sent'} */ key) =>
    rounds.reduce((total, result) => total + result[key], 0);
  const wrong = sum('missed') + sum('doubled') + sum('disorder') + sum('resyncs');
  const of_goal = { ...p99, median: p99.median / P99_MS, low: p99.low / P99_MS, high: p99.high / P99_MS };
  return {
    id: 'feed-commit-to-socket',
    figure: `from commit to socket, ${count(clients)} clients in ${ROOMS} rooms, ${EVENTS_PER_SECOND} events a second`,
    ours: `p99 ${milliseconds(p99.median)}`,
    baseline: `${P99_MS} ms`,
    baseline_is: 'the goal',
    ratio: of_goal,
    ratio_text: `${digits(of_goal.median)} of the goal`,
    goal: `p99 at most ${P99_MS} ms, nothing missed`,
    met: p99.median <= P99_MS && wrong === 0,
    facts: [
      `median ${milliseconds(median(rounds.map((result) => result.p50)))}, slowest of all ${milliseconds(Math.max(...rounds.map((result) => result.most)))}; the clock starts before the commit is sent`,
      `${count(sum('sent'))} events became ${count(sum('received'))} messages: ${sum('missed')} missed, ${sum('doubled')} doubled, ${sum('disorder')} out of order`,
    ],
    others: Math.max(...taken.map(({ others }) => others)),
  };
}

/** Each event a transaction of its own, at its time, whether the one before is done or not. Returns how many went to each room. @param {import('pg').Pool} pool @param {Rooms} rooms @param {number} seconds */
async function write(pool, rooms, seconds) {
  const sent = rooms.map(() => 0);
  const pending = [];
  const started = performance.now();
  for (let index = 0; index < EVENTS_PER_SECOND * seconds; index++) {
    const wait = started + (index * 1000) / EVENTS_PER_SECOND - performance.now();
    if (wait > 0) await sleep(wait);
    const room = index % rooms.length;
    sent[room]++;
    pending.push(
      pool.query({
        name: 'bench_announce',
        text: `select public.announce_change('tickets', 'ticket:benched', $1, $2, $3)`,
        values: [String(index), rooms[room].module, { ...PAYLOAD, sent: performance.timeOrigin + performance.now() }],
      }),
    );
  }
  await Promise.all(pending);
  return sent;
}

/** The clients' process. */
function startCrowd() {
  const child = fork(path.join(ROOT, 'bench/support/feedClients.mjs'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = atEnd(async () => {
    if (child.connected) child.disconnect();
    await ended;
  });
  const ask = (/** @type {string} */ order, /** @type {unknown} */ told) =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send({ order, told });
    });
  return { ask: /** @type {(order: string, told: unknown) => Promise<any>} */ (ask), stop };
}

/** @param {Given} given @returns {Promise<Row>} */
async function resume({ settings, product, client, rooms }) {
  const [{ user_id, module, token }] = rooms;
  const { rows } = await client.query('select last_seq::float8 as last_seq from public.change_feed_position');
  const after = rows[0].last_seq;
  await client.query(`select public.announce_change('tickets', 'ticket:benched', n::text, $2, $3) from generate_series(1, $1::integer) n`, [
    MISSED,
    module,
    PAYLOAD,
  ]);
  for (;;) {
    const { checks } = await (await fetch(`${product.api}/health/ready`)).json();
    if (checks.feed.position >= after + MISSED) break;
    await sleep(50);
  }
  await client.query('vacuum analyze public.change_feed');

  /** @type {(auth: object) => Promise<{ ms: number, events: number }>} */
  const connect = async (auth) => {
    const started = performance.now();
    const socket = io(`${product.api}/tickets`, { auth: { token, ...auth }, transports: ['websocket'], forceNew: true });
    let events = 0;
    socket.on('ticket:benched', () => events++);
    await new Promise((resolve) => socket.once('ready', resolve));
    const ms = performance.now() - started;
    socket.disconnect();
    return { ms, events };
  };
  const ours = async () => {
    const { ms, events } = await connect({ after });
    if (events !== MISSED) throw new Error(`${events} events came, not ${MISSED}.`);
    return ms;
  };
  const reader = await product.connect();
  await reader.query(`set role authenticated`);
  await reader.query(`select set_config('request.jwt.claims', $1, false)`, [JSON.stringify({ sub: user_id })]);
  const baseline = async () => {
    const started = performance.now();
    const { rows } = await reader.query('select seq, event, entity_id, payload, at from public.change_feed where seq > $1 order by seq', [
      after,
    ]);
    if (rows.length !== MISSED) throw new Error(`${rows.length} rows were read, not ${MISSED}.`);
    return performance.now() - started;
  };
  const taken = await alternate({
    ours: () => several(7, ours).then(median),
    baseline: () => several(7, baseline).then(median),
    rounds: settings.rounds,
    patience: settings.patience,
  });
  const handshake = median(await several(9, async () => (await connect({})).ms));
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: 'feed-resume',
    figure: `resume of ${count(MISSED)} missed events over a socket`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'reading them by one SQL statement over pg, as the same user',
    ratio,
    ratio_text: `${times(ratio.median)} the time`,
    goal: 'at most 3 times the time',
    met: ratio.median <= 3,
    facts: [`connection, handshake and permissions are in it: ${milliseconds(handshake)} without missed events`],
    others: taken.others,
  };
}

/** @template T @param {number} runs @param {() => Promise<T>} work */
async function several(runs, work) {
  const results = [];
  for (let run = 0; run < runs; run++) results.push(await work());
  return results;
}
