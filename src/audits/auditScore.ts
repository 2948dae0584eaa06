export interface Question {
  key: string;
  text: string;
  guidance: string;
  /** Answered by `yes` or `no`, or by points from 0 to `max_points`. */
  kind: 'yes_no' | 'scale';
  /** Null for yes_no. */
  max_points: number | null;
  weight: number;
  is_critical: boolean;
  allows_na: boolean;
}

export interface Section {
  key: string;
  title: string;
  weight: number;
  questions: Question[];
}

/** What a version of a scorecard asks. */
export interface Card {
  sections: Section[];
  /** The most that work with a failed critical question is worth, in percent. */
  critical_cap: number;
}

export interface GivenAnswer {
  question: string;
  /** `yes`, `no`, `na`, or the points of a scale. */
  answer: string;
  note?: string;
  at_seconds?: number | null;
  message_id?: string | null;
}

interface ScoredAnswer extends GivenAnswer {
  /** In hundredths of a percent of what the question gives at most; null: not applicable. */
  points: number | null;
}

export interface Score {
  answers: ScoredAnswer[];
  sections: { key: string; score: number | null }[];
  /** In percent, to two decimals; null when nothing applied. */
  raw_score: number | null;
  /** The same, or the cap of the scorecard where a critical question failed and that is less. */
  score: number | null;
  is_auto_failed: boolean;
}

/** What is wrong with answers: `{ field: 'greeting', message: 'is not answered' }`. */
export interface AnswerFault {
  field: string;
  message: string;
}

const WHOLE = 10_000;

/** What an answer is worth, in hundredths of a percent; null: not applicable; undefined: the question does not allow it. */
function pointsOf({ kind, max_points, allows_na }: Question, answer: string): number | null | undefined {
  if (answer === 'na') return allows_na ? null : undefined;
  if (kind === 'yes_no') return { yes: WHOLE, no: 0 }[answer];
  const given = /^\d{1,3}$/.test(answer) ? Number(answer) : Infinity;
  return given <= max_points! ? Math.round((given * WHOLE) / max_points!) : undefined;
}

/** The faults of answers to a scorecard. A draft may leave questions out. */
export function faultsOf({ sections }: Pick<Card, 'sections'>, answers: readonly GivenAnswer[], { is_draft = false } = {}): AnswerFault[] {
  const questions = new Map(sections.flatMap((section) => section.questions).map((question) => [question.key, question]));
  const answered = new Set<string>();
  const faults: AnswerFault[] = [];
  for (const { question: key, answer } of answers) {
    const question = questions.get(key);
    if (!question) faults.push({ field: key, message: 'is no question of this version of the scorecard' });
    else if (answered.has(key)) faults.push({ field: key, message: 'is answered twice' });
    else if (pointsOf(question, answer) === undefined) faults.push({ field: key, message: `does not allow the answer ${answer}` });
    answered.add(key);
  }
  for (const key of is_draft ? [] : questions.keys()) if (!answered.has(key)) faults.push({ field: key, message: 'is not answered' });
  return faults;
}

/**
 * The score of answers without faults. A question counts in its section by its weight, a section in the whole by its own; what does not
 * apply leaves both sides of the fraction, so that a section without any answer that applies does not count. A critical question that gets
 * nothing overrides the score; the raw one stays beside it.
 */
export function scoreOf({ sections, critical_cap }: Card, given: readonly GivenAnswer[]): Score {
  const answers = new Map(given.map((answer) => [answer.question, answer]));
  const scored: ScoredAnswer[] = [];
  let is_auto_failed = false;
  const parts = sections.map(({ key, weight, questions }) => {
    let sum = 0;
    let weights = 0;
    for (const question of questions) {
      const answer = answers.get(question.key)!;
      const points = pointsOf(question, answer.answer)!;
      scored.push({ ...answer, points });
      if (points === null) continue;
      sum += exactShare(question, answer.answer) * question.weight;
      weights += question.weight;
      if (question.is_critical && points === 0) is_auto_failed = true;
    }
    return { key, weight, share: weights === 0 ? null : sum / weights };
  });
  const applying = parts.filter(({ share }) => share !== null);
  const weights = applying.reduce((total, { weight }) => total + weight, 0);
  const raw = weights === 0 ? null : percent(applying.reduce((total, { share, weight }) => total + share! * weight, 0) / weights);
  return {
    answers: scored,
    sections: parts.map(({ key, share }) => ({ key, score: share === null ? null : percent(share) })),
    raw_score: raw,
    score: raw !== null && is_auto_failed ? Math.min(raw, critical_cap) : raw,
    is_auto_failed,
  };
}

/** From 0 to 1. */
function exactShare({ kind, max_points }: Question, answer: string): number {
  return kind === 'yes_no' ? Number(answer === 'yes') : Number(answer) / max_points!;
}

/** To two decimals; what binary fractions leave beside the half is no reason to round down. */
function percent(share: number): number {
  return Math.round(share * WHOLE + 1e-7) / 100;
}
