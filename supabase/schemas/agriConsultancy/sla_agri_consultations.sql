/* What the promises for consultations are chosen by. */
create view public.sla_agri_consultations with (security_invoker = true) as
select v.id, v.status, 'ticket'::text as channel, v.team, v.priority, coalesce(r.tier, c.tier, 'normal') as tier,
  coalesce(nullif(r.language, ''), nullif(c.language, '')) as language, v.query_type as category, '{}'::text[] as labels, coalesce(r.tags, c.tags, '{}') as tags,
  null::uuid as inbox, v.crop as subject, v.number || ' ' || v.crop as label, v.customer_id, v.assignee_id, v.created_at,
  case when v.deleted_at is not null then 'deleted' when v.status = 'cancelled' then 'cancelled' end as excluded, null::text as department
from public.agri_consultations v
left join public.customers c on c.id = v.customer_id
left join public.customers r on r.id = c.merged_into;
comment on view public.sla_agri_consultations is 'Consultations, for their clocks. access: service only';

/* What happened to consultations, for their clocks: the farmer asks, and is answered when advice reaches him. */
create view public.sla_agri_consultation_events with (security_invoker = true) as
select c.id as item_id, c.created_at as at, c.created_at as recorded_at, k.kind, null::uuid as by_user
from public.agri_consultations c cross join (values ('created'), ('customer_message')) k (kind)
union all
select a.consultation_id, coalesce(a.told_at, a.failed_at), a.created_at, case when a.told_at is null then 'failed_reply' else 'reply' end, a.told_by
from public.agri_advice a where a.told_at is not null or a.failed_at is not null;
comment on view public.sla_agri_consultation_events is 'What happened to consultations, for their clocks. access: service only';

revoke all on public.sla_agri_consultations, public.sla_agri_consultation_events from public, anon, authenticated, service_role;
grant select on public.sla_agri_consultations, public.sla_agri_consultation_events to service_role;
