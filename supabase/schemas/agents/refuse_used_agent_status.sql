/* A word that agents have, or had, stays: their intervals name it. Raises agent_status_in_use. */
create function public.refuse_used_agent_status() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.agent_availability where status = old.status) or exists (select from public.agents where status = old.status) then
    raise exception 'agent_status_in_use' using errcode = 'P0409';
  end if;
  return old;
end $$;
select public.grant_to_service('refuse_used_agent_status');
