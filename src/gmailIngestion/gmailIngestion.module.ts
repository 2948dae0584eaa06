import { Module } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { MimeMailParser } from '../providers/mail/mailParser.js';
import { EmailParsingJobs } from './emailParsing.jobs.js';
import { EmailParsingRepository } from './emailParsing.repository.js';
import { EmailParsingService } from './emailParsing.service.js';
import { MailboxMessagesController } from './mailboxMessages.controller.js';
import { MailboxMessagesRepository } from './mailboxMessages.repository.js';
import { MailboxMessagesService } from './mailboxMessages.service.js';
import { MAIL_PARSER } from './mailPorts.js';

@Module({
  controllers: [MailboxMessagesController],
  providers: [
    { provide: MAIL_PARSER, inject: [ConfigService], useFactory: ({ link_secret }: ConfigService) => new MimeMailParser(link_secret) },
    EmailParsingService,
    EmailParsingRepository,
    EmailParsingJobs,
    MailboxMessagesService,
    MailboxMessagesRepository,
  ],
  exports: [],
})
export class GmailIngestionModule {}
