import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

export class CreateDepartmentDto {
  /**
   * What calls and categories name it by. It cannot be changed.
   * @example "sales"
   */
  @Text({ min: 1, max: 100, oneLine: true }) key: string;

  /**
   * Defaults to the key.
   * @example "Sales"
   */
  @Optional() @Text({ min: 1, max: 200, oneLine: true }) name?: string;

  @Optional() @Text({ max: 2000 }) description?: string;

  /**
   * The numbers that lead to it, in any spelling. A number leads to one department at most.
   * @example ["+918123456789"]
   */
  @Optional() @ListOf(Text({ min: 1, max: 40, oneLine: true }), { max: 100 }) numbers?: string[];

  /** The team that answers. */
  @Optional() @Nullable() @Id() team_id?: string | null;

  /** When it answers; null for the default calendar. */
  @Optional() @Nullable() @Id() calendar_id?: string | null;

  @Optional() @Flag() is_active?: boolean;
}

export class UpdateDepartmentDto extends PartialType(OmitType(CreateDepartmentDto, ['key'] as const), { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListDepartmentsDto extends PageQueryDto {
  @Optional() @Flag() is_active?: boolean;

  @Optional() @Id() team_id?: string;

  /**
   * Has this number, in any spelling.
   * @example "+918123456789"
   */
  @Optional() @Text({ min: 1, max: 40, oneLine: true }) number?: string;

  /** Searches the key and the name. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'name']) sort?: 'created_at' | 'name';
}

export class DepartmentDto implements Row<'departments'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "sales" */
  key: string;
  /** @example "Sales" */
  name: string;
  description: string;
  /**
   * In E.164.
   * @example ["+918123456789"]
   */
  numbers: string[];
  team_id: string | null;
  calendar_id: string | null;
  /** @example true */
  is_active: boolean;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class DepartmentPageDto extends PageOf(DepartmentDto) {}
