import { randomUUID } from 'node:crypto';
import type { NotificationDeliveryDto } from '../../src/notifications/dto/notification.dto.js';
import type { PreferencesDto } from '../../src/notifications/dto/preference.dto.js';
import type { WhyDto } from '../../src/decisions/dto/decision.dto.js';
import { startInteraktSandbox } from '../../src/providers/interakt/interakt.sandbox.js';
import { type AcceptedMail, type MailSandbox, startMailSandbox } from '../../src/providers/mail/mail.sandbox.js';
import { startWebhookReceiver, type WebhookReceiver } from '../../src/providers/webhookEndpoint/webhookEndpoint.sandbox.js';
import type { ChatSandbox } from '../../src/providers/whatsapp/sandbox/contract.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { makeSandboxMailbox } from '../support/factories/emails.js';
import { until } from '../support/until.js';

const ADDRESS = 'support@example.com';
const READER = 'agent@example.com';
const NUMBER = '+447700900123';
const TEMPLATE = randomUUID();

let mail: MailSandbox;
let telephones: ChatSandbox;
let receiver: WebhookReceiver;
let product: TestApp;
let reader: string;
let admin: string;

beforeAll(async () => {
  [mail, telephones, receiver] = await Promise.all([
    startMailSandbox({ accounts: [{ email_address: ADDRESS }] }),
    startInteraktSandbox({ gaps_ms: [0, 0] }),
    startWebhookReceiver(),
  ]);
  telephones.templates.push({ name: 'notice', language: 'en', category: 'utility', header: null, body: '{{1}}: {{2}}', buttons: [] });
  product = await startTestApp({
    environment: {
      NOTIFICATION_MAILBOX: ADDRESS,
      NOTIFICATION_WHATSAPP_TEMPLATE: TEMPLATE,
      EMAIL_SMTP_TIMEOUT_SECONDS: '2',
      INTERAKT_BASE_URL: telephones.origin,
      INTERAKT_MAX_REQUESTS_PER_MINUTE: '0',
      INTERAKT_TIMEOUT_SECONDS: '1',
      WEBHOOK_ALLOW_HTTP: '127.0.0.1',
      WEBHOOK_ALLOW_PRIVATE: '127.0.0.1',
      WEBHOOK_TIMEOUT: '1s',
    },
  });
  const mailbox = await makeSandboxMailbox(pool(), mail.account(ADDRESS), { has_credentials: true });
  await product.call('POST', `/support-emails/${mailbox.id}/watch`);
  const { api_key, business_number } = telephones;
  const body = { slug: 'interakt', kind: 'interakt', name: 'Team', business_number, api_key, webhook_secret: 'a-secret-of-webhooks' };
  const provider = await product.call<{ id: string }>('POST', '/chat-providers', { body });
  await query(
    `insert into provider_templates (id, provider_id, name, language, category, body, body_values, status)
     values ($1, $2, 'notice', 'en', 'utility', '{{1}}: {{2}}', 2, 'approved')`,
    [TEMPLATE, provider.body.id],
  );
  reader = (await product.call<{ id: string }>('GET', '/auth/me', { as: 'agent' })).body.id;
  admin = (await product.call<{ id: string }>('GET', '/auth/me')).body.id;
}, 60_000);
afterAll(async () => {
  await product.close();
  await Promise.all([mail.stop(), telephones.stop(), receiver.stop()]);
});

const pool = () => product.database.pool;
const query = async <T extends object>(sql: string, values: unknown[] = []) => (await pool().query<T>(sql, values)).rows;
const prefer = async (body: object) => {
  const answer = await product.call<PreferencesDto>('PUT', `/notifications/preferences/${reader}`, { as: 'agent', body });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body;
};
const only = (medium: 'email' | 'whatsapp' | 'webhook') =>
  prefer({ preferences: [{ type: 'mention', email: false, whatsapp: false, webhook: false, [medium]: true }] });
const tell = async (notice: object = {}) => {
  const given = {
    user_id: reader,
    module: 'calls',
    type: 'a_mention',
    title: 'You were mentioned',
    body: 'Please call\nher back.',
    ...notice,
  };
  return (await query<{ id: string | null }>('select notify($1) as id', [given]))[0]!.id!;
};
const deliveries = async (id: string) =>
  (await product.call<NotificationDeliveryDto[]>('GET', `/notifications/${id}/deliveries`, { as: 'agent' })).body;
