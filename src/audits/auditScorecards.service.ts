import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { auditScorecardNotFound } from './audits.errors.js';
import type { Section } from './auditScore.js';
import type {
  AuditScorecardDetailDto,
  AuditScorecardDto,
  AuditScorecardVersionDto,
  AuditSectionInputDto,
  CreateAuditScorecardDto,
  ListAuditScorecardsDto,
  PinnedScorecardDto,
  UpdateAuditScorecardDto,
} from './dto/auditScorecard.dto.js';

/** What work is scored by: a change of the questions is a new version, and audits keep theirs. */
@Injectable()
export class AuditScorecardsService {
  private readonly cards: Table<'audit_scorecards', AuditScorecardDto>;
  /** Also those that were deleted. */
  private readonly all: Table<'audit_scorecards', AuditScorecardDto>;
  private readonly versions: Table<'audit_scorecard_versions', AuditScorecardVersionDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
  ) {
    const notFound = auditScorecardNotFound;
    this.cards = tables.of('audit_scorecards', {
      notFound,
      hidden: 'deleted_at',
      filters: ['is_active'],
      search: ['name', 'description'],
      sort: ['created_at', 'name'],
    });
    this.all = tables.of('audit_scorecards', { notFound });
    this.versions = tables.of('audit_scorecard_versions', { notFound, sort: ['card_version'] });
  }

  list(query: ListAuditScorecardsDto): Promise<Page<AuditScorecardDto>> {
    return this.cards.page(query);
  }

  /** Raises audit_scorecard_not_found. */
  async get(id: string): Promise<AuditScorecardDetailDto> {
    const [card, versions] = await Promise.all([this.cards.get(id), this.versions.all({ scorecard_id: id })]);
    versions.reverse();
    const { sections, critical_cap } = versions.find(({ card_version }) => card_version === card.card_version)!;
    return { ...card, sections, critical_cap, versions };
  }

  /** Without its questions. Raises audit_scorecard_not_found. */
  row(id: string): Promise<AuditScorecardDto> {
    return this.cards.get(id);
  }

  /** As an audit has it, also when the scorecard was deleted since. */
  async pinned(version_id: string): Promise<PinnedScorecardDto> {
    const { scorecard_id, card_version, sections, critical_cap } = await this.versions.get(version_id);
    const { name } = await this.all.get(scorecard_id);
    return { name, scorecard_id, card_version, sections, critical_cap };
  }

  /** Which scorecards these versions are of, by their ids. */
  async versionsOf(ids: string[]): Promise<Map<string, AuditScorecardVersionDto>> {
    if (ids.length === 0) return new Map();
    const { data } = await this.versions.page({ limit: ids.length }, [{ columns: ['id'], operator: 'in', value: ids }]);
    return new Map(data.map((version) => [version.id, version]));
  }

  /** Raises conflict, validation_failed. */
  async create(body: CreateAuditScorecardDto, by: string): Promise<AuditScorecardDetailDto> {
    const { id } = await this.functions.one<'save_audit_scorecard', AuditScorecardDto>('save_audit_scorecard', {
      p_id: null,
      p_card: { ...body, sections: sectionsOf(body.sections) },
      p_version: null,
      p_by: by,
    });
    return this.get(id);
  }

  /** Raises audit_scorecard_not_found, stale_version, conflict, validation_failed. */
  async update(id: string, { version, sections, ...change }: UpdateAuditScorecardDto, by: string): Promise<AuditScorecardDetailDto> {
    const row = await this.functions.orNull<'save_audit_scorecard', AuditScorecardDto>('save_audit_scorecard', {
      p_id: id,
      p_card: { ...change, ...(sections && { sections: sectionsOf(sections) }) },
      p_version: version ?? null,
      p_by: by,
    });
    if (row === null) throw auditScorecardNotFound({ id });
    return this.get(id);
  }

  /** Audits that have it keep it. Raises audit_scorecard_not_found. */
  remove(id: string): Promise<AuditScorecardDto> {
    return this.cards.remove(id);
  }
}

/** With all that was left out. Raises validation_failed where two questions have one key. */
function sectionsOf(given: readonly AuditSectionInputDto[]): Section[] {
  const keys = given.flatMap(({ questions }) => questions.map(({ key }) => key));
  const twice = keys.find((key, at) => keys.indexOf(key) < at);
  if (twice !== undefined) throw validationFailed([{ field: 'sections', message: `sections have two questions with the key ${twice}` }]);
  return given.map(({ key, title, weight, questions }) => ({
    key,
    title,
    weight: weight ?? questions.reduce((sum, question) => sum + question.weight, 0),
    questions: questions.map(({ guidance = '', kind, max_points, is_critical = false, allows_na = true, ...question }) => ({
      key: question.key,
      text: question.text,
      guidance,
      kind,
      max_points: kind === 'scale' ? max_points! : null,
      weight: question.weight,
      is_critical,
      allows_na,
    })),
  }));
}
