/*
 * Deletes an agent: the work goes back to where it came from, the interval of work ends, the memberships too. Rows that name the agent keep
 * doing so. Returns how much of what was handed back, by kind. Raises agent_not_found, stale_version.
 */
create function public.delete_agent(p_id uuid, p_version integer default null, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_agent    public.agents := public.lock_agent(p_id);
  v_released jsonb;
begin
  if p_version <> v_agent.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_agent.version);
  end if;
  v_released := public.release_agent_work(p_id, coalesce(nullif(p_reason, ''), 'The agent was deleted.'));
  if v_agent.clocked_in_at is not null then
    perform public.clock_out(p_id, now(), 'deletion');
  else
    perform public.set_agent_status(p_id, public.agent_status_of('offline'), '', 'system');
  end if;
  delete from public.team_members where agent_id = p_id;
  perform set_config('activity.step', jsonb_build_object('action', 'delete', 'note', p_reason)::text, true);
  update public.agents set deleted_at = now(), is_active = false where id = p_id;
  perform set_config('activity.step', '', true);
  return v_released;
end $$;
select public.grant_to_service('delete_agent');
