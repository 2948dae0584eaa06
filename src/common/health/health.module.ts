import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthJobs } from './health.jobs.js';
import { HealthService } from './health.service.js';
import { MetricsService } from './metrics.service.js';
import { OutagesService } from './outages.service.js';
import { PartsGauge } from './partsGauge.js';

@Global()
@Module({
  controllers: [HealthController],
  providers: [HealthService, MetricsService, OutagesService, HealthJobs, PartsGauge],
  exports: [HealthService, MetricsService],
})
export class HealthModule {}
