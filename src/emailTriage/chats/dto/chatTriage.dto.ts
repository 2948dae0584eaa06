import { OmitType } from '@nestjs/swagger';
import { PageOf } from '../../../common/list/page.dto.js';
import type { Row } from '../../../supabase/table.js';
import { EmailTriageDto } from '../../dto/emailTriage.dto.js';

export class ChatTriageDto
  extends OmitType(EmailTriageDto, ['email_id', 'applied'] as const)
  implements Omit<Row<'chat_triages'>, 'request_key' | 'result'>
{
  conversation_id: string;
  /** The newest message that was judged. */
  message_id: string | null;
  /** `team` and `priority` if they were set from this result; a value set by a person is left alone. */
  applied: string[];
}
export class ChatTriagePageDto extends PageOf(ChatTriageDto) {}
