import { createHash } from 'node:crypto';
import type { MatterEvent, OpenHours } from './clock.js';
import { clocksOf, isOpen, type MatterClock, matterEvents, type Story } from './matter.js';
import type { SlaKind, SlaSetting } from './setting.js';
import { SLA_FIELDS } from './slaFields.js';
import { choosePolicy, type Metric, type SlaPolicy } from './slaPolicy.js';

/** One thing, as get_sla_inputs tells it. */
export interface SlaInput extends Story {
  entity_id: string;
  status: string;
  label: string | null;
  customer_id: string | null;
  excluded: string | null;
  facts: Record<string, unknown> & {
    channel: string;
    team: string | null;
    priority: string;
    tier: string;
    department: string | null;
    assignee_id: string | null;
  };
  /** The promise that was kept when it was read last. */
  kept: { is_live: boolean; policy_id: string | null; policy_version: number | null; calendar_id: string | null } | null;
}

/** The promise that holds for a thing, and what its clocks say. */
export interface Assessment {
  is_live: boolean;
  excluded: string | null;
  policy: SlaPolicy | null;
  calendar_id: string | null;
  hours: OpenHours | null;
  events: MatterEvent[];
  clocks: MatterClock[];
}

/** What of a promise is tried out instead of what holds. */
export interface Otherwise {
  policy?: (policy: SlaPolicy) => SlaPolicy;
  hours?: (calendar_id: string) => OpenHours | undefined;
}

/**
 * Reads the clocks of a thing at a moment. While it is open its policy is the one that matches now; once it is finished, the one that held
 * then stays, so that what was kept is not broken afterwards.
 */
export function assess(input: SlaInput, kind: SlaKind, setting: SlaSetting, now: number, otherwise: Otherwise = {}): Assessment {
  const is_live = isOpen(input, kind.finished);
  const excluded = input.excluded ?? (input.events.some(([, what]) => what === 'created') ? null : 'no message of the customer');
  const nothing = { is_live, excluded, policy: null, calendar_id: null, hours: null, events: [], clocks: [] };
  if (excluded !== null) return nothing;
  const { kept } = input;
  const stays =
    !is_live && kept && !kept.is_live && kept.policy_id !== null ? setting.policy(kept.policy_id, kept.policy_version!) : undefined;
  const chosen = stays ?? choosePolicy(setting.policies, SLA_FIELDS, input.facts, new Date(now));
  if (!chosen) return { ...nothing, excluded: 'no policy' };
  const policy = otherwise.policy?.(chosen) ?? chosen;
  const calendar_id = (stays && kept?.calendar_id) ?? setting.calendarOf(policy, input.facts);
  const hours = otherwise.hours?.(calendar_id) ?? setting.hoursOf(calendar_id);
  const events = matterEvents(input, policy, kind.finished);
  return { is_live, excluded, policy, calendar_id, hours, events, clocks: clocksOf(events, policy, hours, now) };
}

/** What people are told of. */
export interface Notice {
  entity_type: string;
  entity_id: string;
  metric: Metric;
  started_at: string;
  kind: 'warning' | 'breach';
  module: string;
  agent_id: string | null;
  team: string | null;
  title: string;
  body: string;
  decision: Record<string, unknown>;
}

/** What was missed longer ago is in the report, and nobody is told any more. */
const NEWS_MS = 3 * 86_400_000;

/**
 * Warnings and breaches that people should know of by now. Not those that a new version of a policy makes of the past, and no warning of
 * what is late already.
 */
