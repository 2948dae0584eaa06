import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { missingScope } from '../common/auth/scopes.js';
import type { Condition } from '../supabase/conditions.js';
import type { Row, Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { apiKeyNotFound, scopeNotHeld, expiryIsPast } from './apiKeys.errors.js';
import { ApiKeyUse } from './apiKeyUse.js';
import { ApiKeysRepository } from './apiKeys.repository.js';
import type {
  ApiKeyDto,
  ApiKeyPageDto,
  ApiKeyState,
  CreateApiKeyDto,
  IssuedApiKeyDto,
  ListApiKeysDto,
  UpdateApiKeyDto,
} from './dto/apiKey.dto.js';
import { newSecret } from './secret.js';

@Injectable()
export class ApiKeysService {
  private readonly keys: Table<'api_keys'>;

  constructor(
    tables: Tables,
    private readonly repository: ApiKeysRepository,
    private readonly use: ApiKeyUse,
  ) {
    this.keys = tables.of('api_keys', { notFound: apiKeyNotFound, search: ['name', 'prefix'], sort: ['created_at', 'name'] });
  }

  async list(query: ListApiKeysDto, now: Date): Promise<ApiKeyPageDto> {
    const page = await this.keys.page(query, query.state ? inState(query.state, now) : []);
    return { ...page, data: page.data.map((row) => withState(row, now)) };
  }

  async get(id: string, now: Date): Promise<ApiKeyDto> {
    return withState(await this.keys.get(id), now);
  }

  /** Raises scope_unknown, scope_not_held, expiry_is_past. */
  async create(body: CreateApiKeyDto, user: CurrentUserData, now: Date): Promise<IssuedApiKeyDto> {
    await this.checkScopes(body.scopes, user);
    checkExpiry(body.expires_at, now);
    const secret = newSecret();
    const row = await this.repository.create({ ...body, expires_at: body.expires_at ?? null }, user.id, secret);
    return { ...withState(row, now), key: secret.key };
  }

  /** Raises api_key_not_found, api_key_revoked, scope_unknown, scope_not_held, expiry_is_past. */
  async update(id: string, body: UpdateApiKeyDto, user: CurrentUserData, now: Date): Promise<ApiKeyDto> {
    const { scopes } = await this.keys.get(id);
    // Another name is harmless; whatever makes the key do more, less, or longer is for those who hold all of it.
    const { name: _name, ...powers } = body;
    if (Object.values(powers).some((value) => value !== undefined)) await this.checkScopes([...scopes, ...(body.scopes ?? [])], user);
    checkExpiry(body.expires_at, now);
    const row = await this.repository.update(id, body);
    this.use.forget();
    return withState(row, now);
  }

  async revoke(id: string, now: Date): Promise<ApiKeyDto> {
    const row = await this.repository.revoke(id);
    this.use.forget();
    return withState(row, now);
  }

  /**
   * Whoever rotates a key holds it, so he must be allowed all that it may do. Raises api_key_not_found, api_key_revoked, scope_not_held.
   */
  async rotate(id: string, grace_seconds: number, user: CurrentUserData, now: Date): Promise<IssuedApiKeyDto> {
    await this.checkScopes((await this.keys.get(id)).scopes, user);
    const secret = newSecret();
    const row = await this.repository.rotate(id, secret, grace_seconds);
    return { ...withState(row, now), key: secret.key };
  }

  private async checkScopes(scopes: string[], user: CurrentUserData): Promise<void> {
    const scope = missingScope(user.permissions!, scopes);
    if (!scope) return;
    // A scope that does not exist is a mistake to be told about, not a right that is missing.
    await this.repository.checkScopes(scopes);
    throw scopeNotHeld({ scope });
  }
}

function checkExpiry(expires_at: string | null | undefined, now: Date): void {
  if (expires_at && Date.parse(expires_at) <= now.getTime()) throw expiryIsPast({ expires_at });
}

function withState(row: Row<'api_keys'>, now: Date): ApiKeyDto {
  const expired = row.expires_at !== null && Date.parse(row.expires_at) <= now.getTime();
  return { ...row, state: row.revoked_at ? 'revoked' : expired ? 'expired' : 'active' };
}

function inState(state: ApiKeyState, now: Date): Condition[] {
  if (state === 'revoked') return [{ columns: ['revoked_at'], operator: 'set' }];
  const living: Condition = { columns: ['revoked_at'], operator: 'null' };
  const value = now.toISOString();
  if (state === 'expired') return [living, { columns: ['expires_at'], operator: 'lte', value }];
  return [living, { either: [[{ columns: ['expires_at'], operator: 'null' }], [{ columns: ['expires_at'], operator: 'gt', value }]] }];
}
