import { Transform } from 'class-transformer';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { CANONICAL_CALL_STATUSES } from '../../providers/kaleyra/kaleyra.parser.js';
import { SEND_STATES, type SendState } from '../../common/sends/send.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Id, OneOf } from '../../common/validation/value.decorators.js';

const NUMBER = /^\+?[\d\s().-]{6,20}$/;
const KINDS = ['click_to_call', 'outbound'] as const;
const PhoneNumber = () => Text({ max: 21, pattern: NUMBER, says: 'must be a telephone number' });
const trimmed = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value);

/** The states of a call. */
export const CALL_SEND_STATES = SEND_STATES.filter((state): state is Exclude<SendState, 'read'> => state !== 'read');

export class ClickToCallDto {
  /**
   * The number of the agent, who is called first.
   * @example "5550100001"
   */
  @Transform(trimmed) @PhoneNumber() agent_number: string;

  /**
   * The number of the customer, who is called when the agent answers.
   * @example "5550001001"
   */
  @Transform(trimmed) @PhoneNumber() customer_number: string;

  /**
   * The number shown to both; defaults to the number of the account.
   * @example "5558000001"
   */
  @Optional() @Transform(trimmed) @PhoneNumber() caller_id?: string;

  /**
   * Call at this time; until then the call can be cancelled.
   * @example "2030-01-01T09:00:00Z"
   */
  @Optional() @Instant() send_after?: string;
}

export class OutboundCallDto {
  /**
   * The numbers to call; each gets a separate attempt.
   * @example ["5550001001"]
   */
  @ListOf(PhoneNumber(), { min: 1, max: 100, unique: true }) numbers: string[];

  /**
   * What to play: `<id>.sound`, `<id>.ivr` or `ivr:<id>`. Required unless `message` is given.
   * @example "1234.sound"
   */
  @Optional((body: OutboundCallDto) => body.message !== undefined)
  @Text({ pattern: /^(\w+\.(sound|ivr)|ivr:\w+)$/, says: 'must look like 1234.sound, 1234.ivr or ivr:1234; or give a message' })
  play?: string;

  /** The text to speak if `play` is omitted. */
  @Optional() @Text({ max: 1000 }) message?: string;

  /** How often the provider retries if the call is not answered. */
  @Optional() @Count({ min: 0, max: 5 }) retries?: number;

  /**
   * Call at this time; until then the call can be cancelled.
   * @example "2030-01-01T09:00:00Z"
   */
  @Optional() @Instant() send_after?: string;
}

export class CallAttemptDto implements Row<'call_attempts'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  @OneOf(KINDS) kind: string;
  /** @example "5550100001" */
  agent_number: string;
  /** @example "5550001001" */
  customer_number: string;
  caller_id: string;
  /**
   * `sent`: the provider accepted it; `delivered`: both sides talked; `unknown`: it may have been placed. An unknown call is not dialled
   * again until its state is settled by the callback or log of the provider, or by a person.
   * @example "delivered"
   */
  @OneOf(CALL_SEND_STATES) state: string;
  /**
   * The status in the terms of the provider, from its most informative report.
   * @example "ANSWER"
   */
  status: string;
  /** The status of the first leg. */
  status1: string;
  /** The status of the second leg. */
  status2: string;
  /**
   * The status in the terms of this API; empty before the first report.
   * @example "answered"
   */
  @OneOf(['', ...CANONICAL_CALL_STATUSES]) outcome: string;
  started_at: string | null;
  ended_at: string | null;
  /** Duration in seconds. */
  duration: number | null;
  /** Talk time in seconds. */
  billsec: number | null;
  has_recording: boolean;
  /** The number of reports received, by callback or in the log. */
  reports: number;
  /** The id that the provider gave the call. */
  provider_id: string | null;
  /** The entry in the synced call log. */
  call_log_id: string | null;
  log_synced_at: string | null;
  error_code: string | null;
  error_message: string | null;
  @Instant() send_after: string;
  requested_by: string | null;
  created_at: string;
  updated_at: string;
}
export class CallAttemptPageDto extends PageOf(CallAttemptDto) {}

export class CallAttemptEventDto {
  /** @example "callback" */
  kind: string;
  @OneOf(CALL_SEND_STATES) state: string | null;
  detail: Record<string, unknown>;
  @Instant() at: string;
}

export class CallAttemptDetailDto extends CallAttemptDto {
  /** Everything that happened to the call, in order. */
  events: CallAttemptEventDto[];
}

export class OutboundCallsDto {
  /** One attempt per number, in the order of the request. */
  data: CallAttemptDto[];
}

export class ListCallAttemptsDto extends PageQueryDto {
  @Optional() @OneOf(KINDS) kind?: string;

  /** `unknown` lists the uncertain calls. */
  @Optional() @OneOf(CALL_SEND_STATES) state?: Exclude<SendState, 'read'>;

  @Optional() @Text({ max: 20 }) agent_number?: string;

  @Optional() @Text({ max: 20 }) customer_number?: string;

  @Optional() @Id() requested_by?: string;

  /** Requested at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Requested before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches the numbers, the status and the id given by the provider. */
  @Optional() @Text({ max: 100 }) search?: string;
}

export class SettleCallAttemptDto {
  /** `sent`: the call was placed; `failed`: it was not. */
  @OneOf(['sent', 'failed']) state: 'sent' | 'failed';

  /**
   * How you know.
   * @example "The agent says that the phone rang."
   */
  @Text({ max: 500 }) reason: string;
}
