import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CalendarsService } from '../calendars/calendars.service.js';
import { AppError } from '../common/errors/appError.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { QueryAssignmentsService, type Caller } from '../queryAssignments/queryAssignments.service.js';
import { type AgentState, type RoutingPolicy, weightOf } from './choose.js';
import type { AutoAssignDto, AutoAssignedDto } from './dto/autoAssign.dto.js';
import { type Looked, pass } from './pass.js';
import { ROUTER_VERSION } from './replay.js';
import { doesNotWait, routingOutdated } from './routing.errors.js';
import { type AgentRow, type RoutingDecision, type RoutingPass, RoutingRepository, type TakenItem } from './routing.repository.js';
import { asPolicy } from './routingPolicies.js';

/** Items that one transaction gives out at most. */
const BATCH = 100;
/** Items that nobody can take and that are looked at beside those that somebody can, so that their reasons are known. */
const MORE = 10;
/** Items that one sweep looks at in vain before it leaves the rest to the next. */
const IN_VAIN = 500;
/** How often a pass is made again when an agent goes while it is made. */
const TRIES = 3;

/** What one transaction of the router came to. */
interface Done {
  looked: Looked<TakenItem>[];
  closed: string[];
  taken: number;
}

/** Gives out what waits: asks `choose`, writes assignments and decisions. */
@Injectable()
export class RoutingService {
  constructor(
    private readonly repository: RoutingRepository,
    private readonly calendars: CalendarsService,
    private readonly assignments: QueryAssignmentsService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Goes through the queue until nothing is left that anybody can take. One sweep at a time over all nodes: false when another one is under
   * way.
   */
  async sweep(signal?: AbortSignal): Promise<boolean> {
    const closed: string[] = [];
    const skipped: string[] = [];
    while (!signal?.aborted && skipped.length < IN_VAIN) {
      const done = await this.tried(() =>
        this.repository.pass((transaction) => this.pass(transaction, (most) => transaction.take(most, closed, skipped), false)),
      );
      if (done === null) return false;
      if (done.taken === 0) return true;
      closed.push(...done.closed);
      const vain = done.looked.filter(({ item, choice }) => choice.agent_id === null && !closed.includes(item.lane));
      skipped.push(...vain.map(({ item }) => item.id));
    }
    return true;
  }

  /** Has the router choose for one thing now. Raises not_assignable, entity_not_found, does_not_wait, routing_outdated. */
  async autoAssign({ entity_type, entity_id }: AutoAssignDto, caller: Caller): Promise<AutoAssignedDto> {
    await this.assignments.item({ entity_type, entity_id }, caller);
    const done = await this.tried(() =>
      this.repository.pass((transaction) => this.pass(transaction, () => transaction.take(1, [], [], entity_id), true)),
    );
    const [looked] = done!.looked;
    if (!looked) throw doesNotWait();
    const { agent_id, reason, candidates } = looked.choice;
    return { agent_id, reason, candidates: candidates.map(({ rank: _rank, ...candidate }) => candidate) };
  }

  /** One transaction: the agents, some items, the choices, what follows from them. */
  private async pass(transaction: RoutingPass, take: (most: number) => Promise<TakenItem[]>, is_asked: boolean): Promise<Done | null> {
    const begun = await transaction.begin(is_asked);
    if (!begun) return null;
    const { now, at, policies } = begun;
    const agents = await this.states(begun.agents, new Date(now));
    const items = await take(Math.min(BATCH, roomOf(agents) + MORE));
    const rows = new Map(policies.map((row) => [row.team, row]));
    const policyOf = ({ team }: TakenItem): RoutingPolicy | null => {
      const row = rows.get(team) ?? rows.get(null);
      // Whoever asks for one item wants it done whether or not it would be by itself.
      return row && (row.is_enabled || is_asked) ? asPolicy(row) : null;
    };
    const { looked, closed } = pass(agents, items, policyOf, now);
    if (looked.length > 0) await transaction.finish(looked.map(decisionOf), { agents, now }, at);
    return { looked, closed, taken: items.length };
  }

  private async states(rows: AgentRow[], now: Date): Promise<AgentState[]> {
    return Promise.all(
      rows.map(async ({ calendar_id, capacity: { total, ...channels }, ...agent }) => {
        const limits = Object.entries(channels as Record<string, { limit: number; weight: number }>);
        return {
          ...agent,
          // Whoever has hours of his own is at work within them; for anybody else the clock-in alone counts.
          in_shift: calendar_id === null || (await this.calendars.businessTime(calendar_id)).isOpen(now),
          capacity: Object.fromEntries(limits.map(([channel, { limit }]) => [channel, limit])),
          weights: Object.fromEntries(limits.map(([channel, { weight }]) => [channel, weight])),
          total: typeof total === 'number' ? total : null,
        };
      }),
    );
  }

  /** An agent may be deleted while a pass is made: then it is made again. */
  private async tried<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== routingOutdated.code || tries === TRIES) throw error;
        this.logger.debug({ tries }, 'an agent has gone while work was given out; it is done again');
      }
    }
  }
}

/** How many items all agents together could take at most. */
function roomOf(agents: readonly AgentState[]): number {
  let room = 0;
  for (const agent of agents) {
    if (agent.clocked_in_at === null || (agent.category !== 'available' && agent.category !== 'busy')) continue;
    const lightest = Math.min(1, ...Object.values(agent.weights).filter((weight) => weight > 0));
    const by_total = agent.total === null ? BATCH : Math.max(0, agent.total - weightOf(agent)) / lightest;
    const by_channel = Object.entries(agent.capacity).reduce(
      (sum, [channel, most]) => sum + Math.max(0, most - (agent.load[channel] ?? 0)),
      0,
    );
    room += Math.min(by_total, by_channel);
  }
  return Math.floor(room);
}

function decisionOf({ item, policy, choice, given }: Looked<TakenItem>): RoutingDecision {
  const { entity_type, module, reason: before, lane: _lane, lane_since: _since, ...routed } = item;
  const { agent_id, reason, candidates } = choice;
  return {
    kind: agent_id ? 'routing.assign' : 'routing.wait',
    entity_type,
    entity_id: item.id,
    module,
    agent_id,
    chosen: agent_id ? { agent_id } : null,
    reason,
    rule: policy.strategy,
    rule_version: ROUTER_VERSION,
    inputs: { item: routed, policy, given },
    candidates,
    is_new: agent_id !== null || reason !== before,
    // Nothing but a change of the thing itself makes it younger.
    park: reason === 'no activity for too long' ? reason : null,
  };
}
