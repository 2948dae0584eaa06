create table public.departments (
  id          uuid primary key default gen_random_uuid(),
  key         text collate "C" not null unique check (key <> ''),
  name        text not null check (name <> ''),
  description text not null default '',
  numbers     text[] collate "C" not null default '{}',
  team_id     uuid references public.teams (id) on delete set null,
  calendar_id uuid references public.calendars (id) on delete set null,
  is_active   boolean not null default true,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  version     integer not null default 1
);
comment on table public.departments is 'What a caller reaches: the numbers, the team that answers, and when.';
comment on column public.departments.numbers is 'E.164; each belongs to one department at most.';
comment on column public.departments.calendar_id is 'Null: the default calendar.';
create index departments_list on public.departments (created_at desc, id desc);
create index departments_name on public.departments (name, id);
create index departments_numbers on public.departments using gin (numbers);
create index departments_search on public.departments using gin (key extensions.gin_trgm_ops, name extensions.gin_trgm_ops);
create index departments_team on public.departments (team_id, created_at desc, id desc);
create index departments_calendar on public.departments (calendar_id) where calendar_id is not null;

create trigger departments_touch before update on public.departments for each row execute function public.touch_row();
create trigger departments_numbers after insert or update of numbers on public.departments
  for each row execute function public.keep_department_numbers();

select public.publish_table('public.departments', policy => '(select exists (select from public.viewable_modules()))', activity => 'id',
  classes => 'none: id, key, name, description, numbers, team_id, calendar_id, is_active, created_at, updated_at, version');
