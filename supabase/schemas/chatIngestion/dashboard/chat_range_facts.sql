/*
 * The facts of a range, summed as far as they are kept: whole buckets from the rollups, what is left over at the edges from the raw rows. With p_daily
 * each has its business day. ("offset 0": each piece is looked up in the index, whatever the planner thinks of the tables' size.)
 */
create function public.chat_range_facts(p_start timestamptz, p_end timestamptz, p_daily boolean)
returns table (day date, provider_id uuid, team text, agent_id uuid, figure text, code text, count bigint, seconds bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone text := public.business_zone();
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end,
      case when p_daily then '{day,quarter_day,hour,quarter_hour}' else '{month,day,quarter_day,hour,quarter_hour}' end::public.kaleyra_grain[])
  )
  select case p.grain when 'day' then r.bucket::date else (p.starts_at at time zone v_zone)::date end,
    r.provider_id, r.team, r.agent_id, r.figure, r.code, r.count, r.seconds
  from pieces p
  cross join lateral (
    select * from public.chat_rollups r where r.grain = p.grain and r.bucket >= p.from_bucket and r.bucket < p.to_bucket offset 0
  ) r
  union all
  select coalesce(p.from_bucket, f.at at time zone v_zone)::date, f.provider_id, f.team, f.agent_id, f.figure, f.code, 1, f.seconds
  from pieces p
  cross join lateral (select * from public.chat_facts f where f.at >= p.starts_at and f.at < p.ends_at offset 0) f
  where p.grain is null;
end $$;
select public.grant_to_service('chat_range_facts');
