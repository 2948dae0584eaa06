import { MailboxError } from '../../../src/providers/ports/mailbox.port.js';
import { createTestDatabase } from '../../support/database.js';
import { FakeMailbox, lost, rawMail, refused } from '../../support/fakeMailbox.js';
import { until } from '../../support/until.js';
import { Mailboxes } from '../../support/factories/mailboxes.js';

let mailboxes: Mailboxes;
let server: FakeMailbox;
beforeEach(async () => {
  mailboxes = new Mailboxes(await createTestDatabase());
  server = new FakeMailbox();
});
afterEach(() => mailboxes.close());

const DAY = 86_400_000;
const messages = (id: string, count: number) =>
  until(
    () => mailboxes.count('mailbox_messages', id),
    (n) => n === count,
  );
const state = (id: string, wanted: string) =>
  until(
    async () => (await mailboxes.row<{ state: string }>(id)).state,
    (now) => now === wanted,
  );
const synced = (id: string) =>
  until(
    async () => (await mailboxes.row<{ last_sync_at: Date | null }>(id)).last_sync_at,
    (at) => at !== null,
  );

describe('the watching of a mailbox', () => {
  it('reads what is there within the backfill, then whatever arrives, as soon as it arrives', async () => {
    server.deliver(rawMail('old'), { received_at: new Date(Date.now() - 40 * DAY) });
    server.deliver(rawMail('new'), { received_at: new Date(Date.now() - DAY) });
    server.deliver(rawMail('answer'), { folder: 'Gesendet' });
    const id = await mailboxes.make();
    mailboxes.node(server).start();
    await messages(id, 2);
    await state(id, 'watching');
    expect(await mailboxes.cursor(id)).toMatchObject({ last_uid: 2 });
    expect(
      (await mailboxes.pool.query('select folder_role from mailbox_messages where support_email_id = $1 order by 1', [id])).rows,
    ).toEqual([{ folder_role: 'inbox' }, { folder_role: 'sent' }]);
    server.deliver(rawMail('arriving'));
    await messages(id, 3);
    expect(server.sign_ins).toBe(1);
    const { raw_sha256 } = await mailboxes.one<{ raw_sha256: string }>(
      'select raw_sha256 from mailbox_messages where support_email_id = $1 order by created_at desc limit 1',
      [id],
    );
    expect((await mailboxes.files.read(raw_sha256)).toString()).toBe(rawMail('arriving'));
    expect((await mailboxes.queued()).length).toBe(3);
  });

  it('finds by looking what the server does not tell of', async () => {
    const id = await mailboxes.make();
    server.tells_news = false;
    mailboxes.node(server, { poll_ms: 20 }).start();
    await state(id, 'watching');
    server.deliver(rawMail(1), { folder: 'Gesendet' });
    await messages(id, 1);
  });

  it('begins when a mailbox is added, ends when it is switched off, and begins again', async () => {
    const node = mailboxes.node(server, { look_ms: 60_000 });
    node.start();
    await until(() => (node.watchers as unknown as { locks: { isUp: boolean } }).locks.isUp, Boolean);
    const id = await mailboxes.make();
    await state(id, 'watching');
    await mailboxes.pool.query('select watch_support_email($1, false)', [id]);
    await state(id, 'stopped');
    expect([server.open, server.signed_off]).toEqual([0, 1]);
    await mailboxes.pool.query('select watch_support_email($1, true)', [id]);
    await state(id, 'watching');
    await mailboxes.pool.query(`select update_support_email($1, '{"is_active": false}')`, [id]);
    await state(id, 'stopped');
    expect(server.open).toBe(0);
  });

  it('reads a mailbox once that is not watched, when somebody asks, and signs off', async () => {
    server.deliver(rawMail(1));
    const id = await mailboxes.make({ is_watched: false });
    mailboxes.node(server).start();
    await Promise.all(Array.from({ length: 5 }, () => mailboxes.pool.query('select request_mailbox_sync($1)', [id])));
    await messages(id, 1);
    await state(id, 'stopped');
    await until(
      () => server.open,
      (open) => open === 0,
    );
    expect(await mailboxes.row(id)).toMatchObject({ sync_requests: 5, sync_requests_served: 5 });
    expect(server.sign_ins).toBeLessThanOrEqual(5);
  });

  it('reads a watched mailbox at once when somebody asks', async () => {
    const id = await mailboxes.make();
    server.tells_news = false;
    mailboxes.node(server).start();
    await state(id, 'watching');
    server.deliver(rawMail(1));
    await mailboxes.pool.query('select request_mailbox_sync($1)', [id]);
    await messages(id, 1);
    expect(server.sign_ins).toBe(1);
  });

  it('follows flags, and counts a message that is moved away and back as the same', async () => {
    const uid = server.deliver(rawMail(1));
    const id = await mailboxes.make();
    mailboxes.node(server).start();
    await messages(id, 1);
    await state(id, 'watching');
    server.flag(uid, ['\\Seen', '\\Answered']);
    await until(
      () => mailboxes.one<{ flags: string[] }>('select flags from mailbox_messages where support_email_id = $1', [id]),
      ({ flags }) => flags.includes('\\Answered'),
    );
    server.remove(uid);
    server.deliver(rawMail(1));
    await until(
      () => mailboxes.count('mailbox_places', id),
      (n) => n === 2,
    );
    expect(await mailboxes.count('mailbox_messages', id)).toBe(1);
  });

  it('keeps the beginning of a message that is too large, and says so', async () => {
    server.deliver(rawMail('large', { text: 'x'.repeat(3 * 1024 * 1024) }));
    server.deliver(rawMail('small'));
    const id = await mailboxes.make();
    mailboxes.node(server, {}, { MAIL_MAX_MESSAGE_MB: '2' }).start();
    await messages(id, 2);
    const row = await mailboxes.one<{ raw_sha256: string; raw_size: number; notes: { code: string }[] }>(
      `select * from mailbox_messages where notes <> '[]'`,
    );
    expect([row.raw_size > 3 * 1024 * 1024, row.notes.map(({ code }) => code)]).toEqual([true, ['message_too_large']]);
    const kept = await mailboxes.files.read(row.raw_sha256);
    expect([kept.length, kept.toString('latin1', 0, 30)]).toEqual([1024 * 1024, rawMail('large').slice(0, 30)]);
  });
});

