create view public.timeline_youtube with (security_invoker = true) as
select y.customer_id as key, y.created_at as at, y.id::text collate "C" as id, 'inbound' as direction, 'YouTube comment ' || y.number as title,
  y.comment as body, y.status, y.assignee_id as agent_id,
  jsonb_build_object('number', y.number, 'video_id', y.video_id, 'intent', y.intent, 'lead_id', y.lead_id, 'source_state', y.source_state) as details
from public.youtube_leads y where y.customer_id is not null and y.deleted_at is null;
comment on view public.timeline_youtube is 'YouTube comments of customers. access: service only';

revoke all on public.timeline_youtube from public, anon, authenticated, service_role;
grant select on public.timeline_youtube to service_role;
