import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { ConfigService } from '../../common/config/config.service.js';
import { AppError } from '../../common/errors/appError.js';
import { fileMissing, FileStore } from '../../common/files/fileStore.js';
import { MetricsService } from '../../common/health/metrics.service.js';
import {
  type FolderState,
  type MailboxConnection,
  MailboxError,
  type MailboxMessage,
  type MailFolder,
} from '../../providers/ports/mailbox.port.js';
import { flagsMayHaveChanged, planReading, type ReadingPlan, uidBatches } from './mailboxCursor.js';
import type { WatchedMailbox } from '../mailboxes/mailboxes.repository.js';
import { type FolderPlace, MailboxSyncRepository, type SeenMessage } from './mailboxSync.repository.js';
import { identityByContent, identityOf, isCopy } from './mailIdentity.js';
import { Slots } from '../../common/concurrency/slots.js';
import { GMAIL_INGESTION } from '../gmailIngestion.settings.js';

/** What is stored by one statement, at most so many messages and about so many bytes. */
const BATCH_MESSAGES = 50;
const BATCH_BYTES = 8 * 1024 * 1024;
/** Batches in memory at once, over all mailboxes of this process. */
const BATCHES_AT_ONCE = 8;
/** What is kept of a message that is too large, bytes. */
const KEPT_OF_TOO_LARGE = 1024 * 1024;
const MEGABYTE = 1024 * 1024;

export interface SyncReport {
  /** Messages that were new. */
  stored: number;
  /** Messages that were seen again, under another UID or in another folder. */
  known: number;
  /** Folders that are wanted and not there. */
  gone: string[];
}

/** Brings what is new in a mailbox into the database: contents into the file store first, then the rows with the cursor. */
@Injectable()
export class MailboxSync {
  private readonly batches = new Slots(BATCHES_AT_ONCE);
  private readonly max_bytes: number;
  private readonly stored: Counter<'outcome'>;
  private readonly seconds: Histogram;

  constructor(
    private readonly repository: MailboxSyncRepository,
    private readonly files: FileStore,
    config: ConfigService,
    metrics: MetricsService,
  ) {
    this.max_bytes = config.of(GMAIL_INGESTION).MAIL_MAX_MESSAGE_MB * MEGABYTE;
    this.stored = new Counter({
      name: 'mailbox_messages_total',
      help: 'Messages seen in mailboxes: stored (new), known (seen before).',
      labelNames: ['outcome'],
      registers: [metrics.registry],
    });
    this.seconds = new Histogram({
      name: 'mailbox_sync_seconds',
      help: 'Time of one look through all folders of a mailbox.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
      registers: [metrics.registry],
    });
  }

  /** The folders that are read: those that were named, and the one of sent mail, which is found by its role. */
  async folders(connection: MailboxConnection, mailbox: WatchedMailbox): Promise<MailFolder[]> {
    const there = await connection.folders();
    const wanted = mailbox.folders.map(
      (path) =>
        there.find((folder) => samePath(folder.path, path)) ?? { path, role: isInbox(path) ? ('inbox' as const) : ('other' as const) },
    );
    const sent = mailbox.reads_sent ? there.filter(({ role }) => role === 'sent') : [];
    return [...wanted, ...sent.filter(({ path }) => !wanted.some((folder) => samePath(folder.path, path)))];
  }

  /** One look through the folders. Ends after the batch under way when `signal` says so; what was stored stays. Raises MailboxError. */
  async run(connection: MailboxConnection, mailbox: WatchedMailbox, folders: MailFolder[], signal: AbortSignal): Promise<SyncReport> {
    const report: SyncReport = { stored: 0, known: 0, gone: [] };
    const done = this.seconds.startTimer();
    for (const folder of folders) {
      if (signal.aborted) break;
      try {
        await this.readFolder(connection, mailbox, folder, report, signal);
      } catch (error) {
        // The others can be read all the same.
        if (!(error instanceof MailboxError) || error.kind !== 'folder_gone') throw error;
        report.gone.push(folder.path);
      }
    }
    done();
    return report;
  }

  /** Opens a folder and says whether anything happened in it that was not seen. Raises MailboxError. */
  async hasNews(connection: MailboxConnection, mailbox: WatchedMailbox, folder: MailFolder): Promise<boolean> {
    const state = await connection.open(folder.path);
    const cursor = await this.repository.cursor(mailbox.id, folder.path);
    return planReading(cursor, state, mailbox.horizon).kind !== 'nothing' || flagsMayHaveChanged(cursor, state);
  }

  private async readFolder(
    connection: MailboxConnection,
    mailbox: WatchedMailbox,
    folder: MailFolder,
    report: SyncReport,
    signal: AbortSignal,
  ): Promise<void> {
    const state = await connection.open(folder.path);
    const cursor = await this.repository.cursor(mailbox.id, folder.path);
    const place: FolderPlace = {
      support_email_id: mailbox.id,
      path: folder.path,
      role: folder.role,
      known_validity: cursor?.uid_validity ?? '',
      uid_validity: state.uid_validity,
    };
    const plan = planReading(cursor, state, mailbox.horizon);
    if (plan.kind !== 'nothing') await this.readNews(connection, place, plan, report, signal);
    if (signal.aborted) return;
    if (flagsMayHaveChanged(cursor, state)) await this.readFlags(connection, place, cursor!.highest_modseq, state);
    else if (state.highest_modseq !== '' && cursor?.highest_modseq !== state.highest_modseq)
      await this.repository.storeFlags(place, state.highest_modseq, []);
  }

