set check_function_bodies = off;

DROP VIEW "public"."kaleyra_calls_from_legs";

ALTER TABLE "public"."customer_identities"
  DROP CONSTRAINT "customer_identities_kind_check";

ALTER TABLE "public"."customer_identities"
  DROP CONSTRAINT "customer_identities_kind_value_key";

DROP FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text);

CREATE TABLE "public"."customer_contacts" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "customer_id" uuid                     NOT NULL,
  "channel"     text                     COLLATE pg_catalog."C" NOT NULL,
  "purpose"     text                     COLLATE pg_catalog."C" NOT NULL,
  "at"          timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "customer_contacts_channel_check" CHECK ((channel = ANY (ARRAY['email'::text, 'whatsapp'::text, 'phone'::text, 'sms'::text]))),
  CONSTRAINT "customer_contacts_pkey" PRIMARY KEY (id),
  CONSTRAINT "customer_contacts_purpose_check" CHECK ((purpose = ANY (ARRAY['survey'::text, 'marketing'::text])))
);

ALTER TABLE "public"."customer_contacts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_contacts" FROM "anon";

CREATE TABLE "public"."customer_events" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "customer_id" uuid                     NOT NULL,
  "event_type"  text                     COLLATE pg_catalog."C" NOT NULL,
  "title"       text                     NOT NULL,
  "description" text                     NOT NULL DEFAULT ''::text,
  "occurred_at" timestamp with time zone NOT NULL DEFAULT now(),
  "agent_id"    uuid,
  "metadata"    jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"  timestamp with time zone,
  "version"     integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "customer_events_event_type_check" CHECK ((event_type <> ''::text)),
  CONSTRAINT "customer_events_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."customer_events"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_events" FROM "anon";

CREATE TABLE "public"."customer_fields" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "key"         text                     COLLATE pg_catalog."C" NOT NULL,
  "label"       text                     NOT NULL,
  "kind"        text                     COLLATE pg_catalog."C" NOT NULL,
  "options"     text[]                   NOT NULL DEFAULT '{}'::text[],
  "position"    integer                  NOT NULL DEFAULT 0,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "archived_at" timestamp with time zone,
  "version"     integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "customer_fields_check" CHECK (((kind = 'choice'::text) = (options <> '{}'::text[]))),
  CONSTRAINT "customer_fields_key_check" CHECK ((key ~ '^[a-z][a-z0-9_]{0,62}$'::text)),
  CONSTRAINT "customer_fields_key_key" UNIQUE (key),
  CONSTRAINT "customer_fields_kind_check" CHECK ((kind = ANY (ARRAY['text'::text, 'number'::text, 'integer'::text, 'boolean'::text, 'date'::text, 'choice'::text]))),
  CONSTRAINT "customer_fields_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."customer_fields"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_fields" FROM "anon";

CREATE TABLE "public"."customer_merges" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "customer_id" uuid                     NOT NULL,
  "into_id"     uuid                     NOT NULL,
  "note"        text                     NOT NULL DEFAULT ''::text,
  "merged_by"   uuid,
  "merged_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "undone_by"   uuid,
  "undone_at"   timestamp with time zone,
  CONSTRAINT "customer_merges_check" CHECK ((customer_id <> into_id)),
  CONSTRAINT "customer_merges_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."customer_merges"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_merges" FROM "anon";

CREATE TABLE "public"."customer_notes" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "customer_id" uuid                     NOT NULL,
  "body"        text                     NOT NULL,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"  timestamp with time zone,
  "version"     integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "customer_notes_body_check" CHECK ((body <> ''::text)),
  CONSTRAINT "customer_notes_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."customer_notes"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_notes" FROM "anon";

CREATE TABLE "public"."customer_permissions" (
  "customer_id"    uuid                     NOT NULL,
  "channel"        text                     COLLATE pg_catalog."C" NOT NULL,
  "consent"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'unknown'::text,
  "do_not_contact" boolean                  NOT NULL DEFAULT false,
  "source"         text                     NOT NULL DEFAULT ''::text,
  "note"           text                     NOT NULL DEFAULT ''::text,
  "updated_by"     uuid,
  "updated_at"     timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "customer_permissions_channel_check" CHECK ((channel = ANY (ARRAY['email'::text, 'whatsapp'::text, 'phone'::text, 'sms'::text]))),
  CONSTRAINT "customer_permissions_consent_check" CHECK ((consent = ANY (ARRAY['unknown'::text, 'granted'::text, 'denied'::text]))),
  CONSTRAINT "customer_permissions_pkey" PRIMARY KEY (customer_id, channel)
);

ALTER TABLE "public"."customer_permissions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_permissions" FROM "anon";

CREATE TABLE "public"."customer_suggestions" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "customer_id"  uuid                     NOT NULL,
  "other_id"     uuid                     NOT NULL,
  "reason"       text                     COLLATE pg_catalog."C" NOT NULL,
  "evidence"     jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "evidence_key" text                     NOT NULL DEFAULT ''::text,
  "confidence"   integer                  NOT NULL,
  "state"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'open'::text,
  "seen"         integer                  NOT NULL DEFAULT 1,
  "decided_by"   uuid,
  "decided_at"   timestamp with time zone,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "customer_suggestions_check" CHECK ((customer_id < other_id)),
  CONSTRAINT "customer_suggestions_confidence_check" CHECK (((confidence >= 0) AND (confidence <= 100))),
  CONSTRAINT "customer_suggestions_customer_id_other_id_reason_evidence_k_key" UNIQUE (customer_id, other_id, reason, evidence_key),
  CONSTRAINT "customer_suggestions_pkey" PRIMARY KEY (id),
  CONSTRAINT "customer_suggestions_reason_check" CHECK ((reason = ANY (ARRAY['same_message'::text, 'number_change'::text, 'plus_address'::text, 'same_name'::text]))),
  CONSTRAINT "customer_suggestions_state_check" CHECK ((state = ANY (ARRAY['open'::text, 'dismissed'::text, 'merged'::text])))
);

ALTER TABLE "public"."customer_suggestions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_suggestions" FROM "anon";

CREATE TABLE "public"."customers_counts" (
  "key"      text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"    boolean NOT NULL DEFAULT true,
  "rows"     bigint  NOT NULL,
  "tier"     text,
  "language" text,
  "blocked"  boolean
);

ALTER TABLE "public"."customers_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customers_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."import_drafts" (
  "import_id" uuid  NOT NULL,
  "key"       text  COLLATE pg_catalog."C" NOT NULL,
  "value"     jsonb NOT NULL,
  CONSTRAINT "import_drafts_pkey" PRIMARY KEY (import_id, key)
);

ALTER TABLE "public"."import_drafts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."import_drafts" FROM "anon", "authenticated";

