create view public.timeline_agri_consultations with (security_invoker = true) as
select c.customer_id as key, c.created_at as at, c.id::text collate "C" as id, 'internal' as direction, 'Consultation ' || c.number || ': ' || c.crop as title,
  c.symptoms as body, c.status, c.assignee_id as agent_id,
  jsonb_build_object('number', c.number, 'crop', c.crop, 'season', c.season, 'query_type', c.query_type, 'outcome', c.outcome) as details
from public.agri_consultations c where c.customer_id is not null and c.deleted_at is null;
comment on view public.timeline_agri_consultations is 'Consultations of customers. access: service only';

revoke all on public.timeline_agri_consultations from public, anon, authenticated, service_role;
grant select on public.timeline_agri_consultations to service_role;
