-- Notices that left the house, or were kept from it: by e-mail, WhatsApp, webhook. What became of a send is told by the send.
create table public.notification_deliveries (
  id uuid primary key default gen_random_uuid(),
  notification_id uuid not null references public.notifications (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  medium text collate "C" not null check (medium in ('email', 'whatsapp', 'webhook')),
  send_id uuid references public.sends (id) on delete set null,
  suppressed text collate "C" check (suppressed in ('off', 'no_address', 'unsubscribed')),
  created_at timestamptz not null default now(),
  unique (notification_id, user_id, medium)
);
comment on column public.notification_deliveries.suppressed is 'Why it was not sent; null: see the send.';
create index notification_deliveries_user on public.notification_deliveries (user_id, created_at desc);
create index notification_deliveries_send on public.notification_deliveries (send_id) where send_id is not null;

select public.publish_table('public.notification_deliveries', policy => 'user_id = (select auth.uid())',
  classes => 'none: id, notification_id, user_id, medium, send_id, suppressed, created_at');
