import { PartialType } from '@nestjs/swagger';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Flag, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { IDENTITY_KINDS, type IdentityKind } from '../identities.js';

class IdentityMarksDto {
  /** Several people use it: it names candidates and decides nothing. */
  @Flag() is_shared: boolean;
  /** The one to use first among those of its kind. */
  @Flag() is_primary: boolean;
  /** That it is the customer's has been proved. */
  @Flag() verified: boolean;
}

export class UpdateIdentityDto extends PartialType(IdentityMarksDto, { skipNullProperties: false }) {}

export class AddIdentityDto extends UpdateIdentityDto {
  /** @example "phone" */
  @OneOf(IDENTITY_KINDS) kind: IdentityKind;

  /**
   * In any spelling: phone numbers with or without country code, external ids as `system:id`.
   * @example "081234 56789"
   */
  @Text({ max: 320, min: 1, oneLine: true }) value: string;
}

export const END_REASONS = ['released', 'removed'] as const;

export class EndIdentityDto {
  /** `released`: the customer gave it up, and keeps what happened before. `removed`: it never was the customer's. */
  @Optional() @OneOf(END_REASONS) reason?: (typeof END_REASONS)[number];
}

export class CustomerIdentityDto implements Row<'customer_identities'> {
  id: string;
  /** The customer who has it, also when that one is merged into another. */
  customer_id: string;
  /** @example "phone" */
  @OneOf(IDENTITY_KINDS) kind: IdentityKind;
  /**
   * In the form in which addresses are compared.
   * @example "+918123456789"
   */
  value: string;
  /** @example "081234 56789" */
  written: string;
  /** @example "calls" */
  source: string;
  verified: boolean;
  is_shared: boolean;
  is_primary: boolean;
  created_at: string;
  first_seen_at: string;
  last_seen_at: string;
  /** What happened before belongs to the former owner; null when there was none. */
  begins_at: string | null;
  /** Null while it is the customer's. */
  ended_at: string | null;
  /**
   * `released`, `changed`, `deleted`; empty while it is the customer's.
   * @example ""
   */
  ended_reason: string;
}
