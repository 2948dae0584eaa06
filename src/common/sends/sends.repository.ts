import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import { Functions } from '../../supabase/functions.service.js';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { unwrap } from '../../supabase/table.js';
import type { Send, SendOutcome } from './send.js';

/** One thing that happened to a send. */
export interface SendEvent {
  kind: string;
  state: string | null;
  detail: Record<string, unknown>;
  at: string;
}

@Injectable()
export class SendsRepository {
  constructor(
    private readonly postgres: PostgresService,
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
  ) {}

  async begin(id: string): Promise<{ decision: 'go' | 'unknown' | 'done'; send: Send | null }> {
    const [row] = await this.postgres.query<{ decision: 'go' | 'unknown' | 'done'; send: Send | null }>(
      'select decision, send from public.begin_send($1)',
      [id],
    );
    return row!;
  }

  async advance(id: string, outcome: Exclude<SendOutcome, { state: 'not_sent' }>): Promise<void> {
    const failure = 'error_code' in outcome ? outcome : undefined;
    await this.postgres.query('select public.advance_send($1, $2, $3, $4, null, $5, $6, $7)', [
      id,
      failure ? outcome.state : 'accepted',
      outcome.state,
      JSON.stringify(outcome.detail ?? {}),
      'provider_id' in outcome ? (outcome.provider_id ?? null) : null,
      failure?.error_code ?? null,
      failure?.error_message ?? null,
    ]);
  }

  async retry(id: string, seconds: number, error_code: string, error_message: string): Promise<void> {
    await this.postgres.query(`select public.retry_send($1, $2 * interval '1 second', $3, $4)`, [id, seconds, error_code, error_message]);
  }

  async uncertain(hours: number): Promise<{ unknown: number; forgotten: number }> {
    const [row] = await this.postgres.query<{ unknown: number; forgotten: number }>(
      `select count(*)::integer as unknown, (count(*) filter (where created_at < now() - $1 * interval '1 hour'))::integer as forgotten
       from public.sends where state = 'unknown'`,
      [hours],
    );
    return row!;
  }

  /** Raises send_not_found, send_not_cancellable. */
  async cancel(id: string): Promise<void> {
    await this.functions.call('cancel_send', { p_id: id });
  }

  /** Raises send_not_found, send_not_uncertain. */
  async settle(id: string, state: 'sent' | 'failed', reason: string): Promise<void> {
    await this.functions.call('settle_send', { p_id: id, p_state: state, p_reason: reason });
  }

  /** Everything that happened to it, in order. */
  async events(id: string): Promise<SendEvent[]> {
    const events = await this.supabase.admin.from('send_events').select('kind,state,detail,at').eq('send_id', id).order('id');
    return unwrap(events) as SendEvent[];
  }
}
