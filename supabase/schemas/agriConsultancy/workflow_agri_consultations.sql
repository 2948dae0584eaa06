/* What rules may ask of a consultation. */
create view public.workflow_agri_consultations with (security_invoker = true) as
select t.id, t.number, t.status, t.crop, t.season, t.query_type, t.symptoms, t.location, t.channel, t.priority, t.team, t.assignee_id, t.outcome,
  t.follow_up_on, t.created_at, t.advised_at, t.last_told_at, t.customer_id,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.agri_consultations t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into
where t.deleted_at is null;
comment on view public.workflow_agri_consultations is 'Consultations, for rules. access: service only';
revoke all on public.workflow_agri_consultations from public, anon, authenticated, service_role;
grant select on public.workflow_agri_consultations to service_role;
