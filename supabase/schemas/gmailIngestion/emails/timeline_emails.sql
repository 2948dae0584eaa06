create view public.timeline_emails with (security_invoker = true) as
select e.customer_id as key, e.received_at as at, e.id::text collate "C" as id, e.direction, e.subject as title, e.snippet as body, e.status, e.assignee_id as agent_id,
  jsonb_build_object('thread_id', e.thread_id, 'kind', e.kind, 'from_email', e.from_email, 'from_name', e.from_name,
    'has_attachments', e.has_attachments, 'send_state', e.send_state) as details,
  e.from_email as writer, e.to_recipients -> 0 ->> 'email' as reader
from public.emails e where e.deleted_at is null;
comment on view public.timeline_emails is 'E-mails from and to customers. access: service only';

revoke all on public.timeline_emails from public, anon, authenticated, service_role;
grant select on public.timeline_emails to service_role;
