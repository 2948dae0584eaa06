import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';

/** A header is one line. */
export const ONE_LINE = /^[^\p{Cc}]*$/u;
export const SETTABLE_STATUSES = ['open', 'pending', 'resolved', 'closed'] as const;

export class RecipientDto {
  /** @example "asha@example.com" */
  @IsEmail() @MaxLength(320) email: string;

  /** @example "Asha Rao" */
  @IsOptional() @IsString() @MaxLength(200) @Matches(ONE_LINE, { message: 'name must be one line' }) name?: string;
}

/** `asha@example.com` and `Asha Rao <asha@example.com>` are understood too. */
export function readRecipients({ value }: { value: unknown }): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => {
    if (typeof item !== 'string') return item;
    const [, name, email] = /^\s*"?([^"<]*?)"?\s*<([^<>]*)>\s*$/.exec(item) ?? [undefined, '', item.trim()];
    return Object.assign(new RecipientDto(), { email, name });
  });
}

/** Words, people and files of an e-mail. */
export class MailWordsDto {
  /**
   * The words. Text is made from `body_html` when left out, and the other way round.
   * @example "Dear Asha, your refund is on its way."
   */
  @IsOptional() @IsString() @MaxLength(500_000) body_text?: string;

  /**
   * The same as HTML; it is cleaned: no script, no style sheet, no remote form. An image is shown with `<img src="cid:…">` and the id of an upload,
   * or the `content_id` of an attachment of the e-mail that is answered or forwarded; a pasted `data:` image goes along in the same way.
   */
  @IsOptional() @IsString() @MaxLength(900_000) body_html?: string;

  /** Copies. At most 100 recipients in all. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @Type(() => RecipientDto)
  @Transform(readRecipients)
  @ValidateNested({ each: true })
  cc?: RecipientDto[];

  /** Copies that the others do not see. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @Type(() => RecipientDto)
  @Transform(readRecipients)
  @ValidateNested({ each: true })
  bcc?: RecipientDto[];

  /** Ids of files from `POST /emails/uploads`. */
  @IsOptional() @IsArray() @ArrayMaxSize(50) @ArrayUnique() @IsUUID(undefined, { each: true }) attachment_ids?: string[];

  /** Whether the mailbox's signature is added; it is when left out. */
  @IsOptional() @IsBoolean() use_signature?: boolean;

  /** The status that the thread gets; `pending` when left out. */
  @IsOptional() @IsIn(SETTABLE_STATUSES) set_status?: (typeof SETTABLE_STATUSES)[number];

  /** Not before this instant, at most a year ahead; until then it can be cancelled. Without it there is an undo window of some seconds. */
  @IsOptional() @IsISO8601({ strict: true }) send_after?: string;
}
