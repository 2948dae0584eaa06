import { io, type Socket } from 'socket.io-client';
import { FileStore } from '../../src/common/files/fileStore.js';
import type { ClientEvents, ServerEvents } from '../../client/events.js';
import type { EmailAttachmentDto, EmailDetailDto, EmailDto, EmailPageDto } from '../../src/gmailIngestion/emails/dto/email.dto.js';
import type { EmailThreadDto, EmailThreadPageDto } from '../../src/gmailIngestion/emails/dto/emailThread.dto.js';
import type { EmailThreadDetailDto } from '../../src/gmailIngestion/emails/dto/emailThreadDetail.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  makeAgent,
  makeAttachment,
  makeCustomer,
  makeEmail,
  makeMailbox,
  makeThread,
  type Queryable,
} from '../support/factories/emails.js';
import { connectFeed, type FeedClient } from '../support/sockets.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Where others reach the product. */
const PUBLIC_URL = 'https://desk.example.com';

let product: TestApp;
let pool: Queryable;
let mailbox: { id: string };
const clients: FeedClient[] = [];
beforeAll(async () => {
  product = await startTestApp({ environment: { PUBLIC_URL } });
  pool = product.database.pool;
  mailbox = await makeMailbox(pool, { email_address: 'support@example.com' });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => product.close());

const list = (query = '') => product.call<EmailPageDto>('GET', `/emails?support_email_id=${mailbox.id}&${query}`);
const activity = async (id: string) => (await pool.query('select * from public.activity_log where entity_id = $1 order by id', [id])).rows;
const userId = async () => (await product.call<{ id: string }>('GET', '/auth/me')).body.id;

describe('GET /emails', () => {
  it('filters, searches, pages by cursor and exports the same rows', async () => {
    for (let n = 0; n < 5; n++)
      await makeEmail(pool, mailbox, {
        subject: `kiwi ${n}, "first" class`,
        from_name: '=cmd()',
        status: n % 2 ? 'pending' : 'open',
        is_read: n === 4,
      });
    const all = await list('search=kiwi');
    expect(all.body).toMatchObject({ total: 5, total_is_exact: true, page: 1, limit: 50, next_cursor: null });
    expect(all.body.data.map(({ subject }) => subject[5])).toEqual(['4', '3', '2', '1', '0']);
    expect(all.body.data[0]).not.toHaveProperty('body_html');

    expect((await list('search=kiwi&status=pending')).body.total).toBe(2);
    expect((await list('search=kiwi&is_read=false&unassigned=true')).body.total).toBe(4);
    expect((await list('search=kiwi&from_email=ASHA@example.com')).body.total).toBe(5);
    const first = (await list('search=kiwi&limit=3')).body;
    const second = (await list(`search=kiwi&limit=3&cursor=${first.next_cursor}`)).body;
    expect([first.data.length, second.data.length, second.next_cursor, second.total]).toEqual([3, 2, null, 5]);

    const file = `/emails?support_email_id=${mailbox.id}&search=kiwi&limit=1&format=csv`;
    const csv = await product.call('GET', file);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="emails.csv"');
    expect((await product.call('GET', `${file}&bom=true`)).text).toBe(`\uFEFF${csv.text}`);
    const lines = csv.text.trim().split('\n');
    expect(lines[1]).not.toMatch(/[[{]"|\[\]/);
    expect(lines[0]).toBe(Object.keys(all.body.data[0]!).join());
    expect(lines).toHaveLength(6);
    expect(lines[1]).toContain(`"kiwi 4, ""first"" class"`);
    expect(lines[1]).toContain(`'=cmd()`);
    expect(lines[1]).toContain(all.body.data[0]!.received_at);
  });

  it.each([
    'status=lost',
    'is_read=perhaps',
    'support_email_id=1',
    'limit=500',
    'cursor=nonsense',
    'colour=red',
    'received_from=yesterday',
    'search=%20',
  ])('refuses %s', async (query) => {
    const { status, body } = await product.call('GET', `/emails?${query}`);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });

  it('answers strange values with nothing found or a refusal', async () => {
    for (const query of [
      'search=%00',
      'team=%00',
      'received_from=2026-W01',
      'search=%F0%9F%98%80',
      "team=';--",
      'page=1000000',
      'search=a:*%26!b',
    ]) {
      const { status } = await product.call('GET', `/emails?${query}`);
      expect([query, [200, 400, 422].includes(status)]).toEqual([query, true]);
    }
  });
});

describe('GET /emails/:id', () => {
  it('shows the e-mail with its customer, its attachments, its thread and its twins', async () => {
    const customer = await makeCustomer(pool, 'bharat@example.com', { name: 'Bharat' });
    const email = await makeEmail(pool, mailbox, {
      customer_id: customer.id,
      body_html: '<p>See <img src="cid:logo@example.com"> and <img src="cid:other"></p>',
      summary: 'Wants a logo.',
      suggested_reply: 'Here it is.',
      message_id: 'twin@example.com',
    });
    const sales = await makeMailbox(pool, { email_address: 'sales@example.com' });
    const twin = await makeEmail(pool, sales, { message_id: 'twin@example.com' });
    const { sha256 } = await product.app.get(FileStore).put(Buffer.from('an image'));
    await makeAttachment(pool, email, {
      sha256,
      filename: 'logo.png',
      content_type: 'image/png',
      size: 8,
      content_id: 'logo@example.com',
      is_inline: true,
    });
    await makeAttachment(pool, email, { sha256: null, state: 'refused', note: 'Beyond 25 MiB.', filename: 'film.mp4' });

    const { status, body } = await product.call<EmailDetailDto>('GET', `/emails/${email.id}`, { as: 'viewer' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      summary: 'Wants a logo.',
      suggested_reply: 'Here it is.',
      body_text: 'Hello',
      attachment_count: 2,
      human_fields: [],
      notes: [],
      send: null,
      customer: { name: 'Bharat', identities: [{ kind: 'email', value: 'bharat@example.com' }] },
      thread: { id: email['thread_id'] },
      also_received_in: [{ email_id: twin.id, email_address: 'sales@example.com' }],
      attachments: [
        { filename: 'logo.png', state: 'stored' },
        { filename: 'film.mp4', state: 'refused', note: 'Beyond 25 MiB.', url: null },
      ],
    });
    const [, link] = /src="([^"]+)"/.exec(body.body_html)!;
    expect(link!.replaceAll('&amp;', '&')).toBe(body.attachments[0]!.url);
    expect(body.body_html).toContain('<img src="cid:other">');
    expect(
      (await product.call<EmailAttachmentDto[]>('GET', `/emails/${email.id}/attachments`)).body.map(({ filename }) => filename),
    ).toEqual(['logo.png', 'film.mp4']);
  });

  it('shows how the sending went', async () => {
    const { rows } = await pool.query(`select public.queue_send('email.test', '{}', now() + interval '1 day', null) as id`);
    await pool.query(`select public.cancel_send($1)`, [rows[0].id]);
    const email = await makeEmail(pool, mailbox, { direction: 'outbound', send_id: rows[0].id, send_state: 'cancelled' });
    const { body } = await product.call<EmailDetailDto>('GET', `/emails/${email.id}`);
    expect(body.send).toMatchObject({ state: 'cancelled', events: [{ kind: 'queued' }, { kind: 'cancelled' }] });
  });

  it('does not know others', async () => {
    for (const path of [`/emails/${NOBODY}`, `/emails/${NOBODY}/attachments`]) {
      const { status, body } = await product.call('GET', path);
      expect([status, body.code]).toEqual([404, 'email_not_found']);
    }
    expect((await product.call('GET', '/emails/threads-of-mine')).status).toBe(400);
  });
});

describe('threads', () => {
  it('are listed by last activity and show their messages in order, page by page', async () => {
    const thread = await makeThread(pool, mailbox, {
      subject: 'Nine messages',
      team: 'orchids',
      last_message_at: new Date('2026-03-01T00:00:00Z'),
    });
    for (let n = 0; n < 5; n++)
      await makeEmail(pool, mailbox, {
        thread_id: thread.id,
        subject: `m${n}`,
        team: 'orchids',
        received_at: new Date(Date.UTC(2026, 1, 1, n)),
      });
    await makeEmail(pool, mailbox, { thread_id: thread.id, subject: 'gone', deleted_at: new Date() });
    const threads = await product.call<EmailThreadPageDto>('GET', `/emails/threads?support_email_id=${mailbox.id}&team=orchids`);
    expect(threads.body).toMatchObject({ total: 1, next_cursor: null, data: [{ id: thread.id, subject: 'Nine messages' }] });
    const csv = await product.call('GET', '/emails/threads?team=orchids', { headers: { accept: 'text/csv' } });
    expect(csv.text.trim().split('\r\n')).toHaveLength(2);

    const first = (await product.call<EmailThreadDetailDto>('GET', `/emails/threads/${thread.id}?limit=3`)).body;
    expect(first).toMatchObject({ id: thread.id, messages_total: 5, customer: null });
    const second = (await product.call<EmailThreadDetailDto>('GET', `/emails/threads/${thread.id}?limit=3&cursor=${first.next_cursor}`))
      .body;
    expect([...first.messages, ...second.messages].map(({ subject }) => subject)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
    expect([first.messages[0]!.body_text, first.messages[0]!.attachments, second.next_cursor]).toEqual(['Hello', [], null]);
    const newest = await product.call<EmailThreadDetailDto>('GET', `/emails/threads/${thread.id}?limit=3&order=desc`);
    const before = await product.call<EmailThreadDetailDto>(
      'GET',
      `/emails/threads/${thread.id}?limit=3&order=desc&cursor=${newest.body.next_cursor}`,
    );
    expect([newest, before].map(({ body }) => body.messages.map(({ subject }) => subject))).toEqual([
      ['m4', 'm3', 'm2'],
      ['m1', 'm0'],
    ]);
    expect(before.body.next_cursor).toBeNull();
    expect((await product.call('GET', `/emails/threads/${thread.id}?order=up`)).status).toBe(400);
    expect((await product.call('GET', `/emails/threads/${NOBODY}`)).body.code).toBe('email_thread_not_found');
    expect((await product.call('GET', '/emails/threads?status=lost')).status).toBe(400);
  });

  it('and their e-mails are listed by one status or several, and without spam unless it is asked for', async () => {
    for (const status of ['open', 'pending', 'resolved', 'spam'])
      await makeEmail(pool, mailbox, {
        thread_id: (await makeThread(pool, mailbox, { team: 'tulips', status })).id,
        team: 'tulips',
        status,
      });
    const found = async (query: string) =>
      Promise.all(
        ['/emails', '/emails/threads'].map(async (path) => {
          const { body } = await product.call<{ total: number; data: { status: string }[] }>('GET', `${path}?team=tulips${query}`);
          return [
            body.total,
            body.data
              .map(({ status }) => status)
              .sort()
              .join(),
          ];
        }),
      );
    const both = (total: number, statuses: string) => [
      [total, statuses],
      [total, statuses],
    ];
    expect(await found('')).toEqual(both(3, 'open,pending,resolved'));
    expect(await found('&spam=true')).toEqual(both(4, 'open,pending,resolved,spam'));
    expect(await found('&status=open,spam')).toEqual(both(2, 'open,spam'));
    expect(await found('&status=open&status=pending')).toEqual(both(2, 'open,pending'));
    expect(await found('&status=spam')).toEqual(both(1, 'spam'));
    const agent = await makeAgent(pool, { name: 'Ravi' });
    await pool.query(`update email_threads set assignee_id = $1 where team = 'tulips'`, [agent.id]);
    const [named] = (await product.call<EmailThreadPageDto>('GET', '/emails/threads?team=tulips&limit=1')).body.data;
    expect(named).toMatchObject({ mailbox_address: 'support@example.com', customer_name: null, assignee_name: 'Ravi' });
    const csv = await product.call('GET', '/emails?team=tulips&format=csv');
    expect(csv.text.trim().split('\n')).toHaveLength(4);
    const bulk = (filter: object) =>
      product.call<{ matched: number }>('POST', '/emails/bulk', { body: { filter, change: { is_read: true }, dry_run: true } });
    expect((await bulk({ team: 'tulips' })).body.matched).toBe(3);
    expect((await bulk({ team: 'tulips', spam: true })).body.matched).toBe(4);
    expect((await bulk({ team: 'tulips', status: 'open' })).body.matched).toBe(1);
    expect((await bulk({ team: 'tulips', status: ['open', 'spam'] })).body.matched).toBe(2);
    const everything = await product.call('POST', '/emails/bulk', {
      body: { filter: { spam: true }, change: { is_read: true }, dry_run: true },
    });
    expect([everything.status, everything.body['code']]).toEqual([400, 'validation_failed']);
  });

  it('are listed by who waits longest for an answer', async () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 1, 1, hour));
    const begin = async (subject: string, more: object = {}) => {
      const thread = await makeThread(pool, mailbox, { subject, team: 'lilies' });
      const write = (hour: number, said: object = {}) => makeEmail(pool, mailbox, { thread_id: thread.id, received_at: at(hour), ...said });
      await write(5, more);
      return write;
    };
    const again = await begin('answered, and asked again');
    await again(6, { direction: 'outbound' });
    await again(8);
    await again(9);
    await begin('asked');
    await begin('out of office', { kind: 'auto_reply' });
    const answered = await begin('answered');
    await answered(7, { direction: 'outbound' });
    const waiting = async (query: string) =>
      (await product.call<EmailThreadPageDto>('GET', `/emails/threads?team=lilies&waiting=true&order=asc${query}`)).body;
    const { total, data } = await waiting('');
    expect([total, ...data.map(({ subject, waiting_since }) => [subject, waiting_since && new Date(waiting_since).getUTCHours()])]).toEqual(
      [2, ['asked', 5], ['answered, and asked again', 8]],
    );
    const first = await waiting('&limit=1');
    const second = await waiting(`&limit=1&cursor=${first.next_cursor}`);
    expect([first, second].flatMap((page) => page.data.map(({ id }) => id))).toEqual(data.map(({ id }) => id));
    expect(second.next_cursor).toBeNull();
  });

  it('are changed with all their e-mails', async () => {
    const email = await makeEmail(pool, mailbox);
    const patch = (body: object, as: 'agent' | 'viewer' = 'agent') =>
      product.call<EmailThreadDto>('PATCH', `/emails/threads/${email['thread_id']}`, { body, as });
    const { body } = await patch({ status: 'resolved', version: 1 });
    expect(body).toMatchObject({ status: 'resolved', version: 2 });
    expect((await product.call<EmailDetailDto>('GET', `/emails/${email.id}`)).body).toMatchObject({
      status: 'resolved',
      human_fields: ['status'],
    });
    expect((await patch({ status: 'resolved' })).body.version).toBe(2);
    const stale = await patch({ status: 'open', version: 1 });
    expect([stale.status, (stale.body as unknown as { code: string }).code]).toEqual([409, 'stale_version']);
    expect((await patch({ status: 'open' }, 'viewer')).status).toBe(403);
    expect((await patch({ is_read: true })).status).toBe(400);
    expect((await product.call('PATCH', `/emails/threads/${NOBODY}`, { body: { status: 'open' } })).body.code).toBe(
      'email_thread_not_found',
    );
  });
});

