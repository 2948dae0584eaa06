import { Injectable } from '@nestjs/common';
import type { Page } from '../../common/list/page.dto.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { conversationNoteNotFound } from '../chatIngestion.errors.js';
import { ConversationsService } from './conversations.service.js';
import type {
  ConversationNoteDto,
  CreateConversationNoteDto,
  ListConversationNotesDto,
  UpdateConversationNoteDto,
} from './dto/conversationNote.dto.js';

/** What colleagues tell each other in a conversation. */
@Injectable()
export class ConversationNotesService {
  private readonly notes: Table<'conversation_notes', ConversationNoteDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly conversations: ConversationsService,
  ) {
    this.notes = tables.of('conversation_notes', {
      notFound: conversationNoteNotFound,
      hidden: 'deleted_at',
      columns: ['id', 'conversation_id', 'body', 'mentions', 'created_by', 'version', 'created_at', 'updated_at'],
    });
  }

  /** Raises conversation_not_found. */
  async list(conversation_id: string, query: ListConversationNotesDto): Promise<Page<ConversationNoteDto>> {
    const { id } = await this.conversations.row(conversation_id);
    return this.notes.page(query, { conversation_id: id });
  }

  /** Raises conversation_not_found, mentioned_user_not_found. */
  async create(conversation_id: string, { body, mentions = [] }: CreateConversationNoteDto, by: string): Promise<ConversationNoteDto> {
    const note = await this.functions.one('write_conversation_note', {
      p_conversation_id: conversation_id,
      p_body: body,
      p_mentions: mentions,
      p_by: by,
    });
    return this.notes.get(note.id!);
  }

  /** One's own note. Raises conversation_note_not_found, stale_version. */
  async update(
    conversation_id: string,
    id: string,
    { body, version }: UpdateConversationNoteDto,
    by: string,
  ): Promise<ConversationNoteDto> {
    return this.notes.update(id, { body }, { ...(await this.mine(conversation_id, by)), version });
  }

  /** One's own note. Raises conversation_note_not_found. */
  async remove(conversation_id: string, id: string, by: string): Promise<ConversationNoteDto> {
    const note = await this.notes.get(id, await this.mine(conversation_id, by));
    await this.notes.remove(id);
    return note;
  }

  private async mine(conversation_id: string, created_by: string) {
    return { conversation_id: (await this.conversations.row(conversation_id)).id, created_by };
  }
}
