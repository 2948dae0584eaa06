import { activityOf, type ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/return-rca',
  sort: ['created_at', 'returned_on', 'cost_minor'],
  filters: {
    'status=cancelled': ({ status }) => status === 'cancelled',
    'status=open,cancelled': ({ status }) => status === 'open' || status === 'cancelled',
    'currency=USD': ({ currency }) => currency === 'USD',
    'product_id=SKU-2': ({ product_id }) => product_id === 'SKU-2',
    'batch=B-3': ({ batch }) => batch === 'B-3',
    'order_number=LIST-4': ({ order_number }) => order_number === 'LIST-4',
    'from=2026-03-04': ({ returned_on }) => String(returned_on) >= '2026-03-04',
    'to=2026-03-03': ({ returned_on }) => String(returned_on) <= '2026-03-03',
  },
  search: {
    needle: ({ description }) => String(description).includes('needle'),
    'list-5': ({ order_number }) => order_number === 'LIST-5',
  },
  scale: {
    table: 'return_rcas',
    size: 200_000,
    detail: true,
    stats: true,
    kept: ['status', 'currency'],
    rows: [
      `insert into public.agents (id, name) select scale.id('agents', n), 'Agent ' || n from generate_series(1, 12) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.customers (id, name) select scale.id('customers', n), 'Customer ' || n from generate_series($1::int, $2::int) n
       where n <= 2 or n % 20 = 0 on conflict do nothing`,
      `insert into public.refunds (id, reason_code, amount_minor, currency)
       select scale.id('refunds', n), 'late', 100, 'INR' from generate_series($1::int, $2::int) n where n <= 2 on conflict do nothing`,
      `insert into public.return_causes (id, name) select scale.id('return_causes', n), 'Cause ' || n from generate_series(1, 20) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.return_rcas
         (id, number, status, customer_id, refund_id, order_number, product_id, product_name, batch, quantity, cost_minor,
         currency, returned_on, description, primary_cause_id, cause_ids, assignee_id, created_at)
       select scale.id('return_rcas', n), 'RCA-' || 10000000 + n,
         case when n <= 30 then 'cancelled' else scale.one('status', n, array['open', 'in_analysis', 'concluded']) end,
         scale.id('customers', case when n <= 30 then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
         case when n <= 30 then scale.id('refunds', 1) end, 'ORD-' || 20000000 + n / 2,
         case when n <= 30 then 'SKU-RARE' else scale.one('product', n, array['SKU-1', 'SKU-2', 'SKU-3']) end, 'Atta 5 kg',
         case when n <= 30 then 'B-RARE' else scale.one('batch', n, array['B-1', 'B-2', 'B-3', 'B-4']) end, 1 + n % 5, n % 90000,
         case when n <= 30 then 'CHF' when scale.dice('currency', n) < 0.9 then 'INR' else 'USD' end,
         (at at time zone 'UTC')::date,
         scale.one('word', n, array['Torn bag', 'Wet seeds', 'Wrong size']) || case when n <= 3 then ' quicksilver' else '' end,
         cause, array[cause], case when n <= 30 then scale.id('agents', 1) else scale.id('agents', 2 + n % 10) end, at
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds',
         scale.id('return_causes', case when n <= 30 then 1 else 2 + n % 18 end)) t (at, cause)`,
      activityOf('return_rcas'),
    ],
    few: [
      'status=cancelled',
      'customer_id={customers 1}',
      'refund_id={refunds 1}',
      'assignee_id={agents 1}',
      'order_number=ORD-20000040',
      'product_id=SKU-RARE',
      'batch=B-RARE',
      'currency=CHF',
      'primary_cause_id={return_causes 1}',
      'cause_id={return_causes 1}',
      'search=quicksilver',
    ],
    many: [
      'status=open',
      'status=open,concluded',
      'customer_id={customers 2}',
      'assignee_id={agents 3}',
      'product_id=SKU-1',
      'batch=B-2',
      'currency=INR',
      'primary_cause_id={return_causes 3}',
      'cause_id={return_causes 3}',
      'from=2020-01-01',
      'to=2026-06-30',
      'search=torn',
    ],
    digits: ['search=ORD-20000040'],
  },
};
