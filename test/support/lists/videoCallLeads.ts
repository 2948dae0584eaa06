import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/video-call-leads',
  sort: ['created_at', 'updated_at', 'value_minor'],
  filters: {
    'status=cancelled': ({ status }) => status === 'cancelled',
    'source=referral': ({ source }) => source === 'referral',
    'currency=USD': ({ currency }) => currency === 'USD',
    'outcome=interested': ({ outcome }) => outcome === 'interested',
    'follow_up_before=2030-01-02T00:00:00Z': ({ follow_up_at }) => follow_up_at !== null,
  },
  search: { needle: ({ note }) => String(note).includes('needle'), 'list 5': ({ interest }) => String(interest).startsWith('List 5') },
  scale: {
    table: 'video_call_leads',
    detail: true,
    stats: true,
    kept: ['status', 'reached', 'outcome', 'source', 'currency', 'team'],
    rows: [
      `insert into public.agents (id, name, phone_number)
       select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
       on conflict do nothing`,
      `insert into public.customers (id, name)
       select scale.id('customers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
       on conflict do nothing`,
      `insert into public.leads (id, number, customer_id, matter, source, team, created_at)
       select scale.id('call_leads', n), 'LEAD-' || 20000000 + n, null, 'Call ' || n, 'video_call',
         case when ${FEW} then 'returns' else scale.one('team', n, array['sales', 'field']) end, timestamptz '2026-01-01'
       from generate_series($1::int, $2::int) n`,
      `insert into public.video_call_leads
         (id, lead_id, customer_id, source, interest, status, outcome, assignee_id, starts_at, ends_at, value_minor, currency,
          follow_up_at, note, created_at, updated_at)
       select scale.id('video_call_leads', n), scale.id('call_leads', n),
         scale.id('customers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
         case when ${FEW} then 'walk_in' else scale.one('source', n, array['website', 'phone', 'whatsapp']) end,
         scale.one('interest', n, array['Drip irrigation', 'Solar pump', 'Sprayer', 'Seed drill']),
         case when ${FEW} then 'no_show' else scale.one('status', n, array['new', 'cancelled', 'completed', 'completed']) end,
         case when ${FEW} then 'not_interested' else scale.one('outcome', n, array['bought', 'interested']) end,
         case when ${FEW} then scale.id('agents', 1) else scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
         case when ${FEW} then timestamptz '2031-01-01' else at end,
         case when ${FEW} then timestamptz '2031-01-02' else at + interval '30 minutes' end,
         case when ${FEW} then 900000000 + n else 100 * floor(scale.dice('value', n) * 5000) end,
         case when ${FEW} then 'CHF' when scale.dice('currency', n) < 0.9 then 'INR' else 'USD' end,
         case when ${FEW} then timestamptz '2025-01-01' when n % 3 = 0 then timestamptz '2026-08-01' end,
         (select string_agg(scale.one('word' || k, n, array['wants', 'price', 'two', 'acres', 'pump', 'sprayer', 'seeds', 'village', 'call',
           'morning', 'dealer', 'discount']), ' ') from generate_series(1, 8) k) || case when n <= 3 then ' quicksilver' else '' end,
         at, at + scale.dice('updated', n) * interval '20 days'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      activityOf('video_call_leads'),
    ],
    few: [
      'status=no_show',
      'outcome=not_interested',
      'source=walk_in',
      'currency=CHF',
      'team=returns',
      `assignee_id={agents 1}`,
      `customer_id={customers 1}`,
      `lead_id={call_leads 1}`,
      'starts_from=2031-01-01T00:00:00Z',
      'follow_up_before=2025-06-01T00:00:00Z',
      'from=2026-07-01T00:00:00Z',
      'search=quicksilver',
    ],
    many: [
      'status=completed',
      'outcome=bought',
      'source=website',
      'currency=INR',
      'team=sales',
      `assignee_id={agents 2}`,
      `customer_id={customers 2}`,
      'starts_to=2030-01-01T00:00:00Z',
      'follow_up_before=2030-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=sprayer',
    ],
    digits: [],
  },
};
