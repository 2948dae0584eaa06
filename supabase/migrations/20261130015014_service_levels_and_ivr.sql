set check_function_bodies = off;

DROP VIEW "public"."live_conversations";

DROP VIEW "public"."live_email_threads";

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

ALTER TABLE "public"."agent_statuses"
  ADD COLUMN "ends_after_seconds" integer NOT NULL DEFAULT 30;

REVOKE ALL ON SEQUENCE "public"."ivr_call_events_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."ivr_call_events_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."sla_stale_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."sla_stale_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."sla_status_changes_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."sla_status_changes_id_seq" FROM "authenticated";

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

CREATE OR REPLACE FUNCTION public.count_sla_clocks_anew()
  RETURNS SETOF public.sla_clocks_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.state, r.metric, r.channel, r.team, r.tier, r.agent_id)::text), false, count(*), r.state, r.metric, r.channel, r.team, r.tier, r.agent_id from public.sla_clocks r where true group by r.state, r.metric, r.channel, r.team, r.tier, r.agent_id
    $function$;

REVOKE ALL ON FUNCTION "public"."count_sla_clocks_anew"() FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130015014' $function$;

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

ALTER TABLE "public"."sla_kinds"
  ADD CONSTRAINT "sla_kinds_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

ALTER TABLE "public"."sla_policies"
  ADD CONSTRAINT "sla_policies_calendar_id_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE SET NULL;

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

CREATE VIEW "public"."live_conversations" WITH (security_invoker=true) AS  SELECT c.id,
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

CREATE VIEW "public"."live_email_threads" WITH (security_invoker=true) AS  SELECT t.id,
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

select public.join_realtime('public.call_categories');

select public.join_realtime('public.ivr_calls');

select public.join_realtime('public.ivr_providers');

COMMENT ON COLUMN "public"."agent_statuses"."ends_after_seconds" IS 'Of wrap-up that the end of a call set: it ends by itself after so long, and the agent is available; 0: the agent ends it. class: none';

COMMENT ON COLUMN "public"."calendar_versions"."calendar_id" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."holiday_closes" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."holidays" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."hours" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."until" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."version" IS 'class: none';

COMMENT ON COLUMN "public"."calendar_versions"."zone" IS 'class: none';

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

COMMENT ON COLUMN "public"."ivr_call_recordings"."url" IS 'class: personal';

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

COMMENT ON TABLE "public"."call_categories" IS 'What calls were about: a tree for each department. A deleted one stays readable on the calls that have it.';

COMMENT ON TABLE "public"."ivr_call_backs" IS 'Calls back to IVR callers; the attempt says what became of each.';

COMMENT ON TABLE "public"."ivr_call_events" IS 'What providers'' events said about calls, as the mapping read them: a call is worked out from all of its events. access: service only';

COMMENT ON TABLE "public"."ivr_call_recordings" IS 'Where providers keep the recordings of calls; each look at one is logged. access: service only';

COMMENT ON TABLE "public"."ivr_calls" IS 'One row for each call over an IVR: what its provider''s events add up to, and what people did with it.';

COMMENT ON TABLE "public"."ivr_calls_counts" IS 'How many rows of public.ivr_calls there are by status, department, provider_id, direction, assignee_id, is_missed_entry, is_sla_breached: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."ivr_mapping_versions" IS 'What the mapping of a provider was, and who made it so.';

COMMENT ON TABLE "public"."ivr_provider_secrets" IS 'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the provider sees them. access: service only';

COMMENT ON TABLE "public"."ivr_providers" IS 'Who tells us about IVR calls, and how to read it. A removed one keeps its calls.';

COMMENT ON TABLE "public"."sla_clocks" IS 'One row for each thing, metric and cycle: a cache of what the clock of src/slaConfig says, which npm run sla:rebuild writes anew.';

COMMENT ON TABLE "public"."sla_clocks_counts" IS 'How many rows of public.sla_clocks there are by state, metric, channel, team, tier, agent_id: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."sla_items" IS 'The promise that holds for each thing, and when what was promised is due: read anew from what happened whenever something does.';

COMMENT ON TABLE "public"."sla_kinds" IS 'Kinds of things that promises are made for: one row each, by register_sla_kind. access: service only';

COMMENT ON TABLE "public"."sla_notices" IS 'Warnings and breaches that people were told of: once for each thing, metric and beginning of its clock, whatever is read anew. access: service only';

COMMENT ON TABLE "public"."sla_policies" IS 'What customers are promised. The first active policy whose conditions match holds, in the order of position; the default one for the rest.';

COMMENT ON TABLE "public"."sla_policy_versions" IS 'Former versions of policies, also of those that were deleted: what was promised before stays known.';

COMMENT ON TABLE "public"."sla_stale" IS 'Things whose clocks have to be read anew, in the order in which they changed; one may be here several times. access: service only';

