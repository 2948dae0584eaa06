create view public.agent_conversations with (security_invoker = true) as
select c.assignee_id as agent_id, c.id as item_id
from public.conversations c
where c.merged_into is null and c.status in ('open', 'pending') and c.assignee_id is not null;
comment on view public.agent_conversations is 'Live conversations that agents hold. access: service only';

revoke all on public.agent_conversations from public, anon, authenticated, service_role;
grant select on public.agent_conversations to service_role;
