import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { MailSender, MailSendResult, OutgoingMail } from '../ports/mailSender.port.js';
import type { MailServerSettings } from '../ports/mailbox.port.js';
import { loginSecret } from './mailLogin.js';
import type { MailHosts } from './mailHosts.js';
import { withoutSecrets } from './mailboxFailure.js';
import { numbersOf, sendFailure, verifyFailure } from './smtpFailure.js';
import { wireAddress } from './wireAddress.js';

/** Milliseconds. */
export interface SmtpDeadlines {
  connect_ms: number;
  greeting_ms: number;
  /** How long the server may be silent, the answer to the message included. */
  silence_ms: number;
}

const SMTP_DEADLINES: SmtpDeadlines = { connect_ms: 10_000, greeting_ms: 10_000, silence_ms: 60_000 };

const SLICE = 64 * 1024;

/**
 * Sends over SMTP, one connection a message. It speaks to nodemailer's connection itself, not to its transport: bytes go out as they
 * are, nothing in them can make it read files or addresses, and it is known how far the message has got when something breaks.
 */
export class SmtpMailSender implements MailSender {
  private readonly deadlines: SmtpDeadlines;

  /** Without `hosts` every server may be connected to. */
  constructor(
    deadlines: Partial<SmtpDeadlines> = {},
    private readonly hosts?: MailHosts,
  ) {
    this.deadlines = { ...SMTP_DEADLINES, ...deadlines };
  }

  async send(settings: MailServerSettings, { envelope, raw }: OutgoingMail): Promise<MailSendResult> {
    const letter = Readable.from(slices(raw), { objectMode: false });
    const session = new SmtpSession(settings, this.deadlines, this.hosts);
    const from = wireAddress(envelope.from);
    const given = new Map(envelope.to.map((address) => [wireAddress(address), address]));
    try {
      await session.signIn();
      const info = await session.deliver({ from, to: [...given.keys()], size: raw.length, use8BitMime: hasHighBytes(raw) }, letter);
      const rejected = (info.rejectedErrors ?? []).map((refusal) => ({
        email: given.get(String(refusal.recipient)) ?? '',
        response: numbersOf(refusal.response ?? '') || 'refused',
      }));
      const said = [info.response, ...(info.rejectedErrors ?? []).map(({ response, message }) => response ?? message)].join(' | ');
      return { state: 'sent', response: numbersOf(info.response), rejected, said: withoutSecrets(said, session.privacy.secrets) };
    } catch (error) {
      // The final dot goes out when the letter has been read to its end, never before.
      return sendFailure(error, { handed_over: letter.readableEnded, ...session.privacy });
    } finally {
      letter.destroy();
      session.close();
    }
  }

  async verify(settings: MailServerSettings): Promise<void> {
    const session = new SmtpSession(settings, this.deadlines, this.hosts);
    try {
      await session.signIn();
    } catch (error) {
      throw verifyFailure(error, { handed_over: false, ...session.privacy });
    } finally {
      session.close();
    }
  }
}

class SmtpSession {
  private connection?: SMTPConnection;
  private readonly secret: string;
  private fail: (error: Error) => void = () => undefined;

  constructor(
    private readonly settings: MailServerSettings,
    private readonly deadlines: SmtpDeadlines,
    private readonly hosts?: MailHosts,
  ) {
    this.secret = loginSecret(settings);
  }

  get privacy(): { uses_token: boolean; secrets: string[] } {
    return { uses_token: this.settings.credentials.kind === 'oauth2', secrets: [this.secret] };
  }

  async signIn(): Promise<void> {
    const connection = (this.connection = this.open(await this.socket()));
    await this.step<void>((done) => connection.connect((error) => done(error)));
    await this.step<void>((done) => connection.login(this.credentials() as never, (error) => done(error)));
  }

  deliver(envelope: { from: string; to: string[]; size: number; use8BitMime: boolean }, letter: Readable): Promise<SMTPConnectionSendInfo> {
    return this.step<SMTPConnectionSendInfo>((done) => this.connection!.send(envelope, letter, done));
  }

  /** Says goodbye and does not wait for the answer. */
  close(): void {
    this.fail = () => undefined;
    const { connection } = this;
    if (!connection) return;
    if (!connection.destroyed) connection.quit();
    setImmediate(() => connection.close());
  }

  /** Opened here, not by the library, so that the addresses that are checked are those that are connected to. */
  private async socket(): Promise<Socket> {
    const { host, port } = this.settings;
    const socket = connect({ host, port, lookup: this.hosts?.lookup(host, port), autoSelectFamily: true });
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('The connection took too long.'), { code: 'ETIMEDOUT' })),
      this.deadlines.connect_ms,
    );
    try {
      await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      socket.removeAllListeners('error');
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private open(socket: Socket): SMTPConnection {
    const { host, port, security } = this.settings;
    const { connect_ms, greeting_ms, silence_ms } = this.deadlines;
    const connection = new SMTPConnection({
      connection: socket,
      ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
      connectionTimeout: connect_ms,
      dnsTimeout: connect_ms,
      greetingTimeout: greeting_ms,
      socketTimeout: silence_ms,
      logger: false,
    });
    connection.on('error', (error: Error) => this.fail(error));
    // The step's own answer, if it has one, comes right after this.
    connection.on('end', () =>
      setImmediate(() => this.fail(Object.assign(new Error('The connection was closed.'), { code: 'ECONNECTION' }))),
    );
    return connection;
  }

  /** A connection that breaks may tell its listeners only, so each step listens to them too. */
  private step<T>(begin: (done: (error?: Error | null, result?: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.fail = reject;
      begin((error, result) => (error ? reject(error) : resolve(result as T)));
    });
  }

  private credentials(): unknown {
    const { username, credentials } = this.settings;
    if (credentials.kind === 'password') return { user: username, pass: this.secret };
    return {
      user: username,
      method: 'XOAUTH2',
      oauth2: {
        // There is one token; whoever holds the credentials refreshes it.
        getToken: (renew: boolean, done: (error: Error | null, token?: string) => void) =>
          renew ? done(new Error('The access token was refused.')) : done(null, this.secret),
        buildXOAuth2Token: (token: string) => Buffer.from(`user=${username}\x01auth=Bearer ${token}\x01\x01`).toString('base64'),
      },
    };
  }
}

function* slices(raw: Buffer): Generator<Buffer> {
  for (let start = 0; start < raw.length; start += SLICE) yield raw.subarray(start, start + SLICE);
}

function hasHighBytes(raw: Buffer): boolean {
  // A plain loop: this runs over every byte of every message.
  for (let at = 0; at < raw.length; at += 1) if (raw[at]! > 127) return true;
  return false;
}
