import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { AnyOfTexts } from '../../../common/validation/anyOf.decorator.js';
import { Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { DateOrInstant, Instant } from '../../../common/validation/time.decorators.js';
import { Id, OneOf } from '../../../common/validation/value.decorators.js';
import { CHAT_MESSAGE_TYPES } from '../../../providers/ports/parsedChat.js';
import type { Row } from '../../../supabase/table.js';
import { MessageMediaDto } from '../../media/dto/messageMedia.dto.js';
import { MESSAGE_STATUSES } from '../messageStatus.js';
import { DIRECTIONS, MESSAGE_SOURCES } from '../messageWords.js';

export class MessageReactionDto {
  /** @example "👍" */
  emoji: string;
  /** Whose it is. */
  @OneOf(DIRECTIONS) direction: string;
  /** @example "2026-02-24T09:17:57.000Z" */
  @Instant() at: string;
}

export class QuotedMessageDto {
  id: string;
  @OneOf(DIRECTIONS) direction: string;
  @OneOf(CHAT_MESSAGE_TYPES) type: string;
  /** @example "Where is my order?" */
  preview: string;
  /** @example "2026-02-24T09:17:57.000Z" */
  @Instant() at: string;
}

/** Columns that a list of messages shows. */
export const MESSAGE_COLUMNS = [
  ...['id', 'conversation_id', 'contact_id', 'provider_id', 'customer_id', 'direction', 'source', 'type', 'text', 'preview', 'key'],
  ...['at', 'sent_at', 'send_id', 'created_by', 'reply_to_id', 'reply_to_keys', 'media_count', 'context', 'reply', 'location', 'contacts'],
  ...['order_details', 'referral', 'unsupported', 'content', 'reactions', 'status', 'delivered_at', 'delivered_derived', 'read_at'],
  ...['played_at', 'failed_at', 'error_code', 'error_message', 'is_retryable', 'cost', 'edited_at', 'deleted_at', 'flags', 'created_at'],
  'resend_of',
] as (keyof StoredMessageDto)[];

export type StoredMessageDto = Omit<
  Row<'messages'>,
  'token' | 'reactions' | 'context' | 'reply' | 'location' | 'contacts' | 'order_details' | 'referral' | 'unsupported' | 'content' | 'cost'
> & {
  reactions: MessageReactionDto[];
  context: object | null;
  reply: object | null;
  location: object | null;
  contacts: object[] | null;
  order_details: object | null;
  referral: object | null;
  unsupported: object | null;
  content: object | null;
  cost: object | null;
};

export class MessageDto implements StoredMessageDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  conversation_id: string;
  contact_id: string;
  provider_id: string;
  customer_id: string | null;
  @OneOf(DIRECTIONS) direction: string;
  /** Who wrote it; `external_app`: on the business's own phone or in the provider's inbox. */
  @OneOf(MESSAGE_SOURCES) source: string;
  /** `unsupported`: it cannot be shown; `unsupported` in the message has what came. */
  @OneOf(CHAT_MESSAGE_TYPES) type: string;
  /**
   * What was written, or the caption of a file.
   * @example "Where is my order?"
   */
  text: string | null;
  /** The beginning of it, or what it is. */
  preview: string;
  /** What the provider calls it. */
  key: string | null;
  /**
   * Its place in the conversation.
   * @example "2026-02-24T09:17:57.000Z"
   */
  @Instant() at: string;
  /** As the provider says. */
  sent_at: string | null;
  send_id: string | null;
  created_by: string | null;
  reply_to_id: string | null;
  /** What the quoted message is called; it may be one that we do not know. */
  reply_to_keys: string[];
  media_count: number;
  /** Whether it was forwarded, which product it asks about. */
  @ApiProperty({ type: Object, nullable: true }) context: object | null;
  /** The answer to buttons, a list or a form: `kind`, `id`, `title`, `answers`. */
  @ApiProperty({ type: Object, nullable: true }) reply: object | null;
  /** `lat`, `lng`, `name`, `address`. */
  @ApiProperty({ type: Object, nullable: true }) location: object | null;
  /** Contact cards: `name`, `phones`. */
  @ApiProperty({ type: [Object], nullable: true }) contacts: object[] | null;
  /** What was ordered: `catalog_id`, `items`, `total_minor`, `currency`. */
  @ApiProperty({ type: Object, nullable: true }) order_details: object | null;
  /** The advertisement or link that led here. */
  @ApiProperty({ type: Object, nullable: true }) referral: object | null;
  /** What could not be read: `type` and `raw`. */
  @ApiProperty({ type: Object, nullable: true }) unsupported: object | null;
  /** What we sent beyond the text. */
  @ApiProperty({ type: Object, nullable: true }) content: object | null;
  reactions: MessageReactionDto[];
  /** Of what we sent; it only moves up. */
  @OneOf(MESSAGE_STATUSES) status: string | null;
  delivered_at: string | null;
  /** The delivery was not reported: it follows from the reading. */
  delivered_derived: boolean;
  read_at: string | null;
  played_at: string | null;
  failed_at: string | null;
  /** @example "131047" */
  error_code: string | null;
  error_message: string | null;
  /** Whether sending it again can help. */
  is_retryable: boolean | null;
  /** What it cost, as the provider says. */
  @ApiProperty({ type: Object, nullable: true }) cost: object | null;
  edited_at: string | null;
  /** When its writer took it back. */
  deleted_at: string | null;
  /** `no_phone`, `time_from_arrival`. */
  flags: string[];
  created_at: string;
  /** The message that did not arrive, which this one says once more. */
  resend_of: string | null;
  media: MessageMediaDto[];
  /** The message that it quotes. */
  quoted: QuotedMessageDto | null;
}

