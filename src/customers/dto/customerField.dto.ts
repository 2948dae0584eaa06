import { OmitType, PartialType } from '@nestjs/swagger';
import { CreateFieldDto } from '../../common/customFields/dto/field.dto.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Flag, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { FIELD_KINDS, type FieldKind } from '../../common/customFields/customFields.js';

export class CreateCustomerFieldDto extends CreateFieldDto {}

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
