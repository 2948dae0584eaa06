/* What the promises for leads are chosen by. The category is the source. */
create view public.sla_leads with (security_invoker = true) as
select l.id, l.status, 'ticket'::text as channel, l.team, l.priority, coalesce(r.tier, c.tier, 'normal') as tier,
  coalesce(nullif(r.language, ''), nullif(c.language, '')) as language, l.source as category, '{}'::text[] as labels, coalesce(r.tags, c.tags, '{}') as tags,
  null::uuid as inbox, l.matter as subject, l.matter as label, l.customer_id, l.assignee_id, l.created_at,
  case when l.deleted_at is not null then 'deleted' end as excluded, null::text as department
from public.leads l
left join public.customers c on c.id = l.customer_id
left join public.customers r on r.id = c.merged_into;
comment on view public.sla_leads is 'Leads, for their clocks. access: service only';

/* What happened to leads, for their clocks: whoever comes waits until a person contacts him. What came from a file waits for nobody. */
create view public.sla_lead_events with (security_invoker = true) as
select t.lead_id as item_id, t.at, t.at as recorded_at, case when t.direction = 'inbound' then 'customer_message' else 'reply' end as kind, t.created_by as by_user
from public.lead_touches t where t.source <> 'import'
union all
select f.lead_id, f.at, f.at, 'created', null
from (
  select l.id as lead_id, m.at
  from public.leads l
  cross join lateral (
    select t.at from public.lead_touches t where t.lead_id = l.id and t.direction = 'inbound' and t.source <> 'import' order by t.at, t.id limit 1) m
) f;
comment on view public.sla_lead_events is 'What happened to leads, for their clocks. access: service only';

revoke all on public.sla_leads, public.sla_lead_events from public, anon, authenticated, service_role;
grant select on public.sla_leads, public.sla_lead_events to service_role;