export class MessagePageDto extends PageOf(MessageDto) {
  @ApiProperty({
    description: 'Pass it as `cursor` with the other `order` to get what comes before the first row of this page; null on an empty page.',
    type: String,
    nullable: true,
    example: null,
  })
  previous_cursor: string | null;
}

export class ListMessagesDto extends PageQueryDto {
  /** Which side wrote. */
  @Optional() @OneOf(DIRECTIONS) direction?: (typeof DIRECTIONS)[number];
}

export class SearchMessagesDto extends PageQueryDto {
  /**
   * Words in any script, accents or not; the last one may be unfinished. `"words in this order"`, `-without`, and any four digits of a
   * number. What is not understood is refused.
   * @example "order"
   */
  @Text({ min: 1, max: 200, pattern: /\S/u, says: 'must hold a word' }) search: string;

  @Optional() @Id() conversation_id?: string;

  /** With all that are merged with it. */
  @Optional() @Id() customer_id?: string;

  @Optional() @OneOf(DIRECTIONS) direction?: (typeof DIRECTIONS)[number];

  /**
   * Only conversations of this team.
   * @example "support"
   */
  @AnyOfTexts({ min: 1, max: 100 }) team?: string | string[];

  /** The first day or moment. */
  @Optional() @DateOrInstant() from?: string;

  /** The last day, which counts as a whole, or the moment before which it ends. */
  @Optional() @DateOrInstant() to?: string;
}

export class FoundMessagePageDto extends PageOf(MessageDto) {
  @ApiProperty({ description: 'Whether `total` is exact; above 1,000 it is not.', example: true })
  total_is_exact: boolean;
}

export class MessageVersionDto {
  /**
   * What it said before.
   * @example "100 bags"
   */
  text: string | null;
  /** When it was edited. */
  @Instant() until_at: string;
}

export class MessageStatusEventDto {
  /**
   * As the provider says.
   * @example "delivered"
   */
  status: string;
  @Instant() at: string;
  error_code: string | null;
  error_message: string | null;
  @Instant() received_at: string;
}

export class MessageDetailDto extends MessageDto {
  /** Former texts, oldest first. */
  versions: MessageVersionDto[];
  /** Everything that the provider said about it, in the order in which it came. */
  status_events: MessageStatusEventDto[];
}
