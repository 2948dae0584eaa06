import { setTimeout as sleep } from 'node:timers/promises';
import type { FetchMessageObject, ImapFlow, ListResponse, MailboxObject } from 'imapflow';
import { withDeadline } from '../../common/concurrency/withDeadline.js';
import type {
  FlagChange,
  FolderRole,
  FolderState,
  MailboxConnection,
  MailboxItem,
  MailboxMessage,
  MailFolder,
} from '../ports/mailbox.port.js';
import { MailboxError } from '../ports/mailbox.port.js';
import { type ImapFailure, mailboxFailure } from './mailboxFailure.js';

/** Milliseconds. Every wait has an end, because a dead connection looks like a silent one. */
export interface ImapDeadlines {
  connect_ms: number;
  greeting_ms: number;
  /** How long the server may be silent while an answer is due. */
  silence_ms: number;
  /** How long signing off may take. */
  close_ms: number;
  /** IDLE is begun anew after this: servers and address translators forget quiet connections after some ten minutes. */
  idle_restart_ms: number;
  /** How often a server without IDLE is asked. */
  poll_ms: number;
}

/** Messages asked for at once; they still arrive one at a time. A caller that stops early wastes what is left of one lot. */
const LOT = 25;
/** Dates asked for at once. */
const DATES_LOT = 500;
const DAY_MS = 86_400_000;

const ROLES: Record<string, FolderRole> = { '\\Inbox': 'inbox', '\\Sent': 'sent', '\\All': 'all' };
const NOT_A_FOLDER = ['\\Noselect', '\\NonExistent'];

export class ImapMailboxConnection implements MailboxConnection {
  /** Whether the server told of something that nobody has heard yet. */
  private news = false;
  /** Whether the folder holds more than it did when it was opened, so that its next UID is out of date. */
  private grown = false;
  private wake: () => void = () => undefined;
  private cause?: ImapFailure;
  private idling?: Promise<unknown>;

  constructor(
    private readonly client: ImapFlow,
    private readonly deadlines: ImapDeadlines,
    private readonly secrets: readonly string[],
  ) {
    client.on('error', (error) => (this.cause ??= error as ImapFailure));
    client.on('close', () => this.wake());
    for (const event of ['exists', 'expunge', 'flags'] as const) {
      client.on(event, () => {
        this.news = true;
        this.grown ||= event === 'exists';
        this.wake();
      });
    }
  }

  get capabilities(): ReadonlySet<string> {
    return new Set(this.client.capabilities.keys());
  }

  folders(): Promise<MailFolder[]> {
    return this.ask(async () => (await this.client.list()).filter(isFolder).map((folder) => ({ path: folder.path, role: roleOf(folder) })));
  }

  open(path: string): Promise<FolderState> {
    return this.ask(async () => {
      const folder = await this.client.mailboxOpen(path, { readOnly: true });
      this.news = this.grown = false;
      return stateOf(folder);
    });
  }

  uidsAfter(after: number, since?: Date): Promise<number[]> {
    return this.ask(async () => {
      if (!this.grown && this.opened().uidNext <= after + 1) return [];
      // Servers compare whole days in a zone of their own, so a day more is asked for and the rest is sorted out here.
      const day = since && new Date(since.getTime() - DAY_MS);
      const found = (await this.client.search({ uid: `${after + 1}:*`, ...(day && { since: day }) }, { uid: true })) || [];
      // `n:*` with nothing above n is the last message again.
      const uids = found.filter((uid) => uid > after).sort((one, other) => one - other);
      return since ? this.later(uids, since) : uids;
    });
  }

  async *fetch(uids: number[], max_bytes: number): AsyncIterable<MailboxMessage> {
    try {
      for (const lot of lots(ascending(uids), LOT)) {
        // One byte more than wanted tells whether there is more.
        const query = {
          uid: true,
          flags: true,
          internalDate: true,
          size: true,
          labels: true,
          threadId: true,
          source: { start: 0, maxLength: max_bytes + 1 },
        };
        for await (const message of this.client.fetch(lot.join(','), query, { uid: true })) {
          if (!message.source) continue;
          const is_truncated = message.source.length > max_bytes;
          yield { ...this.item(message), source: is_truncated ? message.source.subarray(0, max_bytes) : message.source, is_truncated };
        }
      }
    } catch (error) {
      throw this.failure(error);
    }
  }

  flagChanges(since_modseq: string): Promise<FlagChange[]> {
    return this.ask(async () => {
      const keeps = this.client.enabled.has('CONDSTORE') && !this.opened().noModseq;
      if (!keeps || since_modseq === '') return [];
      const changes: FlagChange[] = [];
      const changed = this.client.fetch('1:*', { uid: true, flags: true, labels: true }, { uid: true, changedSince: BigInt(since_modseq) });
      for await (const message of changed)
        changes.push({ uid: message.uid, flags: [...(message.flags ?? [])], labels: [...(message.labels ?? [])] });
      return changes;
    });
  }

  async idle(ms: number, signal: AbortSignal): Promise<'news' | 'quiet'> {
    this.ensureOpen();
    const end = Date.now() + ms;
    const over = new AbortController();
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    const waits = AbortSignal.any([signal, over.signal]);
    const pause = (pause_ms: number) => sleep(pause_ms, undefined, { signal: waits }).catch(() => undefined);
    try {
      if (this.news || signal.aborted) return this.heard();
      if (this.client.capabilities.has('IDLE')) await Promise.race([woken, pause(ms), this.beginIdle()]);
      while (!this.news && !signal.aborted && !this.client.isClosed && Date.now() < end) {
        if (await this.moved()) break;
        await Promise.race([woken, pause(Math.min(this.deadlines.poll_ms, end - Date.now()))]);
      }
      this.ensureOpen();
      return this.heard();
    } finally {
      over.abort();
      this.wake = () => undefined;
    }
  }

