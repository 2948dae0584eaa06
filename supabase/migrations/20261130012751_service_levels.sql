set check_function_bodies = off;

CREATE TABLE "public"."calendar_versions" (
  "calendar_id"    uuid                     NOT NULL,
  "version"        integer                  NOT NULL,
  "until"          timestamp with time zone NOT NULL DEFAULT now(),
  "zone"           text,
  "hours"          jsonb                    NOT NULL,
  "holidays"       jsonb                    NOT NULL,
  "holiday_closes" text                     NOT NULL,
  CONSTRAINT "calendar_versions_pkey" PRIMARY KEY (calendar_id, VERSION)
);

ALTER TABLE "public"."calendar_versions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."calendar_versions" FROM "anon";

CREATE TABLE "public"."sla_clocks_counts" (
  "key"      text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"    boolean NOT NULL DEFAULT true,
  "rows"     bigint  NOT NULL,
  "state"    text,
  "metric"   text,
  "channel"  text,
  "team"     text,
  "tier"     text,
  "agent_id" uuid
);

ALTER TABLE "public"."sla_clocks_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_clocks_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."sla_clocks" (
  "id"              uuid                     NOT NULL,
  "entity_type"     text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"       uuid                     NOT NULL,
  "metric"          text                     COLLATE pg_catalog."C" NOT NULL,
  "cycle"           integer                  NOT NULL,
  "policy_id"       uuid                     NOT NULL,
  "policy_version"  integer                  NOT NULL,
  "channel"         text                     COLLATE pg_catalog."C" NOT NULL,
  "team"            text                     COLLATE pg_catalog."C",
  "tier"            text                     COLLATE pg_catalog."C" NOT NULL,
  "agent_id"        uuid,
  "target_minutes"  integer                  NOT NULL,
  "state"           text                     COLLATE pg_catalog."C" NOT NULL,
  "started_at"      timestamp with time zone NOT NULL,
  "due_at"          timestamp with time zone,
  "warn_at"         timestamp with time zone,
  "breach_at"       timestamp with time zone,
  "ended_at"        timestamp with time zone,
  "counted_seconds" integer,
  "late_seconds"    integer,
  CONSTRAINT "sla_clocks_metric_check" CHECK ((metric = ANY (ARRAY['first_response'::text, 'next_response'::text, 'resolution'::text]))),
  CONSTRAINT "sla_clocks_pkey" PRIMARY KEY (id),
  CONSTRAINT "sla_clocks_state_check"
    CHECK ((state = ANY (ARRAY['running'::text, 'at_risk'::text, 'paused'::text, 'breached'::text, 'met'::text, 'late'::text, 'missed'::text, 'cancelled'::text])))
);

ALTER TABLE "public"."sla_clocks"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_clocks" FROM "anon";

CREATE TABLE "public"."sla_items" (
  "entity_type"    text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"      uuid                     NOT NULL,
  "channel"        text                     COLLATE pg_catalog."C" NOT NULL,
  "team"           text                     COLLATE pg_catalog."C",
  "priority"       text                     COLLATE pg_catalog."C" NOT NULL,
  "tier"           text                     COLLATE pg_catalog."C" NOT NULL,
  "agent_id"       uuid,
  "customer_id"    uuid,
  "policy_id"      uuid,
  "policy_version" integer,
  "calendar_id"    uuid,
  "is_live"        boolean                  NOT NULL,
  "excluded"       text,
  "due_at"         timestamp with time zone,
  "next_at"        timestamp with time zone,
  CONSTRAINT "sla_items_pkey" PRIMARY KEY (entity_type, entity_id)
);

ALTER TABLE "public"."sla_items"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_items" FROM "anon";

CREATE TABLE "public"."sla_kinds" (
  "entity_type" text   COLLATE pg_catalog."C" NOT NULL,
  "module"      text   COLLATE pg_catalog."C" NOT NULL,
  "items"       text   COLLATE pg_catalog."C" NOT NULL,
  "facts"       text   COLLATE pg_catalog."C" NOT NULL,
  "events"      text   COLLATE pg_catalog."C" NOT NULL,
  "finished"    text[] COLLATE pg_catalog."C" NOT NULL,
  CONSTRAINT "sla_kinds_pkey" PRIMARY KEY (entity_type)
);

ALTER TABLE "public"."sla_kinds"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_kinds" FROM "anon", "authenticated";

CREATE TABLE "public"."sla_notices" (
  "entity_type" text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"   uuid                     NOT NULL,
  "metric"      text                     COLLATE pg_catalog."C" NOT NULL,
  "started_at"  timestamp with time zone NOT NULL,
  "kind"        text                     COLLATE pg_catalog."C" NOT NULL,
  "user_ids"    uuid[]                   NOT NULL,
  "decision_id" uuid,
  "at"          timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "sla_notices_kind_check" CHECK ((kind = ANY (ARRAY['warning'::text, 'breach'::text]))),
  CONSTRAINT "sla_notices_pkey" PRIMARY KEY (entity_id, metric, started_at, kind)
);

ALTER TABLE "public"."sla_notices"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_notices" FROM "anon", "authenticated";

CREATE TABLE "public"."sla_policies" (
  "id"                     uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "name"                   text                     NOT NULL,
  "tier"                   text                     COLLATE pg_catalog."C",
  "position"               integer                  NOT NULL DEFAULT 100,
  "conditions"             jsonb,
  "is_default"             boolean                  NOT NULL DEFAULT false,
  "is_active"              boolean                  NOT NULL DEFAULT true,
  "first_response_minutes" integer,
  "next_response_minutes"  integer,
  "resolution_minutes"     integer,
  "calendar_id"            uuid,
  "warn_percent"           integer                  DEFAULT 80,
  "pause_statuses"         text[]                   COLLATE pg_catalog."C" NOT NULL DEFAULT '{pending,on_hold,snoozed}'::text[],
  "pause_waiting"          boolean                  NOT NULL DEFAULT false,
  "pause_metrics"          text[]                   COLLATE pg_catalog."C" NOT NULL DEFAULT '{resolution}'::text[],
  "reply_must_arrive"      boolean                  NOT NULL DEFAULT true,
  "created_at"             timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"             timestamp with time zone NOT NULL DEFAULT now(),
  "version"                integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "sla_policies_check1" CHECK ((is_default = (conditions IS NULL))),
  CONSTRAINT "sla_policies_check2" CHECK ((is_active OR (NOT is_default))),
  CONSTRAINT "sla_policies_check" CHECK ((num_nonnulls(first_response_minutes, next_response_minutes, resolution_minutes) > 0)),
  CONSTRAINT "sla_policies_conditions_check" CHECK ((jsonb_typeof(conditions) = 'object'::text)),
  CONSTRAINT "sla_policies_first_response_minutes_check" CHECK (((first_response_minutes >= 1) AND (first_response_minutes <= 525600))),
  CONSTRAINT "sla_policies_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "sla_policies_next_response_minutes_check" CHECK (((next_response_minutes >= 1) AND (next_response_minutes <= 525600))),
  CONSTRAINT "sla_policies_pause_metrics_check" CHECK ((pause_metrics <@ '{first_response,next_response,resolution}'::text[])),
  CONSTRAINT "sla_policies_pkey" PRIMARY KEY (id),
  CONSTRAINT "sla_policies_position_check" CHECK ((("position" >= 0) AND ("position" <= 10000))),
  CONSTRAINT "sla_policies_resolution_minutes_check" CHECK (((resolution_minutes >= 1) AND (resolution_minutes <= 525600))),
  CONSTRAINT "sla_policies_tier_check" CHECK ((tier = ANY (ARRAY['vip'::text, 'high'::text, 'normal'::text, 'low'::text]))),
  CONSTRAINT "sla_policies_tier_key" UNIQUE (tier),
  CONSTRAINT "sla_policies_warn_percent_check" CHECK (((warn_percent >= 1) AND (warn_percent <= 99)))
);

ALTER TABLE "public"."sla_policies"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_policies" FROM "anon";

