/*
 * A call of an agent began, or ended: who is available, or wraps up, is busy with the source `call`, and after the last one wraps up, for as long
 * as that status says. Who chose to be away, offline or busy stays so. Every channel that rings agents calls it, and shows by register_agent_work
 * who is on a call.
 */
create function public.follow_agent_call(p_agent_id uuid, p_on_call boolean) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_agent  public.agents;
  v_source text;
  v_next   public.agent_statuses;
begin
  select * into v_agent from public.agents a where a.id = p_agent_id and a.deleted_at is null for update;
  select v.source into v_source from public.agent_availability v where v.agent_id = p_agent_id and v.ended_at is null;
  if v_agent.id is null or (p_on_call and v_agent.availability not in ('available', 'wrap_up'))
    or (not p_on_call and (v_agent.availability <> 'busy' or v_source is distinct from 'call')) then
    return;
  end if;
  if not p_on_call and public.is_on_call(p_agent_id) then
    return;
  end if;
  select * into v_next from public.agent_statuses s
  where s.category = case when p_on_call then 'busy' else 'wrap_up' end and s.is_enabled order by s.position, s.id limit 1;
  perform public.set_agent_status(p_agent_id, v_next.status, case when p_on_call then 'on a call' else 'after a call' end, 'call');
  if not p_on_call and v_next.ends_after_seconds > 0 and to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job('agents.end_status', json_build_object('agent_id', p_agent_id), job_key => 'agents.end_status:' || p_agent_id,
      run_at => now() + v_next.ends_after_seconds * interval '1 second');
  end if;
end $$;
select public.grant_to_service('follow_agent_call');
