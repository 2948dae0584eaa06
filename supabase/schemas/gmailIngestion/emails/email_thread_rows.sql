create view public.email_thread_rows with (security_invoker = true) as
select t.id, t.support_email_id, t.subject, t.customer_id, t.participants, t.message_count, t.inbound_count, t.unread_count, t.first_message_at,
  t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet, t.status, t.priority, t.team, t.assignee_id,
  t.possible_duplicate_of, t.possible_duplicate_reason, t.version, t.created_at, t.updated_at
from public.email_threads t;
comment on view public.email_thread_rows is 'Threads as the API shows them. access: service only';

revoke all on public.email_thread_rows from public, anon, authenticated;
grant select on public.email_thread_rows to service_role;
