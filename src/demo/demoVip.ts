import type { INestApplicationContext } from '@nestjs/common';
import { RefundsService } from '../refunds/refunds.service.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { TicketRelationsService } from '../tickets/ticketRelations.service.js';
import { demoTries } from './demoTries.js';

/** What a VIP was charged a second time, as in his e-mail and in the demo's shop. */
const REFUND = {
  order_number: 'ORD-20005',
  currency: 'INR',
  reason_code: 'charged_twice',
  reason: 'The card was charged twice.',
  products: [{ name: 'Yearly supply of ghee', quantity: 1, amount_minor: 3_999_500 }],
} as const;

/**
 * His ticket was made by a rule; an agent asks for his money, which waits for a supervisor. Once it is resolved he is asked how it was, by
 * another rule. None when he has a refund.
 */
export async function makeDemoVipRefund(app: INestApplicationContext, admin_id: string, now: Date): Promise<void> {
  const [postgres, refunds] = [app.get(PostgresService, { strict: false }), app.get(RefundsService, { strict: false })];
  if ((await refunds.list({ order_number: REFUND.order_number, limit: 1 })).total > 0) return;
  for await (const _ of demoTries()) {
    const [ticket] = await postgres.query<{ id: string; customer_id: string }>(
      `select id, customer_id from public.tickets where tags @> '{vip,angry}' and customer_id is not null order by created_at limit 1`,
    );
    if (!ticket) continue;
    const { id: entity_id } = await refunds.create(
      { ...REFUND, products: [...REFUND.products], customer_id: ticket.customer_id },
      admin_id,
      now,
    );
    const admin = { id: admin_id, permissions: { roles: ['admin'], full_access: true, modules: {}, scoped: {} } };
    await app.get(TicketRelationsService, { strict: false }).link(ticket.id, { kind: 'related', entity_type: 'refund', entity_id }, admin);
    return;
  }
}
