import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/notifications',
  sort: ['created_at'],
  filters: {
    'type=early': ({ type }) => type === 'early',
    'module=webhooks': ({ module }) => module === 'webhooks',
    'module=calls&type=late': ({ module, type }) => module === 'calls' && type === 'late',
    'priority=normal,high&type=early': ({ type }) => type === 'early',
  },
  search: { 'about early': ({ title }) => String(title).includes('early') },
  scale: {
    table: 'notification_receipts',
    kept: ['status'],
    detail: true,
    // All but thirty are of the one who asks.
    rows: [
      `insert into auth.users (id, email)
       select scale.id('users', 1), 'scale-user@example.com' where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.notifications (id, user_id, module, type, title, dedupe_key, created_at)
       select scale.id('notification_receipts', n), u.id, 'calls', 'scale', 'Call ' || n, 'scale:' || n,
         timestamptz '2026-07-01' - n * interval '20 seconds'
       from generate_series($1::int, $2::int) n, (select id from auth.users where email like '%admin@example.com' limit 1) u`,
      `insert into public.notification_receipts (id, user_id, module, type, priority, title, body, status, created_at)
       select scale.id('notification_receipts', n), u.id,
         case when n <= 30 then 'webhooks' else scale.one('module', n, array['calls', 'emails', 'chats']) end,
         case when n <= 30 then 'webhook_disabled' else scale.one('type', n, array['chat_mention', 'email_failed', 'approval_request']) end,
         case when n <= 30 then 'urgent' else scale.one('priority', n, array['low', 'normal', 'normal', 'high']) end,
         'Notice about ' || scale.one('word', n, array['a parcel', 'an order', 'a call', 'a customer'])
           || case when n <= 30 then ' quicksilver' else '' end,
         'ORD-' || 20000000 + n, case when n <= 30 then 'actioned' when scale.dice('status', n) < 0.1 then 'unread' else 'read' end,
         timestamptz '2026-07-01' - n * interval '20 seconds'
       from generate_series($1::int, $2::int) n, (select id from auth.users where email like '%admin@example.com' limit 1) u`,
      `insert into public.notification_receipts (id, user_id, module, type, priority, title, body)
       select scale.id('notification_receipts', n), scale.id('users', 1), 'calls', 'scale', 'normal', 'Of another', ''
       from generate_series($1::int, $2::int) n where n <= 30`,
    ],
    few: [
      'type=webhook_disabled',
      'module=webhooks',
      'status=actioned',
      'to_user={users 1}',
      'priority=urgent',
      'from=2026-06-30T23:50:00Z',
      'search=quicksilver',
    ],
    many: ['type=chat_mention', 'module=calls', 'status=unread', 'priority=normal', 'to=2026-06-30T00:00:00Z', 'search=parcel'],
    digits: ['search=20000077'],
  },
};
