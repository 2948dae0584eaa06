import { AUDIT } from '../../../src/audits/audits.states.js';
import type { AuditDetailDto, AuditDto, AuditPageDto } from '../../../src/audits/dto/audit.dto.js';
import type { AuditScorecardDetailDto } from '../../../src/audits/dto/auditScorecard.dto.js';
import type {
  AuditAgentStatsDto,
  AuditQuestionStatsDto,
  AuditScoreFigureDto,
  AuditStatsDto,
} from '../../../src/audits/dto/auditStats.dto.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { ModuleProofOptions, ModuleProofReport } from './moduleProofs.js';

type Answers = Record<string, string>;

interface Kept {
  id: string;
  status: string;
  agent: string;
  team: string;
  day: number;
  card_version: number;
  answers: Answers | null;
  review: Answers | null;
  deleted: boolean;
}

interface World {
  product: TestApp;
  random: Random;
  card_id: string;
  /** The weights of each version of the scorecard, by question. */
  weights: Record<string, number>[];
  agents: string[];
  kept: Kept[];
}

const QUESTIONS = ['greeting', 'tone', 'consent'];
const MOST = 5;
const CAP = 20;
const TEAMS = ['billing', 'returns'];
const DAYS = 21;
const SCORED = ['scored', 'acknowledged', 'disputed', 'resolved'];
/** The first of January 2026 is a Thursday: day 5 is a Monday. */
const dayOf = (day: number) => `2026-01-${String(day).padStart(2, '0')}`;
const weekOf = (day: number) => (day < 5 ? '2025-12-29' : dayOf(5 + 7 * Math.floor((day - 5) / 7)));
const rounded = (value: number) => Math.round(value + 1e-7);

/** Audits are picked, scored, disputed and deleted at random, by a scorecard that changes; now and then every figure is compared. */
export async function proveAudits({ seed, steps, sabotage = false }: ModuleProofOptions): Promise<ModuleProofReport> {
  const product = await startTestApp();
  const report: ModuleProofReport = { questions: 0, differences: [] };
  try {
    if (sabotage) await product.database.pool.query('alter table audits disable trigger keep_counts_update');
    const random = new Random(`audits/${seed}`);
    const user_id = (await product.call<{ id: string }>('GET', '/auth/me', { as: 'agent' })).body.id;
    const agent = async (body: object) => (await product.call<{ id: string }>('POST', '/agents', { body })).body.id;
    const agents = [await agent({ name: 'One', user_id }), await agent({ name: 'Other' })];
    const weights = [someWeights(random)];
    const body = { name: 'Card', critical_cap: CAP, sections: sectionsOf(weights[0]!) };
    const card_id = (await product.call<AuditScorecardDetailDto>('POST', '/audits/scorecards', { body })).body.id;
    const world: World = { product, random, card_id, weights, agents, kept: [] };
    for (let step = 1; step <= steps; step++) {
      await takeStep(world);
      if (step % 10 === 0 || step === steps) await compare(world, report);
    }
  } finally {
    await product.close();
  }
  return report;
}

const someWeights = (random: Random) => Object.fromEntries(QUESTIONS.map((key) => [key, random.int(1, 50)]));

function sectionsOf(weights: Record<string, number>): object[] {
  const ask = (key: string, more: object) => ({ key, text: key, weight: weights[key], ...more });
  const questions = [
    ask('greeting', { kind: 'yes_no' }),
    ask('tone', { kind: 'scale', max_points: MOST }),
    ask('consent', { kind: 'yes_no', is_critical: true }),
  ];
  return [{ key: 'all', title: 'All', questions }];
}

function someAnswers(random: Random): Answers {
  const yes = () => random.pick(['yes', 'yes', 'no', 'na']);
  return { greeting: yes(), tone: random.chance(0.2) ? 'na' : String(random.int(0, MOST)), consent: yes() };
}

const given = (answers: Answers) => Object.entries(answers).map(([question, answer]) => ({ question, answer }));

async function takeStep({ product, random, card_id, weights, agents, kept }: World): Promise<void> {
  const kind = random.weighted([
    ['create', 5],
    ['score', 6],
    ['act', 5],
    ['change', 1],
    ['remove', 1],
  ] as const);
  const row = kept[random.int(0, Math.max(0, kept.length - 1))];
  if (kind === 'create' || !row) {
    const [agent, team, day] = [random.pick(agents), random.pick(TEAMS), random.int(1, DAYS)];
    const { rows } = await product.database.pool.query<{ id: string }>(
      `insert into tickets (subject, status, assignee_id, team, resolved_at) values ('Late', 'resolved', $1, $2, $3) returning id`,
      [agent, team, `${dayOf(day)}T06:00:00Z`],
    );
    const body = { entity_type: 'ticket', entity_id: rows[0]!.id, scorecard_id: card_id };
    const { id } = (await product.call<AuditDto>('POST', '/audits', { body })).body;
    const card_version = weights.length;
    kept.push({ id, status: 'pending', agent, team, day, card_version, answers: null, review: null, deleted: false });
  } else if (kind === 'change') {
    weights.push(someWeights(random));
    await product.call('PATCH', `/audits/scorecards/${card_id}`, { body: { sections: sectionsOf(weights.at(-1)!) } });
  } else if (kind === 'remove') {
    await product.call('DELETE', `/audits/${row.id}`);
    row.deleted = true;
  } else {
    // Many are refused: what is refused changes no figure.
    const allowed = AUDIT.allowed(row.status);
    const action = kind === 'score' ? 'score' : random.pick(allowed.length > 0 ? allowed : ['start']);
    const answers = someAnswers(random);
    const outcome = random.pick(['upheld', 'overturned']);
    const as = ['acknowledge', 'dispute', 'withdraw'].includes(action) ? 'agent' : action === 'resolve' ? 'supervisor' : 'admin';
    const more = { score: { answers: given(answers) }, resolve: { answers: given(answers), outcome } }[action as string] ?? {};
    const body = { action, note: 'because', ...more };
    const answer = await product.call<AuditDetailDto>('POST', `/audits/${row.id}/actions`, { body, as });
    if (answer.status !== 200) return;
    row.status = answer.body.status;
    if (action === 'score') row.answers = answers;
    if (action === 'reopen') row.answers = null;
    if (action === 'resolve' && outcome === 'overturned') row.review = answers;
  }
}

