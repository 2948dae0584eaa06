import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthService } from '../common/health/health.service.js';
import { MetricsService } from '../common/health/metrics.service.js';
import { EmailTriageRepository } from './emailTriage.repository.js';
import { EmailTriageService } from './emailTriage.service.js';

/**
 * Tells how triage stands. It is never an outage: without a model rules decide, and mail is read and answered without either.
 */
@Injectable()
export class EmailTriageHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    private readonly repository: EmailTriageRepository,
    private readonly triage: EmailTriageService,
  ) {}

  onModuleInit(): void {
    this.health.register({
      name: 'email_triage',
      module: 'emails',
      outage: 'E-mails are not triaged',
      check: () => this.check(),
    });
    this.metrics.gauges(
      { email_triage_waiting: 'E-mails that wait for their triage.', email_triage_oldest_seconds: 'How long the oldest of them waits.' },
      async () => {
        const { waiting, oldest_seconds } = await this.repository.state();
        return { email_triage_waiting: waiting, email_triage_oldest_seconds: oldest_seconds };
      },
    );
  }

  private async check() {
    const { waiting, oldest_seconds, last_error_code, last_error_message, last_error_at } = await this.repository.state();
    const { gone_models, pause } = this.triage.model?.condition ?? { gone_models: [], pause: null };
    const adapter = this.triage.isOff ? 'off' : this.triage.model ? 'gemini' : 'rules';
    const failure = last_error_code ? { last_error_code, last_error_at } : {};
    const message =
      gone_models.length > 0 ? `the provider does not know these models any more: ${gone_models.join(', ')}` : last_error_message;
    return { ok: true, adapter, waiting, oldest_seconds, gone_models, pause, ...failure, ...(message ? { message } : {}) };
  }
}
