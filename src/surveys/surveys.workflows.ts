import { Flag, Id } from '../common/validation/value.decorators.js';
import { Optional } from '../common/validation/shape.decorators.js';
import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowAction } from '../common/workflows/workflowAction.js';
import type { ReplyTarget, WorkflowKind } from '../common/workflows/workflowKind.js';
import { QUESTION_TYPES } from './surveyQuestions.js';
import { STANDARD_SURVEY_ID, SURVEY_CHANNELS, SURVEY_SUBJECTS } from './surveys.states.js';

/** What rules may ask of answers to surveys. */
export const SURVEY_RESPONSE_WORKFLOWS: WorkflowKind = {
  type: 'survey_response',
  module: 'survey_responses',
  view: 'workflow_survey_responses',
  fields: {
    survey: { kind: 'text', says: 'The name of the survey.' },
    survey_id: { kind: 'choice', says: 'The survey.' },
    kind: { kind: 'choice', values: QUESTION_TYPES, says: 'What kind of survey it is.' },
    score: { kind: 'number', says: 'The score, where there is one.' },
    answer: { kind: 'text', says: 'The answer to the first question.' },
    comment: { kind: 'text', says: 'What the customer wrote.' },
    language: { kind: 'choice', says: 'In which language it was answered.' },
    channel: { kind: 'choice', values: SURVEY_CHANNELS, says: 'How the customer was asked.' },
    entity_type: { kind: 'choice', values: SURVEY_SUBJECTS, says: 'What it is about.' },
    agent_id: { kind: 'choice', says: 'The agent who had the matter.' },
    team: { kind: 'choice', says: 'The team that it was with.' },
    customer_id: { kind: 'choice', says: 'Who answered.' },
    created_at: { kind: 'time', says: 'When it was answered.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at'],
  occurrences: {
    changed: { says: 'The customer changed the answer.', event: 'survey_response:updated' },
  },
  async replyTarget(query, id) {
    const [found] = await query<{ target: ReplyTarget | null }>(
      `select public.get_survey_subject(r.entity_type, r.entity_id) as target from public.survey_responses r where r.id = $1`,
      [id],
    );
    const { email_id = null, conversation_id = null } = found?.target ?? {};
    return { email_id, conversation_id };
  },
};

class SendSurveyParamsDto {
  /** Without it: the one that is there from the start. */
  @Optional() @Id() survey_id?: string;
  /** Whether the customer is asked also when no person resolved the matter. */
  @Optional() @Flag() also_auto_resolved?: boolean;
}

/** `expectActive` raises survey_not_found, survey_not_active. */
export function sendSurveyAction(expectActive: (id: string) => Promise<void>): WorkflowAction<SendSurveyParamsDto> {
  return {
    name: 'send_survey',
    says: 'Asks the customer how it was, by a survey, where he wrote.',
    params: SendSurveyParamsDto,
    refuses: ({ source, type }) =>
      (SURVEY_SUBJECTS as readonly string[]).includes(source?.type ?? '') ? undefined : `Customers are not asked about a ${type}.`,
    needs: () => ['survey_responses', 'create'],
    check: ({ survey_id = STANDARD_SURVEY_ID }) => expectActive(survey_id),
    async perform({ key, kind, row, params: { survey_id = STANDARD_SURVEY_ID, also_auto_resolved = false } }, query) {
      const { type, id } = kind.source!;
      const [invitation] = await query<{ id: string; state: string }>('select id, state from public.invite_to_survey($1)', [
        JSON.stringify({ id: key, survey_id, entity_type: type, entity_id: row[id], origin: 'rule', also_auto_resolved }),
      ]);
      const made = { type: 'survey_invitation', id: invitation!.id };
      return invitation!.id === key
        ? { says: 'The customer is asked.', result: { survey_id }, made }
        : { says: 'The customer has been asked about this already.', result: { survey_id }, made, skipped: true };
    },
  };
}