describe('PATCH /emails/:id', () => {
  it('changes, notes who did it, and says when somebody was faster', async () => {
    const email = await makeEmail(pool, mailbox);
    const agent = await makeAgent(pool);
    const patch = (body: object, options: object = {}) =>
      product.call<EmailDto & { code: string }>('PATCH', `/emails/${email.id}`, { body, ...options });
    expect((await patch({ is_read: true, assignee_id: agent.id, priority: 'urgent', version: 1 }, { as: 'agent' })).body).toMatchObject({
      is_read: true,
      assignee_id: agent.id,
      priority: 'urgent',
      version: 2,
    });
    expect(await activity(email.id)).toMatchObject([
      { action: 'update', actor_kind: 'user', actor_id: expect.any(String), request_id: expect.any(String) },
    ]);
    expect(await patch({ is_read: false, version: 1 })).toMatchObject({ status: 409, body: { code: 'stale_version' } });
    expect(await patch({ assignee_id: NOBODY })).toMatchObject({ status: 422, body: { code: 'assignee_not_found' } });
    expect((await patch({ assignee_id: null, category: null })).body).toMatchObject({ assignee_id: null });
    for (const body of [
      {},
      { status: null },
      { status: 'lost' },
      { is_read: null },
      { is_read: 'yes' },
      { team: '' },
      { team: 'a\nb' },
      { subject: 'x' },
      { version: 2 },
      { sentiment: 'angry' },
    ]) {
      expect([body, (await patch(body)).status]).toEqual([body, 400]);
    }
    expect((await patch({ is_read: true }, { as: 'viewer' })).status).toBe(403);
    expect(await product.call('PATCH', `/emails/${NOBODY}`, { body: { is_read: true } })).toMatchObject({
      status: 404,
      body: { code: 'email_not_found' },
    });
  });
});

