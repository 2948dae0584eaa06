import { Module } from '@nestjs/common';
import { EmailAttachmentsController } from './emailAttachments.controller.js';
import { EmailAttachmentsRepository } from './emailAttachments.repository.js';
import { EmailAttachments } from './emailAttachments.service.js';
import { EmailBulksController } from './emailBulks.controller.js';
import { EmailBulksRepository } from './emailBulks.repository.js';
import { EmailBulks } from './emailBulks.service.js';
import { EmailsController } from './emails.controller.js';
import { EmailsRepository } from './emails.repository.js';
import { EmailsService } from './emails.service.js';
import { EmailThreadsController } from './emailThreads.controller.js';

@Module({
  // Fixed paths before those with an id.
  controllers: [EmailAttachmentsController, EmailBulksController, EmailThreadsController, EmailsController],
  providers: [EmailsService, EmailsRepository, EmailAttachments, EmailAttachmentsRepository, EmailBulks, EmailBulksRepository],
  exports: [EmailsService],
})
export class GmailIngestionModule {}
