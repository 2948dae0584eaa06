import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../../common/config/config.service.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import type { MailboxDriver } from '../../providers/ports/mailbox.port.js';
import { PostgresService } from '../../supabase/postgres.service.js';
import { MailboxAccess } from '../mailboxes/mailboxAccess.js';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.js';
import { MailboxLocks } from './mailboxLocks.js';
import { MailboxSync } from './mailboxSync.js';
import { MailboxWatcher, type WatcherTools, type WatchTiming } from './mailboxWatcher.js';
import { MAILBOX_DRIVER } from '../mailPorts.js';
import { coalesced } from '../../common/concurrency/coalesced.js';
import { NamedSlots } from '../../common/concurrency/slots.js';
import { MAIL } from '../../providers/mail/mail.settings.js';
import { withDeadline } from '../../common/concurrency/withDeadline.js';

/** Durations of watching; tests have shorter ones. */
export const WATCH_TIMING = Symbol('WATCH_TIMING');

export interface WatchersTiming extends WatchTiming {
  /** Mailboxes are looked for so often without being told of any: for what another node left when it died. */
  look_ms: number;
  /** Between two that begin together, at most. */
  stagger_ms: number;
  /** A stop lets batches end for so long. */
  drain_ms: number;
}

export function watchTiming(poll_seconds: number): WatchersTiming {
  return {
    poll_ms: poll_seconds * 1000,
    first_pause_ms: 5_000,
    longest_pause_ms: 300_000,
    slow_down_ms: 300_000,
    healthy_ms: 120_000,
    sign_off_ms: 5_000,
    look_ms: 3_000,
    stagger_ms: 200,
    drain_ms: 12_000,
  };
}

/** The last one of many that begin together waits no longer than this, milliseconds. */
const LONGEST_STAGGER_MS = 30_000;

/** Sees to it that each wanted mailbox is read by one process, this or another. */
@Injectable()
export class MailboxWatchersService implements BeforeApplicationShutdown {
  private readonly watchers = new Map<string, { watcher: MailboxWatcher; ended: Promise<void> }>();
  private readonly locks: MailboxLocks;
  private readonly tools: WatcherTools;
  private timer?: NodeJS.Timeout;
  private readonly looking = coalesced(
    () => this.lookAround(),
    ({ message }) => this.logger.warn({ reason: message }, 'the list of mailboxes could not be read; retrying within seconds'),
  );
  private stopped = false;
  private started_at?: number;

  constructor(
    @Inject(MAILBOX_DRIVER) driver: MailboxDriver,
    access: MailboxAccess,
    sync: MailboxSync,
    private readonly mailboxes: MailboxesRepository,
    postgres: PostgresService,
    config: ConfigService,
    @Inject(WATCH_TIMING) private readonly timing: WatchersTiming,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.locks = new MailboxLocks(
      postgres,
      logger,
      () => this.abandonAll(),
      () => void this.look(),
    );
    this.tools = {
      driver,
      access,
      sync,
      mailboxes,
      hosts: new NamedSlots(config.of(MAIL).MAIL_CONNECTS_PER_HOST),
      logger,
      timing,
      random: Math.random,
    };
  }

  /** Since when this process watches, milliseconds of the epoch; undefined: it does not. */
  get watching_since(): number | undefined {
    return this.started_at;
  }

  start(): void {
    this.started_at = Date.now();
    this.timer = setInterval(() => void this.look(), this.timing.look_ms);
    this.timer.unref();
    // It looks as soon as it can take locks.
    void this.locks.start();
  }

  /** Lets batches end and signs off; the locks go last. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.looking.idle();
    const running = [...this.watchers.values()];
    for (const { watcher } of running) watcher.stop();
    await withDeadline(this.timing.drain_ms, () => Promise.all(running.map(({ ended }) => ended))).catch(() => undefined);
    this.abandonAll();
    await this.locks.stop();
  }

  /** Compares what is wanted with what is under way. Calls at once share a look, and one more follows. */
  private look(): Promise<void> {
    return this.stopped ? Promise.resolve() : this.looking();
  }

  private async lookAround(): Promise<void> {
    if (this.stopped || !this.locks.isUp) return;
    const wanted = await this.mailboxes.wanted();
    this.stopUnwanted(new Map(wanted.map(({ id, version }) => [id, version])));
    for (const { id, sync_requests } of wanted) this.watchers.get(id)?.watcher.ask(sync_requests);
    const free = wanted.filter(({ id }) => !this.watchers.has(id));
    const ours = await this.locks.take(free.map(({ id }) => id));
    free.filter(({ id }) => ours.has(id)).forEach((mailbox, place) => this.begin(new MailboxWatcher(mailbox, this.tools), place));
  }

  private stopUnwanted(versions: Map<string, number>): void {
    for (const { watcher } of this.watchers.values()) if (versions.get(watcher.id) !== watcher.version) watcher.stop();
  }

  /** Many that begin together begin one after another, so that no server sees a storm. */
  private begin(watcher: MailboxWatcher, place: number): void {
    const ended = watcher.run(Math.min(place * this.timing.stagger_ms, LONGEST_STAGGER_MS)).then(async () => {
      this.watchers.delete(watcher.id);
      await this.locks.release(watcher.id);
      // It may have ended because it was changed.
      void this.look();
    });
    this.watchers.set(watcher.id, { watcher, ended });
  }

  private abandonAll(): void {
    for (const { watcher } of this.watchers.values()) watcher.abandon();
  }
}
