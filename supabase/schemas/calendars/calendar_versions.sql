create table public.calendar_versions (
  calendar_id    uuid not null,
  version        integer not null,
  until          timestamptz not null default now(),
  zone           text,
  hours          jsonb not null,
  holidays       jsonb not null,
  holiday_closes text not null,
  primary key (calendar_id, version)
);
comment on table public.calendar_versions is
  'Business hours as they were, also of calendars that were deleted: what was counted by them before a change stays as it was counted.';

/* Keeps what is replaced, when it is something to count by. */
create function public.keep_calendar_version() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE'
    or row(old.zone, old.hours, old.holidays, old.holiday_closes) is distinct from row(new.zone, new.hours, new.holidays, new.holiday_closes)
  then
    insert into public.calendar_versions (calendar_id, version, zone, hours, holidays, holiday_closes)
    values (old.id, old.version, old.zone, old.hours, old.holidays, old.holiday_closes) on conflict do nothing;
  end if;
  return null;
end $$;
revoke execute on function public.keep_calendar_version() from public, anon, authenticated;

create trigger calendars_version after update or delete on public.calendars for each row execute function public.keep_calendar_version();

select public.publish_table('public.calendar_versions', module => 'calendars',
  classes => 'none: calendar_id, version, until, zone, hours, holidays, holiday_closes');
