import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import {
  CreateSupportEmailDto,
  ListSupportEmailsDto,
  MailboxFolderDto,
  SupportEmailDto,
  SupportEmailPageDto,
  SupportEmailTestDto,
  UpdateSupportEmailDto,
} from './dto/supportEmail.dto.js';
import { SupportEmailsService } from './supportEmails.service.js';

@ApiTags('Mailboxes')
@Controller('support-emails')
@Require('support_emails')
export class SupportEmailsController {
  constructor(private readonly mailboxes: SupportEmailsService) {}

  /** Mailboxes, newest first. */
  @Get()
  list(@Query() query: ListSupportEmailsDto): Promise<SupportEmailPageDto> {
    return this.mailboxes.list(query);
  }

  /** Add a mailbox. It is watched at once unless `is_watched` is false; its credentials are sealed and never shown. */
  @Post()
  create(@Body() body: CreateSupportEmailDto, @CurrentUser() user: CurrentUserData): Promise<SupportEmailDto> {
    return this.mailboxes.create(body, user.id);
  }

  /** One mailbox, and how it is. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.get(id);
  }

  /** Change a mailbox. Other credentials have it tried again when it waited for them. */
  @Patch(':id')
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateSupportEmailDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<SupportEmailDto> {
    return this.mailboxes.update(id, body, user.id);
  }

  /** Remove a mailbox: it is watched no more, and its credentials are deleted. Its e-mails stay. */
  @Delete(':id')
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.remove(id);
  }

  /** Watch it: read what is new as it arrives. */
  @Post(':id/watch')
  @HttpCode(200)
  @Require('support_emails', 'edit')
  watch(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.watch(id);
  }

  /** Watch it no more. What was read stays. */
  @Post(':id/stop-watch')
  @HttpCode(200)
  @Require('support_emails', 'edit')
  stopWatch(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.stopWatch(id);
  }

  /** Have it read now, whether it is watched or not; `last_sync_at` tells when it was. Several requests at once are one. */
  @Post(':id/sync')
  @HttpCode(202)
  @Require('support_emails', 'edit')
  sync(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.sync(id);
  }

  /** Sign in at its IMAP and SMTP servers and tell what works. Stores and sends nothing. */
  @Post(':id/test')
  @HttpCode(200)
  @Require('support_emails', 'edit')
  test(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailTestDto> {
    return this.mailboxes.test(id);
  }

  /** How far each folder was read. */
  @Get(':id/folders')
  folders(@Param('id', ParseUUIDPipe) id: string): Promise<MailboxFolderDto[]> {
    return this.mailboxes.folders(id);
  }
}
