import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { windowOf } from '../../../src/chatIngestion/conversations/chatWindow.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { makeChatProvider, type ProviderRow } from '../../support/factories/chats.js';
import { makeConversation } from '../../support/factories/conversations.js';
import { type Columns, insertRow } from '../../support/factories/emails.js';

let database: TestDatabase;
let pool: pg.Pool;
let provider: ProviderRow;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  provider = await makeChatProvider(pool, { kind: 'interakt', business_number: '+12025550143' });
});
afterAll(() => database.drop());

const WRITER = randomUUID();
const one = async <T = Columns>(sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows[0] as T;
const talk = (columns: Parameters<typeof makeConversation>[2] = {}) =>
  makeConversation(pool, provider, { last_customer_at: new Date(), ...columns });
const queue = (conversation_id: string, more: object = {}) =>
  one<Columns & { id: string }>('select * from public.queue_chat_message($1)', [
    JSON.stringify({
      ...{
        send_id: randomUUID(),
        conversation_id,
        provider_id: provider.id,
        type: 'text',
        text: 'It left today.',
        preview: 'It left today.',
      },
      ...{ content: null, reply_to_id: null, media: [], upload_ids: [], payload: { content: { type: 'text', text: 'It left today.' } } },
      ...{ is_template: false, created_by: WRITER, ...more },
    }),
  ]);
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => 'not refused',
    ({ message }: Error) => message,
  );
const statusOf = async (id: string, status: string) => {
  await pool.query('update public.messages set status = $2 where id = $1', [id, status]);
};

describe('the window of 24 hours', () => {
  it('is the same in SQL and TypeScript, to the millisecond (C-128, WA-098)', async () => {
    const last = '2026-02-24T09:17:57Z';
    const moments = [-1, 0, 1, 86_399_999, 86_400_000, 86_400_001].map((ms) => new Date(Date.parse(last) + ms));
    for (const at of [last, null]) {
      const { open } = await one<{ open: boolean[] }>(
        'select array_agg(public.chat_window_is_open($1, t) order by n) as open from unnest($2::timestamptz[]) with ordinality u (t, n)',
        [at, moments],
      );
      expect(open).toEqual(moments.map((now) => windowOf(at, now).is_open));
    }
  });

  it('lets a text through until it closes, and a template afterwards, which opens nothing (C-128)', async () => {
    const ago = (ms: number) => new Date(Date.now() - ms);
    const fresh = await talk({ last_customer_at: ago(86_400_000 - 60_000) });
    expect((await queue(fresh.id))['status']).toBe('queued');
    const closed = await talk({ last_customer_at: ago(86_400_000) });
    expect(await refusal(queue(closed.id))).toBe('template_required');
    expect((await queue(closed.id, { is_template: true, type: 'template' }))['type']).toBe('template');
    expect(await refusal(queue(closed.id))).toBe('template_required');
    expect(await refusal(queue((await talk({ last_customer_at: null })).id))).toBe('template_required');
  });

  it('belongs to contact and number: another account of the number goes on (C-132)', async () => {
    const { id } = await talk();
    const other = await makeChatProvider(pool, { kind: 'netcore', business_number: provider.business_number });
    expect((await queue(id, { provider_id: other.id }))['provider_id']).toBe(other.id);
    expect(await one('select provider_id, channel from conversations where id = $1', [id])).toEqual({
      provider_id: other.id,
      channel: 'netcore',
    });
  });
});

