import type { Condition, ConditionFields, ConditionRow } from '../common/conditions/condition.js';
import { matches } from '../common/conditions/matches.js';
import { CHANGED, WAS, type Workflow } from './workflow.js';

/** What a comparison saw. */
export interface Seen {
  field: string;
  operator: string;
  value: unknown;
  actual: unknown;
  is: boolean;
}

/** An event as rules see it. */
export interface SeenEvent {
  event: string;
  entity_id: string;
  payload: Record<string, unknown>;
  before?: Record<string, unknown> | null;
}

/**
 * The thing as it was at the event: what the event says of it, and for the rest what is known of it now. Without an earlier value there is
 * no field for it.
 */
export function rowAt(thing: ConditionRow, { payload, before }: Pick<SeenEvent, 'payload' | 'before'>): Record<string, unknown> {
  const row: Record<string, unknown> = { ...thing, ...payload, id: thing['id'], [CHANGED]: [] };
  if (!before) return row;
  const changed: string[] = [];
  for (const [name, was] of Object.entries(before)) {
    row[WAS + name] = was;
    if (!same(was, payload[name])) changed.push(name);
  }
  row[CHANGED] = changed;
  return row;
}

/** Whether a rule applies to a row. What asks for earlier values does not apply where there are none. */
export function applies(workflow: Workflow, row: ConditionRow, has_before: boolean, now: Date): boolean {
  if (workflow.asks_before && !has_before) return false;
  return workflow.matches(row, { now });
}

/** Every comparison, with what the row said. */
export function seen(condition: Condition, fields: ConditionFields, row: ConditionRow, now: Date): Seen[] {
  if ('all' in condition) return condition.all.flatMap((each) => seen(each, fields, row, now));
  if ('any' in condition) return condition.any.flatMap((each) => seen(each, fields, row, now));
  if ('not' in condition) return seen(condition.not, fields, row, now);
  const { field, operator, value } = condition;
  const actual = shortened(row[field] ?? null);
  return [{ field, operator, value: value ?? null, actual, is: matches(condition, fields, row, { now }) }];
}

/** Limits of what rules set off. */
export interface Limits {
  /** Rules that set each other off. */
  chain: number;
  /** Runs of one rule for one thing within an hour. */
  brake: number;
}

export const BRAKE_MS = 3_600_000;

/** Counts the runs of each rule for each thing, and stops what comes too often or too deep. */
export class Brake {
  private readonly runs = new Map<string, number[]>();

  constructor(private readonly limits: Limits) {}

  /** Runs that there were before, milliseconds since 1970. */
  know(workflow_id: string, entity_id: string, at: number): void {
    this.of(workflow_id, entity_id).push(at);
  }

  /** Why it must not begin; null: it may, and is counted. */
  stops(workflow_id: string, entity_id: string, at: number, depth: number): string | null {
    if (depth > this.limits.chain)
      return `It would be rule ${depth} in a chain in which each set off the next; ${this.limits.chain} are allowed.`;
    const runs = this.of(workflow_id, entity_id);
    if (runs.filter((ran) => ran > at - BRAKE_MS && ran <= at).length >= this.limits.brake)
      return `It has acted on this ${this.limits.brake} times within an hour.`;
    runs.push(at);
    return null;
  }

  private of(workflow_id: string, entity_id: string): number[] {
    const key = `${workflow_id}/${entity_id}`;
    let runs = this.runs.get(key);
    if (!runs) this.runs.set(key, (runs = []));
    return runs;
  }
}

/** `<run>:<depth>` as events and headers carry it. */
export function causeOf(text: string | null | undefined): { caused_by: string | null; depth: number } {
  const found = text ? CAUSE.exec(text) : null;
  return found ? { caused_by: found[1]!, depth: Number(found[2]) + 1 } : { caused_by: null, depth: 1 };
}

const CAUSE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}):(\d{1,3})$/;

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function shortened(value: unknown): unknown {
  return typeof value === 'string' && value.length > 200 ? `${value.slice(0, 199)}…` : value;
}
