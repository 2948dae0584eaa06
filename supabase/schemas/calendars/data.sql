-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('calendars', 'Calendars', 'Business hours and holidays.', 'vced', 'v', 'v');

insert into public.calendars (name, hours, is_default)
select 'Business hours', jsonb_object_agg(day, '[["09:00", "18:00"]]'::jsonb), true
from unnest('{mon,tue,wed,thu,fri,sat}'::text[]) day
where not exists (select from public.calendars where is_default)
having count(*) > 0;
