import { readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { databaseUrl } from '../../../src/supabase/embedded/embeddedSupabase.js';
import { ADMIN_ROLE } from '../../../src/supabase/embedded/postgresServer.js';
import { loadSecrets } from '../../../src/supabase/embedded/secrets.js';
import { collectLists, type ListDeclaration, type ScaleDeclaration } from '../../support/lists.js';
import { openPool } from '../../support/pool.js';
import { type Product, startProduct } from '../../support/product.js';
import { buffersOf, nodesOf, PlanLog, type PlanNode } from './planLog.js';
import { type Question, questionsFor, untried } from './questions.js';

export interface ScaleOptions {
  seed: string;
  /** Rows of each table, instead of the sizes that the lists say. */
  rows?: number;
  /** The modules (names of tables) to try; all when nothing is said. */
  only?: string[];
  /** The part of them that this run tries, as 1/2. */
  share?: string;
  /** An index that is dropped: the proof has to notice. */
  sabotage?: string;
  say?: (line: string) => void;
}

export interface ScaleReport {
  lists: number;
  cases: number;
  rows: number;
  /** One line per case that costs more with the table, or reads all of it. */
  faults: string[];
}

/** What a request cost: pages of 8 kB that were looked at, and how. */
interface Cost {
  page: number;
  total: number;
  /** That the page has. */
  rows: number;
  nodes: string[];
  scans: boolean;
}

/** So many rows are there when costs are taken first; a tenth when there will not be many. */
const FEW_ROWS = 10_000;
const BATCH = 100_000;
/** So few buffers are cheap whatever the growth. */
const CHEAP = 24;
/** B-trees get deeper: a level more of each, or two. */
const LEVELS = 8;
/** A search for digits may take a buffer for each so many rows of the table. */
const SHARE_OF_DIGITS = 100;
/** How often a question is asked once more before it is a fault. */
const ASKED_AGAIN = 2;

/**
 * Every question that a list answers costs about the same when there are a hundred times more rows: the buffers that the statements of the
 * real request touched grow to twice at most, and none reads the whole table.
 */
export async function proveScale(options: ScaleOptions): Promise<ScaleReport> {
  const say = options.say ?? (() => undefined);
  const report: ScaleReport = { lists: 0, cases: 0, rows: 0, faults: [] };
  const product = await startProduct({ environment: { SANDBOX_PROFILE: 'none' } });
  const { runtime } = JSON.parse(readFileSync(path.join(product.data_dir, 'runtime.json'), 'utf8')) as {
    runtime: { database: { db_url: string } };
  };
  const secrets = await loadSecrets(product.data_dir, { mayCreate: false });
  const admin = openPool(databaseUrl(ADMIN_ROLE, secrets.adminPassword, Number(new URL(runtime.database.db_url).port)), 2);
  try {
    await makeChance(admin, options.seed);
    if (options.sabotage) await admin.query(`drop index public.${options.sabotage}`);
    const plans = await PlanLog.open(admin);
    const tables = [...byTable(await collectLists())].filter(([table]) => options.only?.includes(table) ?? true);
    for (const [, lists] of shareOf(tables, options.share ?? '1/1')) {
      await proveLists({ product, admin, plans, say, report }, lists, options.rows ?? lists[0]!.scale.size ?? 1_000_000);
    }
  } finally {
    await admin.end();
    await product.stop();
  }
  return report;
}

interface World {
  product: Product;
  admin: pg.Pool;
  plans: PlanLog;
  say: (line: string) => void;
  report: ScaleReport;
}

type LargeList = ListDeclaration & { scale: ScaleDeclaration };
type Costs = Map<string, { question: Question; cost: Cost }>;

/** Lists of one table are asked of the same rows: those that the first one makes. */
function byTable(all: ListDeclaration[]): Map<string, LargeList[]> {
  const lists = all.filter((list): list is LargeList => list.scale !== undefined);
  return new Map(lists.map(({ scale: { table } }) => [table, lists.filter(({ scale }) => scale.table === table)]));
}

/** `1/2` is the first half. */
function shareOf<T>(things: T[], share: string): T[] {
  const [nth, of] = share.split('/').map(Number);
  if (!nth || !of || nth > of) throw new Error(`A share looks like 1/2, not ${share}.`);
  return things.slice(Math.round(((nth - 1) * things.length) / of), Math.round((nth * things.length) / of));
}

async function proveLists(world: World, lists: LargeList[], rows: number): Promise<void> {
  const { admin, say, report } = world;
  const { scale } = lists[0]!;
  const sizes = [Math.min(FEW_ROWS, Math.ceil(rows / 10)), rows];
  const costs = lists.map((): Costs[] => []);
  const tables = await tablesOf(admin, scale.table);
  let made = 0;
  for (const size of sizes) {
    await makeRows(admin, scale, made + 1, size, say);
    made = size;
    for (const [index, list] of lists.entries()) {
      const asked: Costs = new Map();
      for (const question of await questionsFor(list, list.scale, admin))
        asked.set(question.name, { question, cost: await costOf(world, scale.table, tables, question) });
      costs[index]!.push(asked);
    }
  }
  report.lists += lists.length;
  report.rows += made;
  for (const [index, list] of lists.entries()) await judge(world, list, costs[index]!, tables, rows);
}

async function judge(world: World, list: LargeList, costs: Costs[], tables: Set<string>, rows: number): Promise<void> {
  const { say, report } = world;
  const { scale } = list;
  for (const name of untried(list, scale)) report.faults.push(`${list.path}: ${name} is in the API document and not tried`);
  const [small, large] = costs;
  for (const [name, { question, cost }] of large!) {
    const at_small = small!.get(name)!.cost;
    let at_large = cost;
    let wrong = faultsOf(question, at_small, at_large, rows);
    // What a job read meanwhile is counted too; what the question reads, it reads again.
    for (let more = 0; wrong.length > 0 && more < ASKED_AGAIN; more++) {
      at_large = await costOf(world, scale.table, tables, question);
      wrong = faultsOf(question, at_small, at_large, rows);
    }
    const line =
      `${list.path} ${name}: ${at_small.page} -> ${at_large.page} buffers, total ${at_small.total} -> ${at_large.total}, ` +
      `${at_large.nodes.join(' + ')}`;
    say(`${wrong.length > 0 ? 'FAIL' : 'ok  '} ${line}${wrong.length > 0 ? ` (${wrong.join(', ')})` : ''}`);
    report.cases += 1;
    if (wrong.length > 0) report.faults.push(`${line}: ${wrong.join(', ')}`);
  }
}

function faultsOf(question: Question, at_small: Cost, at_large: Cost, rows: number): string[] {
  // Of a small table the page may not be full.
  const more = Math.max(1, at_large.rows / Math.max(1, at_small.rows));
  const grows = (few: number, many: number, times = 1) => many > 2 * times * Math.max(few, CHEAP) + LEVELS;
  return [
    at_large.page + at_large.total === 0 && 'no statement of it was seen',
    at_large.scans && 'reads the whole table',
    question.may_grow &&
      at_large.page > Math.max(rows / SHARE_OF_DIGITS, 10 * CHEAP) &&
      `takes more than a buffer per ${SHARE_OF_DIGITS} rows`,
    !question.may_grow && grows(at_small.page, at_large.page, more) && 'grows',
    question.is_total_kept && grows(at_small.total, at_large.total) && 'its total grows',
  ].filter((fault) => fault !== false);
}

async function costOf({ product, plans }: World, table: string, tables: Set<string>, question: Question): Promise<Cost> {
  plans.take();
  const response = await fetch(`${product.api}${question.path}`, { headers: { authorization: `Bearer ${product.token}` } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`GET ${question.path} answered ${response.status}: ${text}`);
  const rows = (JSON.parse(text) as { data?: unknown[] }).data?.length ?? 1;
  const cost: Cost = { page: 0, total: 0, rows, nodes: [], scans: false };
  for (const { plan, query } of plans.take()) {
    const counting = countIn(query, plan, table);
    const read = nodesOf(plan).filter((node) => tables.has(node['Relation Name'] ?? ''));
    if (read.length === 0) continue;
    cost.total += counting ? buffersOf(counting) : 0;
    cost.page += buffersOf(plan) - (counting ? buffersOf(counting) : 0);
    const forThePage = read.filter((node) => node['Actual Loops'] !== 0 && (!counting || !nodesOf(counting).includes(node)));
    cost.nodes.push(...forThePage.map(named));
    if (forThePage.some((node) => node['Relation Name'] === table && node['Node Type'] === 'Seq Scan')) cost.scans = true;
  }
  return cost;
}

/** The part of a plan that counts: beside the page, or alone; kept counts have a table of their own. */
function countIn(query: string, plan: PlanNode, table: string): PlanNode | undefined {
  if (query.includes('as listed_total')) return plan.Plans?.find((node) => node['Parent Relationship'] === 'InitPlan');
  const countsOnly = nodesOf(plan).some((node) => node['Relation Name'] === `${table}_counts`) || query.includes('grouping(');
  return countsOnly ? plan : undefined;
}

/** The table, what belongs to its rows by a foreign key, the log of what was done to them, and its counts. */
async function tablesOf(admin: pg.Pool, table: string): Promise<Set<string>> {
  const { rows } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_constraint k join pg_class c on c.oid = k.conrelid where k.confrelid = $1::regclass`,
    [`public.${table}`],
  );
  return new Set([table, `${table}_counts`, 'activity_log', ...rows.map(({ name }) => name)]);
}

function named(node: PlanNode): string {
  return [node['Node Type'], node['Index Name'] ?? node['Relation Name']].join(' ');
}

/**
 * Rows are made in order, past what the product does with each: events, entries of the log, figures that are kept. Indexes that no
 * constraint needs are made anew afterwards, which is several times quicker; foreign keys are compared then.
 */
async function makeRows(
  admin: pg.Pool,
  { table, rows, kept }: ScaleDeclaration,
  from: number,
  to: number,
  say: (line: string) => void,
): Promise<void> {
  const started = Date.now();
  const client = await admin.connect();
  try {
    await client.query(`set session_replication_role = replica; set maintenance_work_mem = '512MB'`);
    const indexes = await client.query<{ name: string; definition: string }>(
      `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
       where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
      [`public.${table}`],
    );
    for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
    for (let first = from; first <= to; first += BATCH) {
      for (const statement of rows) await client.query(statement, [first, Math.min(to, first + BATCH - 1)]);
    }
    for (const { definition } of indexes.rows) await client.query(definition);
    await client.query(FOREIGN_KEYS_HOLD);
    if (kept) await client.query('select public.rebuild_kept_counts($1)', [`public.${table}`]);
    await client.query('set session_replication_role = origin');
    await client.query('vacuum analyze');
  } finally {
    client.release(true);
  }
  say(`${table}: rows ${from} to ${to} in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Raises when a row names another that is not there. */
const FOREIGN_KEYS_HOLD = `do $$ declare k record; orphans bigint; begin
  for k in
    select c.conrelid::regclass as t, c.confrelid::regclass as other,
      string_agg(format('o.%I = t.%I', f.attname, a.attname), ' and ') as same,
      string_agg(format('t.%I is not null', a.attname), ' and ') as given
    from pg_constraint c cross join lateral unnest(c.conkey, c.confkey) as p (mine, theirs)
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = p.mine
    join pg_attribute f on f.attrelid = c.confrelid and f.attnum = p.theirs
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace group by c.oid, c.conrelid, c.confrelid
  loop
    execute format('select count(*) from %s t where %s and not exists (select from %s o where %s)', k.t, k.given, k.other, k.same)
      into orphans;
    if orphans > 0 then
      raise exception '% rows of % name a row of % that is not there', orphans, k.t, k.other;
    end if;
  end loop;
end $$`;

/** Chance and ids for the statements that make rows: the same for a seed, wherever one begins. */
async function makeChance(admin: pg.Pool, seed: string): Promise<void> {
  await admin.query(`
    create schema scale;
    create function scale.dice(p_what text, p_n bigint) returns double precision language sql immutable as $$
      select (hashtextextended(p_what || p_n, hashtext('${seed.replace(/\W/g, '_')}')) & 4294967295) / 4294967296.0::double precision
    $$;
    create function scale.one(p_what text, p_n bigint, p_of text[]) returns text language sql immutable as $$
      select p_of[1 + floor(scale.dice(p_what, p_n) * cardinality(p_of))::int]
    $$;
    create function scale.id(p_table text, p_n bigint) returns uuid language sql immutable as $$
      select overlay(overlay(md5(p_table || p_n) placing '4' from 13) placing '8' from 17)::uuid
    $$;`);
}
