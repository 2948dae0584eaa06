import type pg from 'pg';

/** The figures, worked out here by plain loops over each raw row: no rollup, nothing shared with the product. */

export interface Leg {
  id: string;
  call_id: string;
  callfrom: string;
  service: string;
  status: string;
  agent_number: string;
  billsec: number;
  /** Microseconds since 1970. */
  at: number;
  /** In the business zone. */
  date: string;
}

interface Call {
  at: number;
  service: string;
  outcome: 'answered' | 'missed' | 'not_forwarded';
  agents: Set<string>;
  answered_agents: Set<string>;
}

const CONNECTED = ['ANSWER', 'ANSWERED-A', 'ANSWERED-B'];
const MISSED = ['NOANSWER', 'BUSY', 'CANCEL', 'FAILED'];

export async function readLegs(pool: pg.Pool, zone: string): Promise<Leg[]> {
  const { rows } = await pool.query(
    `select id, parent_id, callfrom, callto, service, status, billsec,
       (extract(epoch from start_time) * 1000000)::bigint::float8 as at, (start_time at time zone $1)::date::text as date
     from public.kaleyra_call_logs`,
    [zone],
  );
  return rows.map((row) => ({
    ...row,
    call_id: row.parent_id === '' ? row.id : row.parent_id,
    agent_number: row.service === 'CallForward' ? row.callto : '',
  }));
}

export const micros = (instant: Date) => instant.getTime() * 1000;
const within = (at: number, start: Date, end: Date) => at >= micros(start) && at < micros(end);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function calls(legs: Leg[]): Call[] {
  const by_call = new Map<string, Leg[]>();
  for (const leg of legs) by_call.set(leg.call_id, [...(by_call.get(leg.call_id) ?? []), leg]);
  return [...by_call.values()].map((of_call) => {
    const [first] = of_call.sort((a, b) => a.at - b.at || Number(a.id !== a.call_id) - Number(b.id !== b.call_id) || compare(a.id, b.id));
    const forwarded = of_call.filter((leg) => leg.service === 'CallForward');
    const connected = forwarded.filter((leg) => CONNECTED.includes(leg.status));
    const dialled = first!.service === 'Click2Call';
    const answered = connected.length > 0 || (forwarded.length === 0 && dialled && CONNECTED.includes(first!.status));
    return {
      at: first!.at,
      service: first!.service,
      outcome: answered ? 'answered' : forwarded.length > 0 || dialled ? 'missed' : 'not_forwarded',
      agents: new Set(forwarded.map((leg) => leg.agent_number)),
      answered_agents: new Set(connected.map((leg) => leg.agent_number)),
    };
  });
}

export function callVolume(all: Leg[], start: Date, end: Date) {
  const legs = all.filter((leg) => within(leg.at, start, end));
  const begun = calls(all).filter((call) => within(call.at, start, end));
  const of = (service: string) => legs.filter((leg) => leg.service === service).length;
  const with_outcome = (outcome: string) => begun.filter((call) => call.outcome === outcome).length;
  return {
    total: legs.length,
    incoming: of('Incoming'),
    forwarded: of('CallForward'),
    click2call: of('Click2Call'),
    other: legs.length - of('Incoming') - of('CallForward') - of('Click2Call'),
    customer_calls: begun.length,
    customer_calls_answered: with_outcome('answered'),
    customer_calls_missed: with_outcome('missed'),
    customer_calls_not_forwarded: with_outcome('not_forwarded'),
  };
}

export function agentStats(all: Leg[], start: Date, end: Date, names: Record<string, string> = {}) {
  const legs = all.filter((leg) => leg.service === 'CallForward' && within(leg.at, start, end));
  const begun = calls(all).filter((call) => within(call.at, start, end));
  const numbers = new Set([...legs.map((leg) => leg.agent_number), ...begun.flatMap((call) => [...call.agents])]);
  const talk = (some: Leg[]) => some.reduce((sum, leg) => sum + leg.billsec, 0);
  return [...numbers]
    .map((agent_number) => {
      const own = legs.filter((leg) => leg.agent_number === agent_number);
      const answered = own.filter((leg) => leg.status === 'ANSWER');
      const missed = own.filter((leg) => MISSED.includes(leg.status));
      const connected = own.filter((leg) => CONNECTED.includes(leg.status));
      return {
        agent_number,
        agent_name: names[agent_number] ?? null,
        calls_answered: answered.length,
        total_talk_seconds: talk(answered),
        missed_calls: missed.length,
        other_calls: own.length - answered.length - missed.length,
        total_calls: own.length,
        connected_calls: connected.length,
        connected_talk_seconds: talk(connected),
        customer_calls: begun.filter((call) => call.agents.has(agent_number)).length,
        customer_calls_answered: begun.filter((call) => call.answered_agents.has(agent_number)).length,
      };
    })
    .sort((a, b) => b.calls_answered - a.calls_answered || compare(a.agent_number, b.agent_number));
}

/** Only the dates with calls: that the others are there as well is the calendar's business. */
export function dailyVolume(all: Leg[], start: Date, end: Date) {
  const legs = all.filter((leg) => within(leg.at, start, end));
  return [...new Set(legs.map((leg) => leg.date))].sort(compare).map((date) => {
    const of_day = legs.filter((leg) => leg.date === date);
    const of = (service: string) => of_day.filter((leg) => leg.service === service).length;
    return {
      date,
      incoming: of('Incoming'),
      forwarded: of('CallForward'),
      click2call: of('Click2Call'),
      other: of_day.length - of('Incoming') - of('CallForward') - of('Click2Call'),
      total: of_day.length,
    };
  });
}

export function statusBreakdown(all: Leg[], start: Date, end: Date) {
  const legs = all.filter((leg) => within(leg.at, start, end));
  return [...new Set(legs.map((leg) => leg.status))]
    .map((status) => ({ status, count: legs.filter((leg) => leg.status === status).length }))
    .sort((a, b) => b.count - a.count || compare(a.status, b.status));
}

export interface Filters {
  service?: string;
  agent_number?: string;
  status?: string;
  caller?: string;
}

/** The ids of the matching legs in list order. */
export function callList(all: Leg[], start: Date, end: Date, filters: Filters, order: 'asc' | 'desc'): string[] {
  const sign = order === 'asc' ? 1 : -1;
  return all
    .filter((leg) => within(leg.at, start, end))
    .filter((leg) => filters.service === undefined || leg.service === filters.service)
    .filter((leg) => filters.agent_number === undefined || (leg.agent_number === filters.agent_number && leg.agent_number !== ''))
    .filter((leg) => filters.status === undefined || leg.status === filters.status)
    .filter((leg) => filters.caller === undefined || leg.callfrom === filters.caller)
    .sort((a, b) => sign * (a.at - b.at || compare(a.id, b.id)))
    .map((leg) => leg.id);
}
