import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { CustomerNewsService, type NewsTarget } from '../customerNews/customerNews.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { TICKETS } from './tickets.settings.js';

/** Tells customers whose answer is waited for that their tickets close without one. */
@Injectable()
export class TicketNews {
  private readonly tickets: Table<'tickets'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly news: CustomerNewsService,
    private readonly config: ConfigService,
  ) {
    this.tickets = tables.of('tickets', { hidden: 'hidden_at' });
  }

  /** On the channel of the ticket, once for each warning. */
  async tellClosing(ticket_id: string, now: Date): Promise<void> {
    const ticket = await this.tickets.find(ticket_id);
    if (ticket?.status !== 'pending' || !ticket.close_warned_at) return;
    const { id, number, subject, customer_id, cycle, status_since } = ticket;
    const { TICKETS_CLOSING_WHATSAPP_TEMPLATE: template, TICKETS_CLOSING_EMAIL_TEXT: text } = this.config.of(TICKETS);
    await this.news.tell(
      {
        key: `ticket closing:${id}:${cycle}:${Date.parse(status_since)}`,
        customer_id,
        target: await this.functions.call<'ticket_reply_target', NewsTarget>('ticket_reply_target', { p_id: id, p_via: null }),
        whatsapp: { template, values: [number, subject] },
        email: { text, variables: { 'ticket.number': number, 'ticket.subject': subject } },
        about: { kind: 'ticket.tell', module: 'tickets', entity_type: 'ticket', entity_id: id, table: 'tickets' },
      },
      now,
    );
  }
}
