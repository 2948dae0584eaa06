import { AGENT_FEEDBACK, AGENT_FEEDBACK_KINDS, AGENT_FEEDBACK_VISIBILITIES } from '../../../src/agentFeedback/agentFeedback.states.js';
import type { AgentFeedbackBreakdownDto } from '../../../src/agentFeedback/dto/agentFeedback.dto.js';
import {
  CUSTOMER_FEEDBACK,
  CUSTOMER_FEEDBACK_CHANNELS,
  CUSTOMER_FEEDBACK_KINDS,
} from '../../../src/customerFeedback/customerFeedback.states.js';
import type { CustomerFeedbackBreakdownDto } from '../../../src/customerFeedback/dto/customerFeedback.dto.js';
import type { RatingFigureDto } from '../../../src/common/list/ratings.dto.js';
import type { StatsCountDto } from '../../../src/common/list/stats.dto.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { ModuleProofOptions, ModuleProofReport } from './moduleProofs.js';

interface Stats {
  total: number;
  rating: RatingFigureDto;
  [group: `by_${string}`]: StatsCountDto[];
}

const TOPICS = ['delivery', 'price', null];
const TEAMS = ['billing', 'returns', null];
const KINDS = {
  customer_feedback: {
    path: '/customer-feedback',
    groups: ['status', 'kind', 'topic', 'rating', 'team'],
    filters: ['', 'status=new', 'kind=praise,complaint', 'topic=price', 'rating=5', 'channel=call', 'team=billing&team=returns'],
  },
  agent_feedback: {
    path: '/agent-feedback',
    groups: ['status', 'kind', 'visibility', 'topic', 'rating'],
    filters: ['', 'status=new', 'kind=praise', 'visibility=team,agent', 'rating=1', 'is_anonymous=true'],
  },
} as const;
type Kind = keyof typeof KINDS;

/** Feedback of customers and about agents takes random steps; now and then every figure is compared with the rows, the list and its CSV. */
export async function proveFeedback({ seed, steps, sabotage = false }: ModuleProofOptions): Promise<ModuleProofReport> {
  const product = await startTestApp();
  const report: ModuleProofReport = { questions: 0, differences: [] };
  try {
    if (sabotage) {
      await product.database.pool.query('alter table customer_feedback disable trigger keep_customer_feedback_by_channel_update');
      await product.database.pool.query('alter table agent_feedback disable trigger keep_counts_update');
    }
    const random = new Random(`feedback/${seed}`);
    const agents: string[] = [];
    for (const name of ['Ravi', 'Meera', 'Lata'])
      agents.push((await product.call<{ id: string }>('POST', '/agents', { body: { name } })).body.id);
    const ids: Record<Kind, string[]> = { customer_feedback: [], agent_feedback: [] };
    for (let step = 1; step <= steps; step++) {
      await takeStep(product, random, agents, ids);
      if (step % 20 === 0 || step === steps) await compare(product, report);
    }
  } finally {
    await product.close();
  }
  return report;
}

async function takeStep(product: TestApp, random: Random, agents: string[], ids: Record<Kind, string[]>): Promise<void> {
  const kind = random.pick(Object.keys(KINDS) as Kind[]);
  const { path } = KINDS[kind];
  const act = random.weighted([
    ['create', 5],
    ['change', 4],
    ['act', 4],
    ['remove', 1],
  ] as const);
  const words = () => ({
    topic: random.pick(TOPICS),
    rating: random.pick([1, 2, 3, 4, 5, null]),
    ...(kind === 'customer_feedback'
      ? {
          kind: random.pick([...CUSTOMER_FEEDBACK_KINDS]),
          channel: random.pick([...CUSTOMER_FEEDBACK_CHANNELS]),
          team: random.pick(TEAMS),
          assignee_id: random.pick([...agents, null]),
        }
      : { kind: random.pick([...AGENT_FEEDBACK_KINDS]), visibility: random.pick([...AGENT_FEEDBACK_VISIBILITIES]) }),
  });
  if (act === 'create' || ids[kind].length === 0) {
    const about = kind === 'agent_feedback' ? { agent_id: random.pick(agents) } : {};
    const body = { comment: 'As it is.', is_anonymous: random.chance(0.3), ...about, ...words() };
    ids[kind].push((await product.call<{ id: string }>('POST', path, { body })).body.id);
    return;
  }
  const one = `${path}/${random.pick(ids[kind])}`;
  // Some are refused: what is refused changes no figure either.
  if (act === 'change') await product.call('PATCH', one, { body: words() });
  if (act === 'act') {
    const { actions } = kind === 'customer_feedback' ? CUSTOMER_FEEDBACK : AGENT_FEEDBACK;
    await product.call('POST', `${one}/actions`, { body: { action: random.pick([...actions]), note: 'because' } });
  }
  if (act === 'remove') await product.call('DELETE', one);
}

