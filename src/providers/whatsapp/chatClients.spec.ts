import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InteraktClient } from '../interakt/interakt.client.js';
import { startInteraktSandbox } from '../interakt/interakt.sandbox.js';
import { NetcoreClient } from '../netcore/netcore.client.js';
import { netcoreAddresses, startNetcoreSandbox } from '../netcore/netcore.sandbox.js';
import type { ChatContent, ChatSender, OutgoingChat } from '../ports/chatSender.port.js';
import { ProviderError } from '../providerError.js';
import { until } from '../../../test/support/until.js';
import type { ChatSandbox } from './sandbox/contract.js';
import type { FaultOrder } from './sandbox/faults.js';

/** What both clients make of what their provider does. A message that may have been taken is never called `not_sent`. */

const ASHA = '+918123456789';
const KEY = 'k3ySecretOfTheAccount';

interface Parts {
  sandbox: ChatSandbox;
  client(change?: { timeout_ms?: number; address?: string; key?: string; limit?: number }): ChatSender;
}

const START = {
  async interakt(): Promise<Parts> {
    const sandbox = await startInteraktSandbox({ api_key: KEY, gaps_ms: [0, 0] });
    const client: Parts['client'] = ({ timeout_ms = 5_000, address = sandbox.origin, key = KEY, limit = 0 } = {}) =>
      new InteraktClient({ base_url: address, api_key: key, key_encoding: 'raw', timeout_ms, max_requests_per_minute: limit });
    return { sandbox, client };
  },
  async netcore(): Promise<Parts> {
    const sandbox = await startNetcoreSandbox({ api_key: KEY, gaps_ms: [0, 0] });
    const client: Parts['client'] = ({ timeout_ms = 5_000, address, key = KEY, limit = 0 } = {}) => {
      const { api_url, media_url } = netcoreAddresses(sandbox);
      return new NetcoreClient({
        ...{ api_url: address ?? api_url, media_url, api_key: key, source: 's-1', interactive_shape: 'array', timeout_ms },
        max_requests_per_second: limit,
      });
    };
    return { sandbox, client };
  },
};

const BUTTONS = [
  { id: 'y', title: 'Yes' },
  { id: 'n', title: 'No' },
];
const LIST: ChatContent = {
  ...{ type: 'list', text: 'What is it about?', button: 'Choose' },
  sections: [{ title: 'Orders', rows: [{ id: 'o1', title: 'Where is it?', description: 'Track an order' }] }],
};

