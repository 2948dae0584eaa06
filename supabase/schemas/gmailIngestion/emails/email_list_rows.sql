/* A row of the list: everything but the texts, which are long, with the names behind the ids. */
create view public.email_list_rows with (security_invoker = true) as
select e.id, e.support_email_id, e.mailbox_message_id, e.thread_id, e.thread_reason, e.direction, e.kind, e.kind_reason, e.message_id, e.in_reply_to,
  e.reference_ids, e.from_email, e.from_name, e.reply_to, e.to_recipients, e.cc_recipients, e.bcc_recipients, e.subject, e.snippet, e.sent_at,
  e.received_at, e.size, e.attachment_count, e.has_attachments, e.notes, e.customer_id, e.is_read, e.status, e.priority, e.category, e.sentiment,
  e.language, e.team, e.summary, e.assignee_id, e.triage_state, e.triaged_at, e.human_fields, e.send_id, e.send_state, e.send_after, e.send_error_code,
  e.send_error_message, e.resend_of, e.created_by, e.version, e.created_at, e.updated_at, e.forward_of,
  (select m.email_address from public.support_emails m where m.id = e.support_email_id) as mailbox_address,
  (select r.display_name from public.customers c join public.customers r on r.id = coalesce(c.merged_into, c.id) where c.id = e.customer_id) as customer_name,
  (select a.name from public.agents a where a.id = e.assignee_id) as assignee_name
from public.emails e
where e.deleted_at is null;
comment on view public.email_list_rows is 'E-mails as lists show them. access: service only';

revoke all on public.email_list_rows from public, anon, authenticated;
grant select on public.email_list_rows to service_role;
