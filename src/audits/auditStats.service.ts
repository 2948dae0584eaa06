import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { groupFigures, scoreFigure, type SummedGroup, type VersionSum } from './auditFigures.js';
import { AuditorsService } from './auditors.service.js';
import { AuditScorecardsService } from './auditScorecards.service.js';
import { AUDITS } from './audits.list.js';
import type {
  AuditAgentStatsDto,
  AuditQuestionFigureDto,
  AuditQuestionsQueryDto,
  AuditQuestionStatsDto,
  AuditStatsDto,
  AuditStatsQueryDto,
} from './dto/auditStats.dto.js';

interface Summed {
  total: number;
  amounts: VersionSum[];
  [group: `by_${string}`]: SummedGroup[];
}

/** What audits come to: of the rows that the list shows for the same filters. */
@Injectable()
export class AuditStatsService {
  private readonly audits: Table<'audits'>;
  private readonly byAgent: Table<'audits'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly cards: AuditScorecardsService,
    private readonly auditors: AuditorsService,
    private readonly clock: BusinessClock,
  ) {
    this.audits = tables.of('audits', AUDITS);
    this.byAgent = tables.of('audits', { ...AUDITS, kept: undefined, stats: { agent_id: [] } });
  }

  /** With from and to as instants. Raises validation_failed. */
  bounded<Q extends { from?: string; to?: string }>(query: Q): Q {
    const bound = (end: 'from' | 'to') => query[end] && this.clock.bound(end, query[end]).toISOString();
    return { ...query, from: bound('from'), to: bound('to') };
  }

  async stats(query: AuditStatsQueryDto, user: CurrentUserData): Promise<AuditStatsDto> {
    const found = await this.audits.stats<Summed>(this.bounded(query), await this.auditors.audits(user));
    const versions = await this.versionsOf(found);
    const counts = (groups: SummedGroup[]) => groups.map(({ value, count }) => ({ value, count }));
    return {
      total: found.total,
      score: scoreFigure(found.amounts, versions),
      by_status: counts(found.by_status!),
      by_outcome: counts(found.by_outcome!),
      by_is_auto_failed: counts(found.by_is_auto_failed!),
      by_entity_type: groupFigures(found.by_entity_type!, versions),
      by_team: groupFigures(found.by_team!, versions),
      by_week: groupFigures(found.by_week!, versions),
    };
  }

  async agents(query: AuditStatsQueryDto, user: CurrentUserData): Promise<AuditAgentStatsDto> {
    const found = await this.byAgent.stats<Summed>(this.bounded(query), await this.auditors.audits(user));
    return { total: found.total, by_agent: groupFigures(found.by_agent_id!, await this.versionsOf(found)) };
  }

  async questions({ weekly = false, ...query }: AuditQuestionsQueryDto, user: CurrentUserData): Promise<AuditQuestionStatsDto> {
    const { from, to, ...filter } = this.bounded(query);
    const own = this.auditors.mayManage(user) ? undefined : await this.auditors.agentOf(user);
    if (own === null || (own !== undefined && filter.agent_id !== undefined && filter.agent_id !== own)) return { data: [] };
    const data = await this.functions.call<'get_audit_questions', AuditQuestionFigureDto[]>('get_audit_questions', {
      p_filter: own === undefined ? filter : { ...filter, agent_id: own },
      p_from: from ?? null,
      p_to: to ?? null,
      p_is_weekly: weekly,
    });
    return { data };
  }

  private versionsOf({ amounts }: Summed) {
    return this.cards.versionsOf(amounts.map(({ scorecard_version_id }) => scorecard_version_id));
  }
}
