import type pg from 'pg';
import type { Logger } from 'pino';
import type { CalendarsService } from '../../../src/calendars/calendars.service.js';
import type { ConfigService } from '../../../src/common/config/config.service.js';
import { databaseUnavailable } from '../../../src/common/errors/commonErrors.js';
import { currentContext } from '../../../src/common/log/requestContext.js';
import { EventCatalogue } from '../../../src/common/realtime/eventCatalogue.js';
import type { BusinessClock } from '../../../src/common/timeRange/businessClock.js';
import { WorkflowRegister } from '../../../src/common/workflows/workflowRegister.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import type { PostgresService, Query } from '../../../src/supabase/postgres.service.js';
import { TICKET_EVENTS } from '../../../src/tickets/tickets.events.js';
import { TICKET_WORKFLOWS } from '../../../src/tickets/tickets.workflows.js';
import { NOTIFY } from '../../../src/workflows/actions/notify.js';
import { SET_FIELDS, TAG_ACTION } from '../../../src/workflows/actions/setFields.js';
import { WorkflowDryRun } from '../../../src/workflows/workflowDryRun.service.js';
import { WorkflowMatching } from '../../../src/workflows/workflowMatching.service.js';
import { WorkflowRules } from '../../../src/workflows/workflowRules.service.js';
import { WorkflowRuns } from '../../../src/workflows/workflowRuns.service.js';
import { WorkflowsRepository } from '../../../src/workflows/workflows.repository.js';
import { checkReasons } from '../why/checkReasons.js';
import { interpret, type PlainRule, type Question, type ToldEvent, written } from './interpreter.js';

export const WORKFLOW_SABOTAGES = ['deaf', 'twice', 'endless', 'forgetful', 'unexplained', 'unsampled'] as const;
export type WorkflowSabotage = (typeof WORKFLOW_SABOTAGES)[number];

export interface WorkflowsProof {
  rules: number;
  events: number;
  runs: number;
  stopped: number;
  steps: number;
  kills: number;
  /** Answers to why about things that rules did something to, and samples of what did not apply. */
  decisions: number;
  samples: number;
  faults: string[];
}

/** What is broken in the database; the others are broken in the services. */
const SABOTAGE: Partial<Record<WorkflowSabotage, string>> = {
  twice: `
    create or replace function public.begin_workflow_step(p_run_id uuid, p_position text) returns boolean
    language sql as $$ select true $$`,
  unexplained: `
    alter view public.decision_workflow_steps rename to whole_decision_workflow_steps;
    create view public.decision_workflow_steps as select * from public.whole_decision_workflow_steps where id::text >= '4'`,
  unsampled: `
    create function public.sabotage() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger sabotage before insert on public.workflow_evaluations for each row execute function public.sabotage()`,
};

const CHAIN = 4;
const BRAKE = 3;
const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const TAGS = ['a', 'b', 'c'];

/**
 * Random rules, random tickets, workers that are killed before and after they commit. A plain interpreter reads the same feed afterwards:
 * the same rules began for the same events, each once; chains and floods ended where they should; every step was done once; a dry run over
 * the past says what happened; and every run, every step and what did not apply can be asked why.
 */
export async function proveWorkflows(
  pool: pg.Pool,
  seed: string,
  { rules: many, steps }: { rules: number; steps: number },
  sabotage?: WorkflowSabotage,
): Promise<WorkflowsProof> {
  const random = new Random(`workflows/${seed}`);
  const world = new World(pool, random, sabotage);
  await pool.query('create table public.proof_effects (key uuid not null, kind text not null)');
  const broken = sabotage && SABOTAGE[sabotage];
  if (broken) await pool.query(broken);
  const plain: PlainRule[] = [];
  for (let n = 0; n < many; n += 1) plain.push(await world.makeRule(n));
  const [{ first }] = (await pool.query<{ first: number }>('select last_seq::float8 as first from public.change_feed_position')).rows as [
    { first: number },
  ];
  world.place = first;
  for (let n = 0; n < steps; n += 1) {
    await world.happen();
    if (random.chance(0.4)) await world.look();
    if (random.chance(0.4)) await world.work();
    if (random.chance(0.1)) await world.pass();
  }
  await world.settle();
  return world.check(plain, first);
}

