import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  ActionEffectDto,
  CorrectiveActionDetailDto,
  CorrectiveActionDto,
  CreateCorrectiveActionDto,
  ListCorrectiveActionsDto,
  StepOfCorrectiveActionDto,
  UpdateCorrectiveActionDto,
} from './dto/correctiveAction.dto.js';
import { ReturnCausesService } from './returnCauses.service.js';
import { correctiveActionNotFound } from './returnRca.errors.js';
import { CORRECTIVE_ACTION } from './returnRca.states.js';

/** What is done so that a cause of returns does not come again, and whether it did. */
@Injectable()
export class CorrectiveActionsService {
  private readonly actions: Table<'corrective_actions', CorrectiveActionDto>;
  private readonly lifecycle: LifecycleOf<typeof CORRECTIVE_ACTION>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly causes: ReturnCausesService,
    private readonly clock: BusinessClock,
  ) {
    this.actions = tables.of('corrective_actions', {
      notFound: correctiveActionNotFound,
      hidden: 'deleted_at',
      filters: ['status', 'cause_id', 'product_id', 'owner_id'],
      ranges: { due_by: ['due_on', 'lte'] },
      search: ['title', 'description'],
      sort: ['created_at', 'updated_at'],
    });
    this.lifecycle = lifecycles.of(CORRECTIVE_ACTION, 'corrective_actions', correctiveActionNotFound);
  }

  list(query: ListCorrectiveActionsDto): Promise<Page<CorrectiveActionDto>> {
    return this.actions.page(query);
  }

  /** With its effect on `now`'s day. Raises corrective_action_not_found. */
  async get(id: string, now: Date): Promise<CorrectiveActionDetailDto> {
    const reading = this.actions.get(id);
    const [action, history, effect] = await Promise.all([
      reading,
      this.lifecycle.history(id, reading),
      this.functions.call<'get_action_effect', ActionEffectDto | null>('get_action_effect', { p_id: id, p_today: this.clock.today(now) }),
    ]);
    return {
      ...action,
      effect,
      history,
      allowed_actions: CORRECTIVE_ACTION.allowed(action.status),
    };
  }

  /** Raises return_cause_not_found. */
  async create(body: CreateCorrectiveActionDto, created_by: string): Promise<CorrectiveActionDto> {
    await this.causes.get(body.cause_id);
    return this.actions.insert({ ...body, created_by });
  }

  /** Raises corrective_action_not_found, stale_version. */
  update(id: string, { version, ...change }: UpdateCorrectiveActionDto): Promise<CorrectiveActionDto> {
    return this.actions.update(id, change, { version });
  }

  /** Raises corrective_action_not_found, stale_version, step_not_allowed, validation_failed. */
  async act(id: string, { action, note, version, done_on: day }: StepOfCorrectiveActionDto, now: Date): Promise<CorrectiveActionDetailDto> {
    await this.actions.get(id);
    const today = this.clock.today(now);
    if (day !== undefined && (action !== 'finish' || day > today))
      throw validationFailed([{ field: 'done_on', message: 'done_on goes with finish, and is not in the future' }]);
    const done_on = action === 'finish' ? (day ?? today) : action === 'reopen' ? null : undefined;
    await this.lifecycle.act(id, action, { note, version, set: { done_on } });
    return this.get(id, now);
  }

  /** Raises corrective_action_not_found. */
  remove(id: string): Promise<CorrectiveActionDto> {
    return this.actions.remove(id);
  }
}
