import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, OneOf } from '../../common/validation/value.decorators.js';

const API_KEY_STATES = ['active', 'expired', 'revoked'] as const;
export type ApiKeyState = (typeof API_KEY_STATES)[number];

const SCOPE = /^[a-z][a-z0-9_]{0,60}:([a-z]{1,20}|\*)$/;
const SCOPES = ListOf(Text({ pattern: SCOPE, says: 'must look like calls:view or calls:*' }), { min: 1, max: 100, unique: true });

export class CreateApiKeyDto {
  /**
   * What the key is for.
   * @example "CRM synchronisation"
   */
  @Text({ min: 1, max: 100 }) name: string;

  /**
   * `<module>:<action>`, or `<module>:*` for all actions. You cannot grant a scope that you do not hold.
   * @example ["calls:view"]
   */
  @SCOPES scopes: string[];

  /**
   * When the key expires. It never expires if this is omitted or null.
   * @example "2027-01-31T00:00:00Z"
   */
  @Optional() @Nullable() @Instant() expires_at?: string | null;

  /**
   * Requests allowed per hour.
   * @example 1000
   */
  @Optional() @Count({ min: 1, max: 1_000_000 }) rate_limit_per_hour?: number = 1000;
}

export class UpdateApiKeyDto {
  /** @example "CRM synchronisation" */
  @Optional() @Text({ min: 1, max: 100 }) name?: string;

  /**
   * The complete new set of scopes.
   * @example ["calls:view", "calls:create"]
   */
  @Optional() @SCOPES scopes?: string[];

  /**
   * Null removes the expiry.
   * @example "2027-01-31T00:00:00Z"
   */
  @Optional() @Nullable() @Instant() expires_at?: string | null;

  /** @example 1000 */
  @Optional() @Count({ min: 1, max: 1_000_000 }) rate_limit_per_hour?: number;
}

export class RotateApiKeyDto {
  /**
   * How long the old key keeps working, in seconds.
   * @example 3600
   */
  @Optional() @Count({ min: 0, max: 86_400 }) grace_seconds?: number = 0;
}

export class ApiKeyDto implements Row<'api_keys'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "CRM synchronisation" */
  name: string;
  /**
   * The first characters of the key.
   * @example "csk_ab12"
   */
  prefix: string;
  /** @example ["calls:view"] */
  scopes: string[];
  @OneOf(API_KEY_STATES) state: ApiKeyState;
  /** @example 1000 */
  rate_limit_per_hour: number;
  /** @example "2027-01-31T00:00:00+00:00" */
  expires_at: string | null;
  revoked_at: string | null;
  /** Accurate to the minute. */
  last_used_at: string | null;
  created_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}
export class ApiKeyPageDto extends PageOf(ApiKeyDto) {}

export class IssuedApiKeyDto extends ApiKeyDto {
  /**
   * Send it in the `x-api-key` header. It is shown only once.
   * @example "csk_…"
   */
  key: string;
}

export class ListApiKeysDto extends PageQueryDto {
  @Optional() @OneOf(API_KEY_STATES) state?: ApiKeyState;

  /** Searches name and prefix. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'name']) sort?: 'created_at' | 'name';
}
