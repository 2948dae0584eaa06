import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { RequestUuid } from '../../common/idempotency/requestUuid.decorator.js';
import { CreateDraftDto, EmailDraftDto, EmailDraftPageDto, ListDraftsDto, SendDraftDto, UpdateDraftDto } from './dto/emailDraft.dto.js';
import { OutboundEmailDto } from './dto/emailReply.dto.js';
import { draftSent, EmailDraftsService } from './emailDrafts.service.js';
import { staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { unknownUpload } from '../composing/emailUploads.service.js';
import { draftNotFound, emailNotFound, supportEmailNotFound } from '../gmailIngestion.errors.js';
import { mailboxInactive } from './emailReply.service.js';
import { SEND_REFUSALS } from './sendRefusals.errors.js';

@ApiTags('E-mails')
@Controller('emails/drafts')
@Require('emails')
export class EmailDraftsController {
  constructor(private readonly drafts: EmailDraftsService) {}

  /** List your drafts, most recently changed first. */
  @Get()
  list(@Query() query: ListDraftsDto, @CurrentUser() user: CurrentUserData): Promise<EmailDraftPageDto> {
    return this.drafts.list(query, user.id);
  }

  /** Create a draft of a reply or a new e-mail. */
  @Post()
  @Refuses(emailNotFound, supportEmailNotFound, mailboxInactive, unknownUpload)
  create(@Body() body: CreateDraftDto, @CurrentUser() user: CurrentUserData): Promise<EmailDraftDto> {
    return this.drafts.create(body, user.id);
  }

  /** Get one of your drafts. */
  @Get(':id')
  @Refuses(draftNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<EmailDraftDto> {
    return this.drafts.get(id, user.id);
  }

  /**
   * Save a draft.
   * @remarks Fields that are omitted stay as they are; null clears a field.
   */
  @Patch(':id')
  @Require('emails', 'create')
  @Refuses(draftNotFound, draftSent, staleVersion, unknownUpload)
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateDraftDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<EmailDraftDto> {
    return this.drafts.update(id, body, user.id);
  }

  /** Delete a draft. */
  @Delete(':id')
  @Require('emails', 'create')
  @Refuses(draftNotFound, draftSent)
  remove(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<EmailDraftDto> {
    return this.drafts.remove(id, user.id);
  }

  /**
   * Send a draft.
   * @remarks Sending it again returns the e-mail that was sent.
   */
  @Post(':id/send')
  @Refuses(draftNotFound, staleVersion, emailNotFound, supportEmailNotFound, ...SEND_REFUSALS)
  send(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SendDraftDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<OutboundEmailDto> {
    return this.drafts.send(id, body, user.id, send_id);
  }
}
