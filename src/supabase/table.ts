import type { SupabaseClient } from '@supabase/supabase-js';
import { notFound, staleVersion } from '../common/errors/commonErrors.js';
import type { AppError } from '../common/errors/appError.js';
import { decodeCursor, encodeCursor } from '../common/list/cursor.js';
import type { Page } from '../common/list/page.dto.js';
import { isUncounted } from '../common/list/uncounted.js';
import type { PageQueryDto } from '../common/list/pageQuery.dto.js';
import { type Condition, narrowed, type Select, type Test, whereClause } from './conditions.js';
import { translateDatabaseError } from './databaseError.js';
import type { Database, Json } from './database.types.js';
import type { PostgresService } from './postgres.service.js';

type Tables = Database['public']['Tables'];
export type TableName = keyof Tables & string;
export type Row<T extends TableName> = Tables[T]['Row'];
export type Insert<T extends TableName> = Tables[T]['Insert'];
export type Update<T extends TableName> = Tables[T]['Update'];
/** What is written: a JSON column takes any object. */
type Written<R> = { [C in keyof R]: NonNullable<Json> extends R[C] ? R[C] | object : R[C] };
type Column<T extends TableName> = keyof Row<T> & string;

export interface TableOptions<T extends TableName> {
  /** Raised with the id where a row is missing; not_found when nothing is said. */
  notFound?: (details: { id: string }) => AppError;
  /** A row whose column here is set was deleted: nothing finds it. */
  hidden?: Column<T>;
  /** Columns that a list may filter on: by equality, or by one of several values when the query has an array. */
  filters?: Column<T>[];
  /** Query fields that bound a column: `{ from: ['received_at', 'gte'] }`. */
  ranges?: Record<string, readonly [column: Column<T>, operator: 'gte' | 'gt' | 'lte' | 'lt']>;
  /** Columns that `search` looks into. */
  search?: Column<T>[];
  /** Columns that a list may be ordered by; the first is the default, newest or highest first. */
  sort?: Column<T>[];
  /** What is selected, when not all columns. */
  columns?: readonly Column<T>[];
  /** Columns that `stats` counts by, each with the values that are named even when no row has them. */
  stats?: { [C in Column<T>]?: readonly string[] };
  /**
   * Columns by which the number of rows is kept: those that the table's schema file names in `keep_counts`, with the sums of `amounts`.
   * Totals and `stats` of queries that use no other column are read there, whatever the size of the table.
   */
  kept?: Column<T>[];
  /** Amounts that `stats` adds up, apart for each value of `per`: money of two currencies makes no sum. */
  amounts?: { sums: Column<T>[]; per: Column<T> };
}

/** Bounds of a list by the time of creation, for `ranges`. */
export const CREATED_BETWEEN = { from: ['created_at', 'gte'], to: ['created_at', 'lt'] } as const satisfies Record<string, unknown>;

/** Values that rows must have; null means that the column is empty. */
export type Where<T extends TableName> = { [C in Column<T>]?: Row<T>[C] };

type ListQuery = Partial<PageQueryDto> & { search?: string; sort?: string };

/** The dull part of one table: exact types outside, its one loose place inside. `D` is the row as it is answered. */
export class Table<T extends TableName, D extends object = Row<T>> {
  constructor(
    private readonly client: SupabaseClient<Database>,
    private readonly postgres: PostgresService,
    private readonly name: T,
    private readonly options: TableOptions<T>,
  ) {}

  /** The row with this id, or null. */
  async find(id: string, where: Where<T> = {}): Promise<D | null> {
    return unwrap(await this.one(this.query().select(this.columns), id, where).maybeSingle()) as D | null;
  }

  /** The row with this id. Raises the table's notFound. */
  async get(id: string, where: Where<T> = {}): Promise<D> {
    return (await this.find(id, where)) ?? this.missing(id);
  }

  /**
   * One page: filtered, searched, ordered by a column and then the id, with the exact total unless it is `uncounted`; one statement, so
   * that rows and total agree. `more` are conditions that the query does not say.
   */
  async page(query: ListQuery, more: Where<T> | Condition[] = {}): Promise<Page<D>> {
    const { page = 1, limit = 50 } = query;
    const sort = query.sort ?? this.options.sort?.[0] ?? 'created_at';
    const direction = query.order ?? 'desc';
    const conditions = [...this.conditions(query), ...this.further(more)];
    const values: unknown[] = [];
    const rows = query.cursor
      ? this.after(decodeCursor(query.cursor), { sort, direction, limit, conditions, values })
      : `select ${this.columns} from public.${this.name} ${whereClause(conditions, values).text}
         order by ${sort} ${direction}, id ${direction} limit ${limit + 1} offset ${(page - 1) * limit}`;
    const total = isUncounted() ? '0' : this.total(conditions, values);
    const [answer] = await this.postgres.query<{ data: Record<string, unknown>[]; listed_total: string }>(
      `select coalesce(json_agg(r), '[]') as data, ${total} as listed_total from (${rows}) r`,
      values,
    );
    const found = answer!.data;
    const data = found.slice(0, limit);
    const last = data.at(-1);
    return {
      data: data as unknown as D[],
      total: Number(answer!.listed_total),
      page,
      limit,
      next_cursor: found.length > limit && last ? encodeCursor([last[sort] as string, String(last.id)]) : null,
    };
  }

