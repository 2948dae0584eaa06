import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import {
  TRIAGE_CATEGORIES,
  TRIAGE_LANGUAGES,
  TRIAGE_SENTIMENTS,
  TRIAGE_TEAMS,
  type TriageCategory,
  type TriageLanguage,
  type TriageResult,
  type TriageSentiment,
  type TriageTeam,
} from '../triageFields.js';
import { MATTER_PRIORITIES, type MatterPriority } from '../../common/matter/matter.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { OneOf } from '../../common/validation/value.decorators.js';

export const TRIAGE_ADAPTERS = ['gemini', 'rules'] as const;
export const TRIAGE_STATES = ['done', 'failed', 'blocked'] as const;

export class TriageEmailDto {
  /** `auto`: use the configured model, or rules if there is none; `rules`: use rules only. */
  @Optional() @OneOf(['auto', 'rules']) adapter?: 'auto' | 'rules' = 'auto';
}

export class ListEmailTriagesDto extends PageQueryDto {
  @Optional() @OneOf(TRIAGE_ADAPTERS) adapter?: string;

  @Optional() @OneOf(TRIAGE_STATES) state?: string;
}

export class TriageResultDto implements TriageResult {
  @OneOf(TRIAGE_CATEGORIES) category: TriageCategory;
  @OneOf(MATTER_PRIORITIES) priority: MatterPriority;
  @OneOf(TRIAGE_SENTIMENTS) sentiment: TriageSentiment;
  /** `hinglish` is Hindi in Latin script. */
  @OneOf(TRIAGE_LANGUAGES) language: TriageLanguage;
  @OneOf(TRIAGE_TEAMS) team: TriageTeam;
  /**
   * One sentence.
   * @example "The steel bottle arrived with a crack in the lid."
   */
  summary: string;
  /** A suggested answer; it is never sent automatically. */
  suggested_reply: string;
  /**
   * What led to the result.
   * @example "category damaged_item: \"crack\", \"leaks\"; priority high: always for damaged_item; sentiment neutral: nothing that says otherwise"
   */
  reason: string;
}

export class EmailTriageDto implements Omit<Row<'email_triages'>, 'request_key' | 'result'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  email_id: string;
  /** What produced the result. */
  @OneOf(TRIAGE_ADAPTERS) adapter: string;
  /**
   * The model used, or the version of the rules.
   * @example "gemini-3.5-flash-lite"
   */
  model: string;
  /** @example "triage-1" */
  prompt_version: string;
  /** `done`; `failed`: the model gave no usable answer, so rules decided; `blocked`: the model refused the e-mail, so rules decided. */
  @OneOf(TRIAGE_STATES) state: string;
  result: TriageResultDto;
  /** The fields of the e-mail that were set from this result; fields set by a person are left alone. */
  applied: string[];
  /** What led to the result and, if rules decided, why the model did not. */
  reason: string;
  /** @example "rate_limited" */
  error_code: string | null;
  error_message: string | null;
  /** Tokens counted by the provider. */
  tokens: number;
  /** How long the model took, in milliseconds. */
  ms: number;
  /** The user or API key that requested it; null if it was automatic. */
  requested_by: string | null;
  created_at: string;
}
export class EmailTriagePageDto extends PageOf(EmailTriageDto) {}
