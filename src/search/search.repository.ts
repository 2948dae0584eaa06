import { Injectable } from '@nestjs/common';
import type { EntityKind, Searched } from '../common/entities/entityKind.js';
import type { SearchQuestion } from '../common/search/searchQuestion.js';
import { PostgresService } from '../supabase/postgres.service.js';
import type { Hit, SearchType } from './searchRank.js';

/** So many are ranked and counted of each kind: the newest. */
export const MOST = 100;
/** So many are found and sorted as quickly as read in order. */
const FEW = 4_000;
/** Of so many new things so many with the words: they are common, and reading from the newest on finds enough. */
const PROBE = 100;
const COMMON = 7;
/** As of all things, of one kind: words that are common among tickets may be in no name. */
const PROBE_OF_KIND = 50;
const COMMON_IN_KIND = 3;
/** At most so many of a kind are read from the newest on before it is asked in the index: twice as many as its probe lets expect. */
const NEWEST = 2_000;
const newestOf = (n: number) => Math.min(NEWEST, Math.ceil((2 * (MOST + 1) * PROBE_OF_KIND) / n));
/** Names spelt like the words, at most of each kind. */
const SIMILAR = 20;

interface Viewed {
  kind: EntityKind;
  /** Null: everywhere. */
  scopes: string[] | null;
}
type Table = Extract<NonNullable<Searched['words']>, { table: string }>;
/** Kinds whose words are in one table. */
interface Source extends Table {
  kinds: Viewed[];
}
/** The words, those of heads, and the whole as heads are written. */
interface Terms {
  query: string;
  heads: string;
  whole: string;
}
type Found = Map<SearchType, Hit[]>;

const THINGS: Table = { table: 'search_things', id: 'id', at: 'at' };

/** Of each kind the newest that have the words, one more than MOST where there are more. */
@Injectable()
export class SearchRepository {
  constructor(private readonly postgres: PostgresService) {}