  holds(path: string, message_id: string): Promise<boolean> {
    return this.ask(async () => {
      const before = this.client.mailbox;
      const elsewhere = !before || before.path !== path;
      if (elsewhere) await this.client.mailboxOpen(path, { readOnly: true });
      try {
        const found = await this.client.search({ header: { 'message-id': message_id } }, { uid: true });
        return (found || []).length > 0;
      } finally {
        if (elsewhere && before && !this.client.isClosed) {
          const again = await this.client.mailboxOpen(before.path, { readOnly: true });
          if (again.exists !== before.exists || again.uidNext !== before.uidNext) this.news = this.grown = true;
        }
      }
    });
  }

  append(path: string, raw: Buffer, flags: string[], at: Date): Promise<void> {
    return this.ask(async () => {
      const filed = await this.client.append(path, raw, flags, at);
      if (!filed) throw new MailboxError('folder_gone', 'mail_folder_gone', 'The message could not be filed.');
    });
  }

  async close(): Promise<void> {
    await withDeadline(this.deadlines.close_ms, () => this.client.logout()).catch(() => undefined);
    this.client.close();
  }

  private async ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.ensureOpen();
      return await work();
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** The first error of a broken connection says more than those that follow from it. */
  private failure(error: unknown): MailboxError {
    const lost = this.client.isClosed && !(error as ImapFailure).responseStatus;
    return mailboxFailure(lost && this.cause ? this.cause : error, this.secrets);
  }

  /** Ends when another command ends it, so nobody waits for a server that is gone; or at once, when the server refuses. */
  private beginIdle(): Promise<unknown> {
    return (this.idling ??= this.client
      .idle()
      .catch(() => undefined)
      .finally(() => (this.idling = undefined)));
  }

  private ensureOpen(): void {
    if (!this.client.isClosed) return;
    const reason = this.client.byeReason;
    throw this.failure({ code: 'NoConnection', message: 'The connection is closed.', ...(reason && { reason }) });
  }

  private opened(): MailboxObject {
    const folder = this.client.mailbox;
    if (!folder) throw new MailboxError('retry', 'mail_no_folder', 'No folder is open.');
    return folder;
  }

  private heard(): 'news' | 'quiet' {
    const news = this.news;
    this.news = false;
    return news ? 'news' : 'quiet';
  }

  /** Whether the folder differs from what is known of it; what an IDLE would have told. */
  private async moved(): Promise<boolean> {
    return this.ask(async () => {
      const { path, exists, uidNext, uidValidity, highestModseq } = { ...this.opened() };
      const modseq = this.client.capabilities.has('CONDSTORE');
      const now = await this.client.status(path, {
        messages: true,
        uidNext: true,
        uidValidity: true,
        ...(modseq && { highestModseq: true }),
      });
      if (!now) throw new MailboxError('retry', 'mail_refused', 'The mail server returned no information about the folder.');
      const differs =
        now.messages !== exists ||
        now.uidNext !== uidNext ||
        now.uidValidity !== uidValidity ||
        (highestModseq !== undefined && now.highestModseq !== undefined && now.highestModseq !== highestModseq);
      if (differs) this.news = this.grown = true;
      return differs;
    });
  }

  private async later(uids: number[], since: Date): Promise<number[]> {
    const later: number[] = [];
    for (const lot of lots(uids, DATES_LOT)) {
      for await (const message of this.client.fetch(lot.join(','), { uid: true, internalDate: true }, { uid: true })) {
        if (dateOf(message) >= since) later.push(message.uid);
      }
    }
    return later.sort((one, other) => one - other);
  }

  private item(message: FetchMessageObject): MailboxItem {
    const isGmail = this.client.capabilities.has('X-GM-EXT-1') && !this.client.capabilities.has('OBJECTID');
    return {
      uid: message.uid,
      received_at: dateOf(message),
      size: message.size ?? message.source?.length ?? 0,
      flags: [...(message.flags ?? [])],
      labels: [...(message.labels ?? [])],
      ...(isGmail && message.emailId && { gmail_message_id: message.emailId }),
      ...(isGmail && message.threadId && { gmail_thread_id: message.threadId }),
    };
  }
}

function isFolder({ flags }: ListResponse): boolean {
  return !NOT_A_FOLDER.some((flag) => flags.has(flag));
}

function roleOf({ path, specialUse }: ListResponse): FolderRole {
  return path.toUpperCase() === 'INBOX' ? 'inbox' : (specialUse && ROLES[specialUse]) || 'other';
}

function stateOf(folder: MailboxObject): FolderState {
  return {
    uid_validity: String(folder.uidValidity),
    uid_next: folder.uidNext,
    highest_modseq: folder.highestModseq && !folder.noModseq ? String(folder.highestModseq) : '',
    message_count: folder.exists,
  };
}

/** INTERNALDATE must be there; a server that leaves it out or garbles it gets the beginning of time, which no sync window holds. */
function dateOf({ internalDate }: FetchMessageObject): Date {
  const date = new Date(internalDate ?? 0);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}

function ascending(uids: number[]): number[] {
  return [...new Set(uids)].sort((one, other) => one - other);
}

function lots<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
