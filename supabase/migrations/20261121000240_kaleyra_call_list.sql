-- The call list: its exact total from the rollups, its page from an index, its JSON as text.
--
-- As on the dashboard, "offset 0" keeps each look-up in the index it is meant for.

/* How many legs match. Filters that are null do not filter. */
create function public.count_kaleyra_calls(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text, p_caller text
) returns bigint
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_calls bigint;
begin
  if p_caller is not null then
    select count(*) into v_calls
    from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
    where l.start_time >= p_start and l.start_time < p_end
      and (p_service is null or l.service = p_service)
      and (p_agent_number is null or l.agent_number = p_agent_number)
      and (p_status is null or l.status = p_status);

  elsif p_agent_number is not null then
    if p_service <> 'CallForward' then
      return 0;  -- only forwarded legs have an agent
    end if;
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{day}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
        select * from public.kaleyra_agent_status_rollups
        where agent_number = p_agent_number and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
      ) r
      where p.grain = 'day' and (p_status is null or r.status = p_status)
      union all
      select 1
      from pieces p
      cross join lateral (
        select * from public.kaleyra_call_logs
        where agent_number = p_agent_number and agent_number <> ''
          and start_time >= p.starts_at and start_time < p.ends_at offset 0
      ) l
      where p.grain is null and (p_status is null or l.status = p_status)
    )
    select sum(c.calls) into v_calls from counted c;

  elsif p_status is not null then
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
        select * from public.kaleyra_status_rollups
        where status = p_status and grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
      ) r
      where p_service is null or r.service = p_service
      union all
      select 1
      from pieces p
      cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
      where p.grain is null and l.status = p_status and (p_service is null or l.service = p_service)
    )
    select sum(c.calls) into v_calls from counted c;

  else
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
      where p_service is null or r.service = p_service
      union all
      select 1
      from pieces p
      cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
      where p.grain is null and (p_service is null or l.service = p_service)
    )
    select sum(c.calls) into v_calls from counted c;
  end if;
  return coalesce(v_calls, 0);
end $$;

/*
 * The ids of the matching legs in one stretch of time, in list order: at most p_need after the first p_skip, out of the
 * first p_scan legs of the stretch (null: all). Only what comes after the leg p_after_* in list order.
 */
create function public.scan_kaleyra_call_ids(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text,
  p_ascending boolean, p_after_time timestamptz, p_after_id text, p_skip bigint, p_need integer, p_scan integer
) returns text[]
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan
as $$
declare
  -- One bound on each side, or the index would be entered by the wrong one.
  v_after boolean := case when p_ascending then p_after_time >= p_start else p_after_time < p_end end;
  v_time  timestamptz := case when v_after then p_after_time when p_ascending then p_start else p_end end;
  v_id    text := case when v_after then p_after_id else '' end;
begin
  if p_agent_number is not null and p_ascending then
    return array(
      select s.id
      from (
        select l.id, l.status from public.kaleyra_call_logs l
        where l.agent_number = p_agent_number and l.agent_number <> ''
          and (l.start_time, l.id) > (v_time, v_id) and l.start_time < p_end
        order by l.agent_number, l.start_time, l.id limit p_scan
      ) s
      where p_status is null or s.status = p_status
      offset p_skip limit p_need);
  elsif p_agent_number is not null then
    return array(
      select s.id
      from (
        select l.id, l.status from public.kaleyra_call_logs l
        where l.agent_number = p_agent_number and l.agent_number <> ''
          and l.start_time >= p_start and (l.start_time, l.id) < (v_time, v_id)
        order by l.agent_number desc, l.start_time desc, l.id desc limit p_scan
      ) s
      where p_status is null or s.status = p_status
      offset p_skip limit p_need);
  elsif p_ascending then
    return array(
      select s.id
      from (
        select l.id, l.service, l.status from public.kaleyra_call_logs l
        where (l.start_time, l.id) > (v_time, v_id) and l.start_time < p_end
        order by l.start_time, l.id limit p_scan
      ) s
      where (p_service is null or s.service = p_service) and (p_status is null or s.status = p_status)
      offset p_skip limit p_need);
  else
    return array(
      select s.id
      from (
        select l.id, l.service, l.status from public.kaleyra_call_logs l
        where l.start_time >= p_start and (l.start_time, l.id) < (v_time, v_id)
        order by l.start_time desc, l.id desc limit p_scan
      ) s
      where (p_service is null or s.service = p_service) and (p_status is null or s.status = p_status)
      offset p_skip limit p_need);
  end if;
