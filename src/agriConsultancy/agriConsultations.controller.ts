import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ClosedToScopes, NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { conflict, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { agriConsultationNotFound, agriNoOpenDay, agriNoteRequired } from './agriConsultancy.errors.js';
import { AgriConsultancyService } from './agriConsultancy.service.js';
import {
  AgriActionDto,
  AgriConsultationDetailDto,
  AgriConsultationDto,
  AgriConsultationPageDto,
  AgriSeasonDto,
  AgriSeasonsQueryDto,
  AgriStatsDto,
  AgriStatsQueryDto,
  CreateAgriConsultationDto,
  ListAgriConsultationsDto,
  ListAgriFollowUpsDto,
  UpdateAgriConsultationDto,
} from './dto/agriConsultation.dto.js';

const WRITE_REFUSALS = ['assignee_not_found', agriNoOpenDay, conflict, unprocessable] as const;

@ApiTags('Agri consultancy')
@Controller('agri-consultancy')
@Require('agri_consultancy')
@ScopedBy('agri_consultation', agriConsultationNotFound)
export class AgriConsultationsController {
  constructor(private readonly consultations: AgriConsultancyService) {}

  /** List consultations, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListAgriConsultationsDto): Promise<AgriConsultationPageDto> {
    return this.consultations.list(query);
  }

  /**
   * Count consultations by status, season, crop, kind of question, outcome and team.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  @NarrowedBy('team')
  stats(@Query() query: AgriStatsQueryDto): Promise<AgriStatsDto> {
    return this.consultations.stats(query);
  }

  /** Count, for each season, crop and kind of question, how many asked, how long advice took and how it ended. */
  @Get('stats/seasons')
  @NarrowedBy('team')
  getAgriSeasons(@Query() query: AgriSeasonsQueryDto): Promise<AgriSeasonDto[]> {
    return this.consultations.seasons(query);
  }

  /**
   * List follow-ups that are due, the latest first.
   * @remarks One is due until an outcome is noted or the consultation is over. Its assignee is reminded once.
   */
  @Get('follow-ups')
  @NarrowedBy('team')
  listAgriFollowUps(@Query() query: ListAgriFollowUpsDto): Promise<AgriConsultationPageDto> {
    return this.consultations.followUps(query, new Date());
  }

  /** Get a consultation with its advice, history and possible actions. */
  @Get(':id')
  @Refuses(agriConsultationNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<AgriConsultationDetailDto> {
    return this.consultations.get(id);
  }

  /** Record what a farmer asks. */
  @Post()
  @ClosedToScopes()
  @Refuses(...WRITE_REFUSALS)
  create(
    @Body() body: CreateAgriConsultationDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() id: string,
  ): Promise<AgriConsultationDto> {
    return this.consultations.create(body, id, user.id);
  }

  /**
   * Change a consultation, its outcome or its status.
   * @remarks Only a status that an action leads to is possible.
   */
  @Patch(':id')
  @Refuses(agriConsultationNotFound, staleVersion, stepNotAllowed, ...WRITE_REFUSALS)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateAgriConsultationDto): Promise<AgriConsultationDto> {
    return this.consultations.update(id, body);
  }

  /**
   * Take an action on a consultation, such as close or reopen.
   * @remarks Use `advise` for advice that is not written down here; its note says what was advised. `cancel`, `reopen` and `comment`
   * require a note too.
   */
  @Post(':id/actions')
  @Require('agri_consultancy', 'edit')
  @HttpCode(200)
  @Refuses(agriConsultationNotFound, staleVersion, stepNotAllowed, agriNoteRequired)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: AgriActionDto): Promise<AgriConsultationDetailDto> {
    return this.consultations.act(id, body);
  }

  /**
   * Delete a consultation.
   * @remarks Its number and its reference are never used again.
   */
  @Delete(':id')
  @Refuses(agriConsultationNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<AgriConsultationDto> {
    return this.consultations.remove(id);
  }
}
