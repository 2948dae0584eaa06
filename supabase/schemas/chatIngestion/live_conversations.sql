/* Conversations that are not finished, for the queue and the query assignments. */
create view public.live_conversations with (security_invoker = true) as
select c.id, 'chat'::text as channel, c.team, c.priority, null::text as language, '[]'::jsonb as skills,
  coalesce(c.waiting_since, c.last_message_at) as waiting_since, coalesce(c.last_customer_message_at, c.last_message_at) as last_activity_at,
  c.last_response_at as last_answer_at, s.due_at as sla_due_at, c.customer_id, c.assignee_id,
  c.assignee_id is null and c.status = 'open' and c.waiting_since is not null as waits, false as is_bots
from public.conversations c
left join public.sla_items s on s.entity_type = 'conversation' and s.entity_id = c.id
where c.merged_into is null and c.status in ('open', 'pending', 'snoozed');
comment on view public.live_conversations is 'Conversations that are not finished. access: service only';

revoke all on public.live_conversations from public, anon, authenticated, service_role;
grant select on public.live_conversations to service_role;
