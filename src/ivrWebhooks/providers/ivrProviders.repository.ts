import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { Row } from '../../supabase/table.js';

/** A provider with its sealed secrets; a removed one has none any more. */
export type StoredIvrProvider = Pick<
  Row<'ivr_providers'>,
  | 'id'
  | 'slug'
  | 'is_active'
  | 'time_zone'
  | 'region'
  | 'field_mapping'
  | 'status_mapping'
  | 'default_department'
  | 'mapping_version'
  | 'deleted_at'
> & {
  menu: Record<string, string>;
  secrets: Pick<Row<'ivr_provider_secrets'>, 'secret' | 'previous_secret' | 'previous_until'> | null;
};

/** A stored request of a provider. */
export interface StoredRequest {
  id: number;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Buffer | null;
  received_at: Date;
}

@Injectable()
export class IvrProvidersRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** All providers, the newest of a slug first. */
  all(): Promise<StoredIvrProvider[]> {
    return this.postgres.query({
      name: 'all_ivr_providers',
      text: `select p.id, p.slug, p.is_active, p.time_zone, p.region, p.field_mapping, p.status_mapping, p.menu,
               p.default_department, p.mapping_version, p.deleted_at, to_jsonb(s) - 'provider_id' - 'updated_at' as secrets
             from public.ivr_providers p left join public.ivr_provider_secrets s on s.provider_id = p.id
             order by p.deleted_at is not null, p.created_at desc, p.id`,
    });
  }

  /** When they called last. */
  async noteCalls(ids: string[]): Promise<void> {
    await this.postgres.query('update public.ivr_providers set last_event_at = now() where id = any ($1)', [ids]);
  }

  /** Active providers that have been silent for longer than they should. */
  silent(): Promise<{ name: string; silent_minutes: number }[]> {
    return this.postgres.query(
      `select p.name, floor(extract(epoch from now() - coalesce(p.last_event_at, p.created_at)) / 60)::integer as silent_minutes
       from public.ivr_providers p
       where p.is_active and p.deleted_at is null and p.silence_minutes is not null
         and coalesce(p.last_event_at, p.created_at) < now() - p.silence_minutes * interval '1 minute'
       order by p.name`,
    );
  }

  /** The provider's stored requests after `after`, oldest first. */
  async requests(
    path: string,
    { from, to, after, limit }: { from: Date; to: Date; after: number; limit: number },
  ): Promise<StoredRequest[]> {
    const rows = await this.postgres.query<StoredRequest & { id: string }>(
      `select w.id, w.path, w.query, w.headers, w.body, w.received_at from public.webhook_events w
       where w.source = 'ivr' and w.id > $2 and w.path = $1 and w.received_at >= $3 and w.received_at < $4
       order by w.id limit $5`,
      [path, after, from, to, limit],
    );
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }
}
