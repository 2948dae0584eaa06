/* What rules may ask of a customer. */
create view public.workflow_customers with (security_invoker = true) as
select c.id, c.display_name, c.tier, c.language, c.time_zone, c.tags, c.owner_id, c.blocked, c.created_at, c.id as customer_id
from public.customers c
where c.hidden_at is null;
comment on view public.workflow_customers is 'Customers, for rules. access: service only';
revoke all on public.workflow_customers from public, anon, authenticated, service_role;
grant select on public.workflow_customers to service_role;
