import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { NarrowedBy, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import {
  CreateSurveyInvitationDto,
  ListSurveyInvitationsDto,
  SurveyInvitationDetailDto,
  SurveyInvitationPageDto,
} from './dto/surveyInvitation.dto.js';
import { surveyAlreadySent, surveyInvitationNotFound, surveyNotActive, surveyNotFound } from './surveys.errors.js';
import { SurveyInvitationsService } from './surveyInvitations.service.js';

@ApiTags('Surveys')
@Controller('survey-invitations')
@Require('survey_responses')
export class SurveyInvitationsController {
  constructor(private readonly invitations: SurveyInvitationsService) {}

  /** List whom we asked, and whom not, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListSurveyInvitationsDto): Promise<SurveyInvitationPageDto> {
    return this.invitations.list(query);
  }

  /** Get an invitation, with the reason if it was not sent. */
  @Get(':id')
  @ScopedBy('survey_invitation', surveyInvitationNotFound)
  @Refuses(surveyInvitationNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<SurveyInvitationDetailDto> {
    return this.invitations.get(id);
  }

  /**
   * Ask a customer by hand, about a matter, or in general.
   * @remarks It is sent in the background on the channel that the customer used: on WhatsApp as a message within 24 hours of the customer's
   * last one and as a template later, or by e-mail. Customers are not asked about spam, against their will, at night, or again too soon:
   * the invitation then says why.
   */
  @Post()
  @Refuses(surveyNotFound, surveyNotActive, surveyAlreadySent, 'survey_subject_unknown', unprocessable)
  create(
    @Body() body: CreateSurveyInvitationDto,
    @RequestUuid() id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<SurveyInvitationDetailDto> {
    return this.invitations.invite(body, id, user.id);
  }
}
