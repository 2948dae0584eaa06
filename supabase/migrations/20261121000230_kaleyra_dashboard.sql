-- The dashboard's figures. Each function cuts its range into whole buckets, which it reads from the rollups, and what is
-- left over at the edges, which it reads from the raw rows; so the figures are those of the raw rows, for any range.
--
-- "offset 0": each piece is looked up in the index, whatever the planner thinks of the tables' size.

/*
 * The instant at which a local day begins: the first that the zone's clock shows as that date or a later one. Where the clock
 * goes back across midnight, 00:00 comes twice and the day begins at the first; where it jumps over midnight, the day begins
 * at the jump. Null when the day before comes back once more (a clock that goes back at 00:01, as in Newfoundland until 2011):
 * such days are counted by their date like any others, but time cannot be cut between them.
 */
create function public.local_day_border(p_day date, p_zone text) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
  v_later   timestamptz := p_day::timestamp at time zone p_zone;  -- of two midnights Postgres takes the later
  v_before  timestamptz := v_later - interval '24 hours';
  v_earlier timestamptz;
  v_start   timestamptz;
  v_middle  timestamptz;
begin
  if v_before at time zone p_zone = p_day::timestamp - interval '24 hours'
      and ((v_later - interval '1 microsecond') at time zone p_zone)::date < p_day then
    return v_later;  -- the clock was not changed since the day before
  end if;

  v_before := v_later - interval '6 hours';
  v_earlier := (p_day::timestamp - (v_before at time zone p_zone - v_before at time zone 'UTC')) at time zone 'UTC';
  v_start := v_later;
  if v_earlier < v_later and (v_earlier at time zone p_zone)::date >= p_day then
    v_start := v_earlier;
    if ((v_later - interval '1 microsecond') at time zone p_zone)::date < p_day then
      return null;
    end if;
  end if;
  if ((v_start - interval '1 microsecond') at time zone p_zone)::date >= p_day then
    v_before := v_start - interval '36 hours';  -- a jump somewhere in between: find its second
    while v_start - v_before > interval '1 second' loop
      v_middle := v_before + make_interval(secs => floor(extract(epoch from v_start - v_before) / 2)::integer);
      if (v_middle at time zone p_zone)::date >= p_day then
        v_start := v_middle;
      else
        v_before := v_middle;
      end if;
    end loop;
  end if;
  return v_start;
end $$;

/*
 * Cuts [p_start, p_end) into pieces: per grain the buckets from from_bucket up to to_bucket, and with grain null what has to
 * be read from the raw rows. starts_at and ends_at say which instants a piece covers; together they are exactly the range.
 * When cut by day, no other piece reaches over a day's border, and the raw ones have their day in from_bucket; except where
 * days cannot be cut (local_day_border): then it is null.
 */
