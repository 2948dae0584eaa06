import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { Nested, Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Instant, TimeZone } from '../../../common/validation/time.decorators.js';
import { Count, Flag, JsonObject, OneOf } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';

const SLUG = { pattern: /^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/, says: 'must be lower-case letters, digits and hyphens, at most 50' };
const MAX_MAPPING = { max_bytes: 50_000 };

/** A request as a provider would send it. */
export class IvrRequestDto {
  @Optional() @OneOf(['GET', 'POST']) method?: 'GET' | 'POST';

  /**
   * The query string, without the question mark.
   * @example "CallSid=exo0001&CallFrom=08123456789&CallType=completed"
   */
  @Optional() @Text({ max: 20_000 }) query?: string;

  /** @example "application/json" */
  @Optional() @Text({ max: 200, oneLine: true }) content_type?: string;

  /**
   * The body as text.
   * @example "{\"id\":\"x1\",\"from\":\"08123456789\",\"st\":\"OK\"}"
   */
  @Optional() @Text({ max: 200_000 }) body?: string;
}

class IvrMappingDto {
  /**
   * Where each field of a call stands in a payload: paths, fallbacks, constants, transforms. `GET /ivr-providers/ready-made` has examples.
   * May hold `status` too, and `redact`: keys whose values are never stored.
   * @example { "call_id": { "path": "id" }, "customer_number": { "path": "from", "transform": ["phone:IN"] }, "direction": { "const": "inbound" } }
   */
  @Optional() @JsonObject(MAX_MAPPING) field_mapping?: Record<string, unknown>;

  /**
   * What the provider's words mean: `live`, `live:connected`, `ended`, `hangup`, `missed`, `answered` or `keep`; by `path` and `map`, or by
   * `rules` in order.
   * @example { "path": "st", "map": { "OK": "answered", "NOANSWER": "missed" }, "default": "keep" }
   */
  @Optional() @JsonObject(MAX_MAPPING) status_mapping?: Record<string, unknown>;
}

class IvrProviderSettingsDto extends IvrMappingDto {
  /** An inactive provider's events are refused. */
  @Optional() @Flag() is_active?: boolean;

  /**
   * The zone of the provider's account: times without an offset are read in it. Defaults to the business zone.
   * @example "Asia/Kolkata"
   */
  @Optional() @TimeZone() time_zone?: string;

  /**
   * Where numbers without a country code are from. Defaults to that of the installation.
   * @example "IN"
   */
  @Optional() @Text({ pattern: /^[A-Z]{2}$/, says: 'must be a country, two letters of ISO 3166' }) region?: string;

  /** A request to try the mapping on; null removes it. */
  @Optional() @Nullable() @Nested(() => IvrRequestDto) sample_payload?: IvrRequestDto | null;

  /**
   * Which department a pressed digit leads to.
   * @example { "1": "sales", "2": "support" }
   */
  @Optional() @JsonObject({ max_bytes: 5_000 }) menu?: Record<string, string>;

  /**
   * The department of calls that nothing else places; null for none.
   * @example "support"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 100 }) default_department?: string | null;

  /**
   * An outage is reported when no event came for so many minutes; null never reports one.
   * @example 120
   */
  @Optional() @Nullable() @Count({ min: 1, max: 10_080 }) silence_minutes?: number | null;
}

export class CreateIvrProviderDto extends IvrProviderSettingsDto {
  /**
   * Names the provider in the address of its webhook.
   * @example "north"
   */
  @Text(SLUG) slug: string;

  /** @example "Exotel, north" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  /**
   * A ready-made mapping, where `field_mapping` gives none.
   * @example "exotel_passthru"
   */
  @Optional() @Text({ min: 1, max: 50 }) ready_made?: string;
}

export class UpdateIvrProviderDto extends IvrProviderSettingsDto {
  /** @example "north" */
  @Optional() @Text(SLUG) slug?: string;

  /** @example "Exotel, north" */
  @Optional() @Text({ min: 1, max: 200, oneLine: true }) name?: string;

  /**
   * The version you saw. If there is a newer one, the change is refused with 409 `stale_version`.
   * @example 1
   */
  @Optional() @Count({ min: 1 }) version?: number;
}

type Json = Row<'ivr_providers'>['menu'];
type JsonOrNull = Row<'ivr_providers'>['sample_payload'];

