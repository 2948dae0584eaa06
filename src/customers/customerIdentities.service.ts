import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import { Phones } from '../common/phone/phones.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { CustomersService } from './customers.service.js';
import { identityNotFound } from './customers.errors.js';
import type { AddIdentityDto, CustomerIdentityDto, EndIdentityDto, UpdateIdentityDto } from './dto/customerIdentity.dto.js';
import { readIdentity } from './identities.js';

/** The addresses by which customers are known. */
@Injectable()
export class CustomerIdentitiesService {
  private readonly identities: Table<'customer_identities', CustomerIdentityDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly phones: Phones,
    private readonly customers: CustomersService,
  ) {
    this.identities = tables.of('customer_identities', { notFound: identityNotFound });
  }

  /** Raises customer_not_found, validation_failed, identity_taken, identity_is_ours. */
  add(customer_id: string, { kind, value, ...marks }: AddIdentityDto): Promise<CustomerIdentityDto> {
    const read = readIdentity(kind, value, this.phones);
    if ('fault' in read) throw validationFailed([{ field: 'value', message: `value ${read.fault}` }]);
    return this.functions.one('add_customer_identity', {
      p_customer_id: customer_id,
      p_kind: kind,
      p_value: read.value,
      p_written: value,
      p_is_shared: marks.is_shared ?? false,
      p_is_primary: marks.is_primary ?? null,
      p_verified: marks.verified ?? null,
      p_source: 'person',
    });
  }

  /** Raises identity_not_found, identity_taken. */
  async update(customer_id: string, id: string, marks: UpdateIdentityDto): Promise<CustomerIdentityDto> {
    await this.expect(customer_id, id);
    return this.functions.one('mark_identity', {
      p_id: id,
      p_is_shared: marks.is_shared ?? null,
      p_is_primary: marks.is_primary ?? null,
      p_verified: marks.verified ?? null,
    });
  }

  /** Raises identity_not_found. */
  async end(customer_id: string, id: string, { reason = 'released' }: EndIdentityDto): Promise<CustomerIdentityDto> {
    await this.expect(customer_id, id);
    return this.functions.one('end_identity', { p_id: id, p_reason: reason });
  }

  /** That the address is this customer's, or of one that is merged with it. */
  private async expect(customer_id: string, id: string): Promise<void> {
    const [identity, members] = await Promise.all([this.identities.get(id), this.customers.members(customer_id)]);
    if (!members.includes(identity.customer_id)) throw identityNotFound({ id });
  }
}
