create view public.timeline_calls with (security_invoker = true) as
select c.customer_number as key, c.start_time as at, c.call_id as id,
  case when c.service = 'Click2Call' then 'outbound' else 'inbound' end as direction,
  case c.outcome when 'answered' then 'Call answered' when 'missed' then 'Call missed' else 'Call, no agent was rung' end as title, '' as body, c.outcome as status,
  (select a.id from public.agents a where a.phone_number = any (c.answered_agent_numbers) order by a.id limit 1) as agent_id,
  jsonb_build_object('service', c.service, 'number', c.customer_number, 'leg_count', c.leg_count, 'talk_seconds', c.talk_seconds, 'agent_numbers', c.agent_numbers,
    'answered_agent_numbers', c.answered_agent_numbers) as details
from public.kaleyra_calls c where c.customer_number <> '';
comment on view public.timeline_calls is 'Calls from and to customers, all legs of one as one. access: service only';

revoke all on public.timeline_calls from public, anon, authenticated, service_role;
grant select on public.timeline_calls to service_role;
