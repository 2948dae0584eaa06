set check_function_bodies = off;

CREATE TABLE "public"."call_categories" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "parent_id"   uuid,
  "department"  text                     COLLATE pg_catalog."C",
  "name"        text                     NOT NULL,
  "description" text                     NOT NULL DEFAULT ''::text,
  "position"    integer                  NOT NULL DEFAULT 0,
  "is_active"   boolean                  NOT NULL DEFAULT true,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "version"     integer                  NOT NULL DEFAULT 1,
  "deleted_at"  timestamp with time zone,
  CONSTRAINT "call_categories_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "call_categories_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."call_categories"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."call_categories" FROM "anon";

CREATE TABLE "public"."ivr_call_backs" (
  "attempt_id"   uuid                     NOT NULL,
  "call_id"      uuid                     NOT NULL,
  "requested_by" uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ivr_call_backs_pkey" PRIMARY KEY (attempt_id)
);

ALTER TABLE "public"."ivr_call_backs"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ivr_call_backs" FROM "anon";

CREATE TABLE "public"."ivr_call_events" (
  "id"               bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "call_id"          uuid                     NOT NULL,
  "webhook_event_id" bigint,
  "received_at"      timestamp with time zone NOT NULL,
  "mapping_version"  integer,
  "event"            jsonb                    NOT NULL,
  CONSTRAINT "ivr_call_events_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."ivr_call_events"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ivr_call_events" FROM "anon", "authenticated";

CREATE TABLE "public"."ivr_call_recordings" (
  "call_id"    uuid                     NOT NULL,
  "url"        text                     NOT NULL,
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ivr_call_recordings_pkey" PRIMARY KEY (call_id)
);

ALTER TABLE "public"."ivr_call_recordings"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ivr_call_recordings" FROM "anon", "authenticated";

CREATE TABLE "public"."ivr_calls_counts" (
  "key"             text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"           boolean NOT NULL DEFAULT true,
  "rows"            bigint  NOT NULL,
  "status"          text,
  "department"      text,
  "provider_id"     uuid,
  "direction"       text,
  "assignee_id"     uuid,
  "is_missed_entry" boolean,
  "is_sla_breached" boolean
);

ALTER TABLE "public"."ivr_calls_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ivr_calls_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."ivr_calls" (
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "provider_id"       uuid                     NOT NULL,
  "provider_call_id"  text                     COLLATE pg_catalog."C" NOT NULL,
  "status"            text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'live'::text,
  "provider_status"   text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'live'::text,
  "raw_status"        text,
  "direction"         text                     COLLATE pg_catalog."C",
  "customer_number"   text                     COLLATE pg_catalog."C",
  "customer_name"     text,
  "customer_id"       uuid,
  "did_number"        text                     COLLATE pg_catalog."C",
  "department"        text                     COLLATE pg_catalog."C",
  "department_source" text                     COLLATE pg_catalog."C",
  "agent_id"          uuid,
  "agent_number"      text                     COLLATE pg_catalog."C",
  "agent_ref"         text                     COLLATE pg_catalog."C",
  "agent_name"        text,
  "assignee_id"       uuid,
  "language"          text                     COLLATE pg_catalog."C",
  "ivr_digits"        text                     COLLATE pg_catalog."C",
  "started_at"        timestamp with time zone NOT NULL,
  "answered_at"       timestamp with time zone,
  "ended_at"          timestamp with time zone,
  "ring_seconds"      integer,
  "talk_seconds"      integer,
  "total_seconds"     integer,
  "billed_seconds"    integer,
  "has_recording"     boolean                  NOT NULL DEFAULT false,
  "is_after_hours"    boolean,
  "disposition_raw"   text,
  "category_id"       uuid,
  "notes"             text                     NOT NULL DEFAULT ''::text,
  "completed_at"      timestamp with time zone,
  "completed_by"      uuid,
  "flags"             text[]                   COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[],
  "is_missed_entry"   boolean                  NOT NULL DEFAULT false,
  "missed_entry_id"   uuid,
  "missed_count"      integer                  NOT NULL DEFAULT 0,
  "last_missed_at"    timestamp with time zone,
  "closed_at"         timestamp with time zone,
  "closed_by_call_id" uuid,
  "attempts"          integer                  NOT NULL DEFAULT 0,
  "last_attempt_at"   timestamp with time zone,
  "sla_tier"          text                     COLLATE pg_catalog."C",
  "sla_status"        text                     COLLATE pg_catalog."C",
  "sla_due_at"        timestamp with time zone,
  "sla_breached_at"   timestamp with time zone,
  "is_sla_breached"   boolean                  GENERATED ALWAYS AS ((sla_breached_at IS NOT NULL)) STORED NOT NULL,
  "event_count"       integer                  NOT NULL DEFAULT 0,
  "version"           integer                  NOT NULL DEFAULT 1,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ivr_calls_department_source_check" CHECK ((department_source = ANY (ARRAY['person'::text, 'digit'::text, 'provider'::text, 'number'::text, 'default'::text]))),
  CONSTRAINT "ivr_calls_direction_check" CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  CONSTRAINT "ivr_calls_pkey" PRIMARY KEY (id),
  CONSTRAINT "ivr_calls_provider_id_provider_call_id_key" UNIQUE (provider_id, provider_call_id),
  CONSTRAINT "ivr_calls_provider_status_check" CHECK ((provider_status = ANY (ARRAY['live'::text, 'hangup'::text, 'missed'::text, 'answered'::text]))),
  CONSTRAINT "ivr_calls_sla_status_check" CHECK ((sla_status = ANY (ARRAY['running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'cancelled'::text]))),
  CONSTRAINT "ivr_calls_status_check" CHECK ((status = ANY (ARRAY['live'::text, 'hangup'::text, 'missed'::text, 'answered'::text, 'completed'::text])))
);

ALTER TABLE "public"."ivr_calls"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ivr_calls" FROM "anon";

CREATE TABLE "public"."ivr_mapping_versions" (
  "id"             uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "provider_id"    uuid                     NOT NULL,
  "version"        integer                  NOT NULL,
  "field_mapping"  jsonb                    NOT NULL,
  "status_mapping" jsonb                    NOT NULL,
  "created_by"     uuid,
  "created_at"     timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ivr_mapping_versions_pkey" PRIMARY KEY (id),
  CONSTRAINT "ivr_mapping_versions_provider_id_version_key" UNIQUE (provider_id, VERSION)
);

ALTER TABLE "public"."ivr_mapping_versions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ivr_mapping_versions" FROM "anon";

CREATE TABLE "public"."ivr_provider_secrets" (
  "provider_id"     uuid                     NOT NULL,
  "secret"          text                     NOT NULL,
  "previous_secret" text,
  "previous_until"  timestamp with time zone,
  "updated_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ivr_provider_secrets_pkey" PRIMARY KEY (provider_id)
);

ALTER TABLE "public"."ivr_provider_secrets"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ivr_provider_secrets" FROM "anon", "authenticated";

CREATE TABLE "public"."ivr_providers" (
  "id"                 uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "slug"               text                     COLLATE pg_catalog."C" NOT NULL,
  "name"               text                     NOT NULL,
  "is_active"          boolean                  NOT NULL DEFAULT true,
  "time_zone"          text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'Asia/Kolkata'::text,
  "region"             text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'IN'::text,
  "field_mapping"      jsonb                    NOT NULL,
  "status_mapping"     jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "sample_payload"     jsonb,
  "menu"               jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "default_department" text                     COLLATE pg_catalog."C",
  "silence_minutes"    integer,
  "mapping_version"    integer                  NOT NULL DEFAULT 1,
  "has_secret"         boolean                  NOT NULL DEFAULT false,
  "last_event_at"      timestamp with time zone,
  "created_by"         uuid,
  "version"            integer                  NOT NULL DEFAULT 1,
  "created_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"         timestamp with time zone,
  CONSTRAINT "ivr_providers_field_mapping_check" CHECK (((jsonb_typeof(field_mapping) = 'object'::text) AND (field_mapping ? 'call_id'::text))),
  CONSTRAINT "ivr_providers_menu_check" CHECK ((jsonb_typeof(menu) = 'object'::text)),
  CONSTRAINT "ivr_providers_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "ivr_providers_pkey" PRIMARY KEY (id),
  CONSTRAINT "ivr_providers_region_check" CHECK ((region ~ '^[A-Z]{2}$'::text)),
  CONSTRAINT "ivr_providers_silence_minutes_check" CHECK (((silence_minutes >= 1) AND (silence_minutes <= 10080))),
  CONSTRAINT "ivr_providers_slug_check" CHECK ((slug ~ '^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$'::text)),
  CONSTRAINT "ivr_providers_status_mapping_check" CHECK ((jsonb_typeof(status_mapping) = 'object'::text)),
  CONSTRAINT "ivr_providers_time_zone_check" CHECK ((time_zone <> ''::text))
);

ALTER TABLE "public"."ivr_providers"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ivr_providers" FROM "anon";

ALTER TABLE "public"."agent_statuses"
  ADD COLUMN "ends_after_seconds" integer NOT NULL DEFAULT 30;

REVOKE ALL ON SEQUENCE "public"."ivr_call_events_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."ivr_call_events_id_seq" FROM "authenticated";

CREATE OR REPLACE FUNCTION public.announce_call_categories()
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
        select 'calls', 'call_category' || ':created', n.id::text, 'call_categories', null::uuid, jsonb_build_object('parent_id', n.parent_id, 'department', n.department, 'name', n.name, 'position', n."position", 'is_active', n.is_active, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'call_category' || ':removed', o.id::text, 'call_categories', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'call_category' || ':removed', o.id::text, 'call_categories', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'calls', 'call_category' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'call_categories', null::uuid, jsonb_build_object('parent_id', n.parent_id, 'department', n.department, 'name', n.name, 'position', n."position", 'is_active', n.is_active, 'version', n.version, 'deleted_at', n.deleted_at)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.parent_id, n.department, n.name, n."position", n.is_active, n.version, n.deleted_at) is distinct from row(o.parent_id, o.department, o.name, o."position", o.is_active, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_call_categories"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_ivr_calls()
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
        select 'calls', 'ivr_call' || ':created', n.id::text, 'ivr', null::uuid, jsonb_build_object('provider_id', n.provider_id, 'status', n.status, 'direction', n.direction, 'customer_number', n.customer_number, 'customer_id', n.customer_id, 'department', n.department, 'agent_id', n.agent_id, 'agent_name', n.agent_name, 'assignee_id', n.assignee_id, 'category_id', n.category_id, 'started_at', n.started_at, 'answered_at', n.answered_at, 'ended_at', n.ended_at, 'talk_seconds', n.talk_seconds, 'is_missed_entry', n.is_missed_entry, 'missed_count', n.missed_count, 'closed_at', n.closed_at, 'attempts', n.attempts, 'is_sla_breached', n.is_sla_breached, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'ivr_call' || ':removed', o.id::text, 'ivr', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'ivr_call' || ':removed', o.id::text, 'ivr', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'calls', 'ivr_call' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'ivr', null::uuid, jsonb_build_object('provider_id', n.provider_id, 'status', n.status, 'direction', n.direction, 'customer_number', n.customer_number, 'customer_id', n.customer_id, 'department', n.department, 'agent_id', n.agent_id, 'agent_name', n.agent_name, 'assignee_id', n.assignee_id, 'category_id', n.category_id, 'started_at', n.started_at, 'answered_at', n.answered_at, 'ended_at', n.ended_at, 'talk_seconds', n.talk_seconds, 'is_missed_entry', n.is_missed_entry, 'missed_count', n.missed_count, 'closed_at', n.closed_at, 'attempts', n.attempts, 'is_sla_breached', n.is_sla_breached, 'version', n.version)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.provider_id, n.status, n.direction, n.customer_number, n.customer_id, n.department, n.agent_id, n.agent_name, n.assignee_id, n.category_id, n.started_at, n.answered_at, n.ended_at, n.talk_seconds, n.is_missed_entry, n.missed_count, n.closed_at, n.attempts, n.is_sla_breached, n.version) is distinct from row(o.provider_id, o.status, o.direction, o.customer_number, o.customer_id, o.department, o.agent_id, o.agent_name, o.assignee_id, o.category_id, o.started_at, o.answered_at, o.ended_at, o.talk_seconds, o.is_missed_entry, o.missed_count, o.closed_at, o.attempts, o.is_sla_breached, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_ivr_calls"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_ivr_providers()
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
        select 'calls', 'ivr_provider' || ':created', n.id::text, 'ivr_providers', null::uuid, jsonb_build_object('slug', n.slug, 'name', n.name, 'is_active', n.is_active, 'default_department', n.default_department, 'silence_minutes', n.silence_minutes, 'mapping_version', n.mapping_version, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'ivr_provider' || ':removed', o.id::text, 'ivr_providers', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'ivr_provider' || ':removed', o.id::text, 'ivr_providers', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'calls', 'ivr_provider' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'ivr_providers', null::uuid, jsonb_build_object('slug', n.slug, 'name', n.name, 'is_active', n.is_active, 'default_department', n.default_department, 'silence_minutes', n.silence_minutes, 'mapping_version', n.mapping_version, 'version', n.version, 'deleted_at', n.deleted_at)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.slug, n.name, n.is_active, n.default_department, n.silence_minutes, n.mapping_version, n.version, n.deleted_at) is distinct from row(o.slug, o.name, o.is_active, o.default_department, o.silence_minutes, o.mapping_version, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_ivr_providers"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.assign_ivr_calls (
  p_ids    uuid[],
  p_agents uuid[],
  p_team   text,
  p_note   text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_department text := (select d.key from public.departments d join public.teams t on t.id = d.team_id where t.key = p_team order by d.created_at, d.id limit 1);
begin
  perform set_config('activity.step', jsonb_build_object('action', 'assign', 'note', p_note)::text, true);
  update public.ivr_calls c set assignee_id = w.agent_id, department = coalesce(v_department, c.department),
    department_source = case when v_department is null then c.department_source else 'person' end
  from unnest(p_ids, p_agents) w (id, agent_id)
  where c.id = w.id and (c.assignee_id, c.department) is distinct from (w.agent_id, coalesce(v_department, c.department));
  perform set_config('activity.step', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."assign_ivr_calls"(uuid[], uuid[], text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_ivr_calls (
  p_keys              jsonb,
  p_webhook_event_ids bigint[]
)
  RETURNS TABLE (
    id                uuid,
    provider_id       uuid,
    provider_call_id  text,
    customer_number   text,
    has_customer      boolean,
    department_source text,
    department        text,
    events            jsonb
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('ivr_call:' || k.provider_id || ':' || k.provider_call_id, 0)) from (
    select g.provider_id, g.provider_call_id from jsonb_to_recordset(p_keys) g (provider_id uuid, provider_call_id text)
    union
    select c.provider_id, c.provider_call_id from public.ivr_call_events e join public.ivr_calls c on c.id = e.call_id
    where e.webhook_event_id = any (p_webhook_event_ids)
    order by 1, 2
  ) k;
  return query
  select c.id, c.provider_id, c.provider_call_id, c.customer_number, c.customer_id is not null, c.department_source, c.department,
    (select coalesce(jsonb_agg(jsonb_build_object('webhook_event_id', e.webhook_event_id, 'received_at', e.received_at, 'event', e.event) order by e.id), '[]')
     from public.ivr_call_events e where e.call_id = c.id)
  from (
    select i.id from jsonb_to_recordset(p_keys) g (provider_id uuid, provider_call_id text)
    join public.ivr_calls i on i.provider_id = g.provider_id and i.provider_call_id = g.provider_call_id
    union
    select e.call_id from public.ivr_call_events e where e.webhook_event_id = any (p_webhook_event_ids)
  ) u join public.ivr_calls c on c.id = u.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."begin_ivr_calls"(jsonb, bigint[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_ivr_provider()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.created_by := coalesce(public.current_actor(), new.created_by);
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."begin_ivr_provider"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_ivr_calls()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with counts as (
    select grouping(c.department) as is_total, c.department,
      jsonb_build_object('live', coalesce(sum(c.rows) filter (where c.status = 'live'), 0), 'hangup', coalesce(sum(c.rows) filter (where c.status = 'hangup'), 0),
        'missed', coalesce(sum(c.rows) filter (where c.status = 'missed'), 0), 'answered', coalesce(sum(c.rows) filter (where c.status = 'answered'), 0),
        'completed', coalesce(sum(c.rows) filter (where c.status = 'completed'), 0), 'to_call_back', coalesce(sum(c.rows) filter (where c.is_missed_entry), 0),
        'unassigned', coalesce(sum(c.rows) filter (where c.is_missed_entry and c.assignee_id is null), 0),
        'sla_breached', coalesce(sum(c.rows) filter (where c.is_sla_breached and c.status <> 'completed'), 0)) as figures,
      coalesce(sum(c.rows), 0) as rows
    from public.ivr_calls_counts c group by grouping sets ((), (c.department))
  )
  select jsonb_build_object(
    'total', (select figures from counts where is_total = 1),
    'by_department', coalesce((select jsonb_agg(jsonb_build_object('department', department) || figures order by department nulls last)
      from counts where is_total = 0 and rows > 0), '[]'))
$function$;

REVOKE ALL ON FUNCTION "public"."count_ivr_calls"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_ivr_calls_anew()
  RETURNS SETOF public.ivr_calls_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached)::text), false, count(*), r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached from public.ivr_calls r where true group by r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached
    $function$;

REVOKE ALL ON FUNCTION "public"."count_ivr_calls_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_ivr_provider (
  p_provider jsonb,
  p_secret   text
)
  RETURNS public.ivr_providers
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_given public.ivr_providers := jsonb_populate_record(null::public.ivr_providers, p_provider);
  v_row   public.ivr_providers;
begin
  insert into public.ivr_providers (id, slug, name, is_active, time_zone, region, field_mapping, status_mapping, sample_payload, menu, default_department,
    silence_minutes, has_secret, created_by)
  values (v_given.id, v_given.slug, v_given.name, coalesce(v_given.is_active, true), v_given.time_zone, v_given.region, v_given.field_mapping,
    coalesce(v_given.status_mapping, '{}'), v_given.sample_payload, coalesce(v_given.menu, '{}'), v_given.default_department, v_given.silence_minutes, true,
    v_given.created_by)
  on conflict (slug) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'ivr_provider_exists' using errcode = 'P0409', detail = jsonb_build_object('slug', v_given.slug);
  end if;
  insert into public.ivr_provider_secrets (provider_id, secret) values (v_row.id, p_secret);
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."create_ivr_provider"(jsonb, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.delete_ivr_provider (
  p_id uuid
)
  RETURNS public.ivr_providers
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.ivr_providers;
begin
  update public.ivr_providers p set deleted_at = now(), is_active = false, has_secret = false
  where p.id = p_id and p.deleted_at is null returning * into v_row;
  if not found then
    raise exception 'ivr_provider_not_found' using errcode = 'P0404';
  end if;
  delete from public.ivr_provider_secrets s where s.provider_id = p_id;
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."delete_ivr_provider"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.end_agent_status (
  p_agent_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform from public.agents a where a.id = p_agent_id for update;
  perform public.set_agent_status(a.id, (select s.status from public.agent_statuses s where s.category = 'available' and s.is_enabled order by s.position, s.id limit 1),
    '', 'system')
  from public.agents a
  join public.agent_availability v on v.agent_id = a.id and v.ended_at is null and v.source = 'call'
  join public.agent_statuses w on w.status = v.status and w.category = 'wrap_up' and w.ends_after_seconds > 0 and now() >= v.started_at + w.ends_after_seconds * interval '1 second'
  where a.id = p_agent_id and a.deleted_at is null;
end $function$;

REVOKE ALL ON FUNCTION "public"."end_agent_status"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_stale_ivr_calls (
  p_before timestamp with time zone,
  p_most   integer
)
  RETURNS TABLE (
    provider_id      uuid,
    provider_call_id text
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select c.provider_id, c.provider_call_id from public.ivr_calls c
  where c.provider_status = 'live' and c.started_at < p_before order by c.started_at limit p_most
$function$;

REVOKE ALL ON FUNCTION "public"."find_stale_ivr_calls"(timestamp WITH time zone, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_agent_call (
  p_agent_id uuid,
  p_on_call  boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent  public.agents;
  v_source text;
  v_next   public.agent_statuses;
begin
  select * into v_agent from public.agents a where a.id = p_agent_id and a.deleted_at is null for update;
  select v.source into v_source from public.agent_availability v where v.agent_id = p_agent_id and v.ended_at is null;
  if v_agent.id is null or (p_on_call and v_agent.availability not in ('available', 'wrap_up'))
    or (not p_on_call and (v_agent.availability <> 'busy' or v_source is distinct from 'call')) then
    return;
  end if;
  select * into v_next from public.agent_statuses s
  where s.category = case when p_on_call then 'busy' else 'wrap_up' end and s.is_enabled order by s.position, s.id limit 1;
  perform public.set_agent_status(p_agent_id, v_next.status, case when p_on_call then 'on a call' else 'after a call' end, 'call');
  if not p_on_call and v_next.ends_after_seconds > 0 and to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job('agents.end_status', json_build_object('agent_id', p_agent_id), job_key => 'agents.end_status:' || p_agent_id,
      run_at => now() + v_next.ends_after_seconds * interval '1 second');
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_agent_call"(uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_assignable_ivr_calls()
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
        v_ids := array(
          select o.id from (select id, row(assignee_id, status, department, customer_id, is_missed_entry, missed_entry_id, closed_at, last_attempt_at) as facts from old_rows) o
          left join (select id, row(assignee_id, status, department, customer_id, is_missed_entry, missed_entry_id, closed_at, last_attempt_at) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items('ivr_call', v_ids);
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_assignable_ivr_calls"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_ivr_agents()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent uuid;
begin
  -- Old events, such as of a replay, say nothing about now.
  for v_agent in
    select distinct n.agent_id from new_rows n
    where n.provider_status = 'live' and n.agent_id is not null and n.started_at > now() - interval '4 hours' order by 1
  loop
    perform public.follow_agent_call(v_agent, true);
  end loop;
  if tg_op = 'UPDATE' then
    for v_agent in
      select distinct o.agent_id from old_rows o join new_rows n on n.id = o.id
      where o.provider_status = 'live' and o.agent_id is not null and (n.provider_status <> 'live' or n.agent_id is distinct from o.agent_id)
        and not exists (select from public.ivr_calls c where c.agent_id = o.agent_id and c.provider_status = 'live')
      order by 1
    loop
      perform public.follow_agent_call(v_agent, false);
    end loop;
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_ivr_agents"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_call_categories (
  p_department text    DEFAULT NULL::text,
  p_is_active  boolean DEFAULT NULL::boolean
)
  RETURNS SETOF public.call_categories
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select * from public.call_categories c
  where c.deleted_at is null and (p_department is null or c.department is null or c.department = p_department)
    and (p_is_active is null or c.is_active = p_is_active)
  order by c.position, c.name, c.id limit 5000
$function$;

REVOKE ALL ON FUNCTION "public"."get_call_categories"(text, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.judge_ivr_call()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'UPDATE' then
    if new.status is distinct from old.status then
      if new.status = 'completed' then
        new.completed_at := now();
        new.completed_by := public.current_actor();
      elsif old.status = 'completed' then
        new.completed_at := null;
        new.completed_by := null;
      else
        raise exception 'step_not_allowed' using errcode = 'P0409',
          detail = jsonb_build_object('status', old.status, 'to', new.status, 'allowed', jsonb_build_array('complete'));
      end if;
    end if;
    if new.completed_at is not null and new.category_id is null then
      raise exception 'call_category_required' using errcode = 'P0422';
    end if;
    if new.category_id is distinct from old.category_id and new.category_id is not null
      and not exists (select from public.call_categories c where c.id = new.category_id and c.deleted_at is null) then
      raise exception 'call_category_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', new.category_id);
    end if;
    if new.assignee_id is distinct from old.assignee_id and new.assignee_id is not null
      and not exists (select from public.agents a where a.id = new.assignee_id and a.is_active and a.deleted_at is null) then
      raise exception 'assignee_not_found' using errcode = 'P0422', detail = new.assignee_id;
    end if;
  end if;
  new.status := case when new.completed_at is not null then 'completed' else new.provider_status end;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."judge_ivr_call"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_ivr_calls_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.ivr_calls_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.ivr_calls_counts (key, rows, status, department, provider_id, direction, assignee_id, is_missed_entry, is_sla_breached)
        select md5(row(r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached)::text), sum(r.sign), r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached from (select 1 as sign, r.* from new_rows r) r where true group by r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached;
      elsif tg_op = 'DELETE' then
        insert into public.ivr_calls_counts (key, rows, status, department, provider_id, direction, assignee_id, is_missed_entry, is_sla_breached)
        select md5(row(r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached)::text), sum(r.sign), r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached from (select -1 as sign, r.* from old_rows r) r where true group by r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached;
      else
        insert into public.ivr_calls_counts (key, rows, status, department, provider_id, direction, assignee_id, is_missed_entry, is_sla_breached)
        select md5(row(r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached)::text), sum(r.sign), r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached
        from (select 1 as sign, provider_id, status, direction, department, assignee_id, is_missed_entry, is_sla_breached from new_rows union all select -1, provider_id, status, direction, department, assignee_id, is_missed_entry, is_sla_breached from old_rows) r
        where true group by r.status, r.department, r.provider_id, r.direction, r.assignee_id, r.is_missed_entry, r.is_sla_breached having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.ivr_calls_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_ivr_calls_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_ivr_mapping_version()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.ivr_mapping_versions (provider_id, version, field_mapping, status_mapping, created_by)
  values (new.id, new.mapping_version, new.field_mapping, new.status_mapping, public.current_actor())
  on conflict (provider_id, version) do nothing;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_ivr_mapping_version"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_tree()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_branch text := to_jsonb(new) ->> tg_argv[0];
  v_at     uuid := new.parent_id;
  v_depth  integer := 0;
  v_parent jsonb;
  v_found  boolean;
begin
  if tg_op = 'UPDATE' and new.parent_id is not distinct from old.parent_id and v_branch is not distinct from to_jsonb(old) ->> tg_argv[0]
    and new.deleted_at is not distinct from old.deleted_at then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('tree:' || tg_table_name, 0));
  if new.deleted_at is null and new.parent_id is not null then
    execute format('select to_jsonb(t) from public.%I t where t.id = $1 and t.deleted_at is null', tg_table_name) into v_parent using new.parent_id;
    if v_parent is null or v_parent ->> tg_argv[0] is distinct from v_branch then
      raise exception 'tree_parent_not_found' using errcode = 'P0422', detail = jsonb_build_object('parent_id', new.parent_id);
    end if;
  end if;
  while v_at is not null loop
    v_depth := v_depth + 1;
    if v_at = new.id then
      raise exception 'tree_cycle' using errcode = 'P0400', detail = jsonb_build_object('id', new.id, 'parent_id', new.parent_id);
    elsif v_depth > 10 then
      raise exception 'tree_too_deep' using errcode = 'P0422', detail = jsonb_build_object('max', 10);
    end if;
    execute format('select t.parent_id from public.%I t where t.id = $1', tg_table_name) into v_at using v_at;
  end loop;
  -- A branch keeps together: what has live children neither goes nor changes what it shares.
  if tg_op = 'UPDATE' and (new.deleted_at is not null or v_branch is distinct from to_jsonb(old) ->> tg_argv[0]) then
    execute format('select exists (select from public.%I t where t.parent_id = $1 and t.deleted_at is null)', tg_table_name) into v_found using new.id;
    if v_found then
      raise exception 'tree_has_children' using errcode = 'P0409', detail = jsonb_build_object('id', new.id);
    end if;
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_tree"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_ivr_call_back (
  p_call_id    uuid,
  p_attempt_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform set_config('activity.step', jsonb_build_object('action', 'call_back', 'note', '')::text, true);
  update public.ivr_calls c set attempts = c.attempts + 1, last_attempt_at = clock_timestamp() where c.id = p_call_id;
  if not found then
    raise exception 'ivr_call_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_call_id);
  end if;
  perform set_config('activity.step', '', true);
  insert into public.ivr_call_backs (attempt_id, call_id, requested_by) values (p_attempt_id, p_call_id, public.current_actor());
end $function$;

REVOKE ALL ON FUNCTION "public"."note_ivr_call_back"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.release_agent_ivr_calls (
  p_agent_id uuid,
  p_reason   text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_calls integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.ivr_calls set assignee_id = null
  where id in (select h.item_id from public.agent_ivr_calls h where h.agent_id = p_agent_id);
  get diagnostics v_calls = row_count;
  perform set_config('activity.step', '', true);
  return v_calls;
end $function$;

REVOKE ALL ON FUNCTION "public"."release_agent_ivr_calls"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.rotate_ivr_secret (
  p_id       uuid,
  p_secret   text,
  p_grace_ms double precision
)
  RETURNS timestamp WITH time zone
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_until timestamptz := now() + p_grace_ms * interval '1 millisecond';
begin
  update public.ivr_providers p set has_secret = true where p.id = p_id and p.deleted_at is null;
  if not found then
    raise exception 'ivr_provider_not_found' using errcode = 'P0404';
  end if;
  insert into public.ivr_provider_secrets as s (provider_id, secret) values (p_id, p_secret)
  on conflict (provider_id) do update set previous_secret = s.secret, previous_until = v_until, secret = excluded.secret, updated_at = now();
  perform public.log_activity('rotate_secret', 'ivr_providers', p_id::text);
  return v_until;
end $function$;

REVOKE ALL ON FUNCTION "public"."rotate_ivr_secret"(uuid, text, double precision) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_call_back()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.settle_missed_calls(array(
    select c.customer_number from public.ivr_call_backs b join public.ivr_calls c on c.id = b.call_id
    where b.attempt_id = new.id and c.customer_number is not null));
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."settle_call_back"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_finished_ivr_call()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.settle_missed_calls(array_remove(array[new.customer_number], null));
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."settle_finished_ivr_call"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_missed_calls (
  p_numbers text[]
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
begin
  -- Two batches with the same callers take turns.
  perform pg_advisory_xact_lock(hashtextextended('ivr_caller:' || n.number, 0)) from (select distinct unnest(p_numbers) as number order by 1) n;
  with missed as (
    select c.id, c.customer_number, c.started_at, c.completed_at, contact.at as closed_at, contact.call_id as closed_by
    from (select distinct unnest(p_numbers) as number) n
    join public.ivr_calls c on c.customer_number = n.number and c.provider_status = 'missed' and c.direction is distinct from 'outbound'
    left join lateral (
      select k.at, k.call_id from (
        (select coalesce(a.answered_at, a.started_at) as at, a.id as call_id from public.ivr_calls a
         where a.customer_number = n.number and a.started_at >= c.started_at and a.provider_status = 'answered' and a.id <> c.id
         order by a.started_at limit 1)
        union all
        (select m.completed_at, m.id from public.ivr_calls m
         where m.customer_number = n.number and m.provider_status = 'missed' and m.completed_at >= c.started_at and m.id <> c.id
         order by m.completed_at limit 1)
        union all
        (select coalesce(t.started_at, b.created_at), null from public.ivr_calls m join public.ivr_call_backs b on b.call_id = m.id
         join public.call_attempts t on t.id = b.attempt_id
         where m.customer_number = n.number and t.outcome = 'answered' and coalesce(t.started_at, b.created_at) >= c.started_at
         order by 1 limit 1)
      ) k order by k.at, k.call_id nulls last limit 1
    ) contact on true
  ), judged as (
    select m.*, m.closed_at is null and m.completed_at is null as is_open,
      row_number() over w as place, first_value(m.id) over w as entry_id, count(*) over w_all as calls, max(m.started_at) over w_all as last_at
    from missed m
    window w as (partition by m.customer_number, m.closed_at is null and m.completed_at is null order by m.started_at, m.id),
      w_all as (partition by m.customer_number, m.closed_at is null and m.completed_at is null)
  ), wanted as (
    select j.id, j.is_open and j.place = 1 as is_entry, case when j.is_open and j.place > 1 then j.entry_id end as entry_id,
      case when j.is_open and j.place = 1 then j.calls else 0 end as calls, case when j.is_open and j.place = 1 then j.last_at end as last_at,
      case when j.completed_at is null then j.closed_at end as closed_at, case when j.completed_at is null then j.closed_by end as closed_by
    from judged j
    union all
    -- What turned out to be no missed call is no entry any more.
    select c.id, false, null, 0, null, null, null from public.ivr_calls c
    where c.customer_number = any (p_numbers) and (c.provider_status <> 'missed' or c.direction = 'outbound')
      and (c.is_missed_entry or c.missed_entry_id is not null or c.closed_at is not null)
  )
  update public.ivr_calls c set is_missed_entry = w.is_entry, missed_entry_id = w.entry_id, missed_count = w.calls, last_missed_at = w.last_at,
    closed_at = w.closed_at, closed_by_call_id = w.closed_by
  from wanted w
  where c.id = w.id and (c.is_missed_entry, c.missed_entry_id, c.missed_count, c.last_missed_at, c.closed_at, c.closed_by_call_id)
    is distinct from (w.is_entry, w.entry_id, w.calls, w.last_at, w.closed_at, w.closed_by);
end $function$;

REVOKE ALL ON FUNCTION "public"."settle_missed_calls"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.store_ivr_calls (
  p_calls  jsonb,
  p_events jsonb
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
  v_numbers   text[];
  v_callers   text[];
  v_customers jsonb;
  v_left      uuid[];
begin
  v_left := array(
    select distinct e.call_id from jsonb_to_recordset(p_events) n (call_id uuid, webhook_event_id bigint)
    join public.ivr_call_events e on e.webhook_event_id = n.webhook_event_id where e.call_id <> n.call_id);
  -- Whose missed calls are to be looked at: callers of now, and those that calls had before.
  v_numbers := array(
    select n.number from jsonb_to_recordset(p_calls) g (id uuid, customer_number text, provider_status text, started_at timestamptz, direction text)
    left join public.ivr_calls c on c.id = g.id
    cross join lateral (values (g.customer_number), (c.customer_number)) n (number)
    where n.number is not null and (c.customer_number, c.provider_status, c.started_at, c.direction)
      is distinct from (g.customer_number, g.provider_status, g.started_at, g.direction)
    union
    select c.customer_number from public.ivr_calls c where c.id = any (v_left) and c.customer_number is not null);
  v_callers := array(select distinct g.customer from jsonb_to_recordset(p_calls) g (customer text) where g.customer is not null order by 1);
  if cardinality(v_callers) > 0 then
    select jsonb_object_agg(v_callers[r.item + 1], r.customer_id) into v_customers
    from public.resolve_customers((
      select jsonb_agg(jsonb_build_object('identities', jsonb_build_array(jsonb_build_object('kind', 'phone', 'value', k.number, 'written', k.number, 'verified', true)),
        'name', (select max(g.customer_name) from jsonb_to_recordset(p_calls) g (customer text, customer_name text) where g.customer = k.number),
        'source', 'ivr', 'at', (select max(g.started_at) from jsonb_to_recordset(p_calls) g (customer text, started_at timestamptz) where g.customer = k.number)) order by k.place)
      from unnest(v_callers) with ordinality k (number, place))) r;
  end if;

  insert into public.ivr_calls as c (id, provider_id, provider_call_id, provider_status, raw_status, direction, customer_number, customer_name, customer_id,
    did_number, department, department_source, agent_id, agent_number, agent_ref, agent_name, assignee_id, language, ivr_digits, started_at, answered_at,
    ended_at, ring_seconds, talk_seconds, total_seconds, billed_seconds, has_recording, is_after_hours, disposition_raw, category_id, flags, event_count)
  select g.id, g.provider_id, g.provider_call_id, g.provider_status, g.raw_status, g.direction, g.customer_number, g.customer_name,
    (v_customers ->> g.customer)::uuid, g.did_number, g.department, g.department_source, g.agent_id, g.agent_number, g.agent_ref, g.agent_name,
    case when g.provider_status = 'answered' then g.agent_id end, g.language, g.ivr_digits, g.started_at, g.answered_at, g.ended_at, g.ring_seconds,
    g.talk_seconds, g.total_seconds, g.billed_seconds, g.recording_url is not null, g.is_after_hours, g.disposition_raw,
    (select k.id from public.call_categories k where lower(k.name) = lower(g.disposition_raw) and k.deleted_at is null order by k.created_at, k.id limit 1),
    g.flags, g.event_count
  from jsonb_to_recordset(p_calls) g (id uuid, provider_id uuid, provider_call_id text, provider_status text, raw_status text, direction text,
    customer_number text, customer_name text, customer text, did_number text, department text, department_source text, agent_id uuid, agent_number text,
    agent_ref text, agent_name text, language text, ivr_digits text, started_at timestamptz, answered_at timestamptz, ended_at timestamptz,
    ring_seconds integer, talk_seconds integer, total_seconds integer, billed_seconds integer, recording_url text, is_after_hours boolean,
    disposition_raw text, flags text[], event_count integer)
  order by g.id
  on conflict (id) do update set
    provider_status = excluded.provider_status, raw_status = excluded.raw_status, direction = excluded.direction, customer_number = excluded.customer_number,
    customer_name = excluded.customer_name,
    customer_id = case when excluded.customer_number is distinct from c.customer_number then excluded.customer_id else coalesce(c.customer_id, excluded.customer_id) end,
    did_number = excluded.did_number, department = case when c.department_source = 'person' then c.department else excluded.department end,
    department_source = case when c.department_source = 'person' then c.department_source else excluded.department_source end,
    agent_id = excluded.agent_id, agent_number = excluded.agent_number, agent_ref = excluded.agent_ref, agent_name = excluded.agent_name,
    assignee_id = coalesce(c.assignee_id, excluded.assignee_id), language = excluded.language, ivr_digits = excluded.ivr_digits,
    started_at = excluded.started_at, answered_at = excluded.answered_at, ended_at = excluded.ended_at, ring_seconds = excluded.ring_seconds,
    talk_seconds = excluded.talk_seconds, total_seconds = excluded.total_seconds, billed_seconds = excluded.billed_seconds,
    has_recording = excluded.has_recording, is_after_hours = excluded.is_after_hours, disposition_raw = excluded.disposition_raw,
    category_id = coalesce(c.category_id, excluded.category_id), flags = excluded.flags, event_count = excluded.event_count, updated_at = now()
  where (c.provider_status, c.raw_status, c.direction, c.customer_number, c.customer_name, c.did_number, c.agent_id, c.agent_number, c.agent_ref, c.agent_name,
      c.language, c.ivr_digits, c.started_at, c.answered_at, c.ended_at, c.ring_seconds, c.talk_seconds, c.total_seconds, c.billed_seconds, c.has_recording,
      c.is_after_hours, c.disposition_raw, c.flags, c.event_count)
    is distinct from (excluded.provider_status, excluded.raw_status, excluded.direction, excluded.customer_number, excluded.customer_name, excluded.did_number,
      excluded.agent_id, excluded.agent_number, excluded.agent_ref, excluded.agent_name, excluded.language, excluded.ivr_digits, excluded.started_at,
      excluded.answered_at, excluded.ended_at, excluded.ring_seconds, excluded.talk_seconds, excluded.total_seconds, excluded.billed_seconds,
      excluded.has_recording, excluded.is_after_hours, excluded.disposition_raw, excluded.flags, excluded.event_count)
    or (c.department_source is distinct from 'person' and (c.department, c.department_source) is distinct from (excluded.department, excluded.department_source))
    or (c.customer_id is null and excluded.customer_id is not null) or (c.category_id is null and excluded.category_id is not null);

  insert into public.ivr_call_recordings as r (call_id, url)
  select g.id, g.recording_url from jsonb_to_recordset(p_calls) g (id uuid, recording_url text) where g.recording_url is not null
  on conflict (call_id) do update set url = excluded.url, updated_at = now() where r.url <> excluded.url;
  insert into public.ivr_call_events as e (call_id, webhook_event_id, received_at, mapping_version, event)
  select n.call_id, n.webhook_event_id, n.received_at, n.mapping_version, n.event
  from jsonb_to_recordset(p_events) n (call_id uuid, webhook_event_id bigint, received_at timestamptz, mapping_version integer, event jsonb)
  on conflict (webhook_event_id) do update set call_id = excluded.call_id, mapping_version = excluded.mapping_version, event = excluded.event
  where (e.call_id, e.mapping_version, e.event) is distinct from (excluded.call_id, excluded.mapping_version, excluded.event);

  delete from public.ivr_calls c where c.id = any (v_left) and c.completed_at is null and c.assignee_id is null and c.notes = '' and c.attempts = 0
    and not exists (select from public.ivr_call_events e where e.call_id = c.id);
  if cardinality(v_numbers) > 0 then
    perform public.settle_missed_calls(v_numbers);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."store_ivr_calls"(jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.touch_ivr_call()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if (old.completed_at, old.department, old.assignee_id, old.category_id, old.notes, old.attempts)
    is distinct from (new.completed_at, new.department, new.assignee_id, new.category_id, new.notes, new.attempts)
  then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."touch_ivr_call"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.touch_ivr_provider()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.version := old.version;
  new.updated_at := old.updated_at;
  new.mapping_version := old.mapping_version;
  if (new.field_mapping, new.status_mapping) is distinct from (old.field_mapping, old.status_mapping) then
    new.mapping_version := old.mapping_version + 1;
  end if;
  if new is distinct from old then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."touch_ivr_provider"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.transfer_ivr_call (
  p_id         uuid,
  p_department text,
  p_note       text,
  p_version    integer DEFAULT NULL::integer
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.ivr_calls;
begin
  select * into v_row from public.ivr_calls c where c.id = p_id for update;
  if v_row.id is null then
    raise exception 'ivr_call_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif p_version <> v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version);
  elsif v_row.completed_at is not null then
    raise exception 'ivr_call_finished' using errcode = 'P0409';
  elsif not exists (select from public.departments d where d.key = p_department and d.is_active) then
    raise exception 'department_not_found' using errcode = 'P0404', detail = jsonb_build_object('key', p_department);
  end if;
  perform set_config('activity.step', jsonb_build_object('action', 'transfer', 'note', p_note)::text, true);
  update public.ivr_calls c set department = p_department, department_source = 'person', assignee_id = null where c.id = p_id;
  perform set_config('activity.step', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."transfer_ivr_call"(uuid, text, text, integer) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."agent_statuses"
  ADD CONSTRAINT "agent_statuses_ends_after_seconds_check" CHECK (((ends_after_seconds >= 0) AND (ends_after_seconds <= 3600)));

ALTER TABLE "public"."call_categories"
  ADD CONSTRAINT "call_categories_parent_id_fkey" FOREIGN KEY (parent_id) REFERENCES public.call_categories(id);

ALTER TABLE "public"."ivr_call_backs"
  ADD CONSTRAINT "ivr_call_backs_attempt_id_fkey" FOREIGN KEY (attempt_id) REFERENCES public.call_attempts(id) ON DELETE CASCADE;

ALTER TABLE "public"."ivr_calls"
  ADD CONSTRAINT "ivr_calls_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."ivr_calls"
  ADD CONSTRAINT "ivr_calls_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."ivr_calls"
  ADD CONSTRAINT "ivr_calls_category_id_fkey" FOREIGN KEY (category_id) REFERENCES public.call_categories(id) ON DELETE SET NULL;

ALTER TABLE "public"."ivr_calls"
  ADD CONSTRAINT "ivr_calls_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."ivr_call_backs"
  ADD CONSTRAINT "ivr_call_backs_call_id_fkey" FOREIGN KEY (call_id) REFERENCES public.ivr_calls(id) ON DELETE CASCADE;

ALTER TABLE "public"."ivr_call_events"
  ADD CONSTRAINT "ivr_call_events_call_id_fkey" FOREIGN KEY (call_id) REFERENCES public.ivr_calls(id) ON DELETE CASCADE;

ALTER TABLE "public"."ivr_call_recordings"
  ADD CONSTRAINT "ivr_call_recordings_call_id_fkey" FOREIGN KEY (call_id) REFERENCES public.ivr_calls(id) ON DELETE CASCADE;

ALTER TABLE "public"."ivr_calls"
  ADD CONSTRAINT "ivr_calls_closed_by_call_id_fkey" FOREIGN KEY (closed_by_call_id) REFERENCES public.ivr_calls(id) ON DELETE SET NULL;

ALTER TABLE "public"."ivr_calls"
  ADD CONSTRAINT "ivr_calls_missed_entry_id_fkey" FOREIGN KEY (missed_entry_id) REFERENCES public.ivr_calls(id) ON DELETE SET NULL;

ALTER TABLE "public"."ivr_calls"
  ADD CONSTRAINT "ivr_calls_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.ivr_providers(id);

ALTER TABLE "public"."ivr_mapping_versions"
  ADD CONSTRAINT "ivr_mapping_versions_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.ivr_providers(id) ON DELETE CASCADE;

ALTER TABLE "public"."ivr_provider_secrets"
  ADD CONSTRAINT "ivr_provider_secrets_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.ivr_providers(id) ON DELETE CASCADE;

CREATE VIEW "public"."agent_handled_ivr_calls" WITH (security_invoker=true) AS  SELECT agent_id,
    id AS item_id,
    started_at AS at,
    (EXTRACT(epoch FROM (answered_at - started_at)))::bigint AS first_response_seconds
   FROM public.ivr_calls c
  WHERE ((provider_status = 'answered'::text) AND (agent_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_handled_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."agent_ivr_calls" WITH (security_invoker=true) AS  SELECT assignee_id AS agent_id,
    id AS item_id
   FROM public.ivr_calls c
  WHERE ((status = ANY (ARRAY['missed'::text, 'hangup'::text])) AND (closed_at IS NULL) AND (assignee_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."live_ivr_calls" WITH (security_invoker=true) AS  SELECT id,
    'call'::text AS channel,
    ( SELECT t.key
           FROM (public.departments d
             JOIN public.teams t ON ((t.id = d.team_id)))
          WHERE (d.key = c.department)) AS team,
    'normal'::text AS priority,
    language,
    '[]'::jsonb AS skills,
    COALESCE(ended_at, started_at) AS waiting_since,
    COALESCE(last_missed_at, started_at) AS last_activity_at,
    last_attempt_at AS last_answer_at,
    sla_due_at,
    customer_id,
    assignee_id,
    ((assignee_id IS NULL) AND is_missed_entry) AS waits,
    false AS is_bots
   FROM public.ivr_calls c
  WHERE ((status = ANY (ARRAY['missed'::text, 'hangup'::text])) AND (closed_at IS NULL) AND (missed_entry_id IS NULL));

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_ivr_calls" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    started_at AS at,
    ((id)::text COLLATE "C") AS id,
    COALESCE(direction, 'inbound'::text) AS direction,
        CASE provider_status
            WHEN 'live'::text THEN 'Call under way'::text
            WHEN 'answered'::text THEN 'Call answered'::text
            WHEN 'missed'::text THEN 'Call missed'::text
            ELSE 'Call ended in the menu'::text
        END AS title,
    notes AS body,
    status,
    COALESCE(agent_id, assignee_id) AS agent_id,
    jsonb_build_object('number', customer_number, 'department', department, 'talk_seconds', talk_seconds, 'category_id', category_id, 'agent_name', agent_name, 'closed_at', closed_at) AS details
   FROM public.ivr_calls c;

REVOKE ALL ON TABLE "public"."timeline_ivr_calls" FROM "anon", "authenticated";

CREATE INDEX call_categories_active ON public.call_categories USING btree (is_active, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX call_categories_department ON public.call_categories USING btree (department, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX call_categories_list ON public.call_categories USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX call_categories_name ON public.call_categories USING btree (COALESCE(department, ''::text), COALESCE((parent_id)::text, ''::text), lower(name))
  WHERE (deleted_at IS NULL);

CREATE INDEX call_categories_order ON public.call_categories USING btree ("position" DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX call_categories_parent ON public.call_categories USING btree (parent_id, created_at DESC, id DESC);

CREATE INDEX call_categories_search ON public.call_categories USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops);

CREATE INDEX call_categories_sort_name ON public.call_categories USING btree (name DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX call_categories_words ON public.call_categories USING btree (lower(name))
  WHERE (deleted_at IS NULL);

CREATE INDEX ivr_call_backs_call ON public.ivr_call_backs USING btree (call_id, created_at);

CREATE INDEX ivr_call_events_call ON public.ivr_call_events USING btree (call_id, id);

CREATE UNIQUE INDEX ivr_call_events_once ON public.ivr_call_events USING btree (webhook_event_id);

CREATE INDEX ivr_calls_agent ON public.ivr_calls USING btree (agent_id, started_at DESC, id DESC);

CREATE INDEX ivr_calls_assignee ON public.ivr_calls USING btree (assignee_id, started_at DESC, id DESC);

CREATE INDEX ivr_calls_breached ON public.ivr_calls USING btree (started_at DESC, id DESC)
  WHERE is_sla_breached;

CREATE INDEX ivr_calls_caller ON public.ivr_calls USING btree (customer_number, started_at DESC, id DESC);

CREATE INDEX ivr_calls_category ON public.ivr_calls USING btree (category_id, started_at DESC, id DESC);

CREATE INDEX ivr_calls_closed_by ON public.ivr_calls USING btree (closed_by_call_id)
  WHERE (closed_by_call_id IS NOT NULL);

CREATE INDEX ivr_calls_counts_fresh ON public.ivr_calls_counts USING btree (key)
  WHERE fresh;

CREATE INDEX ivr_calls_counts_key ON public.ivr_calls_counts USING btree (key);

CREATE INDEX ivr_calls_customer ON public.ivr_calls USING btree (customer_id, started_at DESC, id DESC);

CREATE INDEX ivr_calls_department_all ON public.ivr_calls USING btree (department, started_at DESC, id DESC);

CREATE INDEX ivr_calls_department ON public.ivr_calls USING btree (department, status, started_at DESC, id DESC);

CREATE INDEX ivr_calls_direction ON public.ivr_calls USING btree (direction, started_at DESC, id DESC);

CREATE INDEX ivr_calls_flags ON public.ivr_calls USING gin (flags);

CREATE INDEX ivr_calls_list ON public.ivr_calls USING btree (started_at DESC, id DESC);

CREATE INDEX ivr_calls_live ON public.ivr_calls USING btree (started_at)
  WHERE (provider_status = 'live'::text);

CREATE INDEX ivr_calls_missed_department ON public.ivr_calls USING btree (department, started_at DESC, id DESC)
  WHERE is_missed_entry;

CREATE INDEX ivr_calls_missed_entry ON public.ivr_calls USING btree (missed_entry_id)
  WHERE (missed_entry_id IS NOT NULL);

CREATE INDEX ivr_calls_missed ON public.ivr_calls USING btree (started_at DESC, id DESC)
  WHERE is_missed_entry;

CREATE INDEX ivr_calls_provider ON public.ivr_calls USING btree (provider_id, started_at DESC, id DESC);

CREATE INDEX ivr_calls_search ON public.ivr_calls
  USING gin
  (customer_number extensions.gin_trgm_ops, customer_name extensions.gin_trgm_ops, agent_name extensions.gin_trgm_ops, provider_call_id extensions.gin_trgm_ops, notes
  extensions.gin_trgm_ops);

CREATE INDEX ivr_calls_status ON public.ivr_calls USING btree (status, started_at DESC, id DESC);

CREATE INDEX ivr_calls_updated ON public.ivr_calls USING btree (updated_at DESC, id DESC);

CREATE INDEX ivr_mapping_versions_list ON public.ivr_mapping_versions USING btree (provider_id, created_at DESC, id DESC);

CREATE INDEX ivr_providers_list ON public.ivr_providers USING btree (created_at DESC, id DESC);

CREATE INDEX ivr_providers_name ON public.ivr_providers USING btree (name DESC, id DESC);

CREATE UNIQUE INDEX ivr_providers_slug ON public.ivr_providers USING btree (slug)
  WHERE (deleted_at IS NULL);

CREATE TRIGGER ivr_call_back_answered
  AFTER UPDATE OF outcome ON public.call_attempts
  FOR EACH ROW
  WHEN (((new.outcome = 'answered'::text) AND (old.outcome IS DISTINCT FROM new.outcome)))
  EXECUTE FUNCTION public.settle_call_back();

CREATE TRIGGER announce_delete AFTER DELETE ON public.call_categories REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_call_categories (
  'calls',
  'call_category',
  'call_categories',
  'id',
  'parent_id,department,name,position,is_active,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.call_categories REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_call_categories (
  'calls',
  'call_category',
  'call_categories',
  'id',
  'parent_id,department,name,position,is_active,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.call_categories
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_call_categories (
  'calls',
  'call_category',
  'call_categories',
  'id',
  'parent_id,department,name,position,is_active,version,deleted_at',
  ''
);

CREATE TRIGGER call_categories_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.call_categories
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER call_categories_touch
  BEFORE UPDATE ON public.call_categories
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER call_categories_tree
  BEFORE INSERT OR UPDATE ON public.call_categories
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_tree('department');

CREATE TRIGGER announce_delete AFTER DELETE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ivr_calls (
  'calls',
  'ivr_call',
  'ivr',
  'id',
  'provider_id,status,direction,customer_number,customer_id,department,agent_id,agent_name,assignee_id,category_id,started_at,answered_at,ended_at,talk_seconds,is_missed_entry,missed_count,closed_at,attempts,is_sla_breached,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ivr_calls (
  'calls',
  'ivr_call',
  'ivr',
  'id',
  'provider_id,status,direction,customer_number,customer_id,department,agent_id,agent_name,assignee_id,category_id,started_at,answered_at,ended_at,talk_seconds,is_missed_entry,missed_count,closed_at,attempts,is_sla_breached,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.ivr_calls
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ivr_calls (
  'calls',
  'ivr_call',
  'ivr',
  'id',
  'provider_id,status,direction,customer_number,customer_id,department,agent_id,agent_name,assignee_id,category_id,started_at,answered_at,ended_at,talk_seconds,is_missed_entry,missed_count,closed_at,attempts,is_sla_breached,version',
  ''
);

CREATE TRIGGER follow_assignable_delete
  AFTER DELETE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_ivr_calls();

CREATE TRIGGER follow_assignable_insert
  AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_ivr_calls();

CREATE TRIGGER follow_assignable_update
  AFTER UPDATE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_ivr_calls();

CREATE TRIGGER ivr_calls_activity
  AFTER DELETE OR UPDATE OF status, department, assignee_id, category_id, notes, attempts ON public.ivr_calls
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER ivr_calls_agents_insert
  AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_ivr_agents();

CREATE TRIGGER ivr_calls_agents_update
  AFTER UPDATE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_ivr_agents();

CREATE TRIGGER ivr_calls_finished
  AFTER UPDATE OF status ON public.ivr_calls
  FOR EACH ROW
  WHEN (((old.completed_at IS NULL) <> (new.completed_at IS NULL)))
  EXECUTE FUNCTION public.settle_finished_ivr_call();

CREATE TRIGGER ivr_calls_judge
  BEFORE INSERT OR UPDATE ON public.ivr_calls
  FOR EACH ROW
  EXECUTE FUNCTION public.judge_ivr_call();

CREATE TRIGGER ivr_calls_touch
  BEFORE UPDATE OF status, department, assignee_id, category_id, notes, attempts ON public.ivr_calls
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_ivr_call();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_ivr_calls_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_ivr_calls_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.ivr_calls
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_ivr_calls_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_ivr_calls_counts();

CREATE TRIGGER announce_delete AFTER DELETE ON public.ivr_providers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ivr_providers (
  'calls',
  'ivr_provider',
  'ivr_providers',
  'id',
  'slug,name,is_active,default_department,silence_minutes,mapping_version,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.ivr_providers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ivr_providers (
  'calls',
  'ivr_provider',
  'ivr_providers',
  'id',
  'slug,name,is_active,default_department,silence_minutes,mapping_version,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.ivr_providers
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ivr_providers (
  'calls',
  'ivr_provider',
  'ivr_providers',
  'id',
  'slug,name,is_active,default_department,silence_minutes,mapping_version,version,deleted_at',
  ''
);

CREATE TRIGGER ivr_providers_activity
  AFTER INSERT OR DELETE OR UPDATE OF slug,
    name, is_active, time_zone, region, field_mapping, status_mapping, sample_payload, menu, default_department, silence_minutes, has_secret, deleted_at ON public.ivr_providers
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER ivr_providers_defaults
  BEFORE INSERT ON public.ivr_providers
  FOR EACH ROW
  EXECUTE FUNCTION public.begin_ivr_provider();

CREATE TRIGGER ivr_providers_touch
  BEFORE UPDATE OF slug,
    name, is_active, time_zone, region, field_mapping, status_mapping, sample_payload, menu, default_department, silence_minutes, has_secret, deleted_at ON public.ivr_providers
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_ivr_provider();

CREATE TRIGGER ivr_providers_versions
  AFTER INSERT OR UPDATE OF field_mapping, status_mapping ON public.ivr_providers
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_ivr_mapping_version();

CREATE POLICY "call_categories_view" ON "public"."call_categories"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('call_categories'::text, 'view'::text) AS has_permission));

CREATE POLICY "ivr_call_backs_view" ON "public"."ivr_call_backs"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('ivr'::text, 'view'::text) AS has_permission));

CREATE POLICY "ivr_calls_edit" ON "public"."ivr_calls"
  FOR UPDATE
  TO "authenticated"
  USING (( SELECT public.has_permission('ivr'::text, 'edit'::text) AS has_permission))
  WITH CHECK (( SELECT public.has_permission('ivr'::text, 'edit'::text) AS has_permission));

CREATE POLICY "ivr_calls_view" ON "public"."ivr_calls"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('ivr'::text, 'view'::text) AS has_permission));

CREATE POLICY "ivr_mapping_versions_view" ON "public"."ivr_mapping_versions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('ivr_providers'::text, 'view'::text) AS has_permission));

CREATE POLICY "ivr_providers_create" ON "public"."ivr_providers"
  FOR INSERT
  TO "authenticated"
  WITH CHECK (( SELECT public.has_permission('ivr_providers'::text, 'create'::text) AS has_permission));

CREATE POLICY "ivr_providers_edit" ON "public"."ivr_providers"
  FOR UPDATE
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('ivr_providers'::text, 'edit'::text) AS has_permission)))
  WITH CHECK (( SELECT public.has_permission('ivr_providers'::text, 'edit'::text) AS has_permission));

CREATE POLICY "ivr_providers_view" ON "public"."ivr_providers"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('ivr_providers'::text, 'view'::text) AS has_permission)));

select public.join_realtime('public.call_categories');

select public.join_realtime('public.ivr_calls');

select public.join_realtime('public.ivr_providers');

COMMENT ON COLUMN "public"."agent_statuses"."ends_after_seconds" IS 'Of wrap-up that the end of a call set: it ends by itself after so long, and the agent is available; 0: the agent ends it. class: none';

COMMENT ON COLUMN "public"."call_categories"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."department" IS 'The key of a department; null: for all of them. A branch is of one department. class: none';

COMMENT ON COLUMN "public"."call_categories"."description" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."id" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."name" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."parent_id" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."position" IS 'The order among its siblings. class: none';

COMMENT ON COLUMN "public"."call_categories"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."call_categories"."version" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_backs"."attempt_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_backs"."call_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_backs"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_backs"."requested_by" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_events"."call_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_events"."event" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_call_events"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_events"."mapping_version" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_events"."received_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_events"."webhook_event_id" IS 'The stored request, which may have been dropped since; null: we noted it ourselves. class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."call_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."url" IS 'class: secret';

COMMENT ON COLUMN "public"."ivr_calls"."agent_id" IS 'Who was rung or talked, when it is somebody we know. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."agent_name" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_calls"."agent_number" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_calls"."agent_ref" IS 'An extension, or what else the provider calls the agent. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."answered_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."assignee_id" IS 'Who has to deal with it. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."attempts" IS 'How often we called back. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."billed_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."category_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."closed_at" IS 'A later call, or a person, made good for this missed call. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."closed_by_call_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."completed_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."completed_by" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."customer_name" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_calls"."customer_number" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_calls"."department" IS 'The key of a department, or the provider''s own word when there is none of that name. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."department_source" IS 'person: moved there; digit: by the menu; provider: it said so; number: of the number that was called; default: of the provider. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."did_number" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_calls"."direction" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."disposition_raw" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_calls"."ended_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."event_count" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."flags" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."has_recording" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."is_after_hours" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."is_missed_entry" IS 'It stands for all missed calls of this caller that nobody has made good. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."is_sla_breached" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."ivr_digits" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_calls"."language" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."last_attempt_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."last_missed_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."missed_count" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."missed_entry_id" IS 'The earlier missed call that stands for this one. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."notes" IS 'class: personal';

COMMENT ON COLUMN "public"."ivr_calls"."provider_call_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."provider_status" IS 'What the events say; status is the same until a person completes the call. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."raw_status" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."ring_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."sla_breached_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."sla_due_at" IS 'Kept by the SLA clock, as all sla_ columns. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."sla_status" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."sla_tier" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."status" IS 'live: ringing, in the menu or talking; hangup: ended in the menu, nobody was rung; missed: somebody was rung, nobody talked; answered; completed: a person finished it. class: none';

COMMENT ON COLUMN "public"."ivr_calls"."talk_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."total_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls"."version" IS 'Counts what people change. class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."department" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."direction" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."is_missed_entry" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."is_sla_breached" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_calls_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_mapping_versions"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_mapping_versions"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_mapping_versions"."field_mapping" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_mapping_versions"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_mapping_versions"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_mapping_versions"."status_mapping" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_mapping_versions"."version" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_provider_secrets"."previous_secret" IS 'class: secret';

COMMENT ON COLUMN "public"."ivr_provider_secrets"."previous_until" IS 'The one before is believed until then, so that nothing is refused while people paste. class: none';

COMMENT ON COLUMN "public"."ivr_provider_secrets"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_provider_secrets"."secret" IS 'class: secret';

COMMENT ON COLUMN "public"."ivr_provider_secrets"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."default_department" IS 'Of calls whose department nothing else tells. class: none';

COMMENT ON COLUMN "public"."ivr_providers"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."field_mapping" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."has_secret" IS 'Without a secret in its address nothing of it is believed. class: none';

COMMENT ON COLUMN "public"."ivr_providers"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."last_event_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."mapping_version" IS 'Counts the changes of the mapping; each is in ivr_mapping_versions. class: none';

COMMENT ON COLUMN "public"."ivr_providers"."menu" IS 'Which department a digit leads to: {"2": "support"}; the last digit that is pressed counts. class: none';

COMMENT ON COLUMN "public"."ivr_providers"."name" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."region" IS 'Where its numbers without a country code are from. class: none';

COMMENT ON COLUMN "public"."ivr_providers"."sample_payload" IS 'A request to try the mapping on: {"method", "query", "content_type", "body"}. class: personal';

COMMENT ON COLUMN "public"."ivr_providers"."silence_minutes" IS 'So long without an event is reported; null: never. class: none';

COMMENT ON COLUMN "public"."ivr_providers"."slug" IS 'Names it in the address of its webhook. class: none';

COMMENT ON COLUMN "public"."ivr_providers"."status_mapping" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."time_zone" IS 'Of the provider''s account: times without an offset are read in it. class: none';

COMMENT ON COLUMN "public"."ivr_providers"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_providers"."version" IS 'class: none';

COMMENT ON TABLE "public"."call_categories" IS 'What calls were about: a tree for each department. A deleted one stays readable on the calls that have it.';

COMMENT ON TABLE "public"."ivr_call_backs" IS 'Calls back to IVR callers; the attempt says what became of each.';

COMMENT ON TABLE "public"."ivr_call_events" IS 'What providers'' events said about calls, as the mapping read them: a call is worked out from all of its events. access: service only';

COMMENT ON TABLE "public"."ivr_call_recordings" IS 'Where providers keep the recordings of calls; each look at one is logged. access: service only';

COMMENT ON TABLE "public"."ivr_calls" IS 'One row for each call over an IVR: what its provider''s events add up to, and what people did with it.';

COMMENT ON TABLE "public"."ivr_calls_counts" IS 'How many rows of ivr_calls there are by status, department, provider_id, direction, assignee_id, is_missed_entry, is_sla_breached: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."ivr_mapping_versions" IS 'What the mapping of a provider was, and who made it so.';

COMMENT ON TABLE "public"."ivr_provider_secrets" IS 'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the provider sees them. access: service only';

COMMENT ON TABLE "public"."ivr_providers" IS 'Who tells us about IVR calls, and how to read it. A removed one keeps its calls.';

COMMENT ON VIEW "public"."agent_handled_ivr_calls" IS 'IVR calls that agents answered. access: service only';

COMMENT ON VIEW "public"."agent_ivr_calls" IS 'Missed calls that agents have taken on. access: service only';

COMMENT ON VIEW "public"."live_ivr_calls" IS 'Missed calls that nobody has made good. access: service only';

COMMENT ON VIEW "public"."timeline_ivr_calls" IS 'IVR calls of customers. access: service only';

REVOKE ALL ON FUNCTION "public"."announce_call_categories"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_call_categories"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_call_categories"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_ivr_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_ivr_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_ivr_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_ivr_providers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_ivr_providers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_ivr_providers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_ivr_calls"(uuid[], uuid[], text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_ivr_calls"(uuid[], uuid[], text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_ivr_calls"(uuid[], uuid[], text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_ivr_calls"(jsonb, bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_ivr_calls"(jsonb, bigint[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_ivr_calls"(jsonb, bigint[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_ivr_provider"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_ivr_provider"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_ivr_provider"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_ivr_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_ivr_calls_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_ivr_provider"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_ivr_provider"(jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_ivr_provider"(jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."delete_ivr_provider"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_ivr_provider"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_ivr_provider"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_agent_status"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_agent_status"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_agent_status"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_stale_ivr_calls"(timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_stale_ivr_calls"(timestamp WITH time zone, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_stale_ivr_calls"(timestamp WITH time zone, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_agent_call"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_agent_call"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_agent_call"(uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_assignable_ivr_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_ivr_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_ivr_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_ivr_agents"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_ivr_agents"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_ivr_agents"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_call_categories"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_call_categories"(text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_call_categories"(text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."judge_ivr_call"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."judge_ivr_call"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."judge_ivr_call"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_ivr_calls_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ivr_calls_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ivr_calls_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_ivr_mapping_version"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ivr_mapping_version"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ivr_mapping_version"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_tree"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_tree"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_tree"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_ivr_call_back"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_ivr_call_back"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_ivr_call_back"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."release_agent_ivr_calls"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_ivr_calls"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_ivr_calls"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."rotate_ivr_secret"(uuid, text, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."rotate_ivr_secret"(uuid, text, double precision) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."rotate_ivr_secret"(uuid, text, double precision) TO "service_role";

REVOKE ALL ON FUNCTION "public"."settle_call_back"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_call_back"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_call_back"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."settle_finished_ivr_call"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_finished_ivr_call"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_finished_ivr_call"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."settle_missed_calls"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_missed_calls"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_missed_calls"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."store_ivr_calls"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_ivr_calls"(jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_ivr_calls"(jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_ivr_call"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ivr_call"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ivr_call"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_ivr_provider"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ivr_provider"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ivr_provider"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."transfer_ivr_call"(uuid, text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."transfer_ivr_call"(uuid, text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."transfer_ivr_call"(uuid, text, text, integer) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."ivr_call_events_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."ivr_call_events_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."ivr_call_events_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."ivr_call_events_id_seq" TO "service_role";

REVOKE ALL ON TABLE "public"."call_categories" FROM "authenticated";

GRANT SELECT ON TABLE "public"."call_categories" TO "authenticated";

REVOKE ALL ON TABLE "public"."call_categories" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."call_categories" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."call_categories" TO "service_role";

REVOKE ALL ON TABLE "public"."ivr_call_backs" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ivr_call_backs" TO "authenticated";

REVOKE ALL ON TABLE "public"."ivr_call_backs" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_call_backs" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_call_backs" TO "service_role";

REVOKE ALL ON TABLE "public"."ivr_call_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_call_events" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_call_events" TO "service_role";

REVOKE ALL ON TABLE "public"."ivr_call_recordings" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_call_recordings" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_call_recordings" TO "service_role";

REVOKE ALL ON TABLE "public"."ivr_calls" FROM "authenticated";

REVOKE ALL ("assignee_id") ON TABLE "public"."ivr_calls" FROM "authenticated";

GRANT UPDATE ("assignee_id") ON TABLE "public"."ivr_calls" TO "authenticated";

REVOKE ALL ("category_id") ON TABLE "public"."ivr_calls" FROM "authenticated";

GRANT UPDATE ("category_id") ON TABLE "public"."ivr_calls" TO "authenticated";

REVOKE ALL ("notes") ON TABLE "public"."ivr_calls" FROM "authenticated";

GRANT UPDATE ("notes") ON TABLE "public"."ivr_calls" TO "authenticated";

REVOKE ALL ("status") ON TABLE "public"."ivr_calls" FROM "authenticated";

GRANT UPDATE ("status") ON TABLE "public"."ivr_calls" TO "authenticated";

GRANT SELECT ON TABLE "public"."ivr_calls" TO "authenticated";

REVOKE ALL ON TABLE "public"."ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_calls" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."ivr_calls_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_calls_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."ivr_calls_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."ivr_calls_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."ivr_mapping_versions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ivr_mapping_versions" TO "authenticated";

REVOKE ALL ON TABLE "public"."ivr_mapping_versions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_mapping_versions" TO "postgres";

REVOKE ALL ON TABLE "public"."ivr_mapping_versions" FROM "service_role";

GRANT SELECT ON TABLE "public"."ivr_mapping_versions" TO "service_role";

REVOKE ALL ON TABLE "public"."ivr_provider_secrets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_provider_secrets" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_provider_secrets" TO "service_role";

REVOKE ALL ON TABLE "public"."ivr_providers" FROM "authenticated";

REVOKE ALL ("default_department") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("default_department"), UPDATE ("default_department") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("field_mapping") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("field_mapping"), UPDATE ("field_mapping") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("is_active") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("is_active"), UPDATE ("is_active") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("menu") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("menu"), UPDATE ("menu") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("name") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("name"), UPDATE ("name") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("region") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("region"), UPDATE ("region") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("sample_payload") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("sample_payload"), UPDATE ("sample_payload") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("silence_minutes") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("silence_minutes"), UPDATE ("silence_minutes") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("slug") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("slug"), UPDATE ("slug") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("status_mapping") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("status_mapping"), UPDATE ("status_mapping") ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ("time_zone") ON TABLE "public"."ivr_providers" FROM "authenticated";

GRANT INSERT ("time_zone"), UPDATE ("time_zone") ON TABLE "public"."ivr_providers" TO "authenticated";

GRANT SELECT ON TABLE "public"."ivr_providers" TO "authenticated";

REVOKE ALL ON TABLE "public"."ivr_providers" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_providers" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ivr_providers" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_handled_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_handled_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_handled_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_handled_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_ivr_calls" TO "service_role";

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('call_categories', 'Call categories', 'What calls were about: a tree for each department.', 'vced', 'v', 'v');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('ivr', 'IVR calls', 'Calls that came over an IVR: live, missed, called back, completed.', 'vced', 've', 'v');
select public.register_module('ivr_providers', 'IVR providers', 'Who tells us about IVR calls, and how to read it.', 'vce', 'v', 'v');
select public.register_timeline('ivr_call', 'ivr', 'timeline_ivr_calls');
select public.register_agent_work('ivr_call', 'call', p_held => 'agent_ivr_calls', p_handled => 'agent_handled_ivr_calls', p_release => 'release_agent_ivr_calls');
select public.register_assignable('ivr_call', 'ivr', 'ivr_calls', 'live_ivr_calls', 'assign_ivr_calls');
