-- Makes call legs of any number that look like the provider's: about 59 % Incoming, 39 % CallForward, 2 % Click2Call,
-- spread evenly over the days, BUSY about one row in a thousand. The same arguments give the same rows.
--
--   \i bench/callRows.sql
--   select bench.load_call_rows(10000000, 365, 50, '2025-01-01');

create schema if not exists bench;

/* A number in [0, 1) that depends on its arguments only. */
create or replace function bench.chance(p_call bigint, p_what integer) returns double precision
language sql immutable parallel safe as $$
  select (hashint8extended(p_call, p_what) & 1099511627775) / 1099511627776.0::double precision
$$;

/* The legs of calls p_first .. p_last of a set of p_calls, in the shape upsert_kaleyra_call_logs reads. */
create or replace function bench.call_rows(
  p_first bigint, p_last bigint, p_calls bigint, p_days integer, p_agents integer, p_first_day date
) returns table (
  id text, uniqid text, parent_id text, callfrom text, callto text, start_time timestamptz, end_time timestamptz,
  duration integer, billsec integer, credits text, status text, location text, provider text, service text,
  caller_id text, recording text, notes text, custom text, raw jsonb
)
language sql immutable parallel safe as $$
  select
    f.*,
    jsonb_build_object(
      'id', f.id, 'uniqid', f.uniqid, 'parent_id', f.parent_id, 'callfrom', f.callfrom, 'callto', f.callto,
      'start_time', to_char(f.start_time at time zone 'Asia/Kolkata', 'YYYY-MM-DD HH24:MI:SS'),
      'end_time', to_char(f.end_time at time zone 'Asia/Kolkata', 'YYYY-MM-DD HH24:MI:SS'),
      'duration', f.duration, 'billsec', f.billsec::text, 'credits', f.credits, 'status', f.status, 'location', f.location,
      'provider', f.provider, 'service', f.service, 'caller_id', f.caller_id, 'recording', f.recording,
      'notes', '', 'custom', '', 'date', to_char(f.start_time at time zone 'Asia/Kolkata', 'YYYY-MM-DD'))
  from (
    select
      'K' || lpad((t.n * 4 + t.leg)::text, 10, '0') as id,
      'sim' || extract(epoch from t.starts_at)::bigint || '.' || (t.n * 4 + t.leg) as uniqid,
      case when t.leg = 0 then '' else 'K' || lpad((t.n * 4)::text, 10, '0') end as parent_id,
      '555' || lpad((bench.chance(t.n, 1) * greatest(p_calls / 5, 10))::bigint::text, 7, '0') as callfrom,
      case when t.service = 'CallForward' then '92' || lpad((1952685 + t.agent * 9377)::text, 8, '0') else '5558000001' end as callto,
      t.starts_at as start_time,
      t.starts_at + make_interval(secs => t.talk + 12) as end_time,
      t.talk + 12 as duration,
      t.talk as billsec,
      (t.talk / 60)::text as credits,
      t.status,
      (array['MADHYA PRADESH', 'UP EAST', 'MAHARASHTRA', 'RAJASTHAN', 'BIHAR'])[1 + floor(bench.chance(t.n, 2) * 5)::integer] as location,
      (array['JIO', 'AIRTEL', 'IDEA', 'Tata Teleservices'])[1 + floor(bench.chance(t.n, 3) * 4)::integer] as provider,
      t.service,
      '5558000001' as caller_id,
      case when t.service = 'CallForward' and t.talk > 0
        then '//play.solutionsinfini.com/?id=' || to_hex(hashint8extended(t.n * 4 + t.leg, 77)) else '' end as recording,
      '' as notes,
      '' as custom
    from (
      select
        s.*,
        case when s.status in ('ANSWER', 'ANSWERED-A', 'ANSWERED-B') then 5 + floor(-90 * ln(1 - bench.chance(s.n, 40 + s.leg)))::integer else 0 end as talk,
        floor(bench.chance(s.n, 50 + s.leg) ^ 1.5 * p_agents)::integer as agent
      from (
        select
          c.n, leg.leg,
          date_trunc('second', (p_first_day::timestamp at time zone 'Asia/Kolkata')
            + make_interval(secs => p_days * 86400.0 * (c.n + bench.chance(c.n, 4)) / p_calls)) + make_interval(secs => leg.leg * 21) as starts_at,
          case when leg.leg > 0 then 'CallForward' when c.is_click then 'Click2Call' else 'Incoming' end as service,
          case
            when leg.leg = 0 and c.is_click then
              case when v.x < 0.5 then 'ANSWERED-A' when v.x < 0.7 then 'NOANSWER' when v.x < 0.85 then 'CANCEL' else 'FAILED' end
            when leg.leg = 0 then
              case when v.x < 0.86 then 'ANSWER' when v.x < 0.93 then 'ANSWERED-A' when v.x < 0.98 then 'FAILED' when v.x < 0.993 then 'ACCEPTED' else 'NOANSWER' end
            when leg.leg < c.legs then
              case when v.x < 0.84 then 'NOANSWER' when v.x < 0.93 then 'FAILED' when v.x < 0.995 then 'CANCEL' else 'BUSY' end
            else
              case when v.x < 0.30 then 'ANSWER' when v.x < 0.62 then 'ANSWERED-B' when v.x < 0.85 then 'NOANSWER' when v.x < 0.92 then 'FAILED'
                when v.x < 0.98 then 'CANCEL' when v.x < 0.993 then 'FORWARDED' when v.x < 0.9955 then 'CONGESTION' else 'BUSY' end
          end as status
        from (
          select
            n,
            bench.chance(n, 5) < 0.025 as is_click,
            case when bench.chance(n, 5) < 0.025 then 0 when x < 0.50 then 0 when x < 0.82 then 1 when x < 0.96 then 2 else 3 end as legs
          from (select g as n, bench.chance(g, 6) as x from generate_series(p_first, p_last) g) numbered
        ) c
        cross join lateral generate_series(0, c.legs) as leg (leg)
        cross join lateral (select bench.chance(c.n, 10 + leg.leg) as x) v
      ) s
    ) t
  ) f
