import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { LoginThrottle } from './loginThrottle.js';

/** The background work of this module, and when it is due. */
@Injectable()
export class AuthJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly throttle: LoginThrottle,
  ) {}

  onModuleInit(): void {
    this.jobs.register('auth.drop_login_attempts', () => this.throttle.dropOld());
    this.jobs.schedule({
      name: 'auth.drop_login_attempts',
      cron: '37 * * * *',
      task: 'auth.drop_login_attempts',
      payload: {},
      jitter_seconds: 60,
    });
  }
}
