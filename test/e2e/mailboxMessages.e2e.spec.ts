import { randomUUID } from 'node:crypto';
import { FileStore } from '../../src/common/files/fileStore.js';
import type { MailboxMessageDetailDto, MailboxMessageDto } from '../../src/gmailIngestion/parsing/dto/mailboxMessage.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

let product: TestApp;
let mailbox: string;
beforeAll(async () => {
  product = await startTestApp({ sandbox: { rows_per_day: 1, days_back: 1 } });
  mailbox = (
    await product.database.pool.query(
      `insert into support_emails (email_address, username, imap_host, smtp_host) values ('support@example.com', 'support', 'mail.example.com', 'mail.example.com') returning id`,
    )
  ).rows[0].id;
});
afterAll(() => product.close());

const RAW = Buffer.from(
  'From: Asha <asha@example.com>\r\nTo: support@example.com\r\nSubject: Hello\r\nMessage-ID: <a@x>\r\nDate: Tue, 24 Feb 2026 09:15:00 +0530\r\n\r\nIs it \u092f\u0939\u093e\u0901?\r\n',
);

/** As the sync leaves it, with its job. */
async function arrive(raw: Buffer): Promise<string> {
  const { sha256, size } = await product.app.get(FileStore).put(raw);
  const { rows } = await product.database.pool.query(
    `with m as (insert into mailbox_messages (support_email_id, identity, raw_sha256, raw_size, received_at) values ($1, $2, $3, $4, now()) returning id),
       p as (insert into mailbox_places select $1, 'INBOX', '1', (random() * 1e9)::bigint, id from m)
     select id, graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', array[id])) from m`,
    [mailbox, `raw:${randomUUID()}`, sha256, size],
  );
  return rows[0].id as string;
}
const get = async (id: string) => (await product.call<MailboxMessageDetailDto>('GET', `/mailbox-messages/${id}`)).body;
const settled = (id: string) =>
  until(
    () => get(id),
    ({ state }) => state !== 'stored',
  );
const activity = async (id: string) =>
  (
    await product.database.pool.query(
      `select action, actor_kind from activity_log where entity_type = 'mailbox_messages' and entity_id = $1 order by id`,
      [id],
    )
  ).rows;

describe('a message of a mailbox', () => {
  it('becomes an e-mail by itself, and can be had as it came; the access is noted', async () => {
    const id = await arrive(RAW);
    const message = await settled(id);
    expect(message).toMatchObject({
      state: 'parsed',
      email_id: expect.any(String),
      places: [{ folder: 'INBOX', uid_validity: '1' }],
      notes: [],
      error_code: null,
    });
    const { status, headers, text } = await product.call('GET', `/mailbox-messages/${id}/raw`, { as: 'agent' });
    expect([status, headers.get('content-type'), headers.get('content-disposition'), text]).toEqual([
      200,
      'message/rfc822',
      `attachment; filename="${id}.eml"`,
      RAW.toString(),
    ]);
    expect(await activity(id)).toEqual([{ action: 'access', actor_kind: 'user' }]);
  });

  it('that cannot be read is listed with its error, and read by one call once it can be', async () => {
    const id = await arrive(Buffer.from([0, 1, 2, 255, 10, 200, 201]));
    expect(await settled(id)).toMatchObject({ state: 'parked', error_code: 'mail_unreadable', attempts: 1 });
    const parked = await product.call<{ data: MailboxMessageDto[]; total: number }>(
      'GET',
      `/mailbox-messages?state=parked&support_email_id=${mailbox}`,
    );
    expect([parked.body.total, parked.body.data[0]!.id]).toEqual([1, id]);
    expect((await product.call<MailboxMessageDetailDto>('POST', `/mailbox-messages/${id}/reparse`)).body).toMatchObject({
      state: 'parked',
      attempts: 2,
    });
    const { sha256 } = await product.app.get(FileStore).put(RAW);
    await product.database.pool.query('update mailbox_messages set raw_sha256 = $2 where id = $1', [id, sha256]);
    const again = await product.call<MailboxMessageDetailDto>('POST', `/mailbox-messages/${id}/reparse`, { as: 'supervisor' });
    expect([again.status, again.body.state, again.body.error_code]).toEqual([200, 'parsed', null]);
    expect((await activity(id)).map(({ action }) => action)).toEqual(['reparse', 'reparse']);
  });

  it('that is an e-mail already stays one when reading it fails', async () => {
    const id = await arrive(RAW);
    const { email_id } = await settled(id);
    const { sha256 } = await product.app.get(FileStore).put(Buffer.from([0, 1, 255]));
    await product.database.pool.query('update mailbox_messages set raw_sha256 = $2 where id = $1', [id, sha256]);
    const { status, body } = await product.call('POST', `/mailbox-messages/${id}/reparse`);
    expect([status, body.code, (await get(id)).state, (await get(id)).email_id]).toEqual([
      422,
      'mailbox_message_unreadable',
      'parsed',
      email_id,
    ]);
  });

  it('can be read anew with many others; a dry run only counts', async () => {
    const id = await arrive(RAW);
    const { email_id } = await settled(id);
    await product.database.pool.query(`update emails set body_text = 'old' where id = $1`, [email_id]);
    const filter = { support_email_id: mailbox, state: 'parsed' };
    const dry = await product.call<{ messages: number }>('POST', '/mailbox-messages/reparse', { body: { ...filter, dry_run: true } });
    expect(dry.body).toEqual({ messages: expect.any(Number), dry_run: true });
    const text = async () =>
      (await product.database.pool.query('select body_text from emails where id = $1', [email_id])).rows[0].body_text as string;
    expect(await text()).toBe('old');
    expect((await product.call('POST', '/mailbox-messages/reparse', { body: filter })).body).toEqual({
      messages: dry.body.messages,
      dry_run: false,
    });
    await until(text, (found) => found.startsWith('Is it'));
  });

  it('is found by filters, and refused without permission or with nonsense', async () => {
    const list = async (query: string, as: 'admin' | null = 'admin') =>
      product.call<{ data: MailboxMessageDto[]; total: number; code?: string }>('GET', `/mailbox-messages?${query}`, { as });
    expect((await list(`support_email_id=${randomUUID()}`)).body).toMatchObject({ total: 0, data: [] });
    expect((await list('state=lost')).status).toBe(400);
    expect((await list('unknown=1')).status).toBe(400);
    expect((await list('', null)).status).toBe(401);
    expect((await product.call('POST', '/mailbox-messages/reparse', { as: 'viewer', body: {} })).status).toBe(403);
    for (const path of ['', '/raw'])
      expect((await product.call('GET', `/mailbox-messages/${randomUUID()}${path}`)).body.code).toBe('mailbox_message_not_found');
    expect((await product.call('GET', '/mailbox-messages/nonsense')).status).toBe(400);
  });
});
