/* The row of an agent who is there, locked: changes of one agent take turns. Raises agent_not_found. */
create function public.lock_agent(p_id uuid) returns public.agents
language plpgsql security definer set search_path = '' as $$
declare
  v_agent public.agents;
begin
  select * into v_agent from public.agents where id = p_id and deleted_at is null for update;
  if v_agent.id is null then
    raise exception 'agent_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  return v_agent;
end $$;
select public.grant_to_service('lock_agent');
