import { EmailAddressDto, EmailMessageDto } from './email.dto.js';
import { SEND_STATES } from '../../../common/sends/send.js';
import { EmailThreadDto } from './emailThread.dto.js';
import { OneOf } from '../../../common/validation/value.decorators.js';

export class EmailThreadCustomerDto {
  id: string;
  /** @example "Asha" */
  name: string;
}

export class ForwardedFromDto {
  /** The e-mail that was forwarded. */
  email_id: string;
  thread_id: string;
  /** @example "Where is my order?" */
  subject: string;
}

export class ThreadForwardDto {
  /** The forward. */
  email_id: string;
  /** The e-mail of this thread that was forwarded. */
  forward_of: string;
  /** The thread that holds the answers of its recipients. */
  thread_id: string;
  to_recipients: EmailAddressDto[];
  created_at: string;
  /** @example "sent" */
  @OneOf(SEND_STATES) send_state: string | null;
  /** How many e-mails its thread received. */
  inbound_count: number;
  unread_count: number;
  last_inbound_at: string | null;
}

export class EmailThreadDetailDto extends EmailThreadDto {
  customer: EmailThreadCustomerDto | null;
  /** One page of messages, oldest first. */
  messages: EmailMessageDto[];
  /**
   * The total number of messages.
   * @example 4
   */
  messages_total: number;
  /** The e-mail that was forwarded, if the thread began with a forward. */
  forwarded_from: ForwardedFromDto | null;
  /** The last 50 forwards of its e-mails, oldest first. */
  forwards: ThreadForwardDto[];
  /** Pass it as `cursor` to get the next messages; null on the last page. */
  next_cursor: string | null;
}
