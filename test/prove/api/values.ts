import type { Random } from '../../../src/providers/sandbox/random.js';
import { plain, type Schema } from './document.js';

/** Stands for a number that JavaScript cannot write: 1e400 in the JSON that is sent. */
export const HUGE = '\u0001huge\u0001';

/** What a value is made from. */
export interface ValueSource {
  random: Random;
  /** A text that is nobody's business, and must not come back in an error. */
  secret: string;
  /** An id of something that is there, as far as the field's name tells. */
  idFor(field: string): string | undefined;
}

/** Texts to try where a pattern says what is allowed. */
const PATTERNED = [
  'INR',
  'calls:view',
  'refund:updated',
  '5550001001',
  '2026/02/24',
  'some_role',
  '7',
  'a',
  '1.sound',
  'https://example.com/x',
  'a'.repeat(64),
  'a'.repeat(43),
];
const WORDS = ['Asha', 'a refund for order 20451', 'Where is it?', 'support', 'ü, "ß" & 你好', "O'Neil; --", '50 % off', 'नमस्ते'];
const DEPTH = 6;

/** A value as a schema allows it. */
export function valueOf(given: Schema, source: ValueSource, field = '', depth = 0): unknown {
  const schema = plain(given);
  const { random } = source;
  if (schema.nullable && random.chance(0.1)) return null;
  if (schema.enum) return random.pick(schema.enum);
  if (schema.type === 'array') {
    const least = schema.minItems ?? 0;
    const items = Array.from({ length: random.int(least, Math.min(schema.maxItems ?? 3, Math.max(least, 3))) }, () =>
      valueOf(schema.items ?? {}, source, field.replace(/s$/, ''), depth + 1),
    );
    return schema.uniqueItems ? [...new Map(items.map((item) => [JSON.stringify(item), item])).values()] : items;
  }
  if (schema.type === 'boolean') return random.chance(0.5);
  if (schema.type === 'integer' || schema.type === 'number') return numberOf(schema, random);
  if (schema.type === 'string') return textOf(schema, source, field);
  if (!schema.properties) return schema.example ?? { any: 'thing' };
  const fields = Object.entries(schema.properties).filter(
    ([name]) => schema.required?.includes(name) || (depth < DEPTH && random.chance(0.4)),
  );
  return Object.fromEntries(fields.map(([name, part]) => [name, valueOf(part, source, name, depth + 1)]));
}

function numberOf({ minimum = 0, maximum = 1_000 }: Schema, random: Random): number {
  return random.weighted([
    [random.int(minimum, Math.min(maximum, minimum + 20)), 6],
    [minimum, 1],
    [maximum, 1],
  ] as const);
}

function textOf(schema: Schema, { random, idFor }: ValueSource, field: string): string {
  const at = () => new Date(Date.now() + random.pick([-400, -7, -1, 0.01, 1, 20]) * 86_400_000);
  if (schema.format === 'uuid') return idFor(field) ?? uuid(random);
  if (schema.format === 'date-time') return at().toISOString();
  if (schema.format === 'date') return at().toISOString().slice(0, 10);
  if (schema.format === 'email') return `user${random.int(1, 99)}@example.com`;
  if (schema.pattern) {
    const pattern = new RegExp(schema.pattern);
    const fitting = [schema.example, ...PATTERNED, ...WORDS].filter((text) => typeof text === 'string' && pattern.test(text));
    if (fitting.length > 0) return random.pick(fitting) as string;
  }
  const text = typeof schema.example === 'string' && random.chance(0.5) ? schema.example : random.pick(WORDS);
  return text.slice(0, schema.maxLength ?? text.length).padEnd(schema.minLength ?? 0, 'x');
}

/** The same for the same chance. */
export function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.int(0, 15).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Moments and days that are none, or that few can mean. */
const ODD_TIMES = [
  '2026-02-30',
  '0000-00-00',
  '9999-12-31',
  '10000-01-01',
  '-0001-01-01',
  '2026-W52-2',
  '2026-055',
  '20261220T000000Z',
  '2026-02-24T00',
  '2026-02-24T24:00:00Z',
  '2026-02-24T00:00:60Z',
  '2026-02-24T00:00:00-23:59',
  '2026-02-24T00:00:00+16:00',
  '+275760-09-13T00:00:00.001Z',
  '294277-01-01T00:00:00Z',
  '2026-02-24T00:00:00',
  '2026-02-24 00:00:00+05:30',
  '1740355200',
  'now()',
  'infinity',
];

