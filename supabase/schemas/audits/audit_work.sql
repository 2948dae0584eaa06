/*
 * What agents did that can be audited: a row for each message, call and resolved ticket, with the thing that it belongs to. Things are told by item_uuid,
 * calls of the provider's log by item_key.
 */
create view public.audit_work with (security_invoker = true) as
select 'email_thread'::text collate "C" as entity_type, e.thread_id as item_uuid, null::text as item_key, a.id as agent_id, e.team, e.sent_at as at
from public.agents a
join public.emails e on e.created_by = a.user_id
where e.direction = 'outbound' and e.kind = 'message' and e.sent_at is not null and e.deleted_at is null and e.thread_id is not null
union all
select 'conversation', m.conversation_id, null, a.id, c.team, m.at
from public.agents a
join public.messages m on m.created_by = a.user_id
join public.conversations c on c.id = m.conversation_id
where m.source = 'agent' and m.status not in ('failed', 'cancelled')
union all
select 'ivr_call', c.id, null, c.agent_id, null, c.started_at
from public.ivr_calls c
where c.provider_status = 'answered' and c.agent_id is not null
union all
select 'call', null, l.call_id, a.id, null, l.start_time
from public.agents a
join public.kaleyra_call_logs l on l.agent_number = a.phone_number collate "C" and l.agent_number <> ''
where l.status = any (array(select unnest(s.answered_statuses) from public.kaleyra_settings s))
union all
select 'ticket', t.id, null, t.assignee_id, t.team, t.resolved_at
from public.tickets t
where t.resolved_at is not null and t.assignee_id is not null and t.hidden_at is null;
comment on view public.audit_work is 'What agents did that can be audited. access: service only';

revoke all on public.audit_work from public, anon, authenticated, service_role;
grant select on public.audit_work to service_role;

/* The first team of an agent, by its key. */
create function public.team_of_agent(p_agent_id uuid) returns text
language sql stable set search_path = '' as $$
  select min(t.key) from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = p_agent_id
$$;
select public.grant_to_service('team_of_agent');
