/* Messages that agents wrote from here and that did not fail; the first answer of a cycle has the seconds since the customer's first message in it. */
create view public.agent_handled_messages with (security_invoker = true) as
select a.id as agent_id, m.id as item_id, m.at,
  (select extract(epoch from y.first_response_at - y.first_message_at)::bigint
   from public.conversation_cycles y
   where y.conversation_id = m.conversation_id and y.first_response_at = m.at) as first_response_seconds
from public.agents a
join public.messages m on m.created_by = a.user_id
where m.source = 'agent' and m.status not in ('failed', 'cancelled');
comment on view public.agent_handled_messages is 'Messages that agents sent. access: service only';

revoke all on public.agent_handled_messages from public, anon, authenticated, service_role;
grant select on public.agent_handled_messages to service_role;
