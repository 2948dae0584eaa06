import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { ApprovalsService } from './approvals/approvals.service.js';

const expire = task('approvals.expire');

/** What nobody decided goes a step further. */
@Injectable()
export class NotificationsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly approvals: ApprovalsService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(expire, (_payload, { signal }) => this.approvals.expire(new Date(), signal));
    this.jobs.every('* * * * *', expire, {}, { jitter_seconds: 10 });
  }
}
