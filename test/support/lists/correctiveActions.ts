import { activityOf, type ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/return-rca/corrective-actions',
  sort: ['created_at', 'updated_at'],
  filters: {
    'status=cancelled': ({ status }) => status === 'cancelled',
    'status=planned,done': ({ status }) => status === 'planned' || status === 'done',
    'product_id=SKU-2': ({ product_id }) => product_id === 'SKU-2',
    'due_by=2026-03-03': ({ due_on }) => due_on !== null && String(due_on) <= '2026-03-03',
  },
  search: { needle: ({ description }) => String(description).includes('needle') },
  scale: {
    table: 'corrective_actions',
    size: 50_000,
    detail: true,
    rows: [
      `insert into public.agents (id, name) select scale.id('agents', n), 'Agent ' || n from generate_series(1, 12) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.return_causes (id, name) select scale.id('return_causes', n), 'Cause ' || n from generate_series(1, 20) n
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.corrective_actions
         (id, status, cause_id, product_id, title, description, owner_id, due_on, created_at, updated_at)
       select scale.id('corrective_actions', n),
         case when n <= 30 then 'cancelled' else scale.one('status', n, array['planned', 'in_progress']) end,
         scale.id('return_causes', case when n <= 30 then 1 else 2 + n % 18 end),
         case when n <= 30 then 'SKU-RARE' else scale.one('product', n, array['', 'SKU-1', 'SKU-2']) end, 'Another supplier',
         scale.one('word', n, array['Stronger bags', 'Dry store', 'Second check']) || case when n <= 3 then ' quicksilver' else '' end,
         scale.id('agents', case when n <= 30 then 1 else 2 + n % 10 end),
         case when n <= 30 then date '2020-01-01' else date '2026-01-01' + n % 300 end, at, at + interval '1 day'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds') t (at)`,
      activityOf('corrective_actions'),
    ],
    few: [
      'status=cancelled',
      'cause_id={return_causes 1}',
      'product_id=SKU-RARE',
      'owner_id={agents 1}',
      'due_by=2020-12-31',
      'search=quicksilver',
    ],
    many: ['status=planned', 'cause_id={return_causes 3}', 'product_id=SKU-1', 'owner_id={agents 3}', 'due_by=2027-01-01', 'search=bags'],
  },
};
