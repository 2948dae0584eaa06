import { Module } from '@nestjs/common';
import { ChatIngestionModule } from '../chatIngestion/chatIngestion.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CustomersModule } from '../customers/customers.module.js';
import { GmailIngestionModule } from '../gmailIngestion/gmailIngestion.module.js';
import { SurveyAnswersController } from './surveyAnswers.controller.js';
import { SurveyAnswersService } from './surveyAnswers.service.js';
import { SurveyInvitationsController } from './surveyInvitations.controller.js';
import { SurveyInvitationsService } from './surveyInvitations.service.js';
import { SurveyResponsesController } from './surveyResponses.controller.js';
import { SurveyResponsesService } from './surveyResponses.service.js';
import { SURVEY_ENTITY, SURVEY_INVITATION_ENTITY, SURVEY_RESPONSE_ENTITY } from './surveys.entities.js';
import { SURVEY_EVENTS, SURVEY_INVITATION_EVENTS, SURVEY_RESPONSE_EVENTS } from './surveys.events.js';
import { SurveysController } from './surveys.controller.js';
import { SurveySender } from './surveySender.js';
import { SurveysJobs } from './surveys.jobs.js';
import { SurveysService } from './surveys.service.js';
import { SURVEY_RESPONSE_WORKFLOWS } from './surveys.workflows.js';

@Module({
  imports: [ChatIngestionModule, CustomersModule, GmailIngestionModule],
  controllers: [SurveysController, SurveyInvitationsController, SurveyResponsesController, SurveyAnswersController],
  providers: [
    announces(SURVEY_EVENTS, SURVEY_INVITATION_EVENTS, SURVEY_RESPONSE_EVENTS),
    registers(SURVEY_ENTITY, SURVEY_INVITATION_ENTITY, SURVEY_RESPONSE_ENTITY),
    followedByWorkflows(SURVEY_RESPONSE_WORKFLOWS),
    SurveysService,
    SurveyInvitationsService,
    SurveyResponsesService,
    SurveyAnswersService,
    SurveySender,
    SurveysJobs,
  ],
})
export class SurveysModule {}
