import type { ChatItem } from '../ports/parsedChat.js';
import { Random } from '../sandbox/random.js';
import { parse, type PayloadCase, payloadCases } from './specSupport.js';

/** What no provider documents: values of other types, missing and strange ones, at every place of every known body. */

type Holder = Record<string, unknown> | unknown[];

const ROUNDS = 40;

describe('odd webhook bodies', () => {
  const cases = payloadCases();

  it.each(cases)('neither raises nor loses an item of a mutated $id', (one) => {
    const random = new Random(one.id);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const body of one.bodies) {
        const odd: unknown = structuredClone(body);
        for (let change = random.int(1, 4); change > 0; change -= 1) mutate(odd, random);
        check(one.provider, odd);
      }
    }
  });

  it('neither raises nor loses an item of garbage', () => {
    const random = new Random('garbage');
    for (let round = 0; round < 500; round += 1) {
      const body = junk(random, 4);
      for (const provider of ['interakt', 'netcore'] as const) check(provider, body);
      check('interakt', { type: random.pick(['message_received', 'message_api_failed', 'message_api_clicked', 'messages']), data: body });
      check('netcore', { incoming_message: body, delivery_status: junk(random, 3) });
      check('netcore', { object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value: body }] }] });
    }
  });

  it('takes a body of a thousand items', () => {
    const { incoming_message } = payloadCases().find(({ id }) => id === 'WA-036')!.bodies[0] as { incoming_message: object[] };
    const many = Array.from({ length: 1_000 }, (_, index) => ({ ...incoming_message[0], message_id: `wamid.MANY${index}` }));
    const keys = parse('netcore', { incoming_message: many }).map((item) => 'key' in item && item.key);
    expect(new Set(keys).size).toBe(1_000);
  });

  it('takes a body as deep as JSON can be', () => {
    const depth = 5_000;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(parse('netcore', `{"incoming_message":[{"from":"918123456789","message_id":"m1","text_type":${deep}}]}`)).toHaveLength(1);
  });
});

function check(provider: PayloadCase['provider'], body: unknown): void {
  const items = parse(provider, body);
  expect(items.length).toBeGreaterThanOrEqual(atLeast(provider, body));
  // What the database refuses, and what differs the second time, would be lost later.
  const written = JSON.stringify(items);
  expect(written).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  expect(JSON.stringify(parse(provider, body))).toBe(written);
  for (const item of items) expect(isWhole(item)).toBe(true);
}

/** Each element of a list that a body is known to have is an item of its own. */
function atLeast(provider: PayloadCase['provider'], body: unknown): number {
  const parts = Array.isArray(body) ? body : [body];
  const counts = parts.map((part) => {
    if (typeof part !== 'object' || part === null || provider === 'interakt') return 1;
    const { incoming_message, delivery_status, object, entry } = part as Record<string, unknown>;
    if (object !== 'whatsapp_business_account') return Math.max(1, length(incoming_message) + length(delivery_status));
    return Math.max(1, length(entry));
  });
  return Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
}

function length(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function isWhole(item: ChatItem): boolean {
  if (item.kind === 'parked' || item.kind === 'ignored') return item.reason !== '';
  if (item.kind === 'message' && item.sent_at === null) return false;
  return item.key !== '' && !/undefined|\[object/.test(item.key);
}

function mutate(holder: unknown, random: Random): void {
  if (typeof holder !== 'object' || holder === null) return;
  const keys = Object.keys(holder);
  if (keys.length === 0) return;
  const key = random.pick(keys);
  const inside = (holder as Record<string, unknown>)[key];
  if (typeof inside === 'object' && inside !== null && random.chance(0.75)) return mutate(inside, random);
  const target = holder as Record<string, unknown>;
  if (random.chance(0.2)) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete target[key];
  } else if (Array.isArray(holder) && random.chance(0.3)) holder.push(structuredClone(inside));
  else target[key] = junk(random, 2);
}

const SCRAPS = [
  ...[null, true, false, 0, -1, 1.5, 1e308, 2 ** 53 + 2, '', ' ', '0', 'null', 'n/a', '{}', '[]', '{"a":', '{"title":7}'],
  ...['\0', '\ud83d', 'ok \0 \udc00', '1771924677', 1_771_924_677, '2026-02-30 25:61:00', '9999-01-01T00:00:00', '918123456789'],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'http://',
    'https://media.example.org/%ff',
    'https://media.example.org/%00.pdf',
    'x'.repeat(3_000),
  ],
  ...['TEXT', 'Text', 'text', 'reaction', 'order', 'interactive', 'Webhook Test', 'whatsapp_business_account'],
];
const NAMES = [
  'id',
  'type',
  'text',
  'body',
  'message',
  'data',
  'from',
  'errors',
  'context',
  'contacts',
  'statuses',
  'messages',
  '__proto__',
];

function junk(random: Random, depth: number): unknown {
  if (depth === 0 || random.chance(0.6)) return random.pick(SCRAPS);
  const holder: Holder = random.chance(0.5) ? [] : {};
  for (let count = random.int(0, 4); count > 0; count -= 1) {
    const value = junk(random, depth - 1);
    if (Array.isArray(holder)) holder.push(value);
    // As JSON.parse does it, so that `__proto__` is a name like any other.
    else Object.defineProperty(holder, random.pick(NAMES), { value, enumerable: true, configurable: true, writable: true });
  }
  return holder;
}
