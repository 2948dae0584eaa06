import { Module } from '@nestjs/common';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CHAT_TRIAGE_EVENTS } from './chats/chatTriage.events.js';
import { ChatTriageController } from './chats/chatTriage.controller.js';
import { ChatTriageReactions } from './chats/chatTriage.reactions.js';
import { ChatTriageRepository } from './chats/chatTriage.repository.js';
import { ChatTriageService } from './chats/chatTriage.service.js';
import { EmailTriageController } from './emailTriage.controller.js';
import { EmailTriageHealth } from './emailTriage.health.js';
import { EmailTriageJobs } from './emailTriage.jobs.js';
import { EmailTriageRepository } from './emailTriage.repository.js';
import { EmailTriageService } from './emailTriage.service.js';
import { triageModelProvider } from './triageModel.js';

@Module({
  controllers: [EmailTriageController, ChatTriageController],
  providers: [
    announces(CHAT_TRIAGE_EVENTS),
    triageModelProvider,
    EmailTriageService,
    EmailTriageRepository,
    EmailTriageJobs,
    EmailTriageHealth,
    ChatTriageService,
    ChatTriageRepository,
    ChatTriageReactions,
  ],
})
export class EmailTriageModule {}
