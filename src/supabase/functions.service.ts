import { Injectable } from '@nestjs/common';
import { internalError } from '../common/errors/commonErrors.js';
import type { Database, Json } from './database.types.js';
import { SupabaseService } from './supabase.service.js';
import { unwrap } from './table.js';

type All = Database['public']['Functions'];
export type FunctionName = keyof All & string;

/** What goes in: every argument may be null, and JSON is whatever can be written as JSON. */
type Argument<V> = Json extends V | null ? unknown : V | null;
export type Arguments<N extends FunctionName> = { [K in keyof All[N]['Args']]: Argument<All[N]['Args'][K]> };

/** What comes out: JSON is unknown until the caller says what it is, and any column may be null, because SQL does not say which cannot. */
type Loose<V> = Json extends V | null
  ? unknown
  : V extends readonly (infer E)[]
    ? Loose<E>[]
    : V extends object
      ? { [K in keyof V]: Loose<V[K]> | null }
      : V;
export type Returned<N extends FunctionName> = Loose<All[N]['Returns']>;
type RowOf<N extends FunctionName> = Returned<N> extends readonly (infer E)[] ? E : never;

/**
 * Calls SQL functions by name: `functions.call('delete_email', { p_id })`. The answer has the type that the schema gives it, or a
 * narrower one where the caller's own return type asks for it (a union instead of text, a DTO instead of JSON). Failures come as AppError.
 */
@Injectable()
export class Functions {
  constructor(private readonly supabase: SupabaseService) {}

  /** All that the function answers: a value, or the rows of a set. */
  async call<N extends FunctionName, T extends Returned<N> = Returned<N>>(name: N, args: Arguments<N>): Promise<T> {
    // The client's own types know neither null nor our JSON; this is the one place that gives them up.
    return unwrap(await this.supabase.admin.rpc(name as never, args as never)) as T;
  }

  /** The only row of a set. Raises internal_error when there is none. */
  async one<N extends FunctionName, T extends RowOf<N> = RowOf<N>>(name: N, args: Arguments<N>): Promise<T> {
    const row = await this.orNull<N, T>(name, args);
    if (row === null) throw internalError(undefined, { cause: new Error(`${name} answered no row`) });
    return row;
  }

  /** The first row of a set, or null. */
  async orNull<N extends FunctionName, T extends RowOf<N> = RowOf<N>>(name: N, args: Arguments<N>): Promise<T | null> {
    const rows = (await this.call(name, args)) as unknown as T[];
    return rows[0] ?? null;
  }
}
