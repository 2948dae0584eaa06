import { Injectable } from '@nestjs/common';
import { validationFailed } from '../../common/errors/commonErrors.js';
import type { Page } from '../../common/list/page.dto.js';
import { type LifecycleOf, Lifecycles } from '../../common/status/lifecycles.service.js';
import { CustomersService } from '../../customers/customers.service.js';
import { CallAttemptsService } from '../../kaleyraVoice/callAttempts.service.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { type Caller, QueryAssignmentsService } from '../../queryAssignments/queryAssignments.service.js';
import type { Condition } from '../../supabase/conditions.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { agentNumberMissing, ivrCallNotFound, ivrCallUnreachable } from '../ivrWebhooks.errors.js';
import type {
  CallBackIvrCallerDto,
  CalledBackDto,
  ClaimIvrCallDto,
  CompleteIvrCallDto,
  IvrCallBackDto,
  IvrCallCountsDto,
  IvrCallCountsQueryDto,
  IvrCallDetailDto,
  IvrCallDto,
  IvrCallEventDto,
  ListIvrCallsDto,
  ListMissedIvrCallsDto,
  ReopenIvrCallDto,
  TransferIvrCallDto,
  UpdateIvrCallDto,
} from './dto/ivrCall.dto.js';
import { IVR_CALL } from './ivrCall.states.js';

const LIST = {
  notFound: ivrCallNotFound,
  ranges: { from: ['started_at', 'gte'], to: ['started_at', 'lt'] },
  search: ['customer_number', 'customer_name', 'agent_name', 'provider_call_id', 'notes'],
  sort: ['started_at', 'updated_at'],
  kept: ['status', 'department', 'provider_id', 'direction', 'assignee_id', 'is_missed_entry', 'is_sla_breached'],
} as const;

