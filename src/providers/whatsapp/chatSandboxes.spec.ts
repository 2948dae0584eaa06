import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startInteraktSandbox } from '../interakt/interakt.sandbox.js';
import { parseInterakt } from '../interakt/interakt.parser.js';
import { netcoreAddresses, startNetcoreSandbox } from '../netcore/netcore.sandbox.js';
import { parseNetcore } from '../netcore/netcore.parser.js';
import { InteraktClient } from '../interakt/interakt.client.js';
import { NetcoreClient } from '../netcore/netcore.client.js';
import type { ChatContent, ChatSender } from '../ports/chatSender.port.js';
import type { ChatItem } from '../ports/parsedChat.js';
import type { ChatSandbox } from './sandbox/contract.js';
import type { WriteOrder } from './sandbox/dialect.js';
import { ofKind } from './specSupport.js';
import { interaktSignature, isKnownSecret, isSignedBy } from './webhookProof.js';

const ASHA = '+918123456789';
const SECRET = 'secret-of-the-webhook';

/** Our side: takes what is proven and reads it. */
interface Receiver {
  url: string;
  items: ChatItem[];
  bodies: unknown[];
  refused: number;
  /** Statuses that are answered before it does its work again. */
  answers: number[];
  server: Server;
}

async function startReceiver(provider: 'interakt' | 'netcore'): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const body = Buffer.concat(chunks);
        const headers = request.headers as Record<string, string | undefined>;
        const proven =
          provider === 'interakt' ? isSignedBy([SECRET], interaktSignature(headers), body) : isKnownSecret([SECRET], headers['x-secret']);
        if (!proven) receiver.refused += 1;
        const status = proven ? (receiver.answers.shift() ?? 200) : 401;
        if (status === 200) {
          receiver.bodies.push(JSON.parse(body.toString()));
          receiver.items.push(...(provider === 'interakt' ? parseInterakt : parseNetcore)(body, { received_at: new Date().toISOString() }));
        }
        response.writeHead(status).end();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const receiver: Receiver = { url, items: [], bodies: [], refused: 0, answers: [], server };
  return receiver;
}

