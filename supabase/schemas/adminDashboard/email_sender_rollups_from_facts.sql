create view public.email_sender_rollups_from_facts with (security_invoker = true) as
select s.scope, g.grain, g.bucket, f.sender as from_email, sum(f.emails)::integer as emails
from (
  select h.quarter_hour, h.day, h.support_email_id, h.sender, sum(h.emails) as emails
  from public.email_facts h
  where h.sender is not null
  group by 1, 2, 3, 4
) f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
cross join lateral (values (f.support_email_id), ('00000000-0000-0000-0000-000000000000')) s (scope)
where g.grain in ('day', 'month')
group by 1, 2, 3, 4;
comment on view public.email_sender_rollups_from_facts is 'What email_sender_rollups must hold. access: service only';

revoke all on public.email_sender_rollups_from_facts from public, anon, authenticated, service_role;
