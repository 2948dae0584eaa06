create table public.call_categories (
  id          uuid primary key default gen_random_uuid(),
  parent_id   uuid references public.call_categories (id),
  department  text collate "C",
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
comment on table public.call_categories is 'What calls were about: a tree for each department. A deleted one stays readable on the calls that have it.';
comment on column public.call_categories.department is 'The key of a department; null: for all of them. A branch is of one department.';
comment on column public.call_categories.position is 'The order among its siblings.';

create unique index call_categories_name on public.call_categories (coalesce(department, ''), coalesce(parent_id::text, ''), lower(name)) where deleted_at is null;
create index call_categories_list on public.call_categories (created_at desc, id desc) where deleted_at is null;
create index call_categories_order on public.call_categories (position desc, id desc) where deleted_at is null;
create index call_categories_sort_name on public.call_categories (name desc, id desc) where deleted_at is null;
create index call_categories_department on public.call_categories (department, created_at desc, id desc) where deleted_at is null;
create index call_categories_parent on public.call_categories (parent_id, created_at desc, id desc);
create index call_categories_active on public.call_categories (is_active, created_at desc, id desc) where deleted_at is null;
create index call_categories_words on public.call_categories (lower(name)) where deleted_at is null;
create index call_categories_search on public.call_categories using gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops);

create trigger call_categories_touch before update on public.call_categories for each row execute function public.touch_row();
create trigger call_categories_tree before insert or update on public.call_categories for each row execute function public.keep_tree('department');

select public.publish_table('public.call_categories', module => 'call_categories', activity => 'id',
  scopes => 'public.department_scopes(r.department, true)',
  classes => 'none: id, parent_id, department, name, description, position, is_active, created_by, created_at, updated_at, version, deleted_at');

select public.announce_table('public.call_categories', 'calls', 'call_category', 'call_categories',
  'parent_id,department,name,position,is_active,version,deleted_at',
  p_scopes => 'public.department_scopes(r.department, true)');
select public.join_realtime('public.call_categories');
