import { Global, Module } from '@nestjs/common';
import { WebhookEventsController } from './webhookEvents.controller.js';
import { WebhookEventsRepository } from './webhookEvents.repository.js';
import { WebhookEventsService } from './webhookEvents.service.js';
import { WebhookInboxService } from './webhookInbox.service.js';

/** Global because every channel registers its source here. */
@Global()
@Module({
  controllers: [WebhookEventsController],
  providers: [WebhookInboxService, WebhookEventsService, WebhookEventsRepository],
  exports: [WebhookInboxService],
})
export class WebhookInboxModule {}
