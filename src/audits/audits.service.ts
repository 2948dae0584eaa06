import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { EntityRegister } from '../common/entities/entityRegister.js';
import { forbidden, noteRequired } from '../common/errors/commonErrors.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import type { StepOf } from '../common/status/lifecycle.js';
import { given } from '../common/validation/given.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { AuditorsService } from './auditors.service.js';
import { AuditScorecardsService } from './auditScorecards.service.js';
import { answersIncomplete, auditNotFound, outcomeMissing } from './audits.errors.js';
import { AUDITS } from './audits.list.js';
import { faultsOf, type GivenAnswer, type Score, scoreOf } from './auditScore.js';
import { AUDIT, OF_THE_AGENT } from './audits.states.js';
import { AuditStatsService } from './auditStats.service.js';
import type {
  AuditAnswerDto,
  AuditDetailDto,
  AuditDto,
  AuditPageDto,
  AuditScoreDto,
  CreateAuditDto,
  ListAuditsDto,
  StepOfAuditDto,
  UpdateAuditDto,
} from './dto/audit.dto.js';

/** Of the auditor, or of whoever decides a dispute. */
type Judged = { kind: 'audit' | 'review'; score: Score };
type ScoreRow = AuditScoreDto & { audit_id: string };

/** Actions that somebody will ask about later. */
const EXPLAINED: string[] = ['comment', 'dispute', 'reopen'];

/** Work that was picked, scored, acknowledged or disputed. */
@Injectable()
export class AuditsService {
  private readonly audits: Table<'audits', AuditDto>;
  private readonly scores: Table<'audit_scores', ScoreRow>;
  private readonly lifecycle: LifecycleOf<typeof AUDIT>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly entities: EntityRegister,
    private readonly cards: AuditScorecardsService,
    private readonly auditors: AuditorsService,
    private readonly figures: AuditStatsService,
  ) {
    this.audits = tables.of('audits', AUDITS);
    this.scores = tables.of('audit_scores', { sort: ['kind'] });
    this.lifecycle = lifecycles.of(AUDIT, 'audits', auditNotFound);
  }

  async list(query: ListAuditsDto, user: CurrentUserData): Promise<AuditPageDto> {
    return this.audits.page(this.figures.bounded(query), await this.auditors.audits(user));
  }

  /** Raises audit_not_found, also for what the caller may not see. */
  async get(id: string, user: CurrentUserData): Promise<AuditDetailDto> {
    const reading = this.row(id, user);
    const row = await reading;
    const [scorecard, scores, history, [entity]] = await Promise.all([
      this.cards.pinned(row.scorecard_version_id),
      this.scores.all({ audit_id: id }),
      this.lifecycle.history(id, reading),
      this.entities.describe([{ type: row.entity_type, id: row.entity_id }], user.permissions!),
    ]);
    return {
      ...row,
      entity: entity ?? null,
      scorecard,
      scores: scores.map(({ audit_id: _, answers, ...score }) => ({ ...score, answers: answers.map(shownAnswer) })),
      history,
      allowed_actions: AUDIT.allowed(row.status),
    };
  }

  /**
   * Raises entity_not_found, agent_not_found, audit_scorecard_not_found, scorecard_not_for_this, audit_agent_unknown, already_audited,
   * own_work, auditor_unfit.
   */
  async create({ entity_type, entity_id, ...body }: CreateAuditDto, user: CurrentUserData): Promise<AuditDto> {
    const [entity] = await this.entities.describe([{ type: entity_type, id: entity_id }], user.permissions!);
    if (!entity) throw entityNotFound({ entity_type, entity_id });
    await this.auditors.expectFit([body.auditor_id]);
    const { id } = await this.functions.one('create_audit', {
      p_audit: { entity_type, entity_id: entity.id, ...body },
      p_by: user.id,
    });
    return this.audits.get(id!);
  }

  /** Raises audit_not_found, stale_version, audit_is_scored, answers_incomplete, own_work, auditor_unfit. */
  async update(id: string, { answers, version, ...change }: UpdateAuditDto, user: CurrentUserData): Promise<AuditDto> {
    const { scorecard_version_id } = await this.audits.get(id);
    await this.auditors.expectFit([change.auditor_id]);
    if (answers) {
      const faults = faultsOf(await this.cards.pinned(scorecard_version_id), answers, { is_draft: true });
      if (faults.length > 0) throw answersIncomplete(faults);
    }
    const row = await this.functions.orNull('update_audit', {
      p_id: id,
      p_change: change,
      p_answers: answers ?? null,
      p_version: version ?? null,
      p_by: user.id,
    });
    if (row === null) throw auditNotFound({ id });
    return this.audits.get(id);
  }

  /**
   * Raises audit_not_found, forbidden, note_required, stale_version, step_not_allowed, answers_incomplete, audit_outcome_missing, own_work,
   * audit_reviewer_not_independent.
   */
  async act(
    id: string,
    { action, note = '', version, ...body }: StepOfAuditDto,
    user: CurrentUserData,
    now: Date,
  ): Promise<AuditDetailDto> {
    const row = await this.row(id, user);
    // What the status does not allow is refused as that, whoever asks.
    if (action !== 'comment' && AUDIT.after(row.status, action) === undefined) await this.lifecycle.act(id, action, { note, version });
    const isOwn = row.agent_id === (await this.auditors.agentOf(user));
    const isAgents = OF_THE_AGENT.includes(action);
    if (!(isOwn && (isAgents || action === 'comment')) && (isAgents || !this.auditors.mayManage(user))) throw forbidden();
    if (EXPLAINED.includes(action) && !note.trim()) throw noteRequired({ action });
    if (action === 'comment') await this.lifecycle.comment(id, note);
    else await this.step(row, action, { note, version, ...body }, user.id, now);
    return this.get(id, user);
  }

  /** Raises audit_not_found. */
  remove(id: string): Promise<AuditDto> {
    return this.audits.remove(id);
  }

  private async step(
    row: AuditDto,
    action: StepOf<typeof AUDIT>,
    body: Omit<StepOfAuditDto, 'action'> & { note: string },
    by: string,
    now: Date,
  ): Promise<void> {
    const judged = await this.judge(row, action, body);
    const moved = await this.functions.call('act_on_audit', {
      p_id: row.id,
      p_steps: AUDIT.steps,
      p_action: action,
      p_note: body.note,
      p_version: body.version ?? null,
      p_set: given(changeBy(action, body, judged, by, now.toISOString())),
      p_kind: judged?.kind ?? null,
      p_score: judged?.score ?? null,
      p_by: by,
    });
    if (moved === null) throw auditNotFound({ id: row.id });
  }

  /** What the answers come to, where a step has some. */
  private async judge(row: AuditDto, action: string, { answers, outcome }: Omit<StepOfAuditDto, 'action'>): Promise<Judged | undefined> {
    if (action === 'resolve' && (!outcome || (outcome === 'overturned' && !answers))) throw outcomeMissing();
    if (action !== 'score' && (action !== 'resolve' || !answers)) return undefined;
    const card = await this.cards.pinned(row.scorecard_version_id);
    const all: GivenAnswer[] = answers ?? (await this.draft(row.id));
    const faults = faultsOf(card, all);
    if (faults.length > 0) throw answersIncomplete(faults);
    return { kind: action === 'score' ? 'audit' : 'review', score: scoreOf(card, all) };
  }

  private async draft(audit_id: string): Promise<GivenAnswer[]> {
    const [draft] = await this.scores.all({ audit_id, kind: 'audit' });
    return draft?.answers ?? [];
  }

  /** Raises audit_not_found, also for what the caller may not see. */
  async row(id: string, user: CurrentUserData): Promise<AuditDto> {
    const { data } = await this.audits.page({ limit: 1 }, [
      { columns: ['id'], operator: 'eq', value: id },
      ...(await this.auditors.audits(user)),
    ]);
    if (!data[0]) throw auditNotFound({ id });
    return data[0];
  }
}

