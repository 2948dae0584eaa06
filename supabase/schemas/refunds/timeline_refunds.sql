create view public.timeline_refunds with (security_invoker = true) as
select r.customer_id as key, r.created_at as at, r.id::text collate "C" as id, 'internal' as direction, 'Refund ' || r.number as title, r.reason as body, r.status,
  r.assignee_id as agent_id,
  jsonb_build_object('number', r.number, 'order_number', r.order_number, 'amount_minor', r.amount_minor, 'currency', r.currency) as details
from public.refunds r where r.customer_id is not null;
comment on view public.timeline_refunds is 'Refunds of customers. access: service only';

revoke all on public.timeline_refunds from public, anon, authenticated, service_role;
grant select on public.timeline_refunds to service_role;
