import { Injectable } from '@nestjs/common';
import type { CreateTicketTemplateDto, TicketTemplateDto, UpdateTicketTemplateDto } from './dto/ticketPreset.dto.js';
import type { Caller } from './ticketCaller.js';
import { TicketFieldsService } from './ticketFields.service.js';
import { TicketPresetsService } from './ticketPresets.service.js';

/** What new tickets begin with. */
@Injectable()
export class TicketTemplatesService {
  constructor(
    private readonly presets: TicketPresetsService,
    private readonly fields: TicketFieldsService,
  ) {}

  list(user_id: string): Promise<TicketTemplateDto[]> {
    return this.presets.list('template', user_id);
  }

  /** Raises ticket_template_not_found. */
  get(id: string, user_id: string): Promise<TicketTemplateDto> {
    return this.presets.get('template', id, user_id);
  }

  /** Raises validation_failed, forbidden. */
  async create({ ticket, ...given }: CreateTicketTemplateDto, caller: Caller): Promise<TicketTemplateDto> {
    await this.fields.check(ticket.custom_fields);
    return this.presets.create('template', given, { ticket }, caller);
  }

  /** Raises the same, ticket_template_not_found, stale_version. */
  async update(id: string, { ticket, ...given }: UpdateTicketTemplateDto, caller: Caller): Promise<TicketTemplateDto> {
    await this.fields.check(ticket?.custom_fields);
    return this.presets.update('template', id, given, { ticket }, caller);
  }

  /** Raises ticket_template_not_found, forbidden. */
  remove(id: string, caller: Caller): Promise<TicketTemplateDto> {
    return this.presets.remove('template', id, caller);
  }
}
