import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';

/** The fields that the rule names. These are an example. */
export class WorkflowCallDto {
  /** @example "ORD-20451" */
  @Optional() @Text({ max: 200 }) order_number?: string;
}
