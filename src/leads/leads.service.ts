import { Injectable } from '@nestjs/common';
import type { UserPermissions } from '../common/auth/permissions.port.js';
import { EntityRegister } from '../common/entities/entityRegister.js';
import { noteRequired } from '../common/errors/commonErrors.js';
import { funnelOf } from '../common/list/funnel.js';
import type { StatsOfValueGroupDto } from '../common/list/stats.dto.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { CustomersService } from '../customers/customers.service.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateLeadDto,
  LeadActionDto,
  LeadCustomerDto,
  LeadDetailDto,
  LeadDto,
  LeadPageDto,
  LeadStatsDto,
  LeadTouchDto,
  ListLeadsDto,
  TouchLeadDto,
  UpdateLeadDto,
} from './dto/lead.dto.js';
import { leadCustomerMissing, leadNotFound, lostReasonRequired } from './leads.errors.js';
import { LEAD, LEAD_SOURCES, LEAD_STAGES } from './leads.states.js';

/** What the API answers of a lead. */
const COLUMNS = [
  ...['id', 'number', 'customer_id', 'matter', 'property', 'source', 'status', 'reached', 'score', 'priority', 'team', 'assignee_id'],
  ...['value_minor', 'currency', 'next_action', 'next_action_at', 'note', 'lost_reason', 'touches', 'last_touch_at', 'last_response_at'],
  ...['waiting_since', 'closed_at', 'created_by', 'created_at', 'updated_at', 'version'],
] as (keyof LeadDto)[];
const TOUCH_COLUMNS = ['id', 'direction', 'source', 'entity_type', 'entity_id', 'note', 'created_by', 'at'] as const;

