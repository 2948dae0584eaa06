/*
 * What this transaction changed so far goes into the sums: what came and went of a conversation that changed hands first where it was, so that all of
 * it can then be moved. Each row is looked up in the index, whatever the tables' size.
 */
create function public.apply_chat_rollup_changes() returns void
language plpgsql security definer set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_zone    text;
  v_anew    boolean;
  v_counted public.chat_counted[];
  v_moved   uuid[];
  v_from    jsonb;
  v_grains  public.kaleyra_grain[];
  v_buckets timestamp[];
begin
  if not exists (select from public.chat_rollup_changes c where c.tx = pg_current_xact_id()) then
    return;
  end if;
  perform public.lock_chat_rollups();
  -- From here on this transaction sees what every writer before it committed; so it does the zone in force.
  v_zone := public.business_zone();
  with gone as (
    delete from public.chat_rollup_changes c where c.tx = pg_current_xact_id() returning c.id, c.counted, c.conversation_id, c.provider_id, c.team
  ), moved as (
    select distinct on (g.conversation_id) g.conversation_id, g.provider_id, g.team from gone g where g.conversation_id is not null order by g.conversation_id, g.id
  )
  select (select bool_or(g.counted is null and g.conversation_id is null) from gone g),
    (select array_agg(row(f.conversation_id, f.at, f.provider_id, f.agent_id, f.figure, f.code, f.count, f.seconds)::public.chat_counted) from (
      select f.conversation_id, f.at, f.provider_id, f.agent_id, f.figure, f.code, sum(f.count) as count, sum(f.seconds) as seconds
      from gone g cross join unnest(g.counted) f group by 1, 2, 3, 4, 5, 6 having sum(f.count) <> 0 or sum(f.seconds) <> 0) f),
    (select array_agg(m.conversation_id) from moved m),
    (select jsonb_object_agg(m.conversation_id, jsonb_build_object('provider_id', m.provider_id, 'team', m.team)) from moved m)
  into v_anew, v_counted, v_moved, v_from;
  if v_anew then
    perform public.rebuild_chat_rollups();
    return;
  elsif v_counted is null and v_moved is null then
    return;
  end if;

  with facts as (
    select f.at, coalesce(f.provider_id, case when v_from ? f.conversation_id::text then (v_from -> f.conversation_id::text ->> 'provider_id')::uuid else c.provider_id end) as provider_id,
      case when v_from ? f.conversation_id::text then v_from -> f.conversation_id::text ->> 'team' else c.team end as team,
      f.agent_id, f.figure, f.code, f.count, f.seconds
    from unnest(v_counted) f
    cross join lateral (select c.provider_id, c.team from public.conversations c where c.id = f.conversation_id offset 0) c
    union all
    -- All of a conversation that changed hands: away from where it was, to where it is.
    select f.at,
      case when s.sign = 1 or f.is_message then f.provider_id else (v_from -> m.id::text ->> 'provider_id')::uuid end,
      case when s.sign = 1 then f.team else v_from -> m.id::text ->> 'team' end,
      f.agent_id, f.figure, f.code, s.sign, s.sign * f.seconds
    from unnest(v_moved) m (id)
    cross join lateral (
      select f.*, f.figure not like 'answered%' and f.figure not in ('started', 'unanswered', 'resolved') as is_message
      from public.chat_facts f where f.conversation_id = m.id offset 0
    ) f
    cross join (values (-1), (1)) s (sign)
  ), sums as materialized (
    select g.grain, g.bucket, f.provider_id, f.team collate "C" as team, f.agent_id, f.figure, f.code, sum(f.count)::bigint as count, sum(f.seconds)::bigint as seconds
    from facts f
    cross join lateral public.kaleyra_buckets(date_bin('15 minutes', f.at at time zone 'UTC', '2000-01-01'), date_trunc('day', f.at at time zone v_zone)) g
    group by 1, 2, 3, 4, 5, 6, 7
    having sum(f.count) <> 0 or sum(f.seconds) <> 0
  ), added as (
    insert into public.chat_rollups as r (grain, bucket, provider_id, team, agent_id, figure, code, count, seconds)
    select s.grain, s.bucket, s.provider_id, s.team, s.agent_id, s.figure, s.code, s.count, s.seconds from sums s
    on conflict (grain, bucket, provider_id, team, agent_id, figure, code) do update set count = r.count + excluded.count, seconds = r.seconds + excluded.seconds
    returning r.grain, r.bucket, r.count
  )
  select array_agg(e.grain), array_agg(e.bucket) into v_grains, v_buckets
  from (select distinct a.grain, a.bucket from added a where a.count = 0) e;
  if v_grains is not null then
    delete from public.chat_rollups r using unnest(v_grains, v_buckets) e (grain, bucket)
    where r.grain = e.grain and r.bucket = e.bucket and r.count = 0;
  end if;
end $$;
select public.grant_to_service('apply_chat_rollup_changes');