describe.each(['interakt', 'netcore'] as const)('the sandbox of %s', (provider) => {
  let sandbox: ChatSandbox;
  let receiver: Receiver;
  let client: ChatSender;

  beforeEach(async () => {
    receiver = await startReceiver(provider);
    sandbox = await (provider === 'interakt' ? startInteraktSandbox : startNetcoreSandbox)({ seed: 1, gaps_ms: [0, 2] });
    sandbox.quirks.fetch_media = false;
    sandbox.connect({ url: receiver.url, secret: SECRET, header: { name: 'X-Secret', value: SECRET } });
    client =
      provider === 'interakt'
        ? new InteraktClient({
            ...{ base_url: sandbox.origin, api_key: sandbox.api_key, key_encoding: 'raw', timeout_ms: 5_000, max_requests_per_minute: 0 },
          })
        : new NetcoreClient({
            ...{ ...netcoreAddresses(sandbox), api_key: `Bearer ${sandbox.api_key}`, source: 'source-1' },
            ...{ interactive_shape: 'array', timeout_ms: 5_000, max_requests_per_second: 0 },
          });
  });
  afterEach(async () => {
    await sandbox.stop();
    receiver.server.closeAllConnections();
    await new Promise((resolve) => receiver.server.close(resolve));
  });

  const write = async (order: Partial<WriteOrder>) => {
    const { id } = await sandbox.write({ number: ASHA, name: 'Asha', ...order });
    return { id, item: receiver.items.at(-1)! };
  };
  const send = (content: ChatContent, callback_data = 'our-1') => client.send({ to: { phone: ASHA }, callback_data, content });
  /** Sorted: webhooks are under way at the same time and may overtake. */
  const statuses = () =>
    ofKind(receiver.items, 'status')
      .map(({ status }) => status)
      .sort();

  it.each<[string, Partial<WriteOrder>, object]>([
    ['a text', { text: 'नमस्ते 👋🏽' }, { type: 'text', text: 'नमस्ते 👋🏽', contact: { phone_e164: ASHA, name: 'Asha' } }],
    ['a picture', { type: 'image', text: 'broken' }, { type: 'image', text: 'broken', media: [{ state: 'wanted' }] }],
    ['a document', { type: 'document' }, { type: 'document', text: null, media: [{ file_name: 'bill.pdf' }] }],
    ['a voice note', { type: 'voice' }, { type: 'audio', media: [{ state: 'wanted' }] }],
    ['a video', { type: 'video' }, { type: 'video' }],
    ['a sticker', { type: 'sticker' }, { type: 'sticker' }],
    [
      'a place',
      { type: 'location', location: { latitude: 23.25, longitude: 77.41, name: 'Farm' } },
      { text: 'Farm', location: { lat: 23.25 } },
    ],
    [
      'cards',
      { type: 'contacts', contacts: [{ name: 'Lee', phones: ['+12025550143'] }] },
      { contacts: [{ name: 'Lee', phones: ['+12025550143'] }] },
    ],
    ['a button', { type: 'button_reply', reply: { id: 'b1', title: 'Yes' } }, { text: 'Yes', reply: { kind: 'button', id: 'b1' } }],
    ['an entry', { type: 'list_reply', reply: { id: 'r1', title: 'Refund' } }, { text: 'Refund', reply: { kind: 'list', id: 'r1' } }],
    ['a quick reply', { type: 'quick_reply', reply: { id: 'Yes', title: 'Yes' } }, { text: 'Yes', reply: { kind: 'button' } }],
    ['something else', { type: 'unknown' }, { type: 'unsupported' }],
    ['an order', { type: 'order', text: 'soon' }, { type: 'order', order: { total_minor: 49_900, currency: 'INR' } }],
    ['a flow', { type: 'flow' }, { reply: { kind: 'flow', answers: { crop: 'soybean' } } }],
    ['an echo', { type: 'echo', text: 'We call you' }, { direction: 'out', source: 'external_app', text: 'We call you' }],
    ['a call', { type: 'call' }, { kind: 'call', direction: 'in' }],
    ['a new number', { type: 'change_number', text: '+12025550143' }, { kind: 'identity', to: { phone_e164: '+12025550143' } }],
    ['a picture in WhatsApp’s own shape', { type: 'image', shape: 'cloud' }, { type: 'image', key: expect.stringMatching(/^wamid\./) }],
  ])('tells us of %s', async (_name, order, wanted) => {
    const { item } = await write(order);
    expect(item).toMatchObject({ kind: 'message', ...wanted });
  });

  it('lets a customer edit, take back and react', async () => {
    const { id } = await write({ text: '100 bags' });
    const answer = await send({ type: 'text', text: 'Really?' });
    await sandbox.idle();
    const sent = sandbox.telephones.of(ASHA).bubbles.at(-1)!;
    expect((await write({ type: 'edit', to: id, text: '10 bags' })).item).toMatchObject({
      kind: 'change',
      change: 'edit',
      text: '10 bags',
    });
    expect((await write({ type: 'revoke', to: id })).item).toMatchObject({ kind: 'change', change: 'delete' });
    const { item } = await write({ type: 'reaction', to: sent.id, emoji: '👍' });
    expect(item).toMatchObject({ kind: 'reaction', emoji: '👍', target: expect.arrayContaining([answer.state === 'sent' && answer.key]) });
    expect(sandbox.telephones.of(ASHA).bubbles).toMatchObject([{ text: '10 bags', deleted: true }, { reactions: [{ emoji: '👍' }] }]);
  });

  it('brings what we send to the telephone and tells every step of it', async () => {
    await write({ text: 'hello' });
    const sent = await send({ type: 'text', text: 'Good morning' });
    await sandbox.idle();
    expect(statuses()).toEqual(['delivered', 'read', 'sent']);
    const [first] = ofKind(receiver.items, 'status');
    expect(sent).toEqual({ state: 'sent', key: first!.key });
    expect(first).toMatchObject({ callback_data: 'our-1', error: null, contact: { phone_e164: ASHA } });
    expect(sandbox.telephones.of(ASHA).bubbles).toMatchObject([
      { direction: 'in', text: 'hello', tick: 'read' },
      { direction: 'out', text: 'Good morning', tick: 'read', callback_data: 'our-1' },
    ]);
  });

  it('waits for a telephone that is off, and for a customer who looks', async () => {
    await write({ text: 'hello' });
    const phone = sandbox.telephones.of(ASHA);
    Object.assign(phone, { online: false, reads: false });
    await send({ type: 'text', text: 'a' });
    await sandbox.idle();
    expect(statuses()).toEqual(['sent']);
    await control(sandbox, 'telephone', { number: ASHA, online: true });
    await sandbox.idle();
    expect(statuses()).toEqual(['delivered', 'sent']);
    sandbox.read(ASHA);
    await sandbox.idle();
    expect(statuses()).toEqual(['delivered', 'read', 'sent']);
  });

  it('fails a free text outside the window, and takes a template', async () => {
    expect(await send({ type: 'text', text: 'anyone there?' })).toMatchObject({ state: 'sent' });
    await sandbox.idle();
    const code = provider === 'interakt' ? '131047' : '8007';
    expect(ofKind(receiver.items, 'status')).toMatchObject([{ status: 'failed', error: { code, retryable: false } }]);
    expect(await send({ type: 'template', name: 'we_are_here', language: 'en', body: ['Asha'] })).toMatchObject({ state: 'sent' });
    await sandbox.idle();
    expect(statuses()).toEqual(['delivered', 'failed', 'read', 'sent']);
  });

  it('opens the window for 24 hours from the customer’s own time', async () => {
    await write({ text: 'yesterday', at: new Date(Date.now() - 24 * 3_600_000).toISOString() });
    await send({ type: 'text', text: 'too late' });
    await sandbox.idle();
    expect(statuses()).toEqual(['failed']);
    await write({ type: 'reaction', to: 'anything', emoji: '👍' });
    await send({ type: 'text', text: 'in time' });
    await sandbox.idle();
    expect(statuses()).toContain('delivered');
  });

  it.each([
    ['fail', { code: '131026' }, ['failed']],
    ['silence', {}, []],
    ['drop', {}, ['sent', 'read']],
    ['duplicate', {}, ['sent', 'sent', 'delivered', 'delivered', 'read', 'read']],
    ['reorder', {}, ['read', 'delivered', 'sent']],
  ] as const)('plays statuses that %s', async (kind, more, wanted) => {
    await write({ text: 'hello' });
    sandbox.faults.add({ kind, ...more });
    await send({ type: 'text', text: 'a' });
    await sandbox.idle();
    expect(statuses()).toEqual([...wanted].sort());
  });

  it('spoils its proof on demand', async () => {
    for (const kind of ['wrong_secret', 'no_signature'] as const) {
      sandbox.webhooks.retries = [];
      sandbox.faults.add({ kind });
      await sandbox.write({ number: ASHA, text: kind });
    }
    expect(receiver).toMatchObject({ refused: 2, items: [] });
    sandbox.faults.add({ kind: 'twice' });
    await write({ text: 'once more' });
    expect(receiver.items).toHaveLength(2);
  });

  it('serves files, and troubles with them', async () => {
    const { item } = await write({ type: 'image' });
    const { id, url } = ofKind([item], 'message')[0]!.media[0]!;
    const request = id === null ? { url: url!, headers: {} } : client.mediaRequest(id)!;
    const file = await fetch(request.url, { headers: request.headers });
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    if (provider === 'netcore') expect((await fetch(request.url)).status).toBe(403);
  });

  it('answers over HTTP what its programs do', async () => {
    await control(sandbox, 'write', { number: ASHA, name: 'Asha', text: 'by hand' });
    const phone = (await (await fetch(`${sandbox.control_url}telephone?number=${encodeURIComponent(ASHA)}`)).json()) as object;
    expect(phone).toMatchObject({ number: ASHA, name: 'Asha', bubbles: [{ text: 'by hand' }] });
    const form = await fetch(`${sandbox.control_url}write`, { method: 'POST', body: '{"number":"+12025550143"}' });
    expect(form.status).toBe(415);
  });

  it('is the same again with the same seed', async () => {
    const again = await (provider === 'interakt' ? startInteraktSandbox : startNetcoreSandbox)({ seed: 1 });
    const [one, other] = await Promise.all([sandbox, again].map((each) => each.write({ number: ASHA, text: 'a' })));
    expect(one).toEqual(other);
    await again.stop();
  });
});

