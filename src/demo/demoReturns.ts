import type { INestApplicationContext } from '@nestjs/common';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { CorrectiveActionsService } from '../returnRca/correctiveActions.service.js';
import { ReturnCausesService } from '../returnRca/returnCauses.service.js';
import { ReturnRcaService } from '../returnRca/returnRca.service.js';

const DAY = 86_400_000;
/** Days ago, product, batch, cost in paise, causes with their shares. */
const RETURNS: [number, string, string, number, Record<string, number>][] = [
  [27, 'Knapsack sprayer 16 l', 'KS-0114', 189_900, { 'Pump leaks': 100 }],
  [24, 'Knapsack sprayer 16 l', 'KS-0114', 189_900, { 'Pump leaks': 70, 'Box crushed': 30 }],
  [21, 'Maize seed 4 kg', 'MZ-2209', 96_000, { 'Bag torn': 100 }],
  [19, 'Maize seed 4 kg', 'MZ-2209', 96_000, { 'Bag torn': 60, 'Left in the rain': 40 }],
  [17, 'Maize seed 4 kg', 'MZ-2209', 48_000, { 'Bag torn': 100 }],
  [13, 'Drip kit', 'DK-077', 240_000, { 'Wrong size ordered': 100 }],
  [9, 'Knapsack sprayer 16 l', 'KS-0131', 189_900, { 'Pump leaks': 100 }],
  [6, 'Maize seed 4 kg', 'MZ-2310', 96_000, { 'Left in the rain': 100 }],
  [3, 'Maize seed 4 kg', 'MZ-2310', 96_000, { 'Bag torn': 100 }],
  [1, 'Drip kit', 'DK-077', 240_000, {}],
];
const CAUSES: Record<string, string> = {
  'Pump leaks': 'Product',
  'Bag torn': 'Packing',
  'Box crushed': 'Packing',
  'Left in the rain': 'Delivery',
  'Wrong size ordered': 'Customer',
};

/**
 * A month of returns: two causes make most of them, and the action against torn bags has helped, but not for good. None when there are
 * returns.
 */
export async function makeDemoReturns(app: INestApplicationContext, admin_id: string, now: Date): Promise<void> {
  const [known] = await app
    .get(PostgresService, { strict: false })
    .query<{ has: boolean }>('select exists (select from public.return_rcas) as has');
  if (known!.has) return;
  const [causes, returns, actions] = [ReturnCausesService, ReturnRcaService, CorrectiveActionsService].map((service) =>
    app.get(service, { strict: false }),
  ) as [ReturnCausesService, ReturnRcaService, CorrectiveActionsService];
  const clock = app.get(BusinessClock, { strict: false });
  const day = (ago: number) => clock.today(new Date(now.getTime() - ago * DAY));
  const roots = new Map((await causes.tree({})).data.map(({ name, id }) => [name, id]));
  const ids = new Map<string, string>();
  for (const [name, root] of Object.entries(CAUSES))
    ids.set(name, (await causes.create({ name, parent_id: roots.get(root) ?? null }, admin_id)).id);
  for (const [ago, product_name, batch, cost_minor, shares] of RETURNS) {
    const found = Object.entries(shares).map(([name, percent]) => ({ cause_id: ids.get(name)!, percent }));
    const { id } = await returns.create(
      { product_name, batch, cost_minor, currency: 'INR', returned_on: day(ago), causes: found },
      admin_id,
      now,
    );
    if (found.length > 0 && ago > 5) await returns.act(id, { action: 'conclude' }, now);
  }
  const { id } = await actions.create({ cause_id: ids.get('Bag torn')!, title: 'Double-stitched bags from the second supplier' }, admin_id);
  await actions.act(id, { action: 'finish', done_on: day(12) }, now);
  await actions.create({ cause_id: ids.get('Pump leaks')!, title: 'Test every pump of a batch at 3 bar', due_on: day(-14) }, admin_id);
}
