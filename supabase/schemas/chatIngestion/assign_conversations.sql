/* Writes who holds conversations, which the caller has locked; null is nobody. */
create function public.assign_conversations(p_ids uuid[], p_agents uuid[], p_team text, p_note text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('activity.step', jsonb_build_object('action', 'assign', 'note', p_note)::text, true);
  update public.conversations c set assignee_id = w.agent_id, team = coalesce(p_team, c.team)
  from unnest(p_ids, p_agents) w (id, agent_id)
  where c.id = w.id and (c.assignee_id, c.team) is distinct from (w.agent_id, coalesce(p_team, c.team));
  perform set_config('activity.step', '', true);
end $$;
select public.grant_to_service('assign_conversations');
