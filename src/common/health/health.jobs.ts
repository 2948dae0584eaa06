import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../jobs/jobs.service.js';
import { task } from '../jobs/task.js';
import { OutagesService } from './outages.service.js';

const lookForOutages = task('health.look_for_outages');

/** Looks at the parts of the product once a minute, on one worker. */
@Injectable()
export class HealthJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly outages: OutagesService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(lookForOutages, () => this.outages.look());
    this.jobs.every('* * * * *', lookForOutages, {}, { jitter_seconds: 5 });
  }
}
