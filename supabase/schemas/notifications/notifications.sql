-- Notices for people.
create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users (id) on delete cascade,
  module text not null references public.modules (key),
  type text not null check (type ~ '^[a-z][a-z0-9_]*$'),
  title text not null,
  body text not null default '',
  entity_type text,
  entity_id text,
  read_at timestamptz,
  dedupe_key text not null unique,
  created_at timestamptz not null default now()
);
comment on column public.notifications.user_id is 'Null: everyone who may view the module.';

create index notifications_list_idx on public.notifications (created_at desc, id desc);
create index notifications_user_id_idx on public.notifications (user_id);

-- They are written by the system; what a person does is read them.
create trigger notifications_activity after update of read_at on public.notifications
  for each row execute function public.record_activity('id');

select public.publish_table('public.notifications',
  policy => $$user_id = (select auth.uid()) or (user_id is null and public.has_permission(module, 'view'))$$, classes => '
  none: id, user_id, module, type, entity_type, entity_id, read_at, dedupe_key, created_at
  personal: title, body');

select public.join_realtime('public.notifications');
