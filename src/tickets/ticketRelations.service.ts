import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { TicketDetailDto } from './dto/ticket.dto.js';
import type { LinkTicketDto, MergeTicketDto, SplitTicketDto } from './dto/ticketRelation.dto.js';
import type { Caller } from './ticketCaller.js';
import { ticketLinkNotFound } from './tickets.errors.js';
import { TicketsService } from './tickets.service.js';

/** What tickets have to do with each other and with everything else. */
@Injectable()
export class TicketRelationsService {
  private readonly links: Table<'ticket_links'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly tickets: TicketsService,
  ) {
    this.links = tables.of('ticket_links', { notFound: ticketLinkNotFound });
  }

  /** Raises ticket_not_found, ticket_merged, entity_not_found, ticket_link_circle, ticket_has_parent, validation_failed. */
  async link(id: string, { kind, entity_type, entity_id }: LinkTicketDto, caller: Caller): Promise<TicketDetailDto> {
    if (kind !== 'related' && entity_type !== 'ticket')
      throw validationFailed([{ field: 'entity_type', message: `entity_type must be ticket for ${kind}` }]);
    await this.tickets.expectVisible({ entity_type, entity_id }, caller);
    await this.functions.call('link_ticket', {
      p_id: id,
      p_kind: kind,
      p_entity_type: entity_type,
      p_entity_id: entity_id,
      p_by: caller.id,
    });
    return this.tickets.get(id, caller);
  }

  /** Raises ticket_not_found, ticket_link_not_found. */
  async unlink(id: string, link_id: string, caller: Caller): Promise<TicketDetailDto> {
    const ticket = await this.tickets.row(id);
    await this.links.remove(link_id, { ticket_id: ticket.id });
    return this.tickets.get(ticket.id, caller);
  }

  /** Raises ticket_not_found, ticket_merged, ticket_merge_circle, ticket_customers_differ. */
  async merge(id: string, { into_id, confirm_other_customer, note }: MergeTicketDto, caller: Caller): Promise<TicketDetailDto> {
    const root = await this.functions.call('merge_tickets', {
      p_id: id,
      p_into: into_id,
      p_confirm: confirm_other_customer ?? false,
      p_note: note ?? '',
    });
    return this.tickets.get(root, caller);
  }

  /** Raises ticket_not_found, ticket_not_merged. */
  async unmerge(id: string, note: string | undefined, caller: Caller): Promise<TicketDetailDto> {
    await this.functions.call('unmerge_ticket', { p_id: id, p_note: note ?? '' });
    return this.tickets.get(id, caller);
  }

  /** Raises ticket_not_found, ticket_merged, ticket_comment_not_found. */
  async split(id: string, { comment_ids, subject, note }: SplitTicketDto, new_id: string, caller: Caller): Promise<TicketDetailDto> {
    await this.functions.call('split_ticket', {
      p_from: id,
      p_id: new_id,
      p_comment_ids: comment_ids,
      p_subject: subject,
      p_note: note ?? '',
      p_by: caller.id,
    });
    return this.tickets.get(new_id, caller);
  }
}
