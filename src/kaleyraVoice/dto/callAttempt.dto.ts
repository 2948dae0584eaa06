import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { SEND_STATES, type SendState } from '../../common/sends/send.js';

const NUMBER = /^\+?[\d\s().-]{6,20}$/;
const number = (name: string) => Matches(NUMBER, { message: `${name} must be a telephone number` });
const trimmed = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value);

/** A call is not read. */
export const CALL_SEND_STATES = SEND_STATES.filter((state): state is Exclude<SendState, 'read'> => state !== 'read');

export class ClickToCallDto {
  /**
   * The agent, who is rung first.
   * @example "5550100001"
   */
  @Transform(trimmed) @IsString() @number('agent_number') agent_number: string;

  /**
   * The customer, who is rung when the agent answers.
   * @example "5550001001"
   */
  @Transform(trimmed) @IsString() @number('customer_number') customer_number: string;

  /**
   * The number that is shown; the account's own when left out.
   * @example "5558000001"
   */
  @IsOptional() @Transform(trimmed) @IsString() @number('caller_id') caller_id?: string;

  /** Not before this instant; until then it can be cancelled. */
  @IsOptional() @IsISO8601({ strict: true }) send_after?: string;
}

export class OutboundCallDto {
  /** Each gets a call, and an attempt, of its own. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @Matches(NUMBER, { each: true, message: 'numbers must hold telephone numbers' })
  numbers: string[];

  /**
   * What is played: `<id>.sound`, `<id>.ivr` or `ivr:<id>`.
   * @example "1234.sound"
   */
  @ValidateIf((body: OutboundCallDto) => body.play !== undefined || body.message === undefined)
  @Matches(/^(\w+\.(sound|ivr)|ivr:\w+)$/, { message: 'play must look like 1234.sound, 1234.ivr or ivr:1234; or give a message' })
  play?: string;

  /** What is spoken when nothing is played. */
  @IsOptional() @IsString() @MaxLength(1000) message?: string;

  /** Further tries of the provider when nobody answers. */
  @IsOptional() @IsInt() @Min(0) @Max(5) retries?: number;

  /** Not before this instant; until then it can be cancelled. */
  @IsOptional() @IsISO8601({ strict: true }) send_after?: string;
}

export class CallAttemptDto implements Row<'call_attempts'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  @IsIn(['click_to_call', 'outbound']) kind: string;
  /** @example "5550100001" */
  agent_number: string;
  /** @example "5550001001" */
  customer_number: string;
  caller_id: string;
  /**
   * `queued`, `sending`, `sent` (the provider took it), `delivered` (both sides talked), `failed`, `cancelled`; `unknown`: it may
   * have been placed, nobody knows yet. It is not dialled again, and settled by the provider's callback or log.
   * @example "delivered"
   */
  state: string;
  /**
   * The provider's word, from the report that says most.
   * @example "ANSWER"
   */
  status: string;
  /** Of the first leg. */
  status1: string;
  /** Of the second leg. */
  status2: string;
  /**
   * The same in our words.
   * @example "answered"
   */
  outcome: string;
  started_at: string | null;
  ended_at: string | null;
  /** Seconds. */
  duration: number | null;
  /** Seconds talked. */
  billsec: number | null;
  has_recording: boolean;
  /** How many reports came, by callback or in the log. */
  reports: number;
  /** The provider's own id of the call. */
  provider_id: string | null;
  /** The row of the synced call log. */
  call_log_id: string | null;
  log_synced_at: string | null;
  error_code: string | null;
  error_message: string | null;
  send_after: string;
  requested_by: string | null;
  created_at: string;
  updated_at: string;
}
export class CallAttemptPageDto extends PageOf(CallAttemptDto) {}

export class CallAttemptEventDto {
  /** @example "callback" */
  kind: string;
  state: string | null;
  @Type(() => Object) detail: unknown;
  at: string;
}

export class CallAttemptDetailDto extends CallAttemptDto {
  /** Everything that happened to it, in order. */
  events: CallAttemptEventDto[];
}

export class OutboundCallsDto {
  /** One attempt per number, in the order given. */
  data: CallAttemptDto[];
}

export class ListCallAttemptsDto extends PageQueryDto {
  @IsOptional() @IsIn(['click_to_call', 'outbound']) kind?: string;

  /** `unknown` lists what is uncertain. */
  @IsOptional() @IsIn(CALL_SEND_STATES) state?: Exclude<SendState, 'read'>;

  @IsOptional() @IsString() @MaxLength(20) agent_number?: string;

  @IsOptional() @IsString() @MaxLength(20) customer_number?: string;

  @IsOptional() @IsUUID() requested_by?: string;

  /** Asked for at or after this instant. */
  @IsOptional() @IsISO8601({ strict: true }) from?: string;

  /** Asked for before this instant. */
  @IsOptional() @IsISO8601({ strict: true }) to?: string;

  /** Looks into numbers, status and the provider's id. */
  @IsOptional() @IsString() @MaxLength(100) search?: string;
}

export class SettleCallAttemptDto {
  /** `sent`: it was placed; `failed`: it was not. */
  @IsIn(['sent', 'failed']) state: 'sent' | 'failed';

  /**
   * How you know.
   * @example "The agent says his phone rang."
   */
  @IsString() @MaxLength(500) reason: string;
}
