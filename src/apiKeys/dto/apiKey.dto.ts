import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';

export const API_KEY_STATES = ['active', 'expired', 'revoked'] as const;
export type ApiKeyState = (typeof API_KEY_STATES)[number];

const SCOPE = /^[a-z][a-z0-9_]{0,60}:([a-z]{1,20}|\*)$/;
const NOT_A_SCOPE = { each: true, message: 'each of scopes must look like calls:view or calls:*' };
const ZONED = /T.*(Z|[+-]\d{2}:\d{2})$/;
const NOT_AN_INSTANT = { message: 'expires_at must be an instant such as 2027-01-31T00:00:00Z' };

export class CreateApiKeyDto {
  /**
   * What it is for.
   * @example "CRM synchronisation"
   */
  @IsString() @MinLength(1) @MaxLength(100) name: string;

  /**
   * `<module>:<action>`, or `<module>:*` for all actions. Nobody can give what he may not do himself.
   * @example ["calls:view"]
   */
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(100) @ArrayUnique() @Matches(SCOPE, NOT_A_SCOPE) scopes: string[];

  /**
   * When it ends by itself; never, unless given.
   * @example "2027-01-31T00:00:00Z"
   */
  @ValidateIf((body: CreateApiKeyDto) => body.expires_at !== undefined && body.expires_at !== null)
  @IsISO8601({ strict: true }, NOT_AN_INSTANT)
  @Matches(ZONED, NOT_AN_INSTANT)
  expires_at?: string | null;

  /**
   * Requests in an hour.
   * @example 1000
   */
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000) rate_limit_per_hour?: number = 1000;
}

export class UpdateApiKeyDto {
  /** @example "CRM synchronisation" */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(100) name?: string;

  /**
   * All that it may do afterwards.
   * @example ["calls:view", "calls:create"]
   */
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(100) @ArrayUnique() @Matches(SCOPE, NOT_A_SCOPE) scopes?: string[];

  /**
   * Null: it does not end by itself.
   * @example "2027-01-31T00:00:00Z"
   */
  @ValidateIf((body: UpdateApiKeyDto) => body.expires_at !== undefined && body.expires_at !== null)
  @IsISO8601({ strict: true }, NOT_AN_INSTANT)
  @Matches(ZONED, NOT_AN_INSTANT)
  expires_at?: string | null;

  /** @example 1000 */
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000) rate_limit_per_hour?: number;
}

export class RotateApiKeyDto {
  /**
   * How long the old key still works, seconds.
   * @example 3600
   */
  @IsOptional() @IsInt() @Min(0) @Max(86_400) grace_seconds?: number = 0;
}

export class ApiKeyDto implements Row<'api_keys'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "CRM synchronisation" */
  name: string;
  /**
   * How the key begins.
   * @example "csk_ab12"
   */
  prefix: string;
  /** @example ["calls:view"] */
  scopes: string[];
  state: ApiKeyState;
  /** @example 1000 */
  rate_limit_per_hour: number;
  /** @example "2027-01-31T00:00:00+00:00" */
  expires_at: string | null;
  revoked_at: string | null;
  /** To the minute. */
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
   * Send it as `x-api-key`. It is shown this once.
   * @example "csk_…"
   */
  key: string;
}

export class ListApiKeysDto extends PageQueryDto {
  @IsOptional() @IsIn(API_KEY_STATES) state?: ApiKeyState;

  /** Looks into name and prefix. */
  @IsOptional() @IsString() @MaxLength(200) search?: string;

  @IsOptional() @IsIn(['created_at', 'name']) sort?: 'created_at' | 'name';
}
