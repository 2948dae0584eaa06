import type { PhoneReading } from '../../common/phone/phoneNumber.js';
import {
  emptyEvent,
  type IvrEvent,
  NUMBER_FIELDS,
  SECOND_FIELDS,
  STATUS_SIGNALS,
  type StatusSignal,
  TEXT_FIELDS,
  TIME_FIELDS,
} from './ivrEvent.js';
import { type Comparison, type FieldMapping, FIELDS, type Mapping, type Origin, type StatusMapping, type When } from './mappingShape.js';
import { valueAt } from './paths.js';
import { instantOf, readDuration, readNumber, transform, type TransformContext } from './transforms.js';
import { isEmpty, textOf } from './values.js';

/** How a field got its value. */
interface FieldTrace {
  field: string;
  /** The path that was used; null for a constant, or where no path said anything. */
  path: string | null;
  /** What stood there. */
  found: unknown;
  /** What each transform made of it. */
  steps: { transform: string; value: unknown }[];
  value: unknown;
  reason: string;
}

/** What a payload says, and why. */
export interface Mapped {
  event: IvrEvent;
  trace: FieldTrace[];
}

/** Longer texts are cut: nobody's name or department has more letters. */
const MAX_TEXT = 500;
/** A moment before is a machine's "never". */
const FIRST_MOMENT = Date.UTC(2000, 0, 1);

/** What a payload becomes under a mapping, with the reason for every field. Pure; never throws on a payload. */
export function applyMapping(mapping: Mapping, payload: unknown, context: TransformContext): Mapped {
  return new Application(mapping, payload, context).run();
}

class Application {
  private readonly trace: FieldTrace[] = [];
  private readonly derived: Record<string, unknown> = {};
  private readonly readings: Partial<Record<string, PhoneReading>> = {};
  private root: unknown;

  constructor(
    private readonly mapping: Mapping,
    private readonly payload: unknown,
    private readonly context: TransformContext,
  ) {
    this.root = payload;
  }

  run(): Mapped {
    const { fields, status } = this.mapping;
    if (fields.payload) this.root = this.field('payload', fields.payload) ?? this.payload;
    for (const [name, field] of Object.entries(fields))
      if (name !== 'payload' && !FIELDS.includes(name)) this.derived[name] = this.field(name, field);
    const values = Object.fromEntries(FIELDS.map((name) => [name, fields[name] ? this.field(name, fields[name]) : null]));
    const event = this.event(values);
    if (status) Object.assign(event, this.status(status, event.flags));
    return { event, trace: this.trace };
  }

  private event(values: Record<string, unknown>): IvrEvent {
    const event = emptyEvent();
    for (const name of TEXT_FIELDS) event[name] = this.settle(name, shortText(values[name]), values[name]);
    for (const name of SECOND_FIELDS) event[name] = this.settle(name, secondsOf(values[name]), values[name]);
    for (const name of TIME_FIELDS) event[name] = this.settle(name, momentOf(values[name]), values[name]);
    for (const name of NUMBER_FIELDS) event[name] = this.settle(name, this.number(name, values[name]), values[name]);
    event.recording_url = shortText(values.recording_url, 2_000);
    event.sequence = this.settle('sequence', integerOf(values.sequence), values.sequence);
    const direction = textOf(values.direction)?.toLowerCase();
    event.direction = direction === 'inbound' || direction === 'outbound' ? direction : null;
    // Where an agent's phone should be there may be his seat at the exchange.
    const seat = this.trace.find(({ field }) => field === 'agent_number')?.found;
    if (event.agent_number === null && event.agent_ref === null && !isEmpty(seat)) event.agent_ref = shortText(seat);
    event.flags = this.flags(values.flags, event);
    return event;
  }

  private flags(given: unknown, { customer_number }: IvrEvent): string[] {
    const flags = (Array.isArray(given) ? given : [given]).flatMap((flag) => shortText(flag, 50) ?? []);
    const { state } = this.readings.customer_number ?? {};
    if (customer_number === null && state === 'withheld') flags.push('caller_withheld');
    if (customer_number === null && (state === 'short' || state === 'unreadable')) flags.push('caller_unreadable');
    return [...new Set(flags)].sort();
  }

  /** A number that the mapping did not read is read as people of the provider's country write it. */
  private number(name: string, value: unknown): string | null {
    const written = textOf(value);
    if (written === null || isEmpty(written)) return null;
    if (this.readings[name]?.e164 === written) return written;
    const reading = readNumber(written, this.context.region);
    this.readings[name] = reading;
    return reading.e164;
  }

