import { Injectable } from '@nestjs/common';
import { SecretBox } from '../common/crypto/secretBox.js';
import { defineError } from '../common/errors/appError.js';
import type { MailCredentials, MailServerSettings } from '../providers/ports/mailbox.port.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import { unwrap } from '../supabase/table.js';

export const supportEmailNotFound = defineError('support_email_not_found', 404, 'No such mailbox.');

/** How we sign in at a mailbox's servers. */
@Injectable()
export class MailboxAccess {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly secrets: SecretBox,
  ) {}

  imap(support_email_id: string): Promise<MailServerSettings> {
    return this.settings(support_email_id, 'imap');
  }

  smtp(support_email_id: string): Promise<MailServerSettings> {
    return this.settings(support_email_id, 'smtp');
  }

  private async settings(id: string, server: 'imap' | 'smtp'): Promise<MailServerSettings> {
    const admin = this.supabase.admin;
    const mailbox = unwrap(await admin.from('support_emails').select('*').eq('id', id).is('deleted_at', null).maybeSingle());
    const secret = unwrap(await admin.from('support_email_secrets').select('sealed').eq('support_email_id', id).maybeSingle());
    if (!mailbox || !secret) throw supportEmailNotFound({ id });
    const credentials = JSON.parse(this.secrets.open(secret.sealed, `support_email_secrets:${id}`)) as MailCredentials;
    return {
      host: mailbox[`${server}_host`],
      port: mailbox[`${server}_port`],
      security: mailbox[`${server}_security`] as MailServerSettings['security'],
      username: mailbox.username,
      credentials,
    };
  }
}
