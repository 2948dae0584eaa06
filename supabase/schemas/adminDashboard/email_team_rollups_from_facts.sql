create view public.email_team_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.support_email_id, f.team,
    sum(f.emails)::integer as emails,
    coalesce(sum(f.emails) filter (where f.direction = 'inbound'), 0)::integer as inbound,
    coalesce(sum(f.emails) filter (where f.direction = 'outbound'), 0)::integer as outbound,
    coalesce(sum(f.emails) filter (where f.unread), 0)::integer as unread
from public.email_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
group by 1, 2, 3, 4;
comment on view public.email_team_rollups_from_facts is 'What email_team_rollups must hold. access: service only';

revoke all on public.email_team_rollups_from_facts from public, anon, authenticated, service_role;
