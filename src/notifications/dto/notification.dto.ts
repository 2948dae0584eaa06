import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Flag } from '../../common/validation/value.decorators.js';

export class ListNotificationsDto extends PageQueryDto {
  /** @example "webhook_disabled" */
  @Optional() @Text({ max: 100 }) type?: string;

  /** @example "webhooks" */
  @Optional() @Text({ max: 100 }) module?: string;
}

export class UpdateNotificationDto {
  /** False marks it as unread. A notification for several people counts as read once one of them has read it. */
  @Flag() read: boolean;
}

export class NotificationDto implements Omit<Row<'notifications'>, 'dedupe_key'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** Null if it is for everyone who may view the module. */
  user_id: string | null;
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
  read_at: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
}
export class NotificationPageDto extends PageOf(NotificationDto) {}
