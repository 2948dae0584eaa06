import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/customers/imports',
  sort: ['created_at'],
  filters: { 'state=cancelled': ({ state }) => state === 'cancelled' },
  scale: {
    table: 'imports',
    size: 200_000,
    detail: true,
    rows: [
      `insert into public.imports (id, kind, module, state, filename, sha256, size, columns, total, done, created_by, created_at)
       select scale.id('imports', n), 'customers', 'customers',
         case when n <= 30 then 'failed' else scale.one('state', n, array['done', 'done', 'cancelled', 'previewed']) end,
         'customers ' || n || '.csv', md5(n::text) || md5(n::text), 1000, '[{"header": "email", "column": "email"}]', 100, 100,
         scale.id('users', case when n <= 30 then 1 else 2 + n % 9 end), timestamptz '2026-07-01' - n * interval '30 seconds'
       from generate_series($1::int, $2::int) n`,
    ],
    few: ['state=failed', 'created_by={users 1}', 'from=2026-06-30T23:45:00Z'],
    many: ['state=cancelled', 'created_by={users 2}', 'to=2026-06-30T00:00:00Z'],
  },
};
