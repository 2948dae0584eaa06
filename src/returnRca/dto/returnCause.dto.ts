import { PartialType } from '@nestjs/swagger';
import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, Id } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

export class CreateReturnCauseDto {
  /**
   * Unique among its siblings.
   * @example "Seal broken"
   */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  /** What it belongs under; null for a root. */
  @Optional() @Nullable() @Id() parent_id?: string | null;

  @Optional() @Text({ max: 2000 }) description?: string;

  /** The order among its siblings. */
  @Optional() @Count({ max: 1_000_000 }) position?: number;

  /** An inactive one is no longer offered. */
  @Optional() @Flag() is_active?: boolean;
}

export class UpdateReturnCauseDto extends PartialType(CreateReturnCauseDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ReturnCauseDto implements Row<'return_causes'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  parent_id: string | null;
  /** @example "Seal broken" */
  name: string;
  description: string;
  position: number;
  is_active: boolean;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  /** A deleted one stays readable, for the returns that have it. */
  deleted_at: string | null;
}

export class ReturnCauseNodeDto extends ReturnCauseDto {
  /**
   * The names from the root to here.
   * @example ["Packing", "Seal broken"]
   */
  path: string[];
  /** What is below it, in order. */
  children: ReturnCauseNodeDto[];
}

export class ReturnCauseTreeDto {
  data: ReturnCauseNodeDto[];
  /** How many causes the tree has. */
  total: number;
}

export class ReturnCauseTreeQueryDto {
  @Optional() @Flag() is_active?: boolean;
}
