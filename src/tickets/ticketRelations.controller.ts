import { Body, Controller, Delete, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ScopedBy } from '../common/auth/roleScope.decorator.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { TicketDetailDto } from './dto/ticket.dto.js';
import { LinkTicketDto, MergeTicketDto, SplitTicketDto, UnmergeTicketDto } from './dto/ticketRelation.dto.js';
import { TicketRelationsService } from './ticketRelations.service.js';
import {
  ticketCommentNotFound,
  ticketCustomersDiffer,
  ticketHasParent,
  ticketLinkCircle,
  ticketLinkNotFound,
  ticketMergeCircle,
  ticketMerged,
  ticketNotFound,
  ticketNotMerged,
} from './tickets.errors.js';

@ApiTags('Tickets')
@Controller('tickets/:id')
@Require('tickets', 'edit')
@ScopedBy('ticket', ticketNotFound)
export class TicketRelationsController {
  constructor(private readonly relations: TicketRelationsService) {}

  /**
   * Link a ticket to another, or to a thread, a conversation, a call or a refund.
   * @remarks What the customer writes in a linked thread or conversation becomes comments.
   */
  @Post('links')
  @HttpCode(200)
  @Refuses(ticketNotFound, ticketMerged, entityNotFound, ticketLinkCircle, ticketHasParent)
  linkTicket(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: LinkTicketDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketDetailDto> {
    return this.relations.link(id, body, { id: user.id, permissions: user.permissions! });
  }

  /**
   * Remove a link of a ticket.
   * @remarks What became comments stays.
   */
  @Delete('links/:link_id')
  @Refuses(ticketNotFound, ticketLinkNotFound)
  unlinkTicket(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('link_id', ParseUUIDPipe) link_id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketDetailDto> {
    return this.relations.unlink(id, link_id, { id: user.id, permissions: user.permissions! });
  }

  /**
   * Merge a ticket into another.
   * @remarks A relation that can be taken back: nothing is moved, and its id and its number lead to the other from now on.
   */
  @Post('merge')
  @ScopedBy('ticket', ticketNotFound, { param: 'id' }, { field: 'into_id' })
  @HttpCode(200)
  @Refuses(ticketNotFound, ticketMerged, ticketMergeCircle, ticketCustomersDiffer)
  mergeTicket(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: MergeTicketDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketDetailDto> {
    return this.relations.merge(id, body, { id: user.id, permissions: user.permissions! });
  }

  /**
   * Take a merge back.
   * @remarks The ticket is as it was, with what was sent to it since.
   */
  @Post('unmerge')
  @HttpCode(200)
  @Refuses(ticketNotFound, ticketNotMerged)
  unmergeTicket(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UnmergeTicketDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketDetailDto> {
    return this.relations.unmerge(id, body.note, { id: user.id, permissions: user.permissions! });
  }

  /** Make a new ticket out of comments of this one. */
  @Post('split')
  @Refuses(ticketNotFound, ticketMerged, ticketCommentNotFound)
  splitTicket(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SplitTicketDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() new_id: string,
  ): Promise<TicketDetailDto> {
    return this.relations.split(id, body, new_id, { id: user.id, permissions: user.permissions! });
  }
}
