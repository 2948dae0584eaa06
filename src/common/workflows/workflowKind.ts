import type { Type as Class } from '@nestjs/common';
import type { Query } from '../../supabase/postgres.service.js';
import type { ConditionFields } from '../conditions/condition.js';

/** Something that may happen to a thing while a rule waits, and end the wait. */
interface Occurrence {
  /** As a sentence: why the wait ended. */
  says: string;
  event: string;
  /** The field of the event's payload that holds the id of the thing, where the event is about another one. */
  of?: string;
  /** The column of the thing that holds that id, when it is not its own. */
  via?: string;
  /** What the payload must say. */
  when?: Readonly<Record<string, string | boolean>>;
}

/** What a message to the customer answers. */
export interface ReplyTarget {
  email_id: string | null;
  conversation_id: string | null;
}

/** What rules may ask of one kind of thing, and do with it. */
export interface WorkflowKind {
  /** Its name everywhere: the same as in events. */
  readonly type: string;
  /** Whoever may view this module may write rules about it; whoever may edit it, rules that change it. */
  readonly module: string;
  /** A view with `id`, every field as a column, and `customer_id` where things are somebody's. */
  readonly view: string;
  readonly fields: ConditionFields;
  /** Fields that rules may go by in time: each has an index in its table. */
  readonly times: readonly string[];
  readonly occurrences: Readonly<Record<string, Occurrence>>;
  readonly change?: {
    /** What may be changed. */
    readonly dto: Class<object>;
    /** Changes it as a person does, in the transaction of the step. */
    apply(this: void, query: Query, id: string, change: object, note: string): Promise<void>;
  };
  /** The name of its list of tags in a change: those to add and to take away. */
  readonly tags?: (add: string[], remove: string[], now: string[]) => object;
  /** The field that holds its tags. */
  readonly tag_field?: string;
  /** What is assigned when it is: a kind of `register_assignable`, and the field with its id. */
  readonly assigns?: { readonly type: string; readonly id: string };
  /** What a ticket is made from: a kind of thing that tickets are linked to, and the field with its id. */
  readonly source?: { readonly type: string; readonly id: string };
  replyTarget?(this: void, query: Query, id: string): Promise<ReplyTarget>;
  /** The kind of approval that may be asked for about it. */
  readonly approval?: string;
}