  async find(question: SearchQuestion, kinds: Viewed[], spam: boolean): Promise<Found> {
    const [terms] = await this.postgres.query<Terms>({
      name: 'search_terms',
      text: `select public.search_query($1)::text as query, public.search_query($1, 'A')::text as heads,
               array_to_string(public.search_tokens($2), ' ') as whole`,
      values: [question.text, question.digits ?? question.text.replace(/["*]/g, '')],
    });
    const found: Found = new Map();
    if (terms!.query === null) return found;
    const sources = sourcesOf(kinds, spam);
    await Promise.all([
      ...sources.map((source) => this.inWords(source, terms!, found)),
      ...kinds.map(({ kind }) => this.inNumbers(kind, question.digits, found)),
    ]);
    if (question.is_words && ![...found.values()].some(({ length }) => length > 0))
      await this.similar(sources.find(({ table }) => table === THINGS.table)?.kinds ?? [], terms!.whole, found);
    return found;
  }

  private async inWords(source: Source, terms: Terms, found: Found): Promise<void> {
    const { table, id, at } = source;
    const values = new Values(terms.query);
    const text = `
      with probe as materialized (
        select count(*) filter (where p.words @@ $1::tsquery) as n
        from (select words from public.${table} order by ${at} desc limit ${PROBE}) p
      ), found as materialized (
        select ${kindOf(source)} as kind, s.${id} as id, s.${at} as at from public.${table} s
        where (select n from probe) < ${COMMON} and s.words @@ $1::tsquery limit ${FEW + 1}
      ), placed as (
        select f.*, row_number() over (partition by f.kind order by f.at desc, f.id desc) as place
        from found f where ${allowed(source.kinds, values)}
      )
      select (select n >= ${COMMON} from probe) or (select count(*) > ${FEW} from found) as is_common,
        coalesce((select json_agg(h) from (${hitsOf(source, 'placed', terms, values)} where f.place <= ${MOST + 1}) h), '[]') as hits`;
    const [row] = await this.byIndex<{ is_common: boolean; hits: Hit[] }>(text, values);
    if (!row!.is_common) return put(row!.hits, found);
    const left = await this.newest(source, terms, found);
    if (left.length > 0) await this.inIndex({ ...source, kinds: left }, terms, found);
  }

  /** Of common words: read from the newest on. Returns the kinds of which that found too few. */
  private async newest(source: Source, terms: Terms, found: Found): Promise<Viewed[]> {
    const { table, id, at, kinds } = source;
    const likely = await this.likely(source, terms);
    if (likely.length === 0) return kinds;
    const values = new Values(terms.query);
    const parts = likely.map(
      (one) => `(
        select ${kindOf(source)} as kind, s.${id} as id, s.${at} as at
        from (select * from public.${table} s ${ofKind(source, one.kind)} order by s.${at} desc, s.${id} desc limit ${newestOf(one.n)}) s
        where s.words @@ $1::tsquery and ${allowed([one], values, 's', id, kindOf(source))} limit ${MOST + 1})`,
    );
    const text = `with newest as materialized (${parts.join(' union all ')}) ${hitsOf(source, 'newest', terms, values)}`;
    const hits = await this.postgres.query<Hit & Record<string, string>>(text, values.all);
    const full = kinds.filter(({ kind: { type } }) => hits.filter((hit) => hit.kind === type).length > MOST);
    put(
      hits.filter((hit) => full.some(({ kind }) => kind.type === hit.kind)),
      found,
    );
    return kinds.filter((one) => !full.includes(one));
  }

  /** The kinds in which the words are common, and how many of their newest have them. */
  private async likely(source: Source, terms: Terms): Promise<(Viewed & { n: number })[]> {
    const { table, id, at, kinds } = source;
    const parts = kinds.map(
      ({ kind }) => `
        select '${kind.type}' as kind, count(*) filter (where p.words @@ $1::tsquery) as n
        from (select s.words from public.${table} s ${ofKind(source, kind)} order by s.${at} desc, s.${id} desc limit ${PROBE_OF_KIND}) p`,
    );
    const rows = await this.postgres.query<{ kind: string; n: number }>(
      `select kind, n::int as n from (${parts.join(' union all ')}) p where n >= ${COMMON_IN_KIND}`,
      [terms.query],
    );
    return kinds.flatMap((one) => rows.filter(({ kind }) => kind === one.kind.type).map(({ n }) => ({ ...one, n })));
  }

  /** All that have the words, sorted. */
  private async inIndex(source: Source, terms: Terms, found: Found): Promise<void> {
    const { table, id, at, kinds } = source;
    const values = new Values(terms.query);
    const parts = kinds.map(
      ({ kind }, index) => `(
        with m as materialized (
          select ${kindOf(source)} as kind, s.${id} as id, s.${at} as at from public.${table} s
          where s.words @@ ($1::tsquery${table === THINGS.table ? ` && '''@${kind.type}'''::tsquery` : ''}))
        select m.* from m where ${allowed([kinds[index]!], values, 'm')} order by m.at desc, m.id desc limit ${MOST + 1})`,
    );
    const text = `with sorted as materialized (${parts.join(' union all ')}) ${hitsOf(source, 'sorted', terms, values)}`;
    put(await this.byIndex<Hit>(text, values), found);
  }

  /** Never reads a whole table: two words that each many things have look like most of it together. */
  private byIndex<R extends object>(text: string, values: Values): Promise<R[]> {
    return this.postgres.transaction(async (query) => {
      await query('set local enable_seqscan = off');
      return query<R & Record<string, unknown>>(text, values.all);
    });
  }

  /** Kinds that have numbers alone. */
  private async inNumbers({ type, searched }: EntityKind, digits: string | null, found: Found): Promise<void> {
    if (!digits || !searched?.words || !('numbers' in searched.words)) return;
    const hits = await this.postgres.query<{ id: string; at: string; is_exact: boolean }>({
      name: searched.words.numbers,
      text: `select id, ${UTC('at')} as at, is_exact from public.${searched.words.numbers}($1, $2)`,
      values: [digits, MOST + 1],
    });
    put(
      hits.map(({ is_exact, ...hit }) => ({ ...hit, kind: type as SearchType, match: is_exact ? ('exact' as const) : ('named' as const) })),
      found,
    );
  }

  /** Whose names are spelt much like it. */
  private async similar(kinds: Viewed[], whole: string, found: Found): Promise<void> {
    if (kinds.length === 0) return;
    const values = new Values(whole);
    const text = `
      select kind, id::text, ${UTC('at')} as at, 'similar' as match
      from (
        select s.*, row_number() over (partition by s.kind order by extensions.similarity(s.name, $1) desc, s.at desc, s.id) as place
        from public.search_things s
        where s.name <> '' and s.name operator(extensions.%) $1 and ${allowed(kinds, values, 's')}) s
      where s.place <= ${SIMILAR} order by s.place`;
    put(await this.postgres.query<Hit & Record<string, string>>(text, values.all), found);
  }
}

/** Parameters of a statement: `$1`, `$2` … */
class Values {
  readonly all: unknown[];

  constructor(first: unknown) {
    this.all = [first];
  }

  place(value: unknown): string {
    return `$${this.all.push(value)}`;
  }
}

const UTC = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The kinds by the table of their words; spam that is asked for is left out of none. */
function sourcesOf(kinds: Viewed[], spam: boolean): Source[] {
  const sources = new Map<string, Source>();
  for (const { kind, scopes } of kinds) {
    const words = kind.searched!.words ?? THINGS;
    if ('numbers' in words) continue;
    const source = sources.get(words.table) ?? { ...words, kinds: [] };
    const searched = { ...kind.searched, spam: spam ? undefined : kind.searched!.spam };
    sources.set(words.table, { ...source, kinds: [...source.kinds, { kind: { ...kind, searched }, scopes }] });
  }
  return [...sources.values()];
}

/** Several kinds are in one table, or one has its own. Names are ours, never a caller's. */
const kindOf = ({ table, kinds }: Source) => (table === THINGS.table ? 's.kind' : `'${kinds[0]!.kind.type}'`);

const ofKind = ({ table }: Source, { type }: EntityKind) => (table === THINGS.table ? `where s.kind = '${type}'` : '');

/** Whether the caller may see a row and asked for it. */
function allowed(kinds: Viewed[], values: Values, row = 'f', id = 'id', kind_of = `${row}.kind`): string {
  const terms = kinds.map(({ kind: { type, table, key, scopes: own, searched }, scopes }) => {
    const conditions = [scopes && `${own} && ${values.place(scopes)}::text[]`, searched!.spam && `not (${searched!.spam})`].filter(Boolean);
    const asked =
      conditions.length === 0
        ? ''
        : ` and exists (select from public.${table} r where r.${String(key ?? 'id')} = ${row}.${id} and ${conditions.join(' and ')})`;
    return `(${kind_of} = '${type}'${asked})`;
  });
  return `(${terms.join(' or ')})`;
}

/** The rows of a part of the statement, each with how it fits. */
function hitsOf({ table, id }: Source, part: string, { heads, whole }: Terms, values: Values): string {
  const is_things = table === THINGS.table;
  const given = is_things ? `${values.place(whole)}::text` : '';
  const exact = is_things
    ? `when ${given} = any (s.heads) or ${given} ~ '^[0-9]{7,}$' and exists (
         select from unnest(s.heads) h where h ~ '^[0-9]+$' and h like '%' || ${given}) then 'exact'`
    : '';
  return `
    select f.kind, f.id::text as id, ${UTC('f.at')} as at,
      case ${exact} when s.words @@ ${values.place(heads)}::tsquery then 'named' else 'text' end as match
    from ${part} f join public.${table} s on s.${id} = f.id${is_things ? ' and s.kind = f.kind' : ''}`;
}

function put(hits: Hit[], found: Found): void {
  for (const { kind, id, at, match } of hits) found.set(kind, [...(found.get(kind) ?? []), { kind, id, at, match }]);
}
