/* Whoever is on an IVR call is busy, and wraps up after it. */
create function public.follow_ivr_agents() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_agent uuid;
begin
  -- What the clocks say is copied without anything else, by who must not wait for an agent.
  if tg_op = 'UPDATE' then
    if not exists (
      select from old_rows o join new_rows n on n.id = o.id
      where (o.sla_tier, o.sla_status, o.sla_due_at, o.sla_breached_at) is not distinct from (n.sla_tier, n.sla_status, n.sla_due_at, n.sla_breached_at)) then
      return null;
    end if;
  end if;
  -- Old events, such as of a replay, say nothing about now.
  for v_agent in
    select distinct n.agent_id from new_rows n
    where n.provider_status = 'live' and n.agent_id is not null and n.started_at > now() - interval '4 hours' order by 1
  loop
    perform public.follow_agent_call(v_agent, true);
  end loop;
  if tg_op = 'UPDATE' then
    for v_agent in
      select distinct o.agent_id from old_rows o join new_rows n on n.id = o.id
      where o.provider_status = 'live' and o.agent_id is not null and (n.provider_status <> 'live' or n.agent_id is distinct from o.agent_id)
      order by 1
    loop
      perform public.follow_agent_call(v_agent, false);
    end loop;
  end if;
  return null;
end $$;
select public.grant_to_service('follow_ivr_agents');
