import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/customer-feedback',
  sort: ['created_at', 'updated_at'],
  filters: {
    'kind=praise': ({ kind }) => kind === 'praise',
    'kind=praise,question': ({ kind }) => kind !== 'complaint',
    'channel=call': ({ channel }) => channel === 'call',
    'topic=price': ({ topic }) => topic === 'price',
    'rating=5': ({ rating }) => rating === 5,
    'team=list': ({ team }) => team === 'list',
    'is_anonymous=true': ({ is_anonymous }) => is_anonymous === true,
  },
  search: { needle: ({ comment }) => String(comment).includes('needle') },
  scale: {
    table: 'customer_feedback',
    detail: true,
    stats: true,
    kept: ['status', 'kind', 'topic', 'rating', 'team'],
    rows: [
      `insert into public.agents (id, name, phone_number)
       select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
       on conflict do nothing`,
      `insert into public.customers (id, name)
       select scale.id('reviewers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
       on conflict do nothing`,
      `insert into public.customer_feedback
         (id, status, kind, channel, topic, rating, comment, is_anonymous, customer_id, team, assignee_id, created_at, updated_at)
       select scale.id('customer_feedback', n),
         case when ${FEW} then 'in_review' else scale.one('status', n, array['new', 'answered', 'closed', 'closed']) end,
         case when ${FEW} then 'question' else scale.one('kind', n, array['complaint', 'praise', 'suggestion']) end,
         case when ${FEW} then 'in_person' else scale.one('channel', n, array['email', 'chat', 'call', 'web']) end,
         case when ${FEW} then 'packing' else scale.one('topic', n, array['delivery', 'price', 'advice', 'product']) end,
         case when ${FEW} then 1 else 2 + floor(scale.dice('rating', n) * 4) end,
         (select string_agg(scale.one('word' || k, n, array['parcel', 'late', 'friendly', 'advice', 'seeds', 'were', 'fresh', 'price',
           'too', 'high', 'pump', 'works', 'well', 'driver', 'rude', 'thanks']), ' ') from generate_series(1, 8) k)
           || case when n <= 3 then ' quicksilver' else '' end,
         n > 30 and n % 3 = 0,
         case when n > 30 and n % 3 = 0 then null
           else scale.id('reviewers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end) end,
         case when ${FEW} then 'returns' else scale.one('team', n, array['billing', 'orders']) end,
         case when ${FEW} then scale.id('agents', 1) else scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
         at, at + scale.dice('updated', n) * interval '20 days'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      activityOf('customer_feedback'),
    ],
    few: [
      'status=in_review',
      'kind=question',
      'channel=in_person',
      'topic=packing',
      'rating=1',
      'team=returns',
      'assignee_id={agents 1}',
      'customer_id={reviewers 1}',
      'is_anonymous=false&rating=1',
      'from=2026-07-01T00:00:00Z',
      'from=2026-06-30T23:50:00Z&to=2026-06-30T23:55:00Z',
      'search=quicksilver',
    ],
    many: [
      'status=closed',
      'kind=praise,complaint',
      'channel=web',
      'topic=price',
      'rating=4',
      'team=billing',
      'is_anonymous=true',
      'assignee_id={agents 2}',
      'customer_id={reviewers 2}',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=friendly',
    ],
  },
};
