import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

export const list: ListDeclaration = {
  path: '/youtube-leads',
  sort: ['created_at', 'updated_at', 'commented_at'],
  filters: {
    'status=dismissed': ({ status }) => status === 'dismissed',
    'intent=demo': ({ intent }) => intent === 'demo',
    'intent=price,demo': ({ intent }) => ['price', 'demo'].includes(String(intent)),
    'video_id=listvideo02': ({ video_id }) => video_id === 'listvideo02',
  },
  search: { needle: ({ comment }) => String(comment).includes('needle'), 'list-5': ({ author_name }) => author_name === 'LIST-5' },
  scale: {
    table: 'youtube_leads',
    detail: true,
    stats: true,
    kept: ['status', 'intent', 'source_state', 'video_id', 'team'],
    rows: [
      `insert into public.agents (id, name, phone_number)
       select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
       on conflict do nothing`,
      `insert into public.customers (id, name)
       select scale.id('customers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
       on conflict do nothing`,
      `insert into public.leads (id, number, customer_id, matter, source, team, created_at)
       select scale.id('tube_leads', n), 'LEAD-' || 30000000 + n, null, 'Comment ' || n, 'youtube',
         case when ${FEW} then 'returns' else scale.one('team', n, array['sales', 'field']) end, timestamptz '2026-01-01'
       from generate_series($1::int, $2::int) n`,
      `insert into public.youtube_leads
         (id, number, lead_id, customer_id, video_id, author_id, author_name, comment, intent, status, source_state, assignee_id,
          commented_at, created_at, updated_at)
       select scale.id('youtube_leads', n), 'YT-' || 10000000 + n, scale.id('tube_leads', n),
         scale.id('customers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
         case when ${FEW} then 'rarevideo01' else scale.one('video', n,
           array['video000001', 'video000001', 'video000001', 'video000002']) end,
         'UC' || n, scale.one('author', n, array['Ravi', 'Asha', 'Meena']),
         (select string_agg(scale.one('word' || k, n, array['what', 'price', 'pump', 'sprayer', 'sir', 'number', 'send', 'want', 'village',
           'two', 'acres', 'dealer']), ' ') from generate_series(1, 8) k) || case when n <= 3 then ' quicksilver' else '' end,
         case when ${FEW} then 'complaint' else scale.one('intent', n, array['buy', 'price', 'question']) end,
         case when ${FEW} then 'qualified' else scale.one('status', n, array['new', 'replied', 'dismissed']) end,
         case when ${FEW} then 'removed' else 'live' end,
         case when ${FEW} then scale.id('agents', 1) else scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
         at, at, at + scale.dice('updated', n) * interval '20 days'
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)`,
      activityOf('youtube_leads'),
    ],
    few: [
      'status=qualified',
      'intent=complaint',
      'source_state=removed',
      'video_id=rarevideo01',
      'team=returns',
      `assignee_id={agents 1}`,
      `customer_id={customers 1}`,
      `lead_id={tube_leads 1}`,
      'from=2026-07-01T00:00:00Z',
      'search=quicksilver',
    ],
    many: [
      'status=new',
      'intent=price',
      'source_state=live',
      'video_id=video000001',
      'team=sales',
      `assignee_id={agents 2}`,
      `customer_id={customers 2}`,
      'to=2026-06-30T00:00:00Z',
      'search=sprayer',
    ],
    digits: ['search=YT-10000077'],
  },
};
