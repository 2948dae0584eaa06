set check_function_bodies = off;

CREATE UNLOGGED TABLE "public"."chat_rollup_changes" (
  "tx" xid8   NOT NULL DEFAULT pg_current_xact_id(),
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  CONSTRAINT "chat_rollup_changes_pkey" PRIMARY KEY (tx, id)
);

ALTER TABLE "public"."chat_rollup_changes"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_rollup_changes" FROM "anon", "authenticated", "service_role";

CREATE TABLE "public"."chat_rollups" (
  "grain"       public.kaleyra_grain        NOT NULL,
  "bucket"      timestamp without time zone NOT NULL,
  "provider_id" uuid                        NOT NULL,
  "team"        text                        COLLATE pg_catalog."C",
  "agent_id"    uuid,
  "figure"      text                        COLLATE pg_catalog."C" NOT NULL,
  "code"        text                        COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "count"       bigint                      NOT NULL,
  "seconds"     bigint                      NOT NULL,
  CONSTRAINT "chat_rollups_grain_bucket_provider_id_team_agent_id_figure__key" UNIQUE NULLS NOT DISTINCT (grain, bucket, provider_id, team, agent_id, figure, code)
);

ALTER TABLE "public"."chat_rollups"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."chat_rollups"
  SET (autovacuum_vacuum_scale_factor=0.05, fillfactor=70);

REVOKE ALL ON TABLE "public"."chat_rollups" FROM "anon", "authenticated";

CREATE TABLE "public"."chat_triages" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "conversation_id" uuid                     NOT NULL,
  "message_id"      uuid,
  "request_key"     text                     COLLATE pg_catalog."C",
  "adapter"         text                     COLLATE pg_catalog."C" NOT NULL,
  "model"           text                     NOT NULL DEFAULT ''::text,
  "prompt_version"  text                     NOT NULL DEFAULT ''::text,
  "state"           text                     COLLATE pg_catalog."C" NOT NULL,
  "result"          jsonb                    NOT NULL,
  "applied"         text[]                   NOT NULL DEFAULT '{}'::text[],
  "reason"          text                     NOT NULL DEFAULT ''::text,
  "error_code"      text,
  "error_message"   text,
  "tokens"          integer                  NOT NULL DEFAULT 0,
  "ms"              integer                  NOT NULL DEFAULT 0,
  "requested_by"    uuid,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "chat_triages_adapter_check" CHECK ((adapter = ANY (ARRAY['gemini'::text, 'rules'::text]))),
  CONSTRAINT "chat_triages_conversation_id_message_id_request_key_key" UNIQUE (conversation_id, message_id, request_key),
  CONSTRAINT "chat_triages_pkey" PRIMARY KEY (id),
  CONSTRAINT "chat_triages_state_check" CHECK ((state = ANY (ARRAY['done'::text, 'failed'::text, 'blocked'::text])))
);

ALTER TABLE "public"."chat_triages"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_triages" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."chat_rollup_changes_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."chat_rollup_changes_id_seq" FROM "authenticated";

CREATE TYPE "public"."chat_counted" AS (
  "conversation_id" uuid,
  "at"              timestamp WITH time zone,
  "provider_id"     uuid,
  "agent_id"        uuid,
  "figure"          text                     COLLATE pg_catalog."C",
  "code"            text                     COLLATE pg_catalog."C",
  "count"           bigint,
  "seconds"         bigint
);

ALTER TABLE "public"."chat_rollup_changes"
  ADD COLUMN "counted" public.chat_counted[];

ALTER TABLE "public"."chat_rollup_changes"
  ADD COLUMN "conversation_id" uuid;

ALTER TABLE "public"."chat_rollup_changes"
  ADD COLUMN "provider_id" uuid;

ALTER TABLE "public"."chat_rollup_changes"
  ADD COLUMN "team" text;

