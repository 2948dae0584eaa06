import { randomUUID } from 'node:crypto';
import type { ChatProviderWithSecretDto } from '../../src/chatIngestion/providers/dto/chatProvider.dto.js';
import type { MessageDto } from '../../src/chatIngestion/messages/dto/message.dto.js';
import type {
  ProviderTemplateDto,
  ProviderTemplatePageDto,
  TemplateSyncDto,
} from '../../src/chatIngestion/replies/dto/providerTemplate.dto.js';
import { SendsService } from '../../src/common/sends/sends.service.js';
import { startInteraktSandbox } from '../../src/providers/interakt/interakt.sandbox.js';
import { startNetcoreSandbox } from '../../src/providers/netcore/netcore.sandbox.js';
import type { ChatSandbox } from '../../src/providers/whatsapp/sandbox/contract.js';
import type { ChatDraftDto } from '../../src/chatIngestion/replies/dto/chatDraft.dto.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { listSuite } from '../support/listSuite.js';
import { list } from '../support/lists/providerTemplates.js';
import { until } from '../support/until.js';

interface Refused {
  code: string;
  details: Record<string, unknown>;
}
type Stored = MessageDto & { send_id: string };

let interakt: ChatSandbox;
let netcore: ChatSandbox;
let product: TestApp;
const providers: Record<string, ChatProviderWithSecretDto> = {};

beforeAll(async () => {
  [interakt, netcore] = await Promise.all([startInteraktSandbox({ gaps_ms: [0, 0] }), startNetcoreSandbox({ gaps_ms: [0, 0] })]);
  product = await startTestApp({
    environment: {
      INTERAKT_BASE_URL: interakt.origin,
      INTERAKT_TIMEOUT_SECONDS: '1',
      INTERAKT_MAX_REQUESTS_PER_MINUTE: '0',
      NETCORE_API_URL: `${netcore.origin}/api/v2/message/`,
      NETCORE_SOURCE: 'source-1',
      NETCORE_MAX_REQUESTS_PER_SECOND: '0',
    },
  });
  for (const sandbox of [interakt, netcore]) {
    const { provider: kind, business_number, api_key } = sandbox;
    const body = {
      slug: kind,
      kind,
      name: kind,
      business_number,
      api_key,
      ...(kind === 'interakt' && { webhook_secret: 'a-secret-of-webhooks' }),
    };
    const made = await product.call<ChatProviderWithSecretDto>('POST', '/chat-providers', { body });
    if (made.status !== 201) throw new Error(made.text);
    providers[kind] = made.body;
    const { pathname, search } = new URL(made.body.webhook_address_with_secret);
    sandbox.connect({ url: `${product.url}${pathname}${search}`, ...(kind === 'interakt' && { secret: 'a-secret-of-webhooks' }) });
  }
}, 60_000);
afterAll(async () => {
  await product.close();
  await Promise.all([interakt.stop(), netcore.stop()]);
});
beforeEach(() => [interakt, netcore].forEach(({ faults }) => faults.clear()));

const pool = () => product.database.pool;
/** One dot. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
let customers = 0;
/** A customer who has just written, and the conversation of that. */
const conversation = async (sandbox = interakt, name = 'Asha') => {
  const number = `+1202555${String(1000 + ++customers)}`;
  await sandbox.write({ number, name, text: 'Where is my order?' });
  const { id, contact_id } = await until(
    async () =>
      (
        await pool().query<{ id: string; contact_id: string }>('select id, contact_id from conversations where contact_phone = $1', [
          number,
        ])
      ).rows[0]!,
    (found) => found !== undefined,
  );
  return { id, contact_id, number };
};
const call = <B = MessageDto & Refused>(path: string, body: object, options: CallOptions = {}) =>
  product.call<B>('POST', `/conversations/${path}`, { body, as: 'agent', ...options });
const reply = (id: string, body: object = { text: 'It leaves today.' }, options: CallOptions = {}) => call(`${id}/reply`, body, options);
const stored = async (id: string) => (await pool().query<Stored>('select * from messages where id = $1', [id])).rows[0]!;
const becomes = (id: string, ...statuses: string[]) =>
  until(
    () => stored(id),
    ({ status }) => statuses.includes(status!),
  );