describe('when something fails', () => {
  it('goes on where a connection broke in the middle of a fetch, and doubles nothing', async () => {
    for (let n = 0; n < 130; n++) server.deliver(rawMail(n));
    server.fetch_breaks = [30, 0, 7];
    const id = await mailboxes.make();
    mailboxes.node(server).start();
    await messages(id, 130);
    await state(id, 'watching');
    expect(server.fetched.length).toBe(130);
    expect(server.sign_ins).toBe(4);
    const queued = await mailboxes.queued();
    expect([queued.length, new Set(queued).size]).toEqual([130, 130]);
  });

  it('forgets failures after it went well for a while', async () => {
    server.sign_in_faults = [lost(), lost()];
    const id = await mailboxes.make();
    mailboxes.node(server, { poll_ms: 20 }).start();
    await state(id, 'watching');
    await until(
      () => mailboxes.row(id),
      ({ failures, last_error_code }) => failures === 0 && last_error_code === null,
    );
    expect(server.sign_ins).toBe(3);
  });

  it('stops after three refused sign-ins, tells people once, and begins again with other credentials', async () => {
    server.password = 'another password by now';
    const id = await mailboxes.make();
    mailboxes.node(server).start();
    await state(id, 'reconnect_needed');
    // Were it to try again, it would have done so many times by then.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.sign_ins).toBe(3);
    expect(await mailboxes.row(id)).toMatchObject({ auth_failures: 3, last_error_code: 'mail_auth_failed', next_attempt_at: null });
    const notices = async () =>
      (await mailboxes.pool.query(`select module, type, entity_id from notifications where entity_id = $1`, [id])).rows;
    expect(await notices()).toEqual([{ module: 'support_emails', type: 'mailbox_reconnect_needed', entity_id: id }]);
    await expect(mailboxes.pool.query('select request_mailbox_sync($1)', [id])).rejects.toMatchObject({
      message: 'mailbox_reconnect_needed',
    });

    server.deliver(rawMail(1));
    await mailboxes.pool.query(`select update_support_email($1, '{}', $2)`, [id, mailboxes.seal(id, server.password)]);
    await messages(id, 1);
    await state(id, 'watching');
    expect([server.sign_ins, (await mailboxes.row<{ auth_failures: number }>(id)).auth_failures, (await notices()).length]).toEqual([
      4, 0, 1,
    ]);
  });

  it('counts refused sign-ins in a row only', async () => {
    server.sign_in_faults = [refused(), refused(), lost(), lost()];
    const id = await mailboxes.make();
    mailboxes.node(server).start();
    await state(id, 'watching');
    server.sign_in_faults = [refused(), refused()];
    server.breakAll();
    await until(
      () => server.sign_ins,
      (n) => n === 8,
    );
    await state(id, 'watching');
  });

  it('asks for credentials at once when the stored ones cannot be opened', async () => {
    const id = await mailboxes.make();
    await mailboxes.pool.query('update support_email_secrets set sealed = $2 where support_email_id = $1', [id, 'v1.00000000.a.b.c']);
    mailboxes.node(server).start();
    await state(id, 'reconnect_needed');
    expect([server.sign_ins, (await mailboxes.row(id)).last_error_code]).toEqual([0, 'mail_credentials_unreadable']);
  });

  it('gives a server the patience it asks for, also after a restart and when somebody asks', async () => {
    server.sign_in_faults = [new MailboxError('slow_down', 'mail_over_quota', "The mailbox has used up its provider's quota.", 3_600_000)];
    const id = await mailboxes.make();
    const first = mailboxes.node(server);
    first.start();
    await state(id, 'backoff');
    await mailboxes.pool.query('select request_mailbox_sync($1)', [id]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await first.stop();
    mailboxes.node(server).start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.sign_ins).toBe(1);
    const { next_attempt_at } = await mailboxes.row<{ next_attempt_at: Date }>(id);
    expect(next_attempt_at.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('reads a folder that is numbered anew once more: nothing is missed, nothing doubled', async () => {
    for (let n = 0; n < 20; n++) server.deliver(rawMail(n));
    const id = await mailboxes.make();
    mailboxes.node(server).start();
    await messages(id, 20);
    await state(id, 'watching');
    server.tells_news = false;
    server.deliver(rawMail('while numbers changed'));
    server.renumber('INBOX', '2', 1_000);
    await messages(id, 21);
    await until(
      () => mailboxes.cursor(id),
      ({ uid_validity, last_uid }) => uid_validity === '2' && last_uid === 1_020,
    );
    expect(await mailboxes.count('mailbox_places', id)).toBe(21);
  });

  it('keeps apart what a careless program sends under one id, and leaves a trace of a copy', async () => {
    const entry = (text: string, ...head: string[]) =>
      [...head, 'Message-ID: <fixed@form.example>', 'From: form@form.example', 'Date: Sun, 29 Nov 2026 10:00:00 +0000', '', text, ''].join(
        '\r\n',
      );
    server.deliver(entry('Entry 1'));
    server.deliver(entry('Entry 2'));
    server.deliver(entry('Entry 1', 'Received: by another way'));
    const id = await mailboxes.make();
    mailboxes.node(server).start();
    await messages(id, 2);
    await state(id, 'watching');
    server.deliver(entry('Entry 3'));
    await messages(id, 3);
    // Numbered anew, all are known.
    server.renumber('INBOX', '2');
    await mailboxes.pool.query('select request_mailbox_sync($1)', [id]);
    await until(
      () => mailboxes.cursor(id),
      ({ uid_validity }) => uid_validity === '2',
    );
    expect(await mailboxes.count('mailbox_messages', id)).toBe(3);
    const { rows } = await mailboxes.pool.query<{ notes: { code: string; message: string }[] }>(
      'select notes from mailbox_messages where support_email_id = $1 order by created_at, received_at, id',
      [id],
    );
    expect(rows.flatMap(({ notes }) => notes)).toEqual([
      { code: 'copy_dropped', message: expect.stringMatching(/INBOX, SHA-256 [0-9a-f]{64}/) },
    ]);
  });

  it('reads the other folders when one is gone, and says which', async () => {
    server.deliver(rawMail(1));
    const id = await mailboxes.make({ folders: ['Projects', 'INBOX'] });
    mailboxes.node(server, { poll_ms: 20 }).start();
    await messages(id, 1);
    await state(id, 'watching');
    expect(await mailboxes.row(id)).toMatchObject({
      last_error_code: 'mail_folder_gone',
      last_error_message: 'Not in the mailbox: Projects.',
    });
    server.addFolder('Projects');
    server.deliver(rawMail(2), { folder: 'Projects' });
    await messages(id, 2);
    await until(
      () => mailboxes.row(id),
      ({ last_error_code }) => last_error_code === null,
    );
  });

  it('does not keep one mailbox waiting for another that fails', async () => {
    const broken = new FakeMailbox();
    broken.beforeMessage = () => new Promise(() => undefined);
    broken.deliver(rawMail('stuck'));
    server.deliver(rawMail(1));
    const stuck = await mailboxes.make({ username: 'stuck' });
    const id = await mailboxes.make();
    const node = mailboxes.node(
      { connect: (settings, signal) => (settings.username === 'stuck' ? broken : server).connect(settings, signal) },
      { drain_ms: 200 },
    );
    node.start();
    await messages(id, 1);
    await state(stuck, 'syncing');
    // A stop does not wait for ever either.
    await node.stop();
    expect(server.open).toBe(0);
  });

  it('leaves a mailbox that is removed while it is read, at the next safe place', async () => {
    for (let n = 0; n < 120; n++) server.deliver(rawMail(n));
    const id = await mailboxes.make();
    server.beforeMessage = async (uid) => {
      if (uid === 60) await mailboxes.pool.query('select delete_support_email($1)', [id]);
    };
    mailboxes.node(server).start();
    await until(() => server.sign_ins === 1 && server.open === 0, Boolean);
    expect(await mailboxes.count('mailbox_messages', id)).toBe(50);
    expect(await mailboxes.row(id)).toMatchObject({ state: 'stopped' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.sign_ins).toBe(1);
  });

  it('stores the batch under way when the process stops, and signs off', async () => {
    for (let n = 0; n < 120; n++) server.deliver(rawMail(n));
    const id = await mailboxes.make();
    const node = mailboxes.node(server);
    const stops: Promise<void>[] = [];
    server.beforeMessage = (uid) => {
      if (uid === 20) stops.push(node.stop());
    };
    node.start();
    await until(
      () => stops.length,
      (n) => n === 1,
    );
    await Promise.all(stops);
    expect([await mailboxes.count('mailbox_messages', id), await mailboxes.cursor(id)]).toEqual([
      50,
      expect.objectContaining({ last_uid: 50 }),
    ]);
    expect([server.open, server.signed_off, (await mailboxes.row(id)).state]).toEqual([0, 1, 'stopped']);
    mailboxes.node(server).start();
    await messages(id, 120);
    expect(server.fetched.length).toBe(120);
  });
});

describe('several nodes', () => {
  it('read each mailbox by one of them, and take over from one that died', async () => {
    const id = await mailboxes.make();
    const [first, second] = [mailboxes.node(server), mailboxes.node(server)];
    first.start();
    await state(id, 'watching');
    second.start();
    await synced(id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([server.sign_ins, server.most_open]).toEqual([1, 1]);
    await first.kill();
    await until(
      () => server.sign_ins,
      (n) => n === 2,
    );
    server.deliver(rawMail(1));
    await messages(id, 1);
    await state(id, 'watching');
  });

  it('begin anew when the database hangs up on them', async () => {
    const id = await mailboxes.make();
    mailboxes.node(server).start();
    await state(id, 'watching');
    await mailboxes.pool
      .query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
      .catch(() => undefined);
    await until(
      () => server.sign_ins,
      (n) => n === 2,
    );
    server.deliver(rawMail(1));
    await messages(id, 1);
  });
});
