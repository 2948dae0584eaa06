/* Per business day; every date of the range has its row. */
create function public.get_email_daily_volume(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (date date, inbound bigint, outbound bigint, total bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone  text := public.business_zone();
  v_first date := (p_start at time zone v_zone)::date;
  v_last  date := ((p_end - interval '1 microsecond') at time zone v_zone)::date;
begin
  if v_last - v_first > 3660 then
    raise exception 'range_too_long' using errcode = '22023', detail = 'At most ten years of days at once.';
  end if;
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select case p.grain when 'day' then r.bucket::date else (p.starts_at at time zone v_zone)::date end as day, r.inbound, r.outbound
    from pieces p
    cross join lateral (
      select * from public.email_mailbox_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_support_email_id is null or r.support_email_id = p_support_email_id
    union all
    select coalesce(p.from_bucket, e.received_at at time zone v_zone)::date, (e.direction = 'inbound')::integer, (e.direction = 'outbound')::integer
    from pieces p
    cross join lateral (
      select * from public.emails where received_at >= p.starts_at and received_at < p.ends_at and deleted_at is null offset 0
    ) e
    where p.grain is null and (p_support_email_id is null or e.support_email_id = p_support_email_id)
    union all
    select v_first + n, 0, 0 from generate_series(0, v_last - v_first) n where p_start < p_end
  )
  select c.day, sum(c.inbound), sum(c.outbound), sum(c.inbound + c.outbound)
  from counted c
  group by c.day
  order by c.day;
end $$;
select public.grant_to_service('get_email_daily_volume');
