create view public.kaleyra_agent_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.agent_number,
  sum(f.calls)::integer as total_calls,
  sum(case when f.status = any ((select s.answered_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as calls_answered,
  sum(case when f.status = any ((select s.missed_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as missed_calls,
  sum(case when f.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as connected_calls,
  sum(case when f.status = any ((select s.answered_statuses from public.kaleyra_settings s)::text[]) then f.talk_seconds else 0 end)::bigint as total_talk_seconds,
  sum(case when f.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) then f.talk_seconds else 0 end)::bigint as connected_talk_seconds,
  sum(f.customer_calls)::integer as customer_calls,
  sum(f.customer_calls_answered)::integer as customer_calls_answered
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.agent_number is not null
group by 1, 2, 3;
comment on view public.kaleyra_agent_rollups_from_facts is 'What kaleyra_agent_rollups must hold. access: service only';

revoke all on public.kaleyra_agent_rollups_from_facts from public, anon, authenticated, service_role;
