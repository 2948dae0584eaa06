/* What the promises for e-mail threads are chosen by. Language and category are those of the newest message that has one. */
create view public.sla_email_threads with (security_invoker = true) as
select t.id, t.status, 'email'::text as channel, t.team, t.priority, coalesce(r.tier, c.tier, 'normal') as tier,
  (select e.language from public.emails e
   where e.thread_id = t.id and e.direction = 'inbound' and e.deleted_at is null and e.language is not null order by e.received_at desc, e.id desc limit 1) as language,
  (select e.category from public.emails e
   where e.thread_id = t.id and e.direction = 'inbound' and e.deleted_at is null and e.category is not null order by e.received_at desc, e.id desc limit 1) as category,
  '{}'::text[] as labels, coalesce(r.tags, c.tags, '{}') as tags, t.support_email_id as inbox, t.subject, t.subject as label, t.customer_id, t.assignee_id, t.created_at,
  case when t.status = 'spam' then 'spam' when t.message_count = 0 then 'no messages' end as excluded, null::text as department
from public.email_threads t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into;
comment on view public.sla_email_threads is 'E-mail threads, for their clocks. access: service only';

/*
 * What happened to e-mail threads, for their clocks. A thread is open from the customer's first message on: what we begin ourselves has no clock before.
 * An answer counts when it has left; one of which nobody knows whether it did does not. What was written in another mail program was written by a person.
 */
create view public.sla_email_events with (security_invoker = true) as
select e.thread_id as item_id, case when e.direction = 'inbound' then e.received_at else coalesce(e.sent_at, e.received_at) end as at, e.created_at as recorded_at,
  case
    when e.direction = 'inbound' then 'customer_message'
    when e.send_state = 'failed' then 'failed_reply'
    when e.send_id is null or exists (select from auth.users u where u.id = e.created_by) then 'reply'
    else 'bot_reply'
  end as kind, e.created_by as by_user
from public.emails e
where e.deleted_at is null and e.kind = 'message' and (e.direction = 'inbound' or e.send_state is null or e.send_state in ('sent', 'failed'))
union all
select e.thread_id, e.received_at, e.created_at, 'created', null
from (
  select t.id as thread_id, m.received_at, m.created_at
  from public.email_threads t
  cross join lateral (
    select i.received_at, i.created_at from public.emails i
    where i.thread_id = t.id and i.direction = 'inbound' and i.kind = 'message' and i.deleted_at is null order by i.received_at, i.id limit 1) m
) e;
comment on view public.sla_email_events is 'What happened to e-mail threads, for their clocks. access: service only';

revoke all on public.sla_email_threads, public.sla_email_events from public, anon, authenticated, service_role;
grant select on public.sla_email_threads, public.sla_email_events to service_role;
