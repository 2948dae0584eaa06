create table public.calendars (
  id             uuid primary key default gen_random_uuid(),
  name           text not null check (name <> ''),
  zone           text,
  hours          jsonb not null check (jsonb_typeof(hours) = 'object'),
  holidays       jsonb not null default '[]' check (jsonb_typeof(holidays) = 'array'),
  holiday_closes text not null default 'date' check (holiday_closes in ('date', 'shift')),
  is_default     boolean not null default false,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  version        integer not null default 1
);
comment on table public.calendars is 'Business hours. Whatever has none of its own follows the default one.';
comment on column public.calendars.zone is 'An IANA name; null for the business time zone.';
comment on column public.calendars.hours is '{"mon": [["09:00", "18:00"]], …}';
comment on column public.calendars.holidays is '[{"date", "name", "yearly", "hours"}]; without hours the date is closed.';
create unique index calendars_name on public.calendars (lower(name));
create unique index calendars_one_default on public.calendars (is_default) where is_default;
create index calendars_list on public.calendars (created_at desc, id desc);
create index calendars_search on public.calendars using gin (name extensions.gin_trgm_ops);

create trigger calendars_default before insert or update of is_default or delete on public.calendars
  for each row execute function public.keep_default_calendar();
create trigger calendars_touch before update on public.calendars for each row execute function public.touch_row();

select public.publish_table('public.calendars', module => 'calendars', activity => 'id',
  classes => 'none: id, name, zone, hours, holidays, holiday_closes, is_default, created_at, updated_at, version');
