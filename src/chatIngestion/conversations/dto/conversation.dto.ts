import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { MATTER_PRIORITIES, type MatterPriority } from '../../../common/matter/matter.js';
import { HistoryEntryDto } from '../../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../../common/status/lifecycle.js';
import { AnyOf, AnyOfTexts } from '../../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { DateOrInstant, Instant } from '../../../common/validation/time.decorators.js';
import { Count, Flag, Id, OneOf } from '../../../common/validation/value.decorators.js';
import { CHAT_MESSAGE_TYPES } from '../../../providers/ports/parsedChat.js';
import type { Row } from '../../../supabase/table.js';
import { DIRECTIONS } from '../../messages/messageWords.js';
import { CHAT_KINDS, type ChatKind } from '../../providers/chatKinds.js';
import { CONVERSATION } from '../conversation.states.js';

export type ConversationStatus = StateOf<typeof CONVERSATION>;

/** Ready-made lists, beside which all filters can be used. */
export const CONVERSATION_VIEWS = ['mine', 'unassigned', 'mentioned', 'longest_waiting'] as const;
export const CONVERSATION_SORTS = ['last_message_at', 'created_at'] as const;
const LABEL = { min: 1, max: 50, oneLine: true, pattern: /^\S(.*\S)?$/, says: 'must not begin or end with a blank' };

type Hidden = 'mentioned_ids' | 'is_unread' | 'is_waiting';

export class ConversationDto implements Omit<Row<'conversations'>, Hidden> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  contact_id: string;
  provider_id: string;
  /** The kind of its provider. */
  @OneOf(CHAT_KINDS) channel: string;
  /** @example "+447700900123" */
  business_number: string;
  customer_id: string | null;
  /** @example "Asha" */
  contact_name: string;
  /**
   * Empty while WhatsApp tells only a user id.
   * @example "+918123456789"
   */
  contact_phone: string;
  @OneOf(CONVERSATION.states) status: string;
  @OneOf(MATTER_PRIORITIES) priority: string;
  team: string | null;
  assignee_id: string | null;
  /** @example ["refund"] */
  labels: string[];
  snoozed_until: string | null;
  /**
   * How often it was opened.
   * @example 1
   */
  cycle: number;
  message_count: number;
  /** Unread messages of the customer. */
  unread_count: number;
  /** @example "2026-02-24T09:17:57.000Z" */
  last_message_at: string;
  /** @example "Where is my order?" */
  last_message_preview: string;
  @OneOf(CHAT_MESSAGE_TYPES) last_message_type: string | null;
  @OneOf(DIRECTIONS) last_direction: string | null;
  last_customer_message_at: string | null;
  /** The last message of a person of ours. */
  last_response_at: string | null;
  /** The first message of the customer that no person has answered; null when there is none. */
  waiting_since: string | null;
  /** Of the present cycle. */
  first_response_at: string | null;
  /** Free text may be sent before; then only an approved template. */
  window_closes_at: string | null;
  /** Users who take part. */
  participant_ids: string[];
  /** The conversation that took this one in. */
  merged_into: string | null;
  resolved_at: string | null;
  /** Counts what people change. */
  version: number;
  /** @example "2026-02-24T09:17:57.000Z" */
  created_at: string;
  updated_at: string;
}
export class ConversationPageDto extends PageOf(ConversationDto) {}

export class ConversationContactDto implements Pick<
  Row<'chat_contacts'>,
  'id' | 'name' | 'phone' | 'bsuid' | 'username' | 'customer_id' | 'last_customer_at' | 'opted_out_at' | 'unreachable_at'
> {
  id: string;
  /** @example "Asha" */
  name: string;
  /** @example "+918123456789" */
  phone: string | null;
  /** WhatsApp's id of this person for our business. */
  bsuid: string | null;
  username: string | null;
  customer_id: string | null;
  /** When the window of 24 hours was opened last. */
  last_customer_at: string | null;
  /** Since when this person wants no more templates. */
  opted_out_at: string | null;
  /** Since when nothing can be delivered to this number. */
  unreachable_at: string | null;
}

export class ConversationWindowDto {
  /** Whether free text may be sent now. */
  is_open: boolean;
  /** @example "2026-02-25T09:17:57.000Z" */
  @Instant() closes_at: string | null;
}

export class ConversationCycleDto implements Omit<Row<'conversation_cycles'>, 'conversation_id'> {
  /** @example 1 */
  cycle: number;
  /** @example "2026-02-24T09:17:57.000Z" */
  opened_at: string;
  first_message_at: string | null;
  first_response_at: string | null;
  resolved_at: string | null;
  resolved_by: string | null;
}

export class ConversationDetailDto extends ConversationDto {
  contact: ConversationContactDto;
  window: ConversationWindowDto;
  /** Each time it was opened. */
  cycles: ConversationCycleDto[];
  history: HistoryEntryDto[];
  /** What leads out of the present status. */
  @ListOf(OneOf(CONVERSATION.actions)) allowed_actions: StepOf<typeof CONVERSATION>[];
}

