import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { ChatIngestionModule } from '../chatIngestion/chatIngestion.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { WebhookSubscriptionsModule } from '../webhookSubscriptions/webhookSubscriptions.module.js';
import { ApprovalLimitsController, ApprovalsController } from './approvals/approvals.controller.js';
import { ApprovalsService } from './approvals/approvals.service.js';
import { NoticeSenders } from './noticeSenders.js';
import { NotificationPreferencesService } from './notificationPreferences.service.js';
import { NotificationsController } from './notifications.controller.js';
import { APPROVAL_ENTITY, NOTIFICATION_ENTITY } from './notifications.entities.js';
import { APPROVAL_EVENTS, NOTIFICATION_EVENTS, NOTIFICATION_RECEIPT_EVENTS } from './notifications.events.js';
import { NotificationsJobs } from './notifications.jobs.js';
import { NotificationsService } from './notifications.service.js';

@Module({
  imports: [CalendarsModule, ChatIngestionModule, GmailIngestionModule, WebhookSubscriptionsModule],
  // Fixed paths come before those with an id.
  controllers: [ApprovalsController, ApprovalLimitsController, NotificationsController],
  providers: [
    announces(NOTIFICATION_EVENTS, NOTIFICATION_RECEIPT_EVENTS, APPROVAL_EVENTS),
    registers(NOTIFICATION_ENTITY, APPROVAL_ENTITY),
    ApprovalsService,
    NoticeSenders,
    NotificationPreferencesService,
    NotificationsJobs,
    NotificationsService,
  ],
  exports: [ApprovalsService],
})
export class NotificationsModule {}
