/* Agents whose phone rings, or who talk, because we placed the call: from when the provider took it until it reports, or for an hour. */
create view public.agents_on_call_attempts with (security_invoker = true) as
select a.id as agent_id, t.id as item_id
from public.call_attempts t
join public.agents a on a.deleted_at is null and right(regexp_replace(a.phone_number, '\D', '', 'g'), 10) = right(t.agent_number, 10)
where t.state = 'sent' and t.reports = 0 and length(t.agent_number) >= 10 and t.send_after > now() - interval '1 hour';
comment on view public.agents_on_call_attempts is 'Agents on calls that we placed. access: service only';

revoke all on public.agents_on_call_attempts from public, anon, authenticated, service_role;
grant select on public.agents_on_call_attempts to service_role;
