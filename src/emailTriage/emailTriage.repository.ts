import { Injectable } from '@nestjs/common';
import { PostgresService } from '../supabase/postgres.service.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import { type Row, unwrap } from '../supabase/table.js';
import type { Verdict } from './triageVerdict.js';

/** What triage has to know of an e-mail. */
export type TriagedEmail = Pick<Row<'emails'>, 'id' | 'subject' | 'new_text' | 'direction' | 'kind' | 'triage_state'>;

export interface TriageState {
  waiting: number;
  oldest_seconds: number;
  last_error_code: string | null;
  last_error_message: string | null;
  last_error_at: Date | null;
}

@Injectable()
export class EmailTriageRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly postgres: PostgresService,
  ) {}

  /** Null when there is none, or it was deleted. */
  async find(email_id: string): Promise<TriagedEmail | null> {
    return unwrap(await this.supabase.admin.from('emails').select('id, subject, new_text, direction, kind, triage_state').eq('id', email_id).is('deleted_at', null).maybeSingle());
  }

  /** Writes it down and shows it on the e-mail. With a request_key once only. Raises email_not_found. */
  async apply(email_id: string, verdict: Verdict, by: { request_key: string } | { requested_by: string }): Promise<Row<'email_triages'> | undefined> {
    const triage = { ...verdict, ...('request_key' in by ? { request_key: by.request_key } : {}) };
    const requested_by = 'requested_by' in by ? by.requested_by : undefined;
    const [row] = unwrap(await this.supabase.admin.rpc('apply_email_triage', { p_email_id: email_id, p_triage: triage as never, p_requested_by: requested_by }));
    return row;
  }

  /** It will not be triaged. */
  async skip(email_id: string): Promise<void> {
    unwrap(await this.supabase.admin.rpc('skip_email_triage', { p_email_id: email_id }));
  }

  async state(): Promise<TriageState> {
    const [row] = await this.postgres.query<Omit<TriageState, 'waiting' | 'oldest_seconds'> & { waiting: string; oldest_seconds: string }>('select * from public.get_email_triage_state()');
    return { ...row!, waiting: Number(row!.waiting), oldest_seconds: Math.max(0, Number(row!.oldest_seconds)) };
  }
}