/** The product's own services over a pool of the test's, without anything around them. */
class World {
  place = 0;
  private kills = 0;
  private deadly: 'before' | 'after' | undefined;
  private readonly tickets: string[] = [];
  private readonly repository: WorkflowsRepository;
  private readonly rules: WorkflowRules;
  private readonly matching: WorkflowMatching;
  private readonly runs: WorkflowRuns;
  private readonly dry: WorkflowDryRun;
  private readonly sent = new Map<string, number>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly random: Random,
    private readonly sabotage: WorkflowSabotage | undefined,
  ) {
    const limits =
      sabotage === 'endless' ? { WORKFLOW_CHAIN_LIMIT: 8, WORKFLOW_BRAKE: 30 } : { WORKFLOW_CHAIN_LIMIT: CHAIN, WORKFLOW_BRAKE: BRAKE };
    const config = { of: () => limits } as unknown as ConfigService;
    const clock = { zone: 'UTC' } as BusinessClock;
    const logger = { warn: () => undefined } as unknown as Logger;
    const register = new WorkflowRegister();
    const catalogue = new EventCatalogue();
    catalogue.declare(TICKET_EVENTS);
    register.addKind(TICKET_WORKFLOWS);
    for (const action of [SET_FIELDS, TAG_ACTION, NOTIFY]) register.addAction(action as never);
    const needs = () => ['tickets', 'view'] as const;
    class NothingDto {}
    register.addAction({
      ...{ name: 'inside', says: 'Leaves a mark in the database.', params: NothingDto, needs },
      perform: async ({ key }, query) => {
        await query(`insert into public.proof_effects values ($1, 'inside')`, [key]);
        return { says: 'Done.' };
      },
    });
    register.addAction({
      ...{ name: 'outside', says: 'Tells somebody who takes a key once.', params: NothingDto, needs },
      send: async ({ key }) => {
        this.sent.set(key, (this.sent.get(key) ?? 0) + 1);
        this.dieIf('before');
        return { says: 'Done.' };
      },
    });
    this.repository = new WorkflowsRepository(this as unknown as PostgresService);
    this.rules = new WorkflowRules(this.repository, register, catalogue, clock, logger);
    this.matching = new WorkflowMatching(this.rules, this.repository, register, config);
    this.runs = new WorkflowRuns(this.repository, this.rules, this.matching, {} as CalendarsService);
    this.dry = new WorkflowDryRun(this.repository, clock, config);
  }

  async makeRule(n: number): Promise<PlainRule> {
    const { random } = this;
    const question = (): Question =>
      random.pick<() => Question>([
        () => ({ asks: 'priority is', value: random.pick(PRIORITIES) }),
        () => ({ asks: 'priority was', value: random.pick(PRIORITIES) }),
        () => ({ asks: 'priority changed' }),
        () => ({ asks: 'has tag', value: random.pick(TAGS) }),
        () => ({ asks: 'has not tag', value: random.pick(TAGS) }),
        () => ({ asks: 'cycle above', value: 1.5 }),
        () => ({ asks: 'nobody has it' }),
      ])();
    const any = Array.from({ length: random.int(1, 2) }, () => Array.from({ length: random.int(1, 3) }, question));
    const events = random.pick([['ticket:created'], ['ticket:updated'], ['ticket:created', 'ticket:updated']]);
    const action = () =>
      random.pick<() => object>([
        () => ({ action: 'set_fields', params: { set: { priority: random.pick(PRIORITIES) } } }),
        () => ({ action: 'tag', params: { add: [random.pick(TAGS)] } }),
        () => ({ action: 'tag', params: { remove: [random.pick(TAGS)] } }),
        () => ({ action: 'notify', params: { title: 'About {{ticket.number}}' } }),
        () => ({ action: 'outside', params: {} }),
        () => ({ action: 'wait', params: { minutes: 1 } }),
        () => ({
          action: 'branch',
          params: { conditions: written({ asks: 'priority is', value: 'high' }), then: [{ action: 'inside', params: {} }] },
        }),
      ])();
    const actions = [{ action: 'inside', params: {} }, ...Array.from({ length: random.int(0, 3) }, action)];
    const { rows } = await this.pool.query<{ id: string }>(
      `insert into public.workflows (name, trigger, conditions, actions, is_active, created_at)
       values ($1, $2, $3, $4, true, now() + $5 * interval '1 microsecond') returning id`,
      [
        `Rule ${n}`,
        JSON.stringify({ type: 'event', kind: 'ticket', events }),
        JSON.stringify({ any: any.map((group) => ({ all: group.map(written) })) }),
        JSON.stringify(actions),
        n,
      ],
    );
    return { id: rows[0]!.id, events, any };
  }

  /** A person does something. */
  async happen(): Promise<void> {
    const { random, pool } = this;
    if (this.tickets.length < 3 || random.chance(0.2)) {
      const { rows } = await pool.query<{ id: string }>(
        'insert into public.tickets (subject, priority, tags) values ($1, $2, $3) returning id',
        ['Proof', random.pick(PRIORITIES), random.chance(0.5) ? [random.pick(TAGS)] : []],
      );
      this.tickets.push(rows[0]!.id);
      return;
    }
    const id = random.pick(this.tickets.slice(-6));
    const change = random.pick<[string, unknown]>([
      ['priority = $2', random.pick(PRIORITIES)],
      ['tags = $2', random.chance(0.5) ? [random.pick(TAGS)] : []],
      ['status = $2', random.pick(['open', 'resolved', 'pending'])],
      ['due_at = $2', new Date(Date.now() + random.int(1, 1_000) * 60_000)],
    ]);
    await pool.query(`update public.tickets set ${change[0]} where id = $1`, [id, change[1]]);
  }

  /** The reaction reads on, and may be killed before its place is stored. */
  async look(): Promise<void> {
    await this.pool.query('select public.number_changes()');
    const { rows } = await this.pool.query<never>(
      `select seq::float8 as seq, namespace, event, entity_id, payload, before, cause, to_json(at) #>> '{}' as at
       from public.change_feed where seq > $1 order by seq limit 40`,
      [this.place],
    );
    const events = rows as { seq: number }[];
    const heard = this.sabotage === 'deaf' ? events.filter(({ seq }) => seq % 7 !== 0) : events;
    if (heard.length > 0) await this.matching.take(heard as never);
    if (this.random.chance(0.2)) this.kills += 1;
    else this.place = events.at(-1)?.seq ?? this.place;
  }

  /** A worker works, and may be killed inside a step, before or after it commits. */
  async work(): Promise<void> {
    if (this.random.chance(0.5)) this.deadly = this.random.pick(['before', 'after']);
    await this.runs.work().catch((error: Error) => {
      if (error.message !== 'killed') throw error;
      this.kills += 1;
    });
    this.deadly = undefined;
    // The leases of the dead end.
    await this.pool.query('update public.workflow_runs set next_at = now() where lease_until is not null');
  }

  /** A minute goes by, and pauses end. */
  async pass(): Promise<void> {
    await this.pool.query(`update public.workflow_steps set next_at = now() - interval '1 second' where state in ('waiting', 'retry')`);
    await this.pool.query('update public.workflow_runs set next_at = now() where next_at is not null');
  }

  async settle(): Promise<void> {
    for (let turn = 0, before = ''; turn < 200; turn += 1) {
      await this.look();
      await this.pass();
      await this.work();
      const { rows } = await this.pool.query<{ state: string }>(
        `select concat((select count(*) from public.change_feed), ':',
           (select count(*) from public.workflow_runs where next_at is not null)) as state`,
      );
      const state = `${rows[0]!.state}:${this.place}`;
      if (state === before && state.includes(':0:')) return;
      before = state;
    }
  }

  async check(plain: PlainRule[], first: number): Promise<WorkflowsProof> {
    const { pool } = this;
    const faults: string[] = [];
    const all = async <R extends object>(sql: string, values: unknown[] = []) => (await pool.query<R>(sql, values)).rows;
    const events = await all<ToldEvent>(
      `select seq::float8 as seq, event, entity_id, payload, before, cause, floor(extract(epoch from at) * 1000)::float8 as at
       from public.change_feed where seq > $1 and event like 'ticket:%' order by seq`,
      [first],
    );
    const runs = await all<{ id: string; workflow_id: string; entity_id: string; cause: string; state: string; depth: number }>(
      'select id, workflow_id, entity_id, cause, state, depth from public.workflow_runs',
    );
    const expected = interpret(plain, events, CHAIN, BRAKE);
    const wanted = new Set(expected.map(({ workflow_id, cause, state }) => `${workflow_id} ${cause} ${state}`));
    const found = new Set(
      runs.map(({ workflow_id, cause, state }) => `${workflow_id} ${cause} ${state === 'stopped' ? 'stopped' : 'began'}`),
    );
    for (const each of wanted) if (!found.has(each)) faults.push(`missing: ${each}`);
    for (const each of found) if (!wanted.has(each)) faults.push(`not asked for: ${each}`);
    for (const { id, state } of runs) if (!['done', 'stopped'].includes(state)) faults.push(`the run ${id} is ${state}`);

    const steps = await all<{ id: string; run_id: string; action: string; state: string }>(
      'select id, run_id, action, state from public.workflow_steps',
    );
    const marks = await all<{ key: string; n: number }>('select key, count(*)::integer as n from public.proof_effects group by key');
    for (const { key, n } of marks) if (n > 1) faults.push(`the step ${key} was done ${n} times`);
    const inside = steps.filter(({ action, state }) => action === 'inside' && state === 'done');
    const marked = new Set(marks.map(({ key }) => key));
    for (const { id } of inside) if (!marked.has(id)) faults.push(`the step ${id} says that it was done`);
    if (marked.size !== inside.length) faults.push(`${marked.size} marks of ${inside.length} steps`);
    const outside = steps.filter(({ action, state }) => action === 'outside' && state === 'done');
    if (this.sent.size !== outside.length || outside.some(({ id }) => !this.sent.has(id)))
      faults.push(`${this.sent.size} keys were sent by ${outside.length} steps`);

    const reasons = await checkReasons(pool, plain);
    faults.push(...reasons.faults);
    faults.push(...(await this.checkDryRuns(runs)));
    return {
      rules: plain.length,
      events: events.length,
      runs: runs.length,
      stopped: runs.filter(({ state }) => state === 'stopped').length,
      steps: steps.length,
      kills: this.kills,
      decisions: reasons.decisions,
      samples: reasons.samples,
      faults,
    };
  }

  /** The past, asked anew, says what happened. */
  private async checkDryRuns(runs: { workflow_id: string; entity_id: string; cause: string; state: string }[]): Promise<string[]> {
    const faults: string[] = [];
    for (const rule of await this.rules.current()) {
      const { items } = await this.dry.run(
        rule,
        { from: new Date(Date.now() - 3_000_000).toISOString(), limit: 1_000 },
        new Date(Date.now() + 1_000),
      );
      const said = items.filter(({ outcome }) => outcome === 'matches').map(({ entity_id }) => entity_id);
      const live = runs
        .filter(({ workflow_id, state }) => workflow_id === rule.id && state !== 'stopped')
        .map(({ entity_id }) => entity_id);
      if (said.sort().join() !== live.sort().join())
        faults.push(`the dry run of ${rule.name} says ${said.length}, ${live.length} happened`);
    }
    return faults;
  }

  /** What the services take for the database. */
  async query<R extends pg.QueryResultRow>(query: string | pg.QueryConfig, values?: unknown[]): Promise<R[]> {
    const text = typeof query === 'string' ? query : query.text;
    if (this.sabotage === 'forgetful' && text.includes('where r.entity_id = any ($1) and r.entity_type')) return [];
    if (this.sabotage === 'twice' && text.startsWith('select * from public.workflow_steps')) return [];
    return (await this.pool.query<R>(query as pg.QueryConfig, values)).rows;
  }

  async transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(
        `select set_config('request.jwt.claims', '{"role": "service_role"}', true), set_config('request.headers', $1, true)`,
        [JSON.stringify({ 'x-causation': currentContext()?.causation })],
      );
      const result = await work(async (query, values) => (await client.query(query as pg.QueryConfig, values)).rows as never);
      this.dieIf('before');
      await client.query('commit');
      this.dieIf('after');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  private dieIf(when: 'before' | 'after'): void {
    if (this.deadly !== when || !this.random.chance(0.3)) return;
    this.deadly = undefined;
    // As when the database goes away: whoever is killed notes no failure.
    throw databaseUnavailable(undefined, { message: 'killed' });
  }
}
