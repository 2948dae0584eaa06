import type { QuestionType } from './surveyQuestions.js';

/** A row of get_survey_results. */
export interface ResultCount {
  dimension: 'all' | 'agent' | 'team' | 'channel' | 'revision' | 'not_sent';
  value: string | null;
  is_answered: boolean;
  is_excluded: boolean;
  answer: string | null;
  score: number | null;
  count: number;
}

export interface ResultFigures {
  /** Invitations that were sent. */
  invited: number;
  answered: number;
  /** Of those who were asked, per cent. */
  response_rate: number | null;
  /** Answers that are left out, with a reason. */
  excluded: number;
  /** Answers that the score is made of. */
  n: number;
  score: number | null;
  mean: number | null;
}

/** How a score is made, for people: it says what is left out. */
export const DEFINITIONS: Record<QuestionType, string> = {
  csat: 'Answers of 4 and 5 among all answers from 1 to 5, per cent. Who did not answer counts in the response rate alone.',
  nps:
    'Answers of 9 and 10 less answers from 0 to 6, among all answers from 0 to 10, per cent: from -100 to 100. ' +
    'Who did not answer counts in the response rate alone.',
  ces: 'The mean of all answers from 1, hard, to 7, easy. Who did not answer counts in the response rate alone.',
  choice: 'No score: how often each option was chosen.',
  text: 'No score: words alone.',
};

/** What counts make. */
export function figuresOf(kind: QuestionType, counts: readonly ResultCount[]): ResultFigures {
  const sum = (which: (row: ResultCount) => boolean, of: (row: ResultCount) => number = () => 1) =>
    counts.reduce((total, row) => (which(row) ? total + row.count * of(row) : total), 0);
  const invited = sum(() => true);
  const answered = sum(({ is_answered }) => is_answered);
  const excluded = sum(({ is_excluded }) => is_excluded);
  const counts_in = ({ is_answered, is_excluded }: ResultCount) => is_answered && !is_excluded;
  const n = sum(counts_in);
  const between = (least: number, most: number) =>
    sum((row) => counts_in(row) && row.score !== null && row.score >= least && row.score <= most);
  const has_score = n > 0 && kind !== 'choice' && kind !== 'text';
  const total = sum(counts_in, ({ score }) => score ?? 0);
  const scores: Partial<Record<QuestionType, () => number>> = {
    csat: () => rounded((between(4, 5) * 100) / n, 1),
    nps: () => rounded(((between(9, 10) - between(0, 6)) * 100) / n, 1),
    ces: () => rounded(total / n, 1),
  };
  return {
    invited,
    answered,
    response_rate: invited === 0 ? null : rounded((answered * 100) / invited, 1),
    excluded,
    n,
    score: has_score ? scores[kind]!() : null,
    mean: has_score ? rounded(total / n, 2) : null,
  };
}

export type ResultGroup = ResultFigures & { value: string | null; is_other: boolean; groups: number };

/**
 * The groups of one dimension, the largest first. Those with fewer invitations than `least` are one row together, `is_other`: a score of
 * few says little, and tells who they were. All rows add up to the whole.
 */
export function groupsOf(kind: QuestionType, counts: readonly ResultCount[], least: number): ResultGroup[] {
  const by_value = new Map<string | null, ResultCount[]>();
  for (const row of counts) by_value.set(row.value, [...(by_value.get(row.value) ?? []), row]);
  const groups = [...by_value].map(([value, rows]) => ({ value, rows, figures: figuresOf(kind, rows) }));
  const large = groups.filter(({ figures }) => figures.invited >= least);
  const small = groups.filter(({ figures }) => figures.invited < least);
  const rows: ResultGroup[] = large
    .map(({ value, figures }) => ({ value, is_other: false, groups: 1, ...figures }))
    .sort((one, other) => other.invited - one.invited || String(one.value).localeCompare(String(other.value)));
  if (small.length === 0) return rows;
  return [
    ...rows,
    {
      value: null,
      is_other: true,
      groups: small.length,
      ...figuresOf(
        kind,
        small.flatMap((group) => group.rows),
      ),
    },
  ];
}

/** How often each answer to the first question was given. */
export function distributionOf(counts: readonly ResultCount[]): { answer: string; count: number }[] {
  const by_answer = new Map<string, number>();
  for (const { answer, is_excluded, count } of counts)
    if (answer !== null && !is_excluded) by_answer.set(answer, (by_answer.get(answer) ?? 0) + count);
  return [...by_answer]
    .map(([answer, count]) => ({ answer, count }))
    .sort((one, other) => one.answer.localeCompare(other.answer, 'en', { numeric: true }));
}

function rounded(value: number, places: number): number {
  const factor = 10 ** places;
  return Math.round((value + Number.EPSILON) * factor) / factor;
}