describe.each(['interakt', 'netcore'] as const)('the client of %s', (provider) => {
  let sandbox: ChatSandbox;
  let makeClient: Parts['client'];

  beforeAll(async () => {
    ({ sandbox, client: makeClient } = await START[provider]());
    Object.assign(sandbox.quirks, { window: 'open', fetch_media: false });
  });
  afterAll(() => sandbox.stop());
  afterEach(() => sandbox.faults.clear());

  const send = (content: ChatContent, client = makeClient(), more: Partial<OutgoingChat> = {}) =>
    client.send({ to: { phone: ASHA }, callback_data: 'our-1', content, ...more });
  const last = () => sandbox.telephones.of(ASHA).bubbles.at(-1)!;

  it.each<[ChatContent, object]>([
    [{ type: 'text', text: 'नमस्ते 🙏' }, { text: 'नमस्ते 🙏' }],
    [{ type: 'media', media: 'image', url: 'https://f.example.org/a.png', caption: 'leaf' }, { text: 'leaf' }],
    [{ type: 'media', media: 'document', url: 'https://f.example.org/a.pdf', file_name: 'a.pdf' }, { text: null }],
    [{ type: 'media', media: 'audio', url: 'https://f.example.org/a.mp3' }, { text: null }],
    [{ type: 'media', media: 'video', url: 'https://f.example.org/a.mp4', caption: 'how to' }, { text: 'how to' }],
    [
      { type: 'buttons', text: 'Right?', buttons: BUTTONS },
      { text: 'Right?', buttons: BUTTONS },
    ],
    [LIST, { text: 'What is it about?', list: { button: 'Choose' } }],
    [{ type: 'template', name: 'we_are_here', language: 'en', category: 'utility', body: ['Asha'] }, { template: 'we_are_here' }],
    [
      {
        ...{ type: 'template', name: 'invoice_v2', language: 'en', body: ['ORD-1'] },
        header: { kind: 'document', url: 'https://f.example.org/i.pdf', file_name: 'i.pdf' },
      },
      { text: 'Here is the invoice for order ORD-1.' },
    ],
  ])('sends %j', async (content, wanted) => {
    const result = await send(content);
    expect(result).toEqual({ state: 'sent', key: `${provider}:${last().id}` });
    expect(last()).toMatchObject({ callback_data: 'our-1', ...wanted });
    expect(makeClient().capabilities.has(content.type)).toBe(true);
  });

  it('refuses at once what the provider has no words for', async () => {
    const before = sandbox.sends.length;
    const client = makeClient();
    const refused = { state: 'failed', error_code: 'content_not_supported' };
    expect(await send({ type: 'reaction', target: 'x', emoji: '👍' }, client)).toMatchObject(refused);
    expect(await send({ type: 'text', text: 'a' }, client, { reply_to: 'x' })).toMatchObject(refused);
    expect(await send({ type: 'text', text: 'a' }, client, { to: { bsuid: 'IN.2000' } })).toMatchObject({
      error_code: 'user_id_not_supported',
    });
    for (const capability of ['reaction', 'quote', 'user_id'] as const) expect(client.capabilities.has(capability)).toBe(false);
    expect(sandbox.sends).toHaveLength(before);
  });

  it.each<[FaultOrder, object]>([
    [
      { kind: 'rate_limit', retry_after: 7 },
      { state: 'not_sent', error_code: 'rate_limited', retry_after_ms: 7_000 },
    ],
    [
      { kind: 'status', status: 503 },
      { state: 'not_sent', error_code: 'provider_unavailable' },
    ],
    [
      { kind: 'status', status: 502 },
      { state: 'unknown', error_code: 'provider_unavailable' },
    ],
    [
      { kind: 'status', status: 500, accepted: true },
      { state: 'unknown', error_code: 'provider_unavailable' },
    ],
    [
      { kind: 'status', status: 302 },
      { state: 'failed', error_code: 'provider_protocol_error' },
    ],
    [
      { kind: 'status', status: 403 },
      { state: 'failed', error_code: 'provider_unauthorised' },
    ],
    [
      { kind: 'status', status: 422 },
      { state: 'failed', error_code: 'provider_rejected' },
    ],
    [{ kind: 'reset' }, { state: 'unknown', error_code: 'provider_unavailable' }],
    [
      { kind: 'reset', accepted: true },
      { state: 'unknown', error_code: 'provider_unavailable' },
    ],
    [
      { kind: 'non_json', accepted: true },
      { state: 'unknown', error_code: 'provider_protocol_error' },
    ],
    [
      { kind: 'refused', code: '8006', message: 'Not like this.' },
      { state: 'failed', error_code: 'provider_rejected' },
    ],
    [{ kind: 'refused', code: '8005', message: 'Rate limit exceeded' }, { state: 'not_sent' }],
  ])('says of %j what may be done', async (fault, wanted) => {
    sandbox.faults.add(fault);
    const result = await send({ type: 'text', text: 'a' });
    expect(result).toMatchObject(wanted);
    expect(JSON.stringify(result)).not.toContain(KEY);
  });

  it('does not know of a request that took too long', async () => {
    sandbox.faults.add({ kind: 'stall', ms: 300, accepted: true });
    const before = sandbox.telephones.of(ASHA).bubbles.length;
    expect(await send({ type: 'text', text: 'a' }, makeClient({ timeout_ms: 50 }))).toMatchObject({
      state: 'unknown',
      error_code: 'provider_timeout',
    });
    // On a busy machine the request arrives after the caller has given up.
    await until(
      () => sandbox.telephones.of(ASHA).bubbles,
      ({ length }) => length === before + 1,
    );
  });

  it('knows of one that never left', async () => {
    const client = makeClient({ address: 'http://127.0.0.1:1/' });
    expect(await send({ type: 'text', text: 'a' }, client)).toMatchObject({ state: 'not_sent', error_code: 'provider_unavailable' });
    const gone = new AbortController();
    gone.abort();
    expect(
      await makeClient().send({ to: { phone: ASHA }, callback_data: 'c', content: { type: 'text', text: 'a' } }, gone.signal),
    ).toMatchObject({
      state: 'not_sent',
    });
  });

  it('says that its key is wrong, without saying it', async () => {
    const result = await send({ type: 'text', text: 'a' }, makeClient({ key: 'another-key-of-somebody' }));
    expect(result).toMatchObject({ state: 'failed' });
    expect(JSON.stringify(result)).not.toContain('another-key');
  });

  it('takes no more than its share', async () => {
    // A burst is let through; what would wait for longer than a moment goes back.
    const client = makeClient({ limit: provider === 'interakt' ? 6 : 1_000 });
    const results = await Promise.all(Array.from({ length: 15 }, () => send({ type: 'text', text: 'a' }, client)));
    const states = results.map(({ state }) => state);
    expect(states.filter((state) => state === 'sent')).toHaveLength(provider === 'interakt' ? 1 : 10);
    expect(states.filter((state) => state === 'not_sent')).toHaveLength(provider === 'interakt' ? 14 : 5);
    // Netcore's limit here is that of one recipient.
    if (provider === 'netcore')
      expect(await send({ type: 'text', text: 'a' }, client, { to: { phone: '+12025550143' } })).toMatchObject({ state: 'sent' });
  });
});

