create view public.email_facts with (security_invoker = true) as
select
  date_bin('15 minutes', e.received_at at time zone 'UTC', '2000-01-01') as quarter_hour,
  date_trunc('day', e.received_at at time zone (select public.business_zone())) as day,
  e.support_email_id, e.team, e.direction, e.kind, e.status,
  e.direction = 'inbound' and not e.is_read as unread,
  case when e.direction = 'inbound' and e.from_email <> '' then e.from_email end as sender,
  count(*)::integer as emails
from public.emails e
where e.deleted_at is null
group by 1, 2, 3, 4, 5, 6, 7, 8, 9;
comment on view public.email_facts is 'What all rollups are sums of. access: service only';

revoke all on public.email_facts from public, anon, authenticated, service_role;
