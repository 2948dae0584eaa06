import { ImapMailboxDriver } from '../../../src/providers/mail/imapMailbox.js';
import { letter } from '../../../src/providers/mail/specSupport.js';
import { type Dovecot, hasDovecot, MAX_CONNECTIONS, startDovecot } from '../../support/dovecot.js';
import { collect, expectMailbox, failureOf, type MailHost } from '../../support/mailboxDriver.js';

const present = hasDovecot();

(present ? describe : describe.skip)('a mailbox of Dovecot', () => {
  let dovecot: Dovecot;
  let host: MailHost;
  beforeAll(async () => {
    dovecot = await startDovecot();
    host = {
      settings: (change) => dovecot.settings(change),
      sent_folder: 'Gesendet',
      deliver: (raw, { flags = [], at = new Date() } = {}) => dovecot.asOwner(async (client) => void (await client.append('INBOX', raw, flags, at))),
      setFlags: (uid, flags) => dovecot.asOwner(async (client) => void (await client.messageFlagsSet(String(uid), flags, { uid: true }))),
      remove: (uid) => dovecot.asOwner(async (client) => void (await client.messageDelete(String(uid), { uid: true }))),
    };
  });
  afterAll(() => dovecot?.stop());

  expectMailbox(() => host);

  it('refuses one connection too many in a way that asks to slow down', async () => {
    const driver = new ImapMailboxDriver({ close_ms: 1_000 });
    await dovecot.asOwner(async () => undefined);
    const open = [];
    for (let index = 0; index < MAX_CONNECTIONS - 1; index += 1) open.push(await driver.connect(dovecot.settings()));
    const error = await failureOf(driver.connect(dovecot.settings()));
    expect(error).toMatchObject({ kind: 'slow_down', code: 'mail_too_many_connections' });
    expect(error.retry_after_ms).toBeGreaterThan(0);
    await Promise.all(open.map((connection) => connection.close()));
  });

  it('survives a restart of the server: the old connection fails, a new one sees the same numbers', async () => {
    const driver = new ImapMailboxDriver({ close_ms: 1_000 });
    await host.deliver(letter('before the restart'));
    const old = await driver.connect(dovecot.settings());
    const before = await old.open('INBOX');
    const waiting = failureOf(old.idle(60_000, new AbortController().signal));
    await dovecot.kill();
    expect(await waiting).toMatchObject({ kind: 'retry' });
    expect(await failureOf(driver.connect(dovecot.settings()))).toMatchObject({ kind: 'retry', code: 'mail_unreachable' });
    await dovecot.start();
    const connection = await driver.connect(dovecot.settings());
    expect(await connection.open('INBOX')).toMatchObject({ uid_validity: before.uid_validity, uid_next: before.uid_next });
    const [message] = await collect(connection.fetch([before.uid_next - 1], 10_000));
    expect(message!.source.equals(letter('before the restart'))).toBe(true);
    await connection.close();
    await old.close();
  });

  it('gives a folder that was made anew another UIDVALIDITY', async () => {
    const driver = new ImapMailboxDriver({ close_ms: 1_000 });
    const remake = () =>
      dovecot.asOwner(async (client) => {
        await client.mailboxDelete('Orders').catch(() => undefined);
        await client.mailboxCreate('Orders');
        await client.append('Orders', letter('an order'), [], new Date());
      });
    await remake();
    const connection = await driver.connect(dovecot.settings());
    const before = await connection.open('Orders');
    await connection.open('INBOX');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await remake();
    const after = await connection.open('Orders');
    expect(after.uid_validity).not.toBe(before.uid_validity);
    expect(await connection.uidsAfter(0)).toHaveLength(1);
    await connection.close();
  });
});
