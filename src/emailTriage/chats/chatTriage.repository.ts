import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { Row } from '../../supabase/table.js';
import type { Verdict } from '../triageVerdict.js';

/** What the customer of a conversation wrote last. */
export interface ChatWords {
  /** The conversation that took this one in, or itself. */
  conversation_id: string;
  /** The newest of the messages; null when there is none with words. */
  message_id: string | null;
  text: string;
}

@Injectable()
export class ChatTriageRepository {
  constructor(
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  /** Undefined when there is no such conversation. */
  async words(conversation_id: string): Promise<ChatWords | undefined> {
    const [found] = await this.postgres.query<ChatWords>({
      name: 'get_chat_words',
      text: 'select * from public.get_chat_words($1)',
      values: [conversation_id],
    });
    return found;
  }

  /** Writes down what a person asked for. Raises conversation_not_found. */
  apply({ conversation_id, message_id }: ChatWords, verdict: Verdict, requested_by: string): Promise<Row<'chat_triages'>> {
    return this.functions.one('apply_chat_triage', {
      p_conversation_id: conversation_id,
      p_triage: { ...verdict, message_id },
      p_requested_by: requested_by,
    });
  }

  /** The same for what happens by itself: once for each message and request_key. */
  async applyOnce({ conversation_id, message_id }: ChatWords, verdict: Verdict, request_key: string): Promise<void> {
    await this.postgres.query({
      name: 'apply_chat_triage',
      text: 'select public.apply_chat_triage($1, $2::jsonb)',
      values: [conversation_id, JSON.stringify({ ...verdict, message_id, request_key })],
    });
  }
}