  /** Says in the trace what became of a value that is none of its field. */
  private settle<T>(field: string, value: T | null, given: unknown): T | null {
    const trace = this.trace.find((one) => one.field === field);
    if (trace) {
      if (value === null && !isEmpty(given)) trace.reason += ' It is no value of this field.';
      trace.value = value;
    }
    return value;
  }

  private field(name: string, field: FieldMapping): unknown {
    const origin = this.origin(field);
    const trace: FieldTrace = {
      field: name,
      path: origin.path,
      found: origin.value ?? null,
      steps: [],
      value: null,
      reason: origin.reason,
    };
    this.trace.push(trace);
    let value: unknown = isEmpty(origin.value) ? null : origin.value;
    for (const written of field.transform ?? []) {
      if (value === null) break;
      const made = transform(value, written, this.context);
      if (made.phone) this.readings[name] = made.phone;
      value = made.value ?? null;
      trace.steps.push({ transform: written, value });
      if (value === null) trace.reason += ` ${written} made nothing of it.`;
    }
    if (field.map && value !== null) {
      const word = mapped(field.map, textOf(value) ?? '');
      trace.reason += word === undefined ? ' The map does not have it.' : ' The map has it.';
      value = word ?? field.default ?? null;
    } else if (value === null && field.default !== undefined) {
      value = field.default;
      trace.reason += ' The default holds.';
    }
    if (value === 'keep') value = null;
    trace.value = value;
    return value;
  }

  private origin(field: Origin & Pick<FieldMapping, 'rules'>): { path: string | null; value: unknown; reason: string } {
    for (const [index, rule] of (field.rules ?? []).entries()) {
      if (!this.fits(rule.when)) continue;
      const found = rule.value === undefined ? this.origin(rule) : { path: null, value: rule.value, reason: 'It is a constant.' };
      return { ...found, reason: `Rule ${index + 1} fits. ${found.reason}` };
    }
    if (field.rules && field.const === undefined && field.path === undefined && !field.first)
      return { path: null, value: null, reason: 'No rule fits.' };
    if (field.const !== undefined) return { path: null, value: field.const, reason: 'It is a constant.' };
    const paths = field.first ?? [field.path!];
    const path = paths.find((one) => !isEmpty(this.at(one)));
    if (path !== undefined) return { path, value: this.at(path), reason: `It stands at ${path}.` };
    const silent = paths.find((one) => this.at(one) !== undefined);
    return silent === undefined
      ? { path: null, value: null, reason: `Nothing stands at ${paths.join(', ')}.` }
      : { path: silent, value: this.at(silent), reason: `What stands at ${silent} says nothing.` };
  }

  private status(status: StatusMapping, flags: string[]): Pick<IvrEvent, 'status' | 'raw_status' | 'flags'> {
    const trace: FieldTrace = { field: 'status', path: null, found: null, steps: [], value: null, reason: '' };
    this.trace.push(trace);
    const told = status.rules ? this.ruled(status, trace) : this.looked(status, trace);
    const unmapped = told.word === undefined && told.raw !== null;
    const word = told.word ?? status.default ?? 'keep';
    if (told.word === undefined)
      trace.reason += status.default === undefined ? ' The status stays as it is.' : ` The default holds: ${word}.`;
    const signal = (STATUS_SIGNALS as readonly string[]).includes(word) ? (word as StatusSignal) : null;
    trace.value = signal;
    const is_lost = unmapped && (status.default ?? 'keep') === 'keep';
    return { status: signal, raw_status: told.raw, flags: is_lost ? [...flags, 'status_unmapped'].sort() : flags };
  }

  private looked({ map, transform: steps = [], ...status }: StatusMapping, trace: FieldTrace): { raw: string | null; word?: string } {
    const origin = this.origin(status);
    Object.assign(trace, { path: origin.path, found: origin.value ?? null, reason: origin.reason });
    if (isEmpty(origin.value, status.empty)) return { raw: null };
    const raw = shortText(origin.value);
    let value = normalized(textOf(origin.value) ?? '', status.normalize);
    for (const written of steps) {
      value = textOf(transform(value, written, this.context).value) ?? '';
      trace.steps.push({ transform: written, value });
    }
    if (!map) return { raw, word: value };
    const word = mapped(map, value);
    trace.reason += word === undefined ? ` The map does not have ${value}.` : ` The map has ${value}.`;
    if (typeof word !== 'object') return { raw, word };
    const inner = textOf(this.at(word.path)) ?? '';
    const found = isEmpty(inner, status.empty) ? undefined : mapped(word.map, inner);
    trace.reason +=
      found === undefined ? ` Its map of ${word.path} does not have ${inner || 'it'}.` : ` Its map of ${word.path} has ${inner}.`;
    return { raw: isEmpty(inner) ? raw : `${raw} / ${inner}`, word: found };
  }

