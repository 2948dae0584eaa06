import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { SUPPRESSIONS } from '../mayAsk.js';
import { INVITATION_ORIGINS, INVITATION_STATES, SURVEY_CHANNELS, SURVEY_SUBJECTS } from '../surveys.states.js';

type State = (typeof INVITATION_STATES)[number];
type Origin = (typeof INVITATION_ORIGINS)[number];
type Channel = (typeof SURVEY_CHANNELS)[number];
type Subject = (typeof SURVEY_SUBJECTS)[number];

export class CreateSurveyInvitationDto {
  /** Without it: the one that is there from the start. */
  @Optional() @Id() survey_id?: string;

  /** What it is about, with `entity_id`; or else `customer_id` alone. */
  @Optional((body: CreateSurveyInvitationDto) => body.customer_id !== undefined) @OneOf(SURVEY_SUBJECTS) entity_type?: Subject;

  @Optional((body: CreateSurveyInvitationDto) => body.entity_type === undefined) @Id() entity_id?: string;

  /** Who is asked, when it is about no matter in particular. */
  @Optional() @Id() customer_id?: string;

  /** Not before that. */
  @Optional() @Instant() send_at?: string;
}

export class ListSurveyInvitationsDto extends PageQueryDto {
  @Optional() @Id() survey_id?: string;

  @AnyOf(INVITATION_STATES) state?: State[];

  /**
   * Why it was not sent, or did not arrive.
   * @example "asked_lately"
   */
  @Optional() @Text({ max: 60, oneLine: true }) reason?: string;

  @AnyOf(INVITATION_ORIGINS) origin?: Origin[];

  @AnyOf(SURVEY_CHANNELS) channel?: Channel[];

  @AnyOfTexts({ max: 60, oneLine: true }) team?: string[];

  @Optional() @Id() agent_id?: string;

  @Optional() @Id() customer_id?: string;

  @Optional() @OneOf(SURVEY_SUBJECTS) entity_type?: Subject;

  @Optional() @Id() entity_id?: string;

  /** Made at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Made before this instant. */
  @Optional() @Instant() to?: string;

  @Optional() @OneOf(['created_at']) sort?: 'created_at';
}

export class SurveyInvitationDto implements Omit<Row<'survey_invitations'>, 'send_id' | 'also_auto_resolved'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  survey_id: string;
  /** The wording of the questions that is asked. */
  revision: number;
  /** `suppressed`: it was never sent; `failed`: it was, and did not arrive. */
  @OneOf(INVITATION_STATES) state: State;
  /**
   * Of one that was not sent: `survey_not_active`, `subject_gone`, `spam`, `reopened`, `auto_resolved`, `no_customer`, `asked_lately`,
   * `no_channel`, `no_template`, `no_public_url`, `not_allowed`, `not_sendable`. Of one that failed: what the provider said.
   */
  reason: string | null;
  /** `rule`: by a workflow; `person`: by hand. */
  @OneOf(INVITATION_ORIGINS) origin: Origin;
  @Nullable() @OneOf(SURVEY_CHANNELS) channel: Channel | null;
  language: string | null;
  @Nullable() @Id() customer_id: string | null;
  @Nullable() @OneOf(SURVEY_SUBJECTS) entity_type: Subject | null;
  entity_id: string | null;
  /** Who had the matter. */
  @Nullable() @Id() agent_id: string | null;
  team: string | null;
  send_at: string;
  sent_at: string | null;
  /** Until when it can be answered. */
  expires_at: string | null;
  @Nullable() @Id() created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class SurveyInvitationPageDto extends PageOf(SurveyInvitationDto) {}

export class SurveyInvitationDetailDto extends SurveyInvitationDto {
  /** Why it was not sent, in words; empty for one that was. */
  reason_words: string;
  /** The answer. */
  @Nullable() @Id() response_id: string | null;
}

/** `reason_words` of an invitation. */
export function wordsOfReason({ state, reason }: { state: State; reason: string | null }): string {
  return state === 'suppressed' && reason ? (SUPPRESSIONS[reason as keyof typeof SUPPRESSIONS] ?? '') : '';
}
