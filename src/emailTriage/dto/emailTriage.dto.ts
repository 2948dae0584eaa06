import { IsIn, IsOptional } from 'class-validator';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import {
  TRIAGE_CATEGORIES,
  TRIAGE_LANGUAGES,
  TRIAGE_PRIORITIES,
  TRIAGE_SENTIMENTS,
  TRIAGE_TEAMS,
  type TriageCategory,
  type TriageLanguage,
  type TriagePriority,
  type TriageResult,
  type TriageSentiment,
  type TriageTeam,
} from '../triageFields.js';

export class TriageEmailDto {
  /** `auto`: the configured model, otherwise rules; `rules`: rules alone. */
  @IsOptional() @IsIn(['auto', 'rules']) adapter?: 'auto' | 'rules' = 'auto';
}

export class ListEmailTriagesDto extends PageQueryDto {
  @IsOptional() @IsIn(['gemini', 'rules']) adapter?: string;

  @IsOptional() @IsIn(['done', 'failed', 'blocked']) state?: string;
}

export class TriageResultDto implements TriageResult {
  @IsIn(TRIAGE_CATEGORIES) category: TriageCategory;
  @IsIn(TRIAGE_PRIORITIES) priority: TriagePriority;
  @IsIn(TRIAGE_SENTIMENTS) sentiment: TriageSentiment;
  /** `hinglish`: Hindi in Latin letters. */
  @IsIn(TRIAGE_LANGUAGES) language: TriageLanguage;
  @IsIn(TRIAGE_TEAMS) team: TriageTeam;
  /**
   * One sentence.
   * @example "The steel bottle arrived with a crack in the lid."
   */
  summary: string;
  /** A draft; nothing sends it by itself. */
  suggested_reply: string;
  /**
   * What decided.
   * @example "category damaged_item: \"crack\", \"leaks\"; priority high: always for damaged_item; sentiment neutral: nothing that says otherwise"
   */
  reason: string;
}

export class EmailTriageDto implements Omit<Row<'email_triages'>, 'request_key' | 'result'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  email_id: string;
  /** What made the result: `gemini`, `rules`. */
  @IsIn(['gemini', 'rules']) adapter: string;
  /**
   * The model that was asked, or the version of the rules.
   * @example "gemini-3.5-flash-lite"
   */
  model: string;
  /** @example "triage-1" */
  prompt_version: string;
  /** `done`; `failed`: the model gave no usable answer, so rules decided; `blocked`: it refused the e-mail, so rules decided. */
  @IsIn(['done', 'failed', 'blocked']) state: string;
  result: TriageResultDto;
  /** Columns of the e-mail that got their value from it; what a person has set is missing. */
  applied: string[];
  /** What decided, and why it was not the model. */
  reason: string;
  /** @example "rate_limited" */
  error_code: string | null;
  error_message: string | null;
  /** Tokens that the provider counted. */
  tokens: number;
  /** How long the model took. */
  ms: number;
  /** Who asked for it; null when it happened by itself. */
  requested_by: string | null;
  created_at: string;
}
export class EmailTriagePageDto extends PageOf(EmailTriageDto) {}
