import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../../common/auth/access.decorator.js';
import { BulkEmailsDto, EmailBulkDto } from './dto/emailBulk.dto.js';
import { emailBulkNotFound, EmailBulksService } from './emailBulks.service.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';

/** Bodies to try; the first, which changes nothing, is what Swagger UI fills in. */
const BULK_EXAMPLES = {
  'only count': {
    value: { filter: { status: 'open', from_email: 'news@example.com' }, change: { status: 'closed' }, dry_run: true },
  },
  'close and mark as read': {
    value: { filter: { status: 'open', from_email: 'news@example.com' }, change: { status: 'closed', is_read: true } },
  },
};

@ApiTags('E-mails')
@Controller('emails/bulk')
@Require('emails')
export class EmailBulksController {
  constructor(private readonly bulks: EmailBulksService) {}

  /**
   * Change many e-mails, selected by filter or by ids.
   * @remarks The selection is made now. Up to 1,000 e-mails are changed before the response; more are changed in the background.
   */
  @Post()
  @Require('emails', 'edit')
  @HttpCode(200)
  @ApiBody({ type: BulkEmailsDto, examples: BULK_EXAMPLES })
  @ApiOkResponse({ type: EmailBulkDto, description: 'Done, or counted.' })
  @ApiAcceptedResponse({ type: EmailBulkDto, description: 'It continues in the background; `GET /emails/bulk/{id}` shows the progress.' })
  @Refuses('assignee_not_found', 'unknown_filter')
  async changeEmailsInBulk(@Body() body: BulkEmailsDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<EmailBulkDto> {
    const bulk = await this.bulks.order(body);
    void reply.status(bulk.state === 'queued' ? 202 : 200);
    return bulk;
  }

  /** Get the progress and the failures of a bulk change. */
  @Get(':id')
  @Refuses(emailBulkNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<EmailBulkDto> {
    return this.bulks.get(id);
  }
}
