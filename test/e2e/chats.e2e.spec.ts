import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatProviderTestDto } from '../../src/chatIngestion/providers/dto/chatProviderTest.dto.js';
import type { ChatProviderDto, ChatProviderWithSecretDto } from '../../src/chatIngestion/providers/dto/chatProvider.dto.js';
import type {
  ConversationCountsDto,
  ConversationDetailDto,
  ConversationDto,
  ConversationPageDto,
  MergedConversationDto,
} from '../../src/chatIngestion/conversations/dto/conversation.dto.js';
import type { ConversationNoteDto } from '../../src/chatIngestion/conversations/dto/conversationNote.dto.js';
import type { FoundMessagePageDto, MessageDetailDto, MessagePageDto } from '../../src/chatIngestion/messages/dto/message.dto.js';
import { bodySignature } from '../../src/providers/whatsapp/webhookProof.js';
import { type Answer, startTestApp, type TestApp } from '../support/app.js';
import { incoming, makeReply } from '../support/factories/chats.js';
import { listSuite } from '../support/listSuite.js';
import { list } from '../support/lists/conversations.js';
import { connectFeed } from '../support/sockets.js';
import { until } from '../support/until.js';

let product: TestApp;
/** Gives out the files of messages, or what a test says. */
let shelf: Server;
const files = new Map<string, { status?: number; type?: string; body: Buffer | string }>();
let account: { id: string; address: string };
let agent_id: string;

beforeAll(async () => {
  shelf = createServer((request, response) => {
    const file = files.get(request.url!);
    response.writeHead(file?.status ?? (file ? 200 : 404), { 'content-type': file?.type ?? 'text/html' }).end(file?.body ?? 'no');
  });
  await new Promise<void>((resolve) => shelf.listen(0, '127.0.0.1', resolve));
  product = await startTestApp({ environment: { CHAT_MEDIA_ALLOW_PRIVATE: '127.0.0.1' } });
  const { rows } = await product.database.pool.query(`insert into public.agents (name) values ('Meera') returning id`);
  agent_id = rows[0].id;
  account = await addAccount({ slug: 'main', kind: 'netcore', business_number: '+447700900100' });
});
afterAll(async () => {
  await product.close();
  shelf.close();
});

