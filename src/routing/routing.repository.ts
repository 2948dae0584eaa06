import { Injectable } from '@nestjs/common';
import { PostgresService, type Query } from '../supabase/postgres.service.js';
import type { SteadyConnection } from '../supabase/steadyConnection.js';
import type { AgentState } from './choose.js';
import type { RoutingPolicyDto } from './dto/routingPolicy.dto.js';
import type { QueuedItem } from './pass.js';
import type { RoutingContext, RoutingInputs } from './replay.js';

/** How often the listening connection has to answer, milliseconds. */
const PROBE_MS = 10_000;

interface Limit {
  limit: number;
  weight: number;
}

/** An agent as the database tells it. */
export type AgentRow = Omit<AgentState, 'in_shift' | 'capacity' | 'weights' | 'total'> & {
  calendar_id: string | null;
  capacity: Record<string, Limit | number>;
};

/** A thing that waits, as the database tells it. */
export interface TakenItem extends QueuedItem {
  entity_type: string;
  module: string;
  /** Why nobody got it the last time. */
  reason: string | null;
}

interface Beginning {
  now: number;
  /** The same moment, to the microsecond. */
  at: string;
  agents: AgentRow[];
  policies: (RoutingPolicyDto & { team: string | null })[];
}

export interface RoutingDecision {
  kind: string;
  entity_type: string;
  entity_id: string;
  module: string;
  agent_id: string | null;
  chosen: { agent_id: string } | null;
  reason: string;
  rule: string;
  rule_version: string;
  inputs: RoutingInputs;
  candidates: unknown[];
  is_new: boolean;
  park: string | null;
}

/** The statements of one pass, in its transaction. */
export class RoutingPass {
  constructor(private readonly query: Query) {}

  /** Null when another pass is under way. */
  async begin(wait: boolean): Promise<Beginning | null> {
    const [row] = await this.query<{ begun: Beginning | null }>('select public.begin_routing($1) as begun', [wait]);
    return row!.begun;
  }

  async take(most: number, closed: string[], skip: string[], only: string | null = null): Promise<TakenItem[]> {
    const values = [most, closed, skip, only];
    const [row] = await this.query<{ items: TakenItem[] }>('select public.take_routing_items($1, $2, $3, $4) as items', values);
    return row!.items;
  }

  /** Raises routing_outdated. */
  async finish(decisions: RoutingDecision[], context: RoutingContext, at: string): Promise<void> {
    await this.query('select public.finish_routing($1, $2, $3)', [JSON.stringify(decisions), JSON.stringify(context), at]);
  }
}

@Injectable()
export class RoutingRepository {
  constructor(private readonly postgres: PostgresService) {}

  pass<T>(work: (pass: RoutingPass) => Promise<T>): Promise<T> {
    return this.postgres.transaction((query) => work(new RoutingPass(query)));
  }

  /** Told whenever somebody may be able to take something. */
  listen(heard: () => void, down: (reason: string) => void): SteadyConnection {
    return this.postgres.steady({
      application_name: 'customer-success-backend router',
      channels: ['router'],
      heard,
      up: heard,
      down,
      probe_ms: PROBE_MS,
    });
  }

  /** Assignments of which nobody has worked out yet when they go back. */
  unscheduled(most: number): Promise<{ id: string; team: string | null; assigned_at: Date }[]> {
    return this.postgres.query(
      `select id, team, assigned_at from public.query_assignments where status = 'open' and not is_scheduled
       order by assigned_at limit $1`,
      [most],
    );
  }

  calendarsOfTeams(): Promise<{ team: string; calendar_id: string | null }[]> {
    return this.postgres.query('select key as team, calendar_id from public.teams');
  }
}
