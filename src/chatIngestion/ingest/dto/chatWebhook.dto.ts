import { Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';

/** One event of Interakt; a list of events, WhatsApp's own shape and other fields are taken as well. */
export class InteraktWebhookDto {
  /** @example "1.0" */
  @Optional() @Text({ max: 20 }) version?: string;

  /** @example "2026-02-24T09:17:57.496889" */
  @Optional() @Text({ max: 50 }) timestamp?: string;

  /** @example "message_received" */
  @Optional() @Text({ max: 100 }) type?: string;

  /** The customer and the message. */
  @Optional() data?: object;
}

/** Events of Netcore; WhatsApp's own shape and other fields are taken as well. */
export class NetcoreWebhookDto {
  /** Messages of customers. */
  @Optional() incoming_message?: object[];

  /** What became of messages that we sent. */
  @Optional() delivery_status?: object[];
}
