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
import { ChatIngestRepository } from './ingest/chatIngest.repository.js';
import { ChatIngestService } from './ingest/chatIngest.service.js';
import { ChatWebhooksController } from './ingest/chatWebhooks.controller.js';
import { ChatWebhooksService } from './ingest/chatWebhooks.service.js';
import { ChatAccounts } from './providers/chatAccounts.js';
import { ChatProviderTestService } from './providers/chatProviderTest.service.js';
import { ChatProvidersRepository } from './providers/chatProviders.repository.js';
import { ChatProvidersController } from './providers/chatProviders.controller.js';
import { ChatProvidersService } from './providers/chatProviders.service.js';

@Module({
  controllers: [ChatProvidersController, ChatWebhooksController],
  providers: [
    announces(CHAT_PROVIDER_EVENTS, CONVERSATION_EVENTS, MESSAGE_EVENTS, MESSAGE_MEDIA_EVENTS, CONVERSATION_NOTE_EVENTS),
    registers(CONVERSATION_ENTITY),
    ChatProvidersService,
    ChatProvidersRepository,
    ChatProviderTestService,
    ChatAccounts,
    ChatIngestService,
    ChatIngestRepository,
    ChatWebhooksService,
  ],
})
export class ChatIngestionModule {}
