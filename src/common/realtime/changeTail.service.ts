import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { coalesced } from '../concurrency/coalesced.js';
import { InjectLogger } from '../log/logger.token.js';
import { ChangeFeedRepository, type FeedRow } from './changeFeed.repository.js';
import { ChangeSignalService } from './changeSignal.service.js';
import { RecentChanges } from './recentChanges.js';

/** Events read by one statement. */
const READ_AT_ONCE = 1_000;
/** Events kept in memory for those who missed just a few. */
const REMEMBERED = 2_000;

/** Follows the feed and hands each event on, once, in order, in the same turn of the event loop in which `position` moves on. */
@Injectable()
export class ChangeTailService {
  private readonly recent = new RecentChanges<FeedRow>(REMEMBERED);
  private readonly listeners: ((events: FeedRow[]) => void)[] = [];
  private begun = false;
  private stopped = false;
  private readonly reading = coalesced(
    () => this.readOn(),
    ({ message }) => this.logger.warn({ reason: message }, 'the change feed could not be read; retrying within a second'),
  );
  /** When this node last knew that it had read everything, milliseconds since 1970. */
  private complete_at = Date.now();
  /** The newest number that it was told of. */
  private told_seq = 0;

  constructor(
    private readonly feed: ChangeFeedRepository,
    private readonly signal: ChangeSignalService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Begins at the newest event. Without a database it begins when there is one. */
  async start(): Promise<void> {
    this.signal.signals.on('numbered', (last_seq) => {
      this.told_seq = Math.max(this.told_seq, last_seq);
      if (last_seq > this.position || !this.begun) void this.read();
    });
    this.signal.signals.on('look', () => void this.read());
    await this.read();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.reading.idle();
  }

  onEvents(listener: (events: FeedRow[]) => void): void {
    this.listeners.push(listener);
  }

  get hasBegun(): boolean {
    return this.begun;
  }

  /** The place of the newest event that was handed on. */
  get position(): number {
    return this.recent.position;
  }

  /** What was handed on after `seq`, or undefined when that is not known here. */
  since(seq: number): FeedRow[] | undefined {
    return this.begun ? this.recent.since(seq) : undefined;
  }

  /** Events that this node was told of and has not read, and how long it is since it had read everything, seconds. */
  lag(): { events: number; seconds: number } {
    const events = Math.max(0, this.told_seq - this.position);
    return { events, seconds: Math.max(0, (Date.now() - this.complete_at) / 1000) };
  }

  /** Reads to the end of the feed. Never rejects: what could not be read now is read later. */
  read(): Promise<void> {
    return this.stopped ? Promise.resolve() : this.reading();
  }

  /** True when there is more. */
  private async readOn(): Promise<boolean> {
    if (!this.begun) {
      this.recent.beginAt((await this.feed.position()).last_seq);
      this.begun = true;
    }
    const events = this.stopped ? [] : await this.feed.after(this.position, READ_AT_ONCE);
    if (this.stopped) return false;
    this.handOn(events);
    if (events.length === READ_AT_ONCE) return true;
    this.complete_at = Date.now();
    return false;
  }

  private handOn(events: FeedRow[]): void {
    if (events.length === 0) return;
    this.recent.add(events);
    for (const listener of this.listeners) listener(events);
  }
}
