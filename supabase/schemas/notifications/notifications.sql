-- Notices for people: what was said, once. Who got it, and what each did with it: notification_receipts.
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
  created_at timestamptz not null default now(),
  audience text collate "C" not null default 'module' check (audience in ('person', 'role', 'team', 'module')),
  role_id uuid references public.roles (id) on delete set null,
  team_id uuid references public.teams (id) on delete set null,
  priority text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  created_by uuid,
  cause text collate "C",
  approval_request_id uuid,
  recalled_at timestamptz
);
comment on column public.notifications.user_id is 'Null: for several people, see audience.';
comment on column public.notifications.audience is 'person: user_id; role, team: who was in it then; module: everyone who may view the module.';
comment on column public.notifications.read_at is 'Of a notice for one person: when that person read it.';
comment on column public.notifications.cause is 'What ended recalls all notices with it: approval_request:<id>.';
comment on column public.notifications.created_by is 'The person who wrote it; null: the product.';

create index notifications_list_idx on public.notifications (created_at desc, id desc);
create index notifications_user_id_idx on public.notifications (user_id);
create index notifications_cause on public.notifications (cause) where cause is not null and recalled_at is null;
create index notifications_of_modules on public.notifications (module, created_at desc) where audience = 'module';

select public.publish_table('public.notifications',
  policy => $$user_id = (select auth.uid())
    or (audience = 'module' and user_id is null and public.has_permission(module, 'view'))
    or (audience in ('role', 'team') and exists (
      select from public.notification_receipts r where r.id = notifications.id and r.user_id = (select auth.uid())))$$, classes => '
  none: id, user_id, module, type, entity_type, entity_id, read_at, dedupe_key, created_at, audience, role_id, team_id, priority, created_by, cause
  none: approval_request_id, recalled_at
  personal: title, body');

select public.join_realtime('public.notifications');
