import { Injectable } from '@nestjs/common';
import { AgentsService } from '../agents/agents.service.js';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { allows, PermissionsPort } from '../common/auth/permissions.port.js';
import type { Condition } from '../supabase/conditions.js';
import { auditorUnfit } from './audits.errors.js';
import { AUDITED, AUDITED_KINDS, type AuditedKind, TOLD_STATES } from './audits.states.js';

/** Who may audit, and who sees what: the same as the row policies of the tables. */
@Injectable()
export class AuditorsService {
  constructor(
    private readonly agents: AgentsService,
    private readonly permissions: PermissionsPort,
  ) {}

  mayManage({ permissions }: CurrentUserData): boolean {
    return permissions !== undefined && allows(permissions, 'audits', 'edit');
  }

  /** The kinds of things that the caller may see. */
  visibleKinds({ permissions }: CurrentUserData): AuditedKind[] {
    return AUDITED_KINDS.filter((kind) => permissions !== undefined && allows(permissions, AUDITED[kind], 'view'));
  }

  agentOf(user: CurrentUserData): Promise<string | null> {
    return this.agents.idOfUser(user.id);
  }

  /** Raises auditor_unfit for users who may not edit audits, or are none. */
  async expectFit(user_ids: readonly (string | null | undefined)[]): Promise<void> {
    const ids = [...new Set(user_ids.filter((id): id is string => typeof id === 'string'))];
    if (ids.length === 0) return;
    const permissions = await this.permissions.fresh(ids);
    const unfit = ids.filter((id) => !permissions.has(id) || !allows(permissions.get(id)!, 'audits', 'edit'));
    if (unfit.length > 0) throw auditorUnfit({ user_ids: unfit });
  }

  /** Audits: all for those who may edit them, else what the own work came to. */
  async audits(user: CurrentUserData): Promise<Condition[]> {
    if (this.mayManage(user)) return [];
    return [
      { columns: ['agent_id'], operator: 'in', value: await this.own(user) },
      { columns: ['status'], operator: 'in', value: [...TOLD_STATES] },
    ];
  }

  /** Coaching tasks: all for those who may edit audits, else those that one has or that are for one. */
  async coachingTasks(user: CurrentUserData): Promise<Condition[]> {
    if (this.mayManage(user)) return [];
    const own: Condition = { columns: ['agent_id'], operator: 'in', value: await this.own(user) };
    return [{ either: [[own], [{ columns: ['owner_id'], operator: 'eq', value: user.id }]] }];
  }

  private async own(user: CurrentUserData): Promise<string[]> {
    const id = await this.agentOf(user);
    return id === null ? [] : [id];
  }
}
