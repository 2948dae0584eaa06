import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { coalesced } from '../common/concurrency/coalesced.js';
import { ConfigService } from '../common/config/config.service.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { WebhookQueueRepository, type WebhookWork } from './webhookQueue.repository.js';
import { WebhookSender } from './webhookSender.js';
import { WEBHOOK_SUBSCRIPTIONS } from './webhookSubscriptions.settings.js';

/** Attempts under way in one process. */
const CAPACITY = 64;
/** It looks this often even when nothing wakes it, milliseconds: for what another worker left when it died. */
const LOOK_MS = 5_000;
/** What is due but locked at this moment is looked at again after so long, milliseconds. */
const SOON_MS = 10;
/** A stop lets attempts finish for so long, milliseconds. */
const GRACE_MS = 5_000;

/**
 * Sends what is due, in this process, for as long as it works on jobs. Jobs and timers only wake it: an attempt may take
 * its whole timeout, and a queue's places are not for waiting.
 */
@Injectable()
export class WebhookDispatcher implements BeforeApplicationShutdown {
  private readonly under_way = new Set<Promise<void>>();
  private readonly stop = new AbortController();
  private running = false;
  private readonly looking = coalesced(() => this.look());
  private timer?: NodeJS.Timeout;
  private timer_at = 0;

  constructor(
    private readonly queue: WebhookQueueRepository,
    private readonly sender: WebhookSender,
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  start(): void {
    this.running = true;
    this.wakeSoon(0);
  }

  /** Takes what is due and begins to send it; raises when the database cannot be asked. Calls at once share one look. */
  wake(): Promise<void> {
    return this.running ? this.looking() : Promise.resolve();
  }

  /** Lets attempts finish, then cuts them off: those go to another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.running = false;
    this.forgetTimer();
    await this.looking.idle();
    const patience = setTimeout(() => this.stop.abort(), GRACE_MS);
    await Promise.all(this.under_way);
    clearTimeout(patience);
  }

  /** True when more may be due. */
  private async look(): Promise<boolean> {
    const { WEBHOOK_ENDPOINT_CONCURRENCY } = this.config.of(WEBHOOK_SUBSCRIPTIONS);
    this.forgetTimer();
    if (!this.running) return false;
    try {
      // Without a free place there is nothing to take: whoever finishes looks again.
      const free = CAPACITY - this.under_way.size;
      const work = free > 0 ? await this.queue.claim(free, this.sender.lease_ms, WEBHOOK_ENDPOINT_CONCURRENCY) : [];
      for (const one of work) this.begin(one);
      if (free > 0 && work.length === free) return true;
      const due_ms = await this.queue.nextDueMs(WEBHOOK_ENDPOINT_CONCURRENCY);
      this.wakeSoon(Math.min(Math.max(due_ms ?? LOOK_MS, SOON_MS), LOOK_MS));
      return false;
    } catch (error) {
      this.wakeSoon(LOOK_MS);
      throw error;
    }
  }

  private begin(work: WebhookWork): void {
    const attempt = this.sender.send(work, this.stop.signal).then(
      () => undefined,
      (error: unknown) =>
        this.logger.warn(
          { err: error, delivery_id: work.delivery_id },
          'the result of a webhook delivery could not be recorded; it will be sent again when its lease ends',
        ),
    );
    const tracked = attempt.finally(() => {
      this.under_way.delete(tracked);
      this.wakeSoon(0);
    });
    this.under_way.add(tracked);
  }

  /** A wake that is set for earlier stays. */
  private wakeSoon(ms: number): void {
    const at = performance.now() + ms;
    if (!this.running || (this.timer && this.timer_at <= at)) return;
    this.forgetTimer();
    this.timer_at = at;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.wake().catch((error: unknown) =>
        this.logger.warn({ reason: (error as Error).message }, 'could not check for webhooks that are due'),
      );
    }, ms);
  }

  private forgetTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
