import { OmitType, PartialType } from '@nestjs/swagger';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { FIELD_KINDS, type FieldKind } from '../customFields.js';

export class CreateCustomerFieldDto {
  /**
   * Its name in `custom_fields`; it never changes.
   * @example "crop"
   */
  @Text({ max: 63, pattern: /^[a-z][a-z0-9_]{0,62}$/, says: 'must be lower-case letters, digits and underscores' }) key: string;

  /** @example "Main crop" */
  @Text({ max: 100, min: 1, oneLine: true }) label: string;

  /** @example "choice" */
  @OneOf(FIELD_KINDS) kind: FieldKind;

  /** The values of a `choice`. */
  @Optional() @ListOf(Text({ max: 100, min: 1, oneLine: true }), { max: 200, unique: true }) options?: string[];

  /** Where it stands among the others. */
  @Optional() @Count({ max: 10_000 }) position?: number;
}

export class UpdateCustomerFieldDto extends PartialType(OmitType(CreateCustomerFieldDto, ['key', 'kind'] as const), {
  skipNullProperties: false,
}) {
  /** An archived field takes no new values; those that are there stay. */
  @Optional() @Flag() archived?: boolean;
}

export class CustomerFieldDto implements Row<'customer_fields'> {
  id: string;
  /** @example "crop" */
  key: string;
  /** @example "Main crop" */
  label: string;
  /** @example "choice" */
  @OneOf(FIELD_KINDS) kind: FieldKind;
  /** @example ["wheat", "rice"] */
  options: string[];
  position: number;
  created_at: string;
  updated_at: string;
  archived_at: string | null;
  /** @example 1 */
  version: number;
}

export class CustomerFieldListDto {
  data: CustomerFieldDto[];
}
