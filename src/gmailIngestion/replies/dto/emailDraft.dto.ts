import { OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsISO8601, IsInt, IsOptional, IsUUID, Min, ValidateIf } from 'class-validator';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';
import { MailPersonDto, ReplyEmailDto } from './emailReply.dto.js';

class DraftWordsDto extends OmitType(ReplyEmailDto, ['send_after']) {}

export class CreateDraftDto extends DraftWordsDto {
  /** The e-mail that it answers; left out for a new one. */
  @IsOptional() @IsUUID() answers_email_id?: string;

  /** The mailbox that it is sent from; that of the answered e-mail when left out. */
  @ValidateIf((body: CreateDraftDto) => body.answers_email_id === undefined || body.support_email_id !== undefined)
  @IsUUID()
  support_email_id?: string;
}

export class UpdateDraftDto extends PartialType(DraftWordsDto) {
  /**
   * The version that you changed; 409 `stale_version` when there is a newer one.
   * @example 1
   */
  @IsInt() @Min(1) version: number;
}

export class SendDraftDto {
  /**
   * The version that you saw; 409 `stale_version` when there is a newer one.
   * @example 1
   */
  @IsInt() @Min(1) version: number;

  /** Not before this instant, at most a year ahead. */
  @IsOptional() @IsISO8601({ strict: true }) send_after?: string;
}

export class ListDraftsDto extends PageQueryDto {
  /** Drafts that answer this e-mail. */
  @IsOptional() @IsUUID() answers_email_id?: string;

  @IsOptional() @IsUUID() support_email_id?: string;
}

export class EmailDraftDto implements Omit<Row<'email_drafts'>, 'created_by' | 'to_recipients' | 'cc_recipients' | 'bcc_recipients'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  support_email_id: string;
  answers_email_id: string | null;
  /** Null: whoever the answered e-mail says. */
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
  set_status: string | null;
  /** What became of it. */
  sent_email_id: string | null;
  sent_at: string | null;
  /** @example 1 */
  @Type(() => Number) version: number;
  created_at: string;
  updated_at: string;
}
export class EmailDraftPageDto extends PageOf(EmailDraftDto) {}