describe('a message to be sent', () => {
  it('is one row, one send and one job under the same id, however often it is asked for', async () => {
    const { id } = await talk();
    const send_id = randomUUID();
    const all = await Promise.all([1, 2, 3].map(() => queue(id, { send_id })));
    expect(new Set(all.map((message) => message.id))).toEqual(new Set([send_id]));
    const { sends, jobs, messages } = await one(
      `select (select count(*)::int from sends where id = $1) as sends, (select count(*)::int from messages where send_id = $1) as messages,
         (select count(*)::int from graphile_worker.jobs where key = 'send:' || $1) as jobs`,
      [send_id],
    );
    expect([sends, messages, jobs]).toEqual([1, 1, 1]);
    expect(await one('select message_count, last_direction from conversations where id = $1', [id])).toEqual({
      message_count: 1,
      last_direction: 'outbound',
    });
  });

  it('leaves nothing when it is refused', async () => {
    const { id } = await talk({ last_customer_at: null });
    const before = await one('select count(*)::int as n from sends');
    await refusal(queue(id));
    expect(await one('select count(*)::int as n from sends')).toEqual(before);
  });

  it('opens what was resolved or snoozed, unless the customer has a newer conversation', async () => {
    const resolved = await talk({ status: 'resolved' });
    await queue(resolved.id);
    expect(await one('select status, cycle from conversations where id = $1', [resolved.id])).toEqual({ status: 'open', cycle: 2 });
    await queue(resolved.id, { set_status: 'pending' });
    expect(await one('select status from conversations where id = $1', [resolved.id])).toEqual({ status: 'pending' });
    const old = await talk({ status: 'resolved' });
    await insertRow(pool, 'conversations', {
      ...{ contact_id: old.contact.id, provider_id: provider.id, channel: 'interakt', business_number: provider.business_number },
    });
    expect(await refusal(queue(old.id))).toBe('conversation_superseded');
  });

  it('takes the draft of its writer away, and no other', async () => {
    const { id } = await talk();
    const other = randomUUID();
    for (const created_by of [WRITER, other]) await insertRow(pool, 'chat_drafts', { conversation_id: id, text: 'It', created_by });
    await queue(id);
    expect((await pool.query('select created_by from chat_drafts where conversation_id = $1', [id])).rows).toEqual([{ created_by: other }]);
  });

  it('that fails is told to its writer, once, and to all who see chats when no person wrote it', async () => {
    const writer = await one<{ id: string }>(
      `insert into auth.users (id, email) values (gen_random_uuid(), 'writer@example.com') returning id`,
    );
    const { id } = await talk();
    const notices = async (message_id: string) =>
      (
        await pool.query('select user_id, body from notifications where type = $1 and dedupe_key like $2', [
          'chat_message_failed',
          `%${message_id}`,
        ])
      ).rows;
    const [hers, nobodys] = [await queue(id, { created_by: writer.id }), await queue(id)];
    for (const status of ['failed', 'delivered', 'failed'])
      await pool.query(`update messages set status = $2, error_message = 'Not on WhatsApp.' where id = any ($1)`, [
        [hers.id, nobodys.id],
        status,
      ]);
    expect(await notices(hers.id)).toEqual([{ user_id: writer.id, body: '"It left today." to Asha: Not on WhatsApp.' }]);
    expect(await notices(nobodys.id)).toMatchObject([{ user_id: null }]);
  });

  it('is said again once when it failed, and while nobody knows only by force', async () => {
    const { id } = await talk();
    const first = await queue(id);
    const again = (more: object = {}) => queue(id, { resend_of: first.id, ...more });
    expect(await refusal(again())).toBe('message_not_failed');
    await statusOf(first.id, 'unknown');
    expect(await refusal(again())).toBe('message_uncertain');
    const second = await again({ force: true });
    expect(second['resend_of']).toBe(first.id);
    expect(await refusal(again({ force: true }))).toBe('already_resent');
    await statusOf(second.id, 'failed');
    expect((await queue(id, { resend_of: second.id }))['resend_of']).toBe(second.id);
    expect(await refusal(queue((await talk()).id, { resend_of: second.id }))).toBe('message_not_found');
  });
});

