import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CONVERSATION_ENTITY } from './chatIngestion.entities.js';
import {
  CHAT_PROVIDER_EVENTS,
  CONVERSATION_EVENTS,
  CONVERSATION_NOTE_EVENTS,
  MESSAGE_EVENTS,
  MESSAGE_MEDIA_EVENTS,
} from './chatIngestion.events.js';
import { ChatDashboardController } from './dashboard/chatDashboard.controller.js';
import { ChatDashboardRepository } from './dashboard/chatDashboard.repository.js';
import { ChatDashboardService } from './dashboard/chatDashboard.service.js';
import { ChatProvidersController } from './providers/chatProviders.controller.js';
import { ChatProvidersService } from './providers/chatProviders.service.js';

@Module({
  controllers: [ChatProvidersController, ChatDashboardController],
  providers: [
    announces(CHAT_PROVIDER_EVENTS, CONVERSATION_EVENTS, MESSAGE_EVENTS, MESSAGE_MEDIA_EVENTS, CONVERSATION_NOTE_EVENTS),
    registers(CONVERSATION_ENTITY),
    ChatProvidersService,
    ChatDashboardService,
    ChatDashboardRepository,
  ],
})
export class ChatIngestionModule {}
