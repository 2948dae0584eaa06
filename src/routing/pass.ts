import { afterAssignment, compareWaiting } from './backlog.js';
import { type AgentState, type Choice, choose, type RoutedItem, type RoutingPolicy } from './choose.js';

/** An item of the queue. Whoever may take one of a lane may take all of it, but for what concerns the item alone. */
export interface QueuedItem extends RoutedItem {
  lane: string;
  /** Since when the one has waited that has waited longest in its lane. */
  lane_since: number;
}

export interface Looked<I extends QueuedItem> {
  item: I;
  policy: RoutingPolicy;
  choice: Choice;
  /** How many had been given out before. */
  given: number;
}

/** One pass over the beginning of the queue, and what it leaves. */
export interface Pass<I extends QueuedItem> {
  looked: Looked<I>[];
  /** The agents afterwards. */
  agents: AgentState[];
  /** Lanes of which nobody can take anything at the moment. */
  closed: string[];
}

/**
 * Goes through items in the order of the queue and gives out what can be given. Pure. A policy of null leaves an item alone: it is not
 * looked at, and its lane is closed.
 */
export function pass<I extends QueuedItem>(
  agents: readonly AgentState[],
  items: readonly I[],
  policyOf: (item: I) => RoutingPolicy | null,
  now: number,
): Pass<I> {
  const states = new Map(agents.map((agent) => [agent.id, agent]));
  const looked: Looked<I>[] = [];
  const lanes = new Map<string, { item: I; policy: RoutingPolicy | null }>();
  let given = 0;
  for (const item of [...items].sort((one, other) => compareWaiting(one, other, now))) {
    const policy = policyOf(item);
    lanes.set(item.lane, { item, policy });
    if (!policy) continue;
    const choice = choose([...states.values()], item, policy, now);
    looked.push({ item, policy, choice, given });
    if (choice.agent_id) states.set(choice.agent_id, afterAssignment(states.get(choice.agent_id)!, item, now, given++));
  }
  const left = [...states.values()];
  const isClosed = ({ item, policy }: { item: I; policy: RoutingPolicy | null }) => {
    if (!policy) return true;
    // What speaks against the one item alone does not speak against those behind it.
    const another = { ...item, excluded: [], waiting_since: item.lane_since, last_activity_at: now };
    return choose(left, another, policy, now).agent_id === null;
  };
  return { looked, agents: left, closed: [...lanes].filter(([, lane]) => isClosed(lane)).map(([lane]) => lane) };
}
