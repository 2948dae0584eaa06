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

  /** As `find`, for what happens by itself: one such look per e-mail, so over a connection that keeps its plan. */
  async findWaiting(email_id: string): Promise<TriagedEmail | undefined> {
    const [email] = await this.postgres.query<TriagedEmail & { is_deleted: boolean }>({
      name: 'find_waiting_email',
      text: 'select id, subject, new_text, direction, kind, triage_state, deleted_at is not null as is_deleted from public.emails where id = $1',
      values: [email_id],
    });
    return email?.triage_state === 'pending' && !email.is_deleted ? email : undefined;
  }

  /** Writes down what a person asked for, and shows it on the e-mail. Raises email_not_found. */
  async apply(email_id: string, verdict: Verdict, requested_by: string): Promise<Row<'email_triages'>> {
    const [row] = unwrap(await this.supabase.admin.rpc('apply_email_triage', { p_email_id: email_id, p_triage: verdict as never, p_requested_by: requested_by }));
    return row!;
  }

  /** The same for what happens by itself: once only for each request_key. Raises email_not_found. */
  async applyOnce(email_id: string, verdict: Verdict, request_key: string): Promise<void> {
    await this.postgres.query({
      name: 'apply_email_triage',
      text: 'select from public.apply_email_triage($1, $2::jsonb)',
      values: [email_id, JSON.stringify({ ...verdict, request_key })],
    });
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
