import type { Logger } from 'pino';
import type { MailboxConnection, MailboxDriver, MailboxError, MailFolder } from '../../providers/ports/mailbox.port.js';
import type { MailboxAccess } from '../mailboxes/mailboxAccess.js';
import { type FailurePauses, pauseAfter, planFailure } from './failurePlan.js';
import type { MailboxesRepository, WantedMailbox, WatchedMailbox } from '../mailboxes/mailboxes.repository.js';
import type { MailboxSync, SyncReport } from './mailboxSync.js';
import type { NamedSlots } from '../../common/concurrency/slots.js';
import { withDeadline } from '../../common/concurrency/withDeadline.js';

export interface WatchTiming extends FailurePauses {
  /** A look at least so often, whatever the server tells, milliseconds. */
  poll_ms: number;
  /** After so long without a failure the pauses begin anew, milliseconds. */
  healthy_ms: number;
  /** A server that does not answer a sign-off is left after so long, milliseconds. */
  sign_off_ms: number;
}

/** What all watchers of a process share. */
export interface WatcherTools {
  driver: MailboxDriver;
  access: Pick<MailboxAccess, 'imap' | 'forget'>;
  sync: Pick<MailboxSync, 'folders' | 'run' | 'hasNews'>;
  mailboxes: Pick<MailboxesRepository, 'find' | 'setState' | 'signedIn' | 'finishSync' | 'forgetFailures' | 'fail'>;
  /** Sign-ins under way, by host. */
  hosts: NamedSlots;
  logger: Logger;
  timing: WatchTiming;
  random: () => number;
}

/** Looks in a row without a pause when a folder always claims to hold something new. */
const LOOKS_IN_A_ROW = 3;

/**
 * Reads one mailbox for as long as it is wanted: connects, syncs, waits for news, syncs; after a failure it waits and begins anew.
 * stopped → connecting → syncing → watching, each → backoff → connecting, or → reconnect_needed, which ends it.
 */
export class MailboxWatcher {
  private readonly stopping = new AbortController();
  /** Ends the wait under way, of whatever kind. */
  private wake_up?: () => void;
  private nudged = false;
  private asked: number;
  /** The server asked for patience: only time ends this wait. */
  private is_patient = false;
  private is_abandoned = false;
  private connection?: MailboxConnection;
  readonly version: number;
  readonly id: string;

  constructor(
    { id, version, sync_requests }: WantedMailbox,
    private readonly tools: WatcherTools,
  ) {
    this.id = id;
    this.version = version;
    this.asked = sync_requests;
  }

  /** Somebody wants it read now; the same request twice is once. */
  ask(sync_requests: number): void {
    if (sync_requests <= this.asked) return;
    this.asked = sync_requests;
    this.nudged = true;
    if (!this.is_patient) this.wake_up?.();
  }

  /** Ends it at the next safe place: the batch under way is stored first. */
  stop(): void {
    this.stopping.abort();
    this.wake_up?.();
  }

  /** Somebody else may read it from now on: it ends at once and says nothing more. */
  abandon(): void {
    this.is_abandoned = true;
    this.stop();
    void this.connection?.close();
  }

  /** Resolves when it has ended; never rejects. `begin_ms`: a pause before all else. */
  async run(begin_ms: number): Promise<void> {
    const { logger, timing, mailboxes, random } = this.tools;
    let failed = 0;
    await this.wait(begin_ms);
    while (!this.stopping.signal.aborted) {
      try {
        if (!(await this.attempt())) break;
        failed = 0;
      } catch (error) {
        // The database is not there: nothing can be written down, so this is the only memory of it.
        failed++;
        logger.warn({ support_email_id: this.id, reason: (error as Error).message }, 'a mailbox cannot be watched at the moment');
        await this.wait(pauseAfter(failed, timing, random()));
      }
    }
    if (this.is_abandoned) return;
    await mailboxes.setState(this.id, this.version, 'stopped').catch((error: Error) => {
      logger.warn({ support_email_id: this.id, reason: error.message }, 'it could not be recorded that a mailbox is no longer watched');
    });
  }

  /** From waiting for its turn to the failure. False when it is not to be read any more. */
  private async attempt(): Promise<boolean> {
    const { mailboxes } = this.tools;
    const mailbox = await mailboxes.find(this.id, this.version);
    if (!mailbox) return false;
    if (mailbox.wait_ms > 0) await this.wait(mailbox.wait_ms);
    this.is_patient = false;
    if (this.stopping.signal.aborted || !(await mailboxes.setState(this.id, this.version, 'connecting'))) return false;
    try {
      await this.session(mailbox);
      return false;
    } catch (error) {
      if (this.stopping.signal.aborted) return false;
      return this.fail(mailbox, error);
    }
  }

