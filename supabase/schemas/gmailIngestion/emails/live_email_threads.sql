/*
 * Threads that are not finished, for the queue and the query assignments. The language is that of the customer's newest message of which it was recognised.
 */
create view public.live_email_threads with (security_invoker = true) as
select t.id, 'email'::text as channel, t.team, t.priority, m.language, '[]'::jsonb as skills,
  coalesce(t.waiting_since, t.last_message_at, t.created_at) as waiting_since, coalesce(t.last_message_at, t.created_at) as last_activity_at,
  t.last_outbound_at as last_answer_at, s.due_at as sla_due_at, t.customer_id, t.assignee_id,
  t.assignee_id is null and t.status = 'open' and t.inbound_count > 0 as waits, false as is_bots
from public.email_threads t
left join public.sla_items s on s.entity_type = 'email_thread' and s.entity_id = t.id
left join lateral (
  select (array_agg(e.language order by e.received_at desc, e.id desc) filter (where e.language is not null))[1] as language
  -- By the thread, whatever the plan: the newest of all e-mails are no way to those of one thread.
  from (select a.id, a.received_at, a.language, a.direction, a.deleted_at from public.emails a where a.thread_id = t.id offset 0) e
  where e.direction = 'inbound' and e.deleted_at is null
) m on true
where t.message_count > 0 and t.status in ('open', 'pending');
comment on view public.live_email_threads is 'E-mail threads that are not finished. access: service only';

revoke all on public.live_email_threads from public, anon, authenticated, service_role;
grant select on public.live_email_threads to service_role;
