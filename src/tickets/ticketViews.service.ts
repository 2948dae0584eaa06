import { Injectable } from '@nestjs/common';
import { AgentsService } from '../agents/agents.service.js';
import type { Condition } from '../common/conditions/condition.js';
import { conditionSql } from '../common/conditions/conditionSql.js';
import { neverMatches } from '../common/conditions/neverMatches.js';
import { readCondition } from '../common/conditions/readCondition.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { CreateTicketViewDto, TicketViewCountDto, TicketViewDto, UpdateTicketViewDto } from './dto/ticketPreset.dto.js';
import type { Caller } from './ticketCaller.js';
import { forMe, TICKET_FIELDS } from './ticketConditions.js';
import { TicketPresetsService } from './ticketPresets.service.js';
import { TicketViewsRepository } from './ticketViews.repository.js';

/** Saved lists of tickets. */
@Injectable()
export class TicketViewsService {
  constructor(
    private readonly presets: TicketPresetsService,
    private readonly agents: AgentsService,
    private readonly repository: TicketViewsRepository,
  ) {}

  list(user_id: string): Promise<TicketViewDto[]> {
    return this.presets.list('view', user_id);
  }

  /** Raises ticket_view_not_found. */
  get(id: string, user_id: string): Promise<TicketViewDto> {
    return this.presets.get('view', id, user_id);
  }

  /** Raises validation_failed for conditions that cannot be read or that nothing can meet, forbidden. */
  create({ conditions, sort = 'created_at', order = 'desc', ...given }: CreateTicketViewDto, caller: Caller): Promise<TicketViewDto> {
    return this.presets.create('view', given, { conditions: checked(conditions), sort, order }, caller);
  }

  /** Raises the same, ticket_view_not_found, stale_version. */
  update(id: string, { conditions, sort, order, ...given }: UpdateTicketViewDto, caller: Caller): Promise<TicketViewDto> {
    return this.presets.update('view', id, given, { conditions: conditions && checked(conditions), sort, order }, caller);
  }

  /** Raises ticket_view_not_found, forbidden. */
  remove(id: string, caller: Caller): Promise<TicketViewDto> {
    return this.presets.remove('view', id, caller);
  }

  /** How many tickets each view shows now, of some teams or of all. */
  async counts(user_id: string, team: string | string[] | undefined, now: Date): Promise<TicketViewCountDto[]> {
    const [views, me] = await Promise.all([this.list(user_id), this.me(user_id)]);
    const counted = views.map(({ id, conditions }) => ({ id, condition: forMe(conditions as unknown as Condition, me) }));
    if (team === undefined) return this.repository.count(counted, now);
    const teams = [team].flat();
    // No team at all: whoever may see none asks.
    if (teams.length === 0) return counted.map(({ id }) => ({ id, count: 0, is_capped: false }));
    const of: Condition = { field: 'team', operator: 'in', value: teams };
    return this.repository.count(
      counted.map(({ id, condition }) => ({ id, condition: { all: [of, condition] } })),
      now,
    );
  }

  /** What a view shows, as this user sees it. Raises ticket_view_not_found. */
  async conditionOf(id: string, user_id: string): Promise<{ condition: Condition; view: TicketViewDto }> {
    const view = await this.get(id, user_id);
    return { condition: forMe(view.conditions as unknown as Condition, await this.me(user_id)), view };
  }

  /** What somebody wrote, as he means it. Raises validation_failed. */
  async read(raw: unknown, user_id: string): Promise<Condition> {
    return forMe(checked(raw), await this.me(user_id));
  }

  private async me(user_id: string) {
    return { user_id, agent_id: await this.agents.idOfUser(user_id) };
  }
}

function checked(raw: unknown): Condition {
  const condition = readCondition(raw, TICKET_FIELDS, 'conditions');
  if (neverMatches(condition, TICKET_FIELDS))
    throw validationFailed([{ field: 'conditions', message: 'conditions contradict each other: no ticket could meet them' }]);
  return condition;
}

/** For a list: the condition as one of the table. */
export function asListCondition(condition: Condition, now: Date) {
  return { sql: (first: number) => conditionSql(condition, TICKET_FIELDS, 'tickets', { now }, first) };
}
