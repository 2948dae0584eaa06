import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { ImapFlow } from 'imapflow';
import type { MailServerSettings } from '../../src/providers/ports/mailbox.port.js';

const BINARY = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].find(existsSync);
const USER = 'support@example.com';
const PASSWORD = 'a password of the test';

/** Of one user; the owner has one of them. */
export const MAX_CONNECTIONS = 5;

/** A real IMAP server on this machine, in a folder of its own. */
export interface Dovecot {
  settings(change?: Partial<MailServerSettings>): MailServerSettings;
  /** A connection to INBOX that may write, to do what the owner's other programs do. */
  asOwner<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** Lays messages into INBOX, past the server; before anybody looks into it. */
  fill(messages: Iterable<{ raw: Buffer; at: Date; is_read?: boolean }>): void;
  /** Every session ends at once. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the suite can run here; under CI it has to. */
export function hasDovecot(): boolean {
  if (BINARY) return true;
  if (process.env['CI']) throw new Error('Dovecot is not installed, and under CI it has to be: apt-get install dovecot-imapd.');
  process.stderr.write('Dovecot is not installed: the tests against it are skipped (apt-get install dovecot-imapd).\n');
  return false;
}

export interface DovecotOptions {
  /** Files in PEM. With them it speaks TLS on a port of its own, and on the other one after STARTTLS alone. */
  certificate?: { certificate: string; key: string };
}

export async function startDovecot({ certificate }: DovecotOptions = {}): Promise<Dovecot> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dovecot-'));
  const port = await freePort();
  const tls_port = certificate ? await freePort() : 0;
  const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : { uid: process.getuid!(), gid: process.getgid!() };
  chmodSync(folder, 0o755);
  for (const name of ['run', 'state', 'mail']) mkdirSync(path.join(folder, name));
  if (process.getuid?.() === 0) chownSync(path.join(folder, 'mail'), owner.uid, owner.gid);
  writeFileSync(path.join(folder, 'users'), `${USER}:{PLAIN}${PASSWORD}\n`, { mode: 0o644 });
  const config = path.join(folder, 'dovecot.conf');
  writeFileSync(config, configuration(folder, port, owner, certificate && { ...certificate, port: tls_port }));

  let server: ChildProcess | undefined;
  let owners: ImapFlow | undefined;
  const settings = (change: Partial<MailServerSettings> = {}): MailServerSettings => ({
    host: '127.0.0.1',
    port: change.security === 'tls' ? tls_port : port,
    security: 'none',
    username: USER,
    credentials: { kind: 'password', password: PASSWORD },
    ...change,
  });
  const start = async () => {
    server = spawn(BINARY!, ['-F', '-c', config], { stdio: 'ignore' });
    for (let tries = 0; !(await greets(port)); tries += 1) {
      if (tries > 150 || server.exitCode !== null) throw new Error(`Dovecot does not start: ${logOf(folder)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const kill = async () => {
    const process = server;
    server = undefined;
    if (!process || process.exitCode !== null) return;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGTERM');
    await gone;
  };
  await start();
  return {
    ...{ settings, start, kill },
    asOwner: async (work) => {
      if (!owners?.usable) {
        owners = new ImapFlow({
          host: '127.0.0.1',
          port,
          secure: false,
          doSTARTTLS: false,
          auth: { user: USER, pass: PASSWORD },
          logger: false,
          disableAutoIdle: true,
        });
        owners.on('error', () => undefined);
        await owners.connect();
      }
      await owners.mailboxOpen('INBOX');
      return work(owners);
    },
    fill: (messages) => fillInbox(path.join(folder, 'mail', USER), messages, owner),
    stop: async () => {
      owners?.close();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function fillInbox(
  inbox: string,
  messages: Iterable<{ raw: Buffer; at: Date; is_read?: boolean }>,
  { uid, gid }: { uid: number; gid: number },
): void {
  const owned = (file: string) => {
    if (process.getuid?.() === 0) chownSync(file, uid, gid);
  };
  for (const name of ['', 'cur', 'new', 'tmp']) {
    mkdirSync(path.join(inbox, name), { recursive: true, mode: 0o700 });
    owned(path.join(inbox, name));
  }
  let number = 0;
  for (const { raw, at, is_read } of messages) {
    // Sizes in the name, as a server's own delivery writes them.
    const file = path.join(
      inbox,
      'cur',
      `${Math.floor(at.getTime() / 1000)}.M${++number}.mail,S=${raw.length},W=${raw.length}:2,${is_read ? 'S' : ''}`,
    );
    writeFileSync(file, raw, { mode: 0o600 });
    utimesSync(file, at, at);
    owned(file);
  }
}

interface Tls {
  certificate: string;
  key: string;
  port: number;
}

function configuration(folder: string, port: number, { uid, gid }: { uid: number; gid: number }, tls?: Tls): string {
  // An ordinary user cannot become another; root must not read mail.
  const me = userInfo().username;
  const group = execFileSync('id', ['-gn']).toString().trim();
  const users =
    process.getuid?.() === 0 ? '' : `default_internal_user = ${me}\ndefault_internal_group = ${group}\ndefault_login_user = ${me}\n`;
  return `${users}
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
${tls ? `ssl = required\nssl_cert = <${tls.certificate}\nssl_key = <${tls.key}` : 'ssl = no\ndisable_plaintext_auth = no'}
auth_mechanisms = plain login
mail_location = maildir:${folder}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = ${MAX_CONNECTIONS}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/home allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Gesendet {
    auto = create
    special_use = \\Sent
  }
  mailbox Papierkorb {
    auto = create
    special_use = \\Trash
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tls?.port ?? 0}${tls ? '\n    ssl = yes' : ''}
  }
}
service anvil {
  chroot =
}
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once('data', (data) => done(data.toString().startsWith('* OK')));
    socket.once('error', () => done(false)).once('close', () => resolve(false));
    socket.setTimeout(2_000, () => done(false));
  });
}

function logOf(folder: string): string {
  const file = path.join(folder, 'dovecot.log');
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2000) : 'it left no log';
}
