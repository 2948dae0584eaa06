import { OmitType, PartialType } from '@nestjs/swagger';
import { FIELD_KINDS, type FieldKind } from '../../common/customFields/customFields.js';
import { CreateFieldDto } from '../../common/customFields/dto/field.dto.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Flag, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

export class CreateTicketFieldDto extends CreateFieldDto {
  /** Categories of tickets that have it; none: all tickets. */
  @Optional() @ListOf(Text({ min: 1, max: 60, oneLine: true }), { max: 100, unique: true }) categories?: string[];

  /** Whether a ticket needs a value before it is resolved or closed. */
  @Optional() @Flag() required_on_close?: boolean;
}

export class UpdateTicketFieldDto extends PartialType(OmitType(CreateTicketFieldDto, ['key', 'kind'] as const), {
  skipNullProperties: false,
}) {
  /** An archived field takes no new values; those that are there stay. */
  @Optional() @Flag() archived?: boolean;
}

export class TicketFieldDto implements Row<'ticket_fields'> {
  id: string;
  /** @example "root_cause" */
  key: string;
  /** @example "Root cause" */
  label: string;
  /** @example "choice" */
  @OneOf(FIELD_KINDS) kind: FieldKind;
  /** @example ["seal", "handling"] */
  options: string[];
  /** @example ["product fault"] */
  categories: string[];
  required_on_close: boolean;
  position: number;
  created_at: string;
  updated_at: string;
  archived_at: string | null;
  /** @example 1 */
  version: number;
}

export class TicketFieldListDto {
  data: TicketFieldDto[];
}
