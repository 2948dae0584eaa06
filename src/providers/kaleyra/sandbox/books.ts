import { indianDate } from './indianTime.js';
import { CONNECTED, type Leg, MISSED } from './row.js';

/** Independent figures, by plain loops: what the product's SQL has to agree with. */

export interface KaleyraAgentBook {
  agent_number: string;
  calls_answered: number;
  total_talk_seconds: number;
  missed_calls: number;
  other_calls: number;
  total_calls: number;
  connected_calls: number;
  connected_talk_seconds: number;
  /** Distinct customer calls that were tried on this agent, and those this agent took. */
  customer_calls: number;
  customer_calls_answered: number;
}

export interface KaleyraVolume {
  total: number;
  incoming: number;
  forwarded: number;
  click2call: number;
  other: number;
}

export interface KaleyraBooks {
  from: string;
  to: string;
  legs: KaleyraVolume;
  by_status: Record<string, number>;
  agents: KaleyraAgentBook[];
  /** Days without a row are left out. */
  daily: ({ date: string } & KaleyraVolume)[];
  calls: { customer_calls: number; answered: number; missed: number; not_forwarded: number };
}

/** `legs` may reach beyond [from, to): a call counts where it began, with all its legs. */
export function keepBooks(legs: Leg[], range: { from: string; to: string }): KaleyraBooks {
  const from = Date.parse(range.from) / 1000;
  const to = Date.parse(range.to) / 1000;
  const within = (leg: Leg) => leg.at >= from && leg.at < to;
  const volume = emptyVolume();
  const daily = new Map<string, KaleyraVolume>();
  const by_status: Record<string, number> = {};
  const agents = new Map<string, KaleyraAgentBook>();
  const agentOf = (number: string) => entry(agents, number, () => emptyAgent(number));

  for (const leg of legs) {
    if (!within(leg)) continue;
    count(volume, leg.row.service);
    count(entry(daily, indianDate(leg.at), emptyVolume), leg.row.service);
    const status = statusOf(leg);
    by_status[status] = (by_status[status] ?? 0) + 1;
    if (leg.row.service === 'CallForward') countAgentLeg(agentOf(leg.row.callto), status, Number(leg.row.billsec));
  }

  const calls = { customer_calls: 0, answered: 0, missed: 0, not_forwarded: 0 };
  for (const [call_id, call] of customerCalls(legs)) {
    if (!within(earliestOf(call))) continue;
    calls.customer_calls += 1;
    calls[outcomeOf(call_id, call)] += 1;
    const forwards = call.filter((leg) => leg.row.service === 'CallForward');
    for (const number of new Set(forwards.map((leg) => leg.row.callto))) {
      const took_it = forwards.some((leg) => leg.row.callto === number && CONNECTED.has(statusOf(leg)));
      agentOf(number).customer_calls += 1;
      if (took_it) agentOf(number).customer_calls_answered += 1;
    }
  }

  return {
    from: range.from,
    to: range.to,
    legs: volume,
    by_status,
    agents: sortedBy(agents.values(), (agent) => agent.agent_number),
    daily: sortedBy(
      [...daily].map(([date, day]) => ({ date, ...day })),
      (day) => day.date,
    ),
    calls,
  };
}

/** What must hold in any books, whatever happened; each breach as a sentence. */
export function contradictionsIn({ legs, by_status, agents, daily, calls }: KaleyraBooks): string[] {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  const equations: [string, number, number][] = [
    ['legs by service', legs.incoming + legs.forwarded + legs.click2call + legs.other, legs.total],
    ['legs by status', sum(Object.values(by_status)), legs.total],
    ['legs by day', sum(daily.map((day) => day.total)), legs.total],
    ['legs by agent', sum(agents.map((agent) => agent.total_calls)), legs.forwarded],
    ['calls by outcome', calls.answered + calls.missed + calls.not_forwarded, calls.customer_calls],
    ...agents.map((agent): [string, number, number] => [
      `legs of ${agent.agent_number}`,
      agent.calls_answered + agent.missed_calls + agent.other_calls,
      agent.total_calls,
    ]),
  ];
  return equations.filter(([, parts, whole]) => parts !== whole).map(([what, parts, whole]) => `${what}: ${parts} of ${whole}`);
}

function customerCalls(legs: Leg[]): Map<string, Leg[]> {
  const calls = new Map<string, Leg[]>();
  for (const leg of legs) entry(calls, leg.row.parent_id || leg.row.id, () => []).push(leg);
  return calls;
}

function earliestOf(call: Leg[]): Leg {
  return call.reduce((first, leg) => (leg.at < first.at || (leg.at === first.at && leg.row.id < first.row.id) ? leg : first));
}

function outcomeOf(call_id: string, call: Leg[]): 'answered' | 'missed' | 'not_forwarded' {
  const forwards = call.filter((leg) => leg.row.service === 'CallForward');
  if (forwards.length > 0) return forwards.some((leg) => CONNECTED.has(statusOf(leg))) ? 'answered' : 'missed';
  const root = call.find((leg) => leg.row.id === call_id) ?? earliestOf(call);
  if (root.row.service !== 'Click2Call') return 'not_forwarded';
  return CONNECTED.has(statusOf(root)) ? 'answered' : 'missed';
}

function countAgentLeg(agent: KaleyraAgentBook, status: string, talk_seconds: number): void {
  agent.total_calls += 1;
  if (status === 'ANSWER') {
    agent.calls_answered += 1;
    agent.total_talk_seconds += talk_seconds;
  } else if (MISSED.has(status)) agent.missed_calls += 1;
  else agent.other_calls += 1;
  if (CONNECTED.has(status)) {
    agent.connected_calls += 1;
    agent.connected_talk_seconds += talk_seconds;
  }
}

function count(volume: KaleyraVolume, service: string): void {
  volume.total += 1;
  if (service === 'Incoming') volume.incoming += 1;
  else if (service === 'CallForward') volume.forwarded += 1;
  else if (service === 'Click2Call') volume.click2call += 1;
  else volume.other += 1;
}

function statusOf(leg: Leg): string {
  return leg.row.status.trim().toUpperCase();
}

function emptyVolume(): KaleyraVolume {
  return { total: 0, incoming: 0, forwarded: 0, click2call: 0, other: 0 };
}

function emptyAgent(agent_number: string): KaleyraAgentBook {
  return {
    agent_number,
    calls_answered: 0,
    total_talk_seconds: 0,
    missed_calls: 0,
    other_calls: 0,
    total_calls: 0,
    connected_calls: 0,
    connected_talk_seconds: 0,
    customer_calls: 0,
    customer_calls_answered: 0,
  };
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].sort((left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0));
}