  private async readNews(
    connection: MailboxConnection,
    place: FolderPlace,
    plan: ReadingPlan,
    report: SyncReport,
    signal: AbortSignal,
  ): Promise<void> {
    const uids = await connection.uidsAfter(plan.after, plan.since);
    let reached = plan.after;
    for (const batch of uidBatches(uids, plan.after, BATCH_MESSAGES)) {
      if (signal.aborted) return;
      await this.batches.run(() => this.readBatch(connection, place, batch, report));
      reached = batch.at(-1)!;
    }
    // What was left out by its age, or has gone, is seen as well.
    if (plan.upto > reached || reached === plan.after) await this.store(place, Math.max(plan.upto, reached), [], report);
  }

  private async readBatch(connection: MailboxConnection, place: FolderPlace, uids: number[], report: SyncReport): Promise<void> {
    const asked = new Set(uids);
    let held: MailboxMessage[] = [];
    let bytes = 0;
    const storeHeld = async (upto: number) => {
      const messages = held;
      held = [];
      bytes = 0;
      await this.store(place, upto, messages, report);
    };
    try {
      for await (const message of connection.fetch(uids, this.max_bytes)) {
        // Some servers also send what nobody asked for.
        if (!asked.has(message.uid)) continue;
        held.push(message);
        bytes += message.source.length;
        if (bytes >= BATCH_BYTES) await storeHeld(message.uid);
      }
    } catch (error) {
      // A connection that never lasts for a whole batch must get on all the same.
      if (held.length > 0) await storeHeld(held.at(-1)!.uid);
      throw error;
    }
    await storeHeld(uids.at(-1)!);
  }

  private async store(place: FolderPlace, upto: number, messages: MailboxMessage[], report: SyncReport): Promise<void> {
    const kept = await this.files.putAll(
      messages.map(({ source, is_truncated }) => (is_truncated ? source.subarray(0, KEPT_OF_TOO_LARGE) : source)),
    );
    const seen = messages.map((message, at) => this.seen(message, kept[at]!.sha256));
    await this.tellApart(place, messages, seen);
    const { stored, known } = await this.repository.store(place, upto, seen);
    report.stored += stored;
    report.known += known;
    this.stored.inc({ outcome: 'stored' }, stored);
    this.stored.inc({ outcome: 'known' }, known);
  }

  /** Careless programs send several messages under one Message-ID and Date: one that says something else than the first is another one. */
  private async tellApart(place: FolderPlace, messages: MailboxMessage[], seen: SeenMessage[]): Promise<void> {
    const known = new Map(
      (await this.repository.contents(place.support_email_id, [...new Set(seen.map(({ identity }) => identity))])).map(
        ({ identity, raw_sha256 }) => [identity, raw_sha256],
      ),
    );
    for (const [at, message] of seen.entries()) {
      const first = known.get(message.identity);
      if (first === undefined) known.set(message.identity, message.raw_sha256);
      else if (first !== message.raw_sha256 && message.identity.startsWith('mid:') && !(await this.isCopy(messages[at]!.source, first)))
        message.identity = identityByContent(messages[at]!.source);
    }
  }

  /** One whose content is not there any more is nobody's copy. */
  private async isCopy(source: Buffer, sha256: string): Promise<boolean> {
    try {
      return isCopy(await this.files.read(sha256), source);
    } catch (error) {
      if (error instanceof AppError && error.code === fileMissing.code) return false;
      throw error;
    }
  }

  private seen({ source, is_truncated, ...item }: MailboxMessage, raw_sha256: string): SeenMessage {
    return {
      uid: item.uid,
      identity: identityOf({ gmail_message_id: item.gmail_message_id, source }),
      raw_sha256,
      raw_size: is_truncated ? item.size : source.length,
      received_at: isPlausible(item.received_at) ? item.received_at : new Date(),
      flags: item.flags.map(storable),
      labels: item.labels.map(storable),
      gmail_message_id: item.gmail_message_id,
      gmail_thread_id: item.gmail_thread_id,
      notes: is_truncated
        ? [
            {
              code: 'message_too_large',
              message:
                `The message is ${(item.size / MEGABYTE).toFixed(1)} MB, above the limit of ` +
                `${this.max_bytes / MEGABYTE} MB: only its beginning was kept.`,
            },
          ]
        : [],
    };
  }

  private async readFlags(connection: MailboxConnection, place: FolderPlace, since_modseq: string, state: FolderState): Promise<void> {
    const changes = await connection.flagChanges(since_modseq);
    await this.repository.storeFlags(
      place,
      state.highest_modseq,
      changes.map(({ uid, flags, labels }) => ({ uid, flags: flags.map(storable), labels: labels.map(storable) })),
    );
  }
}

function isPlausible(at: Date): boolean {
  return at.getTime() > 0 && at.getUTCFullYear() < 10_000;
}

/** Without what the database cannot hold as text: it must not keep the mailbox from being read. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function isInbox(path: string): boolean {
  return path.toUpperCase() === 'INBOX';
}

/** INBOX may be written in any case, other names may not. */
function samePath(one: string, other: string): boolean {
  return one === other || (isInbox(one) && isInbox(other));
}
