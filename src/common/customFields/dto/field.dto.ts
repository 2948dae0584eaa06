import { ListOf, Optional } from '../../validation/shape.decorators.js';
import { Text } from '../../validation/text.decorators.js';
import { Count, OneOf } from '../../validation/value.decorators.js';
import { FIELD_KINDS, type FieldKind } from '../customFields.js';

/** A field that an installation adds to its things. */
export class CreateFieldDto {
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