CREATE TABLE "public"."sla_policy_versions" (
  "policy_id" uuid                     NOT NULL,
  "version"   integer                  NOT NULL,
  "policy"    jsonb                    NOT NULL,
  "until"     timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "sla_policy_versions_pkey" PRIMARY KEY (policy_id, VERSION)
);

ALTER TABLE "public"."sla_policy_versions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_policy_versions" FROM "anon";

CREATE TABLE "public"."sla_stale" (
  "id"          bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "entity_type" text   COLLATE pg_catalog."C" NOT NULL,
  "entity_id"   uuid   NOT NULL,
  CONSTRAINT "sla_stale_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."sla_stale"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_stale" FROM "anon", "authenticated";

CREATE TABLE "public"."sla_state" (
  "id"       boolean NOT NULL DEFAULT true,
  "followed" text,
  CONSTRAINT "sla_state_id_check" CHECK (id),
  CONSTRAINT "sla_state_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."sla_state"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_state" FROM "anon", "authenticated";

CREATE TABLE "public"."sla_status_changes" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "entity_type" text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"   uuid                     NOT NULL,
  "status"      text                     COLLATE pg_catalog."C" NOT NULL,
  "at"          timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "sla_status_changes_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."sla_status_changes"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."sla_status_changes" FROM "anon", "authenticated";

REVOKE ALL ON SEQUENCE "public"."sla_stale_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."sla_stale_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."sla_status_changes_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."sla_status_changes_id_seq" FROM "authenticated";

CREATE OR REPLACE FUNCTION public.announce_sla_clocks()
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
        select 'tickets', 'sla_clock' || ':created', n.id::text, 'sla', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'metric', n.metric, 'cycle', n.cycle, 'state', n.state, 'due_at', n.due_at, 'ended_at', n.ended_at, 'team', n.team, 'agent_id', n.agent_id) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'sla_clock' || ':removed', o.id::text, 'sla', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'sla_clock' || ':removed', o.id::text, 'sla', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'sla_clock' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'sla', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'metric', n.metric, 'cycle', n.cycle, 'state', n.state, 'due_at', n.due_at, 'ended_at', n.ended_at, 'team', n.team, 'agent_id', n.agent_id)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.entity_type, n.entity_id, n.metric, n.cycle, n.state, n.due_at, n.ended_at, n.team, n.agent_id) is distinct from row(o.entity_type, o.entity_id, o.metric, o.cycle, o.state, o.due_at, o.ended_at, o.team, o.agent_id);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_sla_clocks"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_sla_pass (
  p_now  timestamp with time zone,
  p_most integer,
  p_wait boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_now   timestamptz;
  v_stale jsonb;
  v_due   jsonb;
begin
  if p_wait then
    perform pg_advisory_xact_lock(hashtext('sla_pass'));
  elsif not pg_try_advisory_xact_lock(hashtext('sla_pass')) then
    return null;
  end if;
  with taken as (
    delete from public.sla_stale s where s.id in (select o.id from public.sla_stale o order by o.id limit p_most) returning s.entity_type, s.entity_id
  )
  select coalesce(jsonb_agg(distinct jsonb_build_array(t.entity_type, t.entity_id)), '[]') into v_stale from taken t;
  -- To the millisecond, as events are read.
  v_now := greatest(p_now, date_trunc('milliseconds', clock_timestamp()));
  select coalesce(jsonb_agg(jsonb_build_array(i.entity_type, i.entity_id)), '[]') into v_due
  from (select entity_type, entity_id from public.sla_items where next_at < v_now order by next_at limit p_most) i;
  return jsonb_build_object('now', public.sla_ms(v_now), 'stamp', public.sla_setting_stamp(), 'stale', v_stale, 'due', v_due);
end $function$;

REVOKE ALL ON FUNCTION "public"."begin_sla_pass"(timestamp WITH time zone, integer, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_sla_clocks_anew()
  RETURNS SETOF public.sla_clocks_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.state, r.metric, r.channel, r.team, r.tier, r.agent_id)::text), false, count(*), r.state, r.metric, r.channel, r.team, r.tier, r.agent_id from public.sla_clocks r where true group by r.state, r.metric, r.channel, r.team, r.tier, r.agent_id
    $function$;

REVOKE ALL ON FUNCTION "public"."count_sla_clocks_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla (
  p_table       regclass,
  p_entity_type text,
  p_item        text,
  p_facts       text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $functionx$
declare
  v_name  text := 'follow_sla_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_parts record;
begin
  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.%2$I from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.%2$I from old_rows o);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, %2$I as item, row(%3$s) as facts from old_rows) o
        join (select id, %2$I as item, row(%3$s) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items(%4$L, coalesce(v_ids, '{}'));
      return null;
    end $trigger$
  $function$, v_name, p_item, p_facts, p_entity_type);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);
  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I()',
      'follow_sla_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name);
  end loop;
end $functionx$;

