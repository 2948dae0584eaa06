/* What rules may ask of a conversation. */
create view public.workflow_conversations with (security_invoker = true) as
select k.id, k.channel, k.status, k.priority, k.team, k.assignee_id, k.labels, k.cycle, k.message_count, k.unread_count, k.last_message_at, k.last_message_preview,
  k.last_direction, k.waiting_since, k.last_customer_message_at, k.last_response_at, k.window_closes_at, k.resolved_at, k.created_at, k.customer_id, k.contact_name,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.conversations k
left join public.customers c on c.id = k.customer_id
left join public.customers r on r.id = c.merged_into
where k.merged_into is null;
comment on view public.workflow_conversations is 'Conversations, for rules. access: service only';
revoke all on public.workflow_conversations from public, anon, authenticated, service_role;
grant select on public.workflow_conversations to service_role;