  /** The first thousand rows that have these values, in the order of the first sort column: for the parts of one thing. */
  async all(where: Where<T>): Promise<D[]> {
    const order = this.options.sort?.[0] ?? 'created_at';
    return unwrap(await narrowed(this.query().select(this.columns), this.fixed(where)).order(order).limit(1_000)) as D[];
  }

  /**
   * Counts and sums of the rows that `page` lists for the same query, by one statement: `total`, `by_<column>` for each column of the
   * options as `{ value, count, amounts }`, and `amounts`. The parts add up to the total. `more` as for `page`.
   */
  async stats<S extends { total: number }>(query: ListQuery, more: Where<T> | Condition[] = {}): Promise<S> {
    const columns = Object.keys(this.options.stats ?? {});
    const { sums, per } = this.options.amounts ?? { sums: [], per: undefined };
    const sets = [[], ...columns.map((column) => [column])].flatMap((set) => (per ? [set, [...set, per]] : [set]));
    const all = [...columns, ...(per ? [per] : [])];
    const { text, values } = this.source([...this.conditions(query), ...this.further(more)], [...all, ...sums], []);
    const rows = await this.postgres.query<Record<string, string | null> & { grouped: number; count: string }>(
      `select ${[...all.map((name) => `${name}::text`), `grouping(${all.join()}) as grouped`, 'coalesce(sum(rows), 0) as count'].join()}
         ${sums.map((name) => `, coalesce(sum(${name}), 0)::text as ${name}`).join('')}
       from ${text} as source
       group by grouping sets (${sets.map((set) => `(${set.join()})`).join()})
       order by ${[...all.map((name) => `${name} nulls last`)].join()}`,
      values,
    );
    // Bits of `grouped`, the first column's the highest: 1 where a row does not group by the column.
    const bit = (name: string) => 1 << (all.length - 1 - all.indexOf(name));
    const everything = (1 << all.length) - 1;
    const of = (...set: string[]) => {
      const wanted = set.reduce((left, name) => left - bit(name), everything);
      return rows.filter(({ grouped }) => grouped === wanted);
    };
    const amounts = (found: typeof rows) =>
      found.map((row) => ({ [per!]: row[per!] ?? null, ...Object.fromEntries(sums.map((name) => [name, Number(row[name])])) }));
    const stats: Record<string, unknown> = { total: Number(of()[0]!.count), ...(per && { amounts: amounts(of(per)) }) };
    for (const column of columns) {
      const counts = new Map(of(column).map((row) => [row[column] ?? null, Number(row.count)]));
      const known = (this.options.stats as Record<string, readonly string[]>)[column]!;
      stats[`by_${column}`] = [...new Set([...known, ...counts.keys()])].map((value) => ({
        value,
        count: counts.get(value) ?? 0,
        ...(per && { amounts: amounts(of(column, per).filter((row) => (row[column] ?? null) === value)) }),
      }));
    }
    return stats as unknown as S;
  }

  /** Raises conflict when a unique value is taken. */
  async insert(row: Written<Insert<T>>): Promise<D> {
    return unwrap(
      await this.query()
        .insert(row as Insert<T>)
        .select(this.columns)
        .single(),
    ) as D;
  }

  /** Raises the table's notFound, and stale_version when the row has another version than the caller saw. */
  async update(id: string, change: Written<Update<T>>, { version, ...where }: Where<T> & { version?: number } = {}): Promise<D> {
    const order = this.one(this.query().update(change as Update<T>), id, where as Where<T>);
    const row = unwrap(await (version === undefined ? order : order.eq('version', version)).select(this.columns).maybeSingle()) as D | null;
    return row ?? this.refused(id, where as Where<T>, version);
  }

  /** Deletes the row: for good, or by setting the column that hides it. Raises the table's notFound. */
  async remove(id: string, where: Where<T> = {}): Promise<D> {
    const { hidden } = this.options;
    if (hidden) return this.update(id, { [hidden]: new Date().toISOString() } as Update<T>, where);
    const row = unwrap(await this.one(this.query().delete(), id, where).select(this.columns).maybeSingle()) as D | null;
    return row ?? this.missing(id);
  }

  private async refused(id: string, where: Where<T>, version: number | undefined): Promise<never> {
    const row = (await this.get(id, where)) as { version?: number };
    throw version === undefined ? this.error(id) : staleVersion({ version: row.version });
  }

  private missing(id: string): never {
    throw this.error(id);
  }

  private error(id: string): AppError {
    return (this.options.notFound ?? notFound)({ id });
  }

