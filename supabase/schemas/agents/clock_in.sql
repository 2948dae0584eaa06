/*
 * Begins an interval of work; the agent is available from then on, or whatever p_status says. Returns the agent. Raises agent_not_found,
 * already_clocked_in, agent_status_unknown.
 */
create function public.clock_in(p_agent_id uuid, p_status text default null, p_at timestamptz default now()) returns setof public.agents
language plpgsql security definer set search_path = '' as $$
declare
  v_agent  public.agents := public.lock_agent(p_agent_id);
  v_status text := coalesce(p_status, public.agent_status_of('available'));
  -- Whoever waited for another's turn began before it ended.
  v_at     timestamptz := greatest(p_at, (
    select max(ended_at) from public.work_intervals where agent_id = p_agent_id and ended_at between p_at and p_at + interval '1 minute'));
  v_since  timestamptz;
begin
  if v_agent.clocked_in_at is not null then
    raise exception 'already_clocked_in' using errcode = 'P0409', detail = jsonb_build_object('clocked_in_at', v_agent.clocked_in_at);
  end if;
  insert into public.work_intervals (agent_id, started_at) values (p_agent_id, v_at);
  v_since := public.begin_agent_availability(p_agent_id, v_status, '', 'system', v_at);
  perform set_config('activity.step', '{"action": "clock_in"}', true);
  return query
    update public.agents set
      clocked_in_at = v_at, status = v_status, availability = (select category from public.agent_statuses where status = v_status),
      status_since = coalesce(v_since, status_since)
    where id = p_agent_id returning *;
  perform set_config('activity.step', '', true);
end $$;
select public.grant_to_service('clock_in');
