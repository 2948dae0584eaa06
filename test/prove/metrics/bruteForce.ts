import { DateTime } from 'luxon';
import type { CallFilter, Figures } from './figures.js';

/** A leg as it lies in the table. */
export interface RawLeg {
  id: string;
  parent_id: string;
  callfrom: string;
  callto: string;
  start_time: Date;
  billsec: number;
  status: string;
  service: string;
}

const ANSWERED = ['ANSWER'];
const MISSED = ['NOANSWER', 'BUSY', 'CANCEL', 'FAILED'];
const CONNECTED = ['ANSWER', 'ANSWERED-A', 'ANSWERED-B'];

interface Call {
  start: number;
  outcome: 'answered' | 'missed' | 'not_forwarded';
  agents: Set<string>;
  answered_agents: Set<string>;
}

/** Every figure of the dashboard by plain loops over all rows: no SQL, no rollup, nothing shared with the product. */
export function bruteForce(legs: RawLeg[], range: { start: number; end: number }, zone: string): Figures {
  const inside = legs.filter((leg) => within(leg.start_time.getTime(), range));
  const calls = customerCalls(legs).filter((call) => within(call.start, range));
  const forwarded = inside.filter((leg) => leg.service === 'CallForward');
  const agents = new Set([...forwarded.map((leg) => leg.callto), ...calls.flatMap((call) => [...call.agents])]);
  return {
    call_volume: {
      ...services(inside),
      customer_calls: calls.length,
      customer_calls_answered: calls.filter((call) => call.outcome === 'answered').length,
      customer_calls_missed: calls.filter((call) => call.outcome === 'missed').length,
      customer_calls_not_forwarded: calls.filter((call) => call.outcome === 'not_forwarded').length,
    },
    agent_stats: [...agents].sort().map((agent_number) => {
      const mine = forwarded.filter((leg) => leg.callto === agent_number);
      const answered = mine.filter((leg) => ANSWERED.includes(leg.status));
      const missed = mine.filter((leg) => MISSED.includes(leg.status));
      const connected = mine.filter((leg) => CONNECTED.includes(leg.status));
      return {
        agent_number,
        agent_name: null,
        calls_answered: answered.length,
        total_talk_seconds: talk(answered),
        missed_calls: missed.length,
        other_calls: mine.length - answered.length - missed.length,
        total_calls: mine.length,
        connected_calls: connected.length,
        connected_talk_seconds: talk(connected),
        customer_calls: calls.filter((call) => call.agents.has(agent_number)).length,
        customer_calls_answered: calls.filter((call) => call.answered_agents.has(agent_number)).length,
      };
    }),
    daily_volume: dates(range, zone).map((date) => ({ date, ...services(inside.filter((leg) => localDate(leg.start_time.getTime(), zone) === date)) })),
    status_breakdown: [...new Set(inside.map((leg) => leg.status))].sort().map((status) => ({ status, count: inside.filter((leg) => leg.status === status).length })),
  };
}

/** The rows that a filtered list holds, newest first. */
export function bruteList(legs: RawLeg[], range: { start: number; end: number }, filter: CallFilter): string[] {
  return legs
    .filter((leg) => within(leg.start_time.getTime(), range))
    .filter((leg) => filter.service === undefined || leg.service === filter.service)
    .filter((leg) => filter.agent_number === undefined || (leg.service === 'CallForward' && leg.callto === filter.agent_number))
    .filter((leg) => filter.status === undefined || leg.status === filter.status)
    .filter((leg) => filter.caller === undefined || leg.callfrom === filter.caller)
    .sort((a, b) => b.start_time.getTime() - a.start_time.getTime() || (a.id < b.id ? 1 : -1))
    .map((leg) => leg.id);
}

function customerCalls(legs: RawLeg[]): Call[] {
  const groups = new Map<string, RawLeg[]>();
  for (const leg of legs) {
    const call_id = leg.parent_id || leg.id;
    groups.set(call_id, [...(groups.get(call_id) ?? []), leg]);
  }
  return [...groups].map(([call_id, group]) => {
    const [first] = group.sort(
      (a, b) => a.start_time.getTime() - b.start_time.getTime() || Number(a.id !== call_id) - Number(b.id !== call_id) || (a.id < b.id ? -1 : 1),
    );
    const agentLegs = group.filter((leg) => leg.service === 'CallForward');
    const talked = agentLegs.filter((leg) => CONNECTED.includes(leg.status));
    const dialled = first!.service === 'Click2Call';
    const answered = talked.length > 0 || (agentLegs.length === 0 && dialled && CONNECTED.includes(first!.status));
    return {
      start: first!.start_time.getTime(),
      outcome: answered ? 'answered' : agentLegs.length > 0 || dialled ? 'missed' : 'not_forwarded',
      agents: new Set(agentLegs.map((leg) => leg.callto)),
      answered_agents: new Set(talked.map((leg) => leg.callto)),
    };
  });
}

function services(legs: RawLeg[]) {
  const count = (service: string) => legs.filter((leg) => leg.service === service).length;
  const [incoming, forwarded, click2call] = [count('Incoming'), count('CallForward'), count('Click2Call')];
  return { total: legs.length, incoming, forwarded, click2call, other: legs.length - incoming - forwarded - click2call };
}

function dates(range: { start: number; end: number }, zone: string): string[] {
  const found: string[] = [];
  const last = localDate(range.end - 1, zone);
  for (let date = localDate(range.start, zone); date <= last; date = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)) found.push(date);
  return found;
}

const within = (at: number, range: { start: number; end: number }) => at >= range.start && at < range.end;
const talk = (legs: RawLeg[]) => legs.reduce((seconds, leg) => seconds + leg.billsec, 0);
const localDate = (at: number, zone: string) => DateTime.fromMillis(at, { zone }).toISODate()!;
