import { Injectable } from '@nestjs/common';
import { PostgresService } from '../supabase/postgres.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { CallAttemptDto } from './dto/callAttempt.dto.js';

/** A call to be placed; the payload is what its worker needs. */
export interface NewCallAttempt {
  id: string;
  kind: 'click_to_call' | 'outbound';
  agent_number: string;
  customer_number: string;
  caller_id?: string;
  payload: Record<string, unknown>;
}

/** What the provider reported about an attempt; the shape that apply_call_reports reads. */
export interface CallReport {
  attempt_id: string;
  kind: 'callback' | 'log';
  dedupe_key: string;
  state: 'sent' | 'delivered' | 'failed';
  status: string;
  status1?: string;
  status2?: string;
  outcome: string;
  rank: number;
  started_at: string | null;
  ended_at: string | null;
  duration: number;
  billsec: number;
  has_recording: boolean;
  provider_id?: string;
  call_log_id?: string;
  log_synced_at?: string;
}

export interface LoggedCallAttempt {
  attempt_id: string;
  call_log_id: string;
  status: string;
  started_at: string;
  ended_at: string | null;
  duration: number;
  billsec: number;
  has_recording: boolean;
  log_synced_at: string;
}

@Injectable()
export class CallAttemptsRepository {
  constructor(
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  async queue(attempts: NewCallAttempt[], send_after: string | undefined, requested_by: string): Promise<CallAttemptDto[]> {
    return this.functions.call('queue_call_attempts', {
      p_attempts: attempts,
      p_send_after: send_after ?? null,
      p_requested_by: requested_by,
    });
  }

  /** 'applied', 'known' or 'no_attempt' for each, in order. At most 500. */
  async report(reports: CallReport[]): Promise<string[]> {
    const rows = await this.postgres.query<{ result: string }>({
      name: 'apply_call_reports',
      text: 'select result from public.apply_call_reports($1::jsonb) as result',
      values: [JSON.stringify(reports)],
    });
    return rows.map(({ result }) => result);
  }

  /** Attempts of the last days whose call has turned up in the log since; at most 500. */
  async logged(days: number): Promise<LoggedCallAttempt[]> {
    const rows = await this.postgres.query<{ found: LoggedCallAttempt }>(
      'select found from public.find_logged_call_attempts($1) as found',
      [days],
    );
    return rows.map(({ found }) => found);
  }
}
