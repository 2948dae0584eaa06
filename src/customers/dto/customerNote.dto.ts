import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

export class CreateCustomerNoteDto {
  /** @example "Prefers to be called after six." */
  @Text({ max: 10_000, min: 1 }) body: string;
}

export class UpdateCustomerNoteDto extends CreateCustomerNoteDto {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListCustomerNotesDto extends PageQueryDto {}

export class CustomerNoteDto implements Omit<Row<'customer_notes'>, 'deleted_at'> {
  id: string;
  customer_id: string;
  /** @example "Prefers to be called after six." */
  body: string;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class CustomerNotePageDto extends PageOf(CustomerNoteDto) {}
