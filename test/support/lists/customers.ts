import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/customers',
  sort: ['created_at', 'updated_at', 'display_name'],
  filters: {
    'tier=vip': ({ tier }) => tier === 'vip',
    'tier=vip,normal': ({ tier }) => tier !== 'low',
    'language=ta': ({ language }) => language === 'ta',
    'blocked=true': ({ blocked }) => blocked === true,
    'tag=wholesale, "north"': ({ tags }) => (tags as string[]).length > 0,
  },
  search: { needle: ({ name }) => String(name).includes('Needle'), 'list5@': ({ name }) => name === 'Listed 5' },
  scale: {
    table: 'customers',
    detail: true,
    stats: true,
    kept: ['tier', 'language', 'blocked'],
    rows: [
      `insert into public.agents (id, name)
       select scale.id('agents', n), 'Agent ' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
       on conflict do nothing`,
      `insert into public.customer_fields (key, label, kind) select 'crop', 'Crop', 'text' where $1::int = 1 and $2::int > 0`,
      `insert into public.customers (id, name, tier, language, blocked, tags, owner_id, custom_fields, created_at, updated_at)
       select scale.id('customers', n),
         scale.one('first', n, array['Asha', 'Ravi', 'Meena', 'Arjun', 'Lakshmi', 'Suresh', 'Divya', 'Manoj', 'Pooja', 'Kiran', 'Farida',
           'Iqbal'])
           || ' ' || scale.one('last', n, array['Rao', 'Kumar', 'Singh', 'Patel', 'Devi', 'Sharma', 'Khan', 'Das', 'Nair', 'Iyer'])
           || case when n <= 3 then ' quicksilver' else '' end || ' ' || n,
         case when ${FEW} then 'vip' else scale.one('tier', n, array['high', 'normal', 'normal', 'normal', 'low']) end,
         case when ${FEW} then 'kok' else scale.one('language', n, array['hi', 'en', 'ta', 'te', '']) end,
         ${FEW} or scale.dice('blocked', n) < 0.2,
         case when ${FEW} then array['rare'] when scale.dice('tag', n) < 0.2 then array['farmer'] else '{}' end,
         case when ${FEW} then scale.id('agents', 1) when scale.dice('owned', n) < 0.7
           then scale.id('agents', 2 + floor(scale.dice('owner', n) * 10)::int) end,
         jsonb_build_object('crop', case when ${FEW} then 'saffron' else scale.one('crop', n, array['wheat', 'rice', 'maize']) end),
         at, at + scale.dice('updated', n) * interval '20 days'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds') t (at)`,
      activityOf('customers'),
    ],
    few: [
      'tier=vip',
      'language=kok',
      'tier=vip&blocked=true',
      'owner_id={agents 1}',
      'tag=rare',
      'custom_field=crop:saffron',
      'from=2026-06-30T23:50:00Z',
      'from=2026-06-30T23:50:00Z&to=2026-06-30T23:55:00Z',
      'search=quicksilver',
    ],
    many: [
      'tier=normal',
      'tier=high,low',
      'language=hi',
      'blocked=true',
      'owner_id={agents 2}',
      'tag=farmer',
      'custom_field=crop:wheat',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=meena',
    ],
  },
};
