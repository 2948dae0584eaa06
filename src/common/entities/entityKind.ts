import type { Row, TableName } from '../../supabase/table.js';

type Column<T extends TableName> = keyof Row<T> & string;

/** What a module says of one kind of thing, so that others can name it, show it and link to it. */
export interface EntityKind<T extends TableName = TableName> {
  /** Its name everywhere: the same as in events, where it has some. */
  readonly type: string;
  /** Whoever may view this module sees it. */
  readonly module: string;
  readonly table: T;
  /** The column with the id, if it is not `id`; ids that are no UUIDs are looked for only where one is named. */
  readonly key?: Column<T>;
  /** Set for a row that is as good as gone. */
  readonly hidden?: Column<T>;
  /** The id of the row that this one is part of now, which then counts in its place. */
  readonly partOf?: Column<T>;
  /**
   * In which scopes a row is seen, as SQL: an array, of columns of r, the same as in its table's `publish_table`. Without it, who has some
   * scopes alone does not see it.
   */
  readonly scopes?: string;
  /** What label and path are made of. */
  readonly columns: readonly Column<T>[];
  /** In a few words, as a person would call it. */
  label(this: void, row: Row<T>): string;
  /** Set for what `GET /search` finds. */
  readonly searched?: Searched;
  /** Where the API answers it, with columns of the row in braces, best `id` and `customer_id` alone; null when no route does. */
  readonly path: string | null;
}

/** Where the words of a kind are, as `search_words` makes them. */
export interface Searched {
  /**
   * `search_things`, which the triggers of `follow_search` keep, if nothing else is said; or a table of its own, with the columns of the id
   * and of the time by which the newest come first; or a function of digits and a number of rows, for what has numbers alone.
   */
  readonly words?: { table: string; id: string; at: string } | { numbers: string };
  /** Rows that are left out unless they are asked for, as a condition on r. */
  readonly spam?: string;
}

/** `entityKind('refund', { module: 'refunds', table: 'refunds', columns: ['number'], label: …, path: '/refunds/{id}' })` */
export function entityKind<const T extends TableName>(type: string, kind: Omit<EntityKind<T>, 'type'>): EntityKind {
  // A label is only ever asked about rows of its own table.
  return { ...kind, type } as unknown as EntityKind;
}

/** The path of one thing; null when it has none, or when the values lack a part of it. */
export function fillPath(path: string | null, values: Record<string, unknown>): string | null {
  if (path === null) return null;
  let isWhole = true;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    isWhole &&= typeof value === 'string';
    return encodeURIComponent(String(value));
  });
  return isWhole ? filled : null;
}

/** A long text in one line, for a label. */
export function shortened(text: string, length = 80): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const signs = [...line];
  return signs.length > length ? `${signs.slice(0, length - 1).join('')}…` : line;
}

/** The scopes of a row with the key of its team in a column `team`. */
export const BY_TEAM = "array['team:' || r.team]";
