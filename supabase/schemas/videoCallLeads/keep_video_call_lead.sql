/* Before a video call is written: how far it ever came, and how often the customer did not come. */
create function public.keep_video_call_lead() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  c_way  constant text[] := array['new', 'booked', 'completed', 'bought'];
  v_come text := case when new.status = 'completed' and new.outcome = 'bought' then 'bought' when new.status = 'no_show' then 'booked' else new.status end;
begin
  if array_position(c_way, v_come) > array_position(c_way, new.reached) then
    new.reached := v_come;
  end if;
  -- What was sold and was no sale after all.
  if new.reached = 'bought' and new.outcome is distinct from 'bought' then
    new.reached := 'completed';
  end if;
  if tg_op = 'UPDATE' and new.status = 'no_show' and old.status <> 'no_show' then
    new.no_shows := old.no_shows + 1;
  end if;
  return new;
end $$;
select public.grant_to_service('keep_video_call_lead');
