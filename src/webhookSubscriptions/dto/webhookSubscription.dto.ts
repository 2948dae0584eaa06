import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsBooleanString,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { EVENT_TYPE } from '../eventTypes.js';

const EVENT_TYPE_MESSAGE = "each of event_types must be an event name, '<entity>:*' or '*'";
/** What an HTTP header can carry. */
const TOKEN = /^[\x21-\x7e]*$/;

export class CreateWebhookSubscriptionDto {
  /** @example "CRM" */
  @IsString() @Length(1, 200) name: string;

  /**
   * Where events go: https, port 443, a public address.
   * @example "https://crm.example.com/hooks/support"
   */
  @IsString() @MaxLength(2000) url: string;

  /**
   * Event names (`GET /webhook-event-types`), `<entity>:*` or `*`.
   * @example ["call_attempt:*"]
   */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @Matches(EVENT_TYPE, { each: true, message: EVENT_TYPE_MESSAGE })
  event_types: string[];

  /** @example "Keeps the CRM's call list." */
  @IsOptional() @IsString() @MaxLength(1000) description?: string;

  /**
   * Sent as `Authorization: Bearer …`; kept sealed and never shown.
   * @example "a-token-of-the-receiver"
   */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  @Matches(TOKEN, { message: 'authorization_token must be printable ASCII without spaces' })
  authorization_token?: string;

  @IsOptional() @IsBoolean() is_active?: boolean = true;
}

export class UpdateWebhookSubscriptionDto {
  /** @example "CRM" */
  @ValidateIf((body: UpdateWebhookSubscriptionDto) => body.name !== undefined) @IsString() @Length(1, 200) name?: string;

  /** @example "https://crm.example.com/hooks/support" */
  @ValidateIf((body: UpdateWebhookSubscriptionDto) => body.url !== undefined) @IsString() @MaxLength(2000) url?: string;

  /** @example ["*"] */
  @ValidateIf((body: UpdateWebhookSubscriptionDto) => body.event_types !== undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @Matches(EVENT_TYPE, { each: true, message: EVENT_TYPE_MESSAGE })
  event_types?: string[];

  @ValidateIf((body: UpdateWebhookSubscriptionDto) => body.description !== undefined) @IsString() @MaxLength(1000) description?: string;

  /** Null or empty takes it away. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  @Matches(TOKEN, { message: 'authorization_token must be printable ASCII without spaces' })
  authorization_token?: string | null;

  /** True is the same as `POST …/enable`; false stops deliveries and collects no new ones. */
  @ValidateIf((body: UpdateWebhookSubscriptionDto) => body.is_active !== undefined) @IsBoolean() is_active?: boolean;
}

export class WebhookSubscriptionDto implements Omit<Row<'webhook_subscriptions'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "CRM" */
  name: string;
  description: string;
  /** @example "https://crm.example.com/hooks/support" */
  url: string;
  /** @example ["call_attempt:*"] */
  event_types: string[];
  is_active: boolean;
  /** When we switched it off because its endpoint does not work; it goes on collecting. */
  disabled_at: string | null;
  /** `failing` or `gone`. */
  disabled_reason: string | null;
  /** Since when nothing has arrived; null after a success. */
  first_failure_at: string | null;
  consecutive_failures: number;
  created_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
  /** Whether an `Authorization` header is sent; not in lists. */
  has_authorization_token?: boolean;
}
export class WebhookSubscriptionPageDto extends PageOf(WebhookSubscriptionDto) {}

export class WebhookSubscriptionWithSecretDto extends WebhookSubscriptionDto {
  /**
   * Signs the deliveries. Shown here only.
   * @example "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
   */
  secret: string;
}

export class RotatedSecretDto {
  /**
   * Shown here only.
   * @example "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
   */
  secret: string;
  /**
   * Until then deliveries carry a signature of the old secret too.
   * @example "2026-02-25T09:15:15.000Z"
   */
  previous_valid_until: string;
}

export class ListWebhookSubscriptionsDto extends PageQueryDto {
  /** `true` or `false`. */
  @IsOptional() @IsBooleanString() is_active?: string;

  /** Looks into name, description and URL. */
  @IsOptional() @IsString() @MaxLength(200) search?: string;

  @IsOptional() @IsIn(['created_at', 'name']) sort?: 'created_at' | 'name';
}

export class WebhookTestResultDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  delivery_id: string;
  /** @example "msg_7c9e6f0a11114222833344445555666" */
  webhook_id: string;
  /** Whether the endpoint answered 2xx. */
  delivered: boolean;
  /** Null when no answer came. */
  status_code: number | null;
  /** Why no answer came: `timeout`, `connection_refused`, `url_not_allowed` … */
  error_code: string | null;
  /** The first 1 kB of the answer. */
  response_excerpt: string | null;
  /** @example 84 */
  duration_ms: number;
}
