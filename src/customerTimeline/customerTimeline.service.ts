import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { allows, type UserPermissions } from '../common/auth/permissions.port.js';
import { EntityRegister } from '../common/entities/entityRegister.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { CustomersService } from '../customers/customers.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { entryNotFound, eventNotFound } from './customerTimeline.errors.js';
import {
  type CreateCustomerEventDto,
  type CustomerEventDto,
  ENTITY_OF,
  type EntryCustomerDto,
  type TimelineCountDto,
  type TimelineCustomerDto,
  type TimelineEntryDto,
  type TimelineFilterDto,
  type TimelinePageDto,
  type TimelineQueryDto,
  type TimelineSummaryDto,
  type UpdateCustomerEventDto,
} from './dto/customerTimeline.dto.js';
import { decodePlace, encodePlace } from './timelinePlace.js';

/** Whose timeline is asked for. */
interface Whose {
  customer: TimelineCustomerDto | null;
  candidates: TimelineCustomerDto[];
  /** In E.164 or lower case, when it was asked for by a number or an e-mail address. */
  address: string | null;
}

/** What happened with a customer, over all channels, as far as the caller may see it. */
@Injectable()
export class CustomerTimelineService {
  private readonly events: Table<'customer_events', CustomerEventDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly entities: EntityRegister,
  ) {
    this.events = tables.of('customer_events', {
      notFound: eventNotFound,
      hidden: 'deleted_at',
      columns: [
        'id',
        'customer_id',
        'event_type',
        'title',
        'description',
        'occurred_at',
        'agent_id',
        'metadata',
        'created_by',
        'created_at',
        'updated_at',
        'version',
      ],
    });
  }

  /** Raises validation_failed, customer_not_found. */
  async page(whose: string, { limit = 50, cursor, ...filter }: TimelineQueryDto, permissions: UserPermissions): Promise<TimelinePageDto> {
    const { customer, candidates, address } = await this.find(whose);
    const place = cursor === undefined ? null : decodePlace(cursor);
    const newer = place?.newer ?? false;
    const found = await this.functions.call<'get_customer_timeline', Omit<TimelineEntryDto, 'path'>[]>('get_customer_timeline', {
      p_customer_id: customer?.id ?? null,
      p_number: address,
      p_modules: modulesOf(permissions),
      p_filter: filter,
      p_place: place && { at: place.at, kind: place.kind, id: place.id },
      p_newer: newer,
      p_limit: limit + 1,
    });
    const more = found.length > limit;
    const data = found.slice(0, limit);
    if (newer) data.reverse();
    const [first, last] = [data[0], data.at(-1)];
    const path = ({ kind, id, details }: (typeof data)[number]) =>
      this.entities.pathOf(ENTITY_OF[kind], { ...details, customer_id: customer?.id, id });
    return {
      customer,
      candidates,
      data: data.map((entry) => ({ ...entry, path: path(entry) })),
      limit,
      // Whoever comes from older entries knows that there are some.
      next_cursor: last && (more || newer) ? encodePlace(last, false) : null,
      previous_cursor: first ? encodePlace(first, true) : (cursor ?? null),
    };
  }

  /** Raises validation_failed, customer_not_found. */
  async summary(whose: string, filter: TimelineFilterDto, permissions: UserPermissions): Promise<TimelineSummaryDto> {
    const { customer, candidates, address } = await this.find(whose);
    const by_kind = await this.functions.call<'count_customer_timeline', TimelineCountDto[]>('count_customer_timeline', {
      p_customer_id: customer?.id ?? null,
      p_number: address,
      p_modules: modulesOf(permissions),
      p_filter: filter,
    });
    return { customer, candidates, total: by_kind.reduce((sum, { count }) => sum + count, 0), by_kind };
  }

  /** Raises validation_failed, customer_not_found, identity_is_ours, identity_is_shared. */
  async addEvent({ customer_id, mobile_number, email, ...event }: CreateCustomerEventDto, by: string): Promise<CustomerEventDto> {
    const given = [customer_id, mobile_number, email].filter((value) => value !== undefined);
    if (given.length !== 1) throw validationFailed([{ field: 'customer_id', message: 'give one of customer_id, mobile_number and email' }]);
    const owner =
      customer_id === undefined
        ? await this.customers.identify({
            identities: [mobile_number === undefined ? { kind: 'email', value: email! } : { kind: 'phone', value: mobile_number }],
          })
        : { id: await this.customers.root(customer_id) };
    return this.events.insert({ ...event, metadata: event.metadata as never, customer_id: owner.id, created_by: by });
  }

  /** Says which of the customers who share a number made a call. Raises timeline_entry_not_found, customer_not_found, not_a_candidate. */
  setCallCustomer(call_id: string, customer_id: string, by: CurrentUserData): Promise<EntryCustomerDto> {
    expectSeen('calls', by);
    return this.functions.one('pick_customer', { p_call_id: call_id, p_customer_id: customer_id, p_by: by.id });
  }

  /** Says which of the customers who share an address an e-mail belongs to. Raises as setCallCustomer. */
  setEmailCustomer(email_id: string, customer_id: string, by: CurrentUserData): Promise<EntryCustomerDto> {
    expectSeen('emails', by);
    return this.functions.one('pick_email_customer', { p_email_id: email_id, p_customer_id: customer_id, p_by: by.id });
  }

  /** Raises customer_event_not_found. */
  getEvent(id: string): Promise<CustomerEventDto> {
    return this.events.get(id);
  }

  /** Raises customer_event_not_found, stale_version. */
  updateEvent(id: string, { version, ...change }: UpdateCustomerEventDto): Promise<CustomerEventDto> {
    return this.events.update(id, change as never, { version });
  }

  /** Raises customer_event_not_found. */
  removeEvent(id: string): Promise<CustomerEventDto> {
    return this.events.remove(id);
  }

  /** The customer behind an id, a number or an address. Raises validation_failed for anything else, customer_not_found for an id. */
  private async find(whose: string): Promise<Whose> {
    const found = await this.customers.lookUp(whose);
    if (!found)
      throw validationFailed([{ field: 'mobile_number', message: 'mobile_number must be a phone number, an e-mail address or an id' }]);
    const [only] = found.customers;
    return {
      customer: found.customers.length === 1 ? only! : null,
      candidates: found.customers.length > 1 ? found.customers : [],
      address: found.address,
    };
  }
}

/** What a caller may not see is not there. Raises timeline_entry_not_found. */
function expectSeen(module: string, { permissions }: CurrentUserData): void {
  if (!permissions || !allows(permissions, module, 'view')) throw entryNotFound();
}

/** The modules that the caller may view; null for all. */
function modulesOf(permissions: UserPermissions): string[] | null {
  if (permissions.full_access) return null;
  return Object.keys(permissions.modules).filter((module) => allows(permissions, module, 'view'));
}
