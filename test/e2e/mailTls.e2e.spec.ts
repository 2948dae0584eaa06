import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { letter } from '../../src/providers/mail/specSupport.js';
import { type Certificates, makeCertificates } from '../support/certificates.js';
import { type Dovecot, hasDovecot, startDovecot } from '../support/dovecot.js';
import { type Fleet, type FleetNode, startFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const present = hasDovecot();

/** A mail server that takes letters over TLS alone, and what it took. */
interface Letterbox {
  port: number;
  taken: string[];
  stop(): Promise<void>;
}

async function startLetterbox(security: 'tls' | 'starttls', { certificate, key }: Certificates): Promise<Letterbox> {
  const taken: string[] = [];
  const server = new SMTPServer({
    secure: security === 'tls',
    cert: readFileSync(certificate),
    key: readFileSync(key),
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    onAuth: ({ username }, session, done) => done(session.secure ? null : new Error('not over an open line'), { user: username }),
    onData: (stream, _session, done) => void text(stream).then((raw) => (taken.push(raw), done())),
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.server.address() as AddressInfo).port, taken, stop: () => new Promise((resolve) => server.close(resolve)) };
}

(present ? describe : describe.skip)('mail servers that speak TLS', () => {
  let folder: string;
  let certificates: Certificates;
  let dovecot: Dovecot;
  let fleet: Fleet;
  let letterboxes: Record<'tls' | 'starttls', Letterbox>;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'certificates-'));
    await chmod(folder, 0o755);
    certificates = makeCertificates(folder);
    dovecot = await startDovecot({ certificate: certificates });
    letterboxes = { tls: await startLetterbox('tls', certificates), starttls: await startLetterbox('starttls', certificates) };
    fleet = await startFleet({ environment: { EMAIL_TRIAGE: 'off', EMAIL_UNDO_SECONDS: '0' } });
  });
  afterAll(async () => {
    await fleet?.close();
    await dovecot?.stop();
    for (const letterbox of Object.values(letterboxes ?? {})) await letterbox.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const call = async <T>(node: FleetNode, method: string, route: string, body?: object): Promise<T> => {
    const response = await fetch(`${node.url}${route}`, {
      method,
      headers: { authorization: `Bearer ${fleet.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body && JSON.stringify(body),
    });
    const answer = (await response.json()) as T;
    if (!response.ok) throw new Error(`${route} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const addMailbox = (node: FleetNode, security: 'tls' | 'starttls', is_watched: boolean) => {
    const { port, username, credentials } = dovecot.settings({ security });
    return call<{ id: string }>(node, 'POST', '/support-emails', {
      email_address: `${security}@example.com`,
      provider: 'imap',
      username,
      password: (credentials as { password: string }).password,
      is_watched,
      imap_host: 'localhost',
      imap_port: port,
      imap_security: security,
      smtp_host: 'localhost',
      smtp_port: letterboxes[security].port,
      smtp_security: security,
    });
  };

  let node: FleetNode;

  describe('whose authority is known', () => {
    beforeAll(async () => {
      node = await fleet.start('all', { NODE_EXTRA_CA_CERTS: certificates.authority });
    });
    afterAll(() => node.stop());

    it.each(['tls', 'starttls'] as const)('are read and written to, by %s', async (security) => {
      const { id } = await addMailbox(node, security, true);
      expect(await call(node, 'POST', `/support-emails/${id}/test`)).toMatchObject({ imap: { ok: true }, smtp: { ok: true } });
      const subject = `over ${security}`;
      await dovecot.asOwner(async (client) => void (await client.append('INBOX', letter(subject), [], new Date())));
      const found = await until(
        () => call<{ data: { id: string }[] }>(node, 'GET', `/emails?support_email_id=${id}&search=${security}`),
        ({ data }) => data.length > 0,
        30,
      );
      const sent = await call<{ id: string; message_id: string }>(node, 'POST', `/emails/${found.data[0]!.id}/reply`, {
        body_text: 'It came safely.',
      });
      await until(
        () => call<{ send_state: string }>(node, 'GET', `/emails/${sent.id}`),
        ({ send_state }) => send_state === 'sent',
        30,
      );
      expect(letterboxes[security].taken.filter((raw) => raw.includes(sent.message_id))).toHaveLength(1);
      await call(node, 'DELETE', `/support-emails/${id}`);
    });
  });

  describe('for which nobody vouches', () => {
    beforeAll(async () => {
      node = await fleet.start('all');
    });
    afterAll(() => node.stop());

    it.each(['tls', 'starttls'] as const)('are refused, by %s', async (security) => {
      const { id } = await addMailbox(node, security, false);
      expect(await call(node, 'POST', `/support-emails/${id}/test`)).toMatchObject({
        imap: { ok: false, error_code: 'mail_tls_failed' },
        smtp: { ok: false, error_code: 'mail_tls_failed' },
      });
      await call(node, 'DELETE', `/support-emails/${id}`);
    });
  });
});
