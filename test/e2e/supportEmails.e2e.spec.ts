import { MAIL_SENDER, MAILBOX_DRIVER } from '../../src/gmailIngestion/mailPorts.js';
import { MailboxError } from '../../src/providers/ports/mailbox.port.js';
import { FakeMailbox, rawMail } from '../support/fakeMailbox.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

const PASSWORD = 'the password of the mailbox';
const SERVERS = { imap_host: 'imap.example.com', smtp_host: 'smtp.example.com' };
const GRANT = { client_id: 'a-client-id', client_secret: 'a client secret of the test', refresh_token: 'a refresh token of the test' };
interface Mailbox {
  id: string;
  state: string;
  version: number;
  has_credentials: boolean;
  last_sync_at: string | null;
  lag_seconds: number | null;
  [field: string]: unknown;
}

let product: TestApp;
let server: FakeMailbox;
let sends_work = true;
beforeAll(async () => {
  server = new FakeMailbox();
  product = await startTestApp({
    environment: { MAIL_ALLOW_PRIVATE: 'mail.internal.test,127.0.0.1:1143' },
    beforeStart(app) {
      // The outside world: a mailbox in memory, and a server that only signs in.
      Object.assign(app.get<object>(MAILBOX_DRIVER), { connect: server.connect.bind(server) });
      Object.assign(app.get<object>(MAIL_SENDER), {
        verify: () =>
          sends_work
            ? Promise.resolve()
            : Promise.reject(new MailboxError('reconnect_needed', 'mail_auth_failed', 'The mail server refuses the sign-in.')),
      });
    },
  });
});
afterAll(() => product.close());

let made = 0;
const create = (change: object = {}) =>
  product.call<Mailbox>('POST', '/support-emails', {
    body: { email_address: `box${++made}@example.com`, password: PASSWORD, ...SERVERS, ...change },
  });
const get = async (id: string) => (await product.call<Mailbox>('GET', `/support-emails/${id}`)).body;
const inState = (id: string, state: string) =>
  until(
    () => get(id),
    (mailbox) => mailbox.state === state,
  );

