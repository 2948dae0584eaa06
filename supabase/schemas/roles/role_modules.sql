create table public.role_modules (
  role_id uuid not null references public.roles (id) on delete cascade,
  module_key text not null references public.modules (key) on delete cascade,
  can_view boolean not null default false,
  can_create boolean not null default false,
  can_edit boolean not null default false,
  can_delete boolean not null default false,
  primary key (role_id, module_key)
);

create trigger role_modules_announce after insert or update or delete on public.role_modules
  for each statement execute function public.announce_permissions();

select public.publish_table('public.role_modules',
  module => 'roles', activity => 'role_id, module_key', classes => '
  none: role_id, module_key, can_view, can_create, can_edit, can_delete');
