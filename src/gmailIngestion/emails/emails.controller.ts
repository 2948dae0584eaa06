import { Body, Controller, Delete, Get, Headers, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { wantsCsv } from '../../common/list/csv.js';
import { EmailAttachmentDto, EmailDetailDto, EmailDto, EmailPageDto, ListEmailsDto, PatchEmailDto } from './dto/email.dto.js';
import { EmailsService } from './emails.service.js';

/** Bodies to try; the first is what Swagger UI fills in. */
const PATCH_EXAMPLES = {
  read: { value: { is_read: true } },
  'the whole matter': { value: { status: 'resolved', team: 'logistics', priority: 'high' } },
  'only when nobody was faster': { value: { category: 'delivery', version: 1 } },
};

@ApiTags('E-mails')
@Controller('emails')
@Require('emails')
export class EmailsController {
  constructor(private readonly emails: EmailsService) {}

  /** E-mails, newest first. `Accept: text/csv` exports all rows that the filters leave. */
  @Get()
  @ApiOkResponse({ type: EmailPageDto })
  async list(@Query() query: ListEmailsDto, @Headers('accept') accept: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('vary', 'Origin, Accept');
    if (wantsCsv(accept)) await reply.header('content-type', 'text/csv; charset=utf-8').send(await this.emails.listCsv(query));
    else await reply.header('content-type', 'application/json; charset=utf-8').send(await this.emails.list(query));
  }

  /** One e-mail with its texts, summary, customer, attachments, thread and, when we sent it, how that went. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<EmailDetailDto> {
    return this.emails.get(id, user.id, new Date());
  }

  /** Its attachments, each with a link that works for one hour. */
  @Get(':id/attachments')
  attachments(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<EmailAttachmentDto[]> {
    return this.emails.listAttachments(id, user.id, new Date());
  }

  /** Mark, sort or assign it. Status, team, assignee and priority are those of its whole thread. */
  @Patch(':id')
  @ApiBody({ type: PatchEmailDto, examples: PATCH_EXAMPLES })
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: PatchEmailDto): Promise<EmailDto> {
    return this.emails.update(id, body);
  }

  /** Delete it. It does not come back with the next sync. */
  @Delete(':id')
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<EmailDto> {
    return this.emails.remove(id);
  }

  /** Take a deletion back. */
  @Post(':id/restore')
  @Require('emails', 'delete')
  @HttpCode(200)
  restore(@Param('id', ParseUUIDPipe) id: string): Promise<EmailDto> {
    return this.emails.restore(id);
  }
}
