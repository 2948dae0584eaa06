import { MailboxError } from '../ports/mailbox.port.js';
import { ImapMailboxDriver } from './imapMailbox.js';
import type { MailSandbox, MailSandboxAccount } from './mail.sandbox.js';
import { byteLetter, imapOf, letter, startAccount } from './specSupport.js';

const FAST = { connect_ms: 2_000, greeting_ms: 300, silence_ms: 400, close_ms: 300 };
const NEVER = new AbortController().signal;

async function failureOf(work: Promise<unknown>): Promise<MailboxError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MailboxError)) throw error;
  return error;
}

describe('ImapMailboxDriver, when things go wrong', () => {
  const driver = new ImapMailboxDriver(FAST);
  let sandbox: MailSandbox;
  let account: MailSandboxAccount;
  beforeEach(async () => {
    ({ sandbox, account } = await startAccount({ files_sent: true }));
  });
  afterEach(() => sandbox.stop());

  it.each([
    ['wrong_password', 'reconnect_needed', 'mail_auth_failed'],
    ['app_password_needed', 'reconnect_needed', 'mail_app_password_needed'],
    ['browser_login', 'reconnect_needed', 'mail_browser_login_needed'],
    ['unavailable', 'retry', 'mail_unavailable'],
    ['too_many_connections', 'slow_down', 'mail_too_many_connections'],
    ['over_quota', 'slow_down', 'mail_over_quota'],
  ] as const)('a sign-in that meets %s is %s', async (kind, expected, code) => {
    account.addFault({ kind });
    const error = await failureOf(driver.connect(imapOf(account)));
    expect(error).toMatchObject({ kind: expected, code });
    expect(error.retry_after_ms !== undefined).toBe(expected === 'slow_down');
    // The next one works, and no socket was left behind.
    const connection = await driver.connect(imapOf(account));
    expect(account.imap.connections).toBe(1);
    await connection.close();
  });

  it('signs in with an access token, and asks for a person when it is refused', async () => {
    const connection = await driver.connect(imapOf(account, { credentials: { kind: 'oauth2', access_token: account.access_token } }));
    expect((await connection.open('INBOX')).message_count).toBe(0);
    await connection.close();
    const error = await failureOf(driver.connect(imapOf(account, { credentials: { kind: 'oauth2', access_token: 'an expired token' } })));
    expect(error).toMatchObject({ kind: 'reconnect_needed', code: 'mail_token_refused' });
    expect(error.message).not.toContain('expired token');
  });

  it('takes an app password as Google shows it', async () => {
    const { sandbox: other, account: gmail } = await startAccount({ password: 'abcdefghijklmnop' });
    const connection = await driver.connect(imapOf(gmail, { credentials: { kind: 'password', password: 'abcd efgh ijkl mnop' } }));
    await connection.close();
    await other.stop();
  });

  it('gives up on a server that never greets, never answers, or is not there', async () => {
    account.addFault({ kind: 'silent', command: 'CONNECT' });
    expect(await failureOf(driver.connect(imapOf(account)))).toMatchObject({ kind: 'retry', code: 'mail_timeout' });
    account.addFault({ kind: 'silent', command: 'AUTHENTICATE PLAIN' });
    account.addFault({ kind: 'silent', command: 'LOGIN' });
    expect(await failureOf(driver.connect(imapOf(account)))).toMatchObject({ kind: 'retry', code: 'mail_timeout' });
    const settings = imapOf(account);
    await account.stop();
    expect(await failureOf(driver.connect(settings))).toMatchObject({ kind: 'retry', code: 'mail_unreachable' });
    await account.start();
  });

  it('stops connecting when it is told to', async () => {
    account.addFault({ kind: 'slow', ms: 60_000, command: 'CONNECT' });
    const stop = new AbortController();
    const failed = failureOf(new ImapMailboxDriver().connect(imapOf(account), stop.signal));
    setTimeout(() => stop.abort(), 20);
    expect(await failed).toMatchObject({ kind: 'retry', code: 'mail_stopped' });
    expect(await failureOf(driver.connect(imapOf(account), stop.signal))).toMatchObject({ code: 'mail_stopped' });
  });

  it('refuses a server without TLS where TLS is wanted', async () => {
    expect(await failureOf(driver.connect(imapOf(account, { security: 'tls' })))).toMatchObject({
      code: expect.stringMatching(/^mail_(tls_failed|connection_lost|timeout)$/),
    });
    expect(await failureOf(driver.connect(imapOf(account, { security: 'starttls' })))).toBeInstanceOf(MailboxError);
    expect(account.imap.commands.filter((command) => /LOGIN|AUTHENTICATE/.test(command))).toEqual([]);
  });

  it('keeps what it gave before the socket went in the middle of a message', async () => {
    for (let index = 0; index < 5; index += 1) account.file('INBOX', byteLetter(`message-${index}`, 100_000));
    const connection = await driver.connect(imapOf(account));
    await connection.open('INBOX');
    account.addFault({ kind: 'mid_literal', nth: 4 });
    const got: number[] = [];
    const error = await failureOf(
      (async () => {
        for await (const message of connection.fetch([1, 2, 3, 4, 5], 1_000_000)) got.push(message.uid);
      })(),
    );
    expect(got).toEqual([1, 2, 3]);
    expect(error).toMatchObject({ kind: 'retry', code: 'mail_connection_lost' });
    await connection.close();
    const again = await driver.connect(imapOf(account));
    await again.open('INBOX');
    expect(await again.uidsAfter(3)).toEqual([4, 5]);
    await again.close();
  });

  it('does not hang on a half-open connection, whatever it is doing', async () => {
    account.file('INBOX', letter('one'));
    const asked = [
      ['UID FETCH', async (c) => void (await c.fetch([1], 1_000)[Symbol.asyncIterator]().next())],
      ['UID SEARCH', async (c) => void (await c.uidsAfter(0))],
      ['EXAMINE', async (c) => void (await c.open('INBOX'))],
      ['LIST', async (c) => void (await c.folders())],
    ] as [string, (connection: Awaited<ReturnType<typeof driver.connect>>) => Promise<void>][];
    for (const [command, ask] of asked) {
      const connection = await driver.connect(imapOf(account));
      await connection.open('INBOX');
      account.addFault({ kind: 'silent', command });
      expect(await failureOf(ask(connection))).toMatchObject({ kind: 'retry', code: 'mail_timeout' });
      await connection.close();
    }
  });

  it('notices during IDLE that the server has gone silent', async () => {
    const connection = await driver.connect(imapOf(account));
    await connection.open('INBOX');
    const waiting = failureOf(connection.idle(60_000, NEVER));
    account.imap.hangUp('silent');
    expect(await waiting).toMatchObject({ kind: 'retry' });
    await connection.close();
  });

  it('closes a half-open connection in bounded time', async () => {
    const patient = new ImapMailboxDriver({ ...FAST, silence_ms: 600_000 });
    const connection = await patient.connect(imapOf(account));
    account.imap.hangUp('silent');
    await connection.close();
    expect(await failureOf(connection.folders())).toMatchObject({ kind: 'retry' });
  });

  it('keeps waiting through new IDLE commands, and hears what comes after them', async () => {
    const restless = new ImapMailboxDriver({ ...FAST, silence_ms: 5_000, idle_restart_ms: 40 });
    const connection = await restless.connect(imapOf(account));
    await connection.open('INBOX');
    expect(await connection.idle(400, NEVER)).toBe('quiet');
    expect(account.imap.commands.filter((command) => command === 'IDLE').length).toBeGreaterThan(2);
    const waiting = connection.idle(30_000, NEVER);
    account.file('INBOX', letter('late'));
    expect(await waiting).toBe('news');
    await connection.close();
  });

  it('hears of flags and of messages that went while it waits', async () => {
    account.file('INBOX', letter('one'));
    account.file('INBOX', letter('two'));
    const connection = await driver.connect(imapOf(account));
    await connection.open('INBOX');
    const flags = connection.idle(30_000, NEVER);
    account.imap.setFlags('INBOX', 1, ['\\Seen']);
    expect(await flags).toBe('news');
    const gone = connection.idle(30_000, NEVER);
    account.imap.remove('INBOX', 1);
    expect(await gone).toBe('news');
    await connection.close();
  });

  it('falls back to asking now and then where IDLE is refused', async () => {
    const asking = new ImapMailboxDriver({ ...FAST, poll_ms: 30 });
    const connection = await asking.connect(imapOf(account));
    await connection.open('INBOX');
    account.addFault({ kind: 'refused', command: 'IDLE', times: 0 });
    const waiting = connection.idle(30_000, NEVER);
    account.file('INBOX', letter('polled'));
    expect(await waiting).toBe('news');
    expect(account.imap.commands).toContain('STATUS');
    await connection.close();
  });

  it('notes for the log what the server said when it hung up', async () => {
    const connection = await driver.connect(imapOf(account));
    await connection.open('INBOX');
    const waiting = failureOf(connection.idle(30_000, NEVER));
    account.imap.hangUp('bye', 'Session expired, please log in again');
    expect(await waiting).toMatchObject({
      kind: 'retry',
      code: 'mail_connection_lost',
      message: 'The mail server hung up.',
      said: expect.stringContaining('Session expired'),
    });
    const other = await driver.connect(imapOf(account));
    account.addFault({ kind: 'bye', command: 'EXAMINE', text: '[OVERQUOTA] Account exceeded command or bandwidth limits.' });
    expect(await failureOf(other.open('INBOX'))).toMatchObject({ kind: 'slow_down', code: 'mail_over_quota' });
    await Promise.all([connection.close(), other.close()]);
  });

  it('shows that a folder was numbered anew', async () => {
    account.file('INBOX', letter('one'));
    account.file('INBOX', letter('two'));
    account.imap.remove('INBOX', 1);
    const connection = await driver.connect(imapOf(account));
    const before = await connection.open('INBOX');
    account.imap.renumber('INBOX');
    expect(await failureOf(connection.open('INBOX'))).toMatchObject({ kind: 'retry' });
    const again = await driver.connect(imapOf(account));
    const after = await again.open('INBOX');
    expect(after.uid_validity).not.toBe(before.uid_validity);
    expect(await again.uidsAfter(0)).toEqual([1]);
    await Promise.all([connection.close(), again.close()]);
  });

  it('gives the ids and labels of Gmail, the same in every folder', async () => {
    account.file('INBOX', letter('first'));
    account.file('INBOX', Buffer.from(letter('second').toString().replace('Subject:', 'In-Reply-To: <first@example.net>\r\nSubject:')));
    const connection = await driver.connect(imapOf(account));
    expect(connection.capabilities.has('X-GM-EXT-1')).toBe(true);
    expect(await connection.folders()).toEqual(
      expect.arrayContaining([
        { path: '[Gmail]/All Mail', role: 'all' },
        { path: '[Gmail]/Sent Mail', role: 'sent' },
        { path: '[Gmail]/Spam', role: 'other' },
      ]),
    );
    expect((await connection.folders()).map(({ path }) => path)).not.toContain('[Gmail]');
    const seen: { gmail_message_id?: string; gmail_thread_id?: string; labels: string[] }[] = [];
    for (const path of ['INBOX', '[Gmail]/All Mail']) {
      await connection.open(path);
      for await (const message of connection.fetch([1, 2], 10_000)) seen.push(message);
    }
    expect(seen[0]!.gmail_message_id).toMatch(/^\d{19}$/);
    expect(seen.map((one) => one.gmail_message_id)).toEqual([seen[0], seen[1], seen[0], seen[1]].map((one) => one!.gmail_message_id));
    expect(new Set(seen.map((one) => one.gmail_thread_id)).size).toBe(1);
    expect(seen[0]!.labels).toEqual(['\\Inbox']);
    await connection.close();
  });

  it('takes no more than it is told of each of many big messages', async () => {
    const size = 2 * 1024 * 1024;
    for (let index = 0; index < 24; index += 1) account.file('INBOX', byteLetter(`big-${index}`, size));
    const connection = await driver.connect(imapOf(account));
    await connection.open('INBOX');
    let total = 0;
    for await (const message of connection.fetch(await connection.uidsAfter(0), 64 * 1024)) {
      expect(message.is_truncated).toBe(true);
      total += message.source.length;
    }
    expect(total).toBe(24 * 64 * 1024);
    await connection.close();
  });
});
