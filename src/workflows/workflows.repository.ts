import { Injectable } from '@nestjs/common';
import type { Condition, ConditionFields } from '../common/conditions/condition.js';
import { conditionSql } from '../common/conditions/conditionSql.js';
import type { ReplyTarget, WorkflowKind } from '../common/workflows/workflowKind.js';
import { PostgresService, type Query } from '../supabase/postgres.service.js';
import type { SteadyConnection } from '../supabase/steadyConnection.js';
import type { Row } from '../supabase/table.js';
import type { Seen } from './evaluate.js';
import type { StoredWorkflow, TriggerType } from './workflow.js';

/** How often the listening connection has to answer, milliseconds. */
const PROBE_MS = 10_000;

export type Thing = Record<string, unknown> & { id: string };
export type RunRow = Row<'workflow_runs'>;
export type StepRow = Row<'workflow_steps'>;

/** A rule as it is stored, with how far its time was looked at. */
export interface ActiveWorkflow extends StoredWorkflow {
  trigger_type: TriggerType;
  swept_until: Date;
}

export interface NewRun {
  workflow_id: string;
  workflow_version: number;
  entity_type: string;
  entity_id: string;
  customer_id: string | null;
  cause: string;
  event: string;
  event_at: string;
  depth: number;
  caused_by: string | null;
  why: Seen[];
  input: Record<string, unknown>;
  state: 'running' | 'stopped';
  reason?: string;
}

export interface Sample {
  workflow_id: string;
  entity_type: string;
  entity_id: string;
  event: string;
  why: Seen[];
}

export interface Counted {
  workflow_id: string;
  evaluated: number;
  matched: number;
}

/** A stored event of the past. */
export interface PastEvent {
  seq: number;
  event: string;
  entity_id: string;
  payload: Record<string, unknown>;
  before: Record<string, unknown> | null;
  cause: string | null;
  at: string;
}

/** The statements behind rules, straight over pg: batches of events are looked at by few of them. */
@Injectable()
export class WorkflowsRepository {
  constructor(private readonly postgres: PostgresService) {}

  listen(heard: () => void, down: (reason: string) => void): SteadyConnection {
    return this.postgres.steady({
      application_name: 'customer-success-backend workflows',
      channels: ['workflows'],
      heard,
      up: heard,
      down,
      probe_ms: PROBE_MS,
    });
  }

  active(): Promise<ActiveWorkflow[]> {
    return this.postgres.query<ActiveWorkflow & Record<string, unknown>>(
      `select w.id, w.name, w.version, w.created_by, w.trigger, w.conditions, w.actions, w.trigger_type, s.swept_until
       from public.workflows w join public.workflow_watch s on s.workflow_id = w.id
       where w.is_active and w.deleted_at is null order by w.created_at, w.id`,
    );
  }

  /** Changes whenever a rule does. */
  async stamp(): Promise<string> {
    const [row] = await this.postgres.query<{ stamp: string }>({
      name: 'workflows_stamp',
      text: `select concat(count(*), ':', sum(version), ':', max(updated_at)) as stamp
             from public.workflows where is_active and deleted_at is null`,
    });
    return row!.stamp;
  }

  async setFault(workflow_id: string, fault: string): Promise<void> {
    await this.postgres.query(
      `with broken as (update public.workflow_watch set fault = $2 where workflow_id = $1 and fault is distinct from $2
         returning workflow_id)
       select public.notify(jsonb_build_object('module', 'workflows', 'type', 'workflow_broken',
         'title', 'A rule can no longer be used: ' || w.name,
         'body', $2::text, 'entity_type', 'workflow', 'entity_id', w.id::text,
         'dedupe_key', concat_ws(':', 'workflow_broken', w.id, w.version)))
       from broken b join public.workflows w on w.id = b.workflow_id`,
      [workflow_id, fault],
    );
  }

  async version(workflow_id: string, version: number): Promise<StoredWorkflow | undefined> {
    const [row] = await this.postgres.query<{ workflow: StoredWorkflow }>(
      'select workflow from public.workflow_versions where workflow_id = $1 and version = $2',
      [workflow_id, version],
    );
    return row?.workflow;
  }

