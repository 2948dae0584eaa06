import { readFileSync } from 'node:fs';
import { applyMapping } from './applyMapping.js';
import { callState } from './callState.js';
import type { IvrEvent } from './ivrEvent.js';
import { readMapping } from './mappingShape.js';
import { readPayload } from './payload.js';
import { READY_MADE } from './readyMade.js';
import { redacted } from './redact.js';

interface Sent {
  method?: string;
  query?: string;
  content_type?: string;
  body?: unknown;
  body_text?: string;
  form?: Record<string, string>;
  note?: string;
}
interface Case extends Sent {
  id: string;
  title: string;
  mapping: Record<string, unknown>;
  steps?: Sent[];
  expected: Record<string, unknown>;
}
const { payloads } = JSON.parse(readFileSync(new URL('../../../test/fixtures/ivrPayloads.json', import.meta.url), 'utf8')) as {
  payloads: Case[];
};
const CONTEXT = { zone: 'Asia/Kolkata', region: 'IN' };
const RECEIVED_AT = '2026-02-24T10:00:00Z';
/** What a stored call has, and no event. */
const OF_THE_ROW = ['customer_id', 'category'];

function requestOf({ query = '', content_type = '', body, body_text, form }: Sent) {
  let bytes: Buffer | null = null;
  let type = content_type;
  if (form && type.startsWith('multipart')) {
    type = 'multipart/form-data; boundary=edge';
    const parts = Object.entries(form).map(
      ([name, value]) => `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    bytes = Buffer.from(`${parts.join('')}--edge--\r\n`);
  } else if (form) bytes = Buffer.from(new URLSearchParams(form).toString());
  else if (body !== undefined || body_text !== undefined) bytes = Buffer.from(body_text ?? JSON.stringify(body));
  return { query, headers: { 'content-type': type }, body: bytes };
}

async function eventsOf({ mapping: written, steps, ...sent }: Case): Promise<IvrEvent[]> {
  const { mapping, faults } = readMapping(written, null);
  expect(faults).toEqual([]);
  const payloads = await Promise.all((steps ?? [sent]).filter(({ note }) => !note).map((step) => readPayload(requestOf(step))));
  return payloads.map((payload) => applyMapping(mapping, payload, CONTEXT).event);
}

const stateOf = (events: IvrEvent[]) => callState(events.map((event) => ({ event, received_at: RECEIVED_AT })));

describe('what providers send', () => {
  it.each(payloads.map((one) => [`${one.id} ${one.title}`, one] as const))('%s', async (_title, one) => {
    const events = await eventsOf(one);
    const { provider_call_id, status, ...expected } = Object.fromEntries(
      Object.entries(one.expected).filter(([field]) => !OF_THE_ROW.includes(field)),
    );
    if (provider_call_id) expect(events.map(({ call_id }) => call_id)).toEqual(events.map(() => provider_call_id));
    expect(stateOf(events)).toMatchObject({ ...expected, status: status === 'completed' ? 'answered' : status });
  });

  it('is the same call in any order and however often it is told', async () => {
    for (const one of payloads.filter(({ steps }) => steps)) {
      const events = await eventsOf(one);
      const expected = stateOf(events);
      for (const order of permutations([...events, events[0]!])) expect(stateOf(order)).toEqual(expected);
    }
  });
});

it('gives the same call for random events in any order', () => {
  let seed = 7;
  const dice = (sides: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % sides;
  const maybe = <T>(...values: T[]): T | null => (dice(3) === 0 ? null : values[dice(values.length)]!);
  const at = () => `2026-02-24T09:1${dice(9)}:0${dice(9)}Z`;
  const { event: nothing } = applyMapping(readMapping({ call_id: { path: 'id' } }, null).mapping, { id: 'c' }, CONTEXT);
  for (let round = 0; round < 500; round += 1) {
    const events = Array.from({ length: 2 + dice(6) }, (): IvrEvent => {
      const status = maybe('live', 'live:connected', 'ended', 'hangup', 'missed', 'answered');
      return {
        ...nothing,
        status,
        raw_status: status,
        leg_id: maybe('c', 'd'),
        sequence: maybe(1, 2, 3),
        event_at: maybe(at(), at()),
        started_at: maybe(at()),
        ended_at: maybe(at()),
        talk_seconds: maybe(0, 12, 40),
        total_seconds: maybe(0, 9),
        agent_number: maybe('+917410410123', '+918123456789'),
        department: maybe('sales', 'support'),
        flags: maybe(['voicemail'], ['status_unmapped']) ?? [],
      };
    });
    const expected = stateOf(events);
    const shuffled = [...events, events[dice(events.length)]!].sort(() => dice(3) - 1).reverse();
    expect(stateOf(shuffled)).toEqual(expected);
    // What one more event says can only lead on.
    const rank = { live: 0, hangup: 1, missed: 1, answered: 2 };
    expect(rank[stateOf(events.slice(1)).status]).toBeLessThanOrEqual(rank[expected.status]);
  }
});

describe('a mapping', () => {
  it.each([
    ['a transform that does not exist', { call_id: { path: 'id', transform: ['eval'] } }, 'there is no transform eval'],
    ['a path that is none', { call_id: { path: 'a..b' } }, 'must be a path'],
    ['no call id', { agent_name: { path: 'a' } }, 'field_mapping.call_id is needed'],
    ['a status of people', { call_id: { path: 'id' }, status: { path: 's', map: { done: 'completed' } } }, 'completed is set by people'],
    ['a pattern that may take for ever', { call_id: { path: 'id', transform: ['null_if_match:(a+)+$'] } }, 'repetition'],
    ['a key that means nothing', { call_id: { path: 'id', pth: 'x' } }, 'keys that mean nothing: pth'],
    [
      'a zone that does not exist',
      { call_id: { path: 'id' }, started_at: { path: 't', transform: ['time:iso@Mars/Base'] } },
      'time zone Mars',
    ],
    ['no object', [], 'must be an object'],
  ])('is refused for %s', (_why, written, says) => {
    expect(
      readMapping(written, null)
        .faults.map(({ message }) => message)
        .join(),
    ).toContain(says);
  });

  it('says for every field where its value came from', () => {
    const { mapping } = readMapping(
      {
        call_id: { first: ['id', 'uuid'] },
        agent_number: { path: 'agent' },
        direction: { const: 'inbound' },
        status: { path: 's', map: { OK: 'answered' } },
      },
      null,
    );
    const { event, trace } = applyMapping(mapping, { uuid: 'u1', agent: '204', s: 'ok' }, CONTEXT);
    expect(event).toMatchObject({ call_id: 'u1', agent_number: null, agent_ref: '204', status: 'answered', raw_status: 'ok' });
    expect(trace.find(({ field }) => field === 'call_id')).toMatchObject({ path: 'uuid', reason: 'It stands at uuid.' });
    expect(trace.find(({ field }) => field === 'agent_number')!.reason).toContain('no value of this field');
    expect(trace.find(({ field }) => field === 'direction')!.reason).toBe('It is a constant.');
  });

  it('takes nothing from empty words and unfilled placeholders', () => {
    const { mapping } = readMapping(
      { call_id: { path: 'id' }, agent_name: { path: 'a' }, status: { path: 's', map: { OK: 'answered' } } },
      null,
    );
    for (const said of ['', ' ', 'null', 'NULL', 'undefined', '{agent}', '{{ agent }}', '$agent', '${agent}', '%agent%', null]) {
      const { event } = applyMapping(mapping, { id: '1', a: said, s: said }, CONTEXT);
      expect(event).toMatchObject({ agent_name: null, status: null, raw_status: null, flags: [] });
    }
  });

  it('leads nowhere outside of the payload', () => {
    const { mapping } = readMapping(
      { call_id: { path: 'id' }, agent_name: { path: '__proto__.x' }, department: { path: 'constructor.name' } },
      null,
    );
    const payload = JSON.parse('{"id":"1","__proto__":{"x":"y"}}') as unknown;
    expect(applyMapping(mapping, payload, CONTEXT).event).toMatchObject({ agent_name: null, department: null });
  });

  it.each(READY_MADE.map((one) => [one.name, one] as const))('is ready-made and valid for %s', (_name, one) => {
    expect(readMapping(one.field_mapping, one.status_mapping).faults).toEqual([]);
  });
});

describe('a body', () => {
  const body = (text: string, type = 'application/json') => ({ query: '', headers: { 'content-type': type }, body: Buffer.from(text) });

  it('may be large, and a form that says it is JSON', async () => {
    const large = JSON.stringify({ id: '9000000000000001234', filler: 'x"\\'.repeat(1_500_000), n: [9000000000000001234n].map(String) });
    await expect(readPayload(body(large))).resolves.toMatchObject({ id: '9000000000000001234' });
    await expect(readPayload(body('id=1&st=OK'))).resolves.toEqual({ id: '1', st: 'OK' });
    await expect(readPayload({ ...body('{"id":1}'), query: 'kind=x' })).resolves.toEqual({ id: 1, kind: 'x' });
  });

  it.each(['{"id":', 'hello', '"text"', '\0'])('that is %j cannot be read', async (text) => {
    await expect(readPayload(body(text))).rejects.toThrow();
  });

  it('loses the keys of the provider and no other byte', () => {
    const hide = (text: string, type?: string) => redacted({ ...body(text, type), query: 'Apikey=k&id=1' }, ['Apikey']);
    expect(hide('{"a":9000000000000001234,"apikey" : "k\\"1","b":{"Apikey":["x",{"y":1}],"c":1}}').body!.toString()).toBe(
      '{"a":9000000000000001234,"apikey" : "[redacted]","b":{"Apikey":"[redacted]","c":1}}',
    );
    expect(hide('id=1&Apikey=k1&b=2', 'application/x-www-form-urlencoded').body!.toString()).toBe('id=1&Apikey=%5Bredacted%5D&b=2');
    const part = (value: string) => `--e\r\nContent-Disposition: form-data; name="Apikey"\r\n\r\n${value}\r\n--e--\r\n`;
    expect(hide(part('k1'), 'multipart/form-data; boundary=e').body!.toString()).toBe(part('[redacted]'));
    expect(hide('{}').query).toBe('Apikey=%5Bredacted%5D&id=1');
  });
});

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
