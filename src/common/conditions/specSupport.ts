import type { Random } from '../../providers/sandbox/random.js';
import type { ConditionFields, FieldKind } from './condition.js';
import { OPERATORS } from './operators.js';

/** One field of each kind, for random conditions and rows. */
export const SAMPLE_FIELDS: ConditionFields = {
  a_text: { kind: 'text', says: 'Words.' },
  a_choice: { kind: 'choice', values: ['low', 'high', 'Both'], says: 'One of three.' },
  a_number: { kind: 'number', says: 'A number.' },
  a_flag: { kind: 'flag', says: 'Yes or no.' },
  a_time: { kind: 'time', says: 'A moment.' },
  a_list: { kind: 'list', says: 'Labels.' },
};

const TEXTS = ['a', 'A', 'ab', 'Ab', 'b', 'ÄB', 'äb', 'ΟΔΟΣ', 'οδος', 'İ', 'ß', 'हिन्दी', '😀', "o'b%_\\", '$1', 'null', '0'];
const NUMBERS = [-1, 0, 0.1, 1, 98, 98.5, 1e15];
const TIMES = ['2026-02-03T09:59:59.999Z', '2026-02-03T10:00:00.000Z', '2026-02-03T10:00:00.001Z', '2026-02-03T11:00:00Z'];

/** As somebody would send it. */
export function randomCondition(random: Random, depth = 3): unknown {
  if (depth > 0 && random.chance(0.55)) {
    if (random.chance(0.25)) return { not: randomCondition(random, depth - 1) };
    return { [random.pick(['all', 'any'])]: Array.from({ length: random.int(1, 3) }, () => randomCondition(random, depth - 1)) };
  }
  const [field, { kind, values }] = random.pick(Object.entries(SAMPLE_FIELDS));
  const [operator, { operand }] = random.pick(Object.entries(OPERATORS[kind]));
  const text = (): string => random.pick(values ?? TEXTS);
  const some = <T>(one: () => T): T[] => Array.from({ length: random.int(1, 3) }, one);
  switch (operand) {
    case 'none':
      return { field, operator };
    case 'text':
      return { field, operator, value: text() };
    case 'texts':
      return { field, operator, value: some(text) };
    case 'number':
      return { field, operator, value: random.chance(0.2) ? String(random.pick([0, 1, 98.5])) : random.pick(NUMBERS) };
    case 'numbers':
      return { field, operator, value: some(() => random.pick(NUMBERS)) };
    case 'time':
      return { field, operator, value: random.pick(TIMES) };
    case 'minutes':
      return { field, operator, value: random.pick([0, 1, 60, 1_440]) };
  }
}

export function randomRow(random: Random): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(SAMPLE_FIELDS).map(([field, { kind }]) => [field, random.chance(0.2) ? null : randomValue(kind, random)]),
  );
}

function randomValue(kind: FieldKind, random: Random): unknown {
  const text = (): string => (random.chance(0.1) ? '' : random.pick(TEXTS) + (random.chance(0.5) ? random.pick(TEXTS) : ''));
  switch (kind) {
    case 'text':
      return text();
    case 'choice':
      return random.pick(['low', 'high', 'Both', 'both', '']);
    case 'number':
      return random.pick(NUMBERS) + random.pick([0, 0, 0.5]);
    case 'flag':
      return random.chance(0.5);
    case 'time':
      // Microseconds, which only the database has.
      return random
        .pick(TIMES)
        .replace(/(\.\d{3})?Z$/, (_all, fraction: string | undefined) => `${fraction ?? '.000'}${random.pick(['000', '999'])}+00:00`);
    case 'list':
      return Array.from({ length: random.int(0, 3) }, () => random.pick(TEXTS));
  }
}
