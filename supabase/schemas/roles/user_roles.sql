create table public.user_roles (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  role_id uuid not null references public.roles (id) on delete cascade,
  assigned_by uuid,
  created_at timestamptz not null default now(),
  scope text check (scope ~ '^[a-z]+:.'),
  unique nulls not distinct (user_id, role_id, scope)
);
comment on column public.user_roles.scope is 'Where the role counts, as check_scope() knows it: team:billing. Null: in the whole organisation.';

create index user_roles_role_id_idx on public.user_roles (role_id);

create trigger user_roles_keep_last_admin before delete on public.user_roles
  for each row execute function public.keep_last_admin();
create trigger user_roles_announce after insert or update or delete on public.user_roles
  for each statement execute function public.announce_permissions();

select public.publish_table('public.user_roles',
  policy => $$user_id = (select auth.uid()) or (select public.has_permission('roles', 'view'))$$, activity => 'id', classes => '
  none: id, user_id, role_id, assigned_by, created_at, scope');
