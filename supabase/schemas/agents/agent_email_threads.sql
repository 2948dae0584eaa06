create view public.agent_email_threads with (security_invoker = true) as
select t.assignee_id as agent_id, t.id as item_id
from public.email_threads t
where t.message_count > 0 and t.status in ('open', 'pending') and t.assignee_id is not null;
comment on view public.agent_email_threads is 'Live e-mail threads that agents hold. access: service only';

revoke all on public.agent_email_threads from public, anon, authenticated, service_role;
grant select on public.agent_email_threads to service_role;
