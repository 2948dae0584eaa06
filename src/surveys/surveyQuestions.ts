import type { ConditionFields } from '../common/conditions/condition.js';
import { matches } from '../common/conditions/matches.js';
import { readCondition } from '../common/conditions/readCondition.js';
import { validationFailed } from '../common/errors/commonErrors.js';

export const QUESTION_TYPES = ['csat', 'nps', 'ces', 'choice', 'text'] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** A text in each language of the survey. */
export type Texts = Record<string, string>;

export interface Question {
  key: string;
  type: QuestionType;
  text: Texts;
  /** Of a choice. */
  options?: { value: string; text: Texts }[];
  is_required?: boolean;
  /** A condition over the answers to earlier questions: it is asked when that holds. */
  show_if?: Record<string, unknown>;
}

export type Answers = Record<string, string | number>;

/** What a revision says, as it was checked before it was stored: the database's types know of it only that it is JSON. */
export function storedWording(row: { questions: unknown; default_language: string }): { questions: Question[]; default_language: string } {
  return { questions: row.questions as Question[], default_language: row.default_language };
}

/** What can be answered to questions for a number, from the worst to the best. */
const SCALES = { csat: [1, 5], nps: [0, 10], ces: [1, 7] } as const;

const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const MAX_TEXT = 1_000;
export const MAX_ANSWER = 4_000;
/** Conditions about a time: there are none here. */
const NO_TIME = { now: new Date(0) };

export function scaleOf(type: QuestionType): readonly [number, number] | undefined {
  return type in SCALES ? SCALES[type as keyof typeof SCALES] : undefined;
}

export function languagesOf(questions: readonly Question[]): string[] {
  return Object.keys(questions[0]!.text);
}

/**
 * The questions of a survey, when they make sense: each in the same languages, keys and options named once, conditions only about what was
 * asked before. Raises validation_failed.
 */
export function readQuestions(questions: readonly Question[], default_language: string): Question[] {
  const languages = languagesOf(questions).sort().join();
  const fault = (place: string, message: string) => validationFailed([{ field: place, message: `${place} ${message}` }]);
  const known: ConditionFields = {};
  questions.forEach((question, n) => {
    const place = `questions.${n}`;
    const texts = [question.text, ...(question.options ?? []).map(({ text }) => text)];
    for (const text of texts) {
      if (Object.keys(text).sort().join() !== languages) throw fault(place, `must be in the same languages as the first: ${languages}`);
      for (const [language, words] of Object.entries(text)) {
        if (!LANGUAGE.test(language)) throw fault(place, 'names languages by tags such as hi or en-IN');
        if (typeof words !== 'string' || words.trim() === '' || words.length > MAX_TEXT)
          throw fault(place, `needs a text of at most ${MAX_TEXT} characters in each language`);
      }
    }
    if (!(default_language in question.text)) throw fault(place, `lacks the default language ${default_language}`);
    if (question.key in known) throw fault(place, `has the key ${question.key}, as another has`);
    const options = question.options ?? [];
    if (question.type === 'choice' ? options.length < 2 : options.length > 0)
      throw fault(place, 'needs two options or more if it is a choice, else none');
    if (new Set(options.map(({ value }) => value)).size < options.length) throw fault(place, 'has an option twice');
    if (question.show_if && (n === 0 || question.is_required))
      throw fault(place, 'may have a condition only when it is not the first, and not required');
    if (question.show_if) readCondition(question.show_if, known, `${place}.show_if`);
    (known as Record<string, object>)[question.key] = fieldOf(question);
  });
  return questions.map(({ key, type, text, options, is_required = false, show_if }, n) => ({
    key,
    type,
    text,
    ...(type === 'choice' && { options: options!.map(({ value, text: words }) => ({ value, text: words })) }),
    // Without the first answer there is none at all.
    is_required: is_required || n === 0,
    ...(show_if && { show_if }),
  }));
}

/** Texts by language, some languages may lack. Raises validation_failed. */
export function readTexts(texts: Texts, place: string): Texts {
  for (const [language, words] of Object.entries(texts))
    if (!LANGUAGE.test(language) || typeof words !== 'string' || words.length > MAX_TEXT)
      throw validationFailed([
        { field: place, message: `${place} must have a text of at most ${MAX_TEXT} characters for each tag of a language` },
      ]);
  return texts;
}

function fieldOf({ type, options, key }: Question) {
  if (scaleOf(type)) return { kind: 'number' as const, says: key };
  return type === 'choice'
    ? { kind: 'choice' as const, values: options!.map(({ value }) => value), says: key }
    : { kind: 'text' as const, says: key };
}

/** The questions that are asked of somebody who answered so; answers to others do not count. */
export function askedOf(questions: readonly Question[], answers: Answers): Question[] {
  const fields = Object.fromEntries(questions.map((question) => [question.key, fieldOf(question)]));
  const so_far: Answers = {};
  return questions.filter(({ key, show_if }) => {
    if (show_if && !matches(readCondition(show_if, fields, 'show_if'), fields, so_far, NO_TIME)) return false;
    const answer = answers[key];
    if (answer !== undefined) so_far[key] = answer;
    return true;
  });
}

export interface ReadAnswers {
  answers: Answers;
  /** The answer to the first question, where it is a number. */
  score: number | null;
  /** The same, where it is one of few. */
  answer: string | null;
  /** What was answered in words. */
  comment: string;
}

/**
 * What somebody answered: what the skip rules leave out is not taken. `as_text`: numbers are spelt, and what is empty was not answered, as
 * in a form. Raises validation_failed.
 */
export function readAnswers(questions: readonly Question[], given: Record<string, unknown>, as_text = false): ReadAnswers {
  const faults: { field: string; message: string }[] = [];
  const wrong = (key: string, message: string) => faults.push({ field: `answers.${key}`, message: `answers.${key} ${message}` });
  for (const key of Object.keys(given)) if (!questions.some((question) => question.key === key)) wrong(key, 'is not a question here');
  const all: Answers = {};
  for (const { key, type, options } of questions) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value === undefined || (as_text && value === '')) continue;
    const scale = scaleOf(type);
    if (scale) {
      const number = as_text && typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value;
      if (!Number.isInteger(number) || (number as number) < scale[0] || (number as number) > scale[1])
        wrong(key, `must be a whole number from ${scale[0]} to ${scale[1]}`);
      else all[key] = number as number;
    } else if (typeof value !== 'string') wrong(key, 'must be a text');
    else if (type === 'choice' && !options!.some((option) => option.value === value))
      wrong(key, `must be one of ${options!.map((option) => option.value).join(', ')}`);
    else if (type === 'text' && (value.length > MAX_ANSWER || /\p{Cs}|[^\P{Cc}\t\n\r]/u.test(value)))
      wrong(key, `must be a text of at most ${MAX_ANSWER} characters`);
    else if (value.trim() !== '') all[key] = value;
  }
  const asked = askedOf(questions, all);
  for (const { key, is_required } of asked)
    if (is_required && all[key] === undefined && !faults.some(({ field }) => field === `answers.${key}`)) wrong(key, 'is required');
  if (faults.length > 0) throw validationFailed(faults);
  const answers = Object.fromEntries(asked.flatMap(({ key }) => (all[key] === undefined ? [] : [[key, all[key]]]))) as Answers;
  const [first] = questions;
  const main = answers[first!.key];
  return {
    answers,
    score: typeof main === 'number' ? main : null,
    answer: first!.type === 'text' ? null : String(main),
    comment: asked.flatMap(({ key, type }) => (type === 'text' && answers[key] !== undefined ? [String(answers[key])] : [])).join('\n'),
  };
}
