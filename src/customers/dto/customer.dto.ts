import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { StatsCountDto } from '../../common/list/stats.dto.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { LanguageTag, Text } from '../../common/validation/text.decorators.js';
import { Instant, TimeZone } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { IDENTITY_KINDS, type IdentityKind } from '../identities.js';
import { CustomerPermissionDto } from './contactPermission.dto.js';
import { CustomerIdentityDto } from './customerIdentity.dto.js';

export const TIERS = ['vip', 'high', 'normal', 'low'] as const;
type Tier = (typeof TIERS)[number];
/** A file separates tags by semicolons. */
export const Tag = () => Text({ max: 60, min: 1, pattern: /^[^;]+$/, says: 'must be a word or words without a semicolon' });

export class GivenIdentityDto {
  /** @example "phone" */
  @OneOf(IDENTITY_KINDS) kind: IdentityKind;

  /**
   * In any spelling: phone numbers with or without country code, external ids as `system:id`.
   * @example "081234 56789"
   */
  @Text({ max: 320, min: 1, oneLine: true }) value: string;
}

export class CreateCustomerDto {
  /** @example "Asha Rao" */
  @Optional() @Text({ max: 300, oneLine: true }) name?: string;

  /** How important the customer is; service levels read it. */
  @Optional() @OneOf(TIERS) tier?: Tier;

  /**
   * A language tag.
   * @example "hi"
   */
  @Optional() @LanguageTag({ empty: true }) language?: string;

  /** @example "Asia/Kolkata" */
  @Optional() @TimeZone() time_zone?: string;

  @Optional() @ListOf(Tag(), { max: 50, unique: true }) tags?: string[];

  /** The agent who looks after this customer. */
  @Optional() @Nullable() @Id() owner_id?: string | null;

  /** A blocked customer is not contacted. */
  @Optional() @Flag() blocked?: boolean;

  /** Values of your custom fields by key; in a change, null removes one and others stay. */
  @Optional() @JsonObject({ max_bytes: 16_384 }) custom_fields?: Record<string, unknown>;

  /** Anything that another program wants to keep here. */
  @Optional() @JsonObject({ max_bytes: 16_384 }) metadata?: Record<string, unknown>;

  /** The addresses by which the customer is known. */
  @Optional() @ListOf(() => GivenIdentityDto, { max: 20 }) identities?: GivenIdentityDto[];
}

export class UpdateCustomerDto extends PartialType(OmitType(CreateCustomerDto, ['identities'] as const), { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class IdentifyCustomerDto {
  /** The customer is the one who has any of these; new addresses are added. */
  @ListOf(() => GivenIdentityDto, { min: 1, max: 20 }) identities: GivenIdentityDto[];

  /** Fills an empty name. */
  @Optional() @Text({ max: 300, oneLine: true }) name?: string;
}

export class DeleteCustomerDto {
  /** The version you saw. If there is a newer one, the deletion is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListCustomersDto extends PageQueryDto {
  @AnyOf(TIERS) tier?: Tier[];

  @Optional() @Id() owner_id?: string;

  @Optional() @Flag() blocked?: boolean;

  /** @example "hi" */
  @Optional() @Text({ max: 35 }) language?: string;

  /** Has this tag. */
  @Optional() @Text({ max: 60, min: 1 }) tag?: string;

  /**
   * Has these values in custom fields: `key:value`, several separated by semicolons.
   * @example "crop:wheat;acres:12"
   */
  @Optional() @Text({ max: 500, oneLine: true }) custom_field?: string;

  /** Created at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Created before this instant. */
  @Optional() @Instant() to?: string;

  /**
   * Searches names, e-mail addresses, external ids and phone numbers, of which any four digits in a row will do. When nothing contains the
   * text, you get up to 200 customers whose names are spelt alike.
   */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'updated_at', 'display_name']) sort?: 'created_at' | 'updated_at' | 'display_name';
}

export class CustomerStatsQueryDto extends OmitType(ListCustomersDto, [
  'page',
  'limit',
  'cursor',
  'order',
  'sort',
  'tag',
  'custom_field',
] as const) {}

export class CustomerStatsDto {
  /** @example 12 */
  total: number;
  by_tier: StatsCountDto[];
  by_language: StatsCountDto[];
}

export class CustomerDto implements Omit<
  Row<'customers'>,
  'search_text' | 'deleted_at' | 'hidden_at' | 'merged_into' | 'custom_fields' | 'metadata'
> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "Asha Rao" */
  name: string;
  /**
   * The name, or the best-known address of a customer without one.
   * @example "Asha Rao"
   */
  display_name: string;
  /** @example "normal" */
  @OneOf(TIERS) tier: Tier;
  /** @example "hi" */
  language: string;
  /**
   * Empty when it is not known.
   * @example "Asia/Kolkata"
   */
  time_zone: string;
  tags: string[];
  owner_id: string | null;
  blocked: boolean;
  /** @example { "crop": "wheat" } */
  custom_fields: Record<string, unknown>;
  /** @example { "segment": "b2c" } */
  metadata: Record<string, unknown>;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class CustomerPageDto extends PageOf(CustomerDto) {}

/** A customer that is part of this one. */
export class MergedCustomerDto {
  merge_id: string;
  customer_id: string;
  into_id: string;
  /** @example "A. Rao" */
  name: string;
  merged_at: string;
}

export class CustomerDetailDto extends CustomerDto {
  /** Current ones first. */
  identities: CustomerIdentityDto[];
  merged: MergedCustomerDto[];
  permissions: CustomerPermissionDto[];
}

export class IdentifiedCustomerDto extends CustomerDetailDto {
  /** Whether the customer was created just now. */
  is_new: boolean;
}
