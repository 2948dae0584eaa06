set check_function_bodies = off;

DROP FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone);

CREATE OR REPLACE FUNCTION public.get_agent_promises (
  p_agent_id uuid,
  p_start    timestamp with time zone,
  p_end      timestamp with time zone
)
  RETURNS TABLE (
    channel      text,
    entity_type  text,
    entity_id    uuid,
    metric       text,
    cycle        integer,
    state        text,
    ended_at     timestamp with time zone,
    late_seconds integer
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select c.channel, c.entity_type, c.entity_id, c.metric, c.cycle, c.state, c.ended_at, coalesce(c.late_seconds, 0)
  from public.sla_clocks c
  where c.agent_id = p_agent_id and c.state in ('met', 'late', 'missed') and c.ended_at >= p_start and c.ended_at < p_end
  order by c.ended_at, c.id
$function$;

REVOKE ALL ON FUNCTION "public"."get_agent_promises"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_agent_stats (
  p_agent_id uuid,
  p_from     date,
  p_to       date,
  p_now      timestamp with time zone
)
  RETURNS TABLE (
    date                   date,
    worked_seconds         bigint,
    available_seconds      bigint,
    busy_seconds           bigint,
    wrap_up_seconds        bigint,
    away_seconds           bigint,
    offline_seconds        bigint,
    items                  jsonb,
    first_responses        bigint,
    first_response_seconds bigint,
    finished               bigint,
    reopened               bigint,
    sla_kept               bigint,
    sla_broken             bigint
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with zone as (
    select public.business_zone() as name
  ), border as (
    select d.day, coalesce(public.local_day_border(d.day, z.name), d.day::timestamp at time zone z.name) as at
    from zone z cross join lateral (select generate_series(p_from::timestamp, p_to::timestamp + interval '1 day', interval '1 day')::date as day) d
  ), days as (
    select b.day, b.at as starts_at, lead(b.at) over (order by b.day) as ends_at from border b
  ), time as (
    select t.day, sum(t.seconds) as worked,
      sum(t.seconds) filter (where t.availability = 'available') as available, sum(t.seconds) filter (where t.availability = 'busy') as busy,
      sum(t.seconds) filter (where t.availability = 'wrap_up') as wrap_up, sum(t.seconds) filter (where t.availability = 'away') as away,
      sum(t.seconds) filter (where t.availability = 'offline') as offline
    from (select min(b.at) as starts_at, max(b.at) as ends_at from border b) r
    cross join lateral public.get_agent_time(p_agent_id, r.starts_at, r.ends_at, p_now) t
    group by t.day
  )
  select d.day, coalesce(t.worked, 0)::bigint, coalesce(t.available, 0)::bigint, coalesce(t.busy, 0)::bigint, coalesce(t.wrap_up, 0)::bigint,
    coalesce(t.away, 0)::bigint, coalesce(t.offline, 0)::bigint, h.items, h.first_responses, h.seconds, f.finished, f.reopened, s.kept, s.broken
  from days d
  left join time t on t.day = d.day
  cross join lateral (
    select
      jsonb_build_object(
        'email', count(*) filter (where h.channel = 'email'), 'chat', count(*) filter (where h.channel = 'chat'),
        'call', count(*) filter (where h.channel = 'call'), 'ticket', count(*) filter (where h.channel = 'ticket')) as items,
      count(h.first_response_seconds) as first_responses, coalesce(sum(h.first_response_seconds), 0)::bigint as seconds
    from public.get_agent_handled(p_agent_id, d.starts_at, d.ends_at) h
  ) h
  cross join lateral (
    select count(*) filter (where f.finished_at >= d.starts_at and f.finished_at < d.ends_at) as finished,
      count(*) filter (where f.reopened_at >= d.starts_at and f.reopened_at < d.ends_at) as reopened
    from public.get_agent_finished(p_agent_id, d.starts_at, d.ends_at) f
  ) f
  cross join lateral (
    select count(*) filter (where p.state = 'met') as kept, count(*) filter (where p.state <> 'met') as broken
    from public.get_agent_promises(p_agent_id, d.starts_at, d.ends_at) p
  ) s
  where d.ends_at is not null
  order by d.day
$function$;

REVOKE ALL ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."get_agent_promises"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_promises"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_promises"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) TO "service_role";
