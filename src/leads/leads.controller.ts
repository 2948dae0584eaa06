import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { noteRequired, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import {
  CreateLeadDto,
  LeadActionDto,
  LeadDetailDto,
  LeadDto,
  LeadPageDto,
  LeadStatsDto,
  LeadStatsQueryDto,
  ListLeadsDto,
  TouchLeadDto,
  UpdateLeadDto,
} from './dto/lead.dto.js';
import { leadCustomerMissing, leadNotFound, lostReasonRequired } from './leads.errors.js';
import { LeadsService } from './leads.service.js';

const CHANGE_REFUSALS = [leadNotFound, staleVersion, stepNotAllowed, lostReasonRequired, 'lead_exists'] as const;

@ApiTags('Leads')
@Controller('leads')
@Require('leads')
@ScopedBy('lead', leadNotFound)
export class LeadsController {
  constructor(private readonly leads: LeadsService) {}

  /** List leads, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListLeadsDto): Promise<LeadPageDto> {
    return this.leads.list(query);
  }

  /**
   * Count leads and add up what they are worth, by stage, source, property and team, and how many came how far.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  @NarrowedBy('team')
  stats(@Query() query: LeadStatsQueryDto): Promise<LeadStatsDto> {
    return this.leads.stats(query);
  }

  /** Get a lead with every touch, its history and possible actions. */
  @Get(':id')
  @Refuses(leadNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<LeadDetailDto> {
    return this.leads.get(id, user.permissions!);
  }

  /**
   * Create a lead.
   * @remarks A customer has one open lead for each matter: if there is one, this touches it and answers it.
   */
  @Post()
  @Refuses(
    leadCustomerMissing,
    'customer_not_found',
    'identity_conflict',
    'identity_is_ours',
    'identity_is_shared',
    'assignee_not_found',
    unprocessable,
  )
  create(@Body() body: CreateLeadDto, @CurrentUser() user: CurrentUserData, @RequestUuid() id: string): Promise<LeadDto> {
    return this.leads.create(body, id, user.id);
  }

  /** Change a lead, or its stage. */
  @Patch(':id')
  @Refuses(...CHANGE_REFUSALS, 'customer_not_found', 'assignee_not_found', unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateLeadDto): Promise<LeadDto> {
    return this.leads.update(id, body);
  }

  /** Take an action on a lead, such as qualify or win. */
  @Post(':id/actions')
  @Require('leads', 'edit')
  @HttpCode(200)
  @Refuses(...CHANGE_REFUSALS, noteRequired)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: LeadActionDto, @CurrentUser() user: CurrentUserData): Promise<LeadDetailDto> {
    return this.leads.act(id, body, user.permissions!);
  }

  /**
   * Note that the customer came again, or that you contacted the customer.
   * @remarks Contacting a new lead makes it contacted, and ends the wait that is promised not to be long.
   */
  @Post(':id/touches')
  @Require('leads', 'edit')
  @HttpCode(200)
  @Refuses(leadNotFound)
  addLeadTouch(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: TouchLeadDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() touch_id: string,
  ): Promise<LeadDetailDto> {
    return this.leads.touch(id, body, touch_id, user.id, user.permissions!);
  }

  /** Delete a lead. */
  @Delete(':id')
  @Refuses(leadNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<LeadDto> {
    return this.leads.remove(id);
  }
}
