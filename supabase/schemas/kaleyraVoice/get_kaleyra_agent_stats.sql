/*
 * Per agent, CallForward legs only. calls_answered, total_talk_seconds and missed_calls follow the answered and missed status sets,
 * calls_answered + missed_calls + other_calls = total_calls; connected_* the wider set. customer_calls are those that began
 * in the range and rang the agent; so an agent whose leg began after the range has one with total_calls 0.
 */
create function public.get_kaleyra_agent_stats(p_start timestamptz, p_end timestamptz)
returns table (
  agent_number text, agent_name text, calls_answered bigint, total_talk_seconds bigint, missed_calls bigint, other_calls bigint,
  total_calls bigint, connected_calls bigint, connected_talk_seconds bigint, customer_calls bigint, customer_calls_answered bigint
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  s public.kaleyra_settings;
begin
  select * into s from public.kaleyra_settings;
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.agent_number, r.total_calls, r.calls_answered, r.missed_calls, r.connected_calls,
      r.total_talk_seconds, r.connected_talk_seconds, r.customer_calls, r.customer_calls_answered
    from pieces p
    cross join lateral (
      select * from public.kaleyra_agent_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select l.agent_number, 1,
      (l.status = any (s.answered_statuses))::integer,
      (l.status = any (s.missed_statuses))::integer,
      (l.status = any (s.connected_statuses))::integer,
      case when l.status = any (s.answered_statuses) then l.billsec else 0 end,
      case when l.status = any (s.connected_statuses) then l.billsec else 0 end,
      0, 0
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs
      where start_time >= p.starts_at and start_time < p.ends_at and service = 'CallForward' offset 0
    ) l
    where p.grain is null
    union all
    select a.agent_number, 0, 0, 0, 0, 0, 0, 1, (a.agent_number = any (c.answered_agent_numbers))::integer
    from pieces p
    cross join lateral (
      select * from public.kaleyra_calls where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) c
    cross join unnest(c.agent_numbers) as a (agent_number)
    where p.grain is null
  ), agent as (
    select c.agent_number,
      sum(c.calls_answered) as calls_answered, sum(c.total_talk_seconds)::bigint as total_talk_seconds,
      sum(c.missed_calls) as missed_calls, sum(c.total_calls) as total_calls,
      sum(c.connected_calls) as connected_calls, sum(c.connected_talk_seconds)::bigint as connected_talk_seconds,
      sum(c.customer_calls) as customer_calls, sum(c.customer_calls_answered) as customer_calls_answered
    from counted c
    group by c.agent_number
  )
  select a.agent_number, n.name, a.calls_answered, a.total_talk_seconds, a.missed_calls,
    a.total_calls - a.calls_answered - a.missed_calls, a.total_calls, a.connected_calls, a.connected_talk_seconds,
    a.customer_calls, a.customer_calls_answered
  from agent a left join public.agents n on n.phone_number = a.agent_number collate "default"
  order by a.calls_answered desc, a.agent_number;
end $$;
select public.grant_to_service('get_kaleyra_agent_stats');
