import { Injectable } from '@nestjs/common';
import { PostgresService } from '../supabase/postgres.service.js';
import { Functions } from '../supabase/functions.service.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import { type Row, unwrap } from '../supabase/table.js';
import type { Verdict } from './triageVerdict.js';

/** What triage has to know of an e-mail. */
export type TriagedEmail = Pick<Row<'emails'>, 'id' | 'subject' | 'new_text' | 'direction' | 'kind' | 'triage_state'>;

export interface EmailVerdict extends Verdict {
  email_id: string;
}

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
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  /** Null when there is none, or it was deleted. */
  async find(email_id: string): Promise<TriagedEmail | null> {
    return unwrap(
      await this.supabase.admin
        .from('emails')
        .select('id, subject, new_text, direction, kind, triage_state')
        .eq('id', email_id)
        .is('deleted_at', null)
        .maybeSingle(),
    );
  }

  /** Those of these that wait for triage. What happens by itself goes over a connection that keeps its plan. */
  findWaiting(email_ids: string[]): Promise<TriagedEmail[]> {
    return this.postgres.query<TriagedEmail>({
      name: 'find_waiting_emails',
      text: `select id, subject, new_text, direction, kind, triage_state from unnest($1::uuid[]) w (id)
             join lateral (select * from public.emails a where a.id = w.id offset 0) e using (id)
             where e.triage_state = 'pending' and e.deleted_at is null`,
      values: [email_ids],
    });
  }

  /** Writes down what a person asked for, and shows it on the e-mail. Raises email_not_found. */
  async apply(email_id: string, verdict: Verdict, requested_by: string): Promise<Row<'email_triages'>> {
    return this.functions.one('apply_email_triage', {
      p_email_id: email_id,
      p_triage: verdict,
      p_requested_by: requested_by,
    });
  }

  /** The same for what happens by itself, all or none: once only for each request_key. */
  async applyOnce(verdicts: EmailVerdict[], request_key: string): Promise<void> {
    await this.postgres.query({
      name: 'apply_email_triages',
      text: 'select public.apply_email_triages($1::jsonb)',
      values: [JSON.stringify(verdicts.map((verdict) => ({ ...verdict, request_key })))],
    });
  }

  /** It will not be triaged. */
  async skip(email_id: string): Promise<void> {
    await this.functions.call('skip_email_triage', { p_email_id: email_id });
  }

  async state(): Promise<TriageState> {
    const [row] = await this.postgres.query<Omit<TriageState, 'waiting' | 'oldest_seconds'> & { waiting: string; oldest_seconds: string }>(
      'select * from public.get_email_triage_state()',
    );
    return { ...row!, waiting: Number(row!.waiting), oldest_seconds: Math.max(0, Number(row!.oldest_seconds)) };
  }
}