COMMENT ON TABLE "public"."sla_state" IS 'One row: the sla_setting_stamp that all clocks were last read by; null: none have been read yet. access: service only';

COMMENT ON TABLE "public"."sla_status_changes" IS 'Every status that a thing with clocks ever had, but for the open one that it began with. Kept by triggers, never changed. access: service only';

COMMENT ON VIEW "public"."agent_handled_ivr_calls" IS 'IVR calls that agents answered. access: service only';

COMMENT ON VIEW "public"."agent_ivr_calls" IS 'Missed calls that agents have taken on. access: service only';

COMMENT ON VIEW "public"."live_conversations" IS 'Conversations that are not finished. access: service only';

COMMENT ON VIEW "public"."live_email_threads" IS 'E-mail threads that are not finished. access: service only';

COMMENT ON VIEW "public"."live_ivr_calls" IS 'Missed calls that nobody has made good. access: service only';

COMMENT ON VIEW "public"."sla_conversation_events" IS 'What happened to conversations, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_conversations" IS 'Conversations, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_email_events" IS 'What happened to e-mail threads, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_email_threads" IS 'E-mail threads, for their clocks. access: service only';

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

REVOKE ALL ON FUNCTION "public"."announce_sla_clocks"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_sla_clocks"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_sla_clocks"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_ivr_calls"(uuid[], uuid[], text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_ivr_calls"(uuid[], uuid[], text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_ivr_calls"(uuid[], uuid[], text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_ivr_calls"(jsonb, bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_ivr_calls"(jsonb, bigint[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_ivr_calls"(jsonb, bigint[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_ivr_provider"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_ivr_provider"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_ivr_provider"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_sla_pass"(timestamp WITH time zone, integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_sla_pass"(timestamp WITH time zone, integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_sla_pass"(timestamp WITH time zone, integer, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_ivr_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_ivr_calls_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_sla_clocks_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_sla_clocks_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_sla_clocks_anew"() TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."get_call_categories"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_call_categories"(text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_call_categories"(text, boolean) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."judge_ivr_call"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."judge_ivr_call"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."judge_ivr_call"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_calendar_version"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_calendar_version"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_calendar_version"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_ivr_calls_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ivr_calls_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ivr_calls_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_ivr_mapping_version"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ivr_mapping_version"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ivr_mapping_version"() TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."keep_tree"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_tree"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_tree"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."list_sla_items"(text, uuid, integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_sla_items"(text, uuid, integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."list_sla_items"(text, uuid, integer, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_ivr_call_back"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_ivr_call_back"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_ivr_call_back"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[]) TO "postgres";

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

REVOKE ALL ON FUNCTION "public"."sla_ms"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_ms"(timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_ms"(timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."sla_setting_stamp"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_setting_stamp"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_setting_stamp"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."store_ivr_calls"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_ivr_calls"(jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_ivr_calls"(jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."tell_sla"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_sla"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_sla"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_ivr_call"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ivr_call"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ivr_call"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_ivr_provider"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ivr_provider"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ivr_provider"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."transfer_ivr_call"(uuid, text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."transfer_ivr_call"(uuid, text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."transfer_ivr_call"(uuid, text, text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_sla_tiers"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_sla_tiers"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_sla_tiers"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_sla"(text, uuid[], jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_sla"(text, uuid[], jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_sla"(text, uuid[], jsonb, jsonb) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."ivr_call_events_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."ivr_call_events_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."ivr_call_events_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."ivr_call_events_id_seq" TO "service_role";

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

REVOKE ALL ON TABLE "public"."agent_handled_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_handled_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_handled_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_handled_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."live_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."live_conversations" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_email_threads" TO "postgres";

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_email_threads" TO "service_role";

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_ivr_calls" TO "service_role";

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

REVOKE ALL ON TABLE "public"."timeline_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_ivr_calls" TO "service_role";

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('call_categories', 'Call categories', 'What calls were about: a tree for each department.', 'vced', 'v', 'v');
select public.register_sla_kind('conversation', 'chats', 'conversations', 'sla_conversations', 'sla_conversation_events', '{resolved}');
select public.register_sla_kind('email_thread', 'emails', 'email_threads', 'sla_email_threads', 'sla_email_events', '{resolved,closed,spam}');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('ivr', 'IVR calls', 'Calls that came over an IVR: live, missed, called back, completed.', 'vced', 've', 'v');
select public.register_module('ivr_providers', 'IVR providers', 'Who tells us about IVR calls, and how to read it.', 'vce', 'v', 'v');
select public.register_timeline('ivr_call', 'ivr', 'timeline_ivr_calls');
select public.register_agent_work('ivr_call', 'call', p_held => 'agent_ivr_calls', p_handled => 'agent_handled_ivr_calls', p_release => 'release_agent_ivr_calls');
select public.register_assignable('ivr_call', 'ivr', 'ivr_calls', 'live_ivr_calls', 'assign_ivr_calls');
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
