import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../../common/auth/access.decorator.js';
import { BulkEmailsDto, EmailBulkDto } from './dto/emailBulk.dto.js';
import { EmailBulksService } from './emailBulks.service.js';

/** Bodies to try; the first, which changes nothing, is what Swagger UI fills in. */
const BULK_EXAMPLES = {
  'how many it would be': {
    value: { filter: { status: 'open', from_email: 'news@example.com' }, change: { status: 'closed' }, dry_run: true },
  },
  'do it': { value: { filter: { status: 'open', from_email: 'news@example.com' }, change: { status: 'closed', is_read: true } } },
};

@ApiTags('E-mails')
@Controller('emails/bulk')
@Require('emails')
export class EmailBulksController {
  constructor(private readonly bulks: EmailBulksService) {}

  /** Change many e-mails, by filter or by ids. Which ones is fixed now; up to 1,000 are done when the answer comes, more go on in the background. */
  @Post()
  @Require('emails', 'edit')
  @HttpCode(200)
  @ApiBody({ type: BulkEmailsDto, examples: BULK_EXAMPLES })
  @ApiOkResponse({ type: EmailBulkDto, description: 'Done, or counted.' })
  @ApiAcceptedResponse({ type: EmailBulkDto, description: 'It goes on; GET /emails/bulk/:id tells how far.' })
  async order(@Body() body: BulkEmailsDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<EmailBulkDto> {
    const bulk = await this.bulks.order(body);
    void reply.status(bulk.state === 'queued' ? 202 : 200);
    return bulk;
  }

  /** How far a bulk change is, and what failed. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string): Promise<EmailBulkDto> {
    return this.bulks.get(id);
  }
}