  private ruled(status: StatusMapping, trace: FieldTrace): { raw: string | null; word?: string } {
    const paths = [...new Set(status.rules!.flatMap(({ when }) => Object.keys(when ?? {})))];
    const rule = status.rules!.findIndex(({ when }) => this.fits(when, status));
    // The rule's own words, or of all rules when none fits.
    const asked = rule < 0 ? paths : Object.keys(status.rules![rule]!.when ?? {});
    const said = asked.flatMap((path) => (isEmpty(this.at(path), status.empty) ? [] : (shortText(this.at(path)) ?? [])));
    const raw = said.length > 0 ? said.join(' / ').slice(0, MAX_TEXT) : null;
    trace.found = Object.fromEntries(paths.map((path) => [path, this.at(path) ?? null]));
    trace.reason = rule < 0 ? 'No rule fits.' : `Rule ${rule + 1} fits.`;
    return rule < 0 ? { raw } : { raw, word: status.rules![rule]!.value };
  }

  private fits(when: When | undefined, { normalize = [], empty = [] }: Pick<StatusMapping, 'normalize' | 'empty'> = {}): boolean {
    return Object.entries(when ?? {}).every(([path, wanted]) => {
      const value = this.at(path);
      const nothing = isEmpty(value, empty);
      if (typeof wanted === 'object' && !Array.isArray(wanted)) return this.compares(wanted, value, nothing);
      const text = nothing ? '' : normalized(textOf(value) ?? '', normalize);
      return [wanted].flat().some((one) => normalized(String(one), normalize) === text);
    });
  }

  private compares({ present, valid_phone, match, gt, gte, lt, lte }: Comparison, value: unknown, nothing: boolean): boolean {
    const written = nothing ? '' : (textOf(value) ?? '');
    if (present !== undefined && present === nothing) return false;
    if (valid_phone !== undefined && valid_phone !== (written !== '' && readNumber(written, this.context.region).e164 !== null))
      return false;
    if (match !== undefined && (nothing || !new RegExp(match, 'u').test(written.slice(0, 2_000)))) return false;
    const bounds = [gt, gte, lt, lte];
    if (bounds.every((bound) => bound === undefined)) return true;
    const number = readDuration(written) ?? Number(written === '' ? Number.NaN : written);
    return number > (gt ?? -Infinity) && number >= (gte ?? -Infinity) && number < (lt ?? Infinity) && number <= (lte ?? Infinity);
  }

  /** A derived value by its name, else what the payload says. */
  private at(path: string): unknown {
    const head = /^[\w-]+/.exec(path)?.[0];
    if (head !== undefined && !isEmpty(this.derived[head])) return valueAt(this.derived, path);
    const value = valueAt(this.root, path);
    return value === undefined && this.root !== this.payload ? valueAt(this.payload, path) : value;
  }
}

function mapped<T>(map: Record<string, T>, word: string): T | undefined {
  if (Object.hasOwn(map, word)) return map[word];
  const key = Object.keys(map).find((one) => one.toLowerCase() === word.toLowerCase());
  return key === undefined ? undefined : map[key];
}

function normalized(text: string, steps: readonly string[] = []): string {
  return steps.reduce(
    (value, step) => (step === 'trim' ? value.trim() : step === 'lower' ? value.toLowerCase() : value.toUpperCase()),
    text,
  );
}

function shortText(value: unknown, length = MAX_TEXT): string | null {
  const text = isEmpty(value) ? null : textOf(value);
  // What the database cannot hold is not worth losing the event for.
  return text === null || text === '' ? null : text.replaceAll('\0', '').toWellFormed().slice(0, length).toWellFormed();
}

function integerOf(value: unknown): number | null {
  const text = textOf(value) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function secondsOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? Math.min(Math.round(value), 1e9)
    : readDuration(textOf(value) ?? '');
}

function momentOf(value: unknown): string | null {
  const at = Date.parse(textOf(value) ?? '');
  return Number.isNaN(at) || at < FIRST_MOMENT || at > FIRST_MOMENT * 4 ? null : instantOf(at);
}
