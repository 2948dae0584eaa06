create view public.kaleyra_status_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.service, f.status, sum(f.calls)::integer as calls
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.status is not null
group by 1, 2, 3, 4;
comment on view public.kaleyra_status_rollups_from_facts is 'What kaleyra_status_rollups must hold. access: service only';

revoke all on public.kaleyra_status_rollups_from_facts from public, anon, authenticated, service_role;
