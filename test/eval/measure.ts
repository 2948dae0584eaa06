import {
  TRIAGE_CATEGORIES,
  TRIAGE_LANGUAGES,
  TRIAGE_PRIORITIES,
  TRIAGE_SENTIMENTS,
  type TriageResult,
} from '../../src/emailTriage/triageFields.js';
import type { LabelledMail } from './triageMail.js';

export const FIELDS = {
  category: TRIAGE_CATEGORIES,
  priority: TRIAGE_PRIORITIES,
  sentiment: TRIAGE_SENTIMENTS,
  language: TRIAGE_LANGUAGES,
} as const;
export type Field = keyof typeof FIELDS;
export type Answer = Pick<TriageResult, Field>;

export interface ClassFigures {
  name: string;
  /** Mails with this label. */
  support: number;
  /** Of those that were called so, how many are. Null when none was. */
  precision: number | null;
  /** Of those that are, how many were called so. */
  recall: number;
}

export interface FieldFigures {
  field: Field;
  accuracy: number;
  macro_precision: number;
  macro_recall: number;
  classes: ClassFigures[];
  /** [label, answer, how often], most frequent first. */
  confusions: [string, string, number][];
}

/** Figures of one field over a set; classes without a mail do not count. A class that was never answered has precision 0 in the average. */
export function measure(field: Field, set: LabelledMail[], answers: Answer[]): FieldFigures {
  const pairs = set.map((mail, at) => [mail[field], answers[at]![field]] as [string, string]);
  const classes = FIELDS[field].flatMap((name): ClassFigures[] => {
    const support = pairs.filter(([label]) => label === name).length;
    if (support === 0) return [];
    const called = pairs.filter(([, answer]) => answer === name).length;
    const right = pairs.filter(([label, answer]) => label === name && answer === name).length;
    return [{ name, support, precision: called === 0 ? null : right / called, recall: right / support }];
  });
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const wrong = new Map<string, number>();
  for (const [label, answer] of pairs) if (label !== answer) wrong.set(`${label} ${answer}`, (wrong.get(`${label} ${answer}`) ?? 0) + 1);
  return {
    field,
    accuracy: mean(pairs.map(([label, answer]) => (label === answer ? 1 : 0))),
    macro_precision: mean(classes.map(({ precision }) => precision ?? 0)),
    macro_recall: mean(classes.map(({ recall }) => recall)),
    classes,
    confusions: [...wrong]
      .map(([key, count]) => [...key.split(' '), count] as [string, string, number])
      .sort((one, other) => other[2] - one[2]),
  };
}
