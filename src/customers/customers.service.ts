import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { Phones } from '../common/phone/phones.js';
import type { HistoryEntryDto } from '../common/status/dto/history.dto.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { CustomerFieldsService } from './customerFields.service.js';
import { customerNotFound } from './customers.errors.js';
import { readFieldValue } from '../common/customFields/customFields.js';
import { type Identity, readIdentity, searchText } from './identities.js';
import {
  type CreateCustomerDto,
  type CustomerDetailDto,
  type CustomerDto,
  type CustomerStatsDto,
  type CustomerStatsQueryDto,
  type GivenIdentityDto,
  type IdentifiedCustomerDto,
  type IdentifyCustomerDto,
  type ListCustomersDto,
  TIERS,
  type UpdateCustomerDto,
} from './dto/customer.dto.js';

const COLUMNS = [
  'id',
  'name',
  'display_name',
  'tier',
  'language',
  'time_zone',
  'tags',
  'owner_id',
  'blocked',
  'custom_fields',
  'metadata',
  'created_at',
  'updated_at',
  'version',
] as const;

export type CustomerName = Pick<CustomerDto, 'id' | 'display_name'>;

/** How many customers with names spelt alike a search gives when none contains the text. */
const SIMILAR = 200;

/** Where somebody can be written to. */
export interface CustomerAddresses {
  name: string;
  language: string;
  time_zone: string;
  /** E.164. */
  phone?: string;
  email?: string;
}

