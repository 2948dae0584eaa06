import { NUMBER_FIELDS, SECOND_FIELDS, STATUS_SIGNALS, TEXT_FIELDS, TIME_FIELDS } from './ivrEvent.js';
import { isPath } from './paths.js';
import { transformFault } from './transforms.js';

/** `{"CallType": "completed"}`: a text, one of several, or a test, for each path; all must fit. An empty text fits what is missing. */
export type When = Record<string, Wanted | Wanted[] | Comparison>;
type Wanted = string | number | boolean;
export type Comparison = Partial<Record<'gt' | 'gte' | 'lt' | 'lte', number>> & {
  present?: boolean;
  valid_phone?: boolean;
  match?: string;
};

/** Where a value comes from: a path, the first of several that says something, or a constant. */
export interface Origin {
  path?: string;
  first?: string[];
  const?: string | number | boolean;
}
/** The first rule whose `when` fits; without one it always fits. */
interface Rule extends Origin {
  when?: When;
  value?: string;
}
export interface FieldMapping extends Origin {
  rules?: Rule[];
  transform?: string[];
  /** What the provider's words are in ours; compared exactly first, then without regard to case. */
  map?: Record<string, string>;
  /** Of what is in no map and no rule. */
  default?: string;
}
export interface StatusMapping extends Omit<FieldMapping, 'map'> {
  map?: Record<string, string | { path: string; map: Record<string, string> }>;
  /** What is done to values before rules compare them: trim, lower, upper. */
  normalize?: string[];
  /** Words that say nothing, beside the usual ones. */
  empty?: string[];
}

/**
 * How a provider's payload becomes an event. `payload` replaces what paths look into; names that are no fields are values for other paths.
 */
export interface Mapping {
  fields: Record<string, FieldMapping>;
  status: StatusMapping | null;
  /** Keys of the payload whose values are never stored. */
  redact: string[];
}

export interface MappingFault {
  field: string;
  message: string;
}

/** Fields of an event that a mapping can fill, beside `status`. */
export const FIELDS: readonly string[] = [
  ...TEXT_FIELDS,
  ...NUMBER_FIELDS,
  ...TIME_FIELDS,
  ...SECOND_FIELDS,
  'sequence',
  'direction',
  'recording_url',
  'flags',
];

const LIMITS = { fields: 60, items: 50, text: 300 };
const NAME = /^[a-zA-Z_][\w-]{0,59}$/;
const ORIGIN_KEYS = ['path', 'first', 'const'];
const FIELD_KEYS = [...ORIGIN_KEYS, 'rules', 'transform', 'map', 'default'];
const COMPARISONS: Record<string, string> = {
  gt: 'number',
  gte: 'number',
  lt: 'number',
  lte: 'number',
  present: 'boolean',
  valid_phone: 'boolean',
  match: 'string',
};

/** The mapping that was written, with `status` and `redact` in their places; the faults when it cannot be used. */
export function readMapping(field_mapping: unknown, status_mapping: unknown): { mapping: Mapping; faults: MappingFault[] } {
  const { status: inside, redact = [], ...fields } = isObject(field_mapping) ? field_mapping : {};
  const status = isObject(status_mapping) && Object.keys(status_mapping).length > 0 ? status_mapping : (inside ?? null);
  // What it is only says the reader below: with faults nobody uses it.
  const mapping = { fields, status, redact } as unknown as Mapping;
  const reader = new FaultReader();
  if (!isObject(field_mapping)) reader.add('field_mapping', 'must be an object');
  if (!Array.isArray(redact) || redact.some((key) => typeof key !== 'string' || key === '' || key.length > 100))
    reader.add('field_mapping.redact', 'must be a list of keys');
  if (Object.keys(fields).length > LIMITS.fields) reader.add('field_mapping', `must not have more than ${LIMITS.fields} fields`);
  for (const [name, field] of Object.entries(fields)) reader.field(`field_mapping.${name}`, name, field);
  if (!Object.hasOwn(fields, 'call_id')) reader.add('field_mapping.call_id', 'is needed: it tells one call from another');
  if (status !== null) reader.status('status_mapping', status);
  return { mapping, faults: reader.faults };
}

/** Collects what is wrong with a mapping. */
class FaultReader {
  readonly faults: MappingFault[] = [];

  add(field: string, message: string): void {
    if (this.faults.length < 50) this.faults.push({ field, message: `${field} ${message}` });
  }

  field(at: string, name: string, field: unknown): void {
    if (!NAME.test(name)) this.add(at, 'must be named by letters, digits and underscores');
    if (!this.object(at, field, FIELD_KEYS)) return;
    this.value(at, field);
    if (name === 'direction' && isObject(field.map))
      for (const [word, to] of Object.entries(field.map))
        if (!['inbound', 'outbound', 'unknown', 'keep'].includes(to as string))
          this.add(`${at}.map.${word}`, 'must be inbound, outbound, unknown or keep');
    if (isObject(field.map) && Object.values(field.map).some((to) => typeof to !== 'string')) this.add(`${at}.map`, 'must map to texts');
  }

