import { afterAssignment, compareWaiting } from '../backlog.js';
import { type AgentState, choose, type RoutedItem, type RoutingPolicy, weightOf } from '../choose.js';
import { EventQueue } from './eventQueue.js';

/** One thing that comes in. Times are seconds since the beginning. */
export interface Arrival {
  at: number;
  handling: number;
  /** How long the customer waits before he leaves; null: as long as it takes. */
  patience: number | null;
  channel?: string;
  skills?: RoutedItem['skills'];
  priority?: RoutedItem['priority'];
}

interface SimulatedAgent {
  id: string;
  skills?: AgentState['skills'];
  capacity?: AgentState['capacity'];
  /** Seconds, when he clocks in and out; he finishes what he has begun. Left out: at work all the time. */
  from?: number;
  to?: number;
}

export interface SimulationResult {
  offered: number;
  answered: number;
  abandoned: number;
  /** Share of all that were not answered at once. */
  p_wait: number;
  /** Mean wait of all, seconds. */
  mean_wait: number;
  p90_wait: number;
  /** Share of all that were answered within the target. */
  service_level: number;
  /** Share of the agents' time at work in which they had something to do. */
  occupancy: number;
  /** The most and the fewest items that one agent had. */
  most: number;
  fewest: number;
}

type Event =
  | { kind: 'arrival'; arrival: Arrival }
  | { kind: 'done'; agent: string; channel: string }
  | { kind: 'gone'; item: string }
  | { kind: 'in' | 'out'; agent: string };

interface Given {
  arrivals: readonly Arrival[];
  agents: readonly SimulatedAgent[];
  policy: RoutingPolicy;
  /** A wait up to this is in time, seconds. */
  target: number;
  /** What comes before this fills the queues and is not counted, seconds. */
  warm_up?: number;
}

/** Runs the router over arrivals on a clock of its own: the same arrivals, agents and policy give the same result. */
export function simulate(given: Given): SimulationResult {
  return new Simulation(given).run();
}

class Simulation {
  private readonly states: Map<string, AgentState>;
  private readonly work: Map<string, { items: number; busy: number; present: number; since: number }>;
  private readonly waiting = new Map<string, { item: RoutedItem; arrival: Arrival }>();
  private readonly events = new EventQueue<Event>();
  private readonly waits: number[] = [];
  private readonly sums = { offered: 0, answered: 0, abandoned: 0, at_once: 0, in_time: 0 };
  private readonly warm_up: number;
  private given = 0;
  private arrived = 0;

  constructor(private readonly what: Given) {
    this.warm_up = what.warm_up ?? 0;
    this.states = new Map(what.agents.map((agent) => [agent.id, stateOf(agent)]));
    this.work = new Map(what.agents.map(({ id }) => [id, { items: 0, busy: 0, present: 0, since: 0 }]));
    for (const { id, from = 0, to } of what.agents) {
      this.events.add(from, { kind: 'in', agent: id });
      if (to !== undefined) this.events.add(to, { kind: 'out', agent: id });
    }
    for (const arrival of what.arrivals) this.events.add(arrival.at, { kind: 'arrival', arrival });
  }

  run(): SimulationResult {
    let now = 0;
    for (let next = this.events.take(); next; next = this.events.take()) {
      now = next.at;
      this.happen(next.event, now);
      this.giveOut(now);
    }
    for (const id of this.states.keys()) this.settle(id, now);
    return this.result();
  }

  private happen(event: Event, now: number): void {
    switch (event.kind) {
      case 'arrival': {
        const id = String(this.arrived++).padStart(9, '0');
        this.waiting.set(id, { item: itemOf(id, event.arrival), arrival: event.arrival });
        if (now >= this.warm_up) this.sums.offered++;
        if (event.arrival.patience !== null) this.events.add(now + event.arrival.patience, { kind: 'gone', item: id });
        return;
      }
      case 'gone':
        if (this.waiting.has(event.item) && this.takeOut(event.item, now).counts) this.sums.abandoned++;
        return;
      case 'done': {
        const state = this.settle(event.agent, now);
        const load = { ...state.load, [event.channel]: (state.load[event.channel] ?? 0) - 1 };
        this.states.set(event.agent, { ...state, load, idle_since: weightOf({ ...state, load }) === 0 ? now * 1_000 : null });
        return;
      }
      default: {
        const state = this.settle(event.agent, now);
        const at_work = event.kind === 'in';
        this.states.set(event.agent, {
          ...state,
          category: at_work ? 'available' : 'offline',
          clocked_in_at: at_work ? now * 1_000 : null,
          idle_since: at_work ? now * 1_000 : null,
        });
      }
    }
  }

