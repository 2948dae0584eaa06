create view public.email_thread_rows with (security_invoker = true) as
select t.id, t.support_email_id, t.subject, t.customer_id, t.participants, t.message_count, t.inbound_count, t.unread_count, t.first_message_at,
  t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet, t.status, t.priority, t.team, t.assignee_id,
  t.possible_duplicate_of, t.possible_duplicate_reason, t.version, t.created_at, t.updated_at, t.waiting_since,
  (select m.email_address from public.support_emails m where m.id = t.support_email_id) as mailbox_address,
  (select r.display_name from public.customers c join public.customers r on r.id = coalesce(c.merged_into, c.id) where c.id = t.customer_id) as customer_name,
  (select a.name from public.agents a where a.id = t.assignee_id) as assignee_name
from public.email_threads t;
comment on view public.email_thread_rows is 'Threads as the API shows them. access: service only';

revoke all on public.email_thread_rows from public, anon, authenticated;
grant select on public.email_thread_rows to service_role;