  /** Things as they are now, by id. */
  async things(kind: WorkflowKind, ids: string[]): Promise<Map<string, Thing>> {
    const rows = await this.postgres.query<{ thing: Thing }>({
      name: `workflow_things_${kind.type}`,
      text: `select to_jsonb(v) as thing from public.${kind.view} v where v.id = any ($1::uuid[])`,
      values: [ids],
    });
    return new Map(rows.map(({ thing }) => [thing.id, thing]));
  }

  /** Things that are so now, oldest id first. */
  async matching(kind: WorkflowKind, condition: Condition, fields: ConditionFields, now: Date, most: number): Promise<Thing[]> {
    const { text, values } = conditionSql(condition, fields, 'v', { now });
    const rows = await this.postgres.query<{ thing: Thing }>(
      `select to_jsonb(v) as thing from public.${kind.view} v where ${text} order by v.id limit ${most}`,
      values,
    );
    return rows.map(({ thing }) => thing);
  }

  /** Things whose time lies in between, the earliest first. */
  async passing(kind: WorkflowKind, field: string, from: Date, to: Date, most: number): Promise<Thing[]> {
    const rows = await this.postgres.query<{ thing: Thing }>(
      `select to_jsonb(v) as thing from public.${kind.view} v where v.${field} > $1 and v.${field} <= $2
       order by v.${field}, v.id limit ${most}`,
      [from, to],
    );
    return rows.map(({ thing }) => thing);
  }

  /** When rules ran for these things, of the last hour before a moment on. */
  async ran(
    pairs: { workflow_id: string; entity_type: string; entity_id: string }[],
    since: Date,
  ): Promise<{ workflow_id: string; entity_id: string; cause: string; at: number }[]> {
    const distinct = (values: string[]) => [...new Set(values)];
    return this.postgres.query({
      name: 'workflows_ran',
      text: `select r.workflow_id, r.entity_id, r.cause, extract(epoch from r.event_at)::float8 * 1000 as at
             from public.workflow_runs r
             where r.entity_id = any ($1) and r.entity_type = any ($2) and r.workflow_id = any ($3) and r.event_at > $4
               and r.state <> 'stopped'
             order by r.event_at`,
      values: [
        distinct(pairs.map(({ entity_id }) => entity_id)),
        distinct(pairs.map(({ entity_type }) => entity_type)),
        distinct(pairs.map(({ workflow_id }) => workflow_id)),
        since,
      ],
    });
  }

  async record(
    runs: NewRun[],
    counts: Counted[],
    samples: Sample[],
    swept: { workflow_id: string; until: string }[] = [],
  ): Promise<number> {
    const [row] = await this.postgres.query<{ made: number }>({
      name: 'record_workflow_matches',
      text: 'select public.record_workflow_matches($1, $2, $3, $4) as made',
      values: [runs, counts, samples, swept].map((list) => JSON.stringify(list)),
    });
    return row!.made;
  }

  async cancelWaiting(happened: { key: string; says: string; at: string }[]): Promise<number> {
    const [row] = await this.postgres.query<{ ended: number }>('select public.cancel_waiting_workflow_runs($1) as ended', [
      JSON.stringify(happened),
    ]);
    return row!.ended;
  }

  async isAnythingWaiting(): Promise<boolean> {
    const [row] = await this.postgres.query<{ has: boolean }>({
      name: 'workflow_waits',
      text: `select exists (select from public.workflow_runs where state = 'waiting' and next_at is not null) as has`,
    });
    return row!.has;
  }

  /** What an answer to the customer of a thing answers. */
  replyTarget(kind: WorkflowKind, entity_id: string): Promise<ReplyTarget> {
    return kind.replyTarget!((statement, values) => this.postgres.query(statement, values), entity_id);
  }

  claim(most: number, lease_ms: number): Promise<RunRow[]> {
    return this.postgres.query<RunRow>('select * from public.claim_workflow_runs($1, $2)', [most, lease_ms]);
  }

  async nextDueMs(): Promise<number | null> {
    const [row] = await this.postgres.query<{ ms: number | null }>(
      `select extract(epoch from min(next_at) - clock_timestamp())::float8 * 1000 as ms
       from public.workflow_runs where next_at is not null`,
    );
    return row!.ms;
  }

