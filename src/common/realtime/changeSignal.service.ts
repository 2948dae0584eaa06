import { Injectable } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Logger } from 'pino';
import { ConfigService } from '../config/config.service.js';
import { InjectLogger } from '../log/logger.token.js';
import { ChangeFeedRepository } from './changeFeed.repository.js';

/** How often events are looked for without being told of any, milliseconds: a notification may get lost with its connection. */
const LOOK_MS = 1_000;
/** Every so many looks the listening connection has to answer, too: one that is cut off silently tells nothing for ever. */
const LOOKS_PER_PROBE = 5;
const PROBE_MS = 3_000;
/** Pauses between attempts to listen again, milliseconds. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Events numbered by one statement. */
const NUMBERED_AT_ONCE = 5_000;

interface Signals {
  /** The newest number that is known to be given; the same one may come again. */
  numbered: [last_seq: number];
  /** Somebody's permissions may have changed, or a message that says so may have been missed. */
  permissions: [];
  /** ReactionsService may have something to try again. */
  due: [];
  /** Every second. */
  look: [];
}

/** Listens to the database on a connection of its own, has events numbered, and tells this process. */
@Injectable()
export class ChangeSignalService {
  readonly signals = new EventEmitter<Signals>();
  private client?: pg.Client;
  private timer?: NodeJS.Timeout;
  private retry?: NodeJS.Timeout;
  private pause_ms = FIRST_PAUSE_MS;
  private looks = 0;
  private stopped = true;
  private numbering?: Promise<void>;
  private told = false;

  constructor(
    private readonly config: ConfigService,
    private readonly feed: ChangeFeedRepository,
    @InjectLogger() private readonly logger: Logger,
  ) {
    // One listener for each reaction.
    this.signals.setMaxListeners(0);
  }

  get isListening(): boolean {
    return this.client !== undefined;
  }

  /** The connection that lives as long as this process is told of events; locks that belong to its life are kept on it. */
  get connection(): pg.Client | undefined {
    return this.client;
  }

  /** Returns when it listens, or the first attempt failed: it goes on trying. */
  async start(): Promise<void> {
    this.stopped = false;
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.timer.unref();
    await this.listen();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.retry);
    const client = this.client;
    this.client = undefined;
    await this.numbering;
    await client?.end().catch(() => undefined);
  }

  /** Has all committed events numbered. Calls that come while one is under way are answered by the next. */
  number(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.told = true;
    this.numbering ??= this.numberAll();
    return this.numbering;
  }

  private async numberAll(): Promise<void> {
    try {
      while (this.told && !this.stopped) {
        // What is told from here on may not be seen by the statement that follows.
        this.told = false;
        if ((await this.feed.number(NUMBERED_AT_ONCE)) === NUMBERED_AT_ONCE) this.told = true;
      }
    } catch (error) {
      this.logger.warn({ reason: (error as Error).message }, 'events could not be numbered; tried again within a second');
    } finally {
      this.numbering = undefined;
    }
  }

  private look(): void {
    void this.number();
    this.signals.emit('look');
    // Nobody says that permissions changed while nobody listens.
    if (!this.client) this.signals.emit('permissions');
    else if (++this.looks % LOOKS_PER_PROBE === 0) void this.probe(this.client);
  }

  private async probe(client: pg.Client): Promise<void> {
    const late = setTimeout(() => this.lose(client, 'it does not answer'), PROBE_MS);
    late.unref();
    await client.query('select 1').catch((error: Error) => this.lose(client, error.message));
    clearTimeout(late);
  }

  private async listen(): Promise<void> {
    if (this.stopped) return;
    const client = new pg.Client({
      connectionString: this.config.database.db_url,
      connectionTimeoutMillis: 2_500,
      keepAlive: true,
      application_name: 'customer-success-backend feed',
    });
    client.on('error', (error) => this.lose(client, error.message));
    client.on('end', () => this.lose(client, 'it ended'));
    client.on('notification', ({ channel, payload }) => this.hear(channel, payload));
    try {
      await client.connect();
      await client.query('listen change_feed; listen changes_numbered; listen permissions_changed; listen reactions_due');
    } catch (error) {
      void client.end().catch(() => undefined);
      return this.listenLater((error as Error).message);
    }
    if (this.stopped) return void client.end().catch(() => undefined);
    this.client = client;
    this.pause_ms = FIRST_PAUSE_MS;
    // What was said before is not heard.
    this.signals.emit('permissions');
    this.signals.emit('due');
    await this.number();
  }

  private hear(channel: string, payload: string | undefined): void {
    if (channel === 'change_feed') void this.number();
    else if (channel === 'changes_numbered') this.signals.emit('numbered', Number(payload));
    else if (channel === 'permissions_changed') this.signals.emit('permissions');
    else this.signals.emit('due');
  }

  private lose(client: pg.Client, reason: string): void {
    if (this.client !== client) return;
    this.client = undefined;
    void client.end().catch(() => undefined);
    this.listenLater(reason);
  }

  private listenLater(reason: string): void {
    if (this.stopped) return;
    this.logger.warn({ reason }, 'not told of events at the moment; they are looked for every second');
    this.retry = setTimeout(() => void this.listen(), this.pause_ms);
    this.pause_ms = Math.min(LONGEST_PAUSE_MS, this.pause_ms * 2);
  }
}
