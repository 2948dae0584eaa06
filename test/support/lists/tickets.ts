import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/tickets',
  sort: ['created_at', 'updated_at', 'serial'],
  filters: {
    'status=resolved': ({ status }) => status === 'resolved',
    'status=open,resolved': ({ status }) => ['open', 'resolved'].includes(String(status)),
    'priority=high': ({ priority }) => priority === 'high',
    'channel=call': ({ channel }) => channel === 'call',
    'category=fault': ({ category }) => category === 'fault',
    'team=list': ({ team }) => team === 'list',
    'tag=pump': ({ tags }) => (tags as string[]).includes('pump'),
    'unassigned=true&tag=pump': ({ tags }) => (tags as string[]).includes('pump'),
    'due_before=2030-01-02T00:00:00Z': ({ due_at }) => due_at !== null,
  },
  search: { needle: ({ description }) => String(description).includes('needle'), 'list-5': ({ subject }) => subject === 'LIST-5' },
  scale: {
    table: 'tickets',
    detail: true,
    stats: true,
    kept: ['status', 'priority', 'channel', 'category', 'team'],
    rows: [
      `insert into public.agents (id, name, phone_number)
       select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
       on conflict do nothing`,
      `insert into public.customers (id, name)
       select scale.id('customers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
       on conflict do nothing`,
      `insert into public.tickets
         (id, number, subject, description, status, priority, category, channel, team, assignee_id, customer_id, tags, watcher_ids, due_at,
          waiting_since, created_at, updated_at, sla_status, sla_due_at)
       select scale.id('tickets', n), 'TKT-' || 10000000 + n,
         scale.one('subject', n, array['Pump leaks', 'Order is late', 'Refund asked', 'Seeds were wet']),
         (select string_agg(scale.one('word' || k, n, array['Bag', 'torn', 'on', 'arrival', 'seeds', 'were', 'wet', 'customer', 'sent',
           'photo', 'of', 'label', 'wrong', 'size', 'pump', 'sprayer', 'leaks', 'two', 'bottles', 'missing', 'paid', 'twice', 'by', 'card',
           'courier', 'late', 'five', 'days', 'box', 'open', 'expired', 'batch']), ' ') from generate_series(1, 8) k)
           || case when n <= 3 then ' quicksilver' else '' end,
         case when ${FEW} then 'on_hold' else scale.one('status', n, array['open', 'pending', 'resolved', 'closed', 'closed', 'closed',
           'closed']) end,
         case when ${FEW} then 'urgent' else scale.one('priority', n, array['low', 'normal', 'normal', 'high']) end,
         case when ${FEW} then 'recall' else scale.one('category', n, array['fault', 'delivery', 'question']) end,
         case when ${FEW} then 'manual' else scale.one('channel', n, array['email', 'chat', 'call']) end,
         case when ${FEW} then 'lab' else scale.one('team', n, array['support', 'sales']) end,
         case when ${FEW} then scale.id('agents', 1) when scale.dice('assigned', n) < 0.7
           then scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
         scale.id('customers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
         case when ${FEW} then array['rare'] else array[scale.one('tag', n, array['pump', 'vip', 'seeds'])] end,
         case when ${FEW} then array[scale.id('users', 1)] else '{}' end,
         case when ${FEW} then timestamptz '2025-01-01' when n % 3 = 0 then timestamptz '2026-08-01' end,
         case when ${FEW} then at end, at, at + scale.dice('updated', n) * interval '20 days',
         case when ${FEW} then 'paused' else scale.one('sla', n, array['running', 'met', 'met', 'breached']) end,
         case when ${FEW} then timestamptz '2025-01-01' when scale.dice('due', n) < 0.3 then at + interval '4 hours' end
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      `insert into public.ticket_links (ticket_id, kind, entity_type, entity_id)
       select scale.id('tickets', n), 'related', 'refund', scale.id('refunds', case when ${FEW} then 1 else n end)::text
       from generate_series($1::int, $2::int) n`,
      `insert into public.ticket_presets (id, kind, name, content, is_shared, created_by)
       select scale.id('views', 1), 'view', 'Closed', '{"conditions": {"field": "status", "operator": "equals", "value": "closed"}}', true,
         scale.id('users', 1) where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      activityOf('tickets'),
    ],
    few: [
      'status=on_hold',
      'priority=urgent',
      'channel=manual',
      'category=recall',
      'team=lab',
      `assignee_id={agents 1}`,
      `customer_id={customers 1}`,
      'tag=rare',
      'waiting=true',
      'due_before=2025-06-01T00:00:00Z',
      'sla_status=paused',
      'sla_due_before=2025-06-01T00:00:00Z',
      'from=2026-07-01T00:00:00Z',
      'from=2026-06-30T23:50:00Z&to=2026-06-30T23:55:00Z',
      'entity_type=refund&entity_id={refunds 1}',
      'search=quicksilver',
    ],
    many: [
      'status=closed',
      'status=open,pending',
      'status=open&priority=normal',
      'priority=normal',
      'channel=email',
      'category=fault',
      'team=support',
      'unassigned=true',
      'view_id={views 1}',
      `assignee_id={agents 2}`,
      `customer_id={customers 2}`,
      'tag=pump',
      'waiting=false',
      'watched=false',
      'due_before=2030-01-01T00:00:00Z',
      'sla_status=running',
      'sla_due_before=2030-01-01T00:00:00Z',
      'sort=sla_due_at&order=asc',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=sprayer',
    ],
    digits: ['search=TKT-10000077'],
  },
};
