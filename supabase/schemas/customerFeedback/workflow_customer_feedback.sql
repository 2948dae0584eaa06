/* What rules may ask of what a customer said. */
create view public.workflow_customer_feedback with (security_invoker = true) as
select t.id, t.status, t.kind, t.channel, t.topic, t.rating, t.comment, t.is_anonymous, t.team, t.assignee_id, t.created_at, t.customer_id,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.customer_feedback t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into
where t.deleted_at is null;
comment on view public.workflow_customer_feedback is 'What customers said, for rules. access: service only';
revoke all on public.workflow_customer_feedback from public, anon, authenticated, service_role;
grant select on public.workflow_customer_feedback to service_role;