REVOKE ALL ON FUNCTION "public"."follow_sla"(regclass, text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.follow_sla_conversations()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.id from old_rows o);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, labels, merged_into, contact_name) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, labels, merged_into, contact_name) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('conversation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_conversations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_customers()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if row(old.tier, old.tags, old.merged_into) is not distinct from row(new.tier, new.tags, new.merged_into) then
    return null;
  end if;
  insert into public.sla_stale (entity_type, entity_id)
  select i.entity_type, i.entity_id from public.sla_items i
  where i.is_live and i.customer_id in (select c.id from public.customers c where new.id in (c.id, c.merged_into));
  if found then
    perform pg_notify('sla', '');
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_customers"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_email_threads()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.id from old_rows o);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, subject, (message_count = 0)) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, subject, (message_count = 0)) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('email_thread', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_email_threads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_emails()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.thread_id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.thread_id from old_rows o);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, thread_id as item, row(kind, received_at, sent_at, send_state, deleted_at, category, language) as facts from old_rows) o
        join (select id, thread_id as item, row(kind, received_at, sent_at, send_state, deleted_at, category, language) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('email_thread', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_emails"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_items (
  p_entity_type text,
  p_ids         uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if cardinality(p_ids) > 0 then
    insert into public.sla_stale (entity_type, entity_id) select p_entity_type, i from (select distinct u.i from unnest(p_ids) u (i)) d where d.i is not null;
    -- Heard by whoever reads the clocks.
    perform pg_notify('sla', '');
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_items"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_messages()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.conversation_id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.conversation_id from old_rows o);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, conversation_id as item, row(at, (status in ('sent', 'delivered', 'read', 'played')), (status = 'failed')) as facts from old_rows) o
        join (select id, conversation_id as item, row(at, (status in ('sent', 'delivered', 'read', 'played')), (status = 'failed')) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('conversation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_messages"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_setting()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform pg_notify('sla', '');
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_setting"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_status (
  p_table       regclass,
  p_entity_type text,
  p_facts       text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $functionx$
declare
  v_name text := 'keep_sla_status_' || (select relname from pg_catalog.pg_class where oid = p_table);
begin
  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values (%2$L, new.id, new.status);
      return null;
    end $trigger$
  $function$, v_name, p_entity_type);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);
  execute format('create trigger keep_sla_status_insert after insert on %s for each row when (new.status <> ''open'') execute function public.%I()', p_table, v_name);
  execute format('create trigger keep_sla_status_update after update of status on %s for each row when (old.status <> new.status) execute function public.%I()',
    p_table, v_name);
  perform public.follow_sla(p_table, p_entity_type, 'id', 'status, ' || p_facts);
end $functionx$;

REVOKE ALL ON FUNCTION "public"."follow_sla_status"(regclass, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.get_sla_attainment (
  p_start  timestamp with time zone,
  p_end    timestamp with time zone,
  p_by     text,
  p_filter jsonb
)
  RETURNS TABLE (
    metric          text,
    key             text,
    name            text,
    clocks          bigint,
    decided         bigint,
    met             bigint,
    late            bigint,
    missed          bigint,
    breached        bigint,
    running         bigint,
    cancelled       bigint,
    late_seconds    bigint,
    counted_seconds bigint
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with grouped as (
    select c.metric,
      case p_by when 'policy' then c.policy_id::text when 'tier' then c.tier when 'team' then c.team when 'agent' then c.agent_id::text
        when 'channel' then c.channel end as key,
      count(*) as clocks, count(*) filter (where c.state = 'met') as met, count(*) filter (where c.state = 'late') as late,
      count(*) filter (where c.state = 'missed') as missed, count(*) filter (where c.state = 'breached') as breached,
      count(*) filter (where c.state in ('running', 'at_risk', 'paused')) as running, count(*) filter (where c.state = 'cancelled') as cancelled,
      coalesce(sum(c.late_seconds), 0)::bigint as late_seconds,
      coalesce(sum(c.counted_seconds) filter (where c.state in ('met', 'late')), 0)::bigint as counted_seconds
    from public.sla_clocks c
    where c.started_at >= p_start and c.started_at < p_end
      and (not p_filter ? 'channel' or c.channel = p_filter ->> 'channel') and (not p_filter ? 'team' or c.team = p_filter ->> 'team')
      and (not p_filter ? 'tier' or c.tier = p_filter ->> 'tier') and (not p_filter ? 'agent_id' or c.agent_id = (p_filter ->> 'agent_id')::uuid)
      and (not p_filter ? 'policy_id' or c.policy_id = (p_filter ->> 'policy_id')::uuid)
      and (not p_filter ? 'entity_type' or c.entity_type = p_filter ->> 'entity_type')
    group by 1, 2
  )
  select g.metric, g.key,
    case p_by
      when 'policy' then coalesce((select p.name from public.sla_policies p where p.id::text = g.key), (
        select v.policy ->> 'name' from public.sla_policy_versions v where v.policy_id::text = g.key order by v.version desc limit 1))
      when 'agent' then (select a.name from public.agents a where a.id::text = g.key)
      when 'team' then (select t.name from public.teams t where t.key = g.key)
      else g.key end,
    g.clocks, g.met + g.late + g.missed + g.breached, g.met, g.late, g.missed, g.breached, g.running, g.cancelled, g.late_seconds, g.counted_seconds
  from grouped g order by 1, 2 nulls last
$function$;

REVOKE ALL ON FUNCTION "public"."get_sla_attainment"(timestamp WITH time zone, timestamp WITH time zone, text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_sla_counts (
  p_agent_id uuid DEFAULT NULL::uuid
)
  RETURNS TABLE (
    channel  text,
    team     text,
    running  bigint,
    at_risk  bigint,
    paused   bigint,
    breached bigint
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select c.channel, c.team, coalesce(sum(c.rows) filter (where c.state = 'running'), 0)::bigint, coalesce(sum(c.rows) filter (where c.state = 'at_risk'), 0)::bigint,
    coalesce(sum(c.rows) filter (where c.state = 'paused'), 0)::bigint, coalesce(sum(c.rows) filter (where c.state = 'breached'), 0)::bigint
  from public.sla_clocks_counts c
  where c.state in ('running', 'at_risk', 'paused', 'breached') and (p_agent_id is null or c.agent_id = p_agent_id)
  group by c.channel, c.team having sum(c.rows) > 0
  order by c.channel, c.team nulls last
$function$;

REVOKE ALL ON FUNCTION "public"."get_sla_counts"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_sla_exclusions (
  p_start  timestamp with time zone,
  p_end    timestamp with time zone,
  p_filter jsonb
)
  RETURNS TABLE (
    reason text,
    items  bigint
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_all text := (
    select string_agg(format('select i.excluded from public.sla_items i join public.%I t on t.id = i.entity_id where i.entity_type = %L and i.excluded is not null
      and t.created_at >= $1 and t.created_at < $2 and (not $3 ? ''channel'' or i.channel = $3 ->> ''channel'') and (not $3 ? ''team'' or i.team = $3 ->> ''team'')
      and (not $3 ? ''tier'' or i.tier = $3 ->> ''tier'') and (not $3 ? ''agent_id'' or i.agent_id = ($3 ->> ''agent_id'')::uuid)
      and (not $3 ? ''policy_id'' or i.policy_id = ($3 ->> ''policy_id'')::uuid) and (not $3 ? ''entity_type'' or i.entity_type = $3 ->> ''entity_type'')',
      k.items, k.entity_type), ' union all ')
    from public.sla_kinds k);
begin
  if v_all is not null then
    return query execute format('select e.excluded, count(*) from (%s) e group by 1 order by 1', v_all) using p_start, p_end, p_filter;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_sla_exclusions"(timestamp WITH time zone, timestamp WITH time zone, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_sla_inputs (
  p_entity_type text,
  p_ids         uuid[],
  p_fields      text[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_kind   public.sla_kinds;
  v_result jsonb;
begin
  select * into v_kind from public.sla_kinds where entity_type = p_entity_type;
  if v_kind.entity_type is null then
    return '[]';
  end if;
  execute format($sql$
    select coalesce(jsonb_agg(jsonb_build_object(
      'entity_id', f.id, 'status', f.status, 'label', f.label, 'customer_id', f.customer_id, 'excluded', f.excluded,
      'facts', jsonb_build_object('entity_type', %1$L, 'channel', f.channel, 'team', f.team, 'priority', f.priority, 'tier', f.tier,
        'assignee_id', f.assignee_id%2$s),
      'events', coalesce(e.events, '[]'), 'statuses', coalesce(s.statuses, '[]'),
      'kept', case when k.entity_id is not null then jsonb_build_object('is_live', k.is_live, 'policy_id', k.policy_id,
        'policy_version', k.policy_version, 'calendar_id', k.calendar_id) end) order by f.id), '[]')
    from unnest($1) i (id)
    join public.%3$I f on f.id = i.id
    left join lateral (
      select jsonb_agg(jsonb_build_array(public.sla_ms(v.at), v.kind, public.sla_ms(v.recorded_at), a.id) order by v.at, v.kind, v.recorded_at, a.id) as events
      from public.%4$I v left join public.agents a on a.user_id = v.by_user where v.item_id = i.id
    ) e on true
    left join lateral (
      select jsonb_agg(jsonb_build_array(public.sla_ms(c.at), c.status) order by c.at, c.id) as statuses
      from public.sla_status_changes c where c.entity_id = i.id and c.entity_type = %1$L
    ) s on true
    left join public.sla_items k on k.entity_type = %1$L and k.entity_id = i.id
  $sql$, p_entity_type, (select string_agg(format(', %L, f.%I', c, c), '') from unnest(p_fields) c), v_kind.facts, v_kind.events)
  into v_result using p_ids;
  return v_result;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_sla_inputs"(text, uuid[], text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_sla_setting()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'stamp', public.sla_setting_stamp(),
    'policies', (select coalesce(jsonb_agg(to_jsonb(p) order by p.is_default, p.position, p.created_at, p.id), '[]') from public.sla_policies p),
    'versions', (select coalesce(jsonb_agg(v.policy), '[]') from public.sla_policy_versions v),
    'default_calendar_id', (select c.id from public.calendars c where c.is_default),
    'calendars', (
      select coalesce(jsonb_agg(to_jsonb(v) order by v.calendar_id, v.version), '[]')
      from (
        select v.calendar_id, v.version, public.sla_ms(v.until) as until, v.zone, v.hours, v.holidays, v.holiday_closes from public.calendar_versions v
        union all
        select c.id, c.version, null, c.zone, c.hours, c.holidays, c.holiday_closes from public.calendars c
      ) v),
    'teams', (select coalesce(jsonb_object_agg(t.key, t.calendar_id), '{}') from public.teams t where t.calendar_id is not null),
    'kinds', (select coalesce(jsonb_agg(to_jsonb(k) order by k.entity_type), '[]') from public.sla_kinds k))
$function$;

REVOKE ALL ON FUNCTION "public"."get_sla_setting"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_calendar_version()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'DELETE'
    or row(old.zone, old.hours, old.holidays, old.holiday_closes) is distinct from row(new.zone, new.hours, new.holidays, new.holiday_closes)
  then
    insert into public.calendar_versions (calendar_id, version, zone, hours, holidays, holiday_closes)
    values (old.id, old.version, old.zone, old.hours, old.holidays, old.holiday_closes) on conflict do nothing;
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_calendar_version"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_clocks_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.sla_clocks_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.sla_clocks_counts (key, rows, state, metric, channel, team, tier, agent_id)
        select md5(row(r.state, r.metric, r.channel, r.team, r.tier, r.agent_id)::text), sum(r.sign), r.state, r.metric, r.channel, r.team, r.tier, r.agent_id from (select 1 as sign, r.* from new_rows r) r where true group by r.state, r.metric, r.channel, r.team, r.tier, r.agent_id;
      elsif tg_op = 'DELETE' then
        insert into public.sla_clocks_counts (key, rows, state, metric, channel, team, tier, agent_id)
        select md5(row(r.state, r.metric, r.channel, r.team, r.tier, r.agent_id)::text), sum(r.sign), r.state, r.metric, r.channel, r.team, r.tier, r.agent_id from (select -1 as sign, r.* from old_rows r) r where true group by r.state, r.metric, r.channel, r.team, r.tier, r.agent_id;
      else
        insert into public.sla_clocks_counts (key, rows, state, metric, channel, team, tier, agent_id)
        select md5(row(r.state, r.metric, r.channel, r.team, r.tier, r.agent_id)::text), sum(r.sign), r.state, r.metric, r.channel, r.team, r.tier, r.agent_id
        from (select 1 as sign, metric, channel, team, tier, agent_id, state from new_rows union all select -1, metric, channel, team, tier, agent_id, state from old_rows) r
        where true group by r.state, r.metric, r.channel, r.team, r.tier, r.agent_id having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.sla_clocks_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_clocks_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_policy_version()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'DELETE' or new.version <> old.version then
    insert into public.sla_policy_versions (policy_id, version, policy) values (old.id, old.version, to_jsonb(old)) on conflict do nothing;
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_policy_version"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_status_conversations()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values ('conversation', new.id, new.status);
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_status_conversations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_status_email_threads()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values ('email_thread', new.id, new.status);
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_status_email_threads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.list_sla_items (
  p_entity_type text,
  p_after       uuid,
  p_most        integer,
  p_live        boolean
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_items text := (select k.items from public.sla_kinds k where k.entity_type = p_entity_type);
  v_ids   uuid[];
begin
  if p_live then
    return array(
      select i.entity_id from public.sla_items i
      where i.entity_type = p_entity_type and i.is_live and i.entity_id > p_after order by i.entity_id limit p_most);
  end if;
  execute format('select array(select t.id from public.%I t where t.id > $1 order by t.id limit $2)', v_items) into v_ids using p_after, p_most;
  return v_ids;
end $function$;

REVOKE ALL ON FUNCTION "public"."list_sla_items"(text, uuid, integer, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.register_sla_kind (
  p_entity_type text,
  p_module      text,
  p_items       text,
  p_facts       text,
  p_events      text,
  p_finished    text[]
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.sla_kinds (entity_type, module, items, facts, events, finished)
  values (p_entity_type, p_module, p_items, p_facts, p_events, p_finished)
  on conflict (entity_type) do update set
    module = excluded.module, items = excluded.items, facts = excluded.facts, events = excluded.events, finished = excluded.finished
$function$;

REVOKE ALL ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[]) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.sla_ms (
  p_at timestamp with time zone
)
  RETURNS bigint
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
  select floor(extract(epoch from p_at) * 1000)::bigint
$function$;

REVOKE ALL ON FUNCTION "public"."sla_ms"(timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.sla_setting_stamp()
  RETURNS text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select md5(concat_ws('|',
    (select string_agg(p.id || ':' || p.version, ',' order by p.id) from public.sla_policies p),
    (select string_agg(c.id || ':' || c.version || ':' || c.is_default, ',' order by c.id) from public.calendars c),
    (select string_agg(t.key || ':' || t.calendar_id, ',' order by t.key) from public.teams t where t.calendar_id is not null),
    (select string_agg(k.entity_type, ',' order by k.entity_type) from public.sla_kinds k)))
$function$;

REVOKE ALL ON FUNCTION "public"."sla_setting_stamp"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.tell_sla (
  p_notices jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new       jsonb;
  v_decisions uuid[];
  v_notice    record;
  v_user      uuid;
begin
  with given as (
    select n.*, g.value, g.place
    from jsonb_array_elements(p_notices) with ordinality g (value, place)
    cross join lateral jsonb_to_record(g.value) n (entity_type text, entity_id uuid, metric text, started_at timestamptz, kind text, agent_id uuid, team text)
  ), told as (
    insert into public.sla_notices (entity_type, entity_id, metric, started_at, kind, user_ids)
    select g.entity_type, g.entity_id, g.metric, g.started_at, g.kind, array(
      select distinct u.id from (
        select a.user_id as id from public.agents a where a.id = g.agent_id and a.deleted_at is null
        union all
        select a.user_id from public.teams t
        join public.team_members m on m.team_id = t.id and m.role = 'lead'
        join public.agents a on a.id = m.agent_id and a.deleted_at is null
        where t.key = g.team and (g.kind = 'breach' or g.agent_id is null)
      ) u where u.id is not null order by 1)
    from given g order by g.place
    on conflict do nothing
    returning *
  )
  select jsonb_agg(g.value || jsonb_build_object('user_ids', t.user_ids) order by g.place) into v_new
  from told t join given g on (g.entity_id, g.metric, g.started_at, g.kind) = (t.entity_id, t.metric, t.started_at, t.kind);
  if v_new is null then
    return 0;
  end if;
  v_decisions := public.record_decisions((select jsonb_agg(n.value -> 'decision' || jsonb_build_object(
    'chosen', jsonb_build_object('kind', n.value -> 'kind', 'user_ids', n.value -> 'user_ids')) order by n.place)
    from jsonb_array_elements(v_new) with ordinality n (value, place)));
  for v_notice in
    select n.*, r.value, r.place
    from jsonb_array_elements(v_new) with ordinality r (value, place)
    cross join lateral jsonb_to_record(r.value) n (entity_type text, entity_id uuid, metric text, started_at timestamptz, kind text, module text, title text,
      body text, user_ids uuid[])
    order by r.place
  loop
    update public.sla_notices s set decision_id = v_decisions[v_notice.place]
    where (s.entity_id, s.metric, s.started_at, s.kind) = (v_notice.entity_id, v_notice.metric, v_notice.started_at, v_notice.kind);
    foreach v_user in array case when cardinality(v_notice.user_ids) = 0 then array[null::uuid] else v_notice.user_ids end loop
      perform public.notify_once(v_user, v_notice.module, 'sla_' || v_notice.kind, v_notice.title, v_notice.body, v_notice.entity_type, v_notice.entity_id::text,
        concat_ws(':', 'sla', v_notice.kind, v_notice.entity_id, v_notice.metric, public.sla_ms(v_notice.started_at), v_user));
    end loop;
  end loop;
  return jsonb_array_length(v_new);
end $function$;

REVOKE ALL ON FUNCTION "public"."tell_sla"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_sla_tiers (
  p_changes jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_change jsonb;
begin
  for v_change in select c.value from jsonb_array_elements(p_changes) c order by c.value ->> 'tier' loop
    update public.sla_policies p set
      first_response_minutes = n.first_response_minutes, next_response_minutes = n.next_response_minutes, resolution_minutes = n.resolution_minutes,
      calendar_id = n.calendar_id, warn_percent = n.warn_percent, pause_statuses = n.pause_statuses, pause_waiting = n.pause_waiting,
      pause_metrics = n.pause_metrics, reply_must_arrive = n.reply_must_arrive
    from public.sla_policies o cross join lateral jsonb_populate_record(o, v_change - 'version') n
    where o.tier = v_change ->> 'tier' and p.id = o.id and p.version = (v_change ->> 'version')::integer;
    if not found then
      raise exception 'stale_version' using errcode = 'P0409',
        detail = jsonb_build_object('tier', v_change -> 'tier', 'version', (select p.version from public.sla_policies p where p.tier = v_change ->> 'tier'));
    end if;
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_sla_tiers"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_sla (
  p_entity_type text,
  p_ids         uuid[],
  p_items       jsonb,
  p_clocks      jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_count   integer;
  v_changed integer := 0;
begin
  delete from public.sla_items i
  where i.entity_type = p_entity_type and i.entity_id = any (p_ids)
    and not exists (select from jsonb_to_recordset(p_items) n (entity_id uuid) where n.entity_id = i.entity_id);
  get diagnostics v_count = row_count;
  v_changed := v_changed + v_count;

  insert into public.sla_items as i (entity_type, entity_id, channel, team, priority, tier, agent_id, customer_id, policy_id, policy_version, calendar_id,
    is_live, excluded, due_at, next_at)
  select p_entity_type, n.entity_id, n.channel, n.team, n.priority, n.tier, n.agent_id, n.customer_id, n.policy_id, n.policy_version, n.calendar_id,
    n.is_live, n.excluded, n.due_at, n.next_at
  from jsonb_to_recordset(p_items) n (entity_id uuid, channel text, team text, priority text, tier text, agent_id uuid, customer_id uuid, policy_id uuid,
    policy_version integer, calendar_id uuid, is_live boolean, excluded text, due_at timestamptz, next_at timestamptz)
  on conflict (entity_type, entity_id) do update set
    channel = excluded.channel, team = excluded.team, priority = excluded.priority, tier = excluded.tier, agent_id = excluded.agent_id,
    customer_id = excluded.customer_id, policy_id = excluded.policy_id, policy_version = excluded.policy_version, calendar_id = excluded.calendar_id,
    is_live = excluded.is_live, excluded = excluded.excluded, due_at = excluded.due_at, next_at = excluded.next_at
  where (i.channel, i.team, i.priority, i.tier, i.agent_id, i.customer_id, i.policy_id, i.policy_version, i.calendar_id, i.is_live, i.excluded, i.due_at,
    i.next_at) is distinct from (excluded.channel, excluded.team, excluded.priority, excluded.tier, excluded.agent_id, excluded.customer_id,
    excluded.policy_id, excluded.policy_version, excluded.calendar_id, excluded.is_live, excluded.excluded, excluded.due_at, excluded.next_at);
  get diagnostics v_count = row_count;
  v_changed := v_changed + v_count;

  delete from public.sla_clocks c
  where c.entity_id = any (p_ids) and c.entity_type = p_entity_type
    and not exists (select from jsonb_to_recordset(p_clocks) n (id uuid) where n.id = c.id);
  get diagnostics v_count = row_count;
  v_changed := v_changed + v_count;

  insert into public.sla_clocks as c (id, entity_type, entity_id, metric, cycle, policy_id, policy_version, channel, team, tier, agent_id, target_minutes,
    state, started_at, due_at, warn_at, breach_at, ended_at, counted_seconds, late_seconds)
  select n.id, p_entity_type, n.entity_id, n.metric, n.cycle, n.policy_id, n.policy_version, n.channel, n.team, n.tier, n.agent_id, n.target_minutes,
    n.state, n.started_at, n.due_at, n.warn_at, n.breach_at, n.ended_at, n.counted_seconds, n.late_seconds
  from jsonb_to_recordset(p_clocks) n (id uuid, entity_id uuid, metric text, cycle integer, policy_id uuid, policy_version integer, channel text, team text,
    tier text, agent_id uuid, target_minutes integer, state text, started_at timestamptz, due_at timestamptz, warn_at timestamptz, breach_at timestamptz,
    ended_at timestamptz, counted_seconds integer, late_seconds integer)
  on conflict (id) do update set
    policy_id = excluded.policy_id, policy_version = excluded.policy_version, channel = excluded.channel, team = excluded.team, tier = excluded.tier,
    agent_id = excluded.agent_id, target_minutes = excluded.target_minutes, state = excluded.state, started_at = excluded.started_at,
    due_at = excluded.due_at, warn_at = excluded.warn_at, breach_at = excluded.breach_at, ended_at = excluded.ended_at,
    counted_seconds = excluded.counted_seconds, late_seconds = excluded.late_seconds
  where (c.policy_id, c.policy_version, c.channel, c.team, c.tier, c.agent_id, c.target_minutes, c.state, c.started_at, c.due_at, c.warn_at, c.breach_at,
    c.ended_at, c.counted_seconds, c.late_seconds) is distinct from (excluded.policy_id, excluded.policy_version, excluded.channel, excluded.team,
    excluded.tier, excluded.agent_id, excluded.target_minutes, excluded.state, excluded.started_at, excluded.due_at, excluded.warn_at, excluded.breach_at,
    excluded.ended_at, excluded.counted_seconds, excluded.late_seconds);
  get diagnostics v_count = row_count;
  v_changed := v_changed + v_count;

  update public.assignment_queue q set sla_due_at = i.due_at
  from (
    select o.id, n.due_at
    from jsonb_to_recordset(p_items) n (entity_id uuid, due_at timestamptz)
    join public.assignment_queue o on o.id = n.entity_id and o.entity_type = p_entity_type
    where o.sla_due_at is distinct from n.due_at order by o.id for update of o
  ) i
  where q.id = i.id;
  if found then
    perform pg_notify('router', '');
  end if;
  return v_changed;
end $function$;

REVOKE ALL ON FUNCTION "public"."write_sla"(text, uuid[], jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."sla_kinds"
  ADD CONSTRAINT "sla_kinds_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

ALTER TABLE "public"."sla_policies"
  ADD CONSTRAINT "sla_policies_calendar_id_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE SET NULL;

CREATE OR REPLACE VIEW "public"."live_conversations" WITH (security_invoker=true) AS  SELECT c.id,
    'chat'::text AS channel,
    c.team,
    c.priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    COALESCE(c.waiting_since, c.last_message_at) AS waiting_since,
    COALESCE(c.last_customer_message_at, c.last_message_at) AS last_activity_at,
    c.last_response_at AS last_answer_at,
    s.due_at AS sla_due_at,
    c.customer_id,
    c.assignee_id,
    ((c.assignee_id IS NULL) AND (c.status = 'open'::text) AND (c.waiting_since IS NOT NULL)) AS waits,
    false AS is_bots
   FROM (public.conversations c
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'conversation'::text) AND (s.entity_id = c.id))))
  WHERE ((c.merged_into IS NULL) AND (c.status = ANY (ARRAY['open'::text, 'pending'::text, 'snoozed'::text])));

REVOKE ALL ON TABLE "public"."live_conversations" FROM "anon", "authenticated";

CREATE OR REPLACE VIEW "public"."live_email_threads" WITH (security_invoker=true) AS  SELECT t.id,
    'email'::text AS channel,
    t.team,
    t.priority,
    m.language,
    '[]'::jsonb AS skills,
    COALESCE(m.unanswered_since, t.last_message_at, t.created_at) AS waiting_since,
    COALESCE(t.last_message_at, t.created_at) AS last_activity_at,
    t.last_outbound_at AS last_answer_at,
    s.due_at AS sla_due_at,
    t.customer_id,
    t.assignee_id,
    ((t.assignee_id IS NULL) AND (t.status = 'open'::text) AND (t.inbound_count > 0)) AS waits,
    false AS is_bots
   FROM ((public.email_threads t
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'email_thread'::text) AND (s.entity_id = t.id))))
     LEFT JOIN LATERAL ( SELECT min(e.received_at) FILTER (WHERE ((t.last_outbound_at IS NULL) OR (e.received_at > t.last_outbound_at))) AS unanswered_since,
            (array_agg(e.language ORDER BY e.received_at DESC, e.id DESC) FILTER (WHERE (e.language IS NOT NULL)))[1] AS language
           FROM ( SELECT a.id,
                    a.received_at,
                    a.language,
                    a.direction,
                    a.deleted_at
                   FROM public.emails a
                  WHERE (a.thread_id = t.id)
                 OFFSET 0) e
          WHERE ((e.direction = 'inbound'::text) AND (e.deleted_at IS NULL))) m ON (true))
  WHERE ((t.message_count > 0) AND (t.status = ANY (ARRAY['open'::text, 'pending'::text])));

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_conversation_events" WITH (security_invoker=true) AS  SELECT m.conversation_id AS item_id,
    m.at,
    m.created_at AS recorded_at,
        CASE
            WHEN (m.direction = 'inbound'::text) THEN 'customer_message'::text
            WHEN ((m.source = 'automatic'::text) OR ((m.source = 'agent'::text) AND (NOT (EXISTS ( SELECT
               FROM auth.users u
              WHERE (u.id = m.created_by)))))) THEN 'bot_reply'::text
            WHEN (m.status = 'failed'::text) THEN 'failed_reply'::text
            ELSE 'reply'::text
        END AS kind,
    m.created_by AS by_user
   FROM public.messages m
  WHERE (((m.direction = 'inbound'::text) AND (m.type <> 'system'::text)) OR (m.status = ANY (ARRAY['sent'::text, 'delivered'::text, 'read'::text, 'played'::text, 'failed'::text])))
UNION ALL
 SELECT v.id AS item_id,
    f.at,
    f.created_at AS recorded_at,
    'created'::text AS kind,
    NULL::uuid AS by_user
   FROM (public.conversations v
     CROSS JOIN LATERAL ( SELECT m.at,
            m.created_at
           FROM public.messages m
          WHERE ((m.conversation_id = v.id) AND (m.direction = 'inbound'::text) AND (m.type <> 'system'::text))
          ORDER BY m.at, m.id
         LIMIT 1) f);

REVOKE ALL ON TABLE "public"."sla_conversation_events" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_conversations" WITH (security_invoker=true) AS  SELECT v.id,
    v.status,
    'chat'::text AS channel,
    v.team,
    v.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    COALESCE(NULLIF(r.language, ''::text), NULLIF(c.language, ''::text)) AS language,
    NULL::text AS category,
    v.labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    v.provider_id AS inbox,
    NULL::text AS subject,
    v.contact_name AS label,
    v.customer_id,
    v.assignee_id,
    v.created_at,
        CASE
            WHEN (v.merged_into IS NOT NULL) THEN 'merged into another one'::text
            ELSE NULL::text
        END AS excluded
   FROM ((public.conversations v
     LEFT JOIN public.customers c ON ((c.id = v.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_email_events" WITH (security_invoker=true) AS  SELECT e.thread_id AS item_id,
        CASE
            WHEN (e.direction = 'inbound'::text) THEN e.received_at
            ELSE COALESCE(e.sent_at, e.received_at)
        END AS at,
    e.created_at AS recorded_at,
        CASE
            WHEN (e.direction = 'inbound'::text) THEN 'customer_message'::text
            WHEN (e.send_state = 'failed'::text) THEN 'failed_reply'::text
            WHEN ((e.send_id IS NULL) OR (EXISTS ( SELECT
               FROM auth.users u
              WHERE (u.id = e.created_by)))) THEN 'reply'::text
            ELSE 'bot_reply'::text
        END AS kind,
    e.created_by AS by_user
   FROM public.emails e
  WHERE ((e.deleted_at IS NULL) AND (e.kind = 'message'::text) AND ((e.direction = 'inbound'::text) OR (e.send_state IS NULL) OR (e.send_state = ANY (ARRAY['sent'::text, 'failed'::text]))))
UNION ALL
 SELECT e.thread_id AS item_id,
    e.received_at AS at,
    e.created_at AS recorded_at,
    'created'::text AS kind,
    NULL::uuid AS by_user
   FROM ( SELECT t.id AS thread_id,
            m.received_at,
            m.created_at
           FROM (public.email_threads t
             CROSS JOIN LATERAL ( SELECT i.received_at,
                    i.created_at
                   FROM public.emails i
                  WHERE ((i.thread_id = t.id) AND (i.direction = 'inbound'::text) AND (i.kind = 'message'::text) AND (i.deleted_at IS NULL))
                  ORDER BY i.received_at, i.id
                 LIMIT 1) m)) e;

REVOKE ALL ON TABLE "public"."sla_email_events" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_email_threads" WITH (security_invoker=true) AS  SELECT t.id,
    t.status,
    'email'::text AS channel,
    t.team,
    t.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    ( SELECT e.language
           FROM public.emails e
          WHERE ((e.thread_id = t.id) AND (e.direction = 'inbound'::text) AND (e.deleted_at IS NULL) AND (e.language IS NOT NULL))
          ORDER BY e.received_at DESC, e.id DESC
         LIMIT 1) AS language,
    ( SELECT e.category
           FROM public.emails e
          WHERE ((e.thread_id = t.id) AND (e.direction = 'inbound'::text) AND (e.deleted_at IS NULL) AND (e.category IS NOT NULL))
          ORDER BY e.received_at DESC, e.id DESC
         LIMIT 1) AS category,
    '{}'::text[] AS labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    t.support_email_id AS inbox,
    t.subject,
    t.subject AS label,
    t.customer_id,
    t.assignee_id,
    t.created_at,
        CASE
            WHEN (t.status = 'spam'::text) THEN 'spam'::text
            WHEN (t.message_count = 0) THEN 'no messages'::text
            ELSE NULL::text
        END AS excluded
   FROM ((public.email_threads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "anon", "authenticated";

CREATE INDEX sla_clocks_agent_ended ON public.sla_clocks USING btree (agent_id, ended_at)
  WHERE (ended_at IS NOT NULL);

CREATE INDEX sla_clocks_agent ON public.sla_clocks USING btree (agent_id, started_at DESC, id DESC);

CREATE INDEX sla_clocks_channel ON public.sla_clocks USING btree (channel, started_at DESC, id DESC);

CREATE INDEX sla_clocks_counts_fresh ON public.sla_clocks_counts USING btree (key)
  WHERE fresh;

CREATE INDEX sla_clocks_counts_key ON public.sla_clocks_counts USING btree (key);

CREATE INDEX sla_clocks_due ON public.sla_clocks USING btree (due_at, id)
  WHERE (ended_at IS NULL);

CREATE INDEX sla_clocks_item ON public.sla_clocks USING btree (entity_id, entity_type);

CREATE INDEX sla_clocks_list ON public.sla_clocks USING btree (started_at DESC, id DESC);

CREATE INDEX sla_clocks_metric ON public.sla_clocks USING btree (metric, started_at DESC, id DESC);

CREATE INDEX sla_clocks_policy ON public.sla_clocks USING btree (policy_id, started_at DESC, id DESC);

CREATE INDEX sla_clocks_state ON public.sla_clocks USING btree (state, started_at DESC, id DESC);

CREATE INDEX sla_clocks_team ON public.sla_clocks USING btree (team, started_at DESC, id DESC);

CREATE INDEX sla_clocks_tier ON public.sla_clocks USING btree (tier, started_at DESC, id DESC);

CREATE INDEX sla_clocks_type ON public.sla_clocks USING btree (entity_type, started_at DESC, id DESC);

CREATE INDEX sla_items_customer ON public.sla_items USING btree (customer_id)
  WHERE (is_live AND (customer_id IS NOT NULL));

CREATE INDEX sla_items_live ON public.sla_items USING btree (entity_type, entity_id)
  WHERE is_live;

CREATE INDEX sla_items_next ON public.sla_items USING btree (next_at)
  WHERE (next_at IS NOT NULL);

CREATE INDEX sla_policies_calendar ON public.sla_policies USING btree (calendar_id)
  WHERE (calendar_id IS NOT NULL);

CREATE INDEX sla_policies_created ON public.sla_policies USING btree (created_at DESC, id DESC);

CREATE INDEX sla_policies_list ON public.sla_policies USING btree ("position", id);

CREATE UNIQUE INDEX sla_policies_one_default ON public.sla_policies USING btree (is_default)
  WHERE is_default;

CREATE INDEX sla_status_changes_item ON public.sla_status_changes USING btree (entity_id, at, id);

CREATE TRIGGER calendars_sla
  AFTER INSERT OR DELETE OR UPDATE ON public.calendars
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_setting();

CREATE TRIGGER calendars_version
  AFTER DELETE OR UPDATE ON public.calendars
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_calendar_version();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.conversations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_conversations();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.conversations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_conversations();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.conversations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_conversations();

CREATE TRIGGER keep_sla_status_insert
  AFTER INSERT ON public.conversations
  FOR EACH ROW
  WHEN ((new.status <> 'open'::text))
  EXECUTE FUNCTION public.keep_sla_status_conversations();

CREATE TRIGGER keep_sla_status_update
  AFTER UPDATE OF status ON public.conversations
  FOR EACH ROW
  WHEN ((old.status <> new.status))
  EXECUTE FUNCTION public.keep_sla_status_conversations();

CREATE TRIGGER customers_sla
  AFTER UPDATE OF tier, tags, merged_into ON public.customers
  FOR EACH ROW
  EXECUTE FUNCTION public.follow_sla_customers();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.email_threads REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_email_threads();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.email_threads REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_email_threads();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.email_threads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_email_threads();

CREATE TRIGGER keep_sla_status_insert
  AFTER INSERT ON public.email_threads
  FOR EACH ROW
  WHEN ((new.status <> 'open'::text))
  EXECUTE FUNCTION public.keep_sla_status_email_threads();

CREATE TRIGGER keep_sla_status_update
  AFTER UPDATE OF status ON public.email_threads
  FOR EACH ROW
  WHEN ((old.status <> new.status))
  EXECUTE FUNCTION public.keep_sla_status_email_threads();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.emails REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_emails();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.emails REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_emails();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.emails REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_emails();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.messages REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_messages();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_messages();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.messages REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_messages();

CREATE TRIGGER announce_delete AFTER DELETE ON public.sla_clocks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_sla_clocks (
  'tickets',
  'sla_clock',
  'sla',
  'id',
  'entity_type,entity_id,metric,cycle,state,due_at,ended_at,team,agent_id',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.sla_clocks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_sla_clocks (
  'tickets',
  'sla_clock',
  'sla',
  'id',
  'entity_type,entity_id,metric,cycle,state,due_at,ended_at,team,agent_id',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.sla_clocks
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_sla_clocks (
  'tickets',
  'sla_clock',
  'sla',
  'id',
  'entity_type,entity_id,metric,cycle,state,due_at,ended_at,team,agent_id',
  ''
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.sla_clocks REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_sla_clocks_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.sla_clocks REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_sla_clocks_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.sla_clocks
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_sla_clocks_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.sla_clocks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_sla_clocks_counts();

CREATE TRIGGER sla_policies_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.sla_policies
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER sla_policies_follow
  AFTER INSERT OR DELETE OR UPDATE ON public.sla_policies
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_setting();

CREATE TRIGGER sla_policies_touch
  BEFORE UPDATE ON public.sla_policies
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER sla_policies_version
  AFTER DELETE OR UPDATE ON public.sla_policies
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_sla_policy_version();

CREATE TRIGGER teams_sla
  AFTER UPDATE OF calendar_id, key ON public.teams
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_setting();

CREATE POLICY "calendar_versions_view" ON "public"."calendar_versions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('calendars'::text, 'view'::text) AS has_permission));

CREATE POLICY "sla_clocks_view" ON "public"."sla_clocks"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('sla'::text, 'view'::text) AS has_permission));

CREATE POLICY "sla_items_view" ON "public"."sla_items"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('sla'::text, 'view'::text) AS has_permission));

CREATE POLICY "sla_policies_view" ON "public"."sla_policies"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('sla'::text, 'view'::text) AS has_permission));

CREATE POLICY "sla_policy_versions_view" ON "public"."sla_policy_versions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('sla'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."calendar_versions"."calendar_id" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."holiday_closes" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."holidays" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."hours" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."until" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."version" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."zone" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."agent_id" IS 'Who answered; while nobody has, and for a resolution, who has the thing. class: none';

COMMENT ON COLUMN "public"."sla_clocks"."breach_at" IS 'From when on it is late: the due moment, or the next opening after one at closing. class: none';

COMMENT ON COLUMN "public"."sla_clocks"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."counted_seconds" IS 'Business seconds that were counted; null while it has not ended. class: none';

COMMENT ON COLUMN "public"."sla_clocks"."cycle" IS 'Waits for an answer are counted; the others have one. class: none';

COMMENT ON COLUMN "public"."sla_clocks"."due_at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."ended_at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."id" IS 'Made of the thing, the metric and the cycle. class: none';

COMMENT ON COLUMN "public"."sla_clocks"."late_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."metric" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."policy_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."policy_version" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."state" IS 'Running, at_risk (the warning is due), paused or breached; ended: met, late, missed (ended without an answer, late), cancelled (ended without one, in time). class: none';

COMMENT ON COLUMN "public"."sla_clocks"."target_minutes" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."team" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."tier" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks"."warn_at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."metric" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."state" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."sla_clocks_counts"."tier" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."calendar_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."due_at" IS 'The first of its due moments; null: nothing is due. class: none';

COMMENT ON COLUMN "public"."sla_items"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."excluded" IS 'Why no clock runs for it; null: clocks do. class: none';

COMMENT ON COLUMN "public"."sla_items"."is_live" IS 'Whether it is open; reopening counts. class: none';

COMMENT ON COLUMN "public"."sla_items"."next_at" IS 'When the clock alone changes something: a warning, a breach. class: none';

COMMENT ON COLUMN "public"."sla_items"."policy_id" IS 'With policy_version and calendar_id the promise that holds. While it is open it is chosen anew with each reading; then it stays. class: none';

COMMENT ON COLUMN "public"."sla_items"."policy_version" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."team" IS 'class: none';

COMMENT ON COLUMN "public"."sla_items"."tier" IS 'class: none';

COMMENT ON COLUMN "public"."sla_kinds"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."sla_kinds"."events" IS 'class: none';

COMMENT ON COLUMN "public"."sla_kinds"."facts" IS 'class: none';

COMMENT ON COLUMN "public"."sla_kinds"."finished" IS 'class: none';

COMMENT ON COLUMN "public"."sla_kinds"."items" IS 'class: none';

COMMENT ON COLUMN "public"."sla_kinds"."module" IS 'class: none';

COMMENT ON COLUMN "public"."sla_notices"."at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_notices"."decision_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_notices"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_notices"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."sla_notices"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."sla_notices"."metric" IS 'class: none';

COMMENT ON COLUMN "public"."sla_notices"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_notices"."user_ids" IS 'Who was told; empty: whoever may view the module. class: none';

COMMENT ON COLUMN "public"."sla_policies"."calendar_id" IS 'Null: the calendar of the team, or else the default one. class: none';

COMMENT ON COLUMN "public"."sla_policies"."conditions" IS 'A tree of src/common/conditions over the fields of src/slaConfig/slaFields.ts; null for the default policy alone. class: none';

COMMENT ON COLUMN "public"."sla_policies"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."first_response_minutes" IS 'Business minutes, as the other targets; null: not promised. class: none';

COMMENT ON COLUMN "public"."sla_policies"."id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."is_default" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."name" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."next_response_minutes" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."pause_metrics" IS 'Which clocks are paused at all. class: none';

COMMENT ON COLUMN "public"."sla_policies"."pause_statuses" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."pause_waiting" IS 'Whether the clock is paused while we wait for the customer: from a reply to the next message. class: none';

COMMENT ON COLUMN "public"."sla_policies"."position" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."reply_must_arrive" IS 'Whether a reply that could not be delivered counts as none. class: none';

COMMENT ON COLUMN "public"."sla_policies"."resolution_minutes" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."tier" IS 'Set for the four policies of the customer tiers, which /sla-config serves. class: none';

COMMENT ON COLUMN "public"."sla_policies"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."version" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."warn_percent" IS 'Share of the target after which people are warned; null: never. class: none';

COMMENT ON COLUMN "public"."sla_policy_versions"."policy" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policy_versions"."policy_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policy_versions"."until" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policy_versions"."version" IS 'class: none';

COMMENT ON COLUMN "public"."sla_stale"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_stale"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."sla_stale"."id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_state"."followed" IS 'class: none';

COMMENT ON COLUMN "public"."sla_state"."id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_status_changes"."at" IS 'class: none';

COMMENT ON COLUMN "public"."sla_status_changes"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_status_changes"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."sla_status_changes"."id" IS 'class: none';

COMMENT ON COLUMN "public"."sla_status_changes"."status" IS 'class: none';

COMMENT ON TABLE "public"."calendar_versions" IS 'Business hours as they were, also of calendars that were deleted: what was counted by them before a change stays as it was counted.';

COMMENT ON TABLE "public"."sla_clocks" IS 'One row for each thing, metric and cycle: a cache of what the clock of src/slaConfig says, which npm run sla:rebuild writes anew.';

COMMENT ON TABLE "public"."sla_clocks_counts" IS 'How many rows of sla_clocks there are by state, metric, channel, team, tier, agent_id: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."sla_items" IS 'The promise that holds for each thing, and when what was promised is due: read anew from what happened whenever something does.';

COMMENT ON TABLE "public"."sla_kinds" IS 'Kinds of things that promises are made for: one row each, by register_sla_kind. access: service only';

COMMENT ON TABLE "public"."sla_notices" IS 'Warnings and breaches that people were told of: once for each thing, metric and beginning of its clock, whatever is read anew. access: service only';

COMMENT ON TABLE "public"."sla_policies" IS 'What customers are promised. The first active policy whose conditions match holds, in the order of position; the default one for the rest.';

COMMENT ON TABLE "public"."sla_policy_versions" IS 'Former versions of policies, also of those that were deleted: what was promised before stays known.';

COMMENT ON TABLE "public"."sla_stale" IS 'Things whose clocks have to be read anew, in the order in which they changed; one may be here several times. access: service only';

COMMENT ON TABLE "public"."sla_state" IS 'One row: the sla_setting_stamp that all clocks were last read by; null: none have been read yet. access: service only';

COMMENT ON TABLE "public"."sla_status_changes" IS 'Every status that a thing with clocks ever had, but for the open one that it began with. Kept by triggers, never changed. access: service only';

COMMENT ON VIEW "public"."live_conversations" IS 'Conversations that are not finished. access: service only';

COMMENT ON VIEW "public"."live_email_threads" IS 'E-mail threads that are not finished. access: service only';

COMMENT ON VIEW "public"."sla_conversation_events" IS 'What happened to conversations, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_conversations" IS 'Conversations, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_email_events" IS 'What happened to e-mail threads, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_email_threads" IS 'E-mail threads, for their clocks. access: service only';

REVOKE ALL ON FUNCTION "public"."announce_sla_clocks"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_sla_clocks"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_sla_clocks"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_sla_pass"(timestamp WITH time zone, integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_sla_pass"(timestamp WITH time zone, integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_sla_pass"(timestamp WITH time zone, integer, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_sla_clocks_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_sla_clocks_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_sla_clocks_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla"(regclass, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla"(regclass, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."follow_sla_conversations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_conversations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_conversations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_customers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_customers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_customers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_email_threads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_email_threads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_email_threads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_emails"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_emails"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_emails"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_items"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_items"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_items"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_messages"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_messages"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_messages"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_setting"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_setting"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_setting"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_status"(regclass, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_status"(regclass, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."get_sla_attainment"(timestamp WITH time zone, timestamp WITH time zone, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_attainment"(timestamp WITH time zone, timestamp WITH time zone, text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_attainment"(timestamp WITH time zone, timestamp WITH time zone, text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_sla_counts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_counts"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_counts"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_sla_exclusions"(timestamp WITH time zone, timestamp WITH time zone, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_exclusions"(timestamp WITH time zone, timestamp WITH time zone, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_exclusions"(timestamp WITH time zone, timestamp WITH time zone, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_sla_inputs"(text, uuid[], text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_inputs"(text, uuid[], text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_inputs"(text, uuid[], text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_sla_setting"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_setting"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_sla_setting"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_calendar_version"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_calendar_version"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_calendar_version"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_clocks_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_clocks_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_clocks_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_policy_version"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_policy_version"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_policy_version"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_status_conversations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_conversations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_conversations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_status_email_threads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_email_threads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_email_threads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."list_sla_items"(text, uuid, integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_sla_items"(text, uuid, integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_sla_items"(text, uuid, integer, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "public"."sla_ms"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_ms"(timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_ms"(timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."sla_setting_stamp"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_setting_stamp"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_setting_stamp"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."tell_sla"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_sla"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_sla"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_sla_tiers"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_sla_tiers"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_sla_tiers"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_sla"(text, uuid[], jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_sla"(text, uuid[], jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_sla"(text, uuid[], jsonb, jsonb) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."sla_stale_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."sla_stale_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."sla_stale_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."sla_stale_id_seq" TO "service_role";

REVOKE ALL ON SEQUENCE "public"."sla_status_changes_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."sla_status_changes_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."sla_status_changes_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."sla_status_changes_id_seq" TO "service_role";

REVOKE ALL ON TABLE "public"."calendar_versions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."calendar_versions" TO "authenticated";

REVOKE ALL ON TABLE "public"."calendar_versions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."calendar_versions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."calendar_versions" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_clocks" FROM "authenticated";

GRANT SELECT ON TABLE "public"."sla_clocks" TO "authenticated";

REVOKE ALL ON TABLE "public"."sla_clocks" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_clocks" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_clocks" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_clocks_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_clocks_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_clocks_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_clocks_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_items" FROM "authenticated";

GRANT SELECT ON TABLE "public"."sla_items" TO "authenticated";

REVOKE ALL ON TABLE "public"."sla_items" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_items" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_items" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_kinds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_kinds" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_kinds" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_notices" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_notices" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_notices" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_policies" FROM "authenticated";

GRANT SELECT ON TABLE "public"."sla_policies" TO "authenticated";

REVOKE ALL ON TABLE "public"."sla_policies" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_policies" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_policies" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_policy_versions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."sla_policy_versions" TO "authenticated";

REVOKE ALL ON TABLE "public"."sla_policy_versions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_policy_versions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_policy_versions" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_stale" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_stale" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_stale" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_state" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_state" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_state" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_status_changes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_status_changes" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_status_changes" TO "service_role";

REVOKE ALL ON TABLE "public"."live_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."live_conversations" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_email_threads" TO "postgres";

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_email_threads" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_conversation_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_conversation_events" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_conversation_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_conversation_events" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_email_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_email_events" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_email_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_email_events" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_email_threads" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_email_threads" TO "service_role";

select public.register_sla_kind('conversation', 'chats', 'conversations', 'sla_conversations', 'sla_conversation_events', '{resolved}');
select public.register_sla_kind('email_thread', 'emails', 'email_threads', 'sla_email_threads', 'sla_email_events', '{resolved,closed,spam}');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('sla', 'Service levels', 'What customers are promised, and whether it is kept.', 'vced', 'v', 'v');
-- The four tiers. `normal` is the default: it holds for all that no other policy takes.
insert into public.sla_policies (name, tier, position, conditions, is_default, first_response_minutes, next_response_minutes, resolution_minutes)
select d.name, d.tier, d.position, case when d.tier <> 'normal' then jsonb_build_object('field', 'tier', 'operator', 'equals', 'value', d.tier) end, d.tier = 'normal',
  d.first_response, d.next_response, d.resolution
from (values
  ('VIP', 'vip', 1000, 30, 30, 240),
  ('High', 'high', 1010, 60, 60, 480),
  ('Normal', 'normal', 1020, 240, 240, 1440),
  ('Low', 'low', 1030, 480, 480, 2880)) d (name, tier, position, first_response, next_response, resolution)
where not exists (select from public.sla_policies p where p.tier = d.tier);
insert into public.sla_state (followed) values (null) on conflict do nothing;

-- Written by hand: what was not open before statuses were kept is taken to have become so when it last changed.
insert into public.sla_status_changes (entity_type, entity_id, status, at)
select 'email_thread', t.id, t.status, t.updated_at from public.email_threads t where t.status <> 'open' order by t.updated_at;
insert into public.sla_status_changes (entity_type, entity_id, status, at)
select 'conversation', c.id, c.status, coalesce(c.resolved_at, c.updated_at) from public.conversations c where c.status <> 'open' order by 4;