$$;

/*
 * Fills kaleyra_call_logs with about p_legs legs, without its triggers, then rebuilds what the triggers keep.
 * Needs the owner of the tables.
 */
create or replace procedure bench.load_call_rows(p_legs bigint, p_days integer, p_agents integer, p_first_day date)
language plpgsql as $$
declare
  v_calls bigint := round(p_legs / 1.686);
  v_step  bigint := 200000;
begin
  alter table public.kaleyra_call_logs disable trigger user;
  for v_first in 0 .. v_calls - 1 by v_step loop
    insert into public.kaleyra_call_logs
      (id, uniqid, parent_id, callfrom, callto, start_time, end_time, duration, billsec, credits, status, location, provider,
       service, caller_id, recording, notes, custom, raw)
    select id, uniqid, parent_id, callfrom, callto, start_time, end_time, duration, billsec, credits, status, location, provider,
       service, caller_id, case when recording = '' then '' else '/calls/recordings/' || id end, notes, custom,
       case when recording = '' then raw
         else raw || jsonb_build_object('recording', 'sha256:' || encode(sha256(convert_to(recording, 'UTF8')), 'hex')) end
    from bench.call_rows(v_first, least(v_first + v_step, v_calls) - 1, v_calls, p_days, p_agents, p_first_day)
    order by start_time;
    commit;
  end loop;
  insert into public.kaleyra_call_recordings (call_log_id, url)
  select id, 'https://play.solutionsinfini.com/?id=' || to_hex(hashint8extended(substr(id, 2)::bigint, 77))
  from public.kaleyra_call_logs where recording <> '';
  alter table public.kaleyra_call_logs enable trigger user;
  perform public.rebuild_kaleyra_rollups();
  commit;
end $$;
