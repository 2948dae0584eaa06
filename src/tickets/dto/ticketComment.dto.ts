import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { SEND_STATES } from '../../common/sends/send.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { COMMENT_SOURCES, VISIBILITIES } from '../tickets.states.js';

const BODY = { min: 1, max: 50_000, pattern: /\S/u, says: 'must hold a word' };

export class CreateTicketCommentDto {
  /** `public` is sent to the customer; `internal` is for colleagues. */
  @OneOf(VISIBILITIES) visibility: (typeof VISIBILITIES)[number];

  /** @example "The seal is on its way to you." */
  @Text(BODY) body: string;

  /** Users who are to look; each gets a notification, and watches the ticket from now on. */
  @Optional() @ListOf(Id(), { max: 20, unique: true }) mentions?: string[];

  /** Ids of files from `POST /tickets/uploads`; a chat takes one. */
  @Optional() @ListOf(Id(), { max: 50, unique: true }) attachment_ids?: string[];

  /** How a public reply goes out; defaults to the channel that the ticket came by. */
  @Optional() @OneOf(['email', 'chat']) via?: 'email' | 'chat';
}

export class UpdateTicketCommentDto {
  /** @example "The seal is on its way to her." */
  @Text(BODY) body: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListTicketCommentsDto extends PageQueryDto {
  @AnyOf(VISIBILITIES) visibility?: (typeof VISIBILITIES)[number][];

  @AnyOf(COMMENT_SOURCES) source?: (typeof COMMENT_SOURCES)[number][];
}

export class TicketAttachmentDto {
  /** `GET /tickets/attachments/{id}` answers the content. */
  id: string;
  /** @example "pump.jpg" */
  filename: string;
  /** @example "image/jpeg" */
  content_type: string;
  /** Size in bytes. */
  size: number;
}

export class TicketCommentDto implements Omit<Row<'ticket_comments'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** The ticket that it was written on: this one, or one that was merged into it. */
  ticket_id: string;
  @OneOf(VISIBILITIES) visibility: string;
  /** `agent`: a person of your team; `automatic`: no person, so it is no answer. */
  @OneOf(COMMENT_SOURCES) source: string;
  /** @example "The seal is on its way to you." */
  body: string;
  mentions: string[];
  /** The e-mail that it is. */
  email_id: string | null;
  /** The chat message that it is. */
  message_id: string | null;
  /** Who wrote, when a customer did. */
  customer_id: string | null;
  /** The merged ticket that it was sent to. */
  sent_to_id: string | null;
  /**
   * `merge_circle`: it stayed where it was sent, because the merges lead in a circle; `other_customer`: its writer is not the ticket's
   * customer.
   */
  flags: string[];
  /** When it turned out that the customer never got it. */
  failed_at: string | null;
  /** How far it got on its way to the customer; null when it was not sent. */
  @OneOf([...SEND_STATES, 'played']) send_state: string | null;
  attachments: TicketAttachmentDto[];
  created_by: string | null;
  /** When it was said. */
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class TicketCommentPageDto extends PageOf(TicketCommentDto) {}
