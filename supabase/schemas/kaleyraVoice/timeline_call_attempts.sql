create view public.timeline_call_attempts with (security_invoker = true) as
select t.customer_number as key, t.created_at as at, t.id::text collate "C" as id, 'outbound' as direction,
  'Call placed' as title, '' as body, t.state as status,
  (select a.id from public.agents a where a.phone_number = t.agent_number) as agent_id,
  jsonb_build_object('kind', t.kind, 'number', t.customer_number, 'agent_number', t.agent_number, 'outcome', t.outcome, 'call_log_id', t.call_log_id) as details
from public.call_attempts t
-- Once the call is in the log, it is told from there.
where t.call_log_id is null or not exists (select from public.kaleyra_call_logs l where l.id = t.call_log_id);
comment on view public.timeline_call_attempts is 'Calls that we placed and that the call log does not have yet. access: service only';

revoke all on public.timeline_call_attempts from public, anon, authenticated, service_role;
grant select on public.timeline_call_attempts to service_role;
