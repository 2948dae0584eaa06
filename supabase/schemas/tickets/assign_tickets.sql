/* Writes who holds tickets, which the caller has locked; null is nobody. */
create function public.assign_tickets(p_ids uuid[], p_agents uuid[], p_team text, p_note text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('activity.step', jsonb_build_object('action', 'assign', 'note', p_note)::text, true);
  update public.tickets t set assignee_id = w.agent_id, team = coalesce(p_team, t.team)
  from unnest(p_ids, p_agents) w (id, agent_id)
  where t.id = w.id and (t.assignee_id, t.team) is distinct from (w.agent_id, coalesce(p_team, t.team));
  perform set_config('activity.step', '', true);
end $$;
select public.grant_to_service('assign_tickets');