/** Calls over an IVR, and what people do with them. */
@Injectable()
export class IvrCallsService {
  private readonly calls: Table<'ivr_calls', IvrCallDto>;
  private readonly events: Table<'ivr_call_events', IvrCallEventDto>;
  private readonly call_backs: Table<'ivr_call_backs', IvrCallBackDto>;
  private readonly agents: Table<'agents'>;
  private readonly lifecycle: LifecycleOf<typeof IVR_CALL>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly departments: DepartmentsService,
    private readonly assignments: QueryAssignmentsService,
    private readonly attempts: CallAttemptsService,
  ) {
    this.calls = tables.of('ivr_calls', {
      notFound: LIST.notFound,
      ranges: LIST.ranges,
      search: [...LIST.search],
      sort: [...LIST.sort],
      kept: [...LIST.kept],
      filters: [
        'status',
        'provider_id',
        'department',
        'direction',
        'agent_id',
        'assignee_id',
        'customer_id',
        'customer_number',
        'category_id',
        'is_sla_breached',
      ],
    });
    this.events = tables.of('ivr_call_events', {
      columns: ['id', 'webhook_event_id', 'received_at', 'mapping_version', 'event'],
      sort: ['id'],
    });
    this.call_backs = tables.of('ivr_call_backs', { columns: ['attempt_id', 'requested_by', 'created_at'] });
    this.agents = tables.of('agents', { hidden: 'deleted_at' });
    this.lifecycle = lifecycles.of(IVR_CALL, 'ivr_calls', ivrCallNotFound);
  }

  async list({ flag, ...query }: ListIvrCallsDto): Promise<Page<IvrCallDto>> {
    const more: Condition[] = flag === undefined ? [] : [{ columns: ['flags'], operator: 'has', value: flag }];
    return this.calls.page(await this.customers.withMembers(await this.byKey(query)), more);
  }

  /** One entry for each caller who was missed and whom nobody has called back. */
  async missed(query: ListMissedIvrCallsDto): Promise<Page<IvrCallDto>> {
    return this.calls.page(await this.byKey(query), { is_missed_entry: true });
  }

  async counts(query: IvrCallCountsQueryDto): Promise<IvrCallCountsDto> {
    return this.functions.call('count_ivr_calls', { p_departments: await this.departments.keysOf(query) });
  }

  /** The same question, with departments named as calls name them. */
  private async byKey<Q extends ListMissedIvrCallsDto>({ department_id, department, ...query }: Q) {
    const keys = await this.departments.keysOf({ department_id, department });
    return { ...query, department: keys?.length === 1 ? keys[0] : keys };
  }

  /** Raises ivr_call_not_found. */
  async expect(id: string): Promise<void> {
    await this.calls.get(id);
  }

  /** Raises ivr_call_not_found. */
  async get(id: string): Promise<IvrCallDetailDto> {
    const reading = this.calls.get(id);
    const [call, events, call_backs, history] = await Promise.all([
      reading,
      this.events.all({ call_id: id }),
      this.call_backs.all({ call_id: id }),
      this.lifecycle.history(id, reading),
    ]);
    return { ...call, events: events.map(withoutAddress), call_backs, history, allowed_actions: IVR_CALL.allowed(call.status) };
  }

  /** Raises ivr_call_not_found, stale_version, step_not_allowed, call_category_required, call_category_not_found, assignee_not_found. */
  async update(id: string, { version, status, ...change }: UpdateIvrCallDto): Promise<IvrCallDetailDto> {
    if (status === undefined) await this.calls.update(id, change, { version });
    else await this.lifecycle.moveTo(id, status, { version, set: change });
    return this.get(id);
  }

  /** Raises ivr_call_not_found, stale_version, step_not_allowed, call_category_required, call_category_not_found. */
  async complete(id: string, { category_id, notes, version }: CompleteIvrCallDto): Promise<IvrCallDetailDto> {
    await this.lifecycle.act(id, 'complete', { version, set: { category_id, notes } });
    return this.get(id);
  }

  /** Raises ivr_call_not_found, stale_version, step_not_allowed. */
  async reopen(id: string, { note, version }: ReopenIvrCallDto): Promise<IvrCallDetailDto> {
    await this.lifecycle.act(id, 'reopen', { note, version });
    return this.get(id);
  }

  /** Raises ivr_call_not_found, no_agent, already_assigned, item_finished. */
  async claim(id: string, { minutes }: ClaimIvrCallDto, caller: Caller, now: Date): Promise<IvrCallDetailDto> {
    await this.calls.get(id);
    await this.assignments.claim({ entity_type: 'ivr_call', entity_id: id, minutes }, caller, now);
    return this.get(id);
  }

  /**
   * Raises ivr_call_not_found, stale_version, department_not_found, assignee_not_found, item_finished, ivr_call_finished,
   * validation_failed.
   */
  async transfer(id: string, { agent_id, department, note, version }: TransferIvrCallDto, caller: Caller): Promise<IvrCallDetailDto> {
    if ((agent_id === undefined) === (department === undefined))
      throw validationFailed([{ field: 'agent_id', message: 'one of agent_id and department is needed' }]);
    const call = await this.calls.get(id);
    if (department !== undefined)
      await this.functions.call('transfer_ivr_call', {
        p_id: id,
        p_department: department,
        p_note: note ?? '',
        p_version: version as number,
      });
    else if (call.status === 'missed' || call.status === 'hangup')
      await this.assignments.assign({ entity_type: 'ivr_call', entity_id: id, agent_id: agent_id!, note, reassign: true }, caller);
    else await this.calls.update(id, { assignee_id: agent_id }, { version });
    return this.get(id);
  }

  /**
   * Rings the agent, then the caller. Raises ivr_call_not_found, ivr_call_unreachable, agent_number_missing, and what click-to-call
   * raises.
   */
  async callBack(id: string, { agent_number }: CallBackIvrCallerDto, user_id: string): Promise<CalledBackDto> {
    const call = await this.calls.get(id);
    if (call.customer_number === null) throw ivrCallUnreachable({ id });
    const [agent] = agent_number === undefined ? await this.agents.all({ user_id, is_active: true }) : [];
    const number = agent_number ?? agent?.phone_number;
    if (!number) throw agentNumberMissing();
    const attempt = await this.attempts.clickToCall({ agent_number: number, customer_number: call.customer_number }, user_id);
    await this.functions.call('note_ivr_call_back', { p_call_id: id, p_attempt_id: attempt.id });
    return { attempt_id: attempt.id, agent_number: number, customer_number: call.customer_number };
  }
}

/** Where a recording is kept needs no sign-in; it is given out by links of ours alone. */
function withoutAddress({ event, ...row }: IvrCallEventDto): IvrCallEventDto {
  const { recording_url: _address, ...said } = event as { recording_url?: unknown };
  return { ...row, event: said };
}
