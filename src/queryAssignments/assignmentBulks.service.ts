import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../common/errors/appError.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { TaskContext } from '../common/jobs/jobs.service.js';
import { onlyNarrowed } from '../common/list/onlyNarrowed.js';
import { Functions } from '../supabase/functions.service.js';
import type { AssignmentBulkDto, BulkAssignDto } from './dto/assignmentBulk.dto.js';
import { assignmentBulkNotFound } from './queryAssignments.errors.js';
import { type Caller, QueryAssignmentsService } from './queryAssignments.service.js';

/** Up to so many are assigned while the caller waits. */
const DIRECT = 1_000;
/** Before things are looked at again that somebody else is changing. */
const BUSY_MS = 100;

/** Assignments of many things: which they are is written down first, then they are done piece by piece. */
@Injectable()
export class AssignmentBulksService {
  constructor(
    private readonly functions: Functions,
    private readonly assignments: QueryAssignmentsService,
  ) {}

  /** Raises not_assignable, entity_not_found, assignee_not_found, validation_failed. */
  async order(body: BulkAssignDto, { permissions }: Caller): Promise<AssignmentBulkDto> {
    const { entity_type, filter, ids, all, agent_id, note = '', reassign = false, dry_run } = body;
    await this.assignments.kind(entity_type, permissions);
    if (ids && (filter || all)) throw validationFailed([{ field: 'ids', message: 'ids must not be given together with filter or all' }]);
    const target = { p_entity_type: entity_type, p_filter: ids ? null : onlyNarrowed({ ...filter }, all), p_ids: ids ?? null };
    if (dry_run) return this.dryRun(body, target);
    const bulk = await this.functions.call<'start_assignment_bulk', AssignmentBulkDto>('start_assignment_bulk', {
      ...target,
      p_agent_id: agent_id,
      p_note: note,
      p_reassign: reassign,
      p_direct_limit: DIRECT,
    });
    if (bulk.matched > DIRECT) return bulk;
    await this.run(bulk.id!);
    return this.get(bulk.id!, true);
  }

  /** Raises assignment_bulk_not_found. */
  async get(id: string, items = false): Promise<AssignmentBulkDto> {
    const bulk = await this.functions.call<'get_assignment_bulk', AssignmentBulkDto | null>('get_assignment_bulk', {
      p_id: id,
      p_items: items,
    });
    if (!bulk) throw assignmentBulkNotFound({ id });
    return bulk;
  }

  /** Goes on where it was left. What is refused ends it; whatever else fails is tried again by the queue. */
  async perform(id: string, { signal }: TaskContext): Promise<void> {
    try {
      await this.run(id, signal);
    } catch (error) {
      if (!(error instanceof AppError) || error.statusCode >= 500) throw error;
      await this.functions.call('fail_assignment_bulk', { p_id: id, p_error_code: error.code });
    }
  }

  private async run(id: string, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const done = (await this.functions.call('run_assignment_bulk', { p_id: id })) as number | null;
      if (done === null) return;
      if (done === 0) await pause(BUSY_MS);
    }
  }

  private async dryRun(
    { entity_type, filter, ids, agent_id, note = '', reassign = false }: BulkAssignDto,
    target: Target,
  ): Promise<AssignmentBulkDto> {
    const found = await this.functions.call<'select_items', { id: string; is_live: boolean; assignee_id: string | null }[]>(
      'select_items',
      target,
    );
    const items = found.map(({ id, is_live, assignee_id }) => {
      if (!is_live) return { entity_id: id, outcome: 'failed', reason: 'item_not_found' };
      const is_held = assignee_id !== null && (assignee_id === agent_id || !reassign);
      return { entity_id: id, outcome: is_held ? 'skipped' : 'assigned', reason: is_held ? 'already_assigned' : null };
    });
    const count = (outcome: string) => items.filter((item) => item.outcome === outcome).length;
    return {
      id: null,
      entity_type,
      state: 'dry_run',
      matched: items.length,
      assigned: count('assigned'),
      skipped: count('skipped'),
      failed: count('failed'),
      error_code: null,
      filter: ids ? null : { ...filter },
      agent_id,
      note,
      reassign,
      created_by: null,
      created_at: null,
      finished_at: null,
      failures: items.filter(({ outcome }) => outcome === 'failed').slice(0, 100),
      items: items.length > DIRECT ? null : items,
    };
  }
}

interface Target {
  p_entity_type: string;
  p_filter: object | null;
  p_ids: string[] | null;
}
