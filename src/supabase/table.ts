import type { SupabaseClient } from '@supabase/supabase-js';
import { decodeCursor, encodeCursor } from '../common/list/cursor.js';
import type { Page } from '../common/list/page.dto.js';
import type { PageQueryDto } from '../common/list/pageQuery.dto.js';
import { searchFilter } from '../common/list/searchFilter.js';
import { notFound } from '../common/errors/commonErrors.js';
import { translateDatabaseError } from './databaseError.js';
import type { Database } from './database.types.js';

type Tables = Database['public']['Tables'];
export type TableName = keyof Tables & string;
export type Row<T extends TableName> = Tables[T]['Row'];
export type Insert<T extends TableName> = Tables[T]['Insert'];
export type Update<T extends TableName> = Tables[T]['Update'];

export interface TableOptions<T extends TableName> {
  /** Columns that a list may filter on, by equality. */
  filters?: (keyof Row<T> & string)[];
  /** Query fields that bound a column: `{ from: ['received_at', 'gte'] }`. */
  ranges?: Record<string, [column: keyof Row<T> & string, operator: 'gte' | 'gt' | 'lte' | 'lt']>;
  /** Columns that `search` looks into. */
  search?: (keyof Row<T> & string)[];
  /** Columns that a list may be ordered by; the first is the default, newest or highest first. */
  sort?: (keyof Row<T> & string)[];
  /** What is selected, when not all columns. */
  columns?: string;
}

type ListQuery = PageQueryDto & { search?: string; sort?: string };

/** A further condition of one list, put on the query builder; it has to hold for the total too. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Narrow = (select: any) => any;
const asItIs: Narrow = (select: unknown) => select;

/** The dull part of one table: exact types outside, its one loose place inside. */
export class Table<T extends TableName> {
  constructor(
    private readonly client: SupabaseClient<Database>,
    private readonly name: T,
    private readonly options: TableOptions<T>,
  ) {}

  /** The row with this id, or null. */
  async find(id: string): Promise<Row<T> | null> {
    return unwrap(await this.query().select(this.columns).eq('id', id).maybeSingle()) as Row<T> | null;
  }

  /** The row with this id; raises not_found. */
  async get(id: string): Promise<Row<T>> {
    const row = await this.find(id);
    if (!row) throw notFound({ id });
    return row;
  }

  /** One page: filtered, searched, ordered by a column and then the id, with the exact total. `narrow` adds what equality cannot say. */
  async page(query: ListQuery, narrow = asItIs): Promise<Page<Row<T>>> {
    const { page = 1, limit = 50 } = query;
    const sort = query.sort ?? this.options.sort?.[0] ?? 'created_at';
    const ascending = (query.order ?? 'desc') === 'asc';
    let select = narrow(this.filtered(this.query().select(this.columns, { count: 'exact' }), query));
    // The total must not shrink with the cursor, so a page by cursor asks for it apart.
    const total = query.cursor ? await this.count(query, narrow) : undefined;
    if (query.cursor) {
      const [value, id] = decodeCursor(query.cursor);
      const beyond = ascending ? 'gt' : 'lt';
      // By id alone the plain condition, which an index can begin at.
      if (sort === 'id') select = select[beyond]('id', id);
      else select = select.or(`${sort}.${beyond}.${quote(value)},and(${sort}.eq.${quote(value)},id.${beyond}.${quote(id)})`);
    }
    const from = query.cursor ? 0 : (page - 1) * limit;
    if (sort !== 'id') select = select.order(sort, { ascending });
    const result = await select.order('id', { ascending }).range(from, from + limit);
    // Asking for a page behind the end is no failure: there is just nothing on it.
    const beyondEnd = result.error?.code === 'PGRST103';
    const found = beyondEnd ? [] : (unwrap(result) as unknown as Record<string, unknown>[]);
    const data = found.slice(0, limit);
    const last = data.at(-1);
    return {
      data: data as unknown as Row<T>[],
      total: total ?? (beyondEnd ? await this.count(query, narrow) : (result.count ?? 0)),
      page,
      limit,
      next_cursor: found.length > limit && last ? encodeCursor([last[sort] as string, String(last.id)]) : null,
    };
  }

  /** Raises conflict when a unique value is taken. */
  async insert(row: Insert<T>): Promise<Row<T>> {
    return unwrap(await this.query().insert(row).select(this.columns).single()) as Row<T>;
  }

  /** Raises not_found. */
  async update(id: string, change: Update<T>): Promise<Row<T>> {
    return unwrap(await this.query().update(change).eq('id', id).select(this.columns).single()) as Row<T>;
  }

  /** Raises not_found. */
  async remove(id: string): Promise<Row<T>> {
    return unwrap(await this.query().delete().eq('id', id).select(this.columns).single()) as Row<T>;
  }

  private async count(query: ListQuery, narrow: Narrow): Promise<number> {
    const result = await narrow(this.filtered(this.query().select('id', { count: 'exact', head: true }), query));
    if (result.error) throw translateDatabaseError(result.error);
    return result.count ?? 0;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  private filtered(select: any, query: ListQuery): any {
    const values = query as Record<string, unknown>;
    let filtered = select;
    for (const column of this.options.filters ?? []) {
      if (values[column] !== undefined) filtered = filtered.eq(column, values[column]);
    }
    for (const [field, [column, operator]] of Object.entries(this.options.ranges ?? {})) {
      if (values[field] !== undefined) filtered = filtered.filter(column, operator, values[field]);
    }
    if (query.search?.trim() && this.options.search?.length) filtered = filtered.or(searchFilter(this.options.search, query.search));
    return filtered;
  }

  private get columns(): string {
    return this.options.columns ?? '*';
  }

  // The client's types follow literal table names only; this is the one place that gives them up.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  private query(): any {
    return this.client.from(this.name as never);
  }
}

type Failure = { code?: string; message: string; details?: string | null };

/** The data of an answer, or the translated error. */
export function unwrap<R extends { data: unknown; error: Failure | null }>(result: R): Extract<R, { error: null }>['data'] {
  if (result.error) throw translateDatabaseError(result.error);
  return result.data as Extract<R, { error: null }>['data'];
}

function quote(value: string | number | null): string {
  return `"${String(value).replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
}
