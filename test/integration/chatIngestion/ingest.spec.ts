import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { incoming, ingest, makeChatProvider, makeReply, type ProviderRow, rowsOf } from '../../support/factories/chats.js';
import { payloadCases } from '../../../src/providers/whatsapp/specSupport.js';

let database: TestDatabase;
let pool: pg.Pool;
let provider: ProviderRow;
/** Each test has a number, and so contacts, of its own. */
let number = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await pool.query(`truncate public.chat_providers, public.chat_contacts, public.customers, public.webhook_events cascade`);
  number += 1;
  provider = await makeChatProvider(pool, { business_number: `+4477009001${String(number).padStart(2, '0')}` });
});

const rows = async (sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows;
const one = async (sql: string, values: unknown[] = []) => (await rows(sql, values))[0];
const count = async (what: string) => (await one(`select count(*)::int as n from ${what}`)).n as number;
const say = (messages: object[], at?: Date) => ingest(pool, rowsOf(provider, { incoming_message: messages }, at));
const conversation = () => one('select * from public.conversations order by created_at desc limit 1');
const withOurs = (message: Record<string, unknown> = {}) => incoming({ to: undefined, ...message });

/** A body of WhatsApp's own shape about this account's number. */
const cloud = (value: object) => ({
  object: 'whatsapp_business_account',
  entry: [{ changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', ...value } }] }],
});

describe('the collected payloads with several steps', () => {
  const bodies = (id: string) => payloadCases().find((one) => one.id === id)!.bodies;
  const interakt = () => makeChatProvider(pool, { kind: 'interakt', business_number: '+447700900201' });

  it('WA-022: a failure after the delivery is kept and not shown', async () => {
    const account = await interakt();
    const talk = await startedBy(account);
    const { id } = await makeReply(pool, talk);
    for (const body of bodies('WA-022'))
      await ingest(pool, rowsOf(account, JSON.parse(JSON.stringify(body).replaceAll('our-msg-0002', id))));
    expect(await one('select status, error_code, error_message from public.messages where id = $1', [id])).toEqual({
      status: 'delivered',
      error_code: null,
      error_message: null,
    });
    expect(await count('public.message_status_events')).toBe(2);
  });

  it('WA-024: the same message twice is one, unread once, in one conversation', async () => {
    const account = await interakt();
    for (const body of bodies('WA-024')) await ingest(pool, rowsOf(account, body));
    const figures = 'count(*)::int as conversations, sum(unread_count)::int as unread, sum(message_count)::int as messages';
    expect(await one(`select ${figures} from public.conversations`)).toEqual({
      conversations: 1,
      unread: 1,
      messages: 1,
    });
  });

  it('WA-052: statuses of a batch count by their height, whatever their order and case, each once', async () => {
    const talk = await startedBy(provider);
    for (const name of ['nc-1', 'nc-2', 'nc-3']) await makeReply(pool, talk, { key: `netcore:${name}` });
    for (const body of bodies('WA-052')) await ingest(pool, rowsOf(provider, body));
    expect(
      await rows(`select key, status, error_code, is_retryable from public.messages where direction = 'outbound' order by key`),
    ).toEqual([
      { key: 'netcore:nc-1', status: 'read', error_code: null, is_retryable: null },
      { key: 'netcore:nc-2', status: 'delivered', error_code: null, is_retryable: null },
      { key: 'netcore:nc-3', status: 'failed', error_code: '8007', is_retryable: false },
    ]);
    expect(await count('public.message_status_events')).toBe(4);
  });

  it('WA-056: a status that comes before the answer to our send counts when that is stored', async () => {
    const talk = await startedBy(provider);
    const { id, send_id } = await makeReply(pool, talk);
    const [body] = bodies('WA-056');
    // By our own id.
    const named = JSON.parse(JSON.stringify(body).replace('our-msg-0011', id));
    expect(await ingest(pool, rowsOf(provider, named))).toEqual(['applied']);
    expect(await one('select status, key from public.messages where id = $1', [id])).toEqual({ status: 'delivered', key: 'netcore:nc-11' });

    // By the provider's alone: nobody knows it yet.
    const other = await makeReply(pool, talk);
    const unnamed = { delivery_status: [{ ncmessage_id: 'nc-12', recipient: '918123456789', status: 'read', received_at: '1771924677' }] };
    expect(await ingest(pool, rowsOf(provider, unnamed))).toEqual(['waiting']);
    await pool.query(`select public.advance_send($1, 'accepted', 'sent', '{}', null, 'netcore:nc-12')`, [other.send_id]);
    expect(await one('select status, read_at, delivered_derived from public.messages where id = $1', [other.id])).toEqual({
      status: 'read',
      read_at: new Date('2026-02-24T09:17:57Z'),
      delivered_derived: true,
    });
    expect((await one('select state from public.sends where id = $1', [other.send_id])).state).toBe('read');
    expect((await one('select state from public.sends where id = $1', [send_id])).state).toBe('delivered');
  });

  it('WA-060: what was read was delivered, and a report of the delivery is worth more', async () => {
    const talk = await startedBy(provider);
    const { id } = await makeReply(pool, talk, { key: 'wamid.OURS1' });
    for (const body of bodies('WA-060')) await ingest(pool, rowsOf(provider, body));
    const read = { delivered_at: new Date('2026-02-24T09:18:00Z'), delivered_derived: true, read_at: new Date('2026-02-24T09:18:00Z') };
    expect(await one('select delivered_at, delivered_derived, read_at from public.messages where id = $1', [id])).toEqual(read);
    await ingest(pool, rowsOf(provider, cloud({ statuses: [{ id: 'wamid.OURS1', status: 'delivered', timestamp: '1771924678' }] })));
    expect(await one('select delivered_at, delivered_derived, status from public.messages where id = $1', [id])).toEqual({
      delivered_at: new Date('2026-02-24T09:17:58Z'),
      delivered_derived: false,
      status: 'read',
    });
  });

  it('WA-062: a number that cannot be reached is marked until something arrives', async () => {
    const talk = await startedBy(provider);
    const { id } = await makeReply(pool, talk);
    const [body] = bodies('WA-062');
    await ingest(pool, rowsOf(provider, JSON.parse(JSON.stringify(body).replace('our-msg-0005', id))));
    expect(await one('select status, error_code from public.messages where id = $1', [id])).toEqual({
      status: 'failed',
      error_code: '131026',
    });
    expect((await one('select unreachable_at from public.chat_contacts')).unreachable_at).toEqual(new Date('2026-02-24T09:18:00Z'));
  });

  it('WA-066: a status of a message that is not ours loses nothing', async () => {
    const talk = await startedBy(provider);
    await makeReply(pool, talk, { key: 'wamid.OURS1' });
    const [body] = bodies('WA-066');
    expect(await ingest(pool, rowsOf(provider, body))).toEqual(['waiting', 'applied']);
  });

  it('WA-080: a number that somebody else has is left with him, and a person decides', async () => {
    const [body] = bodies('WA-080');
    await ingest(pool, rowsOf(provider, cloud({ messages: [text('918123456789', 'wamid.M1')] })));
    const [asha] = await rows('select id from public.customers');
    const { customer_id: other } = await one('select r.customer_id from public.resolve_customers($1) r', [
      JSON.stringify([{ identities: [{ kind: 'phone', value: '+12025550143', verified: true }], name: 'B' }]),
    ]);
    expect(await ingest(pool, rowsOf(provider, body))).toEqual(['conflict']);
    expect(
      await rows(`select customer_id, ended_at is not null as ended from public.customer_identities where kind = 'phone' order by value`),
    ).toEqual([
      { customer_id: other, ended: false },
      { customer_id: asha.id, ended: true },
    ]);
    expect(await count('public.customer_suggestions')).toBe(1);
    // Once more changes nothing, even when somebody has the old number by then.
    await ingest(pool, rowsOf(provider, cloud({ messages: [text('918123456789', 'wamid.M2', 'I am new here')] })));
    expect(await count('public.chat_contacts')).toBe(2);
    expect(await ingest(pool, rowsOf(provider, body))).toEqual(['known']);
    expect(
      await rows(`select ended_at is null as is_current from public.customer_identities where value = '+918123456789' order by created_at`),
    ).toEqual([{ is_current: false }, { is_current: true }]);
  });

  it('WA-082, WA-084: an edit keeps the former text, a revocation the content; neither is a message', async () => {
    await ingest(pool, rowsOf(provider, cloud({ messages: [text('918123456789', 'wamid.TESTM0001', '100 bags')] })));
    const [edit] = bodies('WA-082');
    const [revoke] = bodies('WA-084');
    expect(await ingest(pool, rowsOf(provider, edit))).toEqual(['edited']);
    expect(await ingest(pool, rowsOf(provider, edit))).toEqual(['known']);
    expect(await ingest(pool, rowsOf(provider, revoke))).toEqual(['deleted']);
    expect(await one('select text, deleted_at, edited_at from public.messages')).toEqual({
      text: '10 bags, not 100',
      edited_at: new Date('2026-02-24T09:17:57Z'),
      deleted_at: new Date('2026-02-24T09:17:57Z'),
    });
    expect(await rows('select text from public.message_versions')).toEqual([{ text: '100 bags' }]);
    expect(await conversation()).toMatchObject({ message_count: 1, unread_count: 1, last_message_preview: '10 bags, not 100' });
    expect(
      await ingest(pool, rowsOf(provider, JSON.parse(JSON.stringify(edit).replaceAll('TESTM0001', 'LATER').replaceAll('EDIT1', 'EDIT2')))),
    ).toEqual(['later']);
  });

  it('WA-086: a user id first, later the number too: one customer, one conversation', async () => {
    for (const body of bodies('WA-086')) await ingest(pool, rowsOf(provider, body));
    expect(await count('public.customers')).toBe(1);
    expect(await count('public.conversations')).toBe(1);
    expect(await rows('select kind, value from public.customer_identities order by kind desc')).toEqual([
      { kind: 'whatsapp_user_id', value: 'IN.2000000000000001' },
      { kind: 'phone', value: '+918123456789' },
    ]);
    expect(await one('select name, phone, bsuid from public.chat_contacts')).toEqual({
      name: 'Asha',
      phone: '+918123456789',
      bsuid: 'IN.2000000000000001',
    });
  });

  it('WA-088: what is typed on the business phone is ours, is read, and opens no window', async () => {
    const [body] = bodies('WA-088');
    await ingest(pool, rowsOf(provider, body));
    expect(await one('select direction, source, status from public.messages')).toEqual({
      direction: 'outbound',
      source: 'external_app',
      status: 'sent',
    });
    expect(await conversation()).toMatchObject({ unread_count: 0, waiting_since: null, window_closes_at: null });
  });

  it('WA-098: the window closes 24 hours after the time that the provider says', async () => {
    const [body] = bodies('WA-098');
    await ingest(pool, rowsOf(provider, body));
    expect((await conversation()).window_closes_at).toEqual(new Date('2026-02-25T09:17:57Z'));
  });
});

describe('sending and its reports', () => {
  it('C-130: what nobody knew is settled by a report with our id, and never repeated', async () => {
    const talk = await startedBy(provider);
    const { id, send_id } = await makeReply(pool, talk);
    await pool.query(`select public.advance_send($1, 'unknown', 'unknown', '{}', null, null, 'provider_timeout', 'No answer in time.')`, [
      send_id,
    ]);
    expect((await one('select status from public.messages where id = $1', [id])).status).toBe('unknown');
    const report = {
      delivery_status: [{ ncmessage_id: 'nc-20', recipient: '918123456789', status: 'sent', received_at: '1771924677', 'x-apiheader': id }],
    };
    await ingest(pool, rowsOf(provider, report));
    expect(await one('select status, key, error_code from public.messages where id = $1', [id])).toEqual({
      status: 'sent',
      key: 'netcore:nc-20',
      error_code: null,
    });
    expect(await one('select state, provider_id from public.sends where id = $1', [send_id])).toEqual({
      state: 'sent',
      provider_id: 'netcore:nc-20',
    });
  });

  it('un-answers the customer when the answer failed, and answers him again when it arrived after all', async () => {
    const talk = await startedBy(provider, new Date('2026-02-24T09:00:00Z'));
    const waits = async () => {
      const { waiting_since, first_response_at } = await conversation();
      return [waiting_since !== null, first_response_at !== null];
    };
    expect(await waits()).toEqual([true, false]);
    const { id } = await makeReply(pool, talk, { key: 'wamid.R1' });
    expect(await waits()).toEqual([false, true]);
    await ingest(
      pool,
      rowsOf(provider, cloud({ statuses: [{ id: 'wamid.R1', status: 'failed', timestamp: '1771924678', errors: [{ code: 131047 }] }] })),
    );
    expect(await waits()).toEqual([true, false]);
    expect((await one('select error_message from public.messages where id = $1', [id])).error_message).toMatch(/24 hours/);
    await ingest(pool, rowsOf(provider, cloud({ statuses: [{ id: 'wamid.R1', status: 'delivered', timestamp: '1771924690' }] })));
    expect(await waits()).toEqual([false, true]);
  });

  it('keeps words that nobody knows, which change nothing', async () => {
    const talk = await startedBy(provider);
    await makeReply(pool, talk, { key: 'wamid.R2', status: 'sent' });
    await ingest(pool, rowsOf(provider, cloud({ statuses: [{ id: 'wamid.R2', status: 'warning', timestamp: '1771924678' }] })));
    expect((await one(`select status from public.messages where key = 'wamid.R2'`)).status).toBe('sent');
    expect(await rows('select status from public.message_status_events')).toEqual([{ status: 'warning' }]);
  });
});

describe('conversations', () => {
  it('are one for each contact, whatever comes at once and on how many nodes', async () => {
    const bursts = Array.from({ length: 8 }, (_, burst) =>
      Array.from({ length: 5 }, (_unused, n) => withOurs({ message_id: `wamid.b${burst}n${n}` })),
    );
    const outcomes = await Promise.all(bursts.map((burst) => say(burst)));
    expect(outcomes.flat().every((outcome) => outcome === 'stored')).toBe(true);
    expect(await count('public.customers')).toBe(1);
    expect(await rows('select message_count, unread_count from public.conversations')).toEqual([{ message_count: 40, unread_count: 40 }]);
  });

  it('C-132: stay, with the window, when another account takes the number over', async () => {
    await say([withOurs()]);
    const before = await conversation();
    await pool.query('select public.delete_chat_provider($1)', [provider.id]);
    const successor = await makeChatProvider(pool, { kind: 'interakt', business_number: provider.business_number });
    await ingest(pool, rowsOf(successor, cloud({ messages: [text('918123456789', 'wamid.S1')] })));
    expect(await count('public.conversations')).toBe(1);
    expect(await conversation()).toMatchObject({ id: before.id, provider_id: successor.id, channel: 'interakt', message_count: 2 });
    expect(await count('public.chat_contacts')).toBe(1);
  });

  it('are opened again within the time that is set, as a cycle of its own, and begin anew after it', async () => {
    const talk = await startedBy(provider);
    await pool.query(`update public.conversations set status = 'resolved' where id = $1`, [talk]);
    await say([withOurs()]);
    expect(await conversation()).toMatchObject({ id: talk, status: 'open', cycle: 2, resolved_at: null });
    await pool.query(`update public.conversations set status = 'resolved' where id = $1`, [talk]);
    await ingest(pool, rowsOf(provider, { incoming_message: [withOurs()] }), '0 hours');
    expect(await count('public.conversations')).toBe(2);
    expect(
      await rows(
        'select cycle, resolved_at is not null as ended from public.conversation_cycles where conversation_id = $1 order by cycle',
        [talk],
      ),
    ).toEqual([
      { cycle: 1, ended: true },
      { cycle: 2, ended: true },
    ]);
  });

  it('wait from the first message that nobody answered; an answer ends that and reads what it answers', async () => {
    const at = (seconds: number) => new Date(Date.parse('2026-02-24T09:00:00Z') + seconds * 1000);
    const message = (seconds: number) => withOurs({ received_at: String(at(seconds).getTime() / 1000) });
    // It is told in whole seconds, and came within that one.
    const told = (seconds: number) => at(seconds + 0.998);
    await say([message(0), message(10)]);
    const { id } = await conversation();
    expect(await conversation()).toMatchObject({ waiting_since: told(0), unread_count: 2 });
    await makeReply(pool, id, { at: at(20) });
    expect(await conversation()).toMatchObject({
      waiting_since: null,
      unread_count: 0,
      first_response_at: at(20),
      last_direction: 'outbound',
    });
    // One that was on its way for long was answered before it came.
    await say([message(15)]);
    expect(await conversation()).toMatchObject({ waiting_since: null, last_message_at: at(20), last_direction: 'outbound' });
    await say([message(30)]);
    expect(await conversation()).toMatchObject({ waiting_since: told(30), unread_count: 2, last_direction: 'inbound' });
  });

  it('stand in their order, within a second too, and after what was written before they came', async () => {
    const received_at = String(Math.floor(Date.now() / 1000) - 1);
    const texts = Array.from({ length: 12 }, (_, n) => `m${n}`);
    await say([withOurs({ received_at: String(Number(received_at) - 5) })]);
    const { id } = await conversation();
    await makeReply(pool, id, { at: new Date(Number(received_at) * 1000 + 500), text: 'between' });
    await say(texts.map((words) => withOurs({ received_at, text_type: { text: words } })));
    const { rows: shown } = await pool.query('select text from public.messages where conversation_id = $1 order by at, id', [id]);
    expect(shown.map(({ text }) => text).slice(-12)).toEqual(texts);
    expect((await conversation()).waiting_since).not.toBeNull();
  });

  it('take an answer of the customer that was put off as a reason to open', async () => {
    const talk = await startedBy(provider);
    await pool.query(`update public.conversations set status = 'snoozed', snoozed_until = now() + interval '1 day' where id = $1`, [talk]);
    await say([withOurs()]);
    expect(await conversation()).toMatchObject({ status: 'open', snoozed_until: null, cycle: 1 });
  });

  it('of two contacts that turn out to be one become one', async () => {
    await ingest(pool, rowsOf(provider, cloud({ messages: [text('918123456789', 'wamid.P1')] })));
    await ingest(
      pool,
      rowsOf(provider, cloud({ messages: [{ ...text('', 'wamid.U1'), from: undefined, from_user_id: 'IN.2000000000000009' }] })),
    );
    expect(await count('public.conversations')).toBe(2);
    await ingest(
      pool,
      rowsOf(provider, cloud({ messages: [{ ...text('918123456789', 'wamid.B1'), from_user_id: 'IN.2000000000000009' }] })),
    );
    expect(await rows('select message_count, unread_count from public.conversations where merged_into is null')).toEqual([
      { message_count: 3, unread_count: 3 },
    ]);
    expect(await count('public.conversations where merged_into is not null')).toBe(1);
    // Whose the two are is for a person to say.
    expect(await count('public.customer_suggestions')).toBe(1);
  });
});

describe('what is said about messages', () => {
  it('reactions open the window, make nothing unread and show at their message; taken back they are gone', async () => {
    await say([withOurs({ received_at: '1771924677' })]);
    const talk = await conversation();
    await makeReply(pool, talk.id, { key: 'wamid.OURS1' });
    const react = (emoji: string, id: string, received_at: string) =>
      say([
        withOurs({
          message_id: id,
          message_type: 'REACTION',
          reaction_type: { emoji },
          context: { message_id: 'wamid.OURS1' },
          received_at,
        }),
      ]);
    expect(await react('👍🏽', 'wamid.RE1', '1771928277')).toEqual(['reacted']);
    expect((await one(`select reactions from public.messages where key = 'wamid.OURS1'`)).reactions).toMatchObject([
      { emoji: '👍🏽', direction: 'inbound' },
    ]);
    expect(await conversation()).toMatchObject({ message_count: 2, unread_count: 0, window_closes_at: new Date('2026-02-25T10:17:57Z') });
    await react('', 'wamid.RE2', '1771928377');
    expect((await one(`select reactions from public.messages where key = 'wamid.OURS1'`)).reactions).toEqual([]);
    expect(await count('public.message_reactions')).toBe(2);
  });

  it('quotes find their message by its name, its other name, or the token of a user-scoped id; two that fit are none', async () => {
    const wamid = (who: string, token: string) =>
      `wamid.${Buffer.from(`\x1c\x18\x0c${who}\x15\x02\x00\x12\x18\x14${token}\x00`, 'latin1').toString('base64')}`;
    const quoting = async (quoted: string) => {
      const id = `wamid.${randomUUID()}`;
      await say([withOurs({ message_id: id, context: { message_id: quoted } })]);
      return (
        await one('select q.text from public.messages m left join public.messages q on q.id = m.reply_to_id where m.key = $1', [
          `netcore:${id}`,
        ])
      ).text;
    };
    await say([
      withOurs({ message_id: 'wamid.PLAIN', text_type: { text: 'plain' } }),
      withOurs({ message_id: wamid('918123456789', '3EB0AAAAAAAAAAAAAAA1'), text_type: { text: 'scoped' } }),
      withOurs({ message_id: wamid('918123456789', '3EB0AAAAAAAAAAAAAAA2'), text_type: { text: 'twin' } }),
      withOurs({ message_id: wamid('918123456780', '3EB0AAAAAAAAAAAAAAA2'), text_type: { text: 'twin' } }),
    ]);
    expect(await quoting('wamid.PLAIN')).toBe('plain');
    expect(await quoting(wamid('IN.2000000000000001', '3EB0AAAAAAAAAAAAAAA1'))).toBe('scoped');
    expect(await quoting(wamid('IN.2000000000000001', '3EB0AAAAAAAAAAAAAAA2'))).toBeNull();
    expect(await quoting('wamid.UNKNOWN')).toBeNull();
    // In one body.
    await say([withOurs({ message_id: 'wamid.SECOND', context: { message_id: 'wamid.FIRST' } }), withOurs({ message_id: 'wamid.FIRST' })]);
    expect((await one(`select reply_to_id is not null as found from public.messages where key = 'netcore:wamid.SECOND'`)).found).toBe(true);
  });

  it('files wait to be fetched, each by a job; one without an address is missing from the start', async () => {
    await say([
      withOurs({ message_id: 'wamid.F1', message_type: 'IMAGE', image_type: { id: 'f1', mime_type: 'image/jpeg', caption: 'see' } }),
      withOurs({ message_id: 'wamid.F2', message_type: 'IMAGE', image_type: { mime_type: 'image/jpeg' } }),
    ]);
    expect(await rows('select state, reason, mime from public.message_media order by state desc')).toEqual([
      { state: 'wanted', reason: null, mime: 'image/jpeg' },
      { state: 'missing', reason: 'no_media_reference', mime: 'image/jpeg' },
    ]);
    expect(await count(`graphile_worker.jobs where task_identifier = 'chats.fetch_media'`)).toBeGreaterThanOrEqual(1);
  });
});

describe('odd messages', () => {
  it('of somebody without a number belong to the contact of the provider, who may tell a number later', async () => {
    const account = await makeChatProvider(pool, { kind: 'interakt', business_number: '+447700900250' });
    const received = (phone: string | null, id: string) => ({
      type: 'message_received',
      data: {
        customer: { id: 'c-77', channel_phone_number: phone, traits: { name: 'Ravi' } },
        message: {
          id,
          chat_message_type: 'CustomerMessage',
          message_content_type: 'Text',
          message: 'Hi',
          received_at_utc: '2026-02-24T09:17:57.359',
        },
      },
    });
    await ingest(pool, rowsOf(account, received(null, 'm1')));
    expect(await rows('select kind, value from public.customer_identities')).toEqual([{ kind: 'external', value: 'interakt:c-77' }]);
    expect(await one('select flags from public.messages')).toEqual({ flags: ['no_phone'] });
    await ingest(pool, rowsOf(account, received('918123456789', 'm2')));
    await ingest(pool, rowsOf(account, received(null, 'm3')));
    expect(await rows('select message_count, contact_phone from public.conversations')).toEqual([
      { message_count: 3, contact_phone: '+918123456789' },
    ]);
  });

  it('that cannot be read are kept as placeholders with all that came', async () => {
    await say([withOurs({ message_type: 'POLL', poll: { question: 'Which?' } })]);
    const { type, preview, unsupported } = await one('select type, preview, unsupported from public.messages');
    expect([type, preview, unsupported.type]).toEqual(['unsupported', 'Message that cannot be shown', 'POLL']);
    expect(unsupported.raw).toContain('Which?');
  });

  it('that come again with other bytes change nothing', async () => {
    await say([withOurs({ message_id: 'wamid.SAME', text_type: { text: 'first' } })]);
    expect(await say([withOurs({ message_id: 'wamid.SAME', text_type: { text: 'second' } })])).toEqual(['known']);
    expect(await rows('select text from public.messages')).toEqual([{ text: 'first' }]);
  });

  it('from the future stand where they came, and open no window that is longer', async () => {
    const before = Date.now();
    await say([withOurs({ received_at: String(Math.floor(before / 1000) + 86_400) })]);
    const { window_closes_at, last_message_at } = await conversation();
    expect(window_closes_at.getTime()).toBeLessThanOrEqual(Date.now() + 86_400_000);
    expect(last_message_at.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('with names that no index takes are stored all the same, once', async () => {
    const message = withOurs({ message_id: `wamid.${'x'.repeat(20_000)}`, context: { message_id: 'y'.repeat(20_000) } });
    expect(await say([message])).toEqual(['stored']);
    expect(await say([message])).toEqual(['known']);
  });
});

it('forgets statuses of messages that were never ours, after a month', async () => {
  await ingest(pool, rowsOf(provider, cloud({ statuses: [{ id: 'wamid.OLD', status: 'sent', timestamp: '1771924678' }] })));
  expect((await one(`select public.drop_waiting_statuses(now() - interval '30 days') as n`)).n).toBe(0);
  await pool.query(`update public.message_status_events set received_at = now() - interval '31 days'`);
  expect((await one(`select public.drop_waiting_statuses(now() - interval '30 days') as n`)).n).toBe(1);
});

it('stores a body of a thousand items once, however often it comes', async () => {
  const body = {
    incoming_message: Array.from({ length: 1_000 }, (_, n) =>
      withOurs({ message_id: `wamid.many${n}`, from: `1202555${String(100 + (n % 100)).padStart(4, '0')}` }),
    ),
  };
  const first = await ingest(pool, rowsOf(provider, body));
  expect(first.filter((outcome) => outcome === 'stored')).toHaveLength(1_000);
  const counted = await rows('select message_count, unread_count, version from public.conversations order by id');
  expect(counted).toHaveLength(100);
  expect(new Set(await ingest(pool, rowsOf(provider, body)))).toEqual(new Set(['known']));
  expect(await rows('select message_count, unread_count, version from public.conversations order by id')).toEqual(counted);
});

async function startedBy(account: ProviderRow, at = new Date()): Promise<string> {
  await ingest(
    pool,
    rowsOf(
      account,
      cloud({ messages: [{ ...text('918123456789', `wamid.${randomUUID()}`), timestamp: String(Math.floor(at.getTime() / 1000)) }] }),
    ),
  );
  return (await conversation()).id;
}

function text(from: string, id: string, body = 'Hello') {
  return { from, id, timestamp: '1771924677', type: 'text', text: { body } };
}
