import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Authenticated, Public, Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { forbidden, linkInvalid, notFound, staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { PublicPages, wantsPage } from '../common/links/publicPages.js';
import { roleNotFound } from '../roles/roles.errors.js';
import { teamNotFound } from '../teams/teams.errors.js';
import { urlNotAllowed } from '../webhookSubscriptions/webhookSubscriptions.errors.js';
import {
  CreatedNotificationDto,
  CreateNotificationDto,
  ListNotificationsDto,
  MarkAllReadDto,
  MarkedReadDto,
  NotificationDeliveryDto,
  NotificationDto,
  NotificationPageDto,
  UnreadNoticesDto,
  UpdateNotificationDto,
} from './dto/notification.dto.js';
import {
  NotificationDefaultDto,
  PreferencesDto,
  SavePreferencesDto,
  UnsubscribedDto,
  UnsubscribeQueryDto,
  UpdateDefaultDto,
} from './dto/preference.dto.js';
import { NotificationPreferencesService } from './notificationPreferences.service.js';
import { userNotFound } from './notifications.errors.js';
import { NotificationsService } from './notifications.service.js';

@ApiTags('Notifications')
@Controller('notifications')
@Authenticated({ person: true })
export class NotificationsController {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly preferences: NotificationPreferencesService,
    private readonly pages: PublicPages,
  ) {}

  /** List your notifications, newest first. */
  @Get()
  @Refuses(forbidden)
  list(@Query() query: ListNotificationsDto, @CurrentUser() user: CurrentUserData): Promise<NotificationPageDto> {
    return this.notifications.list(query, user);
  }

  /**
   * Write a notice to a user, a role, a team, or everyone who may view a module, and ask for an approval with it.
   * @remarks You have to view the module yourself, and are not told of what you write.
   */
  @Post()
  @Require('notifications', 'create', { person: true })
  @Refuses(
    forbidden,
    userNotFound,
    roleNotFound,
    teamNotFound,
    'approval_kind_unknown',
    'approval_subject_not_found',
    'approval_already_pending',
  )
  createNotification(@Body() body: CreateNotificationDto, @CurrentUser() user: CurrentUserData): Promise<CreatedNotificationDto> {
    return this.notifications.create(body, user, new Date());
  }

  /** Count what a user has not read: as many as the list with `status=unread` has. */
  @Get('unread-count/:user_id')
  @Refuses(forbidden)
  getUnreadNotificationCount(
    @Param('user_id', ParseUUIDPipe) user_id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<UnreadNoticesDto> {
    return this.notifications.unread(user_id, user);
  }

  /** Mark your notifications as read, up to the newest one that you saw. */
  @Patch('mark-all-read')
  @Refuses(notFound)
  markAllRead(@Body() body: MarkAllReadDto, @CurrentUser() user: CurrentUserData): Promise<MarkedReadDto> {
    return this.notifications.markAllRead(body, user.id);
  }

  /** List what each kind of notice sets out with, for everybody. */
  @Get('defaults')
  listNotificationDefaults(): Promise<NotificationDefaultDto[]> {
    return this.preferences.defaults();
  }

  /** Change what one kind of notice sets out with, and what users may not set differently. */
  @Put('defaults/:type')
  @Require('notifications', 'edit', { person: true })
  @ApiParam({ name: 'type', schema: { type: 'string', maxLength: 60 }, example: 'approval' })
  @Refuses(notFound, staleVersion)
  updateNotificationDefault(@Param('type') type: string, @Body() body: UpdateDefaultDto): Promise<NotificationDefaultDto> {
    return this.preferences.setDefault(type, body);
  }

  /**
   * Get by what a user wants to be told.
   * @remarks The first time the six that everybody has are made, from the defaults.
   */
  @Get('preferences/:user_id')
  @Refuses(forbidden, userNotFound)
  async getPreferences(@Param('user_id', ParseUUIDPipe) user_id: string, @CurrentUser() user: CurrentUserData): Promise<PreferencesDto> {
    await this.notifications.expectOwn(user_id, user);
    return this.preferences.get(user_id);
  }

  /** Change by what a user wants to be told, and when not; what is not named stays. */
  @Put('preferences/:user_id')
  @Refuses(forbidden, userNotFound, 'preference_locked', 'preference_scope_unknown', urlNotAllowed)
  async savePreferences(
    @Param('user_id', ParseUUIDPipe) user_id: string,
    @Body() body: SavePreferencesDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<PreferencesDto> {
    await this.notifications.expectOwn(user_id, user, 'edit');
    return this.preferences.save(user_id, body);
  }

  /**
   * Get what the link in an e-mail takes its reader off.
   * @remarks A browser gets a page with a button, any other client JSON. It changes nothing: scanners of mail open every link.
   */
  @Get('unsubscribe')
  @Public()
  @Refuses(linkInvalid)
  async getUnsubscribeForm(
    @Query() query: UnsubscribeQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UnsubscribedDto> {
    const now = new Date();
    if (!wantsPage(request)) return this.preferences.readUnsubscribe(query, now);
    const page = () => this.preferences.askPage(query, now);
    return this.pages.answer(reply, page, () => this.preferences.refusedPage()) as never;
  }

  /**
   * Take a reader off e-mails of one kind, by the link in such an e-mail (RFC 8058).
   * @remarks The rest of the preferences stays, and so does the notice in the list. A browser gets a page.
   */
  @Post('unsubscribe')
  @Public({ form: 'ignored' })
  @HttpCode(200)
  @Refuses(linkInvalid, userNotFound)
  async unsubscribe(
    @Query() query: UnsubscribeQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UnsubscribedDto> {
    const now = new Date();
    if (!wantsPage(request)) return this.preferences.unsubscribe(query, now);
    const page = () => this.preferences.donePage(query, now);
    return this.pages.answer(reply, page, () => this.preferences.refusedPage()) as never;
  }

  /** Get one of your notifications. */
  @Get(':id')
  getNotification(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<NotificationDto> {
    return this.notifications.get(id, user.id);
  }

  /** List by what a notification went to you, or why it did not. */
  @Get(':id/deliveries')
  listNotificationDeliveries(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<NotificationDeliveryDto[]> {
    return this.notifications.deliveries(id, user.id);
  }

  /** Mark a notification as read, unread, actioned or dismissed. */
  @Patch(':id')
  updateNotification(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateNotificationDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<NotificationDto> {
    return this.notifications.setStatus(id, body, user.id);
  }
}
