import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { DecisionsService } from './decisions.service.js';

const dropOld = task('decisions.drop_old');

/** The background work of this module, and when it is due. */
@Injectable()
export class DecisionsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly decisions: DecisionsService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(dropOld, (_payload, { signal }) => this.decisions.dropOld(new Date(), signal));
    this.jobs.every('50 2 * * *', dropOld, {}, { jitter_seconds: 600 });
  }
}
