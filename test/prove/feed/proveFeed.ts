import { SignJWT } from 'jose';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { RuntimeSettings } from '../../../src/common/config/config.service.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { type EmbeddedSupabase, startEmbeddedSupabase } from '../../../src/supabase/embedded/embeddedSupabase.js';
import { openPool } from '../../support/pool.js';
import { prepareDataFolder } from '../../support/preparedData.js';
import { ApiNode } from './apiNode.js';
import { FeedFollower, type State } from './feedFollower.js';
import { FeedStory, type Place, PLACES, type Sabotage, setScene } from './feedStory.js';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const WRITERS = 8;
/** How long clients may take to come to the end of the feed, milliseconds. */
const PATIENCE_MS = 60_000;

export interface FeedProofOptions {
  seed: string;
  clients: number;
  disconnects: number;
  transactions: number;
  sabotage?: Sabotage;
  say?: (line: string) => void;
}

export interface FeedProofReport {
  clients: number;
  transactions: number;
  rolled_back: number;
  events: number;
  /** Events that were written before one with a lower number. */
  out_of_order: number;
  delivered: number;
  disconnects: number;
  connections: number;
  resyncs: number;
  permission_changes: number;
  restarts: number;
  compared: number;
  faults: string[];
}

/**
 * Clients of several roles follow two nodes, one of which is killed and started again, through random losses of connection,
 * while writers commit out of order and permissions change. In the end each client's folded state must equal what its user
 * may select, and what it was given must be what its user may see of the feed: all, in order, once. The seed decides what
 * is written, cut and changed.
 */
