import { randomUUID } from 'node:crypto';
import { Random } from '../../../src/providers/sandbox/random.js';
import type { SurveyDto } from '../../../src/surveys/dto/survey.dto.js';
import type { SurveyInvitationPageDto } from '../../../src/surveys/dto/surveyInvitation.dto.js';
import type { SurveyResponsePageDto, SurveyResponseStatsDto } from '../../../src/surveys/dto/surveyResponse.dto.js';
import type { SurveyGroupDto, SurveyResultsDto } from '../../../src/surveys/dto/surveyResults.dto.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { answerPath, makeInvitation } from '../../support/factories/surveys.js';
import type { ModuleProofOptions, ModuleProofReport } from './moduleProofs.js';

interface Asked {
  id: string;
  path: string;
  survey: string;
  day: number;
  team: string | null;
  channel: string;
  revision: number;
  score: number | null;
  excluded: boolean;
}

const DAYS = 20;
const dayOf = (day: number) => `2026-02-${String(day).padStart(2, '0')}`;
/** Noon in the business zone, whatever that is. */
const noon = (day: number) => new Date(`${dayOf(day)}T06:30:00Z`);
/** Counted apart from the product: the scores that are good and bad, of each kind. */
const SCALE = {
  csat: { least: 1, most: 5, value: (score: number) => (score >= 4 ? 100 : 0) },
  nps: { least: 0, most: 10, value: (score: number) => (score >= 9 ? 100 : score <= 6 ? -100 : 0) },
  ces: { least: 1, most: 7, value: (score: number) => score },
} as const;
type Kind = keyof typeof SCALE;

/** Customers are asked, answer, change their minds and are left out at random; now and then every figure is counted again here. */
export async function proveSurveys({ seed, steps, sabotage = false }: ModuleProofOptions): Promise<ModuleProofReport> {
  const product = await startTestApp();
  const report: ModuleProofReport = { questions: 0, differences: [] };
  try {
    if (sabotage) await product.database.pool.query('alter table survey_responses disable trigger keep_counts_update');
    const random = new Random(`surveys/${seed}`);
    const surveys = new Map<string, { kind: Kind; revision: number }>();
    for (const kind of Object.keys(SCALE) as Kind[]) {
      const body = { name: kind, questions: [{ key: 'score', type: kind, text: { en: 'How?' } }] };
      surveys.set((await product.call<SurveyDto>('POST', '/surveys', { body })).body.id, { kind, revision: 1 });
    }
    const mine: Asked[] = [];
    for (let step = 1; step <= steps; step++) {
      await takeStep(product, random, surveys, mine);
      if (step % 20 === 0 || step === steps) await compare(product, random, surveys, mine, report);
    }
  } finally {
    await product.close();
  }
  return report;
}

async function takeStep(
  product: TestApp,
  random: Random,
  surveys: Map<string, { kind: Kind; revision: number }>,
  mine: Asked[],
): Promise<void> {
  const kind = random.weighted([
    ['ask', 6],
    ['answer', 6],
    ['exclude', 1],
    ['revise', 1],
  ] as const);
  const survey = random.pick([...surveys.keys()]);
  const known = surveys.get(survey)!;
  const row = mine[random.int(0, Math.max(0, mine.length - 1))];
  if (kind === 'ask' || !row) {
    const asked = {
      survey,
      day: random.int(1, DAYS),
      team: random.pick(['orders', 'billing', 'returns', null]),
      channel: random.pick(['email', 'email', 'whatsapp']),
      revision: known.revision,
    };
    const { team, channel, revision } = asked;
    const at = noon(asked.day);
    const invitation = await makeInvitation(product.database.pool, {
      id: randomUUID(),
      survey_id: survey,
      team,
      channel,
      revision,
      sent_at: at,
      created_at: at,
    });
    mine.push({ id: invitation.id, path: answerPath(product, invitation), score: null, excluded: false, ...asked });
  } else if (kind === 'answer') {
    const { least, most } = SCALE[surveys.get(row.survey)!.kind];
    // Some are refused: what is refused changes no figure.
    const score = random.int(least, most + 1);
    const { status } = await product.call('POST', row.path, { as: null, body: { answers: { score } } });
    if (status === 200) row.score = score;
  } else if (kind === 'exclude') {
    if (row.score === null) return;
    const { rows } = await product.database.pool.query<{ id: string }>('select id from survey_responses where invitation_id = $1', [
      row.id,
    ]);
    row.excluded = random.chance(0.7);
    const body = { excluded_reason: row.excluded ? 'It is no opinion about us.' : null };
    await product.call('PATCH', `/survey-responses/${rows[0]!.id}`, { body });
  } else {
    const body = { questions: [{ key: 'score', type: known.kind, text: { en: `How? ${random.int(1, 1_000_000)}` } }] };
    known.revision = (await product.call<SurveyDto>('PATCH', `/surveys/${survey}`, { body })).body.revision;
  }
}

