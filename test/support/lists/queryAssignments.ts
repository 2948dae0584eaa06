import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/query-assignments',
  sort: ['assigned_at', 'updated_at'],
  filters: {
    'status=open': ({ status }) => status === 'open',
    'status=done,cancelled': ({ status }) => status === 'cancelled',
    'team=list-2': ({ team }) => team === 'list-2',
    'is_live=true': ({ ended_at }) => ended_at === null,
  },
  scale: {
    table: 'query_assignments',
    size: 1_000_000,
    kept: ['status', 'channel', 'team', 'source', 'entity_type'],
    rows: [
      `insert into public.agents (id, name)
       select scale.id('assignees', n), 'Assignee ' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0`,
      // Things that are not there: nothing in a list of assignments needs them.
      `insert into public.query_assignments
         (id, entity_type, entity_id, channel, team, agent_id, status, source, waiting_since, assigned_at, ended_at, updated_at)
       select scale.id('query_assignments', n), 'scale_thing', scale.id('things', case when n <= 30 then 1 else n end),
         case when n <= 30 then 'ticket' else scale.one('channel', n, array['email', 'chat', 'call']) end,
         case when n <= 30 then 'legal' else scale.one('team', n, array['billing', 'logistics', 'support']) end,
         scale.id('assignees', case when n <= 30 then 1 else 2 + n % 11 end),
         case when n <= 30 then 'cancelled' when n <= 60 then 'open'
           else scale.one('status', n, array['done', 'done', 'done', 'returned', 'released']) end,
         case when n <= 30 then 'claim' else scale.one('source', n, array['person', 'router']) end,
         t.at, t.at, case when n <= 30 or n > 60 then t.at + interval '1 hour' end, t.at + scale.dice('updated', n) * interval '2 hours'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '30 seconds' - scale.dice('at', n) * interval '1 hour' as at) t`,
    ],
    few: [
      'status=cancelled',
      'status=open',
      'is_live=true',
      'agent_id={assignees 1}',
      'entity_id={things 1}',
      'channel=ticket',
      'team=legal',
      'source=claim',
      'from=2026-06-30T23:58:00Z',
    ],
    many: [
      'status=done',
      'status=returned,released',
      'is_live=false',
      'agent_id={assignees 3}',
      'entity_type=scale_thing',
      'channel=email',
      'channel=chat,call',
      'team=billing',
      'source=router',
      'to=2026-06-30T00:00:00Z',
    ],
  },
};
