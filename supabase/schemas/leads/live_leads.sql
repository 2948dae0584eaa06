/* Leads that are not finished, for the queue and the query assignments. One that somebody had and gave back waits too. */
create view public.live_leads with (security_invoker = true) as
select l.id, 'ticket'::text as channel, l.team, l.priority, null::text as language, '[]'::jsonb as skills,
  coalesce(l.waiting_since, l.created_at) as waiting_since, greatest(l.last_touch_at, l.last_response_at, l.created_at) as last_activity_at,
  l.last_response_at as last_answer_at, s.due_at as sla_due_at, l.customer_id, l.assignee_id,
  l.assignee_id is null and l.waiting_since is not null as waits, false as is_bots
from public.leads l
left join public.sla_items s on s.entity_type = 'lead' and s.entity_id = l.id
where l.deleted_at is null and l.status not in ('won', 'lost');
comment on view public.live_leads is 'Leads that are not finished. access: service only';

revoke all on public.live_leads from public, anon, authenticated, service_role;
grant select on public.live_leads to service_role;

/* Writes who holds leads, which the caller has locked; null is nobody. */
create function public.assign_leads(p_ids uuid[], p_agents uuid[], p_team text, p_note text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('activity.step', jsonb_build_object('action', 'assign', 'note', p_note)::text, true);
  update public.leads l set assignee_id = w.agent_id, team = coalesce(p_team, l.team)
  from unnest(p_ids, p_agents) w (id, agent_id)
  where l.id = w.id and (l.assignee_id, l.team) is distinct from (w.agent_id, coalesce(p_team, l.team));
  perform set_config('activity.step', '', true);
end $$;
select public.grant_to_service('assign_leads');
