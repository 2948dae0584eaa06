/* What rules may ask of a refund. */
create view public.workflow_refunds with (security_invoker = true) as
select f.id, f.number, f.status, f.order_number, f.reason_code, f.reason, f.amount_minor, f.currency, f.assignee_id, f.is_unverified, f.created_at, f.paid_at, f.customer_id,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.refunds f
left join public.customers c on c.id = f.customer_id
left join public.customers r on r.id = c.merged_into;
comment on view public.workflow_refunds is 'Refunds, for rules. access: service only';
revoke all on public.workflow_refunds from public, anon, authenticated, service_role;
grant select on public.workflow_refunds to service_role;
