/* What the promises for conversations are chosen by. */
create view public.sla_conversations with (security_invoker = true) as
select v.id, v.status, 'chat'::text as channel, v.team, v.priority, coalesce(r.tier, c.tier, 'normal') as tier,
  coalesce(nullif(r.language, ''), nullif(c.language, '')) as language, null::text as category, v.labels, coalesce(r.tags, c.tags, '{}') as tags,
  v.provider_id as inbox, null::text as subject, v.contact_name as label, v.customer_id, v.assignee_id, v.created_at,
  case when v.merged_into is not null then 'merged into another one' end as excluded, null::text as department
from public.conversations v
left join public.customers c on c.id = v.customer_id
left join public.customers r on r.id = c.merged_into;
comment on view public.sla_conversations is 'Conversations, for their clocks. access: service only';

/*
 * What happened to conversations, for their clocks. One is open from the customer's first message on. What was typed on the business's own phone was
 * written by a person. Of an answer that is uncertain or has not left nobody says that it answered.
 */
create view public.sla_conversation_events with (security_invoker = true) as
select m.conversation_id as item_id, m.at, m.created_at as recorded_at,
  case
    when m.direction = 'inbound' then 'customer_message'
    when m.source = 'automatic' or (m.source = 'agent' and not exists (select from auth.users u where u.id = m.created_by)) then 'bot_reply'
    when m.status = 'failed' then 'failed_reply'
    else 'reply'
  end as kind, m.created_by as by_user
from public.messages m
where (m.direction = 'inbound' and m.type <> 'system') or m.status in ('sent', 'delivered', 'read', 'played', 'failed')
union all
select v.id, f.at, f.created_at, 'created', null
from public.conversations v
cross join lateral (
  select m.at, m.created_at from public.messages m
  where m.conversation_id = v.id and m.direction = 'inbound' and m.type <> 'system' order by m.at, m.id limit 1) f;
comment on view public.sla_conversation_events is 'What happened to conversations, for their clocks. access: service only';

revoke all on public.sla_conversations, public.sla_conversation_events from public, anon, authenticated, service_role;
grant select on public.sla_conversations, public.sla_conversation_events to service_role;
