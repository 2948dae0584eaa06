import { ApiProperty } from '@nestjs/swagger';
import { Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Count, Id, JsonObject } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';

export class SaveChatDraftDto {
  /** @example "Dear Asha," */
  @Text({ max: 4096 }) text: string;

  /** What is to be sent beyond the text, as `POST /conversations/:id/reply` takes it. */
  @Optional() @Nullable() @JsonObject({ max_bytes: 32_000 }) content?: Record<string, unknown> | null;

  /** The message that it will quote. */
  @Optional() @Nullable() @Id() reply_to_id?: string | null;

  /** The version you edited; if there is a newer one, the request is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ChatDraftDto implements Omit<Row<'chat_drafts'>, 'created_by' | 'content'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  conversation_id: string;
  text: string;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  content: Record<string, unknown> | null;
  reply_to_id: string | null;
  /** @example 1 */
  version: number;
  created_at: string;
  updated_at: string;
}
