import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/leads',
  sort: ['created_at', 'updated_at', 'score', 'value_minor'],
  filters: {
    'status=qualified': ({ status }) => status === 'qualified',
    'status=new,qualified': ({ status }) => ['new', 'qualified'].includes(String(status)),
    'source=referral': ({ source }) => source === 'referral',
    'priority=high': ({ priority }) => priority === 'high',
    'property=pumps': ({ property }) => property === 'pumps',
    'team=list': ({ team }) => team === 'list',
    'currency=USD': ({ currency }) => currency === 'USD',
    'min_value=1003': ({ value_minor }) => (value_minor as number) >= 1003,
    'min_score=20': ({ score }) => (score as number) >= 20,
    'due_before=2030-01-02T00:00:00Z': ({ next_action_at }) => next_action_at !== null,
    'unassigned=true&team=list': ({ team }) => team === 'list',
  },
  search: { needle: ({ note }) => String(note).includes('needle'), 'list 5': ({ matter }) => String(matter).startsWith('List 5') },
  scale: {
    table: 'leads',
    detail: true,
    stats: true,
    kept: ['status', 'reached', 'source', 'property', 'team', 'currency'],
    rows: [
      `insert into public.agents (id, name, phone_number)
       select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
       on conflict do nothing`,
      `insert into public.customers (id, name)
       select scale.id('customers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
       on conflict do nothing`,
      `insert into public.leads
         (id, number, matter_key, score, customer_id, matter, property, source, status, priority, team, assignee_id, value_minor,
          currency, next_action_at, note, waiting_since, touches, created_at, updated_at)
       select scale.id('leads', n), 'LEAD-' || 10000000 + n, 'matter ' || n, floor(scale.dice('score', n) * 40)::int,
         scale.id('customers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
         scale.one('matter', n, array['Drip irrigation', 'Solar pump', 'Sprayer', 'Seed drill']) || ' ' || n,
         case when ${FEW} then 'rare' else scale.one('property', n, array['pumps', 'seeds']) end,
         case when ${FEW} then 'walk_in' else scale.one('source', n, array['website', 'phone', 'whatsapp', 'import']) end,
         case when ${FEW} then 'proposal' else scale.one('status', n, array['new', 'contacted', 'qualified', 'won', 'lost', 'lost']) end,
         case when ${FEW} then 'urgent' else scale.one('priority', n, array['low', 'normal', 'normal', 'high']) end,
         case when ${FEW} then 'lab' else scale.one('team', n, array['support', 'sales']) end,
         case when ${FEW} then scale.id('agents', 1) when scale.dice('assigned', n) < 0.7
           then scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
         case when ${FEW} then 900000000 + n else 100 * floor(scale.dice('value', n) * 5000) end,
         case when ${FEW} then 'CHF' when scale.dice('currency', n) < 0.9 then 'INR' else 'USD' end,
         case when ${FEW} then timestamptz '2025-01-01' when n % 3 = 0 then timestamptz '2026-08-01' end,
         (select string_agg(scale.one('word' || k, n, array['wants', 'price', 'two', 'acres', 'pump', 'sprayer', 'seeds', 'village', 'call',
           'morning', 'dealer', 'discount', 'well', 'depth', 'pipe', 'filter']), ' ') from generate_series(1, 8) k)
           || case when n <= 3 then ' quicksilver' else '' end,
         case when ${FEW} then at end, 1, at, at + scale.dice('updated', n) * interval '20 days'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      activityOf('leads'),
    ],
    few: [
      'status=proposal',
      'source=walk_in',
      'priority=urgent',
      'property=rare',
      'team=lab',
      'currency=CHF',
      `assignee_id={agents 1}`,
      `customer_id={customers 1}`,
      'waiting=true',
      'min_value=900000000',
      'due_before=2025-06-01T00:00:00Z',
      'from=2026-07-01T00:00:00Z',
      'search=quicksilver',
    ],
    many: [
      'status=lost',
      'status=new,contacted',
      'source=website',
      'priority=normal',
      'property=pumps',
      'team=support',
      'currency=INR',
      'unassigned=true',
      `assignee_id={agents 2}`,
      `customer_id={customers 2}`,
      'waiting=false',
      'min_score=10',
      'due_before=2030-01-01T00:00:00Z',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=sprayer',
    ],
    digits: ['search=LEAD-10000077'],
  },
};
