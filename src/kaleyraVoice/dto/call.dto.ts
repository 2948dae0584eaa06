import { Nullable } from '../../common/validation/shape.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { OneOf } from '../../common/validation/value.decorators.js';
import { CallAttemptDto } from './callAttempt.dto.js';
import { CallLogDto } from './callDashboard.dto.js';

const OUTCOMES = ['answered', 'missed', 'not_forwarded'] as const;

class CallCustomerDto {
  id: string;
  /** @example "Asha Rao" */
  display_name: string;
}

/** A call as the customer sees it, all its legs together. */
export class CallDto {
  /** @example "sim-900101" */
  id: string;
  /** @example "2026-02-24T09:15:15+00:00" */
  @Instant() start_time: string;
  /**
   * The service of the first leg.
   * @example "Incoming"
   */
  service: string;
  /**
   * `missed`: agents were called and none answered; `not_forwarded`: it ended before an agent was called.
   * @example "answered"
   */
  @OneOf(OUTCOMES) outcome: string;
  /**
   * Who called or was called, as the provider writes it.
   * @example "5551234567"
   */
  customer_number: string;
  /** The customer who had the number at that time, or was set for this call; null if there is none, or if several share the number. */
  @Nullable() customer: CallCustomerDto | null;
  /** The customers who share the number. */
  candidates: CallCustomerDto[];
  /**
   * Talk time with agents in seconds.
   * @example 50
   */
  talk_seconds: number;
  agent_numbers: string[];
  answered_agent_numbers: string[];
  /** In the order in which they began. */
  legs: CallLogDto[];
  /** The calls we placed that led to it. */
  attempts: CallAttemptDto[];
}
