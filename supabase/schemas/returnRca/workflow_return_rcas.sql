/* What rules may ask of a return. */
create view public.workflow_return_rcas with (security_invoker = true) as
select t.id, t.number, t.status, t.order_number, t.product_id, t.product_name, t.batch, t.quantity, t.cost_minor, t.currency, t.returned_on, t.description,
  t.assignee_id, t.refund_id, t.created_at, t.concluded_at, t.customer_id,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.return_rcas t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into
where t.deleted_at is null;
comment on view public.workflow_return_rcas is 'Returns, for rules. access: service only';
revoke all on public.workflow_return_rcas from public, anon, authenticated, service_role;
grant select on public.workflow_return_rcas to service_role;