end $$;

/*
 * The stretches of time, in list order, that hold the matching legs number p_skip + 1 to p_skip + p_need of the range
 * according to the rollups; first_skip is how many matching legs of the first stretch come before them.
 * cut_a_returning_day: one of them is a day whose legs are not all between its beginning and the next (local_day_border).
 */
create function public.locate_kaleyra_calls(
  p_start timestamptz, p_end timestamptz, p_grains public.kaleyra_grain[], p_service text, p_agent_number text, p_status text,
  p_ascending boolean, p_skip bigint, p_need integer,
  out starts timestamptz[], out ends timestamptz[], out first_skip bigint, out cut_a_returning_day boolean
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone text;
begin
  select s.timezone into v_zone from public.kaleyra_settings s;
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, p_grains)
  ), buckets as (
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls) as calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_agent_number is null and p_status is null and (p_service is null or r.service = p_service)
    group by 1, 2, 3, 4
    union all
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_status_rollups
      where status = p_status and grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_agent_number is null and (p_service is null or r.service = p_service)
    group by 1, 2, 3, 4
    union all
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_agent_status_rollups
      where agent_number = p_agent_number and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p.grain = 'day' and (p_status is null or r.status = p_status)
    group by 1, 2, 3, 4
    union all
    select null, null, p.starts_at, p.ends_at, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null and p_agent_number is null
      and (p_service is null or l.service = p_service) and (p_status is null or l.status = p_status)
    group by p.starts_at, p.ends_at
    union all
    select null, null, p.starts_at, p.ends_at, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs
      where agent_number = p_agent_number and agent_number <> ''
        and start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null and (p_status is null or l.status = p_status)
    group by p.starts_at, p.ends_at
  ), placed as (
    select b.*, row_number() over list_order as place, sum(b.calls) over list_order - b.calls as calls_before
    from buckets b
    window list_order as (
      order by case when p_ascending then b.starts_at end, case when p_ascending then b.bucket end, b.starts_at desc, b.bucket desc
      rows unbounded preceding)
  ), needed as (
    select
      p.place, p.calls_before,
      case p.grain
        when 'day' then public.local_day_border(p.bucket::date, v_zone)
        when 'hour' then p.bucket at time zone 'UTC'
        when 'quarter_hour' then p.bucket at time zone 'UTC'
        else p.starts_at
      end as starts_at,
      case p.grain
        when 'day' then public.local_day_border(p.bucket::date + 1, v_zone)
        when 'hour' then p.bucket at time zone 'UTC' + interval '1 hour'
        when 'quarter_hour' then p.bucket at time zone 'UTC' + interval '15 minutes'
        else p.ends_at
      end as ends_at
    from placed p
    where p.calls_before < p_skip + p_need and p.calls_before + p.calls > p_skip
  )
  select array_agg(n.starts_at order by n.place), array_agg(n.ends_at order by n.place), p_skip - min(n.calls_before),
    coalesce(bool_or(n.starts_at is null or n.ends_at is null), false)
  into starts, ends, first_skip, cut_a_returning_day
  from needed n;
end $$;

/*
 * The ids of the matching legs in list order, p_need of them after the first p_skip (or after the leg p_after_*).
 *
 * Most pages are the beginning of an index range. When matches are rare or the page is far down, the rollups tell where
 * its legs are: first which days, then which quarters of an hour, and only those are read.
 */
