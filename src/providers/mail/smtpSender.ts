import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { Readable } from 'node:stream';
import type { MailSender, MailSendResult, OutgoingMail } from '../ports/mailSender.port.js';
import type { MailServerSettings } from '../ports/mailbox.port.js';
import { loginSecret } from './mailLogin.js';
import { sendFailure, verifyFailure } from './smtpFailure.js';

/** Milliseconds. */
export interface SmtpDeadlines {
  connect_ms: number;
  greeting_ms: number;
  /** How long the server may be silent, the answer to the message included. */
  silence_ms: number;
}

export const SMTP_DEADLINES: SmtpDeadlines = { connect_ms: 10_000, greeting_ms: 10_000, silence_ms: 60_000 };

const SLICE = 64 * 1024;

/**
 * Sends over SMTP, one connection a message. It speaks to nodemailer's connection itself, not to its transport: bytes go out as they
 * are, nothing in them can make it read files or addresses, and it is known how far the message has got when something breaks.
 */
export class SmtpMailSender implements MailSender {
  private readonly deadlines: SmtpDeadlines;

  constructor(deadlines: Partial<SmtpDeadlines> = {}) {
    this.deadlines = { ...SMTP_DEADLINES, ...deadlines };
  }

  async send(settings: MailServerSettings, { envelope, raw }: OutgoingMail): Promise<MailSendResult> {
    const letter = Readable.from(slices(raw), { objectMode: false });
    const session = new SmtpSession(settings, this.deadlines);
    try {
      await session.signIn();
      const info = await session.deliver({ ...envelope, size: raw.length, use8BitMime: hasHighBytes(raw) }, letter);
      const rejected = (info.rejectedErrors ?? []).map((refusal) => ({
        email: String(refusal.recipient ?? ''),
        response: refusal.response ?? refusal.message,
      }));
      return { state: 'sent', response: info.response, rejected };
    } catch (error) {
      // The final dot goes out when the letter has been read to its end, never before.
      return sendFailure(error, { handed_over: letter.readableEnded, ...session.privacy });
    } finally {
      letter.destroy();
      session.close();
    }
  }

  async verify(settings: MailServerSettings): Promise<void> {
    const session = new SmtpSession(settings, this.deadlines);
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
  private readonly connection: SMTPConnection;
  private readonly secret: string;
  private fail: (error: Error) => void = () => undefined;

  constructor(
    private readonly settings: MailServerSettings,
    { connect_ms, greeting_ms, silence_ms }: SmtpDeadlines,
  ) {
    const { host, port, security } = settings;
    this.secret = loginSecret(settings);
    this.connection = new SMTPConnection({
      ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
      connectionTimeout: connect_ms,
      dnsTimeout: connect_ms,
      greetingTimeout: greeting_ms,
      socketTimeout: silence_ms,
      logger: false,
    });
    this.connection.on('error', (error: Error) => this.fail(error));
    // The step's own answer, if it has one, comes right after this.
    this.connection.on('end', () =>
      setImmediate(() => this.fail(Object.assign(new Error('The connection was closed.'), { code: 'ECONNECTION' }))),
    );
  }

  get privacy(): { uses_token: boolean; secrets: string[] } {
    return { uses_token: this.settings.credentials.kind === 'oauth2', secrets: [this.secret] };
  }

  async signIn(): Promise<void> {
    await this.step<void>((done) => this.connection.connect((error) => done(error)));
    await this.step<void>((done) => this.connection.login(this.credentials() as never, (error) => done(error)));
  }

  deliver(envelope: { from: string; to: string[]; size: number; use8BitMime: boolean }, letter: Readable): Promise<SMTPConnectionSendInfo> {
    return this.step<SMTPConnectionSendInfo>((done) => this.connection.send(envelope, letter, done));
  }

  /** Says goodbye and does not wait for the answer. */
  close(): void {
    this.fail = () => undefined;
    if (!this.connection.destroyed) this.connection.quit();
    setImmediate(() => this.connection.close());
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
