import { PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { AnyOfIds } from '../../common/validation/anyOf.decorator.js';
import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

const SORTS = ['created_at', 'position', 'name'] as const;

export class CreateCallCategoryDto {
  /**
   * Unique among its siblings.
   * @example "Invoice missing"
   */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  /** What it belongs under; null for a root. */
  @Optional() @Nullable() @Id() parent_id?: string | null;

  /**
   * The key of a department, that of the parent; null for all departments.
   * @example "support"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 100, oneLine: true }) department?: string | null;

  @Optional() @Text({ max: 2000 }) description?: string;

  /** The order among its siblings. */
  @Optional() @Count({ max: 1_000_000 }) position?: number;

  /** An inactive one is no longer offered. */
  @Optional() @Flag() is_active?: boolean;
}

export class UpdateCallCategoryDto extends PartialType(CreateCallCategoryDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class CallCategoryDto implements Row<'call_categories'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  parent_id: string | null;
  /** @example "support" */
  department: string | null;
  /** @example "Invoice missing" */
  name: string;
  description: string;
  position: number;
  is_active: boolean;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  /** A deleted one stays readable, for the calls that have it. */
  deleted_at: string | null;
}
export class CallCategoryPageDto extends PageOf(CallCategoryDto) {}

export class CallCategoryNodeDto extends CallCategoryDto {
  /**
   * The names from the root to here.
   * @example ["Invoices", "Invoice missing"]
   */
  path: string[];
  /** What is below it, in order. */
  children: CallCategoryNodeDto[];
}

export class CallCategoryTreeDto {
  data: CallCategoryNodeDto[];
  /** How many categories the tree has. */
  total: number;
}

export class CallCategoryTreeQueryDto {
  /** Of these departments, with those for all of them. */
  @AnyOfIds() department_id?: string | string[];

  @Optional() @Flag() is_active?: boolean;
}

export class ListCallCategoriesDto extends PageQueryDto {
  /** @example "support" */
  @Optional() @Text({ min: 1, max: 100 }) department?: string;

  /** Of these departments, or for all of them. */
  @AnyOfIds() department_id?: string | string[];

  @Optional() @Id() parent_id?: string;

  @Optional() @Flag() is_active?: boolean;

  /** Searches name and description. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}
