import { afterAssignment } from './backlog.js';
import { type AgentState, type Choice, choose, type RoutedItem, type RoutingPolicy } from './choose.js';

/** The rules of `choose`: counted up when the same input could give another answer. */
export const ROUTER_VERSION = '1';

/** What a decision of the router was made from, besides the agents at the beginning of its pass. */
export interface RoutingInputs {
  item: RoutedItem;
  policy: RoutingPolicy;
  /** How many the pass had given out before. */
  given: number;
}

/** What all decisions of a pass were made from. */
export interface RoutingContext {
  agents: AgentState[];
  /** Milliseconds since 1970. */
  now: number;
}

/** A decision of a pass, as it was stored. */
export interface StoredDecision {
  inputs: RoutingInputs;
  agent_id: string | null;
}

/** Makes the choices of a pass again, from what was stored, in the order in which they were made. */
export function replay({ agents, now }: RoutingContext, decisions: readonly StoredDecision[]): Choice[] {
  const states = new Map(agents.map((agent) => [agent.id, agent]));
  const gave = new Map(decisions.filter(({ agent_id }) => agent_id !== null).map((one) => [one.inputs.given, one]));
  let given = 0;
  return [...decisions]
    .sort((one, other) => one.inputs.given - other.inputs.given)
    .map(({ inputs }) => {
      for (; given < inputs.given; given++) {
        const before = gave.get(given);
        if (before) states.set(before.agent_id!, afterAssignment(states.get(before.agent_id!)!, before.inputs.item, now, given));
      }
      return choose([...states.values()], inputs.item, inputs.policy, now);
    });
}
