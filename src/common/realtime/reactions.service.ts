import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { ConfigService } from '../config/config.service.js';
import { InjectLogger } from '../log/logger.token.js';
import { ChangeFeedRepository } from './changeFeed.repository.js';
import { ChangeSignalService } from './changeSignal.service.js';
import type { ListChangeFailuresDto } from './dto/change.dto.js';
import { type Reaction, ReactionRunner } from './reactionRunner.js';
import { ReactionsRepository } from './reactions.repository.js';

/** The reactions of this process: each is carried by whichever worker node holds its lock. */
@Injectable()
export class ReactionsService {
  private readonly runners = new Map<string, ReactionRunner>();
  private readonly failures: Table<'change_reaction_failures'>;
  /** The connection whose life the locks belong to. */
  private locked_on?: pg.Client;
  private taking?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly signal: ChangeSignalService,
    private readonly feed: ChangeFeedRepository,
    private readonly repository: ReactionsRepository,
    private readonly config: ConfigService,
    tables: Tables,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.failures = tables.of('change_reaction_failures', { filters: ['name', 'state'], sort: ['created_at'] });
  }

  register(reaction: Reaction): void {
    if (this.runners.has(reaction.name)) throw new Error(`The reaction ${reaction.name} is registered twice.`);
    this.runners.set(reaction.name, new ReactionRunner(reaction, this.repository, this.feed, this.logger));
  }

  async start(): Promise<void> {
    if (!this.config.runsJobs || this.runners.size === 0) return;
    this.signal.signals.on('numbered', () => this.wake());
    this.signal.signals.on('due', () => this.wake());
    this.signal.signals.on('look', () => void this.take().then(() => this.wake()));
    await this.take();
  }

  /** Ends after the events that are being handled. The locks go with their connection. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.taking;
    await Promise.all([...this.runners.values()].map((runner) => runner.stop()));
  }

  list() {
    return this.repository.list();
  }

  listFailures(query: ListChangeFailuresDto) {
    return this.failures.page(query);
  }

  retry(id: number) {
    return this.repository.retry(id);
  }

  dismiss(id: number) {
    return this.repository.dismiss(id);
  }

  private wake(): void {
    for (const runner of this.runners.values()) if (runner.isHeld) void runner.wake();
  }

  /** Takes the reactions that no other node holds. */
  private take(): Promise<void> {
    this.taking ??= this.takeFree().finally(() => (this.taking = undefined));
    return this.taking;
  }

  private async takeFree(): Promise<void> {
    const { client } = this.signal.connection;
    if (client !== this.locked_on) {
      // With the old connection its locks are gone.
      for (const runner of this.runners.values()) runner.release();
      this.locked_on = client;
    }
    if (!client || this.stopped) return;
    const free = [...this.runners.values()].filter((runner) => !runner.isHeld);
    if (free.length === 0) return;
    try {
      // A lock that is ours already may be taken again: it is one of a runner that let go of its place.
      const rows = await this.signal.connection.query<{ name: string }>(
        `select name from unnest($1::text[]) as name where pg_try_advisory_lock(hashtext('public.change_reactions'), hashtext(name))`,
        [free.map(({ reaction }) => reaction.name)],
      );
      await Promise.all(rows.map(({ name }) => this.runners.get(name)!.hold()));
    } catch (error) {
      this.logger.warn({ reason: (error as Error).message }, 'reactions could not be taken over; retrying within a second');
    }
  }
}
