create view public.timeline_return_rcas with (security_invoker = true) as
select r.customer_id as key, r.created_at as at, r.id::text collate "C" as id, 'internal' as direction, 'Return ' || r.number || ': ' || r.product_name as title,
  r.description as body, r.status, r.assignee_id as agent_id,
  jsonb_build_object('number', r.number, 'order_number', r.order_number, 'product_id', r.product_id, 'batch', r.batch, 'quantity', r.quantity) as details
from public.return_rcas r where r.customer_id is not null and r.deleted_at is null;
comment on view public.timeline_return_rcas is 'Returns of customers. access: service only';

revoke all on public.timeline_return_rcas from public, anon, authenticated, service_role;
grant select on public.timeline_return_rcas to service_role;
