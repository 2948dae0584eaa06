import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import { Functions } from '../../supabase/functions.service.js';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { unwrap } from '../../supabase/table.js';
import type { MailPerson } from '../../providers/mail/mailComposer.js';
import type { Attachment, Email, Mailbox } from '../composing/outgoingMail.js';

/** What queue_email reads. */
export interface MailToQueue {
  send_id: string;
  support_email_id: string;
  /** Null: a new thread. */
  thread_id: string | null;
  thread_version: number | null;
  resend_of: string | null;
  forward_of: string | null;
  draft_id: string | null;
  draft_version: number | null;
  message_id: string;
  in_reply_to: string;
  reference_ids: string[];
  from_email: string;
  from_name: string;
  to_recipients: MailPerson[];
  cc_recipients: MailPerson[];
  bcc_recipients: MailPerson[];
  subject: string;
  snippet: string;
  body_text: string;
  body_html: string;
  new_text: string;
  quoted_text: string;
  size: number;
  attachments: { sha256: string; filename: string; content_type: string; size: number; content_id: string; is_inline: boolean }[];
  notes: { code: string; message: string }[];
  upload_ids: string[];
  raw_sha256: string;
  send_after: string;
  set_status: string | null;
  template_id: string | null;
  created_by: string | null;
}

@Injectable()
export class EmailReplyRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  async email(id: string): Promise<Email | null> {
    return unwrap(await this.supabase.admin.from('emails').select('*').eq('id', id).is('deleted_at', null).maybeSingle()) as Email | null;
  }

  async emailOfSend(send_id: string): Promise<Email | null> {
    return unwrap(await this.supabase.admin.from('emails').select('*').eq('send_id', send_id).maybeSingle()) as Email | null;
  }

  async attachments(email_id: string): Promise<Attachment[]> {
    return unwrap(
      await this.supabase.admin
        .from('email_attachments')
        .select('id,position,filename,content_type,size,sha256,content_id,is_inline,note')
        .eq('email_id', email_id)
        .order('position'),
    );
  }

  async mailbox(id: string): Promise<Mailbox | null> {
    return unwrap(await this.supabase.admin.from('support_emails').select('*').eq('id', id).is('deleted_at', null).maybeSingle());
  }

  /** Addresses that we read ourselves. */
  async ownAddresses(): Promise<Set<string>> {
    const rows = unwrap(await this.supabase.admin.from('support_emails').select('addresses').is('deleted_at', null));
    return new Set(rows.flatMap(({ addresses }) => addresses));
  }

  /**
   * The same send_id, or a draft that was sent, gives the e-mail that is there. Raises support_email_not_found, email_not_found,
   * draft_not_found, stale_version, already_resent.
   */
  async queue(mail: MailToQueue): Promise<Email> {
    return this.functions.one('queue_email', { p_mail: mail });
  }

  /** Raises email_not_found, email_not_outbound, send_not_cancellable. */
  async cancel(email_id: string, actor_id: string): Promise<void> {
    await this.functions.call('cancel_email', { p_email_id: email_id, p_actor_id: actor_id });
  }

  /** Raises email_not_found, email_not_outbound, send_not_reschedulable. */
  async reschedule(email_id: string, send_after: string, raw_sha256: string, size: number, actor_id: string): Promise<void> {
    await this.functions.call('reschedule_email', {
      p_email_id: email_id,
      p_send_after: send_after,
      p_raw_sha256: raw_sha256,
      p_size: size,
      p_actor_id: actor_id,
    });
  }

  /** Raises email_not_found, email_not_outbound, send_not_uncertain. */
  async settle(email_id: string, state: 'sent' | 'failed', reason: string, actor_id: string): Promise<void> {
    await this.functions.call('settle_email', { p_email_id: email_id, p_state: state, p_reason: reason, p_actor_id: actor_id });
  }

  // What the worker needs ---------------------------------------------------------------------------

  async noteSmtpRefusal(support_email_id: string, error_code: string, error_message: string): Promise<void> {
    await this.postgres.query('select public.note_smtp_refusal($1, $2, $3)', [support_email_id, error_code, error_message]);
  }

  /** The send behind an e-mail. */
  async send(id: string): Promise<{ state: string; payload: Record<string, unknown> } | undefined> {
    const [send] = await this.postgres.query<{ state: string; payload: Record<string, unknown> }>(
      'select state, payload from public.sends where id = $1',
      [id],
    );
    return send;
  }

  async noteFound(send_id: string, folder: string): Promise<void> {
    await this.postgres.query(`select public.advance_send($1, 'found_in_sent', 'sent', $2, 'found_in_sent')`, [
      send_id,
      JSON.stringify({ folder }),
    ]);
  }

  /** Changes no state; says what became of the copy in Sent. */
  async noteCopy(send_id: string, copy: 'filed' | 'there' | 'server' | 'no_folder'): Promise<void> {
    await this.postgres.query(`select public.advance_send($1, 'sent_copy', null, $2, 'sent_copy')`, [send_id, JSON.stringify({ copy })]);
  }

  /** Remembers who files copies, unless somebody has decided meanwhile. */
  async rememberSentCopy(support_email_id: string, sent_copy: 'server' | 'append'): Promise<void> {
    await this.postgres.query(`update public.support_emails set sent_copy = $2, updated_at = now() where id = $1 and sent_copy = 'auto'`, [
      support_email_id,
      sent_copy,
    ]);
  }

  /** E-mails that failed lately, and those that are tried again. */
  async troubles(): Promise<{ failed: number; retrying: number; oldest_seconds: number }> {
    const [row] = await this.postgres.query<{ failed: number; retrying: number; oldest_seconds: number }>(
      'select failed, retrying, oldest_seconds from public.get_email_sending_troubles()',
    );
    return row!;
  }

  async cleanLeftovers(): Promise<void> {
    await this.postgres.query('select public.clean_email_leftovers()');
  }
}
