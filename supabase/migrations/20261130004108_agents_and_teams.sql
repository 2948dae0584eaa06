set check_function_bodies = off;

DROP FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone);

ALTER TABLE "public"."query_assignments"
  ADD COLUMN "reopened_at" timestamp WITH time zone;

CREATE OR REPLACE FUNCTION public.claim_next (
  p_agent_id    uuid,
  p_channel     text,
  p_lease_until timestamp with time zone
)
  RETURNS TABLE (
    entity_type   text,
    entity_id     uuid,
    assignment_id uuid
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_teams     text[] := array(select t.key from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = p_agent_id);
  v_languages text[] := (select languages from public.agents where id = p_agent_id);
  v_item      record;
  v_result    record;
  v_busy      boolean;
begin
  -- The router holds what it looks at for a moment: that is not to say that nothing waits.
  for v_try in 1..25 loop
    v_busy := false;
    for v_item in
      select q.entity_type, q.id as entity_id from public.assignment_queue q
      where q.parked is null and (p_channel is null or q.channel = p_channel) and (q.team is null or q.team = any (v_teams))
        and (q.language is null or v_languages = '{}' or q.language = any (v_languages))
        and not exists (
          select from jsonb_to_recordset(q.skills) w (skill text, level integer)
          where not exists (select from public.agent_skills s where s.agent_id = p_agent_id and s.skill = w.skill and s.level >= w.level))
      order by q.is_starving desc, q.sla_due_at, q.urgency, q.waiting_since, q.id
      limit 20
    loop
      -- One that others are taking is left to them.
      select * into v_result from public.assign_items(v_item.entity_type,
        jsonb_build_array(jsonb_build_object('id', v_item.entity_id, 'agent_id', p_agent_id, 'reason', 'took the next')), 'claim', p_lease_until => p_lease_until);
      if v_result.outcome = 'assigned' then
        return query select v_item.entity_type, v_item.entity_id, v_result.assignment_id;
        return;
      end if;
      v_busy := v_busy or v_result.outcome = 'busy';
    end loop;
    exit when not v_busy;
    perform pg_sleep(0.02);
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.delete_team (
  p_id uuid
)
  RETURNS SETOF public.teams
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_team public.teams;
begin
  select * into v_team from public.teams where id = p_id for update;
  if v_team.id is null then
    raise exception 'team_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif exists (select from public.assignment_queue where team = v_team.key)
    or exists (select from public.query_assignments where team = v_team.key and ended_at is null) then
    raise exception 'team_in_use' using errcode = 'P0409', detail = jsonb_build_object('key', v_team.key);
  end if;
  return query delete from public.teams where id = p_id returning *;
end $function$;

REVOKE ALL ON FUNCTION "public"."delete_team"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_items (
  p_entity_type text,
  p_ids         uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_kind  public.assignable_kinds;
  v_items jsonb;
  v_ended integer;
begin
  select * into v_kind from public.assignable_kinds where entity_type = p_entity_type;
  if v_kind.entity_type is null then
    return;
  end if;
  -- What was read is compared with every id: in pieces, so that many cost no more each than few.
  if cardinality(p_ids) > 500 then
    for v_from in 1..cardinality(p_ids) by 500 loop
      perform public.follow_items(p_entity_type, p_ids[v_from:v_from + 499]);
    end loop;
    return;
  end if;
  execute format('select coalesce(jsonb_agg(to_jsonb(l)), ''[]'') from public.%I l where l.id = any ($1)', v_kind.live) into v_items using p_ids;

  -- What has ended: finished, gone, or somebody else's.
  update public.query_assignments a set
    status = case when l.id is null then 'done' when l.assignee_id is null then 'released' else 'transferred' end,
    ended_at = greatest(clock_timestamp(), a.assigned_at)
  from unnest(p_ids) i (id)
  left join jsonb_to_recordset(v_items) l (id uuid, assignee_id uuid) on l.id = i.id
  where a.entity_type = p_entity_type and a.entity_id = i.id and a.ended_at is null and l.assignee_id is distinct from a.agent_id;
  get diagnostics v_ended = row_count;

  -- What came back after it was finished.
  update public.query_assignments a set reopened_at = clock_timestamp()
  from jsonb_to_recordset(v_items) l (id uuid)
  where a.entity_id = l.id and a.entity_type = p_entity_type and a.status = 'done' and a.reopened_at is null;

  insert into public.query_assignments (entity_type, entity_id, channel, team, agent_id, customer_id, source, assigned_by, waiting_since)
  select p_entity_type, l.id, l.channel, l.team, l.assignee_id, l.customer_id,
    case when public.current_actor() is null then 'item' else 'person' end, public.current_actor(), l.waiting_since
  from jsonb_to_recordset(v_items) l (id uuid, channel text, team text, assignee_id uuid, customer_id uuid, waiting_since timestamptz)
  where l.assignee_id is not null
  on conflict (entity_type, entity_id) where ended_at is null do nothing;

  delete from public.assignment_queue q
  where q.id = any (p_ids) and q.entity_type = p_entity_type
    and not exists (select from jsonb_to_recordset(v_items) l (id uuid, waits boolean) where l.id = q.id and l.waits);
  insert into public.assignment_queue as q (entity_type, id, channel, team, priority, language, skills, sla_due_at, waiting_since, parked)
  select p_entity_type, l.id, l.channel, l.team, l.priority, l.language, coalesce(l.skills, '[]'), l.sla_due_at, l.waiting_since,
    case when l.is_bots then 'a bot has it' end
  from jsonb_to_recordset(v_items) l (id uuid, channel text, team text, priority text, language text, skills jsonb, sla_due_at timestamptz,
    waiting_since timestamptz, waits boolean, is_bots boolean)
  where l.waits
  order by l.id
  on conflict (id) do update set
    channel = excluded.channel, team = excluded.team, priority = excluded.priority, language = excluded.language, skills = excluded.skills,
    sla_due_at = excluded.sla_due_at, waiting_since = excluded.waiting_since, parked = excluded.parked, reason = null, reason_at = null,
    is_starving = q.is_starving and q.waiting_since = excluded.waiting_since
  where (q.channel, q.team, q.priority, q.language, q.skills, q.sla_due_at, q.waiting_since, q.parked) is distinct from
    (excluded.channel, excluded.team, excluded.priority, excluded.language, excluded.skills, excluded.sla_due_at, excluded.waiting_since, excluded.parked);
  if found or v_ended > 0 then
    -- Heard by the router.
    perform pg_notify('router', '');
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.get_agent_finished (
  p_agent_id uuid,
  p_start    timestamp with time zone,
  p_end      timestamp with time zone
)
  RETURNS TABLE (
    channel     text,
    entity_type text,
    entity_id   uuid,
    finished_at timestamp with time zone,
    reopened_at timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select a.channel, a.entity_type, a.entity_id, a.ended_at, a.reopened_at
  from public.query_assignments a
  where a.agent_id = p_agent_id and a.status = 'done' and a.ended_at >= p_start and a.ended_at < p_end
  union
  select a.channel, a.entity_type, a.entity_id, a.ended_at, a.reopened_at
  from public.query_assignments a
  where a.agent_id = p_agent_id and a.reopened_at >= p_start and a.reopened_at < p_end
  order by 4, 3
$function$;

REVOKE ALL ON FUNCTION "public"."get_agent_finished"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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
    reopened               bigint
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
    coalesce(t.away, 0)::bigint, coalesce(t.offline, 0)::bigint, h.items, h.first_responses, h.seconds, f.finished, f.reopened
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
  where d.ends_at is not null
  order by d.day
$function$;

REVOKE ALL ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.name_team()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if new.team <> '' and not exists (select from public.teams where key = new.team) then
    insert into public.teams (key, name) values (new.team, new.team) on conflict (key) do nothing;
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."name_team"() FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."query_assignments"
  ADD CONSTRAINT "query_assignments_reopened_check" CHECK (((reopened_at IS NULL) OR (status = 'done'::text)));

CREATE INDEX query_assignments_agent_reopened ON public.query_assignments USING btree (agent_id, reopened_at)
  WHERE (reopened_at IS NOT NULL);

CREATE INDEX query_assignments_finished ON public.query_assignments USING btree (entity_id)
  WHERE ((status = 'done'::text) AND (reopened_at IS NULL));

CREATE TRIGGER conversations_team
  BEFORE INSERT OR UPDATE OF team ON public.conversations
  FOR EACH ROW
  WHEN ((new.team IS NOT NULL))
  EXECUTE FUNCTION public.name_team();

CREATE TRIGGER email_threads_team
  BEFORE INSERT OR UPDATE OF team ON public.email_threads
  FOR EACH ROW
  WHEN ((new.team IS NOT NULL))
  EXECUTE FUNCTION public.name_team();

CREATE TRIGGER support_emails_team
  BEFORE INSERT OR UPDATE OF team ON public.support_emails
  FOR EACH ROW
  WHEN ((new.team IS NOT NULL))
  EXECUTE FUNCTION public.name_team();

COMMENT ON COLUMN "public"."query_assignments"."reopened_at" IS 'When the thing that the agent had finished came back, for the first time. class: none';

REVOKE ALL ON FUNCTION "public"."delete_team"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_team"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_team"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agent_finished"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_finished"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_finished"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."name_team"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."name_team"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."name_team"() TO "service_role";

-- What has been named since there are teams.
insert into public.teams (key, name)
select t.team, t.team
from (
  select team from public.email_threads union select team from public.conversations union select team from public.support_emails
) t
where t.team <> ''
on conflict (key) do nothing;
