import { Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';

/** Any fields of the provider's own, at any depth: its mapping says what they mean. These are an example. */
export class IvrWebhookDto {
  /** @example "exo0001" */
  @Optional() @Text({ max: 200 }) CallSid?: string;

  /** @example "08123456789" */
  @Optional() @Text({ max: 40 }) CallFrom?: string;

  /** @example "completed" */
  @Optional() @Text({ max: 100 }) CallType?: string;
}
