import { Injectable } from '@nestjs/common';
import { defineError } from '../../common/errors/appError.js';
import type { Table, Update } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { draftNotFound } from '../gmailIngestion.errors.js';
import type { CreateDraftDto, EmailDraftDto, ListDraftsDto, SendDraftDto, UpdateDraftDto } from './dto/emailDraft.dto.js';
import type { RecipientDto } from '../composing/dto/mailWords.dto.js';
import type { OutboundEmailDto, ReplyEmailDto } from './dto/emailReply.dto.js';
import { EmailReplyService } from './emailReply.service.js';
import { EmailUploadsService } from '../composing/emailUploads.service.js';
import { given } from '../../common/validation/given.js';

export const draftSent = defineError('draft_sent', 409, 'The draft has already been sent.');

const COLUMNS = [
  'id',
  'support_email_id',
  'answers_email_id',
  'to_recipients',
  'cc_recipients',
  'bcc_recipients',
  'reply_all',
  'subject',
  'body_text',
  'body_html',
  'attachment_ids',
  'include_quote',
  'use_signature',
  'set_status',
  'sent_email_id',
  'sent_at',
  'version',
  'created_at',
  'updated_at',
] as const;

/** E-mails that somebody is writing. Each belongs to its writer. */
@Injectable()
export class EmailDraftsService {
  private readonly drafts: Table<'email_drafts', EmailDraftDto>;

  constructor(
    tables: Tables,
    private readonly replies: EmailReplyService,
    private readonly uploads: EmailUploadsService,
  ) {
    this.drafts = tables.of<'email_drafts', EmailDraftDto>('email_drafts', {
      notFound: draftNotFound,
      filters: ['answers_email_id', 'support_email_id'],
      sort: ['updated_at'],
      columns: COLUMNS,
    });
  }

  list(query: ListDraftsDto, writer: string) {
    return this.drafts.page(query, { created_by: writer, sent_at: null });
  }

  get(id: string, writer: string): Promise<EmailDraftDto> {
    return this.drafts.get(id, { created_by: writer });
  }

  async create(body: CreateDraftDto, writer: string): Promise<EmailDraftDto> {
    const answered = body.answers_email_id ? await this.replies.email(body.answers_email_id) : undefined;
    const mailbox = await this.replies.mailbox(answered?.support_email_id ?? body.support_email_id!);
    await this.uploads.find(body.attachment_ids ?? [], writer);
    return this.drafts.insert({
      ...columnsOf(body),
      support_email_id: mailbox.id,
      answers_email_id: answered?.id ?? null,
      created_by: writer,
    });
  }

  async update(id: string, { version, ...body }: UpdateDraftDto, writer: string): Promise<EmailDraftDto> {
    await this.uploads.find(body.attachment_ids ?? [], writer);
    await this.unsent(id, writer);
    const change = { ...columnsOf(body), version: version + 1, updated_at: new Date().toISOString() };
    return this.drafts.update(id, change, { version, created_by: writer, sent_at: null });
  }

  async remove(id: string, writer: string): Promise<EmailDraftDto> {
    await this.unsent(id, writer);
    return this.drafts.remove(id, { created_by: writer, sent_at: null });
  }

  /** Sends it once: whoever asks again gets the e-mail that it became. */
  async send(id: string, { version, send_after }: SendDraftDto, writer: string, send_id: string): Promise<OutboundEmailDto> {
    const draft = await this.get(id, writer);
    if (draft.sent_email_id) return this.replies.get(draft.sent_email_id);
    const author = { send_id, created_by: writer, draft: { id, version } };
    const words = wordsOf(draft, send_after);
    if (draft.answers_email_id) return this.replies.reply(draft.answers_email_id, words, author);
    return this.replies.write(
      { ...words, support_email_id: draft.support_email_id, to: words.to ?? [], subject: words.subject ?? '' },
      author,
    );
  }

  private async unsent(id: string, writer: string): Promise<void> {
    const draft = await this.get(id, writer);
    if (draft.sent_at) throw draftSent({ sent_email_id: draft.sent_email_id });
  }
}

/** Fields of the request under the names of their columns; what was not given is not touched. */
function columnsOf({ to, cc, bcc, ...words }: Omit<UpdateDraftDto, 'version'>): Update<'email_drafts'> {
  const people = (given: RecipientDto[] | null | undefined) =>
    given ? given.map(({ email, name }) => ({ email, name: name ?? '' })) : given;
  const { body_text, body_html, subject, reply_all, attachment_ids, include_quote, use_signature, set_status } = words;
  const columns = {
    to_recipients: people(to),
    cc_recipients: people(cc),
    bcc_recipients: people(bcc),
    body_text,
    body_html,
    subject,
    set_status,
    // These have a value always: taking one away means the usual one.
    reply_all: reply_all === null ? false : reply_all,
    attachment_ids: attachment_ids === null ? [] : attachment_ids,
    include_quote: include_quote === null ? true : include_quote,
    use_signature: use_signature === null ? true : use_signature,
  };
  return given(columns) as Update<'email_drafts'>;
}

function wordsOf(draft: EmailDraftDto, send_after: string | undefined): ReplyEmailDto {
  return {
    to: draft.to_recipients ?? undefined,
    cc: draft.cc_recipients ?? undefined,
    bcc: draft.bcc_recipients ?? undefined,
    subject: draft.subject ?? undefined,
    body_text: draft.body_text ?? undefined,
    body_html: draft.body_html ?? undefined,
    reply_all: draft.reply_all,
    attachment_ids: draft.attachment_ids,
    include_quote: draft.include_quote,
    use_signature: draft.use_signature,
    set_status: (draft.set_status ?? undefined) as ReplyEmailDto['set_status'],
    send_after,
  };
}
