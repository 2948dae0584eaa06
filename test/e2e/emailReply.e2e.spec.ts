import { simpleParser } from 'mailparser';
import { randomUUID } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import type { EmailDraftDto } from '../../src/gmailIngestion/replies/dto/emailDraft.dto.js';
import type { OutboundEmailDto } from '../../src/gmailIngestion/replies/dto/emailReply.dto.js';
import type { UploadDto } from '../../src/common/files/upload.dto.js';
import { EmailReplyService } from '../../src/gmailIngestion/replies/emailReply.service.js';
import { SentFolder } from '../../src/gmailIngestion/replies/sentFolder.js';
import { startMailSandbox } from '../../src/providers/mail/mail.sandbox.js';
import type { CallOptions } from '../support/app.js';
import type { EmailDetailDto } from '../../src/gmailIngestion/emails/dto/email.dto.js';
import type { NotificationDto } from '../../src/notifications/dto/notification.dto.js';
import { makeEmail, makeMailbox, makeSandboxMailbox, makeThread } from '../support/factories/emails.js';
import { useMailProduct } from '../support/mailProduct.js';
import { until as eventually } from '../support/until.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const FUTURE = () => new Date(Date.now() + 3_600_000).toISOString();

const post = useMailProduct({ mailbox: { display_name: 'Support', signature_text: 'The support team' } });
const { pool, account, row, ended, taken } = post;
beforeEach(() => post.mail.account('support@example.com').faults.clear());

const QUESTION = {
  from_email: 'asha@example.net',
  from_name: 'Asha Rao',
  body_text: 'Hello, where is my order 5550199?',
  received_at: '2026-03-02T09:30:00Z',
};
const inbound = async (values: Record<string, unknown> = {}) => {
  const { id, thread_id, message_id } = await makeEmail(pool(), { id: post.mailbox }, { ...QUESTION, ...values });
  return { id, thread_id: String(thread_id), message_id: String(message_id) };
};
const reply = (id: string, body: object = { body_text: 'It left today.' }, options: CallOptions = {}) =>
  post.product.call<OutboundEmailDto & { code: string; details: unknown }>('POST', `/emails/${id}/reply`, {
    body,
    as: 'agent',
    ...options,
  });
const act = (id: string, verb: string, body?: object, options: CallOptions = {}) =>
  post.product.call<OutboundEmailDto & { code: string }>('POST', `/emails/${id}/${verb}`, { body, as: 'supervisor', ...options });
const threadOf = async (id: string) =>
  (await pool().query('select * from email_threads where id = $1', [id])).rows[0] as Record<string, unknown>;
const detail = async (id: string) => (await post.product.call<EmailDetailDto>('GET', `/emails/${id}`, { as: 'agent' })).body;
const sentOf = (message_id: string) => post.mail.sent('support@example.com').filter((one) => one.message_id === message_id);

