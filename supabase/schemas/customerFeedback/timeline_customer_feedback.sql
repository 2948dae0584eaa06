create view public.timeline_customer_feedback with (security_invoker = true) as
select f.customer_id as key, f.created_at as at, f.id::text collate "C" as id, 'inbound' as direction, initcap(f.kind) as title, f.comment as body, f.status,
  f.assignee_id as agent_id, jsonb_build_object('kind', f.kind, 'channel', f.channel, 'topic', f.topic, 'rating', f.rating, 'team', f.team) as details
from public.customer_feedback f where f.customer_id is not null and f.deleted_at is null;
comment on view public.timeline_customer_feedback is 'Feedback of customers. access: service only';

revoke all on public.timeline_customer_feedback from public, anon, authenticated, service_role;
grant select on public.timeline_customer_feedback to service_role;
