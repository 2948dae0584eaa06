import { ConfigService } from '../../../src/common/config/config.service.js';
import { FileStore } from '../../../src/common/files/fileStore.js';
import { GMAIL } from '../../../src/providers/gmail/gmail.settings.js';
import { insertRow, makeAttachment, makeEmail, makeMailbox } from '../factories/emails.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

/** Every operation on e-mail that changes something. */
export function writes({ product, make }: WritesWorld): Writes {
  const pool = () => product().database.pool;
  // Nobody watches it, and nobody listens where it points to.
  const mailbox = () =>
    makeMailbox(pool(), {
      imap_host: '127.0.0.1',
      imap_port: 9,
      imap_security: 'none',
      smtp_host: '127.0.0.1',
      smtp_port: 9,
      smtp_security: 'none',
      is_watched: false,
    });
  const email = async (columns: Record<string, unknown> = {}) => makeEmail(pool(), await mailbox(), columns);
  const later = () => new Date(Date.now() + 600_000).toISOString();
  const queued = async () => make(`/emails/${(await email()).id}/reply`, { body_text: 'Later.', send_after: later() });
  const inState = async (state: string) => {
    const { id } = await queued();
    await pool().query('update sends s set state = $2 from emails e where e.id = $1 and s.id = e.send_id', [id, state]);
    return id;
  };
  const draft = async () => make('/emails/drafts', { answers_email_id: (await email()).id, body_text: 'Dear Asha' });
  const given = { provider: 'imap', imap_host: 'imap.example.com', smtp_host: 'smtp.example.com', is_watched: false };
  const message = async () => {
    const { id } = await mailbox();
    const stored = await insertRow(pool(), 'mailbox_messages', {
      support_email_id: id,
      identity: 'mid:1',
      raw_sha256: '0'.repeat(64),
      raw_size: 1,
      received_at: new Date(),
      state: 'parked',
    });
    return { id: stored.id, support_email_id: id };
  };

  return {
    'POST /emails': [
      'insert customers: after & send emails: after',
      async () => ({
        path: '/emails',
        body: { support_email_id: (await mailbox()).id, to: ['dev@example.net'], subject: 'News', body_text: 'Hello', send_after: later() },
      }),
    ],
    'POST /emails/{id}/reply': [
      'send emails: after',
      async () => ({ path: `/emails/${(await email()).id}/reply`, body: { body_text: 'Yes.', send_after: later() } }),
    ],
    'POST /emails/{id}/forward': [
      'send emails: after',
      async () => ({ path: `/emails/${(await email()).id}/forward`, body: { to: ['dev@example.net'], send_after: later() } }),
    ],
    'POST /emails/{id}/cancel': [
      'cancel emails & cancel sends: before, after',
      async () => ({ path: `/emails/${(await queued()).id}/cancel` }),
    ],
    'POST /emails/{id}/reschedule': [
      'reschedule emails: before, after',
      async () => ({ path: `/emails/${(await queued()).id}/reschedule`, body: { send_after: later() } }),
    ],
    'POST /emails/{id}/settle': [
      'settle emails: after & settle sends: before, after',
      async () => ({ path: `/emails/${await inState('unknown')}/settle`, body: { state: 'failed', reason: 'Not in Sent.' } }),
    ],
    'POST /emails/{id}/resend': ['send emails: after', async () => ({ path: `/emails/${await inState('failed')}/resend`, body: {} })],
    'POST /emails/uploads': [
      'insert email_uploads: after',
      async () => ({ path: '/emails/uploads?filename=a.txt', body: 'text', headers: { 'content-type': 'application/octet-stream' } }),
    ],
    'POST /emails/drafts': [
      'insert email_drafts: after',
      async () => ({ path: '/emails/drafts', body: { support_email_id: (await mailbox()).id } }),
    ],
    'PATCH /emails/drafts/{id}': [
      'update email_drafts: after',
      async () => ({ path: `/emails/drafts/${(await draft()).id}`, body: { version: 1, body_text: 'Dear Dev' } }),
    ],
    'DELETE /emails/drafts/{id}': ['delete email_drafts: after', async () => ({ path: `/emails/drafts/${(await draft()).id}` })],
    'POST /emails/drafts/{id}/send': [
      'send emails: after & update email_drafts: after',
      async () => ({ path: `/emails/drafts/${(await draft()).id}/send`, body: { version: 1 } }),
    ],
    'PATCH /emails/{id}': [
      'update emails: before, after',
      async () => ({ path: `/emails/${(await email()).id}`, body: { is_read: true } }),
    ],
    'DELETE /emails/{id}': ['delete emails', async () => ({ path: `/emails/${(await email()).id}` })],
    'POST /emails/{id}/restore': [
      'restore emails',
      async () => ({ path: `/emails/${(await email({ deleted_at: new Date() })).id}/restore` }),
    ],
    'POST /emails/bulk': [
      'update emails: before, after',
      async () => ({ path: '/emails/bulk', body: { ids: [(await email()).id], change: { is_read: true } } }),
    ],
    'PATCH /emails/threads/{id}': [
      'update email_threads: before, after & update emails: before, after',
      async () => ({ path: `/emails/threads/${(await email()).thread_id as string}`, body: { priority: 'high' } }),
    ],
    'POST /support-emails': [
      'insert support_emails: after',
      async () => ({ path: '/support-emails', body: { email_address: 'written@example.com', password: 'a password of nobody', ...given } }),
    ],
    'PATCH /support-emails/{id}': [
      'update support_emails: before, after',
      async () => ({ path: `/support-emails/${(await mailbox()).id}`, body: { display_name: 'Other' } }),
    ],
    'DELETE /support-emails/{id}': [
      'update support_emails: before, after',
      async () => ({ path: `/support-emails/${(await mailbox()).id}` }),
    ],
    'POST /support-emails/{id}/watch': [
      'update support_emails: before, after',
      async () => ({ path: `/support-emails/${(await mailbox()).id}/watch` }),
    ],
    'POST /support-emails/{id}/stop-watch': [
      'update support_emails: before, after',
      async () => ({ path: `/support-emails/${(await makeMailbox(pool(), { is_active: false })).id}/stop-watch` }),
    ],
    'POST /support-emails/{id}/sync': ['sync support_emails', async () => ({ path: `/support-emails/${(await mailbox()).id}/sync` })],
    'POST /support-emails/{id}/test': [
      'test support_emails: after',
      async () => ({ path: `/support-emails/${(await mailbox()).id}/test` }),
    ],
    'POST /mailbox-messages/reparse': [
      'reparse mailbox_messages: after',
      async () => ({ path: '/mailbox-messages/reparse', body: { support_email_id: (await message()).support_email_id, state: 'parked' } }),
    ],
    'POST /mailbox-messages/{id}/reparse': [
      'reparse mailbox_messages',
      async () => ({ path: `/mailbox-messages/${(await message()).id}/reparse` }),
    ],
  };
}

