import { Injectable } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { SteadyConnection } from '../../supabase/steadyConnection.js';
import { coalesced } from '../concurrency/coalesced.js';
import { InjectLogger } from '../log/logger.token.js';
import { ChangeFeedRepository } from './changeFeed.repository.js';

/** How often events are looked for without being told of any, milliseconds: a notification may get lost with its connection. */
const LOOK_MS = 1_000;
/** How often the listening connection has to answer, milliseconds. */
const PROBE_MS = 5_000;
/** Events numbered by one statement. */
const NUMBERED_AT_ONCE = 5_000;

interface Signals {
  /** The newest number that is known to be given; the same one may come again. */
  numbered: [last_seq: number];
  /** Somebody's permissions may have changed, or a message that says so may have been missed. */
  permissions: [];
  /** ReactionsService may have something to try again. */
  due: [];
  /** Somebody looks at something, or away: `type/id`. */
  viewers: [key: string];
  /** Every second. */
  look: [];
}

/** Listens to the database on a connection of its own, has events numbered, and tells this process. */
@Injectable()
export class ChangeSignalService {
  readonly signals = new EventEmitter<Signals>();
  /** It lives as long as this process is told of events; locks that belong to its life are kept on it. */
  readonly connection: SteadyConnection;
  private timer?: NodeJS.Timeout;
  private stopped = true;
  private readonly numbering = coalesced(
    () => this.numberOn(),
    ({ message }) => this.logger.warn({ reason: message }, 'events could not be numbered; retrying within a second'),
  );

  constructor(
    postgres: PostgresService,
    private readonly feed: ChangeFeedRepository,
    @InjectLogger() private readonly logger: Logger,
  ) {
    // One listener for each reaction.
    this.signals.setMaxListeners(0);
    this.connection = postgres.steady({
      application_name: 'customer-success-backend feed',
      channels: ['change_feed', 'changes_numbered', 'permissions_changed', 'reactions_due', 'viewers_changed'],
      heard: (channel, payload) => this.hear(channel, payload),
      up: () => this.catchUp(),
      down: (reason) => logger.warn({ reason }, 'notifications of new events are not arriving; polling every second instead'),
      probe_ms: PROBE_MS,
    });
  }

  get isListening(): boolean {
    return this.connection.isUp;
  }

  /** Returns when it listens, or the first attempt failed: it goes on trying. */
  async start(): Promise<void> {
    this.stopped = false;
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.timer.unref();
    await this.connection.start();
    await this.numbering.idle();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.numbering.idle();
    await this.connection.stop();
  }

  /** Has all committed events numbered. Calls that come while one is under way are answered by the next. */
  number(): Promise<void> {
    return this.stopped ? Promise.resolve() : this.numbering();
  }

  /** True when there are more. */
  private async numberOn(): Promise<boolean> {
    return !this.stopped && (await this.feed.number(NUMBERED_AT_ONCE)) === NUMBERED_AT_ONCE;
  }

  private look(): void {
    void this.number();
    this.signals.emit('look');
    // Nobody says that permissions changed while nobody listens.
    if (!this.isListening) this.signals.emit('permissions');
  }

  /** What was said before is not heard. */
  private catchUp(): void {
    this.signals.emit('permissions');
    this.signals.emit('due');
    void this.number();
  }

  private hear(channel: string, payload: string): void {
    if (channel === 'change_feed') void this.number();
    else if (channel === 'changes_numbered') this.signals.emit('numbered', Number(payload));
    else if (channel === 'viewers_changed') this.signals.emit('viewers', payload);
    else if (channel === 'permissions_changed') this.signals.emit('permissions');
    else this.signals.emit('due');
  }
}
