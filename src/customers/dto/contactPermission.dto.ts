import { Text } from '../../common/validation/text.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { type Channel, CHANNELS, type Purpose, PURPOSES, REFUSALS, type Refusal } from '../contactPermission.js';

const CONSENTS = ['unknown', 'granted', 'denied'] as const;
type Consent = (typeof CONSENTS)[number];

export class CustomerChannelDto {
  @Id() id: string;

  @OneOf(CHANNELS) channel: Channel;
}

export class SetPermissionDto {
  /** To messages that the customer did not ask for: offers and surveys. */
  @Optional() @OneOf(CONSENTS) consent?: Consent;

  /** Whether we write or call only to answer. */
  @Optional() @Flag() do_not_contact?: boolean;

  /** @example "Said so on the phone." */
  @Optional() @Text({ max: 500 }) note?: string;
}

export class CustomerPermissionDto {
  /** @example "whatsapp" */
  @OneOf(CHANNELS) channel: Channel;
  /** @example "granted" */
  @OneOf(CONSENTS) consent: Consent;
  do_not_contact: boolean;
  /**
   * Who says so: `person` through the API, or the channel by which the customer did.
   * @example "person"
   */
  source: string;
  note: string;
  updated_by: string | null;
  updated_at: string;
}

export class MayContactQueryDto {
  /** @example "whatsapp" */
  @OneOf(CHANNELS) channel: Channel;

  /**
   * `reply` answers the customer, `service` concerns the customer's own matter, `survey` and `marketing` were not asked for.
   * @example "survey"
   */
  @OneOf(PURPOSES) purpose: Purpose;
}

export class MayContactDto {
  allowed: boolean;
  /** Everything that speaks against it, the gravest first. */
  @ListOf(OneOf(REFUSALS)) reasons: Refusal[];
  /** When time alone would allow it; null when time does not help, or when it is allowed now. */
  allowed_from: string | null;
}