async function compare(product: TestApp, report: ModuleProofReport): Promise<void> {
  const same = (about: string, told: unknown, counted: unknown) => {
    report.questions++;
    if (JSON.stringify(told) !== JSON.stringify(counted))
      report.differences.push(`${about}: ${JSON.stringify(told)} is told, ${JSON.stringify(counted)} is so`);
  };
  const get = async <T>(path: string) => (await product.call<T>('GET', path)).body;
  type Row = Record<string, string | number | null>;
  for (const [kind, { path, groups, filters }] of Object.entries(KINDS)) {
    const all = (await product.database.pool.query<Row>(`select * from ${kind} where deleted_at is null`)).rows;
    for (const filter of filters) {
      const rows = all.filter((row) => meets(row, filter));
      const about = `${kind} ${filter}`;
      const stats = await get<Stats>(`${path}/stats?${filter}`);
      const csv = (await product.call('GET', `${path}?format=csv&${filter}`)).text.trimEnd().split('\r\n').length - 1;
      const { total } = await get<{ total: number }>(`${path}?limit=1&${filter}`);
      same(`${about}: totals`, [stats.total, total, csv], [rows.length, rows.length, rows.length]);
      same(`${about}: rating`, stats.rating, figure(rows));
      for (const group of groups) {
        const told = stats[`by_${group}`]!.flatMap(({ value, count }) => (count > 0 ? [`${value ?? ''} ${count}`] : []));
        same(`${about}: by ${group}`, told.sort(), [...grouped(rows, group)].map(([value, those]) => `${value} ${those.length}`).sort());
      }
    }
  }
  const of = (some: { count: number; rated: number; average: number | null }[], key: string) =>
    some.map((row) => [(row as unknown as Row)[key] ?? null, row.count, row.rated, row.average].join()).sort();
  const counted = (rows: Row[], key: string) =>
    [...grouped(rows, key)].map(([value, those]) => [value, those.length, ...Object.values(figure(those))].join()).sort();
  for (const team of [null, 'billing']) {
    const where = team === null ? 'true' : `team = '${team}'`;
    const { rows } = await product.database.pool.query<Row>(`select * from customer_feedback where deleted_at is null and ${where}`);
    const told = await get<CustomerFeedbackBreakdownDto>(`/customer-feedback/stats/breakdown${team === null ? '' : `?team=${team}`}`);
    same(`customer_feedback breakdown ${team}: total`, told.total, rows.length);
    same(`customer_feedback breakdown ${team}: by channel`, of(told.by_channel, 'channel'), counted(rows, 'channel'));
    same(`customer_feedback breakdown ${team}: by agent`, of(told.by_agent, 'agent_id'), counted(rows, 'assignee_id'));
  }
  const { rows } = await product.database.pool.query<Row>('select * from agent_feedback where deleted_at is null');
  const told = await get<AgentFeedbackBreakdownDto>('/agent-feedback/stats/breakdown');
  same('agent_feedback breakdown: total', told.total, rows.length);
  same('agent_feedback breakdown: by agent', of(told.by_agent, 'agent_id'), counted(rows, 'agent_id'));
  for (const kind of AGENT_FEEDBACK_KINDS) {
    const sum = told.by_agent.reduce((total, row) => total + row[kind], 0);
    same(`agent_feedback breakdown: ${kind}`, sum, rows.filter((row) => row['kind'] === kind).length);
  }
}

/** The filter of a list, read once more. */
function meets(row: Record<string, unknown>, filter: string): boolean {
  const fields = new URLSearchParams(filter);
  return [...new Set(fields.keys())].every((key) =>
    fields
      .getAll(key)
      .flatMap((value) => value.split(','))
      .includes(String(row[key])),
  );
}

function grouped<R extends Record<string, unknown>>(rows: R[], key: string): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) groups.set(String(row[key] ?? ''), [...(groups.get(String(row[key] ?? '')) ?? []), row]);
  return groups;
}

function figure(rows: Record<string, unknown>[]): { rated: number; average: number | null } {
  const ratings = rows.flatMap(({ rating }) => (rating === null ? [] : [Number(rating)]));
  const sum = ratings.reduce((total, rating) => total + rating, 0);
  return { rated: ratings.length, average: ratings.length === 0 ? null : Math.round((sum / ratings.length) * 100) / 100 };
}
