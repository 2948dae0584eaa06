create table public.return_causes (
  id          uuid primary key default gen_random_uuid(),
  parent_id   uuid references public.return_causes (id),
  name        text not null check (name <> ''),
  description text not null default '',
  position    integer not null default 0,
  is_active   boolean not null default true,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  version     integer not null default 1,
  deleted_at  timestamptz
);
comment on table public.return_causes is 'Why things come back: a tree. A deleted one stays readable on the returns that have it.';
comment on column public.return_causes.position is 'The order among its siblings.';

create unique index return_causes_name on public.return_causes (coalesce(parent_id::text, ''), lower(name)) where deleted_at is null;
create index return_causes_parent on public.return_causes (parent_id);

create trigger return_causes_touch before update on public.return_causes for each row execute function public.touch_row();
create trigger return_causes_tree before insert or update on public.return_causes for each row execute function public.keep_tree();

select public.publish_table('public.return_causes', module => 'return_rca', activity => 'id',
  classes => 'none: id, parent_id, name, description, position, is_active, created_by, created_at, updated_at, version, deleted_at');