create function public.kaleyra_range_pieces(p_start timestamptz, p_end timestamptz, p_grains public.kaleyra_grain[])
returns table (grain public.kaleyra_grain, from_bucket timestamp, to_bucket timestamp, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable rows 10 set search_path = '' as $$
declare
  v_start      timestamptz := greatest(p_start, '0001-01-01Z');  -- no call is outside these
  v_end        timestamptz := least(p_end, '9999-12-31Z');
  v_rests      timestamptz[] := array[v_start, v_end];            -- what no bucket covers yet: from, to, from, to, …
  v_parts      timestamptz[];
  v_width      interval;
  v_zone       text;
  v_plain      boolean := true;  -- no day at the edges that cannot be cut off
  v_day        date;
  v_day_at     timestamptz;
  v_last_day   date;
  v_last_at    timestamptz;
  v_month      date;
  v_month_at   timestamptz;
  v_last_month date;
  v_lmonth_at  timestamptz;
begin
  if v_start >= v_end or v_start is null or v_end is null then
    return;
  end if;

  if 'day' = any (p_grains) then
    v_zone := (select s.timezone from public.kaleyra_settings s);
    v_day := (v_start at time zone v_zone)::date;
    v_day_at := public.local_day_border(v_day, v_zone);
    while v_day_at is null or v_day_at < v_start loop
      v_plain := v_plain and v_day_at is not null;
      v_day := v_day + 1;
      v_day_at := public.local_day_border(v_day, v_zone);
    end loop;
    v_last_day := (v_end at time zone v_zone)::date;
    v_last_at := public.local_day_border(v_last_day, v_zone);
    v_plain := v_plain and public.local_day_border(v_last_day + 1, v_zone) is not null;
    while v_last_at is null or v_last_at > v_end loop
      v_plain := v_plain and v_last_at is not null;
      v_last_day := v_last_day - 1;
      v_last_at := public.local_day_border(v_last_day, v_zone);
    end loop;

    if v_day <= v_last_day then
      v_rests := array[v_start, v_day_at, v_last_at, v_end];
    end if;
    if v_day < v_last_day then
      if 'month' = any (p_grains) and v_last_day - v_day >= 28 then
        v_month := date_trunc('month', v_day - 1 + interval '1 month');
        v_month_at := public.local_day_border(v_month, v_zone);
        v_last_month := date_trunc('month', v_last_day);
        v_lmonth_at := public.local_day_border(v_last_month, v_zone);
      end if;
      if v_month < v_last_month and v_month_at is not null and v_lmonth_at is not null then
        grain := 'month'; from_bucket := v_month; to_bucket := v_last_month; starts_at := v_month_at; ends_at := v_lmonth_at;
        return next;
        grain := 'day'; from_bucket := v_day; to_bucket := v_month; starts_at := v_day_at; ends_at := v_month_at;
        return next;
        grain := 'day'; from_bucket := v_last_month; to_bucket := v_last_day; starts_at := v_lmonth_at; ends_at := v_last_at;
        return next;
      else
        grain := 'day'; from_bucket := v_day; to_bucket := v_last_day; starts_at := v_day_at; ends_at := v_last_at;
        return next;
      end if;
    end if;
  end if;

  foreach grain in array '{quarter_day,hour,quarter_hour}'::public.kaleyra_grain[] loop
    continue when not v_plain or grain <> all (p_grains);
    v_width := case grain when 'quarter_day' then '6 hours' when 'hour' then '1 hour' else '15 minutes' end;
    v_parts := '{}';
    for i in 1 .. cardinality(v_rests) by 2 loop
      starts_at := date_bin(v_width, v_rests[i] + v_width - interval '1 microsecond', '2000-01-01Z');
      ends_at := date_bin(v_width, v_rests[i + 1], '2000-01-01Z');
      if starts_at < ends_at then
        from_bucket := starts_at at time zone 'UTC';
        to_bucket := ends_at at time zone 'UTC';
        return next;
        v_parts := v_parts || array[v_rests[i], starts_at, ends_at, v_rests[i + 1]];
      else
        v_parts := v_parts || v_rests[i : i + 1];
      end if;
    end loop;
    v_rests := v_parts;
  end loop;

  grain := null; to_bucket := null;
  for i in 1 .. cardinality(v_rests) by 2 loop
    starts_at := v_rests[i];
    ends_at := v_rests[i + 1];
    if starts_at < ends_at then
      from_bucket := case when v_plain then date_trunc('day', starts_at at time zone v_zone) end;
      return next;
    end if;
  end loop;
end $$;

/* How many calls there were, by leg and by customer call. incoming + forwarded + click2call + other = total. */
create function public.get_kaleyra_call_volume(p_start timestamptz, p_end timestamptz)
returns table (
  total bigint, incoming bigint, forwarded bigint, click2call bigint, other bigint,
  customer_calls bigint, customer_calls_answered bigint, customer_calls_missed bigint, customer_calls_not_forwarded bigint
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.service, r.calls, r.customer_calls, r.customer_calls_answered, r.customer_calls_missed, r.customer_calls_not_forwarded
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select l.service, count(*), 0, 0, 0, 0
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
    group by l.service
    union all
    select '', 0, count(*), count(*) filter (where c.outcome = 'answered'), count(*) filter (where c.outcome = 'missed'),
      count(*) filter (where c.outcome = 'not_forwarded')
    from pieces p
    cross join lateral (
      select * from public.kaleyra_calls where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) c
    where p.grain is null
  )
  select
    coalesce(sum(c.calls), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Incoming'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'CallForward'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Click2Call'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service not in ('Incoming', 'CallForward', 'Click2Call')), 0)::bigint,
    coalesce(sum(c.customer_calls), 0)::bigint,
    coalesce(sum(c.customer_calls_answered), 0)::bigint,
    coalesce(sum(c.customer_calls_missed), 0)::bigint,
    coalesce(sum(c.customer_calls_not_forwarded), 0)::bigint
  from (
    select k.service, sum(k.calls) as calls, sum(k.customer_calls) as customer_calls, sum(k.customer_calls_answered) as customer_calls_answered,
      sum(k.customer_calls_missed) as customer_calls_missed, sum(k.customer_calls_not_forwarded) as customer_calls_not_forwarded
    from counted k
    group by k.service
  ) c;
