create view public.agent_ivr_calls with (security_invoker = true) as
select c.assignee_id as agent_id, c.id as item_id
from public.ivr_calls c
where c.status in ('missed', 'hangup') and c.closed_at is null and c.assignee_id is not null;
comment on view public.agent_ivr_calls is 'Missed calls that agents have taken on. access: service only';

revoke all on public.agent_ivr_calls from public, anon, authenticated, service_role;
grant select on public.agent_ivr_calls to service_role;
