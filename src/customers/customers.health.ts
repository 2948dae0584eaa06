import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthService } from '../common/health/health.service.js';
import { MetricsService } from '../common/health/metrics.service.js';
import { PhoneSpellingsService } from './phoneSpellings.service.js';

/** A number that waits for so long shows that nobody reads them: the job runs every ten minutes at least, and reads hundreds a second. */
const LATE_SECONDS = 3_600;

/** Says whether callers become customers, and how many numbers are still to be read. */
@Injectable()
export class CustomersHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    private readonly spellings: PhoneSpellingsService,
  ) {}

  onModuleInit(): void {
    const { spellings } = this;
    this.health.register({
      name: 'customer_numbers',
      module: 'customers',
      outage: 'Callers do not become customers',
      check: async () => {
        const { waiting, oldest_seconds } = await spellings.backlog();
        const ok = oldest_seconds <= LATE_SECONDS;
        return {
          ok,
          waiting,
          oldest_seconds: Math.round(oldest_seconds),
          ...(ok ? {} : { message: `${waiting} phone numbers wait to be read, the oldest for more than an hour` }),
        };
      },
    });
    this.metrics.gauges(
      {
        customer_numbers_waiting: 'Spellings of phone numbers that wait to be read.',
        customer_numbers_oldest_seconds: 'How long the oldest of them waits.',
      },
      async () => {
        const { waiting, oldest_seconds } = await spellings.backlog();
        return { customer_numbers_waiting: waiting, customer_numbers_oldest_seconds: oldest_seconds };
      },
    );
  }
}