/** Who may buy, and what: one lead for each customer and matter. */
@Injectable()
export class LeadsService {
  private readonly leads: Table<'leads', LeadDto>;
  private readonly touches: Table<'lead_touches', LeadTouchDto>;
  private readonly lifecycle: LifecycleOf<typeof LEAD>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly entities: EntityRegister,
  ) {
    this.leads = tables.of('leads', {
      notFound: leadNotFound,
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: ['status', 'source', 'priority', 'property', 'team', 'assignee_id', 'customer_id', 'currency'],
      ranges: {
        ...CREATED_BETWEEN,
        min_score: ['score', 'gte'],
        min_value: ['value_minor', 'gte'],
        due_before: ['next_action_at', 'lt'],
      },
      search: ['number', 'matter', 'note'],
      sort: ['created_at', 'updated_at', 'score', 'value_minor'],
      kept: ['status', 'reached', 'source', 'property', 'team', 'currency'],
      stats: { status: LEAD.states, reached: LEAD_STAGES, source: LEAD_SOURCES, property: [], team: [] },
      amounts: { sums: ['value_minor'], per: 'currency' },
    });
    this.touches = tables.of('lead_touches', { columns: TOUCH_COLUMNS, sort: ['at'] });
    this.lifecycle = lifecycles.of(LEAD, 'leads', leadNotFound);
  }

  async list(query: ListLeadsDto): Promise<LeadPageDto> {
    const { own, more } = await this.narrowed(query);
    return this.leads.page(own, more);
  }

  async stats(query: Omit<ListLeadsDto, 'sort'>): Promise<LeadStatsDto> {
    const { own, more } = await this.narrowed(query);
    const { by_reached, ...stats } = await this.leads.stats<Omit<LeadStatsDto, 'funnel'> & { by_reached: StatsOfValueGroupDto[] }>(
      own,
      more,
    );
    return { ...stats, funnel: funnelOf(by_reached, LEAD_STAGES) };
  }

  /** Raises lead_not_found. */
  async get(id: string, permissions: UserPermissions): Promise<LeadDetailDto> {
    const reading = this.leads.get(id);
    const [lead, touches, history] = await Promise.all([reading, this.touches.all({ lead_id: id }), this.lifecycle.history(id, reading)]);
    const named = touches.map(({ entity_type, entity_id }) => ({ type: entity_type ?? '', id: entity_id ?? '' }));
    const entities = await this.entities.describe(named, permissions);
    const touched = touches.map((touch, n) => ({ ...touch, entity: entities[n] ?? null }));
    return { ...lead, touched, history, allowed_actions: LEAD.allowed(lead.status) };
  }

  /**
   * The lead of this customer and matter, which is touched if it is there. Raises lead_customer_missing, customer_not_found,
   * assignee_not_found, identity_conflict, identity_is_ours, identity_is_shared, validation_failed.
   */
  async create({ customer, ...given }: CreateLeadDto, id: string, by: string): Promise<LeadDto> {
    const customer_id = given.customer_id ?? (customer && (await this.identify(customer)));
    if (!customer_id) throw leadCustomerMissing();
    const touch = { source: given.source, note: given.note };
    const lead = { ...given, customer_id };
    return shown(await this.functions.one('touch_lead', { p_id: id, p_lead: lead, p_touch: touch, p_by: by }));
  }

  /** Raises lead_not_found, stale_version, step_not_allowed, assignee_not_found, customer_not_found, lead_exists, lost_reason_required. */
  async update(id: string, { version, status, ...change }: UpdateLeadDto): Promise<LeadDto> {
    if (status === 'lost' && !change.lost_reason?.trim()) throw lostReasonRequired();
    return this.step(id, { p_to: status, p_change: defined(change), p_version: version });
  }

  /** Raises the same, and note_required. */
  async act(id: string, { action, note, version }: LeadActionDto, permissions: UserPermissions): Promise<LeadDetailDto> {
    if (action === 'comment' && !note?.trim()) throw noteRequired({ action });
    if (action === 'lose' && !note?.trim()) throw lostReasonRequired();
    if (action === 'comment') await this.lifecycle.comment((await this.leads.get(id)).id, note!);
    else {
      const p_change = action === 'lose' ? { lost_reason: note } : {};
      await this.step(id, { p_action: action, p_change, p_version: version, p_note: note });
    }
    return this.get(id, permissions);
  }

  /** Raises lead_not_found. */
  async touch(id: string, touch: TouchLeadDto, touch_id: string, by: string, permissions: UserPermissions): Promise<LeadDetailDto> {
    await this.leads.get(id);
    if (!(await this.touches.find(touch_id))) await this.touches.insert({ ...touch, id: touch_id, lead_id: id, created_by: by });
    return this.get(id, permissions);
  }

  /** Raises lead_not_found. */
  remove(id: string): Promise<LeadDto> {
    return this.leads.remove(id);
  }

  /** The customer with these addresses. Raises identity_conflict, identity_is_ours, identity_is_shared, validation_failed. */
  private async identify({ name, phone, email, external_id }: LeadCustomerDto): Promise<string | undefined> {
    const given = { phone, email, external: external_id };
    const identities = Object.entries(given).flatMap(([kind, value]) => (value ? [{ kind: kind as keyof typeof given, value }] : []));
    return identities.length > 0 ? (await this.customers.identify({ name, identities })).id : undefined;
  }

  private async step(
    id: string,
    { p_note = '', ...step }: { p_action?: string; p_to?: string; p_change: object; p_version?: number; p_note?: string },
  ): Promise<LeadDto> {
    return shown(await this.functions.one('update_lead', { p_id: id, p_steps: LEAD.steps, p_note, ...step }));
  }

  private async narrowed(query: Omit<ListLeadsDto, 'sort'>) {
    const { unassigned, waiting, ...own } = await this.customers.withMembers(query);
    const more: Condition[] = [];
    if (unassigned !== undefined) more.push({ columns: ['assignee_id'], operator: unassigned ? 'null' : 'set' });
    if (waiting !== undefined) more.push({ columns: ['waiting_since'], operator: waiting ? 'set' : 'null' });
    return { own, more };
  }
}

/** Of a row, what the API answers. */
function shown(row: Record<string, unknown>): LeadDto {
  return Object.fromEntries(COLUMNS.map((column) => [column, row[column]])) as unknown as LeadDto;
}

function defined(change: object): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
