import { type Kind, text } from './kinds.js';

/** One setting. Without a kind it is no variable: the start alone can know it. */
export interface Variable<T> {
  kind?: Kind<T>;
  fallback?: string;
  /** One line for .env.example. */
  about: string;
  secret?: boolean;
}

export type Definitions = Record<string, Variable<unknown>>;
type Value<V> = V extends Variable<infer T> ? (V extends { fallback: string } ? T : T | undefined) : never;

/** The checked values of some variables, under the names of the variables. */
export type Values<D extends Definitions> = { readonly [K in keyof D]: Value<D[K]> };

/** A variable that always has a value. */
export const variable = <T>(kind: Kind<T>, about: string, fallback: string): Variable<T> & { fallback: string } => ({
  kind,
  about,
  fallback,
});
/** A variable that may be absent. */
export const optional = <T>(kind: Kind<T>, about: string): Variable<T> => ({ kind, about });
/** Like optional; its value appears in no message. */
export function secret(about: string): Variable<string>;
export function secret<T>(about: string, kind: Kind<T>): Variable<T>;
export function secret(about: string, kind: Kind<unknown> = text): Variable<unknown> {
  return { kind, about, secret: true };
}
/** No variable: what the start finds out, such as where a sandbox listens. */
export const fromStart = <T>(about: string): Variable<T> => ({ about });