CREATE TABLE "public"."import_errors" (
  "id"        bigint  GENERATED ALWAYS AS IDENTITY NOT NULL,
  "import_id" uuid    NOT NULL,
  "line"      integer NOT NULL,
  "field"     text    COLLATE pg_catalog."C",
  "code"      text    COLLATE pg_catalog."C" NOT NULL,
  "message"   text    NOT NULL,
  "details"   jsonb,
  CONSTRAINT "import_errors_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."import_errors"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."import_errors" FROM "anon";

CREATE TABLE "public"."imports" (
  "id"            uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "kind"          text                     COLLATE pg_catalog."C" NOT NULL,
  "module"        text                     COLLATE pg_catalog."C" NOT NULL,
  "state"         text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'previewing'::text,
  "filename"      text                     NOT NULL,
  "sha256"        text                     COLLATE pg_catalog."C" NOT NULL,
  "size"          bigint                   NOT NULL,
  "columns"       jsonb                    NOT NULL,
  "total"         integer                  NOT NULL,
  "done"          integer                  NOT NULL DEFAULT 0,
  "created"       integer                  NOT NULL DEFAULT 0,
  "updated"       integer                  NOT NULL DEFAULT 0,
  "unchanged"     integer                  NOT NULL DEFAULT 0,
  "failed"        integer                  NOT NULL DEFAULT 0,
  "preview"       jsonb,
  "sample"        jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "error_code"    text,
  "error_message" text,
  "created_by"    uuid,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "previewed_at"  timestamp with time zone,
  "started_by"    uuid,
  "started_at"    timestamp with time zone,
  "finished_at"   timestamp with time zone,
  CONSTRAINT "imports_pkey" PRIMARY KEY (id),
  CONSTRAINT "imports_state_check" CHECK ((state = ANY (ARRAY['previewing'::text, 'previewed'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);

ALTER TABLE "public"."imports"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."imports" FROM "anon";

CREATE TABLE "public"."phone_spellings" (
  "written"    text                     COLLATE pg_catalog."C" NOT NULL,
  "state"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'pending'::text,
  "e164"       text                     COLLATE pg_catalog."C",
  "role"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'customer'::text,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "phone_spellings_check" CHECK (((e164 IS NOT NULL) = (state = ANY (ARRAY['number'::text, 'toll_free'::text])))),
  CONSTRAINT "phone_spellings_pkey" PRIMARY KEY (written),
  CONSTRAINT "phone_spellings_role_check" CHECK ((role = ANY (ARRAY['customer'::text, 'own'::text]))),
  CONSTRAINT "phone_spellings_state_check" CHECK ((state = ANY (ARRAY['pending'::text, 'number'::text, 'toll_free'::text, 'short'::text, 'withheld'::text, 'unreadable'::text])))
);

ALTER TABLE "public"."phone_spellings"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."phone_spellings" FROM "anon";

CREATE TABLE "public"."timeline_sources" (
  "kind"     text COLLATE pg_catalog."C" NOT NULL,
  "module"   text NOT NULL,
  "relation" text NOT NULL,
  "key"      text COLLATE pg_catalog."C" NOT NULL DEFAULT 'customer'::text,
  CONSTRAINT "timeline_sources_key_check" CHECK ((key = ANY (ARRAY['customer'::text, 'phone'::text]))),
  CONSTRAINT "timeline_sources_pkey" PRIMARY KEY (kind)
);

ALTER TABLE "public"."timeline_sources"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."timeline_sources" FROM "anon", "authenticated";

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "written" text NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "verified" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "is_shared" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "is_primary" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "first_seen_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "last_seen_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "begins_at" timestamp WITH time zone;

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "ended_at" timestamp WITH time zone;

ALTER TABLE "public"."customer_identities"
  ADD COLUMN "ended_reason" text NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."customers"
  ADD COLUMN "tier" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'normal'::text;

ALTER TABLE "public"."customers"
  ADD COLUMN "language" text COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."customers"
  ADD COLUMN "time_zone" text COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."customers"
  ADD COLUMN "tags" text[] NOT NULL DEFAULT '{}'::text[];

ALTER TABLE "public"."customers"
  ADD COLUMN "owner_id" uuid;

ALTER TABLE "public"."customers"
  ADD COLUMN "blocked" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."customers"
  ADD COLUMN "custom_fields" jsonb NOT NULL DEFAULT '{}'::jsonb;

ALTER TABLE "public"."customers"
  ADD COLUMN "metadata" jsonb NOT NULL DEFAULT '{}'::jsonb;

ALTER TABLE "public"."customers"
  ADD COLUMN "deleted_at" timestamp WITH time zone;

ALTER TABLE "public"."customers"
  ADD COLUMN "version" integer NOT NULL DEFAULT 1;

ALTER TABLE "public"."customers"
  ADD COLUMN "merged_into" uuid;

ALTER TABLE "public"."customers"
  ADD COLUMN "display_name" text NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."customers"
  ADD COLUMN "search_text" text NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."customers"
  ADD COLUMN "hidden_at" timestamp WITH time zone GENERATED ALWAYS AS (COALESCE(deleted_at,
CASE
    WHEN (merged_into IS NOT NULL) THEN updated_at
    ELSE NULL::timestamp WITH time zone
END)) STORED;

ALTER TABLE "public"."kaleyra_calls"
  ADD COLUMN "customer_number" text COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text;

REVOKE ALL ON SEQUENCE "public"."customer_contacts_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."customer_contacts_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."import_errors_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."import_errors_id_seq" FROM "authenticated";

CREATE OR REPLACE FUNCTION public.add_customer_identity (
  p_customer_id uuid,
  p_kind        text,
  p_value       text,
  p_written     text,
  p_is_shared   boolean,
  p_is_primary  boolean,
  p_verified    boolean,
  p_source      text
)
  RETURNS SETOF public.customer_identities
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root  uuid := public.customer_root(p_customer_id);
  v_owner uuid;
  v_id    uuid;
begin
  perform from public.customers c where c.id = v_root and c.deleted_at is null for update;
  if not found then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  if exists (select from public.own_identities o where o.kind = p_kind and o.value = p_value) then
    raise exception 'identity_is_ours' using errcode = 'P0422', detail = jsonb_build_object('value', p_value);
  end if;
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || p_kind || ':' || p_value, 0));
  -- One that a merged customer has is his already.
  select i.id into v_id from public.customer_identities i
  where i.kind = p_kind and i.value = p_value and i.ended_at is null and i.customer_id = any (public.customer_members(v_root));
  if v_id is null then
    select public.customer_root(i.customer_id) into v_owner from public.customer_identities i
    where i.kind = p_kind and i.value = p_value and i.ended_at is null and not (i.is_shared and p_is_shared) limit 1;
    if v_owner is not null then
      raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_owner);
    end if;
  end if;
  if v_id is null then
    insert into public.customer_identities (customer_id, kind, value, written, source, is_shared, verified, begins_at)
    values (v_root, p_kind, p_value, p_written, p_source, p_is_shared, coalesce(p_verified, false),
      case when not p_is_shared then (
        select max(f.ended_at) from public.customer_identities f where f.kind = p_kind and f.value = p_value and f.ended_at is not null) end)
    returning id into v_id;
    perform public.log_activity('add_identity', 'customers', v_root::text, null, jsonb_build_object('identity_id', v_id, 'kind', p_kind));
  end if;
  perform public.mark_identity(v_id, p_is_shared, p_is_primary, p_verified);
  return query select * from public.customer_identities i where i.id = v_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."add_customer_identity"(uuid, text, text, text, boolean, boolean, boolean, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.add_identities (
  p_customer_id uuid,
  p_identities  jsonb,
  p_source      text,
  p_at          timestamp with time zone
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.customer_identities (customer_id, kind, value, written, verified, source, first_seen_at, last_seen_at, begins_at, is_primary)
  select p_customer_id, n.kind, n.value, n.written, n.verified, p_source, p_at, p_at,
    (select max(f.ended_at) from public.customer_identities f where f.kind = n.kind and f.value = n.value and f.ended_at is not null),
    n.turn = 1 and not exists (select from public.customer_identities o where o.customer_id = p_customer_id and o.kind = n.kind and o.is_primary and o.ended_at is null)
  from (
    select c ->> 'kind' as kind, c ->> 'value' as value, coalesce(c ->> 'written', c ->> 'value') as written, coalesce((c ->> 'verified')::boolean, false) as verified,
      row_number() over (partition by c ->> 'kind' order by c ->> 'value') as turn
    from jsonb_array_elements(p_identities) c
  ) n
$function$;

REVOKE ALL ON FUNCTION "public"."add_identities"(uuid, jsonb, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.add_import_job (
  p_id uuid
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select graphile_worker.add_job('imports.work', json_build_object('import_id', p_id), job_key => 'import:' || p_id)
$function$;

REVOKE ALL ON FUNCTION "public"."add_import_job"(uuid) FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'customer_event' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'timeline', null::uuid, jsonb_build_object('customer_id', n.customer_id, 'event_type', n.event_type, 'title', n.title, 'occurred_at', n.occurred_at, 'agent_id', n.agent_id, 'version', n.version, 'deleted_at', n.deleted_at)
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

REVOKE ALL ON FUNCTION "public"."announce_customer_events"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'customer' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'customers', null::uuid, jsonb_build_object('display_name', n.display_name, 'tier', n.tier, 'language', n.language, 'owner_id', n.owner_id, 'blocked', n.blocked, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version)
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

REVOKE ALL ON FUNCTION "public"."announce_customers"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'import' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, n.module, null::uuid, jsonb_build_object('kind', n.kind, 'state', n.state, 'total', n.total, 'done', n.done, 'created', n.created, 'updated', n.updated, 'unchanged', n.unchanged, 'failed', n.failed, 'error_code', n.error_code)
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

REVOKE ALL ON FUNCTION "public"."announce_imports"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_table (
  p_table         regclass,
  p_namespace     text,
  p_entity        text,
  p_module        text,
  p_columns       text,
  p_id_column     text     DEFAULT 'id'::text,
  p_owner_column  text     DEFAULT ''::text,
  p_module_column text     DEFAULT ''::text
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
  v_changed  text;
  v_new_user text := case when p_owner_column = '' then 'null::uuid' else format('n.%I', p_owner_column) end;
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

  execute format($function$
    create function public.%I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select %2$L, %3$L || ':created', n.%5$I::text, %4$s, %6$s, %8$s from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s
        from old_rows o left join new_rows n on n.%5$I = o.%5$I
        where n.%5$I is null or %7$s is distinct from %6$s;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select %2$L, %3$L || case when o.%5$I is null or %7$s is distinct from %6$s then ':created' else ':updated' end,
          n.%5$I::text, %4$s, %6$s, %8$s
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
  $function$, v_name, p_namespace, p_entity, v_new_module, p_id_column, v_new_user, v_old_user, v_payload, v_changed, v_old_module);
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

REVOKE ALL ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.cancel_import (
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
begin
  -- Waits for the batch that is being stored.
  select * into v_import from public.imports i where i.id = p_id and i.kind = p_kind for update;
  if v_import.id is null then
    raise exception 'import_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_import.state in ('done', 'failed') then
    raise exception 'import_is_over' using errcode = 'P0409', detail = jsonb_build_object('state', v_import.state);
  end if;
  update public.imports i set state = 'cancelled', finished_at = coalesce(i.finished_at, now()) where i.id = p_id returning * into v_import;
  delete from public.import_drafts d where d.import_id = p_id;
  perform public.log_activity('cancel', 'imports', p_id::text, null, jsonb_build_object('done', v_import.done, 'total', v_import.total));
  return next v_import;
end $function$;

REVOKE ALL ON FUNCTION "public"."cancel_import"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.change_number (
  p_kind   text,
  p_old    text,
  p_new    text,
  p_source text,
  p_at     timestamp with time zone
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_old public.customer_identities;
  v_new public.customer_identities;
begin
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || p_kind || ':' || v, 0)) from unnest(array[p_old, p_new]) v order by v;
  select * into v_old from public.customer_identities i where i.kind = p_kind and i.value = p_old and i.ended_at is null and not i.is_shared for update;
  if v_old.id is null or p_old = p_new then
    return 'unknown';
  end if;
  update public.customer_identities i set ended_at = p_at, ended_reason = 'changed', is_primary = false where i.id = v_old.id;
  select * into v_new from public.customer_identities i where i.kind = p_kind and i.value = p_new and i.ended_at is null and not i.is_shared;
  if v_new.id is null and exists (select from public.customer_identities i where i.kind = p_kind and i.value = p_new and i.ended_at is null) then
    -- Several share it: it is nobody's alone.
    return 'released';
  elsif v_new.id is null then
    perform public.add_identities(v_old.customer_id, jsonb_build_array(jsonb_build_object('kind', p_kind, 'value', p_new, 'verified', true)), p_source, p_at);
    return 'moved';
  elsif public.customer_root(v_new.customer_id) = public.customer_root(v_old.customer_id) then
    return 'released';
  end if;
  perform public.suggest_customers(public.customer_root(v_old.customer_id), public.customer_root(v_new.customer_id), 'number_change',
    jsonb_build_array(
      jsonb_build_object('kind', p_kind, 'value', p_old, 'customer_id', v_old.customer_id),
      jsonb_build_object('kind', p_kind, 'value', p_new, 'customer_id', v_new.customer_id)), 60);
  return 'conflict';
end $function$;

REVOKE ALL ON FUNCTION "public"."change_number"(text, text, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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
    where ($5 is null or s.module = any ($5)) and (not $6 ? 'kind' or s.kind in (select jsonb_array_elements_text($6 -> 'kind')))
    order by s.kind
  $sql$, v_sql) using v_ids, v_written, v_begins, v_ends, p_modules, p_filter;
end $function$;

REVOKE ALL ON FUNCTION "public"."count_customer_timeline"(uuid, text, text[], jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_customers_anew()
  RETURNS SETOF public.customers_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.tier, r.language, r.blocked)::text), false, count(*), r.tier, r.language, r.blocked from public.customers r where r.hidden_at is null group by r.tier, r.language, r.blocked
    $function$;

REVOKE ALL ON FUNCTION "public"."count_customers_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_customer (
  p_customer   jsonb,
  p_identities jsonb
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_given public.customers := jsonb_populate_record(null::public.customers, p_customer);
  v_id    uuid;
  v_taken record;
begin
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct c ->> 'kind' as kind, c ->> 'value' as value from jsonb_array_elements(p_identities) c order by 1, 2
  ) k;
  select o.value into v_taken from jsonb_array_elements(p_identities) c
  join public.own_identities o on o.kind = c ->> 'kind' and o.value = c ->> 'value' limit 1;
  if found then
    raise exception 'identity_is_ours' using errcode = 'P0422', detail = jsonb_build_object('value', v_taken.value);
  end if;
  select i.value, public.customer_root(i.customer_id) as customer_id into v_taken from jsonb_array_elements(p_identities) c
  join public.customer_identities i on i.kind = c ->> 'kind' and i.value = c ->> 'value' and i.ended_at is null
  order by i.is_shared, i.value limit 1;
  if found then
    raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_taken.customer_id, 'value', v_taken.value);
  end if;
  insert into public.customers (name, tier, language, time_zone, tags, owner_id, blocked, custom_fields, metadata)
  values (btrim(coalesce(v_given.name, '')), coalesce(v_given.tier, 'normal'), coalesce(v_given.language, ''), coalesce(v_given.time_zone, ''),
    coalesce(v_given.tags, '{}'), v_given.owner_id, coalesce(v_given.blocked, false), jsonb_strip_nulls(coalesce(v_given.custom_fields, '{}')),
    coalesce(v_given.metadata, '{}'))
  returning id into v_id;
  perform public.add_identities(v_id, p_identities, 'person', now());
  return v_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."create_customer"(jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.customer_answer (
  p_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select to_jsonb(c) - array['search_text', 'merged_into', 'hidden_at', 'deleted_at'] from public.customers c where c.id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."customer_answer"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.customer_members (
  p_id uuid
)
  RETURNS uuid[]
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select array(
    select p_id
    union
    select c.id from public.customers c
    where c.id = public.customer_root(p_id) or c.merged_into = public.customer_root(p_id))
$function$;

REVOKE ALL ON FUNCTION "public"."customer_members"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.customer_root (
  p_id uuid
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(c.merged_into, c.id) from public.customers c where c.id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."customer_root"(uuid) FROM PUBLIC, "anon", "authenticated";

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
  update public.customer_identities i set ended_at = now(), ended_reason = 'deleted', is_primary = false
  where i.customer_id = any (public.customer_members(v_root)) and i.ended_at is null;
  update public.customers c set deleted_at = now() where c.id = v_root;
  return public.customer_answer(v_root);
end $function$;

REVOKE ALL ON FUNCTION "public"."delete_customer"(uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.describe_customer()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'INSERT' then
    -- Whoever writes the addresses in the same statement has worked these out already.
    if new.search_text = '' then
      new.display_name := new.name;
      new.search_text := public.fold_text(new.name);
    end if;
    return new;
  end if;
  perform public.describe_customers(array[new.id]);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."describe_customer"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.describe_customers (
  p_ids uuid[]
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with roots as materialized (
    select distinct coalesce(c.merged_into, c.id) as id from public.customers c where c.id = any (p_ids)
  ), members as materialized (
    select r.id as root, c.id, c.name, c.id = r.id as is_root, c.created_at
    from roots r join public.customers c on c.id = r.id or c.merged_into = r.id
  ), addresses as materialized (
    select m.root, i.kind, i.value, i.is_primary, i.ended_at, i.first_seen_at
    from members m join public.customer_identities i on i.customer_id = m.id
    where i.ended_at is null or i.ended_reason <> 'removed'
  ), texts as (
    select r.id,
      coalesce(
        (select m.name from members m where m.root = r.id and m.name <> '' order by m.is_root desc, m.created_at, m.id limit 1),
        (select a.value from addresses a where a.root = r.id and a.ended_at is null
         order by a.is_primary desc, array_position(array['phone', 'email', 'whatsapp_username', 'external', 'whatsapp_user_id'], a.kind), a.first_seen_at, a.value limit 1),
        '') as display_name,
      public.fold_text(concat_ws(' ',
        (select string_agg(distinct m.name, ' ') from members m where m.root = r.id and m.name <> ''),
        (select string_agg(distinct a.value, ' ') from addresses a where a.root = r.id))) as search_text
    from roots r
  )
  update public.customers c set display_name = t.display_name, search_text = t.search_text
  from texts t where c.id = t.id and (c.display_name, c.search_text) is distinct from (t.display_name, t.search_text)
$function$;

REVOKE ALL ON FUNCTION "public"."describe_customers"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.describe_identities()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.describe_customers(array(select distinct c.customer_id from changed c));
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."describe_identities"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.dismiss_suggestion (
  p_id uuid,
  p_by uuid
)
  RETURNS SETOF public.customer_suggestions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_suggestion public.customer_suggestions;
begin
  select * into v_suggestion from public.customer_suggestions s where s.id = p_id for update;
  if v_suggestion.id is null then
    raise exception 'customer_suggestion_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_suggestion.state <> 'open' then
    raise exception 'customer_suggestion_decided' using errcode = 'P0409', detail = jsonb_build_object('state', v_suggestion.state);
  end if;
  return query update public.customer_suggestions s set state = 'dismissed', decided_by = p_by, decided_at = now(), updated_at = now() where s.id = p_id returning *;
end $function$;

REVOKE ALL ON FUNCTION "public"."dismiss_suggestion"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.email_conditions (
  p_filter jsonb,
  p_alias  text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  v_sql   text := case p_alias when 'e' then 'e.deleted_at is null' when 't' then 't.message_count > 0' else 'true' end;
  v_key   text;
  v_value text;
begin
  for v_key, v_value in select * from jsonb_each_text(p_filter) loop
    v_sql := v_sql || ' and ' || case
      -- All whom he is one with. Seldom more than himself: then rows come in the order of the index.
      when v_key = 'customer_id' then (
        select case when cardinality(m) = 1 then format('%s.customer_id = %L', p_alias, m[1]) else format('%s.customer_id = any (%L::uuid[])', p_alias, m) end
        from public.customer_members(v_value::uuid) m)
      when v_key in ('support_email_id', 'thread_id', 'assignee_id', 'direction', 'kind', 'status', 'priority', 'category', 'sentiment',
        'language', 'team', 'triage_state', 'send_state', 'from_email') then format('%s.%I = %L', p_alias, v_key, v_value)
      when v_key in ('is_read', 'has_attachments') or (p_alias = 'c' and v_key in ('unassigned', 'unread')) then
        format('%s%s.%I', case when v_value::boolean then '' else 'not ' end, p_alias, v_key)
      when v_key = 'unassigned' then format('%s.assignee_id is %snull', p_alias, case when v_value::boolean then '' else 'not ' end)
      when v_key = 'unread' then format('t.unread_count %s', case when v_value::boolean then '> 0' else '= 0' end)
      when v_key = 'received_from' then format('%s.received_at >= %L', p_alias, v_value)
      when v_key = 'received_to' then format('%s.received_at < %L', p_alias, v_value)
      when v_key = 'search' then 'true'
    end;
  end loop;
  if v_sql is null then
    raise exception 'unknown_filter' using errcode = 'P0422', detail = p_filter::text;
  end if;
  return v_sql;
end $function$;

CREATE OR REPLACE FUNCTION public.end_identity (
  p_id     uuid,
  p_reason text,
  p_at     timestamp with time zone DEFAULT now()
)
  RETURNS SETOF public.customer_identities
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_identity public.customer_identities;
begin
  update public.customer_identities i set ended_at = p_at, ended_reason = p_reason, is_primary = false
  where i.id = p_id and i.ended_at is null returning * into v_identity;
  if v_identity.id is null then
    raise exception 'identity_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.log_activity('end_identity', 'customers', v_identity.customer_id::text, null,
    jsonb_build_object('identity_id', p_id, 'kind', v_identity.kind, 'reason', p_reason));
  return next v_identity;
end $function$;

REVOKE ALL ON FUNCTION "public"."end_identity"(uuid, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.end_import (
  p_id            uuid,
  p_error_code    text DEFAULT NULL::text,
  p_error_message text DEFAULT NULL::text
)
  RETURNS text
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  delete from public.import_drafts d where d.import_id = p_id;
  update public.imports i set
    state = case when p_error_code is not null then 'failed' when i.state = 'previewing' then 'previewed' else 'done' end,
    error_code = p_error_code, error_message = p_error_message,
    previewed_at = case when i.state = 'previewing' and p_error_code is null then now() else i.previewed_at end,
    finished_at = case when i.state = 'running' or p_error_code is not null then now() end
  where i.id = p_id and i.state in ('previewing', 'running') and (p_error_code is not null or i.done = i.total)
  returning i.state
$function$;

REVOKE ALL ON FUNCTION "public"."end_import"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_customers_by_identity (
  p_kind  text,
  p_value text
)
  RETURNS TABLE (
    id           uuid,
    display_name text
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select distinct r.id, r.display_name
  from public.customer_identities i
  join public.customers c on c.id = i.customer_id
  join public.customers r on r.id = coalesce(c.merged_into, c.id)
  where i.kind = p_kind and i.value = p_value and i.ended_at is null and r.deleted_at is null
  order by r.display_name, r.id limit 20
$function$;

REVOKE ALL ON FUNCTION "public"."find_customers_by_identity"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_customers_for_import (
  p_keys   jsonb,
  p_ids    uuid[],
  p_owners text[],
  p_lock   boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_identities jsonb;
  v_ids        jsonb;
  v_roots      uuid[];
begin
  if p_lock then
    perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
      select distinct k.kind, k.value from jsonb_to_recordset(p_keys) k (kind text collate "C", value text collate "C")
      where not exists (
        select from public.customer_identities i where i.kind = k.kind and i.value = k.value and i.ended_at is null and not i.is_shared)
      order by 1, 2
    ) k;
  end if;
  select
    coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'customer_id', i.customer_id, 'root', coalesce(c.merged_into, c.id), 'is_shared', i.is_shared)), '[]'),
    coalesce(array_agg(distinct coalesce(c.merged_into, c.id)) filter (where not i.is_shared), '{}')
  into v_identities, v_roots
  from jsonb_to_recordset(p_keys) k (kind text, value text)
  join public.customer_identities i on i.kind = k.kind and i.value = k.value and i.ended_at is null
  join public.customers c on c.id = i.customer_id;
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'root', r.id)), '[]'), v_roots || coalesce(array_agg(r.id), '{}')
  into v_ids, v_roots
  from public.customers c join public.customers r on r.id = coalesce(c.merged_into, c.id) and r.deleted_at is null
  where c.id = any (p_ids);
  if p_lock then
    perform from public.customers c where c.id = any (v_roots) order by c.id for update;
  end if;
  return jsonb_build_object(
    'identities', v_identities,
    'ours', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value)), '[]')
      from public.own_identities o
      where (o.kind, o.value) in (select k.kind, k.value from jsonb_to_recordset(p_keys) k (kind text, value text))),
    'ids', v_ids,
    'customers', (
      select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'tier', c.tier, 'language', c.language, 'time_zone', c.time_zone,
        'tags', c.tags, 'owner_id', c.owner_id, 'blocked', c.blocked, 'custom_fields', c.custom_fields)), '[]')
      from public.customers c where c.id = any (v_roots)),
    'owners', (
      select coalesce(jsonb_agg(jsonb_build_object('written', w, 'id', a.id)), '[]')
      from unnest(p_owners) w join public.agents a on a.id::text = lower(w) or (a.is_active and lower(a.name) = lower(w))));