/** Who writes and calls. Every id of a customer answers, also those that were merged into another. */
@Injectable()
export class CustomersService {
  private readonly customers: Table<'customers', CustomerDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly phones: Phones,
    private readonly fields: CustomerFieldsService,
  ) {
    this.customers = tables.of('customers', {
      notFound: customerNotFound,
      columns: COLUMNS,
      hidden: 'hidden_at',
      filters: ['tier', 'owner_id', 'blocked', 'language'],
      ranges: CREATED_BETWEEN,
      search: ['search_text'],
      sort: ['created_at', 'updated_at', 'display_name'],
      kept: ['tier', 'language', 'blocked'],
      stats: { tier: TIERS, language: [] },
    });
  }

  /** Raises validation_failed for a custom field that is not declared. */
  async list({ search, tag, custom_field, ...query }: ListCustomersDto): Promise<Page<CustomerDto>> {
    const values = custom_field === undefined ? undefined : await this.fieldValues(custom_field);
    const more: Condition[] = [];
    if (tag !== undefined) more.push({ columns: ['tags'], operator: 'has', value: tag });
    if (values) more.push({ columns: ['custom_fields'], operator: 'holds', value: values });
    const typed = search && searchText(search);
    const found = await this.customers.page({ ...query, search: typed }, more);
    // An address is there or not; a name may be misspelt.
    if (!typed || /[\d@:]/.test(typed) || found.data.length > 0 || (query.page ?? 1) > 1 || query.cursor) return found;
    const ids = await this.functions.call('find_similar_customers', { p_text: typed, p_limit: SIMILAR });
    return this.customers.page(query, [...more, { columns: ['id'], operator: 'in', value: ids }]);
  }

  stats({ search, ...query }: CustomerStatsQueryDto): Promise<CustomerStatsDto> {
    return this.customers.stats({ ...query, search: search && searchText(search) });
  }

  /** Raises customer_not_found. */
  async get(id: string): Promise<CustomerDetailDto> {
    const found = await this.functions.call<'get_customer', CustomerDetailDto | null>('get_customer', { p_id: id });
    if (!found) throw customerNotFound({ id });
    return found;
  }

  /** Raises validation_failed, identity_taken, identity_is_ours. */
  async create({ identities = [], ...customer }: CreateCustomerDto): Promise<CustomerDetailDto> {
    await this.fields.check(customer.custom_fields);
    const id = await this.functions.call<'create_customer', string>('create_customer', {
      p_customer: customer,
      p_identities: this.read(identities),
    });
    return this.get(id);
  }

  /** Raises customer_not_found, stale_version, validation_failed. */
  async update(id: string, { version, ...change }: UpdateCustomerDto): Promise<CustomerDetailDto> {
    await this.fields.check(change.custom_fields);
    const root = await this.functions.call<'update_customer', string>('update_customer', {
      p_id: id,
      p_change: change,
      p_version: version ?? null,
    });
    return this.get(root);
  }

  /** Raises customer_not_found, stale_version. */
  remove(id: string, version: number | undefined): Promise<CustomerDto> {
    return this.functions.call<'delete_customer', CustomerDto>('delete_customer', { p_id: id, p_version: version ?? null });
  }

  /** Takes a deletion back. Raises customer_not_found, customer_not_deleted, identity_taken, identity_is_ours. */
  async restore(id: string): Promise<CustomerDetailDto> {
    return this.get(await this.functions.call<'restore_customer', string>('restore_customer', { p_id: id }));
  }

  /** Raises validation_failed, identity_conflict, identity_is_ours, identity_is_shared. */
  async identify({ identities, name = '' }: IdentifyCustomerDto): Promise<IdentifiedCustomerDto> {
    const { customer_id, is_new } = await this.functions.one<'identify_customer', { customer_id: string; is_new: boolean }>(
      'identify_customer',
      { p_identities: this.read(identities), p_name: name, p_source: 'person' },
    );
    return { ...(await this.get(customer_id)), is_new };
  }

  /** What people and programs did to a customer, oldest first. Raises customer_not_found. */
  async history(id: string): Promise<HistoryEntryDto[]> {
    return this.functions.call('get_history', { p_entity_type: 'customers', p_entity_id: await this.root(id) });
  }

  /**
   * The customer with this id, or the customers who have this phone number (in any spelling) or e-mail address; null for any other text.
   * `address` is the number in E.164, or the e-mail address in lower case. Raises customer_not_found for an id.
   */
  async lookUp(text: string): Promise<{ customers: CustomerName[]; address: string | null } | null> {
    if (/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) {
      const { id, display_name } = await this.get(text);
      return { customers: [{ id, display_name }], address: null };
    }
    const kind = text.includes('@') ? 'email' : 'phone';
    const identity = readIdentity(kind, text, this.phones);
    if ('fault' in identity) return null;
    const customers = await this.functions.call<'find_customers_by_identity', CustomerName[]>('find_customers_by_identity', {
      p_kind: kind,
      p_value: identity.value,
    });
    return { customers, address: identity.value };
  }

  /** The ids of a customer and of all that are merged with it: rows that carry one of them are the customer's. */
  members(id: string): Promise<string[]> {
    return this.functions.call<'customer_members', string[]>('customer_members', { p_id: id });
  }

  /** A query of a list, so that its `customer_id` finds what belongs to any of the customer's ids. */
  async withMembers<Q extends { customer_id?: string }>(query: Q): Promise<Omit<Q, 'customer_id'> & { customer_id?: string | string[] }> {
    const { customer_id, ...rest } = query;
    if (customer_id === undefined) return rest;
    const members = await this.members(customer_id);
    // Most are one with nobody: then rows come in the order of the index.
    return { ...rest, customer_id: members.length === 1 ? members[0] : members };
  }

  /** Where a customer can be written to; null when there is no such customer. */
  addresses(id: string): Promise<CustomerAddresses | null> {
    return this.functions.call<'get_customer_addresses', CustomerAddresses | null>('get_customer_addresses', { p_customer_id: id });
  }

  /** The id that a customer has now. Raises customer_not_found. */
  async root(id: string): Promise<string> {
    const root: string | null = await this.functions.call('live_customer', { p_id: id });
    if (!root) throw customerNotFound({ id });
    return root;
  }

  /** Addresses as they are compared. Raises validation_failed naming those that are none. */
  private read(given: GivenIdentityDto[]): Identity[] {
    const read = given.map(({ kind, value }, index) => {
      const identity = readIdentity(kind, value, this.phones);
      if (!('fault' in identity)) return identity;
      const field = `identities.${index}.value`;
      throw validationFailed([{ field, message: `${field} ${identity.fault}` }]);
    });
    return [...new Map(read.map((identity) => [`${identity.kind}:${identity.value}`, identity])).values()];
  }

  /** What `key:value;key:value` asks of custom fields. Raises validation_failed. */
  private async fieldValues(text: string): Promise<Record<string, unknown>> {
    const declared = await this.fields.declared();
    return Object.fromEntries(
      text.split(';').map((part) => {
        const [, key = '', value = ''] = /^\s*([^:]*):(.*)$/su.exec(part) ?? [];
        const field = declared.find((one) => one.key === key);
        if (!field) throw validationFailed([{ field: 'custom_field', message: `custom_field must be key:value with a declared field` }]);
        return [key, readFieldValue(value.trim(), field.kind)];
      }),
    );
  }
}
