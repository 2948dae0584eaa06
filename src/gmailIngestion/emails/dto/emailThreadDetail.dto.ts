import { EmailAddressDto, EmailMessageDto } from './email.dto.js';
import { EmailThreadDto } from './emailThread.dto.js';

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
  /** The e-mail of this thread that it passes on. */
  forward_of: string;
  /** Where the answers of its recipients are. */
  thread_id: string;
  to_recipients: EmailAddressDto[];
  created_at: string;
  /** @example "sent" */
  send_state: string | null;
  /** How many e-mails its thread got. */
  inbound_count: number;
  unread_count: number;
  last_inbound_at: string | null;
}

export class EmailThreadDetailDto extends EmailThreadDto {
  customer: EmailThreadCustomerDto | null;
  /** A page of them, oldest first. */
  messages: EmailMessageDto[];
  /**
   * How many there are.
   * @example 4
   */
  messages_total: number;
  /** What the thread began with, when that was a forward. */
  forwarded_from: ForwardedFromDto | null;
  /** Forwards of its e-mails to others, oldest first; the last 50. */
  forwards: ThreadForwardDto[];
  /** Give it as `cursor` to get the messages after these; null on the last page. */
  next_cursor: string | null;
}
