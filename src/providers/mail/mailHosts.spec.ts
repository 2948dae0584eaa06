import { createServer, type AddressInfo } from 'node:net';
import type { Resolver } from '../../common/net/addressPolicy.js';
import type { MailServerSettings } from '../ports/mailbox.port.js';
import { ImapMailboxDriver } from './imapMailbox.js';
import { MailHosts } from './mailHosts.js';
import { SmtpMailSender } from './smtpSender.js';

const resolvesTo =
  (...addresses: string[]): Resolver =>
  () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
const unknown: Resolver = () => Promise.reject(new Error('ENOTFOUND'));

describe('the hosts of mail servers', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.5',
    '192.168.1.1',
    '169.254.169.254',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    'localhost',
    'LOCALHOST.',
  ])('are not %s', async (host) => {
    expect(await new MailHosts([], unknown).refuse(host, 993)).toContain('not public');
    expect(() => new MailHosts([]).lookup(host, 993)).toThrow('not public');
  });

  it('are not names with a private address among theirs', async () => {
    expect(await new MailHosts([], resolvesTo('93.184.216.34', '10.0.0.1')).refuse('imap.example.com', 993)).toContain('not public');
    expect(await new MailHosts([], resolvesTo('127.0.0.1')).refuse('127.1', 993)).toContain('not public');
    expect(await new MailHosts([], resolvesTo('93.184.216.34')).refuse('imap.example.com', 993)).toBeNull();
    expect(await new MailHosts([], unknown).refuse('imap.example.com', 993)).toBeNull();
  });

  it('may be private where the installation says so: a host, or one port of it', async () => {
    const hosts = new MailHosts(['mail.internal', '127.0.0.1:1143'], resolvesTo('10.0.0.1'));
    expect(await hosts.refuse('Mail.Internal', 25)).toBeNull();
    expect(await hosts.refuse('127.0.0.1', 1143)).toBeNull();
    expect(await hosts.refuse('127.0.0.1', 22)).toContain('not public');
  });

  describe('when they are connected to', () => {
    let calls = 0;
    const inner = createServer((socket) => {
      calls += 1;
      socket.end('SSH-2.0-SECRETBANNER internal-host\r\n');
    });
    let port = 0;
    beforeAll(async () => {
      await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
      ({ port } = inner.address() as AddressInfo);
    });
    afterAll(() => inner.close());

    const settings = (change: Partial<MailServerSettings>): MailServerSettings => ({
      ...{
        host: 'mail.example.com',
        port,
        security: 'tls',
        username: 'someone',
        credentials: { kind: 'password', password: 'a password' },
      },
      ...change,
    });

    it.each([
      ['a private address', { host: '127.0.0.1' }],
      ['a name that has become one', { host: 'mail.example.com' }],
      ['such a name without TLS at first', { host: 'mail.example.com', security: 'starttls' as const }],
    ])('no socket goes to %s', async (_what, change) => {
      const hosts = new MailHosts([], resolvesTo('127.0.0.1'));
      const refused = { kind: 'reconnect_needed', code: 'mail_host_not_allowed' };
      await expect(new ImapMailboxDriver({}, hosts).connect(settings(change))).rejects.toMatchObject(refused);
      await expect(new SmtpMailSender({}, hosts).verify(settings(change))).rejects.toMatchObject(refused);
      expect(calls).toBe(0);
    });

    it('what answers there is told to the log alone', async () => {
      for (const attempt of [
        new ImapMailboxDriver().connect(settings({ host: '127.0.0.1', security: 'none' })),
        new SmtpMailSender().verify(settings({ host: '127.0.0.1', security: 'none' })),
      ]) {
        const error = await attempt.then(
          () => undefined,
          (failure: Error) => failure,
        );
        expect(error).toMatchObject({ kind: 'retry' });
        expect(error!.message).not.toContain('BANNER');
      }
    });
  });
});
