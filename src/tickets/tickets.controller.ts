import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { MadeWithin, NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import {
  CreateTicketDto,
  ListTicketsDto,
  TicketActionDto,
  TicketDetailDto,
  TicketDto,
  TicketPageDto,
  TicketStatsDto,
  TicketStatsQueryDto,
  UpdateTicketDto,
} from './dto/ticket.dto.js';
import {
  ticketMerged,
  ticketNotFound,
  ticketNotReady,
  ticketSnoozeInvalid,
  ticketSubjectMissing,
  ticketTemplateNotFound,
  ticketViewNotFound,
} from './tickets.errors.js';
import { TicketsService } from './tickets.service.js';

const CHANGE_REFUSALS = [
  ticketNotFound,
  ticketMerged,
  staleVersion,
  stepNotAllowed,
  ticketNotReady,
  ticketSnoozeInvalid,
  'assignee_not_found',
  unprocessable,
] as const;

@ApiTags('Tickets')
@Controller('tickets')
@Require('tickets')
@ScopedBy('ticket', ticketNotFound)
export class TicketsController {
  constructor(private readonly tickets: TicketsService) {}

  /**
   * List tickets, newest first.
   * @remarks Those that were merged into another are not listed.
   */
  @Get()
  @NarrowedBy('team')
  @Refuses(ticketViewNotFound)
  list(@Query() query: ListTicketsDto, @CurrentUser() user: CurrentUserData): Promise<TicketPageDto> {
    return this.tickets.list(query, user.id, new Date());
  }

  /**
   * Count tickets by status, priority, channel, category and team.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  @NarrowedBy('team')
  @Refuses(ticketViewNotFound)
  stats(@Query() query: TicketStatsQueryDto, @CurrentUser() user: CurrentUserData): Promise<TicketStatsDto> {
    return this.tickets.stats(query, user.id, new Date());
  }

  /**
   * Get a ticket with its links, cycles, history and possible actions.
   * @remarks The id of a merged ticket answers the one that it was merged into.
   */
  @Get(':id')
  @Refuses(ticketNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<TicketDetailDto> {
    return this.tickets.get(id, { id: user.id, permissions: user.permissions! });
  }

  /**
   * Create a ticket, from nothing or from an e-mail, a conversation, a call or a refund.
   * @remarks It gets the next number. What the customer wrote in its source becomes comments, and answers there become comments too.
   */
  @Post()
  @MadeWithin('team')
  @Refuses(entityNotFound, ticketTemplateNotFound, ticketSubjectMissing, 'assignee_not_found', unprocessable)
  create(@Body() body: CreateTicketDto, @CurrentUser() user: CurrentUserData, @RequestUuid() id: string): Promise<TicketDto> {
    return this.tickets.create(body, id, { id: user.id, permissions: user.permissions! });
  }

  /**
   * Change a ticket: fields, status, tags, watchers.
   * @remarks Only a status that an action leads to is possible. Resolving and closing need the required fields and items.
   */
  @Patch(':id')
  @Refuses(...CHANGE_REFUSALS)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateTicketDto): Promise<TicketDto> {
    return this.tickets.update(id, body);
  }

  /** Take an action on a ticket, such as resolve or snooze. */
  @Post(':id/actions')
  @Require('tickets', 'edit')
  @HttpCode(200)
  @Refuses(...CHANGE_REFUSALS)
  act(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: TicketActionDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketDetailDto> {
    return this.tickets.act(id, body, { id: user.id, permissions: user.permissions! });
  }

  /**
   * Delete a ticket.
   * @remarks Its number is never given again.
   */
  @Delete(':id')
  @Refuses(ticketNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<TicketDto> {
    return this.tickets.remove(id, new Date());
  }
}
