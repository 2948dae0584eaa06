import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { HealthService } from '../../common/health/health.service.js';
import { MetricsService } from '../../common/health/metrics.service.js';
import { EmailReplyRepository } from './emailReply.repository.js';

/** Says how sending e-mails goes. A mail server that takes nothing is no fault of this process, so it is told and fails nothing here. */
@Injectable()
export class EmailSendingHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    private readonly repository: EmailReplyRepository,
  ) {}

  onModuleInit(): void {
    const { repository } = this;
    this.health.register('email_sending', async () => {
      const { failed, retrying, oldest_seconds } = await repository.troubles();
      const words = [
        failed > 0 && `${failed} e-mails failed during the last day and were not resent`,
        retrying > 0 && `${retrying} e-mails were refused for now and are tried again`,
      ].filter(Boolean);
      return {
        ok: true,
        degraded: failed > 0,
        failed,
        retrying,
        oldest_seconds,
        ...(words.length > 0 ? { message: words.join('; ') } : {}),
      };
    });
    const retrying = new Gauge({
      name: 'emails_retrying',
      help: 'E-mails that did not leave yet and are tried again.',
      registers: [this.metrics.registry],
    });
    new Gauge({
      name: 'emails_failed',
      help: 'E-mails that failed during the last day and were not resent.',
      registers: [this.metrics.registry],
      async collect() {
        const troubles = await repository.troubles().catch(() => undefined);
        if (!troubles) return;
        retrying.set(troubles.retrying);
        this.set(troubles.failed);
      },
    });
  }
}
