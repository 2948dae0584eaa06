import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import {
  CreateSurveyDto,
  ListSurveysDto,
  SurveyDetailDto,
  SurveyDto,
  SurveyFormDto,
  SurveyPageDto,
  SurveyPreviewQueryDto,
  UpdateSurveyDto,
} from './dto/survey.dto.js';
import { SurveyResultsDto, SurveyResultsQueryDto } from './dto/surveyResults.dto.js';
import { surveyKindFixed, surveyNotFound } from './surveys.errors.js';
import { SurveysService } from './surveys.service.js';

@ApiTags('Surveys')
@Controller('surveys')
@Require('surveys')
export class SurveysController {
  constructor(private readonly surveys: SurveysService) {}

  /** List surveys, newest first. */
  @Get()
  list(@Query() query: ListSurveysDto): Promise<SurveyPageDto> {
    return this.surveys.list(query);
  }

  /** Get a survey with every wording of its questions, and its history. */
  @Get(':id')
  @Refuses(surveyNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<SurveyDetailDto> {
    return this.surveys.get(id);
  }

  /** Show what a customer would be asked, in one language. */
  @Get(':id/preview')
  @Refuses(surveyNotFound)
  previewSurvey(@Param('id', ParseUUIDPipe) id: string, @Query() { language }: SurveyPreviewQueryDto): Promise<SurveyFormDto> {
    return this.surveys.preview(id, language);
  }

  /**
   * Count what came out of a survey: response rate, score, by agent, team, channel and wording.
   * @remarks Of invitations that were sent in the range, whenever they were answered. The rows of each group add up to the whole.
   */
  @Get(':id/results')
  @Refuses(surveyNotFound)
  getSurveyResults(@Param('id', ParseUUIDPipe) id: string, @Query() query: SurveyResultsQueryDto): Promise<SurveyResultsDto> {
    return this.surveys.results(id, query, new Date());
  }

  /**
   * Make a survey.
   * @remarks Workflows send it by the action `send_survey`; people by `POST /survey-invitations`.
   */
  @Post()
  create(@Body() body: CreateSurveyDto, @CurrentUser() user: CurrentUserData): Promise<SurveyDto> {
    return this.surveys.create(body, user.id);
  }

  /**
   * Change a survey.
   * @remarks Other questions are another revision: who was asked by an earlier one answers that.
   */
  @Patch(':id')
  @Refuses(surveyNotFound, surveyKindFixed, staleVersion)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateSurveyDto): Promise<SurveyDto> {
    return this.surveys.update(id, body);
  }

  /** Delete a survey: its links work no more; what was answered stays. */
  @Delete(':id')
  @Refuses(surveyNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<SurveyDto> {
    return this.surveys.remove(id);
  }
}
