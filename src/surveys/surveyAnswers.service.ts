import { Injectable } from '@nestjs/common';
import { publicLinkInvalid } from '../common/errors/commonErrors.js';
import { Functions } from '../supabase/functions.service.js';
import type { Row, Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { SurveyFormDto } from './dto/survey.dto.js';
import type { StoredAnswerDto } from './dto/surveyResponse.dto.js';
import type { AppError } from '../common/errors/appError.js';
import { type Asked, formOf, pageOf, refusalPage } from './surveyForm.js';
import { type Answers, type Question, readAnswers, storedWording, type Texts } from './surveyQuestions.js';
import { EDIT_MINUTES } from './surveys.states.js';

/** Where the link leads, with its token behind. */
export const ANSWER_PATH = '/survey-answers';

/** What a form shows, and by which questions its answers are read. */
interface OpenForm {
  form: SurveyFormDto;
  questions: Question[];
}

/** What customers answer, by the link that they got. */
@Injectable()
export class SurveyAnswersService {
  private readonly invitations: Table<'survey_invitations'>;
  private readonly surveys: Table<'surveys'>;
  private readonly revisions: Table<'survey_revisions'>;
  private readonly responses: Table<'survey_responses'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
  ) {
    this.invitations = tables.of('survey_invitations', { notFound: () => publicLinkInvalid() });
    this.surveys = tables.of('surveys', { hidden: 'deleted_at', notFound: () => publicLinkInvalid() });
    this.revisions = tables.of('survey_revisions', { sort: ['revision'] });
    this.responses = tables.of('survey_responses');
  }

  /** Changes nothing: scanners of mail open every link. Raises public_link_invalid. */
  async open(invitation_id: string, language: string | undefined, now: Date): Promise<OpenForm> {
    const { asked, invitation } = await this.asked(invitation_id, now);
    const [response] = await this.responses.all({ invitation_id });
    const answered = response && {
      answers: response.answers as Answers,
      changeable_until: changeableUntil(response.created_at),
    };
    return {
      form: formOf({ ...asked, ...answered }, language ?? response?.language ?? invitation.language),
      questions: asked.questions,
    };
  }

  /** The same as a page, whose form goes to the link with this token. Raises public_link_invalid. */
  async page(invitation_id: string, token: string, language: string | undefined, now: Date): Promise<ReturnType<typeof pageOf>> {
    const { form, questions } = await this.open(invitation_id, language, now);
    return pageOf(form, questions, `${ANSWER_PATH}/${token}`, now);
  }

  /** What a refusal is for whoever looks at a page. */
  refusal(error: AppError, language: string | undefined): ReturnType<typeof pageOf> {
    return refusalPage(error, language);
  }

  /** Raises public_link_invalid, survey_answered, validation_failed. */
  async answer(
    invitation_id: string,
    { answers, language, as_text = false }: { answers: Record<string, unknown>; language?: string; as_text?: boolean },
    now: Date,
  ): Promise<StoredAnswerDto> {
    const { asked, invitation } = await this.asked(invitation_id, now);
    const read = readAnswers(asked.questions, answers, as_text);
    const form = formOf(asked, language ?? invitation.language);
    const response = await this.functions.one<'answer_survey', Row<'survey_responses'>>('answer_survey', {
      p_invitation_id: invitation_id,
      p_answer: { ...read, language: form.language },
      p_edit: `${EDIT_MINUTES} minutes`,
    });
    return {
      is_edited: response.edited_at !== null,
      answers: response.answers as Answers,
      answered_at: response.created_at,
      changeable_until: changeableUntil(response.created_at).toISOString(),
      thanks: form.thanks,
    };
  }

  private async asked(id: string, now: Date): Promise<{ asked: Asked; invitation: Row<'survey_invitations'> }> {
    const invitation = await this.invitations.get(id);
    const { survey_id, revision, sent_at, expires_at } = invitation;
    if (!sent_at || !expires_at || Date.parse(expires_at) <= now.getTime()) throw publicLinkInvalid();
    const [{ thanks }, [wording]] = await Promise.all([this.surveys.get(survey_id), this.revisions.all({ survey_id, revision })]);
    return { asked: { ...storedWording(wording!), thanks: thanks as Texts }, invitation };
  }
}

function changeableUntil(answered_at: string): Date {
  return new Date(Date.parse(answered_at) + EDIT_MINUTES * 60_000);
}
