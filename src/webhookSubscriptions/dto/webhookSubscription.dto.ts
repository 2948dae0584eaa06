import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { EVENT_TYPE } from '../eventTypes.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Flag, OneOf } from '../../common/validation/value.decorators.js';

const EVENT_TYPES = ListOf(Text({ pattern: EVENT_TYPE, says: "must be an event name, '<entity>:*' or '*'" }), {
  min: 1,
  max: 100,
  unique: true,
});
/** What an HTTP header can carry. */
const TOKEN = /^[\x21-\x7e]*$/;

export class CreateWebhookSubscriptionDto {
  /** @example "CRM" */
  @Text({ min: 1, max: 200 }) name: string;

  /**
   * Where events are sent: https on port 443 and a public address.
   * @example "https://crm.example.com/hooks/support"
   */
  @Text({ max: 2000 }) url: string;

  /**
   * Event names (`GET /webhook-event-types`), `<entity>:*` or `*`.
   * @example ["call_attempt:*"]
   */
  @EVENT_TYPES event_types: string[];

  /** @example "Keeps the CRM's call list." */
  @Optional() @Text({ max: 1000 }) description?: string;

  /**
   * Sent as `Authorization: Bearer …`. Stored encrypted and never shown.
   * @example "a-token-of-the-receiver"
   */
  @Optional() @Text({ max: 1000, pattern: TOKEN, says: 'must be printable ASCII without spaces' }) authorization_token?: string;

  @Optional() @Flag() is_active?: boolean = true;
}

export class UpdateWebhookSubscriptionDto {
  /** @example "CRM" */
  @Optional() @Text({ min: 1, max: 200 }) name?: string;

  /** @example "https://crm.example.com/hooks/support" */
  @Optional() @Text({ max: 2000 }) url?: string;

  /** @example ["*"] */
  @Optional() @EVENT_TYPES event_types?: string[];

  @Optional() @Text({ max: 1000 }) description?: string;

  /** Null or an empty text removes it. */
  @Optional() @Nullable() @Text({ max: 1000, pattern: TOKEN, says: 'must be printable ASCII without spaces' }) authorization_token?:
    string | null;

  /** True does the same as `POST …/enable`; false stops deliveries and discards new events. */
  @Optional() @Flag() is_active?: boolean;
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
  /** When it was disabled automatically because its endpoint failed; events are still collected. */
  disabled_at: string | null;
  /** `gone`: the endpoint answered 410. */
  @OneOf(['failing', 'gone']) disabled_reason: string | null;
  /** When the current series of failures began; null after a success. */
  first_failure_at: string | null;
  consecutive_failures: number;
  created_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
  /** Whether an `Authorization` header is sent; omitted in lists. */
  has_authorization_token?: boolean;
}
export class WebhookSubscriptionPageDto extends PageOf(WebhookSubscriptionDto) {}

export class WebhookSubscriptionWithSecretDto extends WebhookSubscriptionDto {
  /**
   * The key that signs the deliveries. It is shown only once.
   * @example "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
   */
  secret: string;
}

export class RotatedSecretDto {
  /**
   * The new key. It is shown only once.
   * @example "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
   */
  secret: string;
  /**
   * Until then, deliveries are also signed with the old secret.
   * @example "2026-02-25T09:15:15.000Z"
   */
  @Instant() previous_valid_until: string;
}

export class ListWebhookSubscriptionsDto extends PageQueryDto {
  @Optional() @Flag() is_active?: boolean;

  /** Searches name, description and URL. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'name']) sort?: 'created_at' | 'name';
}

export class WebhookTestResultDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  delivery_id: string;
  /** @example "msg_7c9e6f0a11114222833344445555666" */
  webhook_id: string;
  /** Whether the endpoint answered with 2xx. */
  delivered: boolean;
  /** Null if there was no response. */
  status_code: number | null;
  /** Why there was no response, for example `timeout`, `connection_refused` or `url_not_allowed`. */
  error_code: string | null;
  /** The first 1 kB of the response. */
  response_excerpt: string | null;
  /** @example 84 */
  duration_ms: number;
}
