/** The steps of a lifecycle: from which status which action leads to which. `{ pending: { approve: 'approved' }, approved: {} }` */
type Steps<S extends string = string> = Record<S, Record<string, S>>;

/** States as data: which statuses a thing may have (`S`), and which actions (`A`) lead from one to another. */
export interface Lifecycle<S extends string = string, A extends string = string> {
  /** Names the thing in events and error codes: `refund`. */
  readonly entity: string;
  readonly steps: Steps;
  readonly states: S[];
  readonly actions: A[];
  /** Where an action leads from a status; undefined when it may not be taken there. */
  after(status: string, action: string): S | undefined;
  /** The actions that may be taken from a status. */
  allowed(status: string): A[];
}

/** Any of the statuses, or of the actions, of a lifecycle. */
export type StateOf<L> = L extends Lifecycle<infer S, string> ? S : never;
export type StepOf<L> = L extends Lifecycle<string, infer A> ? A : never;

/**
 * Declares a lifecycle. The first status is the one that a new thing has. Every status stands there, also one that nothing leads out
 * of.
 */
export function lifecycle<const T extends { readonly [K in keyof T]: Readonly<Record<string, keyof T & string>> }>(
  entity: string,
  steps: T,
): Lifecycle<keyof T & string, { [K in keyof T]: keyof T[K] & string }[keyof T]> {
  type S = keyof T & string;
  type A = { [K in keyof T]: keyof T[K] & string }[keyof T];
  const table: Steps = steps as unknown as Steps;
  const from = (status: string) => (Object.hasOwn(table, status) ? table[status]! : {});
  return {
    entity,
    steps: table,
    states: Object.keys(table) as S[],
    actions: [...new Set(Object.values(table).flatMap((actions) => Object.keys(actions)))] as A[],
    after: (status, action) => (Object.hasOwn(from(status), action) ? (from(status)[action] as S) : undefined),
    allowed: (status) => Object.keys(from(status)) as A[],
  };
}
