import { type CallPlan, chainOfAgents, timeCall, writeCall } from './callPlan.js';
import { addDays, busyness, DAY, epochOf, hourOf, indianDate, isSunday } from './indianTime.js';
import { Random } from '../../sandbox/random.js';
import { CONNECTED, type DaySource, type Leg } from './row.js';

/** An ordinary customer-service line: any day, any volume, always the same for the same seed. */

const SUNDAY_SHARE = 0.35;
/** Late enough for a call to be tried on every agent before midnight; what crosses it is made by midnightCalls. */
const LAST_START = DAY - 15 * 60;

/** The shares of the seed's week, with a pinch of what else operators send. */
const INCOMING = [
  ['ANSWER', 1113],
  ['ANSWERED-A', 99],
  ['ACCEPTED', 16],
  ['IVR-ANSWER', 3],
  ['IVR', 2],
  ['MISWIG', 1],
  ['CONGESTION', 1],
  ['CANCEL', 1],
  ['FAILED', 1],
  ['BLOCKED', 0.5],
  ['MAX-USE', 0.5],
] as const;
const FORWARD = [
  ['ANSWER', 99],
  ['ANSWERED-B', 190],
  ['NOANSWER', 305],
  ['FAILED', 136],
  ['CANCEL', 86],
  ['FORWARDED', 7],
  ['BUSY', 2],
  ['CONGESTION', 1],
  ['CHANUNAVAIL', 1],
  ['DND', 0.5],
  ['NOTALLOWED', 0.5],
] as const;
const CLICK_TO_CALL = [
  ['ANSWER', 21],
  ['NOANSWER', 4],
  ['NOANSWER_LEG1', 2],
  ['NOANSWER_LEG2', 2],
  ['BUSY', 1],
  ['BUSY_LEG1', 0.3],
  ['BUSY_LEG2', 0.3],
  ['FAILED', 1],
  ['FAILED_LEG1', 0.3],
  ['FAILED_LEG2', 0.3],
  ['CANCEL', 1],
] as const;
const CLICK_TO_CALL_SHARE = 32 / 1263;
const FORWARDED_SHARE = 525 / 1228;
const TRIES_ON = 0.62;
const MOST_FORWARDS = 5;

export interface DemoOptions {
  seed: string;
  rows_per_day: number;
  first_date: string;
}

export function demoHistory({ seed, rows_per_day, first_date }: DemoOptions): DaySource {
  const customers = Math.min(98_000, Math.max(400, rows_per_day * 3));

  function legsOf(date: string): Leg[] {
    if (date < first_date) return [];
    const random = new Random(`${seed}/${date}/${rows_per_day}`);
    const wanted = Math.round(rows_per_day * (isSunday(date) ? SUNDAY_SHARE : 1) * (0.92 + 0.16 * random.next()));
    const midnight = epochOf(date);
    const legs = [...midnightCalls(addDays(date, -1)), ...midnightCalls(date)].filter((leg) => indianDate(leg.at) === date);
    let count = 0;
    const nextId = () => `sim-${date.replaceAll('-', '')}-${String((count += 1)).padStart(6, '0')}`;
    while (legs.length < wanted) {
      const start = startWithin(random, midnight);
      const call = timeCall(random, planCall(random, start));
      legs.push(...writeCall(random, call, start, customerOf(random), nextId));
    }
    return legs;
  }

  /** On some nights a call is forwarded beyond midnight: its legs lie on two days. */
  function midnightCalls(date: string): Leg[] {
    if (date < first_date || rows_per_day < 1) return [];
    const random = new Random(`${seed}/${date}/midnight`);
    if (random.chance(0.5)) return [];
    let count = 0;
    const nextId = () => `sim-${date.replaceAll('-', '')}-m${(count += 1)}`;
    const forwards = forwardChain(random);
    const call = timeCall(random, { service: 'Incoming', status: 'ANSWER', forwards });
    return writeCall(random, call, epochOf(date) + DAY - random.int(1, 20), customerOf(random), nextId);
  }

  /** A third of the calls come from a tenth of the customers. */
  function customerOf(random: Random): number {
    return 1000 + random.int(0, (random.chance(0.33) ? customers / 10 : customers) - 1);
  }

  return { first_date, legsOf, homesOf: datesInId };
}

/** An id carries the day its call began on; a later leg may lie on the next. */
function datesInId(id: string): string[] {
  const parts = /^sim-(\d{4})(\d\d)(\d\d)-/.exec(id);
  if (!parts) return [];
  const date = `${parts[1]}-${parts[2]}-${parts[3]}`;
  return [date, addDays(date, 1)];
}

function startWithin(random: Random, midnight: number): number {
  for (;;) {
    const start = midnight + random.int(0, LAST_START);
    if (random.next() < busyness(start)) return start;
  }
}

function planCall(random: Random, start: number): CallPlan {
  if (random.chance(CLICK_TO_CALL_SHARE)) return { service: 'Click2Call', status: random.weighted(CLICK_TO_CALL), forwards: [] };
  const hour = hourOf(start);
  if ((hour < 8 || hour >= 21) && random.chance(0.5)) return { service: 'Incoming', status: 'OFF-HOUR', forwards: [] };
  const status = random.weighted(INCOMING);
  const reaches_agents = CONNECTED.has(status) || status === 'ACCEPTED';
  return { service: 'Incoming', status, forwards: reaches_agents && random.chance(FORWARDED_SHARE) ? forwardChain(random) : [] };
}

function forwardChain(random: Random): CallPlan['forwards'] {
  const statuses: string[] = [];
  for (;;) {
    const status = random.weighted(FORWARD);
    statuses.push(status);
    const handed_on = status === 'FORWARDED' && statuses.length < MOST_FORWARDS;
    const over = CONNECTED.has(status) || status === 'CANCEL' || statuses.length === MOST_FORWARDS;
    if (over || (!handed_on && !random.chance(TRIES_ON))) break;
  }
  const agents = chainOfAgents(random, statuses.length, CONNECTED.has(statuses.at(-1)!));
  return statuses.map((status, index) => ({ status, agent: agents[index]! }));
}
