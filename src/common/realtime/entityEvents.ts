import type { FeedNamespace } from './changeEvents.js';

/** A field of a payload: `T` is its type here, the rest is what the documentation and the client's types are made of. */
export interface Field<T = unknown> {
  /** In the documentation: `date or null`. */
  readonly word: string;
  /** In TypeScript: `string | null`. */
  readonly type: string;
  /** Never set: it carries the type. */
  readonly value?: T;
}
export type Fields = Readonly<Record<string, Field>>;
/** What fields hold. */
export type ValuesOf<F extends Fields> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

export const text: Field<string> = { word: 'text', type: 'string' };
export const integer: Field<number> = { word: 'integer', type: 'number' };
export const boolean: Field<boolean> = { word: 'boolean', type: 'boolean' };
export const uuid: Field<string> = { word: 'uuid', type: 'string' };
/** A moment, ISO 8601. */
export const instant: Field<string> = { word: 'instant', type: 'string' };
/** A day, `2026-02-24`. */
export const date: Field<string> = { word: 'date', type: 'string' };
export const seconds: Field<number> = { word: 'seconds', type: 'number' };

export function oneOf<const V extends string>(...values: readonly V[]): Field<V> {
  return { word: values.join(', '), type: values.map((value) => `'${value}'`).join(' | ') };
}

export function orNull<T>({ word, type }: Field<T>): Field<T | null> {
  return { word: `${word} or null`, type: `${type} | null` };
}

/** The module is in the row, so each event may have another: `moduleOfThe('notice')`. */
export interface ModuleOfTheRow {
  readonly of_the: string;
}
export function moduleOfThe(of_the: string): ModuleOfTheRow {
  return { of_the };
}

/** What is announced about a kind of thing. */
export interface EntityEvents<E extends string = string, V extends string = string, F extends Fields = Fields> {
  readonly entity: E;
  readonly namespace: FeedNamespace;
  /** Needed to see it: `view` here. */
  readonly module: string | ModuleOfTheRow;
  /** Whether rows have an owner, who alone gets their events. */
  readonly personal: boolean;
  /** Its events, `created`, `updated`, `removed` where a table is announced, and when they come. */
  readonly about: Readonly<Record<V, string>>;
  /** Of all events but `removed`, which has none. */
  readonly payload: F;
}

/** `type RefundChange = PayloadOf<typeof REFUND_EVENTS>` */
export type PayloadOf<D> = D extends EntityEvents<string, string, infer F> ? ValuesOf<F> : never;

/** Declares the events of an entity, once: the documentation, the types and the comparison with the triggers follow from it. */
export function entityEvents<const E extends string, const V extends string, F extends Fields>(
  entity: E,
  declaration: Omit<EntityEvents<E, V, F>, 'entity' | 'personal'> & { personal?: boolean },
): EntityEvents<E, V, F> {
  return { personal: false, ...declaration, entity };
}
