import { Injectable } from '@nestjs/common';
import type { UsedApiKey } from '../common/auth/apiKeys.port.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import { type Row, unwrap } from '../supabase/table.js';
import type { CreateApiKeyDto, UpdateApiKeyDto } from './dto/apiKey.dto.js';
import type { Secret } from './secret.js';

@Injectable()
export class ApiKeysRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly postgres: PostgresService,
  ) {}

  async checkScopes(scopes: string[]): Promise<void> {
    unwrap(await this.supabase.admin.rpc('check_scopes', { p_scopes: scopes }));
  }

  async create(body: CreateApiKeyDto, created_by: string, { prefix, key_hash }: Secret): Promise<Row<'api_keys'>> {
    const rows = unwrap(
      await this.supabase.admin.rpc('create_api_key', {
        p_name: body.name,
        p_scopes: body.scopes,
        p_expires_at: body.expires_at as string,
        p_rate_limit_per_hour: body.rate_limit_per_hour!,
        p_created_by: created_by,
        p_prefix: prefix,
        p_key_hash: key_hash,
      }),
    );
    return rows[0]!;
  }

  async update(id: string, change: UpdateApiKeyDto): Promise<Row<'api_keys'>> {
    return unwrap(await this.supabase.admin.rpc('update_api_key', { p_id: id, p_change: change as never }))[0]!;
  }

  async rotate(id: string, { prefix, key_hash }: Secret, grace_seconds: number): Promise<Row<'api_keys'>> {
    return unwrap(
      await this.supabase.admin.rpc('rotate_api_key', { p_id: id, p_prefix: prefix, p_key_hash: key_hash, p_grace_seconds: grace_seconds }),
    )[0]!;
  }

  async revoke(id: string): Promise<Row<'api_keys'>> {
    return unwrap(await this.supabase.admin.rpc('revoke_api_key', { p_id: id }))[0]!;
  }

  /** Counts a request; nothing when no valid key has this hash. */
  async use(key_hash: string): Promise<UsedApiKey | undefined> {
    const [used] = await this.postgres.query<UsedApiKey>({
      name: 'use_api_key',
      text: 'select * from public.use_api_key($1)',
      values: [key_hash],
    });
    return used;
  }
}
