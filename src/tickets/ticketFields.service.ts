import { Injectable } from '@nestjs/common';
import { checkOptions, fieldFaults } from '../common/customFields/customFields.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { CreateTicketFieldDto, TicketFieldDto, UpdateTicketFieldDto } from './dto/ticketField.dto.js';
import { ticketFieldNotFound } from './tickets.errors.js';

/** The fields that an installation adds to its tickets. */
@Injectable()
export class TicketFieldsService {
  private readonly fields: Table<'ticket_fields', TicketFieldDto>;

  constructor(tables: Tables) {
    this.fields = tables.of('ticket_fields', { notFound: ticketFieldNotFound, sort: ['position'] });
  }

  declared(): Promise<TicketFieldDto[]> {
    return this.fields.all({});
  }

  /** Raises conflict when the key is taken, validation_failed when only one of kind and options says that there is a choice. */
  create(field: CreateTicketFieldDto): Promise<TicketFieldDto> {
    checkOptions(field.kind, field.options);
    return this.fields.insert(field);
  }

  /** Raises ticket_field_not_found, validation_failed. */
  async update(id: string, { archived, ...change }: UpdateTicketFieldDto, now: Date): Promise<TicketFieldDto> {
    if (change.options !== undefined) checkOptions((await this.fields.get(id)).kind, change.options);
    const archived_at = archived === undefined ? undefined : archived ? now.toISOString() : null;
    return this.fields.update(id, { ...change, archived_at });
  }

  /** Raises validation_failed. Nothing is read when there is nothing to check. */
  async check(values: Record<string, unknown> | undefined): Promise<void> {
    if (!values || Object.keys(values).length === 0) return;
    const faults = fieldFaults(values, await this.declared());
    if (faults.length > 0) throw validationFailed(faults);
  }
}
