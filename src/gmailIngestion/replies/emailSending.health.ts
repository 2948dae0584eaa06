import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthService } from '../../common/health/health.service.js';
import { MetricsService } from '../../common/health/metrics.service.js';
import { EmailReplyRepository } from './emailReply.repository.js';

/** From here on it is no busy server any more. */
const LATE_SECONDS = 4 * 3_600;

/** Says how sending e-mails goes. */
@Injectable()
export class EmailSendingHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    private readonly repository: EmailReplyRepository,
  ) {}

  onModuleInit(): void {
    const { repository } = this;
    this.health.register({
      name: 'email_sending',
      module: 'emails',
      outage: 'E-mails do not leave',
      check: async () => {
        const { failed, retrying, oldest_seconds } = await repository.troubles();
        const words = [
          failed > 0 && `${failed} e-mails failed during the last day and were not resent`,
          retrying > 0 && `${retrying} e-mails were refused for now and are tried again`,
        ].filter(Boolean);
        // A wrong address is told to whoever wrote there; e-mails that do not leave for hours are an outage.
        const ok = (oldest_seconds ?? 0) < LATE_SECONDS;
        return { ok, failed, retrying, oldest_seconds, ...(words.length > 0 ? { message: words.join('; ') } : {}) };
      },
    });
    this.metrics.gauges(
      {
        emails_retrying: 'E-mails that did not leave yet and are tried again.',
        emails_failed: 'E-mails that failed during the last day and were not resent.',
      },
      async () => {
        const { retrying, failed } = await repository.troubles();
        return { emails_retrying: retrying, emails_failed: failed };
      },
    );
  }
}
