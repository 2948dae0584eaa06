import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ChatReplyService } from '../chatIngestion/replies/chatReply.service.js';
import { allows, permissionsWithin, type UserPermissions } from '../common/auth/permissions.port.js';
import { EntityRegister } from '../common/entities/entityRegister.js';
import { forbidden, validationFailed } from '../common/errors/commonErrors.js';
import { attachmentHeaders } from '../common/files/attachmentHeaders.js';
import { FileStore } from '../common/files/fileStore.js';
import type { UploadDto, UploadQueryDto } from '../common/files/upload.dto.js';
import { rangeOf, type RangeWish, type ServedBytes } from '../common/http/byteRange.js';
import { EmailUploadsService } from '../gmailIngestion/composing/emailUploads.service.js';
import { EmailReplyService } from '../gmailIngestion/replies/emailReply.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateTicketCommentDto,
  ListTicketCommentsDto,
  TicketCommentDto,
  TicketCommentPageDto,
  UpdateTicketCommentDto,
} from './dto/ticketComment.dto.js';
import type { Caller } from './ticketCaller.js';
import { ticketAttachmentNotFound, ticketCommentNotFound, ticketHasNoChannel } from './tickets.errors.js';
import { TicketsService } from './tickets.service.js';

type Parts = Pick<TicketCommentDto, 'id' | 'send_state' | 'attachments'>;
type Bare = Omit<TicketCommentDto, 'send_state' | 'attachments'>;

const COLUMNS = [
  ...['id', 'ticket_id', 'visibility', 'source', 'body', 'mentions', 'email_id', 'message_id', 'customer_id', 'sent_to_id', 'flags'],
  ...['failed_at', 'created_by', 'created_at', 'updated_at', 'version'],
] as (keyof Bare)[];