export function visits({ product }: WritesWorld): Visits {
  const pool = () => product().database.pool;
  const file = Buffer.from('From: Asha <asha@example.com>\r\nSubject: Hello\r\n\r\nWhere is it?\r\n');
  const email = async () => makeEmail(pool(), await makeMailbox(pool(), { is_watched: false }));
  const store = () => product().app.get(FileStore).put(file);
  return {
    'GET /emails/attachments/{id}': async () => {
      const { id } = await email();
      const { sha256, size } = await store();
      await makeAttachment(pool(), { id }, { sha256, size });
      const { body } = await product().call<{ url: string }[]>('GET', `/emails/${id}/attachments`);
      return { path: body[0]!.url };
    },
    'GET /mailbox-messages/{id}/raw': async () => {
      const { sha256, size } = await store();
      const { id } = await insertRow(pool(), 'mailbox_messages', {
        support_email_id: (await makeMailbox(pool(), { is_watched: false })).id,
        identity: 'mid:raw',
        raw_sha256: sha256,
        raw_size: size,
        received_at: new Date(),
        state: 'parsed',
      });
      return { path: `/mailbox-messages/${id}/raw` };
    },
    'POST /webhooks/gmail': async () => {
      const { GMAIL_PUSH_TOKEN: token } = product().app.get(ConfigService).of(GMAIL);
      const data = Buffer.from(JSON.stringify({ emailAddress: 'support@example.com', historyId: '9876543210' })).toString('base64url');
      return {
        path: `/webhooks/gmail?token=${token}`,
        body: {
          message: { data, messageId: String(Math.random()).slice(2), attributes: {} },
          subscription: 'projects/demo/subscriptions/push',
        },
      };
    },
  };
}
