import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/workflow-runs',
  sort: ['created_at'],
  filters: {
    'state=done': ({ state }) => state === 'done',
    'state=done,partial': ({ state }) => state === 'done' || state === 'partial',
    'entity_type=ticket': ({ entity_type }) => entity_type === 'ticket',
    'entity_id=list-2': ({ entity_id }) => entity_id === 'list-2',
    'workflow_id=00000000-0000-4000-8000-0000000000aa': ({ workflow_id }) => workflow_id === '00000000-0000-4000-8000-0000000000aa',
  },
  scale: {
    table: 'workflow_runs',
    detail: true,
    kept: ['state', 'entity_type', 'workflow_id'],
    rows: [
      `insert into public.workflow_runs (id, workflow_id, workflow_version, entity_type, entity_id, cause, event,
         event_at, state, created_at)
       select scale.id('workflow_runs', n), scale.id('rules', case when n <= 30 then 1 else 2 + n % 38 end), 1,
         case when n <= 30 then 'refund' else 'ticket' end, scale.id('tickets', n / 4)::text, 'e:' || n, 'ticket:created', at,
         case when n <= 30 then 'partial' else 'done' end, at
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' as at) t`,
    ],
    few: ['state=partial', 'workflow_id={rules 1}', 'entity_type=ticket&entity_id={tickets 9}'],
    many: ['workflow_id={rules 3}', 'state=done', 'entity_type=ticket'],
  },
};