export function noticesOf(input: SlaInput, kind: SlaKind, { policy, clocks }: Assessment, now: number): Notice[] {
  if (!policy) return [];
  const since = Math.max(Date.parse(policy.updated_at), now - NEWS_MS);
  return clocks.flatMap((clock): Notice[] => {
    const { metric, state, reading, target_minutes } = clock;
    const is_breach = reading.is_breached && reading.breach_at !== null && reading.breach_at >= since;
    const is_warning = state === 'at_risk' && reading.warn_at! >= since;
    if (!is_breach && !is_warning) return [];
    const minutes = Math.floor(reading.counted_ms / 60_000);
    const used = `${minutes} of ${target_minutes} business minutes are used`;
    const name = METRIC_NAMES[metric];
    return [
      {
        entity_type: kind.entity_type,
        entity_id: input.entity_id,
        metric,
        started_at: iso(clock.started_at)!,
        kind: is_breach ? 'breach' : 'warning',
        module: kind.module,
        agent_id: input.facts.assignee_id,
        team: input.facts.team,
        title: is_breach ? `${name} is overdue` : `${name} is due soon`,
        body: `${input.label ? `${input.label}: ` : ''}${used}.`,
        decision: {
          kind: is_breach ? 'sla.breach' : 'sla.warn',
          entity_type: kind.entity_type,
          entity_id: input.entity_id,
          module: kind.module,
          reason: `${name}: ${used}; it is due at ${iso(reading.due_at)}.`,
          rule: policy.name,
          rule_version: String(policy.version),
          inputs: {
            policy_id: policy.id,
            metric,
            cycle: clock.cycle,
            started_at: iso(clock.started_at),
            due_at: iso(reading.due_at),
            breach_at: iso(reading.breach_at),
            target_minutes,
            counted_seconds: Math.floor(reading.counted_ms / 1_000),
          },
        },
      },
    ];
  });
}

const METRIC_NAMES: Record<Metric, string> = { first_response: 'First response', next_response: 'Next response', resolution: 'Resolution' };

/** The rows of a thing in sla_items and sla_clocks. */
export function rowsOf(
  input: SlaInput,
  kind: SlaKind,
  { is_live, excluded, policy, calendar_id, events, clocks }: Assessment,
  now: number,
): { item: object; clocks: object[] } {
  const { channel, team, priority, tier, assignee_id } = input.facts;
  const open = clocks.filter(({ ended_at }) => ended_at === null);
  return {
    item: {
      entity_id: input.entity_id,
      channel,
      team,
      priority,
      tier,
      agent_id: assignee_id,
      customer_id: input.customer_id,
      policy_id: policy?.id ?? null,
      policy_version: policy?.version ?? null,
      calendar_id,
      is_live,
      excluded,
      due_at: iso(earliest(open.map(({ reading }) => reading.due_at))),
      // What is said to happen later counts when it is time.
      next_at: iso(earliest([...open.map(nextOf), events.find(({ at }) => at > now)?.at ?? null])),
    },
    clocks: clocks.map(({ metric, cycle, target_minutes, started_at, ended_at, by, state, reading }) => ({
      id: clockId(kind.entity_type, input.entity_id, metric, cycle),
      entity_id: input.entity_id,
      metric,
      cycle,
      policy_id: policy!.id,
      policy_version: policy!.version,
      channel,
      team,
      tier,
      agent_id: by ?? assignee_id,
      target_minutes,
      state,
      started_at: iso(started_at),
      due_at: iso(reading.due_at),
      warn_at: iso(reading.warn_at),
      breach_at: iso(reading.breach_at),
      ended_at: iso(ended_at),
      counted_seconds: ended_at === null ? null : Math.floor(reading.counted_ms / 1_000),
      late_seconds: ended_at === null ? null : Math.ceil(reading.late_ms / 1_000),
    })),
  };
}

/** When the time alone changes what an open clock says. */
function nextOf({ state, reading }: MatterClock): number | null {
  if (state === 'running') return reading.warn_at ?? reading.breach_at;
  return state === 'at_risk' ? reading.breach_at : null;
}

function earliest(moments: (number | null)[]): number | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

export function iso(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}

/** The same for the same clock, whenever it is written. */
function clockId(...parts: (string | number)[]): string {
  const hex = createHash('md5').update(parts.join(':')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
