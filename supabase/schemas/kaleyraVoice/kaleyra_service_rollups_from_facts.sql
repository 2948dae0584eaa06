create view public.kaleyra_service_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.service,
  sum(f.calls)::integer as calls,
  sum(f.customer_calls)::integer as customer_calls,
  sum(f.customer_calls_answered)::integer as customer_calls_answered,
  sum(f.customer_calls_missed)::integer as customer_calls_missed,
  sum(f.customer_calls_not_forwarded)::integer as customer_calls_not_forwarded
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.service is not null
group by 1, 2, 3;
comment on view public.kaleyra_service_rollups_from_facts is 'What kaleyra_service_rollups must hold. access: service only';

revoke all on public.kaleyra_service_rollups_from_facts from public, anon, authenticated, service_role;
