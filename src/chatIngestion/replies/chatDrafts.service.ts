import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { chatDraftNotFound } from './chatReplies.errors.js';
import { ChatReplyRepository } from './chatReply.repository.js';
import type { ChatDraftDto, SaveChatDraftDto } from './dto/chatDraft.dto.js';

const COLUMNS = ['id', 'conversation_id', 'text', 'content', 'reply_to_id', 'version', 'created_at', 'updated_at'] as const;

/** What people are about to write: one draft for each of them in a conversation, which goes when it is sent. */
@Injectable()
export class ChatDraftsService {
  private readonly drafts: Table<'chat_drafts', ChatDraftDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly repository: ChatReplyRepository,
  ) {
    this.drafts = tables.of('chat_drafts', { columns: COLUMNS, notFound: chatDraftNotFound });
  }

  /** Raises conversation_not_found, chat_draft_not_found. */
  async get(conversation_id: string, writer: string): Promise<ChatDraftDto> {
    const { id } = await this.repository.conversation(conversation_id);
    const [draft] = await this.drafts.all({ conversation_id: id, created_by: writer });
    if (!draft) throw chatDraftNotFound({ id });
    return draft;
  }

  /** Raises conversation_not_found, stale_version. */
  async save(conversation_id: string, { text, content, reply_to_id, version }: SaveChatDraftDto, writer: string): Promise<ChatDraftDto> {
    const { created_by: _writer, ...draft } = await this.functions.one<'save_chat_draft', ChatDraftDto & { created_by: string }>(
      'save_chat_draft',
      {
        p_conversation_id: conversation_id,
        p_user_id: writer,
        p_text: text,
        p_content: content ?? null,
        p_reply_to_id: reply_to_id ?? null,
        p_version: version ?? null,
      },
    );
    return draft;
  }

  /** Raises conversation_not_found, chat_draft_not_found. */
  async remove(conversation_id: string, writer: string): Promise<ChatDraftDto> {
    const { id } = await this.get(conversation_id, writer);
    return this.drafts.remove(id, { created_by: writer });
  }
}
