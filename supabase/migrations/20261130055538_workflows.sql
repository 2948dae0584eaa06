set check_function_bodies = off;

ALTER TABLE "public"."query_assignments"
  DROP CONSTRAINT "query_assignments_source_check";

CREATE TABLE "public"."workflow_evaluations" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "workflow_id" uuid                     NOT NULL,
  "entity_type" text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"   text                     COLLATE pg_catalog."C" NOT NULL,
  "event"       text                     COLLATE pg_catalog."C" NOT NULL,
  "why"         jsonb                    NOT NULL,
  "at"          timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "workflow_evaluations_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."workflow_evaluations"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflow_evaluations" FROM "anon";

CREATE TABLE "public"."workflow_messages" (
  "id"          uuid                     NOT NULL,
  "customer_id" uuid                     NOT NULL,
  "at"          timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "workflow_messages_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."workflow_messages"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflow_messages" FROM "anon", "authenticated";

CREATE TABLE "public"."workflow_runs_counts" (
  "key"         text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"       boolean NOT NULL DEFAULT true,
  "rows"        bigint  NOT NULL,
  "state"       text,
  "entity_type" text,
  "workflow_id" uuid
);

ALTER TABLE "public"."workflow_runs_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflow_runs_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."workflow_runs" (
  "id"               uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workflow_id"      uuid                     NOT NULL,
  "workflow_version" integer                  NOT NULL,
  "entity_type"      text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"        text                     COLLATE pg_catalog."C" NOT NULL,
  "customer_id"      uuid,
  "cause"            text                     COLLATE pg_catalog."C" NOT NULL,
  "event"            text                     COLLATE pg_catalog."C" NOT NULL,
  "event_at"         timestamp with time zone NOT NULL,
  "depth"            integer                  NOT NULL DEFAULT 1,
  "caused_by"        uuid,
  "why"              jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "input"            jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "state"            text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'running'::text,
  "reason"           text                     NOT NULL DEFAULT ''::text,
  "cancel_on"        text[]                   COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[],
  "waiting_since"    timestamp with time zone,
  "next_at"          timestamp with time zone,
  "lease_until"      timestamp with time zone,
  "created_at"       timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  "finished_at"      timestamp with time zone,
  CONSTRAINT "workflow_runs_pkey" PRIMARY KEY (id),
  CONSTRAINT "workflow_runs_state_check" CHECK ((state = ANY (ARRAY['running'::text, 'waiting'::text, 'done'::text, 'partial'::text, 'cancelled'::text, 'stopped'::text]))),
  CONSTRAINT "workflow_runs_workflow_id_cause_key" UNIQUE (workflow_id, cause)
);

ALTER TABLE "public"."workflow_runs"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflow_runs" FROM "anon";

CREATE TABLE "public"."workflow_secrets" (
  "workflow_id" uuid NOT NULL,
  "secret_hash" text NOT NULL,
  CONSTRAINT "workflow_secrets_pkey" PRIMARY KEY (workflow_id)
);

ALTER TABLE "public"."workflow_secrets"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflow_secrets" FROM "anon", "authenticated";

CREATE TABLE "public"."workflow_steps" (
  "id"            uuid                     NOT NULL,
  "run_id"        uuid                     NOT NULL,
  "position"      text                     COLLATE pg_catalog."C" NOT NULL,
  "action"        text                     COLLATE pg_catalog."C" NOT NULL,
  "state"         text                     COLLATE pg_catalog."C" NOT NULL,
  "attempts"      integer                  NOT NULL DEFAULT 1,
  "says"          text                     NOT NULL DEFAULT ''::text,
  "result"        jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "error_code"    text,
  "error_message" text,
  "entity_type"   text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"     text                     COLLATE pg_catalog."C" NOT NULL,
  "made_type"     text                     COLLATE pg_catalog."C",
  "made_id"       text                     COLLATE pg_catalog."C",
  "made_decision" uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "next_at"       timestamp with time zone,
  "at"            timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "workflow_steps_pkey" PRIMARY KEY (id),
  CONSTRAINT "workflow_steps_run_id_position_key" UNIQUE (run_id, "position"),
  CONSTRAINT "workflow_steps_state_check" CHECK ((state = ANY (ARRAY['done'::text, 'retry'::text, 'failed'::text, 'waiting'::text, 'skipped'::text])))
);

ALTER TABLE "public"."workflow_steps"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflow_steps" FROM "anon";

CREATE TABLE "public"."workflow_versions" (
  "workflow_id" uuid                     NOT NULL,
  "version"     integer                  NOT NULL,
  "workflow"    jsonb                    NOT NULL,
  "since"       timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "workflow_versions_pkey" PRIMARY KEY (workflow_id, VERSION)
);

ALTER TABLE "public"."workflow_versions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflow_versions" FROM "anon";

CREATE TABLE "public"."workflow_watch" (
  "workflow_id"       uuid                     NOT NULL,
  "evaluated"         bigint                   NOT NULL DEFAULT 0,
  "matched"           bigint                   NOT NULL DEFAULT 0,
  "last_evaluated_at" timestamp with time zone,
  "last_matched_at"   timestamp with time zone,
  "sampled_at"        timestamp with time zone,
  "swept_until"       timestamp with time zone NOT NULL DEFAULT now(),
  "fault"             text,
  CONSTRAINT "workflow_watch_pkey" PRIMARY KEY (workflow_id)
);

ALTER TABLE "public"."workflow_watch"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflow_watch" FROM "anon";

CREATE TABLE "public"."workflows" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "name"         text                     NOT NULL,
  "description"  text                     NOT NULL DEFAULT ''::text,
  "trigger"      jsonb                    NOT NULL,
  "conditions"   jsonb                    NOT NULL,
  "actions"      jsonb                    NOT NULL,
  "is_active"    boolean                  NOT NULL DEFAULT false,
  "trigger_type" text                     COLLATE pg_catalog."C" GENERATED ALWAYS AS ((TRIGGER ->> 'type'::text)) STORED NOT NULL,
  "entity_type"  text                     COLLATE pg_catalog."C" GENERATED ALWAYS AS ((TRIGGER ->> 'kind'::text)) STORED NOT NULL,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"   timestamp with time zone,
  "version"      integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "workflows_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "workflows_pkey" PRIMARY KEY (id),
  CONSTRAINT "workflows_trigger_type_check" CHECK ((trigger_type = ANY (ARRAY['event'::text, 'time'::text, 'schedule'::text, 'webhook'::text])))
);

ALTER TABLE "public"."workflows"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflows" FROM "anon";

ALTER TABLE "public"."change_feed"
  ADD COLUMN "before" jsonb;

REVOKE ALL ON SEQUENCE "public"."workflow_evaluations_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."workflow_evaluations_id_seq" FROM "authenticated";