async function addAccount(body: object): Promise<{ id: string; address: string }> {
  const answer = await product.call<ChatProviderWithSecretDto>('POST', '/chat-providers', { body: { name: 'Support', ...body } });
  if (answer.status !== 201) throw new Error(answer.text);
  const address = answer.body.webhook_address_with_secret;
  product.watch.plant('secret of a webhook address', new URL(address).searchParams.get('t'));
  return { id: answer.body.id, address };
}
const post = (address: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(address, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const say = (...messages: object[]) => post(account.address, { incoming_message: messages });
const code = ({ status, body }: Answer<unknown>) => [status, (body as { code?: string }).code];
const conversations = async (query = '') => (await product.call<ConversationPageDto>('GET', `/conversations?${query}`)).body;
const detail = async (id: string) => (await product.call<ConversationDetailDto>('GET', `/conversations/${id}`)).body;
const patch = (id: string, body: object, as: 'admin' | 'agent' = 'admin') =>
  product.call<ConversationDetailDto>('PATCH', `/conversations/${id}`, { body, as });

let phones = 0;
/** Somebody new wrote; the conversation. */
async function begin(message: Record<string, unknown> = {}): Promise<ConversationDto> {
  const from = message.from ?? `12025550${String(100 + phones++).padStart(3, '0')}`;
  const answer = await say(incoming({ from, ...message }));
  if (answer.status !== 200) throw new Error(await answer.text());
  const { data } = await until(
    () => conversations(`search=${encodeURIComponent(`+${from as string}`)}`),
    (page) => page.data.length > 0,
  );
  return data[0]!;
}

describe('from a webhook to the screen', () => {
  it('a message becomes a conversation of a customer, on the list, on sockets and on the timeline', async () => {
    const client = connectFeed(product.url, 'chats', { token: await product.token('agent') });
    await client.next('ready');
    const talk = await begin({ from: '918123456789', text_type: { text: 'Where is my order 4711?' } });
    expect(talk).toMatchObject({ contact_name: 'Asha', status: 'open', unread_count: 1, last_message_preview: 'Where is my order 4711?' });
    expect(await client.next('message:created')).toMatchObject({ payload: { preview: 'Where is my order 4711?', direction: 'inbound' } });
    client.close();
    const { body } = await product.call<MessagePageDto>('GET', `/conversations/${talk.id}/messages`);
    expect(body.data).toMatchObject([
      { text: 'Where is my order 4711?', type: 'text', source: 'customer', status: null, media: [], quoted: null },
    ]);
    const timeline = await product.call<{ data: { kind: string; body: string }[] }>('GET', '/customer-timeline/%2B918123456789');
    expect(timeline.body.data).toMatchObject([{ kind: 'chat', body: 'Where is my order 4711?' }]);
    expect((await product.call('GET', `/entities/conversation/${talk.id}`)).body).toMatchObject({ label: 'Chat with Asha' });
    expect(await detail(talk.id)).toMatchObject({
      window: { is_open: true },
      cycles: [{ cycle: 1 }],
      allowed_actions: ['await', 'snooze', 'resolve'],
    });
  });

  it('a file is fetched at once, known by its content, and had by a link', async () => {
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    files.set('/leaf.jpg', { type: 'image/jpeg', body: png });
    files.set('/page.jpg', { type: 'text/html', body: '<!doctype html><p>expired' });
    const url = (name: string) => `http://127.0.0.1:${(shelf.address() as AddressInfo).port}/${name}`;
    const talk = await begin({ message_type: 'IMAGE', image_type: { url: url('leaf.jpg'), mime_type: 'image/jpeg', caption: 'leaf' } });
    const first = async (id = talk.id) => (await product.call<MessagePageDto>('GET', `/conversations/${id}/messages`)).body.data[0]!;
    const { media } = await until(first, (message) => message.media[0]?.state === 'stored');
    expect(media).toMatchObject([{ mime: 'image/png', size: png.length, file_name: 'leaf.jpg' }]);
    const got = await fetch(`${product.url}${media[0]!.url}`);
    expect([got.status, got.headers.get('content-type'), Buffer.from(await got.arrayBuffer())]).toEqual([200, 'image/png', png]);
    expect((await fetch(`${product.url}${media[0]!.url!.replace(/signature=.{4}/, 'signature=0000')}`)).status).toBe(403);

    // A page of an error is no picture: it is tried again, and what cannot be had is missing, until somebody asks once more.
    const other = await begin({ message_type: 'IMAGE', image_type: { url: url('page.jpg') } });
    const tried = await until(
      () => first(other.id),
      (message) => message.media[0]!.tries > 0,
    );
    expect(tried.media[0]).toMatchObject({ state: 'wanted', reason: 'not_media', url: null });
    await product.database.pool.query(`select public.settle_media($1, 'missing', 'http_404')`, [tried.media[0]!.id]);
    files.set('/page.jpg', { type: 'image/png', body: png });
    const retry = `/conversations/messages/${tried.id}/media/${tried.media[0]!.id}/retry`;
    expect((await product.call('POST', retry)).status).toBe(202);
    await until(
      () => first(other.id),
      (message) => message.media[0]!.state === 'stored',
    );
    expect(code(await product.call('POST', retry))).toEqual([409, 'media_not_missing']);
  });

  it('a body with a bad part keeps the rest, and the part is parked alone, once', async () => {
    const from = `12025550${100 + phones++}`;
    const body = { incoming_message: [incoming({ from }), incoming({ from, message_id: undefined, note: 'bad' }), incoming({ from })] };
    await post(account.address, body);
    const parked = () =>
      product.database.pool.query(
        `select id, body, error_message from public.webhook_events where state = 'parked' and dedupe_key like '%#1'`,
      );
    const { rows } = await until(parked, (found) => found.rowCount! > 0);
    expect(JSON.parse(String(rows[0].body))).toEqual({ incoming_message: [expect.objectContaining({ note: 'bad' })] });
    expect(rows[0].error_message).toBe('It cannot be read: no_message_id.');
    const { data } = await until(
      () => conversations(`search=%2B${from}`),
      (page) => page.data[0]?.message_count === 2,
    );
    expect(data).toHaveLength(1);
    // Replayed, all of it changes nothing.
    await product.call('POST', '/webhook-events/replay', { body: { source: 'netcore' } });
    await until(
      async () => (await product.call<{ total: number }>('GET', '/webhook-events?source=netcore&state=received')).body.total,
      (total) => total === 0,
    );
    expect((await parked()).rowCount).toBe(1);
    expect(await detail(data[0]!.id)).toMatchObject({ message_count: 2, unread_count: 2 });
  });
});

describe('an item that the database refuses', () => {
  it('is parked alone, and stored once it is replayed and taken', async () => {
    const { pool } = product.database;
    const from = `12025550${100 + phones++}`;
    await pool.query(`alter table public.messages add constraint no_poison check (text <> 'poison') not valid`);
    await say(...['one', 'poison', 'three'].map((text) => incoming({ from, text_type: { text } })));
    const parked = () => pool.query(`select id from public.webhook_events where state = 'parked' and dedupe_key like '%#row1'`);
    const { rows } = await until(parked, (found) => found.rowCount! > 0);
    const { data } = await until(
      () => conversations(`search=%2B${from}`),
      (page) => page.data[0]?.message_count === 2,
    );
    await pool.query('alter table public.messages drop constraint no_poison');
    await product.call('POST', `/webhook-events/${rows[0].id}/replay`);
    await until(
      () => detail(data[0]!.id),
      ({ message_count }) => message_count === 3,
    );
  });
});

describe('who may call a webhook', () => {
  it('is who knows the secret of the address; the former one for a while after it was changed', async () => {
    const { id, address } = await addAccount({ slug: 'turning', kind: 'netcore', business_number: '+447700900101' });
    expect((await post(address.replace(/t=.*/, 't=guessed'), {})).status).toBe(401);
    expect((await post(address.replace('/turning', '/nobody'), {})).status).toBe(401);
    expect((await fetch(address, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(address.replace(/t=.*/, ''), { method: 'HEAD' })).status).toBe(401);
    for (const probe of ['[]', '{}', '']) expect((await post(address, probe)).status).toBe(200);
    const rotated = await product.call<{ webhook_address_with_secret: string }>('POST', `/chat-providers/${id}/rotate-address`);
    const renewed = rotated.body.webhook_address_with_secret;
    product.watch.plant('secret of a webhook address', new URL(renewed).searchParams.get('t'));
    expect([(await post(renewed, '[ ]')).status, (await post(address, '[  ]')).status]).toEqual([200, 200]);
    await product.database.pool.query(
      `update public.chat_provider_secrets set previous_address_until = now() - interval '1 second' where provider_id = $1`,
      [id],
    );
    // The account is read anew every few seconds.
    await until(
      async () => (await post(address, '[   ]')).status,
      (status) => status === 401,
    );
    const kept = await product.database.pool.query(`select query from public.webhook_events where path like '%/turning'`);
    expect(new Set(kept.rows.map(({ query }) => query))).toEqual(new Set(['']));
  });

  it('is who signs the body, with the former key too for a while', async () => {
    const { id, address } = await addAccount({
      slug: 'signed',
      kind: 'interakt',
      business_number: '+447700900102',
      webhook_secret: 'first-key',
    });
    expect(address).not.toContain('?');
    const sign = (body: string, key: string) => post(address, body, { 'interakt-signature': bodySignature(key, body) });
    expect((await sign('{"type":"Webhook Test"}', 'first-key')).status).toBe(200);
    expect((await sign('{"type":"Webhook Test"}', 'wrong-key')).status).toBe(401);
    expect((await post(address, '{"type":"Webhook Test"}')).status).toBe(401);
    await product.call('PATCH', `/chat-providers/${id}`, { body: { webhook_secret: 'second-key' } });
    expect([(await sign('[1]', 'second-key')).status, (await sign('[2]', 'first-key')).status]).toEqual([200, 200]);
    // The default account of its kind is called without a slug.
    expect(
      (await post(address.replace('/interact/signed', '/interakt'), '[3]', { 'interakt-signature': bodySignature('second-key', '[3]') }))
        .status,
    ).toBe(200);
    await until(
      async () => (await product.call<ChatProviderDto>('GET', `/chat-providers/${id}`)).body.last_event_at,
      (at) => at !== null,
    );
    await product.call('DELETE', `/chat-providers/${id}`);
    await until(
      async () => (await sign('[4]', 'second-key')).status,
      (status) => status === 401,
    );
  });

  it('is nobody while the secrets of its account cannot be read, which stops no other', async () => {
    const { id, address } = await addAccount({ slug: 'sealed', kind: 'netcore', business_number: '+447700900103' });
    const other = await addAccount({ slug: 'open', kind: 'netcore', business_number: '+447700900104' });
    await product.database.pool.query(
      `update public.chat_provider_secrets set address_secret = 'v1.00000000.AA.AA.AA' where provider_id = $1`,
      [id],
    );
    // The provider may come again: once the key is back, nothing is lost.
    await until(
      async () => (await post(address, '[    ]')).status,
      (status) => status === 503,
    );
    expect((await post(other.address, '[     ]')).status).toBe(200);
    await product.call('POST', `/chat-providers/${id}/rotate-address`);
  });

  it('that sends a thousand items at once has them all stored, each once, in their order', async () => {
    const from = '12025550177';
    const items = Array.from({ length: 1_000 }, (_, n) => incoming({ from, text_type: { text: `item ${n}` } }));
    const body = JSON.stringify({ incoming_message: items });
    expect([(await post(account.address, body)).status, (await post(account.address, `${body} `)).status]).toEqual([200, 200]);
    const stored = async () =>
      (
        await product.database.pool.query<{ text: string }>(
          `select m.text from public.messages m join public.chat_contacts c on c.id = m.contact_id where c.phone = $1 order by m.at, m.id`,
          [`+${from}`],
        )
      ).rows;
    await until(
      async () =>
        (
          await product.database.pool.query<{ open: number }>(
            `select count(*)::int as open from public.webhook_events where state = 'received'`,
          )
        ).rows[0]!.open,
      (open) => open === 0,
    );
    const found = await until(stored, ({ length }) => length >= 1_000);
    expect(found.map(({ text }) => text)).toEqual(items.map((_, n) => `item ${n}`));
  });

  it('what is no JSON is kept and parked', async () => {
    await post(account.address, '{"half":');
    await until(
      () => product.database.pool.query(`select error_message from public.webhook_events where body = '{"half":' and state = 'parked'`),
      ({ rows }) => rows[0]?.error_message === 'It cannot be read: not_json.',
    );
  });
});

describe('chat providers', () => {
  it('are shown without their secrets, and changed on the version that was seen', async () => {
    const { id } = await addAccount({ slug: 'shown', kind: 'netcore', business_number: '+44 7700 900103', api_key: 'the-key-of-shown' });
    product.watch.plant('API key of a provider', 'the-key-of-shown');
    const { body } = await product.call<ChatProviderDto>('GET', `/chat-providers/${id}`);
    expect(body).toMatchObject({
      business_number: '+447700900103',
      has_api_key: true,
      has_webhook_secret: false,
      is_default: false,
      version: 1,
    });
    expect(body.webhook_address).toBe(`${product.url}/webhooks/netcore/shown`);
    const change = (fields: object) => product.call<ChatProviderDto>('PATCH', `/chat-providers/${id}`, { body: fields });
    expect((await change({ name: 'Shown', version: 1 })).body).toMatchObject({ name: 'Shown', version: 2 });
    expect(code(await change({ name: 'Again', version: 1 }))).toEqual([409, 'stale_version']);
    expect(code(await change({ slug: 'main' }))).toEqual([409, 'chat_provider_exists']);
    expect(code(await change({ business_number: 'no number' }))).toEqual([400, 'validation_failed']);
    expect((await change({ is_default: true })).body.is_default).toBe(true);
    expect((await product.call<ChatProviderDto>('GET', `/chat-providers/${account.id}`)).body.is_default).toBe(false);
    expect(
      code(
        await product.call('POST', '/chat-providers', {
          as: 'agent',
          body: { slug: 'x', kind: 'netcore', name: 'x', business_number: '+447700900104' },
        }),
      ),
    ).toEqual([403, 'forbidden']);
  });

  it('say what a body would become, and store nothing of it', async () => {
    const before = await product.database.pool.query('select count(*)::int as n from public.messages');
    const test = async (body: unknown) =>
      (await product.call<ChatProviderTestDto>('POST', `/chat-providers/${account.id}/test`, { body: { body: JSON.stringify(body) } })).body
        .items;
    expect(await test({ incoming_message: [incoming({ from: '447700900199' }), { message_type: 'TEXT' }] })).toMatchObject([
      { kind: 'message', outcome: 'stored', reason: 'It begins a conversation with a new customer.' },
      { kind: 'parked', outcome: 'parked', reason: 'no_message_id' },
    ]);
    expect(await test([])).toMatchObject([{ kind: 'ignored', reason: 'probe' }]);
    expect((await product.database.pool.query('select count(*)::int as n from public.messages')).rows).toEqual(before.rows);
  });

  it('are an outage when they are silent for longer than they should be', async () => {
    const { id } = await addAccount({
      slug: 'silent',
      kind: 'netcore',
      name: 'Silent one',
      business_number: '+447700900105',
      silence_minutes: 5,
    });
    await product.database.pool.query(`update public.chat_providers set created_at = now() - interval '7 minutes' where id = $1`, [id]);
    const { body } = await product.call<{ checks: Record<string, object> }>('GET', '/health', { as: null });
    expect(body.checks.chat_providers).toMatchObject({ ok: false, message: 'no events from Silent one for 7 minutes' });
    await product.call('PATCH', `/chat-providers/${id}`, { body: { silence_minutes: null } });
  });
});

describe('a conversation', () => {
  it('goes through its statuses, opens again, and keeps each cycle', async () => {
    const from = `12025550${100 + phones++}`;
    const { id } = await begin({ from });
    expect(code(await patch(id, { status: 'snoozed' }))).toEqual([422, 'snooze_needs_time']);
    expect(code(await patch(id, { snoozed_until: '2099-01-01T00:00:00Z' }))).toEqual([422, 'snooze_needs_time']);
    expect((await patch(id, { status: 'snoozed', snoozed_until: '2099-01-01T00:00:00Z' })).body).toMatchObject({
      status: 'snoozed',
      version: 2,
    });
    await product.database.pool.query(`update public.conversations set snoozed_until = now() - interval '1 second' where id = $1`, [id]);
    await product.database.pool.query(`select public.wake_snoozed('public.conversations', 'wake')`);
    expect((await detail(id)).status).toBe('open');
    expect((await patch(id, { status: 'resolved' })).body).toMatchObject({
      status: 'resolved',
      waiting_since: null,
      allowed_actions: ['reopen'],
    });
    expect(code(await patch(id, { status: 'pending' }))).toEqual([409, 'step_not_allowed']);
    await say(incoming({ from }));
    const opened = await until(
      () => detail(id),
      ({ status }) => status === 'open',
    );
    expect(opened.cycles).toMatchObject([
      { cycle: 1, resolved_at: expect.any(String) },
      { cycle: 2, resolved_at: null },
    ]);
    expect(opened.history.map(({ action }) => action)).toEqual(['snooze', 'update', 'wake', 'resolve', 'reopen']);
  });

  it('refuses a stale write and says what was changed meanwhile; messages make nothing stale', async () => {
    const from = `12025550${100 + phones++}`;
    const { id, version } = await begin({ from });
    await patch(id, { priority: 'high', labels: ['refund', 'angry'] });
    await say(incoming({ from }));
    await until(
      () => detail(id),
      ({ message_count }) => message_count === 2,
    );
    const refused = await patch(id, { team: 'sales', version });
    expect(code(refused)).toEqual([409, 'stale_version']);
    expect((refused.body as unknown as { details: object }).details).toMatchObject({
      version: version + 1,
      changes: [
        { field: 'labels', before: [], after: ['angry', 'refund'] },
        { field: 'priority', before: 'normal', after: 'high' },
      ],
    });
    expect((await patch(id, { team: 'sales', version: version + 1 })).status).toBe(200);
    expect(code(await patch(id, { assignee_id: randomUUID() }))).toEqual([422, 'assignee_not_found']);
  });

  it('is read and unread, and counted for badges without counting', async () => {
    const { id } = await begin();
    const before = (await product.call<ConversationCountsDto>('GET', '/conversations/counts')).body;
    expect((await patch(id, { read: true })).body.unread_count).toBe(0);
    const after = (await product.call<ConversationCountsDto>('GET', '/conversations/counts')).body;
    expect(after.total.unread).toBe(before.total.unread - 1);
    expect(after.total.open).toBe(before.total.open);
    expect(after.by_channel.reduce((sum, { open }) => sum + open, 0)).toBe(after.total.open);
    expect(after.by_provider.find(({ provider_id }) => provider_id === account.id)).toMatchObject({ open: expect.any(Number) });
    expect((await patch(id, { read: false })).body.unread_count).toBe(1);
    const log = await product.database.pool.query(`select action from public.activity_log where entity_id = $1 order by id`, [id]);
    expect(log.rows.map(({ action }) => action)).toEqual(['mark_read', 'mark_unread']);
  });

  it('is in the view of the agent to whom it is assigned', async () => {
    const { id } = await begin();
    const { rows } = await product.database.pool.query<{ id: string }>(
      `insert into public.agents (name, user_id) select 'Mine', u.id from auth.users u where u.email = 'agent@example.com' returning id`,
    );
    const mine = async () =>
      (await product.call<ConversationPageDto>('GET', '/conversations?view=mine&limit=200', { as: 'agent' })).body.data.map(
        (one) => one.id,
      );
    expect(await mine()).not.toContain(id);
    await patch(id, { assignee_id: rows[0]!.id });
    expect(await mine()).toContain(id);
    await patch(id, { assignee_id: null });
    expect(await mine()).not.toContain(id);
  });

  it('waits the longer, the earlier it is in the view of those that wait', async () => {
    const since = (n: number) => String(1_771_000_000 + n);
    const [later, earlier] = [await begin({ received_at: since(60) }), await begin({ received_at: since(0) })];
    const waiting = (await product.call<ConversationPageDto>('GET', '/conversations?view=longest_waiting&limit=2')).body;
    expect(waiting.data.map(({ id }) => id)).toEqual([earlier.id, later.id]);
    const next = await product.call<ConversationPageDto>(
      'GET',
      `/conversations?view=longest_waiting&limit=2&cursor=${waiting.next_cursor}`,
    );
    expect(next.body.data.every(({ waiting_since }) => waiting_since! > later.waiting_since!)).toBe(true);
  });

  it('has notes that mention colleagues, who are told and find it in their view', async () => {
    const { id } = await begin();
    const { rows } = await product.database.pool.query(`select id from auth.users where email = 'agent@example.com'`);
    const write = (body: object) => product.call<ConversationNoteDto>('POST', `/conversations/${id}/notes`, { body });
    const note = (await write({ body: 'Please look.', mentions: [rows[0].id] })).body;
    expect(code(await write({ body: 'Who?', mentions: [randomUUID()] }))).toEqual([422, 'mentioned_user_not_found']);
    const mine = (view: string, as: 'agent' | 'admin') => product.call<ConversationPageDto>('GET', `/conversations?view=${view}`, { as });
    expect((await mine('mentioned', 'agent')).body.data.map((one) => one.id)).toEqual([id]);
    expect((await mine('mentioned', 'admin')).body.data).toEqual([]);
    expect((await mine('mine', 'admin')).body.data.map((one) => one.id)).toContain(id);
    const notices = await product.call<{ data: { type: string; entity_id: string }[] }>('GET', '/notifications', { as: 'agent' });
    expect(notices.body.data).toContainEqual(expect.objectContaining({ type: 'chat_mention', entity_id: id }));
    const one = `/conversations/${id}/notes/${note.id}`;
    expect(code(await product.call('PATCH', one, { as: 'agent', body: { body: 'Mine now.' } }))).toEqual([
      404,
      'conversation_note_not_found',
    ]);
    expect((await product.call<ConversationNoteDto>('PATCH', one, { body: { body: 'Done.', version: 1 } })).body).toMatchObject({
      body: 'Done.',
      version: 2,
    });
    expect((await product.call('DELETE', one)).status).toBe(200);
    expect((await product.call<{ total: number }>('GET', `/conversations/${id}/notes`)).body.total).toBe(0);
    await product.call('POST', `/conversations/${id}/follow`, { as: 'agent' });
    expect((await mine('mine', 'agent')).body.data.map((talk) => talk.id)).toEqual([id]);
    await product.call('POST', `/conversations/${id}/unfollow`, { as: 'agent' });
    expect((await mine('mine', 'agent')).body.data).toEqual([]);
  });

  it('takes another one of the same customer in, and answers for its id', async () => {
    const from = `12025550${100 + phones++}`;
    const old = await begin({ from });
    await patch(old.id, { status: 'resolved', labels: ['old'] });
    await product.database.pool.query(`update public.conversations set resolved_at = now() - interval '30 days' where id = $1`, [old.id]);
    await say(incoming({ from }));
    const { data } = await until(
      () => conversations(`search=%2B${from}&status=open`),
      (page) => page.data.length === 1,
    );
    const merge = (into: string, body: object) => product.call<MergedConversationDto>('POST', `/conversations/${into}/merge`, { body });
    const { id } = data[0]!;
    expect(code(await merge(old.id, { from: id }))).toEqual([409, 'merge_into_resolved']);
    expect(code(await merge(id, { from: (await begin()).id }))).toEqual([422, 'conversations_differ']);
    const preview = { dry_run: true, conversation_id: id, messages: 1, unread: 1, notes: 0, labels: ['old'] };
    expect((await merge(id, { from: old.id, dry_run: true })).body).toEqual(preview);
    expect((await detail(old.id)).id).toBe(old.id);
    expect((await merge(id, { from: old.id })).body).toEqual({ ...preview, dry_run: false });
    expect(await detail(old.id)).toMatchObject({ id, message_count: 2, labels: ['old'] });
    expect(code(await patch(old.id, { team: 'x' }))).toEqual([409, 'conversation_merged']);
  });

  it('is exported as text and as JSON, and each export is noted', async () => {
    const talk = await begin({ text_type: { text: 'Good day' } });
    await makeReply(product.database.pool, talk.id, { text: 'Hello', status: 'sent', channel: 'test' });
    const text = await product.call('GET', `/conversations/${talk.id}/transcript`);
    expect(text.text).toMatch(/Asha: Good day\n.*Agent: Hello\n$/);
    const json = await product.call<{ messages: { text: string }[]; truncated: boolean }>(
      'GET',
      `/conversations/${talk.id}/transcript?format=json`,
    );
    expect([json.body.messages.map((message) => message.text), json.body.truncated]).toEqual([['Good day', 'Hello'], false]);
    const log = await product.database.pool.query(`select action from public.activity_log where entity_id = $1`, [talk.id]);
    expect(log.rows).toEqual([{ action: 'export' }, { action: 'export' }]);
  });
});

describe('messages', () => {
  it('are read in both directions from any page', async () => {
    const from = `12025550${100 + phones++}`;
    const at = (n: number) => String(1_771_924_600 + n);
    const { id } = await begin({ from, received_at: at(0), text_type: { text: 'm0' } });
    await say(...[1, 2, 3, 4, 5].map((n) => incoming({ from, received_at: at(n), text_type: { text: `m${n}` } })));
    await until(
      () => detail(id),
      ({ message_count }) => message_count === 6,
    );
    const page = async (query: string) =>
      (await product.call<MessagePageDto>('GET', `/conversations/${id}/messages?limit=2&${query}`)).body;
    const texts = ({ data }: MessagePageDto) => data.map(({ text }) => text);
    const newest = await page('');
    expect(texts(newest)).toEqual(['m5', 'm4']);
    const older = await page(`cursor=${newest.next_cursor}`);
    expect(texts(older)).toEqual(['m3', 'm2']);
    expect(texts(await page(`order=asc&cursor=${older.previous_cursor}`))).toEqual(['m4', 'm5']);
    expect(older.total).toBe(6);
  });

  it('are shown with what was said about them, and what they quote', async () => {
    const from = `12025550${100 + phones++}`;
    const { id } = await begin({ from });
    const reply = await makeReply(product.database.pool, id, {
      key: 'netcore:nc-900',
      status: 'sent',
      text: 'Green or blue?',
      channel: 'test',
    });
    const event = { ncmessage_id: 'nc-900', recipient: from, received_at: '2026-02-24 15:36:58' };
    await post(account.address, {
      delivery_status: [
        { ...event, status: 'read' },
        { ...event, status: 'sent' },
      ],
    });
    await say(incoming({ from, text_type: { text: 'Blue' }, context: { ncmessage_id: 'nc-900', message_id: '' } }));
    const found = await until(
      async () => (await product.call<MessagePageDto>('GET', `/conversations/${id}/messages`)).body.data,
      (data) => data.length === 3 && data[1]!.status === 'read',
    );
    expect(found.find(({ text }) => text === 'Blue')).toMatchObject({ quoted: { id: reply.id, preview: 'Green or blue?' } });
    const { body } = await product.call<MessageDetailDto>('GET', `/conversations/${id}/messages/${reply.id}`);
    expect(body.status_events.map(({ status }) => status).sort()).toEqual(['read', 'sent']);
    expect(code(await product.call('GET', `/conversations/${id}/messages/${randomUUID()}`))).toEqual([404, 'message_not_found']);
  });

  it.each([
    ['Latin', 'Kartoffel 8842', 'kartoff'],
    ['Hindi', 'मेरा ऑर्डर कहाँ है', 'ऑर्डर'],
    ['Tamil', 'என் ஆர்டர் எங்கே', 'ஆர்டர்'],
    ['Arabic', 'أين طلبي الجديد', 'طلبي'],
    ['Chinese', '我的订单在哪里', '订单'],
    ['Thai', 'คำสั่งซื้อของฉันอยู่ที่ไหน', 'สั่งซื้อ'],
    ['Japanese', '注文はどこですか', '注文'],
    ['Emoji and words', '🚜 traktor kaputt', 'traktor'],
  ])('are found in %s', async (_script, text, word) => {
    const talk = await begin({ text_type: { text } });
    const { body } = await product.call<FoundMessagePageDto>('GET', `/conversations/messages?search=${encodeURIComponent(word)}`);
    expect(body).toMatchObject({ total: 1, total_is_exact: true, data: [{ conversation_id: talk.id, text }] });
  });

  it('are found within a conversation, a customer and a time', async () => {
    const talk = await begin({ text_type: { text: 'paperclip one' } });
    await begin({ text_type: { text: 'paperclip two' } });
    const total = async (query: string) =>
      (await product.call<FoundMessagePageDto>('GET', `/conversations/messages?search=paperclip&${query}`)).body.total;
    expect(await total('')).toBe(2);
    expect(await total(`conversation_id=${talk.id}`)).toBe(1);
    expect(await total(`customer_id=${talk.customer_id}`)).toBe(1);
    expect(await total('direction=outbound')).toBe(0);
    expect(await total('to=2020-01-01')).toBe(0);
    const csv = await product.call('GET', '/conversations/messages?search=paperclip&format=csv');
    expect(csv.text.trim().split('\n')).toHaveLength(3);
  });
});

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    const { id } = await begin({ from_name: n === 3 ? 'A needle' : 'Ravi' });
    await patch(id, {
      priority: n % 2 ? 'high' : 'low',
      labels: n > 2 ? ['refund'] : [],
      team: n < 4 ? 'sales' : 'support',
      ...(n === 5 && { read: true }),
      ...(n === 0 && { status: 'resolved' }),
      ...(n === 1 && { assignee_id: agent_id }),
    });
  },
});