describe('a mailbox', () => {
  it('is added, watched at once, read, and shown without its credentials', async () => {
    server.deliver(rawMail('first'));
    const answer = await create({ email_address: 'Support@Example.com', display_name: 'Example Support' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      email_address: 'support@example.com',
      username: 'support@example.com',
      imap_port: 993,
      smtp_port: 465,
      has_credentials: true,
      state: 'stopped',
      version: 1,
      last_sync_at: null,
      lag_seconds: null,
    });
    expect(answer.text).not.toContain(PASSWORD);
    const watched = await inState(answer.body.id, 'watching');
    expect(watched).toMatchObject({ failures: 0, last_error_code: null, capabilities: ['CONDSTORE', 'IDLE', 'UIDPLUS'] });
    expect(watched.lag_seconds).toBeGreaterThanOrEqual(0);
    const folders = await product.call<{ path: string; last_uid: number }[]>('GET', `/support-emails/${answer.body.id}/folders`);
    expect(folders.body).toEqual([
      expect.objectContaining({ path: 'Gesendet', role: 'sent' }),
      expect.objectContaining({ path: 'INBOX', role: 'inbox', last_uid: 1, uid_validity: '1' }),
    ]);
    const { rows } = await product.database.pool.query('select sealed from support_email_secrets where support_email_id = $1', [
      answer.body.id,
    ]);
    expect(rows[0].sealed).toMatch(/^v1\./);
  });

  it('tells its changes to the sockets and the activity log, without secrets', async () => {
    const { body } = await create({ is_watched: false });
    const changes = await product.call<{ data: { event: string; entity_id: string; payload: object }[] }>(
      'GET',
      '/changes?after=0&namespace=emails&limit=500',
    );
    expect(changes.body.data.filter(({ entity_id }) => entity_id === body.id).map(({ event }) => event)).toEqual(['support_email:created']);
    const log = await product.call('GET', `/activity-log?entity_type=support_emails&entity_id=${body.id}`);
    expect(log.body).toMatchObject({ total: 1, data: [{ action: 'insert', actor_kind: 'user' }] });
    expect(log.text).not.toContain('sealed');
  });

  it('knows the servers of Gmail, and takes the blanks out of its app password', async () => {
    server.password = 'abcdefghijklmnop';
    const { status, body } = await product.call<Mailbox>('POST', '/support-emails', {
      body: { email_address: 'team@example.com', provider: 'gmail', password: 'abcd efgh ijkl mnop' },
    });
    expect([status, body.imap_host, body.imap_port, body.smtp_host, body.auth_kind]).toEqual([
      201,
      'imap.gmail.com',
      993,
      'smtp.gmail.com',
      'password',
    ]);
    await inState(body.id, 'watching');
    server.password = PASSWORD;
  });

  it('is added once: the same address is refused until the first is removed', async () => {
    const first = (await create()).body;
    const again = await create({ email_address: String(first.email_address).toUpperCase() });
    expect([again.status, again.body.code]).toEqual([409, 'support_email_exists']);
    expect((await product.call('DELETE', `/support-emails/${first.id}`)).status).toBe(200);
    expect((await create({ email_address: first.email_address })).status).toBe(201);
  });

  it('has aliases, which no other mailbox may have as its own', async () => {
    const first = (await create({ aliases: ['Help@Example.com', 'help@example.com', 'care@example.com'], is_watched: false })).body;
    expect(first).toMatchObject({ aliases: ['help@example.com', 'care@example.com'] });
    expect(first).not.toHaveProperty('addresses');
    for (const body of [{ email_address: 'help@example.com' }, { aliases: ['care@example.com'] }, { aliases: [first.email_address] }])
      expect((await create(body)).body.code).toBe('support_email_exists');
    const other = (await create({ is_watched: false })).body;
    const change = (id: string, aliases: unknown[]) => product.call<Mailbox>('PATCH', `/support-emails/${id}`, { body: { aliases } });
    expect((await change(other.id, ['CARE@example.com'])).body.code).toBe('support_email_exists');
    expect((await change(first.id, [first.email_address, 'help@example.com'])).body.aliases).toEqual(['help@example.com']);
    expect((await change(other.id, ['CARE@example.com'])).body.aliases).toEqual(['care@example.com']);
  });

  it.each([
    ['no address', { email_address: undefined }, 400, 'validation_failed'],
    ['no e-mail address', { email_address: 'support' }, 400, 'validation_failed'],
    ['no credentials', { password: undefined }, 400, 'validation_failed'],
    ['half of an OAuth consent', { password: undefined, ...GRANT, refresh_token: undefined }, 400, 'validation_failed'],
    ['two kinds of credentials', GRANT, 400, 'validation_failed'],
    ['no server', { imap_host: undefined }, 400, 'validation_failed'],
    ['a server that is none', { imap_host: 'http://x/' }, 400, 'validation_failed'],
    ['a port out of range', { smtp_port: 70_000 }, 400, 'validation_failed'],
    ['an alias that is no address', { aliases: ['help'] }, 400, 'validation_failed'],
    ['no folder', { folders: [] }, 400, 'validation_failed'],
    ['a folder of two lines', { folders: ['INBOX\r\nA1 LOGOUT'] }, 400, 'validation_failed'],
    ['an unknown field', { colour: 'red' }, 400, 'validation_failed'],
    ['a server of our own network', { smtp_host: '127.0.0.1', smtp_port: 22 }, 422, 'mail_host_not_allowed'],
    ['the address service of a cloud', { imap_host: '169.254.169.254' }, 422, 'mail_host_not_allowed'],
    ['an address in disguise', { imap_host: '127.1' }, 422, 'mail_host_not_allowed'],
    ['this machine by its name', { imap_host: 'localhost' }, 422, 'mail_host_not_allowed'],
    ['an open password to somewhere else', { imap_security: 'none' }, 422, 'mail_security_needed'],
  ])('is refused with %s', async (_name, change, status, code) => {
    const answer = await create(change);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is changed, but not on top of a change that was not seen', async () => {
    const { id } = (await create({ is_watched: false })).body;
    const first = await product.call<Mailbox>('PATCH', `/support-emails/${id}`, {
      body: { display_name: 'One', team: 'billing', version: 1 },
    });
    expect(first.body).toMatchObject({ display_name: 'One', team: 'billing', version: 2 });
    const stale = await product.call('PATCH', `/support-emails/${id}`, { body: { display_name: 'Other', version: 1 } });
    expect([stale.status, stale.body.code]).toEqual([409, 'support_email_changed']);
    expect(await get(id)).toMatchObject({ display_name: 'One' });
    expect((await product.call<Mailbox>('PATCH', `/support-emails/${id}`, { body: { team: null } })).body).toMatchObject({
      team: null,
      version: 3,
    });
  });

  it('does not send its password to another server because somebody changes the host', async () => {
    const { id } = (await create({ is_watched: false })).body;
    const answer = await product.call('PATCH', `/support-emails/${id}`, { body: { imap_host: 'evil.example.com' }, as: 'supervisor' });
    expect([answer.status, answer.body.code, answer.body.details]).toEqual([422, 'credentials_needed', { fields: ['imap_host'] }]);
    expect(
      (await product.call('PATCH', `/support-emails/${id}`, { body: { imap_host: 'imap2.example.com', password: PASSWORD } })).body,
    ).toMatchObject({ imap_host: 'imap2.example.com' });
  });

  it('waits for a person when its password is wrong, and goes on with the right one', async () => {
    const { id } = (await create({ password: 'a wrong password' })).body;
    // The pauses between attempts are for servers; here they are skipped.
    await until(
      async () => {
        await product.database.pool.query(
          'update support_emails set next_attempt_at = null, sync_requests = sync_requests + 1 where id = $1 and state = $2',
          [id, 'backoff'],
        );
        return get(id);
      },
      ({ state }) => state === 'reconnect_needed',
      30,
    );
    expect(await get(id)).toMatchObject({ auth_failures: 3, last_error_code: 'mail_auth_failed' });
    const sync = await product.call('POST', `/support-emails/${id}/sync`);
    expect([sync.status, sync.body.code]).toEqual([409, 'mailbox_reconnect_needed']);
    const notices = await product.call('GET', '/notifications?type=mailbox_reconnect_needed');
    expect(notices.body).toMatchObject({ total: 1, data: [{ entity_id: id }] });
    expect((await product.call<Mailbox>('PATCH', `/support-emails/${id}`, { body: { password: PASSWORD } })).body).toMatchObject({
      auth_failures: 0,
      state: 'stopped',
    });
    await inState(id, 'watching');
  });

  it('is watched and stopped by order, twice is once', async () => {
    const { id } = (await create({ is_watched: false })).body;
    for (const _ of [1, 2]) expect((await product.call('POST', `/support-emails/${id}/watch`)).body).toMatchObject({ is_watched: true });
    await inState(id, 'watching');
    for (const _ of [1, 2])
      expect((await product.call('POST', `/support-emails/${id}/stop-watch`)).body).toMatchObject({ is_watched: false });
    await inState(id, 'stopped');
    await product.call('PATCH', `/support-emails/${id}`, { body: { is_active: false } });
    for (const order of ['watch', 'sync'])
      expect((await product.call('POST', `/support-emails/${id}/${order}`)).body.code).toBe('support_email_inactive');
  });

  it('is read now when somebody asks', async () => {
    const { id } = (await create({ is_watched: false })).body;
    const asked = await product.call<Mailbox>('POST', `/support-emails/${id}/sync`);
    expect([asked.status, asked.body.last_sync_at]).toEqual([202, null]);
    await until(
      () => get(id),
      ({ last_sync_at, state }) => last_sync_at !== null && state === 'stopped',
    );
  });

  it('can be tested: each server on its own, and nothing is stored', async () => {
    const { id } = (await create({ is_watched: false })).body;
    const works = await product.call('POST', `/support-emails/${id}/test`);
    expect(works.body).toMatchObject({
      imap: { ok: true, error_code: null },
      smtp: { ok: true },
      folders: [
        { path: 'INBOX', role: 'inbox' },
        { path: 'Gesendet', role: 'sent' },
      ],
      capabilities: ['CONDSTORE', 'IDLE', 'UIDPLUS'],
    });
    sends_work = false;
    server.sign_in_faults = [new MailboxError('retry', 'mail_unreachable', 'Nobody answers.')];
    expect((await product.call('POST', `/support-emails/${id}/test`)).body).toMatchObject({
      imap: { ok: false, error_code: 'mail_unreachable' },
      smtp: { ok: false, error_code: 'mail_auth_failed' },
      folders: [],
    });
    sends_work = true;
    expect(await get(id)).toMatchObject({ state: 'stopped', failures: 0, last_error_code: null });
  });

  it('is removed with its credentials, and its messages stay', async () => {
    const { id } = (await create()).body;
    await inState(id, 'watching');
    const before = (await product.database.pool.query('select count(*)::int as n from mailbox_messages where support_email_id = $1', [id]))
      .rows[0].n as number;
    expect(before).toBeGreaterThan(0);
    const open = server.open;
    expect((await product.call('DELETE', `/support-emails/${id}`)).body).toMatchObject({ is_active: false, has_credentials: false });
    await until(
      () => server.open,
      (now) => now === open - 1,
    );
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/folders'],
      ['POST', '/watch'],
      ['POST', '/stop-watch'],
      ['POST', '/sync'],
      ['POST', '/test'],
    ] as const) {
      const answer = await product.call(method, `/support-emails/${id}${path}`, method === 'PATCH' ? { body: { display_name: 'x' } } : {});
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'support_email_not_found']);
    }
    expect((await product.database.pool.query('select 1 from mailbox_messages where support_email_id = $1', [id])).rows).toHaveLength(
      before,
    );
    expect((await product.database.pool.query('select 1 from support_email_secrets where support_email_id = $1', [id])).rows).toEqual([]);
  });

  it('may be seen by all roles, changed by supervisors, added and removed by admins alone', async () => {
    const { id } = (await create({ is_watched: false })).body;
    const tries = async (method: string, path: string, body?: object) =>
      Promise.all((['supervisor', 'agent', 'viewer'] as const).map(async (as) => (await product.call(method, path, { as, body })).status));
    expect(await tries('GET', `/support-emails/${id}`)).toEqual([200, 200, 200]);
    expect(await tries('PATCH', `/support-emails/${id}`, { display_name: 'x' })).toEqual([200, 403, 403]);
    expect(await tries('POST', `/support-emails/${id}/sync`)).toEqual([202, 403, 403]);
    expect(await tries('POST', '/support-emails', { email_address: 'role@example.com', password: PASSWORD, ...SERVERS })).toEqual([
      403, 403, 403,
    ]);
    expect(await tries('DELETE', `/support-emails/${id}`)).toEqual([403, 403, 403]);
  });

  it('is listed by filter, search and cursor, and as CSV', async () => {
    const { id } = (await create({ email_address: 'needle@example.com', is_active: false, is_watched: false })).body;
    const list = (query: string) =>
      product.call<{ data: Mailbox[]; total: number; next_cursor: string }>('GET', `/support-emails?${query}`);
    expect((await list('search=needle')).body).toMatchObject({ total: 1, data: [{ id }] });
    expect((await list('is_active=false')).body.data.every(({ is_active }) => is_active === false)).toBe(true);
    expect((await list('provider=gmail')).body).toMatchObject({ total: 1 });
    expect((await list('state=reconnect_needed')).body).toMatchObject({ total: 0 });
    expect((await list('state=asleep')).status).toBe(400);
    const first = (await list('sort=email_address&order=asc&limit=2')).body;
    const second = (await list(`sort=email_address&order=asc&limit=2&cursor=${first.next_cursor}`)).body;
    expect(first.data[1]!.email_address! < second.data[0]!.email_address!).toBe(true);
    const csv = await product.call('GET', '/support-emails?search=needle', { headers: { accept: 'text/csv' } });
    expect(csv.text).toContain('needle@example.com');
    expect(csv.text).not.toContain('sealed');
  });

  it('counts in health and metrics', async () => {
    const health = await product.call<{ checks: Record<string, Record<string, unknown>> }>('GET', '/health', { as: null });
    expect(health.body.checks['mailboxes']).toMatchObject({ ok: true, late: 0, reconnect_needed: 0, watching: expect.any(Number) });
    const metrics = (await product.call('GET', '/metrics', { as: null })).text;
    expect(metrics).toMatch(/mailboxes\{state="watching"\} [1-9]/);
    expect(metrics).toMatch(/mailbox_messages_total\{outcome="stored"\} [1-9]/);
    await product.database.pool.query(
      `update support_emails set watched_since = now() - interval '1 day', last_sync_at = now() - interval '1 day',
        created_at = now() - interval '2 days' where email_address = 'support@example.com'`,
    );
    await product.database.pool.query(`update mailbox_folders set last_sync_at = now() - interval '1 day'`);
    const { rows } = await product.database.pool.query('select sum(late)::int as late from get_mailbox_health(600)');
    expect(rows[0].late).toBe(1);
  });
});
