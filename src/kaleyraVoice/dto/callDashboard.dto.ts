import { IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { RangeName } from '../../common/timeRange/timeRange.js';

/** The provider's services: customer to us, on to an agent, agent to customer. */
export const CALL_SERVICES = ['Incoming', 'CallForward', 'Click2Call'] as const;

export class CallDashboardQueryDto {
  /**
   * `today` begins at midnight of the business zone; `7d` and `30d` are that long before now; `custom` takes the dates.
   * @example "7d"
   */
  @IsOptional() @IsIn(['today', '7d', '30d', 'custom']) range?: RangeName;

  /**
   * With `custom`: a business date (from its midnight) or an instant.
   * @example "2026-02-01"
   */
  @IsOptional() @IsString() @MaxLength(40) start_date?: string;

  /**
   * With `custom`: a business date (the whole day counts) or an instant (excluded itself).
   * @example "2026-02-28"
   */
  @IsOptional() @IsString() @MaxLength(40) end_date?: string;
}

/** Ordered by start_time and id, newest first unless told otherwise. */
export class CallListQueryDto extends IntersectionType(CallDashboardQueryDto, PageQueryDto) {
  @IsOptional()
  @IsIn(CALL_SERVICES, { message: `service must be one of ${CALL_SERVICES.join(', ')}` })
  service?: (typeof CALL_SERVICES)[number];

  /**
   * Forwarded legs that rang this agent.
   * @example "5550100001"
   */
  @IsOptional() @Matches(/^\d{3,15}$/, { message: 'agent_number must be 3 to 15 digits' }) agent_number?: string;

  /**
   * A status as the provider says it.
   * @example "NOANSWER"
   */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toUpperCase() : value))
  @Matches(/^[A-Z0-9_-]{1,40}$/, { message: 'status must be letters, digits, - and _' })
  status?: string;

  /**
   * The number that called.
   * @example "5551234567"
   */
  @IsOptional() @Matches(/^\+?\d{3,15}$/, { message: 'caller must be 3 to 15 digits' }) caller?: string;
}

export class CallVolumeDto {
  /**
   * Legs: what the provider lists. incoming + forwarded + click2call + other.
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
   * Legs of any other service.
   * @example 0
   */
  other: number;
  /**
   * Calls as the customer sees them, however many agents they rang: answered + missed + not_forwarded. Counted when they began.
   * @example 1263
   */
  customer_calls: number;
  /**
   * An agent and the customer talked.
   * @example 312
   */
  customer_calls_answered: number;
  /**
   * Agents were rung, nobody talked.
   * @example 310
   */
  customer_calls_missed: number;
  /**
   * Ended before any agent was rung.
   * @example 641
   */
  customer_calls_not_forwarded: number;
}

export class AgentStatsDto {
  /** @example "5550100001" */
  agent_number: string;
  /**
   * Null when the number belongs to no known agent.
   * @example "Asha (demo)"
   */
  agent_name: string | null;
  /**
   * Forwarded legs with a status that counts as answered (`ANSWER`).
   * @example 41
   */
  calls_answered: number;
  /**
   * Talk time of those, seconds.
   * @example 5301
   */
  total_talk_seconds: number;
  /**
   * Forwarded legs with a status that counts as missed.
   * @example 180
   */
  missed_calls: number;
  /**
   * Forwarded legs that are neither.
   * @example 62
   */
  other_calls: number;
  /**
   * answered + missed + other.
   * @example 283
   */
  total_calls: number;
  /**
   * Forwarded legs with a connected status (`ANSWER`, `ANSWERED-A`, `ANSWERED-B` unless configured otherwise).
   * @example 101
   */
  connected_calls: number;
  /** @example 12944 */
  connected_talk_seconds: number;
  /**
   * Customer calls that rang this agent at least once.
   * @example 270
   */
  customer_calls: number;
  /**
   * Of those, the ones this agent talked on.
   * @example 100
   */
  customer_calls_answered: number;
}

export class DailyCallVolumeDto {
  /**
   * Business date.
   * @example "2026-02-24"
   */
  date: string;
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
   * When the provider was last read to the end; null before the first time.
   * @example "2026-02-24T09:15:15.000Z"
   */
  last_synced_at: string | null;
  /**
   * The interval that was asked for, resolved; the end is excluded.
   * @example "2026-02-17T09:15:15.000Z"
   */
  start_date: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  end_date: string;
}

export class CallLogDto {
  /** @example "sim-900103" */
  id: string;
  /**
   * The customer call this leg belongs to.
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
  start_time: string;
  /** @example "2026-02-24T09:16:40+00:00" */
  end_time: string | null;
  /**
   * Seconds.
   * @example 58
   */
  duration: number;
  /**
   * Talk seconds.
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
  /** A signed link, valid for an hour; each use is logged. */
  recording_url: string | null;
  /** When this row was last written. */
  synced_at: string;
}
export class CallLogPageDto extends PageOf(CallLogDto) {}
