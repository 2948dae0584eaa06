import { type CallPlan, chainOfAgents, timeCall, writeCall } from './callPlan.js';
import { busyness, DAY, indianDate, isSunday } from './indianTime.js';
import { Random } from '../../sandbox/random.js';
import { CONNECTED, type DaySource, type Leg } from './row.js';

/**
 * The week of the source documents, to the row: 2,088 rows with the printed status table.
 * The documents give three margins (statuses, services, agent legs); this is one table with all of them.
 */
const INCOMING = { ANSWER: 1113, 'ANSWERED-A': 99, ACCEPTED: 16, CONGESTION: 1, CANCEL: 1, FAILED: 1 };
const FORWARD_CONNECTED = { ANSWER: 99, 'ANSWERED-B': 190 };
const FORWARD_TRIED = { NOANSWER: 305, FAILED: 136, BUSY: 1, CONGESTION: 1 };
const FORWARD_CANCELLED = 86;
const FORWARD_HANDED_ON = 7;
const CLICK_TO_CALL = { ANSWER: 21, NOANSWER: 8, BUSY: 1, CANCEL: 1, FAILED: 1 };

/** How many of the calls that no agent took rang out on their last agent; with the cancelled ones, the rest of the 525 forwarded calls. */
const RANG_OUT = 150;
const MOST_FORWARDS = 5;
/** Room at both ends, so that "the last seven days" still holds every row three hours later. */
const QUIET_HEAD = 3 * 3600;
const QUIET_TAIL = 120;

export function seedWeek(seed: string, now: number): DaySource {
  const random = new Random(`${seed}/seed_week`);
  const earliest = now - 7 * DAY + QUIET_HEAD + 1;
  const calls = planWeek(random)
    .map((plan) => timeCall(random, plan))
    .map((call) => ({ call, start: startWithin(random, earliest, now - QUIET_TAIL - call.span - 1) }))
    .sort((left, right) => left.start - right.start);
  let count = 0;
  const nextId = () => `sim-w${now}-${String((count += 1)).padStart(4, '0')}`;
  const legs = calls.flatMap(({ call, start }) => writeCall(random, call, start, 1000 + random.int(0, 899), nextId));

  const by_date = new Map<string, Leg[]>();
  for (const leg of legs) by_date.set(indianDate(leg.at), [...(by_date.get(indianDate(leg.at)) ?? []), leg]);
  const date_of = new Map(legs.map((leg) => [leg.row.id, leg.row.date]));
  return {
    first_date: indianDate(earliest),
    legsOf: (date) => by_date.get(date) ?? [],
    homesOf: (id) => (date_of.has(id) ? [date_of.get(id)!] : []),
  };
}

function planWeek(random: Random): CallPlan[] {
  const chains = dealChains(random);
  const incoming = random.shuffle(deck(INCOMING)).map((status): CallPlan => {
    const reaches_agents = CONNECTED.has(status) || status === 'ACCEPTED';
    return { service: 'Incoming', status, forwards: (reaches_agents && chains.pop()) || [] };
  });
  const click_to_calls = deck(CLICK_TO_CALL).map((status): CallPlan => ({ service: 'Click2Call', status, forwards: [] }));
  // The chains went to the first calls of the deck: shuffled again, forwarded calls are spread over the week.
  return random.shuffle([...incoming, ...click_to_calls]);
}

/** Every chain gets its last leg first; what is left over was tried before it. */
function dealChains(random: Random): CallPlan['forwards'][] {
  const tried = random.shuffle(deck(FORWARD_TRIED));
  const chains = [
    ...deck(FORWARD_CONNECTED).map((status) => [status]),
    ...Array.from({ length: FORWARD_CANCELLED }, () => ['CANCEL']),
    ...tried.splice(0, RANG_OUT).map((status) => [status]),
  ];
  for (const status of [...tried, ...Array<string>(FORWARD_HANDED_ON).fill('FORWARDED')]) {
    let chain = random.pick(chains);
    while (chain.length === MOST_FORWARDS) chain = random.pick(chains);
    chain.unshift(status);
  }
  return random.shuffle(chains).map((statuses) => {
    const agents = chainOfAgents(random, statuses.length, CONNECTED.has(statuses.at(-1)!));
    return statuses.map((status, index) => ({ status, agent: agents[index]! }));
  });
}

function deck(counts: Record<string, number>): string[] {
  return Object.entries(counts).flatMap(([status, count]) => Array<string>(count).fill(status));
}

function startWithin(random: Random, earliest: number, latest: number): number {
  for (;;) {
    const start = random.int(earliest, latest);
    if (random.next() < busyness(start) * (isSunday(indianDate(start)) ? 0.35 : 1)) return start;
  }
}
