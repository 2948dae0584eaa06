import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/refunds',
  sort: ['created_at', 'updated_at', 'amount_minor'],
  filters: {
    'reason_code=late': ({ reason_code }) => reason_code === 'late',
    'reason_code=late,quality': ({ reason_code }) => reason_code !== 'damaged',
    'currency=USD': ({ currency }) => currency === 'USD',
    'order_number=LIST-2': ({ order_number }) => order_number === 'LIST-2',
    'min_amount=1003': ({ amount_minor }) => (amount_minor as number) >= 1003,
    'max_amount=1003': ({ amount_minor }) => (amount_minor as number) <= 1003,
    'status=approved': ({ status }) => status === 'approved',
  },
  search: { needle: ({ reason }) => String(reason).includes('needle'), 'list-5': ({ order_number }) => order_number === 'LIST-5' },
  scale: {
    table: 'refunds',
    detail: true,
    stats: true,
    kept: ['status', 'reason_code', 'currency'],
    rows: [
      `insert into public.agents (id, name, phone_number)
       select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
       on conflict do nothing`,
      `insert into public.customers (id, name)
       select scale.id('customers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
       on conflict do nothing`,
      `insert into public.refunds
         (id, number, status, customer_id, order_number, reason_code, reason, amount_minor, currency, assignee_id, created_at, updated_at)
       select scale.id('refunds', n), 'RFD-' || 10000000 + n,
         case when ${FEW} then 'failed' else scale.one('status', n, array['pending', 'in_review', 'approved', 'rejected', 'cancelled',
           'paid', 'paid', 'paid', 'paid', 'paid']) end,
         scale.id('customers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
         'ORD-' || 20000000 + n / 2,
         case when ${FEW} then 'charged_twice' else scale.one('reason', n, array['damaged', 'wrong_item', 'missing_item', 'quality', 'late',
           'order_cancelled', 'other']) end,
         (select string_agg(scale.one('word' || k, n, array['Bag', 'torn', 'on', 'arrival', 'seeds', 'were', 'wet', 'customer', 'sent',
           'photo', 'of', 'label', 'wrong', 'size', 'pump', 'sprayer', 'leaks', 'two', 'bottles', 'missing', 'paid', 'twice', 'by', 'card',
           'courier', 'late', 'five', 'days', 'box', 'open', 'expired', 'batch']), ' ') from generate_series(1, 8) k)
           || case when n <= 3 then ' quicksilver' else '' end,
         case when ${FEW} then 900000000 + n when n <= 60 then n when n % 10 = 0 then 49900
           else 100 * (1 + floor(scale.dice('amount', n) * 5000)) end,
         case when ${FEW} then 'CHF' when scale.dice('currency', n) < 0.9 then 'INR' else 'USD' end,
         case when ${FEW} then scale.id('agents', 1) when scale.dice('assigned', n) < 0.7
           then scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
         at, at + scale.dice('updated', n) * interval '20 days'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      `insert into public.refund_products (refund_id, position, name, quantity, amount_minor)
       select scale.id('refunds', n), p, 'Atta 5 kg', 1, 100
       from generate_series($1::int, $2::int) n, generate_series(1, case when n = 1 then 5 else 1 end) p`,
      activityOf('refunds'),
    ],
    few: [
      'status=failed',
      'status=failed,reversed',
      'reason_code=charged_twice',
      'currency=CHF',
      `assignee_id={agents 1}`,
      `customer_id={customers 1}`,
      'order_number=ORD-20000040',
      'from=2026-07-01T00:00:00Z',
      'from=2026-06-30T23:50:00Z&to=2026-06-30T23:55:00Z',
      'min_amount=900000000',
      'max_amount=60',
      'search=quicksilver',
    ],
    many: [
      'status=paid',
      'status=pending,in_review',
      'status=paid&currency=INR',
      'reason_code=late',
      'currency=INR',
      `assignee_id={agents 2}`,
      `customer_id={customers 2}`,
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'min_amount=100',
      'min_amount=250000',
      'max_amount=250000',
      'search=sprayer',
    ],
    digits: ['search=ORD-20000040', 'search=RFD-10000077'],
  },
};
