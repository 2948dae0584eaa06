import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import {
  ExcludeSurveyResponseDto,
  ListSurveyResponsesDto,
  SurveyResponseDetailDto,
  SurveyResponsePageDto,
  SurveyResponseStatsDto,
  SurveyResponseStatsQueryDto,
} from './dto/surveyResponse.dto.js';
import { surveyResponseNotFound } from './surveys.errors.js';
import { SurveyResponsesService } from './surveyResponses.service.js';

@ApiTags('Surveys')
@Controller('survey-responses')
@Require('survey_responses')
export class SurveyResponsesController {
  constructor(private readonly responses: SurveyResponsesService) {}

  /** List what customers answered, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListSurveyResponsesDto): Promise<SurveyResponsePageDto> {
    return this.responses.list(query);
  }

  /**
   * Count answers by kind, score, channel and team.
   * @remarks Takes the filters of the list. The score of a survey with its definition is in its results.
   */
  @Get('stats')
  @NarrowedBy('team')
  stats(@Query() query: SurveyResponseStatsQueryDto): Promise<SurveyResponseStatsDto> {
    return this.responses.stats(query);
  }

  /** Get an answer with what it was before, and its history. */
  @Get(':id')
  @ScopedBy('survey_response', surveyResponseNotFound)
  @Refuses(surveyResponseNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<SurveyResponseDetailDto> {
    return this.responses.get(id);
  }

  /**
   * Leave an answer out of results, with the reason, or take it in again.
   * @remarks What was answered cannot be changed by us.
   */
  @Patch(':id')
  @ScopedBy('survey_response', surveyResponseNotFound)
  @Refuses(surveyResponseNotFound, staleVersion)
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ExcludeSurveyResponseDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<SurveyResponseDetailDto> {
    return this.responses.exclude(id, body, user.id);
  }
}
