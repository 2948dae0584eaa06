create view public.agent_tickets with (security_invoker = true) as
select t.assignee_id as agent_id, t.id as item_id
from public.tickets t
where t.hidden_at is null and t.status in ('open', 'pending') and t.assignee_id is not null;
comment on view public.agent_tickets is 'Live tickets that agents hold. access: service only';

revoke all on public.agent_tickets from public, anon, authenticated, service_role;
grant select on public.agent_tickets to service_role;

/* Hands the agent's live tickets back to nobody, with the reason in the activity log. Returns how many they were. */
create function public.release_agent_tickets(p_agent_id uuid, p_reason text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_tickets integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.tickets set assignee_id = null
  where assignee_id = p_agent_id and hidden_at is null and status in ('open', 'pending', 'on_hold', 'snoozed');
  get diagnostics v_tickets = row_count;
  perform set_config('activity.step', '', true);
  return v_tickets;
end $$;
select public.grant_to_service('release_agent_tickets');
