import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { JobsService, type TaskContext } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { WebhookDispatcher } from './webhookDispatcher.js';
import { WebhookQueueRepository } from './webhookQueue.repository.js';
import { WEBHOOK_SUBSCRIPTIONS } from './webhookSubscriptions.settings.js';

/** Rows that one statement of the retention drops. */
const EXPIRE_AT_ONCE = 5_000;

/** Also added in SQL, with a delivery. */
const deliver = task('webhooks.deliver');
const expireDeliveries = task('webhooks.expire_deliveries');

/** The background work of this module, and when it is due. */
@Injectable()
export class WebhookSubscriptionsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly dispatcher: WebhookDispatcher,
    private readonly queue: WebhookQueueRepository,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(deliver, () => this.dispatcher.wake());
    this.jobs.on(expireDeliveries, (_payload, context) => this.expire(context));
    this.jobs.every('* * * * *', deliver, {}, { jitter_seconds: 5 });
    this.jobs.every('40 2 * * *', expireDeliveries, {}, { jitter_seconds: 600 });
    this.jobs.onStart(() => this.dispatcher.start());
  }

  private async expire({ signal }: TaskContext): Promise<void> {
    const days = this.config.of(WEBHOOK_SUBSCRIPTIONS).WEBHOOK_DELIVERY_RETENTION_DAYS;
    while (!signal.aborted && (await this.queue.expire(days, EXPIRE_AT_ONCE)) === EXPIRE_AT_ONCE);
  }
}
