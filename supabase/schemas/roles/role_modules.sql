create table public.role_modules (
  role_id uuid not null references public.roles (id) on delete cascade,
  module_key text not null references public.modules (key) on delete cascade,
  can_view boolean not null default false,
  can_create boolean not null default false,
  can_edit boolean not null default false,
  can_delete boolean not null default false,
  primary key (role_id, module_key)
);

create trigger role_modules_activity after insert or update or delete on public.role_modules
  for each row execute function public.record_activity('role_id', 'module_key');
create trigger role_modules_announce after insert or update or delete on public.role_modules
  for each statement execute function public.announce_permissions();

alter table public.role_modules enable row level security;
create policy role_modules_view on public.role_modules for select to authenticated
  using ((select public.has_permission('roles', 'view')));
revoke insert, update, delete, truncate on public.role_modules from anon, authenticated;
