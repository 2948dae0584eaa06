import { ListOf, Nested, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Flag, Id, JsonObject, OneOf } from '../../../common/validation/value.decorators.js';

/** Statuses that a conversation may be given with a reply. */
const STATUSES_AFTER = ['open', 'pending', 'resolved'] as const;

export class ReplyButtonDto {
  /** Comes back when it is pressed. */
  @Text({ max: 256, min: 1, oneLine: true }) id: string;

  /** @example "Yes" */
  @Text({ max: 20, min: 1, oneLine: true }) title: string;
}

export class ReplyRowDto {
  /** Comes back when it is chosen. */
  @Text({ max: 200, min: 1, oneLine: true }) id: string;

  /** @example "Tomorrow morning" */
  @Text({ max: 24, min: 1, oneLine: true }) title: string;

  @Optional() @Text({ max: 72, oneLine: true }) description?: string;
}

export class ReplySectionDto {
  @Optional() @Text({ max: 24, oneLine: true }) title?: string;

  @ListOf(() => ReplyRowDto, { min: 1, max: 10 }) rows: ReplyRowDto[];
}

export class ReplyListDto {
  /**
   * What opens the list.
   * @example "Choose a time"
   */
  @Text({ max: 20, min: 1, oneLine: true }) button: string;

  /** At most ten rows altogether. */
  @ListOf(() => ReplySectionDto, { min: 1, max: 10 }) sections: ReplySectionDto[];
}

export class ReplyMediaDto {
  /** A file from `POST /conversations/uploads`. */
  @Optional() @Id() upload_id?: string;

  /** Instead: a file of a message of this conversation. */
  @Optional() @Id() file_id?: string;

  /** Not for audio and stickers, which have none. */
  @Optional() @Text({ max: 1024 }) caption?: string;
}

export class ReplyTemplateDto {
  /** A template of `GET /provider-templates`. */
  @Id() id: string;

  /**
   * The values of its text, in order.
   * @example ["Asha", "ORD-20451"]
   */
  @Optional() @ListOf(Text({ max: 1024, min: 1, oneLine: true }), { max: 30 }) body?: string[];

  /** The value of its heading. */
  @Optional() @Text({ max: 60, min: 1, oneLine: true }) header_text?: string;

  /** The file of its heading: from `POST /conversations/uploads`. */
  @Optional() @Id() header_upload_id?: string;

  /**
   * Values of its buttons, by their place from 0.
   * @example { "0": ["ORD-20451"] }
   */
  @Optional() @JsonObject({ max_bytes: 8_000 }) buttons?: Record<string, string[]>;
}

/** Exactly one of `text`, `template_id`, `media` and `provider_template`; `buttons` or `list` go with a text. */
export class ReplyChatDto {
  /** @example "Your order leaves today." */
  @Optional() @Text({ max: 4096, min: 1 }) text?: string;

  /** Whether a link in the text is shown with a preview. */
  @Optional() @Flag() preview_url?: boolean;

  /** A canned text of `GET /chat-templates`. */
  @Optional() @Id() template_id?: string;

  /**
   * Values for the variables of the canned text, or of your own: with `variables`, text and caption may hold `{{customer.name}}`,
   * `{{agent.name}}` and the like, and every name that is given here. Without a value the reply is refused.
   * @example { "order.number": "ORD-20451" }
   */
  @Optional() @JsonObject({ max_bytes: 64_000 }) variables?: Record<string, string | number>;

  /** Up to three, under a text. */
  @Optional() @ListOf(() => ReplyButtonDto, { min: 1, max: 3, unique: ({ id }: ReplyButtonDto) => id }) buttons?: ReplyButtonDto[];

  @Optional() @Nested(() => ReplyListDto) list?: ReplyListDto;

  @Optional() @Nested(() => ReplyMediaDto) media?: ReplyMediaDto;

  /** What may be sent at any time, unless the customer does not want it. */
  @Optional() @Nested(() => ReplyTemplateDto) provider_template?: ReplyTemplateDto;

  /** The message that this one quotes. */
  @Optional() @Id() reply_to_id?: string;

  /** The conversation's new status; it stays as it is by default, and a resolved or snoozed one is opened. */
  @Optional() @OneOf(STATUSES_AFTER) set_status?: (typeof STATUSES_AFTER)[number];
}

export class ResendMessageDto {
  /** Send it again although it is not known whether it arrived. */
  @Optional() @Flag() force?: boolean;
}

export class SettleMessageDto {
  /** `sent`: it left; `failed`: it did not. */
  @OneOf(['sent', 'failed']) state: 'sent' | 'failed';

  /**
   * How you know.
   * @example "The customer confirms that it arrived."
   */
  @Text({ max: 500 }) reason: string;
}
