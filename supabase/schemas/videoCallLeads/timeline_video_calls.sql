create view public.timeline_video_calls with (security_invoker = true) as
select c.customer_id as key, c.created_at as at, c.id::text collate "C" as id, 'inbound' as direction, 'Video call' as title, c.interest as body,
  c.status, c.assignee_id as agent_id,
  jsonb_build_object('lead_id', c.lead_id, 'starts_at', c.starts_at, 'outcome', c.outcome, 'value_minor', c.value_minor, 'currency', c.currency) as details
from public.video_call_leads c where c.customer_id is not null and c.deleted_at is null;
comment on view public.timeline_video_calls is 'Video calls of customers. access: service only';

revoke all on public.timeline_video_calls from public, anon, authenticated, service_role;
grant select on public.timeline_video_calls to service_role;
