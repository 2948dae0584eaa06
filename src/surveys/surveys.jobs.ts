import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { SurveyResponsesService } from './surveyResponses.service.js';
import { SurveySender } from './surveySender.js';

/** Both are added in SQL: with the invitation, and with a bad answer. */
const send = task('surveys.send', { invitation_id: 'string' });
const openTicket = task('surveys.open_ticket', { response_id: 'string' });

/** The background work of this module. */
@Injectable()
export class SurveysJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly sender: SurveySender,
    private readonly responses: SurveyResponsesService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(send, ({ invitation_id }) => this.sender.send(invitation_id, new Date()));
    this.jobs.on(openTicket, ({ response_id }) => this.responses.openTicket(response_id));
  }
}
