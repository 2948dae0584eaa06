import { type AgentState, type Choice, choose, PRIORITIES, type RoutedItem, type RoutingPolicy } from './choose.js';

/** After so long an item goes before all others, whatever their priority: nobody waits for ever. */
export const STARVATION_MS = 24 * 3_600_000;

/** Which of two waiting items comes first: by what was promised, then by priority, then by waiting time. */
export function compareWaiting(one: RoutedItem, other: RoutedItem, now: number): number {
  const starving = Number(now - other.waiting_since >= STARVATION_MS) - Number(now - one.waiting_since >= STARVATION_MS);
  return (
    starving ||
    byTime(one.sla_due_at, other.sla_due_at) ||
    PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority) ||
    one.waiting_since - other.waiting_since ||
    (one.id < other.id ? -1 : Number(one.id > other.id))
  );
}

function byTime(one: number | null, other: number | null): number {
  return one === other ? 0 : (one ?? Number.POSITIVE_INFINITY) - (other ?? Number.POSITIVE_INFINITY);
}

export interface Assignment {
  item_id: string;
  choice: Choice;
}

/** The agent after he was given that item now. Of several in one moment each comes a microsecond after the one before: turns are kept. */
export function afterAssignment(agent: AgentState, { channel }: Pick<RoutedItem, 'channel'>, now: number, before = 0): AgentState {
  return {
    ...agent,
    load: { ...agent.load, [channel]: (agent.load[channel] ?? 0) + 1 },
    last_assigned_at: now + before / 1_000,
    idle_since: null,
    assigned_at: [...agent.assigned_at, now],
  };
}

/**
 * Goes through what waits, in order, and gives out what can be given; every item has its choice, with the reason when nobody takes it. One
 * that nobody can take does not stand in the way of those after it.
 */
export function sweep(
  agents: readonly AgentState[],
  items: readonly RoutedItem[],
  policyOf: (item: RoutedItem) => RoutingPolicy,
  now: number,
): Assignment[] {
  const states = new Map(agents.map((agent) => [agent.id, agent]));
  let given = 0;
  return [...items]
    .sort((one, other) => compareWaiting(one, other, now))
    .map((item) => {
      const choice = choose([...states.values()], item, policyOf(item), now);
      if (choice.agent_id) states.set(choice.agent_id, afterAssignment(states.get(choice.agent_id)!, item, now, given++));
      return { item_id: item.id, choice };
    });
}
