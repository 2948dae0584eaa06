import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { noteNotFound } from './customers.errors.js';
import { CustomersService } from './customers.service.js';
import type { CreateCustomerNoteDto, CustomerNoteDto, ListCustomerNotesDto, UpdateCustomerNoteDto } from './dto/customerNote.dto.js';

/** What the team writes down about a customer. */
@Injectable()
export class CustomerNotesService {
  private readonly notes: Table<'customer_notes', CustomerNoteDto>;

  constructor(
    tables: Tables,
    private readonly customers: CustomersService,
  ) {
    this.notes = tables.of('customer_notes', {
      notFound: noteNotFound,
      hidden: 'deleted_at',
      columns: ['id', 'customer_id', 'body', 'created_by', 'created_at', 'updated_at', 'version'],
    });
  }

  /** Raises customer_not_found. */
  async list(customer_id: string, query: ListCustomerNotesDto): Promise<Page<CustomerNoteDto>> {
    await this.customers.root(customer_id);
    const members = await this.customers.members(customer_id);
    return this.notes.page(query, [{ columns: ['customer_id'], operator: 'in', value: members }]);
  }

  /** Raises customer_not_found. */
  async create(customer_id: string, { body }: CreateCustomerNoteDto, by: string): Promise<CustomerNoteDto> {
    return this.notes.insert({ customer_id: await this.customers.root(customer_id), body, created_by: by });
  }

  /** Raises customer_note_not_found, stale_version. */
  async update(customer_id: string, id: string, { body, version }: UpdateCustomerNoteDto): Promise<CustomerNoteDto> {
    return this.notes.update(id, { body }, { customer_id: (await this.get(customer_id, id)).customer_id, version });
  }

  /** Raises customer_note_not_found. */
  async remove(customer_id: string, id: string): Promise<CustomerNoteDto> {
    return this.notes.remove(id, { customer_id: (await this.get(customer_id, id)).customer_id });
  }

  /** A note about the customer, or about one merged with it. Raises customer_note_not_found. */
  async get(customer_id: string, id: string): Promise<CustomerNoteDto> {
    const [note, members] = await Promise.all([this.notes.get(id), this.customers.members(customer_id)]);
    if (!members.includes(note.customer_id)) throw noteNotFound({ id });
    return note;
  }
}
