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

ALTER TABLE "public"."imports"
  ADD COLUMN "file_dropped_at" timestamp WITH time zone;

ALTER TABLE "public"."timeline_sources"
  ADD COLUMN "by_address" text;

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

CREATE OR REPLACE FUNCTION public.count_customer_timeline (
  p_customer_id uuid,
  p_number      text,
  p_modules     text[],
  p_filter      jsonb
)
  RETURNS TABLE (
    kind     text,
    count    bigint,
    first_at timestamp with time zone,
    last_at  timestamp with time zone
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids     uuid[];
  v_written text[];
  v_begins  timestamptz[];
  v_ends    timestamptz[];
  v_sql     text := public.timeline_statement(p_modules, p_filter, '', '<kind>::text collate "C" as kind, v.at', '');
begin
  if v_sql is null then
    return;
  end if;
  select array_agg(k.customer_id) filter (where k.key_kind = 'customer'), array_agg(k.written) filter (where k.key_kind = 'phone'),
    array_agg(k.begins_at) filter (where k.key_kind = 'phone'), array_agg(k.ended_at) filter (where k.key_kind = 'phone')
  into v_ids, v_written, v_begins, v_ends from public.timeline_keys(p_customer_id, p_number) k;
  return query execute format($sql$
    select s.kind, coalesce(t.count, 0), t.first_at, t.last_at
    from public.timeline_sources s left join (select u.kind, count(*) as count, min(u.at) as first_at, max(u.at) as last_at from (%s) u group by u.kind) t on t.kind = s.kind
    where ($6 is null or s.module = any ($6)) and (not $7 ? 'kind' or s.kind in (select jsonb_array_elements_text($7 -> 'kind')))
    order by s.kind
  $sql$, v_sql) using v_ids, v_written, v_begins, v_ends, case when p_customer_id is null then p_number end, p_modules, p_filter;
end $function$;

CREATE OR REPLACE FUNCTION public.delete_customer (
  p_id      uuid,
  p_version integer DEFAULT NULL::integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root    uuid := public.customer_root(p_id);
  v_version integer;
begin
  select c.version into v_version from public.customers c where c.id = v_root and c.deleted_at is null for update;
  if v_version is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif p_version <> v_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_version);
  end if;
  update public.customer_identities i set ended_at = now(), ended_reason = 'deleted'
  where i.customer_id = any (public.customer_members(v_root)) and i.ended_at is null;
  update public.customers c set deleted_at = now() where c.id = v_root;
  return public.customer_answer(v_root);
end $function$;

CREATE OR REPLACE FUNCTION public.drop_import_file (
  p_sha256 text,
  p_days   integer
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update public.imports i set file_dropped_at = now()
  where i.sha256 = p_sha256 and i.file_dropped_at is null and i.state not in ('previewing', 'running')
    and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day';
  return not exists (select from public.imports i where i.sha256 = p_sha256 and i.file_dropped_at is null);
end $function$;

REVOKE ALL ON FUNCTION "public"."drop_import_file"(text, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.drop_old_imports (
  p_days integer,
  p_most integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  delete from public.imports where id in (
    select i.id from public.imports i
    where i.state not in ('previewing', 'running') and i.file_dropped_at is not null
      and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day'
    limit p_most for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end $function$;

CREATE OR REPLACE FUNCTION public.expect_candidate (
  p_customer_id uuid,
  p_kind        text,
  p_values      text[]
)
  RETURNS uuid
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root  uuid := public.live_customer(p_customer_id);
  v_roots uuid[];
begin
  if v_root is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  select coalesce(array_agg(distinct public.customer_root(i.customer_id)), '{}') into v_roots from public.customer_identities i
  where i.kind = p_kind and i.value = any (p_values) and i.is_shared and i.ended_at is null;
  if v_root <> all (v_roots) then
    raise exception 'not_a_candidate' using errcode = 'P0422', detail = jsonb_build_object('candidates', v_roots);
  end if;
  return v_root;
end $function$;

REVOKE ALL ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.get_customer_timeline (
  p_customer_id uuid,
  p_number      text,
  p_modules     text[],
  p_filter      jsonb,
  p_place       jsonb,
  p_newer       boolean,
  p_limit       integer
)
  RETURNS TABLE (
    kind      text,
    at        timestamp with time zone,
    id        text,
    direction text,
    title     text,
    body      text,
    status    text,
    agent_id  uuid,
    details   jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids     uuid[];
  v_written text[];
  v_begins  timestamptz[];
  v_ends    timestamptz[];
  v_sign    text := case when p_newer then '>' else '<' end;
  v_order   text := case when p_newer then 'asc' else 'desc' end;
  v_sql     text;
begin
  select array_agg(k.customer_id) filter (where k.key_kind = 'customer'), array_agg(k.written) filter (where k.key_kind = 'phone'),
    array_agg(k.begins_at) filter (where k.key_kind = 'phone'), array_agg(k.ended_at) filter (where k.key_kind = 'phone')
  into v_ids, v_written, v_begins, v_ends from public.timeline_keys(p_customer_id, p_number) k;
  v_sql := public.timeline_statement(
    p_modules, p_filter,
    -- The time alone as well: an index begins there.
    case when p_place is not null then format(' and v.at %1$s= $6 and (v.at, <kind> collate "C", v.id) %1$s ($6, $7, $8)', v_sign) end,
    '<kind>::text collate "C" as kind, v.at, v.id, v.direction, v.title, v.body, v.status, v.agent_id, v.details',
    format(' order by v.at %1$s, v.id %1$s limit %2$s', v_order, p_limit));
  if v_sql is null then
    return;
  end if;
  return query execute format('select * from (%1$s) t order by t.at %2$s, t.kind %2$s, t.id %2$s limit %3$s', v_sql, v_order, p_limit)
    using v_ids, v_written, v_begins, v_ends, case when p_customer_id is null then p_number end,
      (p_place ->> 'at')::timestamptz, p_place ->> 'kind', p_place ->> 'id';
end $function$;

CREATE OR REPLACE FUNCTION public.get_kaleyra_call (
  p_id           text,
  p_link_base    text,
  p_link_user    text,
  p_link_key     text,
  p_link_expires bigint
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
  select jsonb_build_object(
    'id', c.call_id, 'start_time', c.start_time, 'service', c.service, 'outcome', c.outcome, 'customer_number', c.customer_number,
    'talk_seconds', c.talk_seconds, 'agent_numbers', c.agent_numbers, 'answered_agent_numbers', c.answered_agent_numbers,
    'customer', (
      select jsonb_build_object('id', r.id, 'display_name', r.display_name) from public.customers r
      where r.deleted_at is null and r.id = public.customer_root(coalesce(
        (select p.customer_id from public.timeline_picks p where p.kind = 'call' and p.entry_id = c.call_id),
        (select i.customer_id from public.phone_spellings s join public.customer_identities i on i.kind = 'phone' and i.value = s.e164
         where s.written = c.customer_number and not i.is_shared and i.ended_reason <> 'removed'
           and c.start_time >= coalesce(i.begins_at, '-infinity') and c.start_time < coalesce(i.ended_at, 'infinity')
         order by i.begins_at desc nulls last, i.id limit 1)))),
    'candidates', (
      select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'display_name', f.display_name) order by f.display_name, f.id), '[]')
      from (
        select distinct r.id, r.display_name
        from public.phone_spellings s join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
        join public.customers r on r.id = public.customer_root(i.customer_id) and r.deleted_at is null
        where s.written = c.customer_number
      ) f),
    'legs', (
      select coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object('recording_url',
        case when l.has_recording then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end) order by l.start_time, l.id <> l.call_id, l.id), '[]')
      from public.kaleyra_leg_rows l where l.call_id = c.call_id),
    'attempts', (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.created_at, a.id), '[]')
      from public.call_attempts a where a.id in (
        select l.custom::uuid from public.kaleyra_call_logs l
        where l.call_id = c.call_id and l.custom ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$')))
  from public.kaleyra_calls c where c.call_id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_kaleyra_call"(text, text, text, text, bigint) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_kaleyra_call_list (
  p_start        timestamp with time zone,
  p_end          timestamp with time zone,
  p_service      text                     DEFAULT NULL::text,
  p_agent_number text                     DEFAULT NULL::text,
  p_status       text                     DEFAULT NULL::text,
  p_caller       text                     DEFAULT NULL::text,
  p_page         integer                  DEFAULT 1,
  p_limit        integer                  DEFAULT 50,
  p_offset       bigint                   DEFAULT 0,
  p_after_time   timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_after_id     text                     DEFAULT NULL::text,
  p_order        text                     DEFAULT 'desc'::text,
  p_link_base    text                     DEFAULT '/calls/recordings/'::text,
  p_link_user    text                     DEFAULT NULL::text,
  p_link_key     text                     DEFAULT NULL::text,
  p_link_expires bigint                   DEFAULT NULL::bigint
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
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
    select l.*, case when l.has_recording then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end as recording_url
    from unnest(v_ids) with ordinality as wanted (id, place)
    cross join lateral (select * from public.kaleyra_leg_rows where id = wanted.id offset 0) l
    order by wanted.place
  ) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":'
    || public.count_kaleyra_calls(p_start, p_end, p_service, p_agent_number, p_status, p_caller)
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $function$;

CREATE OR REPLACE FUNCTION public.get_kaleyra_call_rows (
  p_start        timestamp with time zone,
  p_end          timestamp with time zone,
  p_service      text                     DEFAULT NULL::text,
  p_agent_number text                     DEFAULT NULL::text,
  p_status       text                     DEFAULT NULL::text,
  p_caller       text                     DEFAULT NULL::text,
  p_order        text                     DEFAULT 'desc'::text,
  p_link_base    text                     DEFAULT '/calls/recordings/'::text,
  p_link_user    text                     DEFAULT NULL::text,
  p_link_key     text                     DEFAULT NULL::text,
  p_link_expires bigint                   DEFAULT NULL::bigint
)
  RETURNS TABLE (
    id            text,
    call_id       text,
    parent_id     text,
    callfrom      text,
    callto        text,
    start_time    text,
    end_time      text,
    duration      integer,
    billsec       integer,
    status        text,
    service       text,
    location      text,
    provider      text,
    caller_id     text,
    agent_number  text,
    agent_name    text,
    notes         text,
    custom        text,
    credits       text,
    has_recording text,
    recording_url text,
    synced_at     text
  )
  LANGUAGE sql
  STABLE
  AS $function$
  select
    public.csv_cell(l.id), public.csv_cell(l.call_id), public.csv_cell(l.parent_id), public.csv_cell(l.callfrom), public.csv_cell(l.callto),
    to_json(l.start_time) #>> '{}', to_json(l.end_time) #>> '{}', l.duration, l.billsec, public.csv_cell(l.status), public.csv_cell(l.service),
    public.csv_cell(l.location), public.csv_cell(l.provider), public.csv_cell(l.caller_id), public.csv_cell(l.agent_number),
    public.csv_cell((select n.name from public.agents n where n.phone_number = l.agent_number collate "default")), public.csv_cell(l.notes), public.csv_cell(l.custom), public.csv_cell(l.credits),
    (l.recording <> '')::text,
    case when l.recording <> '' then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end,
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
$function$;

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

CREATE OR REPLACE FUNCTION public.old_import_files (
  p_days integer
)
  RETURNS TABLE (
    sha256 text
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select distinct i.sha256 from public.imports i
  where i.file_dropped_at is null and i.state not in ('previewing', 'running')
    and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day'
$function$;

REVOKE ALL ON FUNCTION "public"."old_import_files"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.pick_customer (
  p_call_id     text,
  p_customer_id uuid,
  p_by          uuid
)
  RETURNS SETOF public.timeline_picks
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_number text := (select c.customer_number from public.kaleyra_calls c where c.call_id = p_call_id);
  v_root   uuid;
begin
  if v_number is null then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = '{}';
  end if;
  v_root := public.expect_candidate(p_customer_id, 'phone', array(select s.e164 from public.phone_spellings s where s.written = v_number));
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('call', p_call_id, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $function$;

CREATE OR REPLACE FUNCTION public.pick_email_customer (
  p_email_id    uuid,
  p_customer_id uuid,
  p_by          uuid
)
  RETURNS SETOF public.timeline_picks
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_address text;
  v_root    uuid;
begin
  select case e.direction when 'inbound' then e.from_email else e.to_recipients -> 0 ->> 'email' end into v_address
  from public.emails e where e.id = p_email_id and e.deleted_at is null for update;
  if not found then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = '{}';
  end if;
  v_root := public.expect_candidate(p_customer_id, 'email', array[v_address]);
  update public.emails e set customer_id = v_root, version = e.version + 1, updated_at = now()
  where e.id = p_email_id and e.customer_id is distinct from v_root;
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('email', p_email_id::text, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $function$;

REVOKE ALL ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.recording_link (
  p_id      text,
  p_base    text,
  p_user    text,
  p_key     text,
  p_expires bigint
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select p_base || p_id || '?user=' || p_user || '&expires=' || p_expires || '&signature=' || encode(extensions.hmac(p_id, p_key, 'sha256'), 'hex')
$function$;

REVOKE ALL ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.register_timeline_by_address (
  p_kind     text,
  p_relation text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update public.timeline_sources s set by_address = p_relation where s.kind = p_kind
$function$;

REVOKE ALL ON FUNCTION "public"."register_timeline_by_address"(text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

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

CREATE OR REPLACE FUNCTION public.resolve_customers (
  p_items jsonb
)
  RETURNS TABLE (
    item        integer,
    customer_id uuid,
    outcome     text,
    evidence    jsonb
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  SET enable_memoize TO 'off'
  AS $function$
declare
  v_sure      integer[];
  v_customers uuid[];
  v_evidence  jsonb[];
  v_fresh     record;
begin
  if jsonb_array_length(p_items) > 500 then
    raise exception 'too_many_items' using errcode = 'P0422', detail = jsonb_build_object('max', 500);
  end if;
  -- Most are known already, by all their addresses and without a doubt: one statement for all of them. It looks at customers only where it has to: for a
  -- name that may be missing, and for merges when the addresses are not one customer's.
  select coalesce(array_agg(k.item), '{}'), array_agg(k.customer_id), array_agg(k.evidence) into v_sure, v_customers, v_evidence
  from (
    select c.item, (array_agg(i.customer_id order by i.verified desc, c.kind, i.id))[1] as customer_id,
      jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value, 'identity_id', i.id, 'customer_id', i.customer_id, 'verified', i.verified)) as evidence
    from (
      select (i.n - 1)::integer as item, c.value ->> 'kind' as kind, c.value ->> 'value' as value, (i.value ->> 'at')::timestamptz as at, i.value ->> 'name' as name
      from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    ) c
    left join lateral (
      select i.id, i.customer_id, i.verified, i.last_seen_at
      from public.customer_identities i
      where i.kind = c.kind and i.value = c.value and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    group by c.item
    -- What is to be noted (a name, when it was last seen) is noted below.
    having count(*) = count(i.id)
      and (count(distinct i.customer_id) = 1
        or (select count(distinct coalesce(k.merged_into, k.id)) from public.customers k where k.id = any (array_agg(i.customer_id))) = 1)
      and not coalesce(bool_or(i.last_seen_at < c.at - interval '1 day'), false)
      and case when coalesce(max(c.name), '') = '' then true
        else not exists (select from public.customers k where k.id = any (array_agg(i.customer_id)) and k.name = '') end
  ) k;
  return query select s.item, s.customer_id, 'matched', s.evidence from unnest(v_sure, v_customers, v_evidence) s (item, customer_id, evidence);
  if cardinality(v_sure) = jsonb_array_length(p_items) then
    return;
  end if;

  -- The others one by one. Whoever meets the same address at the same time waits here; in one order, so that nobody waits in a circle.
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct c.value ->> 'kind' as kind, c.value ->> 'value' as value
    from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    where i.n - 1 <> all (v_sure)
    order by 1, 2
  ) k;
  -- Of those whose addresses nobody has or ever shared, and no other item of the batch, each is a new customer: all of them at once. E-mail addresses
  -- are looked at more closely below.
  for v_fresh in
    select f.source, array_agg(f.item order by f.item) as items, array_agg(gen_random_uuid() order by f.item) as ids,
      array_agg(f.name order by f.item) as names
    from (
      select (i.n - 1)::integer as item, coalesce(i.value ->> 'source', '') as source, coalesce(btrim(i.value ->> 'name'), '') as name
      from jsonb_array_elements(p_items) with ordinality i (value, n)
      where i.n - 1 <> all (v_sure) and coalesce((i.value ->> 'make')::boolean, true) and jsonb_array_length(i.value -> 'identities') > 0
        and not exists (
          select from jsonb_array_elements(i.value -> 'identities') c
          where c ->> 'kind' = 'email'
            or exists (select from public.customer_identities o where o.kind = c ->> 'kind' and o.value = c ->> 'value' and o.ended_at is null)
            or exists (select from public.own_identities o where o.kind = c ->> 'kind' and o.value = c ->> 'value'))
    ) f
    where f.item not in (
      select t.item from (
        select (i.n - 1)::integer as item, count(*) over (partition by c ->> 'kind', c ->> 'value') as times
        from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
      ) t where t.times > 1)
    group by f.source
  loop
    insert into public.customers (id, name, display_name, search_text)
    select u.id, u.name, coalesce(nullif(u.name, ''), a.first), public.fold_text(concat_ws(' ', nullif(u.name, ''), a.words))
    from unnest(v_fresh.ids, v_fresh.items, v_fresh.names) u (id, item, name)
    cross join lateral (
      select (select c ->> 'value' from jsonb_array_elements(p_items -> u.item -> 'identities') c limit 1) as first,
        (select string_agg(distinct c ->> 'value', ' ') from jsonb_array_elements(p_items -> u.item -> 'identities') c) as words
    ) a;
    perform public.add_identities(null, (
      select jsonb_agg(c || jsonb_build_object('customer_id', u.id, 'at', coalesce(p_items -> u.item ->> 'at', now()::text)))
      from unnest(v_fresh.ids, v_fresh.items) u (id, item) cross join lateral jsonb_array_elements(p_items -> u.item -> 'identities') c), v_fresh.source, now());
    return query select u.item, u.id, 'made', '[]'::jsonb from unnest(v_fresh.items, v_fresh.ids) u (item, id);
    v_sure := v_sure || v_fresh.items;
  end loop;
  for item in select n - 1 from generate_series(1, jsonb_array_length(p_items)) n where n - 1 <> all (v_sure) loop
    select p.customer_id, p.outcome, p.evidence into customer_id, outcome, evidence from public.place_customer(p_items -> item) p;
    return next;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.restore_customer (
  p_id uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root    uuid := public.customer_root(p_id);
  v_members uuid[] := public.customer_members(p_id);
  v_deleted timestamptz;
  v_found   jsonb;
begin
  -- As resolve_customers: in one order, before any row.
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct i.kind, i.value from public.customer_identities i
    where i.customer_id = any (v_members) and i.ended_reason = 'deleted' order by 1, 2
  ) k;
  select c.deleted_at into v_deleted from public.customers c where c.id = v_root for update;
  if not found then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_deleted is null then
    raise exception 'customer_not_deleted' using errcode = 'P0409', detail = jsonb_build_object('id', v_root);
  end if;
  select jsonb_agg(distinct jsonb_build_object('kind', o.kind, 'value', o.value, 'customer_id', public.customer_root(o.customer_id))) into v_found
  from public.customer_identities i
  join public.customer_identities o on o.kind = i.kind and o.value = i.value and o.ended_at is null and not (o.is_shared and i.is_shared)
  where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted;
  if v_found is not null then
    raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('identities', v_found);
  end if;
  select to_jsonb(i.value) into v_found from public.customer_identities i join public.own_identities o on o.kind = i.kind and o.value = i.value
  where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted order by i.value limit 1;
  if v_found is not null then
    raise exception 'identity_is_ours' using errcode = 'P0422', detail = jsonb_build_object('value', v_found);
  end if;

  update public.customers c set deleted_at = null where c.id = v_root;
  with given_up as (
    select i.id, (
      select max(f.ended_at) from public.customer_identities f
      where f.kind = i.kind and f.value = i.value and f.ended_at > v_deleted and not f.is_shared and not i.is_shared) as had_until
    from public.customer_identities i
    where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted
  ), again as (
    insert into public.customer_identities (
      customer_id, kind, value, source, written, verified, is_shared, is_primary, first_seen_at, last_seen_at, begins_at)
    select i.customer_id, i.kind, i.value, i.source, i.written, i.verified, i.is_shared, i.is_primary, i.first_seen_at, i.last_seen_at, g.had_until
    from given_up g join public.customer_identities i on i.id = g.id where g.had_until is not null
  )
  update public.customer_identities i set
    ended_at = case when g.had_until is not null then i.ended_at end, ended_reason = case when g.had_until is not null then i.ended_reason else '' end,
    is_primary = i.is_primary and g.had_until is null
  from given_up g where g.id = i.id;
  return v_root;
end $function$;

REVOKE ALL ON FUNCTION "public"."restore_customer"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.run_import (
  p_id   uuid,
  p_kind text
)
  RETURNS SETOF public.imports
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_import public.imports;
  v_other  uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('imports:' || p_kind, 0));
  select * into v_import from public.imports i where i.id = p_id and i.kind = p_kind for update;
  if v_import.id is null then
    raise exception 'import_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_import.state not in ('previewed', 'running') then
    raise exception 'import_not_ready' using errcode = 'P0409', detail = jsonb_build_object('state', v_import.state);
  elsif v_import.file_dropped_at is not null then
    raise exception 'import_file_dropped' using errcode = 'P0409', detail = jsonb_build_object('file_dropped_at', v_import.file_dropped_at);
  end if;
  if v_import.state = 'previewed' then
    select i.id into v_other from public.imports i where i.kind = p_kind and i.state = 'running';
    if v_other is not null then
      raise exception 'import_under_way' using errcode = 'P0409', detail = jsonb_build_object('import_id', v_other);
    end if;
    delete from public.import_errors e where e.import_id = p_id;
    update public.imports i set
      state = 'running', started_at = now(), started_by = public.current_actor(),
      preview = jsonb_build_object('created', i.created, 'updated', i.updated, 'unchanged', i.unchanged, 'failed', i.failed),
      done = 0, created = 0, updated = 0, unchanged = 0, failed = 0
    where i.id = p_id returning * into v_import;
  end if;
  perform public.add_import_job(p_id);
  perform public.log_activity('run', 'imports', p_id::text, null, jsonb_build_object('kind', p_kind, 'total', v_import.total));
  return next v_import;
end $function$;

CREATE OR REPLACE FUNCTION public.start_import (
  p_kind     text,
  p_module   text,
  p_filename text,
  p_sha256   text,
  p_size     bigint,
  p_columns  jsonb,
  p_total    integer
)
  RETURNS SETOF public.imports
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_import public.imports;
begin
  insert into public.imports (kind, module, filename, sha256, size, columns, total, created_by)
  values (p_kind, p_module, p_filename, p_sha256, p_size, p_columns, p_total, public.current_actor())
  returning * into v_import;
  perform public.add_import_job(v_import.id);
  perform public.log_activity('upload', 'imports', v_import.id::text, null,
    jsonb_build_object('kind', p_kind, 'filename', p_filename, 'sha256', p_sha256, 'total', p_total));
  return next v_import;
end $function$;

CREATE OR REPLACE FUNCTION public.timeline_statement (
  p_modules    text[],
  p_filter     jsonb,
  p_conditions text,
  p_select     text,
  p_tail       text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  v_given text := concat(
    case when p_filter ? 'from' then format(' and v.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and v.at < %L', p_filter ->> 'to') end,
    case when p_filter ? 'agent_id' then format(' and v.agent_id = %L', p_filter ->> 'agent_id') end,
    case when p_filter ? 'direction' then format(' and v.direction = %L', p_filter ->> 'direction') end);
begin
  return (
    select string_agg(format(
      'select %s from %s cross join lateral (select v.* from public.%I v where %s%s%s) v', replace(p_select, '<kind>', quote_literal(s.kind)),
      r.keys, r.relation, r.condition, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind))),
      E'\nunion all\n' order by s.kind, r.n)
    from public.timeline_sources s
    cross join lateral (values
      (1, s.key = 'customer', s.relation, 'unnest($1) k (key)', 'v.key = k.key'),
      (2, s.key = 'phone', s.relation, 'unnest($2, $3, $4) k (key, begins_at, ended_at)',
        'v.key = k.key and v.at >= coalesce(k.begins_at, ''-infinity'') and v.at < k.ended_at'),
      -- A call under a shared number that somebody has said is this customer's.
      (3, s.kind = 'call', s.relation,
        'unnest($1) k (key) join public.timeline_picks p on p.customer_id = k.key and p.kind = ''call''',
        'v.id = p.entry_id and v.key <> all (coalesce($2, ''{}''))'),
      (4, s.by_address is not null, s.by_address, 'unnest(array[$5]) k (key)', 'v.key = k.key')
    ) r (n, is_asked, relation, keys, condition)
    where r.is_asked and (p_modules is null or s.module = any (p_modules))
      and (not p_filter ? 'kind' or s.kind in (select jsonb_array_elements_text(p_filter -> 'kind'))));
end $function$;

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

CREATE VIEW "public"."kaleyra_leg_rows" WITH (security_invoker=true) AS  SELECT l.id,
    l.call_id,
    l.parent_id,
    l.callfrom,
    l.callto,
    l.start_time,
    l.end_time,
    l.duration,
    l.billsec,
    l.status,
    l.service,
    l.location,
    l.provider,
    l.caller_id,
    l.agent_number,
    n.name AS agent_name,
    l.notes,
    l.custom,
    l.credits,
    (l.recording <> ''::text) AS has_recording,
    l.synced_at
   FROM (public.kaleyra_call_logs l
     LEFT JOIN public.agents n ON ((n.phone_number = (l.agent_number COLLATE "default"))));

REVOKE ALL ON TABLE "public"."kaleyra_leg_rows" FROM "anon", "authenticated";

CREATE OR REPLACE VIEW "public"."timeline_emails" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    received_at AS at,
    ((id)::text COLLATE "C") AS id,
    direction,
    subject AS title,
    snippet AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('thread_id', thread_id, 'kind', kind, 'from_email', from_email, 'from_name', from_name, 'has_attachments', has_attachments, 'send_state', send_state) AS details,
    from_email AS writer,
    ((to_recipients -> 0) ->> 'email'::text) AS reader
   FROM public.emails e
  WHERE (deleted_at IS NULL);

CREATE VIEW "public"."timeline_emails_by_address" WITH (security_invoker=true) AS  SELECT t.writer AS key,
    t.at,
    t.id,
    t.direction,
    t.title,
    t.body,
    t.status,
    t.agent_id,
    t.details
   FROM public.timeline_emails t
  WHERE (t.direction = 'inbound'::text)
UNION ALL
 SELECT t.reader AS key,
    t.at,
    t.id,
    t.direction,
    t.title,
    t.body,
    t.status,
    t.agent_id,
    t.details
   FROM public.timeline_emails t
  WHERE (t.direction = 'outbound'::text);

REVOKE ALL ON TABLE "public"."timeline_emails_by_address" FROM "anon", "authenticated";

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "anon", "authenticated";

CREATE INDEX chat_triages_conversation ON public.chat_triages USING btree (conversation_id, created_at DESC, id DESC);

CREATE INDEX chat_triages_message ON public.chat_triages USING btree (message_id)
  WHERE (message_id IS NOT NULL);

CREATE INDEX conversation_cycles_begun ON public.conversation_cycles USING btree (COALESCE(first_message_at, opened_at));

CREATE INDEX emails_reader ON public.emails USING btree ((((to_recipients -> 0) ->> 'email'::text)), received_at, id)
  WHERE ((deleted_at IS NULL) AND (direction = 'outbound'::text));

CREATE INDEX imports_file_idx ON public.imports USING btree (sha256)
  WHERE (file_dropped_at IS NULL);

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

COMMENT ON COLUMN "public"."imports"."file_dropped_at" IS 'Since when the file is no longer kept: the import cannot be run any more. class: none';

COMMENT ON COLUMN "public"."timeline_sources"."by_address" IS 'A second view of the kind, with an address as its key: read when the address is no one customer''s. class: none';

COMMENT ON TABLE "public"."chat_rollup_changes" IS 'What the statements of open transactions change; gone when they commit, so always empty to everybody else. access: service only';

COMMENT ON TABLE "public"."chat_rollups" IS 'How often each figure of the chats occurs. access: service only';

COMMENT ON TABLE "public"."chat_triages" IS 'Every triage of a conversation: by what, with which result, and why. The newest one counts.';

COMMENT ON TABLE "public"."timeline_picks" IS 'Entries under a shared address that are one customer''s after all.';

COMMENT ON VIEW "public"."chat_facts" IS 'What chat_rollups are sums of. access: service only';

COMMENT ON VIEW "public"."chat_rollups_from_facts" IS 'What chat_rollups must hold. access: service only';

COMMENT ON VIEW "public"."kaleyra_leg_rows" IS 'Legs as the API answers them, without the link to the recording. access: service only';

COMMENT ON VIEW "public"."timeline_emails" IS 'E-mails from and to customers. access: service only';

COMMENT ON VIEW "public"."timeline_emails_by_address" IS 'E-mails by the address that wrote them, or to which we wrote first of all. access: service only';

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

REVOKE ALL ON FUNCTION "public"."drop_import_file"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_import_file"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_import_file"(text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."get_kaleyra_call"(text, text, text, text, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_kaleyra_call"(text, text, text, text, bigint) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_kaleyra_call"(text, text, text, text, bigint) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."old_import_files"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."old_import_files"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."old_import_files"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."rebuild_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."rebuild_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."rebuild_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_timeline_by_address"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_timeline_by_address"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."renew_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."restore_customer"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."restore_customer"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."restore_customer"(uuid) TO "service_role";

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

REVOKE ALL ON TABLE "public"."kaleyra_leg_rows" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."kaleyra_leg_rows" TO "postgres";

REVOKE ALL ON TABLE "public"."kaleyra_leg_rows" FROM "service_role";

GRANT SELECT ON TABLE "public"."kaleyra_leg_rows" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_emails" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_emails" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_emails_by_address" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_emails_by_address" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_emails_by_address" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_emails_by_address" TO "service_role";

select public.register_timeline_by_address('email', 'timeline_emails_by_address');
