/*
 * Keeps exactly one default calendar: a new one takes the place of the old, which is neither deleted nor merely stops being it.
 * Raises calendar_is_default.
 */
create function public.keep_default_calendar() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- The old one gives way to the new one, by the statement below.
  if pg_trigger_depth() > 1 then
    return coalesce(new, old);
  end if;
  if tg_op <> 'INSERT' and old.is_default and (tg_op = 'DELETE' or not new.is_default) then
    raise exception 'calendar_is_default' using errcode = 'P0409';
  end if;
  if tg_op <> 'DELETE' and new.is_default then
    update public.calendars set is_default = false where is_default and id <> new.id;
  end if;
  return coalesce(new, old);
end $$;
select public.grant_to_service('keep_default_calendar');
