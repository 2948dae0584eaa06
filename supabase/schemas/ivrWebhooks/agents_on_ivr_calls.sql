create view public.agents_on_ivr_calls with (security_invoker = true) as
select c.agent_id, c.id as item_id
from public.ivr_calls c
where c.provider_status = 'live' and c.agent_id is not null and c.started_at > now() - interval '4 hours';
comment on view public.agents_on_ivr_calls is 'Agents whom IVR calls ring, or who talk. access: service only';

revoke all on public.agents_on_ivr_calls from public, anon, authenticated, service_role;
grant select on public.agents_on_ivr_calls to service_role;
