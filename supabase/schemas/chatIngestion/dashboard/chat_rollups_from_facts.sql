create view public.chat_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.provider_id, f.team, f.agent_id, f.figure, f.code, sum(f.count)::bigint as count, sum(f.seconds)::bigint as seconds
from (
  select date_bin('15 minutes', f.at at time zone 'UTC', '2000-01-01') as quarter_hour,
    date_trunc('day', f.at at time zone (select public.business_zone())) as day,
    f.provider_id, f.team, f.agent_id, f.figure, f.code, count(*) as count, sum(f.seconds) as seconds
  from public.chat_facts f
  group by 1, 2, 3, 4, 5, 6, 7
) f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
group by 1, 2, 3, 4, 5, 6, 7;
comment on view public.chat_rollups_from_facts is 'What chat_rollups must hold. access: service only';

revoke all on public.chat_rollups_from_facts from public, anon, authenticated, service_role;
