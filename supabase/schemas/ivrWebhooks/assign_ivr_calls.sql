/* Writes who holds calls, which the caller has locked; null is nobody. A team is that of a department. */
create function public.assign_ivr_calls(p_ids uuid[], p_agents uuid[], p_team text, p_note text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_department text := (select d.key from public.departments d join public.teams t on t.id = d.team_id where t.key = p_team order by d.created_at, d.id limit 1);
begin
  perform set_config('activity.step', jsonb_build_object('action', 'assign', 'note', p_note)::text, true);
  update public.ivr_calls c set assignee_id = w.agent_id, department = coalesce(v_department, c.department),
    department_source = case when v_department is null then c.department_source else 'person' end
  from unnest(p_ids, p_agents) w (id, agent_id)
  where c.id = w.id and (c.assignee_id, c.department) is distinct from (w.agent_id, coalesce(v_department, c.department));
  perform set_config('activity.step', '', true);
end $$;
select public.grant_to_service('assign_ivr_calls');
