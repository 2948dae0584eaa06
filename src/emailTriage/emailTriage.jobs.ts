import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { ChatTriageService, triageConversation } from './chats/chatTriage.service.js';
import { EmailTriageService, triageEmails } from './emailTriage.service.js';

/** The background work of this module. */
@Injectable()
export class EmailTriageJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly triage: EmailTriageService,
    private readonly chats: ChatTriageService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(triageEmails, ({ email_id, email_ids = [email_id!], tries = 0, since = new Date().toISOString() }, { signal }) =>
      this.triage.perform(email_ids, { tries, since }, signal),
    );
    this.jobs.on(triageConversation, ({ conversation_id, tries = 0, since = new Date().toISOString() }) =>
      this.chats.perform(conversation_id, { tries, since }),
    );
  }
}
