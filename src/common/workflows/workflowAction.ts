import type { Type as Class } from '@nestjs/common';
import type { Query } from '../../supabase/postgres.service.js';
import type { Action } from '../auth/permissions.port.js';
import type { TemplateValues } from '../templates/template.js';
import type { WorkflowKind } from './workflowKind.js';

/** One step of a run, about to be done. */
export interface WorkflowStep<P extends object = object> {
  /** The same whenever this step of this run is tried: what is outside is asked for by it, so that it happens once. */
  key: string;
  workflow: { id: string; name: string; created_by: string };
  kind: WorkflowKind;
  /** The thing as it is now. */
  row: Readonly<Record<string, unknown>>;
  entity_id: string;
  customer_id: string | null;
  params: P;
  now: Date;
  /** A text of the rule with its variables filled in. Raises template_value_missing. */
  filled(text: string): string;
  values: TemplateValues;
}

/** What a step came to: in words, with whatever else is worth knowing, and the thing that it made or wrote to. */
interface WorkflowOutcome {
  says: string;
  result?: Record<string, unknown>;
  made?: { type: string; id: string };
  /** It was not done, for a reason that is no failure. */
  skipped?: true;
}

/** Something that rules can do. */
export interface WorkflowAction<P extends object = object> {
  readonly name: string;
  /** What it does, for people. */
  readonly says: string;
  readonly params: Class<P>;
  /** Why it cannot be done with things of this kind; undefined: it can. */
  refuses?(kind: WorkflowKind): string | undefined;
  /** What whoever writes the rule must be allowed to do himself. */
  needs(kind: WorkflowKind): readonly [module: string, action: Action];
  /** The texts of its params that may hold variables, by field. */
  texts?(params: P): Record<string, string>;
  /** A further check when the rule is saved. Raises. */
  check?(params: P, kind: WorkflowKind): Promise<void>;
  /** Done in the transaction that notes the step: both hold, or neither. */
  perform?(step: WorkflowStep<P>, query: Query): Promise<WorkflowOutcome>;
  /** Done outside of it, and again after a crash: must be once for the same key. */
  send?(step: WorkflowStep<P>): Promise<WorkflowOutcome>;
}
