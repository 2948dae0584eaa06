import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { fieldNotFound } from './customers.errors.js';
import { checkOptions, type FieldDeclaration, fieldFaults } from '../common/customFields/customFields.js';
import type { CreateCustomerFieldDto, CustomerFieldDto, UpdateCustomerFieldDto } from './dto/customerField.dto.js';

/** The fields that an installation adds to its customers. */
@Injectable()
export class CustomerFieldsService {
  private readonly fields: Table<'customer_fields', CustomerFieldDto>;

  constructor(tables: Tables) {
    this.fields = tables.of('customer_fields', { notFound: fieldNotFound, sort: ['position'] });
  }

  declared(): Promise<(CustomerFieldDto & FieldDeclaration)[]> {
    return this.fields.all({});
  }

  /** Raises conflict when the key is taken, validation_failed when only one of kind and options says that there is a choice. */
  create(field: CreateCustomerFieldDto): Promise<CustomerFieldDto> {
    checkOptions(field.kind, field.options);
    return this.fields.insert(field);
  }

  /** Raises customer_field_not_found, validation_failed. */
  async update(id: string, { archived, ...change }: UpdateCustomerFieldDto, now: Date): Promise<CustomerFieldDto> {
    const { kind } = await this.fields.get(id);
    if (change.options !== undefined) checkOptions(kind, change.options);
    const archived_at = archived === undefined ? undefined : archived ? now.toISOString() : null;
    return this.fields.update(id, { ...change, archived_at });
  }

  /** Raises validation_failed. */
  async check(values: Record<string, unknown> | undefined): Promise<void> {
    if (!values || Object.keys(values).length === 0) return;
    const faults = fieldFaults(values, await this.declared());
    if (faults.length > 0) throw validationFailed(faults);
  }
}