const sentTo = (number: string, sandbox = interakt) => sandbox.telephones.of(number).bubbles.filter(({ direction }) => direction === 'out');
const close = (contact_id: string) =>
  pool().query(`update chat_contacts set last_customer_at = now() - interval '24 hours' where id = $1`, [contact_id]);
const templates = async () => {
  const sync = await product.call<TemplateSyncDto>('POST', `/chat-providers/${providers['interakt']!.id}/templates/sync`);
  expect(sync.status).toBe(202);
  await until(
    () => product.call<TemplateSyncDto>('GET', `/chat-providers/${providers['interakt']!.id}/templates/sync`),
    ({ body }) => body.finished_at !== null,
  );
  const { body } = await product.call<ProviderTemplatePageDto>('GET', '/provider-templates?status=approved&sort=name&order=asc', {
    as: 'agent',
  });
  return body.data;
};

describe('POST /conversations/:id/reply', () => {
  it.each(['interakt', 'netcore'] as const)('goes by %s from the words to the telephone, and its ticks come back', async (kind) => {
    const sandbox = kind === 'interakt' ? interakt : netcore;
    const talk = await conversation(sandbox);
    const { status, body } = await reply(talk.id);
    expect([status, body.source]).toEqual([201, 'agent']);
    // The worker may have begun with it.
    expect(['queued', 'sending']).toContain(body.status);
    const read = await becomes(body.id, 'read');
    expect(read).toMatchObject({ error_code: null, sent_at: expect.any(Date), delivered_at: expect.any(Date), read_at: expect.any(Date) });
    expect(sentTo(talk.number, sandbox).map(({ text }) => text)).toEqual(['It leaves today.']);
    expect((await pool().query('select unread_count, waiting_since from conversations where id = $1', [talk.id])).rows).toEqual([
      { unread_count: 0, waiting_since: null },
    ]);
  });

  it('is sent once when the request comes twice', async () => {
    const talk = await conversation();
    const headers = { 'idempotency-key': randomUUID() };
    const [first, second] = await Promise.all([1, 2].map(() => reply(talk.id, undefined, { headers })));
    const done = [first!, second!].filter(({ status }) => status === 201);
    const again = await reply(talk.id, undefined, { headers });
    expect(again.body.id).toBe(done[0]!.body.id);
    await becomes(again.body.id, 'read');
    expect(sentTo(talk.number)).toHaveLength(1);
  });

  it('stays uncertain after a silence, is not repeated, and is settled by its statuses (C-130)', async () => {
    const talk = await conversation();
    interakt.faults.add({ kind: 'stall', ms: 1_500, accepted: true });
    interakt.faults.add({ kind: 'delay', ms: 2_500 });
    const { body } = await reply(talk.id);
    const unknown = await becomes(body.id, 'unknown', 'read');
    expect(unknown).toMatchObject({ status: 'unknown', error_code: 'provider_timeout' });
    const again = await call(`${talk.id}/messages/${body.id}/resend`, {});
    expect([again.status, again.body.code]).toEqual([409, 'message_uncertain']);
    expect(await becomes(body.id, 'read')).toMatchObject({ error_code: null });
    expect(sentTo(talk.number)).toHaveLength(1);
    expect((await pool().query('select state from sends where id = $1', [unknown.send_id])).rows).toEqual([{ state: 'read' }]);
  });

  it('whose worker died while it was sent is uncertain and not sent again', async () => {
    const talk = await conversation();
    const send_id = randomUUID();
    const message = {
      ...{
        send_id,
        conversation_id: talk.id,
        provider_id: providers['interakt']!.id,
        type: 'text',
        text: 'Once.',
        preview: 'Once.',
        content: null,
      },
      ...{ reply_to_id: null, media: [], upload_ids: [], is_template: false, created_by: randomUUID() },
      payload: { provider_id: providers['interakt']!.id, content: { type: 'text', text: 'Once.' } },
    };
    const client = await pool().connect();
    await client.query('begin');
    await client.query('select public.queue_chat_message($1)', [JSON.stringify(message)]);
    await client.query('select public.begin_send($1)', [send_id]);
    await client.query('commit');
    client.release();
    expect(await becomes(send_id, 'unknown')).toMatchObject({ error_code: 'interrupted' });
    expect(sentTo(talk.number)).toEqual([]);
    const forced = await call(`${talk.id}/messages/${send_id}/resend`, { force: true });
    expect([forced.status, forced.body.resend_of]).toEqual([201, send_id]);
    await becomes(forced.body.id, 'read');
    const settled = await call(`${talk.id}/messages/${send_id}/settle`, { state: 'failed', reason: 'It is not on the telephone.' });
    expect([settled.status, settled.body.status]).toEqual([200, 'failed']);
    expect(sentTo(talk.number)).toHaveLength(1);
  });

  it('is a template after 24 hours, and details say which fit (C-128)', async () => {
    const talk = await conversation();
    await close(talk.contact_id);
    const known = await templates();
    const refused = await reply(talk.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'template_required']);
    expect(refused.body.details).toMatchObject({ closed_at: expect.any(String) });
    const offered = (refused.body.details['templates'] as ProviderTemplateDto[]).map(({ name, language }) => `${name} ${language}`);
    // Nobody who has not agreed to offers is sent one.
    expect(offered).toEqual(expect.arrayContaining(['order_shipped_v1 hi', 'we_are_here en']));
    const here = known.find(({ name }) => name === 'we_are_here')!;
    const send = (body: string[]) => reply(talk.id, { provider_template: { id: here.id, body } });
    const wrong = await send([]);
    expect([wrong.status, wrong.body.code, wrong.body.details['expected']]).toEqual([
      422,
      'template_values_wrong',
      { body: 1, header: 0, buttons: {} },
    ]);
    const { status, body } = await send(['Asha']);
    expect([status, body.type, body.text]).toEqual([
      201,
      'template',
      'Hello Asha, we have an answer to your question. May we write to you?',
    ]);
    await becomes(body.id, 'read');
    expect(sentTo(talk.number)).toMatchObject([{ template: 'we_are_here' }]);
    // What we send opens nothing.
    expect((await reply(talk.id)).body.code).toBe('template_required');
  });

  it('is no template for who has written STOP, which comes by the webhook, and answers go on', async () => {
    const talk = await conversation();
    const here = (await templates()).find(({ name }) => name === 'we_are_here')!;
    await interakt.write({ number: talk.number, text: 'Stop' });
    await until(
      async () =>
        (await pool().query('select opted_out_at from chat_contacts where id = $1', [talk.contact_id])).rows[0] as {
          opted_out_at: Date | null;
        },
      ({ opted_out_at }) => opted_out_at !== null,
    );
    const refused = await reply(talk.id, { provider_template: { id: here.id, body: ['Asha'] } });
    expect([refused.status, refused.body.code, refused.body.details['reasons']]).toEqual([409, 'contact_not_allowed', ['do_not_contact']]);
    expect((await reply(talk.id)).status).toBe(201);
    const { rows } = await pool().query(
      `select p.do_not_contact from customer_permissions p join chat_contacts k on k.customer_id = p.customer_id
       where k.id = $1 and p.channel = $2`,
      [talk.contact_id, 'whatsapp'],
    );
    expect(rows).toEqual([{ do_not_contact: true }]);
  });

  it('is no template for who has pressed the button that says so', async () => {
    const talk = await conversation();
    await interakt.write({ number: talk.number, type: 'quick_reply', reply: { id: 'stop', title: 'Stop promotions' } });
    await until(
      async () =>
        (await pool().query('select opted_out_at from chat_contacts where id = $1', [talk.contact_id])).rows[0] as {
          opted_out_at: Date | null;
        },
      ({ opted_out_at }) => opted_out_at !== null,
    );
  });

  it('is not sent late when the window closed while it waited for its provider', async () => {
    const talk = await conversation();
    interakt.faults.add({ kind: 'status', status: 503, times: 1 });
    const { body } = await reply(talk.id);
    await until(
      async () =>
        (await pool().query('select attempts, state from sends where id = $1', [body.id])).rows[0] as { attempts: number; state: string },
      ({ attempts, state }) => attempts === 1 && state === 'queued',
    );
    await close(talk.contact_id);
    await pool().query('update sends set send_after = now() where id = $1', [body.id]);
    await product.app.get(SendsService).perform(body.id);
    expect(await becomes(body.id, 'failed')).toMatchObject({ error_code: 'template_required' });
    expect(sentTo(talk.number)).toEqual([]);
  });

  it('goes out once when its provider comes back after more than an hour', async () => {
    const talk = await conversation();
    interakt.faults.add({ kind: 'status', status: 503, times: 2 });
    const { body } = await reply(talk.id);
    const tried = (times: number) =>
      until(
        async () =>
          (await pool().query('select attempts, state from sends where id = $1', [body.id])).rows[0] as { attempts: number; state: string },
        ({ attempts, state }) => attempts === times && state === 'queued',
      );
    await tried(1);
    const wait = `update sends set first_tried_at = first_tried_at - interval '40 minutes', send_after = now() where id = $1`;
    await pool().query(wait, [body.id]);
    await product.app.get(SendsService).perform(body.id);
    await tried(2);
    await pool().query(wait, [body.id]);
    await product.app.get(SendsService).perform(body.id);
    expect(await becomes(body.id, 'read')).toMatchObject({ error_code: null });
    expect(sentTo(talk.number)).toHaveLength(1);
  });

  it('says a canned text whose values format nothing, and counts it', async () => {
    const talk = await conversation(interakt, '*Asha*');
    const made = await product.call<{ id: string }>('POST', '/chat-templates', {
      body: {
        shortcut: 'late',
        title: 'Late',
        body: '*Hello* {{customer.name}}, {{order.number}} is late.',
        variables: [{ name: 'order.number', kind: 'text', sample: '1' }],
      },
    });
    const gap = await reply(talk.id, { template_id: made.body.id });
    expect([gap.status, gap.body.details]).toEqual([422, { missing: ['order.number'] }]);
    const { body } = await reply(talk.id, { template_id: made.body.id, variables: { 'order.number': 'ORD_1_A' } });
    expect(body.text!.replaceAll('\u200b', '')).toBe('*Hello* *Asha*, ORD_1_A is late.');
    expect(body.text).not.toContain('*Asha*');
    await becomes(body.id, 'read');
    expect((await product.call<{ usage_count: number }>('GET', `/chat-templates/${made.body.id}`)).body.usage_count).toBe(1);
  });

  it('has buttons and lists that come back, and no quotation where the provider knows none', async () => {
    const talk = await conversation();
    const buttons = [
      { id: 'yes', title: 'Yes' },
      { id: 'no', title: 'No' },
    ];
    const asked = await reply(talk.id, { text: 'Shall we call?', buttons });
    expect(asked.body).toMatchObject({ type: 'interactive', content: { buttons } });
    const list = { button: 'Choose', sections: [{ title: 'Tomorrow', rows: [{ id: 'am', title: 'Morning', description: '9 to 12' }] }] };
    const listed = await reply(talk.id, { text: 'When?', list });
    await becomes(listed.body.id, 'read');
    expect(sentTo(talk.number)).toMatchObject([{ buttons }, { text: 'When?' }]);
    const quoted = await pool().query<{ id: string }>('select id from messages where contact_id = $1 and direction = $2', [
      talk.contact_id,
      'inbound',
    ]);
    const refused = await reply(talk.id, { text: 'This one.', reply_to_id: quoted.rows[0]!.id });
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([501, 'not_supported_by_provider', { needs: ['quote'] }]);
  });

  it('carries a file that the provider fetches from us, of a type that its bytes show', async () => {
    const talk = await conversation();
    const upload = async (filename: string, content: Buffer) => {
      const answer = await fetch(`${product.url}/conversations/uploads?filename=${filename}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await product.token('agent')}`, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(content),
      });
      return ((await answer.json()) as { id: string }).id;
    };
    const { body } = await reply(talk.id, { media: { upload_id: await upload('box.png', PNG), caption: 'The box' } });
    expect(body).toMatchObject({ type: 'image', text: 'The box', media: [{ mime: 'image/png', file_name: 'box.png', size: PNG.length }] });
    await becomes(body.id, 'read');
    expect(sentTo(talk.number)).toMatchObject([{ text: 'The box', media: { mime: 'image/png' } }]);
    const again = await reply(talk.id, { media: { file_id: body.media[0]!.id } });
    expect(again.body).toMatchObject({ type: 'image', text: null });
    await becomes(again.body.id, 'read');
    const page = await reply(talk.id, { media: { upload_id: await upload('box.png', Buffer.from('<!doctype html><p>No.')) } });
    expect([page.status, page.body.code]).toEqual([422, 'media_refused']);
    expect((await reply(talk.id, { media: { file_id: randomUUID() } })).body.code).toBe('file_not_stored');
  });

  it('says why it failed, and can be sent again once', async () => {
    const talk = await conversation();
    interakt.faults.add({ kind: 'fail', code: '131026', reason: 'Message undeliverable' });
    const { body } = await reply(talk.id);
    expect(await becomes(body.id, 'failed')).toMatchObject({ error_code: '131026' });
    const again = await call(`${talk.id}/messages/${body.id}/resend`, {});
    expect([again.status, again.body.resend_of, again.body.text]).toEqual([201, body.id, 'It leaves today.']);
    await becomes(again.body.id, 'read');
    expect((await call(`${talk.id}/messages/${body.id}/resend`, {})).body.code).toBe('already_resent');
    expect((await call(`${talk.id}/messages/${again.body.id}/resend`, {})).body.code).toBe('message_not_failed');
    expect((await call(`${talk.id}/messages/${again.body.id}/cancel`, {})).body.code).toBe('send_not_cancellable');
  });

  it('is refused without the right, without a conversation, without a key, and with two things at once', async () => {
    const talk = await conversation();
    const refusal = async (answer: Promise<{ status: number; body: Refused }>) => {
      const { status, body } = await answer;
      return [status, body.code];
    };
    expect(await refusal(reply(talk.id, undefined, { as: 'viewer' }))).toEqual([403, 'forbidden']);
    expect(await refusal(reply(randomUUID()))).toEqual([404, 'conversation_not_found']);
    for (const body of [{}, { text: 'a', template_id: randomUUID() }, { list: { button: 'a', sections: [] } }, { text: '' }, { media: {} }])
      expect(await refusal(reply(talk.id, body))).toEqual([400, 'validation_failed']);
    expect(await refusal(call(`${talk.id}/messages/${randomUUID()}/resend`, {}))).toEqual([404, 'message_not_found']);
    const made = await product.call<ChatProviderWithSecretDto>('POST', '/chat-providers', {
      body: { slug: 'keyless', kind: 'interakt', name: 'Keyless', business_number: '+447700900199' },
    });
    await pool().query('update conversations set provider_id = $2, business_number = $3 where id = $1', [
      talk.id,
      made.body.id,
      '+447700900199',
    ]);
    await until(
      () => refusal(reply(talk.id)),
      ([status]) => status === 503,
    );
    expect(await refusal(reply(talk.id))).toEqual([503, 'provider_not_configured']);
    const unlisted = await product.call<Refused>('POST', `/chat-providers/${providers['netcore']!.id}/templates/sync`);
    expect([unlisted.status, unlisted.body.code]).toEqual([501, 'not_supported_by_provider']);
  });
});

