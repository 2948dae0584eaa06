import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ListNotificationsDto, NotificationDto, NotificationPageDto, UpdateNotificationDto } from './dto/notification.dto.js';
import { NotificationsService } from './notifications.service.js';

@ApiTags('Notifications')
@Controller('notifications')
@Authenticated({ person: true })
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  /** List your notifications and those of modules you may view, newest first. */
  @Get()
  list(@Query() query: ListNotificationsDto, @CurrentUser() user: CurrentUserData): Promise<NotificationPageDto> {
    return this.notifications.list(query, user.id);
  }

  /** Mark a notification as read or unread. */
  @Patch(':id')
  updateNotification(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateNotificationDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<NotificationDto> {
    return this.notifications.setRead(id, body.read, user.id, new Date());
  }
}
