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
import { mailHostNotAllowed, credentialsNeeded, securityNeeded, SupportEmailsService } from './supportEmails.service.js';
import { staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { supportEmailNotFound } from '../gmailIngestion.errors.js';

@ApiTags('Mailboxes')
@Controller('support-emails')
@Require('support_emails')
export class SupportEmailsController {
  constructor(private readonly mailboxes: SupportEmailsService) {}

  /** List mailboxes, newest first. */
  @Get()
  list(@Query() query: ListSupportEmailsDto): Promise<SupportEmailPageDto> {
    return this.mailboxes.list(query);
  }

  /**
   * Add a mailbox.
   * @remarks It is watched at once unless `is_watched` is false. Credentials are stored encrypted and never shown.
   */
  @Post()
  @Refuses('support_email_exists', securityNeeded, mailHostNotAllowed, 'unknown_inline_image')
  create(@Body() body: CreateSupportEmailDto, @CurrentUser() user: CurrentUserData): Promise<SupportEmailDto> {
    return this.mailboxes.create(body, user.id);
  }

  /** Get a mailbox and its state. */
  @Get(':id')
  @Refuses(supportEmailNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.get(id);
  }

  /**
   * Change a mailbox.
   * @remarks New credentials also end the state `reconnect_needed`.
   */
  @Patch(':id')
  @Refuses(
    mailHostNotAllowed,
    supportEmailNotFound,
    'support_email_exists',
    'support_email_changed',
    staleVersion,
    credentialsNeeded,
    securityNeeded,
    'unknown_inline_image',
    'support_email_inactive',
  )
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateSupportEmailDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<SupportEmailDto> {
    return this.mailboxes.update(id, body, user.id);
  }

  /**
   * Remove a mailbox.
   * @remarks Watching stops and the credentials are deleted; the e-mails stay.
   */
  @Delete(':id')
  @Refuses(supportEmailNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.remove(id);
  }

  /** Start watching a mailbox for new messages. */
  @Post(':id/watch')
  @HttpCode(200)
  @Require('support_emails', 'edit')
  @Refuses(supportEmailNotFound, 'support_email_inactive')
  watch(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.watch(id);
  }

  /**
   * Stop watching a mailbox.
   * @remarks Messages that were read stay.
   */
  @Post(':id/stop-watch')
  @HttpCode(200)
  @Require('support_emails', 'edit')
  @Refuses(supportEmailNotFound)
  stopWatchingSupportEmail(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.stopWatch(id);
  }

  /**
   * Read a mailbox now, whether it is watched or not.
   * @remarks `last_sync_at` changes when it is done. Several requests at the same time count as one.
   */
  @Post(':id/sync')
  @HttpCode(202)
  @Require('support_emails', 'edit')
  @Refuses(supportEmailNotFound, 'support_email_inactive', 'mailbox_reconnect_needed')
  sync(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailDto> {
    return this.mailboxes.sync(id);
  }

  /**
   * Test the IMAP and SMTP connections of a mailbox.
   * @remarks Nothing is stored or sent.
   */
  @Post(':id/test')
  @HttpCode(200)
  @Require('support_emails', 'edit')
  @Refuses(supportEmailNotFound)
  test(@Param('id', ParseUUIDPipe) id: string): Promise<SupportEmailTestDto> {
    return this.mailboxes.test(id);
  }

  /** List the folders of a mailbox and how far each was read. */
  @Get(':id/folders')
  @Refuses(supportEmailNotFound)
  listSupportEmailFolders(@Param('id', ParseUUIDPipe) id: string): Promise<MailboxFolderDto[]> {
    return this.mailboxes.folders(id);
  }
}
