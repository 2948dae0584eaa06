import type { Condition, ConditionFields } from '../common/conditions/condition.js';
import type { CompiledCondition } from '../common/conditions/matches.js';
import type { WorkflowAction } from '../common/workflows/workflowAction.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';

export const TRIGGER_TYPES = ['event', 'time', 'schedule', 'webhook'] as const;
export type TriggerType = (typeof TRIGGER_TYPES)[number];

/** When a rule looks. Which fields there are depends on the type. */
export interface Trigger {
  type: TriggerType;
  /** What it is about; `webhook` for what a webhook brings. */
  kind: string;
  /** `event`: which ones. */
  events?: string[];
  /** `time`: the field, and how many minutes after it; before, when negative. */
  field?: string;
  minutes?: number;
  /** `schedule`: five fields of cron, in the business zone. */
  cron?: string;
  /** `webhook`: what it brings. */
  fields?: Record<string, 'text' | 'number' | 'flag' | 'time' | 'list'>;
}

/** A step as it is stored. */
export interface StoredStep {
  action: string;
  params: Record<string, unknown>;
}

export interface StoredWorkflow {
  id: string;
  name: string;
  version: number;
  created_by: string | null;
  trigger: Trigger;
  conditions: Record<string, unknown>;
  actions: StoredStep[];
}

export type WaitParams = { minutes: number; business: boolean; calendar_id: string | null; cancel_on: string[] };

/** A step that can be done. */
export type Step =
  | { does: 'act'; action: WorkflowAction; params: object }
  | { does: 'wait'; params: WaitParams }
  | { does: 'branch'; conditions: Condition; then: Step[]; else: Step[] };

/** A rule that was read, once: what is asked of every event is ready. */
export interface Workflow {
  id: string;
  name: string;
  version: number;
  created_by: string | null;
  trigger: Trigger;
  kind: WorkflowKind;
  fields: ConditionFields;
  conditions: Condition;
  matches: CompiledCondition;
  /** Whether it asks what was before: events that do not say so are none for it. */
  asks_before: boolean;
  steps: Step[];
}

/** Where earlier values are found in the row that conditions ask. */
export const WAS = 'was_';
/** The names of the fields that the event changed. */
export const CHANGED = 'changed';

/** What a webhook brings, as a kind of thing. */
export const WEBHOOK_KIND: WorkflowKind = {
  type: 'webhook',
  module: 'workflows',
  view: '',
  fields: {},
  times: [],
  occurrences: {},
};

/** The fields of a kind, and of its events what they were before. `payload`: fields of the kind's events. */
export function fieldsOf(kind: WorkflowKind, { type, fields = {} }: Pick<Trigger, 'type' | 'fields'>, payload: string[]): ConditionFields {
  if (type === 'webhook')
    return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { kind: field, says: 'What the webhook brings.' }]));
  if (type !== 'event') return kind.fields;
  const known = payload.filter((name) => Object.hasOwn(kind.fields, name));
  return {
    ...kind.fields,
    [CHANGED]: { kind: 'list', says: 'Which fields the change changed; empty for something new.' },
    ...Object.fromEntries(
      known.map((name) => [WAS + name, { ...kind.fields[name]!, says: `${kind.fields[name]!.says} Before the change.` }]),
    ),
  };
}
