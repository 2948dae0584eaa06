create view public.timeline_ivr_calls with (security_invoker = true) as
select c.customer_id as key, c.started_at as at, c.id::text collate "C" as id, coalesce(c.direction, 'inbound') as direction,
  case c.provider_status when 'live' then 'Call under way' when 'answered' then 'Call answered' when 'missed' then 'Call missed' else 'Call ended in the menu' end as title,
  c.notes as body, c.status, coalesce(c.agent_id, c.assignee_id) as agent_id,
  jsonb_build_object('number', c.customer_number, 'department', c.department, 'talk_seconds', c.talk_seconds, 'category_id', c.category_id,
    'agent_name', c.agent_name, 'closed_at', c.closed_at) as details
from public.ivr_calls c;
comment on view public.timeline_ivr_calls is 'IVR calls of customers. access: service only';

revoke all on public.timeline_ivr_calls from public, anon, authenticated, service_role;
grant select on public.timeline_ivr_calls to service_role;
