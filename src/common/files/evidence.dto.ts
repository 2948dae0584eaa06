import { Optional } from '../validation/shape.decorators.js';
import { Text } from '../validation/text.decorators.js';
import { OneOf } from '../validation/value.decorators.js';

/** A photo or paper that shows what is said. */
export class EvidenceDto {
  /** `message_file` and `email_attachment`: a file that came in; `link`: elsewhere. */
  @OneOf(['message_file', 'email_attachment', 'link']) kind: 'message_file' | 'email_attachment' | 'link';

  /**
   * Its id, or its address.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  @Text({ max: 2000, min: 1, oneLine: true }) ref: string;

  /** @example "Photo of the torn bag" */
  @Optional() @Text({ max: 300 }) note?: string;
}
