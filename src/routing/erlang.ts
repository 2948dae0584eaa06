/** What single queues of equal agents come to in the long run: arrivals at random, service times at random, no priorities. */

/** Erlangs: work that comes in, in agents who would do nothing else. */
function offeredLoad(calls_per_hour: number, handling_seconds: number): number {
  return (calls_per_hour * handling_seconds) / 3_600;
}

/** Erlang B: the share that finds all lines taken, where nobody waits. */
export function erlangB(agents: number, erlangs: number): number {
  let inverse = 1;
  if (erlangs === 0) return agents === 0 ? 1 : 0;
  for (let n = 1; n <= agents; n++) inverse = 1 + (inverse * n) / erlangs;
  return 1 / inverse;
}

export interface QueueFigures {
  /** Share of all that have to wait. */
  p_wait: number;
  /** Mean wait of all, seconds; null: it grows without end. */
  mean_wait: number | null;
  /** Share of all that are served within the target. */
  service_level: number;
  /** Share of the agents' time that is taken. */
  occupancy: number;
}

interface QueueLoad {
  calls_per_hour: number;
  handling_seconds: number;
  agents: number;
  target_seconds: number;
}

/** Erlang C: everybody waits as long as it takes. */
export function erlangC({ calls_per_hour, handling_seconds, agents, target_seconds }: QueueLoad): QueueFigures {
  const load = offeredLoad(calls_per_hour, handling_seconds);
  if (load >= agents) return { p_wait: 1, mean_wait: null, service_level: 0, occupancy: 1 };
  const blocked = erlangB(agents, load);
  const p_wait = (agents * blocked) / (agents - load * (1 - blocked));
  return {
    p_wait,
    mean_wait: (p_wait * handling_seconds) / (agents - load),
    service_level: 1 - p_wait * Math.exp((-(agents - load) * target_seconds) / handling_seconds),
    occupancy: load / agents,
  };
}
