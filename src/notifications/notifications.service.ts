import { Injectable } from '@nestjs/common';
import { allows, PermissionsPort, type UserPermissions } from '../common/auth/permissions.port.js';
import { notFound } from '../common/errors/commonErrors.js';
import type { Condition } from '../supabase/conditions.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { ListNotificationsDto, NotificationDto } from './dto/notification.dto.js';

const SHOWN = ['id', 'user_id', 'module', 'type', 'title', 'body', 'entity_type', 'entity_id', 'read_at', 'created_at'] as const;

/** Notices for one person, or for all who may view a module. SQL writes them with `notify_once`. */
@Injectable()
export class NotificationsService {
  private readonly notifications: Table<'notifications', NotificationDto>;

  constructor(
    tables: Tables,
    private readonly permissions: PermissionsPort,
  ) {
    this.notifications = tables.of<'notifications', NotificationDto>('notifications', {
      columns: SHOWN,
      filters: ['type', 'module'],
      sort: ['created_at'],
    });
  }

  async list(query: ListNotificationsDto, user_id: string) {
    return this.notifications.page(query, visibleTo(user_id, await this.permissions.of(user_id)));
  }

  /** Raises not_found, also for what the user may not see. */
  async setRead(id: string, read: boolean, user_id: string, now: Date): Promise<NotificationDto> {
    const row = await this.notifications.get(id);
    const visible = row.user_id === user_id || (row.user_id === null && allows(await this.permissions.of(user_id), row.module, 'view'));
    if (!visible) throw notFound({ id });
    return this.notifications.update(id, { read_at: read ? (row.read_at ?? now.toISOString()) : null });
  }
}

/** The row policy again, for a client that no policy binds. */
function visibleTo(user_id: string, permissions: UserPermissions): Condition[] {
  const mine: Condition = { columns: ['user_id'], operator: 'eq', value: user_id };
  const everyones: Condition = { columns: ['user_id'], operator: 'null' };
  if (permissions.full_access) return [{ either: [[mine], [everyones]] }];
  const modules = Object.keys(permissions.modules).filter((module) => allows(permissions, module, 'view'));
  return [{ either: [[mine], [everyones, { columns: ['module'], operator: 'in', value: modules }]] }];
}
