import { FileStore } from '../../src/common/files/fileStore.js';
import type { EmailThreadDetailDto } from '../../src/gmailIngestion/emails/dto/emailThreadDetail.dto.js';
import type { OutboundEmailDto } from '../../src/gmailIngestion/replies/dto/emailReply.dto.js';
import type { UploadDto } from '../../src/common/files/upload.dto.js';
import { MimeMailParser } from '../../src/providers/mail/mailParser.js';
import type { CallOptions } from '../support/app.js';
import { makeAgent, makeAttachment, makeEmail, makeMailbox } from '../support/factories/emails.js';
import { useMailProduct } from '../support/mailProduct.js';
import { until as eventually } from '../support/until.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const FUTURE = () => new Date(Date.now() + 3_600_000).toISOString();
const PARTNER = 'warehouse@partner.example';

const post = useMailProduct({ others: [PARTNER], mailbox: { display_name: 'Support', signature_text: 'The support team', team: 'care' } });
const { pool, account, ended, taken } = post;

const inbound = async (values: Record<string, unknown> = {}) => {
  const email = await makeEmail(
    pool(),
    { id: post.mailbox },
    {
      from_email: 'asha@example.net',
      from_name: 'Asha Rao',
      body_text: 'Hello, where is my order 5550199?',
      sent_at: '2026-03-02T09:30:00Z',
      received_at: '2026-03-02T09:31:00Z',
      to_recipients: [{ email: 'support@example.com', name: '' }],
      ...values,
    },
  );
  await pool().query(`update email_threads set participants = array['asha@example.net'] where id = $1`, [email.thread_id]);
  return email as typeof email & { thread_id: string; message_id: string };
};
const attach = async (email: { id: string }, content: string, columns: Record<string, unknown> = {}) => {
  const { sha256, size } = await post.product.app.get(FileStore).put(Buffer.from(content));
  return makeAttachment(pool(), email, { sha256, size, ...columns });
};
const forward = (id: string, body: object = { to: [PARTNER], body_text: 'Can you find it?' }, options: CallOptions = {}) =>
  post.product.call<OutboundEmailDto & { code: string; details: unknown }>('POST', `/emails/${id}/forward`, {
    body,
    as: 'agent',
    ...options,
  });
const thread = async (id: string) => (await post.product.call<EmailThreadDetailDto>('GET', `/emails/threads/${id}`)).body;
const read = async (message_id: string) => await new MimeMailParser('a secret of the partner').parse(taken(message_id)[0]!.raw);
const upload = async (content: string, filename: string) => {
  const response = await fetch(`${post.product.url}/emails/uploads?filename=${filename}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await post.product.token('agent')}`, 'content-type': 'application/octet-stream' },
    body: content,
  });
  return (await response.json()) as UploadDto;
};

