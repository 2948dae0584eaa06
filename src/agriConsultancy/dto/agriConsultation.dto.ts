import { OmitType, PartialType } from '@nestjs/swagger';
import { EvidenceDto } from '../../common/files/evidence.dto.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { StatsCountDto } from '../../common/list/stats.dto.js';
import { MATTER_PRIORITIES } from '../../common/matter/matter.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate, Instant } from '../../common/validation/time.decorators.js';
import { Count, Decimal, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { AGRI_CHANNELS, AGRI_CONSULTATION, AREA_UNITS, OUTCOMES, QUERY_TYPES, SEASONS } from '../agriConsultancy.states.js';
import { AgriAdviceDto } from './agriAdvice.dto.js';

type AgriStatus = StateOf<typeof AGRI_CONSULTATION>;
type AreaUnit = (typeof AREA_UNITS)[number];
type Season = (typeof SEASONS)[number];
type QueryType = (typeof QUERY_TYPES)[number];
type AgriChannel = (typeof AGRI_CHANNELS)[number];
type Outcome = (typeof OUTCOMES)[number];
type Priority = (typeof MATTER_PRIORITIES)[number];

const WORD = { min: 1, max: 100, oneLine: true };

export class CreateAgriConsultationDto {
  /**
   * What it is called where it comes from; no two have the same.
   * @example "KCC-2026-118"
   */
  @Optional() @Nullable() @Text(WORD) reference?: string | null;

  /** The farmer. */
  @Optional() @Nullable() @Id() customer_id?: string | null;

  /**
   * Kept in lower case, so that spellings count as one.
   * @example "soybean"
   */
  @Text({ ...WORD, pattern: /\S/, says: 'must not be blank' }) crop: string;

  /** @example "JS 335" */
  @Optional() @Text({ max: 100, oneLine: true }) variety?: string;

  /**
   * The plot. Goes with `area_unit`.
   * @example 2.5
   */
  @Optional() @Nullable() @Decimal({ min: 0.0001, max: 10_000_000 }) area?: number | null;

  /** @example "acre" */
  @Optional() @Nullable() @OneOf(AREA_UNITS) area_unit?: AreaUnit | null;

  /**
   * How far the crop is.
   * @example "flowering"
   */
  @Optional() @Text({ max: 100, oneLine: true }) crop_stage?: string;

  /**
   * Follows from `asked_on` where it is left out: kharif from June to October, rabi from November to March, zaid in April and May.
   * @example "kharif"
   */
  @Optional() @Nullable() @OneOf(SEASONS) season?: Season | null;

  /** @example "pest" */
  @Optional() @OneOf(QUERY_TYPES) query_type?: QueryType;

  /** @example "Leaves curl, white insects below them." */
  @Optional() @Text({ max: 5000 }) symptoms?: string;

  /** Photos of it. */
  @Optional() @ListOf(() => EvidenceDto, { max: 20 }) evidence?: EvidenceDto[];

  /** @example "Village Pipalrawan, Dewas" */
  @Optional() @Text({ max: 300 }) location?: string;

  /** How the farmer asked. */
  @Optional() @OneOf(AGRI_CHANNELS) channel?: AgriChannel;

  @Optional() @OneOf(MATTER_PRIORITIES) priority?: Priority;

  /** @example "agronomy" */
  @Optional() @Nullable() @Text(WORD) team?: string | null;

  /** The agent who sees it through. */
  @Optional() @Nullable() @Id() assignee_id?: string | null;

  /**
   * The business day on which the farmer asked; today where it is left out.
   * @example "2026-07-14"
   */
  @Optional() @BusinessDate() asked_on?: string;

  /**
   * When to ask how it went. It is moved to the next open day of the team's calendar, or of the default one; the wish is kept.
   * @example "2026-07-25"
   */
  @Optional() @Nullable() @BusinessDate() follow_up_wished_on?: string | null;
}

export class UpdateAgriConsultationDto extends PartialType(CreateAgriConsultationDto, { skipNullProperties: false }) {
  /** @example "closed" */
  @Optional() @OneOf(AGRI_CONSULTATION.states) status?: AgriStatus;

  /** How it went. Noting another one settles the follow-up. */
  @Optional() @Nullable() @OneOf(OUTCOMES) outcome?: Outcome | null;

  /** @example "No new insects after the second spray." */
  @Optional() @Text({ max: 2000 }) outcome_note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class AgriActionDto {
  /** @example "follow_up" */
  @OneOf([...AGRI_CONSULTATION.actions, 'comment']) action: StepOf<typeof AGRI_CONSULTATION> | 'comment';

  /** @example "Called; the farmer sprays on Friday." */
  @Optional() @Text({ max: 2000 }) note?: string;

  /** With `close`: how it went; `unknown` where it is left out. */
  @Optional() @OneOf(OUTCOMES) outcome?: Outcome;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListAgriConsultationsDto extends PageQueryDto {
  @AnyOf(AGRI_CONSULTATION.states) status?: AgriStatus[];

  @AnyOf(SEASONS) season?: Season[];

  /**
   * The year in which the season began.
   * @example 2026
   */
  @Optional() @Count({ min: 1900, max: 9999 }) season_year?: number;

  /** @example "soybean" */
  @Optional() @Text(WORD) crop?: string;

  @AnyOf(QUERY_TYPES) query_type?: QueryType[];

  @AnyOf(OUTCOMES) outcome?: Outcome[];

  @AnyOf(AGRI_CHANNELS) channel?: AgriChannel[];

  @AnyOfTexts({ max: 100 }) team?: string | string[];

  @Optional() @Id() assignee_id?: string;

  /** With all that are merged with it. */
  @Optional() @Id() customer_id?: string;

  /** Asked on this business day or later. */
  @Optional() @BusinessDate() asked_from?: string;

  /** Asked on this business day or earlier. */
  @Optional() @BusinessDate() asked_to?: string;

  /** Created at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Created before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches number, reference, symptoms and location. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'updated_at', 'asked_on']) sort?: 'created_at' | 'updated_at' | 'asked_on';
}

export class AgriStatsQueryDto extends OmitType(ListAgriConsultationsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class AgriSeasonsQueryDto {
  @AnyOf(SEASONS) season?: Season[];

  /**
   * The year in which the season began.
   * @example 2026
   */
  @Optional() @Count({ min: 1900, max: 9999 }) season_year?: number;

  /** @example "soybean" */
  @Optional() @Text(WORD) crop?: string;

  @AnyOf(QUERY_TYPES) query_type?: QueryType[];

  @AnyOfTexts({ max: 100 }) team?: string | string[];
}

export class ListAgriFollowUpsDto extends PageQueryDto {
  /**
   * Due on this business day or earlier; today where it is left out.
   * @example "2026-07-25"
   */
  @Optional() @BusinessDate() due_by?: string;

  @AnyOfTexts({ max: 100 }) team?: string | string[];

  @Optional() @Id() assignee_id?: string;

  @Optional() @OneOf(['follow_up_pending_on']) sort?: 'follow_up_pending_on';
}

export class AgriConsultationDto implements Omit<
  Row<'agri_consultations'>,
  'evidence' | 'deleted_at' | 'advised' | 'follow_up_reminded_on'
> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "AGR-0042" */
  number: string;
  reference: string | null;
  /** @example "advised" */
  @OneOf(AGRI_CONSULTATION.states) status: AgriStatus;
  customer_id: string | null;
  /** @example "soybean" */
  crop: string;
  /** @example "JS 335" */
  variety: string;
  /** @example 2.5 */
  @Nullable() @Decimal() area: number | null;
  @Nullable() @OneOf(AREA_UNITS) area_unit: AreaUnit | null;
  crop_stage: string;
  @OneOf(SEASONS) season: Season;
  /**
   * The year in which the season began.
   * @example 2026
   */
  season_year: number;
  /** Whether the season follows `asked_on`, because no other was named. */
  is_season_derived: boolean;
  @OneOf(QUERY_TYPES) query_type: QueryType;
  symptoms: string;
  evidence: EvidenceDto[];
  location: string;
  @OneOf(AGRI_CHANNELS) channel: AgriChannel;
  @OneOf(MATTER_PRIORITIES) priority: Priority;
  team: string | null;
  assignee_id: string | null;
  @BusinessDate() asked_on: string;
  @Nullable() @OneOf(OUTCOMES) outcome: Outcome | null;
  outcome_note: string;
  /** The day that was wished. */
  @Nullable() @BusinessDate() follow_up_wished_on: string | null;
  /** The first open day from then on. */
  @Nullable() @BusinessDate() follow_up_on: string | null;
  /** When an outcome was noted after the follow-up was set. */
  follow_up_done_at: string | null;
  /** `follow_up_on` while it still has to be done. */
  @Nullable() @BusinessDate() follow_up_pending_on: string | null;
  /** When advice was written for the first time. */
  advised_at: string | null;
  /** From the beginning to `advised_at`; 0 before. */
  advise_seconds: number;
  /** When advice last reached the farmer. */
  last_told_at: string | null;
  closed_at: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class AgriConsultationPageDto extends PageOf(AgriConsultationDto) {}

export class AgriConsultationDetailDto extends AgriConsultationDto {
  /** Oldest first. */
  advice: AgriAdviceDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now; `comment` is always possible. */
  @ListOf(OneOf(AGRI_CONSULTATION.actions)) allowed_actions: StepOf<typeof AGRI_CONSULTATION>[];
}

/** Counts of the list, with its filters; each group adds up to the total. */
export class AgriStatsDto {
  /** @example 3 */
  total: number;
  by_status: StatsCountDto[];
  by_season: StatsCountDto[];
  by_crop: StatsCountDto[];
  by_query_type: StatsCountDto[];
  /** Null: not known yet. */
  by_outcome: StatsCountDto[];
  by_team: StatsCountDto[];
}

/** Consultations of one season, crop and kind of question. */
export class AgriSeasonDto {
  /** @example 2026 */
  season_year: number;
  @OneOf(SEASONS) season: Season;
  /** @example "soybean" */
  crop: string;
  @OneOf(QUERY_TYPES) query_type: QueryType;
  count: number;
  /** How many were advised. */
  advised: number;
  /** From the question to the first advice, on average; null while none was advised. */
  average_advise_seconds: number | null;
  recovered: number;
  improved: number;
  unchanged: number;
  worse: number;
  /** Closed without knowing. */
  unknown: number;
}
