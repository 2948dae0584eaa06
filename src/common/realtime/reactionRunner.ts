import type { Logger } from 'pino';
import { coalesced } from '../concurrency/coalesced.js';
import { inLanes } from '../concurrency/inLanes.js';
import { withDeadline } from '../concurrency/withDeadline.js';
import { runInContext } from '../log/requestContext.js';
import { type ChangeEvent, entityOf } from './changeEvents.js';
import type { ChangeFeedRepository } from './changeFeed.repository.js';
import type { DueFailure, NewFailure, ReactionsRepository } from './reactions.repository.js';
import { MAX_ATTEMPTS, retryPause } from './retryPause.js';

/** Work that follows an event, on one worker node at a time. */
export interface Reaction {
  /** Stored: its place in the feed goes by it. `<module>.<verb>` */
  name: string;
  /** Only events of these; all when not said. */
  namespaces?: string[];
  events?: string[];
  /** Whether anybody wants events now, asked before they are read. When nobody does they are passed over, unread. */
  isWanted?(): Promise<boolean>;
  /** At least once for each event, those of one thing in their order. What it throws is tried again, with pauses. */
  handle(event: ChangeEvent): Promise<void>;
  /** The same for many at once, all or none, where that is cheaper. When it throws they are handled one by one. */
  handleMany?(events: ChangeEvent[]): Promise<void>;
}

/** Events read by one statement; after a kill at most so many are handled again. */
const BATCH = 200;
/** Things worked on at once. */
const CONCURRENCY = 8;
/** A handler that takes longer has failed, milliseconds: others must not wait for ever. */
const HANDLE_MS = 30_000;
/** A place that moved past events of others only is stored when it has moved so far, or after so long, milliseconds. */
const STORE_EVERY = 1_000;
const STORE_MS = 5_000;

/** Carries one reaction through the feed while this node holds it. */
export class ReactionRunner {
  /** Stored place, and how far was looked beyond it without meeting an event for us. */
  private stored = 0;
  private seen = 0;
  private stored_at = 0;
  private stopped = false;
  private held = false;

  /** Looks for work until there is none. */
  readonly wake = coalesced(
    () => this.run(),
    (error) => this.logger.warn({ reaction: this.reaction.name, err: error }, 'a reaction could not continue; retrying within a second'),
  );

  constructor(
    readonly reaction: Reaction,
    private readonly reactions: ReactionsRepository,
    private readonly feed: ChangeFeedRepository,
    private readonly logger: Logger,
  ) {}

  get isHeld(): boolean {
    return this.held;
  }

  /** This node has it from now on. */
  async hold(): Promise<void> {
    // What was under way when it was lost must not go on from the new place.
    await this.wake.idle();
    this.stored = await this.reactions.placeOf(this.reaction.name);
    this.seen = this.stored;
    this.stored_at = Date.now();
    this.held = true;
    void this.wake();
  }

  /** Another node may have it now. What is under way ends, and is found to be late. */
  release(): void {
    this.held = false;
  }

  /** Ends after the events that are being handled; the others stay. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.wake.idle();
  }

  private get isWorking(): boolean {
    return this.held && !this.stopped;
  }

  private async run(): Promise<boolean> {
    if (!this.isWorking) return false;
    const retried = await this.retryDue();
    const read = await this.readOn();
    return retried || read;
  }

  /** One batch. True when there may be more. */
  private async readOn(): Promise<boolean> {
    const { name, namespaces, events: names } = this.reaction;
    const { last_seq } = await this.feed.position();
    // Asked after the place was read: whoever begins to want events, wants those behind it.
    const has_news = last_seq > this.seen && ((await this.reaction.isWanted?.()) ?? true);
    const events = has_news ? await this.feed.matching({ namespaces, events: names }, this.seen, last_seq, BATCH) : [];
    const full = events.length === BATCH;
    const upto = full ? events.at(-1)!.seq : last_seq;
    if (events.length === 0) {
      this.seen = Math.max(upto, this.seen);
      if (this.seen - this.stored >= STORE_EVERY || Date.now() - this.stored_at >= STORE_MS) await this.store(this.seen, []);
      return false;
    }
    const blocked = await this.reactions.blocked(name, [...new Set(events.map(entityOf))]);
    if (blocked.size === 0 && (await this.attemptMany(events))) {
      await this.store(upto, []);
      return full;
    }
    const { failures, unhandled_from } = await this.handleAll(events, blocked);
    const reached = unhandled_from === undefined ? upto : unhandled_from - 1;
    await this.store(
      reached,
      failures.filter(({ seq }) => seq <= reached),
    );
    return full;
  }

