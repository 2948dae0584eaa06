import { Injectable } from '@nestjs/common';
import { allows, type UserPermissions } from '../common/auth/permissions.port.js';
import { ConfigService } from '../common/config/config.service.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { type EntityDescription, EntityRegister } from '../common/entities/entityRegister.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import type { StepOf } from '../common/status/lifecycle.js';
import { assigneeNotFound } from '../gmailIngestion/gmailIngestion.errors.js';
import { listed } from '../common/list/listed.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  AssignDto,
  AssignedDto,
  AssignmentActionDto,
  AssignmentDetailDto,
  AssignmentDto,
  CapacityWarningDto,
  ClaimDto,
  ItemDto,
  ListAssignmentsDto,
  ListWaitingDto,
  QueueDto,
  UpdateAssignmentDto,
  WaitingItemDto,
} from './dto/queryAssignment.dto.js';
import {
  alreadyAssigned,
  assignmentNotFound,
  itemFinished,
  noAgent,
  notAssignable,
  nothingWaits,
  notYourAssignment,
} from './queryAssignments.errors.js';
import { QUERY_ASSIGNMENTS } from './queryAssignments.settings.js';
import { ASSIGNMENT } from './queryAssignments.states.js';

/** Who asks, and what he may do. */
export interface Caller {
  id: string;
  permissions: UserPermissions;
}

/** What `assign_items` tells of one thing. */
interface Given {
  place: number;
  entity_id: string;
  outcome: 'assigned' | 'already_assigned' | 'item_not_found' | 'agent_not_found' | 'busy';
  assignment_id: string | null;
  held_by: string | null;
}

const COLUMNS = [
  'id',
  'entity_type',
  'entity_id',
  'channel',
  'team',
  'agent_id',
  'customer_id',
  'status',
  'source',
  'assigned_by',
  'reason',
  'note',
  'decision_id',
  'waiting_since',
  'assigned_at',
  'accepted_at',
  'answer_due_at',
  'lease_until',
  'ended_at',
  'reopened_at',
  'updated_at',
  'version',
] as const;

/** Things that one call of the safety net brings in line. */
const MENDED_AT_ONCE = 2_000;

