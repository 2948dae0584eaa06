create view public.timeline_events with (security_invoker = true) as
select e.customer_id as key, e.occurred_at as at, e.id::text collate "C" as id, 'internal' as direction, e.title, e.description as body, e.event_type as status,
  e.agent_id, e.metadata as details
from public.customer_events e where e.deleted_at is null;
comment on view public.timeline_events is 'Events that people and programs added. access: service only';

revoke all on public.timeline_events from public, anon, authenticated, service_role;
grant select on public.timeline_events to service_role;
