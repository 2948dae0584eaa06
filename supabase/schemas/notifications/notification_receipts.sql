-- What each person has in the list: the notice with that person's own state. It repeats what lists filter and search by, so that a page is one index.
create table public.notification_receipts (
  id uuid not null references public.notifications (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  for_viewers_of text collate "C" not null default '',
  module text collate "C" not null,
  type text collate "C" not null,
  priority text collate "C" not null,
  title text not null,
  body text not null,
  entity_type text,
  entity_id text,
  approval_request_id uuid,
  status text collate "C" not null default 'unread' check (status in ('unread', 'read', 'actioned', 'dismissed')),
  read_at timestamptz,
  recalled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (user_id, id)
);
comment on table public.notification_receipts is 'Who got which notice, and what became of it there.';
comment on column public.notification_receipts.for_viewers_of is 'The module that has to be viewed for it; empty: it is for this person, whatever may be viewed.';
comment on column public.notification_receipts.recalled_at is 'Its cause had gone before it was read: nobody sees it any more.';

create index notification_receipts_notice on public.notification_receipts (id);
create index notification_receipts_list on public.notification_receipts (user_id, created_at desc, id desc) where recalled_at is null;
create index notification_receipts_status on public.notification_receipts (user_id, status, created_at desc, id desc) where recalled_at is null;
create index notification_receipts_type on public.notification_receipts (user_id, type, created_at desc, id desc) where recalled_at is null;
create index notification_receipts_module on public.notification_receipts (user_id, module, created_at desc, id desc) where recalled_at is null;
create index notification_receipts_priority on public.notification_receipts (user_id, priority, created_at desc, id desc) where recalled_at is null;
create index notification_receipts_search on public.notification_receipts
  using gin (title extensions.gin_trgm_ops, body extensions.gin_trgm_ops);

select public.publish_table('public.notification_receipts',
  policy => $$user_id = (select auth.uid()) and (for_viewers_of = '' or for_viewers_of in (select public.viewable_modules()))$$, classes => '
  none: id, user_id, for_viewers_of, module, type, priority, entity_type, entity_id, approval_request_id, status, read_at, recalled_at, created_at
  personal: title, body');

select public.announce_table('public.notification_receipts', 'notifications', 'notification_receipt', '', 'status,read_at',
  p_owner_column => 'user_id', p_module_column => 'module');

select public.keep_counts('public.notification_receipts', columns => 'user_id,status,for_viewers_of', hidden => 'recalled_at');

select public.join_realtime('public.notification_receipts');
