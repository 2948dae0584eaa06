import { Injectable } from '@nestjs/common';
import { AgentsService } from '../agents/agents.service.js';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { forbidden, validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { AuditorsService } from './auditors.service.js';
import { AuditsService } from './audits.service.js';
import { coachingTaskNotFound } from './audits.errors.js';
import { COACHING_TASK } from './audits.states.js';
import type {
  CoachingTaskDetailDto,
  CoachingTaskDto,
  CreateCoachingTaskDto,
  ListCoachingTasksDto,
  StepOfCoachingTaskDto,
  UpdateCoachingTaskDto,
} from './dto/coachingTask.dto.js';

/** What is done so that an agent gets better at something, and whether it was. */
@Injectable()
export class CoachingTasksService {
  private readonly tasks: Table<'coaching_tasks', CoachingTaskDto>;
  private readonly lifecycle: LifecycleOf<typeof COACHING_TASK>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly audits: AuditsService,
    private readonly auditors: AuditorsService,
    private readonly agents: AgentsService,
  ) {
    this.tasks = tables.of('coaching_tasks', {
      notFound: coachingTaskNotFound,
      hidden: 'deleted_at',
      filters: ['status', 'agent_id', 'audit_id', 'owner_id'],
      ranges: { due_by: ['due_on', 'lte'] },
      search: ['title', 'description'],
      sort: ['created_at', 'updated_at'],
    });
    this.lifecycle = lifecycles.of(COACHING_TASK, 'coaching_tasks', coachingTaskNotFound);
  }

  async list(query: ListCoachingTasksDto, user: CurrentUserData): Promise<Page<CoachingTaskDto>> {
    return this.tasks.page(query, await this.auditors.coachingTasks(user));
  }

  /** Raises coaching_task_not_found, also for what the caller may not see. */
  async get(id: string, user: CurrentUserData): Promise<CoachingTaskDetailDto> {
    const reading = this.visible(id, user);
    const [task, history] = await Promise.all([reading, this.lifecycle.history(id, reading)]);
    return { ...task, history, allowed_actions: COACHING_TASK.allowed(task.status) };
  }

  /** Raises audit_not_found, agent_not_found, validation_failed, unprocessable. */
  async create({ agent_id: given, ...body }: CreateCoachingTaskDto, user: CurrentUserData): Promise<CoachingTaskDto> {
    const audited = body.audit_id ? (await this.audits.row(body.audit_id, user)).agent_id : undefined;
    if (given && audited && given !== audited)
      throw validationFailed([{ field: 'agent_id', message: 'agent_id must be the agent of the audit' }]);
    const agent_id = (audited ?? given)!;
    await this.agents.row(agent_id);
    const { owner_id = user.kind === 'user' ? user.id : null } = body;
    return this.tasks.insert({ ...body, agent_id, owner_id, created_by: user.id });
  }

  /** Raises coaching_task_not_found, stale_version, unprocessable. */
  update(id: string, { version, ...change }: UpdateCoachingTaskDto): Promise<CoachingTaskDto> {
    return this.tasks.update(id, change, { version });
  }

  /** Raises coaching_task_not_found, forbidden, stale_version, step_not_allowed. */
  async act(
    id: string,
    { action, note, version }: StepOfCoachingTaskDto,
    user: CurrentUserData,
    now: Date,
  ): Promise<CoachingTaskDetailDto> {
    const { owner_id } = await this.visible(id, user);
    if (owner_id !== user.id && !this.auditors.mayManage(user)) throw forbidden();
    const done_at = action === 'finish' ? now.toISOString() : action === 'reopen' ? null : undefined;
    await this.lifecycle.act(id, action, { note, version, set: { done_at } });
    return this.get(id, user);
  }

  /** Raises coaching_task_not_found. */
  remove(id: string): Promise<CoachingTaskDto> {
    return this.tasks.remove(id);
  }

  private async visible(id: string, user: CurrentUserData): Promise<CoachingTaskDto> {
    const { data } = await this.tasks.page({ limit: 1 }, [
      { columns: ['id'], operator: 'eq', value: id },
      ...(await this.auditors.coachingTasks(user)),
    ]);
    if (!data[0]) throw coachingTaskNotFound({ id });
    return data[0];
  }
}
