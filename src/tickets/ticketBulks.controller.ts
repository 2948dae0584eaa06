import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { BulkTicketsDto, TicketBulkDto } from './dto/ticketBulk.dto.js';
import { TicketBulksService } from './ticketBulks.service.js';
import { ticketBulkNotFound, ticketViewNotFound } from './tickets.errors.js';

@ApiTags('Tickets')
@Controller('tickets/bulk')
@Require('tickets', 'edit')
export class TicketBulksController {
  constructor(private readonly bulks: TicketBulksService) {}

  /**
   * Change many tickets, selected by conditions, a view or ids.
   * @remarks The selection is made now. Up to 1,000 tickets are changed before the response; more are changed in the background. Each is
   * changed as if alone: what one refuses does not stop the others.
   */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: TicketBulkDto, description: 'Done, or only tried.' })
  @ApiAcceptedResponse({
    type: TicketBulkDto,
    description: 'It continues in the background; `GET /tickets/bulk/{id}` shows the progress.',
  })
  @Refuses(ticketViewNotFound)
  async changeTicketsInBulk(
    @Body() body: BulkTicketsDto,
    @CurrentUser() user: CurrentUserData,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TicketBulkDto> {
    const bulk = await this.bulks.order(body, user.id, new Date());
    void reply.status(bulk.state === 'queued' ? 202 : 200);
    return bulk;
  }

  /** Get the progress and the failures of a bulk. */
  @Get(':id')
  @Require('tickets', 'view')
  @Refuses(ticketBulkNotFound)
  getTicketBulk(@Param('id', ParseUUIDPipe) id: string): Promise<TicketBulkDto> {
    return this.bulks.get(id);
  }
}