async function compare(
  product: TestApp,
  random: Random,
  surveys: Map<string, { kind: Kind; revision: number }>,
  mine: Asked[],
  report: ModuleProofReport,
): Promise<void> {
  const same = (about: string, told: unknown, counted: unknown) => {
    report.questions++;
    if (JSON.stringify(told) !== JSON.stringify(counted))
      report.differences.push(`surveys, ${about}: ${JSON.stringify(told)} is told, ${JSON.stringify(counted)} is so`);
  };
  const get = async <T>(path: string) => (await product.call<T>('GET', path)).body;
  const answered = mine.filter(({ score }) => score !== null);
  const stats = await get<SurveyResponseStatsDto>('/survey-responses/stats');
  same('answers', stats.total, answered.length);
  same('list of answers', (await get<SurveyResponsePageDto>('/survey-responses?limit=1')).total, answered.length);
  same('list of invitations', (await get<SurveyInvitationPageDto>('/survey-invitations?limit=1')).total, mine.length);
  const csv = (await product.call('GET', '/survey-responses', { headers: { accept: 'text/csv' } })).text;
  same('CSV lines', csv.trim().split('\r\n').length - 1, answered.length);
  for (const { value, count } of stats.by_score)
    same(`answers of ${value}`, count, answered.filter(({ score }) => String(score) === value).length);
  for (const { value, count } of stats.by_team)
    same(`answers of team ${value}`, count, answered.filter(({ team }) => team === value).length);

  const [first, last] = [random.int(1, DAYS), random.int(1, DAYS)].sort((a, b) => a - b) as [number, number];
  const least = random.int(1, 6);
  for (const [survey, { kind }] of surveys) {
    const range = `range=custom&start_date=${dayOf(first)}&end_date=${dayOf(last)}`;
    const results = await get<SurveyResultsDto>(`/surveys/${survey}/results?${range}&least=${least}`);
    const asked = mine.filter((row) => row.survey === survey && row.day >= first && row.day <= last);
    const about = `${kind} ${first} to ${last}`;
    same(about, figures(results), counted(kind, asked));
    for (const [name, groups, of] of [
      ['team', results.by_team, (row: Asked) => row.team],
      ['channel', results.by_channel, (row: Asked) => row.channel],
      ['revision', results.by_revision, (row: Asked) => String(row.revision)],
    ] as const) {
      const values = [...new Set(asked.map(of))];
      const small = values.filter((value) => asked.filter((row) => of(row) === value).length < least);
      const named = groups.filter(({ is_other }) => !is_other);
      same(
        `${about} by ${name}: groups`,
        named.map(({ value }) => String(value)).sort(),
        values
          .filter((value) => !small.includes(value))
          .map(String)
          .sort(),
      );
      for (const group of named)
        same(
          `${about}, ${name} ${group.value}`,
          figures(group),
          counted(
            kind,
            asked.filter((row) => of(row) === group.value),
          ),
        );
      const other = groups.find(({ is_other }) => is_other);
      if (small.length > 0)
        same(
          `${about}, other ${name}s`,
          other && figures(other),
          counted(
            kind,
            asked.filter((row) => small.includes(of(row))),
          ),
        );
      same(`${about} by ${name}: sum`, sum(groups), [results.invited, results.answered, results.n]);
    }
  }
}

const sum = (groups: SurveyGroupDto[]) =>
  (['invited', 'answered', 'n'] as const).map((key) => groups.reduce((all, group) => all + group[key], 0));

function figures({ invited, answered, n, excluded, response_rate, score, mean }: SurveyResultsDto | SurveyGroupDto) {
  return [invited, answered, n, excluded, tenths(response_rate), tenths(score), mean === null ? null : Math.round(mean * 100)];
}

function counted(kind: Kind, asked: Asked[]) {
  const answered = asked.filter(({ score }) => score !== null);
  const counts = answered.filter(({ excluded }) => !excluded);
  const mean = (of: (score: number) => number) =>
    counts.length === 0 ? null : counts.reduce((all, { score }) => all + of(score!), 0) / counts.length;
  const plain = mean((score) => score);
  return [
    asked.length,
    answered.length,
    counts.length,
    answered.length - counts.length,
    asked.length === 0 ? null : tenths((answered.length * 100) / asked.length),
    tenths(mean(SCALE[kind].value)),
    plain === null ? null : Math.round(plain * 100),
  ];
}

function tenths(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10);
}
