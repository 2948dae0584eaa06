import { Injectable, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { backoff } from '../concurrency/backoff.js';
import { isDatabaseUnavailable } from '../errors/commonErrors.js';
import { HealthService } from '../health/health.service.js';
import { InjectLogger } from '../log/logger.token.js';
import { JobsService } from '../jobs/jobs.service.js';
import { task } from '../jobs/task.js';
import type { Send, SendChannel, SendOutcome, SendRetries } from './send.js';
import { SendsRepository } from './sends.repository.js';

/** Of channels that say nothing else: the pause before the second try doubles from there, so there are six tries. */
const RETRIES: SendRetries = { first_ms: 15_000, for_ms: 15 * 60_000 };
/** While the database is away. */
const NOTE_AGAIN = { first_ms: 100, max_ms: 2_000 };
/** An uncertain send that is older than this has been forgotten by everybody but us, hours. */
const FORGOTTEN_HOURS = 48;

/** Added in SQL, with the send. */
const performSend = task('sends.perform', { send_id: 'string' });

/**
 * Sends what is queued, each at most once. Before anything leaves, the row says `sending`; a process that dies then leaves a send
 * whose outcome nobody knows, and that is what it is called. It is settled by what the provider reports, never by repeating it.
 */
@Injectable()
export class SendsService implements OnModuleInit {
  private readonly channels = new Map<string, SendChannel>();

  constructor(
    private readonly repository: SendsRepository,
    private readonly jobs: JobsService,
    private readonly health: HealthService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.on(performSend, ({ send_id }) => this.perform(send_id));
    this.health.register({
      name: 'sends',
      module: 'jobs',
      outage: 'Nobody knows whether something was sent',
      check: () => this.check(),
    });
  }

  /** Names what is behind a channel; `P` is the payload that its own code queues. Call it in onModuleInit. */
  register<P extends object>(channel: SendChannel<P>): void {
    if (this.channels.has(channel.channel)) throw new Error(`The channel ${channel.channel} is registered twice.`);
    this.channels.set(channel.channel, channel);
  }

  private async check() {
    const { unknown, forgotten } = await this.repository.uncertain(FORGOTTEN_HOURS);
    const message = `uncertain for more than ${FORGOTTEN_HOURS} hours: ${forgotten}; settle them by hand`;
    return { ok: forgotten === 0, unknown, ...(forgotten > 0 ? { message } : {}) };
  }

  /** One try. Safe to be called twice: the row decides who sends. */
  async perform(id: string): Promise<void> {
    const { decision, send } = await this.repository.begin(id);
    if (decision === 'unknown')
      this.logger.warn({ send_id: id, channel: send?.channel }, 'a send was interrupted; it is unknown whether it went out');
    if (decision !== 'go' || !send) return;
    const outcome = await this.try(send);
    await this.note(send, outcome);
  }

  private async try(send: Send): Promise<SendOutcome> {
    const channel = this.channels.get(send.channel);
    if (!channel)
      return { state: 'failed', error_code: 'no_channel', error_message: `No handler is registered for the channel ${send.channel}.` };
    try {
      return await channel.perform(send);
    } catch (error) {
      this.logger.error({ err: error, send_id: send.id, channel: send.channel }, 'a send failed unexpectedly');
      return { state: 'unknown', error_code: 'send_failed', error_message: (error as Error).message };
    }
  }

  private async note(send: Send, outcome: SendOutcome): Promise<void> {
    if (outcome.state === 'not_sent') {
      const { error_code, error_message } = outcome;
      const retries = this.channels.get(send.channel)?.retries ?? RETRIES;
      const pause = backoff(send.attempts, retries);
      const tried_ms = Date.now() - Date.parse(send.first_tried_at);
      if (tried_ms + pause <= retries.for_ms) return this.repository.retry(send.id, pause / 1000, error_code, error_message);
      return this.advance(send, { ...outcome, state: 'failed' });
    }
    return this.advance(send, outcome);
  }

  /** What has left must be noted: while the database is away, we wait for it rather than lose the answer. */
  private async advance(
    send: Send,
    outcome: Exclude<SendOutcome, { state: 'not_sent' }> | { state: 'failed'; error_code: string; error_message: string },
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.repository.advance(send.id, outcome);
      } catch (error) {
        if (!isDatabaseUnavailable(error) || this.jobs.stopping.aborted) throw error;
        await sleep(backoff(attempt, NOTE_AGAIN));
      }
    }
  }
}