/** What became of its delivery by this medium. */
const ended = async (id: string, medium: string) => {
  const of = async () => (await deliveries(id)).find((one) => one.medium === medium);
  return (await until(of, (found) => found !== undefined && !['queued', 'sending'].includes(found.state), 30))!;
};
const mails = () => mail.accepted().filter(({ to }) => to.includes(READER));
const head = ({ raw }: AcceptedMail) =>
  raw
    .toString('latin1')
    .split('\r\n\r\n')[0]!
    .replace(/\r\n[ \t]+/g, ' ');
const why = async (type: string, id: string) =>
  (await product.call<WhyDto>('GET', `/why/${type}/${id}`)).body.data.map(({ kind, reason }) => [kind, reason]);

describe('a notice by e-mail', () => {
  it('arrives once, says that it is no answer to anybody, and how to be rid of it', async () => {
    await only('email');
    const id = await tell();
    expect(await ended(id, 'email')).toMatchObject({ state: 'sent', suppressed: null, error_code: null });
    const [taken, ...more] = mails();
    expect(more).toEqual([]);
    const headers = head(taken!);
    expect(taken!.from).toBe(ADDRESS);
    expect(headers).toMatch(/^Subject: You were mentioned$/m);
    expect(headers).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(headers).toMatch(/^X-Auto-Response-Suppress: All$/m);
    expect(headers).toMatch(/^Reply-To: no-reply@example\.com$/m);
    expect(headers).toMatch(/^X-[\w-]*Loop[\w-]*: \S+$/im);
    expect(headers).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
    expect(headers).not.toMatch(/^(In-Reply-To|References):/m);
    expect(taken!.raw.toString()).toContain('answers to it are read by nobody');
  });

  it('ends by its link: looking at that changes nothing, one click does, and the list goes on', async () => {
    const [, link] = /^List-Unsubscribe: <(\S+)>$/m.exec(head(mails()[0]!))!;
    const wanted = async () => {
      const { body } = await product.call<PreferencesDto>('GET', `/notifications/preferences/${reader}`, { as: 'agent' });
      return body.preferences.filter(({ scope }) => scope === '').map(({ type, email }) => [type, email]);
    };
    const before = await wanted();
    for (const method of ['GET', 'HEAD']) await fetch(link!, { method });
    expect(await wanted()).toEqual(before);
    expect(new URL(link!).origin).toBe(product.url);
    const click = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' };
    expect((await fetch(link!, click)).status).toBe(200);
    expect(await wanted()).toEqual(before.map(([type, email]) => [type, type === 'mention' ? false : email]));
    const id = await tell({ priority: 'high' });
    expect((await product.call('GET', `/notifications/${id}`, { as: 'agent' })).status).toBe(200);
    expect(mails()).toHaveLength(1);
  });

  it('that is answered to its sender reaches no customer and is no part of any matter', async () => {
    const [notice] = mails();
    const [, message_id] = /^Message-ID: (\S+)$/im.exec(head(notice!))!;
    const sent = mail.accepted().length;
    const outbound = async () => (await query(`select from emails where direction = 'outbound'`)).length;
    const before = await outbound();
    mail.deliver(
      ADDRESS,
      [
        `From: Agent <${READER}>`,
        `To: ${ADDRESS}`,
        'Subject: Re: You were mentioned',
        `Message-ID: <${randomUUID()}@example.com>`,
        `In-Reply-To: ${message_id}`,
        `References: ${message_id}`,
        'Date: Mon, 30 Nov 2026 10:00:00 +0000',
        '',
        'He is a difficult customer.',
      ].join('\r\n'),
    );
    const [kept] = await until(
      () => query<{ thread_id: string }>(`select thread_id from emails where subject = 'Re: You were mentioned'`),
      (found) => found.length > 0,
      30,
    );
    const [thread] = await query<{ participants: string[]; message_count: number }>(
      'select participants, message_count from email_threads where id = $1',
      [kept!.thread_id],
    );
    expect(thread).toMatchObject({ message_count: 1, participants: [READER] });
    expect([mail.accepted().length, await outbound()]).toEqual([sent, before]);
  });

  it('is sent again only when it has certainly not left', async () => {
    await only('email');
    const account = mail.account(ADDRESS);
    account.addFault({ kind: 'smtp_drop_after_dot', accepted: true });
    const id = await tell({ title: 'Perhaps' });
    expect(await ended(id, 'email')).toMatchObject({ state: 'unknown' });
    account.addFault({ kind: 'smtp_answer', code: 550 });
    expect(await ended(await tell({ title: 'Never' }), 'email')).toMatchObject({ state: 'failed' });
    expect(mails().filter((one) => head(one).includes('Subject: Perhaps'))).toHaveLength(1);
    expect(mails().filter((one) => head(one).includes('Subject: Never'))).toHaveLength(0);
  });
});