CREATE OR REPLACE FUNCTION public.announce_agent_presence()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'agents', 'agent_presence' || ':created', n.agent_id::text, 'agents', null::uuid, jsonb_build_object('is_connected', n.is_connected, 'since', n.since), array_remove(public.agent_scopes(n.agent_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'agent_presence' || ':removed', o.agent_id::text, 'agents', null::uuid, array_remove(public.agent_scopes(o.agent_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'agent_presence' || ':removed', o.agent_id::text, 'agents', null::uuid, array_remove(public.agent_scopes(o.agent_id), null), n.agent_id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.agent_id = o.agent_id
        where n.agent_id is null or null::uuid is distinct from null::uuid or (array_remove(public.agent_scopes(o.agent_id), null) <> array_remove(public.agent_scopes(n.agent_id), null) and array_remove(public.agent_scopes(o.agent_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'agents', 'agent_presence' || case when o.agent_id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.agent_id::text, 'agents', null::uuid, jsonb_build_object('is_connected', n.is_connected, 'since', n.since), case when o.agent_id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('is_connected', o.is_connected, 'since', o.since) end, array_remove(public.agent_scopes(n.agent_id), null), false
        from new_rows n left join old_rows o on o.agent_id = n.agent_id
        where o.agent_id is null or null::uuid is distinct from null::uuid or row(n.is_connected, n.since) is distinct from row(o.is_connected, o.since);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_agents()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'agents', 'agent' || ':created', n.id::text, 'agents', null::uuid, jsonb_build_object('name', n.name, 'user_id', n.user_id, 'is_active', n.is_active, 'status', n.status, 'availability', n.availability, 'status_since', n.status_since, 'clocked_in_at', n.clocked_in_at, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(public.agent_scopes(n.id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'agent' || ':removed', o.id::text, 'agents', null::uuid, array_remove(public.agent_scopes(o.id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'agent' || ':removed', o.id::text, 'agents', null::uuid, array_remove(public.agent_scopes(o.id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(public.agent_scopes(o.id), null) <> array_remove(public.agent_scopes(n.id), null) and array_remove(public.agent_scopes(o.id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'agents', 'agent' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'agents', null::uuid, jsonb_build_object('name', n.name, 'user_id', n.user_id, 'is_active', n.is_active, 'status', n.status, 'availability', n.availability, 'status_since', n.status_since, 'clocked_in_at', n.clocked_in_at, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('name', o.name, 'user_id', o.user_id, 'is_active', o.is_active, 'status', o.status, 'availability', o.availability, 'status_since', o.status_since, 'clocked_in_at', o.clocked_in_at, 'deleted_at', o.deleted_at, 'version', o.version) end, array_remove(public.agent_scopes(n.id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.name, n.user_id, n.is_active, n.status, n.availability, n.status_since, n.clocked_in_at, n.deleted_at, n.version) is distinct from row(o.name, o.user_id, o.is_active, o.status, o.availability, o.status_since, o.clocked_in_at, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_agri_consultations()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'agri_consultation' || ':created', n.id::text, 'agri_consultancy', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'crop', n.crop, 'season', n.season, 'query_type', n.query_type, 'team', n.team, 'assignee_id', n.assignee_id, 'outcome', n.outcome, 'follow_up_on', n.follow_up_on, 'last_told_at', n.last_told_at, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'agri_consultation' || ':removed', o.id::text, 'agri_consultancy', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'agri_consultation' || ':removed', o.id::text, 'agri_consultancy', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'agri_consultation' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'agri_consultancy', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'crop', n.crop, 'season', n.season, 'query_type', n.query_type, 'team', n.team, 'assignee_id', n.assignee_id, 'outcome', n.outcome, 'follow_up_on', n.follow_up_on, 'last_told_at', n.last_told_at, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('number', o.number, 'status', o.status, 'customer_id', o.customer_id, 'crop', o.crop, 'season', o.season, 'query_type', o.query_type, 'team', o.team, 'assignee_id', o.assignee_id, 'outcome', o.outcome, 'follow_up_on', o.follow_up_on, 'last_told_at', o.last_told_at, 'deleted_at', o.deleted_at, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.status, n.customer_id, n.crop, n.season, n.query_type, n.team, n.assignee_id, n.outcome, n.follow_up_on, n.last_told_at, n.deleted_at, n.version) is distinct from row(o.number, o.status, o.customer_id, o.crop, o.season, o.query_type, o.team, o.assignee_id, o.outcome, o.follow_up_on, o.last_told_at, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_approval_requests()
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
        select 'notifications', 'approval_request' || ':created', n.id::text, 'approvals', null::uuid, jsonb_build_object('kind', n.kind, 'entity_type', n.entity_type, 'entity_id', n.entity_id, 'status', n.status, 'level', n.level, 'requested_by', n.requested_by, 'decided_by', n.decided_by, 'expires_at', n.expires_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'notifications', 'approval_request' || ':removed', o.id::text, 'approvals', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'notifications', 'approval_request' || ':removed', o.id::text, 'approvals', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'notifications', 'approval_request' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'approvals', null::uuid, jsonb_build_object('kind', n.kind, 'entity_type', n.entity_type, 'entity_id', n.entity_id, 'status', n.status, 'level', n.level, 'requested_by', n.requested_by, 'decided_by', n.decided_by, 'expires_at', n.expires_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('kind', o.kind, 'entity_type', o.entity_type, 'entity_id', o.entity_id, 'status', o.status, 'level', o.level, 'requested_by', o.requested_by, 'decided_by', o.decided_by, 'expires_at', o.expires_at, 'version', o.version) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.kind, n.entity_type, n.entity_id, n.status, n.level, n.requested_by, n.decided_by, n.expires_at, n.version) is distinct from row(o.kind, o.entity_type, o.entity_id, o.status, o.level, o.requested_by, o.decided_by, o.expires_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_call_attempts()
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
        select 'calls', 'call_attempt' || ':created', n.id::text, 'calls', null::uuid, jsonb_build_object('kind', n.kind, 'agent_number', n.agent_number, 'customer_number', n.customer_number, 'state', n.state, 'status', n.status, 'outcome', n.outcome, 'started_at', n.started_at, 'ended_at', n.ended_at, 'duration', n.duration, 'billsec', n.billsec, 'has_recording', n.has_recording, 'reports', n.reports, 'call_log_id', n.call_log_id, 'error_code', n.error_code, 'requested_by', n.requested_by, 'created_at', n.created_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'call_attempt' || ':removed', o.id::text, 'calls', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'call_attempt' || ':removed', o.id::text, 'calls', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'calls', 'call_attempt' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'calls', null::uuid, jsonb_build_object('kind', n.kind, 'agent_number', n.agent_number, 'customer_number', n.customer_number, 'state', n.state, 'status', n.status, 'outcome', n.outcome, 'started_at', n.started_at, 'ended_at', n.ended_at, 'duration', n.duration, 'billsec', n.billsec, 'has_recording', n.has_recording, 'reports', n.reports, 'call_log_id', n.call_log_id, 'error_code', n.error_code, 'requested_by', n.requested_by, 'created_at', n.created_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('kind', o.kind, 'agent_number', o.agent_number, 'customer_number', o.customer_number, 'state', o.state, 'status', o.status, 'outcome', o.outcome, 'started_at', o.started_at, 'ended_at', o.ended_at, 'duration', o.duration, 'billsec', o.billsec, 'has_recording', o.has_recording, 'reports', o.reports, 'call_log_id', o.call_log_id, 'error_code', o.error_code, 'requested_by', o.requested_by, 'created_at', o.created_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.kind, n.agent_number, n.customer_number, n.state, n.status, n.outcome, n.started_at, n.ended_at, n.duration, n.billsec, n.has_recording, n.reports, n.call_log_id, n.error_code, n.requested_by, n.created_at) is distinct from row(o.kind, o.agent_number, o.customer_number, o.state, o.status, o.outcome, o.started_at, o.ended_at, o.duration, o.billsec, o.has_recording, o.reports, o.call_log_id, o.error_code, o.requested_by, o.created_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'calls', 'call_category' || ':created', n.id::text, 'call_categories', null::uuid, jsonb_build_object('parent_id', n.parent_id, 'department', n.department, 'name', n.name, 'position', n."position", 'is_active', n.is_active, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(public.department_scopes(n.department, true), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'calls', 'call_category' || ':removed', o.id::text, 'call_categories', null::uuid, array_remove(public.department_scopes(o.department, true), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'calls', 'call_category' || ':removed', o.id::text, 'call_categories', null::uuid, array_remove(public.department_scopes(o.department, true), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(public.department_scopes(o.department, true), null) <> array_remove(public.department_scopes(n.department, true), null) and array_remove(public.department_scopes(o.department, true), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'calls', 'call_category' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'call_categories', null::uuid, jsonb_build_object('parent_id', n.parent_id, 'department', n.department, 'name', n.name, 'position', n."position", 'is_active', n.is_active, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('parent_id', o.parent_id, 'department', o.department, 'name', o.name, 'position', o."position", 'is_active', o.is_active, 'version', o.version, 'deleted_at', o.deleted_at) end, array_remove(public.department_scopes(n.department, true), null), false
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

CREATE OR REPLACE FUNCTION public.announce_chat_providers()
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
        select 'chats', 'chat_provider' || ':created', n.id::text, 'chat_providers', null::uuid, jsonb_build_object('slug', n.slug, 'kind', n.kind, 'name', n.name, 'default_team', n.default_team, 'is_active', n.is_active, 'silence_minutes', n.silence_minutes, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'chat_provider' || ':removed', o.id::text, 'chat_providers', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'chat_provider' || ':removed', o.id::text, 'chat_providers', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'chats', 'chat_provider' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chat_providers', null::uuid, jsonb_build_object('slug', n.slug, 'kind', n.kind, 'name', n.name, 'default_team', n.default_team, 'is_active', n.is_active, 'silence_minutes', n.silence_minutes, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('slug', o.slug, 'kind', o.kind, 'name', o.name, 'default_team', o.default_team, 'is_active', o.is_active, 'silence_minutes', o.silence_minutes, 'version', o.version, 'deleted_at', o.deleted_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.slug, n.kind, n.name, n.default_team, n.is_active, n.silence_minutes, n.version, n.deleted_at) is distinct from row(o.slug, o.kind, o.name, o.default_team, o.is_active, o.silence_minutes, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'chat_triage' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'message_id', n.message_id, 'adapter', n.adapter, 'state', n.state, 'created_at', n.created_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'chat_triage' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'chat_triage' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null) and array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'chats', 'chat_triage' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'message_id', n.message_id, 'adapter', n.adapter, 'state', n.state, 'created_at', n.created_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('conversation_id', o.conversation_id, 'message_id', o.message_id, 'adapter', o.adapter, 'state', o.state, 'created_at', o.created_at) end, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false
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

CREATE OR REPLACE FUNCTION public.announce_conversation_notes()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'conversation_note' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'mentions', n.mentions, 'created_by', n.created_by, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'conversation_note' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'conversation_note' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null) and array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'chats', 'conversation_note' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'mentions', n.mentions, 'created_by', n.created_by, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('conversation_id', o.conversation_id, 'mentions', o.mentions, 'created_by', o.created_by, 'version', o.version, 'deleted_at', o.deleted_at) end, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.conversation_id, n.mentions, n.created_by, n.version, n.deleted_at) is distinct from row(o.conversation_id, o.mentions, o.created_by, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_conversations()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'conversation' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('contact_id', n.contact_id, 'provider_id', n.provider_id, 'channel', n.channel, 'customer_id', n.customer_id, 'contact_name', n.contact_name, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'labels', n.labels, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_message_preview', n.last_message_preview, 'last_message_type', n.last_message_type, 'last_direction', n.last_direction, 'waiting_since', n.waiting_since, 'window_closes_at', n.window_closes_at, 'merged_into', n.merged_into, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'conversation' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'conversation' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'chats', 'conversation' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('contact_id', n.contact_id, 'provider_id', n.provider_id, 'channel', n.channel, 'customer_id', n.customer_id, 'contact_name', n.contact_name, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'labels', n.labels, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_message_preview', n.last_message_preview, 'last_message_type', n.last_message_type, 'last_direction', n.last_direction, 'waiting_since', n.waiting_since, 'window_closes_at', n.window_closes_at, 'merged_into', n.merged_into, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('contact_id', o.contact_id, 'provider_id', o.provider_id, 'channel', o.channel, 'customer_id', o.customer_id, 'contact_name', o.contact_name, 'status', o.status, 'priority', o.priority, 'team', o.team, 'assignee_id', o.assignee_id, 'labels', o.labels, 'snoozed_until', o.snoozed_until, 'cycle', o.cycle, 'message_count', o.message_count, 'unread_count', o.unread_count, 'last_message_at', o.last_message_at, 'last_message_preview', o.last_message_preview, 'last_message_type', o.last_message_type, 'last_direction', o.last_direction, 'waiting_since', o.waiting_since, 'window_closes_at', o.window_closes_at, 'merged_into', o.merged_into, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.contact_id, n.provider_id, n.channel, n.customer_id, n.contact_name, n.status, n.priority, n.team, n.assignee_id, n.labels, n.snoozed_until, n.cycle, n.message_count, n.unread_count, n.last_message_at, n.last_message_preview, n.last_message_type, n.last_direction, n.waiting_since, n.window_closes_at, n.merged_into, n.version) is distinct from row(o.contact_id, o.provider_id, o.channel, o.customer_id, o.contact_name, o.status, o.priority, o.team, o.assignee_id, o.labels, o.snoozed_until, o.cycle, o.message_count, o.unread_count, o.last_message_at, o.last_message_preview, o.last_message_type, o.last_direction, o.waiting_since, o.window_closes_at, o.merged_into, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_corrective_actions()
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
        select 'tickets', 'corrective_action' || ':created', n.id::text, 'return_rca', null::uuid, jsonb_build_object('status', n.status, 'cause_id', n.cause_id, 'product_id', n.product_id, 'title', n.title, 'owner_id', n.owner_id, 'due_on', n.due_on, 'done_on', n.done_on, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'corrective_action' || ':removed', o.id::text, 'return_rca', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'corrective_action' || ':removed', o.id::text, 'return_rca', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'corrective_action' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'return_rca', null::uuid, jsonb_build_object('status', n.status, 'cause_id', n.cause_id, 'product_id', n.product_id, 'title', n.title, 'owner_id', n.owner_id, 'due_on', n.due_on, 'done_on', n.done_on, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('status', o.status, 'cause_id', o.cause_id, 'product_id', o.product_id, 'title', o.title, 'owner_id', o.owner_id, 'due_on', o.due_on, 'done_on', o.done_on, 'version', o.version, 'deleted_at', o.deleted_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.status, n.cause_id, n.product_id, n.title, n.owner_id, n.due_on, n.done_on, n.version, n.deleted_at) is distinct from row(o.status, o.cause_id, o.product_id, o.title, o.owner_id, o.due_on, o.done_on, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_customer_events()
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
        select 'tickets', 'customer_event' || ':created', n.id::text, 'timeline', null::uuid, jsonb_build_object('customer_id', n.customer_id, 'event_type', n.event_type, 'title', n.title, 'occurred_at', n.occurred_at, 'agent_id', n.agent_id, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'customer_event' || ':removed', o.id::text, 'timeline', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'customer_event' || ':removed', o.id::text, 'timeline', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'customer_event' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'timeline', null::uuid, jsonb_build_object('customer_id', n.customer_id, 'event_type', n.event_type, 'title', n.title, 'occurred_at', n.occurred_at, 'agent_id', n.agent_id, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('customer_id', o.customer_id, 'event_type', o.event_type, 'title', o.title, 'occurred_at', o.occurred_at, 'agent_id', o.agent_id, 'version', o.version, 'deleted_at', o.deleted_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.customer_id, n.event_type, n.title, n.occurred_at, n.agent_id, n.version, n.deleted_at) is distinct from row(o.customer_id, o.event_type, o.title, o.occurred_at, o.agent_id, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_customers()
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
        select 'tickets', 'customer' || ':created', n.id::text, 'customers', null::uuid, jsonb_build_object('display_name', n.display_name, 'tier', n.tier, 'language', n.language, 'owner_id', n.owner_id, 'blocked', n.blocked, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'customer' || ':removed', o.id::text, 'customers', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'customer' || ':removed', o.id::text, 'customers', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'customer' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'customers', null::uuid, jsonb_build_object('display_name', n.display_name, 'tier', n.tier, 'language', n.language, 'owner_id', n.owner_id, 'blocked', n.blocked, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('display_name', o.display_name, 'tier', o.tier, 'language', o.language, 'owner_id', o.owner_id, 'blocked', o.blocked, 'merged_into', o.merged_into, 'deleted_at', o.deleted_at, 'version', o.version) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.display_name, n.tier, n.language, n.owner_id, n.blocked, n.merged_into, n.deleted_at, n.version) is distinct from row(o.display_name, o.tier, o.language, o.owner_id, o.blocked, o.merged_into, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_email_threads()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'emails', 'email_thread' || ':created', n.id::text, 'emails', null::uuid, jsonb_build_object('support_email_id', n.support_email_id, 'subject', n.subject, 'customer_id', n.customer_id, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_direction', n.last_direction, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'emails', 'email_thread' || ':removed', o.id::text, 'emails', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'emails', 'email_thread' || ':removed', o.id::text, 'emails', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'emails', 'email_thread' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'emails', null::uuid, jsonb_build_object('support_email_id', n.support_email_id, 'subject', n.subject, 'customer_id', n.customer_id, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_direction', n.last_direction, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('support_email_id', o.support_email_id, 'subject', o.subject, 'customer_id', o.customer_id, 'message_count', o.message_count, 'unread_count', o.unread_count, 'last_message_at', o.last_message_at, 'last_direction', o.last_direction, 'status', o.status, 'priority', o.priority, 'team', o.team, 'assignee_id', o.assignee_id, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.support_email_id, n.subject, n.customer_id, n.message_count, n.unread_count, n.last_message_at, n.last_direction, n.status, n.priority, n.team, n.assignee_id, n.version) is distinct from row(o.support_email_id, o.subject, o.customer_id, o.message_count, o.unread_count, o.last_message_at, o.last_direction, o.status, o.priority, o.team, o.assignee_id, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_emails()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'emails', 'email' || ':created', n.id::text, 'emails', null::uuid, jsonb_build_object('support_email_id', n.support_email_id, 'thread_id', n.thread_id, 'direction', n.direction, 'kind', n.kind, 'from_email', n.from_email, 'from_name', n.from_name, 'subject', n.subject, 'snippet', n.snippet, 'received_at', n.received_at, 'has_attachments', n.has_attachments, 'customer_id', n.customer_id, 'is_read', n.is_read, 'status', n.status, 'priority', n.priority, 'category', n.category, 'sentiment', n.sentiment, 'language', n.language, 'team', n.team, 'assignee_id', n.assignee_id, 'triage_state', n.triage_state, 'send_state', n.send_state, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'emails', 'email' || ':removed', o.id::text, 'emails', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'emails', 'email' || ':removed', o.id::text, 'emails', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'emails', 'email' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'emails', null::uuid, jsonb_build_object('support_email_id', n.support_email_id, 'thread_id', n.thread_id, 'direction', n.direction, 'kind', n.kind, 'from_email', n.from_email, 'from_name', n.from_name, 'subject', n.subject, 'snippet', n.snippet, 'received_at', n.received_at, 'has_attachments', n.has_attachments, 'customer_id', n.customer_id, 'is_read', n.is_read, 'status', n.status, 'priority', n.priority, 'category', n.category, 'sentiment', n.sentiment, 'language', n.language, 'team', n.team, 'assignee_id', n.assignee_id, 'triage_state', n.triage_state, 'send_state', n.send_state, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('support_email_id', o.support_email_id, 'thread_id', o.thread_id, 'direction', o.direction, 'kind', o.kind, 'from_email', o.from_email, 'from_name', o.from_name, 'subject', o.subject, 'snippet', o.snippet, 'received_at', o.received_at, 'has_attachments', o.has_attachments, 'customer_id', o.customer_id, 'is_read', o.is_read, 'status', o.status, 'priority', o.priority, 'category', o.category, 'sentiment', o.sentiment, 'language', o.language, 'team', o.team, 'assignee_id', o.assignee_id, 'triage_state', o.triage_state, 'send_state', o.send_state, 'version', o.version, 'deleted_at', o.deleted_at) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.support_email_id, n.thread_id, n.direction, n.kind, n.from_email, n.from_name, n.subject, n.snippet, n.received_at, n.has_attachments, n.customer_id, n.is_read, n.status, n.priority, n.category, n.sentiment, n.language, n.team, n.assignee_id, n.triage_state, n.send_state, n.version, n.deleted_at) is distinct from row(o.support_email_id, o.thread_id, o.direction, o.kind, o.from_email, o.from_name, o.subject, o.snippet, o.received_at, o.has_attachments, o.customer_id, o.is_read, o.status, o.priority, o.category, o.sentiment, o.language, o.team, o.assignee_id, o.triage_state, o.send_state, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_imports()
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
        select 'tickets', 'import' || ':created', n.id::text, n.module, null::uuid, jsonb_build_object('kind', n.kind, 'state', n.state, 'total', n.total, 'done', n.done, 'created', n.created, 'updated', n.updated, 'unchanged', n.unchanged, 'failed', n.failed, 'error_code', n.error_code) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'import' || ':removed', o.id::text, o.module, null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'import' || ':removed', o.id::text, o.module, null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'import' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, n.module, null::uuid, jsonb_build_object('kind', n.kind, 'state', n.state, 'total', n.total, 'done', n.done, 'created', n.created, 'updated', n.updated, 'unchanged', n.unchanged, 'failed', n.failed, 'error_code', n.error_code), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('kind', o.kind, 'state', o.state, 'total', o.total, 'done', o.done, 'created', o.created, 'updated', o.updated, 'unchanged', o.unchanged, 'failed', o.failed, 'error_code', o.error_code) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.kind, n.state, n.total, n.done, n.created, n.updated, n.unchanged, n.failed, n.error_code) is distinct from row(o.kind, o.state, o.total, o.done, o.created, o.updated, o.unchanged, o.failed, o.error_code);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'calls', 'ivr_call' || ':created', n.id::text, 'ivr', null::uuid, jsonb_build_object('provider_id', n.provider_id, 'status', n.status, 'direction', n.direction, 'customer_number', n.customer_number, 'customer_id', n.customer_id, 'department', n.department, 'agent_id', n.agent_id, 'agent_name', n.agent_name, 'assignee_id', n.assignee_id, 'category_id', n.category_id, 'started_at', n.started_at, 'answered_at', n.answered_at, 'ended_at', n.ended_at, 'talk_seconds', n.talk_seconds, 'is_missed_entry', n.is_missed_entry, 'missed_count', n.missed_count, 'closed_at', n.closed_at, 'attempts', n.attempts, 'is_sla_breached', n.is_sla_breached, 'version', n.version), array_remove(public.department_scopes(n.department), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'calls', 'ivr_call' || ':removed', o.id::text, 'ivr', null::uuid, array_remove(public.department_scopes(o.department), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'calls', 'ivr_call' || ':removed', o.id::text, 'ivr', null::uuid, array_remove(public.department_scopes(o.department), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(public.department_scopes(o.department), null) <> array_remove(public.department_scopes(n.department), null) and array_remove(public.department_scopes(o.department), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'calls', 'ivr_call' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'ivr', null::uuid, jsonb_build_object('provider_id', n.provider_id, 'status', n.status, 'direction', n.direction, 'customer_number', n.customer_number, 'customer_id', n.customer_id, 'department', n.department, 'agent_id', n.agent_id, 'agent_name', n.agent_name, 'assignee_id', n.assignee_id, 'category_id', n.category_id, 'started_at', n.started_at, 'answered_at', n.answered_at, 'ended_at', n.ended_at, 'talk_seconds', n.talk_seconds, 'is_missed_entry', n.is_missed_entry, 'missed_count', n.missed_count, 'closed_at', n.closed_at, 'attempts', n.attempts, 'is_sla_breached', n.is_sla_breached, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('provider_id', o.provider_id, 'status', o.status, 'direction', o.direction, 'customer_number', o.customer_number, 'customer_id', o.customer_id, 'department', o.department, 'agent_id', o.agent_id, 'agent_name', o.agent_name, 'assignee_id', o.assignee_id, 'category_id', o.category_id, 'started_at', o.started_at, 'answered_at', o.answered_at, 'ended_at', o.ended_at, 'talk_seconds', o.talk_seconds, 'is_missed_entry', o.is_missed_entry, 'missed_count', o.missed_count, 'closed_at', o.closed_at, 'attempts', o.attempts, 'is_sla_breached', o.is_sla_breached, 'version', o.version) end, array_remove(public.department_scopes(n.department), null), false
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'calls', 'ivr_provider' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'ivr_providers', null::uuid, jsonb_build_object('slug', n.slug, 'name', n.name, 'is_active', n.is_active, 'default_department', n.default_department, 'silence_minutes', n.silence_minutes, 'mapping_version', n.mapping_version, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('slug', o.slug, 'name', o.name, 'is_active', o.is_active, 'default_department', o.default_department, 'silence_minutes', o.silence_minutes, 'mapping_version', o.mapping_version, 'version', o.version, 'deleted_at', o.deleted_at) end
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

CREATE OR REPLACE FUNCTION public.announce_kaleyra_sync_runs()
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
        select 'calls', 'sync_run' || ':created', n.id::text, 'calls', null::uuid, jsonb_build_object('from_date', n.from_date, 'to_date', n.to_date, 'state', n.state, 'trigger', n.trigger, 'next_date', n.next_date, 'pages', n.pages, 'synced', n.synced, 'inserted', n.inserted, 'updated', n.updated, 'unchanged', n.unchanged, 'rejected', n.rejected, 'error_code', n.error_code) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'sync_run' || ':removed', o.id::text, 'calls', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'calls', 'sync_run' || ':removed', o.id::text, 'calls', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'calls', 'sync_run' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'calls', null::uuid, jsonb_build_object('from_date', n.from_date, 'to_date', n.to_date, 'state', n.state, 'trigger', n.trigger, 'next_date', n.next_date, 'pages', n.pages, 'synced', n.synced, 'inserted', n.inserted, 'updated', n.updated, 'unchanged', n.unchanged, 'rejected', n.rejected, 'error_code', n.error_code), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('from_date', o.from_date, 'to_date', o.to_date, 'state', o.state, 'trigger', o.trigger, 'next_date', o.next_date, 'pages', o.pages, 'synced', o.synced, 'inserted', o.inserted, 'updated', o.updated, 'unchanged', o.unchanged, 'rejected', o.rejected, 'error_code', o.error_code) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.from_date, n.to_date, n.state, n.trigger, n.next_date, n.pages, n.synced, n.inserted, n.updated, n.unchanged, n.rejected, n.error_code) is distinct from row(o.from_date, o.to_date, o.state, o.trigger, o.next_date, o.pages, o.synced, o.inserted, o.updated, o.unchanged, o.rejected, o.error_code);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_message_media()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'message_media' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('message_id', n.message_id, 'position', n."position", 'state', n.state, 'reason', n.reason, 'mime', n.mime, 'file_name', n.file_name, 'size', n.size), array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = n.message_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'message_media' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = o.message_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'message_media' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = o.message_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = o.message_id), null) <> array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = n.message_id), null) and array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = o.message_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'chats', 'message_media' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('message_id', n.message_id, 'position', n."position", 'state', n.state, 'reason', n.reason, 'mime', n.mime, 'file_name', n.file_name, 'size', n.size), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('message_id', o.message_id, 'position', o."position", 'state', o.state, 'reason', o.reason, 'mime', o.mime, 'file_name', o.file_name, 'size', o.size) end, array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = n.message_id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.message_id, n."position", n.state, n.reason, n.mime, n.file_name, n.size) is distinct from row(o.message_id, o."position", o.state, o.reason, o.mime, o.file_name, o.size);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_messages()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'message' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'contact_id', n.contact_id, 'customer_id', n.customer_id, 'direction', n.direction, 'source', n.source, 'type', n.type, 'preview', n.preview, 'at', n.at, 'created_by', n.created_by, 'reply_to_id', n.reply_to_id, 'media_count', n.media_count, 'reactions', n.reactions, 'status', n.status, 'delivered_at', n.delivered_at, 'read_at', n.read_at, 'error_code', n.error_code, 'edited_at', n.edited_at, 'deleted_at', n.deleted_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'message' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'message' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null) and array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'chats', 'message' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'contact_id', n.contact_id, 'customer_id', n.customer_id, 'direction', n.direction, 'source', n.source, 'type', n.type, 'preview', n.preview, 'at', n.at, 'created_by', n.created_by, 'reply_to_id', n.reply_to_id, 'media_count', n.media_count, 'reactions', n.reactions, 'status', n.status, 'delivered_at', n.delivered_at, 'read_at', n.read_at, 'error_code', n.error_code, 'edited_at', n.edited_at, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('conversation_id', o.conversation_id, 'contact_id', o.contact_id, 'customer_id', o.customer_id, 'direction', o.direction, 'source', o.source, 'type', o.type, 'preview', o.preview, 'at', o.at, 'created_by', o.created_by, 'reply_to_id', o.reply_to_id, 'media_count', o.media_count, 'reactions', o.reactions, 'status', o.status, 'delivered_at', o.delivered_at, 'read_at', o.read_at, 'error_code', o.error_code, 'edited_at', o.edited_at, 'deleted_at', o.deleted_at) end, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.conversation_id, n.contact_id, n.customer_id, n.direction, n.source, n.type, n.preview, n.at, n.created_by, n.reply_to_id, n.media_count, n.reactions, n.status, n.delivered_at, n.read_at, n.error_code, n.edited_at, n.deleted_at) is distinct from row(o.conversation_id, o.contact_id, o.customer_id, o.direction, o.source, o.type, o.preview, o.at, o.created_by, o.reply_to_id, o.media_count, o.reactions, o.status, o.delivered_at, o.read_at, o.error_code, o.edited_at, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_notification_receipts()
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
        select 'notifications', 'notification_receipt' || ':created', n.id::text, n.module, n.user_id, jsonb_build_object('status', n.status, 'read_at', n.read_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'notifications', 'notification_receipt' || ':removed', o.id::text, o.module, o.user_id from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'notifications', 'notification_receipt' || ':removed', o.id::text, o.module, o.user_id
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or o.user_id is distinct from n.user_id;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'notifications', 'notification_receipt' || case when o.id is null or o.user_id is distinct from n.user_id then ':created' else ':updated' end,
          n.id::text, n.module, n.user_id, jsonb_build_object('status', n.status, 'read_at', n.read_at), case when o.id is not null and o.user_id is not distinct from n.user_id then jsonb_build_object('status', o.status, 'read_at', o.read_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or o.user_id is distinct from n.user_id or row(n.status, n.read_at) is distinct from row(o.status, o.read_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_query_assignments()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'agents', 'query_assignment' || ':created', n.id::text, 'assignments', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'channel', n.channel, 'team', n.team, 'agent_id', n.agent_id, 'status', n.status, 'source', n.source, 'assigned_at', n.assigned_at, 'lease_until', n.lease_until, 'ended_at', n.ended_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'query_assignment' || ':removed', o.id::text, 'assignments', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'query_assignment' || ':removed', o.id::text, 'assignments', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'agents', 'query_assignment' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'assignments', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'channel', n.channel, 'team', n.team, 'agent_id', n.agent_id, 'status', n.status, 'source', n.source, 'assigned_at', n.assigned_at, 'lease_until', n.lease_until, 'ended_at', n.ended_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('entity_type', o.entity_type, 'entity_id', o.entity_id, 'channel', o.channel, 'team', o.team, 'agent_id', o.agent_id, 'status', o.status, 'source', o.source, 'assigned_at', o.assigned_at, 'lease_until', o.lease_until, 'ended_at', o.ended_at, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.entity_type, n.entity_id, n.channel, n.team, n.agent_id, n.status, n.source, n.assigned_at, n.lease_until, n.ended_at, n.version) is distinct from row(o.entity_type, o.entity_id, o.channel, o.team, o.agent_id, o.status, o.source, o.assigned_at, o.lease_until, o.ended_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_refunds()
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
        select 'tickets', 'refund' || ':created', n.id::text, 'refunds', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'order_number', n.order_number, 'reason_code', n.reason_code, 'amount_minor', n.amount_minor, 'currency', n.currency, 'assignee_id', n.assignee_id, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'refund' || ':removed', o.id::text, 'refunds', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'refund' || ':removed', o.id::text, 'refunds', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'refund' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'refunds', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'order_number', n.order_number, 'reason_code', n.reason_code, 'amount_minor', n.amount_minor, 'currency', n.currency, 'assignee_id', n.assignee_id, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('number', o.number, 'status', o.status, 'customer_id', o.customer_id, 'order_number', o.order_number, 'reason_code', o.reason_code, 'amount_minor', o.amount_minor, 'currency', o.currency, 'assignee_id', o.assignee_id, 'version', o.version) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.status, n.customer_id, n.order_number, n.reason_code, n.amount_minor, n.currency, n.assignee_id, n.version) is distinct from row(o.number, o.status, o.customer_id, o.order_number, o.reason_code, o.amount_minor, o.currency, o.assignee_id, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_return_rcas()
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
        select 'tickets', 'return_rca' || ':created', n.id::text, 'return_rca', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'refund_id', n.refund_id, 'order_number', n.order_number, 'product_id', n.product_id, 'batch', n.batch, 'quantity', n.quantity, 'cost_minor', n.cost_minor, 'currency', n.currency, 'returned_on', n.returned_on, 'primary_cause_id', n.primary_cause_id, 'assignee_id', n.assignee_id, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'return_rca' || ':removed', o.id::text, 'return_rca', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'return_rca' || ':removed', o.id::text, 'return_rca', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'return_rca' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'return_rca', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'refund_id', n.refund_id, 'order_number', n.order_number, 'product_id', n.product_id, 'batch', n.batch, 'quantity', n.quantity, 'cost_minor', n.cost_minor, 'currency', n.currency, 'returned_on', n.returned_on, 'primary_cause_id', n.primary_cause_id, 'assignee_id', n.assignee_id, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('number', o.number, 'status', o.status, 'customer_id', o.customer_id, 'refund_id', o.refund_id, 'order_number', o.order_number, 'product_id', o.product_id, 'batch', o.batch, 'quantity', o.quantity, 'cost_minor', o.cost_minor, 'currency', o.currency, 'returned_on', o.returned_on, 'primary_cause_id', o.primary_cause_id, 'assignee_id', o.assignee_id, 'version', o.version, 'deleted_at', o.deleted_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.status, n.customer_id, n.refund_id, n.order_number, n.product_id, n.batch, n.quantity, n.cost_minor, n.currency, n.returned_on, n.primary_cause_id, n.assignee_id, n.version, n.deleted_at) is distinct from row(o.number, o.status, o.customer_id, o.refund_id, o.order_number, o.product_id, o.batch, o.quantity, o.cost_minor, o.currency, o.returned_on, o.primary_cause_id, o.assignee_id, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'sla_clock' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'sla', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'metric', n.metric, 'cycle', n.cycle, 'state', n.state, 'due_at', n.due_at, 'ended_at', n.ended_at, 'team', n.team, 'agent_id', n.agent_id), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('entity_type', o.entity_type, 'entity_id', o.entity_id, 'metric', o.metric, 'cycle', o.cycle, 'state', o.state, 'due_at', o.due_at, 'ended_at', o.ended_at, 'team', o.team, 'agent_id', o.agent_id) end
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

CREATE OR REPLACE FUNCTION public.announce_support_emails()
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
        select 'emails', 'support_email' || ':created', n.id::text, 'support_emails', null::uuid, jsonb_build_object('email_address', n.email_address, 'display_name', n.display_name, 'is_active', n.is_active, 'is_watched', n.is_watched, 'state', n.state, 'last_error_code', n.last_error_code, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'emails', 'support_email' || ':removed', o.id::text, 'support_emails', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'emails', 'support_email' || ':removed', o.id::text, 'support_emails', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'emails', 'support_email' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'support_emails', null::uuid, jsonb_build_object('email_address', n.email_address, 'display_name', n.display_name, 'is_active', n.is_active, 'is_watched', n.is_watched, 'state', n.state, 'last_error_code', n.last_error_code, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('email_address', o.email_address, 'display_name', o.display_name, 'is_active', o.is_active, 'is_watched', o.is_watched, 'state', o.state, 'last_error_code', o.last_error_code, 'deleted_at', o.deleted_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.email_address, n.display_name, n.is_active, n.is_watched, n.state, n.last_error_code, n.deleted_at) is distinct from row(o.email_address, o.display_name, o.is_active, o.is_watched, o.state, o.last_error_code, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_table (
  p_table         regclass,
  p_namespace     text,
  p_entity        text,
  p_module        text,
  p_columns       text,
  p_id_column     text     DEFAULT 'id'::text,
  p_owner_column  text     DEFAULT ''::text,
  p_module_column text     DEFAULT ''::text,
  p_scopes        text     DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $functionx$
declare
  v_columns  text[] := string_to_array(replace(p_columns, ' ', ''), ',');
  v_column   text;
  v_parts    record;
  v_name     text := 'announce_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_new_module text := case when p_module_column = '' then quote_literal(p_module) else format('n.%I', p_module_column) end;
  v_old_module text := case when p_module_column = '' then quote_literal(p_module) else format('o.%I', p_module_column) end;
  v_payload  text;
  v_before   text;
  v_changed  text;
  v_new_user text := case when p_owner_column = '' then 'null::uuid' else format('n.%I', p_owner_column) end;
  -- Null without scopes, and so is what is made of them by concatenation.
  v_new_scopes text := 'array_remove(' || regexp_replace(p_scopes, '\mr\.', 'n.', 'g') || ', null)';
  v_old_scopes text := 'array_remove(' || regexp_replace(p_scopes, '\mr\.', 'o.', 'g') || ', null)';
  v_old_user text := case when p_owner_column = '' then 'null::uuid' else format('o.%I', p_owner_column) end;
begin
  if p_module_column = '' and not exists (select from public.modules where key = p_module) then
    raise exception 'There is no module %: register it first.', p_module;
  end if;
  foreach v_column in array v_columns || p_id_column || array_remove(array[p_owner_column, p_module_column], '') loop
    if not exists (select from pg_catalog.pg_attribute where attrelid = p_table and attname = v_column and attnum > 0 and not attisdropped) then
      raise exception '% has no column %.', p_table, v_column;
    end if;
  end loop;
  select format('jsonb_build_object(%s)', string_agg(format('%L, n.%I', c, c), ', ')),
    format('row(%s) is distinct from row(%s)', string_agg(format('n.%I', c), ', '), string_agg(format('o.%I', c), ', '))
  into v_payload, v_changed from unnest(v_columns) c;
  v_before := replace(v_payload, ', n.', ', o.');

  execute format($function$
    create function public.%I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload%11$s)
        select %2$L, %3$L || ':created', n.%5$I::text, %4$s, %6$s, %8$s%12$s from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id%11$s)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s%13$s from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id%11$s)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s%14$s
        from old_rows o left join new_rows n on n.%5$I = o.%5$I
        where n.%5$I is null or %7$s is distinct from %6$s%15$s;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before%11$s)
        select %2$L, %3$L || case when o.%5$I is null or %7$s is distinct from %6$s then ':created' else ':updated' end,
          n.%5$I::text, %4$s, %6$s, %8$s, case when o.%5$I is not null and %7$s is not distinct from %6$s then %16$s end%12$s
        from new_rows n left join old_rows o on o.%5$I = n.%5$I
        where o.%5$I is null or %7$s is distinct from %6$s or %9$s;
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $trigger$
  $function$, v_name, p_namespace, p_entity, v_new_module, p_id_column, v_new_user, v_old_user, v_payload, v_changed, v_old_module,
    case when p_scopes is null then '' else ', scopes, scoped_only' end,
    coalesce(', ' || v_new_scopes || ', false', ''),
    coalesce(', ' || v_old_scopes || ', false', ''),
    coalesce(', ' || v_old_scopes || format(', n.%I is not null and %s is not distinct from %s', p_id_column, v_old_user, v_new_user), ''),
    coalesce(' or (' || v_old_scopes || ' <> ' || v_new_scopes || ' and ' || v_old_scopes || ' <> ''{}'')', ''), v_before);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);

  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    -- The arguments are for readers of the catalogue: tests compare them with the declared events.
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I(%L, %L, %L, %L, %L, %L)',
      'announce_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name,
      p_namespace, p_entity, p_module, p_id_column, replace(p_columns, ' ', ''), p_owner_column);
  end loop;
end $functionx$;

CREATE OR REPLACE FUNCTION public.announce_ticket_comments()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'ticket_comment' || ':created', n.id::text, 'tickets', null::uuid, jsonb_build_object('ticket_id', n.ticket_id, 'visibility', n.visibility, 'source', n.source, 'mentions', n.mentions, 'email_id', n.email_id, 'message_id', n.message_id, 'flags', n.flags, 'failed_at', n.failed_at, 'created_by', n.created_by, 'created_at', n.created_at, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array(select 'team:' || t.team from public.tickets t where t.id = n.ticket_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'ticket_comment' || ':removed', o.id::text, 'tickets', null::uuid, array_remove(array(select 'team:' || t.team from public.tickets t where t.id = o.ticket_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'ticket_comment' || ':removed', o.id::text, 'tickets', null::uuid, array_remove(array(select 'team:' || t.team from public.tickets t where t.id = o.ticket_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || t.team from public.tickets t where t.id = o.ticket_id), null) <> array_remove(array(select 'team:' || t.team from public.tickets t where t.id = n.ticket_id), null) and array_remove(array(select 'team:' || t.team from public.tickets t where t.id = o.ticket_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'ticket_comment' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'tickets', null::uuid, jsonb_build_object('ticket_id', n.ticket_id, 'visibility', n.visibility, 'source', n.source, 'mentions', n.mentions, 'email_id', n.email_id, 'message_id', n.message_id, 'flags', n.flags, 'failed_at', n.failed_at, 'created_by', n.created_by, 'created_at', n.created_at, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('ticket_id', o.ticket_id, 'visibility', o.visibility, 'source', o.source, 'mentions', o.mentions, 'email_id', o.email_id, 'message_id', o.message_id, 'flags', o.flags, 'failed_at', o.failed_at, 'created_by', o.created_by, 'created_at', o.created_at, 'deleted_at', o.deleted_at, 'version', o.version) end, array_remove(array(select 'team:' || t.team from public.tickets t where t.id = n.ticket_id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.ticket_id, n.visibility, n.source, n.mentions, n.email_id, n.message_id, n.flags, n.failed_at, n.created_by, n.created_at, n.deleted_at, n.version) is distinct from row(o.ticket_id, o.visibility, o.source, o.mentions, o.email_id, o.message_id, o.flags, o.failed_at, o.created_by, o.created_at, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_tickets()
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'ticket' || ':created', n.id::text, 'tickets', null::uuid, jsonb_build_object('number', n.number, 'subject', n.subject, 'status', n.status, 'priority', n.priority, 'category', n.category, 'channel', n.channel, 'team', n.team, 'assignee_id', n.assignee_id, 'customer_id', n.customer_id, 'tags', n.tags, 'due_at', n.due_at, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'waiting_since', n.waiting_since, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'ticket' || ':removed', o.id::text, 'tickets', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'ticket' || ':removed', o.id::text, 'tickets', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'ticket' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'tickets', null::uuid, jsonb_build_object('number', n.number, 'subject', n.subject, 'status', n.status, 'priority', n.priority, 'category', n.category, 'channel', n.channel, 'team', n.team, 'assignee_id', n.assignee_id, 'customer_id', n.customer_id, 'tags', n.tags, 'due_at', n.due_at, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'waiting_since', n.waiting_since, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('number', o.number, 'subject', o.subject, 'status', o.status, 'priority', o.priority, 'category', o.category, 'channel', o.channel, 'team', o.team, 'assignee_id', o.assignee_id, 'customer_id', o.customer_id, 'tags', o.tags, 'due_at', o.due_at, 'snoozed_until', o.snoozed_until, 'cycle', o.cycle, 'waiting_since', o.waiting_since, 'merged_into', o.merged_into, 'deleted_at', o.deleted_at, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.subject, n.status, n.priority, n.category, n.channel, n.team, n.assignee_id, n.customer_id, n.tags, n.due_at, n.snoozed_until, n.cycle, n.waiting_since, n.merged_into, n.deleted_at, n.version) is distinct from row(o.number, o.subject, o.status, o.priority, o.category, o.channel, o.team, o.assignee_id, o.customer_id, o.tags, o.due_at, o.snoozed_until, o.cycle, o.waiting_since, o.merged_into, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_workflows()
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
        select 'tickets', 'workflow' || ':created', n.id::text, 'workflows', null::uuid, jsonb_build_object('name', n.name, 'is_active', n.is_active, 'trigger_type', n.trigger_type, 'entity_type', n.entity_type, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'workflow' || ':removed', o.id::text, 'workflows', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'workflow' || ':removed', o.id::text, 'workflows', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'workflow' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'workflows', null::uuid, jsonb_build_object('name', n.name, 'is_active', n.is_active, 'trigger_type', n.trigger_type, 'entity_type', n.entity_type, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('name', o.name, 'is_active', o.is_active, 'trigger_type', o.trigger_type, 'entity_type', o.entity_type, 'version', o.version, 'deleted_at', o.deleted_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.name, n.is_active, n.trigger_type, n.entity_type, n.version, n.deleted_at) is distinct from row(o.name, o.is_active, o.trigger_type, o.entity_type, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_workflows"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_workflow_step (
  p_run_id   uuid,
  p_position text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_state text;
begin
  select r.state into v_state from public.workflow_runs r where r.id = p_run_id for update;
  return v_state in ('running', 'waiting') and not exists (
    select from public.workflow_steps s where s.run_id = p_run_id and s.position = p_position and s.state not in ('retry', 'waiting'));
end $function$;

REVOKE ALL ON FUNCTION "public"."begin_workflow_step"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.cancel_waiting_workflow_runs (
  p_happened jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  update public.workflow_runs r set state = 'cancelled', reason = h.says, next_at = null, lease_until = null, finished_at = clock_timestamp()
  from jsonb_to_recordset(p_happened) h (key text, says text, at timestamptz)
  where r.state = 'waiting' and r.cancel_on @> array[h.key collate "C"] and r.waiting_since <= h.at;
  get diagnostics v_count = row_count;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."cancel_waiting_workflow_runs"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.cancel_workflow_run (
  p_id   uuid,
  p_note text
)
  RETURNS SETOF public.workflow_runs
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_before public.workflow_runs;
begin
  select * into v_before from public.workflow_runs r where r.id = p_id for update;
  if v_before.id is null then
    raise exception 'workflow_run_not_found' using errcode = 'P0404';
  elsif v_before.state not in ('running', 'waiting') then
    raise exception 'workflow_run_ended' using errcode = 'P0409', detail = jsonb_build_object('state', v_before.state);
  end if;
  perform public.log_activity('cancel', 'workflow_runs', p_id::text, p_note => p_note);
  return query update public.workflow_runs r
    set state = 'cancelled', reason = coalesce(nullif(p_note, ''), 'Cancelled by a person.'), next_at = null, lease_until = null, finished_at = clock_timestamp()
    where r.id = p_id returning r.*;
end $function$;

REVOKE ALL ON FUNCTION "public"."cancel_workflow_run"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.cancel_workflow_runs (
  p_workflow_id uuid,
  p_reason      text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  update public.workflow_runs r set state = 'cancelled', reason = p_reason, next_at = null, lease_until = null, finished_at = clock_timestamp()
  where r.workflow_id = p_workflow_id and r.state in ('running', 'waiting');
  get diagnostics v_count = row_count;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."cancel_workflow_runs"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.caused_body (
  p_body  text,
  p_cause text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when p_cause is null then p_body else left(p_body, -1) || ', "causation" : ' || to_json(p_cause) || '}' end
$function$;

REVOKE ALL ON FUNCTION "public"."caused_body"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.claim_workflow_runs (
  p_most     integer,
  p_lease_ms integer
)
  RETURNS SETOF public.workflow_runs
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  update public.workflow_runs r set lease_until = now() + p_lease_ms * interval '1 millisecond', next_at = now() + p_lease_ms * interval '1 millisecond'
  where r.id in (
    select d.id from public.workflow_runs d where d.next_at <= now() order by d.next_at, d.id limit p_most for update skip locked)
  returning r.*
$function$;

REVOKE ALL ON FUNCTION "public"."claim_workflow_runs"(integer, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_workflow_runs_anew()
  RETURNS SETOF public.workflow_runs_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.state, r.entity_type, r.workflow_id)::text), false, count(*), r.state, r.entity_type, r.workflow_id from public.workflow_runs r where true group by r.state, r.entity_type, r.workflow_id
    $function$;

REVOKE ALL ON FUNCTION "public"."count_workflow_runs_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.current_cause()
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select case when nullif(current_setting('request.headers', true), '') is not null
      and nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' = 'service_role' then
    current_setting('request.headers', true)::jsonb ->> 'x-causation'
  end
$function$;

REVOKE ALL ON FUNCTION "public"."current_cause"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.drop_old_workflow_runs (
  p_before timestamp with time zone,
  p_most   integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  delete from public.workflow_runs r where r.id in (
    select o.id from public.workflow_runs o where o.created_at < p_before and o.next_at is null order by o.created_at, o.id limit p_most);
  get diagnostics v_count = row_count;
  delete from public.workflow_evaluations e where e.at < p_before;
  delete from public.workflow_messages m where m.at < p_before;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."drop_old_workflow_runs"(timestamp WITH time zone, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.enqueue_webhook_deliveries (
  p_seq       bigint,
  p_event     text,
  p_namespace text,
  p_entity_id text,
  p_payload   jsonb,
  p_at        timestamp with time zone
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids uuid[];
begin
  with added as (
    insert into public.webhook_deliveries (subscription_id, seq, event, namespace, entity_id, body, event_at)
    select s.id, p_seq, p_event, p_namespace, p_entity_id, public.caused_body(public.webhook_body(p_seq, p_event, p_payload, p_at), (select f.cause from public.change_feed f where f.seq = p_seq)), p_at
    from public.webhook_subscriptions s
    where s.deleted_at is null and (s.is_active or s.disabled_at is not null)
      and s.event_types && array[p_event, split_part(p_event, ':', 1) || ':*', '*']
    on conflict (subscription_id, seq) do nothing
    returning id
  )
  select array_agg(id) into v_ids from added;
  if v_ids is null then
    return 0;
  end if;
  perform public.open_webhook_lanes(v_ids);
  perform public.wake_webhook_workers();
  return cardinality(v_ids);
end $function$;

CREATE OR REPLACE FUNCTION public.enqueue_workflow_webhook (
  p_id              uuid,
  p_subscription_id uuid,
  p_entity_id       text,
  p_payload         jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform from public.webhook_subscriptions s where s.id = p_subscription_id and s.deleted_at is null;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  insert into public.webhook_deliveries (id, subscription_id, event, namespace, entity_id, body, event_at)
  values (p_id, p_subscription_id, 'workflow:called', 'workflows', p_entity_id,
    public.caused_body(public.webhook_body(null, 'workflow:called', p_payload, now()), public.current_cause()), now())
  on conflict (id) do nothing;
  if found then
    perform public.open_webhook_lanes(array[p_id]);
    perform public.wake_webhook_workers();
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."enqueue_workflow_webhook"(uuid, uuid, text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_workflow()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.workflow_versions (workflow_id, version, workflow) values (new.id, new.version, to_jsonb(new)) on conflict do nothing;
  insert into public.workflow_watch as w (workflow_id) values (new.id)
  on conflict (workflow_id) do update set fault = null,
    swept_until = case when tg_op = 'UPDATE' and (new.is_active and not old.is_active or new.trigger <> old.trigger) then now() else w.swept_until end;
  if tg_op = 'UPDATE' and (old.is_active and not new.is_active or old.deleted_at is null and new.deleted_at is not null) then
    perform public.cancel_workflow_runs(new.id, case when new.deleted_at is null then 'The rule was switched off.' else 'The rule was deleted.' end);
  end if;
  perform pg_notify('workflows', '');
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_workflow"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_workflow_runs_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.workflow_runs_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.workflow_runs_counts (key, rows, state, entity_type, workflow_id)
        select md5(row(r.state, r.entity_type, r.workflow_id)::text), sum(r.sign), r.state, r.entity_type, r.workflow_id from (select 1 as sign, r.* from new_rows r) r where true group by r.state, r.entity_type, r.workflow_id;
      elsif tg_op = 'DELETE' then
        insert into public.workflow_runs_counts (key, rows, state, entity_type, workflow_id)
        select md5(row(r.state, r.entity_type, r.workflow_id)::text), sum(r.sign), r.state, r.entity_type, r.workflow_id from (select -1 as sign, r.* from old_rows r) r where true group by r.state, r.entity_type, r.workflow_id;
      else
        insert into public.workflow_runs_counts (key, rows, state, entity_type, workflow_id)
        select md5(row(r.state, r.entity_type, r.workflow_id)::text), sum(r.sign), r.state, r.entity_type, r.workflow_id
        from (select 1 as sign, workflow_id, entity_type, state from new_rows union all select -1, workflow_id, entity_type, state from old_rows) r
        where true group by r.state, r.entity_type, r.workflow_id having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.workflow_runs_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_workflow_runs_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.record_workflow_matches (
  p_runs    jsonb,
  p_counts  jsonb,
  p_samples jsonb,
  p_swept   jsonb DEFAULT '[]'::jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new integer := 0;
begin
  if p_runs <> '[]' then
    insert into public.workflow_runs (workflow_id, workflow_version, entity_type, entity_id, customer_id, cause, event, event_at, depth, caused_by, why, input,
      state, reason, next_at, finished_at)
    select n.workflow_id, n.workflow_version, n.entity_type, n.entity_id, n.customer_id, n.cause, n.event, n.event_at, n.depth, n.caused_by, n.why, n.input,
      n.state, coalesce(n.reason, ''), case when n.state = 'running' then now() end, case when n.state = 'stopped' then now() end
    from jsonb_to_recordset(p_runs) n (workflow_id uuid, workflow_version integer, entity_type text, entity_id text, customer_id uuid, cause text, event text,
      event_at timestamptz, depth integer, caused_by uuid, why jsonb, input jsonb, state text, reason text)
    on conflict (workflow_id, cause) do nothing;
    get diagnostics v_new = row_count;
    if v_new > 0 then
      perform pg_notify('workflows', '');
    end if;
  end if;
  update public.workflow_watch w set
    evaluated = w.evaluated + n.evaluated, matched = w.matched + n.matched, last_evaluated_at = now(),
    last_matched_at = case when n.matched > 0 then now() else w.last_matched_at end
  from jsonb_to_recordset(p_counts) n (workflow_id uuid, evaluated bigint, matched bigint)
  where w.workflow_id = n.workflow_id;
  if p_samples <> '[]' then
    insert into public.workflow_evaluations (workflow_id, entity_type, entity_id, event, why)
    select n.workflow_id, n.entity_type, n.entity_id, n.event, n.why
    from jsonb_to_recordset(p_samples) n (workflow_id uuid, entity_type text, entity_id text, event text, why jsonb);
  end if;
  if p_swept <> '[]' then
    update public.workflow_watch w set swept_until = greatest(w.swept_until, n.until)
    from jsonb_to_recordset(p_swept) n (workflow_id uuid, until timestamptz) where w.workflow_id = n.workflow_id;
  end if;
  return v_new;
end $function$;

REVOKE ALL ON FUNCTION "public"."record_workflow_matches"(jsonb, jsonb, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.retry_workflow_run (
  p_id uuid
)
  RETURNS SETOF public.workflow_runs
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_before public.workflow_runs;
begin
  select * into v_before from public.workflow_runs r where r.id = p_id for update;
  if v_before.id is null then
    raise exception 'workflow_run_not_found' using errcode = 'P0404';
  elsif v_before.state <> 'partial' then
    raise exception 'workflow_run_not_failed' using errcode = 'P0409', detail = jsonb_build_object('state', v_before.state);
  end if;
  update public.workflow_steps s set state = 'retry', attempts = 0, next_at = now() where s.run_id = p_id and s.state = 'failed';
  perform public.log_activity('retry', 'workflow_runs', p_id::text);
  return query update public.workflow_runs r set state = 'running', reason = '', next_at = now(), finished_at = null where r.id = p_id returning r.*;
  perform pg_notify('workflows', '');
end $function$;

REVOKE ALL ON FUNCTION "public"."retry_workflow_run"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_workflow_run (
  p_run_id    uuid,
  p_next_at   timestamp with time zone,
  p_waits     boolean,
  p_cancel_on text[]
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_state  text;
  v_failed integer;
begin
  select count(*) into v_failed from public.workflow_steps s where s.run_id = p_run_id and s.state = 'failed';
  update public.workflow_runs r set
    state = case when p_next_at is null and v_failed > 0 then 'partial' when p_next_at is null then 'done' when p_waits then 'waiting' else 'running' end,
    reason = case when p_next_at is null and v_failed > 0 then v_failed || case when v_failed = 1 then ' step' else ' steps' end || ' failed.' else '' end,
    cancel_on = case when p_waits then p_cancel_on else '{}' end,
    waiting_since = case when p_waits then coalesce(r.waiting_since, clock_timestamp()) end,
    next_at = p_next_at, lease_until = null, finished_at = case when p_next_at is null then clock_timestamp() end
  where r.id = p_run_id and r.state in ('running', 'waiting')
  returning r.state into v_state;
  if v_state = 'partial' then
    -- A failure that only a list knows is known to nobody.
    perform public.notify(jsonb_build_object('module', 'workflows', 'type', 'workflow_failed', 'title', 'A rule could not do all it should: ' || w.name,
      'body', 'The run says which step failed and why; it can be retried.', 'entity_type', 'workflow', 'entity_id', w.id::text,
      'dedupe_key', concat_ws(':', 'workflow_failed', w.id, to_char(now(), 'YYYY-MM-DD'))))
    from public.workflow_runs r join public.workflows w on w.id = r.workflow_id where r.id = p_run_id;
  end if;
  return v_state;
end $function$;

REVOKE ALL ON FUNCTION "public"."settle_workflow_run"(uuid, timestamp WITH time zone, boolean, text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.stop_workflows()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  update public.workflows w set is_active = false where w.is_active and w.deleted_at is null;
  get diagnostics v_count = row_count;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."stop_workflows"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_workflow_message (
  p_id          uuid,
  p_customer_id uuid,
  p_since       timestamp with time zone,
  p_most        integer
)
  RETURNS boolean
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_customer uuid := public.customer_root(p_customer_id);
begin
  perform pg_advisory_xact_lock(hashtext('public.workflow_messages'), hashtext(v_customer::text));
  if exists (select from public.workflow_messages m where m.id = p_id) then
    return true;
  end if;
  if (select count(*) from public.workflow_messages m where m.customer_id = v_customer and m.at >= p_since) >= p_most then
    return false;
  end if;
  insert into public.workflow_messages (id, customer_id) values (p_id, v_customer);
  return true;
end $function$;

REVOKE ALL ON FUNCTION "public"."take_workflow_message"(uuid, uuid, timestamp WITH time zone, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_workflow_step (
  p_step jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.workflow_steps as s (id, run_id, position, action, state, attempts, says, result, error_code, error_message, entity_type, entity_id, made_type,
    made_id, next_at)
  select n.id, n.run_id, n.position, n.action, n.state, coalesce(n.attempts, 1), coalesce(n.says, ''), coalesce(n.result, '{}'), n.error_code, left(n.error_message, 2000),
    n.entity_type, n.entity_id, n.made_type, n.made_id, coalesce(n.next_at, now() + n.next_in_ms * interval '1 millisecond')
  from jsonb_to_record(p_step) n (id uuid, run_id uuid, position text, action text, state text, attempts integer, says text, result jsonb, error_code text,
    error_message text, entity_type text, entity_id text, made_type text, made_id text, next_at timestamptz, next_in_ms bigint)
  on conflict (run_id, position) do update set state = excluded.state, attempts = excluded.attempts, says = excluded.says, result = excluded.result,
    error_code = excluded.error_code, error_message = excluded.error_message, made_type = excluded.made_type, made_id = excluded.made_id,
    next_at = excluded.next_at, at = excluded.at
  where s.state in ('retry', 'waiting');
$function$;

REVOKE ALL ON FUNCTION "public"."write_workflow_step"(jsonb) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."query_assignments"
  ADD CONSTRAINT "query_assignments_source_check" CHECK ((source = ANY (ARRAY['person'::text, 'router'::text, 'claim'::text, 'item'::text, 'rule'::text])));

ALTER TABLE "public"."workflow_messages"
  ADD CONSTRAINT "workflow_messages_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."workflow_steps"
  ADD CONSTRAINT "workflow_steps_run_id_fkey" FOREIGN KEY (run_id) REFERENCES public.workflow_runs(id) ON DELETE CASCADE;

ALTER TABLE "public"."workflow_evaluations"
  ADD CONSTRAINT "workflow_evaluations_workflow_id_fkey" FOREIGN KEY (workflow_id) REFERENCES public.workflows(id) ON DELETE CASCADE;

ALTER TABLE "public"."workflow_runs"
  ADD CONSTRAINT "workflow_runs_workflow_id_fkey" FOREIGN KEY (workflow_id) REFERENCES public.workflows(id);

ALTER TABLE "public"."workflow_secrets"
  ADD CONSTRAINT "workflow_secrets_workflow_id_fkey" FOREIGN KEY (workflow_id) REFERENCES public.workflows(id) ON DELETE CASCADE;

ALTER TABLE "public"."workflow_watch"
  ADD CONSTRAINT "workflow_watch_workflow_id_fkey" FOREIGN KEY (workflow_id) REFERENCES public.workflows(id) ON DELETE CASCADE;

CREATE VIEW "public"."decision_workflow_runs" WITH (security_invoker=true) AS  SELECT r.id,
    'workflows.match'::text AS kind,
    r.entity_type,
    r.entity_id,
    jsonb_build_object('workflow_id', r.workflow_id, 'run_id', r.id, 'state', r.state) AS chosen,
        CASE
            WHEN (r.state = 'stopped'::text) THEN ((('The rule '::text || w.name) || ' applied and was stopped. '::text) || r.reason)
            ELSE (('The rule '::text || w.name) || ' applied.'::text)
        END AS reason,
    (r.workflow_id)::text AS rule,
    (r.workflow_version)::text AS rule_version,
    r.created_at AS at,
    jsonb_build_object('event', r.event, 'event_at', r.event_at, 'conditions', r.why, 'depth', r.depth, 'caused_by', r.caused_by) AS inputs,
    '[]'::jsonb AS candidates,
    NULL::uuid AS context_id
   FROM (public.workflow_runs r
     JOIN public.workflows w ON ((w.id = r.workflow_id)));

REVOKE ALL ON TABLE "public"."decision_workflow_runs" FROM "anon", "authenticated";

CREATE VIEW "public"."decision_workflow_steps" WITH (security_invoker=true) AS  SELECT d.id,
    'workflows.act'::text AS kind,
    d.entity_type,
    d.entity_id,
    jsonb_build_object('action', s.action, 'state', s.state, 'result', s.result) AS chosen,
    concat_ws(' '::text, (('By the rule '::text || w.name) || ':'::text), NULLIF(s.says, ''::text), s.error_message) AS reason,
    (r.workflow_id)::text AS rule,
    (r.workflow_version)::text AS rule_version,
    d.at,
    jsonb_build_object('run_id', r.id, 'position', s."position", 'attempts', s.attempts) AS inputs,
    '[]'::jsonb AS candidates,
    NULL::uuid AS context_id
   FROM (((( SELECT workflow_steps.id,
            workflow_steps.entity_type,
            workflow_steps.entity_id,
            workflow_steps.at,
            workflow_steps.id AS step_id
           FROM public.workflow_steps
        UNION ALL
         SELECT workflow_steps.made_decision,
            workflow_steps.made_type,
            workflow_steps.made_id,
            workflow_steps.at,
            workflow_steps.id
           FROM public.workflow_steps
          WHERE (workflow_steps.made_id IS NOT NULL)) d
     JOIN public.workflow_steps s ON ((s.id = d.step_id)))
     JOIN public.workflow_runs r ON ((r.id = s.run_id)))
     JOIN public.workflows w ON ((w.id = r.workflow_id)));

REVOKE ALL ON TABLE "public"."decision_workflow_steps" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_conversations" WITH (security_invoker=true) AS  SELECT k.id,
    k.channel,
    k.status,
    k.priority,
    k.team,
    k.assignee_id,
    k.labels,
    k.cycle,
    k.message_count,
    k.unread_count,
    k.last_message_at,
    k.last_message_preview,
    k.last_direction,
    k.waiting_since,
    k.last_customer_message_at,
    k.last_response_at,
    k.window_closes_at,
    k.resolved_at,
    k.created_at,
    k.customer_id,
    k.contact_name,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.conversations k
     LEFT JOIN public.customers c ON ((c.id = k.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (k.merged_into IS NULL);

REVOKE ALL ON TABLE "public"."workflow_conversations" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_customers" WITH (security_invoker=true) AS  SELECT id,
    display_name,
    tier,
    language,
    time_zone,
    tags,
    owner_id,
    blocked,
    created_at,
    id AS customer_id
   FROM public.customers c
  WHERE (hidden_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_customers" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_emails" WITH (security_invoker=true) AS  SELECT e.id,
    e.thread_id,
    e.direction,
    e.kind,
    e.from_email,
    e.from_name,
    e.subject,
    e.new_text AS text,
    e.received_at,
    e.has_attachments,
    e.is_read,
    e.status,
    e.priority,
    e.category,
    e.sentiment,
    e.language,
    e.team,
    e.assignee_id,
    e.triage_state,
    e.send_state,
    e.customer_id,
    s.email_address AS mailbox,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM (((public.emails e
     JOIN public.support_emails s ON ((s.id = e.support_email_id)))
     LEFT JOIN public.customers c ON ((c.id = e.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (e.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_emails" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_refunds" WITH (security_invoker=true) AS  SELECT f.id,
    f.number,
    f.status,
    f.order_number,
    f.reason_code,
    f.reason,
    f.amount_minor,
    f.currency,
    f.assignee_id,
    f.is_unverified,
    f.created_at,
    f.paid_at,
    f.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.refunds f
     LEFT JOIN public.customers c ON ((c.id = f.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."workflow_refunds" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_tickets" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.subject,
    t.description,
    t.status,
    t.priority,
    t.channel,
    t.category,
    t.team,
    t.assignee_id,
    t.customer_id,
    t.tags,
    t.watcher_ids,
    t.cycle,
    t.created_by,
    t.created_at,
    t.updated_at,
    t.due_at,
    t.waiting_since,
    t.status_since,
    t.last_customer_at,
    t.last_response_at,
    t.resolved_at,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.tickets t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.hidden_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_tickets" FROM "anon", "authenticated";

CREATE INDEX tickets_resolved ON public.tickets USING btree (resolved_at, id)
  WHERE ((resolved_at IS NOT NULL) AND (hidden_at IS NULL));

CREATE INDEX workflow_evaluations_at ON public.workflow_evaluations USING btree (at);

CREATE INDEX workflow_evaluations_workflow ON public.workflow_evaluations USING btree (workflow_id, id DESC);

CREATE INDEX workflow_messages_customer ON public.workflow_messages USING btree (customer_id, at DESC);

CREATE INDEX workflow_runs_counts_fresh ON public.workflow_runs_counts USING btree (key)
  WHERE fresh;

CREATE INDEX workflow_runs_counts_key ON public.workflow_runs_counts USING btree (key);

CREATE INDEX workflow_runs_due ON public.workflow_runs USING btree (next_at, id)
  WHERE (next_at IS NOT NULL);

CREATE INDEX workflow_runs_entity ON public.workflow_runs USING btree (entity_id, entity_type, created_at DESC, id DESC);

CREATE INDEX workflow_runs_newest ON public.workflow_runs USING btree (created_at DESC, id DESC);

CREATE INDEX workflow_runs_unlucky ON public.workflow_runs USING btree (state, created_at DESC, id DESC)
  WHERE (state <> 'done'::text);

CREATE INDEX workflow_runs_waiting ON public.workflow_runs USING gin (cancel_on)
  WHERE (state = 'waiting'::text);

CREATE INDEX workflow_runs_workflow ON public.workflow_runs USING btree (workflow_id, created_at DESC, id DESC);

CREATE INDEX workflow_steps_entity ON public.workflow_steps USING btree (entity_type, entity_id, at DESC, id DESC);

CREATE INDEX workflow_steps_made ON public.workflow_steps USING btree (made_type, made_id, at DESC, made_decision DESC)
  WHERE (made_id IS NOT NULL);

CREATE INDEX workflow_steps_newest ON public.workflow_steps USING btree (at DESC, id DESC);

CREATE INDEX workflows_list ON public.workflows USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_name ON public.workflows USING btree (name, id)
  WHERE (deleted_at IS NULL);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.workflow_runs REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflow_runs_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.workflow_runs REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflow_runs_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.workflow_runs
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflow_runs_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.workflow_runs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflow_runs_counts();

CREATE TRIGGER announce_delete AFTER DELETE ON public.workflows REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_workflows (
  'tickets',
  'workflow',
  'workflows',
  'id',
  'name,is_active,trigger_type,entity_type,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.workflows REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_workflows (
  'tickets',
  'workflow',
  'workflows',
  'id',
  'name,is_active,trigger_type,entity_type,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.workflows
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_workflows (
  'tickets',
  'workflow',
  'workflows',
  'id',
  'name,is_active,trigger_type,entity_type,version,deleted_at',
  ''
);

CREATE TRIGGER workflows_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.workflows
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER workflows_keep
  AFTER INSERT OR UPDATE ON public.workflows
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_workflow();

CREATE TRIGGER workflows_touch
  BEFORE UPDATE ON public.workflows
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE POLICY "workflow_evaluations_view" ON "public"."workflow_evaluations"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('workflows'::text, 'view'::text) AS has_permission));

CREATE POLICY "workflow_runs_view" ON "public"."workflow_runs"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('workflows'::text, 'view'::text) AS has_permission));

CREATE POLICY "workflow_steps_view" ON "public"."workflow_steps"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('workflows'::text, 'view'::text) AS has_permission));

CREATE POLICY "workflow_versions_view" ON "public"."workflow_versions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('workflows'::text, 'view'::text) AS has_permission));

CREATE POLICY "workflow_watch_view" ON "public"."workflow_watch"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('workflows'::text, 'view'::text) AS has_permission));

CREATE POLICY "workflows_view" ON "public"."workflows"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('workflows'::text, 'view'::text) AS has_permission)));

COMMENT ON COLUMN "public"."change_feed"."before" IS 'Of an update: what the columns of the payload said before. Null: there is no earlier value. class: personal';

COMMENT ON COLUMN "public"."query_assignments"."source" IS 'person: somebody gave it; router: chosen, see decision_id; claim: the agent took it; item: the thing brought its assignee along; rule: by a rule of src/workflows. class: none';

COMMENT ON COLUMN "public"."workflow_evaluations"."at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_evaluations"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_evaluations"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_evaluations"."event" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_evaluations"."id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_evaluations"."why" IS 'class: personal';

COMMENT ON COLUMN "public"."workflow_evaluations"."workflow_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_messages"."at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_messages"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_messages"."id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."cancel_on" IS 'While it waits: what ends it, <kind>/<occurrence>/<id>. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."cause" IS 'What started it; the same cause starts a rule once: e:<seq of the event>, t:<id>:<time>, s:<tick>:<id>, w:<webhook>. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."caused_by" IS 'The run whose act caused it. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."depth" IS '1 when a person or the world caused it; one more than the run that caused it. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."event" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."event_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."input" IS 'What the event, or whoever called the webhook, brought. class: personal';

COMMENT ON COLUMN "public"."workflow_runs"."lease_until" IS 'A worker has it until then. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."next_at" IS 'When to go on; null once it has ended. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."state" IS 'partial: some step failed for good; stopped: it was not begun, and reason says why. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."waiting_since" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."why" IS 'Every comparison of the conditions with what the thing said then: [{"field", "operator", "value", "actual", "is"}]. class: personal';

COMMENT ON COLUMN "public"."workflow_runs"."workflow_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."workflow_version" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs_counts"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs_counts"."state" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs_counts"."workflow_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_secrets"."secret_hash" IS 'class: secret';

COMMENT ON COLUMN "public"."workflow_secrets"."workflow_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."action" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."attempts" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."error_message" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."id" IS 'Made of run and position: whatever is outside is asked for by it, once. class: none';

COMMENT ON COLUMN "public"."workflow_steps"."made_decision" IS 'The id of the decision about that thing. class: none';

COMMENT ON COLUMN "public"."workflow_steps"."made_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."made_type" IS 'With made_id: the thing that it made, or wrote to. class: none';

COMMENT ON COLUMN "public"."workflow_steps"."next_at" IS 'Of a wait, its end; of a step that failed, the next attempt. class: none';

COMMENT ON COLUMN "public"."workflow_steps"."position" IS 'Where it stands: 2, or 2.then.0 inside a branch. class: none';

COMMENT ON COLUMN "public"."workflow_steps"."result" IS 'class: personal';

COMMENT ON COLUMN "public"."workflow_steps"."run_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_steps"."says" IS 'class: personal';

COMMENT ON COLUMN "public"."workflow_steps"."state" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_versions"."since" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_versions"."version" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_versions"."workflow" IS 'class: personal';

COMMENT ON COLUMN "public"."workflow_versions"."workflow_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_watch"."evaluated" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_watch"."fault" IS 'Why it cannot be used as it is, such as a field that is no more; null: it can. class: none';

COMMENT ON COLUMN "public"."workflow_watch"."last_evaluated_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_watch"."last_matched_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_watch"."matched" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_watch"."sampled_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_watch"."swept_until" IS 'Of rules that go by the time: up to here nothing is left to do. class: none';

COMMENT ON COLUMN "public"."workflow_watch"."workflow_id" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."actions" IS 'What it does, in order: [{"action", "params"}]. class: personal';

COMMENT ON COLUMN "public"."workflows"."conditions" IS 'A tree of src/common/conditions over the fields of its kind of thing. class: none';

COMMENT ON COLUMN "public"."workflows"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."description" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."id" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."name" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."trigger" IS 'When it looks: {"type", "kind"} and events, or field and minutes, or cron, or fields. class: none';

COMMENT ON COLUMN "public"."workflows"."trigger_type" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."workflows"."version" IS 'class: none';

COMMENT ON TABLE "public"."workflow_evaluations" IS 'Samples of what did not match, at most one a minute and rule, with what each comparison saw.';

COMMENT ON TABLE "public"."workflow_messages" IS 'Messages to customers that rules have sent, for the limit of a day; the id is that of the step. access: service only';

COMMENT ON TABLE "public"."workflow_runs" IS 'One run of one version of a rule, for one thing and one cause.';

COMMENT ON TABLE "public"."workflow_runs_counts" IS 'How many rows of public.workflow_runs there are by state, entity_type, workflow_id: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."workflow_secrets" IS 'What proves whoever calls the webhook of a rule, as SHA-256. access: service only';

COMMENT ON TABLE "public"."workflow_steps" IS 'What became of each step of a run. Written in the transaction of the act where the act is in this database.';

COMMENT ON TABLE "public"."workflow_versions" IS 'Every version of every rule, also of deleted ones: a run goes on with the version that it began with.';

COMMENT ON TABLE "public"."workflow_watch" IS 'How a rule fares: kept apart, so that looking is no change of the rule.';

COMMENT ON TABLE "public"."workflows" IS 'Rules that act by themselves. Every version is in workflow_versions.';

COMMENT ON VIEW "public"."decision_workflow_runs" IS 'workflow_runs as decisions. access: service only';

COMMENT ON VIEW "public"."decision_workflow_steps" IS 'workflow_steps as decisions. access: service only';

COMMENT ON VIEW "public"."workflow_conversations" IS 'Conversations, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_customers" IS 'Customers, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_emails" IS 'E-mails, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_refunds" IS 'Refunds, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_tickets" IS 'Tickets, for rules. access: service only';

REVOKE ALL ON FUNCTION "public"."announce_workflows"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_workflows"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_workflows"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_workflow_step"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_workflow_step"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_workflow_step"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."cancel_waiting_workflow_runs"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_waiting_workflow_runs"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_waiting_workflow_runs"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."cancel_workflow_run"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_workflow_run"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_workflow_run"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."cancel_workflow_runs"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_workflow_runs"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_workflow_runs"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."caused_body"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."caused_body"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."caused_body"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."claim_workflow_runs"(integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_workflow_runs"(integer, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_workflow_runs"(integer, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_workflow_runs_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_workflow_runs_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_workflow_runs_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."current_cause"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."current_cause"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."current_cause"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."drop_old_workflow_runs"(timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_old_workflow_runs"(timestamp WITH time zone, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_old_workflow_runs"(timestamp WITH time zone, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."enqueue_workflow_webhook"(uuid, uuid, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."enqueue_workflow_webhook"(uuid, uuid, text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."enqueue_workflow_webhook"(uuid, uuid, text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_workflow"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_workflow"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_workflow"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_workflow_runs_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_workflow_runs_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_workflow_runs_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."record_workflow_matches"(jsonb, jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_workflow_matches"(jsonb, jsonb, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_workflow_matches"(jsonb, jsonb, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."retry_workflow_run"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_workflow_run"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_workflow_run"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."settle_workflow_run"(uuid, timestamp WITH time zone, boolean, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_workflow_run"(uuid, timestamp WITH time zone, boolean, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_workflow_run"(uuid, timestamp WITH time zone, boolean, text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."stop_workflows"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."stop_workflows"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."stop_workflows"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_workflow_message"(uuid, uuid, timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_workflow_message"(uuid, uuid, timestamp WITH time zone, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_workflow_message"(uuid, uuid, timestamp WITH time zone, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_workflow_step"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_workflow_step"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_workflow_step"(jsonb) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."workflow_evaluations_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."workflow_evaluations_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."workflow_evaluations_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."workflow_evaluations_id_seq" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_evaluations" FROM "authenticated";

GRANT SELECT ON TABLE "public"."workflow_evaluations" TO "authenticated";

REVOKE ALL ON TABLE "public"."workflow_evaluations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_evaluations" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_evaluations" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_messages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_messages" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_messages" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_runs" FROM "authenticated";

GRANT SELECT ON TABLE "public"."workflow_runs" TO "authenticated";

REVOKE ALL ON TABLE "public"."workflow_runs" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_runs" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_runs" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_runs_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_runs_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_runs_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_runs_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_secrets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_secrets" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_secrets" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_steps" FROM "authenticated";

GRANT SELECT ON TABLE "public"."workflow_steps" TO "authenticated";

REVOKE ALL ON TABLE "public"."workflow_steps" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_steps" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_steps" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_versions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."workflow_versions" TO "authenticated";

REVOKE ALL ON TABLE "public"."workflow_versions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_versions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_versions" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_watch" FROM "authenticated";

GRANT SELECT ON TABLE "public"."workflow_watch" TO "authenticated";

REVOKE ALL ON TABLE "public"."workflow_watch" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_watch" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_watch" TO "service_role";

REVOKE ALL ON TABLE "public"."workflows" FROM "authenticated";

GRANT SELECT ON TABLE "public"."workflows" TO "authenticated";

REVOKE ALL ON TABLE "public"."workflows" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflows" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflows" TO "service_role";

REVOKE ALL ON TABLE "public"."decision_workflow_runs" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decision_workflow_runs" TO "postgres";

REVOKE ALL ON TABLE "public"."decision_workflow_runs" FROM "service_role";

GRANT SELECT ON TABLE "public"."decision_workflow_runs" TO "service_role";

REVOKE ALL ON TABLE "public"."decision_workflow_steps" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decision_workflow_steps" TO "postgres";

REVOKE ALL ON TABLE "public"."decision_workflow_steps" FROM "service_role";

GRANT SELECT ON TABLE "public"."decision_workflow_steps" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_conversations" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_customers" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_customers" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_customers" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_customers" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_emails" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_emails" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_emails" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_emails" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_refunds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_refunds" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_refunds" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_refunds" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_tickets" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_tickets" TO "service_role";

ALTER TABLE "public"."change_feed"
  ADD COLUMN "cause" text DEFAULT public.current_cause();

COMMENT ON COLUMN "public"."change_feed"."cause" IS 'The run of a rule that did it, <run>:<depth>; null: a person or the world did. class: none';

alter table public.change_feed alter column before set statistics 0;

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('workflows', 'Workflows', 'Rules that act by themselves, what they did, and why.', 'vced', 'v', 'v');
select public.register_decisions('workflows.match', 'workflows', 'decision_workflow_runs');
select public.register_decisions('workflows.act', 'workflows', 'decision_workflow_steps');
