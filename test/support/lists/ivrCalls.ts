import type { ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has; so have these of those that wait. */
const FEW = 'n <= 30';
const FEW_MISSED = 'n in (31, 41, 51)';

/** Calls of thirty departments' worth of callers; each tenth is a missed call that waits. */
export const IVR_ROWS = [
  `insert into public.departments (id, key, name)
   select scale.id('departments', n), k, k from unnest(array['rare', 'sales', 'support', 'billing']) with ordinality d (k, n)
   where $1::int = 1 and $2::int > 0 on conflict do nothing`,
  `insert into public.ivr_providers (id, slug, name, field_mapping)
   select scale.id('ivr_providers', n), 'scale-' || n, 'Provider ' || n, '{"call_id": {"path": "id"}}'
   from generate_series(1, 4) n where $1::int = 1 and $2::int > 0 on conflict do nothing`,
  `insert into public.agents (id, name, phone_number)
   select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
   on conflict do nothing`,
  `insert into public.customers (id, name)
   select scale.id('customers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
   on conflict do nothing`,
  `insert into public.call_categories (id, name, created_at)
   select scale.id('call_categories', n), 'Category ' || n, '2026-01-01' from generate_series(1, 5) n where $1::int = 1 and $2::int > 0
   on conflict do nothing`,
  `insert into public.ivr_calls (id, provider_id, provider_call_id, provider_status, direction, customer_number, customer_name,
     customer_id, department, agent_id, assignee_id, agent_name, started_at, ended_at, updated_at, talk_seconds, category_id, notes,
     completed_at, flags, is_missed_entry, missed_count, sla_breached_at, event_count)
   select scale.id('ivr_calls', n), scale.id('ivr_providers', case when ${FEW} or ${FEW_MISSED} then 1 else 2 + n % 3 end), 'call-' || n,
     case when ${FEW} then 'hangup' when n % 10 = 1 then 'missed' else 'answered' end,
     case when ${FEW} then 'outbound' else 'inbound' end,
     '+9181' || (10000000 + case when ${FEW} then 1 else n / 3 end), 'Caller ' || n,
     scale.id('customers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
     case when ${FEW} or ${FEW_MISSED} then 'rare'
       else scale.one('department', n, array['sales', 'support', 'billing']) end,
     scale.id('agents', case when ${FEW} then 1 else 2 + n % 10 end),
     case when ${FEW} or ${FEW_MISSED} then scale.id('agents', 1)
       when scale.dice('assigned', n) < 0.7 then scale.id('agents', 2 + n % 10) end,
     'Agent ' || n % 10,
     at, at + interval '3 minutes', at + scale.dice('updated', n) * interval '20 days', n % 600,
     scale.id('call_categories', case when ${FEW} then 1 else 2 + n % 4 end),
     scale.one('word', n, array['Invoice', 'Delivery', 'Quality', 'sprayer'])
       || case when n <= 3 or ${FEW_MISSED} then ' quicksilver' else '' end,
     case when n % 2 = 0 and n > 30 then at + interval '1 hour' end,
     case when ${FEW} then array['voicemail'] else array['note'] end, n > 30 and n % 10 = 1,
     case when n > 30 and n % 10 = 1 then 1 else 0 end, case when ${FEW} then at end, 2
   from generate_series($1::int, $2::int) n
   cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
];

export const list: ListDeclaration = {
  path: '/ivr-calls',
  sort: ['started_at', 'updated_at'],
  filters: {
    'status=missed': ({ status }) => status === 'missed',
    'status=missed,answered': ({ status }) => status !== 'hangup',
    'department=sales': ({ department }) => department === 'sales',
    'direction=outbound': ({ direction }) => direction === 'outbound',
    'customer_number=%2B918123456701': ({ customer_number }) => customer_number === '+918123456701',
    'flag=voicemail': ({ flags }) => (flags as string[]).includes('voicemail'),
  },
  search: {
    needle: ({ agent_name }) => String(agent_name).includes('needle'),
    '8123456703': ({ customer_number }) => customer_number === '+918123456703',
  },
  scale: {
    table: 'ivr_calls',
    detail: true,
    kept: ['status', 'department', 'department_id', 'provider_id', 'direction', 'assignee_id', 'is_sla_breached'],
    rows: IVR_ROWS,
    few: [
      'status=hangup',
      'status=hangup,live',
      'direction=outbound',
      'department=rare',
      'department_id={departments 1}',
      'provider_id={ivr_providers 1}',
      'agent_id={agents 1}',
      'assignee_id={agents 1}',
      'customer_id={customers 1}',
      'customer_number=%2B918110000001',
      'category_id={call_categories 1}',
      'is_sla_breached=true',
      'flag=voicemail',
      'from=2026-07-01T00:00:00Z',
      'from=2026-06-30T22:50:00Z&to=2026-06-30T22:55:00Z',
      'search=quicksilver',
    ],
    many: [
      'status=answered',
      'status=missed,completed',
      'status=completed&department=sales',
      'department=sales',
      'department_id={departments 2}',
      'direction=inbound',
      'provider_id={ivr_providers 2}',
      'agent_id={agents 2}',
      'assignee_id={agents 2}',
      'customer_id={customers 2}',
      'category_id={call_categories 2}',
      'is_sla_breached=false',
      'flag=note',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=sprayer',
    ],
    digits: ['search=918110000077', 'search=call-10077'],
  },
};