describe('a draft in a conversation', () => {
  it('belongs to its writer, knows its version, and goes when it is sent', async () => {
    const talk = await conversation();
    const draft = (method: string, body?: object, as: 'agent' | 'supervisor' = 'agent') =>
      product.call<ChatDraftDto & Refused>(method, `/conversations/${talk.id}/draft`, { body, as });
    expect((await draft('GET')).body.code).toBe('chat_draft_not_found');
    const { body: first } = await draft('PUT', { text: 'Dear', content: { buttons: [{ id: 'yes', title: 'Yes' }] } });
    expect(first).toMatchObject({
      conversation_id: talk.id,
      text: 'Dear',
      content: { buttons: [{ id: 'yes', title: 'Yes' }] },
      version: 1,
    });
    expect((await draft('PUT', { text: 'Dear Asha', version: 1 })).body).toMatchObject({ text: 'Dear Asha', content: null, version: 2 });
    expect((await draft('PUT', { text: 'Dear Dev', version: 1 })).body.code).toBe('stale_version');
    expect((await draft('GET', undefined, 'supervisor')).body.code).toBe('chat_draft_not_found');
    await draft('PUT', { text: 'Mine' }, 'supervisor');
    await reply(talk.id);
    expect((await draft('GET')).body.code).toBe('chat_draft_not_found');
    expect((await draft('DELETE', undefined, 'supervisor')).body.text).toBe('Mine');
  });
});

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    const { body } = await product.call<{ id: string }>('POST', '/provider-templates', {
      body: {
        ...{ provider_id: providers['netcore']!.id, name: `list_${n}`, language: n % 2 ? 'hi' : 'en' },
        ...{ category: n < 2 ? 'marketing' : 'utility', body: n === 3 ? 'A needle for {{1}}' : 'Hello {{1}}' },
      },
    });
    if (n === 4) await pool().query(`update provider_templates set status = 'paused' where id = $1`, [body.id]);
  },
});
