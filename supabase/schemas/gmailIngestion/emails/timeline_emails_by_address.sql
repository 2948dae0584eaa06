create view public.timeline_emails_by_address with (security_invoker = true) as
select t.writer as key, t.at, t.id, t.direction, t.title, t.body, t.status, t.agent_id, t.details from public.timeline_emails t where t.direction = 'inbound'
union all
select t.reader, t.at, t.id, t.direction, t.title, t.body, t.status, t.agent_id, t.details from public.timeline_emails t where t.direction = 'outbound';
comment on view public.timeline_emails_by_address is 'E-mails by the address that wrote them, or to which we wrote first of all. access: service only';

revoke all on public.timeline_emails_by_address from public, anon, authenticated, service_role;
grant select on public.timeline_emails_by_address to service_role;
