/*
 * What an agent did with the working time between two moments, in pieces: each is of one business day, one interval of work and one of
 * availability. The pieces of an interval add up to it, to the second, because edges are cut to whole seconds before they are used; work without
 * any availability, which only a correction can make, counts as offline. Open intervals last until p_now.
 */
create function public.get_agent_time(p_agent_id uuid, p_start timestamptz, p_end timestamptz, p_now timestamptz)
returns table (day date, started_at timestamptz, ended_at timestamptz, seconds bigint, availability text, status text, work_interval_id uuid)
language sql stable security definer set search_path = '' as $$
  with days as (
    select d::date as day,
      tstzrange(coalesce(public.local_day_border(d::date, z.name), d at time zone z.name),
        coalesce(public.local_day_border(d::date + 1, z.name), (d + interval '1 day') at time zone z.name)) as span
    from (select public.business_zone() as name) z
    cross join generate_series((p_start at time zone z.name)::date::timestamp, (p_end at time zone z.name)::date::timestamp, interval '1 day') d
  ), availability as (
    select a.availability, a.status, tstzrange(date_trunc('second', a.started_at), date_trunc('second', coalesce(a.ended_at, greatest(p_now, a.started_at)))) as span
    from public.agent_availability a
    where a.agent_id = p_agent_id and a.started_at < p_end and coalesce(a.ended_at, p_now) > p_start
  ), worked as (
    select w.id, d.day, d.span * tstzrange(p_start, p_end)
        * tstzrange(date_trunc('second', w.started_at), date_trunc('second', coalesce(w.ended_at, greatest(p_now, w.started_at)))) as span
    from public.work_intervals w cross join days d
    where w.agent_id = p_agent_id and w.started_at < p_end and coalesce(w.ended_at, p_now) > p_start
  ), pieces as (
    select w.id, w.day, w.span * a.span as span, a.availability, a.status from worked w join availability a on a.span && w.span
    union all
    select w.id, w.day, g.span, 'offline', null
    from worked w
    cross join lateral unnest(tstzmultirange(w.span) - coalesce((select range_agg(a.span) from availability a), '{}')) g (span)
    where not isempty(w.span)
  )
  select p.day, lower(p.span), upper(p.span), extract(epoch from upper(p.span) - lower(p.span))::bigint, p.availability, p.status, p.id
  from pieces p
  order by 2, 3
$$;
select public.grant_to_service('get_agent_time');
