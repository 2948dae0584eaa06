import { activityOf, type ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/audits/coaching-tasks',
  sort: ['created_at', 'updated_at'],
  filters: {
    'status=done': ({ status }) => status === 'done',
    'status=open,done': ({ status }) => status === 'open' || status === 'done',
    'due_by=2026-03-03': ({ due_on }) => due_on !== null && String(due_on) <= '2026-03-03',
  },
  search: { needle: ({ description }) => String(description).includes('needle') },
  scale: {
    table: 'coaching_tasks',
    size: 50_000,
    detail: true,
    rows: [
      `insert into public.agents (id, name) select scale.id('agents', n), 'Agent ' || n from generate_series(1, 12) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into auth.users (id) select scale.id('users', n) from generate_series(1, 12) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.audit_scorecards (id, name) select scale.id('audit_scorecards', n), 'Card ' || n from generate_series(1, 4) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.audit_scorecard_versions (id, scorecard_id, card_version, sections)
       select scale.id('audit_scorecard_versions', n), scale.id('audit_scorecards', n), 1, '[]' from generate_series(1, 4) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.audits (id, entity_type, entity_id, agent_id, work_at, week, scorecard_id, scorecard_version_id)
       select scale.id('coached_audits', n), 'ticket', 'coached ' || n, scale.id('agents', 1), timestamptz '2020-01-06', '2020-01-06',
         scale.id('audit_scorecards', 4), scale.id('audit_scorecard_versions', 4)
       from generate_series(1, 12) n where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.coaching_tasks (id, status, agent_id, audit_id, title, description, owner_id, due_on, created_at, updated_at)
       select scale.id('coaching_tasks', n),
         case when n <= 30 then 'cancelled' else scale.one('status', n, array['open', 'in_progress', 'done']) end,
         scale.id('agents', case when n <= 30 then 1 else 2 + n % 10 end),
         scale.id('coached_audits', case when n <= 30 then 1 else 2 + n % 10 end),
         'Listen to two calls', scale.one('word', n, array['Calm ending', 'Greeting', 'Clear next step'])
           || case when n <= 3 then ' quicksilver' else '' end,
         scale.id('users', case when n <= 30 then 1 else 2 + n % 9 end),
         case when n <= 30 then date '2020-01-01' else date '2026-01-01' + n % 300 end, at, at + interval '1 day'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds') t (at)`,
      activityOf('coaching_tasks'),
    ],
    few: [
      'status=cancelled',
      'agent_id={agents 1}',
      'audit_id={coached_audits 1}',
      'owner_id={users 1}',
      'due_by=2020-12-31',
      'search=quicksilver',
    ],
    many: ['status=open', 'agent_id={agents 3}', 'owner_id={users 3}', 'due_by=2027-01-01', 'search=greeting'],
  },
};
