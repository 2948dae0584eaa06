import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { NarrowedBy, OpenToScopes, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { SEND_REFUSALS } from '../gmailIngestion/replies/sendRefusals.errors.js';
import {
  CountTicketViewsDto,
  CreateTicketMacroDto,
  CreateTicketTemplateDto,
  CreateTicketViewDto,
  TicketMacroDto,
  TicketMacroListDto,
  TicketMacroPreviewDto,
  TicketTemplateDto,
  TicketTemplateListDto,
  TicketViewCountsDto,
  TicketViewDto,
  TicketViewListDto,
  UpdateTicketMacroDto,
  UpdateTicketTemplateDto,
  UpdateTicketViewDto,
  UsedTicketMacroDto,
  UseTicketMacroDto,
} from './dto/ticketPreset.dto.js';
import { TicketMacrosService } from './ticketMacros.service.js';
import { TicketTemplatesService } from './ticketTemplates.service.js';
import { TicketViewsService } from './ticketViews.service.js';
import {
  ticketHasNoChannel,
  ticketMacroNotFound,
  ticketMerged,
  ticketNotFound,
  ticketNotReady,
  ticketSnoozeInvalid,
  ticketTemplateNotFound,
  ticketViewNotFound,
} from './tickets.errors.js';

const callerOf = ({ id, permissions }: CurrentUserData) => ({ id, permissions: permissions! });
const TEMPLATE_REFUSALS = ['template_malformed', 'template_variable_unknown'] as const;
const CHANGE_REFUSALS = [
  ticketNotFound,
  ticketMacroNotFound,
  ticketMerged,
  stepNotAllowed,
  ticketNotReady,
  ticketSnoozeInvalid,
  'assignee_not_found',
  'template_value_missing',
  'template_value_invalid',
  unprocessable,
] as const;

@ApiTags('Tickets')
@Controller('tickets')
@Require('tickets')
@OpenToScopes()
export class TicketPresetsController {
  constructor(
    private readonly views: TicketViewsService,
    private readonly macros: TicketMacrosService,
    private readonly templates: TicketTemplatesService,
  ) {}

  /** List your views and those that are shared. */
  @Get('views')
  async listTicketViews(@CurrentUser() user: CurrentUserData): Promise<TicketViewListDto> {
    return { data: await this.views.list(user.id) };
  }

  /**
   * Count what each view shows now.
   * @remarks Exact; beyond 10,000 only where the number is kept anyway.
   */
  @Get('views/counts')
  @NarrowedBy('team')
  async countTicketViews(@Query() { team }: CountTicketViewsDto, @CurrentUser() user: CurrentUserData): Promise<TicketViewCountsDto> {
    return { data: await this.views.counts(user.id, team, new Date()) };
  }

  /**
   * Save a view.
   * @remarks `GET /tickets?view_id=…` lists what it shows.
   */
  @Post('views')
  createTicketView(@Body() body: CreateTicketViewDto, @CurrentUser() user: CurrentUserData): Promise<TicketViewDto> {
    return this.views.create(body, callerOf(user));
  }

  /** Change a view. */
  @Patch('views/:id')
  @Require('tickets', 'create')
  @Refuses(ticketViewNotFound, staleVersion)
  updateTicketView(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateTicketViewDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketViewDto> {
    return this.views.update(id, body, callerOf(user));
  }

  /** Delete a view. */
  @Delete('views/:id')
  @Require('tickets', 'create')
  @Refuses(ticketViewNotFound)
  deleteTicketView(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<TicketViewDto> {
    return this.views.remove(id, callerOf(user));
  }

  /** List your macros and those that are shared. */
  @Get('macros')
  async listTicketMacros(@CurrentUser() user: CurrentUserData): Promise<TicketMacroListDto> {
    return { data: await this.macros.list(user.id) };
  }

  /** Save a macro: a change, a comment or both. */
  @Post('macros')
  @Refuses(...TEMPLATE_REFUSALS)
  createTicketMacro(@Body() body: CreateTicketMacroDto, @CurrentUser() user: CurrentUserData): Promise<TicketMacroDto> {
    return this.macros.create(body, callerOf(user));
  }

  /** Change a macro. */
  @Patch('macros/:id')
  @Require('tickets', 'create')
  @Refuses(ticketMacroNotFound, staleVersion, ...TEMPLATE_REFUSALS)
  updateTicketMacro(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateTicketMacroDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketMacroDto> {
    return this.macros.update(id, body, callerOf(user));
  }

  /** Delete a macro. */
  @Delete('macros/:id')
  @Require('tickets', 'create')
  @Refuses(ticketMacroNotFound)
  deleteTicketMacro(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<TicketMacroDto> {
    return this.macros.remove(id, callerOf(user));
  }

  /** Preview what a macro would do to a ticket. */
  @Get(':id/macros/:macro_id/preview')
  @ScopedBy('ticket', ticketNotFound)
  @Refuses(...CHANGE_REFUSALS)
  previewTicketMacro(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('macro_id', ParseUUIDPipe) macro_id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketMacroPreviewDto> {
    return this.macros.preview(id, macro_id, callerOf(user), new Date());
  }

  /**
   * Run a macro on a ticket.
   * @remarks The change comes first, then the comment; nothing is done when the comment could not go out.
   */
  @Post(':id/macros/:macro_id/run')
  @ScopedBy('ticket', ticketNotFound)
  @Require('tickets', 'edit')
  @HttpCode(200)
  @Refuses(...CHANGE_REFUSALS, staleVersion, ticketHasNoChannel, ...SEND_REFUSALS, 'template_required')
  runTicketMacro(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('macro_id', ParseUUIDPipe) macro_id: string,
    @Body() body: UseTicketMacroDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() request_id: string,
  ): Promise<UsedTicketMacroDto> {
    return this.macros.use(id, macro_id, body, request_id, callerOf(user), new Date());
  }

  /** List your templates and those that are shared. */
  @Get('templates')
  async listTicketTemplates(@CurrentUser() user: CurrentUserData): Promise<TicketTemplateListDto> {
    return { data: await this.templates.list(user.id) };
  }

  /** Save a template for new tickets. */
  @Post('templates')
  createTicketTemplate(@Body() body: CreateTicketTemplateDto, @CurrentUser() user: CurrentUserData): Promise<TicketTemplateDto> {
    return this.templates.create(body, callerOf(user));
  }

  /** Change a template. */
  @Patch('templates/:id')
  @Require('tickets', 'create')
  @Refuses(ticketTemplateNotFound, staleVersion)
  updateTicketTemplate(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateTicketTemplateDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketTemplateDto> {
    return this.templates.update(id, body, callerOf(user));
  }

  /** Delete a template. */
  @Delete('templates/:id')
  @Require('tickets', 'create')
  @Refuses(ticketTemplateNotFound)
  deleteTicketTemplate(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<TicketTemplateDto> {
    return this.templates.remove(id, callerOf(user));
  }
}
