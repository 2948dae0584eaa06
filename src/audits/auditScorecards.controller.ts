import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { conflict, staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { auditScorecardNotFound } from './audits.errors.js';
import { AuditScorecardsService } from './auditScorecards.service.js';
import {
  AuditScorecardDetailDto,
  AuditScorecardDto,
  AuditScorecardPageDto,
  CreateAuditScorecardDto,
  ListAuditScorecardsDto,
  UpdateAuditScorecardDto,
} from './dto/auditScorecard.dto.js';

@ApiTags('Audits')
@Controller('audits/scorecards')
@Require('audits')
export class AuditScorecardsController {
  constructor(private readonly cards: AuditScorecardsService) {}

  /** List scorecards, newest first. */
  @Get()
  list(@Query() query: ListAuditScorecardsDto): Promise<AuditScorecardPageDto> {
    return this.cards.list(query);
  }

  /** Get a scorecard with its questions, and all versions of them. */
  @Get(':id')
  @Refuses(auditScorecardNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<AuditScorecardDetailDto> {
    return this.cards.get(id);
  }

  /** Make a scorecard. */
  @Post()
  @Refuses(conflict)
  create(@Body() body: CreateAuditScorecardDto, @CurrentUser() user: CurrentUserData): Promise<AuditScorecardDetailDto> {
    return this.cards.create(body, user.id);
  }

  /**
   * Change a scorecard.
   * @remarks Other questions are a new version: audits that are under way or done keep theirs.
   */
  @Patch(':id')
  @Refuses(auditScorecardNotFound, staleVersion, conflict)
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateAuditScorecardDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<AuditScorecardDetailDto> {
    return this.cards.update(id, body, user.id);
  }

  /** Delete a scorecard; audits that have it keep it. */
  @Delete(':id')
  @Refuses(auditScorecardNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<AuditScorecardDto> {
    return this.cards.remove(id);
  }
}
