import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { ListOf, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Count, Id } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';

export class CreateConversationNoteDto {
  /** @example "She called yesterday about the same order." */
  @Text({ min: 1, max: 10_000, pattern: /\S/u, says: 'must hold a word' }) body: string;

  /** Users who are to look; each gets a notification. */
  @Optional() @ListOf(Id(), { max: 20, unique: true }) mentions?: string[];
}

export class UpdateConversationNoteDto {
  /** @example "She called yesterday about the same order." */
  @Text({ min: 1, max: 10_000, pattern: /\S/u, says: 'must hold a word' }) body: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListConversationNotesDto extends PageQueryDto {}

export class ConversationNoteDto implements Omit<Row<'conversation_notes'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  conversation_id: string;
  /** @example "She called yesterday about the same order." */
  body: string;
  mentions: string[];
  created_by: string;
  /** @example 1 */
  version: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  updated_at: string;
}
export class ConversationNotePageDto extends PageOf(ConversationNoteDto) {}
