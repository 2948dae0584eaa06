create view public.chat_facts with (security_invoker = true) as
select m.at, m.conversation_id, m.provider_id, c.team, f.agent_id, f.figure collate "C" as figure, f.code collate "C" as code, 0::bigint as seconds
from public.messages m
join public.conversations c on c.id = m.conversation_id
cross join lateral public.chat_message_figures(m.source, m.type, m.status, m.error_code, m.created_by) f
union all
select coalesce(y.first_message_at, y.opened_at), y.conversation_id, c.provider_id, c.team, f.agent_id, f.figure, '', f.seconds
from public.conversation_cycles y
join public.conversations c on c.id = y.conversation_id
cross join lateral public.chat_cycle_figures(y.opened_at, y.first_message_at, y.first_response_at, y.resolved_at, y.resolved_by) f;
comment on view public.chat_facts is 'What chat_rollups are sums of. access: service only';

revoke all on public.chat_facts from public, anon, authenticated, service_role;
grant select on public.chat_facts to service_role;
