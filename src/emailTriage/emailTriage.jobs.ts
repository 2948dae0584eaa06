import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { EmailTriageService, TRIAGE_TASK } from './emailTriage.service.js';

/** The job is added with the e-mails, in the transaction that stores them: `email_ids`. One that has to come back has a job of its own: `email_id`. */
@Injectable()
export class EmailTriageJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly triage: EmailTriageService,
  ) {}

  onModuleInit(): void {
    this.jobs.register(TRIAGE_TASK, ({ email_id, email_ids = [email_id], tries, since }, { signal }) =>
      this.triage.perform(
        email_ids as string[],
        { tries: Number(tries ?? 0), since: typeof since === 'string' ? since : new Date().toISOString() },
        signal,
      ),
    );
  }
}
