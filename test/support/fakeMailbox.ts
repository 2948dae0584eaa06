import { EventEmitter } from 'node:events';
import {
  type FlagChange,
  type FolderRole,
  type FolderState,
  type MailboxConnection,
  type MailboxDriver,
  MailboxError,
  type MailboxMessage,
  type MailFolder,
  type MailServerSettings,
} from '../../src/providers/ports/mailbox.port.js';

interface FakeMessage {
  uid: number;
  raw: Buffer;
  received_at: Date;
  flags: string[];
  modseq: number;
  gmail_message_id?: string;
}

class FakeFolder {
  uid_validity = '1';
  uid_next = 1;
  modseq = 1;
  messages: FakeMessage[] = [];

  constructor(readonly role: FolderRole) {}
}

export const lost = () => new MailboxError('retry', 'mail_connection_lost', 'The mail server closed the connection.');
export const refused = () => new MailboxError('reconnect_needed', 'mail_auth_failed', 'The mail server refuses the sign-in.');

/** One mailbox on a mail server in memory, with the faults of real ones. It speaks no protocol: it stands where the driver stands. */
export class FakeMailbox implements MailboxDriver {
  readonly folders = new Map<string, FakeFolder>();
  readonly arrivals = new EventEmitter();
  password = 'the password of the mailbox';
  capabilities = ['IDLE', 'CONDSTORE', 'UIDPLUS'];
  /** Sign-ins that were tried. */
  sign_ins = 0;
  /** Connections that are open. */
  open = 0;
  /** The most that were open at once. */
  most_open = 0;
  signed_off = 0;
  /** UIDs that were fetched, one entry each time. */
  fetched: number[] = [];
  /** Errors of the next sign-ins, in order. */
  sign_in_faults: MailboxError[] = [];
  /** A fetch breaks off after so many messages, once for each entry. */
  fetch_breaks: number[] = [];
  /** Called before each message that a fetch gives. */
  beforeMessage?: (uid: number) => Promise<void> | void;
  /** Whether waiting connections hear of arrivals. */
  tells_news = true;

  constructor() {
    this.arrivals.setMaxListeners(0);
    this.addFolder('INBOX', 'inbox');
    this.addFolder('Gesendet', 'sent');
  }

  addFolder(path: string, role: FolderRole = 'other'): void {
    this.folders.set(path, new FakeFolder(role));
  }

  deliver(
    raw: string | Buffer,
    {
      folder = 'INBOX',
      received_at = new Date(),
      ...more
    }: { folder?: string; received_at?: Date; flags?: string[]; gmail_message_id?: string } = {},
  ): number {
    const place = this.folder(folder);
    const uid = place.uid_next++;
    place.messages.push({
      uid,
      raw: Buffer.from(raw),
      received_at,
      flags: more.flags ?? [],
      modseq: ++place.modseq,
      gmail_message_id: more.gmail_message_id,
    });
    if (this.tells_news) this.arrivals.emit('news', folder);
    return uid;
  }

  remove(uid: number, folder = 'INBOX'): void {
    const place = this.folder(folder);
    place.messages = place.messages.filter((message) => message.uid !== uid);
  }

  flag(uid: number, flags: string[], folder = 'INBOX'): void {
    const place = this.folder(folder);
    const message = place.messages.find((candidate) => candidate.uid === uid)!;
    message.flags = flags;
    message.modseq = ++place.modseq;
    if (this.tells_news) this.arrivals.emit('news', folder);
  }

  /** The folder is numbered anew, as after a restore; in another order when asked. */
  renumber(folder = 'INBOX', uid_validity = '2', first = 1): void {
    const place = this.folder(folder);
    place.uid_validity = uid_validity;
    place.uid_next = first;
    place.messages.forEach((message) => (message.uid = place.uid_next++));
    this.breakAll();
  }

  /** All connections break. */
  breakAll(): void {
    this.arrivals.emit('broken');
  }

  folder(path: string): FakeFolder {
    const folder = this.folders.get(path);
    if (!folder) throw new MailboxError('folder_gone', 'mail_folder_gone', `There is no folder ${path}.`);
    return folder;
  }

  connect({ credentials }: MailServerSettings, signal?: AbortSignal): Promise<MailboxConnection> {
    signal?.throwIfAborted();
    this.sign_ins++;
    const fault = this.sign_in_faults.shift();
    if (fault) return Promise.reject(fault);
    if (credentials.kind !== 'password' || credentials.password !== this.password) return Promise.reject(refused());
    return Promise.resolve(new FakeConnection(this));
  }
}

class FakeConnection implements MailboxConnection {
  private opened?: FakeFolder;
  private opened_path = '';
  private is_broken = false;
  private is_closed = false;
  /** Something happened in the open folder since it was opened, or since the last wait told of it. */
  private has_news = false;
  private readonly onBroken = () => (this.is_broken = true);
  private readonly onNews = (folder: string) => {
    if (folder === this.opened_path) this.has_news = true;
  };

