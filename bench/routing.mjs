// Work given out, against claims by bare skip locked; and what a choice costs with much and with little waiting.
import { alternate, inverse } from './support/measure.mjs';
import { temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const AGENTS = 50;
/** Threads that come in with one statement. */
const AT_ONCE = 5_000;
/** Items that are given out while the cost of a choice is taken: by whole transactions of the router. */
const CHOICES = 800;

const ARRIVE = `
  insert into public.email_threads
    (support_email_id, subject, message_count, inbound_count, first_message_at, last_message_at, last_inbound_at)
  select s.id, 'Work ' || n, 1, 1, t.at, t.at, t.at
  from (select id from public.support_emails order by id limit 1) s, generate_series(1, $1::int) n
  cross join lateral (select clock_timestamp() + n * interval '1 microsecond' as at) t`;
const AGENTS_COME = `
  select public.clock_in(id) from public.agents where is_active`;
const ROOM = `
  update public.agents
  set capacity = capacity || jsonb_build_object('total', $1::int, 'email', jsonb_build_object('limit', $1::int, 'weight', 1))
  where is_active`;

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* routing(settings) {
  const product = await startProduct(temporaryFolder('routing'));
  const client = await product.connect();
  await client.query('update public.agents set is_active = false');
  await client.query(
    `insert into public.agents (name, phone_number) select 'Agent ' || n, '77000' || n from generate_series(1, $1::int) n`,
    [AGENTS],
  );
  await client.query(`
    insert into public.support_emails (email_address, username, imap_host, smtp_host, is_watched)
    values ('routing@example.com', 'routing@example.com', '127.0.0.1', '127.0.0.1', false)`);
  const bench = new Bench(client);
  await bench.room(0);
  await client.query(AGENTS_COME);
  yield await givingOut(settings, bench);
  yield await choosing(settings, bench);
  await product.stop();
}

class Bench {
  /** @param {import('pg').Client} client */
  constructor(client) {
    this.client = client;
  }

  /** How much each agent may hold. @param {number} each */
  async room(each) {
    await this.client.query(ROOM, [each]);
  }

  /** @param {string} sql @param {unknown[]} [values] */
  async number(sql, values) {
    return Number((await this.client.query(sql, values)).rows[0].n);
  }

  waiting() {
    return this.number('select count(*) as n from public.assignment_queue');
  }

  held() {
    return this.number('select count(*) as n from public.query_assignments where ended_at is null');
  }

  /** Has so many wait, and nobody hold anything. @param {number} wanted */
  async stage(wanted) {
    await this.room(0);
    await this.client.query(`update public.email_threads set status = 'closed' where assignee_id is not null and status = 'open'`);
    for (let missing = wanted - (await this.waiting()); missing > 0; missing = wanted - (await this.waiting()))
      await this.client.query(ARRIVE, [Math.min(missing, AT_ONCE)]);
    const surplus = (await this.waiting()) - wanted;
    if (surplus > 0)
      await this.client.query(
        `update public.email_threads set status = 'closed' where id in (select id from public.assignment_queue limit $1)`,
        [surplus],
      );
    // Otherwise the rows that went slow down whoever looks for those that came.
    for (const table of ['assignment_queue', 'email_threads', 'query_assignments'])
      await this.client.query(`vacuum analyze public.${table}`);
    await quiet(this);
  }

  /** Milliseconds until the router has given out so many. @param {number} wanted */
  async give(wanted) {
    const started = performance.now();
    await this.room(Math.ceil(wanted / AGENTS));
    while ((await this.held()) < wanted) {
      if (performance.now() - started > 120_000) throw new Error(`${await this.held()} of ${wanted} were given out.`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return performance.now() - started;
  }
}

/** Until the router has nothing to do. @param {Bench} bench */
async function quiet(bench) {
  const active = `
    select count(*) as n from pg_stat_activity
    where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`;
  for (let still = 0; still < 50;) {
    still = (await bench.number(active)) === 0 ? still + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param {import('./run.mjs').Settings} settings @param {Bench} bench @returns {Promise<Row>} */
async function givingOut(settings, bench) {
  const items = settings.quick ? 500 : 5_000;
  const { client } = bench;
  await client.query(
    'create table public.bare_claims (id bigint generated always as identity primary key, at timestamptz not null, agent_id uuid)',
  );
  await client.query('create index on public.bare_claims (at, id) where agent_id is null');
  const agents = (await client.query('select id from public.agents where is_active')).rows.map(({ id }) => id);
  const taken = await alternate({
    ours: async () => {
      await bench.stage(items);
      return bench.give(items);
    },
    baseline: async () => {
      await client.query('truncate public.bare_claims');
      await client.query('insert into public.bare_claims (at) select clock_timestamp() from generate_series(1, $1::int)', [items]);
      await client.query('vacuum analyze public.bare_claims');
      const started = performance.now();
      for (let n = 0; n < items; n++)
        await client.query(
          `update public.bare_claims set agent_id = $1 where id = (
             select id from public.bare_claims where agent_id is null order by at, id limit 1 for update skip locked)`,
          [agents[n % AGENTS]],
        );
      return performance.now() - started;
    },
    rounds: settings.rounds,
    patience: settings.patience,
  });
  const rate = (/** @type {number} */ ms) => perSecond((items / ms) * 1_000);
  return {
    id: 'routing-assignments',
    figure: `${count(items)} threads given to ${AGENTS} agents, with decisions, copies and events`,
    ours: rate(taken.ours.median),
    baseline: rate(taken.baseline.median),
    baseline_is: 'one after another taken by update … for update skip locked, and nothing else',
    ratio: taken.baseline_by_ours,
    ratio_text: times(taken.baseline_by_ours.median),
    goal: 'at least 0.3 times',
    met: taken.baseline_by_ours.median >= 0.3,
    facts: [],
    others: taken.others,
  };
}

/** @param {import('./run.mjs').Settings} settings @param {Bench} bench @returns {Promise<Row>} */
async function choosing(settings, bench) {
  const [little, much] = settings.quick ? [500, 2_000] : [1_000, 100_000];
  const choices = settings.quick ? 100 : CHOICES;
  const cost = (/** @type {number} */ waiting) => async () => {
    await bench.stage(waiting);
    return (await bench.give(choices)) / choices;
  };
  const taken = await alternate({ ours: cost(much), baseline: cost(little), rounds: settings.rounds, patience: settings.patience });
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: 'routing-backlog',
    figure: `a choice while ${count(much)} threads wait`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: `the same while ${count(little)} wait`,
    ratio,
    ratio_text: times(ratio.median),
    goal: 'at most 1.3 times',
    met: ratio.median <= 1.3,
    facts: [],
    others: taken.others,
  };
}