  async steps(run_id: string): Promise<StepRow[]> {
    return this.postgres.query<StepRow>('select * from public.workflow_steps where run_id = $1', [run_id]);
  }

  /** One step in its transaction; undefined when it must not be done any more. */
  async inStep<T>(run_id: string, position: string, work: (query: Query) => Promise<T>): Promise<T | undefined> {
    return this.postgres.transaction(async (query) => {
      const [row] = await query<{ may: boolean }>('select public.begin_workflow_step($1, $2) as may', [run_id, position]);
      return row!.may ? work(query) : undefined;
    });
  }

  async mayGoOn(run_id: string): Promise<boolean> {
    const [row] = await this.postgres.query<{ state: string }>('select state from public.workflow_runs where id = $1', [run_id]);
    return row !== undefined && ['running', 'waiting'].includes(row.state);
  }

  async writeStep(step: object, query: Query = (text, values) => this.postgres.query(text as string, values)): Promise<void> {
    await query('select public.write_workflow_step($1)', [JSON.stringify(step)]);
  }

  async settle(run_id: string, next_at: Date | null, waits: boolean, cancel_on: string[]): Promise<string | null> {
    const [row] = await this.postgres.query<{ state: string | null }>('select public.settle_workflow_run($1, $2, $3, $4) as state', [
      run_id,
      next_at,
      waits,
      cancel_on,
    ]);
    return row!.state;
  }

  /** Events of these names between two moments, in order. */
  async past(events: string[], from: Date, to: Date, most: number): Promise<PastEvent[]> {
    return this.postgres.query<PastEvent & Record<string, unknown>>(
      `select f.seq::float8 as seq, f.event, f.entity_id, f.payload, f.before, f.cause, to_json(f.at) #>> '{}' as at
       from public.change_feed f
       where f.seq is not null and f.event = any ($1) and f.at >= $2 and f.at < $3 and not f.scoped_only order by f.seq limit $4`,
      [events, from, to, most],
    );
  }

  /** Whether something that would end a wait has happened that no reaction has looked at yet. */
  async unseen(reaction: string): Promise<PastEvent[]> {
    return this.postgres.query<PastEvent & Record<string, unknown>>(
      `select f.seq::float8 as seq, f.event, f.entity_id, f.payload, f.before, f.cause, to_json(f.at) #>> '{}' as at
       from public.change_feed f
       where f.id > coalesce((
         select max(g.id) from public.change_feed g join public.change_reactions r on r.name = $1 and g.seq = r.last_seq), 0)
         and (f.seq is null or f.seq > (select r.last_seq from public.change_reactions r where r.name = $1))
       order by f.id limit 5000`,
      [reaction],
    );
  }

  async secretOf(workflow_id: string): Promise<string | undefined> {
    const [row] = await this.postgres.query<{ secret_hash: string }>(
      `select s.secret_hash from public.workflow_secrets s join public.workflows w on w.id = s.workflow_id
       where s.workflow_id = $1 and w.is_active and w.deleted_at is null and w.trigger_type = 'webhook'`,
      [workflow_id],
    );
    return row?.secret_hash;
  }

  async setSecret(workflow_id: string, secret_hash: string): Promise<void> {
    await this.postgres.transaction(async (query) => {
      await query(
        `insert into public.workflow_secrets (workflow_id, secret_hash) values ($1, $2)
         on conflict (workflow_id) do update set secret_hash = excluded.secret_hash`,
        [workflow_id, secret_hash],
      );
      await query(`select public.log_activity('rotate_secret', 'workflows', $1)`, [workflow_id]);
    });
  }

  /** One node at a time looks at the time: false when another does. */
  alone(work: () => Promise<void>): Promise<boolean> {
    return this.postgres.transaction(async (query) => {
      const [row] = await query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(hashtext('public.workflows')) as mine`);
      if (row!.mine) await work();
      return row!.mine;
    });
  }

  async dropOld(before: Date, most: number): Promise<number> {
    const [row] = await this.postgres.query<{ dropped: number }>('select public.drop_old_workflow_runs($1, $2) as dropped', [before, most]);
    return row!.dropped;
  }
}