end $function$;

REVOKE ALL ON FUNCTION "public"."find_customers_for_import"(jsonb, uuid[], text[], boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_similar_customers (
  p_text  text,
  p_limit integer
)
  RETURNS SETOF uuid
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select c.id from public.customers c
  where public.fold_text(c.display_name) operator(extensions.%) p_text and c.hidden_at is null
  order by extensions.similarity(public.fold_text(c.display_name), p_text) desc, c.id limit p_limit
$function$;

REVOKE ALL ON FUNCTION "public"."find_similar_customers"(text, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.fold_text (
  p_text text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$
  select btrim(regexp_replace(regexp_replace(normalize(lower(p_text), nfkd), '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g'))
$function$;

REVOKE ALL ON FUNCTION "public"."fold_text"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_contact_facts (
  p_customer_id uuid,
  p_channel     text,
  p_since       timestamp with time zone
)
  RETURNS TABLE (
    deleted        boolean,
    blocked        boolean,
    consent        text,
    do_not_contact boolean,
    time_zone      text,
    unasked_at     timestamp with time zone[]
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select root.deleted_at is not null, bool_or(c.blocked),
    case when bool_or(p.consent = 'denied') then 'denied' when bool_or(p.consent = 'granted') then 'granted' else 'unknown' end,
    coalesce(bool_or(p.do_not_contact), false),
    root.time_zone,
    array(select t.at from public.customer_contacts t
      where t.customer_id = any (public.customer_members(p_customer_id)) and t.channel = p_channel and t.at > p_since order by t.at desc)
  from public.customers root
  join public.customers c on c.id = root.id or c.merged_into = root.id
  left join public.customer_permissions p on p.customer_id = c.id and p.channel = p_channel
  where root.id = public.customer_root(p_customer_id)
  group by root.id
$function$;

REVOKE ALL ON FUNCTION "public"."get_contact_facts"(uuid, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_customer (
  p_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select public.customer_answer(c.id) || jsonb_build_object(
    'identities', (
      select coalesce(jsonb_agg(to_jsonb(i) order by i.ended_at is not null, i.kind, i.is_primary desc, i.first_seen_at, i.id), '[]')
      from public.customer_identities i where i.customer_id = any (a.ids) and i.ended_reason <> 'removed'),
    'merged', (
      select coalesce(jsonb_agg(jsonb_build_object('merge_id', m.id, 'customer_id', m.customer_id, 'into_id', m.into_id, 'name', k.name, 'merged_at', m.merged_at)
        order by m.merged_at, m.id), '[]')
      from public.customer_merges m join public.customers k on k.id = m.customer_id
      where m.undone_at is null and m.customer_id = any (a.ids)),
    'permissions', (
      select coalesce(jsonb_agg(to_jsonb(p) - 'customer_id' order by p.channel), '[]') from public.customer_permissions p where p.customer_id = c.id))
  from public.customers c cross join lateral (select public.customer_members(c.id) as ids offset 0) a
  where c.id = public.customer_root(p_id) and c.deleted_at is null
$function$;

REVOKE ALL ON FUNCTION "public"."get_customer"(uuid) FROM PUBLIC, "anon", "authenticated";

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
    case when p_place is not null then format(' and v.at %1$s= %2$L and (v.at, <kind> collate "C", v.id) %1$s (%2$L::timestamptz, %3$L, %4$L)',
      v_sign, p_place ->> 'at', p_place ->> 'kind', p_place ->> 'id') end,
    '<kind>::text collate "C" as kind, v.at, v.id, v.direction, v.title, v.body, v.status, v.agent_id, v.details',
    format(' order by v.at %1$s, v.id %1$s limit %2$s', v_order, p_limit));
  if v_sql is null then
    return;
  end if;
  return query execute format('select * from (%1$s) t order by t.at %2$s, t.kind %2$s, t.id %2$s limit %3$s', v_sql, v_order, p_limit)
    using v_ids, v_written, v_begins, v_ends;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_customer_timeline"(uuid, text, text[], jsonb, jsonb, boolean, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_email (
  p_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
  select (to_jsonb(e) - 'deleted_at') || jsonb_build_object(
    'attachments', public.get_email_attachments(e.id),
    'customer', (
      select jsonb_build_object('id', c.id, 'name', c.name, 'identities', coalesce((
        select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value)
        from public.customer_identities i where i.customer_id = any (a.ids) and i.ended_at is null), '[]'))
      from public.customers c cross join lateral (select public.customer_members(c.id) as ids offset 0) a
      where c.id = public.customer_root(e.customer_id)),
    'thread', (select to_jsonb(t) from public.email_thread_rows t where t.id = e.thread_id),
    'also_received_in', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', o.id, 'support_email_id', o.support_email_id, 'email_address', m.email_address, 'thread_id', o.thread_id)
        order by m.email_address, o.id)
      from public.emails o join public.support_emails m on m.id = o.support_email_id
      where o.message_id = e.message_id and o.message_id <> '' and o.id <> e.id and o.support_email_id <> e.support_email_id and o.deleted_at is null), '[]'),
    'send', (
      select jsonb_build_object('id', s.id, 'state', s.state, 'send_after', s.send_after, 'attempts', s.attempts, 'first_tried_at', s.first_tried_at, 'error_code', s.error_code,
        'error_message', s.error_message, 'sent_at', s.sent_at, 'events', coalesce((
          select jsonb_agg(jsonb_build_object('kind', v.kind, 'state', v.state, 'detail', v.detail, 'at', v.at) order by v.id)
          from public.send_events v where v.send_id = s.id), '[]'))
      from public.sends s where s.id = e.send_id))
  from public.emails e
  where e.id = p_id and e.deleted_at is null
$function$;

CREATE OR REPLACE FUNCTION public.get_email_thread (
  p_id         uuid,
  p_limit      integer                  DEFAULT 20,
  p_after_time timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_after_id   uuid                     DEFAULT NULL::uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  AS $function$
declare
  v_thread jsonb := (select to_jsonb(t) from public.email_thread_rows t where t.id = p_id);
  v_ids    uuid[];
  v_next   text;
begin
  if v_thread is null then
    return null;
  end if;
  v_ids := array(
    select e.id from public.emails e
    where e.thread_id = p_id and e.deleted_at is null
      and (e.received_at, e.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
    order by e.received_at, e.id limit p_limit + 1);
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(e.received_at, e.id) into v_next from public.emails e where e.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  return v_thread || jsonb_build_object(
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name) from public.customers c
      where c.id = public.customer_root((v_thread ->> 'customer_id')::uuid)),
    'messages', coalesce((
      select jsonb_agg((to_jsonb(e) - 'deleted_at') || jsonb_build_object('attachments', public.get_email_attachments(e.id)) order by w.place)
      from unnest(v_ids) with ordinality as w (id, place)
      cross join lateral (select * from public.emails where id = w.id offset 0) e), '[]'),
    'messages_total', (select count(*) from public.emails e where e.thread_id = p_id and e.deleted_at is null),
    'forwarded_from', (
      select jsonb_build_object('email_id', o.id, 'thread_id', o.thread_id, 'subject', o.subject)
      from public.emails e join public.emails o on o.id = e.forward_of
      where e.thread_id = p_id and e.deleted_at is null and e.forward_of is not null and o.deleted_at is null order by e.received_at, e.id limit 1),
    'forwards', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', f.id, 'forward_of', f.forward_of, 'thread_id', f.thread_id, 'to_recipients', f.to_recipients,
        'created_at', f.created_at, 'send_state', f.send_state, 'inbound_count', t.inbound_count, 'unread_count', t.unread_count,
        'last_inbound_at', t.last_inbound_at) order by f.received_at, f.id)
      from (
        select n.* from public.emails n join public.emails o on o.id = n.forward_of
        where o.thread_id = p_id and o.deleted_at is null and n.deleted_at is null order by n.received_at desc, n.id desc limit 50) f
      join public.email_threads t on t.id = f.thread_id), '[]'),
    'next_cursor', v_next);
end $function$;

