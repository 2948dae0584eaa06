import { Injectable } from '@nestjs/common';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { unwrap } from '../../supabase/table.js';
import type { MailboxPlaceDto, ReparseFilter } from './dto/mailboxMessage.dto.js';

@Injectable()
export class MailboxMessagesRepository {
  constructor(private readonly supabase: SupabaseService) {}

  async places(mailbox_message_id: string): Promise<MailboxPlaceDto[]> {
    const select = this.supabase.admin
      .from('mailbox_places')
      .select('folder, uid_validity, uid')
      .eq('mailbox_message_id', mailbox_message_id);
    return unwrap(await select.order('folder').order('uid_validity').order('uid').limit(100));
  }

  /** How many; with `dry_run` nothing happens to them. */
  async reparse(filter: ReparseFilter, dry_run: boolean, actor_id: string): Promise<number> {
    return unwrap(
      await this.supabase.admin.rpc('reparse_mailbox_messages', {
        p_support_email_id: (filter.support_email_id ?? null) as never,
        p_state: (filter.state ?? null) as never,
        p_error_code: (filter.error_code ?? null) as never,
        p_from: (filter.from ?? null) as never,
        p_to: (filter.to ?? null) as never,
        p_dry_run: dry_run,
        p_actor_id: actor_id,
      }),
    );
  }

  async log(action: 'access' | 'reparse', mailbox_message_id: string, actor_id: string): Promise<void> {
    unwrap(
      await this.supabase.admin.rpc('log_activity', {
        p_action: action,
        p_entity_type: 'mailbox_messages',
        p_entity_id: mailbox_message_id,
        p_actor_id: actor_id,
      }),
    );
  }
}
