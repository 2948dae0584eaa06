import { PickType } from '@nestjs/swagger';
import { EntityDto } from '../../common/entities/dto/entity.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { OneOf } from '../../common/validation/value.decorators.js';

/** What decides by itself; in SQL `record_decisions` and `register_decisions` name the same. */
const DECISION_KINDS = [
  'chat.triage',
  'email.triage',
  'ivr.assign',
  'ivr.categorise',
  'ivr.close_missed',
  'ivr.department',
  'ivr.end_call',
  'leads.score',
  'notifications.delay',
  'notifications.suppress',
  'refunds.ask_approval',
  'refunds.tell',
  'routing.assign',
  'routing.wait',
  'sla.breach',
  'sla.warn',
  'ticket.close',
  'ticket.tell',
  'workflows.act',
  'workflows.match',
  'video_call.remind',
  'youtube.intent',
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

export class ListDecisionsDto extends PickType(PageQueryDto, ['limit', 'cursor', 'format', 'bom']) {
  @AnyOf(DECISION_KINDS) kind?: DecisionKind[];

  /** @example "rules" */
  @Optional() @Text({ max: 60, oneLine: true }) rule?: string;

  /** @example "email" */
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;

  @Optional() @Text({ max: 200, oneLine: true }) entity_id?: string;

  /** Decided at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Decided before this instant. */
  @Optional() @Instant() to?: string;
}

export class WhyQueryDto extends PickType(PageQueryDto, ['cursor']) {
  @AnyOf(DECISION_KINDS) kind?: DecisionKind[];
}

export class DecisionDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "email.triage" */
  @OneOf(DECISION_KINDS) kind: DecisionKind;
  /** @example "email" */
  entity_type: string;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  /** The path of the thing; null when it has none. */
  entity_path: string | null;
  /**
   * What it came to; null when nothing could be chosen.
   * @example { "category": "complaint", "priority": "high" }
   */
  chosen: Record<string, unknown> | null;
  /**
   * In words.
   * @example "Mentions a damaged delivery."
   */
  reason: string;
  /**
   * What decided: a strategy, a model, a rule.
   * @example "rules"
   */
  rule: string;
  /** @example "4" */
  rule_version: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  @Instant() at: string;
}

export class DecisionPageDto {
  data: DecisionDto[];
  /** @example 50 */
  limit: number;
  next_cursor: string | null;
}

export class DecisionDetailDto extends DecisionDto {
  /** What it was decided from. */
  inputs: Record<string, unknown>;
  /** What it had in common with other decisions of the same pass, such as the agents as they were; null when it was made alone. */
  context: Record<string, unknown> | null;
  /** Everything that could have been chosen, with what spoke for or against it. */
  @ListOf(() => Object) candidates: Record<string, unknown>[];
}

export class WhyDto {
  entity: EntityDto;
  /** Newest first. */
  data: DecisionDetailDto[];
  next_cursor: string | null;
}
