import type { INestApplicationContext } from '@nestjs/common';
import { CustomersService } from '../customers/customers.service.js';
import { RefundsService } from '../refunds/refunds.service.js';
import { DEMO_PEOPLE } from './demoPeople.js';

/**
 * Three refunds of orders of the demo's shop: one that is paid out, one that was refused, and one above the limit, whose approval waits
 * for a supervisor. None when there are refunds.
 */
export async function makeDemoRefunds(app: INestApplicationContext, admin_id: string): Promise<void> {
  const refunds = app.get(RefundsService, { strict: false });
  const customers = app.get(CustomersService, { strict: false });
  if ((await refunds.list({ limit: 1 })).total > 0) return;
  const ask = async (who: number, body: Omit<Parameters<RefundsService['create']>[0], 'currency'>) => {
    const { name, email } = DEMO_PEOPLE[who]!;
    const customer_id = (await customers.identify({ name, identities: [{ kind: 'email', value: email }] })).id;
    return (await refunds.create({ ...body, currency: 'INR', customer_id }, admin_id, new Date())).id;
  };
  const act = (id: string, action: 'approve' | 'process' | 'reject', note?: string) =>
    refunds.act(id, { action, note }, admin_id, new Date());

  const torn = await ask(1, {
    ...{ order_number: 'ORD-20001', reason_code: 'damaged', reason: 'Two of three bags were torn.' },
    products: [{ name: 'Maize seed 4 kg', quantity: 2, amount_minor: 192_000 }],
  });
  await act(torn, 'approve');
  await act(torn, 'process');
  const used = await ask(2, {
    ...{ order_number: 'ORD-20004', reason_code: 'quality', reason: 'The sprayer is too heavy.' },
    products: [{ name: 'Knapsack sprayer 16 l', quantity: 1, amount_minor: 189_900 }],
  });
  await act(used, 'reject', 'It was used for a season.');
  await ask(0, {
    ...{ order_number: 'ORD-20009', reason_code: 'wrong_item', reason: 'A pump of 5 HP was ordered, one of 3 HP came.' },
    products: [{ name: 'Solar pump, 5 HP', quantity: 1, amount_minor: 6_500_000 }],
  });
}
