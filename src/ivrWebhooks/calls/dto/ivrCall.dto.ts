import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { HistoryEntryDto } from '../../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../../common/status/lifecycle.js';
import { SLA_STANDINGS } from '../../../common/matter/matter.js';
import { AnyOf, AnyOfIds } from '../../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Instant } from '../../../common/validation/time.decorators.js';
import { Count, Flag, Id, JsonObject, OneOf } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';
import { PROVIDER_STATUSES } from '../../mapping/ivrEvent.js';
import { IVR_CALL } from '../ivrCall.states.js';

const DIRECTIONS = ['inbound', 'outbound'] as const;
const SOURCES = ['person', 'digit', 'provider', 'number', 'default'] as const;
const RECORDING_STATES = ['wanted', 'stored', 'missing'] as const;

export class IvrCallDto implements Row<'ivr_calls'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  provider_id: string;
  /** @example "exo0001" */
  provider_call_id: string;
  /**
   * `hangup` ended in the menu, before an agent was rung; `missed`: an agent was rung and did not answer; `completed`: a person finished
   * it.
   */
  @OneOf(IVR_CALL.states) status: string;
  /** What the provider's events say. */
  @OneOf(PROVIDER_STATUSES) provider_status: string;
  /**
   * The provider's own word.
   * @example "client-hangup"
   */
  raw_status: string | null;
  @OneOf(DIRECTIONS) direction: string | null;
  /**
   * Null when it was hidden.
   * @example "+918123456789"
   */
  customer_number: string | null;
  customer_name: string | null;
  customer_id: string | null;
  /**
   * Our own number.
   * @example "+911800123456"
   */
  did_number: string | null;
  /**
   * The key of a department, or the provider's word where none has that name.
   * @example "support"
   */
  department: string | null;
  /** What the department was told from. */
  @OneOf(SOURCES) department_source: string | null;
  /** Who was rung or talked, when it is an agent of ours. */
  agent_id: string | null;
  agent_number: string | null;
  /** An extension, or what else the provider calls the agent. */
  agent_ref: string | null;
  agent_name: string | null;
  /** Who has to deal with it. */
  assignee_id: string | null;
  language: string | null;
  /** @example "2" */
  ivr_digits: string | null;
  started_at: string;
  answered_at: string | null;
  ended_at: string | null;
  ring_seconds: number | null;
  talk_seconds: number | null;
  total_seconds: number | null;
  billed_seconds: number | null;
  has_recording: boolean;
  /** Whether the department was closed when it came; null when there is no department. */
  is_after_hours: boolean | null;
  /** What the provider says that the call was about. */
  disposition_raw: string | null;
  category_id: string | null;
  notes: string;
  completed_at: string | null;
  completed_by: string | null;
  /**
   * `caller_withheld`, `voicemail`, `status_unmapped`, `direction_unknown`, `end_unknown` and others.
   * @example []
   */
  flags: string[];
  /** It stands for all missed calls of its caller that are still to be returned. */
  is_missed_entry: boolean;
  missed_entry_id: string | null;
  /** How many missed calls it stands for. */
  missed_count: number;
  last_missed_at: string | null;
  /** When a later call, or a person, made good for it. */
  closed_at: string | null;
  closed_by_call_id: string | null;
  /** How often we called back. */
  attempts: number;
  last_attempt_at: string | null;
  /** The customer's, while promises are made for the call. */
  sla_tier: string | null;
  /** Of the promises that run, or else of those that have ended; null: none is made. */
  @OneOf(SLA_STANDINGS) sla_status: string | null;
  /** The first moment that is due. */
  sla_due_at: string | null;
  /** Since when a promise was broken, also when the call was returned later. */
  sla_breached_at: string | null;
  is_sla_breached: boolean;
  event_count: number;
  /** Counts what people change. */
  version: number;
  created_at: string;
  updated_at: string;
}
export class IvrCallPageDto extends PageOf(IvrCallDto) {}

export class IvrCallEventDto {
  /** @example 17 */
  id: number;
  /** The stored request, at `GET /webhook-events/{id}`; null for what we noted ourselves. */
  webhook_event_id: number | null;
  @Instant() received_at: string;
  mapping_version: number | null;
  /** What the mapping read. */
  @JsonObject({ max_bytes: 50_000 }) event: object;
}

export class IvrCallBackDto {
  attempt_id: string;
  requested_by: string | null;
  @Instant() created_at: string;
}

export class IvrCallDetailDto extends IvrCallDto {
  /** All that the provider said, oldest first. */
  events: IvrCallEventDto[];
  /** Our calls back; each attempt is at `GET /calls/attempts/{id}`. */
  call_backs: IvrCallBackDto[];
  history: HistoryEntryDto[];
  @ListOf(OneOf(IVR_CALL.actions)) allowed_actions: StepOf<typeof IVR_CALL>[];
}

