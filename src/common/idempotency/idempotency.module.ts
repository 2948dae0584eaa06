import { Module } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyJobs } from './idempotency.jobs.js';
import { IdempotencyRepository } from './idempotency.repository.js';

@Module({
  providers: [IdempotencyInterceptor, IdempotencyRepository, IdempotencyJobs],
  exports: [IdempotencyInterceptor],
})
export class IdempotencyModule {}
