import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/calls/attempts',
  sort: ['created_at'],
  scale: {
    table: 'call_attempts',
    size: 200_000,
    rows: [
      `insert into public.sends (id, channel, state)
       select scale.id('call_attempts', n), 'kaleyra.outbound', 'delivered' from generate_series($1::int, $2::int) n`,
      `insert into public.call_attempts
         (id, kind, agent_number, customer_number, state, status, provider_id, call_log_id, requested_by, created_at)
       select scale.id('call_attempts', n), case when n <= 30 or scale.dice('kind', n) < 0.3 then 'click_to_call' else 'outbound' end,
         case when n <= 30 then '5550199999' else '55501' || 10000 + floor(scale.dice('agent', n) * 10)::int end,
         case when n <= 30 then '5559000001' else '555' || 2000000 + n / 5 end,
         case when n <= 30 then 'unknown' else scale.one('state', n, array['delivered', 'delivered', 'failed']) end,
         scale.one('status', n, array['ANSWER', 'NOANSWER', 'BUSY']), 'provider-' || 10000000 + n, 'log-' || n,
         scale.id('users', case when n <= 30 then 1 else 2 + n % 9 end),
         timestamptz '2026-07-01' - n * interval '30 seconds' - scale.dice('at', n) * interval '1 hour'
       from generate_series($1::int, $2::int) n`,
    ],
    few: [
      'state=unknown',
      'kind=click_to_call&agent_number=5550199999',
      'agent_number=5550199999',
      'customer_number=5559000001',
      'requested_by={users 1}',
      'from=2026-06-30T23:57:00Z',
    ],
    many: [
      'kind=outbound',
      'kind=click_to_call',
      'state=failed',
      'agent_number=5550110003',
      'requested_by={users 2}',
      'to=2026-06-30T00:00:00Z',
      'search=BUSY',
    ],
    digits: ['search=5559000001', 'search=provider-10000077'],
  },
};
