import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { unwrap } from '../../supabase/table.js';
import type { MailboxPlaceDto, ReparseFilter } from './dto/mailboxMessage.dto.js';

@Injectable()
export class MailboxMessagesRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
  ) {}

  async places(mailbox_message_id: string): Promise<MailboxPlaceDto[]> {
    const select = this.supabase.admin
      .from('mailbox_places')
      .select('folder, uid_validity, uid')
      .eq('mailbox_message_id', mailbox_message_id);
    return unwrap(await select.order('folder').order('uid_validity').order('uid').limit(100));
  }

  /** How many; with `dry_run` nothing happens to them. */
  async reparse(filter: ReparseFilter, dry_run: boolean, actor_id: string): Promise<number> {
    return this.functions.call('reparse_mailbox_messages', {
      p_support_email_id: filter.support_email_id ?? null,
      p_state: filter.state ?? null,
      p_error_code: filter.error_code ?? null,
      p_from: filter.from ?? null,
      p_to: filter.to ?? null,
      p_dry_run: dry_run,
      p_actor_id: actor_id,
    });
  }

  async log(action: 'access' | 'reparse', mailbox_message_id: string, actor_id: string): Promise<void> {
    await this.functions.call('log_activity', {
      p_action: action,
      p_entity_type: 'mailbox_messages',
      p_entity_id: mailbox_message_id,
      p_actor_id: actor_id,
    });
  }
}
