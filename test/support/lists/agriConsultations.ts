import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const AGRI_ROWS = [
  `insert into public.agents (id, name, phone_number)
   select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
   on conflict do nothing`,
  `insert into public.customers (id, name)
   select scale.id('farmers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
   on conflict do nothing`,
  `insert into public.agri_consultations
     (id, number, reference, status, customer_id, crop, season, query_type, symptoms, location, channel, team, assignee_id, asked_on,
      outcome, season_year, is_season_derived, follow_up_wished_on, follow_up_on, created_at, updated_at)
   select scale.id('agri_consultations', n), 'AGR-' || 10000000 + n, 'KCC-' || 20000000 + n,
     case when ${FEW} then 'following_up' else scale.one('status', n, array['open', 'advised', 'closed', 'closed', 'closed', 'closed']) end,
     scale.id('farmers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
     case when ${FEW} then 'saffron' else scale.one('crop', n, array['cotton', 'soybean', 'wheat', 'rice']) end,
     case when ${FEW} then 'zaid' else scale.one('season', n, array['kharif', 'rabi']) end,
     case when ${FEW} then 'market' else scale.one('query', n, array['pest', 'disease', 'weed', 'nutrient']) end,
     (select string_agg(scale.one('word' || k, n, array['Leaves', 'curl', 'yellow', 'white', 'insects', 'below', 'spots', 'brown', 'wilt',
         'after',
       'rain', 'holes', 'in', 'bolls', 'stem', 'rots', 'plants', 'small', 'flowers', 'fall', 'dry', 'edges', 'web', 'eggs']), ' ')
       from generate_series(1, 8) k) || case when n <= 3 then ' quicksilver' else '' end,
     scale.one('place', n, array['Dewas', 'Indore', 'Ujjain']),
     case when ${FEW} then 'visit' else scale.one('channel', n, array['phone', 'whatsapp', 'email']) end,
     case when ${FEW} then 'lab' else scale.one('team', n, array['agronomy', 'field']) end,
     case when ${FEW} then scale.id('agents', 1) when scale.dice('assigned', n) < 0.7
       then scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
     case when ${FEW} then date '2030-01-01' when n <= 60 then date '2010-01-01' else at::date end,
     case when ${FEW} then 'worse' when scale.dice('known', n) < 0.5 then scale.one('outcome', n, array['recovered', 'improved']) end,
     case when ${FEW} then 2030 when n <= 60 then 2010 else extract(year from at)::int end, false,
     case when ${FEW} then date '2024-01-01' when n % 3 = 0 then date '2026-08-01' end,
     case when ${FEW} then date '2024-01-01' when n % 3 = 0 then date '2026-08-01' end,
     at, at + scale.dice('updated', n) * interval '20 days'
   from generate_series($1::int, $2::int) n
   cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
  activityOf('agri_consultations'),
];

export const list: ListDeclaration = {
  path: '/agri-consultancy',
  sort: ['created_at', 'updated_at', 'asked_on'],
  filters: {
    'query_type=pest': ({ query_type }) => query_type === 'pest',
    'query_type=pest,weed': ({ query_type }) => query_type !== 'other',
    'crop=List Cotton': ({ crop }) => crop === 'list cotton',
    'season=rabi': ({ season }) => season === 'rabi',
    'season_year=2025': ({ season_year }) => season_year === 2025,
    'channel=visit': ({ channel }) => channel === 'visit',
    'team=list': ({ team }) => team === 'list',
    'asked_from=2026-07-03': ({ asked_on }) => String(asked_on) >= '2026-07-03',
    'asked_to=2026-07-03': ({ asked_on }) => String(asked_on) <= '2026-07-03',
    'status=closed': ({ status }) => status === 'closed',
    'outcome=worse': ({ outcome }) => outcome === 'worse',
  },
  search: { needle: ({ symptoms }) => String(symptoms).includes('needle'), 'list-5': ({ reference }) => reference === 'LIST-5' },
  scale: {
    table: 'agri_consultations',
    detail: true,
    stats: true,
    kept: ['status', 'season', 'season_year', 'crop', 'query_type', 'outcome', 'team'],
    rows: AGRI_ROWS,
    few: [
      'status=following_up',
      'season=zaid',
      'season_year=2030',
      'crop=saffron',
      'query_type=market',
      'outcome=worse',
      'channel=visit',
      'team=lab',
      `assignee_id={agents 1}`,
      `customer_id={farmers 1}`,
      'asked_from=2029-01-01',
      'asked_to=2011-01-01',
      'from=2026-07-01T00:00:00Z',
      'from=2026-06-30T23:50:00Z&to=2026-06-30T23:55:00Z',
      'search=quicksilver',
    ],
    many: [
      'status=closed',
      'status=open,advised',
      'status=closed&crop=cotton',
      'season=kharif',
      'season_year=2026',
      'crop=cotton',
      'query_type=pest',
      'outcome=recovered',
      'channel=phone',
      'team=agronomy',
      `assignee_id={agents 2}`,
      `customer_id={farmers 2}`,
      'asked_from=2020-01-01',
      'asked_to=2026-06-30',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=insects',
    ],
    digits: ['search=AGR-10000077', 'search=KCC-20000040'],
  },
};
