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

create trigger roles_announce after update or delete on public.roles
  for each statement execute function public.announce_permissions();

select public.publish_table('public.roles',
  module => 'roles', activity => 'id', classes => '
  none: id, name, description, full_access, is_system, created_at, updated_at');

insert into public.roles (name, description, full_access, is_system) values
  ('admin', 'May do everything.', true, true),
  ('supervisor', 'Runs the team: sees all, changes most.', false, true),
  ('agent', 'Works on customers'' matters.', false, true),
  ('viewer', 'Looks, changes nothing.', false, true)
on conflict (name) do nothing;
