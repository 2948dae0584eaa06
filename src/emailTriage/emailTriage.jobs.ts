import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { EmailTriageService, TRIAGE_TASK } from './emailTriage.service.js';

/** The job is added with the e-mail, in the transaction that stores it. */
@Injectable()
export class EmailTriageJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly triage: EmailTriageService,
  ) {}

  onModuleInit(): void {
    this.jobs.register(TRIAGE_TASK, ({ email_id, tries, since }) =>
      this.triage.perform(String(email_id), { tries: Number(tries ?? 0), since: typeof since === 'string' ? since : new Date().toISOString() }),
    );
  }
}