create function public.find_kaleyra_call_ids(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text, p_caller text,
  p_ascending boolean, p_after_time timestamptz, p_after_id text, p_skip bigint, p_need integer
) returns text[]
language plpgsql stable
set search_path = '' set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_start  timestamptz := greatest(p_start, '0001-01-01Z');
  v_end    timestamptz := least(p_end, '9999-12-31Z');
  v_ids    text[] := '{}';
  v_wide   record;  -- where the legs are, by day
  v_narrow record;  -- by quarter of an hour
begin
  if p_service <> 'CallForward' and p_agent_number is not null then
    return '{}';  -- only forwarded legs have an agent
  end if;
  if p_ascending then
    v_start := greatest(v_start, p_after_time);
  else
    v_end := least(v_end, p_after_time + interval '1 microsecond');
  end if;

  if p_caller is not null and p_ascending then
    return array(
      select l.id from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
      where l.start_time >= v_start and l.start_time < v_end
        and (l.start_time, l.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, ''))
        and (p_service is null or l.service = p_service) and (p_agent_number is null or l.agent_number = p_agent_number)
        and (p_status is null or l.status = p_status)
      order by l.start_time, l.id offset p_skip limit p_need);
  elsif p_caller is not null then
    return array(
      select l.id from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
      where l.start_time >= v_start and l.start_time < v_end
        and (l.start_time, l.id) < (coalesce(p_after_time, 'infinity'), coalesce(p_after_id, ''))
        and (p_service is null or l.service = p_service) and (p_agent_number is null or l.agent_number = p_agent_number)
        and (p_status is null or l.status = p_status)
      order by l.start_time desc, l.id desc offset p_skip limit p_need);
  end if;

  if p_skip = 0 then
    v_ids := public.scan_kaleyra_call_ids(
      v_start, v_end, p_service, p_agent_number, p_status, p_ascending, p_after_time, p_after_id, 0, p_need, 2000 + p_need);
    if cardinality(v_ids) = p_need or (p_status is null and (p_service is null or p_agent_number is not null)) then
      return v_ids;
    end if;
  end if;

  v_ids := '{}';
  if p_after_time is not null then
    -- Legs that began at the same instant as the last one seen; the rollups cannot tell which of them were seen.
    v_ids := public.scan_kaleyra_call_ids(
      p_after_time, p_after_time + interval '1 microsecond', p_service, p_agent_number, p_status, p_ascending, p_after_time, p_after_id, 0, p_need, null);
    if p_ascending then
      v_start := p_after_time + interval '1 microsecond';
    else
      v_end := p_after_time;
    end if;
  end if;

  v_wide := public.locate_kaleyra_calls(
    v_start, v_end, case when p_agent_number is null then '{day,quarter_hour}' else '{day}' end::public.kaleyra_grain[],
    p_service, p_agent_number, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
  if v_wide.cut_a_returning_day and p_agent_number is null then
    v_wide := public.locate_kaleyra_calls(
      v_start, v_end, '{hour,quarter_hour}', p_service, null, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
  elsif v_wide.cut_a_returning_day then
    return v_ids || public.scan_kaleyra_call_ids(
      v_start, v_end, p_service, p_agent_number, p_status, p_ascending, null, null, p_skip, p_need - cardinality(v_ids), null);
  end if;

  p_skip := v_wide.first_skip;
  for i in 1 .. coalesce(cardinality(v_wide.starts), 0) loop
    exit when cardinality(v_ids) >= p_need;
    if p_agent_number is null then
      v_narrow := public.locate_kaleyra_calls(
        v_wide.starts[i], v_wide.ends[i], '{quarter_hour}', p_service, null, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
    else
      v_narrow := v_wide;
      v_narrow.starts := array[v_wide.starts[i]];
      v_narrow.ends := array[v_wide.ends[i]];
      v_narrow.first_skip := p_skip;
    end if;
    p_skip := v_narrow.first_skip;
    for j in 1 .. coalesce(cardinality(v_narrow.starts), 0) loop
      v_ids := v_ids || public.scan_kaleyra_call_ids(
        v_narrow.starts[j], v_narrow.ends[j], p_service, p_agent_number, p_status, p_ascending, null, null,
        p_skip, p_need - cardinality(v_ids), null);
      p_skip := 0;
    end loop;
    p_skip := 0;
  end loop;
  return v_ids;
end $$;

/*
 * A page of the call list, as the finished body {"data", "total", "page", "limit", "next_cursor"}; the API sends it as it is.
 * next_cursor is base64url of "<microseconds since 1970>.<id>" of the last row, null on the last page; the next page starts
 * after p_after_time and p_after_id. A recording is linked as <p_link_base><id>?user=…&expires=…&signature=<hex hmac-sha256 of the id>,
 * so p_link_key has to be one that is good until p_link_expires only.
 */
create function public.get_kaleyra_call_list(
  p_start timestamptz, p_end timestamptz,
  p_service text default null, p_agent_number text default null, p_status text default null, p_caller text default null,
  p_page integer default 1, p_limit integer default 50, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id text default null, p_order text default 'desc',
  p_link_base text default '/calls/recordings/', p_link_user text default null, p_link_key text default null, p_link_expires bigint default null
) returns text
language plpgsql stable
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_ids  text[];
  v_data text;
  v_next text;
begin
  v_ids := public.find_kaleyra_call_ids(
    p_start, p_end, p_service, p_agent_number, p_status, p_caller, p_order = 'asc', p_after_time, p_after_id, p_offset, p_limit + 1);
  if cardinality(v_ids) > p_limit then
    select translate(encode(convert_to((extract(epoch from l.start_time) * 1000000)::bigint || '.' || l.id, 'UTF8'), 'base64'), E'+/=\n', '-_')
    into v_next
    from public.kaleyra_call_logs l where l.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',') into v_data
  from (
    select l.id, l.call_id, l.parent_id, l.callfrom, l.callto, l.start_time, l.end_time, l.duration, l.billsec, l.status, l.service,
      l.location, l.provider, l.caller_id, l.agent_number, n.name as agent_name, l.notes, l.custom, l.credits,
      l.recording <> '' as has_recording,
      case when l.recording <> '' then
        p_link_base || l.id || '?user=' || p_link_user || '&expires=' || p_link_expires || '&signature=' || encode(extensions.hmac(l.id, p_link_key, 'sha256'), 'hex')
      end as recording_url,
      l.synced_at
    from unnest(v_ids) with ordinality as wanted (id, place)
    cross join lateral (select * from public.kaleyra_call_logs where id = wanted.id offset 0) l
    left join public.agents n on n.phone_number = l.agent_number collate "default"
    order by wanted.place
  ) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":'
    || public.count_kaleyra_calls(p_start, p_end, p_service, p_agent_number, p_status, p_caller)
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;

/* A text cell for a spreadsheet: what would be read as a formula is kept from it by an apostrophe; a plain number is not. */
create function public.csv_cell(p_text text) returns text
language sql immutable as $$
  select case
    when p_text <> '' and strpos(E'=+-@\t\r', left(p_text, 1)) > 0 and p_text !~ '^[+-]?[0-9]+([.][0-9]+)?$' then '''' || p_text
    else p_text
  end
$$;

/*
 * The same rows for a file, times and booleans spelled as in JSON, to be streamed: copy (select * from get_kaleyra_call_rows(…)) to stdout with (format csv, header).
 * No "set search_path" here: with it the function could not be inlined, and all rows would be collected before the first is sent.
 */
create function public.get_kaleyra_call_rows(
  p_start timestamptz, p_end timestamptz,
  p_service text default null, p_agent_number text default null, p_status text default null, p_caller text default null,
  p_order text default 'desc', p_link_base text default '/calls/recordings/', p_link_user text default null, p_link_key text default null, p_link_expires bigint default null
) returns table (
  id text, call_id text, parent_id text, callfrom text, callto text, start_time text, end_time text,
  duration integer, billsec integer, status text, service text, location text, provider text, caller_id text,
  agent_number text, agent_name text, notes text, custom text, credits text, has_recording text, recording_url text, synced_at text
)
language sql stable as $$
  select
    public.csv_cell(l.id), public.csv_cell(l.call_id), public.csv_cell(l.parent_id), public.csv_cell(l.callfrom), public.csv_cell(l.callto),
    to_json(l.start_time) #>> '{}', to_json(l.end_time) #>> '{}', l.duration, l.billsec, public.csv_cell(l.status), public.csv_cell(l.service),
    public.csv_cell(l.location), public.csv_cell(l.provider), public.csv_cell(l.caller_id), public.csv_cell(l.agent_number),
    public.csv_cell((select n.name from public.agents n where n.phone_number = l.agent_number collate "default")), public.csv_cell(l.notes), public.csv_cell(l.custom), public.csv_cell(l.credits),
    (l.recording <> '')::text,
    case when l.recording <> '' then
      p_link_base || l.id || '?user=' || p_link_user || '&expires=' || p_link_expires || '&signature=' || encode(extensions.hmac(l.id, p_link_key, 'sha256'), 'hex')
    end,
    to_json(l.synced_at) #>> '{}'
  from public.kaleyra_call_logs l
  where l.start_time >= p_start and l.start_time < p_end
    and (p_service is null or l.service = p_service)
    and (p_agent_number is null or (l.agent_number = p_agent_number and l.agent_number <> ''))
    and (p_status is null or l.status = p_status)
    and (p_caller is null or l.callfrom = p_caller)
  order by
    case when p_order = 'asc' then l.start_time end, case when p_order = 'asc' then l.id end,
    case when p_order <> 'asc' then l.start_time end desc, case when p_order <> 'asc' then l.id end desc
$$;

revoke execute on function
  public.count_kaleyra_calls(timestamptz, timestamptz, text, text, text, text),
  public.scan_kaleyra_call_ids(timestamptz, timestamptz, text, text, text, boolean, timestamptz, text, bigint, integer, integer),
  public.locate_kaleyra_calls(timestamptz, timestamptz, public.kaleyra_grain[], text, text, text, boolean, bigint, integer),
  public.find_kaleyra_call_ids(timestamptz, timestamptz, text, text, text, text, boolean, timestamptz, text, bigint, integer),
  public.get_kaleyra_call_list(timestamptz, timestamptz, text, text, text, text, integer, integer, bigint, timestamptz, text, text, text, text, text, bigint),
  public.csv_cell(text),
  public.get_kaleyra_call_rows(timestamptz, timestamptz, text, text, text, text, text, text, text, text, bigint)
from public, anon, authenticated;
grant execute on function
  public.count_kaleyra_calls(timestamptz, timestamptz, text, text, text, text),
  public.scan_kaleyra_call_ids(timestamptz, timestamptz, text, text, text, boolean, timestamptz, text, bigint, integer, integer),
  public.locate_kaleyra_calls(timestamptz, timestamptz, public.kaleyra_grain[], text, text, text, boolean, bigint, integer),
  public.find_kaleyra_call_ids(timestamptz, timestamptz, text, text, text, text, boolean, timestamptz, text, bigint, integer),
  public.get_kaleyra_call_list(timestamptz, timestamptz, text, text, text, text, integer, integer, bigint, timestamptz, text, text, text, text, text, bigint),
  public.csv_cell(text),
  public.get_kaleyra_call_rows(timestamptz, timestamptz, text, text, text, text, text, text, text, text, bigint)
to service_role;
