import {
  REASON_LENGTH,
  REPLY_LENGTH,
  SUMMARY_LENGTH,
  TRIAGE_CATEGORIES,
  TRIAGE_LANGUAGES,
  TRIAGE_PRIORITIES,
  TRIAGE_SENTIMENTS,
  TRIAGE_TEAMS,
  type TriageResult,
} from './triageFields.js';

const ENUMS = {
  category: TRIAGE_CATEGORIES,
  priority: TRIAGE_PRIORITIES,
  sentiment: TRIAGE_SENTIMENTS,
  language: TRIAGE_LANGUAGES,
  team: TRIAGE_TEAMS,
} as const;
const TEXTS = { reason: REASON_LENGTH, summary: SUMMARY_LENGTH, suggested_reply: REPLY_LENGTH } as const;

/** What decided comes before the decision: a model writes in this order. */
const ORDER = ['reason', 'category', 'priority', 'sentiment', 'language', 'team', 'summary', 'suggested_reply'];
const choice = (values: readonly string[]) => ({ type: 'STRING', format: 'enum', enum: [...values] });
const text = (description: string) => ({ type: 'STRING', description });

/** The shape that is asked for, in the subset of OpenAPI 3.0 that the provider knows. It binds the form, not the sense: answers are read by readTriageAnswer. */
export const TRIAGE_SCHEMA = {
  type: 'OBJECT',
  properties: {
    reason: text('Which words of the e-mail decide, in one sentence.'),
    category: choice(ENUMS.category),
    priority: choice(ENUMS.priority),
    sentiment: choice(ENUMS.sentiment),
    language: choice(ENUMS.language),
    team: choice(ENUMS.team),
    summary: text('What the customer wants, in one sentence in English.'),
    suggested_reply: text("A polite draft in the customer's language that promises nothing."),
  },
  required: ORDER,
  propertyOrdering: ORDER,
};

export type ReadAnswer = { ok: true; result: TriageResult } | { ok: false; error_message: string };

/** What a model answered, checked: a value outside its list, or a missing field, spoils all of it; fields that nobody asked for vanish. */
export function readTriageAnswer(answer: unknown): ReadAnswer {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    return { ok: false, error_message: 'The answer is no object.' };
  const given = answer as Record<string, unknown>;
  const result: Record<string, string> = {};
  for (const [name, values] of Object.entries(ENUMS)) {
    const value = given[name];
    if (typeof value !== 'string' || !(values as readonly string[]).includes(value))
      return { ok: false, error_message: `The answer has no allowed ${name}.` };
    result[name] = value;
  }
  for (const [name, length] of Object.entries(TEXTS)) {
    const value = given[name];
    if (typeof value !== 'string' || value.trim() === '') return { ok: false, error_message: `The answer has no ${name}.` };
    result[name] = cut(value.replaceAll('\u0000', '').trim(), length);
  }
  return { ok: true, result: result as unknown as TriageResult };
}

function cut(value: string, length: number): string {
  // By characters, so that no half of a pair is left.
  const characters = [...value];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : value;
}
