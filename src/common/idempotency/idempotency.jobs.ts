import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../config/config.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/** Forgets answers that nobody asks for any more. */
@Injectable()
export class IdempotencyJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly repository: IdempotencyRepository,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.register('idempotency.drop_old', () => this.repository.dropOlderThan(this.config.environment.IDEMPOTENCY_RETENTION_HOURS));
    this.jobs.schedule({ name: 'idempotency.drop_old', cron: '17 * * * *', task: 'idempotency.drop_old', payload: {}, jitter_seconds: 60 });
  }
}
