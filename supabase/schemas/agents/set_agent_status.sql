/*
 * Gives an agent another status, or another reason for it. Returns the agent. Raises agent_not_found, agent_status_unknown.
 *
 * A call sets the first word of busy with the source `call`, and its end that of wrap_up; any other channel that keeps an agent busy does the same.
 */
create function public.set_agent_status(
  p_agent_id uuid, p_status text, p_reason text default '', p_source text default 'choice', p_at timestamptz default now()
) returns setof public.agents
language plpgsql security definer set search_path = '' as $$
declare
  v_agent public.agents := public.lock_agent(p_agent_id);
  v_since timestamptz := public.begin_agent_availability(p_agent_id, p_status, p_reason, p_source, p_at);
begin
  if v_since is not null then
    perform set_config('activity.step', jsonb_build_object('action', 'set_status', 'note', coalesce(p_reason, ''))::text, true);
    update public.agents set
      status = p_status, availability = (select category from public.agent_statuses where status = p_status), status_since = v_since
    where id = p_agent_id returning * into v_agent;
    perform set_config('activity.step', '', true);
  end if;
  return next v_agent;
end $$;
select public.grant_to_service('set_agent_status');
