import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { EntityRegister } from '../common/entities/entityRegister.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { CustomersService } from '../customers/customers.service.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table, type TableOptions } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  ChangeTicketDto,
  CreateTicketDto,
  ListTicketsDto,
  MergedTicketDto,
  TicketActionDto,
  TicketCycleDto,
  TicketDetailDto,
  TicketDto,
  TicketLinkDto,
  TicketPageDto,
  TicketStatsDto,
  UpdateTicketDto,
} from './dto/ticket.dto.js';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import type { Caller } from './ticketCaller.js';
import { TicketFieldsService } from './ticketFields.service.js';
import { TicketTemplatesService } from './ticketTemplates.service.js';
import { asListCondition, TicketViewsService } from './ticketViews.service.js';
import { ticketNotFound, ticketSubjectMissing } from './tickets.errors.js';
import { TICKETS } from './tickets.settings.js';
import { TICKET, TICKET_CHANNELS } from './tickets.states.js';

/** What a list shows: everything but what hides a row. */
const COLUMNS = [
  ...[
    'id',
    'number',
    'serial',
    'subject',
    'description',
    'status',
    'priority',
    'category',
    'channel',
    'team',
    'assignee_id',
    'customer_id',
  ],
  ...['tags', 'watcher_ids', 'custom_fields', 'checklist', 'due_at', 'snoozed_until', 'cycle', 'status_since', 'first_response_at'],
  ...['last_customer_at', 'last_response_at', 'waiting_since', 'resolved_at', 'closed_at', 'close_warned_at', 'merged_into', 'merged_at'],
  ...['created_by', 'created_at', 'updated_at', 'version', 'sla_status', 'sla_due_at'],
] as (keyof TicketDto)[];

const LIST: TableOptions<'tickets'> = {
  notFound: ticketNotFound,
  hidden: 'hidden_at',
  columns: COLUMNS,
  filters: ['status', 'priority', 'channel', 'category', 'team', 'assignee_id', 'customer_id', 'sla_status'],
  ranges: { ...CREATED_BETWEEN, due_before: ['due_at', 'lt'], sla_due_before: ['sla_due_at', 'lt'] },
  search: ['number', 'subject', 'description'],
  sort: ['created_at', 'updated_at', 'serial', 'sla_due_at'],
  kept: ['status', 'priority', 'channel', 'category', 'team'],
  stats: { status: TICKET.states, priority: MATTER_PRIORITIES, channel: TICKET_CHANNELS, category: [], team: [] },
};