/** In hundredths of a percent; null: it does not apply. */
function worth(question: string, answer: string): number | null {
  if (answer === 'na') return null;
  return question === 'tone' ? (Number(answer) * 10_000) / MOST : answer === 'yes' ? 10_000 : 0;
}

function scoreOf({ answers, review, card_version }: Kept, weights: Record<string, number>[]): number | null {
  const final = review ?? answers;
  if (!final) return null;
  const applying = QUESTIONS.filter((key) => final[key] !== 'na');
  if (applying.length === 0) return null;
  const of = weights[card_version - 1]!;
  const whole = applying.reduce((sum, key) => sum + of[key]!, 0);
  const score = rounded(applying.reduce((sum, key) => sum + worth(key, final[key]!)! * of[key]!, 0) / whole);
  return final['consent'] === 'no' ? Math.min(score, CAP * 100) : score;
}

async function compare({ product, random, card_id, weights, kept }: World, report: ModuleProofReport): Promise<void> {
  const same = (about: string, told: unknown, counted: unknown) => {
    report.questions++;
    if (JSON.stringify(told) !== JSON.stringify(counted))
      report.differences.push(`audits, ${about}: ${JSON.stringify(told)} is told, ${JSON.stringify(counted)} is so`);
  };
  const get = async <T>(path: string) => (await product.call<T>('GET', path)).body;
  const figure = (rows: Kept[]) => {
    const scores = rows.map((row) => scoreOf(row, weights)).filter((score) => score !== null);
    return [scores.length, scores.length === 0 ? null : Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length) / 100];
  };
  const whole = (about: string, told: AuditScoreFigureDto, rows: Kept[]) => {
    same(`${about}: score`, [told.scored, told.average], figure(rows));
    for (const { card_version, scored, average } of told.versions)
      same(`${about}: version ${card_version}`, [scored, average], figure(rows.filter((row) => row.card_version === card_version)));
    same(`${about}: versions`, sum(told.versions.map(({ scored }) => scored)), told.scored);
  };

  const [first, last] = [random.int(1, DAYS), random.int(1, DAYS)].sort((a, b) => a - b) as [number, number];
  const team = random.pick(TEAMS);
  for (const [query, meets] of [
    ['', () => true],
    [`team=${team}`, (row: Kept) => row.team === team],
    [`from=${dayOf(first)}&to=${dayOf(last)}`, ({ day }: Kept) => day >= first && day <= last],
  ] as [string, (row: Kept) => boolean][]) {
    const rows = kept.filter((row) => !row.deleted && meets(row));
    const about = query || 'all';
    const stats = await get<AuditStatsDto>(`/audits/stats?${query}`);
    same(`${about}: total`, stats.total, rows.length);
    same(`${about}: list`, (await get<AuditPageDto>(`/audits?limit=1&${query}`)).total, rows.length);
    const csv = (await product.call('GET', `/audits?${query}`, { headers: { accept: 'text/csv' } })).text.trim();
    same(`${about}: CSV lines`, Math.max(0, csv.split('\r\n').length - 1), rows.length);
    for (const { value, count } of stats.by_status) same(`${value}`, count, rows.filter(({ status }) => status === value).length);
    whole(about, stats.score, rows);
    for (const [group, of] of [
      [stats.by_team, (row: Kept) => row.team],
      [stats.by_week, (row: Kept) => weekOf(row.day)],
      [(await get<AuditAgentStatsDto>(`/audits/stats/agents?${query}`)).by_agent, (row: Kept) => row.agent],
    ] as const) {
      same(`${about}: groups`, sum(group.map(({ count }) => count)), rows.length);
      for (const told of group) {
        const mine = rows.filter((row) => of(row) === told.value);
        same(`${about}: ${told.value}`, told.count, mine.length);
        whole(`${about}: ${told.value}`, told, mine);
      }
    }
    const { data } = await get<AuditQuestionStatsDto>(`/audits/stats/questions?scorecard_id=${card_id}&weekly=true&${query}`);
    const scored = rows.filter(({ status }) => SCORED.includes(status));
    same(`${about}: answers`, sum(data.map(({ asked }) => asked)), scored.length * QUESTIONS.length);
    for (const { question, card_version, week, asked, not_applicable, average, critical_failures } of data) {
      const mine = scored.filter((row) => row.card_version === card_version && weekOf(row.day) === week);
      const points = mine.map((row) => worth(question, (row.review ?? row.answers)![question]!));
      const applying = points.filter((one) => one !== null);
      same(
        `${about}: ${question}, version ${card_version}, ${week}`,
        [asked, not_applicable, average, critical_failures],
        [
          mine.length,
          points.length - applying.length,
          applying.length === 0 ? null : Math.round(sum(applying) / applying.length) / 100,
          question === 'consent' ? applying.filter((one) => one === 0).length : 0,
        ],
      );
    }
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
