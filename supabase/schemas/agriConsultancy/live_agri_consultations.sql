/* Consultations that are not over, for the queue and the query assignments. They count as tickets in the capacity of agents. */
create view public.live_agri_consultations with (security_invoker = true) as
select c.id, 'ticket'::text as channel, c.team, c.priority, null::text as language, '[]'::jsonb as skills, c.created_at as waiting_since,
  coalesce(c.last_told_at, c.created_at) as last_activity_at, c.last_told_at as last_answer_at, s.due_at as sla_due_at, c.customer_id, c.assignee_id,
  c.assignee_id is null and c.status = 'open' as waits, false as is_bots
from public.agri_consultations c
left join public.sla_items s on s.entity_type = 'agri_consultation' and s.entity_id = c.id
where c.deleted_at is null and c.status in ('open', 'advised', 'following_up');
comment on view public.live_agri_consultations is 'Consultations that are not over. access: service only';

create view public.agent_agri_consultations with (security_invoker = true) as
select c.assignee_id as agent_id, c.id as item_id
from public.agri_consultations c
where c.deleted_at is null and c.status in ('open', 'advised', 'following_up') and c.assignee_id is not null;
comment on view public.agent_agri_consultations is 'Consultations that agents hold. access: service only';

revoke all on public.live_agri_consultations, public.agent_agri_consultations from public, anon, authenticated, service_role;
grant select on public.live_agri_consultations, public.agent_agri_consultations to service_role;

/* Writes who holds consultations, which the caller has locked; null is nobody. */
create function public.assign_agri_consultations(p_ids uuid[], p_agents uuid[], p_team text, p_note text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('activity.step', jsonb_build_object('action', 'assign', 'note', p_note)::text, true);
  update public.agri_consultations c set assignee_id = w.agent_id, team = coalesce(p_team, c.team)
  from unnest(p_ids, p_agents) w (id, agent_id)
  where c.id = w.id and (c.assignee_id, c.team) is distinct from (w.agent_id, coalesce(p_team, c.team));
  perform set_config('activity.step', '', true);
end $$;
select public.grant_to_service('assign_agri_consultations');

/* Hands the agent's consultations back to nobody, with the reason in the activity log. Returns how many they were. */
create function public.release_agent_agri_consultations(p_agent_id uuid, p_reason text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.agri_consultations set assignee_id = null
  where id in (select h.item_id from public.agent_agri_consultations h where h.agent_id = p_agent_id);
  get diagnostics v_count = row_count;
  perform set_config('activity.step', '', true);
  return v_count;
end $$;
select public.grant_to_service('release_agent_agri_consultations');
