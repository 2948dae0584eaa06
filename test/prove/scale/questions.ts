import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { encodeCursor } from '../../../src/common/list/cursor.js';
import type { ListDeclaration, ScaleDeclaration } from '../../support/lists.js';

/** A request, and what it may cost. */
export interface Question {
  name: string;
  path: string;
  may_grow: boolean;
  is_total_kept: boolean;
}

interface Parameter {
  name: string;
  schema?: { enum?: string[] };
}

const OF_EVERY_LIST = ['page', 'limit', 'cursor', 'order', 'sort', 'id', 'format', 'bom'];

/** Filters, ranges, sorts and search that the API document has and the declaration does not try. */
export function untried({ path, sort }: ListDeclaration, { few, many, digits = [] }: ScaleDeclaration): string[] {
  const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: Record<string, { get: { parameters: Parameter[] } }> };
  const parameters = document.paths[path]?.get.parameters ?? [];
  const queries = [...few, ...many, ...digits].map((query) => new URLSearchParams(query));
  const tried = new Set(queries.flatMap((query) => [...query.keys()]));
  const sorted = [...sort, ...queries.map((query) => query.get('sort'))];
  const sorts = parameters.find(({ name }) => name === 'sort')?.schema?.enum ?? [];
  return [
    ...parameters.map(({ name }) => name).filter((name) => !tried.has(name) && !OF_EVERY_LIST.includes(name)),
    ...sorts.filter((column) => !sorted.includes(column)).map((column) => `sort=${column}`),
  ];
}

/** Everything that is asked of a list of which so many rows are there: first pages, pages from the middle on, one thing, the figures. */
export async function questionsFor(list: ListDeclaration, scale: ScaleDeclaration, pool: pg.Pool): Promise<Question[]> {
  const { path, sort } = list;
  const [few, many] = await Promise.all([scale.few, scale.many].map((queries) => Promise.all(queries.map((query) => filled(query, pool)))));
  const middles = new Map<string, string>();
  for (const column of sort) middles.set(column, await middleOf(scale.table, column, pool));
  const isKept = (query: string) => [...new URLSearchParams(query).keys()].every((name) => scale.kept?.includes(name));
  const ask = (name: string, query: string, filters: string): Question => ({
    name,
    path: query ? `${path}?${query}` : path,
    may_grow: false,
    is_total_kept: scale.kept !== undefined && isKept(filters),
  });
  const [order] = sort;
  return [
    // Without an order it is a search: nothing is asked without words, and a page has no cursor.
    ...(order === undefined ? [] : [ask('first page', '', '')]),
    ...sort.flatMap((column) =>
      ['desc', 'asc'].flatMap((direction) => {
        const query = `${sort.length > 1 ? `sort=${column}&` : ''}order=${direction}`;
        return [
          ask(`${column} ${direction}`, query, ''),
          ask(`${column} ${direction}, middle`, `${query}&cursor=${middles.get(column)}`, ''),
        ];
      }),
    ),
    ...few!.map((query) => ask(`few: ${query}`, query, query)),
    ...many!.map((query) => ask(`many: ${query}`, query, query)),
    ...(scale.digits ?? []).map((query) => ({ ...ask(`digits: ${query}`, query, query), may_grow: true })),
    ...(order === undefined ? [] : many!.map((query) => ask(`many: ${query}, middle`, `${query}&cursor=${middles.get(order)}`, query))),
    ...(scale.detail ? [{ name: 'one', path: `${path}/${await idOf(scale.table, 1, pool)}`, may_grow: false, is_total_kept: false }] : []),
    ...(scale.stats ? ['', ...many!.filter(isKept)] : []).map((query) => ({
      name: `stats${query && `: ${query}`}`,
      path: `${path}/stats?${query}`,
      may_grow: false,
      is_total_kept: scale.kept !== undefined,
    })),
  ];
}

/** `{agents 2}` is the id of the second agent. */
async function filled(query: string, pool: pg.Pool): Promise<string> {
  const [whole, table, n] = /\{(\w+) (\d+)\}/.exec(query) ?? [];
  return whole ? query.replace(whole, await idOf(table!, Number(n), pool)) : query;
}

async function idOf(table: string, n: number, pool: pg.Pool): Promise<string> {
  return (await pool.query<{ id: string }>('select scale.id($1, $2) as id', [table, n])).rows[0]!.id;
}

async function middleOf(table: string, column: string, pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ value: string | number; id: string }>(
    `select to_json(${column}) as value, id::text from public.${table} order by ${column}, id
     offset (select count(*) / 2 from public.${table}) limit 1`,
  );
  return encodeCursor([rows[0]!.value, rows[0]!.id]);
}
