create view public.agent_refunds with (security_invoker = true) as
select r.assignee_id as agent_id, r.id as item_id
from public.refunds r
where r.status in ('pending', 'in_review', 'approved', 'processing', 'failed') and r.assignee_id is not null;
comment on view public.agent_refunds is 'Refunds that agents have to see through. access: service only';

revoke all on public.agent_refunds from public, anon, authenticated, service_role;
grant select on public.agent_refunds to service_role;