export class IvrProviderDto implements Omit<Row<'ivr_providers'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "north" */
  slug: string;
  /** @example "Exotel, north" */
  name: string;
  is_active: boolean;
  /** @example "Asia/Kolkata" */
  time_zone: string;
  /** @example "IN" */
  region: string;
  @JsonObject(MAX_MAPPING) field_mapping: Json;
  @JsonObject(MAX_MAPPING) status_mapping: Json;
  @Nullable() @JsonObject(MAX_MAPPING) sample_payload: JsonOrNull;
  @JsonObject(MAX_MAPPING) menu: Json;
  default_department: string | null;
  silence_minutes: number | null;
  /** Counts the changes of the mapping. */
  mapping_version: number;
  /** Without a secret nothing of it is accepted; make one by `rotate-secret`. */
  has_secret: boolean;
  /** When the provider last called, to some seconds. */
  last_event_at: string | null;
  /**
   * Where the provider sends its events, without the secret.
   * @example "https://support.example.com/webhooks/ivr/north"
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
export class IvrProviderPageDto extends PageOf(IvrProviderDto) {}

export class IvrProviderWithSecretDto extends IvrProviderDto {
  /**
   * The address to paste into the provider's settings. Shown here and never again.
   * @example "https://support.example.com/webhooks/ivr/north?t=…"
   */
  webhook_address_with_secret: string;
}

export class RotatedIvrSecretDto {
  /**
   * The address to paste. Shown here and never again.
   * @example "https://support.example.com/webhooks/ivr/north?t=…"
   */
  webhook_address_with_secret: string;
  /** Until when the former address is accepted. */
  previous_valid_until: string;
}

export class ListIvrProvidersDto extends PageQueryDto {
  @Optional() @Flag() is_active?: boolean;

  /** Searches slug and name. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'name']) sort?: 'created_at' | 'name';
}

export class ReadyMadeMappingDto {
  /** @example "exotel_passthru" */
  key: string;
  /** @example "Exotel, passthru" */
  name: string;
  @JsonObject(MAX_MAPPING) field_mapping: object;
  @JsonObject(MAX_MAPPING) status_mapping: object;
}

export class IvrMappingVersionDto implements Omit<Row<'ivr_mapping_versions'>, 'provider_id'> {
  id: string;
  /** @example 2 */
  version: number;
  @JsonObject(MAX_MAPPING) field_mapping: Json;
  @JsonObject(MAX_MAPPING) status_mapping: Json;
  created_by: string | null;
  created_at: string;
}
export class IvrMappingVersionPageDto extends PageOf(IvrMappingVersionDto) {}

export class RestoreIvrMappingDto {
  /** @example 1 */
  @Count({ min: 1 }) version: number;
}

export class ListIvrMappingVersionsDto extends PageQueryDto {}

/** Tries a request; without one the stored sample. A mapping that is given is tried in place of the stored one. */
export class TestIvrProviderDto extends IvrMappingDto implements IvrRequestDto {
  @Optional() @OneOf(['GET', 'POST']) method?: 'GET' | 'POST';
  /**
   * The query string, without the question mark.
   * @example "CallSid=exo0001&CallFrom=08123456789&CallType=completed"
   */
  @Optional() @Text({ max: 20_000 }) query?: string;
  /** @example "application/json" */
  @Optional() @Text({ max: 200, oneLine: true }) content_type?: string;
  /**
   * The body as text.
   * @example "{\"id\":\"x1\",\"from\":\"08123456789\",\"st\":\"OK\"}"
   */
  @Optional() @Text({ max: 200_000 }) body?: string;
}

export class TestedStepDto {
  /** @example "phone:IN" */
  transform: string;
  /**
   * What it made of the value, as text.
   * @example "+918123456789"
   */
  value: string | null;
}

export class TestedFieldDto {
  /** @example "customer_number" */
  field: string;
  /**
   * Where the value stood; null for a constant, or when it stood nowhere.
   * @example "CallFrom"
   */
  path: string | null;
  /**
   * What stood there, as text.
   * @example "08123456789"
   */
  found: string | null;
  steps: TestedStepDto[];
  /** @example "+918123456789" */
  value: string | null;
  /** @example "It stands at CallFrom." */
  reason: string;
}

export class IvrProviderTestDto {
  /** Whether an event like this could be stored as a call. */
  is_usable: boolean;
  /** Why not; null when it is. */
  problem: string | null;
  fields: TestedFieldDto[];
  /** What a call with this event alone would be; null when there would be none. */
  @Nullable() @JsonObject(MAX_MAPPING) call: object | null;
}

export class ReplayIvrProviderDto extends IvrMappingDto {
  /** Requests received at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Requests received before this instant. */
  @Optional() @Instant() to?: string;

  /** Only say what would change, also under a mapping that is given here and not saved. */
  @Optional() @Flag() dry_run?: boolean = true;
}

export class ReplayedFieldDto {
  /** @example "status" */
  field: string;
  /** As text. */
  before: string | null;
  after: string | null;
}

export class ReplayedCallDto {
  /** Null for a call that is not there yet. */
  id: string | null;
  /** @example "exo0001" */
  provider_call_id: string;
  changes: ReplayedFieldDto[];
}

export class IvrReplayDto {
  dry_run: boolean;
  /** Stored requests that were read. */
  requests: number;
  /** Whether these are all; a dry run reads 10,000 at most. */
  is_complete: boolean;
  /** Requests of which this mapping makes no call. */
  unusable: number;
  calls: number;
  changed: number;
  /** The first hundred calls that differ. What people entered is never among it. */
  differences: ReplayedCallDto[];
}
