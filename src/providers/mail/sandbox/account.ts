import { type MailFault, MailFaultBoard, type MailFaultOrder } from './faults.js';
import { SandboxImapServer } from './imapServer.js';
import { type AcceptedMail, headerOf, SandboxSmtpServer } from './smtpServer.js';

export interface MailSandboxAccountOptions {
  email_address: string;
  password?: string;
  /** What an OAuth sign-in must show. */
  access_token?: string;
  /** Whether what is sent by SMTP lands in Sent by itself, as at Gmail. */
  files_sent?: boolean;
  /** Gmail's extensions and its folder names; default as `files_sent`. */
  gmail?: boolean;
  idle?: boolean;
  condstore?: boolean;
}

/** A message as the sandbox shows it. */
export interface SandboxMessage {
  uid: number;
  message_id: string;
  from: string;
  to: string;
  subject: string;
  received_at: string;
  flags: string[];
  raw: Buffer;
}

const PLAIN_FOLDERS = { Archive: '\\Archive', Sent: '\\Sent', Drafts: '\\Drafts', Junk: '\\Junk', Trash: '\\Trash' };
const GMAIL_FOLDERS = {
  '[Gmail]/All Mail': '\\All',
  '[Gmail]/Sent Mail': '\\Sent',
  '[Gmail]/Drafts': '\\Drafts',
  '[Gmail]/Spam': '\\Junk',
  '[Gmail]/Trash': '\\Trash',
};

/** One mailbox of the sandbox, with an IMAP and an SMTP server of its own. */
export class MailSandboxAccount {
  readonly email_address: string;
  readonly username: string;
  readonly password: string;
  readonly access_token: string;
  readonly files_sent: boolean;
  readonly sent_folder: string;
  readonly faults = new MailFaultBoard();
  /** Every message that SMTP took from this account, in order. */
  readonly accepted: AcceptedMail[] = [];
  readonly imap: SandboxImapServer;
  readonly smtp: SandboxSmtpServer;
  private readonly gmail: boolean;
  private readonly all_mail?: string;
  private readonly threads = new Map<string, string>();
  private last_id: bigint;

  constructor(options: MailSandboxAccountOptions, index: number, onAccepted: (mail: AcceptedMail) => void) {
    this.email_address = this.username = options.email_address;
    this.password = options.password ?? `sandbox-password-${index + 1}`;
    this.access_token = options.access_token ?? `sandbox-access-token-${index + 1}`;
    this.files_sent = options.files_sent ?? false;
    this.gmail = options.gmail ?? this.files_sent;
    this.sent_folder = this.gmail ? '[Gmail]/Sent Mail' : 'Sent';
    this.all_mail = this.gmail ? '[Gmail]/All Mail' : undefined;
    this.last_id = 1_800_000_000_000_000_000n + BigInt(index) * 1_000_000_000n;
    const login = { username: this.username, password: this.password, access_token: this.access_token, faults: this.faults };
    this.imap = new SandboxImapServer({
      ...login,
      folders: this.gmail ? GMAIL_FOLDERS : PLAIN_FOLDERS,
      gmail: this.gmail,
      idle: options.idle ?? true,
      condstore: options.condstore ?? true,
    });
    this.smtp = new SandboxSmtpServer({
      ...login,
      accept: (mail) => {
        this.accepted.push(mail);
        if (this.files_sent) this.file(this.sent_folder, mail.raw, ['\\Seen'], new Date(mail.at));
        onAccepted(mail);
      },
    });
  }

  get imap_port(): number {
    return this.imap.port;
  }

  get smtp_port(): number {
    return this.smtp.port;
  }

  async start(): Promise<void> {
    await Promise.all([this.imap.listen(), this.smtp.listen()]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.imap.close(), this.smtp.close()]);
  }

  /** Both servers go away for a while and come back at the same ports. */
  async restart(down_ms = 0): Promise<void> {
    await this.stop();
    if (down_ms > 0) await new Promise((resolve) => setTimeout(resolve, down_ms));
    await this.start();
  }

  /** Puts a message into a folder, byte for byte. Returns its UID. */
  file(folder: string, raw: Buffer, flags: string[] = [], at = new Date()): number {
    if (!this.gmail) return this.imap.file(folder, raw, flags, at);
    const message_id = String((this.last_id += 1n));
    const thread_id = this.threadOf(raw, message_id);
    const label = folder === 'INBOX' ? '\\Inbox' : folder === this.sent_folder ? '\\Sent' : folder;
    const marks = { message_id, thread_id, labels: [label] };
    if (this.all_mail && folder !== this.all_mail) this.imap.file(this.all_mail, raw, flags, at, marks);
    return this.imap.file(folder, raw, flags, at, marks);
  }

  /** What is filed from now on has numbers from here on: UIDs, and Gmail's own, of which an account has a billion. */
  numberFrom(number: number): void {
    this.last_id += BigInt(number);
    this.imap.numberFrom(number);
  }

  /** How often SMTP took a message with this Message-ID: what proves that nothing was sent twice. */
  acceptedCount(message_id: string): number {
    return this.accepted.filter((mail) => mail.message_id === message_id).length;
  }

  messages(folder = 'INBOX'): SandboxMessage[] {
    return this.imap.folder(folder).messages.map(({ uid, raw: text, internaldate, flags }) => {
      const raw = Buffer.from(text, 'latin1');
      const [from, to, subject, message_id] = ['from', 'to', 'subject', 'message-id'].map((name) => headerOf(raw, name));
      return {
        uid,
        message_id: message_id!,
        from: from!,
        to: to!,
        subject: subject!,
        received_at: instant(internaldate),
        flags: [...flags],
        raw,
      };
    });
  }

  addFault(order: MailFaultOrder): MailFault {
    return this.faults.add(order);
  }

  /** The conversation of the first message it refers to that is known here. */
  private threadOf(raw: Buffer, message_id: string): string {
    const ids = ['message-id', 'in-reply-to', 'references'].flatMap((name) => headerOf(raw, name).match(/<[^<>\s]+>/g) ?? []);
    const thread = ids.map((id) => this.threads.get(id)).find(Boolean) ?? message_id;
    for (const id of ids) if (!this.threads.has(id)) this.threads.set(id, thread);
    return thread;
  }
}

function instant(internaldate: string): string {
  return new Date(internaldate.replace(/-/g, ' ').replace(/ (\d\d:\d\d:\d\d) ([+ ]?)(\d{4})$/, ' $1 +$3')).toISOString();
}
