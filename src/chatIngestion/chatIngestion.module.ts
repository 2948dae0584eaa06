import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CONVERSATION_ENTITY, MESSAGE_ENTITY } from './chatIngestion.entities.js';
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
import { ConfigService } from '../common/config/config.service.js';
import { INTERAKT } from '../providers/interakt/interakt.settings.js';
import { MediaFetchClient, mediaFetchClient } from '../providers/mediaFetch/mediaFetch.client.js';
import { NETCORE } from '../providers/netcore/netcore.settings.js';
import { ChatIngestionHealth } from './chatIngestion.health.js';
import { ChatIngestionJobs } from './chatIngestion.jobs.js';
import { CHAT_INGESTION } from './chatIngestion.settings.js';
import { CustomersModule } from '../customers/customers.module.js';
import { ConversationNotesService } from './conversations/conversationNotes.service.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { ConversationsService } from './conversations/conversations.service.js';
import { TranscriptsService } from './conversations/transcripts.service.js';
import { MessagesController } from './messages/messages.controller.js';
import { MessagesRepository } from './messages/messages.repository.js';
import { MessagesService } from './messages/messages.service.js';
import { MessageMediaController } from './media/messageMedia.controller.js';
import { MessageMediaRepository } from './media/messageMedia.repository.js';
import { MessageMediaService } from './media/messageMedia.service.js';
import { ChatSenders } from './providers/chatSenders.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { ChatRepliesJobs } from './replies/chatReplies.jobs.js';
import { ChatOutreachService } from './replies/chatOutreach.service.js';
import { ChatReplyController } from './replies/chatReply.controller.js';
import { ChatReplyRepository } from './replies/chatReply.repository.js';
import { ChatReplyService } from './replies/chatReply.service.js';
import { ChatSender } from './replies/chatSender.js';
import { ProviderTemplatesController } from './replies/providerTemplates.controller.js';
import { ProviderTemplatesService } from './replies/providerTemplates.service.js';
import { ChatTemplatesModule } from './templates/chatTemplates.module.js';
import { ChatDraftsController } from './replies/chatDrafts.controller.js';
import { ChatDraftsService } from './replies/chatDrafts.service.js';
import { ChatIngestRepository } from './ingest/chatIngest.repository.js';
import { ChatIngestService } from './ingest/chatIngest.service.js';
import { ChatWebhooksController } from './ingest/chatWebhooks.controller.js';
import { ChatWebhooksService } from './ingest/chatWebhooks.service.js';
import { ChatAccounts } from './providers/chatAccounts.js';
import { ChatProviderTestService } from './providers/chatProviderTest.service.js';
import { ChatProvidersRepository } from './providers/chatProviders.repository.js';
import { ChatProvidersController } from './providers/chatProviders.controller.js';
import { ChatProvidersService } from './providers/chatProviders.service.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CONVERSATION_WORKFLOWS } from './chatIngestion.workflows.js';

const mediaFetch = {
  provide: MediaFetchClient,
  inject: [ConfigService],
  useFactory: (config: ConfigService) => {
    const { CHAT_MEDIA_ALLOW_PRIVATE, CHAT_MEDIA_MAX_MB } = config.of(CHAT_INGESTION);
    const sandboxes = [config.of(INTERAKT).INTERAKT_SANDBOX?.base_url, config.of(NETCORE).NETCORE_SANDBOX?.media_url];
    return mediaFetchClient(CHAT_MEDIA_MAX_MB, CHAT_MEDIA_ALLOW_PRIVATE, sandboxes);
  },
};

const REPLY_CONTROLLERS = [ChatReplyController, ChatDraftsController, ProviderTemplatesController];
const REPLIES = [
  ChatReplyService,
  ChatOutreachService,
  ChatReplyRepository,
  ChatSender,
  ChatDraftsService,
  ProviderTemplatesService,
  ChatRepliesJobs,
];

@Module({
  imports: [AgentsModule, ChatTemplatesModule, CustomersModule, GmailIngestionModule],
  // Fixed paths such as /conversations/media come before those with an id.
  controllers: [
    ChatProvidersController,
    ChatWebhooksController,
    MessageMediaController,
    MessagesController,
    ...REPLY_CONTROLLERS,
    ConversationsController,
    ChatDashboardController,
  ],
  providers: [
    announces(CHAT_PROVIDER_EVENTS, CONVERSATION_EVENTS, MESSAGE_EVENTS, MESSAGE_MEDIA_EVENTS, CONVERSATION_NOTE_EVENTS),
    registers(CONVERSATION_ENTITY, MESSAGE_ENTITY),
    followedByWorkflows(CONVERSATION_WORKFLOWS),
    ChatProvidersService,
    ChatDashboardService,
    ChatDashboardRepository,
    ChatProvidersRepository,
    ChatProviderTestService,
    ChatAccounts,
    ChatSenders,
    ChatIngestService,
    ChatIngestRepository,
    ChatWebhooksService,
    ConversationsService,
    ConversationNotesService,
    TranscriptsService,
    MessagesService,
    MessagesRepository,
    mediaFetch,
    MessageMediaService,
    MessageMediaRepository,
    ChatIngestionJobs,
    ChatIngestionHealth,
    ...REPLIES,
  ],
  exports: [ChatReplyService, ChatOutreachService],
})
export class ChatIngestionModule {}