/** What is said on tickets: by customers, to them, and among colleagues. */
@Injectable()
export class TicketCommentsService {
  private readonly comments: Table<'ticket_comments', Bare>;
  private readonly attachments: Table<'ticket_attachments'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly tickets: TicketsService,
    private readonly uploads: EmailUploadsService,
    private readonly emails: EmailReplyService,
    private readonly chats: ChatReplyService,
    private readonly files: FileStore,
    private readonly entities: EntityRegister,
  ) {
    this.comments = tables.of('ticket_comments', {
      notFound: ticketCommentNotFound,
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: ['visibility', 'source'],
      sort: ['created_at'],
    });
    this.attachments = tables.of('ticket_attachments', { notFound: ticketAttachmentNotFound });
  }

  /** Of the ticket and of those merged into it. Raises ticket_not_found. */
  async list(ticket_id: string, query: ListTicketCommentsDto): Promise<TicketCommentPageDto> {
    const { id } = await this.tickets.row(ticket_id);
    const members = await this.functions.call('ticket_members', { p_id: id });
    const page = await this.comments.page(query, [{ columns: ['ticket_id'], operator: 'in', value: members }]);
    return { ...page, data: await this.whole(page.data) };
  }

  /**
   * An internal comment, or a reply that goes to the customer. Raises ticket_not_found, ticket_has_no_channel, forbidden,
   * mentioned_user_not_found, unknown_upload, and what the channel refuses.
   */
  async create(ticket_id: string, body: CreateTicketCommentDto, id: string, caller: Caller, now: Date): Promise<TicketCommentDto> {
    const { visibility, body: words, mentions = [], attachment_ids = [] } = body;
    const ticket = await this.tickets.row(ticket_id);
    if (visibility === 'internal' && body.via) throw validationFailed([{ field: 'via', message: 'via is for public comments' }]);
    const files = attachment_ids.length > 0 ? await this.uploads.find(attachment_ids, caller.id) : [];
    const written = await this.writeBy(
      (sent) =>
        this.functions.one('write_ticket_comment', {
          p_ticket_id: ticket_id,
          p_id: id,
          p_comment: { visibility, body: words, mentions, ...sent, attachments: files, upload_ids: attachment_ids },
          p_by: caller.id,
        }),
      ticket.id,
      body,
      id,
      caller,
      now,
    );
    return this.one(written.id!);
  }

  /**
   * `write` makes a comment, and what else belongs to it, in one transaction: it gets the mail or the message that goes out with a public
   * one, for write_ticket_comment. Raises ticket_has_no_channel, forbidden, and what the channel refuses.
   */
  async writeBy<T>(
    write: (sent: { mail?: object; message?: object }) => Promise<T>,
    ticket_id: string,
    { visibility, body, attachment_ids = [], via }: CreateTicketCommentDto,
    send_id: string,
    { id: created_by, permissions }: Caller,
    now: Date,
  ): Promise<T> {
    if (visibility === 'internal') return write({});
    const target = await this.functions.call<'ticket_reply_target', Target>('ticket_reply_target', { p_id: ticket_id, p_via: via ?? null });
    const { email_id, conversation_id } = target;
    const author = { send_id, created_by };
    if (email_id) {
      await this.expectMayWrite(permissions, 'emails', 'email', email_id);
      return write({ mail: await this.emails.prepareReply(email_id, { body_text: body, attachment_ids }, author) });
    }
    if (!conversation_id) throw ticketHasNoChannel({ via });
    await this.expectMayWrite(permissions, 'chats', 'conversation', conversation_id);
    if (attachment_ids.length > 1)
      throw validationFailed([{ field: 'attachment_ids', message: 'attachment_ids takes one file in a chat' }]);
    const [upload_id] = attachment_ids;
    const words = upload_id ? { media: { upload_id, caption: body } } : { text: body };
    return this.chats.replyBy((message) => write({ message }), conversation_id, words, author, now);
  }

  /** One comment as it is listed. Raises ticket_comment_not_found. */
  async one(id: string): Promise<TicketCommentDto> {
    return (await this.whole([await this.comments.get(id)]))[0]!;
  }

  /** One's own internal comment. Raises ticket_not_found, ticket_comment_not_found, stale_version. */
  async update(ticket_id: string, id: string, { body, version }: UpdateTicketCommentDto, by: string): Promise<TicketCommentDto> {
    await this.comments.update(id, { body }, { ...(await this.own(ticket_id, id, by)), version });
    return this.one(id);
  }

  /** One's own internal comment. Raises ticket_not_found, ticket_comment_not_found. */
  async remove(ticket_id: string, id: string, by: string): Promise<TicketCommentDto> {
    const where = await this.own(ticket_id, id, by);
    const comment = await this.one(id);
    await this.comments.remove(id, where);
    return comment;
  }

  /** A file to attach. Raises upload_empty, uploads_busy, body_too_large. */
  upload(query: UploadQueryDto, request: FastifyRequest, created_by: string): Promise<UploadDto> {
    return this.uploads.take(query, request, created_by);
  }

  /** Raises ticket_attachment_not_found, file_missing. */
  async open(id: string, wish: RangeWish): Promise<{ bytes: ServedBytes; headers: Record<string, string> }> {
    const { comment_id, sha256, filename, content_type, size } = await this.attachments.get(id);
    if (!(await this.comments.find(comment_id))) throw ticketAttachmentNotFound({ id });
    const etag = `"${sha256}"`;
    const range = rangeOf(wish, { size, etag });
    return {
      bytes: { stream: await this.files.open(sha256, range), size, range, etag },
      headers: attachmentHeaders(filename, content_type),
    };
  }

  /** Raises forbidden. */
  private async expectMayWrite(permissions: UserPermissions, module: string, type: string, id: string): Promise<void> {
    if (allows(permissions, module, 'create')) return;
    const scopes = await this.entities.scopesOf(type, id);
    if (!allows(permissionsWithin(permissions, module, scopes), module, 'create')) throw forbidden({ module });
  }

  private async own(ticket_id: string, id: string, created_by: string) {
    const ticket = await this.tickets.row(ticket_id);
    const members = await this.functions.call('ticket_members', { p_id: ticket.id });
    const where = { created_by, visibility: 'internal' };
    const comment = await this.comments.get(id, where);
    if (!members.includes(comment.ticket_id)) throw ticketCommentNotFound({ id });
    return where;
  }

  private async whole(comments: Bare[]): Promise<TicketCommentDto[]> {
    if (comments.length === 0) return [];
    const parts = await this.functions.call<'get_ticket_comment_parts', Parts[]>('get_ticket_comment_parts', {
      p_ids: comments.map(({ id }) => id),
    });
    const of = new Map(parts.map((part) => [part.id, part]));
    return comments.map((comment) => {
      const { send_state, attachments } = of.get(comment.id)!;
      return { ...comment, send_state, attachments };
    });
  }
}

type Target = {
  email_id: string | null;
  conversation_id: string | null;
};
