/* Tickets that are not finished, for the queue and the query assignments. */
create view public.live_tickets with (security_invoker = true) as
select t.id, 'ticket'::text as channel, t.team, t.priority, null::text as language, '[]'::jsonb as skills,
  coalesce(t.waiting_since, t.created_at) as waiting_since, greatest(t.last_customer_at, t.last_response_at, t.created_at) as last_activity_at,
  t.last_response_at as last_answer_at, s.due_at as sla_due_at, t.customer_id, t.assignee_id,
  t.assignee_id is null and t.status = 'open' as waits, false as is_bots
from public.tickets t
left join public.sla_items s on s.entity_type = 'ticket' and s.entity_id = t.id
where t.hidden_at is null and t.status in ('open', 'pending', 'on_hold', 'snoozed');
comment on view public.live_tickets is 'Tickets that are not finished. access: service only';

revoke all on public.live_tickets from public, anon, authenticated, service_role;
grant select on public.live_tickets to service_role;
