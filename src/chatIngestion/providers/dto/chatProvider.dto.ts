import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Count, Flag, OneOf } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';
import { CHAT_KINDS } from '../chatKinds.js';

const SLUG = /^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/;
const SLUG_SAYS = 'must be lower-case letters, digits and hyphens, at most 50';
const SECRET = { min: 1, max: 1000, pattern: /^[\x21-\x7e]*$/, says: 'must be printable ASCII without spaces' };

class ChatProviderSettingsDto {
  /**
   * The team that new conversations are assigned to; null for none.
   * @example "support"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 100 }) default_team?: string | null;

  /** An inactive provider's events are refused, and nothing is sent by it. */
  @Optional() @Flag() is_active?: boolean;

  /** Takes what comes to the webhook without a slug, one provider of each kind; the first one does unless you say otherwise. */
  @Optional() @Flag() is_default?: boolean;

  /**
   * The sender id that Netcore gives out.
   * @example "fa9d647a-0000-423e-bd27-000000000001"
   */
  @Optional() @Text({ max: 200, oneLine: true }) source?: string;

  /**
   * An outage is reported when no event came for so many minutes; null never reports one.
   * @example 120
   */
  @Optional() @Nullable() @Count({ min: 1, max: 10_080 }) silence_minutes?: number | null;
}

export class CreateChatProviderDto extends ChatProviderSettingsDto {
  /**
   * Names the provider in the address of its webhook.
   * @example "support-in"
   */
  @Text({ pattern: SLUG, says: SLUG_SAYS }) slug: string;

  @OneOf(CHAT_KINDS) kind: (typeof CHAT_KINDS)[number];

  /** @example "Support, India" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  /**
   * The business's number, with its country.
   * @example "+918123456789"
   */
  @Text({ min: 4, max: 40, oneLine: true }) business_number: string;

  /**
   * The key that the provider signs webhooks with; without one, the address of the webhook carries a secret. Stored encrypted and never
   * shown.
   */
  @Optional() @Text(SECRET) webhook_secret?: string;

  /** The key for sending and for fetching files. Stored encrypted and never shown. */
  @Optional() @Text({ ...SECRET, max: 4000 }) api_key?: string;
}

export class UpdateChatProviderDto extends ChatProviderSettingsDto {
  /** @example "support-in" */
  @Optional() @Text({ pattern: SLUG, says: SLUG_SAYS }) slug?: string;

  /** @example "Support, India" */
  @Optional() @Text({ min: 1, max: 200, oneLine: true }) name?: string;

  /** @example "+918123456789" */
  @Optional() @Text({ min: 4, max: 40, oneLine: true }) business_number?: string;

  /** Another one; what is signed with the former one is accepted for 24 hours more. Null removes it. */
  @Optional() @Nullable() @Text(SECRET) webhook_secret?: string | null;

  /** Null removes it. */
  @Optional() @Nullable() @Text({ ...SECRET, max: 4000 }) api_key?: string | null;

  /**
   * The version you saw. If there is a newer one, the change is refused with 409 `stale_version`.
   * @example 1
   */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ChatProviderDto implements Omit<Row<'chat_providers'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "support-in" */
  slug: string;
  @OneOf(CHAT_KINDS) kind: string;
  /** @example "Support, India" */
  name: string;
  /** @example "+918123456789" */
  business_number: string;
  default_team: string | null;
  is_active: boolean;
  is_default: boolean;
  source: string;
  silence_minutes: number | null;
  /** Whether webhooks are checked by their signature; otherwise by the secret in their address. */
  has_webhook_secret: boolean;
  has_api_key: boolean;
  /** When the provider last called, to some seconds. */
  last_event_at: string | null;
  /**
   * Where the provider sends its events, without the secret of the address.
   * @example "https://support.example.com/webhooks/interact/support-in"
   */
  webhook_address: string;
  created_by: string | null;
  /** @example 1 */
  version: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}
export class ChatProviderPageDto extends PageOf(ChatProviderDto) {}

export class ChatProviderWithSecretDto extends ChatProviderDto {
  /**
   * The address to paste into the provider's settings, with its secret when the provider does not sign. Shown here and never again.
   * @example "https://support.example.com/webhooks/netcore/support-in?t=…"
   */
  webhook_address_with_secret: string;
}

export class RotatedChatAddressDto {
  /**
   * The address to paste. Shown here and never again.
   * @example "https://support.example.com/webhooks/netcore/support-in?t=…"
   */
  webhook_address_with_secret: string;
  /** Until when the former address is accepted. */
  previous_valid_until: string;
}

export class ListChatProvidersDto extends PageQueryDto {
  @Optional() @OneOf(CHAT_KINDS) kind?: (typeof CHAT_KINDS)[number];

  @Optional() @Flag() is_active?: boolean;

  /** Searches slug and name. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'name']) sort?: 'created_at' | 'name';
}
