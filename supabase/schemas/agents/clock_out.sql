/*
 * Ends the open interval of work, at its beginning if p_at is before it; the agent is offline from then on. Returns the agent. Raises
 * agent_not_found, not_clocked_in. p_if_since: only if it is the interval that began then.
 */
create function public.clock_out(
  p_agent_id uuid, p_at timestamptz default now(), p_ended_by text default 'person', p_if_since timestamptz default null
) returns setof public.agents
language plpgsql security definer set search_path = '' as $$
declare
  v_agent  public.agents := public.lock_agent(p_agent_id);
  v_status text := public.agent_status_of('offline');
  v_at     timestamptz := greatest(p_at, v_agent.clocked_in_at);
  v_since  timestamptz;
begin
  if p_if_since <> v_agent.clocked_in_at then
    return;
  elsif v_agent.clocked_in_at is null then
    raise exception 'not_clocked_in' using errcode = 'P0409';
  end if;
  update public.work_intervals set ended_at = v_at, ended_by = p_ended_by where agent_id = p_agent_id and ended_at is null;
  v_since := public.begin_agent_availability(p_agent_id, v_status, '', 'system', v_at);
  perform set_config('activity.step', jsonb_build_object('action', 'clock_out', 'note', case p_ended_by when 'person' then '' else p_ended_by end)::text, true);
  return query
    update public.agents set clocked_in_at = null, status = v_status, availability = 'offline', status_since = coalesce(v_since, status_since)
    where id = p_agent_id returning *;
  perform set_config('activity.step', '', true);
end $$;
select public.grant_to_service('clock_out');
