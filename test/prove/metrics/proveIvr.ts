import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { IvrCallCountsDto } from '../../../src/ivrWebhooks/calls/dto/ivrCall.dto.js';
import type { Random } from '../../../src/providers/sandbox/random.js';
import type { Product } from '../../support/product.js';
import { until } from '../../support/until.js';
import { differences } from './figures.js';
import { together } from './together.js';

export interface IvrProofReport {
  ivr_steps: number;
  ivr_questions: number;
  ivr_figures: number;
}

interface Given {
  product: Product;
  pool: pg.Pool;
  stretch: { from: number; to: number };
  random: Random;
  steps: number;
  questions: number;
  /** Keeps the counts from being kept. */
  sabotage: boolean;
  report: IvrProofReport;
  note(about: string, found: string[]): void;
}

interface Call {
  id: string;
  status: string;
  department: string | null;
  direction: string | null;
  is_missed_entry: boolean;
  is_sla_breached: boolean;
  assignee_id: string | null;
}

const DEPARTMENTS = ['sales', 'support', 'billing', null] as const;
const STATUSES = ['live', 'hangup', 'missed', 'answered'] as const;
type Connection = pg.Pool | pg.PoolClient;

/** Badges = sum of the departments = list total = CSV lines = brute force on the rows, after any history. */
export async function proveIvr(given: Given): Promise<void> {
  const { product, pool, random, report, note } = given;
  await pool.query('truncate ivr_providers, call_categories cascade');
  if (given.sabotage) await pool.query('alter table ivr_calls disable trigger keep_counts_update');
  try {
    const story = await IvrStory.begin(pool, random, given.stretch);
    for (let step = 0; step < given.steps; step++) {
      const kind = await story.step();
      report.ivr_steps++;
      // The clocks follow what happened: between two looks nothing may change.
      await until(
        async () => (await pool.query('select from public.sla_stale limit 1')).rowCount,
        (waiting) => waiting === 0,
      );
      const calls = await readCalls(pool);
      const counts = JSON.parse(await get(product, '/ivr-calls/counts')) as IvrCallCountsDto;
      const expected = countsByHand(calls);
      report.ivr_figures += JSON.stringify(expected).match(/:\d+/g)?.length ?? 0;
      note(`IVR counts after step ${step} (${kind})`, differences(counts, expected));
    }
    const calls = await readCalls(pool);
    for (let question = 0; question < given.questions; question++) {
      report.ivr_questions++;
      const filter: Partial<Record<'status' | 'department' | 'direction', string>> = {
        ...(random.chance(0.6) ? { status: random.pick([...STATUSES, 'completed']) } : {}),
        ...(random.chance(0.5) ? { department: random.pick(['sales', 'support', 'billing']) } : {}),
        ...(random.chance(0.3) ? { direction: random.pick(['inbound', 'outbound']) } : {}),
      };
      const expected = calls.filter((call) => Object.entries(filter).every(([field, value]) => call[field as 'status'] === value));
      const query = new URLSearchParams(filter).toString();
      const page = JSON.parse(await get(product, `/ivr-calls?limit=200&${query}`)) as { total: number; data: { id: string }[] };
      const lines = (await get(product, `/ivr-calls?${query}`, 'text/csv')).trimEnd().split('\n').length - 1;
      const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();
      note(
        `IVR list ${query}`,
        differences(
          { total: page.total, lines, ids: ids(page.data) },
          { total: expected.length, lines: expected.length, ids: ids(expected) },
        ),
      );
    }
  } finally {
    if (given.sabotage) await pool.query('alter table ivr_calls enable trigger keep_counts_update');
  }
}