export async function proveFeed(options: FeedProofOptions): Promise<FeedProofReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'prove-feed-'));
  chmodSync(folder, 0o711);
  let supabase: EmbeddedSupabase | undefined;
  const stops: (() => Promise<unknown>)[] = [];
  try {
    await prepareDataFolder(folder);
    supabase = await startEmbeddedSupabase({
      dataDir: folder,
      migrationsDir: path.join(ROOT, 'supabase/migrations'),
      embeddedSqlDir: path.join(ROOT, 'supabase/embedded'),
    });
    const pool = openPool(supabase.dbUrl, 4);
    stops.push(() => pool.end());
    return await prove(options, supabase, pool, stops);
  } finally {
    for (const stop of stops.reverse()) await stop();
    await supabase?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function prove(
  options: FeedProofOptions,
  supabase: EmbeddedSupabase,
  pool: pg.Pool,
  stops: (() => Promise<unknown>)[],
): Promise<FeedProofReport> {
  const random = new Random(options.seed);
  const users = await setScene(pool, 2, options.sabotage);
  const nodes = [new ApiNode(runtimeOf(supabase)), new ApiNode(runtimeOf(supabase))];
  stops.push(() => Promise.all(nodes.map((node) => node.stop())));
  await Promise.all(nodes.map((node) => node.start()));

  const tokens = new Map(await Promise.all(users.map(async ({ user_id }) => [user_id, await sign(user_id, supabase.jwtSecret)] as const)));
  const chance = new Random(`${options.seed} clients`);
  const followers = Array.from({ length: options.clients }, (_, index) => {
    const { user_id, role } = users[index % users.length]!;
    const place = PLACES[(index + Math.floor(index / users.length)) % PLACES.length]!;
    return new FeedFollower({
      name: `client ${index} (${role}, ${place.namespace})`,
      token: tokens.get(user_id)!,
      user_id,
      role,
      place,
      node: () => chance.pick(nodes).url,
      select: () => selectAs(pool, user_id, place),
      pause: () => chance.int(0, 150),
      forgets: options.sabotage === 'replay',
    });
  });
  stops.push(() => Promise.all(followers.map((follower) => follower.stop())));
  for (const follower of followers) follower.connect();
  await eventually(() => followers.every(({ isReady }) => isReady));
  options.say?.(`${followers.length} clients of ${users.length} users on 2 nodes`);

  const story = new FeedStory(
    supabase.dbUrl,
    users.map(({ user_id }) => user_id),
  );
  let writing = true;
  const written = Promise.all(
    Array.from({ length: WRITERS }, (_, writer) =>
      story.write(new Random(`${options.seed} writer ${writer}`), Math.ceil(options.transactions / WRITERS)),
    ),
  ).finally(() => (writing = false));
  const progress = () => (story.count.committed + story.count.rolled_back) / options.transactions;

  let cuts = 0;
  const cutting = (async () => {
    while (cuts < options.disconnects) {
      // Spread over the whole story; what is left when it ends is cut while clients catch up.
      while (writing && cuts >= progress() * options.disconnects) await sleep(5);
      const follower = random.pick(followers);
      if (follower.isReady || random.chance(0.3)) {
        follower.cut(random.chance(0.05) ? random.int(1_000, 3_000) : undefined);
        cuts++;
      } else await sleep(2);
    }
  })();
  let restarts = 0;
  const restarting = (async () => {
    while (writing && progress() < 0.4) await sleep(20);
    await nodes[1]!.kill();
    options.say?.('one node is killed');
    await sleep(300);
    await nodes[1]!.start();
    restarts++;
    options.say?.('and started again');
  })();
  let permission_changes = 0;
  const changing = (async () => {
    for (let change = 1; change <= 6; change++) {
      while (writing && progress() < change / 7) await sleep(20);
      await changePermission(pool, new Random(`${options.seed} permission ${change}`));
      permission_changes++;
    }
  })();
  await Promise.all([written, cutting, restarting, changing]);
  options.say?.(`${story.count.committed} transactions committed, ${story.count.rolled_back} rolled back`);

  const faults: string[] = [];
  // Whoever is not at the end in time is told by the comparison.
  const newest = await lastSeq(pool, options.sabotage);
  await eventually(() => followers.every((follower) => follower.isReady && follower.position >= 0)).catch((error: Error) =>
    faults.push(error.message),
  );
  const seen = await Promise.all(users.map(async ({ user_id }) => [user_id, await feedAs(pool, user_id)] as const));
  const expected = new Map(seen);
  const patience = options.sabotage ? 3_000 : PATIENCE_MS;
  const isDone = (follower: FeedFollower) => {
    const last =
      expected
        .get(follower.options.user_id)!
        .filter(({ namespace }) => namespace === follower.options.place.namespace)
        .at(-1)?.seq ?? 0;
    return follower.options.role === 'proof_fickle' || follower.seqs.at(-1) === last || last === 0;
  };
  await eventually(() => followers.every(isDone), patience).catch(() =>
    faults.push(`${followers.filter((follower) => !isDone(follower)).length} clients did not come to the end of the feed (${newest})`),
  );
  await sleep(300);
  for (const follower of followers) await follower.settled();

  let compared = 0;
  for (const follower of followers) {
    const { user_id, place, name, role } = follower.options;
    faults.push(...follower.faults);
    compared += compareStates(name, follower.state, await selectAs(pool, user_id, place), faults);
    // What a fickle one may see now says nothing of what it might see then.
    if (role === 'proof_fickle') continue;
    const should = expected
      .get(user_id)!
      .filter(({ namespace }) => namespace === place.namespace)
      .map(({ seq }) => seq);
    compareSeqs(name, follower.seqs, should, faults);
  }
  const { rows } = await pool.query(`
    select count(*)::int as events, count(*) filter (where id < before)::int as out_of_order
    from (select id, max(id) over (order by seq rows between unbounded preceding and 1 preceding) as before from change_feed) f`);
  return {
    clients: followers.length,
    transactions: story.count.committed,
    rolled_back: story.count.rolled_back,
    events: rows[0].events,
    out_of_order: rows[0].out_of_order,
    delivered: sum(followers.map(({ seqs }) => seqs.length)),
    disconnects: cuts,
    connections: sum(followers.map(({ connections }) => connections)),
    resyncs: sum(followers.map(({ resyncs }) => resyncs)),
    permission_changes,
    restarts,
    compared,
    faults,
  };
}

function runtimeOf(supabase: EmbeddedSupabase): RuntimeSettings {
  return {
    database: {
      mode: 'embedded',
      rest_url: supabase.restUrl,
      db_url: supabase.dbUrl,
      service_role_key: supabase.serviceRoleKey,
      anon_key: supabase.anonKey,
      jwt_secret: supabase.jwtSecret,
    },
    link_secret: 'a secret that only this proof knows',
    encryption_keys: ['a key that only this proof knows'],
  };
}

function sign(user_id: string, secret: string): Promise<string> {
  return new SignJWT({ role: 'authenticated' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user_id)
    .setAudience('authenticated')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
}

/** Runs one statement under the row policies, as this user. */
async function queryAs<R extends pg.QueryResultRow>(pool: pg.Pool, user_id: string, sql: string): Promise<R[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)`, [
      JSON.stringify({ sub: user_id, role: 'authenticated' }),
    ]);
    const { rows } = await client.query<R>(sql);
    await client.query('commit');
    return rows;
  } finally {
    client.release();
  }
}

async function selectAs(pool: pg.Pool, user_id: string, { table }: Place): Promise<State> {
  const rows = await queryAs<{ id: string; label: string; version: number }>(pool, user_id, `select id, label, version from ${table}`);
  return new Map(rows.map(({ id, label, version }) => [id, { label, version }]));
}

function feedAs(pool: pg.Pool, user_id: string): Promise<{ seq: number; namespace: string }[]> {
  return queryAs(pool, user_id, 'select seq::float8 as seq, namespace from change_feed order by change_feed.seq');
}

async function lastSeq(pool: pg.Pool, sabotage?: Sabotage): Promise<number> {
  await eventually(
    async () => (await pool.query('select 1 from change_feed where seq is null limit 1')).rowCount === 0 || sabotage !== undefined,
  );
  return Number((await pool.query('select coalesce(max(seq), 0) as last from change_feed')).rows[0].last);
}

async function changePermission(pool: pg.Pool, random: Random): Promise<void> {
  const { module } = random.pick(PLACES);
  const { rowCount } = await pool.query(
    `delete from role_modules where role_id = (select id from roles where name = 'proof_fickle') and module_key = $1`,
    [module],
  );
  if (!rowCount)
    await pool.query(
      `insert into role_modules (role_id, module_key, can_view) select id, $1, true from roles where name = 'proof_fickle'`,
      [module],
    );
}

function compareStates(name: string, is: State, should: State, faults: string[]): number {
  for (const id of new Set([...is.keys(), ...should.keys()])) {
    const [has, wants] = [is.get(id), should.get(id)];
    if (has?.label === wants?.label && has?.version === wants?.version) continue;
    faults.push(`${name}: ${id} is ${JSON.stringify(has) ?? 'not there'}, should be ${JSON.stringify(wants) ?? 'not there'}`);
  }
  return should.size + 1;
}

function compareSeqs(name: string, is: number[], should: number[], faults: string[]): void {
  if (is.length === should.length && is.every((seq, index) => seq === should[index])) return;
  const [given, wanted] = [new Set(is), new Set(should)];
  const missing = should.filter((seq) => !given.has(seq));
  const forbidden = is.filter((seq) => !wanted.has(seq));
  faults.push(
    `${name}: of ${should.length} events ${missing.length} are missing (${missing.slice(0, 5).join(', ')}), ${forbidden.length} were ` +
      `not its to see, ${is.length - given.size} came twice`,
  );
}

async function eventually(isTrue: () => boolean | Promise<boolean>, patience = PATIENCE_MS): Promise<void> {
  const until = Date.now() + patience;
  while (!(await isTrue())) {
    if (Date.now() > until) throw new Error('It did not come about in time.');
    await sleep(20);
  }
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
