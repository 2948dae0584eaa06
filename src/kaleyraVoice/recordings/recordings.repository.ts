import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { unwrap } from '../../supabase/table.js';

@Injectable()
export class RecordingsRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
  ) {}

  /** Where the provider keeps the recording of a leg, or null. */
  async find(call_log_id: string): Promise<string | null> {
    const row = unwrap(
      await this.supabase.admin.from('kaleyra_call_recordings').select('url').eq('call_log_id', call_log_id).maybeSingle(),
    );
    return row?.url ?? null;
  }

  async logAccess(call_log_id: string, user_id: string): Promise<void> {
    await this.functions.call('log_activity', {
      p_action: 'access',
      p_entity_type: 'kaleyra_call_recordings',
      p_entity_id: call_log_id,
      p_actor_id: user_id,
    });
  }
}
