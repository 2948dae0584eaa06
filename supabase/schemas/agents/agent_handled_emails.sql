/*
 * E-mails that agents sent from here. It is a first response when nobody had written to the customer in the thread before, and the customer had;
 * its seconds go from the customer's first message to when it was sent.
 */
create view public.agent_handled_emails with (security_invoker = true) as
select a.id as agent_id, e.id as item_id, e.sent_at as at,
  (select extract(epoch from e.sent_at - min(i.received_at))::bigint
   from public.emails i
   where i.thread_id = e.thread_id and i.direction = 'inbound' and i.kind = 'message' and i.received_at <= e.sent_at
     and not exists (
       select from public.emails o
       where o.thread_id = e.thread_id and o.direction = 'outbound' and o.kind = 'message' and o.sent_at < e.sent_at)) as first_response_seconds
from public.agents a
join public.emails e on e.created_by = a.user_id
where e.direction = 'outbound' and e.kind = 'message' and e.sent_at is not null and e.deleted_at is null;
comment on view public.agent_handled_emails is 'E-mails that agents sent. access: service only';

revoke all on public.agent_handled_emails from public, anon, authenticated, service_role;
grant select on public.agent_handled_emails to service_role;
