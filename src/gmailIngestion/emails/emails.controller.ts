import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../../common/auth/access.decorator.js';
import { NarrowedBy, ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { sendPage } from '../../common/list/sendPage.js';
import { EmailAttachmentDto, EmailDetailDto, EmailDto, EmailPageDto, ListEmailsDto, PatchEmailDto } from './dto/email.dto.js';
import { EmailsService } from './emails.service.js';
import { staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { emailNotFound } from '../gmailIngestion.errors.js';

/** Bodies to try; the first is what Swagger UI fills in. */
const PATCH_EXAMPLES = {
  'mark as read': { value: { is_read: true } },
  'resolve and assign': { value: { status: 'resolved', team: 'logistics', priority: 'high' } },
  'only if it is unchanged': { value: { category: 'delivery', version: 1 } },
};

@ApiTags('E-mails')
@Controller('emails')
@Require('emails')
@ScopedBy('email', emailNotFound)
export class EmailsController {
  constructor(private readonly emails: EmailsService) {}

  /**
   * List e-mails, newest first.
   * @remarks `Accept: text/csv` or `format=csv` exports all rows that match the filters.
   */
  @Get()
  @NarrowedBy('team')
  @ApiOkResponse({ type: EmailPageDto })
  list(@Query() query: ListEmailsDto, @Res() reply: FastifyReply): Promise<void> {
    return sendPage(reply, { json: () => this.emails.list(query), csv: () => this.emails.listCsv(query) });
  }

  /**
   * Get an e-mail with its texts, customer, attachments and thread.
   * @remarks For sent e-mails the response also says how sending went.
   */
  @Get(':id')
  @Refuses(emailNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<EmailDetailDto> {
    return this.emails.get(id, user.id, new Date());
  }

  /** List the attachments of an e-mail, with links that work for one hour. */
  @Get(':id/attachments')
  @Refuses(emailNotFound)
  listEmailAttachments(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<EmailAttachmentDto[]> {
    return this.emails.listAttachments(id, user.id, new Date());
  }

  /**
   * Mark, classify or assign an e-mail.
   * @remarks Status, priority, team and assignee apply to the whole thread.
   */
  @Patch(':id')
  @ApiBody({ type: PatchEmailDto, examples: PATCH_EXAMPLES })
  @Refuses(emailNotFound, staleVersion, 'assignee_not_found')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: PatchEmailDto): Promise<EmailDto> {
    return this.emails.update(id, body);
  }

  /**
   * Delete an e-mail.
   * @remarks It does not come back with the next sync.
   */
  @Delete(':id')
  @Refuses(emailNotFound, 'email_not_sent_yet')
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<EmailDto> {
    return this.emails.remove(id);
  }

  /** Restore a deleted e-mail. */
  @Post(':id/restore')
  @Require('emails', 'delete')
  @HttpCode(200)
  @Refuses(emailNotFound)
  restore(@Param('id', ParseUUIDPipe) id: string): Promise<EmailDto> {
    return this.emails.restore(id);
  }
}