  constructor(private readonly mailbox: FakeMailbox) {
    mailbox.open++;
    mailbox.most_open = Math.max(mailbox.most_open, mailbox.open);
    mailbox.arrivals.on('broken', this.onBroken);
    mailbox.arrivals.on('news', this.onNews);
  }

  get capabilities(): ReadonlySet<string> {
    return new Set(this.mailbox.capabilities);
  }

  folders(): Promise<MailFolder[]> {
    return this.answer(() => [...this.mailbox.folders].map(([path, { role }]) => ({ path, role })));
  }

  open(path: string): Promise<FolderState> {
    return this.answer(() => {
      this.opened = this.mailbox.folder(path);
      this.opened_path = path;
      this.has_news = false;
      const { uid_validity, uid_next, modseq, messages } = this.opened;
      return {
        uid_validity,
        uid_next,
        highest_modseq: this.mailbox.capabilities.includes('CONDSTORE') ? String(modseq) : '',
        message_count: messages.length,
      };
    });
  }

  /** As many servers do, it gives the last message when nothing is above. */
  uidsAfter(after: number, since?: Date): Promise<number[]> {
    return this.answer(() => {
      const all = this.opened!.messages.filter(({ received_at }) => !since || received_at >= since);
      const above = all.filter(({ uid }) => uid > after);
      return (above.length > 0 ? above : all.slice(-1)).map(({ uid }) => uid);
    });
  }

  async *fetch(uids: number[], max_bytes: number): AsyncIterable<MailboxMessage> {
    const folder = this.opened!;
    const breaks_after = this.mailbox.fetch_breaks.shift();
    let given = 0;
    for (const { uid, raw, received_at, flags, gmail_message_id } of folder.messages.filter((message) => uids.includes(message.uid))) {
      await this.mailbox.beforeMessage?.(uid);
      if (given++ === breaks_after) this.is_broken = true;
      await this.answer(() => undefined);
      this.mailbox.fetched.push(uid);
      const is_truncated = raw.length > max_bytes;
      yield {
        uid,
        received_at,
        size: raw.length,
        flags,
        labels: [],
        gmail_message_id,
        is_truncated,
        source: is_truncated ? raw.subarray(0, max_bytes) : raw,
      };
    }
  }

  flagChanges(since_modseq: string): Promise<FlagChange[]> {
    return this.answer(() =>
      this.opened!.messages.filter(({ modseq }) => modseq > Number(since_modseq)).map(({ uid, flags }) => ({ uid, flags, labels: [] })),
    );
  }

  async idle(ms: number, signal: AbortSignal): Promise<'news' | 'quiet'> {
    await this.answer(() => undefined);
    if (signal.aborted) return 'quiet';
    if (this.has_news) {
      this.has_news = false;
      return 'news';
    }
    return new Promise((resolve, reject) => {
      const { arrivals } = this.mailbox;
      const end = (finish: () => void) => {
        clearTimeout(timer);
        arrivals.off('news', hear);
        arrivals.off('broken', broken);
        signal.removeEventListener('abort', quiet);
        finish();
      };
      const hear = (folder: string) => {
        if (folder !== this.opened_path) return;
        this.has_news = false;
        end(() => resolve('news'));
      };
      const quiet = () => end(() => resolve('quiet'));
      const broken = () => end(() => reject(lost()));
      const timer = setTimeout(quiet, ms);
      arrivals.on('news', hear);
      arrivals.on('broken', broken);
      signal.addEventListener('abort', quiet);
    });
  }

  async holds(): Promise<boolean> {
    throw new Error('Not asked of this mailbox.');
  }

  async append(): Promise<void> {
    throw new Error('Not asked of this mailbox.');
  }

  close(): Promise<void> {
    if (this.is_closed) return Promise.resolve();
    this.is_closed = true;
    this.mailbox.open--;
    if (!this.is_broken) this.mailbox.signed_off++;
    this.mailbox.arrivals.off('broken', this.onBroken);
    this.mailbox.arrivals.off('news', this.onNews);
    return Promise.resolve();
  }

  private answer<T>(give: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        if (this.is_broken || this.is_closed) return reject(lost());
        try {
          resolve(give());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }
}

/** A message as mail programs write it. */
export function rawMail(
  n: number | string,
  { message_id = `<mail-${n}@example.com>`, text = `Text of mail ${n}.` }: { message_id?: string; text?: string } = {},
): string {
  return [
    ...(message_id ? [`Message-ID: ${message_id}`] : []),
    'From: Asha <asha@example.com>',
    'To: support@example.com',
    'Date: Tue, 24 Feb 2026 09:15:15 +0530',
    `Subject: Mail ${n}`,
    '',
    text,
  ].join('\r\n');
}
