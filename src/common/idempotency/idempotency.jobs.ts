import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../config/config.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { task } from '../jobs/task.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IDEMPOTENCY } from './idempotency.settings.js';

const dropOld = task('idempotency.drop_old');

/** Forgets answers that nobody asks for any more. */
@Injectable()
export class IdempotencyJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly repository: IdempotencyRepository,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(dropOld, () => this.repository.dropOlderThan(this.config.of(IDEMPOTENCY).IDEMPOTENCY_RETENTION_HOURS));
    this.jobs.every('17 * * * *', dropOld, {}, { jitter_seconds: 60 });
  }
}