CREATE OR REPLACE FUNCTION public.identify_customer (
  p_identities jsonb,
  p_name       text,
  p_source     text
)
  RETURNS TABLE (
    customer_id uuid,
    is_new      boolean
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_found record;
begin
  select * into v_found from public.resolve_customers(jsonb_build_array(jsonb_build_object('identities', p_identities, 'name', p_name, 'source', p_source)));
  if v_found.outcome = 'conflict' then
    -- Undone with all that it did.
    raise exception 'identity_conflict' using errcode = 'P0409', detail = jsonb_build_object(
      'customer_ids', (select jsonb_agg(distinct public.customer_root((e ->> 'customer_id')::uuid)) from jsonb_array_elements(v_found.evidence) e));
  elsif v_found.outcome = 'ours' then
    raise exception 'identity_is_ours' using errcode = 'P0422';
  elsif v_found.outcome = 'shared' then
    raise exception 'identity_is_shared' using errcode = 'P0409', detail = jsonb_build_object(
      'customer_ids', (select jsonb_agg(distinct public.customer_root((e ->> 'customer_id')::uuid)) from jsonb_array_elements(v_found.evidence) e));
  end if;
  return query select public.customer_root(v_found.customer_id), v_found.outcome = 'made';
end $function$;

REVOKE ALL ON FUNCTION "public"."identify_customer"(jsonb, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_customers_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.customers_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.customers_counts (key, rows, tier, language, blocked)
        select md5(row(r.tier, r.language, r.blocked)::text), sum(r.sign), r.tier, r.language, r.blocked from (select 1 as sign, r.* from new_rows r) r where r.hidden_at is null group by r.tier, r.language, r.blocked;
      elsif tg_op = 'DELETE' then
        insert into public.customers_counts (key, rows, tier, language, blocked)
        select md5(row(r.tier, r.language, r.blocked)::text), sum(r.sign), r.tier, r.language, r.blocked from (select -1 as sign, r.* from old_rows r) r where r.hidden_at is null group by r.tier, r.language, r.blocked;
      else
        insert into public.customers_counts (key, rows, tier, language, blocked)
        select md5(row(r.tier, r.language, r.blocked)::text), sum(r.sign), r.tier, r.language, r.blocked
        from (select 1 as sign, tier, language, blocked, hidden_at from new_rows union all select -1, tier, language, blocked, hidden_at from old_rows) r
        where r.hidden_at is null group by r.tier, r.language, r.blocked having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.customers_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_customers_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.live_customer (
  p_id uuid
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select c.id from public.customers c where c.id = public.customer_root(p_id) and c.deleted_at is null
$function$;

REVOKE ALL ON FUNCTION "public"."live_customer"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.mark_identity (
  p_id         uuid,
  p_is_shared  boolean,
  p_is_primary boolean,
  p_verified   boolean
)
  RETURNS SETOF public.customer_identities
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_old   public.customer_identities;
  v_owner uuid;
begin
  select * into v_old from public.customer_identities i where i.id = p_id and i.ended_at is null for update;
  if v_old.id is null then
    raise exception 'identity_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  if v_old.is_shared and p_is_shared = false then
    select public.customer_root(i.customer_id) into v_owner from public.customer_identities i
    where i.kind = v_old.kind and i.value = v_old.value and i.ended_at is null and i.id <> p_id limit 1;
    if v_owner is not null then
      raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_owner);
    end if;
  end if;
  if p_is_primary then
    update public.customer_identities i set is_primary = false
    where i.customer_id = v_old.customer_id and i.kind = v_old.kind and i.is_primary and i.ended_at is null and i.id <> p_id;
  end if;
  if (v_old.is_shared, v_old.is_primary, v_old.verified)
    is distinct from (coalesce(p_is_shared, v_old.is_shared), coalesce(p_is_primary, v_old.is_primary), coalesce(p_verified, v_old.verified)) then
    update public.customer_identities i set
      is_shared = coalesce(p_is_shared, i.is_shared), is_primary = coalesce(p_is_primary, i.is_primary), verified = coalesce(p_verified, i.verified)
    where i.id = p_id;
    perform public.log_activity('mark_identity', 'customers', v_old.customer_id::text, jsonb_build_object('identity_id', p_id), jsonb_build_object(
      'identity_id', p_id, 'is_shared', p_is_shared, 'is_primary', p_is_primary, 'verified', p_verified));
  end if;
  return query select * from public.customer_identities i where i.id = p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."mark_identity"(uuid, boolean, boolean, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.merge_customers (
  p_id   uuid,
  p_into uuid,
  p_note text,
  p_by   uuid
)
  RETURNS SETOF public.customer_merges
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_from  uuid;
  v_into  uuid;
  v_merge public.customer_merges;
begin
  -- One merge at a time: two of them could otherwise close a circle between them.
  perform pg_advisory_xact_lock(hashtextextended('customer_merges', 0));
  v_from := public.customer_root(p_id);
  v_into := public.customer_root(p_into);
  perform from public.customers c where c.id in (v_from, v_into) and c.deleted_at is null order by c.id for update;
  if v_from is null or v_into is null or exists (select from public.customers c where c.id in (v_from, v_into) and c.deleted_at is not null) then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('ids', array[p_id, p_into]);
  end if;
  if v_from = v_into then
    raise exception 'customers_already_one' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_into);
  end if;
  insert into public.customer_merges (customer_id, into_id, note, merged_by) values (v_from, v_into, coalesce(p_note, ''), p_by) returning * into v_merge;
  update public.customers c set merged_into = v_into where c.id = v_from or c.merged_into = v_from;
  perform public.describe_customers(array[v_into]);
  update public.customer_suggestions s set state = 'merged', decided_by = p_by, decided_at = now(), updated_at = now()
  where s.state = 'open' and public.customer_root(s.customer_id) = v_into and public.customer_root(s.other_id) = v_into
    and (s.customer_id = any (public.customer_members(v_into)));
  perform public.log_activity('merge', 'customers', v_into::text, null, to_jsonb(v_merge), p_note => p_note);
  return next v_merge;
end $function$;

REVOKE ALL ON FUNCTION "public"."merge_customers"(uuid, uuid, text, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261129183307' $function$;

CREATE OR REPLACE FUNCTION public.note_import_batch (
  p_id     uuid,
  p_rows   integer,
  p_counts jsonb,
  p_faults jsonb,
  p_sample jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.import_errors (import_id, line, field, code, message, details)
  select p_id, f.line, f.field, f.code, f.message, f.details
  from jsonb_to_recordset(p_faults) f (line integer, field text, code text, message text, details jsonb);
  update public.imports i set
    done = i.done + p_rows,
    created = i.created + (p_counts ->> 'created')::integer,
    updated = i.updated + (p_counts ->> 'updated')::integer,
    unchanged = i.unchanged + (p_counts ->> 'unchanged')::integer,
    failed = i.failed + (p_counts ->> 'failed')::integer,
    sample = i.sample || p_sample
  where i.id = p_id;
$function$;

REVOKE ALL ON FUNCTION "public"."note_import_batch"(uuid, integer, jsonb, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_phone_spellings()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  execute format($sql$
    insert into public.phone_spellings (written, role)
    select distinct c.%1$I, %2$L from changed c
    where c.%1$I <> '' and not exists (select from public.phone_spellings s where s.written = c.%1$I)
    order by 1 on conflict do nothing
  $sql$, tg_argv[0], tg_argv[1]);
  if found then
    perform graphile_worker.add_job('customers.read_numbers', '{}', job_key => 'customers.read_numbers');
  end if;
  -- A number that turns out to be an agent's is one of ours from now on.
  if tg_argv[1] = 'own' then
    execute format('update public.phone_spellings s set role = ''own'' from changed c where s.written = c.%I and s.role <> ''own''', tg_argv[0]);
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_phone_spellings"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.pending_phone_spellings (
  p_limit integer
)
  RETURNS SETOF text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select s.written from public.phone_spellings s where s.state = 'pending' order by s.created_at, s.written limit p_limit
$function$;

REVOKE ALL ON FUNCTION "public"."pending_phone_spellings"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.place_customer (
  p_item jsonb,
  OUT    customer_id uuid,
  OUT    outcome text,
  OUT    evidence jsonb
)
  RETURNS record
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_at     timestamptz := coalesce((p_item ->> 'at')::timestamptz, now());
  v_name   text := coalesce(btrim(p_item ->> 'name'), '');
  v_source text := coalesce(p_item ->> 'source', '');
  v_new    jsonb;
  v_shared jsonb;
  v_roots  uuid[];
begin
  -- Whose each address is, the strongest first: what a provider gives out before what people share and pass on. Our own ones say nothing, and a shared
  -- one names candidates.
  select
    coalesce(jsonb_agg(c.value) filter (where i.id is null and s.candidates is null), '[]'),
    coalesce(jsonb_agg(
      jsonb_build_object('kind', i.kind, 'value', i.value, 'identity_id', i.id, 'customer_id', i.customer_id, 'verified', i.verified)
      order by c.strength, i.verified desc, i.value) filter (where i.id is not null), '[]'),
    array_agg(distinct coalesce(k.merged_into, k.id)) filter (where k.id is not null),
    coalesce(jsonb_path_query_array(jsonb_agg(s.candidates) filter (where s.candidates is not null), '$[*][*]'), '[]')
  into v_new, evidence, v_roots, v_shared
  from (
    select distinct on (c.value ->> 'kind', c.value ->> 'value') c.value,
      array_position(array['whatsapp_user_id', 'external', 'phone', 'email', 'whatsapp_username'], c.value ->> 'kind') as strength
    from jsonb_array_elements(p_item -> 'identities') c
    where not exists (select from public.own_identities o where o.kind = c.value ->> 'kind' and o.value = c.value ->> 'value')
  ) c
  left join public.customer_identities i
    on i.kind = c.value ->> 'kind' and i.value = c.value ->> 'value' and i.ended_at is null and not i.is_shared
  left join public.customers k on k.id = i.customer_id
  cross join lateral (
    select jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value, 'identity_id', o.id, 'customer_id', o.customer_id, 'verified', o.verified) order by o.id) as candidates
    from public.customer_identities o where o.kind = c.value ->> 'kind' and o.value = c.value ->> 'value' and o.ended_at is null and o.is_shared
  ) s;
  customer_id := (evidence -> 0 ->> 'customer_id')::uuid;

  if cardinality(v_roots) > 1 then
    outcome := 'conflict';
    perform public.suggest_customers(
      (select coalesce(c.merged_into, c.id) from public.customers c where c.id = place_customer.customer_id),
      (select r from unnest(v_roots) r where r <> (select coalesce(c.merged_into, c.id) from public.customers c where c.id = place_customer.customer_id) order by r limit 1),
      'same_message', evidence, 80);
  elsif customer_id is not null then
    outcome := 'matched';
    perform public.add_identities(customer_id, v_new, v_source, v_at);
    update public.customers c set name = v_name where c.id = place_customer.customer_id and c.name = '' and v_name <> '';
  elsif v_new = '[]' then
    outcome := case when v_shared = '[]' then 'ours' else 'shared' end;
    evidence := v_shared;
  else
    -- Together with an address that nobody has, a shared one is one more of a new person.
    evidence := v_shared;
    outcome := case when coalesce((p_item ->> 'make')::boolean, true) then 'made' else 'unknown' end;
    if outcome = 'made' then
      insert into public.customers (name, display_name, search_text)
      values (v_name, coalesce(nullif(v_name, ''), v_new -> 0 ->> 'value'),
        public.fold_text(concat_ws(' ', nullif(v_name, ''), (select string_agg(distinct c ->> 'value', ' ') from jsonb_array_elements(v_new) c))))
      returning id into customer_id;
      perform public.add_identities(customer_id, v_new, v_source, v_at);
      -- asha+orders@ may be asha@, and may be somebody else: providers differ.
      perform public.suggest_customers(place_customer.customer_id, public.customer_root(i.customer_id), 'plus_address', jsonb_build_array(
        jsonb_build_object('kind', 'email', 'value', c.value ->> 'value', 'customer_id', place_customer.customer_id),
        jsonb_build_object('kind', 'email', 'value', i.value, 'customer_id', i.customer_id)), 50)
      from jsonb_array_elements(v_new) c
      join public.customer_identities i on i.kind = 'email' and i.value = regexp_replace(c.value ->> 'value', '[+][^@]*@', '@') and i.ended_at is null
      where c.value ->> 'kind' = 'email' and c.value ->> 'value' ~ '^[^@]+[+][^@]*@';
    end if;
  end if;

  update public.customer_identities i set last_seen_at = v_at
  from jsonb_array_elements(place_customer.evidence) e
  where i.id = (e ->> 'identity_id')::uuid and i.last_seen_at < v_at - interval '1 day';
end $function$;

REVOKE ALL ON FUNCTION "public"."place_customer"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.preview_customer_merge (
  p_id   uuid,
  p_into uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_from public.customers;
  v_into public.customers;
begin
  select * into v_from from public.customers c where c.id = public.customer_root(p_id) and c.deleted_at is null;
  select * into v_into from public.customers c where c.id = public.customer_root(p_into) and c.deleted_at is null;
  if v_from.id is null or v_into.id is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('ids', array[p_id, p_into]);
  elsif v_from.id = v_into.id then
    raise exception 'customers_already_one' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_into.id);
  end if;
  return jsonb_build_object(
    'customer_id', v_from.id, 'into_id', v_into.id,
    'moves', (
      select jsonb_agg(jsonb_build_object('kind', t.kind, 'count', t.count) order by t.kind)
      from (
        select k.kind, k.count from public.count_customer_timeline(v_from.id, null, null, '{}') k
        union all
        select 'identity', count(*) from public.customer_identities i where i.customer_id = any (public.customer_members(v_from.id)) and i.ended_at is null
        union all
        select 'customer', cardinality(public.customer_members(v_from.id))
      ) t),
    'conflicts', (
      select coalesce(jsonb_agg(jsonb_build_object('field', f.key, 'customer', f.value #>> '{}', 'into', to_jsonb(v_into) ->> f.key) order by f.key), '[]')
      from jsonb_each(to_jsonb(v_from)) f
      where f.key in ('name', 'tier', 'language', 'time_zone', 'tags', 'owner_id', 'blocked', 'custom_fields')
        and f.value is distinct from to_jsonb(v_into) -> f.key and f.value not in ('""', 'null', '[]', '{}')),
    'warnings', (
      select coalesce(jsonb_agg(w.words), '[]') from (
        select format('Both have an id in %s.', split_part(i.value, ':', 1)) as words
        from public.customer_identities i
        where i.kind = 'external' and i.ended_at is null and i.customer_id = any (public.customer_members(v_from.id) || public.customer_members(v_into.id))
        group by split_part(i.value, ':', 1)
        having count(distinct i.customer_id = any (public.customer_members(v_from.id))) > 1
        union all
        select 'One of them is blocked, the other is not.' where v_from.blocked <> v_into.blocked
        union all
        select 'A person has said that these two are not one.' where exists (
          select from public.customer_suggestions s
          where s.state = 'dismissed' and public.customer_root(s.customer_id) in (v_from.id, v_into.id) and public.customer_root(s.other_id) in (v_from.id, v_into.id))
      ) w));
end $function$;

REVOKE ALL ON FUNCTION "public"."preview_customer_merge"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.rebuild_kaleyra_rollups()
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_hashjoin TO 'off'
  SET enable_nestloop TO 'off'
  AS $function$
begin
  perform public.lock_kaleyra_call_logs();

  merge into public.kaleyra_calls c using public.kaleyra_calls_from_legs f on c.call_id = f.call_id
  when matched and (c.start_time, c.service, c.outcome, c.leg_count, c.talk_seconds, c.agent_numbers, c.answered_agent_numbers, c.customer_number)
      is distinct from (f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers, f.customer_number) then
    update set start_time = f.start_time, service = f.service, outcome = f.outcome, leg_count = f.leg_count,
      talk_seconds = f.talk_seconds, agent_numbers = f.agent_numbers, answered_agent_numbers = f.answered_agent_numbers,
      customer_number = f.customer_number
  when not matched then
    insert (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers, customer_number)
    values (f.call_id, f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers, f.customer_number)
  when not matched by source then delete;

  merge into public.kaleyra_service_rollups r using public.kaleyra_service_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.service = f.service
  when matched and (r.calls, r.customer_calls, r.customer_calls_answered, r.customer_calls_missed, r.customer_calls_not_forwarded)
      is distinct from (f.calls, f.customer_calls, f.customer_calls_answered, f.customer_calls_missed, f.customer_calls_not_forwarded) then
    update set calls = f.calls, customer_calls = f.customer_calls, customer_calls_answered = f.customer_calls_answered,
      customer_calls_missed = f.customer_calls_missed, customer_calls_not_forwarded = f.customer_calls_not_forwarded
  when not matched then
    insert (grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed, customer_calls_not_forwarded)
    values (f.grain, f.bucket, f.service, f.calls, f.customer_calls, f.customer_calls_answered, f.customer_calls_missed, f.customer_calls_not_forwarded)
  when not matched by source then delete;

  merge into public.kaleyra_status_rollups r using public.kaleyra_status_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.service = f.service and r.status = f.status
  when matched and r.calls <> f.calls then update set calls = f.calls
  when not matched then insert (grain, bucket, service, status, calls) values (f.grain, f.bucket, f.service, f.status, f.calls)
  when not matched by source then delete;

  merge into public.kaleyra_agent_rollups r using public.kaleyra_agent_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.agent_number = f.agent_number
  when matched and (r.total_calls, r.calls_answered, r.missed_calls, r.connected_calls, r.total_talk_seconds, r.connected_talk_seconds,
        r.customer_calls, r.customer_calls_answered)
      is distinct from (f.total_calls, f.calls_answered, f.missed_calls, f.connected_calls, f.total_talk_seconds, f.connected_talk_seconds,
        f.customer_calls, f.customer_calls_answered) then
    update set total_calls = f.total_calls, calls_answered = f.calls_answered, missed_calls = f.missed_calls,
      connected_calls = f.connected_calls, total_talk_seconds = f.total_talk_seconds, connected_talk_seconds = f.connected_talk_seconds,
      customer_calls = f.customer_calls, customer_calls_answered = f.customer_calls_answered
  when not matched then
    insert (grain, bucket, agent_number, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds,
      connected_talk_seconds, customer_calls, customer_calls_answered)
    values (f.grain, f.bucket, f.agent_number, f.total_calls, f.calls_answered, f.missed_calls, f.connected_calls, f.total_talk_seconds,
      f.connected_talk_seconds, f.customer_calls, f.customer_calls_answered)
  when not matched by source then delete;

  merge into public.kaleyra_agent_status_rollups r using public.kaleyra_agent_status_rollups_from_facts f
    on r.agent_number = f.agent_number and r.bucket = f.bucket and r.status = f.status
  when matched and r.calls <> f.calls then update set calls = f.calls
  when not matched then insert (agent_number, bucket, status, calls) values (f.agent_number, f.bucket, f.status, f.calls)
  when not matched by source then delete;
end $function$;

CREATE OR REPLACE FUNCTION public.refresh_kaleyra_calls (
  p_call_ids text[]
)
  RETURNS public.kaleyra_fact[]
  LANGUAGE plpgsql
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_nestloop TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_zone  text := (select s.timezone from public.kaleyra_settings s);
  v_facts public.kaleyra_fact[];
begin
  with fresh as materialized (
    select f.* from public.kaleyra_calls_from_legs f where f.call_id = any (p_call_ids)
  ), kept as materialized (
    select c.* from public.kaleyra_calls c where c.call_id = any (p_call_ids)
  ), added as (
    insert into public.kaleyra_calls
      (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers, customer_number)
    select f.call_id, f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers, f.customer_number
    from fresh f
    where not exists (select from kept k where k.call_id = f.call_id)
  ), changed as (
    update public.kaleyra_calls c set
      start_time = f.start_time, service = f.service, outcome = f.outcome, leg_count = f.leg_count, talk_seconds = f.talk_seconds,
      agent_numbers = f.agent_numbers, answered_agent_numbers = f.answered_agent_numbers, customer_number = f.customer_number
    from fresh f
    where c.call_id = any (p_call_ids) and c.call_id = f.call_id
      and (c.start_time, c.service, c.outcome, c.leg_count, c.talk_seconds, c.agent_numbers, c.answered_agent_numbers, c.customer_number)
        is distinct from (f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers, f.customer_number)
  ), removed as (
    delete from public.kaleyra_calls c
    where c.call_id = any (p_call_ids) and not exists (select from fresh f where f.call_id = c.call_id)
  ), signed as (
    select 1 as sign, f.* from fresh f union all select -1, k.* from kept k
  ), bucketed as materialized (
    select
      date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01') as quarter_hour,
      date_trunc('day', c.start_time at time zone v_zone) as day,
      c.*
    from signed c
  )
  select array_agg(row(fact.*)::public.kaleyra_fact) into v_facts
  from (
    select b.quarter_hour, b.day, b.service, null, null, 0, 0,
      sum(b.sign) as customer_calls,
      coalesce(sum(b.sign) filter (where b.outcome = 'answered'), 0) as answered,
      coalesce(sum(b.sign) filter (where b.outcome = 'missed'), 0) as missed,
      coalesce(sum(b.sign) filter (where b.outcome = 'not_forwarded'), 0) as not_forwarded
    from bucketed b
    group by 1, 2, 3
    union all
    select b.quarter_hour, b.day, null, a.agent_number, null, 0, 0,
      sum(b.sign),
      coalesce(sum(b.sign) filter (where a.agent_number = any (b.answered_agent_numbers)), 0),
      0, 0
    from bucketed b cross join unnest(b.agent_numbers) as a (agent_number)
    group by 1, 2, 4
  ) fact
  where fact.customer_calls <> 0 or fact.answered <> 0 or fact.missed <> 0 or fact.not_forwarded <> 0;
  return coalesce(v_facts, '{}');
end $function$;

CREATE OR REPLACE FUNCTION public.register_timeline (
  p_kind     text,
  p_module   text,
  p_relation text,
  p_key      text DEFAULT 'customer'::text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.timeline_sources (kind, module, relation, key) values (p_kind, p_module, p_relation, p_key)
  on conflict (kind) do update set module = excluded.module, relation = excluded.relation, key = excluded.key
$function$;

REVOKE ALL ON FUNCTION "public"."register_timeline"(text, text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.resolve_customer (
  p_kind   text,
  p_value  text,
  p_name   text DEFAULT ''::text,
  p_source text DEFAULT ''::text
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_value text := lower(btrim(p_value));
begin
  if v_value = '' then
    return null;
  end if;
  return (
    select r.customer_id from public.resolve_customers(jsonb_build_array(jsonb_build_object(
      'identities', jsonb_build_array(jsonb_build_object('kind', p_kind, 'value', v_value, 'verified', true)), 'name', p_name, 'source', p_source, 'at', now()))) r);
end $function$;

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
  AS $function$
declare
  v_known record;
  v_sure  integer[] := '{}';
begin
  if jsonb_array_length(p_items) > 500 then
    raise exception 'too_many_items' using errcode = 'P0422', detail = jsonb_build_object('max', 500);
  end if;
  -- Most are known already, by all their addresses and without a doubt: one statement for all of them.
  for v_known in
    select c.item, (array_agg(i.customer_id order by i.verified desc, c.kind, i.id))[1] as customer_id,
      jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value, 'identity_id', i.id, 'customer_id', i.customer_id, 'verified', i.verified)) as evidence
    from (
      select (i.n - 1)::integer as item, c.value ->> 'kind' as kind, c.value ->> 'value' as value, (i.value ->> 'at')::timestamptz as at, i.value ->> 'name' as name
      from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    ) c
    left join public.customer_identities i on i.kind = c.kind and i.value = c.value and i.ended_at is null and not i.is_shared
    left join public.customers k on k.id = i.customer_id
    group by c.item
    -- What is to be noted (a name, when it was last seen) is noted below.
    having count(*) = count(k.id) and count(distinct coalesce(k.merged_into, k.id)) = 1
      and not coalesce(bool_or(k.name = '' and c.name <> '') or bool_or(i.last_seen_at < c.at - interval '1 day'), false)
  loop
    item := v_known.item;
    customer_id := v_known.customer_id;
    outcome := 'matched';
    evidence := v_known.evidence;
    v_sure := v_sure || item;
    return next;
  end loop;
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
  for item in select n - 1 from generate_series(1, jsonb_array_length(p_items)) n where n - 1 <> all (v_sure) loop
    select p.customer_id, p.outcome, p.evidence into customer_id, outcome, evidence from public.place_customer(p_items -> item) p;
    return next;
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."resolve_customers"(jsonb) FROM PUBLIC, "anon", "authenticated";

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

REVOKE ALL ON FUNCTION "public"."run_import"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_customer_permission (
  p_customer_id    uuid,
  p_channel        text,
  p_consent        text,
  p_do_not_contact boolean,
  p_source         text,
  p_note           text,
  p_by             uuid
)
  RETURNS SETOF public.customer_permissions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root uuid := public.customer_root(p_customer_id);
begin
  if not exists (select from public.customers c where c.id = v_root and c.deleted_at is null) then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  return query
  insert into public.customer_permissions as p (customer_id, channel, consent, do_not_contact, source, note, updated_by)
  values (v_root, p_channel, coalesce(p_consent, 'unknown'), coalesce(p_do_not_contact, false), p_source, coalesce(p_note, ''), p_by)
  on conflict (customer_id, channel) do update set
    consent = coalesce(p_consent, p.consent), do_not_contact = coalesce(p_do_not_contact, p.do_not_contact), source = excluded.source,
    note = coalesce(p_note, p.note), updated_by = p_by, updated_at = now()
  returning *;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_customer_permission"(uuid, text, text, boolean, text, text, uuid) FROM PUBLIC, "anon", "authenticated";

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
  insert into public.stored_files (sha256, size) values (p_sha256, p_size) on conflict do nothing;
  insert into public.imports (kind, module, filename, sha256, size, columns, total, created_by)
  values (p_kind, p_module, p_filename, p_sha256, p_size, p_columns, p_total, public.current_actor())
  returning * into v_import;
  perform public.add_import_job(v_import.id);
  perform public.log_activity('upload', 'imports', v_import.id::text, null,
    jsonb_build_object('kind', p_kind, 'filename', p_filename, 'sha256', p_sha256, 'total', p_total));
  return next v_import;
end $function$;

REVOKE ALL ON FUNCTION "public"."start_import"(text, text, text, text, bigint, jsonb, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.store_parsed_emails (
  p_emails jsonb,
  p_again  boolean DEFAULT false
)
  RETURNS TABLE (
    mailbox_message_id uuid,
    email_id           uuid,
    outcome            text
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_mailbox   public.support_emails;
  v_all       public.given_email[];
  v_given     public.given_email;
  v_message   public.mailbox_messages;
  v_mail      jsonb;
  v_customer  record;
  v_addresses text[] := '{}';
  v_customers uuid[] := '{}';
  v_email     public.emails;
  v_place     record;
  v_placed    public.placed_email;
  v_may_know  boolean;
  v_must_wait boolean;
  v_ids       text[] collate "C";
  v_known     text[];           -- what is named by e-mails that are written, or by those of this batch so far
  v_messages  uuid[] := '{}';   -- those of this batch that are done, with their e-mails
  v_emails    uuid[] := '{}';
  v_waiting   public.placed_email[] := '{}';
  v_busy      uuid[] := '{}';   -- the threads of those that wait
  v_met       text[] := '{}';   -- what those name
begin
  -- One writer per mailbox, so that two messages of one matter cannot begin two threads; in one order, so that nobody waits in a circle.
  for v_mailbox in
    select s.* from public.support_emails s where s.id in (
      select b.support_email_id from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid)
    order by s.id
  loop
    perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox.id, 0));
  end loop;
  -- What was sent, and what came back: sends are locked before threads, and these before e-mails, by everybody.
  perform from public.sends s where s.id = any (array(
    select e.send_id from jsonb_array_elements(p_emails) m
    cross join lateral (values (m ->> 'message_id'), (m ->> 'original_message_id'), (m -> 'bounce' ->> 'original_message_id')) i (message_id)
    cross join lateral (select * from public.emails a where a.message_id = i.message_id and a.message_id <> '' offset 0) e
    where e.send_id is not null))
  order by s.id for update;
  insert into public.stored_files (sha256, size)
  select distinct on (f.sha256) f.sha256, f.size from (
    select a ->> 'sha256' as sha256, (a ->> 'size')::bigint as size from jsonb_array_elements(p_emails) m, jsonb_array_elements(m -> 'attachments') a
    where a ->> 'sha256' is not null
    union all
    select b.raw_sha256, b.raw_size from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  ) f
  where not exists (select from public.stored_files s where s.sha256 = f.sha256)
  order by f.sha256 on conflict (sha256) do nothing;
  perform from public.mailbox_messages b where b.id = any (array(select (m ->> 'mailbox_message_id')::uuid from jsonb_array_elements(p_emails) m)) order by b.id for update;

  -- Whose each is, and what it names. Of one that is an e-mail already, and the same, nobody asks for the customer.
  select array_agg(
    row(m.n - 1, b, i.is_sent, o.is_ours, coalesce(c.address, ''), case when o.is_ours then '' else coalesce(w.writer ->> 'name', '') end, p.people, r.ids, t.tag,
      array_remove(r.ids || (m.mail ->> 'message_id'), '') || array_remove(array['ticket ' || t.tag, 'gmail ' || b.gmail_thread_id], null), w.kind, w.writer)::public.given_email
    order by m.n)
  into v_all
  from jsonb_array_elements(p_emails) with ordinality m (mail, n)
  left join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  left join public.support_emails s on s.id = b.support_email_id
  left join public.emails x on x.id = b.email_id
  cross join lateral (
    select b.folder_role = 'sent' or '\Sent' = any (b.labels) or exists (
      select from public.mailbox_places l join public.mailbox_folders f on f.support_email_id = l.support_email_id and f.path = l.folder
      where l.mailbox_message_id = b.id and f.role = 'sent') as is_sent offset 0
  ) i
  -- Under our own address forms and groups write, too: ours is what we know that we sent.
  cross join lateral (
    select i.is_sent or (coalesce(m.mail -> 'from' ->> 'email' = s.email_address, false) and exists (
      select from (select * from public.emails a where a.message_id = any (array[m.mail ->> 'message_id', m.mail ->> 'original_message_id']) and a.message_id <> '' offset 0) e
      where e.support_email_id = s.id and e.direction = 'outbound' and e.send_id is not null)) as is_ours offset 0
  ) o
  cross join lateral (
    select (m.mail -> 'to') || (m.mail -> 'cc') || (m.mail -> 'bcc') as recipients, case when o.is_ours then m.mail -> 'from' else public.writer_of_mail(m.mail) end as writer,
      public.kind_of_mail(m.mail, s.email_address, o.is_ours) as kind offset 0
  ) w
  left join lateral (
    select a.value ->> 'email' as address
    from jsonb_array_elements(case when o.is_ours then w.recipients else jsonb_build_array(w.writer) end) with ordinality a (value, n)
    where a.value ->> 'email' <> '' and not exists (select from public.support_emails x where x.email_address = a.value ->> 'email')
      and (b.state <> 'parsed' or (x.send_id is null and (x.direction, x.from_email) <> (case when o.is_ours then 'outbound' else 'inbound' end, coalesce(w.writer ->> 'email', ''))))
    order by a.n limit 1
  ) c on true
  cross join lateral (
    select array(
      select p from public.people_of_email(case when o.is_ours then 'outbound' else 'inbound' end, w.kind, coalesce(w.writer ->> 'email', ''), w.recipients) p
    ) as people offset 0
  ) p
  cross join lateral (
    -- A report names what it is about.
    select array(select jsonb_array_elements_text(m.mail -> 'reference_ids')) || array(
      select x.id from (values (m.mail -> 'bounce' ->> 'original_message_id')) x (id) where x.id <> '' and not (m.mail -> 'reference_ids') ? x.id) as ids offset 0
  ) r
  cross join lateral (select public.ticket_tag(m.mail ->> 'subject') as tag offset 0) t;

  -- What they name and is written already, or what others named, too, and is not here. Of what nobody named, no thread has to be looked for.
  v_ids := array(select unnest(g.reference_ids) from unnest(v_all) g);
  v_known := array(select e.message_id from public.emails e where e.message_id = any (v_ids) and e.message_id <> '');
  v_ids := array(
    select m ->> 'message_id' from jsonb_array_elements(p_emails) m where m ->> 'message_id' <> ''
    union all
    select i from unnest(v_ids) i where not i = any (v_known));
  v_known := v_known || array(
    select distinct r.id from public.emails e cross join lateral unnest(e.reference_ids) r (id)
    where e.reference_ids && v_ids and e.reference_ids <> '{}' and r.id = any (v_ids)
    union all
    select 'ticket ' || g.ticket_tag from (select distinct g.ticket_tag from unnest(v_all) g where g.ticket_tag is not null) g
    where exists (select from public.emails e where public.ticket_tag(e.subject) collate "C" = g.ticket_tag)
    union all
    select 'gmail ' || b.gmail_thread_id from public.mailbox_messages b
    where b.gmail_thread_id = any (array(select (g.message).gmail_thread_id from unnest(v_all) g where (g.message).gmail_thread_id is not null))
      and exists (select from public.emails e where e.mailbox_message_id = b.id));

  -- Customers of all, in one order for the same reason. Machines make none, but those that are known are.
  for v_customer in
    select c.address, c.name, c.is_person, i.customer_id, k.name = '' and c.name <> '' as gets_name
    from (
      select g.customer_address as address, max(g.customer_name) as name, bool_or(g.kind = 'message') as is_person
      from unnest(v_all) g where g.customer_address <> '' group by 1
    ) c
    left join public.customer_identities i on i.kind = 'email' and i.value = c.address and i.ended_at is null and not i.is_shared
    left join public.customers k on k.id = i.customer_id
    order by c.address
  loop
    v_addresses := v_addresses || v_customer.address;
    v_customers := v_customers || case
      when v_customer.is_person and (v_customer.customer_id is null or v_customer.gets_name) then public.resolve_customer('email', v_customer.address, v_customer.name, 'email')
      else v_customer.customer_id
    end;
  end loop;

  foreach v_given in array v_all loop
    v_message := v_given.message;
    v_mail := p_emails -> v_given.place;
    mailbox_message_id := (v_mail ->> 'mailbox_message_id')::uuid;
    email_id := null;
    if v_message.id is null then
      outcome := 'gone';
    elsif mailbox_message_id = any (v_messages) then
      email_id := v_emails[array_position(v_messages, mailbox_message_id)];
      outcome := 'known';
    elsif v_message.state = 'parsed' and not p_again then
      email_id := v_message.email_id;
      outcome := 'known';
    else
      if v_mailbox.id is distinct from v_message.support_email_id then
        select * into v_mailbox from public.support_emails s where s.id = v_message.support_email_id;
      end if;
      if v_message.email_id is not null or v_given.is_ours then
        -- What we wrote is rare enough to be done on its own.
        if v_waiting <> '{}' then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
        if v_message.email_id is not null then
          select r.email_id, r.outcome into email_id, outcome from public.renew_parsed_email(v_given, v_mail, v_customers[array_position(v_addresses, v_given.customer_address)]) r;
        else
          email_id := public.link_sent_email(v_message, v_given.is_sent, v_mail);
          outcome := case when email_id is not null then 'own' end;
        end if;
        if email_id is not null then
          update public.mailbox_messages b set state = 'parsed', email_id = store_parsed_emails.email_id, parsed_at = now(), error_code = null, error_message = null
          where b.id = v_message.id;
        end if;
      end if;
      if email_id is null then
        v_email := public.read_given_email(v_given, v_mail, v_customers[array_position(v_addresses, v_given.customer_address)]);
        v_may_know := v_given.clues && v_known;
        v_must_wait := v_may_know and v_given.clues && v_met;
        if not v_must_wait then
          select * into v_place from public.prepare_email(v_email, v_given, v_mailbox, v_mail, v_may_know, v_busy);
          v_must_wait := v_place.must_wait;
        end if;
        if v_must_wait then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
          select * into v_place from public.prepare_email(v_email, v_given, v_mailbox, v_mail, v_may_know, v_busy);
        end if;
        v_placed := v_place.placed;
        v_waiting := v_waiting || v_placed;
        v_busy := v_busy || (v_placed.email).thread_id;
        v_met := v_met || v_given.clues;
        email_id := v_email.id;
        outcome := 'stored';
        if v_placed.joins or v_placed.has_refused or v_placed.bounce is not null then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
      end if;
      v_messages := v_messages || mailbox_message_id;
      v_emails := v_emails || email_id;
      v_known := v_known || v_given.clues;
    end if;
    return next;
  end loop;
  if v_waiting <> '{}' then
    perform public.write_placed_emails(v_waiting, p_emails);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.store_read_numbers (
  p_numbers jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- What a person or a program writes in E.164 is looked up as well.
  update public.phone_spellings s set state = n.state, e164 = n.e164
  from jsonb_to_recordset(p_numbers) n (written text, state text, e164 text)
  where s.written = n.written and s.state = 'pending';
  perform public.resolve_customers(coalesce(jsonb_agg(jsonb_build_object(
    'identities', jsonb_build_array(jsonb_build_object('kind', 'phone', 'value', s.e164, 'written', s.written, 'verified', true)),
    'source', 'calls') order by s.e164), '[]'))
  from (
    select distinct on (s.e164) s.e164, s.written from public.phone_spellings s
    where s.written in (select n.written from jsonb_to_recordset(p_numbers) n (written text)) and s.state = 'number' and s.role = 'customer'
    order by s.e164, s.written
  ) s;
end $function$;

REVOKE ALL ON FUNCTION "public"."store_read_numbers"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.suggest_customers (
  p_one        uuid,
  p_other      uuid,
  p_reason     text,
  p_evidence   jsonb,
  p_confidence integer
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.customer_suggestions as s (customer_id, other_id, reason, evidence, evidence_key, confidence)
  select least(p_one, p_other), greatest(p_one, p_other), p_reason, p_evidence,
    (select string_agg(distinct (e ->> 'kind') || ':' || (e ->> 'value'), ' ' order by (e ->> 'kind') || ':' || (e ->> 'value')) from jsonb_array_elements(p_evidence) e),
    p_confidence
  where p_one <> p_other
  on conflict (customer_id, other_id, reason, evidence_key) do update set seen = s.seen + 1, updated_at = now()
$function$;

REVOKE ALL ON FUNCTION "public"."suggest_customers"(uuid, uuid, text, jsonb, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.timeline_keys (
  p_customer_id uuid,
  p_number      text
)
  RETURNS TABLE (
    key_kind    text,
    customer_id uuid,
    written     text,
    begins_at   timestamp with time zone,
    ended_at    timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select 'customer', m, null::text, null::timestamptz, null::timestamptz from unnest(public.customer_members(p_customer_id)) m where p_customer_id is not null
  union all
  select 'phone', null, s.written, min(i.begins_at), max(coalesce(i.ended_at, 'infinity'))
  from public.customer_identities i join public.phone_spellings s on s.e164 = i.value
  where p_customer_id is not null and i.customer_id = any (public.customer_members(p_customer_id)) and i.kind = 'phone' and not i.is_shared and i.ended_reason <> 'removed'
  group by s.written
  union all
  select 'phone', null, s.written, null, 'infinity' from public.phone_spellings s where p_customer_id is null and s.e164 = p_number
$function$;

REVOKE ALL ON FUNCTION "public"."timeline_keys"(uuid, text) FROM PUBLIC, "anon", "authenticated";

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
    select string_agg(case s.key
      when 'customer' then format(
        'select %1$s from unnest($1) k (key) cross join lateral (select v.* from public.%2$I v where v.key = k.key%3$s%4$s) v',
        replace(p_select, '<kind>', quote_literal(s.kind)), s.relation, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind)))
      else format(
        'select %1$s from unnest($2, $3, $4) k (key, begins_at, ended_at) cross join lateral (
           select v.* from public.%2$I v
           where v.key = k.key and v.at >= coalesce(k.begins_at, ''-infinity'') and v.at < k.ended_at%3$s%4$s) v',
        replace(p_select, '<kind>', quote_literal(s.kind)), s.relation, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind))) end,
      E'\nunion all\n' order by s.kind)
    from public.timeline_sources s
    where (p_modules is null or s.module = any (p_modules))
      and (not p_filter ? 'kind' or s.kind in (select jsonb_array_elements_text(p_filter -> 'kind'))));
end $function$;

REVOKE ALL ON FUNCTION "public"."timeline_statement"(text[], jsonb, text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.unmerge_customers (
  p_merge_id uuid,
  p_by       uuid
)
  RETURNS SETOF public.customer_merges
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_merge public.customer_merges;
  v_root  uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('customer_merges', 0));
  select * into v_merge from public.customer_merges m where m.id = p_merge_id for update;
  if v_merge.id is null then
    raise exception 'merge_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_merge_id);
  elsif v_merge.undone_at is not null then
    raise exception 'merge_already_undone' using errcode = 'P0409', detail = jsonb_build_object('undone_at', v_merge.undone_at);
  end if;
  v_root := public.customer_root(v_merge.into_id);
  update public.customer_merges m set undone_at = now(), undone_by = p_by where m.id = p_merge_id returning * into v_merge;
  with recursive leaving as (
    select v_merge.customer_id as id
    union
    select m.customer_id from leaving l join public.customer_merges m on m.into_id = l.id and m.undone_at is null
  )
  update public.customers c set merged_into = nullif(v_merge.customer_id, c.id) where c.id in (select l.id from leaving l);
  perform public.describe_customers(array[v_root, v_merge.customer_id]);
  -- A person has said that they are two.
  update public.customer_suggestions s set state = 'dismissed', decided_by = p_by, decided_at = now(), updated_at = now()
  where s.state = 'merged' and public.customer_root(s.customer_id) <> public.customer_root(s.other_id)
    and (s.customer_id = any (public.customer_members(v_merge.customer_id)) or s.other_id = any (public.customer_members(v_merge.customer_id)));
  perform public.log_activity('unmerge', 'customers', v_root::text, null, to_jsonb(v_merge));
  return next v_merge;
end $function$;

REVOKE ALL ON FUNCTION "public"."unmerge_customers"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_customer (
  p_id      uuid,
  p_change  jsonb,
  p_version integer
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_old public.customers;
  v_new public.customers;
begin
  select * into v_old from public.customers c where c.id = public.customer_root(p_id) and c.deleted_at is null for update;
  if v_old.id is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif p_version <> v_old.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_old.version);
  end if;
  v_new := jsonb_populate_record(v_old, p_change - 'custom_fields');
  update public.customers c set
    name = btrim(v_new.name), tier = v_new.tier, language = v_new.language, time_zone = v_new.time_zone, tags = v_new.tags, owner_id = v_new.owner_id,
    blocked = v_new.blocked, metadata = v_new.metadata,
    custom_fields = jsonb_strip_nulls(v_old.custom_fields || coalesce(p_change -> 'custom_fields', '{}'))
  where c.id = v_old.id;
  return v_old.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_customer"(uuid, jsonb, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_imported_customers (
  p_created    jsonb,
  p_changed    jsonb,
  p_identities jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  -- display_name and search_text as describe_customers works them out, so that it has nothing to write.
  insert into public.customers (id, name, tier, language, time_zone, tags, owner_id, blocked, custom_fields, display_name, search_text)
  select n.id, n.name, n.tier, n.language, n.time_zone, n.tags, n.owner_id, n.blocked, n.custom_fields,
    coalesce(nullif(n.name, ''), a.best, ''), public.fold_text(concat_ws(' ', nullif(n.name, ''), a.words))
  from jsonb_to_recordset(p_created) n
    (id uuid, name text, tier text, language text, time_zone text, tags text[], owner_id uuid, blocked boolean, custom_fields jsonb)
  left join (
    select i.customer_id, string_agg(distinct i.value, ' ') as words,
      (array_agg(i.value order by array_position(array['phone', 'email', 'whatsapp_username', 'external', 'whatsapp_user_id'], i.kind), i.value))[1] as best
    from jsonb_to_recordset(p_identities) i (customer_id uuid, kind text, value text collate "C")
    group by i.customer_id
  ) a on a.customer_id = n.id;

  update public.customers c set
    name = n.name, tier = n.tier, language = n.language, time_zone = n.time_zone, tags = n.tags, owner_id = n.owner_id, blocked = n.blocked,
    custom_fields = n.custom_fields
  from jsonb_to_recordset(p_changed) n
    (id uuid, name text, tier text, language text, time_zone text, tags text[], owner_id uuid, blocked boolean, custom_fields jsonb)
  where c.id = n.id;

  -- As add_identities, for many customers at once.
  insert into public.customer_identities (customer_id, kind, value, written, source, begins_at, is_primary)
  select n.customer_id, n.kind, n.value, n.written, 'import',
    (select max(f.ended_at) from public.customer_identities f where f.kind = n.kind and f.value = n.value and f.ended_at is not null),
    row_number() over (partition by n.customer_id, n.kind order by n.value) = 1
      and not exists (select from public.customer_identities o where o.customer_id = n.customer_id and o.kind = n.kind and o.is_primary and o.ended_at is null)
  from jsonb_to_recordset(p_identities) n (customer_id uuid, kind text collate "C", value text collate "C", written text);
$function$;

REVOKE ALL ON FUNCTION "public"."write_imported_customers"(jsonb, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."customer_contacts"
  ADD CONSTRAINT "customer_contacts_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."customer_events"
  ADD CONSTRAINT "customer_events_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."customer_events"
  ADD CONSTRAINT "customer_events_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."customer_identities"
  ADD CONSTRAINT "customer_identities_kind_check" CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text, 'whatsapp_user_id'::text, 'whatsapp_username'::text, 'external'::text])));

ALTER TABLE "public"."customer_merges"
  ADD CONSTRAINT "customer_merges_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE "public"."customer_merges"
  ADD CONSTRAINT "customer_merges_into_id_fkey" FOREIGN KEY (into_id) REFERENCES public.customers(id);

ALTER TABLE "public"."customer_notes"
  ADD CONSTRAINT "customer_notes_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."customer_permissions"
  ADD CONSTRAINT "customer_permissions_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."customer_suggestions"
  ADD CONSTRAINT "customer_suggestions_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."customer_suggestions"
  ADD CONSTRAINT "customer_suggestions_other_id_fkey" FOREIGN KEY (other_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."customers"
  ADD CONSTRAINT "customers_merged_into_fkey" FOREIGN KEY (merged_into) REFERENCES public.customers(id);

ALTER TABLE "public"."customers"
  ADD CONSTRAINT "customers_owner_id_fkey" FOREIGN KEY (owner_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."customers"
  ADD CONSTRAINT "customers_tier_check" CHECK ((tier = ANY (ARRAY['vip'::text, 'high'::text, 'normal'::text, 'low'::text])));

ALTER TABLE "public"."imports"
  ADD CONSTRAINT "imports_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

ALTER TABLE "public"."import_drafts"
  ADD CONSTRAINT "import_drafts_import_id_fkey" FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;

ALTER TABLE "public"."import_errors"
  ADD CONSTRAINT "import_errors_import_id_fkey" FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;

ALTER TABLE "public"."timeline_sources"
  ADD CONSTRAINT "timeline_sources_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

CREATE VIEW "public"."kaleyra_calls_from_legs" WITH (security_invoker=true) AS  SELECT call_id,
    start_time,
    service,
    (
        CASE
            WHEN ((agents_connected > 0) OR ((agents_rung = 0) AND (service = 'Click2Call'::text) AND connected)) THEN 'answered'::text
            WHEN ((agents_rung > 0) OR (service = 'Click2Call'::text)) THEN 'missed'::text
            ELSE 'not_forwarded'::text
        END COLLATE "C") AS outcome,
    leg_count,
        CASE
            WHEN (agents_rung > 0) THEN agents_talk_seconds
            WHEN ((service = 'Click2Call'::text) AND connected) THEN talk_seconds
            ELSE (0)::bigint
        END AS talk_seconds,
        CASE
            WHEN (cardinality(agent_numbers) > 1) THEN ARRAY( SELECT DISTINCT a.a
               FROM unnest(c.agent_numbers) a(a)
              ORDER BY a.a)
            ELSE COALESCE(agent_numbers, '{}'::text[])
        END AS agent_numbers,
        CASE
            WHEN (cardinality(answered_agent_numbers) > 1) THEN ARRAY( SELECT DISTINCT a.a
               FROM unnest(c.answered_agent_numbers) a(a)
              ORDER BY a.a)
            ELSE COALESCE(answered_agent_numbers, '{}'::text[])
        END AS answered_agent_numbers,
    customer_number
   FROM ( SELECT l.call_id,
            min(l.start_time) AS start_time,
            (array_agg(l.service ORDER BY l.start_time, (l.id <> l.call_id), l.id))[1] AS service,
            (array_agg(
                CASE
                    WHEN (l.service = 'Click2Call'::text) THEN l.callto
                    ELSE l.callfrom
                END ORDER BY l.start_time, (l.id <> l.call_id), l.id))[1] AS customer_number,
            (array_agg(l.connected ORDER BY l.start_time, (l.id <> l.call_id), l.id))[1] AS connected,
            (array_agg((l.billsec)::bigint ORDER BY l.start_time, (l.id <> l.call_id), l.id))[1] AS talk_seconds,
            (count(*))::integer AS leg_count,
            count(*) FILTER (WHERE l.forwarded) AS agents_rung,
            count(*) FILTER (WHERE (l.forwarded AND l.connected)) AS agents_connected,
            COALESCE(sum(l.billsec) FILTER (WHERE (l.forwarded AND l.connected)), (0)::bigint) AS agents_talk_seconds,
            array_agg(l.agent_number) FILTER (WHERE l.forwarded) AS agent_numbers,
            array_agg(l.agent_number) FILTER (WHERE (l.forwarded AND l.connected)) AS answered_agent_numbers
           FROM ( SELECT k.id,
                    k.call_id,
                    k.start_time,
                    k.service,
                    k.agent_number,
                    k.billsec,
                    k.callfrom,
                    k.callto,
                    (k.service = 'CallForward'::text) AS forwarded,
                    (k.status = ANY (( SELECT s.connected_statuses
                           FROM public.kaleyra_settings s)::text[])) AS connected
                   FROM public.kaleyra_call_logs k) l
          GROUP BY l.call_id) c;

REVOKE ALL ON TABLE "public"."kaleyra_calls_from_legs" FROM "anon", "authenticated";

CREATE VIEW "public"."own_identities" WITH (security_invoker=true) AS  SELECT ('email' COLLATE "C") AS kind,
    (s.email_address COLLATE "C") AS value
   FROM public.support_emails s
UNION ALL
 SELECT ('phone' COLLATE "C") AS kind,
    s.e164 AS value
   FROM public.phone_spellings s
  WHERE ((s.role = 'own'::text) AND (s.e164 IS NOT NULL));

REVOKE ALL ON TABLE "public"."own_identities" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_call_attempts" WITH (security_invoker=true) AS  SELECT customer_number AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'outbound'::text AS direction,
    'Call placed'::text AS title,
    ''::text AS body,
    state AS status,
    ( SELECT a.id
           FROM public.agents a
          WHERE (a.phone_number = t.agent_number)) AS agent_id,
    jsonb_build_object('kind', kind, 'number', customer_number, 'agent_number', agent_number, 'outcome', outcome, 'call_log_id', call_log_id) AS details
   FROM public.call_attempts t
  WHERE ((call_log_id IS NULL) OR (NOT (EXISTS ( SELECT
           FROM public.kaleyra_call_logs l
          WHERE (l.id = t.call_log_id)))));

REVOKE ALL ON TABLE "public"."timeline_call_attempts" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_calls" WITH (security_invoker=true) AS  SELECT customer_number AS key,
    start_time AS at,
    call_id AS id,
        CASE
            WHEN (service = 'Click2Call'::text) THEN 'outbound'::text
            ELSE 'inbound'::text
        END AS direction,
        CASE outcome
            WHEN 'answered'::text THEN 'Call answered'::text
            WHEN 'missed'::text THEN 'Call missed'::text
            ELSE 'Call, no agent was rung'::text
        END AS title,
    ''::text AS body,
    outcome AS status,
    ( SELECT a.id
           FROM public.agents a
          WHERE (a.phone_number = ANY (c.answered_agent_numbers))
          ORDER BY a.id
         LIMIT 1) AS agent_id,
    jsonb_build_object('service', service, 'number', customer_number, 'leg_count', leg_count, 'talk_seconds', talk_seconds, 'agent_numbers', agent_numbers, 'answered_agent_numbers', answered_agent_numbers) AS details
   FROM public.kaleyra_calls c
  WHERE (customer_number <> ''::text);

REVOKE ALL ON TABLE "public"."timeline_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_emails" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    received_at AS at,
    ((id)::text COLLATE "C") AS id,
    direction,
    subject AS title,
    snippet AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('thread_id', thread_id, 'kind', kind, 'from_email', from_email, 'from_name', from_name, 'has_attachments', has_attachments, 'send_state', send_state) AS details
   FROM public.emails e
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_events" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    occurred_at AS at,
    ((id)::text COLLATE "C") AS id,
    'internal'::text AS direction,
    title,
    description AS body,
    event_type AS status,
    agent_id,
    metadata AS details
   FROM public.customer_events e
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."timeline_events" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_notes" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'internal'::text AS direction,
    'Note'::text AS title,
    body,
    ''::text AS status,
    NULL::uuid AS agent_id,
    jsonb_build_object('created_by', created_by) AS details
   FROM public.customer_notes n
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."timeline_notes" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_refunds" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'internal'::text AS direction,
    ('Refund '::text || number) AS title,
    reason AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('number', number, 'order_number', order_number, 'amount_minor', amount_minor, 'currency', currency) AS details
   FROM public.refunds r
  WHERE (customer_id IS NOT NULL);

REVOKE ALL ON TABLE "public"."timeline_refunds" FROM "anon", "authenticated";

CREATE INDEX customer_contacts_customer ON public.customer_contacts USING btree (customer_id, channel, at DESC);

CREATE INDEX customer_events_customer ON public.customer_events USING btree (customer_id, occurred_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX customer_identities_owner ON public.customer_identities USING btree (kind, VALUE)
  WHERE ((ended_at IS NULL) AND (NOT is_shared));

CREATE UNIQUE INDEX customer_identities_primary ON public.customer_identities USING btree (customer_id, kind)
  WHERE (is_primary AND (ended_at IS NULL));

CREATE UNIQUE INDEX customer_identities_shared ON public.customer_identities USING btree (kind, VALUE, customer_id)
  WHERE ((ended_at IS NULL) AND is_shared);

CREATE INDEX customer_identities_value ON public.customer_identities USING btree (kind, VALUE);

CREATE UNIQUE INDEX customer_merges_current ON public.customer_merges USING btree (customer_id)
  WHERE (undone_at IS NULL);

CREATE INDEX customer_merges_into ON public.customer_merges USING btree (into_id)
  WHERE (undone_at IS NULL);

CREATE INDEX customer_merges_list ON public.customer_merges USING btree (merged_at DESC, id DESC);

CREATE INDEX customer_notes_customer ON public.customer_notes USING btree (customer_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_suggestions_confidence ON public.customer_suggestions USING btree (confidence DESC, id DESC);

CREATE INDEX customer_suggestions_customer ON public.customer_suggestions USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX customer_suggestions_list ON public.customer_suggestions USING btree (created_at DESC, id DESC);

CREATE INDEX customer_suggestions_other ON public.customer_suggestions USING btree (other_id);

CREATE INDEX customer_suggestions_reason ON public.customer_suggestions USING btree (reason, created_at DESC, id DESC);

CREATE INDEX customer_suggestions_state ON public.customer_suggestions USING btree (state, created_at DESC, id DESC);

CREATE INDEX customers_blocked_idx ON public.customers USING btree (created_at DESC, id DESC)
  WHERE ((hidden_at IS NULL) AND blocked);

CREATE INDEX customers_counts_fresh ON public.customers_counts USING btree (key)
  WHERE fresh;

CREATE INDEX customers_counts_key ON public.customers_counts USING btree (key);

CREATE INDEX customers_fields_idx ON public.customers USING gin (custom_fields jsonb_path_ops);

CREATE INDEX customers_language_idx ON public.customers USING btree (LANGUAGE, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX customers_list_idx ON public.customers USING btree (created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX customers_merged_idx ON public.customers USING btree (merged_into)
  WHERE (merged_into IS NOT NULL);

CREATE INDEX customers_name_idx ON public.customers USING btree (display_name, id)
  WHERE (hidden_at IS NULL);

CREATE INDEX customers_owner_idx ON public.customers USING btree (owner_id, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX customers_search_idx ON public.customers USING gin (search_text extensions.gin_trgm_ops);

CREATE INDEX customers_tags_idx ON public.customers USING gin (tags);

CREATE INDEX customers_tier_idx ON public.customers USING btree (tier, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX customers_updated_idx ON public.customers USING btree (updated_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX import_errors_code_idx ON public.import_errors USING btree (import_id, code, line, id);

CREATE INDEX import_errors_line_idx ON public.import_errors USING btree (import_id, line, id);

CREATE INDEX imports_creator_idx ON public.imports USING btree (kind, created_by, created_at DESC, id DESC);

CREATE INDEX imports_list_idx ON public.imports USING btree (kind, created_at DESC, id DESC);

CREATE UNIQUE INDEX imports_one_run ON public.imports USING btree (kind)
  WHERE (state = 'running'::text);

CREATE INDEX imports_state_idx ON public.imports USING btree (kind, state, created_at DESC, id DESC);

CREATE INDEX kaleyra_calls_customer ON public.kaleyra_calls USING btree (customer_number, start_time, call_id)
  WHERE (customer_number <> ''::text);

CREATE INDEX phone_spellings_number ON public.phone_spellings USING btree (e164)
  WHERE (e164 IS NOT NULL);

CREATE INDEX phone_spellings_pending ON public.phone_spellings USING btree (created_at)
  WHERE (state = 'pending'::text);

CREATE TRIGGER note_phones_insert AFTER INSERT ON public.agents REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.note_phone_spellings (
  'phone_number',
  'own'
);

CREATE TRIGGER note_phones_update AFTER UPDATE ON public.agents REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.note_phone_spellings (
  'phone_number',
  'own'
);

CREATE TRIGGER note_phones_insert AFTER INSERT ON public.call_attempts REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.note_phone_spellings (
  'customer_number',
  'customer'
);

CREATE TRIGGER announce_delete AFTER DELETE ON public.customer_events REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customer_events (
  'tickets',
  'customer_event',
  'timeline',
  'id',
  'customer_id,event_type,title,occurred_at,agent_id,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.customer_events REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customer_events (
  'tickets',
  'customer_event',
  'timeline',
  'id',
  'customer_id,event_type,title,occurred_at,agent_id,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.customer_events
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customer_events (
  'tickets',
  'customer_event',
  'timeline',
  'id',
  'customer_id,event_type,title,occurred_at,agent_id,version,deleted_at',
  ''
);

CREATE TRIGGER customer_events_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.customer_events
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER customer_events_touch
  BEFORE UPDATE ON public.customer_events
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER customer_fields_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.customer_fields
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('key');

CREATE TRIGGER customer_fields_touch
  BEFORE UPDATE ON public.customer_fields
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER identities_describe_delete
  AFTER DELETE ON public.customer_identities REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.describe_identities();

CREATE TRIGGER identities_describe_insert
  AFTER INSERT ON public.customer_identities REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.describe_identities();

CREATE TRIGGER identities_describe_update
  AFTER UPDATE ON public.customer_identities REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.describe_identities();

CREATE TRIGGER customer_notes_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.customer_notes
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER customer_notes_touch
  BEFORE UPDATE ON public.customer_notes
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER customer_permissions_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.customer_permissions
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('customer_id', 'channel');

CREATE TRIGGER customer_suggestions_activity
  AFTER UPDATE ON public.customer_suggestions
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER announce_delete AFTER DELETE ON public.customers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customers (
  'tickets',
  'customer',
  'customers',
  'id',
  'display_name,tier,language,owner_id,blocked,merged_into,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.customers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customers (
  'tickets',
  'customer',
  'customers',
  'id',
  'display_name,tier,language,owner_id,blocked,merged_into,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.customers
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customers (
  'tickets',
  'customer',
  'customers',
  'id',
  'display_name,tier,language,owner_id,blocked,merged_into,deleted_at,version',
  ''
);

CREATE TRIGGER customers_activity
  AFTER INSERT OR DELETE OR UPDATE OF name, tier, LANGUAGE, time_zone, tags, owner_id, blocked, custom_fields, metadata, deleted_at ON public.customers
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER customers_describe_name
  AFTER UPDATE OF name ON public.customers
  FOR EACH ROW
  EXECUTE FUNCTION public.describe_customer();

CREATE TRIGGER customers_describe
  BEFORE INSERT ON public.customers
  FOR EACH ROW
  EXECUTE FUNCTION public.describe_customer();

CREATE TRIGGER customers_touch
  BEFORE UPDATE OF name, tier, LANGUAGE, time_zone, tags, owner_id, blocked, custom_fields, metadata, deleted_at ON public.customers
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.customers REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customers_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.customers REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customers_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.customers
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customers_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.customers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customers_counts();

CREATE TRIGGER announce_delete AFTER DELETE ON public.imports REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_imports (
  'tickets',
  'import',
  '',
  'id',
  'kind,state,total,done,created,updated,unchanged,failed,error_code',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.imports REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_imports (
  'tickets',
  'import',
  '',
  'id',
  'kind,state,total,done,created,updated,unchanged,failed,error_code',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.imports REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_imports (
  'tickets',
  'import',
  '',
  'id',
  'kind,state,total,done,created,updated,unchanged,failed,error_code',
  ''
);

CREATE TRIGGER note_phones_insert AFTER INSERT ON public.kaleyra_calls REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.note_phone_spellings (
  'customer_number',
  'customer'
);

CREATE TRIGGER note_phones_update AFTER UPDATE ON public.kaleyra_calls REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.note_phone_spellings (
  'customer_number',
  'customer'
);

CREATE POLICY "customer_contacts_view" ON "public"."customer_contacts"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('customers'::text, 'view'::text) AS has_permission));

CREATE POLICY "customer_events_view" ON "public"."customer_events"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('timeline'::text, 'view'::text) AS has_permission)));

CREATE POLICY "customer_fields_view" ON "public"."customer_fields"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('customers'::text, 'view'::text) AS has_permission));

CREATE POLICY "customer_merges_view" ON "public"."customer_merges"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('customers'::text, 'view'::text) AS has_permission));

CREATE POLICY "customer_notes_view" ON "public"."customer_notes"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('customers'::text, 'view'::text) AS has_permission)));

CREATE POLICY "customer_permissions_view" ON "public"."customer_permissions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('customers'::text, 'view'::text) AS has_permission));

CREATE POLICY "customer_suggestions_view" ON "public"."customer_suggestions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('customers'::text, 'view'::text) AS has_permission));

CREATE POLICY "import_errors_view" ON "public"."import_errors"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.imports i
  WHERE (i.id = import_errors.import_id))));

