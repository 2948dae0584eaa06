/* Adds facts (negative ones take away) to the rollups; rows that reach zero go. */
create function public.apply_kaleyra_facts(p_facts public.kaleyra_fact[]) returns void
language plpgsql set search_path = '' as $$
declare
  s public.kaleyra_settings;
begin
  select * into s from public.kaleyra_settings;
  insert into public.kaleyra_service_rollups as r
    (grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed, customer_calls_not_forwarded)
  select g.grain, g.bucket, f.service,
    sum(f.calls), sum(f.customer_calls), sum(f.customer_calls_answered), sum(f.customer_calls_missed), sum(f.customer_calls_not_forwarded)
  from (
    select e.quarter_hour, e.day, e.service,
      sum(e.calls)::integer as calls,
      sum(e.customer_calls)::integer as customer_calls,
      sum(e.customer_calls_answered)::integer as customer_calls_answered,
      sum(e.customer_calls_missed)::integer as customer_calls_missed,
      sum(e.customer_calls_not_forwarded)::integer as customer_calls_not_forwarded
    from unnest(p_facts) e
    where e.service is not null
    group by 1, 2, 3
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3
  on conflict (grain, bucket, service) do update set
    calls = r.calls + excluded.calls,
    customer_calls = r.customer_calls + excluded.customer_calls,
    customer_calls_answered = r.customer_calls_answered + excluded.customer_calls_answered,
    customer_calls_missed = r.customer_calls_missed + excluded.customer_calls_missed,
    customer_calls_not_forwarded = r.customer_calls_not_forwarded + excluded.customer_calls_not_forwarded;

  insert into public.kaleyra_status_rollups as r (grain, bucket, service, status, calls)
  select g.grain, g.bucket, f.service, f.status, sum(f.calls)
  from (
    select e.quarter_hour, e.day, e.service, e.status, sum(e.calls)::integer as calls
    from unnest(p_facts) e
    where e.status is not null
    group by 1, 2, 3, 4
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3, 4
  on conflict (grain, bucket, service, status) do update set calls = r.calls + excluded.calls;

  insert into public.kaleyra_agent_rollups as r
    (grain, bucket, agent_number, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds,
     connected_talk_seconds, customer_calls, customer_calls_answered)
  select g.grain, g.bucket, f.agent_number,
    sum(f.total_calls), sum(f.calls_answered), sum(f.missed_calls), sum(f.connected_calls), sum(f.total_talk_seconds),
    sum(f.connected_talk_seconds), sum(f.customer_calls), sum(f.customer_calls_answered)
  from (
    select e.quarter_hour, e.day, e.agent_number,
      sum(e.calls)::integer as total_calls,
      sum(case when e.status = any (s.answered_statuses) then e.calls else 0 end)::integer as calls_answered,
      sum(case when e.status = any (s.missed_statuses) then e.calls else 0 end)::integer as missed_calls,
      sum(case when e.status = any (s.connected_statuses) then e.calls else 0 end)::integer as connected_calls,
      sum(case when e.status = any (s.answered_statuses) then e.talk_seconds else 0 end)::bigint as total_talk_seconds,
      sum(case when e.status = any (s.connected_statuses) then e.talk_seconds else 0 end)::bigint as connected_talk_seconds,
      sum(e.customer_calls)::integer as customer_calls,
      sum(e.customer_calls_answered)::integer as customer_calls_answered
    from unnest(p_facts) e
    where e.agent_number is not null
    group by 1, 2, 3
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3
  on conflict (grain, bucket, agent_number) do update set
    total_calls = r.total_calls + excluded.total_calls,
    calls_answered = r.calls_answered + excluded.calls_answered,
    missed_calls = r.missed_calls + excluded.missed_calls,
    connected_calls = r.connected_calls + excluded.connected_calls,
    total_talk_seconds = r.total_talk_seconds + excluded.total_talk_seconds,
    connected_talk_seconds = r.connected_talk_seconds + excluded.connected_talk_seconds,
    customer_calls = r.customer_calls + excluded.customer_calls,
    customer_calls_answered = r.customer_calls_answered + excluded.customer_calls_answered;

  insert into public.kaleyra_agent_status_rollups as r (agent_number, bucket, status, calls)
  select e.agent_number, e.day, e.status, sum(e.calls)
  from unnest(p_facts) e
  where e.agent_number is not null and e.status is not null
  group by 1, 2, 3
  on conflict (agent_number, bucket, status) do update set calls = r.calls + excluded.calls;

  if exists (select from unnest(p_facts) e where e.calls < 0 or e.customer_calls < 0) then
    perform public.remove_empty_kaleyra_rollups(p_facts);
  end if;
end $$;
select public.grant_to_service('apply_kaleyra_facts');