async function get({ api, token }: Product, path: string, accept = 'application/json'): Promise<string> {
  const response = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${token}`, accept } });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.text();
}

async function readCalls(pool: pg.Pool): Promise<Call[]> {
  const { rows } = await pool.query<Call>(
    'select id, status, department, direction, is_missed_entry, is_sla_breached, assignee_id from public.ivr_calls',
  );
  return rows;
}

function countsByHand(calls: Call[]): IvrCallCountsDto {
  const figures = (some: Call[]) => {
    const of = (is: (call: Call) => boolean) => some.filter(is).length;
    return {
      live: of(({ status }) => status === 'live'),
      hangup: of(({ status }) => status === 'hangup'),
      missed: of(({ status }) => status === 'missed'),
      answered: of(({ status }) => status === 'answered'),
      completed: of(({ status }) => status === 'completed'),
      to_call_back: of((call) => call.is_missed_entry),
      unassigned: of((call) => call.is_missed_entry && call.assignee_id === null),
      sla_breached: of((call) => call.is_sla_breached && (call.is_missed_entry || call.status === 'live')),
    };
  };
  const departments = [...new Set(calls.map(({ department }) => department))].sort((a, b) =>
    a === null ? 1 : b === null ? -1 : a < b ? -1 : 1,
  );
  return {
    total: figures(calls),
    by_department: departments.map((department) => ({ department, ...figures(calls.filter((call) => call.department === department)) })),
  };
}

/** What happens to calls: new ones, other states, completions, moves, breaches, erasures. */
class IvrStory {
  private constructor(
    private readonly pool: pg.Pool,
    private readonly random: Random,
    private readonly stretch: { from: number; to: number },
    private readonly provider_id: string,
    private readonly category_id: string,
  ) {}

  static async begin(pool: pg.Pool, random: Random, stretch: { from: number; to: number }): Promise<IvrStory> {
    const provider = await pool.query<{ id: string }>(
      `insert into ivr_providers (slug, name, field_mapping) values ('story', 'Story', '{"call_id": {"path": "id"}}') returning id`,
    );
    const category = await pool.query<{ id: string }>(`insert into call_categories (name) values ('Story') returning id`);
    return new IvrStory(pool, random, stretch, provider.rows[0]!.id, category.rows[0]!.id);
  }

  async step(): Promise<string> {
    const { random } = this;
    const kind = random.weighted([
      ['call', 6],
      ['change', 8],
      ['together', 3],
    ] as const);
    if (kind === 'call') return this.call(this.pool);
    if (kind === 'change') return this.change(this.pool);
    return together(this.pool, random, [2, 4], (client) => (random.chance(0.4) ? this.call(client) : this.change(client)));
  }

  private async call(on: Connection): Promise<string> {
    const { random, stretch } = this;
    const rows = Array.from({ length: random.int(1, 12) }, () => ({
      id: randomUUID(),
      provider_id: this.provider_id,
      provider_call_id: randomUUID(),
      provider_status: random.pick(STATUSES),
      department: random.pick(DEPARTMENTS),
      direction: random.pick(['inbound', 'inbound', 'outbound', null]),
      customer_number: random.chance(0.9) ? `+9181234560${String(random.int(10, 25))}` : null,
      started_at: new Date(stretch.from + Math.floor(random.next() * (stretch.to - stretch.from))).toISOString(),
    }));
    await on.query(
      `insert into ivr_calls (id, provider_id, provider_call_id, provider_status, department, direction, customer_number, started_at)
       select id, provider_id, provider_call_id, provider_status, department, direction, customer_number, started_at
       from jsonb_populate_recordset(null::ivr_calls, $1)`,
      [JSON.stringify(rows)],
    );
    await this.settle(on);
    return 'call';
  }

  private async change(on: Connection): Promise<string> {
    const { random } = this;
    const some = `hashtext(id::text || $1) % ${random.int(2, 7)} = 0`;
    const salt = String(random.next());
    const changes = {
      'other state': () => on.query(`update ivr_calls set provider_status = $2 where ${some}`, [salt, random.pick(STATUSES)]),
      complete: () =>
        on.query(`update ivr_calls set status = 'completed', category_id = $2 where completed_at is null and ${some}`, [
          salt,
          this.category_id,
        ]),
      reopen: () => on.query(`update ivr_calls set status = provider_status where completed_at is not null and ${some}`, [salt]),
      department: () => on.query(`update ivr_calls set department = $2 where ${some}`, [salt, random.pick(DEPARTMENTS)]),
      breach: () =>
        on.query(`update ivr_calls set sla_breached_at = case when sla_breached_at is null then now() end where ${some}`, [salt]),
      erase: () => on.query(`delete from ivr_calls where ${some} and missed_entry_id is null`, [salt]),
    };
    const name = random.pick(Object.keys(changes) as (keyof typeof changes)[]);
    await changes[name]();
    await this.settle(on);
    return name;
  }

  private async settle(on: Connection): Promise<void> {
    await on.query('select settle_missed_calls(array(select distinct customer_number from ivr_calls where customer_number is not null))');
  }
}
