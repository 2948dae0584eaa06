import { isDeepStrictEqual } from 'node:util';
import type { ChatItem } from '../ports/parsedChat.js';
import { ofKind, parse, payloadCases, RECEIVED_AT } from './specSupport.js';

type Fields = Record<string, unknown>;

/** Our items in the words of the collected cases. */
const READ: Record<string, (items: ChatItem[]) => unknown[]> = {
  contacts: (items) => ofKind(items, 'message').map(({ contact }) => contact),
  messages: (items) =>
    ofKind(items, 'message').map(({ contact, business_number, text, media, ...rest }) => {
      const [from, to] = [contact.phone_e164, business_number];
      return {
        ...rest,
        text,
        text_length: text?.length,
        ...(rest.direction === 'in' ? { from, to } : { from: to, to: from }),
        media: media.map(({ file_name, ...file }) => ({ ...file, filename: file_name })),
        context: rest.context && { ...rest.context, resolved: null },
      };
    }),
  statuses: (items) => ofKind(items, 'status').map((item) => ({ ...item, orphan: true })),
  reactions: (items) => ofKind(items, 'reaction').map((item) => ({ ...item, from: item.contact.phone_e164 })),
  changes: (items) => ofKind(items, 'change').map((item) => ({ ...item, kind: item.change })),
  // Whether a new number is somebody else's is for whoever knows the customers to say.
  identity: (items) => ofKind(items, 'identity').map(({ from, to }) => ({ kind: 'conflict', from: from.phone_e164, to: to.phone_e164 })),
  ignored: (items) => ofKind(items, 'ignored').map(({ reason }) => reason),
  parked: (items) => ofKind(items, 'parked'),
};

const cases = payloadCases();

describe('webhook payloads of WhatsApp', () => {
  it('are fifty', () => expect(cases).toHaveLength(50));

  it.each(cases)('$id: $title', ({ provider, bodies, expected }) => {
    const items = bodies.flatMap((body) => parse(provider, body));
    expect(items.length).toBeGreaterThanOrEqual(bodies.length);
    for (const [field, read] of Object.entries(READ)) {
      if (!(field in expected)) continue;
      const wanted = filled(expected[field]) as (Fields | string)[];
      const found = read(items);
      // Of the statuses of a batch only some are named.
      const named = field === 'statuses' && wanted.length < found.length ? picked(found as Fields[], wanted as Fields[]) : found;
      expect(named).toHaveLength(wanted.length);
      named.forEach((one, index) => {
        const want = wanted[index]!;
        expect(one).toEqual(typeof want === 'string' ? want : expect.objectContaining(loosely(want)));
      });
    }
  });

  it('says the same of bytes, text and the value', () => {
    for (const { provider, bodies, raw } of cases) {
      if (raw) continue;
      for (const body of bodies) {
        const wanted = parse(provider, body);
        const json = JSON.stringify(body);
        expect(parse(provider, json)).toEqual(wanted);
        expect(parse(provider, Buffer.from(json))).toEqual(wanted);
      }
    }
  });

  it('keeps every event of a batch, the repeated one too', () => {
    const { bodies } = cases.find(({ id }) => id === 'WA-052')!;
    const statuses = ofKind(parse('netcore', bodies[0]), 'status').map(({ key, status }) => `${key} ${status}`);
    expect(statuses).toHaveLength(5);
    expect(new Set(statuses).size).toBe(4);
  });
});

function filled(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('<arrival time>', RECEIVED_AT));
}

/** Of objects inside, too, only the named fields count. */
function loosely(value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, matching(item)]));
}

function matching(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(matching);
  return typeof value === 'object' && value !== null ? expect.objectContaining(loosely(value as Fields)) : value;
}

function picked(found: Fields[], wanted: Fields[]): Fields[] {
  return wanted.flatMap(({ key, status }) => found.filter((one) => isDeepStrictEqual([one.key, one.status], [key, status])));
}