/** Matters that somebody sees through, whichever channel they came by. */
@Injectable()
export class TicketsService {
  private readonly tickets: Table<'tickets', TicketDto>;
  /** Merged ones too: their ids keep leading somewhere. */
  private readonly all: Table<'tickets', TicketDto>;
  private readonly cycles: Table<'ticket_cycles', TicketCycleDto>;
  private readonly lifecycle: LifecycleOf<typeof TICKET>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly entities: EntityRegister,
    private readonly fields: TicketFieldsService,
    private readonly views: TicketViewsService,
    private readonly templates: TicketTemplatesService,
    private readonly config: ConfigService,
  ) {
    this.tickets = tables.of('tickets', LIST);
    this.all = tables.of('tickets', { notFound: ticketNotFound, hidden: 'deleted_at', columns: COLUMNS });
    this.cycles = tables.of('ticket_cycles', {
      columns: ['cycle', 'opened_at', 'first_response_at', 'resolved_at', 'resolved_by'],
      sort: ['cycle'],
    });
    this.lifecycle = lifecycles.of(TICKET, 'tickets', ticketNotFound);
  }

  /** Raises ticket_view_not_found. */
  async list({ sort, ...query }: ListTicketsDto, user_id: string, now: Date): Promise<TicketPageDto> {
    const { own, more, view } = await this.narrowed(query, user_id, now);
    const by = sort ?? view?.sort;
    if (by === 'sla_due_at') more.push({ columns: [by], operator: 'set' });
    return this.tickets.page({ ...own, order: query.order ?? view?.order, sort: by }, more);
  }

  /** Raises ticket_view_not_found. */
  async stats(query: Omit<ListTicketsDto, 'sort'>, user_id: string, now: Date): Promise<TicketStatsDto> {
    const { own, more } = await this.narrowed(query, user_id, now);
    return this.tickets.stats(own, more);
  }

  /** The ticket, or the one that it was merged into. Raises ticket_not_found. */
  async get(id: string, { permissions }: Caller): Promise<TicketDetailDto> {
    const row = await this.row(id);
    const [merged, links, cycles, history] = await Promise.all([
      this.functions.call<'get_merged_tickets', MergedTicketDto[]>('get_merged_tickets', { p_id: row.id }),
      this.functions.call<'get_ticket_links', Omit<TicketLinkDto, 'entity'>[]>('get_ticket_links', { p_id: row.id }),
      this.cycles.all({ ticket_id: row.id }),
      this.lifecycle.history(row.id),
    ]);
    const entities = await this.entities.describe(
      links.map(({ entity_type, entity_id }) => ({ type: entity_type, id: entity_id })),
      permissions,
    );
    return {
      ...row,
      merged,
      links: links.map((link, n) => ({ ...link, entity: entities[n] ?? null })),
      cycles,
      history,
      allowed_actions: TICKET.allowed(row.status),
    };
  }

  /** The same without what belongs to it. One whose merges lead nowhere is itself. Raises ticket_not_found. */
  async row(id: string): Promise<TicketDto> {
    const row = await this.all.get(id);
    if (!row.merged_into) return row;
    const root: string | null = await this.functions.call('ticket_root', { p_id: id });
    return root ? this.all.get(root) : row;
  }

  /**
   * Raises entity_not_found for a source that the caller may not see, ticket_template_not_found, ticket_subject_missing,
   * assignee_not_found, validation_failed.
   */
  async create({ template_id, ...given }: CreateTicketDto, id: string, caller: Caller): Promise<TicketDto> {
    const { source } = given;
    const [template] = await Promise.all([
      template_id && this.templates.get(template_id, caller.id),
      source && this.expectVisible(source, caller),
      this.fields.check(given.custom_fields),
    ]);
    const ticket: Partial<CreateTicketDto> = template ? { ...template.ticket, ...defined(given) } : given;
    if (ticket.subject === undefined && !source) throw ticketSubjectMissing({ template_id });
    return shown(await this.functions.one('create_ticket', { p_id: id, p_ticket: ticket, p_by: caller.id }));
  }

  /**
   * Raises ticket_not_found, ticket_merged, stale_version, step_not_allowed, assignee_not_found, ticket_not_ready,
   * ticket_snooze_invalid.
   */
  async update(id: string, { version, status, ...change }: UpdateTicketDto, note = ''): Promise<TicketDto> {
    await this.fields.check(change.custom_fields);
    return this.step(id, { p_to: status, p_change: defined(change), p_version: version, p_note: note });
  }

  /** Raises the same. */
  async act(id: string, { action, note, snoozed_until, version }: TicketActionDto, caller: Caller): Promise<TicketDetailDto> {
    await this.step(id, { p_action: action, p_change: defined({ snoozed_until }), p_version: version, p_note: note ?? '' });
    return this.get(id, caller);
  }

  /** Raises ticket_not_found. */
  remove(id: string, now: Date): Promise<TicketDto> {
    return this.all.update(id, { deleted_at: now.toISOString() });
  }

  /** What a change would make of it, which is taken back. Raises what `update` raises. */
  async tried(id: string, { status, ...change }: ChangeTicketDto): Promise<Record<string, unknown>> {
    return this.functions.call('try_ticket', { p_id: id, p_steps: TICKET.steps, p_to: status ?? null, p_change: defined(change) });
  }

  /** Opens what was snoozed until now. */
  async wake(): Promise<void> {
    while ((await this.functions.call('wake_snoozed', { p_table: 'public.tickets', p_action: 'resume' })) === 1_000);
  }

  /** Closes what nobody needs any more, having warned before. */
  async closeSilent(now: Date): Promise<void> {
    const { TICKETS_CLOSE_RESOLVED_AFTER, TICKETS_CLOSE_PENDING_AFTER, TICKETS_CLOSE_WARNING } = this.config.of(TICKETS);
    const interval = (milliseconds: number) => `${milliseconds} milliseconds`;
    await this.functions.call('close_silent_tickets', {
      p_resolved_after: interval(TICKETS_CLOSE_RESOLVED_AFTER),
      p_pending_after: interval(TICKETS_CLOSE_PENDING_AFTER),
      p_warning: interval(TICKETS_CLOSE_WARNING),
      p_now: now.toISOString(),
    });
  }

  /** Raises entity_not_found. */
  async expectVisible({ entity_type, entity_id }: { entity_type: string; entity_id: string }, { permissions }: Caller): Promise<void> {
    const [entity] = await this.entities.describe([{ type: entity_type, id: entity_id }], permissions);
    if (!entity) throw entityNotFound({ entity_type, entity_id });
  }

  private async step(
    id: string,
    step: { p_action?: string; p_to?: string; p_change: object; p_version?: number; p_note: string },
  ): Promise<TicketDto> {
    return shown(await this.functions.one('update_ticket', { p_id: id, p_steps: TICKET.steps, ...step }));
  }

  /** What the query says of columns, and what it says otherwise. */
  private async narrowed(query: Omit<ListTicketsDto, 'sort'>, user_id: string, now: Date) {
    const { view_id, unassigned, tag, watched, waiting, entity_type, entity_id, ...own } = await this.customers.withMembers(query);
    const more: Condition[] = [];
    if (unassigned !== undefined) more.push({ columns: ['assignee_id'], operator: unassigned ? 'null' : 'set' });
    if (waiting !== undefined) more.push({ columns: ['waiting_since'], operator: waiting ? 'set' : 'null' });
    if (tag !== undefined) more.push({ columns: ['tags'], operator: 'has', value: tag });
    if (watched) more.push({ columns: ['watcher_ids'], operator: 'has', value: user_id });
    if ((entity_type === undefined) !== (entity_id === undefined))
      throw validationFailed([{ field: 'entity_id', message: 'entity_type and entity_id go together' }]);
    if (entity_type !== undefined) {
      const ids = await this.functions.call('get_tickets_of', { p_entity_type: entity_type, p_entity_id: entity_id! });
      more.push({ columns: ['id'], operator: 'in', value: ids });
    }
    const shown_by = view_id === undefined ? undefined : await this.views.conditionOf(view_id, user_id);
    if (shown_by) more.push(asListCondition(shown_by.condition, now));
    return { own, more, view: shown_by?.view };
  }
}

/** Of a row, what the API answers. */
function shown(row: Record<string, unknown>): TicketDto {
  return Object.fromEntries(COLUMNS.map((column) => [column, row[column]])) as unknown as TicketDto;
}

function defined(change: object): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
