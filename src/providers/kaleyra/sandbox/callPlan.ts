import { indianDate, indianTime } from './indianTime.js';
import type { Random } from '../../sandbox/random.js';
import { CONNECTED, INACTIVE_AGENT, type KaleyraSandboxRow, type Leg, SANDBOX_AGENTS, SANDBOX_DID } from './row.js';

/** What happens in one customer's call: who is tried, and how it ends. Times come later. */
export interface CallPlan {
  service: 'Incoming' | 'Click2Call';
  status: string;
  forwards: { agent: string; status: string }[];
}

/** A plan with seconds: offsets count from the start of the call. */
export interface TimedCall {
  plan: CallPlan;
  legs: { service: string; status: string; agent: string; offset: number; duration: number; billsec: number }[];
  /** From the first second to the last. */
  span: number;
}

const PICKED_UP = new Set([...CONNECTED, 'ACCEPTED', 'IVR-ANSWER']);
const GIVES_UP_AT_ONCE = new Set([
  'FAILED',
  'CONGESTION',
  'CHANUNAVAIL',
  'BLOCKED',
  'DND',
  'NOTALLOWED',
  'MAX-USE',
  'OFF-HOUR',
  'MISWIG',
  'IVR',
]);
const CIRCLES = [
  'MADHYA PRADESH',
  'UP EAST',
  'UP WEST',
  'Maharashtra',
  'BIHAR',
  'RAJASTHAN',
  'Gujarat',
  'PUNJAB',
  'HARYANA',
  'Andhra Pradesh',
  'KARNATAKA',
  '',
];
const OPERATORS = ['JIO', 'JIO', 'JIO', 'AIRTEL', 'AIRTEL', 'IDEA', 'Vodafone', 'BSNL', 'Tata Teleservices'];
const LONGEST_TALK = 900;

/** Mostly in the documented order from the first agent on; each is tried once, and the inactive one never answers. */
export function chainOfAgents(random: Random, length: number, answered: boolean): string[] {
  const first = random.weighted([
    [0, 5],
    [1, 2],
    [2, 2],
    [3, 1.5],
    [4, 1],
    [5, 0.7],
  ] as const);
  const chain: string[] = Array.from({ length }, (_, step) => SANDBOX_AGENTS[(first + step) % SANDBOX_AGENTS.length]!);
  if (answered && chain.at(-1) === INACTIVE_AGENT) {
    const spare = SANDBOX_AGENTS.find((agent) => !chain.includes(agent));
    if (spare) chain[length - 1] = spare;
    else chain.unshift(chain.pop()!);
  }
  return chain;
}

export function timeCall(random: Random, plan: CallPlan): TimedCall {
  let cursor = random.int(5, 12);
  const forwards = plan.forwards.map(({ agent, status }) => {
    const billsec = CONNECTED.has(status) ? talkSeconds(random) : 0;
    const leg = { service: 'CallForward', status, agent, offset: cursor, duration: ringSeconds(random, status) + billsec, billsec };
    cursor += leg.duration + 1;
    return leg;
  });
  const root = { service: plan.service as string, status: plan.status, agent: '', offset: 0, duration: 0, billsec: 0 };
  if (plan.service === 'Click2Call') {
    root.agent = random.pick(SANDBOX_AGENTS.slice(0, 5));
    root.billsec = CONNECTED.has(plan.status) ? talkSeconds(random) : 0;
    root.duration = ringSeconds(random, plan.status) + root.billsec;
  } else {
    const picked_up = PICKED_UP.has(plan.status);
    root.duration = forwards.length > 0 ? cursor - 1 : picked_up ? random.int(4, 70) : random.int(0, 8);
    root.billsec = picked_up ? root.duration : 0;
  }
  return { plan, legs: [root, ...forwards], span: Math.max(root.duration, cursor) };
}

/** The number of one of the invented customers, from 1000 on. */
export function sandboxCaller(customer: number): string {
  return `55500${String(customer).padStart(5, '0')}`;
}

/** `next_id` is asked once per leg, the first leg first. */
export function writeCall(random: Random, call: TimedCall, start: number, customer: number, next_id: () => string): Leg[] {
  const number = sandboxCaller(customer);
  const root_id = next_id();
  return call.legs.map((leg, index) => {
    const at = start + leg.offset;
    const id = index === 0 ? root_id : next_id();
    const outgoing = leg.service === 'Click2Call';
    const row: KaleyraSandboxRow = {
      id,
      uniqid: `sim${at}.${random.int(1000, 9999)}`,
      parent_id: index === 0 ? '' : root_id,
      callfrom: outgoing ? leg.agent : number,
      callto: outgoing ? number : index === 0 ? SANDBOX_DID : leg.agent,
      start_time: indianTime(at),
      end_time: leg.billsec === 0 && random.chance(0.04) ? random.pick(['', '0000-00-00 00:00:00']) : indianTime(at + leg.duration),
      duration: leg.duration,
      billsec: String(leg.billsec),
      credits: String(Math.ceil(leg.billsec / 60)),
      status: leg.status,
      location: CIRCLES[customer % CIRCLES.length]!,
      provider: OPERATORS[customer % OPERATORS.length]!,
      service: leg.service,
      caller_id: SANDBOX_DID,
      recording: leg.service === 'CallForward' && leg.billsec > 0 ? recordingOf(id) : '',
      notes: '',
      custom: '',
      date: indianDate(at),
    };
    return { at, row, text: undefined };
  });
}

export function recordingOf(id: string): string {
  return `//play.solutionsinfini.com/?id=${id.replaceAll('-', '')}`;
}

function ringSeconds(random: Random, status: string): number {
  if (GIVES_UP_AT_ONCE.has(status)) return random.int(0, 3);
  if (status.startsWith('NOANSWER')) return random.int(18, 30);
  return random.int(3, 15);
}

/** Many short talks and a few long ones. */
export function talkSeconds(random: Random): number {
  return Math.min(LONGEST_TALK, 8 + Math.floor(-Math.log(1 - random.next()) * 140));
}