  status(at: string, status: unknown): void {
    if (!this.object(at, status, [...FIELD_KEYS, 'normalize', 'empty'])) return;
    this.value(at, status);
    for (const list of ['normalize', 'empty']) this.texts(`${at}.${list}`, status[list]);
    for (const step of (status.normalize as string[] | undefined) ?? [])
      if (!['trim', 'lower', 'upper'].includes(step)) this.add(`${at}.normalize`, 'takes trim, lower and upper');
    const word = (place: string, to: unknown) => {
      if (!this.isSignal(to)) this.add(place, `must be one of ${[...STATUS_SIGNALS, 'keep'].join(', ')}; completed is set by people`);
    };
    for (const [from, to] of Object.entries(isObject(status.map) ? status.map : {})) {
      const place = `${at}.map.${from}`;
      if (!isObject(to)) word(place, to);
      else if (typeof to.path !== 'string' || !isPath(to.path) || !isObject(to.map)) this.add(place, 'needs path and map');
      else for (const one of Object.values(to.map)) word(place, one);
    }
    for (const [index, rule] of (Array.isArray(status.rules) ? status.rules : []).entries())
      if (isObject(rule)) word(`${at}.rules.${index}.value`, rule.value);
    if (status.default !== undefined) word(`${at}.default`, status.default);
    word(`${at}.const`, status.const ?? 'keep');
  }

  private isSignal(word: unknown): boolean {
    return word === 'keep' || (STATUS_SIGNALS as readonly unknown[]).includes(word);
  }

  /** What fields and status share: origin, rules, transforms, default. */
  private value(at: string, field: Record<string, unknown>): void {
    this.origin(at, field);
    if (field.default !== undefined && typeof field.default !== 'string') this.add(`${at}.default`, 'must be a text');
    if (field.map !== undefined && (!isObject(field.map) || Object.keys(field.map).length > 200))
      this.add(`${at}.map`, 'must be an object');
    this.texts(`${at}.transform`, field.transform);
    for (const written of Array.isArray(field.transform) ? field.transform : []) {
      const fault = typeof written === 'string' ? transformFault(written) : null;
      if (fault) this.add(`${at}.transform`, `is wrong: ${fault}`);
    }
    if (field.rules === undefined) {
      if (!ORIGIN_KEYS.some((key) => field[key] !== undefined)) this.add(at, 'needs path, first, const or rules');
      return;
    }
    if (!Array.isArray(field.rules) || field.rules.length === 0 || field.rules.length > LIMITS.items)
      return this.add(`${at}.rules`, `must be a list of at most ${LIMITS.items} rules`);
    for (const [index, rule] of field.rules.entries()) {
      const place = `${at}.rules.${index}`;
      if (!this.object(place, rule, [...ORIGIN_KEYS, 'when', 'value'])) continue;
      this.origin(place, rule);
      if (rule.value !== undefined && typeof rule.value !== 'string') this.add(`${place}.value`, 'must be a text');
      if (rule.value === undefined && !ORIGIN_KEYS.some((key) => rule[key] !== undefined))
        this.add(place, 'needs value, path, first or const');
      this.when(`${place}.when`, rule.when);
    }
  }

  private origin(at: string, { path, first, const: constant }: Record<string, unknown>): void {
    if (path !== undefined && (typeof path !== 'string' || !isPath(path)))
      this.add(`${at}.path`, 'must be a path such as data.legs[-1].number');
    this.texts(`${at}.first`, first);
    for (const one of Array.isArray(first) ? first : [])
      if (typeof one === 'string' && !isPath(one)) this.add(`${at}.first`, `has a path that is none: ${one}`);
    if (constant !== undefined && (!['string', 'number', 'boolean'].includes(typeof constant) || String(constant).length > LIMITS.text))
      this.add(`${at}.const`, 'must be a text, a number or a boolean');
  }

  private when(at: string, when: unknown): void {
    if (when === undefined) return;
    if (!isObject(when) || Object.keys(when).length === 0) return this.add(at, 'must name at least one path');
    for (const [path, wanted] of Object.entries(when)) {
      if (!isPath(path)) this.add(at, `has a path that is none: ${path}`);
      if (!isObject(wanted)) continue;
      for (const [key, value] of Object.entries(wanted)) {
        if (typeof value !== COMPARISONS[key])
          this.add(`${at}.${path}`, `takes ${Object.keys(COMPARISONS).join(', ')} with their kinds of values`);
        const fault = key === 'match' && typeof value === 'string' ? transformFault(`null_if_match:${value}`) : null;
        if (fault) this.add(`${at}.${path}.match`, 'must be a simple regular expression');
      }
    }
  }

  private texts(at: string, list: unknown): void {
    if (list === undefined) return;
    if (!Array.isArray(list) || list.length > LIMITS.items || list.some((one) => typeof one !== 'string' || one.length > LIMITS.text))
      this.add(at, `must be a list of at most ${LIMITS.items} texts`);
  }

  private object(at: string, value: unknown, keys: string[]): value is Record<string, unknown> {
    if (!isObject(value)) {
      this.add(at, 'must be an object');
      return false;
    }
    const unknown = Object.keys(value).filter((key) => !keys.includes(key));
    if (unknown.length > 0) this.add(at, `has keys that mean nothing: ${unknown.join(', ')}`);
    return true;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
