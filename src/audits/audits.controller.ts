import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { agentNotFound } from '../agents/agents.errors.js';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { forbidden, noteRequired, staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import {
  alreadyAudited,
  answersIncomplete,
  auditAgentUnknown,
  auditIsScored,
  auditNotFound,
  auditorUnfit,
  auditScorecardNotFound,
  outcomeMissing,
  ownWork,
  reviewerNotIndependent,
  scorecardNotForThis,
} from './audits.errors.js';
import { AuditsService } from './audits.service.js';
import { AuditStatsService } from './auditStats.service.js';
import { AuditDetailDto, AuditDto, AuditPageDto, CreateAuditDto, ListAuditsDto, StepOfAuditDto, UpdateAuditDto } from './dto/audit.dto.js';
import {
  AuditAgentStatsDto,
  AuditQuestionsQueryDto,
  AuditQuestionStatsDto,
  AuditStatsDto,
  AuditStatsQueryDto,
} from './dto/auditStats.dto.js';

const PICK_FAULTS = [
  ...[entityNotFound, agentNotFound, auditScorecardNotFound, scorecardNotForThis],
  ...[auditAgentUnknown, alreadyAudited, ownWork, auditorUnfit],
];
const STEP_FAULTS = [
  ...[auditNotFound, forbidden, noteRequired, staleVersion, stepNotAllowed],
  ...[answersIncomplete, outcomeMissing, ownWork, reviewerNotIndependent],
];

@ApiTags('Audits')
@Controller('audits')
@Require('audits')
export class AuditsController {
  constructor(
    private readonly audits: AuditsService,
    private readonly figures: AuditStatsService,
  ) {}

  /**
   * List audits, newest first.
   * @remarks Without the right to edit audits you see those of your own work, once they are scored.
   */
  @Get()
  list(@Query() query: ListAuditsDto, @CurrentUser() user: CurrentUserData): Promise<AuditPageDto> {
    return this.audits.list(query, user);
  }

  /**
   * Count audits and average their final scores, by kind, team and week.
   * @remarks Takes the filters of the list. Averages are also told for each version of a scorecard, because a change of it is a break.
   */
  @Get('stats')
  stats(@Query() query: AuditStatsQueryDto, @CurrentUser() user: CurrentUserData): Promise<AuditStatsDto> {
    return this.figures.stats(query, user);
  }

  /**
   * Count audits and average their final scores, by agent.
   * @remarks Takes the filters of the list.
   */
  @Get('stats/agents')
  getAuditAgentStats(@Query() query: AuditStatsQueryDto, @CurrentUser() user: CurrentUserData): Promise<AuditAgentStatsDto> {
    return this.figures.agents(query, user);
  }

  /**
   * Tell how each question of a scorecard is answered, in the scores that are final.
   * @remarks Versions of a scorecard are told apart; with `weekly` also weeks.
   */
  @Get('stats/questions')
  getAuditQuestionStats(@Query() query: AuditQuestionsQueryDto, @CurrentUser() user: CurrentUserData): Promise<AuditQuestionStatsDto> {
    return this.figures.questions(query, user);
  }

  /** Get an audit with its scorecard, answers, history and possible actions. */
  @Get(':id')
  @Refuses(auditNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<AuditDetailDto> {
    return this.audits.get(id, user);
  }

  /**
   * Pick work to be scored.
   * @remarks It gets the present version of the scorecard, and keeps it. A thing is audited once.
   */
  @Post()
  @Refuses(...PICK_FAULTS)
  create(@Body() body: CreateAuditDto, @CurrentUser() user: CurrentUserData): Promise<AuditDto> {
    return this.audits.create(body, user);
  }

  /** Change an audit that is not scored yet, or save a draft of its answers. */
  @Patch(':id')
  @Refuses(auditNotFound, staleVersion, auditIsScored, answersIncomplete, ownWork, auditorUnfit)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateAuditDto, @CurrentUser() user: CurrentUserData): Promise<AuditDto> {
    return this.audits.update(id, body, user);
  }

  /**
   * Take a step with an audit, such as score, acknowledge or dispute.
   * @remarks The agent acknowledges, disputes and withdraws a dispute; the rest needs the right to edit audits. A dispute is decided by a
   * person who neither scored nor did the work. `dispute`, `reopen` and `comment` require a note.
   */
  @Post(':id/actions')
  @Require('audits', 'view', { person: true })
  @HttpCode(200)
  @Refuses(...STEP_FAULTS)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: StepOfAuditDto, @CurrentUser() user: CurrentUserData): Promise<AuditDetailDto> {
    return this.audits.act(id, body, user, new Date());
  }

  /** Delete an audit; its history stays. */
  @Delete(':id')
  @Refuses(auditNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<AuditDto> {
    return this.audits.remove(id);
  }
}
