create view public.agent_leads with (security_invoker = true) as
select l.assignee_id as agent_id, l.id as item_id
from public.leads l
where l.deleted_at is null and l.waiting_since is not null and l.assignee_id is not null;
comment on view public.agent_leads is 'Leads that agents hold and whose customers wait. access: service only';

revoke all on public.agent_leads from public, anon, authenticated, service_role;
grant select on public.agent_leads to service_role;

/* Hands the agent's open leads back to nobody, with the reason in the activity log. Returns how many they were. */
create function public.release_agent_leads(p_agent_id uuid, p_reason text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_leads integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.leads set assignee_id = null where assignee_id = p_agent_id and deleted_at is null and status not in ('won', 'lost');
  get diagnostics v_leads = row_count;
  perform set_config('activity.step', '', true);
  return v_leads;
end $$;
select public.grant_to_service('release_agent_leads');
