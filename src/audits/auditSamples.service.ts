import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { forbidden, validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { shortfall } from './auditFigures.js';
import { AuditorsService } from './auditors.service.js';
import { AuditScorecardsService } from './auditScorecards.service.js';
import { auditSampleNotFound } from './audits.errors.js';
import { AUDITED, AUDITED_KINDS, type AuditedKind } from './audits.states.js';
import type {
  AuditSampleAgentDto,
  AuditSampleDetailDto,
  AuditSampleDto,
  AuditSampleItemDto,
  AuditSamplePreviewDto,
  CreateAuditSampleDto,
  ListAuditSamplesDto,
} from './dto/auditSample.dto.js';

interface Draw {
  /** Null for a preview. */
  sample: (AuditSampleDto & { agents: DrawnAgent[] }) | null;
  agents: DrawnAgent[];
  items: AuditSampleItemDto[];
}
type DrawnAgent = Omit<AuditSampleAgentDto, 'reason'>;

const COLUMNS = [
  ...(['id', 'scorecard_id', 'scorecard_version_id', 'seed', 'per_agent', 'from_on', 'to_on', 'entity_types', 'agent_ids'] as const),
  ...(['team', 'only_breached', 'auditor_ids', 'due_on', 'drawn', 'created_by', 'created_at'] as const),
];
const MOST_DAYS = 92;

/** Draws of work to audit, by rule and seed. */
@Injectable()
export class AuditSamplesService {
  private readonly samples: Table<'audit_samples', AuditSampleDto>;
  private readonly whole: Table<'audit_samples', AuditSampleDto & { agents: DrawnAgent[] }>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly cards: AuditScorecardsService,
    private readonly auditors: AuditorsService,
    private readonly clock: BusinessClock,
  ) {
    const options = { notFound: auditSampleNotFound, filters: ['scorecard_id', 'seed', 'team'], sort: ['created_at'] } as const;
    this.samples = tables.of('audit_samples', { ...options, filters: [...options.filters], sort: [...options.sort], columns: COLUMNS });
    this.whole = tables.of('audit_samples', { notFound: auditSampleNotFound, columns: [...COLUMNS, 'agents'] });
  }

  list(query: ListAuditSamplesDto): Promise<Page<AuditSampleDto>> {
    return this.samples.page(query);
  }

  /** Raises audit_sample_not_found. */
  async get(id: string): Promise<AuditSampleDetailDto> {
    const { agents, ...sample } = await this.whole.get(id);
    return { ...sample, agents: agents.map(explained) };
  }

  /** Raises audit_scorecard_not_found, scorecard_not_for_this, auditor_unfit, forbidden, validation_failed. */
  async preview(body: CreateAuditSampleDto, user: CurrentUserData): Promise<AuditSamplePreviewDto> {
    const { agents, items } = await this.draw(body, user, true);
    return { drawn: items.length, agents: agents.map(explained), items };
  }

  /** The same rule and seed again answers what was drawn then. Raises the same as a preview. */
  async create(body: CreateAuditSampleDto, user: CurrentUserData): Promise<AuditSampleDetailDto> {
    const { sample } = await this.draw(body, user, false);
    return this.get(sample!.id);
  }

  private async draw(body: CreateAuditSampleDto, user: CurrentUserData, is_preview: boolean): Promise<Draw> {
    const { from_on, to_on } = body;
    const days = (Date.parse(to_on) - Date.parse(from_on)) / 86_400_000;
    if (days < 0 || days >= MOST_DAYS)
      throw validationFailed([{ field: 'to_on', message: `to_on must be ${MOST_DAYS} days or less from from_on, and not before it` }]);
    const { entity_types: fitting } = await this.cards.row(body.scorecard_id);
    await this.auditors.expectFit(body.auditor_ids ?? []);
    return this.functions.call<'draw_audit_sample', Draw>('draw_audit_sample', {
      p_sample: {
        ...body,
        entity_types: this.kinds(body.entity_types, fitting, user),
        agent_ids: [...(body.agent_ids ?? [])].sort(),
        team: body.team ?? null,
        only_breached: body.only_breached ?? false,
      },
      p_from: this.clock.bound('from', from_on).toISOString(),
      p_to: this.clock.bound('to', to_on).toISOString(),
      p_is_preview: is_preview,
      p_by: user.id,
    });
  }

  /** In one order, so that the same rule is the same. Raises forbidden for what the caller may not see. */
  private kinds(wanted: AuditedKind[] | undefined, fitting: AuditedKind[], user: CurrentUserData): AuditedKind[] {
    const visible = this.auditors.visibleKinds(user);
    const hidden = wanted?.find((kind) => !visible.includes(kind));
    if (hidden) throw forbidden({ module: AUDITED[hidden] });
    const asked = wanted ?? (fitting.length > 0 ? fitting : visible);
    const kinds = AUDITED_KINDS.filter((kind) => asked.includes(kind) && visible.includes(kind));
    if (kinds.length === 0) throw forbidden();
    return kinds;
  }
}

function explained(agent: DrawnAgent): AuditSampleAgentDto {
  return { ...agent, reason: shortfall(agent) };
}
