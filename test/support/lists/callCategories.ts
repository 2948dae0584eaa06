import { activityOf, type ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/call-categories/list',
  sort: ['created_at', 'position', 'name'],
  filters: {
    'department=sales': ({ department }) => department === 'sales',
    'is_active=false': ({ is_active }) => is_active === false,
  },
  search: { needle: ({ description }) => String(description).includes('needle') },
  scale: {
    table: 'call_categories',
    size: 20_000,
    rows: [
      `insert into public.departments (id, key, name)
       select scale.id('departments', n), k, k from unnest(array['rare', 'sales', 'support', 'billing']) with ordinality d (k, n)
       where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.call_categories (id, department, name, description, position, is_active, created_at)
       select scale.id('call_categories', n),
         case when n <= 30 then 'rare' else scale.one('department', n, array['sales', 'support', 'billing']) end, 'Category ' || n,
         case when n <= 30 then 'quicksilver' else scale.one('word', n, array['Invoice', 'Delivery', 'Quality']) end, n % 100,
         n > 30, timestamptz '2026-07-01' - n * interval '20 seconds'
       from generate_series($1::int, $2::int) n where n <= 30 or n > 60`,
      `insert into public.call_categories (id, parent_id, department, name, created_at)
       select scale.id('call_categories', n), scale.id('call_categories', 1), 'rare', 'Category ' || n,
         timestamptz '2026-07-01' - n * interval '20 seconds'
       from generate_series($1::int, $2::int) n where n between 31 and 60`,
      activityOf('call_categories'),
    ],
    few: ['department_id={departments 1}', 'parent_id={call_categories 1}', 'is_active=false', 'search=quicksilver'],
    many: ['department=sales', 'department_id={departments 2}', 'is_active=true', 'search=delivery'],
  },
};
