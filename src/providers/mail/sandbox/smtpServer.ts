import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MailFault, MailFaultBoard, SmtpStep } from './faults.js';

const LARGEST_MESSAGE = 64 * 1024 * 1024;

const WORDS: Record<number, string> = {
  421: '4.7.0 Temporary System Problem. Try again later. gsmtp',
  450: '4.2.1 The user is receiving mail at a rate that prevents delivery. gsmtp',
  454: '4.7.0 Too many login attempts, please try again later. gsmtp',
  534: '5.7.9 Application-specific password required. gsmtp',
  535: '5.7.8 Username and Password not accepted. gsmtp',
  550: '5.1.1 The email account that you tried to reach does not exist. gsmtp',
  552: '5.2.3 Your message exceeded size limits. gsmtp',
};

/** A message that the server took, with what it said to nobody else: the envelope. */
export interface AcceptedMail {
  message_id: string;
  from: string;
  to: string[];
  /** Whether it came with SMTPUTF8, which the next server need not know. */
  utf8: boolean;
  raw: Buffer;
  at: string;
}

export interface SmtpServerOptions {
  username: string;
  password: string;
  access_token: string;
  faults: MailFaultBoard;
  accept(mail: AcceptedMail): void;
}

/** The SMTP server of one account. */
export class SandboxSmtpServer {
  port = 0;
  private server?: SMTPServer;

  constructor(private readonly options: SmtpServerOptions) {}

  async listen(): Promise<void> {
    const { username, password, access_token } = this.options;
    const server = new SMTPServer({
      name: 'mx.sandbox.example.com',
      size: LARGEST_MESSAGE,
      authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 50,
      onConnect: (session, done) => this.step('connect', session, undefined, done),
      onAuth: (auth, session, done) =>
        this.step('auth', session, undefined, (error) => {
          if (error) return done(error);
          const right =
            auth.username === username && (auth.method === 'XOAUTH2' ? auth.accessToken === access_token : auth.password === password);
          if (right) return done(null, { user: username });
          if (auth.method === 'XOAUTH2')
            return done(null, { data: { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' } });
          done(answer(535));
        }),
      onMailFrom: (_address, session, done) => this.step('mail', session, undefined, done),
      onRcptTo: ({ address }, session, done) => this.step('rcpt', session, address, done),
      onData: (stream, session, done) => void this.take(stream, session, done).catch((error: Error) => done(error)),
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private step(at: SmtpStep, session: SMTPServerSession, recipient: string | undefined, done: (error?: Error | null) => void): void {
    const { faults } = this.options;
    const here = (fault: MailFault) => fault.at === at && (!fault.recipient || fault.recipient.toLowerCase() === recipient?.toLowerCase());
    const slow = faults.take(['smtp_slow'], here);
    if (slow) return void setTimeout(() => this.step(at, session, recipient, done), slow.ms ?? 0).unref();
    if (faults.take(['smtp_drop'], here)) return this.drop(session);
    const fault = faults.take(['smtp_answer'], here);
    done(fault ? answer(fault.code ?? 421, fault.text) : undefined);
  }

  private async take(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null, message?: string) => void,
  ): Promise<void> {
    const { faults } = this.options;
    if (faults.take(['smtp_drop'], ({ at }) => at === 'data')) return this.drop(session);
    const early = faults.take(['smtp_drop_before_dot']);
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (early) return this.drop(session);
      chunks.push(chunk);
    }
    if (stream.sizeExceeded) return done(answer(552));
    const mail = acceptedMail(Buffer.concat(chunks), session);
    const after = faults.take(['smtp_hang_after_dot', 'smtp_drop_after_dot']);
    if (after) {
      if (after.accepted !== false) this.options.accept(mail);
      if (after.kind === 'smtp_drop_after_dot') this.drop(session);
      return;
    }
    this.step('dot', session, undefined, (error) => {
      if (error) return done(error);
      this.options.accept(mail);
      done(null, `2.0.0 OK ${mail.message_id} gsmtp`);
    });
  }

  private drop(session: SMTPServerSession): void {
    for (const connection of this.server?.connections ?? []) {
      const { session: other, _socket } = connection as unknown as { session: SMTPServerSession; _socket: { destroy(): void } };
      if (other.id === session.id) _socket.destroy();
    }
  }
}

function answer(code: number, text = WORDS[code] ?? 'Refused by the sandbox'): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

function acceptedMail(raw: Buffer, { envelope }: SMTPServerSession): AcceptedMail {
  return {
    message_id: headerOf(raw, 'message-id'),
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    utf8: (envelope as { smtpUtf8?: boolean }).smtpUtf8 === true,
    raw,
    at: new Date().toISOString(),
  };
}

/** A header as it stands in the message, unfolded; empty when it is not there. */
export function headerOf(raw: Buffer, name: string): string {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.toString('latin1', 0, end < 0 ? raw.length : end).replace(/\r?\n[ \t]+/g, ' ');
  const line = head.split(/\r?\n/).find((one) => one.toLowerCase().startsWith(`${name}:`));
  return line ? Buffer.from(line.slice(name.length + 1).trim(), 'latin1').toString() : '';
}
