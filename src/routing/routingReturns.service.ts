import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/calendars.service.js';
import { Functions } from '../supabase/functions.service.js';
import { STARVATION_MS } from './backlog.js';
import { RoutingPoliciesService } from './routingPolicies.service.js';
import { RoutingRepository } from './routing.repository.js';

const AT_ONCE = 500;

/** What happens by the clock alone: work that nobody answered goes back, leases end, what has waited too long goes first. */
@Injectable()
export class RoutingReturnsService {
  constructor(
    private readonly functions: Functions,
    private readonly repository: RoutingRepository,
    private readonly policies: RoutingPoliciesService,
    private readonly calendars: CalendarsService,
  ) {}

  async run(now: Date, signal?: AbortSignal): Promise<void> {
    const p_before = new Date(now.getTime() - STARVATION_MS).toISOString();
    await until(signal, async () => (await this.functions.call('age_assignment_queue', { p_before, p_most: AT_ONCE })) < AT_ONCE);
    await until(signal, () => this.schedule());
    const p_now = now.toISOString();
    await until(signal, async () => (await this.functions.call('end_overdue_assignments', { p_now, p_most: AT_ONCE })) < AT_ONCE);
  }

  /** Works out when assignments go back, for some of those of which it is not known. True when none is left. */
  private async schedule(): Promise<boolean> {
    const rows = await this.repository.unscheduled(AT_ONCE);
    if (rows.length === 0) return true;
    const [policies, teams] = await Promise.all([this.policies.byTeam(), this.repository.calendarsOfTeams()]);
    const calendars = new Map(teams.map(({ team, calendar_id }) => [team, calendar_id]));
    const due = await Promise.all(
      rows.map(async ({ id, team, assigned_at }) => {
        const minutes = (policies.get(team) ?? policies.get(null))?.return_after_minutes ?? null;
        if (minutes === null) return { id, answer_due_at: null };
        const time = await this.calendars.businessTime((team === null ? undefined : calendars.get(team)) ?? null);
        return { id, answer_due_at: time.add(assigned_at, minutes)?.toISOString() ?? null };
      }),
    );
    await this.functions.call('set_answer_due', { p_due: due });
    return rows.length < AT_ONCE;
  }
}

async function until(signal: AbortSignal | undefined, isDone: () => Promise<boolean>): Promise<void> {
  while (!signal?.aborted && !(await isDone()));
}