/** The columns that change with a step. */
function changeBy(
  action: StepOf<typeof AUDIT>,
  { note, summary, outcome }: Omit<StepOfAuditDto, 'action'>,
  judged: Judged | undefined,
  by: string,
  at: string,
): object {
  const final = judged && {
    raw_score: judged.score.raw_score,
    final_score: judged.score.score,
    is_auto_failed: judged.score.is_auto_failed,
  };
  switch (action) {
    case 'start':
      return { auditor_id: by };
    case 'score':
      return { ...final, auditor_id: by, first_score: judged!.score.score, summary, scored_at: at };
    case 'acknowledge':
    case 'withdraw':
      return { acknowledged_at: at };
    case 'dispute':
      return { dispute_reason: note, disputed_at: at };
    case 'resolve':
      return {
        ...(outcome === 'overturned' && final),
        reviewer_id: by,
        outcome,
        review_score: judged?.score.score,
        resolved_at: at,
      };
    case 'reopen':
      return { raw_score: null, first_score: null, final_score: null, is_auto_failed: false, scored_at: null };
    case 'cancel':
      return {};
  }
}

function shownAnswer({ question, answer, note, at_seconds, message_id, points }: Partial<AuditAnswerDto>): AuditAnswerDto {
  return {
    question: question!,
    answer: answer!,
    note: note ?? '',
    at_seconds: at_seconds ?? null,
    message_id: message_id ?? null,
    points: points ?? null,
  };
}
