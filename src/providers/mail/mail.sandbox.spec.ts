import { simpleParser } from 'mailparser';
import { internalDate } from './sandbox/imapServer.js';
import { type MailSandbox, startMailSandbox } from './mail.sandbox.js';
import { ADDRESS, byteLetter, letter } from './specSupport.js';

const NOW = new Date('2026-02-24T12:30:00Z');

describe('the mail sandbox', () => {
  let sandbox: MailSandbox;
  afterEach(() => sandbox.stop());

  const get = async (path: string) => (await fetch(`${sandbox.url}${path}`)).json() as Promise<Record<string, unknown>[]>;
  const post = async (path: string, body: unknown) =>
    (await fetch(`${sandbox.url}${path}`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Record<string, unknown>>;

  it('begins with a dozen invented mails that are the same for the same seed', async () => {
    sandbox = await startMailSandbox({ profile: 'demo', trickle_seconds: 0, now: () => NOW, seed: 7 });
    const twin = await startMailSandbox({ profile: 'demo', trickle_seconds: 0, now: () => NOW, seed: 7 });
    const other = await startMailSandbox({ profile: 'demo', trickle_seconds: 0, now: () => NOW, seed: 8 });
    const messages = sandbox.messages(ADDRESS);
    expect(messages).toHaveLength(12);
    expect(twin.messages(ADDRESS)).toEqual(messages);
    expect(other.messages(ADDRESS)).not.toEqual(messages);
    await Promise.all([twin.stop(), other.stop()]);
    const times = messages.map(({ received_at }) => received_at);
    expect(times).toEqual([...times].sort());
    expect(times.every((time) => new Date(time) < NOW)).toBe(true);

    const mails = await Promise.all(messages.map(({ raw }) => simpleParser(raw)));
    expect(mails.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['Where is my order 5550142?', 'ऑर्डर 5550203 अभी तक नहीं मिला', 'Refund kab milega?']),
    );
    expect(mails.find(({ subject }) => subject?.includes('5550203'))!.from!.value[0]).toEqual({
      name: 'गीता शर्मा',
      address: 'geeta.sharma@example.net',
    });
    expect(mails.filter(({ headers }) => headers.has('auto-submitted'))).toHaveLength(1);
    expect(mails.filter(({ headers }) => headers.has('list'))).toHaveLength(1);
    const files = mails.flatMap(({ attachments }) =>
      attachments.map(({ filename, content }) => [filename, content.subarray(0, 4).toString('latin1')]),
    );
    expect(files).toEqual([
      ['broken-jar.png', '\x89PNG'],
      ['invoice.pdf', '%PDF'],
    ]);
    const answer = mails.find(({ inReplyTo }) => inReplyTo)!;
    expect(mails.find(({ messageId }) => messageId === answer.inReplyTo)!.subject).toBe(answer.subject!.replace('Re: ', ''));
  });

  it('gets another mail every now and then', async () => {
    sandbox = await startMailSandbox({ profile: 'demo', trickle_seconds: 0.02 });
    while (sandbox.messages(ADDRESS).length < 15) await new Promise((resolve) => setTimeout(resolve, 10));
    const ids = sandbox.messages(ADDRESS).map(({ message_id }) => message_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(sandbox.messages(ADDRESS).at(-1)!.raw.toString()).not.toMatch(/\{\w+\}/);
  });

  it('gives what comes after a restart numbers that the run before did not', async () => {
    const run = async (at: number) => {
      sandbox = await startMailSandbox({ profile: 'demo', trickle_seconds: 0.02, now: () => new Date(NOW.getTime() + at), seed: 7 });
      while (sandbox.messages(ADDRESS).length < 14) await new Promise((resolve) => setTimeout(resolve, 10));
      const mails = sandbox
        .account(ADDRESS)
        .imap.folder('INBOX')
        .messages.map((mail) => ({ uid: mail.uid, gmail: mail['X-GM-MSGID'] }));
      const ids = sandbox.messages(ADDRESS).map(({ message_id }) => message_id);
      return { history: mails.slice(0, 12), news: mails.slice(12), ids: ids.slice(12) };
    };
    const before = await run(0);
    await sandbox.stop();
    const after = await run(60_000);
    expect(after.history).toEqual(before.history);
    expect(Math.min(...after.news.map(({ uid }) => uid))).toBeGreaterThan(Math.max(...before.news.map(({ uid }) => uid)));
    const numbers = [...before.news, ...after.news].map(({ gmail }) => gmail);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(after.ids.filter((id) => before.ids.includes(id))).toEqual([]);
  });

  it('can be driven over HTTP', async () => {
    sandbox = await startMailSandbox();
    expect(await get('accounts')).toMatchObject([
      { email_address: ADDRESS, imap_port: expect.any(Number), smtp_port: expect.any(Number), files_sent: true },
    ]);
    const raw = byteLetter('binary', 2_000);
    expect(await post('deliver', { raw_base64: raw.toString('base64') })).toEqual({ uid: 1 });
    expect(await post('deliver', { account: ADDRESS, raw: letter('plain').toString(), folder: '[Gmail]/Sent Mail' })).toEqual({ uid: 1 });
    expect(sandbox.messages(ADDRESS)[0]!.raw.equals(raw)).toBe(true);
    expect(await get('messages?folder=sent')).toMatchObject([{ subject: 'plain', message_id: '<plain@example.net>' }]);

    const fault = await post('faults', { kind: 'smtp_answer', code: 550 });
    expect(fault).toMatchObject({ kind: 'smtp_answer', at: 'rcpt', hits: 0 });
    expect(await get('faults')).toHaveLength(1);
    expect(await post('faults', { kind: 'no such' })).toMatchObject({ error: expect.stringContaining('there are') });
    const removed = await fetch(`${sandbox.url}faults?id=${String(fault.id)}`, { method: 'DELETE' });
    expect(await removed.json()).toEqual([]);
    expect(await get('messages?account=nobody@example.com')).toMatchObject({ error: expect.stringContaining('no account') });
    expect(await get('nothing')).toMatchObject({ error: expect.stringContaining('POST deliver') });
    expect(await get('accepted')).toEqual([]);
  });

  it('shows the mailboxes on a page, and hostile mail as text', async () => {
    sandbox = await startMailSandbox();
    sandbox.deliver(ADDRESS, letter('x').toString().replace('Subject: x', 'Subject: <script>alert(1)</script>'));
    const page = await (await fetch(sandbox.url)).text();
    expect(page).toContain('INBOX (1)');
    expect(page).toContain('[Gmail]/Sent Mail (0)');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>');
    const message = await (await fetch(`${sandbox.url}?account=${ADDRESS}&folder=INBOX&uid=1`)).text();
    expect(message).toContain('Message-ID: &lt;x@example.net&gt;');
    expect(await (await fetch(`${sandbox.url}?account=${ADDRESS}&folder=None&uid=1`)).text()).toContain('No such message');
  });

  it('writes dates as IMAP does', () => {
    sandbox = { stop: async () => undefined } as MailSandbox;
    expect(internalDate(new Date('2026-02-04T05:06:07Z'))).toBe('04-Feb-2026 05:06:07 +0000');
  });
});
