import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/agent-feedback',
  sort: ['created_at', 'updated_at'],
  filters: {
    'kind=praise': ({ kind }) => kind === 'praise',
    'kind=praise,suggestion': ({ kind }) => kind !== 'concern',
    'visibility=team': ({ visibility }) => visibility === 'team',
    'topic=tone': ({ topic }) => topic === 'tone',
    'rating=5': ({ rating }) => rating === 5,
    'is_anonymous=true': ({ is_anonymous }) => is_anonymous === true,
  },
  search: { needle: ({ comment }) => String(comment).includes('needle') },
  scale: {
    table: 'agent_feedback',
    detail: true,
    stats: true,
    kept: ['status', 'kind', 'visibility', 'topic', 'rating'],
    rows: [
      `insert into public.agents (id, name, phone_number)
       select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
       on conflict do nothing`,
      `insert into public.agent_feedback
         (id, status, kind, visibility, topic, rating, comment, is_anonymous, agent_id, created_by, created_at, updated_at)
       select scale.id('agent_feedback', n),
         case when ${FEW} then 'acknowledged' else scale.one('status', n, array['new', 'answered', 'closed', 'closed']) end,
         case when ${FEW} then 'concern' else scale.one('kind', n, array['praise', 'suggestion']) end,
         case when ${FEW} then 'managers' else scale.one('visibility', n, array['agent', 'team']) end,
         case when ${FEW} then 'attendance' else scale.one('topic', n, array['tone', 'speed', 'knowledge', 'writing']) end,
         case when ${FEW} then 1 else 2 + floor(scale.dice('rating', n) * 4) end,
         (select string_agg(scale.one('word' || k, n, array['calm', 'quick', 'friendly', 'precise', 'answers', 'late', 'knows', 'products',
           'listens',
           'short', 'mails', 'long', 'calls', 'helped', 'others', 'thanks']), ' ') from generate_series(1, 8) k)
           || case when n <= 3 then ' quicksilver' else '' end,
         n > 30 and n % 3 = 0,
         case when ${FEW} then scale.id('agents', 1) else scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
         case when n > 30 and n % 3 = 0 then null when ${FEW} then scale.id('users', 1) else scale.id('users', 2 + n % 9) end,
         at, at + scale.dice('updated', n) * interval '20 days'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      activityOf('agent_feedback'),
    ],
    few: [
      'status=acknowledged',
      'kind=concern',
      'visibility=managers',
      'topic=attendance',
      'rating=1',
      'agent_id={agents 1}',
      'created_by={users 1}',
      'is_anonymous=false&rating=1',
      'from=2026-07-01T00:00:00Z',
      'from=2026-06-30T23:50:00Z&to=2026-06-30T23:55:00Z',
      'search=quicksilver',
    ],
    many: [
      'status=closed',
      'kind=praise',
      'visibility=agent,team',
      'topic=tone',
      'rating=4',
      'is_anonymous=true',
      'agent_id={agents 2}',
      'created_by={users 2}',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=friendly',
    ],
  },
};
