import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../../calendars/calendars.service.js';
import { allows, PermissionsPort } from '../../common/auth/permissions.port.js';
import { ConfigService } from '../../common/config/config.service.js';
import { forbidden } from '../../common/errors/commonErrors.js';
import type { Condition } from '../../supabase/conditions.js';
import { Functions } from '../../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { NOTIFICATIONS } from '../notifications.settings.js';
import { approvalReasonRequired, approvalRequestNotFound } from './approvals.errors.js';
import type { AskApprovalDto } from './dto/askApproval.dto.js';
import type {
  ApprovalDetailDto,
  ApprovalDto,
  ApprovalLimitDto,
  ApprovalPageDto,
  ListApprovalsDto,
  SetApprovalLimitDto,
} from './dto/approval.dto.js';

/** Requests that one statement looks at. */
const EXPIRED_AT_ONCE = 500;

/** What somebody else has to agree to. What kinds there are, and what follows, is registered in SQL. */
@Injectable()
export class ApprovalsService {
  private readonly requests: Table<'approval_requests', ApprovalDto>;
  private readonly whole: Table<'approval_requests', ApprovalDetailDto>;
  private readonly kinds: Table<'approval_kinds'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly permissions: PermissionsPort,
    private readonly calendars: CalendarsService,
    private readonly config: ConfigService,
  ) {
    this.requests = tables.of<'approval_requests', ApprovalDto>('approval_requests', {
      columns: LISTED,
      notFound: approvalRequestNotFound,
      filters: ['status', 'kind', 'entity_id', 'requested_by', 'approver_user_id'],
      ranges: CREATED_BETWEEN,
      search: ['title', 'reason'],
      sort: ['created_at', 'expires_at'],
      kept: ['status', 'kind'],
    });
    this.whole = tables.of('approval_requests', { notFound: approvalRequestNotFound });
    this.kinds = tables.of('approval_kinds', { sort: ['kind'] });
  }

  /** Whoever may view approvals sees all; others what they asked for, and what is asked of them. */
  async list(query: ListApprovalsDto, user_id: string): Promise<ApprovalPageDto> {
    return this.requests.page(query, await this.seenBy(user_id));
  }

  /** Raises approval_request_not_found. */
  async get(id: string, user_id: string): Promise<ApprovalDetailDto> {
    const { data } = await this.requests.page({ limit: 1 }, [
      { columns: ['id'], operator: 'eq', value: id },
      ...(await this.seenBy(user_id)),
    ]);
    if (!data[0]) throw approvalRequestNotFound({ id });
    const [row, history, may_not_decide] = await Promise.all([
      this.whole.get(id),
      this.functions.call<'get_history', ApprovalDetailDto['history']>('get_history', {
        p_entity_type: 'approval_requests',
        p_entity_id: id,
      }),
      this.functions.call('why_not_decide_approval', {
        p_id: id,
        p_user_id: user_id,
        p_self: this.selfAllowed,
      }),
    ]);
    return { ...row, history, may_not_decide };
  }

  /**
   * Raises approval_kind_unknown, approval_subject_not_found, approval_already_pending, forbidden when the caller may not view what it is
   * about.
   */
  async request(body: AskApprovalDto, user_id: string, now: Date): Promise<ApprovalDetailDto> {
    const asked = await this.prepare(body, user_id, now);
    const { id } = await this.functions.call('request_approval', { p_request: asked });
    return this.get(id!, user_id);
  }

  /** What request_approval takes. Raises forbidden. */
  async prepare(
    { expires_after_minutes, ...asked }: AskApprovalDto & { priority?: string },
    user_id: string,
    now: Date,
  ): Promise<Record<string, unknown>> {
    const [kind] = await this.kinds.all({ kind: asked.kind });
    if (kind && !allows(await this.permissions.of(user_id), kind.module, 'view')) throw forbidden({ module: kind.module });
    return { ...asked, requested_by: user_id, expires_at: await this.expiry(now, expires_after_minutes) };
  }

  /** When an approval that is asked for now goes a step further, by the default calendar. */
  async expiry(now: Date, minutes = this.config.of(NOTIFICATIONS).APPROVAL_EXPIRES_AFTER_MINUTES): Promise<string> {
    const time = await this.calendars.businessTime(null);
    // A calendar that never opens again: real minutes.
    return (time.add(now, minutes) ?? new Date(now.getTime() + minutes * 60_000)).toISOString();
  }

  /**
   * Decides, once; what was approved happens with it. Raises approval_request_not_found, approval_already_decided, approval_expired,
   * approval_not_allowed, approval_content_changed, and what the kind raises.
   */
  async decide(id: string, outcome: 'approved' | 'rejected', note: string | undefined, user_id: string): Promise<ApprovalDetailDto> {
    if (outcome === 'rejected' && !note?.trim()) throw approvalReasonRequired();
    await this.functions.call('decide_approval', {
      p_id: id,
      p_by: user_id,
      p_outcome: outcome,
      p_note: note ?? '',
      p_self: this.selfAllowed,
    });
    return this.get(id, user_id);
  }

  /** Raises approval_request_not_found, approval_already_decided, approval_not_allowed. */
  async withdraw(id: string, note: string | undefined, user_id: string): Promise<ApprovalDetailDto> {
    await this.functions.call('withdraw_approval', { p_id: id, p_by: user_id, p_note: note ?? '' });
    return this.get(id, user_id);
  }

  /** What nobody decided in time goes to the admins, or expires. */
  async expire(now: Date, signal: AbortSignal): Promise<void> {
    for (let more = true; more && !signal.aborted;) {
      const { escalated, expired } = await this.functions.one<'expire_approvals', { escalated: number; expired: number }>(
        'expire_approvals',
        { p_now: now.toISOString(), p_next: await this.expiry(now), p_most: EXPIRED_AT_ONCE },
      );
      more = escalated + expired === EXPIRED_AT_ONCE;
    }
  }

  limits(): Promise<ApprovalLimitDto[]> {
    return this.functions.call<'get_approval_limits', ApprovalLimitDto[]>('get_approval_limits', {});
  }

  /** Raises role_not_found, approval_kind_unknown. */
  async setLimit({ role_id, kind, currency, max_amount_minor, remove = false }: SetApprovalLimitDto): Promise<ApprovalLimitDto[]> {
    await this.functions.call('set_approval_limit', {
      p_role_id: role_id,
      p_kind: kind,
      p_currency: currency,
      p_max: max_amount_minor ?? null,
      p_remove: remove,
    });
    return this.limits();
  }

  private get selfAllowed(): boolean {
    return this.config.of(NOTIFICATIONS).APPROVAL_OF_OWN_REQUESTS;
  }

  private async seenBy(user_id: string): Promise<Condition[]> {
    if (allows(await this.permissions.of(user_id), 'approvals', 'view')) return [];
    return [
      {
        either: [
          [{ columns: ['requested_by'], operator: 'eq', value: user_id }],
          [{ columns: ['approver_user_id'], operator: 'eq', value: user_id }],
        ],
      },
    ];
  }
}

const LISTED = [
  'id',
  'kind',
  'module',
  'entity_type',
  'entity_id',
  'title',
  'reason',
  'content_hash',
  'amount_minor',
  'currency',
  'status',
  'priority',
  'requested_by',
  'approver_user_id',
  'approver_role_id',
  'approver_team_id',
  'level',
  'expires_at',
  'decided_by',
  'decided_at',
  'decision_note',
  'notification_id',
  'created_at',
  'updated_at',
  'version',
] as const;