  /** Whether the counts that are kept answer this question. */
  private isKept(conditions: Condition[]): boolean {
    const { kept } = this.options;
    if (!kept) return false;
    return this.visible(conditions).every(
      (condition) =>
        'columns' in condition &&
        condition.columns.length === 1 &&
        ['eq', 'in', 'null', 'set'].includes(condition.operator) &&
        kept.includes(condition.columns[0] as Column<T>),
    );
  }

  /** Conditions without the one that hides deleted rows, which kept counts leave out too. */
  private visible(conditions: Condition[]): Condition[] {
    return conditions.filter((condition) => !('columns' in condition) || condition.columns[0] !== this.options.hidden);
  }

  /** Where numbers of rows and sums come from: the kept ones, where a line stands for many rows, or the rows themselves. */
  private source(conditions: Condition[], columns: string[], values: unknown[]): { text: string; values: unknown[] } {
    if (!this.isKept(conditions)) {
      const { text } = whereClause(conditions, values);
      return { text: `(select ${['1 as rows', ...columns].join()} from public.${this.name} ${text})`, values };
    }
    const { kept = [], amounts } = this.options;
    const sums = (amounts?.sums ?? []).map((name) => `sum(sum_${name}) as ${name}`);
    const { text } = whereClause(this.visible(conditions), values);
    return {
      text: `(select ${['sum(rows) as rows', ...kept, ...sums].join()} from public.${this.name}_counts ${text}
        group by ${kept.join()} having sum(rows) <> 0)`,
      values,
    };
  }

  /** How many rows meet the conditions, as a value in a statement. */
  private total(conditions: Condition[], values: unknown[]): string {
    if (this.isKept(conditions)) return `(select coalesce(sum(rows), 0) from ${this.source(conditions, [], values).text} as source)`;
    return `(select count(*) from public.${this.name} ${whereClause(conditions, values).text})`;
  }

  /**
   * The rows after a place, one more than the limit. Two parts: an index begins at "the same value and a later id" and at "a later value",
   * but not at one of the two, which would read it from its beginning.
   */
  private after([value, id]: ReturnType<typeof decodeCursor>, { sort, direction, limit, conditions, values }: Place): string {
    const beyond = direction === 'asc' ? 'gt' : 'lt';
    const order = `order by ${sort === 'id' ? '' : `${sort} ${direction}, `}id ${direction} limit ${limit + 1}`;
    const part = (place: Condition[]) =>
      `(select ${this.columns} from public.${this.name} ${whereClause([...conditions, ...place], values).text} ${order})`;
    const later = { columns: ['id'], operator: beyond, value: id } as const;
    if (sort === 'id') return part([later]);
    const same = { columns: [sort], operator: 'eq', value } as const;
    return `select * from (${part([same, later])} union all ${part([{ columns: [sort], operator: beyond, value }])}) p ${order}`;
  }

  private one(select: Select, id: string, where: Where<T>): Select {
    return narrowed(select.eq('id', id), this.fixed(where));
  }

  /** What the query asks for. */
  private conditions(query: ListQuery): Test[] {
    const { filters = [], ranges = {}, search = [] } = this.options;
    const values = query as Record<string, unknown>;
    const found: Test[] = [];
    for (const column of filters) {
      const value = values[column];
      if (value !== undefined) found.push({ columns: [column], operator: Array.isArray(value) ? 'in' : 'eq', value });
    }
    for (const [field, [column, operator]] of Object.entries(ranges)) {
      if (values[field] !== undefined) found.push({ columns: [column], operator, value: values[field] });
    }
    if (query.search?.trim() && search.length > 0) found.push({ columns: search, operator: 'contains', value: query.search });
    return found;
  }

  /** What a query does not say, and what always holds. */
  private further(more: Where<T> | Condition[]): Condition[] {
    return Array.isArray(more) ? [...more, ...this.fixed({})] : this.fixed(more);
  }

  /** What always holds. */
  private fixed(where: Where<T>): Test[] {
    const all = { ...(this.options.hidden && { [this.options.hidden]: null }), ...where };
    return Object.entries(all)
      .filter(([, value]) => value !== undefined)
      .map(([column, value]) => ({ columns: [column], operator: value === null ? 'null' : 'eq', value }));
  }

  private get columns(): string {
    return this.options.columns?.join() ?? '*';
  }

  // The client's types follow literal table names only; this is the one place that gives them up.
  private query(): Select {
    return this.client.from(this.name as never);
  }
}

type Failure = { code?: string; message: string; details?: string | null };

/** The data of an answer, or the translated error. */
export function unwrap<R extends { data: unknown; error: Failure | null }>(result: R): Extract<R, { error: null }>['data'] {
  if (result.error) throw translateDatabaseError(result.error);
  return result.data as Extract<R, { error: null }>['data'];
}

interface Place {
  sort: string;
  direction: 'asc' | 'desc';
  limit: number;
  conditions: Condition[];
  /** Of the whole statement. */
  values: unknown[];
}