describe('the sandbox of Interakt', () => {
  it('gives up after five failures, until somebody connects it again', async () => {
    const receiver = await startReceiver('interakt');
    const sandbox = await startInteraktSandbox();
    sandbox.connect({ url: receiver.url, secret: SECRET });
    receiver.answers.push(500, 500, 500, 500, 500);
    for (let count = 0; count < 6; count += 1) await sandbox.write({ number: ASHA, text: `${count}` });
    expect(sandbox.webhooks).toMatchObject({ given_up: true, posted: 5 });
    sandbox.connect({ url: receiver.url, secret: SECRET });
    await sandbox.write({ number: ASHA, text: 'again' });
    expect(receiver.items).toHaveLength(1);
    await sandbox.stop();
    receiver.server.close();
  });
});

describe('the sandbox of Netcore', () => {
  it('comes again after a failure, and puts together what belongs together', async () => {
    const receiver = await startReceiver('netcore');
    const sandbox = await startNetcoreSandbox();
    sandbox.connect({ url: receiver.url, header: { name: 'x-secret', value: SECRET } });
    sandbox.webhooks.retries = [1, 1];
    receiver.answers.push(500, 503);
    await Promise.all(['a', 'b', 'c'].map((text) => sandbox.write({ number: ASHA, text })));
    expect(receiver.bodies).toHaveLength(1);
    expect(receiver.items.map((item) => 'text' in item && item.text)).toEqual(['a', 'b', 'c']);
    await sandbox.stop();
    receiver.server.close();
  });
});

function control(sandbox: ChatSandbox, path: string, body: object): Promise<Response> {
  return fetch(`${sandbox.control_url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
