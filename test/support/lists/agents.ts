import { activityOf, type ListDeclaration } from '../lists.js';

const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/agents',
  sort: ['created_at', 'name', 'status_since'],
  filters: {
    'status=lunch': ({ status }) => status === 'lunch',
    'availability=away,busy': ({ availability }) => ['away', 'busy'].includes(availability as string),
    'is_active=false': ({ is_active }) => !is_active,
    'is_clocked_in=true': ({ clocked_in_at }) => clocked_in_at !== null,
    'team=billing': ({ teams }) => (teams as string[]).includes('billing'),
    'skill=hindi': ({ skills }) => 'hindi' in (skills as object),
    'language=hi': ({ languages }) => (languages as string[]).includes('hi'),
  },
  search: {
    needle: ({ name }) => String(name).includes('needle'),
    'E-4': ({ employee_code }) => employee_code === 'E-4',
    '55599': ({ phone_number }) => String(phone_number).includes('55599'),
  },
  scale: {
    table: 'agents',
    size: 20_000,
    detail: true,
    rows: [
      `insert into auth.users (id, email) select scale.id('users', 1), 'scale-agent@example.com'
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.teams (id, key, name) select scale.id('teams', t), key, key
       from (values (1, 'few'), (2, 'many')) t (t, key) where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.agents
         (id, name, email, employee_code, phone_number, user_id, is_active, languages, status, availability, status_since, clocked_in_at,
          created_at)
       select scale.id('agents', n),
         scale.one('name', n, array['Asha', 'Ravi', 'Meena', 'Kiran']) || case when ${FEW} then ' quicksilver ' else ' ' end || n,
         'agent' || n || '@example.com', 'E-' || 20000000 + n, (5550000000 + n)::text, case when n = 1 then scale.id('users', 1) end,
         not (${FEW}), case when ${FEW} then array['fr'] when n % 3 = 0 then array['hi', 'en'] else array['en'] end,
         s.status, s.status, at + scale.dice('since', n) * interval '20 days',
         case when ${FEW} or n % 2 = 0 then at + interval '1 day' end, at
       from generate_series($1::int, $2::int) n
       cross join lateral (
         select case when ${FEW} then 'busy' else scale.one('status', n, array['available', 'away', 'offline']) end) s (status)
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds') t (at)
       on conflict do nothing`,
      `insert into public.team_members (team_id, agent_id)
       select scale.id('teams', case when ${FEW} then 1 else 2 end), scale.id('agents', n) from generate_series($1::int, $2::int) n
       where ${FEW} or n % 4 = 0 on conflict do nothing`,
      `insert into public.agent_skills (agent_id, skill, level)
       select scale.id('agents', n), case when ${FEW} then 'welding' else 'refunds' end, 3 from generate_series($1::int, $2::int) n
       where ${FEW} or n % 4 = 1 on conflict do nothing`,
      activityOf('agents'),
    ],
    few: [
      'status=busy',
      'availability=busy',
      'is_active=false',
      'user_id={users 1}',
      'team=few',
      'skill=welding',
      'language=fr',
      'search=quicksilver',
    ],
    many: [
      'status=away',
      'availability=away,offline',
      'is_active=true',
      'is_clocked_in=true',
      'is_clocked_in=false',
      'language=hi',
      'search=Ravi',
    ],
    digits: ['search=5550001234', 'search=E-20000040'],
  },
};
