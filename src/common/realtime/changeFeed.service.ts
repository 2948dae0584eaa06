import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { Gauge } from 'prom-client';
import { ConfigService } from '../config/config.service.js';
import type { CurrentUserData } from '../auth/currentUser.js';
import { PermissionsPort } from '../auth/permissions.port.js';
import { HealthService } from '../health/health.service.js';
import { MetricsService } from '../health/metrics.service.js';
import { InjectLogger } from '../log/logger.token.js';
import { JobsService } from '../jobs/jobs.service.js';
import { task } from '../jobs/task.js';
import { ChangeFeedRepository } from './changeFeed.repository.js';
import { fingerprintOf, scopeOf } from './changeScope.js';
import { ChangeSignalService } from './changeSignal.service.js';
import { ChangeWaits } from './changeWaits.js';
import { ChangeTailService } from './changeTail.service.js';
import type { EntityEvents, PayloadOf } from './entityEvents.js';
import type { ChangePageDto, ListChangesDto } from './dto/change.dto.js';
import { FeedSocketsService } from './feedSockets.service.js';
import type { Reaction } from './reactionRunner.js';
import { ReactionsService } from './reactions.service.js';

/** When a node has not read the feed to its end for so long, something is wrong, seconds. */
const LATE_SECONDS = 10;

const pruneChanges = task('changes.prune');

/** The front door of the change feed: reactions to it, and reading it. */
@Injectable()
export class ChangeFeedService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly waits: ChangeWaits;
  private started = false;

  constructor(
    private readonly signal: ChangeSignalService,
    private readonly tail: ChangeTailService,
    private readonly sockets: FeedSocketsService,
    private readonly reactions: ReactionsService,
    private readonly feed: ChangeFeedRepository,
    private readonly permissions: PermissionsPort,
    private readonly config: ConfigService,
    private readonly jobs: JobsService,
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.waits = new ChangeWaits(jobs.stopping);
    // That a thing has left some scopes is no news of the thing.
    tail.onEvents((events) => this.waits.hear(events.filter(({ scoped_only }) => !scoped_only)));
  }

  onModuleInit(): void {
    this.jobs.on(pruneChanges, () => this.prune());
    this.jobs.every('23 * * * *', pruneChanges, {}, { jitter_seconds: 300 });
    this.health.registerNodeCheck('feed', async () => this.state());
    const { tail } = this;
    new Gauge({
      name: 'feed_lag_events',
      help: 'Events that this node was told of and has not read.',
      registers: [this.metrics.registry],
      collect() {
        this.set(tail.lag().events);
      },
    });
    new Gauge({
      name: 'feed_lag_seconds',
      help: 'Time since this node had read the feed to its end.',
      registers: [this.metrics.registry],
      collect() {
        this.set(tail.lag().seconds);
      },
    });
  }

  /**
   * Has something done after events, durably: at least once, in order for each thing, from the newest event on when the name
   * is new. An event that fails is tried again with pauses and then parked; later ones of the same thing wait behind it. Call
   * it in onModuleInit; it runs on worker nodes, on one at a time.
   */
  react(reaction: Reaction): void {
    if (this.started) throw new Error(`The reaction ${reaction.name} comes too late: register it in onModuleInit.`);
    this.reactions.register(reaction);
  }

  /**
   * Waits until a row is as wanted, in any process. `until` is asked at once, so that a change from before is not missed, then with the
   * payload of each change, and every second without one: then it has to look. False when that did not come within `ms`, or the
   * process stops.
   */
  waitFor<D extends EntityEvents>(
    declaration: D,
    id: string,
    until: (payload: PayloadOf<D> | undefined) => Promise<boolean>,
    ms: number,
  ): Promise<boolean> {
    return this.waits.waitFor(declaration, id, until, ms);
  }

  /** Begins to follow the feed. Without a database it begins when there is one. */
  async start(): Promise<void> {
    this.started = true;
    this.sockets.start();
    await Promise.all([this.signal.start(), this.tail.start()]);
    await this.reactions.start();
  }

  /** What the caller may see of what happened after `after`; without it, where the feed stands. */
  async changes(caller: CurrentUserData, { after, scope: known_scope, namespace, limit = 100 }: ListChangesDto): Promise<ChangePageDto> {
    // A caller without the feed's own notification, as a script has it, sees its own write.
    await this.signal.number();
    const { last_seq, pruned_seq } = await this.feed.position();
    const scope = scopeOf(caller.id, caller.permissions ?? (await this.permissions.of(caller.id)));
    const place = { next_after: last_seq, oldest_seq: pruned_seq + 1, has_more: false, scope: fingerprintOf(scope) };
    if (after === undefined) return { data: [], ...place, resync: false };
    if (known_scope !== undefined && known_scope !== place.scope) return { data: [], ...place, resync: true };
    const found = await this.feed.visible(scope, namespace, after, last_seq, limit + 1);
    // Asked again: what was taken out while it was read is missing in it.
    const { pruned_seq: pruned_now } = await this.feed.position();
    if (after < pruned_now || after > last_seq) return { data: [], ...place, oldest_seq: pruned_now + 1, resync: true };
    const data = found.slice(0, limit);
    const has_more = found.length > limit;
    return { data, ...place, has_more, next_after: has_more ? data.at(-1)!.seq : last_seq, resync: false };
  }

  /** Sockets end with the server; what is being handled is finished; the listening connection, and its locks, go last. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.tail.stop();
    await this.reactions.stop();
    await this.signal.stop();
  }

  private state() {
    const { events, seconds } = this.tail.lag();
    const facts = {
      listening: this.signal.isListening,
      position: this.tail.position,
      lag_events: events,
      lag_seconds: Math.round(seconds),
    };
    if (!this.started || seconds <= LATE_SECONDS) return { ok: true, ...facts };
    return { ok: false, ...facts, message: `the change feed was not read for ${Math.round(seconds)} seconds` };
  }

  private async prune(): Promise<void> {
    let pruned = 0;
    for (;;) {
      const some = await this.feed.prune(this.config.environment.CHANGE_FEED_RETENTION_DAYS);
      pruned += some;
      if (some === 0 || this.jobs.stopping.aborted) break;
    }
    if (pruned > 0) this.logger.info({ pruned }, 'old events were removed from the change feed');
  }
}
