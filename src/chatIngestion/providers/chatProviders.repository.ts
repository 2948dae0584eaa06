import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { Row } from '../../supabase/table.js';

type ChatProviderSecretsRow = Omit<Row<'chat_provider_secrets'>, 'provider_id' | 'updated_at'>;

/** An account with what is sealed; a removed one has nothing sealed any more. */
export type StoredChatProvider = Pick<
  Row<'chat_providers'>,
  'id' | 'slug' | 'kind' | 'name' | 'business_number' | 'default_team' | 'is_active' | 'is_default' | 'source' | 'deleted_at'
> & { secrets: ChatProviderSecretsRow | null };

@Injectable()
export class ChatProvidersRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** All accounts, the newest of a slug first. */
  all(): Promise<StoredChatProvider[]> {
    return this.postgres.query({
      name: 'all_chat_providers',
      text: `select p.id, p.slug, p.kind, p.name, p.business_number, p.default_team, p.is_active, p.is_default, p.source, p.deleted_at,
               to_jsonb(s) - 'provider_id' - 'updated_at' as secrets
             from public.chat_providers p left join public.chat_provider_secrets s on s.provider_id = p.id
             order by p.deleted_at is not null, p.created_at desc, p.id`,
    });
  }

  /** When they called last. */
  async noteCalls(ids: string[]): Promise<void> {
    await this.postgres.query('update public.chat_providers set last_event_at = now() where id = any ($1)', [ids]);
  }

  /** Active accounts that have been silent for longer than they should. */
  silent(): Promise<{ name: string; silent_minutes: number }[]> {
    return this.postgres.query(
      `select p.name, floor(extract(epoch from now() - coalesce(p.last_event_at, p.created_at)) / 60)::integer as silent_minutes
       from public.chat_providers p
       where p.is_active and p.deleted_at is null and p.silence_minutes is not null
         and coalesce(p.last_event_at, p.created_at) < now() - p.silence_minutes * interval '1 minute'
       order by p.name`,
    );
  }
}