  /** One connection, until there is nothing more to do for it. Raises what ends it otherwise. */
  private async session(mailbox: WatchedMailbox): Promise<void> {
    const { driver, access, sync, mailboxes, hosts } = this.tools;
    const { signal } = this.stopping;
    const settings = await access.imap(this.id);
    const connection = await hosts.run(settings.host, () => driver.connect(settings, signal), signal);
    this.connection = connection;
    try {
      if (signal.aborted) return;
      await mailboxes.signedIn(this.id, [...connection.capabilities].sort());
      await this.watch(connection, await sync.folders(connection, mailbox));
    } finally {
      this.connection = undefined;
      await this.signOff(connection);
    }
  }

  private async watch(connection: MailboxConnection, folders: MailFolder[]): Promise<void> {
    const { sync, mailboxes, timing } = this.tools;
    const { signal } = this.stopping;
    const began = performance.now();
    for (let round = 0, in_a_row = 0; !signal.aborted; round++) {
      this.nudged = false;
      const mailbox = await mailboxes.find(this.id, this.version);
      if (!mailbox) return;
      this.asked = Math.max(this.asked, mailbox.sync_requests);
      if (round === 0 && !(await mailboxes.setState(this.id, this.version, 'syncing'))) return;
      const report = await sync.run(connection, mailbox, folders, signal);
      if (signal.aborted) return;
      await mailboxes.finishSync(this.id, mailbox.sync_requests, faultOf(report));
      // It was read because somebody asked; the next look at the row ends it.
      if (!mailbox.is_watched) continue;
      if (round === 0 && !(await mailboxes.setState(this.id, this.version, 'watching'))) return;
      if (mailbox.has_error && report.gone.length === 0 && performance.now() - began >= timing.healthy_ms)
        await mailboxes.forgetFailures(this.id, this.version);
      const folder = folders.find(({ path }) => !report.gone.includes(path));
      if (this.nudged) continue;
      if (folder && (await sync.hasNews(connection, mailbox, folder)) && ++in_a_row < LOOKS_IN_A_ROW) continue;
      in_a_row = 0;
      await this.waitForNews(connection, folder);
    }
  }

  private async waitForNews(connection: MailboxConnection, folder: MailFolder | undefined): Promise<void> {
    const { poll_ms } = this.tools.timing;
    // Without a folder there is nothing to listen to, but it may come back.
    if (!folder) return this.wait(poll_ms);
    const enough = new AbortController();
    this.wake_up = () => enough.abort();
    if (this.nudged || this.stopping.signal.aborted) enough.abort();
    try {
      await connection.idle(poll_ms, enough.signal);
    } finally {
      this.wake_up = undefined;
    }
  }

  /** Writes the failure down. False when it was the last attempt. */
  private async fail(mailbox: WatchedMailbox, error: unknown): Promise<boolean> {
    const { timing, random, mailboxes, access, logger } = this.tools;
    const plan = planFailure(error, mailbox.failures, timing, random());
    if (plan.kind === 'ended') return false;
    const facts = { support_email_id: this.id, code: plan.code, failures: mailbox.failures + 1 };
    if (plan.kind === 'unforeseen') logger.error({ ...facts, err: error }, 'a mailbox could not be read because of an unexpected error');
    else logger.warn({ ...facts, said: (error as MailboxError).said }, 'a mailbox could not be read');
    if (plan.kind === 'auth') access.forget(this.id);
    const { code, message, most, wait_ms } = plan;
    const state = await mailboxes.fail(this.id, this.version, { code, message, auth: plan.kind === 'auth', most, wait_ms });
    this.is_patient = plan.kind === 'slow_down';
    if (state === 'reconnect_needed') logger.warn(facts, 'a mailbox needs new credentials');
    return state === 'backoff';
  }

  private async signOff(connection: MailboxConnection): Promise<void> {
    await withDeadline(this.tools.timing.sign_off_ms, () => connection.close()).catch(() => undefined);
  }

  private async wait(ms: number): Promise<void> {
    if (ms <= 0 || this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake_up = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake_up = undefined;
  }
}

function faultOf({ gone }: SyncReport): { code: string; message: string } | undefined {
  return gone.length > 0 ? { code: 'mail_folder_gone', message: `Not in the mailbox: ${gone.join(', ')}.` } : undefined;
}
