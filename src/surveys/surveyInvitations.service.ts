import { Injectable } from '@nestjs/common';
import { CustomersService } from '../customers/customers.service.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Row, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import {
  type CreateSurveyInvitationDto,
  type ListSurveyInvitationsDto,
  type SurveyInvitationDetailDto,
  type SurveyInvitationDto,
  type SurveyInvitationPageDto,
  wordsOfReason,
} from './dto/surveyInvitation.dto.js';
import { surveyAlreadySent, surveyInvitationNotFound } from './surveys.errors.js';
import { STANDARD_SURVEY_ID } from './surveys.states.js';

const COLUMNS = [
  ...([
    'id',
    'survey_id',
    'revision',
    'state',
    'reason',
    'origin',
    'channel',
    'language',
    'customer_id',
    'entity_type',
    'entity_id',
  ] as const),
  ...(['agent_id', 'team', 'send_at', 'sent_at', 'expires_at', 'created_by', 'created_at', 'updated_at', 'version'] as const),
];

/** Whom we asked, or why not. */
@Injectable()
export class SurveyInvitationsService {
  private readonly invitations: Table<'survey_invitations', SurveyInvitationDto>;
  private readonly responses: Table<'survey_responses'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
  ) {
    this.invitations = tables.of('survey_invitations', {
      notFound: surveyInvitationNotFound,
      columns: COLUMNS,
      filters: ['survey_id', 'state', 'reason', 'origin', 'channel', 'team', 'agent_id', 'customer_id', 'entity_type', 'entity_id'],
      ranges: CREATED_BETWEEN,
      sort: ['created_at'],
      kept: ['state', 'channel', 'team'],
    });
    this.responses = tables.of('survey_responses');
  }

  async list(query: ListSurveyInvitationsDto): Promise<SurveyInvitationPageDto> {
    return this.invitations.page(await this.customers.withMembers(query));
  }

  /** Raises survey_invitation_not_found. */
  async get(id: string): Promise<SurveyInvitationDetailDto> {
    const row = await this.invitations.get(id);
    const [response] = await this.responses.all({ invitation_id: id });
    return { ...row, reason_words: wordsOfReason(row), response_id: response?.id ?? null };
  }

  /** Raises survey_not_found, survey_not_active, survey_subject_unknown, survey_already_sent. */
  async invite(
    { survey_id = STANDARD_SURVEY_ID, ...invitation }: CreateSurveyInvitationDto,
    id: string,
    created_by: string,
  ): Promise<SurveyInvitationDetailDto> {
    const made = await this.functions.one<'invite_to_survey', Row<'survey_invitations'>>('invite_to_survey', {
      p_invitation: { ...invitation, id, survey_id, origin: 'person', created_by },
    });
    if (made.id !== id) throw surveyAlreadySent({ id: made.id, state: made.state });
    return this.get(id);
  }
}