  private giveOut(now: number): void {
    if (this.waiting.size === 0) return;
    const ordered = [...this.waiting.values()].sort((one, other) => compareWaiting(one.item, other.item, now * 1_000));
    for (const { item, arrival } of ordered) {
      const agents = [...this.states.values()].filter(hasRoom);
      if (agents.length === 0) return;
      const { agent_id } = choose(agents, item, this.what.policy, now * 1_000);
      if (!agent_id) continue;
      const state = this.settle(agent_id, now);
      const after = afterAssignment(state, item, now * 1_000, this.given++);
      this.states.set(agent_id, this.what.policy.fair_limit ? after : { ...after, assigned_at: [] });
      const { waited, counts } = this.takeOut(item.id, now);
      if (counts) {
        this.work.get(agent_id)!.items++;
        this.sums.answered++;
        if (waited === 0) this.sums.at_once++;
        if (waited <= this.what.target) this.sums.in_time++;
      }
      this.events.add(now + arrival.handling, { kind: 'done', agent: agent_id, channel: item.channel });
    }
  }

  private takeOut(id: string, now: number): { waited: number; counts: boolean } {
    const { arrival } = this.waiting.get(id)!;
    this.waiting.delete(id);
    const [waited, counts] = [now - arrival.at, arrival.at >= this.warm_up];
    if (counts) this.waits.push(waited);
    return { waited, counts };
  }

  /** Adds up what an agent did until now, and says how he is. */
  private settle(id: string, now: number): AgentState {
    const [state, work] = [this.states.get(id)!, this.work.get(id)!];
    const since = Math.max(work.since, this.warm_up);
    work.since = now;
    if (now <= since || (state.clocked_in_at === null && weightOf(state) === 0)) return state;
    work.present += now - since;
    if (weightOf(state) > 0) {
      work.busy += now - since;
      return state;
    }
    return { ...state, idle_ms: state.idle_ms + (now - since) * 1_000 };
  }

  private result(): SimulationResult {
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    const { offered, answered, abandoned, at_once, in_time } = this.sums;
    const work = [...this.work.values()];
    this.waits.sort((one, other) => one - other);
    return {
      offered,
      answered,
      abandoned,
      p_wait: 1 - at_once / offered,
      mean_wait: sum(this.waits) / this.waits.length,
      p90_wait: this.waits[Math.floor(this.waits.length * 0.9)] ?? 0,
      service_level: in_time / offered,
      occupancy: sum(work.map(({ busy }) => busy)) / sum(work.map(({ present }) => present)),
      most: Math.max(...work.map(({ items }) => items)),
      fewest: Math.min(...work.map(({ items }) => items)),
    };
  }
}

function hasRoom({ category, load, capacity }: AgentState): boolean {
  return category === 'available' && Object.entries(capacity).some(([channel, limit]) => (load[channel] ?? 0) < limit);
}

function stateOf({ id, skills = {}, capacity = { call: 1 } }: SimulatedAgent): AgentState {
  return {
    id,
    category: 'offline',
    clocked_in_at: null,
    in_shift: true,
    teams: [],
    skills,
    languages: [],
    load: {},
    capacity,
    weights: {},
    total: null,
    last_assigned_at: null,
    idle_since: null,
    idle_ms: 0,
    assigned_at: [],
  };
}

function itemOf(id: string, { at, channel = 'call', skills = [], priority = 'normal' }: Arrival): RoutedItem {
  return {
    id,
    channel,
    team: null,
    skills,
    language: null,
    waiting_since: at * 1_000,
    last_activity_at: at * 1_000,
    sla_due_at: null,
    priority,
    excluded: [],
    sticky_agent_id: null,
    assignee_id: null,
    owned_by_bot: false,
  };
}
