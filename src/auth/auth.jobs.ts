import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { LoginThrottle } from './loginThrottle.js';

const dropLoginAttempts = task('auth.drop_login_attempts');

/** The background work of this module, and when it is due. */
@Injectable()
export class AuthJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly throttle: LoginThrottle,
  ) {}

  onModuleInit(): void {
    this.jobs.on(dropLoginAttempts, () => this.throttle.dropOld());
    this.jobs.every('37 * * * *', dropLoginAttempts, {}, { jitter_seconds: 60 });
  }
}