describe('a notice on WhatsApp', () => {
  it('is the template with title and text in one line each, on the number of the reader', async () => {
    await prefer({ whatsapp_number: NUMBER });
    await only('whatsapp');
    const id = await tell();
    expect(await ended(id, 'whatsapp')).toMatchObject({ state: 'sent' });
    const shown = telephones.telephones.of(NUMBER).bubbles;
    expect(shown).toMatchObject([{ direction: 'out', template: 'notice', text: 'You were mentioned: Please call her back.' }]);
    // Of a colleague there is no conversation, so no answer of his can be taken for a customer's.
    expect(await query('select from conversations')).toEqual([]);
  });
});

describe('a notice by webhook', () => {
  it('is posted under the id of its send; what is not taken is not repeated, what is not known neither', async () => {
    await prefer({ webhook_url: `${receiver.url}/notices` });
    await only('webhook');
    const id = await tell({ entity_type: 'call', entity_id: 'c1' });
    expect(await ended(id, 'webhook')).toMatchObject({ state: 'delivered' });
    const [reception] = receiver.receptions;
    expect(JSON.parse(reception!.body)).toMatchObject({
      type: 'notification.created',
      data: { id, module: 'calls', title: 'You were mentioned', entity_type: 'call', entity_id: 'c1' },
    });
    const [send] = await query<{ id: string }>(`select id from sends where channel = 'notice.webhook'`);
    expect(reception!.headers['webhook-id']).toBe(send!.id);
    receiver.script('/notices', { status: 410 }, { never: true });
    expect(await ended(await tell(), 'webhook')).toMatchObject({ state: 'failed', error_code: 'http_410' });
    expect(await ended(await tell(), 'webhook')).toMatchObject({ state: 'unknown', error_code: 'timeout' });
    expect(receiver.receptions).toHaveLength(3);
  });

  it('whose cause has gone in quiet hours is not sent', async () => {
    const hour = (shift: number) => `${String((new Date().getUTCHours() + shift + 24) % 24).padStart(2, '0')}:00`;
    await prefer({ quiet_from: hour(-1), quiet_to: hour(2), time_zone: 'UTC' });
    const id = await tell({ cause: 'proof:1' });
    expect((await deliveries(id)).find(({ medium }) => medium === 'webhook')).toMatchObject({ state: 'queued' });
    expect(await why('notification', id)).toContainEqual([
      'notifications.delay',
      'Quiet hours of the person: webhook waits for their end.',
    ]);
    await query(`select recall_notifications('proof:1')`);
    const [send] = await query<{ state: string }>(
      `select s.state from sends s join notification_deliveries d on d.send_id = s.id where d.notification_id = $1`,
      [id],
    );
    expect(send!.state).toBe('cancelled');
    await prefer({ quiet_from: null, quiet_to: null });
  });
});

describe('whoever was not told', () => {
  it('finds out why: switched off, said already, done by himself', async () => {
    await prefer({ preferences: [{ type: 'mention', in_app: false, email: false, whatsapp: false, webhook: false }] });
    await product.call('PUT', '/notifications/defaults/mention', { body: { email: true } });
    const off = await tell();
    expect((await why('notification', off)).sort()).toEqual([
      ['notifications.suppress', 'The person has email switched off for mention.'],
      ['notifications.suppress', 'The person has in_app switched off for mention.'],
    ]);
    const once = await tell({ type: 'plain', dedupe_key: 'once' });
    for (let again = 0; again < 3; again++) expect(await tell({ type: 'plain', dedupe_key: 'once' })).toBeNull();
    expect(await why('notification', once)).toEqual([['notifications.suppress', 'It had been said already, under the same key.']]);
    // Of many, whoever acts is not told; alone, there is no notice, and what it would have been about says so.
    const many = (
      await query<{ id: string }>(`select notify($1) as id`, [{ module: 'calls', type: 'plain', title: 'All', actor_id: admin }])
    )[0]!;
    expect(await why('notification', many.id)).toEqual([['notifications.suppress', 'Whoever acts is not told.']]);
    const ticket = await product.call<{ id: string }>('POST', '/tickets', { body: { subject: 'Mine' } });
    const own = { actor_id: reader, entity_type: 'ticket', entity_id: ticket.body.id };
    expect(await tell(own)).toBeNull();
    expect(await why('ticket', ticket.body.id)).toContainEqual(['notifications.suppress', 'Whoever acts is not told.']);
  });
});
