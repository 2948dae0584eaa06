import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { RequestUuid } from '../../common/idempotency/requestUuid.decorator.js';
import { CreateDraftDto, EmailDraftDto, EmailDraftPageDto, ListDraftsDto, SendDraftDto, UpdateDraftDto } from './dto/emailDraft.dto.js';
import { OutboundEmailDto } from './dto/emailReply.dto.js';
import { EmailDraftsService } from './emailDrafts.service.js';

@ApiTags('Emails')
@Controller('emails/drafts')
@Require('emails')
export class EmailDraftsController {
  constructor(private readonly drafts: EmailDraftsService) {}

  /** Your drafts, the last changed first. */
  @Get()
  list(@Query() query: ListDraftsDto, @CurrentUser() user: CurrentUserData): Promise<EmailDraftPageDto> {
    return this.drafts.list(query, user.id);
  }

  /** Begin a draft: an answer, or a new e-mail. */
  @Post()
  create(@Body() body: CreateDraftDto, @CurrentUser() user: CurrentUserData): Promise<EmailDraftDto> {
    return this.drafts.create(body, user.id);
  }

  /** One draft of yours. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<EmailDraftDto> {
    return this.drafts.get(id, user.id);
  }

  /** Save a draft. Fields that are left out stay as they are. */
  @Patch(':id')
  @Require('emails', 'create')
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateDraftDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<EmailDraftDto> {
    return this.drafts.update(id, body, user.id);
  }

  /** Throw a draft away. */
  @Delete(':id')
  @Require('emails', 'create')
  remove(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<EmailDraftDto> {
    return this.drafts.remove(id, user.id);
  }

  /** Send a draft, once. Asked again, it answers with the e-mail that it became. */
  @Post(':id/send')
  send(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SendDraftDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<OutboundEmailDto> {
    return this.drafts.send(id, body, user.id, send_id);
  }
}
