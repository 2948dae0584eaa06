import { validationFailed } from '../errors/commonErrors.js';
import {
  type Condition,
  type ConditionField,
  type ConditionFields,
  type ConditionValue,
  MAX_COMPARISONS,
  MAX_DEPTH,
  MAX_VALUE_LENGTH,
  MAX_VALUES,
} from './condition.js';
import { MAX_MINUTES, type Operand, OPERATORS } from './operators.js';

interface ConditionFault {
  /** As in `conditions.all[1].value`. */
  field: string;
  message: string;
}

/** Reads what somebody wrote, `place` being the field it is in. Raises validation_failed with every fault and its place. */
export function readCondition(raw: unknown, fields: ConditionFields, place: string): Condition {
  const reader = new Reader(fields);
  const condition = reader.read(raw, place, 1);
  if (reader.faults.length > 0) throw validationFailed(reader.faults);
  return condition!;
}

class Reader {
  readonly faults: ConditionFault[] = [];
  private comparisons = 0;

  constructor(private readonly fields: ConditionFields) {}

  read(raw: unknown, place: string, depth: number): Condition | undefined {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return this.fault(place, 'must be an object');
    if (depth > MAX_DEPTH) return this.fault(place, `must not be nested deeper than ${MAX_DEPTH} levels`);
    const keys = Object.keys(raw);
    const [first] = keys;
    const part = raw as Record<string, unknown>;
    if (first === 'not' && keys.length === 1) {
      const not = this.read(part.not, `${place}.not`, depth + 1);
      return not && { not };
    }
    if ((first === 'all' || first === 'any') && keys.length === 1) {
      const list = part[first];
      const at = `${place}.${first}`;
      // An empty `all` would match everything.
      if (!Array.isArray(list) || list.length === 0) return this.fault(at, 'must be a list of at least one condition');
      if (list.length > MAX_COMPARISONS) return this.fault(at, `must contain no more than ${MAX_COMPARISONS} elements`);
      const read = list.map((each, index) => this.read(each, `${at}[${index}]`, depth + 1)).filter((each) => each !== undefined);
      return first === 'all' ? { all: read } : { any: read };
    }
    if (keys.some((key) => !['field', 'operator', 'value'].includes(key)) || !('field' in part))
      return this.fault(place, 'must be { all: […] }, { any: […] }, { not: … } or { field, operator, value }');
    return this.comparison(part, place);
  }

  private comparison({ field, operator: name, value }: Record<string, unknown>, place: string): Condition | undefined {
    this.comparisons += 1;
    if (this.comparisons === MAX_COMPARISONS + 1) return this.fault(place, `is one of more than ${MAX_COMPARISONS} comparisons`);
    if (typeof field !== 'string' || !Object.hasOwn(this.fields, field))
      return this.fault(`${place}.field`, `must be one of the following values: ${Object.keys(this.fields).join(', ')}`);
    const declared = this.fields[field]!;
    const operators = OPERATORS[declared.kind];
    if (typeof name !== 'string' || !Object.hasOwn(operators, name))
      return this.fault(`${place}.operator`, `must be one of the following values: ${Object.keys(operators).join(', ')}`);
    const { operand } = operators[name]!;
    if (operand === 'none')
      return value === undefined ? { field, operator: name } : this.fault(`${place}.value`, `must be left out with ${name}`);
    const read = readValue(operand, value, declared);
    if ('fault' in read) return this.fault(`${place}.value`, read.fault);
    return { field, operator: name, value: read.value };
  }

  private fault(field: string, message: string): undefined {
    this.faults.push({ field, message: `${field} ${message}` });
  }
}

type Read = { value: ConditionValue } | { fault: string };

function readValue(operand: Exclude<Operand, 'none'>, value: unknown, declared: ConditionField): Read {
  switch (operand) {
    case 'text':
      return readText(value, declared);
    case 'number':
      return readNumber(value);
    case 'texts':
      return readList(value, (each) => readText(each, declared));
    case 'numbers':
      return readList(value, readNumber);
    case 'time':
      return typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value))
        ? { value: new Date(value).toISOString() }
        : { fault: 'must be an instant such as 2026-02-24T09:15:00Z' };
    case 'minutes': {
      const read = readNumber(value);
      return 'fault' in read || ((read.value as number) >= 0 && (read.value as number) <= MAX_MINUTES && Number.isInteger(read.value))
        ? read
        : { fault: `must be a whole number of minutes from 0 to ${MAX_MINUTES}` };
    }
  }
}

function readText(value: unknown, { values }: ConditionField): Read {
  if (typeof value !== 'string' || value === '') return { fault: 'must be a text that is not empty' };
  if (value.length > MAX_VALUE_LENGTH) return { fault: `must be shorter than or equal to ${MAX_VALUE_LENGTH} characters` };
  // Neither can be stored: Postgres knows no NUL, and half a character is none.
  if (value.includes('\u0000') || !isWellFormed(value)) return { fault: 'must be well-formed Unicode without NUL' };
  if (values && !values.includes(value)) return { fault: `must be one of the following values: ${values.join(', ')}` };
  return { value };
}

/** Numbers stay numbers, also those that are written as text; nothing is cut to whole ones. */
function readNumber(value: unknown): Read {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? { value: number } : { fault: 'must be a number' };
}

function readList(value: unknown, read: (each: unknown) => Read): Read {
  if (!Array.isArray(value) || value.length === 0) return { fault: 'must be a list of at least one value' };
  if (value.length > MAX_VALUES) return { fault: `must contain no more than ${MAX_VALUES} elements` };
  const all = value.map(read);
  const wrong = all.find((each) => 'fault' in each);
  return wrong ?? { value: all.map((each) => (each as { value: ConditionValue }).value) as string[] };
}

function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
