import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthService } from '../common/health/health.service.js';
import { MetricsService } from '../common/health/metrics.service.js';
import { WebhookQueueRepository } from './webhookQueue.repository.js';

/** When a delivery is due for so long and nobody sends to its endpoint, nobody sends at all, seconds. */
const IDLE_SECONDS = 120;

/** Says whether webhooks go out. A slow endpoint with a backlog is its owner's trouble and fails nothing here. */
@Injectable()
export class WebhookSubscriptionsHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    private readonly queue: WebhookQueueRepository,
  ) {}

  onModuleInit(): void {
    this.health.register({
      name: 'webhooks',
      module: 'webhooks',
      outage: 'Webhooks do not go out',
      check: () => this.check(),
    });
    this.metrics.gauges(
      {
        webhook_deliveries_open: 'Deliveries that wait or are under way.',
        webhook_oldest_due_seconds: 'How long the oldest delivery that could be sent waits.',
      },
      async () => {
        const { open_deliveries, oldest_due_seconds } = await this.queue.lag();
        return { webhook_deliveries_open: open_deliveries, webhook_oldest_due_seconds: oldest_due_seconds };
      },
    );
  }

  private async check() {
    const { open_deliveries, oldest_due_seconds, oldest_idle_seconds } = await this.queue.lag();
    const ok = oldest_idle_seconds <= IDLE_SECONDS;
    return {
      ok,
      open_deliveries,
      oldest_due_seconds: Math.round(oldest_due_seconds),
      ...(ok ? {} : { message: 'webhooks wait too long: is a worker running?' }),
    };
  }
}
