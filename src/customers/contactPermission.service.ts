import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { Functions } from '../supabase/functions.service.js';
import { type Channel, type ContactFacts, type ContactPolicy, type ContactVerdict, mayContact, type Purpose } from './contactPermission.js';
import { customerNotFound } from './customers.errors.js';
import { CUSTOMERS } from './customers.settings.js';
import type { CustomerPermissionDto, SetPermissionDto } from './dto/contactPermission.dto.js';

type Facts = Omit<ContactFacts, 'unasked_at'> & { unasked_at: string[] };

/** Whom we may write to and call. */
@Injectable()
export class ContactPermissionService {
  private readonly policy: ContactPolicy;

  constructor(
    private readonly functions: Functions,
    private readonly clock: BusinessClock,
    config: ConfigService,
  ) {
    const settings = config.of(CUSTOMERS);
    this.policy = {
      quiet_from: settings.CONTACT_QUIET_FROM,
      quiet_to: settings.CONTACT_QUIET_TO,
      unasked_max: settings.CONTACT_UNASKED_MAX,
      unasked_days: settings.CONTACT_UNASKED_DAYS,
    };
  }

  /** Raises customer_not_found. */
  async mayContact(customer_id: string, channel: Channel, purpose: Purpose, now: Date): Promise<ContactVerdict> {
    const since = new Date(now.getTime() - this.policy.unasked_days * 86_400_000);
    const facts = await this.functions.orNull<'get_contact_facts', Facts>('get_contact_facts', {
      p_customer_id: customer_id,
      p_channel: channel,
      p_since: since.toISOString(),
    });
    if (!facts) throw customerNotFound({ id: customer_id });
    const unasked_at = facts.unasked_at.map((at) => new Date(at));
    return mayContact({ ...facts, unasked_at, time_zone: facts.time_zone || this.clock.zone }, purpose, this.policy, now);
  }

  /** Raises customer_not_found. */
  async set(
    customer_id: string,
    channel: Channel,
    { consent, do_not_contact, note }: SetPermissionDto,
    by: string,
  ): Promise<CustomerPermissionDto> {
    const { customer_id: _, ...permission } = await this.functions.one<
      'set_customer_permission',
      CustomerPermissionDto & { customer_id: string }
    >('set_customer_permission', {
      p_customer_id: customer_id,
      p_channel: channel,
      p_consent: consent ?? null,
      p_do_not_contact: do_not_contact ?? null,
      p_source: 'person',
      p_note: note ?? null,
      p_by: by,
    });
    return permission;
  }
}