export class ListConversationsDto extends PageQueryDto {
  /**
   * `mine`: assigned to you, or you take part; `unassigned`: without an assignee and not resolved; `mentioned`: a note mentions you;
   * `longest_waiting`: unanswered, the oldest first.
   */
  @Optional() @OneOf(CONVERSATION_VIEWS) view?: (typeof CONVERSATION_VIEWS)[number];

  /** @example "open" */
  @Optional() @AnyOf(CONVERSATION.states) status?: ConversationStatus | ConversationStatus[];

  @Optional() @OneOf(CHAT_KINDS) channel?: ChatKind;

  @Optional() @Id() provider_id?: string;

  /** @example "support" */
  @AnyOfTexts({ min: 1, max: 100 }) team?: string | string[];

  @Optional() @AnyOf(MATTER_PRIORITIES) priority?: MatterPriority | MatterPriority[];

  @Optional() @Id() assignee_id?: string;

  /** Whether it has no assignee. */
  @Optional() @Flag() unassigned?: boolean;

  /** @example "refund" */
  @Optional() @Text({ min: 1, max: 50 }) label?: string;

  /** With all that are merged with it. */
  @Optional() @Id() customer_id?: string;

  @Optional() @Id() contact_id?: string;

  /** Whether it has unread messages. */
  @Optional() @Flag() unread?: boolean;

  /** Whether the customer waits for an answer. */
  @Optional() @Flag() waiting?: boolean;

  /** Searches name and number of the contact; `GET /conversations/messages` searches what was written. */
  @Optional() @Text({ max: 200 }) search?: string;

  /** Defaults to `last_message_at`; the view `longest_waiting` has an order of its kind, which `order` turns round. */
  @Optional() @OneOf(CONVERSATION_SORTS) sort?: (typeof CONVERSATION_SORTS)[number];
}

export class UpdateConversationDto {
  /** `snoozed` needs `snoozed_until`. */
  @Optional() @OneOf(CONVERSATION.states) status?: ConversationStatus;

  /** When a snoozed conversation is open again. */
  @Optional() @Instant() snoozed_until?: string;

  @Optional() @OneOf(MATTER_PRIORITIES) priority?: MatterPriority;

  /** @example "support" */
  @Optional() @Nullable() @Text({ min: 1, max: 100 }) team?: string | null;

  /** The agent who answers; null for none. */
  @Optional() @Nullable() @Id() assignee_id?: string | null;

  /** All labels that it is to have. */
  @Optional() @ListOf(Text(LABEL), { max: 20, unique: true }) labels?: string[];

  /** Marks it as read, or as unread. */
  @Optional() @Flag() read?: boolean;

  /**
   * The version you saw. If people changed it since, the change is refused with 409 `stale_version`, and `details.changes` says what they
   * changed.
   */
  @Optional() @Count({ min: 1 }) version?: number;
}

class ConversationFiguresDto {
  /** @example 12 */
  open: number;
  pending: number;
  snoozed: number;
  resolved: number;
  /** Those with unread messages. */
  unread: number;
  /** Those whose customer waits for an answer. */
  waiting: number;
  /** Those without an assignee that are not resolved. */
  unassigned: number;
}
export class ConversationChannelFiguresDto extends ConversationFiguresDto {
  @OneOf(CHAT_KINDS) channel: string;
}
export class ConversationProviderFiguresDto extends ConversationFiguresDto {
  @Id() provider_id: string;
}
export class ConversationTeamFiguresDto extends ConversationFiguresDto {
  /** Null: those without a team. */
  team: string | null;
}
export class ConversationTotalFiguresDto extends ConversationFiguresDto {}

export class ConversationCountsDto {
  total: ConversationTotalFiguresDto;
  by_channel: ConversationChannelFiguresDto[];
  by_provider: ConversationProviderFiguresDto[];
  by_team: ConversationTeamFiguresDto[];
}

export class CountConversationsDto {
  /** @example "support" */
  @AnyOfTexts({ min: 1, max: 100 }) team?: string | string[];
}

export class MergeConversationDto {
  /** The conversation whose messages move here. */
  @Id() from: string;

  /** Only say what would move. */
  @Optional() @Flag() dry_run?: boolean = false;
}

export class MergedConversationDto {
  dry_run: boolean;
  /** The conversation that has the messages then. */
  @Id() conversation_id: string;
  /** @example 3 */
  messages: number;
  unread: number;
  notes: number;
  /** Labels that were not there before. */
  labels: string[];
}

export class TranscriptQueryDto {
  /** Defaults to `text`. */
  @Optional() @OneOf(['text', 'json']) format?: 'text' | 'json' = 'text';

  /** The first day or moment. */
  @Optional() @DateOrInstant() from?: string;

  /** The last day, which counts as a whole, or the moment before which it ends. */
  @Optional() @DateOrInstant() to?: string;
}
