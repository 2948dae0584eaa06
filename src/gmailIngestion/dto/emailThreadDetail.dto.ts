import { EmailMessageDto } from './email.dto.js';
import { EmailThreadDto } from './emailThread.dto.js';

export class EmailThreadCustomerDto {
  id: string;
  /** @example "Asha" */
  name: string;
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
  /** Give it as `cursor` to get the messages after these; null on the last page. */
  next_cursor: string | null;
}