describe('DELETE /emails/:id', () => {
  it('hides it everywhere until it is restored', async () => {
    const email = await makeEmail(pool, mailbox, { subject: 'A papaya' });
    expect((await product.call('DELETE', `/emails/${email.id}`, { as: 'agent' })).status).toBe(403);
    expect((await product.call<EmailDto>('DELETE', `/emails/${email.id}`, { as: 'supervisor' })).body).toMatchObject({ id: email.id });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['PATCH', ''],
      ['GET', '/attachments'],
    ] as const) {
      const answer = await product.call(method, `/emails/${email.id}${path}`, { body: method === 'PATCH' ? { is_read: true } : undefined });
      expect([method, answer.status, answer.body.code]).toEqual([method, 404, 'email_not_found']);
    }
    expect((await list('search=papaya')).body.total).toBe(0);
    expect((await product.call('POST', `/emails/${email.id}/restore`, { as: 'agent' })).status).toBe(403);
    for (const _ of [1, 2]) expect((await product.call('POST', `/emails/${email.id}/restore`)).status).toBe(200);
    expect((await list('search=papaya')).body.total).toBe(1);
    expect((await product.call('POST', `/emails/${NOBODY}/restore`)).status).toBe(404);
  });
});

describe('an attachment', () => {
  const html = Buffer.from('<script>alert(1)</script>');
  const open = (link: string, headers: Record<string, string> = {}) => fetch(link.replace(PUBLIC_URL, product.url), { headers });

  it('is opened by its link, safely, and each use is noted', async () => {
    const email = await makeEmail(pool, mailbox);
    const store = product.app.get(FileStore);
    const { sha256 } = await store.put(html);
    const page = await makeAttachment(pool, email, { sha256, filename: 'चालान.html', content_type: 'text/html', size: html.length });
    const picture = await makeAttachment(pool, email, { sha256, filename: 'a.png', content_type: 'image/png', size: html.length });
    const links = (await product.call<EmailAttachmentDto[]>('GET', `/emails/${email.id}/attachments`)).body;

    expect(links[0]!.url).toMatch(/^https:\/\/desk\.example\.com\/emails\/attachments\//);
    const saved = await open(links[0]!.url!);
    expect([saved.status, await saved.text()]).toEqual([200, html.toString()]);
    expect(Object.fromEntries(saved.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(html.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="_____.html"; filename*=UTF-8''%E0%A4%9A%E0%A4%BE%E0%A4%B2%E0%A4%BE%E0%A4%A8.html`,
      'content-security-policy': expect.stringMatching(/^sandbox;/),
    });
    const shown = await open(links[1]!.url!);
    expect(shown.headers.get('content-disposition')).toMatch(/^inline;/);
    expect(shown.headers.get('content-type')).toBe('image/png');
    await shown.arrayBuffer();
    const id = await userId();
    for (const attachment of [page, picture])
      expect(await activity(attachment.id)).toMatchObject([{ action: 'access', entity_type: 'email_attachments', actor_id: id }]);

    for (const wrong of [
      links[0]!.url!.replace(page.id, picture.id),
      links[0]!.url!.replace(/expires=\d+/, 'expires=9999999999'),
      links[0]!.url!.replace(/user=[^&]+/, `user=${NOBODY}`),
      links[0]!.url!.replace('/emails/attachments/', '/calls/recordings/'),
    ]) {
      const refused = await open(wrong);
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([403, 'link_invalid']);
    }
    expect((await open(`${PUBLIC_URL}/emails/attachments/${page.id}`)).status).toBe(400);

    await product.call('DELETE', `/emails/${email.id}`);
    expect((await open(links[0]!.url!)).status).toBe(404);
  });

  it('comes in parts, of the content that was begun', async () => {
    const email = await makeEmail(pool, mailbox);
    const { sha256 } = await product.app.get(FileStore).put(Buffer.from('0123456789'));
    await makeAttachment(pool, email, { sha256, size: 10 });
    const [{ url }] = (await product.call<[EmailAttachmentDto]>('GET', `/emails/${email.id}/attachments`)).body;
    const ask = async (headers: Record<string, string>) => {
      const answer = await open(url!, headers);
      return [answer.status, answer.headers.get('content-range'), answer.headers.get('content-length'), await answer.text()];
    };
    const whole = await open(url!);
    expect([whole.headers.get('accept-ranges'), whole.headers.get('etag'), await whole.text()]).toEqual([
      'bytes',
      `"${sha256}"`,
      '0123456789',
    ]);
    expect(await ask({ range: 'bytes=2-4' })).toEqual([206, 'bytes 2-4/10', '3', '234']);
    expect(await ask({ range: 'bytes=-2', 'if-range': `"${sha256}"` })).toEqual([206, 'bytes 8-9/10', '2', '89']);
    expect(await ask({ range: 'bytes=2-4', 'if-range': '"another"' })).toEqual([200, null, '10', '0123456789']);
    expect((await ask({ range: 'bytes=10-' })).slice(0, 2)).toEqual([416, 'bytes */10']);
  });

  it('says when the content is gone', async () => {
    const email = await makeEmail(pool, mailbox);
    await makeAttachment(pool, email, { sha256: 'f'.repeat(64), size: 5 });
    const [{ url }] = (await product.call<[EmailAttachmentDto]>('GET', `/emails/${email.id}/attachments`)).body;
    const answer = await open(url!);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([410, 'file_missing']);
  });
});

describe('the sockets of /emails', () => {
  it('tell what arrives and changes, and resume where a client was', async () => {
    const token = await product.token('agent');
    const client = connectFeed(product.url, 'emails', { token });
    clients.push(client);
    await client.next('ready');
    const email = await makeEmail(pool, mailbox, { subject: 'Told at once' });
    expect(await client.next('email:created')).toMatchObject({ entity_id: email.id, payload: { subject: 'Told at once', is_read: false } });
    const { seq } = client.events().at(-1)!;
    client.close();

    await product.call('PATCH', `/emails/${email.id}`, { body: { is_read: true } });
    const typed: Socket<ServerEvents['emails'], ClientEvents> = io(`${product.url}/emails`, {
      auth: { token, after: seq },
      transports: ['websocket'],
      forceNew: true,
    });
    try {
      const message = await new Promise<Parameters<ServerEvents['emails']['email:updated']>[0]>((resolve) =>
        typed.on('email:updated', resolve),
      );
      expect(message).toMatchObject({ entity_id: email.id, payload: { is_read: true, version: 2 } });
    } finally {
      typed.close();
    }
  });
});