  private async store(place: number, failures: NewFailure[]): Promise<void> {
    if (place <= this.stored) return;
    if (!(await this.reactions.advance(this.reaction.name, this.stored, place, failures))) {
      this.held = false;
      throw new Error('another node has moved it on');
    }
    this.stored = place;
    this.seen = Math.max(this.seen, place);
    this.stored_at = Date.now();
  }

  /** Different things at once, the events of one thing in order, and none behind one that failed. */
  private async handleAll(events: ChangeEvent[], blocked: Set<string>): Promise<{ failures: NewFailure[]; unhandled_from?: number }> {
    const queues = new Map<string, ChangeEvent[]>();
    for (const event of events) {
      const entity = entityOf(event);
      const queue = queues.get(entity);
      if (queue) queue.push(event);
      else queues.set(entity, [event]);
    }
    const failures: NewFailure[] = [];
    let unhandled_from: number | undefined;
    await inLanes([...queues], CONCURRENCY, async ([entity, queue]) => {
      let behind = blocked.has(entity);
      for (const event of queue) {
        if (!behind && !this.isWorking) {
          unhandled_from = Math.min(unhandled_from ?? Infinity, event.seq);
          return;
        }
        if (behind) {
          failures.push({ seq: event.seq, entity, event, state: 'waiting', attempts: 0 });
          continue;
        }
        const error = await this.attempt(event);
        if (error === undefined) continue;
        behind = true;
        failures.push({ seq: event.seq, entity, event, state: 'retry', attempts: 1, error, wait_ms: retryPause(1) });
      }
    });
    return { failures: failures.sort((a, b) => a.seq - b.seq), unhandled_from };
  }

  /** What has failed before and is due now. True when something was tried. */
  private async retryDue(): Promise<boolean> {
    const due = await this.reactions.due(this.reaction.name, BATCH);
    await inLanes(due, CONCURRENCY, async (failure) => {
      if (this.isWorking) await this.retry(failure);
    });
    return due.length > 0;
  }

  private async retry(failure: DueFailure): Promise<void> {
    const error = await this.attempt(failure.event);
    if (error === undefined) return this.reactions.handled(failure.id);
    const attempts = failure.attempts + 1;
    const parked = attempts >= MAX_ATTEMPTS;
    if (parked)
      this.logger.error(
        { reaction: this.reaction.name, seq: failure.event.seq, reason: error },
        'an event was parked because its reaction failed too often',
      );
    await this.reactions.failedAgain(failure.id, failure.attempts, { attempts, error, wait_ms: parked ? null : retryPause(attempts) });
  }

  /** Whether all were handled at once. */
  private async attemptMany(events: ChangeEvent[]): Promise<boolean> {
    const { handleMany, name } = this.reaction;
    if (!handleMany || !this.isWorking) return false;
    try {
      await this.inTime(`change-${events[0]!.seq}`, () => handleMany.call(this.reaction, events));
      return true;
    } catch (error) {
      this.logger.warn(
        { reaction: name, seq: events[0]!.seq, events: events.length, err: error },
        'a reaction failed for a batch of events; handling them one by one',
      );
      return false;
    }
  }

  /** Undefined when it was handled, otherwise why not. */
  private async attempt(event: ChangeEvent): Promise<string | undefined> {
    try {
      await this.inTime(`change-${event.seq}`, () => this.reaction.handle(event));
      return undefined;
    } catch (error) {
      this.logger.warn(
        { reaction: this.reaction.name, seq: event.seq, event: event.event, err: error },
        'a reaction failed and will be retried with back-off',
      );
      return (error as Error).message.slice(0, 2_000) || 'failed without a word';
    }
  }

  private inTime(request_id: string, work: () => Promise<void>): Promise<void> {
    return withDeadline(HANDLE_MS, () => runInContext({ request_id }, work), 'not handled');
  }
}