CREATE POLICY "imports_view" ON "public"."imports"
  FOR SELECT
  TO "authenticated"
  USING (public.has_permission(module, 'view'::text));

CREATE POLICY "phone_spellings_view" ON "public"."phone_spellings"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('customers'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."customer_contacts"."at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_contacts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."customer_contacts"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_contacts"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_contacts"."purpose" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."description" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_events"."event_type" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."metadata" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_events"."occurred_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."title" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_events"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_events"."version" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."archived_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."key" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."label" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."options" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."position" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_fields"."version" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."begins_at" IS 'What happened before belongs to the former owner; null when there was none. class: none';

COMMENT ON COLUMN "public"."customer_identities"."ended_at" IS 'When it stopped being this customer''s; null while it is current. class: none';

COMMENT ON COLUMN "public"."customer_identities"."ended_reason" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."first_seen_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."is_primary" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."is_shared" IS 'A switchboard, info@, a family''s phone: it names candidates and decides nothing. class: none';

COMMENT ON COLUMN "public"."customer_identities"."last_seen_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."value" IS 'Normalised: an e-mail address in lower case, a phone number in E.164, an external id as system:id. written is how it came. class: personal';

COMMENT ON COLUMN "public"."customer_identities"."verified" IS 'The channel proved it: a message came from it. Otherwise somebody says so. class: none';

COMMENT ON COLUMN "public"."customer_identities"."written" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_merges"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_merges"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_merges"."into_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_merges"."merged_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_merges"."merged_by" IS 'class: none';

COMMENT ON COLUMN "public"."customer_merges"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_merges"."undone_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_merges"."undone_by" IS 'class: none';

COMMENT ON COLUMN "public"."customer_notes"."body" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_notes"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_notes"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."customer_notes"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_notes"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_notes"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_notes"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_notes"."version" IS 'class: none';

COMMENT ON COLUMN "public"."customer_permissions"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."customer_permissions"."consent" IS 'To messages that he did not ask for: offers, surveys. class: none';

COMMENT ON COLUMN "public"."customer_permissions"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_permissions"."do_not_contact" IS 'We write or call only to answer. class: none';

COMMENT ON COLUMN "public"."customer_permissions"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_permissions"."source" IS 'class: none';

COMMENT ON COLUMN "public"."customer_permissions"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_permissions"."updated_by" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."confidence" IS 'In per cent. class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."decided_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."decided_by" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."evidence" IS 'The addresses or names that agree: [{"kind", "value", "customer_id"}]. class: personal';

COMMENT ON COLUMN "public"."customer_suggestions"."evidence_key" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_suggestions"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."other_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."seen" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."state" IS 'class: none';

COMMENT ON COLUMN "public"."customer_suggestions"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."blocked" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."custom_fields" IS 'By key, as customer_fields declares them. class: personal';

COMMENT ON COLUMN "public"."customers"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."display_name" IS 'The name; without one the name of a merged customer, or the best-known address. Follows from other columns. class: personal';

COMMENT ON COLUMN "public"."customers"."hidden_at" IS 'Set for one that lists leave out: deleted, or part of another. class: none';

COMMENT ON COLUMN "public"."customers"."language" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."merged_into" IS 'The customer that this one is part of now, in one step whatever was merged into what; null while it stands for itself. Follows from customer_merges. class: none';

COMMENT ON COLUMN "public"."customers"."metadata" IS 'class: personal';

COMMENT ON COLUMN "public"."customers"."owner_id" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."search_text" IS 'Names and addresses of the customer and of those merged into it, folded for search. Follows from other columns. class: personal';

COMMENT ON COLUMN "public"."customers"."tags" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."tier" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."time_zone" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."version" IS 'class: none';

COMMENT ON COLUMN "public"."customers_counts"."blocked" IS 'class: none';

COMMENT ON COLUMN "public"."customers_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."customers_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."customers_counts"."language" IS 'class: none';

COMMENT ON COLUMN "public"."customers_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."customers_counts"."tier" IS 'class: none';

COMMENT ON COLUMN "public"."import_drafts"."import_id" IS 'class: none';

COMMENT ON COLUMN "public"."import_drafts"."key" IS 'class: personal';

COMMENT ON COLUMN "public"."import_drafts"."value" IS 'class: personal';

COMMENT ON COLUMN "public"."import_errors"."code" IS 'class: none';

COMMENT ON COLUMN "public"."import_errors"."details" IS 'class: personal';

COMMENT ON COLUMN "public"."import_errors"."field" IS 'class: none';

COMMENT ON COLUMN "public"."import_errors"."id" IS 'class: none';

COMMENT ON COLUMN "public"."import_errors"."import_id" IS 'class: none';

COMMENT ON COLUMN "public"."import_errors"."line" IS 'The line of the file on which the row begins; the header is line 1. class: none';

COMMENT ON COLUMN "public"."import_errors"."message" IS 'class: personal';

COMMENT ON COLUMN "public"."imports"."columns" IS 'The header of the file, [{"header", "column"}]; column is null for what is not imported. class: personal';

COMMENT ON COLUMN "public"."imports"."created" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."done" IS 'Rows of the file that the preview, or the run, has behind it: the place from which it goes on. The counts are theirs. class: none';

COMMENT ON COLUMN "public"."imports"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."error_message" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."failed" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."filename" IS 'class: personal';

COMMENT ON COLUMN "public"."imports"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."id" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."kind" IS 'What the rows become: customers. class: none';

COMMENT ON COLUMN "public"."imports"."module" IS 'The permissions that it needs. class: none';

COMMENT ON COLUMN "public"."imports"."preview" IS 'The counts of the preview, from when the run began. class: none';

COMMENT ON COLUMN "public"."imports"."previewed_at" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."sample" IS 'The first rows as the preview saw them. class: personal';

COMMENT ON COLUMN "public"."imports"."sha256" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."size" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."started_by" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."state" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."total" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."unchanged" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."updated" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_calls"."customer_number" IS 'class: personal';

COMMENT ON COLUMN "public"."phone_spellings"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."phone_spellings"."e164" IS 'class: personal';

COMMENT ON COLUMN "public"."phone_spellings"."role" IS 'own: of an agent or of ours, never a customer. class: none';

COMMENT ON COLUMN "public"."phone_spellings"."state" IS 'class: none';

COMMENT ON COLUMN "public"."phone_spellings"."written" IS 'class: personal';

COMMENT ON COLUMN "public"."timeline_sources"."key" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_sources"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_sources"."module" IS 'Whoever may view this module sees the kind. class: none';

COMMENT ON COLUMN "public"."timeline_sources"."relation" IS 'class: none';

COMMENT ON TABLE "public"."customer_contacts" IS 'When a customer was written to or called without having asked for it: whoever does it notes it here, and nobody does it too often.';

COMMENT ON TABLE "public"."customer_events" IS 'What people and programs add to the timeline of a customer: a visit, an order, a payment.';

COMMENT ON TABLE "public"."customer_fields" IS 'Fields that an installation adds to its customers. An archived one takes no new values; those that are there stay.';

COMMENT ON TABLE "public"."customer_identities" IS 'The addresses by which a customer is or was known; a current one that is not shared belongs to one customer.';

COMMENT ON TABLE "public"."customer_merges" IS 'Which customers turned out to be one. customer_id was merged into into_id; an edge that was undone stays for the record.';

COMMENT ON TABLE "public"."customer_notes" IS 'What the team knows about a customer, in its own words. The customer never sees them.';

COMMENT ON TABLE "public"."customer_suggestions" IS 'Pairs of customers that may be one person, with what speaks for it. Dismissed once, the same evidence does not come back.';

COMMENT ON TABLE "public"."customers_counts" IS 'How many rows of customers there are by tier, language, blocked: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."import_drafts" IS 'What the rows that a preview has read would have left, for those that come after them. Gone when the preview ends. access: service only';

COMMENT ON TABLE "public"."import_errors" IS 'What keeps rows of a file from being imported: found by the preview, and found again by the run.';

COMMENT ON TABLE "public"."imports" IS 'CSV files that were uploaded to be imported. A preview reads the whole file and changes nothing; a run does what the preview said.';

COMMENT ON TABLE "public"."phone_spellings" IS 'Every way in which a number was written, and the number that it means.';

COMMENT ON TABLE "public"."timeline_sources" IS 'What the timeline of a customer is made of: one view per kind. access: service only';

COMMENT ON VIEW "public"."kaleyra_calls_from_legs" IS 'The definition of kaleyra_calls. access: service only';

COMMENT ON VIEW "public"."own_identities" IS 'Mailboxes, numbers of agents. access: service only';

COMMENT ON VIEW "public"."timeline_call_attempts" IS 'Calls that we placed and that the call log does not have yet. access: service only';

COMMENT ON VIEW "public"."timeline_calls" IS 'Calls from and to customers, all legs of one as one. access: service only';

COMMENT ON VIEW "public"."timeline_emails" IS 'E-mails from and to customers. access: service only';

COMMENT ON VIEW "public"."timeline_events" IS 'Events that people and programs added. access: service only';

COMMENT ON VIEW "public"."timeline_notes" IS 'Notes about customers. access: service only';

COMMENT ON VIEW "public"."timeline_refunds" IS 'Refunds of customers. access: service only';

REVOKE ALL ON FUNCTION "public"."add_customer_identity"(uuid, text, text, text, boolean, boolean, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_customer_identity"(uuid, text, text, text, boolean, boolean, boolean, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_customer_identity"(uuid, text, text, text, boolean, boolean, boolean, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."add_identities"(uuid, jsonb, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_identities"(uuid, jsonb, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_identities"(uuid, jsonb, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."add_import_job"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_import_job"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_import_job"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_customer_events"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_customer_events"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_customer_events"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_customers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_customers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_customers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_imports"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_imports"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_imports"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."cancel_import"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_import"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_import"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."change_number"(text, text, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_number"(text, text, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_number"(text, text, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_customer_timeline"(uuid, text, text[], jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customer_timeline"(uuid, text, text[], jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customer_timeline"(uuid, text, text[], jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_customers_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customers_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customers_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_customer"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_customer"(jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_customer"(jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."customer_answer"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."customer_answer"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."customer_answer"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."customer_members"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."customer_members"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."customer_members"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."customer_root"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."customer_root"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."customer_root"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."delete_customer"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_customer"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_customer"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_customer"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_customer"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_customer"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_customers"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_customers"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_customers"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_identities"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_identities"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_identities"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."dismiss_suggestion"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."dismiss_suggestion"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."dismiss_suggestion"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_identity"(uuid, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_identity"(uuid, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_identity"(uuid, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_import"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_import"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_import"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_customers_by_identity"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_customers_by_identity"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_customers_by_identity"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_customers_for_import"(jsonb, uuid[], text[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_customers_for_import"(jsonb, uuid[], text[], boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_customers_for_import"(jsonb, uuid[], text[], boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_similar_customers"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_similar_customers"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_similar_customers"(text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."fold_text"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."fold_text"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."fold_text"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_contact_facts"(uuid, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_contact_facts"(uuid, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_contact_facts"(uuid, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_customer"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_customer_timeline"(uuid, text, text[], jsonb, jsonb, boolean, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer_timeline"(uuid, text, text[], jsonb, jsonb, boolean, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer_timeline"(uuid, text, text[], jsonb, jsonb, boolean, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."identify_customer"(jsonb, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."identify_customer"(jsonb, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."identify_customer"(jsonb, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_customers_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_customers_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_customers_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."live_customer"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."live_customer"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."live_customer"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."mark_identity"(uuid, boolean, boolean, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_identity"(uuid, boolean, boolean, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_identity"(uuid, boolean, boolean, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."merge_customers"(uuid, uuid, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."merge_customers"(uuid, uuid, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."merge_customers"(uuid, uuid, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_import_batch"(uuid, integer, jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_import_batch"(uuid, integer, jsonb, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_import_batch"(uuid, integer, jsonb, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_phone_spellings"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_phone_spellings"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_phone_spellings"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."pending_phone_spellings"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pending_phone_spellings"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pending_phone_spellings"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."place_customer"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_customer"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_customer"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."preview_customer_merge"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."preview_customer_merge"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."preview_customer_merge"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_timeline"(text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_timeline"(text, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."resolve_customers"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."resolve_customers"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."resolve_customers"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."run_import"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."run_import"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."run_import"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_customer_permission"(uuid, text, text, boolean, text, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_customer_permission"(uuid, text, text, boolean, text, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_customer_permission"(uuid, text, text, boolean, text, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."start_import"(text, text, text, text, bigint, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_import"(text, text, text, text, bigint, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_import"(text, text, text, text, bigint, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."store_read_numbers"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_read_numbers"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_read_numbers"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."suggest_customers"(uuid, uuid, text, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."suggest_customers"(uuid, uuid, text, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."suggest_customers"(uuid, uuid, text, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."timeline_keys"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."timeline_keys"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."timeline_keys"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."timeline_statement"(text[], jsonb, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."timeline_statement"(text[], jsonb, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."timeline_statement"(text[], jsonb, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."unmerge_customers"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unmerge_customers"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unmerge_customers"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_customer"(uuid, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_customer"(uuid, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_customer"(uuid, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_imported_customers"(jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_imported_customers"(jsonb, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_imported_customers"(jsonb, jsonb, jsonb) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."customer_contacts_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."customer_contacts_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."customer_contacts_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."customer_contacts_id_seq" TO "service_role";

REVOKE ALL ON SEQUENCE "public"."import_errors_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."import_errors_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."import_errors_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."import_errors_id_seq" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_contacts" FROM "authenticated";

GRANT SELECT ON TABLE "public"."customer_contacts" TO "authenticated";

REVOKE ALL ON TABLE "public"."customer_contacts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_contacts" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_contacts" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_events" FROM "authenticated";

GRANT SELECT ON TABLE "public"."customer_events" TO "authenticated";

REVOKE ALL ON TABLE "public"."customer_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_events" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_events" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_fields" FROM "authenticated";

GRANT SELECT ON TABLE "public"."customer_fields" TO "authenticated";

REVOKE ALL ON TABLE "public"."customer_fields" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_fields" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_fields" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_merges" FROM "authenticated";

GRANT SELECT ON TABLE "public"."customer_merges" TO "authenticated";

REVOKE ALL ON TABLE "public"."customer_merges" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_merges" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_merges" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_notes" FROM "authenticated";

GRANT SELECT ON TABLE "public"."customer_notes" TO "authenticated";

REVOKE ALL ON TABLE "public"."customer_notes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_notes" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_notes" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_permissions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."customer_permissions" TO "authenticated";

REVOKE ALL ON TABLE "public"."customer_permissions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_permissions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_permissions" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_suggestions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."customer_suggestions" TO "authenticated";

REVOKE ALL ON TABLE "public"."customer_suggestions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_suggestions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_suggestions" TO "service_role";

REVOKE ALL ON TABLE "public"."customers_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customers_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."customers_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."customers_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."import_drafts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."import_drafts" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."import_drafts" TO "service_role";

REVOKE ALL ON TABLE "public"."import_errors" FROM "authenticated";

GRANT SELECT ON TABLE "public"."import_errors" TO "authenticated";

REVOKE ALL ON TABLE "public"."import_errors" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."import_errors" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."import_errors" TO "service_role";

REVOKE ALL ON TABLE "public"."imports" FROM "authenticated";

GRANT SELECT ON TABLE "public"."imports" TO "authenticated";

REVOKE ALL ON TABLE "public"."imports" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."imports" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."imports" TO "service_role";

REVOKE ALL ON TABLE "public"."phone_spellings" FROM "authenticated";

GRANT SELECT ON TABLE "public"."phone_spellings" TO "authenticated";

REVOKE ALL ON TABLE "public"."phone_spellings" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."phone_spellings" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."phone_spellings" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_sources" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_sources" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_sources" TO "service_role";

REVOKE ALL ON TABLE "public"."kaleyra_calls_from_legs" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."kaleyra_calls_from_legs" TO "postgres";

REVOKE ALL ON TABLE "public"."kaleyra_calls_from_legs" FROM "service_role";

GRANT SELECT ON TABLE "public"."kaleyra_calls_from_legs" TO "service_role";

REVOKE ALL ON TABLE "public"."own_identities" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."own_identities" TO "postgres";

REVOKE ALL ON TABLE "public"."own_identities" FROM "service_role";

GRANT SELECT ON TABLE "public"."own_identities" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_call_attempts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_call_attempts" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_call_attempts" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_call_attempts" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_emails" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_emails" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_events" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_events" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_notes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_notes" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_notes" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_notes" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_refunds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_refunds" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_refunds" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_refunds" TO "service_role";

CREATE INDEX customers_similar_idx ON public.customers USING gin (public.fold_text(display_name) extensions.gin_trgm_ops)
  WHERE (hidden_at IS NULL);

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('timeline', 'Customer timeline', 'What happened with a customer, and events that people add.', 'vced', 'vce', 'v');

-- Rows that were there before: what each kind of the timeline is made of, who the customers are, and the numbers that nobody has read yet.
insert into public.timeline_sources (kind, module, relation, key) values
  ('email', 'emails', 'timeline_emails', 'customer'),
  ('event', 'timeline', 'timeline_events', 'customer'),
  ('note', 'customers', 'timeline_notes', 'customer'),
  ('refund', 'refunds', 'timeline_refunds', 'customer'),
  ('call', 'calls', 'timeline_calls', 'phone'),
  ('call_attempt', 'calls', 'timeline_call_attempts', 'phone');
update public.customer_identities set written = value, verified = true, first_seen_at = created_at, last_seen_at = created_at;
select public.describe_customers(array(select id from public.customers));
insert into public.customers_counts (key, fresh, rows, tier, language, blocked)
select key, fresh, rows, tier, language, blocked from public.count_customers_anew();
select public.rebuild_kaleyra_rollups();
insert into public.phone_spellings (written, role)
select n.written, min(n.role) from (
  select customer_number as written, 'customer' as role from public.call_attempts where customer_number <> ''
  union all
  select phone_number, 'own' from public.agents where phone_number <> ''
) n group by 1 on conflict (written) do nothing;
