/* What rules may ask of a lead. */
create view public.workflow_leads with (security_invoker = true) as
select t.id, t.number, t.matter, t.property, t.source, t.status, t.score, t.priority, t.team, t.assignee_id, t.value_minor, t.currency, t.next_action,
  t.next_action_at, t.lost_reason, t.touches, t.waiting_since, t.created_at, t.customer_id,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.leads t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into
where t.deleted_at is null;
comment on view public.workflow_leads is 'Leads, for rules. access: service only';
revoke all on public.workflow_leads from public, anon, authenticated, service_role;
grant select on public.workflow_leads to service_role;
