import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { toDecimal } from '../common/money/minorUnits.js';
import { CustomerNewsService } from '../customerNews/customerNews.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { REFUNDS } from './refunds.settings.js';

/** Tells customers that their money is on its way, where they wrote last. */
@Injectable()
export class RefundNews {
  private readonly refunds: Table<'refunds'>;

  constructor(
    tables: Tables,
    private readonly news: CustomerNewsService,
    private readonly config: ConfigService,
  ) {
    this.refunds = tables.of('refunds');
  }

  async tellPaid(refund_id: string, now: Date): Promise<void> {
    const refund = await this.refunds.find(refund_id);
    if (refund?.status !== 'paid') return;
    const { id, customer_id, number, order_number, amount_minor, currency } = refund;
    const { REFUND_WHATSAPP_TEMPLATE: template, REFUND_EMAIL_TEXT: text } = this.config.of(REFUNDS);
    const amount = `${toDecimal(amount_minor, currency)} ${currency}`;
    await this.news.tell(
      {
        key: `refund paid:${id}`,
        customer_id,
        target: null,
        whatsapp: { template, values: [amount, order_number || number] },
        email: { text, variables: { 'refund.amount': amount, 'refund.order': order_number || 'your purchase', 'refund.number': number } },
        about: { kind: 'refunds.tell', module: 'refunds', entity_type: 'refund', entity_id: id, table: 'refunds' },
      },
      now,
    );
  }
}