describe('words that opt out and in', () => {
  const say = async (who: { id: string; contact: { id: string } }, text: string, at = new Date()) =>
    insertRow(pool, 'messages', {
      ...{
        conversation_id: who.id,
        contact_id: who.contact.id,
        provider_id: provider.id,
        direction: 'inbound',
        source: 'customer',
        type: 'text',
      },
      ...{ text, preview: text, at, sent_at: at, key: `wamid.${randomUUID()}` },
    });
  const out = async (who: { contact: { id: string } }) =>
    (await one<{ out: boolean }>('select opted_out_at is not null as out from chat_contacts where id = $1', [who.contact.id])).out;

  beforeAll(() => pool.query('select public.set_chat_opt_words($1, $2)', [['stop', 'बंद करो', 'band karo'], ['start']]));

  it.each([
    ['STOP', true],
    [' stop. ', true],
    ['Band  Karo!!', true],
    ['बंद करो।', true],
    ['Please stop sending the wrong size', false],
    ['nonstop', false],
    ['start', false],
    ['.', false],
  ])('%j: %s', async (text, expected) => {
    const who = await talk();
    await say(who, text);
    expect(await out(who)).toBe(expected);
  });

  it('are the customer’s permission on WhatsApp, refuse templates but no answers, and count as they were said', async () => {
    const customer = await insertRow(pool, 'customers', { name: 'Asha' });
    const who = await talk({ contact: { customer_id: customer.id } });
    const permission = () =>
      one('select do_not_contact, consent from customer_permissions where customer_id = $1 and channel = $2', [customer.id, 'whatsapp']);
    await say(who, 'STOP');
    expect(await permission()).toEqual({ do_not_contact: true, consent: 'unknown' });
    expect(await refusal(queue(who.id, { is_template: true }))).toBe('contact_not_allowed');
    expect((await queue(who.id))['status']).toBe('queued');
    // Said before, and delivered late.
    await say(who, 'START', new Date(Date.now() - 3_600_000));
    expect(await out(who)).toBe(true);
    await say(who, 'start');
    expect([await out(who), await permission()]).toEqual([false, { do_not_contact: false, consent: 'granted' }]);
    expect((await queue(who.id, { is_template: true, purpose: 'marketing' }))['status']).toBe('queued');
    expect(await one('select purpose from customer_contacts where customer_id = $1', [customer.id])).toEqual({ purpose: 'marketing' });
  });

  it('stand on a button of a template, too', async () => {
    const who = await talk();
    const { id } = await queue(who.id);
    const press = (text: string, message_id: string | null, click = 'quick_reply') =>
      insertRow(pool, 'message_clicks', { key: randomUUID(), message_id, target_keys: ['k'], click, text, at: new Date() });
    await press('stop', id, 'link');
    await press('stop', null);
    expect(await out(who)).toBe(false);
    await press('Stop!', id);
    expect(await out(who)).toBe(true);
  });

  it('follow the settings', async () => {
    await pool.query('select public.set_chat_opt_words($1, $2)', [['halt'], []]);
    const who = await talk();
    await say(who, 'stop');
    expect(await out(who)).toBe(false);
    await say(who, 'Halt');
    expect(await out(who)).toBe(true);
  });
});

describe('templates of a provider', () => {
  const template = (name: string, status = 'approved') => ({
    ...{
      name,
      language: 'en',
      category: 'utility',
      status,
      header: 'none',
      header_values: 0,
      body: 'Hello {{1}}',
      body_values: 1,
      buttons: [],
    },
  });
  const sync = (...templates: object[]) =>
    pool.query('select public.sync_provider_templates($1, $2)', [provider.id, JSON.stringify(templates)]);
  const statuses = async () =>
    Object.fromEntries(
      (
        await pool.query<{ name: string; status: string }>('select name, status from provider_templates where provider_id = $1', [
          provider.id,
        ])
      ).rows.map(({ name, status }) => [name, status]),
    );

  it('are as it lists them; what it no longer lists cannot be sent, what people entered stays', async () => {
    await sync(template('shipped'), template('late'));
    await insertRow(pool, 'provider_templates', {
      provider_id: provider.id,
      name: 'mine',
      language: 'en',
      status: 'approved',
      source: 'person',
    });
    await sync(template('shipped'), template('new', 'pending'));
    expect(await statuses()).toEqual({ shipped: 'approved', late: 'disabled', new: 'pending', mine: 'approved' });
    await sync(template('shipped'), template('late'));
    expect(await statuses()).toMatchObject({ late: 'approved' });
    const said = (status: string, at: Date) =>
      insertRow(pool, 'chat_account_events', {
        ...{
          provider_id: provider.id,
          key: randomUUID(),
          event: 'template_status',
          at,
          template: { name: 'shipped', language: 'en', status, reason: 'low_quality' },
        },
      });
    expect(await one('select version from provider_templates where name = $1', ['shipped'])).toEqual({ version: 1 });
    await said('PAUSED', new Date());
    expect(await one('select status, reason from provider_templates where name = $1', ['shipped'])).toEqual({
      status: 'paused',
      reason: 'low_quality',
    });
    await said('APPROVED', new Date(Date.now() - 3_600_000));
    expect(await statuses()).toMatchObject({ shipped: 'paused' });
    await said('REINSTATED', new Date());
    expect(await one('select version from provider_templates where name = $1', ['shipped'])).toEqual({ version: 3 });
  });
});