describe('the client of Interakt', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await START.interakt();
  });
  afterAll(() => parts.sandbox.stop());

  it('lists the approved templates over all pages', async () => {
    const templates = await parts.client().listTemplates();
    expect(templates).toHaveLength(parts.sandbox.templates.length);
    expect(templates).toContainEqual({
      ...{ name: 'order_shipped_v1', language: 'en', category: 'utility', status: 'approved', header: 'none' },
      ...{ body: 'Hello {{1}}, your order {{2}} is on its way.', body_values: 2, header_values: 0 },
      buttons: [{ kind: 'url', text: 'Track it', values: 1 }],
    });
    expect(templates).toContainEqual(expect.objectContaining({ name: 'festival_offer', header: 'text', header_values: 1, body_values: 0 }));
    const [one] = parts.sandbox.templates;
    for (let count = 0; count < 230; count += 1) parts.sandbox.templates.push({ ...one!, name: `more_${count}` });
    expect(await parts.client().listTemplates()).toHaveLength(parts.sandbox.templates.length);
  });

  it('raises what a list cannot say otherwise', async () => {
    const failure = await parts
      .client({ key: 'another-key' })
      .listTemplates()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ kind: 'unauthorised', code: 'provider_unauthorised' });
    await expect(parts.client({ address: 'http://127.0.0.1:1' }).listTemplates()).rejects.toMatchObject({ kind: 'temporary' });
  });

  it('writes the key as HTTP does where an account wants that', async () => {
    const key = Buffer.from('user-key-1:').toString('base64');
    const other = await startInteraktSandbox({ api_key: key });
    const settings = { base_url: other.origin, api_key: 'user-key-1', timeout_ms: 5_000, max_requests_per_minute: 0 };
    expect(await new InteraktClient({ ...settings, key_encoding: 'base64' }).listTemplates()).toHaveLength(other.templates.length);
    await other.stop();
  });

  it('says when a template is not known', async () => {
    const content: ChatContent = { type: 'template', name: 'nothing', language: 'en', body: [] };
    const result = await parts.client().send({ to: { phone: ASHA }, callback_data: 'c', content });
    expect(result).toMatchObject({ state: 'failed', error_code: 'template_not_found' });
  });

  it.each([
    [{ result: false, message: 'a' }, 'a'],
    [{ result: false, error: 'b' }, 'b'],
    [{ result: false, errors: ['c'] }, 'c'],
    [{ result: false, errors: [{ message: 'd' }] }, 'd'],
  ])('finds the reason in %j', async (body, words) => {
    const server = createServer((_request, response) => response.writeHead(200).end(JSON.stringify(body)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = parts.client({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const result = await client.send({ to: { phone: ASHA }, callback_data: 'c', content: { type: 'text', text: 'a' } });
    expect(result).toMatchObject({ state: 'failed', error_message: `Interakt refused the message: ${words}` });
    server.close();
  });
});

describe('the client of Netcore', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await START.netcore();
  });
  afterAll(() => parts.sandbox.stop());

  it('says in words why a customer cannot be written to', async () => {
    parts.sandbox.quirks.window = 'at_once';
    const text: ChatContent = { type: 'text', text: 'a' };
    expect(await parts.client().send({ to: { phone: ASHA }, callback_data: 'c', content: text })).toMatchObject({
      state: 'failed',
      error_code: 'template_required',
    });
    parts.sandbox.quirks.opt_in_required = true;
    parts.sandbox.telephones.of(ASHA).opted_in = false;
    expect(await parts.client().send({ to: { phone: ASHA }, callback_data: 'c', content: text })).toMatchObject({
      error_code: 'not_opted_in',
    });
  });

  it('has no list of templates', async () => {
    expect(parts.client().capabilities.has('template_list')).toBe(false);
    await expect(parts.client().listTemplates()).rejects.toMatchObject({ code: 'not_supported' });
  });
});
