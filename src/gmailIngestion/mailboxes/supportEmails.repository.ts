import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { type Insert, type Row, unwrap } from '../../supabase/table.js';
import type { MailboxRow } from './mailboxes.repository.js';

/** What people do with mailboxes. Credentials arrive here sealed. */
@Injectable()
export class SupportEmailsRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
  ) {}

  /** Raises support_email_exists. */
  async create(mailbox: Insert<'support_emails'>, sealed: string): Promise<MailboxRow> {
    return this.functions.call('create_support_email', { p_mailbox: mailbox, p_sealed: sealed });
  }

  /** Raises support_email_not_found, support_email_changed. */
  async update(id: string, change: Record<string, unknown>, sealed: string | undefined, version: number | undefined): Promise<MailboxRow> {
    return this.functions.call('update_support_email', { p_id: id, p_change: change, p_sealed: sealed, p_version: version });
  }

  /** Raises support_email_not_found, support_email_inactive. */
  async watch(id: string, watched: boolean): Promise<MailboxRow> {
    return this.functions.call('watch_support_email', { p_id: id, p_watched: watched });
  }

  /** Raises support_email_not_found. */
  async remove(id: string): Promise<MailboxRow> {
    return this.functions.call('delete_support_email', { p_id: id });
  }

  /** Raises support_email_not_found, support_email_inactive, mailbox_reconnect_needed. */
  async requestSync(id: string): Promise<MailboxRow> {
    return this.functions.call('request_mailbox_sync', { p_id: id });
  }

  /** In the activity log. */
  async noteTest(id: string, outcome: { imap: string; smtp: string }): Promise<void> {
    await this.functions.call('log_activity', {
      p_action: 'test',
      p_entity_type: 'support_emails',
      p_entity_id: id,
      p_after: outcome,
    });
  }

  async folders(id: string): Promise<Row<'mailbox_folders'>[]> {
    return unwrap(await this.supabase.admin.from('mailbox_folders').select().eq('support_email_id', id).order('path'));
  }
}
