import { Injectable } from '@nestjs/common';
import type { UsedApiKey } from '../common/auth/apiKeys.port.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Row } from '../supabase/table.js';
import type { CreateApiKeyDto, UpdateApiKeyDto } from './dto/apiKey.dto.js';
import type { Secret } from './secret.js';

@Injectable()
export class ApiKeysRepository {
  constructor(
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  async checkScopes(scopes: string[]): Promise<void> {
    await this.functions.call('check_scopes', { p_scopes: scopes });
  }

  async create(body: CreateApiKeyDto, created_by: string, { prefix, key_hash }: Secret): Promise<Row<'api_keys'>> {
    return this.functions.one('create_api_key', {
      p_name: body.name,
      p_scopes: body.scopes,
      p_expires_at: body.expires_at as string,
      p_rate_limit_per_hour: body.rate_limit_per_hour!,
      p_created_by: created_by,
      p_prefix: prefix,
      p_key_hash: key_hash,
    });
  }

  async update(id: string, change: UpdateApiKeyDto): Promise<Row<'api_keys'>> {
    return this.functions.one('update_api_key', { p_id: id, p_change: change });
  }

  async rotate(id: string, { prefix, key_hash }: Secret, grace_seconds: number): Promise<Row<'api_keys'>> {
    return this.functions.one('rotate_api_key', { p_id: id, p_prefix: prefix, p_key_hash: key_hash, p_grace_seconds: grace_seconds });
  }

  async revoke(id: string): Promise<Row<'api_keys'>> {
    return this.functions.one('revoke_api_key', { p_id: id });
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
