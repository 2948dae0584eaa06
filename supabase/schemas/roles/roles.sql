create table public.roles (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name ~ '^[a-z][a-z0-9_]{1,49}$'),
  description text not null default '',
  full_access boolean not null default false,
  is_system boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.roles.full_access is 'Everything is allowed, in modules that come later too.';

create trigger roles_activity after insert or update or delete on public.roles
  for each row execute function public.record_activity('id');

insert into public.roles (name, description, full_access, is_system) values
  ('admin', 'May do everything.', true, true),
  ('supervisor', 'Runs the team: sees all, changes most.', false, true),
  ('agent', 'Works on customers'' matters.', false, true),
  ('viewer', 'Looks, changes nothing.', false, true)
on conflict (name) do nothing;

create trigger roles_announce after update or delete on public.roles
  for each statement execute function public.announce_permissions();

alter table public.roles enable row level security;
create policy roles_view on public.roles for select to authenticated
  using ((select public.has_permission('roles', 'view')));
revoke insert, update, delete, truncate on public.roles from anon, authenticated;
