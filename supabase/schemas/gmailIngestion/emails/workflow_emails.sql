/* What rules may ask of an e-mail. */
create view public.workflow_emails with (security_invoker = true) as
select e.id, e.thread_id, e.direction, e.kind, e.from_email, e.from_name, e.subject, e.new_text as text, e.received_at, e.has_attachments, e.is_read, e.status, e.priority,
  e.category, e.sentiment, e.language, e.team, e.assignee_id, e.triage_state, e.send_state, e.customer_id, s.email_address as mailbox,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name,
  e.thread_reason = 'new' as begins
from public.emails e
join public.support_emails s on s.id = e.support_email_id
left join public.customers c on c.id = e.customer_id
left join public.customers r on r.id = c.merged_into
where e.deleted_at is null;
comment on view public.workflow_emails is 'E-mails, for rules. access: service only';
revoke all on public.workflow_emails from public, anon, authenticated, service_role;
grant select on public.workflow_emails to service_role;