/** Who holds what, and what waits. */
@Injectable()
export class QueryAssignmentsService {
  private readonly assignments: Table<'query_assignments', AssignmentDto>;
  private readonly queue: Table<'assignment_queue', WaitingItemDto>;
  private readonly agents: Table<'agents'>;
  private readonly kinds: Table<'assignable_kinds'>;
  private readonly lifecycle: LifecycleOf<typeof ASSIGNMENT>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly entities: EntityRegister,
    private readonly config: ConfigService,
  ) {
    this.assignments = tables.of('query_assignments', {
      notFound: assignmentNotFound,
      columns: COLUMNS,
      filters: ['status', 'agent_id', 'entity_type', 'entity_id', 'channel', 'team', 'source'],
      ranges: { from: ['assigned_at', 'gte'], to: ['assigned_at', 'lt'] },
      sort: ['assigned_at', 'updated_at'],
      kept: ['status', 'channel', 'team', 'source', 'entity_type'],
    });
    this.queue = tables.of('assignment_queue', {
      columns: [
        'id',
        'entity_type',
        'channel',
        'team',
        'priority',
        'language',
        'skills',
        'sla_due_at',
        'waiting_since',
        'is_starving',
        'parked',
        'reason',
        'reason_at',
      ],
      filters: ['entity_type', 'channel', 'team', 'priority', 'language'],
      ranges: { waiting_before: ['waiting_since', 'lt'] },
      sort: ['waiting_since'],
      kept: ['channel', 'team', 'priority'],
    });
    this.agents = tables.of('agents', { hidden: 'deleted_at' });
    this.kinds = tables.of('assignable_kinds', { sort: ['entity_type'] });
    this.lifecycle = lifecycles.of(ASSIGNMENT, 'query_assignments', assignmentNotFound);
  }

  list({ is_live, ...query }: ListAssignmentsDto): Promise<Page<AssignmentDto>> {
    const more: Condition[] = is_live === undefined ? [] : [{ columns: ['ended_at'], operator: is_live ? 'null' : 'set' }];
    return this.assignments.page(query, more);
  }

  /** What waits; the longest first unless it is asked otherwise. */
  waiting(query: ListWaitingDto): Promise<Page<WaitingItemDto>> {
    return this.queue.page({ ...query, order: query.order ?? 'asc' });
  }

  queues(team?: string | string[]): Promise<QueueDto[]> {
    return this.functions.call('get_assignment_queues', { p_teams: listed(team) });
  }

  /** Raises assignment_not_found. */
  async get(id: string, { permissions }: Caller): Promise<AssignmentDetailDto> {
    const reading = this.assignments.get(id);
    const [assignment, history] = await Promise.all([reading, this.lifecycle.history(id, reading)]);
    const [entity] = await this.entities.describe([{ type: assignment.entity_type, id: assignment.entity_id }], permissions);
    return { ...assignment, entity: entity ?? null, history, allowed_actions: ASSIGNMENT.allowed(assignment.status) };
  }

  /**
   * Gives a thing to an agent, also beyond his capacity. Raises entity_not_found, not_assignable, already_assigned, item_finished,
   * assignee_not_found.
   */
  async assign({ entity_type, entity_id, agent_id, note, reassign }: AssignDto, caller: Caller): Promise<AssignedDto> {
    await this.item({ entity_type, entity_id }, caller);
    const given = await this.functions.one<'assign_items', Given>('assign_items', {
      p_entity_type: entity_type,
      p_items: [{ id: entity_id, agent_id, reason: 'given by a person' }],
      p_source: 'person',
      p_reassign: reassign ?? false,
      p_wait: true,
      p_note: note ?? '',
    });
    return this.given(given);
  }

  /**
   * Takes a thing, or the next one, for a while. Raises no_agent, nothing_waits, entity_not_found, not_assignable, already_assigned,
   * item_finished.
   */
  async claim({ entity_type, entity_id, channel, minutes }: ClaimDto, caller: Caller, now: Date): Promise<AssignedDto> {
    const agent_id = await this.agentOf(caller);
    const lease_ms = minutes === undefined ? this.config.of(QUERY_ASSIGNMENTS).ASSIGNMENT_LEASE : minutes * 60_000;
    const p_lease_until = new Date(now.getTime() + lease_ms).toISOString();
    if (entity_id === undefined) {
      if (entity_type !== undefined) throw validationFailed([{ field: 'entity_id', message: 'entity_type needs entity_id' }]);
      const next = await this.functions.orNull('claim_next', { p_agent_id: agent_id, p_channel: channel ?? null, p_lease_until });
      if (!next) throw nothingWaits();
      return this.assigned(next.assignment_id!);
    }
    if (entity_type === undefined) throw validationFailed([{ field: 'entity_type', message: 'entity_id needs entity_type' }]);
    await this.item({ entity_type, entity_id }, caller);
    const given = await this.functions.one<'assign_items', Given>('assign_items', {
      p_entity_type: entity_type,
      p_items: [{ id: entity_id, agent_id, reason: 'took it' }],
      p_source: 'claim',
      p_wait: true,
      p_lease_until,
    });
    return this.given(given);
  }

  /**
   * Changes an assignment by what it should be. Raises assignment_not_found, not_your_assignment, stale_version, step_not_allowed,
   * assignee_not_found, item_finished, validation_failed.
   */
  async update(id: string, { status, agent_id, team, note, version }: UpdateAssignmentDto, caller: Caller): Promise<AssignmentDto> {
    const wishes = [status, agent_id ?? team].filter((wish) => wish !== undefined);
    if (wishes.length > 1)
      throw validationFailed([{ field: 'status', message: 'status must not be given together with agent_id or team' }]);
    if (agent_id !== undefined || team !== undefined) return this.step(id, { action: 'transfer', agent_id, team, note, version }, caller);
    if (status !== undefined) return this.step(id, { action: ACTION_TO[status], note, version }, caller);
    await this.mine(id, caller);
    return this.assignments.update(id, { note }, { version });
  }

  /**
   * Takes a step with an assignment. Raises assignment_not_found, not_your_assignment, stale_version, step_not_allowed, assignee_not_found,
   * item_finished, validation_failed.
   */
  async act(id: string, body: AssignmentActionDto, caller: Caller): Promise<AssignmentDetailDto> {
    await this.step(id, body, caller);
    return this.get(id, caller);
  }

  /** Takes a thing away from whoever holds it. Raises assignment_not_found, step_not_allowed. */
  unassign(id: string, caller: Caller): Promise<AssignmentDto> {
    return this.step(id, { action: 'unassign' }, caller);
  }

  /** Brings records, copies and queue in line, should they ever disagree. Returns how many things that were. */
  async mend(signal: AbortSignal): Promise<number> {
    let mended = 0;
    for (let some = MENDED_AT_ONCE; some === MENDED_AT_ONCE && !signal.aborted; mended += some)
      some = await this.functions.call('mend_assignments', { p_most: MENDED_AT_ONCE });
    return mended;
  }

  /** The thing, when agents may hold it and the caller may see it. Raises not_assignable, entity_not_found. */
  async item({ entity_type, entity_id }: ItemDto, { permissions }: Caller): Promise<EntityDescription> {
    const [kind] = await this.kinds.all({ entity_type });
    if (!kind) throw notAssignable();
    const [entity] = await this.entities.describe([{ type: entity_type, id: entity_id }], permissions);
    if (!entity) throw entityNotFound();
    return entity;
  }

  /** Raises not_assignable, and entity_not_found when the caller may not see things of that kind. */
  async kind(entity_type: string, permissions: UserPermissions): Promise<void> {
    const [kind] = await this.kinds.all({ entity_type });
    if (!kind) throw notAssignable();
    if (!allows(permissions, kind.module, 'view')) throw entityNotFound();
  }

  private async step(
    id: string,
    { action, agent_id, team, note, version }: Omit<AssignmentActionDto, 'action'> & { action: StepOf<typeof ASSIGNMENT> },
    caller: Caller,
  ): Promise<AssignmentDto> {
    const targets = [agent_id, team].filter((target) => target !== undefined).length;
    if (targets !== (action === 'transfer' ? 1 : 0))
      throw validationFailed([{ field: 'agent_id', message: 'transfer needs one of agent_id and team, no other action takes them' }]);
    await this.mine(id, caller, action === 'unassign');
    await this.functions.call('act_on_assignment', {
      p_steps: ASSIGNMENT.steps,
      p_id: id,
      p_action: action,
      p_note: note ?? '',
      p_version: version ?? null,
      p_agent_id: agent_id ?? null,
      p_team: team ?? null,
    });
    return this.assignments.get(id);
  }

  /** Agents deal with what is theirs; whoever may edit, with everything. */
  private async mine(id: string, caller: Caller, only_edit = false): Promise<void> {
    const { agent_id } = await this.assignments.get(id);
    if (allows(caller.permissions, 'assignments', 'edit')) return;
    const [agent] = only_edit ? [] : await this.agents.all({ user_id: caller.id });
    if (agent?.id !== agent_id) throw notYourAssignment();
  }

  private async agentOf({ id }: Caller): Promise<string> {
    const [agent] = await this.agents.all({ user_id: id, is_active: true });
    if (!agent) throw noAgent();
    return agent.id;
  }

  private given({ outcome, assignment_id, held_by }: Given): Promise<AssignedDto> {
    if (outcome === 'already_assigned') throw alreadyAssigned({ agent_id: held_by, assignment_id });
    if (outcome === 'agent_not_found') throw assigneeNotFound();
    if (outcome !== 'assigned') throw itemFinished();
    return this.assigned(assignment_id!);
  }

  private async assigned(id: string): Promise<AssignedDto> {
    const assignment = await this.assignments.get(id);
    const warnings = await this.functions.call<'agent_warnings', CapacityWarningDto[]>('agent_warnings', {
      p_agent_id: assignment.agent_id,
    });
    return { ...assignment, warnings };
  }
}

const ACTION_TO = { accepted: 'accept', returned: 'return', released: 'release', cancelled: 'unassign' } as const;
