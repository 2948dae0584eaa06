import { Module } from '@nestjs/common';
import { announces } from '../common/realtime/eventCatalogue.js';
import { NotificationsController } from './notifications.controller.js';
import { NOTIFICATION_EVENTS } from './notifications.events.js';
import { NotificationsService } from './notifications.service.js';

@Module({ controllers: [NotificationsController], providers: [NotificationsService, announces(NOTIFICATION_EVENTS)] })
export class NotificationsModule {}
