/* Missed calls that somebody should make good, for the queue and the query assignments: one for each caller. */
create view public.live_ivr_calls with (security_invoker = true) as
select c.id, 'call'::text as channel, (select t.key from public.departments d join public.teams t on t.id = d.team_id where d.key = c.department) as team,
  'normal'::text as priority, c.language, '[]'::jsonb as skills, coalesce(c.ended_at, c.started_at) as waiting_since,
  coalesce(c.last_missed_at, c.started_at) as last_activity_at, c.last_attempt_at as last_answer_at, s.due_at as sla_due_at, c.customer_id, c.assignee_id,
  c.assignee_id is null and c.is_missed_entry as waits, false as is_bots
from public.ivr_calls c
left join public.sla_items s on s.entity_type = 'ivr_call' and s.entity_id = c.id
where c.status in ('missed', 'hangup') and c.closed_at is null and c.missed_entry_id is null;
comment on view public.live_ivr_calls is 'Missed calls that nobody has made good. access: service only';

revoke all on public.live_ivr_calls from public, anon, authenticated, service_role;
grant select on public.live_ivr_calls to service_role;