describe('POST /emails/:id/reply', () => {
  it('goes from the words to the customer and into Sent, in its thread', async () => {
    const asked = await inbound({ reference_ids: ['<first@example.net>'], subject: 'Where is my order? आदेश' });
    const { status, body } = await reply(asked.id);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      direction: 'outbound',
      send_state: 'queued',
      thread_id: asked.thread_id,
      subject: 'Re: Where is my order? आदेश',
      in_reply_to: asked.message_id,
      to_recipients: [{ email: 'asha@example.net', name: 'Asha Rao' }],
      from_email: 'support@example.com',
      is_read: true,
      status: 'pending',
    });
    expect(body.message_id).toMatch(/^<[0-9a-f-]{36}@example\.com>$/);
    expect((await ended(body.id)).send_state).toBe('sent');
    const { sent_at, send } = await detail(body.id);
    expect([typeof sent_at, sent_at]).toEqual(['string', send!.sent_at]);

    const [arrived] = taken(body.message_id);
    expect(arrived).toMatchObject({ from: 'support@example.com', to: ['asha@example.net'] });
    const parsed = await simpleParser(arrived!.raw);
    expect(parsed).toMatchObject({
      subject: 'Re: Where is my order? आदेश',
      inReplyTo: asked.message_id,
      references: ['<first@example.net>', asked.message_id],
    });
    expect(parsed.text).toContain('It left today.\n\n-- \nThe support team\n\nOn Mon, 2 Mar 2026 at 15:00');
    expect(parsed.text).toContain('> Hello, where is my order 5550199?');

    const [copy] = await eventually(
      () => sentOf(body.message_id),
      (found) => found.length > 0,
    );
    expect(copy!.raw.toString().trimEnd()).toBe(arrived!.raw.toString().trimEnd());

    expect(await threadOf(asked.thread_id)).toMatchObject({ status: 'pending' });
    expect(await row(asked.id)).toMatchObject({ is_read: true, status: 'pending' });
    const { rows } = await pool().query(`select * from activity_log where entity_type = 'emails' and entity_id = $1`, [body.id]);
    expect(rows).toMatchObject([{ action: 'send', actor_kind: 'user' }]);
  });

  it('takes recipients as objects and as text, each once, and tells nobody of blind ones', async () => {
    const { id } = await inbound({ cc_recipients: [{ email: 'bharat@example.net', name: '' }] });
    const { body } = await reply(id, {
      body_html: '<p>See <b>below</b></p>',
      to: ['Asha Rao <asha@example.net>'],
      cc: [{ email: 'chitra@example.net', name: 'Chitra' }, 'ASHA@example.net'],
      bcc: ['audit@example.org'],
      use_signature: false,
      include_quote: false,
      subject: 'Done',
    });
    expect(body.cc_recipients).toEqual([{ email: 'chitra@example.net', name: 'Chitra' }]);
    await ended(body.id);
    const [arrived] = taken(body.message_id);
    expect(arrived!.to).toEqual(['asha@example.net', 'chitra@example.net', 'audit@example.org']);
    expect(arrived!.raw.toString()).not.toContain('audit@example.org');
    const parsed = await simpleParser(arrived!.raw);
    expect([parsed.text!.trim(), parsed.html, parsed.subject]).toEqual(['See below', '<div><p>See <b>below</b></p></div>', 'Done']);
  });

  it('answers all but ourselves with reply_all', async () => {
    const { id } = await inbound({
      to_recipients: [
        { email: 'support@example.com', name: '' },
        { email: 'bharat@example.net', name: 'B' },
      ],
      cc_recipients: [{ email: 'chitra@example.net', name: '' }],
    });
    const { body } = await reply(id, { body_text: 'x', reply_all: true, send_after: FUTURE() });
    expect([body.to_recipients, body.cc_recipients].map((people) => people.map(({ email }) => email))).toEqual([
      ['asha@example.net'],
      ['bharat@example.net', 'chitra@example.net'],
    ]);
  });

  it('sets the status that is wished, and leaves spam alone otherwise', async () => {
    const asked = await inbound();
    await reply(asked.id, { body_text: 'Done.', set_status: 'resolved', send_after: FUTURE() });
    expect(await threadOf(asked.thread_id)).toMatchObject({ status: 'resolved' });
    const thread_id = (await makeThread(pool(), { id: post.mailbox }, { status: 'spam' })).id;
    const spam = await inbound({ thread_id, status: 'spam' });
    await reply(spam.id, { body_text: 'Stop.', send_after: FUTURE() });
    expect(await threadOf(thread_id)).toMatchObject({ status: 'spam' });
  });

  it('is refused when a colleague was faster than the version that its writer saw', async () => {
    const asked = await inbound();
    const { version } = await threadOf(asked.thread_id);
    const both = [await reply(asked.id, { body_text: 'First.', version }), await reply(asked.id, { body_text: 'Second.', version })];
    expect(both.map(({ status, body }) => [status, body.code])).toEqual([
      [201, undefined],
      [409, 'stale_version'],
    ]);
    const { rows } = await pool().query(`select from emails where thread_id = $1 and direction = 'outbound'`, [asked.thread_id]);
    expect(rows).toHaveLength(1);
  });

  it('of a rule says so to other machines, and answers for nobody', async () => {
    const asked = await inbound();
    const author = { send_id: randomUUID(), created_by: randomUUID(), is_automatic: true };
    const service = post.product.app.get(EmailReplyService, { strict: false });
    const { id, message_id } = await service.reply(asked.id, { body_text: 'It has arrived.' }, author);
    expect((await ended(id)).send_state).toBe('sent');
    const { headers } = await simpleParser(taken(message_id)[0]!.raw);
    expect([headers.get('auto-submitted'), headers.get('x-auto-response-suppress')]).toEqual(['auto-replied', 'All']);
    expect(await threadOf(asked.thread_id)).toMatchObject({
      status: 'open',
      unread_count: 1,
      waiting_since: new Date(QUESTION.received_at),
    });
    await ended((await reply(asked.id)).body.id);
    expect(await threadOf(asked.thread_id)).toMatchObject({ status: 'pending', unread_count: 0, waiting_since: null });
  });

  it('is an answer once it has left, and none when it is taken back or comes back', async () => {
    const since = new Date(QUESTION.received_at);
    const asked = await inbound();
    const later = (await reply(asked.id, { body_text: 'Tomorrow.', send_after: FUTURE() })).body;
    expect((await threadOf(asked.thread_id))['waiting_since']).toEqual(since);
    await act(later.id, 'cancel');
    expect((await threadOf(asked.thread_id))['waiting_since']).toEqual(since);
    const { id, send_id } = await ended((await reply(asked.id)).body.id);
    expect((await threadOf(asked.thread_id))['waiting_since']).toBeNull();
    await pool().query(`update sends set state = 'failed', error_code = 'bounced', error_message = 'No such user.' where id = $1`, [
      send_id,
    ]);
    expect((await row(id)).send_state).toBe('failed');
    expect(await threadOf(asked.thread_id)).toMatchObject({ status: 'open', waiting_since: since });
  });

  it('is done once when it is sent twice with an Idempotency-Key, also when the first answer was lost', async () => {
    const { id, thread_id } = await inbound();
    const options = { headers: { 'idempotency-key': 'reply 1' } };
    const first = await reply(id, { body_text: 'Once.' }, options);
    expect((await reply(id, { body_text: 'Once.' }, options)).body).toEqual(first.body);
    // The process died after the commit, before it stored its answer.
    await pool().query('delete from idempotency_keys');
    const third = await reply(id, { body_text: 'Once.' }, options);
    expect([third.status, third.body.id]).toEqual([201, first.body.id]);
    expect((await reply(id, { body_text: 'Another.' }, options)).body.code).toBe('idempotency_key_reused');
    await ended(first.body.id);
    const { rows } = await pool().query(`select count(*)::integer as n from emails where thread_id = $1 and direction = 'outbound'`, [
      thread_id,
    ]);
    expect(rows[0].n).toBe(1);
    expect(taken(first.body.message_id)).toHaveLength(1);
    // Without a key two requests are two replies.
    expect((await reply(id, { body_text: 'Once.', send_after: FUTURE() })).body.id).not.toBe(
      (await reply(id, { body_text: 'Once.', send_after: FUTURE() })).body.id,
    );
  });

  it.each([
    [{}, 422, 'empty_message'],
    [{ body_text: '  ' }, 422, 'empty_message'],
    [{ body_text: 'x', to: [], cc: [] }, 422, 'no_recipients'],
    [{ body_text: 'x', to: Array.from({ length: 101 }, (_, index) => `a${index}@example.net`) }, 422, 'too_many_recipients'],
    [{ body_text: 'x', attachment_ids: [NOBODY] }, 422, 'unknown_upload'],
    [{ body_text: 'x', send_after: '2099-01-01T00:00:00Z' }, 422, 'send_after_too_far'],
    [{ body_text: 'x', to: ['not an address'] }, 400, 'validation_failed'],
    [{ body_text: 'x', to: ['a@example.net\r\nBcc: b@example.net'] }, 400, 'validation_failed'],
    [{ body_text: 'x', to: [{ email: 'a@example.net', name: 'A\r\nBcc: b@example.net' }] }, 400, 'validation_failed'],
    [{ body_text: 'x', subject: 'Hi\r\nBcc: b@example.net' }, 400, 'validation_failed'],
    [{ body_text: 'x', to: 'asha@example.net' }, 400, 'validation_failed'],
    [{ body_text: 'x', send_after: 'soon' }, 400, 'validation_failed'],
    [{ body_text: 'x', set_status: 'spam' }, 400, 'validation_failed'],
    [{ body_text: 5 }, 400, 'validation_failed'],
    [{ body_text: 'x', surprise: true }, 400, 'validation_failed'],
  ])('refuses %j', async (body, status, code) => {
    const { id } = await inbound();
    const answer = await reply(id, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('names nobody by itself who does not read, and does not answer what is not there', async () => {
    const { id } = await inbound({ from_email: 'no-reply@example.net' });
    expect((await reply(id)).body.code).toBe('no_recipients');
    expect((await reply(id, { body_text: 'x', to: ['desk@example.net'], send_after: FUTURE() })).status).toBe(201);
    expect([(await reply(NOBODY)).body.code, (await reply('five')).status]).toEqual(['email_not_found', 400]);
    await pool().query('update emails set deleted_at = now() where id = $1', [id]);
    expect((await reply(id)).body.code).toBe('email_not_found');
  });

  it('is for those who may create e-mails', async () => {
    const { id } = await inbound();
    expect((await reply(id, undefined, { as: 'viewer' })).status).toBe(403);
    expect((await reply(id, undefined, { as: null })).status).toBe(401);
  });

  it('needs a mailbox that is on', async () => {
    const off = await makeMailbox(pool(), { is_active: false });
    const { id } = await makeEmail(pool(), off);
    expect((await reply(id)).body.code).toBe('mailbox_inactive');
    await pool().query('update support_emails set deleted_at = now() where id = $1', [off.id]);
    expect((await reply(id)).body.code).toBe('support_email_not_found');
  });

  it('says a canned text with its values, counted once, and refuses a gap', async () => {
    const template = async (body: string, more: object = {}) => {
      const given = { shortcut: `t-${Math.random().toString(36).slice(2)}`, title: 'T', body, ...more };
      return (await post.product.call<{ id: string }>('POST', '/chat-templates', { body: given })).body.id;
    };
    const used = async (id: string) =>
      (await post.product.call<{ usage_count: number; last_used_at: string | null }>('GET', `/chat-templates/${id}`)).body;
    const asked = await inbound({ from_name: 'Asha <Rao>' });
    const id = await template('Hello {{customer.name}} ({{customer.email}}), {{order.number}} is on its way. {{agent.name | Your team}}', {
      variables: [{ name: 'order.number', kind: 'text', sample: 'ORD-1' }],
    });

    const gap = await reply(asked.id, { template_id: id });
    expect([gap.status, gap.body.code, gap.body.details]).toEqual([422, 'template_value_missing', { missing: ['order.number'] }]);
    expect((await used(id)).usage_count).toBe(0);

    const body = { template_id: id, variables: { 'order.number': 'ORD-7 & co' }, include_quote: false, use_signature: false };
    const headers = { 'idempotency-key': 'canned-once' };
    const [first, second] = [await reply(asked.id, body, { headers }), await reply(asked.id, body, { headers })];
    expect([first.status, second.body.id]).toEqual([201, first.body.id]);
    expect(first.body.body_text).toBe('Hello Asha <Rao> (asha@example.net), ORD-7 & co is on its way. Your team\n');
    expect(first.body.body_html).toContain('Hello Asha &lt;Rao&gt; (asha@example.net), ORD-7 &amp; co is on its way.');
    expect(await used(id)).toEqual(expect.objectContaining({ usage_count: 1, last_used_at: expect.any(String) }));

    const own = {
      body_html: '<p>Hello {{customer.name}}: {{what}}</p>',
      subject: 'About {{what}}',
      use_signature: false,
      include_quote: false,
    };
    const words = await reply(asked.id, { ...own, variables: { what: '<b>it</b>' } });
    expect(words.body).toMatchObject({ subject: 'About <b>it</b>', body_text: 'Hello Asha <Rao>: <b>it</b>\n' });
    expect(words.body.body_html).toContain('Hello Asha &lt;Rao&gt;: &lt;b&gt;it&lt;/b&gt;');
    expect((await reply(asked.id, { ...own, variables: { waht: 'it' } })).body.code).toBe('template_variable_unknown');
    // Nobody who writes braces and asks for nothing is refused.
    expect((await reply(asked.id, { body_text: 'Use {{what}}.' })).body.body_text).toContain('Use {{what}}.');

    expect((await reply(asked.id, { ...body, body_text: 'Hello' })).body.code).toBe('validation_failed');
    for (const unusable of [await template('Hello', { active: false }), await template('Hello', { channel: 'chat' })])
      expect((await reply(asked.id, { template_id: unusable })).body.code).toBe('chat_template_unusable');
    expect((await reply(asked.id, { template_id: NOBODY })).body.code).toBe('chat_template_not_found');
  });
});

describe('POST /emails', () => {
  const write = (body: object) =>
    post.product.call<OutboundEmailDto & { code: string }>('POST', '/emails', {
      as: 'agent',
      body: {
        support_email_id: post.mailbox,
        to: ['dev@example.net'],
        subject: 'Your order 4711',
        body_text: 'Dear Dev, it is ready.',
        ...body,
      },
    });

  it('begins a thread with its customer', async () => {
    const { status, body } = await write({});
    expect(status).toBe(201);
    expect(await ended(body.id)).toMatchObject({ send_state: 'sent', in_reply_to: '', reference_ids: [] });
    expect(await threadOf(body.thread_id)).toMatchObject({
      subject: 'Your order 4711',
      participants: ['dev@example.net'],
      status: 'pending',
      support_email_id: post.mailbox,
    });
    const { rows } = await pool().query(
      `select i.value from emails e join customer_identities i on i.customer_id = e.customer_id where e.id = $1`,
      [body.id],
    );
    expect(rows).toEqual([{ value: 'dev@example.net' }]);
  });

  it.each([
    [{ support_email_id: NOBODY }, 404],
    [{ support_email_id: undefined }, 400],
    [{ to: [] }, 422],
    [{ to: undefined }, 400],
    [{ subject: undefined }, 400],
    [{ include_quote: true }, 400],
  ])('refuses %j', async (body, status) => {
    expect((await write(body)).status).toBe(status);
  });
});

describe('POST /emails/:id/cancel', () => {
  it('takes back what is queued, gives the thread its status back, and comes too late afterwards', async () => {
    const asked = await inbound();
    const { body } = await reply(asked.id, { body_text: 'Wait.', send_after: FUTURE() });
    expect(await threadOf(asked.thread_id)).toMatchObject({ status: 'pending' });
    const cancelled = await act(body.id, 'cancel', undefined, { as: 'agent' });
    expect([cancelled.status, cancelled.body.send_state]).toEqual([200, 'cancelled']);
    expect(await threadOf(asked.thread_id)).toMatchObject({ status: 'open' });
    const again = await act(body.id, 'cancel');
    expect([again.status, again.body.code]).toEqual([409, 'send_not_cancellable']);
    expect(taken(body.message_id)).toEqual([]);
  });

  it('does not take back what left, nor what came in', async () => {
    const asked = await inbound();
    const { body } = await reply(asked.id);
    await ended(body.id);
    expect((await act(body.id, 'cancel')).body.code).toBe('send_not_cancellable');
    expect([(await act(asked.id, 'cancel')).body.code, (await act(NOBODY, 'cancel')).body.code]).toEqual([
      'email_not_outbound',
      'email_not_found',
    ]);
    expect((await act(asked.id, 'cancel', undefined, { as: 'viewer' })).status).toBe(403);
  });

  it('either cancels or sends, never both, when both happen at once; only what was cancelled is a draft again', async () => {
    const asked = await inbound();
    const { call } = post.product;
    for (let round = 0; round < 8; round += 1) {
      const words = { answers_email_id: asked.id, body_text: `Race ${round}` };
      const { body: draft } = await call<EmailDraftDto>('POST', '/emails/drafts', { as: 'agent', body: words });
      const { body } = await call<OutboundEmailDto>('POST', `/emails/drafts/${draft.id}/send`, { as: 'agent', body: { version: 1 } });
      const { status } = await act(body.id, 'cancel');
      const { send_state } = await ended(body.id);
      const { sent_email_id } = (await call<EmailDraftDto>('GET', `/emails/drafts/${draft.id}`, { as: 'agent' })).body;
      expect([status, send_state, taken(body.message_id).length, sent_email_id]).toEqual(
        status === 200 ? [200, 'cancelled', 0, null] : [409, 'sent', 1, body.id],
      );
    }
  }, 60_000);
});

describe('a send that goes wrong', () => {
  const dueNow = (send_id: string) =>
    pool()
      .query(`update graphile_worker._private_jobs set run_at = now() where payload ->> 'send_id' = $1`, [send_id])
      .then(() => pool().query(`select pg_notify('jobs:insert', '')`));
  const sendOf = async (id: string) =>
    (await pool().query<{ send_id: string }>('select send_id from emails where id = $1', [id])).rows[0]!.send_id;

  const noticesOf = async (id: string) =>
    (await pool().query<NotificationDto>('select * from notifications where entity_id = $1 order by created_at, id', [id])).rows;

  it('is tried again, as the same bytes, when the server is busy', async () => {
    account().addFault({ kind: 'smtp_answer', code: 421, text: 'Try again later' });
    const { body } = await reply((await inbound()).id);
    const waiting = await eventually(
      () => row(body.id),
      ({ send_error_code }) => send_error_code !== null,
    );
    expect(waiting.send_state).toBe('queued');
    await pool().query(`update sends set send_after = now() where id = $1`, [await sendOf(body.id)]);
    await dueNow(await sendOf(body.id));
    expect(await ended(body.id)).toMatchObject({ send_state: 'sent', send_error_code: null });
    expect(taken(body.message_id)).toHaveLength(1);
  });

  it.each([
    ['every recipient is refused', { kind: 'smtp_answer', at: 'rcpt', code: 550, text: '5.1.1 No such user' } as const],
    ['the message is refused', { kind: 'smtp_answer', at: 'dot', code: 552, text: '5.2.3 Too large' } as const],
  ])(
    'fails with the numbers of the server, not its words, when %s, and can be sent again as a message of its own',
    async (_name, fault) => {
      account().addFault(fault);
      const { body } = await reply((await inbound()).id);
      const failed = await ended(body.id);
      expect(failed.send_state).toBe('failed');
      expect(failed.send_error_message).toContain(`${fault.code} ${fault.text.slice(0, 5)}`);
      expect(failed.send_error_message).not.toContain(fault.text.slice(6));
      const again = await act(body.id, 'resend', undefined, { as: 'agent' });
      expect([again.status, again.body.resend_of]).toEqual([201, body.id]);
      expect(again.body.message_id).not.toBe(body.message_id);
      expect((await ended(again.body.id)).send_state).toBe('sent');
      expect((await simpleParser(taken(again.body.message_id)[0]!.raw)).text).toContain('It left today.');
      const third = await act(body.id, 'resend');
      expect([third.status, third.body.code]).toEqual([409, 'already_resent']);
      expect((await act(again.body.id, 'resend')).body.code).toBe('email_not_failed');
    },
  );

  it('says which recipient was refused among accepted ones', async () => {
    account().addFault({ kind: 'smtp_answer', at: 'rcpt', code: 550, text: '5.1.1 No such user', recipient: 'gone@example.net' });
    const { body } = await reply((await inbound()).id, { body_text: 'x', to: ['asha@example.net', 'gone@example.net'] });
    const sent = await ended(body.id);
    expect(sent.send_state).toBe('sent');
    expect(sent.notes).toMatchObject([{ code: 'recipient_refused', message: expect.stringContaining('gone@example.net') as string }]);
    expect(await noticesOf(body.id)).toMatchObject([{ type: 'email_recipient_refused', user_id: body.created_by }]);
  });

  it.each([
    ['is refused', 'An e-mail could not be sent'],
    ['comes back', 'An e-mail came back'],
  ])('puts its thread back on the table when it %s, and tells its writer, the team and health', async (how, title) => {
    const asked = await inbound();
    if (how === 'is refused') account().addFault({ kind: 'smtp_answer', at: 'rcpt', code: 550, text: '5.1.1 No such user' });
    const { body } = await reply(asked.id, { body_text: 'It left today.', set_status: 'resolved' });
    const send_id = await sendOf(body.id);
    await ended(body.id);
    if (how === 'comes back')
      await pool().query(`select advance_send($1, 'bounce', 'failed', '{}', 'b', null, 'bounced', 'asha@example.net 5.1.1')`, [send_id]);
    expect(await row(body.id)).toMatchObject({ send_state: 'failed', status: 'open' });
    expect([await threadOf(asked.thread_id), await row(asked.id)]).toMatchObject([{ status: 'open' }, { status: 'open' }]);
    const notices = await noticesOf(body.id);
    expect(notices.map(({ type, user_id }) => [type, user_id]).sort()).toEqual(
      [
        ['email_failed', body.created_by],
        ['email_failed', null],
      ].sort(),
    );
    expect(notices[0]).toMatchObject({ title, body: expect.stringMatching(/to asha@example\.net: .*5\.1\.1/) as string });
    const troubles = async () =>
      (await post.product.call<{ checks: Record<string, { failed: number; ok: boolean }> }>('GET', '/health')).body.checks[
        'email_sending'
      ]!;
    const before = await troubles();
    expect(before).toMatchObject({ ok: true, message: expect.stringMatching(/failed during the last day/) as string });
    // Whoever sends it again has dealt with it.
    await act(body.id, 'resend', undefined, { as: 'agent' });
    expect((await troubles()).failed).toBe(before.failed - 1);
  });

  it('is tried for two days while the server refuses it for now, visibly, and says so after four hours', async () => {
    account().addFault({ kind: 'smtp_answer', at: 'rcpt', code: 451, text: '4.7.1 Greylisted', times: 0 });
    const asked = await inbound();
    const { body } = await reply(asked.id, { body_text: 'It left today.', set_status: 'resolved' });
    const send_id = await sendOf(body.id);
    const triedFor = async (hours: number, tries: number) => {
      await pool().query(
        `update sends set first_tried_at = now() - $2 * interval '1 hour', attempts = $3, send_after = now()
         where id = $1 and state = 'queued'`,
        [send_id, hours, tries],
      );
      await dueNow(send_id);
      return eventually(
        () => detail(body.id),
        ({ send }) => send!.attempts === tries + 1 && send!.state !== 'sending',
        30,
      );
    };
    await eventually(
      () => row(body.id),
      ({ send_error_code }) => send_error_code !== null,
    );
    expect(await noticesOf(body.id)).toEqual([]);
    const waiting = await triedFor(47, 40);
    expect(waiting).toMatchObject({ send_state: 'queued', send_error_code: 'mail_refused_for_now', status: 'resolved', sent_at: null });
    expect(waiting.send!.error_message).toContain('451 4.7.1');
    const minutes = (Date.parse(waiting.send_after!) - Date.parse(waiting.send!.events.at(-1)!.at)) / 60_000;
    expect([minutes > 20, minutes < 31]).toEqual([true, true]);
    expect(await noticesOf(body.id)).toMatchObject([{ type: 'email_delayed', user_id: body.created_by }]);
    expect(await triedFor(48, 60)).toMatchObject({ send_state: 'failed', status: 'open' });
    expect((await noticesOf(body.id)).map(({ type }) => type).sort()).toEqual(['email_delayed', 'email_failed', 'email_failed']);
  });

  it('asks for other credentials when the sign-in is refused, and stops hammering', async () => {
    const other = await startMailSandbox({ accounts: [{ email_address: 'billing@example.com' }] });
    try {
      const { id: billing } = await makeSandboxMailbox(pool(), other.accounts[0]!);
      other.accounts[0]!.addFault({ kind: 'smtp_answer', code: 535, text: '5.7.8 Username and Password not accepted', times: 0 });
      const { body } = await reply((await makeEmail(pool(), { id: billing })).id);
      const waiting = await eventually(
        () => row(body.id),
        ({ send_error_code }) => send_error_code !== null,
      );
      expect([waiting.send_state, waiting.send_error_code]).toEqual(['queued', 'mail_auth_failed']);
      const { rows } = await pool().query('select state, auth_failures, last_error_code from support_emails where id = $1', [billing]);
      expect(rows).toEqual([{ state: 'reconnect_needed', auth_failures: 1, last_error_code: 'mail_auth_failed' }]);
      expect(
        (await pool().query(`select 1 from notifications where type = 'mailbox_reconnect_needed' and entity_id = $1`, [billing])).rowCount,
      ).toBe(1);
    } finally {
      await other.stop();
    }
  });

  it.each([
    ['the connection breaks after the message', { kind: 'smtp_drop_after_dot' } as const],
    ['no answer comes', { kind: 'smtp_hang_after_dot' } as const],
  ])(
    'is uncertain when %s, is never repeated, and is settled by the Sent folder',
    async (_name, fault) => {
      account().addFault(fault);
      const { body } = await reply((await inbound()).id);
      expect((await ended(body.id)).send_state).toBe('unknown');
      expect(taken(body.message_id)).toHaveLength(1);
      expect((await act(body.id, 'resend')).body.code).toBe('email_not_failed');
      // Not there yet: looked for again later.
      const send_id = await sendOf(body.id);
      await post.product.app.get(SentFolder).settle(send_id, 1);
      expect((await row(body.id)).send_state).toBe('unknown');
      account().file(account().sent_folder, taken(body.message_id)[0]!.raw);
      await dueNow(send_id);
      expect(
        await ended(body.id).then(() =>
          eventually(
            () => row(body.id),
            ({ send_state }) => send_state === 'sent',
            30,
          ),
        ),
      ).toMatchObject({ send_error_code: null });
      expect(taken(body.message_id)).toHaveLength(1);
      await eventually(
        async () => (await pool().query(`select 1 from send_events where send_id = $1 and kind = 'sent_copy'`, [send_id])).rowCount,
        (count) => count === 1,
        30,
      );
      expect(sentOf(body.message_id)).toHaveLength(1);
    },
    60_000,
  );

  it('did not leave when the connection breaks before the end of the message', async () => {
    account().addFault({ kind: 'smtp_drop', at: 'data' });
    const { body } = await reply((await inbound()).id);
    const waiting = await eventually(
      () => row(body.id),
      ({ send_error_code }) => send_error_code !== null,
    );
    expect([waiting.send_state, taken(body.message_id)]).toEqual(['queued', []]);
  });

  it('does not leave any more when its e-mail was deleted meanwhile', async () => {
    const { body } = await reply((await inbound()).id, { body_text: 'x', send_after: new Date(Date.now() + 1_500).toISOString() });
    await pool().query('update emails set deleted_at = now() where id = $1', [body.id]);
    expect(await ended(body.id)).toMatchObject({ send_state: 'failed', send_error_code: 'email_deleted' });
    expect(taken(body.message_id)).toEqual([]);
  });

  it('is settled by a person, once, with a reason, by those who may edit', async () => {
    account().addFault({ kind: 'smtp_drop_after_dot', accepted: false });
    const { body } = await reply((await inbound()).id);
    expect((await ended(body.id)).send_state).toBe('unknown');
    const settle = (options: CallOptions = {}, said: object = { state: 'failed', reason: 'The customer got nothing.' }) =>
      act(body.id, 'settle', said, options);
    expect((await settle({ as: 'viewer' })).status).toBe(403);
    expect((await settle({}, { state: 'failed' })).status).toBe(400);
    expect((await settle({}, { state: 'delivered', reason: 'x' })).status).toBe(400);
    expect((await settle()).body.send_state).toBe('failed');
    expect((await settle()).body.code).toBe('send_not_uncertain');
    expect((await act((await inbound()).id, 'settle', { state: 'sent', reason: 'x' })).body.code).toBe('email_not_outbound');
    expect((await act(body.id, 'resend')).status).toBe(201);
  });
});

describe('the copy in Sent', () => {
  it('is not filed where the server does so itself, and that is remembered', async () => {
    const filing = await startMailSandbox({ accounts: [{ email_address: 'files@example.com', files_sent: true, gmail: false }] });
    try {
      const box = await makeSandboxMailbox(pool(), filing.accounts[0]!, { sent_copy: 'auto' });
      const { body } = await reply((await makeEmail(pool(), box)).id);
      await ended(body.id);
      const remembered = async () =>
        (await pool().query<{ sent_copy: string }>('select sent_copy from support_emails where id = $1', [box.id])).rows[0]!.sent_copy;
      expect(await eventually(remembered, (found) => found !== 'auto', 30)).toBe('server');
      expect(filing.sent('files@example.com').filter(({ message_id }) => message_id === body.message_id)).toHaveLength(1);
    } finally {
      await filing.stop();
    }
  });

  it('is filed by us where the server does not, after a look, once however often the job runs', async () => {
    const plain = await startMailSandbox({ accounts: [{ email_address: 'plain@example.com' }] });
    try {
      const box = await makeSandboxMailbox(pool(), plain.accounts[0]!, { sent_copy: 'auto' });
      const { body } = await reply((await makeEmail(pool(), box)).id);
      await ended(body.id);
      const { rows } = await pool().query<{ send_id: string }>('select send_id from emails where id = $1', [body.id]);
      const folder = post.product.app.get(SentFolder);
      await folder.fileCopy(rows[0]!.send_id, 1);
      expect(plain.sent('plain@example.com')).toEqual([]);
      await folder.fileCopy(rows[0]!.send_id, 2);
      await folder.fileCopy(rows[0]!.send_id, 2);
      expect(plain.sent('plain@example.com').map(({ message_id }) => message_id)).toEqual([body.message_id]);
      expect((await pool().query('select sent_copy from support_emails where id = $1', [box.id])).rows).toEqual([{ sent_copy: 'append' }]);
    } finally {
      await plain.stop();
    }
  });
});

describe('uploads', () => {
  const upload = async (
    content: Buffer,
    query = 'filename=invoice.pdf',
    headers: Record<string, string> = {},
    as: 'agent' | 'viewer' | 'admin' | 'supervisor' = 'agent',
  ) => {
    const response = await fetch(`${post.product.url}/emails/uploads?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await post.product.token(as)}`, 'content-type': 'application/octet-stream', ...headers },
      body: new Uint8Array(content),
    });
    return { status: response.status, body: (await response.json()) as UploadDto & { code: string } };
  };

  it('that are slow hold up their own caller alone', async () => {
    const token = await post.product.token('agent');
    const slow: ClientRequest[] = [];
    const begin = () => {
      const begun = request(`${post.product.url}/emails/uploads?filename=slow.txt`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream', 'content-length': '1000' },
      });
      begun.on('error', () => undefined).write('x');
      slow.push(begun);
    };
    const status = async (as: 'agent' | 'supervisor') => (await upload(Buffer.from('quick'), 'filename=quick.txt', {}, as)).status;
    await eventually(
      async () => {
        begin();
        // Not to be overtaken by the quick one, whose connection stands already.
        await new Promise((resolve) => setTimeout(resolve, 200));
        return status('agent');
      },
      (answered) => answered === 503,
    );
    expect(await status('supervisor')).toBe(201);
    for (const one of slow) one.destroy();
    await eventually(
      () => status('agent'),
      (answered) => answered === 201,
    );
  });

  it('are attached, and kept once', async () => {
    const content = Buffer.from('%PDF-1.4 invented');
    const { status, body } = await upload(content);
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ filename: 'invoice.pdf', content_type: 'application/pdf', size: content.length }),
    ]);
    const picture = (
      await upload(Buffer.from('a picture'), `filename=${encodeURIComponent('../../etc/bild ü.png')}&content_type=image/png`)
    ).body;
    expect(picture.filename).toBe('bild ü.png');
    const { body: email } = await reply((await inbound()).id, { attachment_ids: [body.id, picture.id] });
    expect(email.attachments.map(({ filename }) => filename)).toEqual(['invoice.pdf', 'bild ü.png']);
    await ended(email.id);
    const parsed = await simpleParser(taken(email.message_id)[0]!.raw);
    expect(parsed.attachments.map((one) => [one.filename, one.content.toString()])).toEqual([
      ['invoice.pdf', '%PDF-1.4 invented'],
      ['bild ü.png', 'a picture'],
    ]);
  });

  it('belong to whoever brought them', async () => {
    const { body } = await upload(Buffer.from('x'), 'filename=a.txt', {}, 'admin');
    expect((await reply((await inbound()).id, { body_text: 'x', attachment_ids: [body.id] })).body.code).toBe('unknown_upload');
  });

  it('are bounded: too large is refused before it is read, and together they must fit into a message', async () => {
    const large = Buffer.alloc(1_048_577, 1);
    expect(await upload(large)).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    const half = Buffer.alloc(400_000, 2);
    const ids = [(await upload(half)).body.id, (await upload(half)).body.id];
    const refused = await reply((await inbound()).id, { body_text: 'x', attachment_ids: ids });
    expect([refused.status, refused.body.code]).toEqual([422, 'message_too_large']);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'filename=a.txt', {}, 422],
    ['no name', Buffer.from('x'), '', {}, 400],
    ['a strange type', Buffer.from('x'), 'filename=a&content_type=nonsense', {}, 400],
    ['JSON', Buffer.from('{}'), 'filename=a', { 'content-type': 'application/json' }, 415],
  ])('refuse %s', async (_name, content, query, headers, status) => {
    expect((await upload(content, query, headers as Record<string, string>)).status).toBe(status);
  });

  it('are for those who may create, and bytes go to no other route', async () => {
    expect((await upload(Buffer.from('x'), 'filename=a.txt', {}, 'viewer')).status).toBe(403);
    const answer = await post.product.call('POST', `/emails/${(await inbound()).id}/reply`, {
      as: 'agent',
      body: 'bytes',
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it('go after seven days without use, unless a draft holds them', async () => {
    const [old, held] = [(await upload(Buffer.from('old'))).body, (await upload(Buffer.from('held'))).body];
    await post.product.call('POST', '/emails/drafts', { as: 'agent', body: { support_email_id: post.mailbox, attachment_ids: [held.id] } });
    await pool().query(`update email_uploads set created_at = now() - interval '8 days' where id = any ($1)`, [[old.id, held.id]]);
    await pool().query('select clean_email_leftovers()');
    expect((await pool().query('select id from email_uploads where id = any ($1)', [[old.id, held.id]])).rows).toEqual([{ id: held.id }]);
  });
});

describe('drafts', () => {
  const drafts = <T = EmailDraftDto & { code: string }>(
    method: string,
    path = '',
    body?: object,
    as: 'agent' | 'supervisor' | 'viewer' = 'agent',
  ) => post.product.call<T>(method, `/emails/drafts${path}`, { as, body });

  it('are written, saved, listed and sent once', async () => {
    const asked = await inbound();
    const made = (await drafts('POST', '', { answers_email_id: asked.id, body_text: 'Dear A' })).body;
    expect(made).toMatchObject({ version: 1, support_email_id: post.mailbox, use_signature: true, to_recipients: null });
    const saved = await drafts('PATCH', `/${made.id}`, {
      version: 1,
      body_text: 'Dear Asha, it left.',
      cc: ['chitra@example.net'],
      use_signature: false,
    });
    expect(saved.body).toMatchObject({
      version: 2,
      body_text: 'Dear Asha, it left.',
      cc_recipients: [{ email: 'chitra@example.net', name: '' }],
      use_signature: false,
      include_quote: true,
    });
    const stale = await drafts('PATCH', `/${made.id}`, { version: 1, body_text: 'Another window' });
    expect([stale.status, stale.body.code]).toEqual([409, 'stale_version']);
    const listed = await drafts<{ data: EmailDraftDto[]; total: number }>('GET', `?answers_email_id=${asked.id}`);
    expect([listed.body.total, listed.body.data.map(({ id }) => id)]).toEqual([1, [made.id]]);
    expect((await drafts('GET', `/${made.id}`)).body.version).toBe(2);

    expect((await drafts('POST', `/${made.id}/send`, { version: 1 })).body.code).toBe('stale_version');
    const both = await Promise.all([
      drafts<OutboundEmailDto>('POST', `/${made.id}/send`, { version: 2 }),
      drafts<OutboundEmailDto>('POST', `/${made.id}/send`, { version: 2 }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(both[0].body.id).toBe(both[1].body.id);
    const sent = await ended(both[0].body.id);
    expect(sent).toMatchObject({ send_state: 'sent', thread_id: asked.thread_id });
    expect(taken(both[0].body.message_id)[0]!.to).toEqual(['asha@example.net', 'chitra@example.net']);
    expect((await drafts<OutboundEmailDto>('POST', `/${made.id}/send`, { version: 2 })).body.id).toBe(both[0].body.id);
    expect((await drafts('PATCH', `/${made.id}`, { version: 2, body_text: 'x' })).body.code).toBe('draft_sent');
    expect((await drafts('DELETE', `/${made.id}`)).body.code).toBe('draft_sent');
    expect((await drafts<{ total: number }>('GET', `?answers_email_id=${asked.id}`)).body.total).toBe(0);
    const { rows } = await pool().query<{ words: string }>(
      `select coalesce(before::text, '') || coalesce(after::text, '') as words from activity_log where entity_type = 'email_drafts'
        and entity_id = $1`,
      [made.id],
    );
    expect(rows.length).toBe(3);
    expect(rows.map(({ words }) => words).join()).not.toContain('Dear');
  });

  it('begin new threads too, and can be thrown away', async () => {
    const made = (
      await drafts('POST', '', { support_email_id: post.mailbox, to: ['dev@example.net'], subject: 'News', body_html: '<p>Hi</p>' })
    ).body;
    const { status, body } = await drafts<OutboundEmailDto>('POST', `/${made.id}/send`, { version: 1, send_after: FUTURE() });
    expect([status, body.send_state, body.subject]).toEqual([201, 'queued', 'News']);
    const gone = (await drafts('POST', '', { support_email_id: post.mailbox })).body;
    expect((await drafts('POST', `/${gone.id}/send`, { version: 1 })).status).toBe(422);
    expect((await drafts('DELETE', `/${gone.id}`)).status).toBe(200);
    expect((await drafts('GET', `/${gone.id}`)).body.code).toBe('draft_not_found');
  });

  it('are seen by their writer alone', async () => {
    const made = (await drafts('POST', '', { support_email_id: post.mailbox, body_text: 'mine' })).body;
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { version: 1 }],
      ['DELETE', '', undefined],
      ['POST', '/send', { version: 1 }],
    ] as const) {
      expect((await drafts(method, `/${made.id}${path}`, body, 'supervisor')).body.code).toBe('draft_not_found');
    }
    expect((await drafts('POST', '', { support_email_id: post.mailbox }, 'viewer')).status).toBe(403);
    const csv = await post.product.call('GET', '/emails/drafts', { as: 'supervisor', headers: { accept: 'text/csv' } });
    expect(csv.text).not.toContain('mine');
  });

  it.each([
    [{}, 400],
    [{ answers_email_id: NOBODY }, 404],
    [{ support_email_id: NOBODY }, 404],
    [{ answers_email_id: 'x' }, 400],
    [{ support_email_id: undefined, subject: 'a\nb' }, 400],
  ])('refuse %j', async (body, status) => expect((await drafts('POST', '', body)).status).toBe(status));

  it('refuse to be saved or sent without a version', async () => {
    const made = (await drafts('POST', '', { support_email_id: post.mailbox })).body;
    expect((await drafts('PATCH', `/${made.id}`, { body_text: 'x' })).status).toBe(400);
    expect((await drafts('POST', `/${made.id}/send`, {})).status).toBe(400);
    expect((await drafts('GET', '/not-an-id')).status).toBe(400);
  });

  it('and uploads are not taken for ids of e-mails: fixed paths come first', async () => {
    expect((await drafts<{ data: unknown[] }>('GET', '?limit=1')).body.data).toBeInstanceOf(Array);
    expect((await post.product.call('POST', '/emails/uploads?filename=a', { as: 'agent', body: {} })).body.code).toBe(
      'unsupported_media_type',
    );
  });
});
