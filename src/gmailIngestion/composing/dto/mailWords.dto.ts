import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { MATTER_STATUSES, type MatterStatus } from '../../../common/matter/matter.js';
import { ListOf, Optional } from '../../../common/validation/shape.decorators.js';
import { EmailAddress, Text } from '../../../common/validation/text.decorators.js';
import { Instant } from '../../../common/validation/time.decorators.js';
import { Flag, Id, OneOf } from '../../../common/validation/value.decorators.js';

export const SETTABLE_STATUSES = MATTER_STATUSES.filter((status): status is Exclude<MatterStatus, 'spam'> => status !== 'spam');

export class RecipientDto {
  /** @example "asha@example.com" */
  @EmailAddress() email: string;

  /** @example "Asha Rao" */
  @Optional() @Text({ max: 200, oneLine: true }) name?: string;
}

/** People an e-mail goes to, each as an object or as text: `asha@example.com`, `Asha Rao <asha@example.com>`. */
export function Recipients(): PropertyDecorator {
  return applyDecorators(
    Transform(readRecipients),
    ListOf(() => RecipientDto, { max: 1000 }),
    ApiProperty({ type: 'array', items: { oneOf: [{ $ref: getSchemaPath(RecipientDto) }, { type: 'string', maxLength: 600 }] } }),
  ) as PropertyDecorator;
}

function readRecipients({ value }: { value: unknown }): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => {
    if (typeof item !== 'string') return item;
    const [, name, email] = /^\s*"?([^"<]*?)"?\s*<([^<>]*)>\s*$/.exec(item) ?? [undefined, '', item.trim()];
    return Object.assign(new RecipientDto(), { email, name });
  });
}

/** Text, recipients and attachments of an e-mail. */
@ApiExtraModels(RecipientDto)
export class MailWordsDto {
  /**
   * The plain text. If omitted, it is derived from `body_html`, and vice versa.
   * @example "Dear Asha, your refund is on its way."
   */
  @Optional() @Text({ max: 500_000 }) body_text?: string;

  /**
   * The HTML version. Scripts, style sheets and forms are removed. Show an image with `<img src="cid:…">` and the id of an upload or the
   * `content_id` of an attachment of the e-mail you reply to or forward; `data:` images are converted automatically.
   */
  @Optional() @Text({ max: 900_000 }) body_html?: string;

  /** Recipients of a copy. An e-mail has at most 100 recipients in total. */
  @Optional() @Recipients() cc?: RecipientDto[];

  /** Recipients of a blind copy. */
  @Optional() @Recipients() bcc?: RecipientDto[];

  /** Ids of files from `POST /emails/uploads`. */
  @Optional() @ListOf(Id(), { max: 50, unique: true }) attachment_ids?: string[];

  /** Whether to add the signature of the mailbox; defaults to true. */
  @Optional() @Flag() use_signature?: boolean;

  /** The new status of the thread; defaults to `pending`. */
  @Optional() @OneOf(SETTABLE_STATUSES) set_status?: (typeof SETTABLE_STATUSES)[number];

  /**
   * Send at this time, at most a year ahead; until then the e-mail can be cancelled. If omitted, it is sent after a short undo window.
   * @example "2030-01-01T09:00:00Z"
   */
  @Optional() @Instant() send_after?: string;
}
