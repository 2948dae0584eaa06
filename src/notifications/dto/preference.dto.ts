import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { TimeZone } from '../../common/validation/time.decorators.js';
import { Count, Flag, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

const GROUPS = ['approval', 'assignment', 'mention', 'delivery', 'sla', 'system'] as const;
export type Group = (typeof GROUPS)[number];
const MEDIA = ['in_app', 'email', 'whatsapp', 'webhook'] as const;
type Medium = (typeof MEDIA)[number];

const TIME = { max: 5, oneLine: true, pattern: /^([01]\d|2[0-3]):[0-5]\d$/, says: 'must be a time of day, HH:MM' };

/** By which media notices of one kind come. What is left out stays as it is. */
export class PreferenceInputDto {
  /** @example "approval" */
  @OneOf(GROUPS) type: Group;

  /** A module, for its notices alone; left out: for all. */
  @Optional() @Text({ max: 60, oneLine: true }) scope?: string;

  /** In the list and on sockets. */
  @Optional() @Flag() in_app?: boolean;

  /** @example true */
  @Optional() @Flag() email?: boolean;

  @Optional() @Flag() whatsapp?: boolean;

  @Optional() @Flag() webhook?: boolean;
}

export class SavePreferencesDto {
  @Optional() @ListOf(() => PreferenceInputDto, { max: 200 }) preferences?: PreferenceInputDto[];

  /**
   * From then on e-mails and messages wait; null: at no time. Critical and urgent ones do not wait.
   * @example "21:00"
   */
  @Optional() @Nullable() @Text(TIME) quiet_from?: string | null;

  /** @example "08:00" */
  @Optional() @Nullable() @Text(TIME) quiet_to?: string | null;

  /**
   * Yours; null: the business time zone.
   * @example "Asia/Kolkata"
   */
  @Optional() @Nullable() @TimeZone() time_zone?: string | null;

  /** E.164; null: none. */
  @Optional()
  @Nullable()
  @Text({ max: 20, oneLine: true, pattern: /^\+[1-9]\d{6,14}$/, says: 'must be a number in E.164, such as +447700900123' })
  whatsapp_number?: string | null;

  /** Where notices are posted to; it is not shown again. Null: nowhere. */
  @Optional()
  @Nullable()
  @Text({ max: 2000, oneLine: true, pattern: /^https?:\/\//, says: 'must be an http or https address' })
  webhook_url?: string | null;
}

export class PreferenceDto {
  /** @example "approval" */
  @OneOf(GROUPS) type: Group;
  /** A module, or empty for all. */
  scope: string;
  in_app: boolean;
  email: boolean;
  whatsapp: boolean;
  webhook: boolean;
  /** Media that an admin has settled for everybody. */
  @ListOf(OneOf(MEDIA)) locked: Medium[];
  /** It is always in the list, and waits for no quiet hours. */
  is_critical: boolean;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}

export class PreferencesDto {
  user_id: string;
  /** @example "21:00" */
  quiet_from: string | null;
  /** @example "08:00" */
  quiet_to: string | null;
  time_zone: string | null;
  whatsapp_number: string | null;
  /**
   * The host of the webhook's address; the rest is not shown.
   * @example "example.com"
   */
  webhook_host: string | null;
  preferences: PreferenceDto[];
}

export class UpdateDefaultDto {
  @Optional() @Flag() in_app?: boolean;

  /** @example true */
  @Optional() @Flag() email?: boolean;

  @Optional() @Flag() whatsapp?: boolean;

  @Optional() @Flag() webhook?: boolean;

  /** Media that users may not set differently. */
  @Optional() @ListOf(OneOf(MEDIA), { max: 4, unique: true }) locked?: Medium[];

  /** Whether it is always in the list, and waits for no quiet hours. */
  @Optional() @Flag() is_critical?: boolean;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class NotificationDefaultDto implements Row<'notification_defaults'> {
  /** @example "approval" */
  @OneOf(GROUPS) type: Group;
  in_app: boolean;
  email: boolean;
  whatsapp: boolean;
  webhook: boolean;
  @ListOf(OneOf(MEDIA)) locked: Medium[];
  is_critical: boolean;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
  /** @example 1 */
  version: number;
}

export class UnsubscribeQueryDto {
  @Text({ max: 40 }) user_id: string;
  @OneOf(GROUPS) type: Group;
  /** Seconds since 1970. */
  @Count({ min: 1 }) expires: number;
  @Text({ max: 100 }) signature: string;
}

export class UnsubscribedDto {
  /**
   * The kind of notices that no longer come by e-mail.
   * @example "approval"
   */
  @OneOf(GROUPS) type: Group;
}
