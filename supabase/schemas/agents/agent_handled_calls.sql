/* Calls that agents answered: the legs that get_kaleyra_agent_stats counts as calls_answered. */
create view public.agent_handled_calls with (security_invoker = true) as
select a.id as agent_id, l.id as item_id, l.start_time as at, null::bigint as first_response_seconds
from public.agents a
join public.kaleyra_call_logs l on l.agent_number = a.phone_number collate "C" and l.agent_number <> ''
where l.status = any (array(select unnest(s.answered_statuses) from public.kaleyra_settings s));
comment on view public.agent_handled_calls is 'Calls that agents answered. access: service only';

revoke all on public.agent_handled_calls from public, anon, authenticated, service_role;
grant select on public.agent_handled_calls to service_role;
