import { OmitType } from '@nestjs/swagger';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';
import { SETTABLE_STATUSES } from '../../composing/dto/mailWords.dto.js';
import { MailPersonDto, ReplyEmailDto } from './emailReply.dto.js';
import { Clearable, Optional } from '../../../common/validation/shape.decorators.js';
import { Instant } from '../../../common/validation/time.decorators.js';
import { Count, Id, OneOf } from '../../../common/validation/value.decorators.js';

class DraftWordsDto extends OmitType(ReplyEmailDto, ['send_after', 'template_id', 'variables', 'version']) {}

export class CreateDraftDto extends DraftWordsDto {
  /** The e-mail to reply to; omit it for a new e-mail. */
  @Optional() @Id() answers_email_id?: string;

  /** The mailbox to send from; required unless `answers_email_id` is given, whose mailbox is the default. */
  @Optional((body: CreateDraftDto) => body.answers_email_id !== undefined)
  @Id()
  support_email_id?: string;
}

export class UpdateDraftDto extends Clearable(DraftWordsDto) {
  /**
   * The version you edited; if there is a newer one, the request is refused with 409 `stale_version`.
   * @example 1
   */
  @Count({ min: 1 }) version: number;
}

export class SendDraftDto {
  /**
   * The version you saw; if there is a newer one, the request is refused with 409 `stale_version`.
   * @example 1
   */
  @Count({ min: 1 }) version: number;

  /** Send at this time, at most a year ahead. */
  @Optional() @Instant() send_after?: string;
}

export class ListDraftsDto extends PageQueryDto {
  /** Only drafts that reply to this e-mail. */
  @Optional() @Id() answers_email_id?: string;

  @Optional() @Id() support_email_id?: string;
}

export class EmailDraftDto implements Omit<Row<'email_drafts'>, 'created_by' | 'to_recipients' | 'cc_recipients' | 'bcc_recipients'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  support_email_id: string;
  answers_email_id: string | null;
  /** Null: the default recipients of a reply. */
  to_recipients: MailPersonDto[] | null;
  cc_recipients: MailPersonDto[] | null;
  bcc_recipients: MailPersonDto[] | null;
  reply_all: boolean;
  subject: string | null;
  /** @example "Dear Asha," */
  body_text: string | null;
  body_html: string | null;
  /** Files from `POST /emails/uploads`. */
  attachment_ids: string[];
  include_quote: boolean;
  use_signature: boolean;
  @OneOf(SETTABLE_STATUSES) set_status: string | null;
  /** The e-mail that was sent from the draft. */
  sent_email_id: string | null;
  sent_at: string | null;
  /** @example 1 */
  version: number;
  created_at: string;
  updated_at: string;
}
export class EmailDraftPageDto extends PageOf(EmailDraftDto) {}