describe('POST /emails/:id/forward', () => {
  it('brings words, the whole e-mail with its head, and its attachments to others', async () => {
    const email = await inbound({
      subject: 'FW: Where is my order? आदेश',
      cc_recipients: [{ email: 'bharat@example.net', name: 'Bharat' }],
      bcc_recipients: [{ email: 'secret@example.org', name: '' }],
      body_html: '<p>Hello, <b>where</b> is it?</p><img src="cid:pic@x"><script>x</script>',
    });
    await attach(email, '%PDF-1.4 invented');
    await attach(email, 'a picture', { filename: 'pic.png', content_type: 'image/png', content_id: 'pic@x', is_inline: true });
    const { status, body } = await forward(email.id, {
      to: [`The warehouse <${PARTNER}>`],
      cc: ['dev@example.org'],
      body_html: '<p>Can you <b>find</b> it?</p>',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      direction: 'outbound',
      send_state: 'queued',
      subject: 'Fwd: Where is my order? आदेश',
      forward_of: email.id,
      in_reply_to: '',
      reference_ids: [],
      status: 'pending',
      attachments: [
        { filename: 'invoice.pdf', is_inline: false },
        { filename: 'pic.png', is_inline: true },
      ],
    });
    expect((await ended(body.id)).send_state).toBe('sent');
    expect(taken(body.message_id)[0]).toMatchObject({ from: 'support@example.com', to: [PARTNER, 'dev@example.org'] });
    const raw = taken(body.message_id)[0]!.raw.toString();
    expect(raw).not.toMatch(/^(References|In-Reply-To):/im);
    expect(raw).not.toContain('secret@example.org');

    const arrived = await read(body.message_id);
    // What is passed on is new to whom it comes to.
    expect(arrived.quoted_text).toBe('');
    expect(arrived.new_text).toBe(
      'Can you find it?\n\n-- \nThe support team\n\n---------- Forwarded message ----------\n' +
        'From: Asha Rao <asha@example.net>\nDate: Mon, 2 Mar 2026 at 15:00 (UTC+05:30)\n' +
        'Subject: FW: Where is my order? आदेश\nTo: support@example.com\nCc: Bharat <bharat@example.net>\n\n' +
        'Hello, where is my order 5550199?',
    );
    expect(arrived.body_html).toContain('<b>where</b>');
    expect(arrived.body_html).not.toContain('script');
    expect(arrived.attachments.map(({ filename, is_inline, content }) => [filename, is_inline, content!.toString()])).toEqual([
      ['pic.png', true, 'a picture'],
      ['invoice.pdf', false, '%PDF-1.4 invented'],
    ]);
    expect(arrived.body_html).toContain(`src="cid:${arrived.attachments[0]!.content_id}"`);
    const [copy] = await eventually(
      () => post.mail.sent('support@example.com').filter((one) => one.message_id === body.message_id),
      (found) => found.length > 0,
    );
    expect(copy!.raw.toString().trimEnd()).toBe(raw.trimEnd());
    const { rows } = await pool().query(
      `select action, after ->> 'forward_of' as forward_of from activity_log where entity_type = 'emails' and entity_id = $1`,
      [body.id],
    );
    expect(rows).toEqual([{ action: 'send', forward_of: email.id }]);
  });

  it('begins a thread of its own, which both threads show and where the answer comes; nobody there is believed in the first', async () => {
    const agent = await makeAgent(pool());
    const email = await inbound({ subject: 'Refund [#4711]', team: 'refunds', assignee_id: agent.id, priority: 'high' });
    const before = await thread(email.thread_id);
    const { body } = await forward(email.id);
    await ended(body.id);
    expect(body.thread_id).not.toBe(email.thread_id);
    expect(await thread(body.thread_id)).toMatchObject({
      participants: [PARTNER],
      team: 'refunds',
      assignee_id: agent.id,
      priority: 'high',
      forwarded_from: { email_id: email.id, thread_id: email.thread_id },
    });
    expect(await thread(email.thread_id)).toMatchObject({
      participants: ['asha@example.net'],
      status: 'open',
      unread_count: before.unread_count,
      message_count: before.message_count,
      version: before.version + 1,
    });

    const answer = (id: string, head: string[]) =>
      post.mail.deliver(
        'support@example.com',
        Buffer.from(
          [
            `Message-ID: <${id}@partner.example>`,
            `From: <${PARTNER}>`,
            'To: support@example.com',
            'Subject: Re: Fwd: Refund [#4711]',
            ...head,
            '',
            'It is in aisle 5.',
            '',
          ].join('\r\n'),
        ),
      );
    const arrived = (id: string) =>
      eventually(
        async () =>
          (
            await pool().query<{ id: string; thread_id: string; thread_reason: string }>('select * from emails where message_id = $1', [
              `<${id}@partner.example>`,
            ])
          ).rows[0],
        (found) => found !== undefined,
        30,
      );
    answer('usual', [`In-Reply-To: ${body.message_id}`, `References: ${body.message_id}`]);
    // Somebody who has seen the first one's id too, and puts it last.
    answer('cunning', [`In-Reply-To: ${email.message_id}`, `References: ${body.message_id} ${email.message_id}`]);
    await pool().query('update support_emails set has_credentials = true where id = $1', [post.mailbox]);
    expect((await post.product.call('POST', `/support-emails/${post.mailbox}/sync`)).status).toBeLessThan(300);
    expect(await arrived('usual')).toMatchObject({ thread_id: body.thread_id, thread_reason: 'reply' });
    expect((await arrived('cunning'))!.thread_id).toBe(body.thread_id);

    expect(await thread(email.thread_id)).toMatchObject({
      participants: ['asha@example.net'],
      message_count: before.message_count,
      forwards: [
        {
          email_id: body.id,
          forward_of: email.id,
          thread_id: body.thread_id,
          send_state: 'sent',
          inbound_count: 2,
          unread_count: 2,
          to_recipients: [{ email: PARTNER, name: '' }],
        },
      ],
    });
    // What we answer to the partner goes to the partner, and quotes him.
    const back = await post.product.call<OutboundEmailDto>('POST', `/emails/${(await arrived('usual'))!.id}/reply`, {
      as: 'agent',
      body: { body_text: 'Thanks.', reply_all: true, send_after: FUTURE() },
    });
    expect([back.body.to_recipients, back.body.cc_recipients, back.body.thread_id]).toEqual([
      [{ email: PARTNER, name: '' }],
      [],
      body.thread_id,
    ]);
  }, 60_000);

  it('takes along what is named, and nothing when it is told so; images of the text stay', async () => {
    const email = await inbound({ body_html: '<p>See <img src="cid:pic@x"></p>' });
    const [one, two] = [await attach(email, 'one', { filename: 'one.txt' }), await attach(email, 'two', { filename: 'two.txt' })];
    await attach(email, 'a picture', { filename: 'pic.png', content_type: 'image/png', content_id: 'pic@x', is_inline: true });
    const brought = await upload('brought', 'brought.txt');
    const names = async (body: object) =>
      (await forward(email.id, { to: [PARTNER], send_after: FUTURE(), ...body })).body.attachments.map(({ filename }) => filename).sort();
    expect(await names({})).toEqual(['one.txt', 'pic.png', 'two.txt']);
    expect(await names({ include_attachments: false })).toEqual(['pic.png']);
    expect(await names({ attachment_ids: [two.id, brought.id] })).toEqual(['brought.txt', 'pic.png', 'two.txt']);
    expect(await names({ attachment_ids: [brought.id], include_attachments: true })).toEqual([
      'brought.txt',
      'one.txt',
      'pic.png',
      'two.txt',
    ]);
    expect(await names({ attachment_ids: [] })).toEqual(['pic.png']);
    expect((await forward(email.id, { to: [PARTNER], attachment_ids: [one.id, NOBODY] })).body.code).toBe('unknown_upload');
    // Of another e-mail: no.
    const other = await attach(await inbound(), 'other');
    expect((await forward(email.id, { to: [PARTNER], attachment_ids: [other.id] })).body.code).toBe('unknown_upload');
  });

  it('says what could not be taken along', async () => {
    const email = await inbound();
    const gone = await makeAttachment(pool(), email, { filename: 'huge.iso', state: 'refused', note: 'It was the 201st.' });
    const { body } = await forward(email.id, { to: [PARTNER], send_after: FUTURE() });
    expect(body.notes).toEqual([{ code: 'attachment_not_forwarded', message: 'huge.iso could not be forwarded: It was the 201st.' }]);
    const named = await forward(email.id, { to: [PARTNER], attachment_ids: [gone.id] });
    expect([named.status, named.body.code]).toEqual([410, 'attachment_not_stored']);
  });

  it('needs no words, and can be scheduled and taken back', async () => {
    const first = await forward((await inbound()).id, { to: [PARTNER], send_after: FUTURE() });
    expect([first.status, first.body.snippet.slice(0, 30)]).toEqual([201, '---------- Forwarded message -']);
    const undone = await post.product.call<OutboundEmailDto>('POST', `/emails/${first.body.id}/cancel`, { as: 'agent' });
    expect(undone.body.send_state).toBe('cancelled');
    expect(taken(first.body.message_id)).toEqual([]);
  });

  it('is done once when its first answer was lost', async () => {
    const email = await inbound();
    const body = { to: [PARTNER], body_text: 'Once.' };
    const options = { headers: { 'idempotency-key': 'forward 1' } };
    const first = await forward(email.id, body, options);
    await pool().query('delete from idempotency_keys');
    expect((await forward(email.id, body, options)).body.id).toBe(first.body.id);
    await ended(first.body.id);
    expect(taken(first.body.message_id)).toHaveLength(1);
  });

  it('can be sent again when it failed, as a forward', async () => {
    const email = await inbound();
    await attach(email, '%PDF-1.4 invented');
    account().addFault({ kind: 'smtp_answer', code: 550, text: 'No' });
    const { body } = await forward(email.id);
    expect((await ended(body.id)).send_state).toBe('failed');
    const again = await post.product.call<OutboundEmailDto>('POST', `/emails/${body.id}/resend`, { as: 'agent' });
    expect([again.status, again.body.forward_of, again.body.thread_id, again.body.attachments.length]).toEqual([
      201,
      email.id,
      body.thread_id,
      1,
    ]);
    await ended(again.body.id);
    expect((await thread(email.thread_id)).forwards.map(({ email_id }) => email_id)).toEqual([body.id, again.body.id]);
  });

  it.each([
    [{}, 400, 'validation_failed'],
    [{ to: [] }, 422, 'no_recipients'],
    [{ to: ['nobody'] }, 400, 'validation_failed'],
    [{ to: ['a@example.net\r\nBcc: b@example.net'] }, 400, 'validation_failed'],
    [{ to: Array.from({ length: 101 }, (_, n) => `a${n}@example.net`) }, 422, 'too_many_recipients'],
    [{ to: ['Support@example.com'] }, 422, 'recipients_all_ours'],
    [{ to: [PARTNER], send_after: '2099-01-01T00:00:00Z' }, 422, 'send_after_too_far'],
    [{ to: [PARTNER], subject: 'a\nb' }, 400, 'validation_failed'],
    [{ to: [PARTNER], reply_all: true }, 400, 'validation_failed'],
  ])('refuses %j', async (body, status, code) => {
    const answer = await forward((await inbound()).id, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('refuses what is too large, what is not there, and who may not', async () => {
    const email = await inbound();
    await attach(email, 'x'.repeat(900_000));
    const large = await forward(email.id);
    expect([large.status, large.body.code]).toEqual([422, 'message_too_large']);
    expect((await forward(email.id, { to: [PARTNER], include_attachments: false, send_after: FUTURE() })).status).toBe(201);
    expect([
      (await forward(NOBODY)).body.code,
      (await forward(email.id, undefined, { as: 'viewer' })).status,
      (await forward(email.id, undefined, { as: null })).status,
    ]).toEqual(['email_not_found', 403, 401]);
    await pool().query('update emails set deleted_at = now() where id = $1', [email.id]);
    expect((await forward(email.id)).body.code).toBe('email_not_found');
    const other = await makeMailbox(pool(), { email_address: 'sales@example.com' });
    const all_ours = await forward((await inbound()).id, { to: ['sales@example.com'], cc: ['support@example.com'] });
    expect(all_ours.body.code).toBe('recipients_all_ours');
    await pool().query('update support_emails set is_active = false where id = $1', [other.id]);
    expect((await forward((await makeEmail(pool(), other)).id)).body.code).toBe('mailbox_inactive');
  });
});