/** Texts that break what does not expect them. */
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfffy',
  '\ufeff',
  '\u202eevil',
  '👩‍👩‍👧‍👦',
  'e\u0301\u0301\u0301',
  'İ'.repeat(50),
  '\r\nX-Injected: 1',
  '%00',
  '%',
  '\\',
  "'); drop table emails; --",
  '*',
  'a,b).or(id.gt.0',
  '"quoted",(x)',
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '${7*7}',
  '=1+1',
  'null',
  'true',
  '0x10',
  '1e3',
  ' 5 ',
  '+5',
  'NaN',
  'x@[127.0.0.1]',
  '"x\r\nBcc: a@b.c"@example.com',
  `${'a'.repeat(64)}@${'b.'.repeat(120)}com`,
  'http://[::1]:99999/',
  'https://user:pass@example.com/',
  'file:///etc/passwd',
];

/** A value for a field that does not want it, or hardly. */
export function oddValue(given: Schema | undefined, { random, secret }: ValueSource): unknown {
  const schema = plain(given ?? {});
  const bounds = [
    ...(schema.maximum === undefined ? [] : [schema.maximum, schema.maximum + 1]),
    ...(schema.minimum === undefined ? [] : [schema.minimum, schema.minimum - 1]),
    ...(schema.maxLength === undefined
      ? []
      : ['m'.repeat(schema.maxLength), 'm'.repeat(schema.maxLength + 1), '😀'.repeat(schema.maxLength)]),
    ...(schema.minLength ? ['m'.repeat(schema.minLength - 1)] : []),
    ...(schema.maxItems === undefined ? [] : [Array.from({ length: schema.maxItems + 1 }, () => secret)]),
    ...(schema.type === 'array' ? [[secret, secret], [null], [[]], [[[secret]]], { 0: secret }] : []),
  ];
  return random.weighted<unknown>([
    [random.pick([null, true, false, 0, -0, -1, 1.5, 5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e308, -1e308, 1e-320, HUGE]), 3],
    [
      random.pick<unknown>([
        [],
        {},
        [[]],
        [[[[]]]],
        [null],
        [{}],
        [secret],
        { colour: secret },
        { toString: secret },
        { length: 1 },
        { then: 1 },
      ]),
      3,
    ],
    [random.pick(ODD_TEXTS), 4],
    [random.pick(ODD_TIMES), schema.format?.startsWith('date') ? 6 : 1],
    [secret, 2],
    [secret.repeat(random.pick([8, 100, 2_000])), 1],
    [bounds.length > 0 ? random.pick(bounds) : secret, bounds.length > 0 ? 4 : 1],
  ]);
}

/** A query's or a path's spelling of a value that it does not want. */
export function oddSpelling(schema: Schema | undefined, source: ValueSource): string {
  const { random, secret } = source;
  return random.weighted<string>([
    [
      random.pick([
        '%00',
        'a%00b',
        '%ED%A0%80',
        '%',
        '%zz',
        '%C3%28',
        '%ff',
        '%F0%9F%98%80',
        '%252e%252e',
        '%2e%2e%2f',
        '%0d%0aX:1',
        '+',
        '%20',
      ]),
      3,
    ],
    [
      random.pick([
        '99999999999999999999',
        '-1',
        '0',
        '00',
        '1.0',
        '1e3',
        '0x10',
        '%205%20',
        '%2B5',
        '9007199254740993',
        'NaN',
        'Infinity',
      ]),
      2,
    ],
    [encode(random.pick(ODD_TIMES)), 2],
    [encode(random.pick(ODD_TEXTS)), 3],
    [secret, 2],
    [encode(String(spelled(oddValue(schema, source)))), 3],
  ]);
}

const spelled = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : value);

/** A lone surrogate becomes the bytes that somebody would send for it. */
export function encode(text: string): string {
  return text.replace(/[\s\S]/gu, (letter) => {
    const code = letter.codePointAt(0)!;
    return code >= 0xd800 && code <= 0xdfff ? '%ED%A0%80' : encodeURIComponent(letter);
  });
}