end $$;

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

/* Legs per business day and service; every date of the range has its row. incoming + forwarded + click2call + other = total. */
create function public.get_kaleyra_daily_volume(p_start timestamptz, p_end timestamptz)
returns table (date date, incoming bigint, forwarded bigint, click2call bigint, other bigint, total bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone  text;
  v_first date;
  v_last  date;
begin
  select s.timezone into v_zone from public.kaleyra_settings s;
  v_first := (p_start at time zone v_zone)::date;
  v_last := ((p_end - interval '1 microsecond') at time zone v_zone)::date;
  if v_last - v_first > 3660 then
    raise exception 'range_too_long' using errcode = '22023', detail = 'At most ten years of days at once.';
  end if;
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select case p.grain when 'day' then r.bucket::date else (p.starts_at at time zone v_zone)::date end as day, r.service, r.calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select coalesce(p.from_bucket, l.start_time at time zone v_zone)::date, l.service, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
    group by 1, 2
    union all
    select v_first + n, '', 0 from generate_series(0, v_last - v_first) n where p_start < p_end
  )
  select c.day,
    coalesce(sum(c.calls) filter (where c.service = 'Incoming'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'CallForward'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Click2Call'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service not in ('Incoming', 'CallForward', 'Click2Call')), 0)::bigint,
    sum(c.calls)::bigint
  from counted c
  group by c.day
  order by c.day;
end $$;

/* Legs per status, the most frequent first. */
create function public.get_kaleyra_status_breakdown(p_start timestamptz, p_end timestamptz)
returns table (status text, count bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.status, r.calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_status_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select l.status, 1
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
  )
  select c.status, sum(c.calls) as calls
  from counted c
  group by c.status
  order by calls desc, c.status;
end $$;

/* When the newest successful sync ended; null before the first. */
create function public.get_kaleyra_last_synced_at() returns timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return (select max(finished_at) from public.kaleyra_sync_runs where state = 'succeeded');
end $$;

revoke execute on function
  public.local_day_border(date, text),
  public.kaleyra_range_pieces(timestamptz, timestamptz, public.kaleyra_grain[]),
  public.get_kaleyra_call_volume(timestamptz, timestamptz), public.get_kaleyra_agent_stats(timestamptz, timestamptz),
  public.get_kaleyra_daily_volume(timestamptz, timestamptz), public.get_kaleyra_status_breakdown(timestamptz, timestamptz),
  public.get_kaleyra_last_synced_at()
from public, anon, authenticated;
grant execute on function
  public.local_day_border(date, text),
  public.kaleyra_range_pieces(timestamptz, timestamptz, public.kaleyra_grain[]),
  public.get_kaleyra_call_volume(timestamptz, timestamptz), public.get_kaleyra_agent_stats(timestamptz, timestamptz),
  public.get_kaleyra_daily_volume(timestamptz, timestamptz), public.get_kaleyra_status_breakdown(timestamptz, timestamptz),
  public.get_kaleyra_last_synced_at()
to service_role;
