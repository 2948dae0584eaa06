import { ImapMailboxDriver } from '../../../src/providers/mail/imapMailbox.js';
import { composeMail } from '../../../src/providers/mail/mailComposer.js';
import { MimeMailParser } from '../../../src/providers/mail/mailParser.js';
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
      deliver: (raw, { flags = [], at = new Date() } = {}) =>
        dovecot.asOwner(async (client) => void (await client.append('INBOX', raw, flags, at))),
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

  it('sees the images that our HTML shows as parts beside it, and gives them back to our parser so', async () => {
    const person = { email: 'support@example.com', name: '' };
    const png = {
      filename: 'screen.png',
      content_type: 'image/png',
      content: Buffer.from('a picture'),
      content_id: '1.x@example.com',
      is_inline: true,
    };
    const raw = await composeMail({
      message_id: '<inline@example.com>',
      from: person,
      to: [person],
      cc: [],
      subject: 'A screenshot',
      date: new Date('2026-03-02T10:00:00Z'),
      in_reply_to: '',
      reference_ids: [],
      text: 'See.',
      html: '<p>See <img src="cid:1.x@example.com"></p>',
      attachments: [png, { ...png, filename: 'b.pdf', content_type: 'application/pdf', content_id: '', is_inline: false }],
      loop_token: 'x',
    });
    await host.deliver(raw);
    const driver = new ImapMailboxDriver({ close_ms: 1_000 });
    const connection = await driver.connect(dovecot.settings());
    const uid = (await connection.open('INBOX')).uid_next - 1;
    const [message] = await collect(connection.fetch([uid], 1_000_000));
    await connection.close();
    const parsed = await new MimeMailParser('a secret').parse(message!.source);
    expect(
      parsed.attachments.map(({ filename, content_id, is_inline, content }) => [filename, content_id, is_inline, content?.toString()]),
    ).toEqual([
      ['screen.png', '1.x@example.com', true, 'a picture'],
      ['b.pdf', '', false, 'a picture'],
    ]);
    const structure = await dovecot.asOwner(
      async (client) => ((await client.fetchOne(String(uid), { bodyStructure: true }, { uid: true })) || undefined)?.bodyStructure,
    );
    const related = structure!.childNodes![0]!.childNodes![1]!;
    expect([related.type, related.childNodes!.map(({ type, id, disposition }) => [type, id, disposition])]).toEqual([
      'multipart/related',
      [
        ['text/html', undefined, undefined],
        ['image/png', '<1.x@example.com>', 'inline'],
      ],
    ]);
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
