create view public.timeline_leads with (security_invoker = true) as
select l.customer_id as key, l.created_at as at, l.id::text collate "C" as id, 'internal' as direction, 'Lead ' || l.number as title, l.matter as body,
  l.status, l.assignee_id as agent_id,
  jsonb_build_object('number', l.number, 'source', l.source, 'property', l.property, 'score', l.score, 'value_minor', l.value_minor, 'currency', l.currency) as details
from public.leads l where l.customer_id is not null and l.deleted_at is null;
comment on view public.timeline_leads is 'Leads of customers. access: service only';

revoke all on public.timeline_leads from public, anon, authenticated, service_role;
grant select on public.timeline_leads to service_role;
