import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { HistoryEntryDto } from '../../../common/status/dto/history.dto.js';
import { AnyOf } from '../../../common/validation/anyOf.decorator.js';
import { Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { Currency, Text } from '../../../common/validation/text.decorators.js';
import { Instant } from '../../../common/validation/time.decorators.js';
import { Flag, Id, MinorUnits, OneOf } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';

const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'withdrawn', 'expired', 'void'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

export class ListApprovalsDto extends PageQueryDto {
  @AnyOf(APPROVAL_STATUSES) status?: ApprovalStatus[];

  /** @example "refund" */
  @Optional() @Text({ max: 60, oneLine: true }) kind?: string;

  @Optional() @Text({ max: 200, oneLine: true }) entity_id?: string;

  /** What this user asked for. */
  @Optional() @Id() requested_by?: string;

  /** What was asked of this user. */
  @Optional() @Id() approver_user_id?: string;

  /** Asked for at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Asked for before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches title and reason. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'expires_at']) sort?: 'created_at' | 'expires_at';
}

export class ApprovalNoteDto {
  /** @example "Photo seen, go ahead." */
  @Optional() @Text({ max: 2000 }) note?: string;
}

export class RejectApprovalDto {
  /** @example "The order was delivered on time." */
  @Optional() @Text({ max: 2000 }) reason?: string;
}

export class ApprovalDto implements Omit<Row<'approval_requests'>, 'payload' | 'content'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "refund" */
  kind: string;
  /** @example "refunds" */
  module: string;
  /** @example "refund" */
  entity_type: string;
  entity_id: string;
  /** @example "Refund RFD-0042: 600.00 INR for ORD-20451" */
  title: string;
  reason: string;
  /** SHA-256 of what is approved, hex. */
  content_hash: string;
  /** In the smallest unit of the currency; null when it is not about money. */
  amount_minor: number | null;
  /** @example "INR" */
  currency: string | null;
  /**
   * `void`: what was to be approved changed, or went away.
   * @example "pending"
   */
  @OneOf(APPROVAL_STATUSES) status: ApprovalStatus;
  /** @example "normal" */
  @OneOf(['low', 'normal', 'high', 'urgent']) priority: string;
  requested_by: string | null;
  /** Who is asked; all three null: everyone who decides approvals. */
  approver_user_id: string | null;
  approver_role_id: string | null;
  approver_team_id: string | null;
  /** 2 once the time to decide has passed: then the admins decide. */
  level: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  expires_at: string;
  decided_by: string | null;
  decided_at: string | null;
  decision_note: string;
  notification_id: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class ApprovalPageDto extends PageOf(ApprovalDto) {}

export class ApprovalDetailDto extends ApprovalDto {
  /** What is to be done, for the kind. */
  payload: Record<string, unknown>;
  /** What is approved, as it was when it was asked for. */
  content: Record<string, unknown>;
  history: HistoryEntryDto[];
  /** Null when you may decide it now; otherwise why not: `self`, `no_permission`, `not_addressed`, `escalated`, `over_limit`. */
  may_not_decide: string | null;
}

export class ApprovalLimitDto implements Omit<Row<'approval_limits'>, 'version'> {
  role_id: string;
  /** @example "refund" */
  kind: string;
  /** @example "INR" */
  currency: string;
  /**
   * In the smallest unit of the currency; null: any amount.
   * @example 5000000
   */
  max_amount_minor: number | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}

export class SetApprovalLimitDto {
  @Id() role_id: string;

  /** @example "refund" */
  @Text({ max: 60, min: 1, oneLine: true }) kind: string;

  /** @example "INR" */
  @Currency() currency: string;

  /**
   * Up to this amount; null: any.
   * @example 5000000
   */
  @Optional(({ remove }: SetApprovalLimitDto) => remove === true) @Nullable() @MinorUnits({ min: 1 }) max_amount_minor?: number | null;

  /** True: the role decides nothing of that kind and currency any more. */
  @Optional() @Flag() remove?: boolean;
}