class IvrCallFilterDto extends PageQueryDto {
  @Optional() @Id() provider_id?: string;

  /** @example "support" */
  @Optional() @Text({ min: 1, max: 100 }) department?: string;

  /** Of these departments. */
  @AnyOfIds() department_id?: string | string[];

  @Optional() @Id() assignee_id?: string;

  /** Searches numbers, names, notes and the provider's id. */
  @Optional() @Text({ max: 200 }) search?: string;

  /** Began at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Began before this instant. */
  @Optional() @Instant() to?: string;
}

export class ListIvrCallsDto extends IvrCallFilterDto {
  @AnyOf(IVR_CALL.states) status?: StateOf<typeof IVR_CALL>[];

  @Optional() @OneOf(DIRECTIONS) direction?: (typeof DIRECTIONS)[number];

  @Optional() @Id() agent_id?: string;

  @Optional() @Id() customer_id?: string;

  /** @example "+918123456789" */
  @Optional() @Text({ min: 1, max: 40 }) customer_number?: string;

  @Optional() @Id() category_id?: string;

  /** Those that are too late, or that are not. */
  @Optional() @Flag() is_sla_breached?: boolean;

  /**
   * Those with a flag, such as `status_unmapped`.
   * @example "status_unmapped"
   */
  @Optional() @Text({ min: 1, max: 50 }) flag?: string;

  @Optional() @OneOf(['started_at', 'updated_at']) sort?: 'started_at' | 'updated_at';
}

export class ListMissedIvrCallsDto extends IvrCallFilterDto {}

export class UpdateIvrCallDto {
  @Optional() @Nullable() @Id() category_id?: string | null;

  /** @example "Wants the invoice again." */
  @Optional() @Text({ max: 5000 }) notes?: string;

  /** Another agent; null for none. */
  @Optional() @Nullable() @Id() assignee_id?: string | null;

  @Optional() @OneOf(IVR_CALL.states) status?: StateOf<typeof IVR_CALL>;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class CompleteIvrCallDto {
  /** What it was about; may be left out when the call has a category already. */
  @Optional() @Id() category_id?: string;

  /** @example "Sent the invoice again." */
  @Optional() @Text({ max: 5000 }) notes?: string;

  @Optional() @Count({ min: 1 }) version?: number;
}

export class ReopenIvrCallDto {
  /** @example "The customer called again." */
  @Optional() @Text({ max: 2000 }) note?: string;

  @Optional() @Count({ min: 1 }) version?: number;
}

export class ClaimIvrCallDto {
  /** How long it is yours before it goes back; you keep it by calling back, or by accepting the assignment. */
  @Optional() @Count({ min: 1, max: 240 }) minutes?: number;
}

export class TransferIvrCallDto {
  /** To an agent … */
  @Optional() @Id() agent_id?: string;

  /**
   * … or to a department, where it waits for anybody.
   * @example "sales"
   */
  @Optional() @Text({ min: 1, max: 100 }) department?: string;

  /** @example "Asks for a quotation." */
  @Optional() @Text({ max: 2000 }) note?: string;

  @Optional() @Count({ min: 1 }) version?: number;
}

export class CallBackIvrCallerDto {
  /**
   * The phone that rings first; yours when you are an agent with a number.
   * @example "+917410410123"
   */
  @Optional() @Text({ min: 4, max: 40, oneLine: true }) agent_number?: string;
}

export class CalledBackDto {
  /** Follow it at `GET /calls/attempts/{id}`. */
  attempt_id: string;
  /** @example "+917410410123" */
  agent_number: string;
  /** @example "+918123456789" */
  customer_number: string;
}

export class IvrCountsDto {
  /** @example 2 */
  live: number;
  hangup: number;
  missed: number;
  answered: number;
  completed: number;
  /** Missed callers who are still to be called back. */
  to_call_back: number;
  /** Of these, those without an agent. */
  unassigned: number;
  /** Calls whose promise was broken and that are still to be returned. */
  sla_breached: number;
}

export class IvrCallCountsQueryDto {
  /** Of these departments alone. */
  @AnyOfIds() department_id?: string | string[];
}

export class IvrDepartmentCountsDto extends IvrCountsDto {
  /** @example "support" */
  department: string | null;
}

export class IvrCallCountsDto {
  total: IvrCountsDto;
  by_department: IvrDepartmentCountsDto[];
}

export class IvrRecordingDto {
  /** `wanted`: being fetched; `missing`: could not be fetched, `reason` says why. */
  @OneOf(RECORDING_STATES) state: string;
  /** @example "http_404" */
  reason: string | null;
  /**
   * What its bytes are.
   * @example "audio/mpeg"
   */
  mime: string | null;
  /** In bytes. */
  size: number | null;
  /** How often it was tried. */
  tries: number;
  /** A link to it that works for one hour; null while there is none. */
  url: string | null;
}
