import { Injectable } from '@nestjs/common';
import { type LifecycleOf, Lifecycles } from '../../common/status/lifecycles.service.js';
import { AgentsService } from '../../agents/agents.service.js';
import { CustomersService } from '../../customers/customers.service.js';
import { listed } from '../../common/list/listed.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Condition } from '../../supabase/conditions.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { conversationNotFound } from '../chatIngestion.errors.js';
import { windowOf } from './chatWindow.js';
import { CONVERSATION } from './conversation.states.js';
import type {
  ConversationContactDto,
  ConversationCountsDto,
  ConversationCycleDto,
  ConversationDetailDto,
  ConversationDto,
  ConversationPageDto,
  ListConversationsDto,
  MergeConversationDto,
  MergedConversationDto,
  UpdateConversationDto,
} from './dto/conversation.dto.js';

/** What a list shows: everything but what only filters ask. */
const COLUMNS = [
  ...[
    'id',
    'contact_id',
    'provider_id',
    'channel',
    'business_number',
    'customer_id',
    'contact_name',
    'contact_phone',
    'status',
    'priority',
  ],
  ...[
    'team',
    'assignee_id',
    'labels',
    'snoozed_until',
    'cycle',
    'message_count',
    'unread_count',
    'last_message_at',
    'last_message_preview',
  ],
  ...['last_message_type', 'last_direction', 'last_customer_message_at', 'last_response_at', 'waiting_since', 'first_response_at'],
  ...['window_closes_at', 'participant_ids', 'merged_into', 'resolved_at', 'version', 'created_at', 'updated_at'],
] as (keyof ConversationDto)[];

/** Conversations of contacts with our business numbers. */
@Injectable()
export class ConversationsService {
  private readonly conversations: Table<'conversations', ConversationDto>;
  /** Merged ones too: their ids keep leading somewhere. */
  private readonly all: Table<'conversations', ConversationDto>;
  private readonly contacts: Table<'chat_contacts', ConversationContactDto>;
  private readonly cycles: Table<'conversation_cycles', ConversationCycleDto>;
  private readonly lifecycle: LifecycleOf<typeof CONVERSATION>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly agents: AgentsService,
  ) {
    this.conversations = tables.of('conversations', {
      notFound: conversationNotFound,
      hidden: 'merged_into',
      columns: COLUMNS,
      filters: ['status', 'channel', 'provider_id', 'team', 'priority', 'assignee_id', 'customer_id', 'contact_id'],
      search: ['contact_name', 'contact_phone'],
      sort: ['last_message_at', 'created_at', 'waiting_since'],
      kept: ['status', 'channel', 'provider_id', 'team', 'assignee_id', 'priority', 'is_unread', 'is_waiting'],
    });
    this.all = tables.of('conversations', { notFound: conversationNotFound, columns: COLUMNS });
    this.contacts = tables.of('chat_contacts', {
      columns: ['id', 'name', 'phone', 'bsuid', 'username', 'customer_id', 'last_customer_at', 'opted_out_at', 'unreachable_at'],
    });
    this.cycles = tables.of('conversation_cycles', {
      columns: ['cycle', 'opened_at', 'first_message_at', 'first_response_at', 'resolved_at', 'resolved_by'],
      sort: ['cycle'],
    });
    this.lifecycle = lifecycles.of(CONVERSATION, 'conversations', conversationNotFound);
  }

  async list(query: ListConversationsDto, user_id: string): Promise<ConversationPageDto> {
    const { view, unassigned, unread, waiting, label, ...rest } = await this.customers.withMembers(query);
    const more: Condition[] = [];
    const be = (column: string, operator: 'eq' | 'has' | 'null' | 'set' | 'in', value?: unknown) =>
      more.push({ columns: [column], operator, value });
    if (unassigned !== undefined) be('assignee_id', unassigned ? 'null' : 'set');
    if (unread !== undefined) be('is_unread', 'eq', unread);
    if (waiting !== undefined) be('is_waiting', 'eq', waiting);
    if (label !== undefined) be('labels', 'has', label);
    if (view === 'mine') more.push(await this.isOf(user_id));
    if (view === 'mentioned') be('mentioned_ids', 'has', user_id);
    if (view === 'unassigned') {
      be('assignee_id', 'null');
      if (query.status === undefined) be('status', 'in', ['open', 'pending', 'snoozed']);
    }
    // What does not wait has no place in this order.
    const longest = view === 'longest_waiting';
    if (longest) be('is_waiting', 'eq', true);
    const sort = longest ? 'waiting_since' : query.sort;
    const order = query.order ?? (longest ? 'asc' : 'desc');
    return this.conversations.page({ ...rest, sort, order }, more);
  }

  /** Assigned to this user as an agent, or one that he takes part in. */
  private async isOf(user_id: string): Promise<Condition> {
    const takes_part: Condition = { columns: ['participant_ids'], operator: 'has', value: user_id };
    const agent_id = await this.agents.idOfUser(user_id);
    return agent_id ? { either: [[takes_part], [{ columns: ['assignee_id'], operator: 'eq', value: agent_id }]] } : takes_part;
  }

  counts(team?: string | string[]): Promise<ConversationCountsDto> {
    return this.functions.call('count_conversations', { p_teams: listed(team) });
  }

  /** The conversation, or the one that took it in. Raises conversation_not_found. */
  async get(id: string, now: Date): Promise<ConversationDetailDto> {
    const row = await this.row(id);
    const [contact, cycles, history] = await Promise.all([
      this.contacts.get(row.contact_id),
      this.cycles.all({ conversation_id: row.id }),
      this.lifecycle.history(row.id),
    ]);
    return {
      ...row,
      contact,
      window: windowOf(contact.last_customer_at, now),
      cycles,
      history,
      allowed_actions: CONVERSATION.allowed(row.status),
    };
  }

  /** The same without what belongs to it. Raises conversation_not_found. */
  async row(id: string): Promise<ConversationDto> {
    const row = await this.all.get(id);
    return row.merged_into ? this.all.get(row.merged_into) : row;
  }

  /**
   * Raises conversation_not_found, conversation_merged, stale_version, step_not_allowed, assignee_not_found, snooze_needs_time,
   * conversation_already_open.
   */
  async update(id: string, { version, ...change }: UpdateConversationDto, now: Date): Promise<ConversationDetailDto> {
    await this.functions.call('update_conversation', { p_id: id, p_change: change, p_steps: CONVERSATION.steps, p_version: version });
    return this.get(id, now);
  }

  /** Raises conversation_not_found. */
  async follow(id: string, user_id: string, follows: boolean, now: Date): Promise<ConversationDetailDto> {
    const { id: living } = await this.row(id);
    await this.functions.call('follow_conversation', { p_id: living, p_user_id: user_id, p_follows: follows });
    return this.get(living, now);
  }

  /** Raises conversation_not_found, conversation_merged, conversations_differ, merge_into_resolved. */
  merge(id: string, { from, dry_run = false }: MergeConversationDto): Promise<MergedConversationDto> {
    return this.functions.call('merge_conversations', { p_from: from, p_into: id, p_dry_run: dry_run });
  }

  /** Opens what was snoozed until now. */
  async wake(): Promise<void> {
    while ((await this.functions.call('wake_snoozed', { p_table: 'public.conversations', p_action: 'wake' })) === 1_000);
  }
}
