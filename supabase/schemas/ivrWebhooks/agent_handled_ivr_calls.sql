create view public.agent_handled_ivr_calls with (security_invoker = true) as
select c.agent_id, c.id as item_id, c.started_at as at, extract(epoch from c.answered_at - c.started_at)::bigint as first_response_seconds
from public.ivr_calls c
where c.provider_status = 'answered' and c.agent_id is not null;
comment on view public.agent_handled_ivr_calls is 'IVR calls that agents answered. access: service only';

revoke all on public.agent_handled_ivr_calls from public, anon, authenticated, service_role;
grant select on public.agent_handled_ivr_calls to service_role;
