import { Injectable } from '@nestjs/common';
import { allows, PermissionsPort, type UserPermissions } from '../common/auth/permissions.port.js';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { forbidden, notFound, validationFailed } from '../common/errors/commonErrors.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { ApprovalsService } from './approvals/approvals.service.js';
import type {
  CreatedNotificationDto,
  CreateNotificationDto,
  ListNotificationsDto,
  MarkAllReadDto,
  MarkedReadDto,
  NotificationDeliveryDto,
  NotificationDto,
  NotificationPageDto,
  UnreadNoticesDto,
  UpdateNotificationDto,
} from './dto/notification.dto.js';

const SHOWN = [
  'id',
  'user_id',
  'module',
  'type',
  'title',
  'body',
  'entity_type',
  'entity_id',
  'read_at',
  'created_at',
  'status',
  'priority',
  'approval_request_id',
] as const;

/** What people are told. Modules write with `notify` and `notify_once`, in SQL; each reader has a state of their own. */
@Injectable()
export class NotificationsService {
  private readonly receipts: Table<'notification_receipts', NotificationDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly permissions: PermissionsPort,
    private readonly approvals: ApprovalsService,
  ) {
    this.receipts = tables.of<'notification_receipts', NotificationDto>('notification_receipts', {
      columns: SHOWN,
      hidden: 'recalled_at',
      filters: ['type', 'module', 'status', 'priority'],
      ranges: CREATED_BETWEEN,
      search: ['title', 'body'],
      sort: ['created_at'],
      kept: ['user_id', 'status', 'for_viewers_of'],
    });
  }

  /** Raises forbidden for another's list. */
  async list({ to_user, ...query }: ListNotificationsDto, user: CurrentUserData): Promise<NotificationPageDto> {
    const owner = to_user ?? user.id;
    await this.expectOwn(owner, user);
    return this.receipts.page(query, await this.inListOf(owner));
  }

  /** Raises forbidden for another's. */
  async unread(user_id: string, user: CurrentUserData): Promise<UnreadNoticesDto> {
    await this.expectOwn(user_id, user);
    return { user_id, unread: await this.count(user_id) };
  }

  /** Raises not_found, also for what the user may not see. */
  async get(id: string, user_id: string): Promise<NotificationDto> {
    const { data } = await this.receipts.page({ limit: 1 }, [
      { columns: ['id'], operator: 'eq', value: id },
      ...(await this.inListOf(user_id)),
    ]);
    if (!data[0]) throw notFound({ id });
    return data[0];
  }

  /** By what it went to its reader. Raises not_found. */
  async deliveries(id: string, user_id: string): Promise<NotificationDeliveryDto[]> {
    await this.get(id, user_id);
    return this.functions.call<'get_notification_deliveries', NotificationDeliveryDto[]>('get_notification_deliveries', {
      p_id: id,
      p_user_id: user_id,
    });
  }

  /** Raises not_found, validation_failed. */
  async setStatus(id: string, { read, status }: UpdateNotificationDto, user_id: string): Promise<NotificationDto> {
    if ((read === undefined) === (status === undefined))
      throw validationFailed([{ field: 'status', message: 'give either read or status' }]);
    await this.get(id, user_id);
    await this.functions.call('set_notification_status', {
      p_id: id,
      p_user_id: user_id,
      p_status: status ?? (read ? 'read' : 'unread'),
    });
    return this.get(id, user_id);
  }

  /** Raises not_found, validation_failed: an order about everything says so. */
  async markAllRead({ up_to, all }: MarkAllReadDto, user_id: string): Promise<MarkedReadDto> {
    if ((up_to === undefined) === (all !== true)) throw validationFailed([{ field: 'up_to', message: 'give either up_to or all: true' }]);
    const marked = await this.functions.call<'mark_notifications_read', number>('mark_notifications_read', {
      p_user_id: user_id,
      p_up_to: up_to ?? null,
    });
    return { marked, unread: await this.count(user_id) };
  }

  /** Raises forbidden, validation_failed, user_not_found, role_not_found, team_not_found, and what asking for an approval raises. */
  async create(
    { approval, to_user_id, to_role_id, to_team_id, ...notice }: CreateNotificationDto,
    user: CurrentUserData,
    now: Date,
  ): Promise<CreatedNotificationDto> {
    if ([to_user_id, to_role_id, to_team_id].filter((to) => to !== undefined).length > 1)
      throw validationFailed([{ field: 'to_user_id', message: 'give at most one of to_user_id, to_role_id and to_team_id' }]);
    const permissions = await this.permissions.of(user.id);
    // Whoever writes to the viewers of a module has to be one of them.
    if (!allows(permissions, notice.module, 'view')) throw forbidden({ module: notice.module });
    const asked = approval && {
      ...approval,
      approver_user_id: approval.approver_user_id ?? to_user_id,
      approver_role_id: approval.approver_role_id ?? to_role_id,
      approver_team_id: approval.approver_team_id ?? to_team_id,
      priority: notice.priority,
    };
    return this.functions.call<'create_notification', CreatedNotificationDto>('create_notification', {
      p_notice: {
        ...notice,
        dedupe_key: notice.dedupe_key && `by:${user.id}:${notice.dedupe_key}`,
        user_id: to_user_id,
        role_id: to_role_id,
        team_id: to_team_id,
        actor_id: user.id,
      },
      p_approval: asked ? await this.approvals.prepare(asked, user.id, now) : null,
    });
  }

  /** Raises forbidden when it is another's and the caller may not view notifications. */
  async expectOwn(user_id: string, user: CurrentUserData, action: 'view' | 'edit' = 'view'): Promise<void> {
    if (user_id !== user.id && !allows(await this.permissions.of(user.id), 'notifications', action)) throw forbidden({ user_id });
  }

  private async count(user_id: string): Promise<number> {
    const { total } = await this.receipts.page({ limit: 1, status: ['unread'] } as ListNotificationsDto, await this.inListOf(user_id));
    return total;
  }

  private async inListOf(user_id: string): Promise<Condition[]> {
    return inListOf(user_id, await this.permissions.of(user_id));
  }
}

/** The row policy again, for a client that no policy binds: what was for the viewers of a module is seen while it may be viewed. */
function inListOf(user_id: string, permissions: UserPermissions): Condition[] {
  const own: Condition = { columns: ['user_id'], operator: 'eq', value: user_id };
  if (permissions.full_access) return [own];
  const modules = Object.keys(permissions.modules).filter((module) => allows(permissions, module, 'view'));
  return [own, { columns: ['for_viewers_of'], operator: 'in', value: ['', ...modules] }];
}
