import { activityOf, type ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/workflows',
  sort: ['created_at', 'updated_at', 'name'],
  filters: {
    'is_active=true': ({ is_active }) => is_active === true,
    'trigger_type=time': ({ trigger_type }) => trigger_type === 'time',
    'trigger_type=time,event': ({ trigger_type }) => trigger_type !== 'schedule',
    'entity_type=refund': ({ entity_type }) => entity_type === 'refund',
  },
  search: { needle: ({ name }) => String(name).includes('needle') },
  scale: {
    table: 'workflows',
    size: 200_000,
    detail: true,
    kept: ['is_active', 'trigger_type', 'entity_type'],
    rows: [
      `insert into public.workflows (id, name, description, trigger, conditions, actions, is_active, created_at, updated_at)
       select scale.id('workflows', n),
         'Rule ' || n || case when n <= 3 then ' quicksilver' else '' end,
         (select string_agg(scale.one('word' || k, n, array['Tells', 'the', 'team', 'about', 'angry', 'mail', 'of', 'important',
           'customers', 'gives', 'it', 'to', 'somebody', 'and', 'reminds', 'them']), ' ') from generate_series(1, 8) k),
         case when n <= 30 then jsonb '{"type": "schedule", "kind": "refund", "cron": "0 0 1 1 *"}'
           else jsonb_build_object('type', 'event', 'kind',
             scale.one('kind', n, array['ticket', 'email', 'conversation']), 'events', '[]'::jsonb)
         end,
         '{"all": [{"field": "status", "operator": "equals", "value": "paid"}]}', '[]', n <= 30,
         at, at + scale.dice('updated', n) * interval '20 days'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      activityOf('workflows'),
    ],
    few: ['is_active=true', 'trigger_type=schedule', 'entity_type=refund', 'search=quicksilver'],
    many: ['is_active=false', 'trigger_type=event', 'entity_type=ticket', 'search=reminds'],
  },
};
