import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { EmbeddedAuth } from './embeddedAuth.js';
import { LoginThrottle } from './loginThrottle.js';

const dropLoginAttempts = task('auth.drop_login_attempts');
const dropSessions = task('auth.drop_sessions');

/** The background work of this module, and when it is due. */
@Injectable()
export class AuthJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly throttle: LoginThrottle,
    private readonly embedded: EmbeddedAuth,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(dropLoginAttempts, () => this.throttle.dropOld());
    this.jobs.every('37 * * * *', dropLoginAttempts, {}, { jitter_seconds: 60 });
    // A hosted project looks after its sessions by itself.
    if (this.config.database.mode !== 'embedded') return;
    this.jobs.on(dropSessions, () => this.embedded.dropOldSessions());
    this.jobs.every('43 4 * * *', dropSessions, {}, { jitter_seconds: 60 });
  }
}
