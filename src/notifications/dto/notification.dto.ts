import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { SEND_STATES } from '../../common/sends/send.js';
import type { Row } from '../../supabase/table.js';
import { Nested, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import { AskApprovalDto } from '../approvals/dto/askApproval.dto.js';

const NOTICE_STATUSES = ['unread', 'read', 'actioned', 'dismissed'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];
const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export class ListNotificationsDto extends PageQueryDto {
  /** @example "webhook_disabled" */
  @Optional() @Text({ max: 100 }) type?: string;

  /** @example "webhooks" */
  @Optional() @Text({ max: 100 }) module?: string;

  @AnyOf(NOTICE_STATUSES) status?: NoticeStatus[];

  @AnyOf(PRIORITIES) priority?: Priority[];

  /** Whose list; your own by default. Another's needs `view` of notifications. */
  @Optional() @Id() to_user?: string;

  /** Written at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Written before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches title and body. */
  @Optional() @Text({ max: 200 }) search?: string;
}

/** Exactly one of `read` and `status`. */
export class UpdateNotificationDto {
  /** False marks it as unread. */
  @Optional() @Flag() read?: boolean;

  /**
   * `actioned`: you did what it asks for; `dismissed`: you do not want to see it.
   * @example "actioned"
   */
  @Optional() @OneOf(NOTICE_STATUSES) status?: NoticeStatus;
}

/** Exactly one of `up_to` and `all`. */
export class MarkAllReadDto {
  /** The newest notice that you saw: it and all before it become read, what came later stays unread. */
  @Optional() @Id() up_to?: string;

  /**
   * True: all that are there now.
   * @example true
   */
  @Optional() @Flag() all?: boolean;
}

export class MarkedReadDto {
  /**
   * How many became read.
   * @example 12
   */
  marked: number;
  /** @example 0 */
  unread: number;
}

export class UnreadNoticesDto {
  user_id: string;
  /**
   * As many as the list with `status=unread` has.
   * @example 3
   */
  unread: number;
}

/** To a user, a role or a team, or, without these, to everyone who may view the module. */
export class CreateNotificationDto {
  /** @example "handover" */
  @Text({ max: 60, min: 1, oneLine: true, pattern: /^[a-z][a-z0-9_]*$/, says: 'must be lower-case words joined by underscores' })
  type: string;

  /**
   * The part of the product that it is about.
   * @example "refunds"
   */
  @Text({ max: 60, min: 1, oneLine: true }) module: string;

  /** @example "Please call ORD-20451 back before noon" */
  @Text({ max: 300, min: 1, oneLine: true }) title: string;

  @Optional() @Text({ max: 4000 }) body?: string;

  @Optional() @Id() to_user_id?: string;

  @Optional() @Id() to_role_id?: string;

  @Optional() @Id() to_team_id?: string;

  @Optional() @OneOf(PRIORITIES) priority?: Priority;

  /** @example "refund" */
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;

  @Optional() @Text({ max: 200, oneLine: true }) entity_id?: string;

  /** The same key a second time writes nothing. */
  @Optional() @Text({ max: 200, min: 1, oneLine: true }) dedupe_key?: string;

  /** Asks for an approval too: the notice tells of it, and its reader may be the one who decides. */
  @Optional() @Nested(() => AskApprovalDto) approval?: AskApprovalDto;
}

export class CreatedNotificationDto {
  /**
   * Null when there was no one else to tell, or the key was known.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  id: string | null;
  /** Of the approval that was asked for. */
  approval_request_id: string | null;
}

export class NotificationDto implements Omit<Row<'notification_receipts'>, 'for_viewers_of' | 'recalled_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** Whose list it is in. */
  user_id: string;
  /** @example "webhooks" */
  module: string;
  /** @example "webhook_disabled" */
  type: string;
  /** @example "Webhook \"CRM\" was switched off" */
  title: string;
  body: string;
  /** @example "webhook_subscriptions" */
  entity_type: string | null;
  entity_id: string | null;
  /** When you read it first; each reader of a notice for several has a time of their own. */
  read_at: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /** @example "unread" */
  @OneOf(NOTICE_STATUSES) status: NoticeStatus;
  /** @example "normal" */
  @OneOf(PRIORITIES) priority: Priority;
  /** What you may decide with it. */
  approval_request_id: string | null;
}
export class NotificationPageDto extends PageOf(NotificationDto) {}

export class NotificationDeliveryDto {
  /** @example "email" */
  @OneOf(['email', 'whatsapp', 'webhook']) medium: string;
  /**
   * As of every send; `suppressed`: it was not sent, and `suppressed` says why.
   * @example "sent"
   */
  @OneOf([...SEND_STATES, 'suppressed']) state: string;
  @OneOf(['off', 'no_address', 'unsubscribed']) suppressed: string | null;
  /** Later than the notice where quiet hours were waited for. */
  @Instant() send_after: string | null;
  sent_at: string | null;
  error_code: string | null;
  error_message: string | null;
}
