import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';
import { BusinessClock } from '../../common/timeRange/businessClock.js';
import type { MessageDto } from '../messages/dto/message.dto.js';
import { MessagesService, type Reader } from '../messages/messages.service.js';
import { ConversationsService } from './conversations.service.js';
import type { TranscriptQueryDto } from './dto/conversation.dto.js';
import type { TranscriptDto } from './dto/transcript.dto.js';
import { transcriptText } from './transcript.js';

/** The most messages of one transcript; the rest is had by its times. */
const MOST = 10_000;

/** A conversation to take along. Each export is noted. */
@Injectable()
export class TranscriptsService {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly messages: MessagesService,
    private readonly functions: Functions,
    private readonly clock: BusinessClock,
  ) {}

  /** Oldest first. Raises conversation_not_found. */
  async get(id: string, { from, to }: TranscriptQueryDto, reader: Reader): Promise<TranscriptDto> {
    const conversation = await this.conversations.row(id);
    const range = {
      from: from === undefined ? undefined : this.clock.bound('from', from),
      to: to === undefined ? undefined : this.clock.bound('to', to),
    };
    const messages: MessageDto[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await this.messages.between(conversation.id, range, cursor ?? undefined, reader);
      messages.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor && messages.length < MOST);
    await this.functions.call('log_activity', { p_action: 'export', p_entity_type: 'conversations', p_entity_id: conversation.id });
    return { conversation, messages, truncated: cursor !== null };
  }

  /** The same as text. */
  text({ conversation, messages, truncated }: TranscriptDto): string {
    const text = transcriptText(conversation, messages, this.clock.zone);
    return truncated ? `${text}(There are more messages; ask for a shorter time.)\n` : text;
  }
}
