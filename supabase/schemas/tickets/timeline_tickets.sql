create view public.timeline_tickets with (security_invoker = true) as
select t.customer_id as key, t.created_at as at, t.id::text collate "C" as id, 'internal' as direction, 'Ticket ' || t.number as title, t.subject as body,
  t.status, t.assignee_id as agent_id,
  jsonb_build_object('number', t.number, 'priority', t.priority, 'category', t.category, 'channel', t.channel, 'merged_into', t.merged_into) as details
from public.tickets t where t.customer_id is not null and t.deleted_at is null;
comment on view public.timeline_tickets is 'Tickets of customers. access: service only';

revoke all on public.timeline_tickets from public, anon, authenticated, service_role;
grant select on public.timeline_tickets to service_role;
