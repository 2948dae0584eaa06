import { MessageDto } from '../../messages/dto/message.dto.js';
import { ConversationDto } from './conversation.dto.js';

export class TranscriptDto {
  conversation: ConversationDto;
  /** Oldest first. */
  messages: MessageDto[];
  /** Whether there are more in this time. */
  truncated: boolean;
}
