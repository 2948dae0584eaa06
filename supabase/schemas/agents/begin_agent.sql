/* A new agent is offline, by an interval, so that the intervals leave no gap; and whether a socket of the user is open is looked up. */
create function public.begin_agent() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.agent_availability (agent_id, status, availability, source, started_at)
    values (new.id, new.status, new.availability, 'system', new.status_since);
  end if;
  perform public.refresh_agent_presence(array[new.user_id, case when tg_op = 'UPDATE' then old.user_id end]);
  return null;
end $$;
select public.grant_to_service('begin_agent');
