import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RoleName } from './app.js';

export type Item = Record<string, unknown> & { id: string };

/** A query, and the rows of the whole list that it leaves: some, but not all. */
type Leaves = Record<string, (row: Item) => boolean>;

/** What a list can do. Said once in `lists/<module>.ts`; `listSuite` tries it with six rows, `prove:scale` with a million. */
export interface ListDeclaration {
  /** `/refunds`; one thing is at `<path>/:id`. */
  path: string;
  /** Columns that the list may be ordered by; the first is its default, from the highest down. None: it is ranked. */
  sort: string[];
  /** `{ 'state=active': (row) => row.state === 'active' }` */
  filters?: Leaves;
  /** What is typed: `{ needle: (row) => row.name.includes('needle') }`. */
  search?: Leaves;
  as?: RoleName;
  /** Not for a list that never gets long. */
  scale?: ScaleDeclaration;
}

export interface ScaleDeclaration {
  table: string;
  /**
   * Statements that make the rows numbered from $1 to $2, called again to make more. The table's id is `scale.id('<table>', n)`. Chance is
   * `scale.dice('<what>', n)`, from 0 up to 1, the same for a seed; `scale.one('<what>', n, array[…])` picks. Lists of one table share the
   * rows of the first.
   */
  rows: string[];
  /** Rows that are made when nothing else is asked for; a million when nothing is said. */
  size?: number;
  /**
   * Queries that leave a handful of rows, however many there are, and ones that leave a share of them. Each filter and range of the API
   * document has to be in one of them at least, and so has `search`, when the list has it.
   */
  few: string[];
  many: string[];
  /** Searches for a string of digits: its trigrams are those of many numbers, so the index has more to look through in a larger table. */
  digits?: string[];
  /** Filters whose total is kept (keep_counts): a list that uses no other tells its total without counting. */
  kept?: string[];
  /** Whether `<path>/:id` is served, and `<path>/stats`. */
  detail?: boolean;
  stats?: boolean;
}

/** The entries that the activity log would have of the rows that `scale` makes. */
export const activityOf = (table: string) =>
  `insert into public.activity_log (actor_kind, action, entity_type, entity_id, after)
   select 'system', 'insert', '${table}', scale.id('${table}', n)::text, '{"status": "pending"}' from generate_series($1::int, $2::int) n`;

const FOLDER = fileURLToPath(new URL('lists', import.meta.url));

/** The lists of all modules: each file of `lists/` exports one as `list`. */
export async function collectLists(): Promise<ListDeclaration[]> {
  const files = readdirSync(FOLDER).sort();
  const modules = await Promise.all(files.map((file) => import(path.join(FOLDER, file)) as Promise<{ list: ListDeclaration }>));
  return modules.map(({ list }) => list);
}