CREATE OR REPLACE FUNCTION public.announce_chat_triages()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'chat_triage' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'message_id', n.message_id, 'adapter', n.adapter, 'state', n.state, 'created_at', n.created_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'chat_triage' || ':removed', o.id::text, 'chats', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'chat_triage' || ':removed', o.id::text, 'chats', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'chat_triage' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'message_id', n.message_id, 'adapter', n.adapter, 'state', n.state, 'created_at', n.created_at)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.conversation_id, n.message_id, n.adapter, n.state, n.created_at) is distinct from row(o.conversation_id, o.message_id, o.adapter, o.state, o.created_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_chat_triages"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.apply_chat_rollup_changes()
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
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
end $function$;

REVOKE ALL ON FUNCTION "public"."apply_chat_rollup_changes"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.apply_chat_triage (
  p_conversation_id uuid,
  p_triage          jsonb,
  p_requested_by    uuid  DEFAULT NULL::uuid
)
  RETURNS SETOF public.chat_triages
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_conversation public.conversations;
  v_result       jsonb := p_triage -> 'result';
  v_given        jsonb;
  v_applied      text[] := '{}';
  v_id           uuid;
begin
  select * into v_conversation from public.conversations c where c.id = p_conversation_id for no key update;
  if v_conversation.id is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  -- What earlier triages set last.
  select jsonb_object_agg(g.field, g.value) into v_given from (
    select distinct on (f) f as field, t.result -> f as value
    from public.chat_triages t cross join unnest(t.applied) f where t.conversation_id = p_conversation_id order by f, t.created_at desc, t.id desc
  ) g;
  if v_conversation.status <> 'resolved' and (v_conversation.team is null or to_jsonb(v_conversation.team) = v_given -> 'team') then
    v_applied := v_applied || 'team'::text;
  end if;
  if v_conversation.status <> 'resolved' and to_jsonb(v_conversation.priority) = coalesce(v_given -> 'priority', '"normal"') then
    v_applied := v_applied || 'priority'::text;
  end if;
  insert into public.chat_triages (
    conversation_id, message_id, request_key, adapter, model, prompt_version, state, result, applied, reason, error_code, error_message, tokens, ms, requested_by)
  values (p_conversation_id, (p_triage ->> 'message_id')::uuid, p_triage ->> 'request_key', p_triage ->> 'adapter', coalesce(p_triage ->> 'model', ''),
    coalesce(p_triage ->> 'prompt_version', ''), p_triage ->> 'state', v_result, v_applied, coalesce(p_triage ->> 'reason', ''), p_triage ->> 'error_code',
    p_triage ->> 'error_message', coalesce((p_triage ->> 'tokens')::integer, 0), coalesce((p_triage ->> 'ms')::integer, 0), p_requested_by)
  on conflict (conversation_id, message_id, request_key) do nothing
  returning id into v_id;
  if v_id is null then
    return;
  end if;
  update public.conversations c set
    team = case when 'team' = any (v_applied) then v_result ->> 'team' else c.team end,
    priority = case when 'priority' = any (v_applied) then v_result ->> 'priority' else c.priority end
  where c.id = p_conversation_id and (('team' = any (v_applied) and c.team is distinct from v_result ->> 'team')
    or ('priority' = any (v_applied) and c.priority <> v_result ->> 'priority'));
  -- What happens by itself is told by chat_triages; what a person orders is noted.
  if p_requested_by is not null then
    perform public.log_activity('triage', 'conversations', p_conversation_id::text, null, jsonb_build_object('triage_id', v_id, 'applied', v_applied));
  end if;
  return query select t.* from public.chat_triages t where t.id = v_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."apply_chat_triage"(uuid, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.chat_cycle_figures (
  p_opened_at         timestamp with time zone,
  p_first_message_at  timestamp with time zone,
  p_first_response_at timestamp with time zone,
  p_resolved_at       timestamp with time zone,
  p_resolved_by       uuid
)
  RETURNS TABLE (
    figure   text,
    seconds  bigint,
    agent_id uuid
  )
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select
    case
      when p_first_message_at is null then 'started'
      when p_first_response_at is null then 'unanswered'
      when p_first_response_at <= p_first_message_at + interval '5 minutes' then 'answered_5m'
      when p_first_response_at <= p_first_message_at + interval '15 minutes' then 'answered_15m'
      when p_first_response_at <= p_first_message_at + interval '1 hour' then 'answered_1h'
      when p_first_response_at <= p_first_message_at + interval '4 hours' then 'answered_4h'
      when p_first_response_at <= p_first_message_at + interval '24 hours' then 'answered_24h'
      else 'answered_later'
    end,
    greatest(0, coalesce(floor(extract(epoch from p_first_response_at - p_first_message_at)), 0))::bigint, null::uuid
  union all
  select 'resolved', greatest(0, floor(extract(epoch from p_resolved_at - coalesce(p_first_message_at, p_opened_at))))::bigint, p_resolved_by
  where p_resolved_at is not null
$function$;

REVOKE ALL
  ON FUNCTION "public"."chat_cycle_figures"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, uuid)
  FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.chat_message_figures (
  p_source     text,
  p_type       text,
  p_status     text,
  p_error_code text,
  p_created_by uuid
)
  RETURNS TABLE (
    figure   text,
    code     text,
    agent_id uuid
  )
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select case p_source when 'customer' then 'inbound' else p_source end, '', case when p_source = 'agent' then p_created_by end
  where p_source <> 'customer' or p_type <> 'system'
  union all
  select case when p_status in ('sent', 'delivered', 'read', 'failed', 'cancelled') then p_status when p_status = 'played' then 'read' else 'pending' end,
    case when p_status = 'failed' then coalesce(p_error_code, '') else '' end, case when p_source = 'agent' then p_created_by end
  where p_source <> 'customer'
$function$;

REVOKE ALL ON FUNCTION "public"."chat_message_figures"(text, text, text, text, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.chat_range_facts (
  p_start timestamp with time zone,
  p_end   timestamp with time zone,
  p_daily boolean
)
  RETURNS TABLE (
    day         date,
    provider_id uuid,
    team        text,
    agent_id    uuid,
    figure      text,
    code        text,
    count       bigint,
    seconds     bigint
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
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
end $function$;

REVOKE ALL ON FUNCTION "public"."chat_range_facts"(timestamp WITH time zone, timestamp WITH time zone, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_business_zone()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.rebuild_email_rollups();
  perform public.rebuild_chat_rollups();
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.get_chat_dashboard (
  p_start       timestamp with time zone,
  p_end         timestamp with time zone,
  p_parts       text[],
  p_provider_id uuid                     DEFAULT NULL::uuid,
  p_team        text                     DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
declare
  v_answer jsonb := '{}';
  v_part   text;
begin
  foreach v_part in array p_parts loop
    v_answer := v_answer || jsonb_build_object(v_part, case v_part
      when 'totals' then (select to_jsonb(f) from public.get_chat_figures(p_start, p_end, 'all', p_provider_id, p_team) f)
      when 'failures' then (select coalesce(jsonb_agg(f), '[]') from public.get_chat_failures(p_start, p_end, p_provider_id, p_team) f)
      when 'providers' then (
        select coalesce(jsonb_agg(coalesce(to_jsonb(f), '{}') || jsonb_build_object('provider_id', p.id, 'name', p.name, 'slug', p.slug, 'kind', p.kind, 'business_number', p.business_number)
          order by coalesce(f.messages, 0) desc, p.name, p.id), '[]')
        from public.get_chat_figures(p_start, p_end, 'provider', p_provider_id, p_team) f
        full join public.chat_providers p on p.id = f.provider_id
        where f.provider_id is not null or (p.deleted_at is null and (p_provider_id is null or p.id = p_provider_id)))
      else (
        select coalesce(jsonb_agg(f), '[]') from public.get_chat_figures(
          p_start, p_end, case v_part when 'days' then 'day' when 'teams' then 'team' when 'agents' then 'agent' end, p_provider_id, p_team) f)
    end);
  end loop;
  return v_answer;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_chat_failures (
  p_start       timestamp with time zone,
  p_end         timestamp with time zone,
  p_provider_id uuid                     DEFAULT NULL::uuid,
  p_team        text                     DEFAULT NULL::text,
  p_limit       integer                  DEFAULT 20
)
  RETURNS TABLE (
    code  text,
    count bigint
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select case when f.place <= p_limit then f.code end, sum(f.count)::bigint
  from (
    select c.code, sum(c.count) as count, row_number() over (order by sum(c.count) desc, c.code collate "C") as place
    from public.chat_range_facts(p_start, p_end, false) c
    where c.figure = 'failed' and (p_provider_id is null or c.provider_id = p_provider_id) and (p_team is null or c.team = p_team)
    group by c.code
  ) f
  group by 1
  order by min(f.place)
$function$;

REVOKE ALL ON FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_chat_figures (
  p_start       timestamp with time zone,
  p_end         timestamp with time zone,
  p_by          text                     DEFAULT 'all'::text,
  p_provider_id uuid                     DEFAULT NULL::uuid,
  p_team        text                     DEFAULT NULL::text
)
  RETURNS TABLE (
    date               date,
    provider_id        uuid,
    team               text,
    agent_id           uuid,
    messages           bigint,
    inbound            bigint,
    outbound           bigint,
    by_agents          bigint,
    by_app             bigint,
    automatic          bigint,
    pending            bigint,
    sent               bigint,
    delivered          bigint,
    read               bigint,
    failed             bigint,
    cancelled          bigint,
    conversations      bigint,
    started            bigint,
    unanswered         bigint,
    answered           bigint,
    answered_5m        bigint,
    answered_15m       bigint,
    answered_1h        bigint,
    answered_4h        bigint,
    answered_24h       bigint,
    answered_later     bigint,
    response_seconds   bigint,
    resolved           bigint,
    resolution_seconds bigint
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
declare
  v_zone  text := public.business_zone();
  v_first date := (p_start at time zone v_zone)::date;
  v_last  date := ((p_end - interval '1 microsecond') at time zone v_zone)::date;
begin
  if p_by = 'day' and v_last - v_first > 3660 then
    raise exception 'range_too_long' using errcode = '22023', detail = 'At most ten years of days at once.';
  end if;
  return query
  with counted as (
    select c.day, c.provider_id, c.team, c.agent_id, c.figure, c.count, c.seconds
    from public.chat_range_facts(p_start, p_end, p_by = 'day') c
    where (p_provider_id is null or c.provider_id = p_provider_id) and (p_team is null or c.team = p_team)
    union all
    select v_first + n, null, null, null, null, 0, 0 from generate_series(0, v_last - v_first) n where p_by = 'day' and p_start < p_end
    union all
    select null, null, null, null, null, 0, 0 where p_by = 'all'
  ), summed as (
    select case when p_by = 'day' then c.day end as day, case when p_by = 'provider' then c.provider_id end as provider_id,
      case when p_by = 'team' then c.team end as team, case when p_by = 'agent' then c.agent_id end as agent_id, c.figure,
      sum(c.count)::bigint as count, sum(c.seconds)::bigint as seconds
    from counted c group by 1, 2, 3, 4, 5
  ), figures as (
    select s.day, s.provider_id, s.team, s.agent_id,
      coalesce(sum(s.count) filter (where s.figure = 'inbound'), 0)::bigint as inbound,
      coalesce(sum(s.count) filter (where s.figure = 'agent'), 0)::bigint as by_agents,
      coalesce(sum(s.count) filter (where s.figure = 'external_app'), 0)::bigint as by_app,
      coalesce(sum(s.count) filter (where s.figure = 'automatic'), 0)::bigint as automatic,
      coalesce(sum(s.count) filter (where s.figure = 'pending'), 0)::bigint as pending,
      coalesce(sum(s.count) filter (where s.figure = 'sent'), 0)::bigint as sent,
      coalesce(sum(s.count) filter (where s.figure = 'delivered'), 0)::bigint as delivered,
      coalesce(sum(s.count) filter (where s.figure = 'read'), 0)::bigint as read,
      coalesce(sum(s.count) filter (where s.figure = 'failed'), 0)::bigint as failed,
      coalesce(sum(s.count) filter (where s.figure = 'cancelled'), 0)::bigint as cancelled,
      coalesce(sum(s.count) filter (where s.figure = 'started'), 0)::bigint as started,
      coalesce(sum(s.count) filter (where s.figure = 'unanswered'), 0)::bigint as unanswered,
      coalesce(sum(s.count) filter (where s.figure like 'answered%'), 0)::bigint as answered,
      coalesce(sum(s.count) filter (where s.figure = 'answered_5m'), 0)::bigint as answered_5m,
      coalesce(sum(s.count) filter (where s.figure = 'answered_15m'), 0)::bigint as answered_15m,
      coalesce(sum(s.count) filter (where s.figure = 'answered_1h'), 0)::bigint as answered_1h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_4h'), 0)::bigint as answered_4h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_24h'), 0)::bigint as answered_24h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_later'), 0)::bigint as answered_later,
      coalesce(sum(s.seconds) filter (where s.figure like 'answered%'), 0)::bigint as response_seconds,
      coalesce(sum(s.count) filter (where s.figure = 'resolved'), 0)::bigint as resolved,
      coalesce(sum(s.seconds) filter (where s.figure = 'resolved'), 0)::bigint as resolution_seconds
    from summed s group by 1, 2, 3, 4
  )
  select f.day, f.provider_id, f.team, f.agent_id,
    f.inbound + f.by_agents + f.by_app + f.automatic, f.inbound, f.by_agents + f.by_app + f.automatic, f.by_agents, f.by_app, f.automatic,
    f.pending, f.sent, f.delivered, f.read, f.failed, f.cancelled,
    f.started + f.unanswered + f.answered, f.started, f.unanswered, f.answered, f.answered_5m, f.answered_15m, f.answered_1h, f.answered_4h,
    f.answered_24h, f.answered_later, f.response_seconds, f.resolved, f.resolution_seconds
  from figures f
  order by f.day, p_by = 'agent' and f.agent_id is null, f.inbound + f.by_agents + f.by_app + f.automatic desc, f.team collate "C" nulls last, f.provider_id, f.agent_id nulls last;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_chat_words (
  p_conversation_id uuid
)
  RETURNS TABLE (
    conversation_id uuid,
    message_id      uuid,
    text            text
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select c.id, w.message_id, coalesce(w.text, '')
  from public.conversations o
  join public.conversations c on c.id = coalesce(o.merged_into, o.id)
  left join lateral (
    select (array_agg(m.id order by m.at desc, m.id desc))[1] as message_id, string_agg(m.text, E'\n' order by m.at, m.id) as text
    from (
      select m.id, m.at, m.text from public.messages m
      where m.conversation_id = c.id and m.direction = 'inbound' and m.type <> 'system' and m.deleted_at is null and btrim(m.text) <> ''
        and m.at >= least(c.last_customer_message_at, coalesce((
          select max(r.at) from public.messages r
          where r.conversation_id = c.id and r.source in ('agent', 'external_app') and r.status not in ('failed', 'cancelled')
            and r.at < c.last_customer_message_at), '-infinity'))
      order by m.at desc, m.id desc limit 20
    ) m
  ) w on true
  where o.id = p_conversation_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_chat_words"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_chat_rollups()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.apply_chat_rollup_changes();
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_chat_rollups"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.lock_chat_rollups()
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  select pg_advisory_xact_lock(hashtextextended('public.chat_rollups', 0))
$function$;

REVOKE ALL ON FUNCTION "public"."lock_chat_rollups"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_chat_cycles()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_many    constant integer := 100000;  -- from here on working all out anew is quicker
  v_counted public.chat_counted[];
begin
  if tg_op = 'INSERT' then
    if (select count(*) from (select from new_rows limit v_many) n) = v_many then
      insert into public.chat_rollup_changes default values;
      return null;
    end if;
    select array_agg(row(n.conversation_id, coalesce(n.first_message_at, n.opened_at), null, f.agent_id, f.figure, '', 1, f.seconds)::public.chat_counted)
    into v_counted
    from new_rows n cross join lateral public.chat_cycle_figures(n.opened_at, n.first_message_at, n.first_response_at, n.resolved_at, n.resolved_by) f;
  elsif tg_op = 'DELETE' then
    select array_agg(row(o.conversation_id, coalesce(o.first_message_at, o.opened_at), null, f.agent_id, f.figure, '', -1, -f.seconds)::public.chat_counted)
    into v_counted
    from old_rows o cross join lateral public.chat_cycle_figures(o.opened_at, o.first_message_at, o.first_response_at, o.resolved_at, o.resolved_by) f;
  else
    select array_agg(row(c.conversation_id, coalesce(c.first_message_at, c.opened_at), null, f.agent_id, f.figure, '', c.sign, c.sign * f.seconds)::public.chat_counted)
    into v_counted
    from (
      select 1 as sign, n.conversation_id, n.opened_at, n.first_message_at, n.first_response_at, n.resolved_at, n.resolved_by from new_rows n
      union all
      select -1, o.conversation_id, o.opened_at, o.first_message_at, o.first_response_at, o.resolved_at, o.resolved_by from old_rows o
    ) c cross join lateral public.chat_cycle_figures(c.opened_at, c.first_message_at, c.first_response_at, c.resolved_at, c.resolved_by) f;
  end if;
  if v_counted is not null then
    insert into public.chat_rollup_changes (counted) values (v_counted);
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_chat_cycles"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_chat_messages()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_many    constant integer := 100000;  -- from here on working all out anew is quicker
  v_counted public.chat_counted[];
begin
  if tg_op = 'INSERT' then
    if (select count(*) from (select from new_rows limit v_many) n) = v_many then
      insert into public.chat_rollup_changes default values;
      return null;
    end if;
    select array_agg(row(n.conversation_id, n.at, n.provider_id, f.agent_id, f.figure, f.code, 1, 0)::public.chat_counted) into v_counted
    from new_rows n cross join lateral public.chat_message_figures(n.source, n.type, n.status, n.error_code, n.created_by) f;
  elsif tg_op = 'DELETE' then
    select array_agg(row(o.conversation_id, o.at, o.provider_id, f.agent_id, f.figure, f.code, -1, 0)::public.chat_counted) into v_counted
    from old_rows o cross join lateral public.chat_message_figures(o.source, o.type, o.status, o.error_code, o.created_by) f;
  else
    select array_agg(row(c.conversation_id, c.at, c.provider_id, f.agent_id, f.figure, f.code, c.sign, 0)::public.chat_counted) into v_counted
    from (
      select 1 as sign, w.* from (
        select n.id, n.conversation_id, n.at, n.provider_id, n.source, n.type, n.status, n.error_code, n.created_by from new_rows n
        except all
        select o.id, o.conversation_id, o.at, o.provider_id, o.source, o.type, o.status, o.error_code, o.created_by from old_rows o
      ) w
      union all
      select -1, w.* from (
        select o.id, o.conversation_id, o.at, o.provider_id, o.source, o.type, o.status, o.error_code, o.created_by from old_rows o
        except all
        select n.id, n.conversation_id, n.at, n.provider_id, n.source, n.type, n.status, n.error_code, n.created_by from new_rows n
      ) w
    ) c cross join lateral public.chat_message_figures(c.source, c.type, c.status, c.error_code, c.created_by) f;
  end if;
  if v_counted is not null then
    insert into public.chat_rollup_changes (counted) values (v_counted);
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_chat_messages"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_conversation_move()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.chat_rollup_changes (conversation_id, provider_id, team) values (old.id, old.provider_id, old.team);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_conversation_move"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.rebuild_chat_rollups()
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.lock_chat_rollups();
  delete from public.chat_rollup_changes c where c.tx = pg_current_xact_id();
  merge into public.chat_rollups r using public.chat_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.provider_id = f.provider_id and coalesce('t' || r.team, '') = coalesce('t' || f.team, '')
      and coalesce(r.agent_id, '00000000-0000-0000-0000-000000000000') = coalesce(f.agent_id, '00000000-0000-0000-0000-000000000000')
      and r.figure = f.figure and r.code = f.code
  when matched and (r.count, r.seconds) is distinct from (f.count, f.seconds) then update set count = f.count, seconds = f.seconds
  when not matched then
    insert (grain, bucket, provider_id, team, agent_id, figure, code, count, seconds)
    values (f.grain, f.bucket, f.provider_id, f.team, f.agent_id, f.figure, f.code, f.count, f.seconds)
  when not matched by source then delete;
end $function$;

REVOKE ALL ON FUNCTION "public"."rebuild_chat_rollups"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.renew_chat_rollups()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.chat_rollup_changes default values;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."renew_chat_rollups"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.verify_chat_rollups()
  RETURNS TABLE (
    side  text,
    entry jsonb
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.lock_chat_rollups();
  perform public.apply_chat_rollup_changes();
  return query
  select 'kept', to_jsonb(d) from (table public.chat_rollups except all table public.chat_rollups_from_facts) d
  union all
  select 'rebuilt', to_jsonb(d) from (table public.chat_rollups_from_facts except all table public.chat_rollups) d;
end $function$;

REVOKE ALL ON FUNCTION "public"."verify_chat_rollups"() FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."chat_triages"
  ADD CONSTRAINT "chat_triages_conversation_id_fkey" FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE "public"."chat_triages"
  ADD CONSTRAINT "chat_triages_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE SET NULL;

CREATE VIEW "public"."chat_facts" WITH (security_invoker=true) AS  SELECT m.at,
    m.conversation_id,
    m.provider_id,
    c.team,
    f.agent_id,
    (f.figure COLLATE "C") AS figure,
    (f.code COLLATE "C") AS code,
    (0)::bigint AS seconds
   FROM ((public.messages m
     JOIN public.conversations c ON ((c.id = m.conversation_id)))
     CROSS JOIN LATERAL public.chat_message_figures(m.source, m.type, m.status, m.error_code, m.created_by) f(figure, code, agent_id))
UNION ALL
 SELECT COALESCE(y.first_message_at, y.opened_at) AS at,
    y.conversation_id,
    c.provider_id,
    c.team,
    f.agent_id,
    f.figure,
    ''::text AS code,
    f.seconds
   FROM ((public.conversation_cycles y
     JOIN public.conversations c ON ((c.id = y.conversation_id)))
     CROSS JOIN LATERAL public.chat_cycle_figures(y.opened_at, y.first_message_at, y.first_response_at, y.resolved_at, y.resolved_by) f(figure, seconds, agent_id));

REVOKE ALL ON TABLE "public"."chat_facts" FROM "anon", "authenticated";

CREATE VIEW "public"."chat_rollups_from_facts" WITH (security_invoker=true) AS  SELECT g.grain,
    g.bucket,
    f.provider_id,
    f.team,
    f.agent_id,
    f.figure,
    f.code,
    (sum(f.count))::bigint AS count,
    (sum(f.seconds))::bigint AS seconds
   FROM (( SELECT date_bin('00:15:00'::interval, (f_1.at AT TIME ZONE 'UTC'::text), '2000-01-01 00:00:00'::timestamp without time zone) AS quarter_hour,
            date_trunc('day'::text, (f_1.at AT TIME ZONE ( SELECT public.business_zone() AS business_zone))) AS day,
            f_1.provider_id,
            f_1.team,
            f_1.agent_id,
            f_1.figure,
            f_1.code,
            count(*) AS count,
            sum(f_1.seconds) AS seconds
           FROM public.chat_facts f_1
          GROUP BY (date_bin('00:15:00'::interval, (f_1.at AT TIME ZONE 'UTC'::text), '2000-01-01 00:00:00'::timestamp without time zone)), (date_trunc('day'::text, (f_1.at AT TIME ZONE ( SELECT public.business_zone() AS business_zone)))), f_1.provider_id, f_1.team, f_1.agent_id, f_1.figure, f_1.code) f
     CROSS JOIN LATERAL public.kaleyra_buckets(f.quarter_hour, f.day) g(grain, bucket))
  GROUP BY g.grain, g.bucket, f.provider_id, f.team, f.agent_id, f.figure, f.code;

REVOKE ALL ON TABLE "public"."chat_rollups_from_facts" FROM "anon", "authenticated", "service_role";

CREATE INDEX chat_triages_conversation ON public.chat_triages USING btree (conversation_id, created_at DESC, id DESC);

CREATE INDEX chat_triages_message ON public.chat_triages USING btree (message_id)
  WHERE (message_id IS NOT NULL);

CREATE INDEX conversation_cycles_begun ON public.conversation_cycles USING btree (COALESCE(first_message_at, opened_at));

CREATE CONSTRAINT TRIGGER apply
  AFTER INSERT ON public.chat_rollup_changes DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_chat_rollups();

CREATE TRIGGER announce_delete AFTER DELETE ON public.chat_triages REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_chat_triages (
  'chats',
  'chat_triage',
  'chats',
  'id',
  'conversation_id,message_id,adapter,state,created_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.chat_triages REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_chat_triages (
  'chats',
  'chat_triage',
  'chats',
  'id',
  'conversation_id,message_id,adapter,state,created_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.chat_triages
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_chat_triages (
  'chats',
  'chat_triage',
  'chats',
  'id',
  'conversation_id,message_id,adapter,state,created_at',
  ''
);

CREATE TRIGGER rollups_deleted
  AFTER DELETE ON public.conversation_cycles REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.note_chat_cycles();

CREATE TRIGGER rollups_inserted
  AFTER INSERT ON public.conversation_cycles REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.note_chat_cycles();

CREATE TRIGGER rollups_truncated
  AFTER TRUNCATE ON public.conversation_cycles
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.renew_chat_rollups();

CREATE TRIGGER rollups_updated
  AFTER UPDATE ON public.conversation_cycles REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.note_chat_cycles();

CREATE TRIGGER rollups_deleted
  AFTER DELETE ON public.conversations
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.renew_chat_rollups();

CREATE TRIGGER rollups_moved
  AFTER UPDATE OF team, provider_id ON public.conversations
  FOR EACH ROW
  WHEN (((old.team IS DISTINCT FROM new.team) OR (old.provider_id IS DISTINCT FROM new.provider_id)))
  EXECUTE FUNCTION public.note_conversation_move();

CREATE TRIGGER rollups_deleted
  AFTER DELETE ON public.messages REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.note_chat_messages();

CREATE TRIGGER rollups_inserted
  AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.note_chat_messages();

CREATE TRIGGER rollups_truncated
  AFTER TRUNCATE ON public.messages
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.renew_chat_rollups();

CREATE TRIGGER rollups_updated
  AFTER UPDATE ON public.messages REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.note_chat_messages();

CREATE POLICY "chat_triages_view" ON "public"."chat_triages"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."chat_rollup_changes"."conversation_id" IS 'It changed hands: until then its facts counted for provider_id and team. Null without facts: so many changed that all is worked out anew. class: none';

COMMENT ON COLUMN "public"."chat_rollup_changes"."counted" IS 'Facts that came, and with negative counts that went. class: none';

COMMENT ON COLUMN "public"."chat_rollup_changes"."id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_rollup_changes"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_rollup_changes"."team" IS 'class: none';

COMMENT ON COLUMN "public"."chat_rollup_changes"."tx" IS 'class: none';

COMMENT ON COLUMN "public"."chat_rollups"."agent_id" IS 'The user or API key that wrote the message, or resolved the conversation; null: none, and for all that no agent did. class: none';

COMMENT ON COLUMN "public"."chat_rollups"."bucket" IS 'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day). Messages by their place in the conversation, cycles by their beginning. class: none';

COMMENT ON COLUMN "public"."chat_rollups"."code" IS 'Why a message failed. class: none';

COMMENT ON COLUMN "public"."chat_rollups"."count" IS 'class: none';

COMMENT ON COLUMN "public"."chat_rollups"."figure" IS 'class: none';

COMMENT ON COLUMN "public"."chat_rollups"."grain" IS 'class: none';

COMMENT ON COLUMN "public"."chat_rollups"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_rollups"."seconds" IS 'How long it took, in all: until the first response, or the resolution. class: none';

COMMENT ON COLUMN "public"."chat_rollups"."team" IS 'Of the conversation now; null: nobody''s. class: none';

COMMENT ON COLUMN "public"."chat_triages"."adapter" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."applied" IS 'Columns of the conversation that got a value of the result: team and priority, unless a person had set them. class: none';

COMMENT ON COLUMN "public"."chat_triages"."conversation_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_triages"."id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."message_id" IS 'The newest message of the customer that was judged. class: none';

COMMENT ON COLUMN "public"."chat_triages"."model" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."ms" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."prompt_version" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."reason" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_triages"."request_key" IS 'Prompt version and model of a triage that happens by itself; null when a person asked. class: none';

COMMENT ON COLUMN "public"."chat_triages"."requested_by" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."result" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_triages"."state" IS 'class: none';

COMMENT ON COLUMN "public"."chat_triages"."tokens" IS 'class: none';

COMMENT ON TABLE "public"."chat_rollup_changes" IS 'What the statements of open transactions change; gone when they commit, so always empty to everybody else. access: service only';

COMMENT ON TABLE "public"."chat_rollups" IS 'How often each figure of the chats occurs. access: service only';

COMMENT ON TABLE "public"."chat_triages" IS 'Every triage of a conversation: by what, with which result, and why. The newest one counts.';

COMMENT ON VIEW "public"."chat_facts" IS 'What chat_rollups are sums of. access: service only';

COMMENT ON VIEW "public"."chat_rollups_from_facts" IS 'What chat_rollups must hold. access: service only';

REVOKE ALL ON FUNCTION "public"."announce_chat_triages"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_chat_triages"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_chat_triages"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_chat_rollup_changes"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_rollup_changes"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_rollup_changes"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_chat_triage"(uuid, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_triage"(uuid, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_triage"(uuid, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_cycle_figures"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_cycle_figures"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, uuid) TO "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."chat_cycle_figures"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, uuid)
  TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_message_figures"(text, text, text, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_message_figures"(text, text, text, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_message_figures"(text, text, text, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_range_facts"(timestamp WITH time zone, timestamp WITH time zone, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_range_facts"(timestamp WITH time zone, timestamp WITH time zone, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_range_facts"(timestamp WITH time zone, timestamp WITH time zone, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_chat_words"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_words"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_words"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."lock_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_chat_cycles"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_chat_cycles"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_chat_cycles"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_chat_messages"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_chat_messages"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_chat_messages"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_conversation_move"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_conversation_move"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_conversation_move"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."rebuild_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."rebuild_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."rebuild_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."renew_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."verify_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."verify_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."verify_chat_rollups"() TO "service_role";

REVOKE ALL ON SEQUENCE "public"."chat_rollup_changes_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."chat_rollup_changes_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."chat_rollup_changes_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."chat_rollup_changes_id_seq" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_rollup_changes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_rollup_changes" TO "postgres";

REVOKE ALL ON TABLE "public"."chat_rollups" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_rollups" TO "postgres";

REVOKE ALL ON TABLE "public"."chat_rollups" FROM "service_role";

GRANT SELECT ON TABLE "public"."chat_rollups" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_triages" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_triages" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_triages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_triages" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_triages" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_facts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_facts" TO "postgres";

REVOKE ALL ON TABLE "public"."chat_facts" FROM "service_role";

GRANT SELECT ON TABLE "public"."chat_facts" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_rollups_from_facts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_rollups_from_facts" TO "postgres";
