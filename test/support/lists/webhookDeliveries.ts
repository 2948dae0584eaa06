import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/webhook-deliveries',
  sort: ['created_at'],
  scale: {
    table: 'webhook_deliveries',
    size: 200_000,
    detail: true,
    rows: [
      `insert into public.webhook_subscriptions (id, name, url, event_types, is_active)
       select scale.id('webhook_subscriptions', n), 'Endpoint ' || n, 'https://example.com/' || n, '{*}', false
       from generate_series(1, 10) n where $1::int = 1 and $2::int > 0`,
      `insert into public.webhook_deliveries
         (id, subscription_id, seq, event, namespace, entity_id, body, state, next_attempt_at, event_at, created_at, finished_at)
       select scale.id('webhook_deliveries', n),
         scale.id('webhook_subscriptions', case when n <= 30 then 1 else 2 + floor(scale.dice('subscription', n) * 9)::int end), n,
         case when n <= 30 then 'ticket:removed'
           else scale.one('event', n, array['refund:created', 'refund:updated', 'email:received']) end,
         'tickets', case when n <= 30 then 'one' else scale.id('refunds', n / 4)::text end, '{}',
         case when n <= 30 then 'cancelled' when scale.dice('state', n) < 0.9 then 'delivered' else 'given_up' end, null, at, at, at
       from generate_series($1::int, $2::int) n cross join lateral (select timestamptz '2026-07-01' - n * interval '5 seconds') t (at)`,
    ],
    few: [
      'subscription_id={webhook_subscriptions 1}',
      'state=cancelled',
      'event=ticket:removed',
      'entity_id=one',
      'from=2026-06-30T23:58:00Z',
    ],
    many: ['subscription_id={webhook_subscriptions 2}', 'state=delivered', 'event=refund:updated', 'to=2026-06-30T23:00:00Z'],
  },
};
