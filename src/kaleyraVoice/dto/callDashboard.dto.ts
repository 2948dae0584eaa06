import { IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { TimeRangeQueryDto } from '../../common/timeRange/timeRangeQuery.dto.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate, Instant } from '../../common/validation/time.decorators.js';
import { OneOf } from '../../common/validation/value.decorators.js';

/** The provider's services: customer to us, on to an agent, agent to customer. */
export const CALL_SERVICES = ['Incoming', 'CallForward', 'Click2Call'] as const;

export class CallDashboardQueryDto extends TimeRangeQueryDto {}

/** Ordered by `start_time` and `id`, newest first by default. */
export class CallListQueryDto extends IntersectionType(CallDashboardQueryDto, PageQueryDto) {
  @Optional() @OneOf(CALL_SERVICES) service?: (typeof CALL_SERVICES)[number];

  /**
   * Only legs forwarded to this agent.
   * @example "5550100001"
   */
  @Optional() @Text({ pattern: /^\d{3,15}$/, says: 'must be 3 to 15 digits' }) agent_number?: string;

  /**
   * A status in the terms of the provider.
   * @example "NOANSWER"
   */
  @Optional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toUpperCase() : value))
  @Text({ pattern: /^[A-Z0-9_-]{1,40}$/, says: 'must be letters, digits, - and _' })
  status?: string;

  /**
   * The calling number.
   * @example "5551234567"
   */
  @Optional() @Text({ pattern: /^\+?\d{3,15}$/, says: 'must be 3 to 15 digits' }) caller?: string;
}

export class CallVolumeDto {
  /**
   * The legs listed by the provider: `incoming` + `forwarded` + `click2call` + `other`.
   * @example 2088
   */
  total: number;
  /** @example 1231 */
  incoming: number;
  /** @example 825 */
  forwarded: number;
  /** @example 32 */
  click2call: number;
  /**
   * Legs of all other services.
   * @example 0
   */
  other: number;
  /**
   * Calls as the customer sees them, regardless of how many agents were called: answered + missed + not forwarded. Counted at their start.
   * @example 1263
   */
  customer_calls: number;
  /**
   * Calls in which an agent and the customer talked.
   * @example 312
   */
  customer_calls_answered: number;
  /**
   * Calls in which agents were called but none answered.
   * @example 310
   */
  customer_calls_missed: number;
  /**
   * Calls that ended before an agent was called.
   * @example 641
   */
  customer_calls_not_forwarded: number;
}

export class AgentStatsDto {
  /** @example "5550100001" */
  agent_number: string;
  /**
   * Null if the number does not belong to a known agent.
   * @example "Asha (demo)"
   */
  agent_name: string | null;
  /**
   * Forwarded legs with a status that counts as answered (`ANSWER`).
   * @example 41
   */
  calls_answered: number;
  /**
   * Talk time of the answered legs in seconds.
   * @example 5301
   */
  total_talk_seconds: number;
  /**
   * Forwarded legs with a status that counts as missed.
   * @example 180
   */
  missed_calls: number;
  /**
   * Forwarded legs with any other status.
   * @example 62
   */
  other_calls: number;
  /**
   * `calls_answered` + `missed_calls` + `other_calls`.
   * @example 283
   */
  total_calls: number;
  /**
   * Forwarded legs with a connected status (`ANSWER`, `ANSWERED-A`, `ANSWERED-B` unless configured otherwise).
   * @example 101
   */
  connected_calls: number;
  /**
   * Talk time of the connected legs in seconds.
   * @example 12944
   */
  connected_talk_seconds: number;
  /**
   * Customer calls that reached this agent at least once.
   * @example 270
   */
  customer_calls: number;
  /**
   * Of those, the ones in which this agent talked.
   * @example 100
   */
  customer_calls_answered: number;
}

export class DailyCallVolumeDto {
  /**
   * Business date.
   * @example "2026-02-24"
   */
  @BusinessDate() date: string;
  /** @example 176 */
  incoming: number;
  /** @example 118 */
  forwarded: number;
  /** @example 5 */
  click2call: number;
  /** @example 0 */
  other: number;
  /** @example 299 */
  total: number;
}

export class StatusBreakdownDto {
  /** @example "ANSWER" */
  status: string;
  /** @example 1233 */
  count: number;
}

export class CallDashboardOverviewDto {
  call_volume: CallVolumeDto;
  agent_stats: AgentStatsDto[];
  daily_volume: DailyCallVolumeDto[];
  status_breakdown: StatusBreakdownDto[];
  /**
   * When the call log was last synced completely; null before the first sync.
   * @example "2026-02-24T09:15:15.000Z"
   */
  last_synced_at: string | null;
  /**
   * Start of the resolved interval, included.
   * @example "2026-02-17T09:15:15.000Z"
   */
  @Instant() start_date: string;
  /**
   * End of the resolved interval, excluded.
   * @example "2026-02-24T09:15:15.000Z"
   */
  @Instant() end_date: string;
}

export class CallLogDto {
  /** @example "sim-900103" */
  id: string;
  /**
   * The customer call that this leg belongs to.
   * @example "sim-900101"
   */
  call_id: string;
  /** @example "sim-900101" */
  parent_id: string;
  /** @example "5551234567" */
  callfrom: string;
  /** @example "5550100001" */
  callto: string;
  /** @example "2026-02-24T09:15:42+00:00" */
  @Instant() start_time: string;
  /** @example "2026-02-24T09:16:40+00:00" */
  @Instant() end_time: string | null;
  /**
   * Duration in seconds.
   * @example 58
   */
  duration: number;
  /**
   * Talk time in seconds.
   * @example 50
   */
  billsec: number;
  /** @example "1" */
  credits: string;
  /** @example "ANSWER" */
  status: string;
  /** @example "CallForward" */
  service: string;
  /** @example "MADHYA PRADESH" */
  location: string;
  /** @example "JIO" */
  provider: string;
  /** @example "5558000001" */
  caller_id: string;
  /** Empty unless the leg was forwarded to an agent. */
  agent_number: string;
  agent_name: string | null;
  notes: string;
  custom: string;
  has_recording: boolean;
  /** A signed link that works for one hour, whole if PUBLIC_URL is set; each use is logged. Null if there is no recording. */
  recording_url: string | null;
  /** When this entry was last updated. */
  synced_at: string;
}
export class CallLogPageDto extends PageOf(CallLogDto) {}
