set check_function_bodies = off;

CREATE TABLE "public"."chat_account_events" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "provider_id" uuid                     NOT NULL,
  "key"         text                     COLLATE pg_catalog."C" NOT NULL,
  "event"       text                     COLLATE pg_catalog."C" NOT NULL,
  "template"    jsonb,
  "details"     jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "at"          timestamp with time zone NOT NULL,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "chat_account_events_pkey" PRIMARY KEY (id),
  CONSTRAINT "chat_account_events_provider_id_key_key" UNIQUE (provider_id, key)
);

ALTER TABLE "public"."chat_account_events"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_account_events" FROM "anon";

CREATE TABLE "public"."chat_contact_addresses" (
  "business_number" text                     COLLATE pg_catalog."C" NOT NULL,
  "kind"            text                     COLLATE pg_catalog."C" NOT NULL,
  "value"           text                     COLLATE pg_catalog."C" NOT NULL,
  "contact_id"      uuid                     NOT NULL,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "chat_contact_addresses_kind_check" CHECK ((kind = ANY (ARRAY['phone'::text, 'bsuid'::text, 'wa_id'::text, 'external'::text]))),
  CONSTRAINT "chat_contact_addresses_pkey" PRIMARY KEY (business_number, kind, VALUE),
  CONSTRAINT "chat_contact_addresses_value_check" CHECK ((value <> ''::text))
);

ALTER TABLE "public"."chat_contact_addresses"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_contact_addresses" FROM "anon";

CREATE TABLE "public"."chat_contacts" (
  "id"               uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "business_number"  text                     COLLATE pg_catalog."C" NOT NULL,
  "name"             text                     NOT NULL DEFAULT ''::text,
  "wa_id"            text                     COLLATE pg_catalog."C",
  "phone"            text                     COLLATE pg_catalog."C",
  "bsuid"            text                     COLLATE pg_catalog."C",
  "username"         text,
  "customer_id"      uuid,
  "last_customer_at" timestamp with time zone,
  "opted_out_at"     timestamp with time zone,
  "unreachable_at"   timestamp with time zone,
  "merged_into"      uuid,
  "created_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"       timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "chat_contacts_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."chat_contacts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_contacts" FROM "anon";

CREATE TABLE "public"."chat_drafts" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "conversation_id" uuid                     NOT NULL,
  "text"            text                     NOT NULL DEFAULT ''::text,
  "content"         jsonb,
  "reply_to_id"     uuid,
  "created_by"      uuid                     NOT NULL,
  "version"         integer                  NOT NULL DEFAULT 1,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "chat_drafts_conversation_id_created_by_key" UNIQUE (conversation_id, created_by),
  CONSTRAINT "chat_drafts_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."chat_drafts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_drafts" FROM "anon";

CREATE TABLE "public"."chat_identity_changes" (
  "key"        text                     COLLATE pg_catalog."C" NOT NULL,
  "contact_id" uuid,
  "from_phone" text,
  "to_phone"   text,
  "from_bsuid" text,
  "to_bsuid"   text,
  "result"     text                     COLLATE pg_catalog."C" NOT NULL,
  "at"         timestamp with time zone NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "chat_identity_changes_pkey" PRIMARY KEY (key),
  CONSTRAINT "chat_identity_changes_result_check" CHECK ((result = ANY (ARRAY['moved'::text, 'released'::text, 'conflict'::text, 'unknown'::text])))
);

ALTER TABLE "public"."chat_identity_changes"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_identity_changes" FROM "anon";

CREATE TABLE "public"."chat_provider_secrets" (
  "provider_id"             uuid                     NOT NULL,
  "address_secret"          text                     NOT NULL,
  "previous_address_secret" text,
  "previous_address_until"  timestamp with time zone,
  "webhook_secret"          text,
  "previous_webhook_secret" text,
  "previous_webhook_until"  timestamp with time zone,
  "api_key"                 text,
  "updated_at"              timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "chat_provider_secrets_pkey" PRIMARY KEY (provider_id)
);

ALTER TABLE "public"."chat_provider_secrets"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_provider_secrets" FROM "anon", "authenticated";

CREATE TABLE "public"."chat_providers" (
  "id"                 uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "slug"               text                     COLLATE pg_catalog."C" NOT NULL,
  "kind"               text                     COLLATE pg_catalog."C" NOT NULL,
  "name"               text                     NOT NULL,
  "business_number"    text                     COLLATE pg_catalog."C" NOT NULL,
  "default_team"       text                     COLLATE pg_catalog."C",
  "is_active"          boolean                  NOT NULL DEFAULT true,
  "is_default"         boolean                  NOT NULL DEFAULT false,
  "source"             text                     NOT NULL DEFAULT ''::text,
  "silence_minutes"    integer,
  "has_webhook_secret" boolean                  NOT NULL DEFAULT false,
  "has_api_key"        boolean                  NOT NULL DEFAULT false,
  "last_event_at"      timestamp with time zone,
  "created_by"         uuid,
  "version"            integer                  NOT NULL DEFAULT 1,
  "created_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"         timestamp with time zone,
  CONSTRAINT "chat_providers_business_number_check" CHECK ((business_number ~ '^\+[1-9][0-9]{6,14}$'::text)),
  CONSTRAINT "chat_providers_kind_check" CHECK ((kind = ANY (ARRAY['interakt'::text, 'netcore'::text]))),
  CONSTRAINT "chat_providers_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "chat_providers_pkey" PRIMARY KEY (id),
  CONSTRAINT "chat_providers_silence_minutes_check" CHECK (((silence_minutes >= 1) AND (silence_minutes <= 10080))),
  CONSTRAINT "chat_providers_slug_check" CHECK ((slug ~ '^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$'::text))
);

ALTER TABLE "public"."chat_providers"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_providers" FROM "anon";

CREATE TABLE "public"."conversation_cycles" (
  "conversation_id"   uuid                     NOT NULL,
  "cycle"             integer                  NOT NULL,
  "opened_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "first_message_at"  timestamp with time zone,
  "first_response_at" timestamp with time zone,
  "resolved_at"       timestamp with time zone,
  "resolved_by"       uuid,
  CONSTRAINT "conversation_cycles_pkey" PRIMARY KEY (conversation_id, CYCLE)
);

ALTER TABLE "public"."conversation_cycles"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."conversation_cycles" FROM "anon";

CREATE TABLE "public"."conversation_notes" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "conversation_id" uuid                     NOT NULL,
  "body"            text                     NOT NULL,
  "mentions"        uuid[]                   NOT NULL DEFAULT '{}'::uuid[],
  "created_by"      uuid                     NOT NULL,
  "version"         integer                  NOT NULL DEFAULT 1,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"      timestamp with time zone,
  CONSTRAINT "conversation_notes_body_check" CHECK ((body <> ''::text)),
  CONSTRAINT "conversation_notes_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."conversation_notes"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."conversation_notes" FROM "anon";

CREATE TABLE "public"."conversations_counts" (
  "key"         text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"       boolean NOT NULL DEFAULT true,
  "rows"        bigint  NOT NULL,
  "status"      text,
  "channel"     text,
  "provider_id" uuid,
  "team"        text,
  "assignee_id" uuid,
  "priority"    text,
  "is_unread"   boolean,
  "is_waiting"  boolean
);

ALTER TABLE "public"."conversations_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."conversations_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."conversations" (
  "id"                       uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "contact_id"               uuid                     NOT NULL,
  "provider_id"              uuid                     NOT NULL,
  "channel"                  text                     COLLATE pg_catalog."C" NOT NULL,
  "business_number"          text                     COLLATE pg_catalog."C" NOT NULL,
  "customer_id"              uuid,
  "contact_name"             text                     NOT NULL DEFAULT ''::text,
  "contact_phone"            text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "status"                   text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'open'::text,
  "priority"                 text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'normal'::text,
  "team"                     text                     COLLATE pg_catalog."C",
  "assignee_id"              uuid,
  "labels"                   text[]                   NOT NULL DEFAULT '{}'::text[],
  "snoozed_until"            timestamp with time zone,
  "cycle"                    integer                  NOT NULL DEFAULT 1,
  "message_count"            integer                  NOT NULL DEFAULT 0,
  "unread_count"             integer                  NOT NULL DEFAULT 0,
  "is_unread"                boolean                  GENERATED ALWAYS AS ((unread_count > 0)) STORED NOT NULL,
  "last_message_at"          timestamp with time zone NOT NULL DEFAULT now(),
  "last_message_preview"     text                     NOT NULL DEFAULT ''::text,
  "last_message_type"        text                     COLLATE pg_catalog."C",
  "last_direction"           text                     COLLATE pg_catalog."C",
  "last_customer_message_at" timestamp with time zone,
  "last_response_at"         timestamp with time zone,
  "waiting_since"            timestamp with time zone,
  "is_waiting"               boolean                  GENERATED ALWAYS AS ((waiting_since IS NOT NULL)) STORED NOT NULL,
  "first_response_at"        timestamp with time zone,
  "window_closes_at"         timestamp with time zone,
  "participant_ids"          uuid[]                   NOT NULL DEFAULT '{}'::uuid[],
  "mentioned_ids"            uuid[]                   NOT NULL DEFAULT '{}'::uuid[],
  "merged_into"              uuid,
  "resolved_at"              timestamp with time zone,
  "version"                  integer                  NOT NULL DEFAULT 1,
  "created_at"               timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"               timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "conversations_channel_check" CHECK ((channel = ANY (ARRAY['interakt'::text, 'netcore'::text]))),
  CONSTRAINT "conversations_last_direction_check" CHECK ((last_direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  CONSTRAINT "conversations_pkey" PRIMARY KEY (id),
  CONSTRAINT "conversations_priority_check" CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text]))),
  CONSTRAINT "conversations_status_check" CHECK ((status = ANY (ARRAY['open'::text, 'pending'::text, 'snoozed'::text, 'resolved'::text]))),
  CONSTRAINT "conversations_unread_count_check" CHECK ((unread_count >= 0))
);

ALTER TABLE "public"."conversations"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."conversations" FROM "anon";

CREATE TABLE "public"."message_aliases" (
  "key"        text                     COLLATE pg_catalog."C" NOT NULL,
  "message_id" uuid                     NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "message_aliases_pkey" PRIMARY KEY (key)
);

ALTER TABLE "public"."message_aliases"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."message_aliases" FROM "anon", "authenticated";

CREATE TABLE "public"."message_clicks" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "key"         text                     COLLATE pg_catalog."C" NOT NULL,
  "message_id"  uuid,
  "target_keys" text[]                   NOT NULL,
  "click"       text                     COLLATE pg_catalog."C" NOT NULL,
  "text"        text,
  "link"        text,
  "at"          timestamp with time zone NOT NULL,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "message_clicks_click_check" CHECK ((click = ANY (ARRAY['quick_reply'::text, 'link'::text]))),
  CONSTRAINT "message_clicks_key_key" UNIQUE (key),
  CONSTRAINT "message_clicks_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."message_clicks"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."message_clicks" FROM "anon";

CREATE TABLE "public"."message_media_sources" (
  "media_id"          uuid NOT NULL,
  "url"               text,
  "provider_media_id" text,
  CONSTRAINT "message_media_sources_pkey" PRIMARY KEY (media_id)
);

ALTER TABLE "public"."message_media_sources"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."message_media_sources" FROM "anon", "authenticated";

CREATE TABLE "public"."message_media" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "message_id"  uuid                     NOT NULL,
  "position"    integer                  NOT NULL DEFAULT 0,
  "state"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'wanted'::text,
  "reason"      text,
  "mime"        text,
  "file_name"   text                     NOT NULL DEFAULT ''::text,
  "is_voice"    boolean                  NOT NULL DEFAULT false,
  "sha256"      text                     COLLATE pg_catalog."C",
  "size"        bigint,
  "tries"       integer                  NOT NULL DEFAULT 0,
  "next_try_at" timestamp with time zone,
  "expires_at"  timestamp with time zone,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "message_media_check" CHECK (((state = 'stored'::text) = (sha256 IS NOT NULL))),
  CONSTRAINT "message_media_message_id_position_key" UNIQUE (message_id, "position"),
  CONSTRAINT "message_media_pkey" PRIMARY KEY (id),
  CONSTRAINT "message_media_state_check" CHECK ((state = ANY (ARRAY['wanted'::text, 'stored'::text, 'missing'::text])))
);

ALTER TABLE "public"."message_media"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."message_media" FROM "anon";

CREATE TABLE "public"."message_reactions" (
  "id"          bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "key"         text                     COLLATE pg_catalog."C" NOT NULL,
  "message_id"  uuid,
  "contact_id"  uuid                     NOT NULL,
  "target_keys" text[]                   NOT NULL,
  "direction"   text                     COLLATE pg_catalog."C" NOT NULL,
  "emoji"       text,
  "at"          timestamp with time zone NOT NULL,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "message_reactions_direction_check" CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  CONSTRAINT "message_reactions_key_key" UNIQUE (key),
  CONSTRAINT "message_reactions_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."message_reactions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."message_reactions" FROM "anon";

CREATE TABLE "public"."message_search" (
  "message_id" uuid                     NOT NULL,
  "at"         timestamp with time zone NOT NULL,
  "words"      tsvector                 NOT NULL,
  CONSTRAINT "message_search_pkey" PRIMARY KEY (message_id)
);

ALTER TABLE "public"."message_search"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."message_search" FROM "anon", "authenticated";

CREATE TABLE "public"."message_status_events" (
  "id"            bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "provider_id"   uuid                     NOT NULL,
  "key"           text                     COLLATE pg_catalog."C" NOT NULL,
  "callback_data" text                     COLLATE pg_catalog."C",
  "message_id"    uuid,
  "status"        text                     COLLATE pg_catalog."C" NOT NULL,
  "at"            timestamp with time zone NOT NULL,
  "error_code"    text,
  "error_message" text,
  "is_retryable"  boolean,
  "cost"          jsonb,
  "other_keys"    text[]                   NOT NULL DEFAULT '{}'::text[],
  "received_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "message_status_events_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."message_status_events"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."message_status_events" FROM "anon";

CREATE TABLE "public"."message_versions" (
  "id"         bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "message_id" uuid                     NOT NULL,
  "key"        text                     COLLATE pg_catalog."C",
  "text"       text,
  "until_at"   timestamp with time zone NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "message_versions_key_key" UNIQUE (key),
  CONSTRAINT "message_versions_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."message_versions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."message_versions" FROM "anon";

CREATE TABLE "public"."messages" (
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "conversation_id"   uuid                     NOT NULL,
  "contact_id"        uuid                     NOT NULL,
  "provider_id"       uuid                     NOT NULL,
  "customer_id"       uuid,
  "direction"         text                     COLLATE pg_catalog."C" NOT NULL,
  "source"            text                     COLLATE pg_catalog."C" NOT NULL,
  "type"              text                     COLLATE pg_catalog."C" NOT NULL,
  "text"              text,
  "preview"           text                     NOT NULL DEFAULT ''::text,
  "key"               text                     COLLATE pg_catalog."C",
  "token"             text                     COLLATE pg_catalog."C",
  "at"                timestamp with time zone NOT NULL DEFAULT now(),
  "sent_at"           timestamp with time zone,
  "send_id"           uuid,
  "created_by"        uuid,
  "reply_to_id"       uuid,
  "reply_to_keys"     text[]                   NOT NULL DEFAULT '{}'::text[],
  "media_count"       integer                  NOT NULL DEFAULT 0,
  "context"           jsonb,
  "reply"             jsonb,
  "location"          jsonb,
  "contacts"          jsonb,
  "order_details"     jsonb,
  "referral"          jsonb,
  "unsupported"       jsonb,
  "content"           jsonb,
  "reactions"         jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "status"            text                     COLLATE pg_catalog."C",
  "delivered_at"      timestamp with time zone,
  "delivered_derived" boolean                  NOT NULL DEFAULT false,
  "read_at"           timestamp with time zone,
  "played_at"         timestamp with time zone,
  "failed_at"         timestamp with time zone,
  "error_code"        text,
  "error_message"     text,
  "is_retryable"      boolean,
  "cost"              jsonb,
  "edited_at"         timestamp with time zone,
  "deleted_at"        timestamp with time zone,
  "flags"             text[]                   NOT NULL DEFAULT '{}'::text[],
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "messages_check1" CHECK (((direction = 'inbound'::text) = (status IS NULL))),
  CONSTRAINT "messages_check" CHECK (((direction = 'inbound'::text) = (source = 'customer'::text))),
  CONSTRAINT "messages_direction_check" CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  CONSTRAINT "messages_pkey" PRIMARY KEY (id),
  CONSTRAINT "messages_send_id_key" UNIQUE (send_id),
  CONSTRAINT "messages_source_check" CHECK ((source = ANY (ARRAY['customer'::text, 'agent'::text, 'external_app'::text, 'automatic'::text]))),
  CONSTRAINT "messages_status_check"
    CHECK
    ((status = ANY (ARRAY['queued'::text, 'sending'::text, 'unknown'::text, 'sent'::text, 'failed'::text, 'delivered'::text, 'read'::text, 'played'::text, 'cancelled'::text]))),
  CONSTRAINT "messages_type_check"
    CHECK
    ((type = ANY (ARRAY['text'::text, 'image'::text, 'document'::text, 'audio'::text, 'video'::text, 'sticker'::text, 'location'::text, 'contacts'::text, 'interactive'::text,
    'template'::text, 'order'::text, 'system'::text, 'unsupported'::text])))
);

ALTER TABLE "public"."messages"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."messages" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."chat_account_events_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."chat_account_events_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."message_clicks_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."message_clicks_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."message_reactions_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."message_reactions_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."message_status_events_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."message_status_events_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."message_versions_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."message_versions_id_seq" FROM "authenticated";

CREATE TYPE "public"."chat_outcome" AS (
  "n"       integer,
  "outcome" text
);

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
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
  insert into public.customer_identities (customer_id, kind, value, written, verified, source, first_seen_at, last_seen_at, begins_at, is_primary)
  select n.customer_id, n.kind, n.value, n.written, n.verified, p_source, n.at, n.at,
    (select max(f.ended_at) from public.customer_identities f where f.kind = n.kind and f.value = n.value and f.ended_at is not null),
    -- Asked for each, and not read whole: there are few here and many there.
    n.turn = 1 and (
      select true from public.customer_identities o where o.customer_id = n.customer_id and o.kind = n.kind and o.is_primary and o.ended_at is null limit 1) is null
  from (
    select w.customer_id, c.kind, c.value, coalesce(c.written, c.value) as written, coalesce(c.verified, false) as verified, coalesce(c.at, p_at) as at,
      row_number() over (partition by w.customer_id, c.kind order by c.value) as turn
    from jsonb_to_recordset(p_identities) c (customer_id uuid, kind text collate "C", value text collate "C", written text, verified boolean, at timestamptz)
    cross join lateral (select coalesce(p_customer_id, c.customer_id) as customer_id) w
  ) n
$function$;

CREATE OR REPLACE FUNCTION public.add_message_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.message_search (message_id, at, words)
  select n.id, n.at, w.words
  from (select m.id, m.at, concat_ws(' ', m.text, m.location ->> 'name', m.location ->> 'address', m.reply ->> 'title') as searched from new_rows m) n
  cross join lateral public.chat_words(n.searched) w (words)
  where n.searched <> '';
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."add_message_search"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'chat_provider' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chat_providers', null::uuid, jsonb_build_object('slug', n.slug, 'kind', n.kind, 'name', n.name, 'default_team', n.default_team, 'is_active', n.is_active, 'silence_minutes', n.silence_minutes, 'version', n.version, 'deleted_at', n.deleted_at)
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

REVOKE ALL ON FUNCTION "public"."announce_chat_providers"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'conversation_note' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'mentions', n.mentions, 'created_by', n.created_by, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'conversation_note' || ':removed', o.id::text, 'chats', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'conversation_note' || ':removed', o.id::text, 'chats', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'conversation_note' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'mentions', n.mentions, 'created_by', n.created_by, 'version', n.version, 'deleted_at', n.deleted_at)
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

REVOKE ALL ON FUNCTION "public"."announce_conversation_notes"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'conversation' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('contact_id', n.contact_id, 'provider_id', n.provider_id, 'channel', n.channel, 'customer_id', n.customer_id, 'contact_name', n.contact_name, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'labels', n.labels, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_message_preview', n.last_message_preview, 'last_message_type', n.last_message_type, 'last_direction', n.last_direction, 'waiting_since', n.waiting_since, 'window_closes_at', n.window_closes_at, 'merged_into', n.merged_into, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'conversation' || ':removed', o.id::text, 'chats', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'conversation' || ':removed', o.id::text, 'chats', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'conversation' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('contact_id', n.contact_id, 'provider_id', n.provider_id, 'channel', n.channel, 'customer_id', n.customer_id, 'contact_name', n.contact_name, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'labels', n.labels, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_message_preview', n.last_message_preview, 'last_message_type', n.last_message_type, 'last_direction', n.last_direction, 'waiting_since', n.waiting_since, 'window_closes_at', n.window_closes_at, 'merged_into', n.merged_into, 'version', n.version)
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

REVOKE ALL ON FUNCTION "public"."announce_conversations"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'message_media' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('message_id', n.message_id, 'position', n."position", 'state', n.state, 'reason', n.reason, 'mime', n.mime, 'file_name', n.file_name, 'size', n.size) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'message_media' || ':removed', o.id::text, 'chats', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'message_media' || ':removed', o.id::text, 'chats', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'message_media' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('message_id', n.message_id, 'position', n."position", 'state', n.state, 'reason', n.reason, 'mime', n.mime, 'file_name', n.file_name, 'size', n.size)
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

REVOKE ALL ON FUNCTION "public"."announce_message_media"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'message' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'contact_id', n.contact_id, 'customer_id', n.customer_id, 'direction', n.direction, 'source', n.source, 'type', n.type, 'preview', n.preview, 'at', n.at, 'created_by', n.created_by, 'reply_to_id', n.reply_to_id, 'media_count', n.media_count, 'reactions', n.reactions, 'status', n.status, 'delivered_at', n.delivered_at, 'read_at', n.read_at, 'error_code', n.error_code, 'edited_at', n.edited_at, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'message' || ':removed', o.id::text, 'chats', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'chats', 'message' || ':removed', o.id::text, 'chats', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'chats', 'message' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'contact_id', n.contact_id, 'customer_id', n.customer_id, 'direction', n.direction, 'source', n.source, 'type', n.type, 'preview', n.preview, 'at', n.at, 'created_by', n.created_by, 'reply_to_id', n.reply_to_id, 'media_count', n.media_count, 'reactions', n.reactions, 'status', n.status, 'delivered_at', n.delivered_at, 'read_at', n.read_at, 'error_code', n.error_code, 'edited_at', n.edited_at, 'deleted_at', n.deleted_at)
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

REVOKE ALL ON FUNCTION "public"."announce_messages"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.apply_chat_events (
  p_items    jsonb,
  p_contacts uuid[]
)
  RETURNS TABLE (
    n       integer,
    outcome text
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  v_item    jsonb;
  v_keys    text[];
  v_contact uuid;
  v_message uuid;
  v_at      timestamptz;
begin
  for v_item in select i from jsonb_array_elements(p_items) i where i ->> 'kind' not in ('message', 'status') order by (i ->> 'n')::integer loop
    n := (v_item ->> 'n')::integer;
    v_contact := p_contacts[n];
    v_at := (v_item ->> 'at')::timestamptz;
    v_keys := array(select jsonb_array_elements_text(v_item -> 'target_keys'));
    v_message := case when v_keys <> '{}' then public.find_quoted_message(v_contact, v_keys, array(select jsonb_array_elements_text(v_item -> 'target_tokens'))) end;
    case v_item ->> 'kind'
      when 'reaction' then
        insert into public.message_reactions (key, message_id, contact_id, target_keys, direction, emoji, at)
        values (v_item ->> 'key', v_message, v_contact, v_keys, v_item ->> 'direction', v_item ->> 'emoji', v_at)
        on conflict (key) do nothing;
        outcome := case when found then 'reacted' else 'known' end;
        if v_message is not null then
          perform public.show_reactions(v_message);
        end if;
        if v_item ->> 'direction' = 'inbound' then
          perform public.open_window(v_contact, v_at);
        end if;
      when 'call' then
        if v_item ->> 'direction' = 'inbound' then
          perform public.open_window(v_contact, v_at);
        end if;
        outcome := 'called';
      when 'click' then
        v_message := coalesce(
          (select m.id from public.messages m where v_item ->> 'callback_data' = m.id::text
            and m.id = case when v_item ->> 'callback_data' ~ '^[0-9a-f-]{36}$' then (v_item ->> 'callback_data')::uuid end), v_message);
        insert into public.message_clicks (key, message_id, target_keys, click, text, link, at)
        values (v_item ->> 'key', v_message, v_keys, v_item ->> 'click', v_item ->> 'text', v_item ->> 'link', v_at)
        on conflict (key) do nothing;
        outcome := case when found then 'clicked' else 'known' end;
      when 'change' then
        outcome := public.change_message(v_message, v_item);
      when 'identity' then
        outcome := public.change_chat_identity(v_item);
      else
        insert into public.chat_account_events (provider_id, key, event, template, details, at)
        values ((v_item ->> 'provider_id')::uuid, v_item ->> 'key', v_item ->> 'event', nullif(v_item -> 'template', 'null'), v_item -> 'details', v_at)
        on conflict (provider_id, key) do nothing;
        outcome := case when found then 'account' else 'known' end;
    end case;
    return next;
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."apply_chat_events"(jsonb, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.apply_message_statuses (
  p_events bigint[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_send record;
begin
  -- In one order, so that nobody waits in a circle.
  perform from public.messages m
  where m.id in (select e.message_id from public.message_status_events e where e.id = any (p_events)) order by m.id for no key update;

  with said as materialized (
    select e.message_id,
      max(public.chat_status_rank(e.status)) as rank,
      min(e.at) filter (where e.status = 'sent') as sent_at,
      min(e.at) filter (where e.status = 'delivered') as delivered_at,
      min(e.at) filter (where e.status = 'read') as read_at,
      min(e.at) filter (where e.status = 'played') as played_at,
      min(e.at) filter (where e.status = 'failed') as failed_at,
      (array_agg(e.error_code order by e.at desc) filter (where e.status = 'failed'))[1] as error_code,
      (array_agg(e.error_message order by e.at desc) filter (where e.status = 'failed'))[1] as error_message,
      (array_agg(e.is_retryable order by e.at desc) filter (where e.status = 'failed'))[1] as is_retryable,
      (array_agg(e.cost order by e.at desc) filter (where e.cost is not null))[1] as cost,
      array_agg(distinct e.key) as keys
    from public.message_status_events e
    where e.id = any (p_events) and e.message_id is not null
    group by e.message_id
  )
  update public.messages m set
    status = w.status,
    sent_at = coalesce(m.sent_at, s.sent_at),
    -- A report of the delivery is worth more than what follows from the reading.
    delivered_at = case
      when m.delivered_at is not null and not m.delivered_derived then m.delivered_at
      else coalesce(s.delivered_at, m.delivered_at, s.read_at, s.played_at) end,
    delivered_derived = case
      when m.delivered_at is not null and not m.delivered_derived then false
      when s.delivered_at is not null then false
      else m.delivered_derived or coalesce(s.read_at, s.played_at) is not null end,
    read_at = coalesce(m.read_at, s.read_at, s.played_at),
    played_at = coalesce(m.played_at, s.played_at),
    failed_at = coalesce(m.failed_at, s.failed_at),
    error_code = case when w.status = 'failed' then coalesce(s.error_code, m.error_code) end,
    error_message = case when w.status = 'failed' then coalesce(s.error_message, m.error_message) end,
    is_retryable = case when w.status = 'failed' then coalesce(s.is_retryable, m.is_retryable) end,
    cost = coalesce(s.cost, m.cost)
  from said s
  cross join lateral (
    select case when s.rank > public.chat_status_rank(o.status) then
      case s.rank when 0 then 'queued' when 3 then 'sent' when 4 then 'failed' when 5 then 'delivered' when 6 then 'read' when 7 then 'played' else o.status end
      else o.status end as status
    from public.messages o where o.id = s.message_id
  ) w
  where m.id = s.message_id and m.direction = 'outbound';

  -- A status settles a send whose outcome nobody knew, and names it.
  for v_send in
    select m.send_id, case m.status when 'played' then 'read' else m.status end as state, min(e.key) as key, m.error_code, m.error_message
    from public.message_status_events e join public.messages m on m.id = e.message_id join public.sends s on s.id = m.send_id
    where e.id = any (p_events)
      and (public.send_rank(case m.status when 'played' then 'read' else m.status end) > public.send_rank(s.state) or s.provider_id is null)
    group by m.id
  loop
    perform public.advance_send(v_send.send_id, 'reported', v_send.state, jsonb_build_object('key', v_send.key), 'status:' || v_send.state,
      v_send.key, v_send.error_code, v_send.error_message);
  end loop;

  -- Nobody can be reached there, until something arrives.
  update public.chat_contacts k set unreachable_at = e.at, updated_at = now()
  from public.message_status_events e join public.messages m on m.id = e.message_id
  where e.id = any (p_events) and e.status = 'failed' and e.error_code = '131026' and k.id = m.contact_id and k.unreachable_at is null
    and public.chat_status_rank(m.status) <= 4;
  update public.chat_contacts k set unreachable_at = null, updated_at = now()
  from public.message_status_events e join public.messages m on m.id = e.message_id
  where e.id = any (p_events) and e.status in ('delivered', 'read') and k.id = m.contact_id and k.unreachable_at < e.at;
end $function$;

REVOKE ALL ON FUNCTION "public"."apply_message_statuses"(bigint[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.change_chat_identity (
  p_item jsonb
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_from    jsonb := p_item -> 'from';
  v_to      jsonb := p_item -> 'to';
  v_number  text := p_item ->> 'business_number';
  v_at      timestamptz := (p_item ->> 'at')::timestamptz;
  v_contact uuid;
  v_result  text;
begin
  if exists (select from public.chat_identity_changes c where c.key = p_item ->> 'key') then
    return 'known';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('chat_contact:' || k.name, 0)) from (
    select distinct concat_ws(':', v_number, v.kind, v.value) as name
    from (values ('phone', v_from ->> 'phone'), ('bsuid', v_from ->> 'bsuid'), ('phone', v_to ->> 'phone'), ('bsuid', v_to ->> 'bsuid')) v (kind, value)
    where v.value is not null order by 1
  ) k;
  select a.contact_id into v_contact from public.chat_contact_addresses a
  where a.business_number = v_number
    and ((a.kind = 'bsuid' and a.value = v_from ->> 'bsuid') or (a.kind = 'phone' and a.value = v_from ->> 'phone'))
  order by a.kind limit 1;

  if v_to ->> 'phone' is not null and v_from ->> 'phone' is not null and v_to ->> 'phone' <> v_from ->> 'phone' then
    v_result := public.change_number('phone', v_from ->> 'phone', v_to ->> 'phone', 'chat', v_at);
    -- Who has the new one in this business's own book, although no customer does?
    if exists (
      select from public.chat_contact_addresses a
      where a.business_number = v_number and a.kind = 'phone' and a.value = v_to ->> 'phone' and a.contact_id is distinct from v_contact)
    then
      v_result := 'conflict';
    end if;
    delete from public.chat_contact_addresses a
    where a.business_number = v_number and a.contact_id = v_contact
      and ((a.kind = 'phone' and a.value = v_from ->> 'phone') or (a.kind = 'wa_id' and a.value = ltrim(v_from ->> 'phone', '+')));
    if v_contact is not null and v_result <> 'conflict' then
      insert into public.chat_contact_addresses (business_number, kind, value, contact_id) values (v_number, 'phone', v_to ->> 'phone', v_contact)
      on conflict do nothing;
    end if;
    update public.chat_contacts c set
      phone = case when v_result <> 'conflict' then v_to ->> 'phone' end, wa_id = case when v_result <> 'conflict' then ltrim(v_to ->> 'phone', '+') end,
      updated_at = now()
    where c.id = v_contact;
    update public.conversations c set contact_phone = coalesce(k.phone, '')
    from public.chat_contacts k where k.id = v_contact and c.contact_id = k.id and c.status <> 'resolved';
  end if;

  if v_to ->> 'bsuid' is not null and v_to ->> 'bsuid' is distinct from v_from ->> 'bsuid' then
    if v_from ->> 'bsuid' is not null then
      v_result := coalesce(nullif(public.change_number('whatsapp_user_id', v_from ->> 'bsuid', v_to ->> 'bsuid', 'chat', v_at), 'unknown'), v_result);
    end if;
    if v_contact is not null then
      insert into public.chat_contact_addresses (business_number, kind, value, contact_id) values (v_number, 'bsuid', v_to ->> 'bsuid', v_contact)
      on conflict do nothing;
      update public.chat_contacts c set bsuid = v_to ->> 'bsuid', updated_at = now()
      where c.id = v_contact and exists (
        select from public.chat_contact_addresses a
        where a.business_number = v_number and a.kind = 'bsuid' and a.value = v_to ->> 'bsuid' and a.contact_id = v_contact);
      v_result := coalesce(v_result, 'moved');
    end if;
  end if;
  v_result := coalesce(v_result, 'unknown');
  insert into public.chat_identity_changes (key, contact_id, from_phone, to_phone, from_bsuid, to_bsuid, result, at)
  values (p_item ->> 'key', v_contact, v_from ->> 'phone', v_to ->> 'phone', v_from ->> 'bsuid', v_to ->> 'bsuid', v_result, v_at);
  return v_result;
end $function$;

REVOKE ALL ON FUNCTION "public"."change_chat_identity"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.change_message (
  p_id     uuid,
  p_change jsonb
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_at      timestamptz := (p_change ->> 'at')::timestamptz;
  v_message public.messages;
begin
  select * into v_message from public.messages m where m.id = p_id for no key update;
  if not found then
    return 'later';
  elsif p_change ->> 'change' = 'delete' then
    update public.messages m set deleted_at = v_at where m.id = p_id and m.deleted_at is null;
    return case when found then 'deleted' else 'known' end;
  end if;
  insert into public.message_versions (message_id, key, text, until_at)
  values (p_id, p_change ->> 'key', case when v_message.edited_at > v_at then p_change ->> 'text' else v_message.text end, coalesce(greatest(v_message.edited_at, v_at), v_at))
  on conflict (key) do nothing;
  if not found then
    return 'known';
  end if;
  update public.messages m set text = p_change ->> 'text', preview = p_change ->> 'preview', edited_at = v_at
  where m.id = p_id and (m.edited_at is null or m.edited_at <= v_at);
  update public.conversations c set last_message_preview = m.preview
  from public.messages m
  where m.id = p_id and c.id = m.conversation_id and c.last_message_at = m.at and c.last_message_preview = v_message.preview;
  return 'edited';
end $function$;

REVOKE ALL ON FUNCTION "public"."change_message"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.chat_query (
  p_search text
)
  RETURNS tsquery
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  v_unspaced constant text := '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]+';
  v_query    tsquery := public.email_query(regexp_replace(p_search, v_unspaced, ' ', 'g'));
  v_pairs    tsquery;
begin
  -- As they are: a parser would take their signs apart.
  select string_agg(distinct quote_literal(substr(r.run[1], i, 2)) || case when length(r.run[1]) = 1 then ':*' else '' end, ' & ')::tsquery into v_pairs
  from regexp_matches(left(p_search, 200), v_unspaced, 'g') r (run) cross join lateral generate_series(1, greatest(1, length(r.run[1]) - 1)) i;
  return case when v_query is null then v_pairs when v_pairs is null then v_query else v_query && v_pairs end;
end $function$;

REVOKE ALL ON FUNCTION "public"."chat_query"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.chat_status_rank (
  p_status text
)
  RETURNS integer
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select case p_status
    when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3
    -- Failed beats sent; what was delivered did not fail.
    when 'failed' then 4 when 'delivered' then 5 when 'read' then 6 when 'played' then 7
    when 'cancelled' then 9
  end
$function$;

REVOKE ALL ON FUNCTION "public"."chat_status_rank"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.chat_words (
  p_text text
)
  RETURNS SETOF tsvector
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select pg_catalog.strip(pg_catalog.to_tsvector('pg_catalog.simple', public.email_search_text(pg_catalog.left(p_text, 100000))))
    || coalesce(pairs.words, '')
  from (
    select case when p_text ~ '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]' then (
      select pg_catalog.array_to_tsvector(pg_catalog.array_agg(distinct pg_catalog.substr(r.run[1], i, 2)))
      from pg_catalog.regexp_matches(pg_catalog.left(p_text, 100000), '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]+', 'g') r (run)
      cross join lateral pg_catalog.generate_series(1, greatest(1, pg_catalog.length(r.run[1]) - 1)) i)
    end as words
  ) pairs
$function$;

REVOKE ALL ON FUNCTION "public"."chat_words"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.claim_message_statuses (
  p_ids uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  v_claimed bigint[];
begin
  with names as materialized (
    select m.id, m.key as name from public.messages m where m.id = any (p_ids) and m.key is not null
    union
    select a.message_id, a.key from public.message_aliases a where a.message_id = any (p_ids)
  ), meant as materialized (
    select n.id, e.id as event_id from names n cross join lateral (
      select e.id from public.message_status_events e where e.key = n.name and e.message_id is null
      union
      select e.id from public.message_status_events e where e.other_keys @> array[n.name] and e.message_id is null and e.other_keys <> '{}'
    ) e
    union
    select i, e.event_id from unnest(p_ids) i cross join lateral (
      select e.id as event_id from public.message_status_events e
      where e.callback_data = i::text and e.callback_data is not null and e.message_id is null
    ) e
  ), claimed as (
    update public.message_status_events e set message_id = m.id from meant m where e.id = m.event_id returning e.id
  )
  select array_agg(c.id) into v_claimed from claimed c;
  if v_claimed is not null then
    perform public.apply_message_statuses(v_claimed);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."claim_message_statuses"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_conversations()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with counts as (
    select grouping(c.channel, c.provider_id, c.team) as grouped, c.channel, c.provider_id, c.team,
      jsonb_build_object('open', coalesce(sum(c.rows) filter (where c.status = 'open'), 0),
        'pending', coalesce(sum(c.rows) filter (where c.status = 'pending'), 0),
        'snoozed', coalesce(sum(c.rows) filter (where c.status = 'snoozed'), 0),
        'resolved', coalesce(sum(c.rows) filter (where c.status = 'resolved'), 0),
        'unread', coalesce(sum(c.rows) filter (where c.is_unread), 0),
        'waiting', coalesce(sum(c.rows) filter (where c.is_waiting), 0),
        'unassigned', coalesce(sum(c.rows) filter (where c.status <> 'resolved' and c.assignee_id is null), 0)) as figures,
      coalesce(sum(c.rows), 0) as rows
    from public.conversations_counts c group by grouping sets ((), (c.channel), (c.provider_id), (c.team))
  )
  select jsonb_build_object(
    'total', (select figures from counts where grouped = 7),
    'by_channel', coalesce((select jsonb_agg(jsonb_build_object('channel', channel) || figures order by channel) from counts where grouped = 3 and rows > 0), '[]'),
    'by_provider', coalesce((select jsonb_agg(jsonb_build_object('provider_id', provider_id) || figures order by provider_id) from counts where grouped = 5 and rows > 0), '[]'),
    'by_team', coalesce((select jsonb_agg(jsonb_build_object('team', team) || figures order by team nulls last) from counts where grouped = 6 and rows > 0), '[]'))
$function$;

REVOKE ALL ON FUNCTION "public"."count_conversations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_conversations_anew()
  RETURNS SETOF public.conversations_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting)::text), false, count(*), r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting from public.conversations r where r.merged_into is null group by r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting
    $function$;

REVOKE ALL ON FUNCTION "public"."count_conversations_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_some_messages (
  p_query tsquery,
  p_most  integer
)
  RETURNS bigint
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET gin_fuzzy_search_limit TO '2000'
  AS $function$
declare
  v_count bigint;
begin
  execute format('select count(*) from (select from public.message_search s where s.words @@ %L::tsquery limit %s) m',
    regexp_replace(p_query::text, $re$':\*$re$, $re$'$re$, 'g'), p_most) into v_count;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."count_some_messages"(tsquery, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_chat_provider (
  p_provider       jsonb,
  p_address_secret text,
  p_webhook_secret text,
  p_api_key        text
)
  RETURNS public.chat_providers
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_given public.chat_providers := jsonb_populate_record(null::public.chat_providers, p_provider);
  v_row   public.chat_providers;
begin
  perform pg_advisory_xact_lock(hashtextextended('chat_providers:' || v_given.kind, 0));
  if v_given.is_default then
    update public.chat_providers p set is_default = false where p.kind = v_given.kind and p.is_default and p.deleted_at is null;
  end if;
  insert into public.chat_providers (id, slug, kind, name, business_number, default_team, is_active, is_default, source, silence_minutes,
    has_webhook_secret, has_api_key, created_by)
  values (v_given.id, v_given.slug, v_given.kind, v_given.name, v_given.business_number, v_given.default_team, coalesce(v_given.is_active, true),
    coalesce(v_given.is_default, not exists (select from public.chat_providers p where p.kind = v_given.kind and p.deleted_at is null)),
    coalesce(v_given.source, ''), v_given.silence_minutes, p_webhook_secret is not null, p_api_key is not null, v_given.created_by)
  on conflict (slug) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'chat_provider_exists' using errcode = 'P0409', detail = jsonb_build_object('slug', v_given.slug);
  end if;
  insert into public.chat_provider_secrets (provider_id, address_secret, webhook_secret, api_key)
  values (v_row.id, p_address_secret, p_webhook_secret, p_api_key);
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."create_chat_provider"(jsonb, text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.delete_chat_provider (
  p_id uuid
)
  RETURNS public.chat_providers
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.chat_providers;
begin
  update public.chat_providers p set deleted_at = now(), is_active = false, is_default = false, has_webhook_secret = false, has_api_key = false
  where p.id = p_id and p.deleted_at is null returning * into v_row;
  if not found then
    raise exception 'chat_provider_not_found' using errcode = 'P0404';
  end if;
  delete from public.chat_provider_secrets s where s.provider_id = p_id;
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."delete_chat_provider"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.drop_waiting_statuses (
  p_before timestamp with time zone
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_dropped integer;
begin
  with old as (
    select e.id from public.message_status_events e where e.message_id is null and e.received_at < p_before order by e.received_at limit 10000
  )
  delete from public.message_status_events e using old where e.id = old.id;
  get diagnostics v_dropped = row_count;
  return v_dropped;
end $function$;

REVOKE ALL ON FUNCTION "public"."drop_waiting_statuses"(timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_message (
  p_keys text[]
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
  select f.id from unnest(p_keys) with ordinality k (key, n)
  cross join lateral (
    select m.id, 1 as way from public.messages m where m.key = k.key
    union all
    select a.message_id, 2 from public.message_aliases a where a.key = k.key
  ) f
  order by k.n, f.way limit 1
$function$;

REVOKE ALL ON FUNCTION "public"."find_message"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_messages (
  p_search   text,
  p_filter   jsonb,
  p_after_at timestamp with time zone,
  p_after_id uuid,
  p_skip     bigint,
  p_need     integer,
  OUT        ids uuid[],
  OUT        total bigint,
  OUT        is_exact boolean
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  SET work_mem TO '32MB'
  AS $function$
declare
  v_most   constant integer := 1000;
  v_few    constant integer := 4000;  -- sorted as quickly as found
  v_query  tsquery := public.chat_query(p_search);
  v_join   text := case when p_filter ?| array['conversation_id', 'customer_id', 'direction'] then ' join public.messages m on m.id = s.message_id' else '' end;
  v_where  text;
  v_after  text := case when p_after_at is not null then format('(s.at, s.message_id) < (%L::timestamptz, %L::uuid)', p_after_at, p_after_id) else 'true' end;
  v_newest integer;
  v_seen   integer;
  v_bounds timestamptz[];
  v_edge   integer;
  v_part   integer;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  v_where := concat(format('s.words @@ %L::tsquery', v_query),
    case when p_filter ? 'conversation_id' then format(' and m.conversation_id = %L', p_filter ->> 'conversation_id') end,
    case when p_filter ? 'customer_id' then format(' and m.customer_id = any (%L::uuid[])', array(select jsonb_array_elements_text(p_filter -> 'customer_id'))) end,
    case when p_filter ? 'direction' then format(' and m.direction = %L', p_filter ->> 'direction') end,
    case when p_filter ? 'from' then format(' and s.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and s.at < %L', p_filter ->> 'to') end);
  -- What is one person's or one conversation's is found there, and is little.
  if p_filter ?| array['conversation_id', 'customer_id'] then
    execute format($sql$
      with m as materialized (select s.message_id, s.at from public.messages m join public.message_search s on s.message_id = m.id where %1$s)
      select array(select m.message_id from m as m where %2$s order by m.at desc, m.message_id desc offset %3$s limit %4$s), (select count(*) from m)
    $sql$, v_where, replace(v_after, 's.', 'm.'), p_skip, p_need) into ids, total;
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.message_search s order by s.at desc, s.message_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 33 and p_filter = '{}' then
    select count(*) into total
    from (
      select from (select s.words from public.message_search s order by s.at desc, s.message_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  elsif p_filter = '{}' then
    total := public.count_some_messages(v_query, v_most + 1);
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from public.message_search s%s where %s limit %s) c', v_join, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 then
    -- Is it common among the newest that are left?
    execute format($sql$
      select count(*) from (select s.words from public.message_search s where %s order by s.at desc, s.message_id desc limit 500) s where s.words @@ %L::tsquery
    $sql$, v_after, v_query) into v_seen;
    if v_seen >= 2 then
      execute format($sql$
        select array(
          select s.message_id from (select * from public.message_search s where %1$s order by s.at desc, s.message_id desc limit 20000) s%2$s
          where %3$s order by s.at desc, s.message_id desc limit %4$s)
      $sql$, v_after, v_join, v_where, p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end if;
    execute format($sql$
      with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s limit %4$s)
      select array(select message_id from f order by at desc, message_id desc limit %5$s), (select count(*) from f)
    $sql$, v_join, v_where, v_after, v_few, p_need) into ids, v_seen;
    if v_seen < v_few then
      return;
    end if;
    v_bounds := coalesce((
      select b.histogram_bounds::text::timestamptz[] from pg_catalog.pg_stats b
      where b.schemaname = 'public' and b.tablename = 'message_search' and b.attname = 'at'), '{}');
    v_edge := case when p_after_at is not null then width_bucket(p_after_at, v_bounds) else cardinality(v_bounds) end;
    foreach v_part in array array[2, 16, 64] loop
      exit when v_bounds = '{}';
      execute format($sql$
        with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s and s.at >= %4$L)
        select array(select message_id from f order by at desc, message_id desc limit %5$s)
      $sql$, v_join, v_where, v_after, coalesce(v_bounds[v_edge - v_part], '-infinity'), p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end loop;
  end if;
  execute format($sql$
    with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s)
    select array(select message_id from f order by at desc, message_id desc offset %4$s limit %5$s)
  $sql$, v_join, v_where, v_after, p_skip, p_need) into ids;
end $function$;

REVOKE ALL ON FUNCTION "public"."find_messages"(text, jsonb, timestamp WITH time zone, uuid, bigint, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_quoted_message (
  p_contact_id uuid,
  p_keys       text[],
  p_tokens     text[]
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
  select coalesce(
    public.find_message(p_keys),
    (select case when count(*) = 1 then (array_agg(m.id))[1] end
      from public.messages m where m.contact_id = p_contact_id and m.token = any (p_tokens) and m.token is not null))
$function$;

REVOKE ALL ON FUNCTION "public"."find_quoted_message"(uuid, text[], text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_conversation (
  p_id      uuid,
  p_user_id uuid,
  p_follows boolean
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_id uuid;
begin
  update public.conversations c set participant_ids = case
    when p_follows then array(select distinct p from unnest(c.participant_ids || p_user_id) p) else array_remove(c.participant_ids, p_user_id) end
  where c.id = p_id returning c.id into v_id;
  if v_id is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  perform public.log_activity(case when p_follows then 'follow' else 'unfollow' end, 'conversations', p_id::text);
  return v_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_conversation"(uuid, uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_message_failure()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.refresh_conversation(new.conversation_id);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_message_failure"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ingest_chat (
  p_items  jsonb,
  p_reopen interval
)
  RETURNS TABLE (
    n       integer,
    outcome text
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
  v_contacts uuid[];
  v_new      integer[];
  v_stored   uuid[];
  v_spoken   uuid[];
  v_talks    uuid[];
  v_placed   record;
begin
  v_contacts[jsonb_array_length(p_items)] := null;
  for v_placed in
    select p.n, p.contact_id from public.place_chat_contacts(coalesce((
      select jsonb_agg(jsonb_build_object('n', i -> 'n', 'business_number', i -> 'business_number', 'addresses', i -> 'addresses',
        'make', i ->> 'kind' <> 'status') order by (i ->> 'n')::integer)
      from jsonb_array_elements(p_items) i where jsonb_array_length(i -> 'addresses') > 0), '[]')) p
  loop
    v_contacts[v_placed.n] := v_placed.contact_id;
  end loop;
  -- One that a later item of the batch showed to be somebody who was known.
  v_contacts := array(
    select coalesce(k.merged_into, k.id) from unnest(v_contacts) with ordinality u (id, n)
    left join lateral (select c.id, c.merged_into from public.chat_contacts c where c.id = u.id offset 0) k on true
    order by u.n);
  perform from public.chat_contacts k where k.id in (
    select v_contacts[(i ->> 'n')::integer] from jsonb_array_elements(p_items) i where i ->> 'kind' = 'message')
  order by k.id for no key update;
  perform public.know_chat_contacts(p_items, v_contacts);

  -- Messages that nobody has stored, each once.
  select array_agg(f.n) into v_new from (
    select distinct on (i.key) i.n from jsonb_to_recordset(p_items) i (n integer, kind text, key text)
    where i.kind = 'message' and not exists (select from public.messages m where m.key = i.key) order by i.key, i.n
  ) f;
  if v_new is not null then
    select array_agg(c.contact_id), array_agg(c.conversation_id) into v_spoken, v_talks
    from public.place_conversations((
      select jsonb_agg(w) from (
        select v_contacts[i.n] as contact_id, (array_agg(i.provider_id order by i.n desc))[1] as provider_id,
          bool_or(i.direction = 'inbound' and i.type <> 'system') as inbound
        from jsonb_to_recordset(p_items) i (n integer, provider_id uuid, direction text, type text)
        where i.n = any (v_new) group by 1 order by 1
      ) w), p_reopen) c;
    v_stored := public.store_chat_messages(p_items, v_new, v_contacts, v_spoken, v_talks);
  end if;
  return query
  select (i ->> 'n')::integer, case when (i ->> 'n')::integer = any (v_new) then 'stored' else 'known' end
  from jsonb_array_elements(p_items) i where i ->> 'kind' = 'message';

  if exists (select from jsonb_array_elements(p_items) i where i ->> 'kind' = 'status') then
    return query select * from public.store_message_statuses(p_items);
  end if;
  if exists (select from jsonb_array_elements(p_items) i where i ->> 'kind' not in ('message', 'status')) then
    return query select * from public.apply_chat_events(p_items, v_contacts);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."ingest_chat"(jsonb, interval) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.join_conversations (
  p_from uuid,
  p_into uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_from public.conversations;
begin
  perform from public.conversations c where c.id in (p_from, p_into) order by c.id for update;
  select * into v_from from public.conversations c where c.id = p_from;
  update public.messages m set conversation_id = p_into where m.conversation_id = p_from;
  update public.conversation_notes n set conversation_id = p_into where n.conversation_id = p_from;
  update public.chat_drafts d set conversation_id = p_into where d.conversation_id = p_from
    and not exists (select from public.chat_drafts o where o.conversation_id = p_into and o.created_by = d.created_by);
  delete from public.chat_drafts d where d.conversation_id = p_from;
  update public.conversations c set merged_into = p_into where c.merged_into = p_from;
  update public.conversations c set status = 'resolved', merged_into = p_into, unread_count = 0, message_count = 0, waiting_since = null
  where c.id = p_from;
  update public.conversations c set
    unread_count = c.unread_count + v_from.unread_count,
    labels = array(select distinct l from unnest(c.labels || v_from.labels) l order by l),
    participant_ids = array(select distinct p from unnest(c.participant_ids || v_from.participant_ids) p),
    mentioned_ids = array(select distinct p from unnest(c.mentioned_ids || v_from.mentioned_ids) p)
  where c.id = p_into;
  perform public.refresh_conversation(p_into);
end $function$;

REVOKE ALL ON FUNCTION "public"."join_conversations"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_conversation_status()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if new.status = 'resolved' then
    new.resolved_at := now();
    new.waiting_since := null;
    update public.conversation_cycles c set resolved_at = new.resolved_at, resolved_by = public.current_actor()
    where c.conversation_id = new.id and c.cycle = new.cycle;
  elsif old.status = 'resolved' then
    new.resolved_at := null;
    new.cycle := old.cycle + 1;
    new.first_response_at := null;
    insert into public.conversation_cycles (conversation_id, cycle) values (new.id, new.cycle);
  end if;
  if new.status <> 'snoozed' then
    new.snoozed_until := null;
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_conversation_status"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_conversations()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
begin
  update public.chat_contacts k set last_customer_at = w.at, updated_at = now()
  from (
    select n.contact_id, max(least(coalesce(n.sent_at, n.at), n.created_at)) as at
    from new_rows n where n.direction = 'inbound' and n.type <> 'system' group by n.contact_id
  ) w
  where k.id = w.contact_id and (k.last_customer_at is null or k.last_customer_at < w.at);

  with added as (
    -- Read once: a statement may bring many conversations, each with few.
    select n.conversation_id, count(*) as messages, count(*) filter (where n.direction = 'inbound' and n.type <> 'system') as unread,
      array_agg(n.at) filter (where n.direction = 'inbound' and n.type <> 'system') as asked,
      max(n.at) filter (where n.direction = 'inbound') as customer_at,
      max(n.at) filter (where n.source in ('agent', 'external_app') and n.status not in ('failed', 'cancelled')) as response_at,
      array_agg(distinct n.created_by) filter (where n.source = 'agent' and n.created_by is not null) as writers,
      (array_agg(jsonb_build_object('at', n.at, 'preview', n.preview, 'type', n.type, 'direction', n.direction) order by n.at desc, n.id desc))[1] as newest
    from new_rows n group by n.conversation_id
  ), after as (
    select c.id, a.*, greatest(c.last_response_at, a.response_at) as responded, (a.newest ->> 'at')::timestamptz as newest_at, a.newest ->> 'preview' as preview,
      a.newest ->> 'type' as type, a.newest ->> 'direction' as direction, greatest(c.last_customer_message_at, a.customer_at) as last_customer, k.last_customer_at,
      (select min(t) from unnest(a.asked) t where t > coalesce(greatest(c.last_response_at, a.response_at), '-infinity')) as waits
    from added a
    cross join lateral (select * from public.conversations c where c.id = a.conversation_id offset 0) c
    cross join lateral (select k.last_customer_at from public.chat_contacts k where k.id = c.contact_id offset 0) k
  )
  update public.conversations c set
    message_count = c.message_count + a.messages,
    unread_count = case when a.response_at >= a.last_customer then 0 else c.unread_count + a.unread end,
    last_message_at = case when c.message_count = 0 then a.newest_at else greatest(c.last_message_at, a.newest_at) end,
    last_message_preview = case when c.message_count = 0 or a.newest_at >= c.last_message_at then a.preview else c.last_message_preview end,
    last_message_type = case when c.message_count = 0 or a.newest_at >= c.last_message_at then a.type else c.last_message_type end,
    last_direction = case when c.message_count = 0 or a.newest_at >= c.last_message_at then a.direction else c.last_direction end,
    last_customer_message_at = a.last_customer,
    last_response_at = a.responded,
    waiting_since = case when c.status <> 'resolved' then least(case when c.waiting_since > coalesce(a.responded, '-infinity') then c.waiting_since end, a.waits) end,
    first_response_at = coalesce(c.first_response_at, case when a.response_at >= least(c.last_customer_message_at, a.customer_at) then a.response_at end),
    participant_ids = case when a.writers <@ c.participant_ids then c.participant_ids
      else array(select distinct p from unnest(c.participant_ids || a.writers) p where p is not null) end,
    window_closes_at = a.last_customer_at + interval '24 hours'
  from after a where c.id = a.id;

  update public.conversation_cycles y set
    first_message_at = coalesce(y.first_message_at, w.first_at),
    first_response_at = coalesce(y.first_response_at, c.first_response_at)
  from (
    select n.conversation_id, min(n.at) filter (where n.direction = 'inbound') as first_at from new_rows n group by n.conversation_id
  ) w join public.conversations c on c.id = w.conversation_id
  where y.conversation_id = c.id and y.cycle = c.cycle
    and ((y.first_message_at is null and w.first_at is not null) or (y.first_response_at is null and c.first_response_at is not null));
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_conversations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_conversations_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.conversations_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.conversations_counts (key, rows, status, channel, provider_id, team, assignee_id, priority, is_unread, is_waiting)
        select md5(row(r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting)::text), sum(r.sign), r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting from (select 1 as sign, r.* from new_rows r) r where r.merged_into is null group by r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting;
      elsif tg_op = 'DELETE' then
        insert into public.conversations_counts (key, rows, status, channel, provider_id, team, assignee_id, priority, is_unread, is_waiting)
        select md5(row(r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting)::text), sum(r.sign), r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting from (select -1 as sign, r.* from old_rows r) r where r.merged_into is null group by r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting;
      else
        insert into public.conversations_counts (key, rows, status, channel, provider_id, team, assignee_id, priority, is_unread, is_waiting)
        select md5(row(r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting)::text), sum(r.sign), r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting
        from (select 1 as sign, provider_id, channel, status, priority, team, assignee_id, is_unread, is_waiting, merged_into from new_rows union all select -1, provider_id, channel, status, priority, team, assignee_id, is_unread, is_waiting, merged_into from old_rows) r
        where r.merged_into is null group by r.status, r.channel, r.provider_id, r.team, r.assignee_id, r.priority, r.is_unread, r.is_waiting having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.conversations_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_conversations_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_message_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.message_search as s (message_id, at, words)
  select new.id, new.at, w.words
  from public.chat_words(concat_ws(' ', new.text, new.location ->> 'name', new.location ->> 'address', new.reply ->> 'title')) w (words)
  on conflict (message_id) do update set words = excluded.words;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_message_search"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.know_chat_contacts (
  p_items    jsonb,
  p_contacts uuid[]
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
  v_people  jsonb[];
  v_ids     uuid[];
  v_owners  uuid[] := '{}';
  v_owned   uuid[] := '{}';
  v_changed uuid[];
  v_first   integer := 1;
begin
  -- The newest that is said of each counts.
  select array_agg(w.contact_id), array_agg(jsonb_build_object('identities', w.identities, 'name', w.name, 'source', 'chat', 'at', w.at)) into v_ids, v_people
  from (
    select p_contacts[i.n] as contact_id, max(i.name) as name, max(i.at) as at, jsonb_agg(distinct d) as identities
    from jsonb_to_recordset(p_items) i (n integer, kind text, name text, at timestamptz, identities jsonb)
    cross join lateral jsonb_array_elements(i.identities) d
    where i.kind = 'message'
    group by 1
  ) w
  where not exists (
    select from public.chat_contacts c
    where c.id = w.contact_id and c.customer_id is not null and not jsonb_path_exists(w.identities, '$[*] ? (@.kind != "external")'));
  while v_first <= coalesce(cardinality(v_ids), 0) loop
    select v_owned || array_agg(v_ids[v_first + r.item]), v_owners || array_agg(r.customer_id) into v_owned, v_owners
    from public.resolve_customers(to_jsonb(v_people[v_first:v_first + 499])) r;
    v_first := v_first + 500;
  end loop;

  with said as (
    select distinct on (k.contact_id) k.contact_id, i.*
    from jsonb_to_recordset(p_items) i (n integer, kind text, name text, wa_id text, phone text, bsuid text, username text)
    cross join lateral (select p_contacts[i.n] as contact_id) k
    where k.contact_id is not null
    order by k.contact_id, (i.kind = 'message') desc, i.n desc
  ), changed as (
    update public.chat_contacts c set
      name = coalesce(nullif(s.name, ''), c.name), wa_id = coalesce(s.wa_id, c.wa_id), phone = coalesce(s.phone, c.phone), bsuid = coalesce(s.bsuid, c.bsuid),
      username = coalesce(s.username, c.username), customer_id = coalesce(v_owners[array_position(v_owned, c.id)], c.customer_id), updated_at = now()
    from said s
    where c.id = s.contact_id and (
      (s.name <> '' and s.name <> c.name) or c.wa_id is distinct from coalesce(s.wa_id, c.wa_id) or c.phone is distinct from coalesce(s.phone, c.phone)
      or c.bsuid is distinct from coalesce(s.bsuid, c.bsuid) or c.username is distinct from coalesce(s.username, c.username)
      or c.customer_id is distinct from coalesce(v_owners[array_position(v_owned, c.id)], c.customer_id))
    returning c.id
  )
  select array_agg(id) into v_changed from changed;
  -- Its open conversation shows the same.
  update public.conversations c set contact_name = k.name, contact_phone = coalesce(k.phone, ''), customer_id = k.customer_id
  from public.chat_contacts k
  where k.id = any (v_changed) and c.contact_id = k.id and c.status <> 'resolved'
    and (c.contact_name, c.contact_phone, c.customer_id) is distinct from (k.name, coalesce(k.phone, ''), k.customer_id);
end $function$;

REVOKE ALL ON FUNCTION "public"."know_chat_contacts"(jsonb, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.merge_chat_contacts (
  p_from uuid,
  p_into uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_from public.chat_contacts;
  v_open uuid;
  v_mine uuid;
begin
  perform from public.chat_contacts c where c.id in (p_from, p_into) order by c.id for update;
  select * into v_from from public.chat_contacts c where c.id = p_from;
  select c.id into v_open from public.conversations c where c.contact_id = p_from and c.status <> 'resolved';
  select c.id into v_mine from public.conversations c where c.contact_id = p_into and c.status <> 'resolved';
  if v_open is not null and v_mine is not null then
    perform public.join_conversations(v_open, v_mine);
  end if;
  update public.chat_contact_addresses a set contact_id = p_into where a.contact_id = p_from;
  update public.conversations c set contact_id = p_into where c.contact_id = p_from;
  update public.messages m set contact_id = p_into where m.contact_id = p_from;
  update public.message_reactions r set contact_id = p_into where r.contact_id = p_from;
  update public.chat_contacts c set merged_into = p_into where p_from in (c.id, c.merged_into);
  update public.chat_contacts c set
    name = case when c.name = '' then v_from.name else c.name end,
    wa_id = coalesce(c.wa_id, v_from.wa_id), phone = coalesce(c.phone, v_from.phone), bsuid = coalesce(c.bsuid, v_from.bsuid),
    username = coalesce(c.username, v_from.username), customer_id = coalesce(c.customer_id, v_from.customer_id),
    last_customer_at = greatest(c.last_customer_at, v_from.last_customer_at), opted_out_at = coalesce(c.opted_out_at, v_from.opted_out_at), updated_at = now()
  where c.id = p_into;
end $function$;

REVOKE ALL ON FUNCTION "public"."merge_chat_contacts"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.merge_conversations (
  p_from    uuid,
  p_into    uuid,
  p_dry_run boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_from   public.conversations;
  v_into   public.conversations;
  v_result jsonb;
begin
  perform from public.conversations c where c.id in (p_from, p_into) order by c.id for update;
  select * into v_from from public.conversations c where c.id = p_from;
  select * into v_into from public.conversations c where c.id = p_into;
  if v_from.id is null or v_into.id is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  elsif v_from.merged_into is not null or v_into.merged_into is not null then
    raise exception 'conversation_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', coalesce(v_from.merged_into, v_into.merged_into));
  elsif p_from = p_into or (v_from.contact_id <> v_into.contact_id
    and public.customer_root(v_from.customer_id) is distinct from public.customer_root(v_into.customer_id))
    or (v_from.contact_id <> v_into.contact_id and v_from.customer_id is null)
  then
    raise exception 'conversations_differ' using errcode = 'P0422';
  elsif v_into.status = 'resolved' and v_from.status <> 'resolved' then
    raise exception 'merge_into_resolved' using errcode = 'P0409';
  end if;
  v_result := jsonb_build_object('dry_run', p_dry_run, 'conversation_id', p_into, 'messages', v_from.message_count, 'unread', v_from.unread_count,
    'notes', (select count(*) from public.conversation_notes n where n.conversation_id = p_from and n.deleted_at is null),
    'labels', array(select l from unnest(v_from.labels) l where l <> all (v_into.labels) order by l));
  if not p_dry_run then
    perform public.join_conversations(p_from, p_into);
    perform public.log_activity('merge', 'conversations', p_into::text, null, v_result || jsonb_build_object('from', p_from));
  end if;
  return v_result;
end $function$;

REVOKE ALL ON FUNCTION "public"."merge_conversations"(uuid, uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.message_parts (
  p_ids uuid[]
)
  RETURNS TABLE (
    message_id uuid,
    media      jsonb,
    quoted     jsonb
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
  select m.id,
    case when m.media_count > 0 then (
      select jsonb_agg(jsonb_build_object('id', f.id, 'position', f.position, 'state', f.state, 'reason', f.reason, 'mime', f.mime, 'file_name', f.file_name,
        'is_voice', f.is_voice, 'size', f.size, 'tries', f.tries, 'expires_at', f.expires_at) order by f.position)
      from public.message_media f where f.message_id = m.id) else '[]' end,
    (select jsonb_build_object('id', q.id, 'direction', q.direction, 'type', q.type, 'preview', q.preview, 'at', q.at)
      from public.messages q where q.id = m.reply_to_id)
  from unnest(p_ids) i cross join lateral (select * from public.messages m where m.id = i offset 0) m
$function$;

REVOKE ALL ON FUNCTION "public"."message_parts"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.mirror_send_to_message()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_id uuid;
begin
  if (old.state, old.provider_id, old.error_code, old.error_message, old.sent_at)
    is not distinct from (new.state, new.provider_id, new.error_code, new.error_message, new.sent_at)
  then
    return null;
  end if;
  update public.messages m set
    status = case when public.chat_status_rank(new.state) > public.chat_status_rank(m.status)
      or (new.state = 'queued' and m.status = 'sending') then new.state else m.status end,
    sent_at = coalesce(m.sent_at, new.sent_at),
    failed_at = case when new.state = 'failed' and public.chat_status_rank(m.status) <= 4 then coalesce(m.failed_at, now()) else m.failed_at end,
    error_code = case when public.chat_status_rank(m.status) <= 4 then new.error_code else m.error_code end,
    error_message = case when public.chat_status_rank(m.status) <= 4 then new.error_message else m.error_message end
  where m.send_id = new.id
  returning m.id into v_id;
  if v_id is not null and new.provider_id is not null and old.provider_id is null then
    perform public.name_message(v_id, new.provider_id);
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."mirror_send_to_message"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.name_message (
  p_id  uuid,
  p_key text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if exists (select from public.messages m where m.key = p_key and m.id <> p_id) then
    return;
  end if;
  update public.messages m set key = p_key where m.id = p_id and m.key is null;
  if not found then
    insert into public.message_aliases (key, message_id)
    select p_key, p_id where not exists (select from public.messages m where m.id = p_id and m.key = p_key)
    on conflict do nothing;
  end if;
  perform public.claim_message_statuses(array[p_id]);
end $function$;

REVOKE ALL ON FUNCTION "public"."name_message"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.open_conversation_cycles()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.conversation_cycles (conversation_id, cycle, opened_at, resolved_at)
  select n.id, n.cycle, n.created_at, n.resolved_at from new_rows n;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."open_conversation_cycles"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.open_message_media (
  p_id      uuid,
  p_user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_media jsonb := (
    select jsonb_build_object('sha256', m.sha256, 'file_name', m.file_name, 'mime', m.mime, 'size', m.size, 'state', m.state, 'reason', m.reason)
    from public.message_media m where m.id = p_id);
begin
  if v_media ->> 'sha256' is not null then
    perform public.log_activity('access', 'message_media', p_id::text, p_actor_id => p_user_id);
  end if;
  return v_media;
end $function$;

REVOKE ALL ON FUNCTION "public"."open_message_media"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.open_window (
  p_contact_id uuid,
  p_at         timestamp with time zone
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  update public.chat_contacts k set last_customer_at = least(p_at, now()), updated_at = now()
  where k.id = p_contact_id and (k.last_customer_at is null or k.last_customer_at < least(p_at, now()));
  update public.conversations c set window_closes_at = k.last_customer_at + interval '24 hours'
  from public.chat_contacts k
  where k.id = p_contact_id and c.contact_id = k.id and c.status <> 'resolved' and c.window_closes_at is distinct from k.last_customer_at + interval '24 hours'
$function$;

REVOKE ALL ON FUNCTION "public"."open_window"(uuid, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.park_webhook_part (
  p_event_id bigint,
  p_part     text,
  p_body     bytea,
  p_code     text,
  p_message  text
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.webhook_events (source, dedupe_key, state, method, path, query, headers, body, attempts, error_code, error_message, request_id)
  select w.source, left(w.dedupe_key, 400) || '#' || p_part, 'parked', w.method, w.path, w.query, w.headers, p_body, 1, p_code, left(p_message, 2000), w.request_id
  from public.webhook_events w where w.id = p_event_id
  on conflict (source, dedupe_key) do nothing
$function$;

REVOKE ALL ON FUNCTION "public"."park_webhook_part"(bigint, text, bytea, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.place_chat_contact (
  p_business_number text,
  p_addresses       jsonb,
  p_make            boolean
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
  v_found uuid[];
  v_id    uuid;
  v_other uuid;
begin
  select array_agg(distinct k.id) into v_found
  from jsonb_array_elements(p_addresses) a
  cross join lateral (
    select coalesce(c.merged_into, c.id) as id
    from public.chat_contact_addresses f join public.chat_contacts c on c.id = f.contact_id
    where f.business_number = p_business_number and f.kind = a ->> 'kind' and f.value = a ->> 'value' offset 0) k;
  select c.id into v_id from public.chat_contacts c where c.id = any (v_found) order by c.created_at, c.id limit 1;
  if v_id is null then
    if not p_make then
      return null;
    end if;
    insert into public.chat_contacts (business_number) values (p_business_number) returning id into v_id;
  end if;
  foreach v_other in array coalesce(array_remove(v_found, v_id), '{}') loop
    perform public.merge_chat_contacts(v_other, v_id);
  end loop;
  insert into public.chat_contact_addresses (business_number, kind, value, contact_id)
  select p_business_number, a ->> 'kind', a ->> 'value', v_id from jsonb_array_elements(p_addresses) a
  on conflict do nothing;
  return v_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."place_chat_contact"(text, jsonb, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.place_chat_contacts (
  p_items jsonb
)
  RETURNS TABLE (
    n          integer,
    contact_id uuid
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
  v_known integer[] := '{}';
  v_item  record;
begin
  for n, contact_id in
    select i.n, (array_agg(f.contact_id))[1]
    from jsonb_to_recordset(p_items) i (n integer, business_number text, addresses jsonb)
    cross join lateral jsonb_array_elements(i.addresses) a
    left join lateral (
      select f.contact_id from public.chat_contact_addresses f
      where f.business_number = i.business_number and f.kind = a ->> 'kind' and f.value = a ->> 'value' offset 0
    ) f on true
    group by i.n
    having count(*) = count(f.contact_id) and count(distinct f.contact_id) = 1
  loop
    v_known := v_known || n;
    return next;
  end loop;
  if cardinality(v_known) = jsonb_array_length(p_items) then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('chat_contact:' || k.name, 0)) from (
    select distinct concat_ws(':', i.business_number, a ->> 'kind', a ->> 'value') as name
    from jsonb_to_recordset(p_items) i (n integer, business_number text, addresses jsonb) cross join lateral jsonb_array_elements(i.addresses) a
    where i.n <> all (v_known) order by 1
  ) k;
  for v_item in
    select i.* from jsonb_to_recordset(p_items) i (n integer, business_number text, addresses jsonb, make boolean) where i.n <> all (v_known) order by i.n
  loop
    n := v_item.n;
    contact_id := public.place_chat_contact(v_item.business_number, v_item.addresses, v_item.make);
    return next;
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."place_chat_contacts"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.place_conversations (
  p_contacts jsonb,
  p_reopen   interval
)
  RETURNS TABLE (
    contact_id      uuid,
    conversation_id uuid
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
  v_wanted record;
  v_last   public.conversations;
begin
  -- Most are open, by the same provider.
  return query
  select w.contact_id, c.id
  from jsonb_to_recordset(p_contacts) w (contact_id uuid, provider_id uuid, inbound boolean)
  cross join lateral (
    select c.id, c.status, c.provider_id from public.conversations c where c.contact_id = w.contact_id and c.status <> 'resolved' offset 0) c
  where c.provider_id = w.provider_id and (c.status = 'open' or not w.inbound);

  -- Who has none, or none that is opened again, begins one.
  return query
  insert into public.conversations (contact_id, provider_id, channel, business_number, customer_id, contact_name, contact_phone, team)
  select k.id, p.id, p.kind, k.business_number, k.customer_id, k.name, coalesce(k.phone, ''), p.default_team
  from jsonb_to_recordset(p_contacts) w (contact_id uuid, provider_id uuid, inbound boolean)
  cross join lateral (select * from public.chat_contacts k where k.id = w.contact_id offset 0) k
  cross join lateral (select * from public.chat_providers p where p.id = w.provider_id offset 0) p
  where not exists (
    select from public.conversations c
    where c.contact_id = w.contact_id and c.merged_into is null and (c.status <> 'resolved' or not w.inbound or c.resolved_at > now() - p_reopen))
  returning conversations.contact_id, conversations.id;

  for v_wanted in
    select w.*, p.kind
    from jsonb_to_recordset(p_contacts) w (contact_id uuid, provider_id uuid, inbound boolean)
    cross join lateral (select p.kind from public.chat_providers p where p.id = w.provider_id offset 0) p
    where not exists (
      select from public.conversations c
      where c.contact_id = w.contact_id and c.status <> 'resolved' and c.provider_id = w.provider_id and (c.status = 'open' or not w.inbound))
  loop
    select * into v_last from public.conversations c
    where c.contact_id = v_wanted.contact_id and c.merged_into is null order by (c.status = 'resolved'), c.last_message_at desc, c.id desc limit 1;
    if v_last.status <> 'open' and v_wanted.inbound then
      perform set_config('activity.step', '{"action": "reopen", "note": "The customer wrote."}', true);
      update public.conversations c set status = 'open' where c.id = v_last.id;
      perform set_config('activity.step', '', true);
    end if;
    if v_last.provider_id <> v_wanted.provider_id then
      update public.conversations c set provider_id = v_wanted.provider_id, channel = v_wanted.kind where c.id = v_last.id;
    end if;
    contact_id := v_wanted.contact_id;
    conversation_id := v_last.id;
    return next;
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."place_conversations"(jsonb, interval) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.refresh_conversation (
  p_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
  perform from public.conversations c where c.id = p_id for no key update;
  update public.conversations c set
    message_count = a.messages,
    last_message_at = coalesce(l.at, c.last_message_at), last_message_preview = coalesce(l.preview, ''), last_message_type = l.type, last_direction = l.direction,
    last_customer_message_at = a.customer_at, last_response_at = a.response_at,
    first_response_at = (
      select min(m.at) from public.messages m
      where m.conversation_id = c.id and m.source in ('agent', 'external_app') and m.status not in ('failed', 'cancelled') and m.at >= y.first_message_at),
    waiting_since = case when c.status <> 'resolved' then (
      select min(m.at) from public.messages m
      where m.conversation_id = c.id and m.direction = 'inbound' and m.type <> 'system' and m.at > coalesce(a.response_at, '-infinity')) end
  from public.conversation_cycles y
  cross join lateral (
    select count(*) as messages, max(m.at) filter (where m.direction = 'inbound') as customer_at,
      max(m.at) filter (where m.source in ('agent', 'external_app') and m.status not in ('failed', 'cancelled')) as response_at
    from public.messages m where m.conversation_id = p_id
  ) a
  left join lateral (
    select m.at, m.preview, m.type, m.direction from public.messages m where m.conversation_id = p_id order by m.at desc, m.id desc limit 1
  ) l on true
  where c.id = p_id and y.conversation_id = c.id and y.cycle = c.cycle;
  update public.conversation_cycles y set first_response_at = c.first_response_at
  from public.conversations c
  where c.id = p_id and y.conversation_id = c.id and y.cycle = c.cycle and y.first_response_at is distinct from c.first_response_at;
end $function$;

REVOKE ALL ON FUNCTION "public"."refresh_conversation"(uuid) FROM PUBLIC, "anon", "authenticated";

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
  v_fresh record;
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
    left join lateral (
      select i.id, i.customer_id, i.verified, i.last_seen_at, coalesce(k.merged_into, k.id) as root, k.name
      from public.customer_identities i join public.customers k on k.id = i.customer_id
      where i.kind = c.kind and i.value = c.value and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    group by c.item
    -- What is to be noted (a name, when it was last seen) is noted below.
    having count(*) = count(i.id) and count(distinct i.root) = 1
      and not coalesce(bool_or(i.name = '' and c.name <> '') or bool_or(i.last_seen_at < c.at - interval '1 day'), false)
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

CREATE OR REPLACE FUNCTION public.retry_media (
  p_message_id uuid,
  p_media_id   uuid
)
  RETURNS SETOF public.message_media
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_media public.message_media;
begin
  select * into v_media from public.message_media m where m.id = p_media_id and m.message_id = p_message_id for update;
  if not found then
    raise exception 'message_media_not_found' using errcode = 'P0404';
  elsif v_media.state <> 'missing' then
    raise exception 'media_not_missing' using errcode = 'P0409', detail = 'It is ' || v_media.state || '.';
  elsif not exists (select from public.message_media_sources s where s.media_id = p_media_id) then
    raise exception 'media_has_no_source' using errcode = 'P0422';
  end if;
  update public.message_media m set state = 'wanted', reason = null, next_try_at = now(), updated_at = now() where m.id = p_media_id;
  perform public.log_activity('retry', 'message_media', p_media_id::text);
  perform graphile_worker.add_job('chats.fetch_media', json_build_object('media_id', p_media_id), job_key => 'chat_media:' || p_media_id);
  return query select * from public.message_media m where m.id = p_media_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."retry_media"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.rotate_chat_provider_address (
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
  perform from public.chat_providers p where p.id = p_id and p.deleted_at is null for no key update;
  if not found then
    raise exception 'chat_provider_not_found' using errcode = 'P0404';
  end if;
  update public.chat_provider_secrets s set previous_address_secret = s.address_secret, previous_address_until = v_until, address_secret = p_secret,
    updated_at = now()
  where s.provider_id = p_id;
  perform public.log_activity('rotate_secret', 'chat_providers', p_id::text);
  return v_until;
end $function$;

REVOKE ALL ON FUNCTION "public"."rotate_chat_provider_address"(uuid, text, double precision) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_media (
  p_id          uuid,
  p_state       text,
  p_reason      text                     DEFAULT NULL::text,
  p_sha256      text                     DEFAULT NULL::text,
  p_size        bigint                   DEFAULT NULL::bigint,
  p_mime        text                     DEFAULT NULL::text,
  p_next_try_at timestamp with time zone DEFAULT NULL::timestamp WITH time zone
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_state text;
begin
  if p_state = 'stored' then
    insert into public.stored_files (sha256, size) values (p_sha256, p_size) on conflict (sha256) do nothing;
  end if;
  update public.message_media m set state = p_state, reason = p_reason, sha256 = p_sha256, size = p_size, mime = coalesce(p_mime, m.mime), tries = m.tries + 1,
    next_try_at = p_next_try_at, updated_at = now()
  where m.id = p_id and m.state = 'wanted' returning m.state into v_state;
  if v_state = 'wanted' then
    perform graphile_worker.add_job('chats.fetch_media', json_build_object('media_id', p_id), run_at => p_next_try_at, job_key => 'chat_media:' || p_id);
  elsif v_state = 'stored' then
    -- Nobody needs its address any more.
    delete from public.message_media_sources s where s.media_id = p_id;
  end if;
  return v_state;
end $function$;

REVOKE ALL ON FUNCTION "public"."settle_media"(uuid, text, text, text, bigint, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.show_reactions (
  p_message_id uuid
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  update public.messages m set reactions = r.shown
  from (
    select coalesce(jsonb_agg(jsonb_build_object('emoji', l.emoji, 'direction', l.direction, 'at', l.at) order by l.direction) filter (where l.emoji is not null), '[]') as shown
    from (
      select distinct on (r.direction) r.direction, r.emoji, r.at from public.message_reactions r
      where r.message_id = p_message_id order by r.direction, r.at desc, r.id desc
    ) l
  ) r
  where m.id = p_message_id and m.reactions is distinct from r.shown
$function$;

REVOKE ALL ON FUNCTION "public"."show_reactions"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.store_chat_messages (
  p_items    jsonb,
  p_new      integer[],
  p_contacts uuid[],
  p_spoken   uuid[],
  p_talks    uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_ids   uuid[];
  v_files uuid[];
begin
  with given as materialized (
    select i.*, p_contacts[i.n] as contact_id
    from jsonb_to_recordset(p_items) i (n integer, provider_id uuid, key text, token text, direction text, source text, type text, text text, preview text,
      sent_at timestamptz, at timestamptz, reply_to_keys text[], reply_to_tokens text[], context jsonb, reply jsonb, location jsonb, contacts jsonb,
      order_details jsonb, referral jsonb, unsupported jsonb, flags text[], media jsonb)
    where i.n = any (p_new)
  ), written as (
    insert into public.messages (conversation_id, contact_id, provider_id, customer_id, direction, source, type, text, preview, key, token, at, sent_at,
      reply_to_id, reply_to_keys, media_count, context, reply, location, contacts, order_details, referral, unsupported, flags, status)
    select p_talks[array_position(p_spoken, g.contact_id)], g.contact_id, g.provider_id, k.customer_id, g.direction, g.source, g.type, g.text, g.preview, g.key,
      -- What came together stays in its order.
      g.token, g.at + (g.n - 1) * interval '1 microsecond', g.sent_at,
      case when g.reply_to_keys <> '{}' then public.find_quoted_message(g.contact_id, g.reply_to_keys, g.reply_to_tokens) end,
      g.reply_to_keys, jsonb_array_length(g.media), g.context, g.reply, g.location, g.contacts, g.order_details, g.referral, g.unsupported, g.flags,
      case when g.direction = 'outbound' then 'sent' end
    from given g cross join lateral (select c.customer_id from public.chat_contacts c where c.id = g.contact_id offset 0) k
    order by g.n
    on conflict (key) do nothing
    returning id, key, reply_to_id, reply_to_keys
  ), files as (
    insert into public.message_media (message_id, position, state, reason, mime, file_name, is_voice, next_try_at, expires_at)
    select w.id, f.n - 1, f.file ->> 'state', f.file ->> 'reason', f.file ->> 'mime', coalesce(f.file ->> 'file_name', ''),
      coalesce((f.file ->> 'is_voice')::boolean, false), case when f.file ->> 'state' = 'wanted' then now() end, (f.file ->> 'expires_at')::timestamptz
    from written w join given g on g.key = w.key cross join lateral jsonb_array_elements(g.media) with ordinality f (file, n)
    returning id, message_id, position, state
  ), sources as (
    insert into public.message_media_sources (media_id, url, provider_media_id)
    select f.id, g.media -> f.position ->> 'url', g.media -> f.position ->> 'id'
    from files f join written w on w.id = f.message_id join given g on g.key = w.key
    where f.state = 'wanted'
    returning media_id
  )
  select array(select w.id from written w), array(select s.media_id from sources s) into v_ids, v_files;

  perform graphile_worker.add_job('chats.fetch_media', json_build_object('media_id', f), job_key => 'chat_media:' || f) from unnest(v_files) f;
  update public.messages m set reply_to_id = o.id
  from (
    select w.id, public.find_message(w.reply_to_keys) as quoted from public.messages w
    where w.id = any (v_ids) and w.reply_to_id is null and w.reply_to_keys <> '{}'
  ) q join public.messages o on o.id = q.quoted
  where m.id = q.id and o.id <> m.id;
  perform public.claim_message_statuses(array(select m.id from public.messages m where m.id = any (v_ids) and m.direction = 'outbound'));
  return v_ids;
end $function$;

REVOKE ALL ON FUNCTION "public"."store_chat_messages"(jsonb, integer[], uuid[], uuid[], uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.store_message_statuses (
  p_items jsonb
)
  RETURNS TABLE (
    n       integer,
    outcome text
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
  v_events   bigint[];
  v_outcomes public.chat_outcome[];
  v_named    record;
begin
  with given as materialized (
    select i.*, coalesce(
      (select m.id from public.messages m where i.callback_data ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' and m.id = i.callback_data::uuid),
      public.find_message(array[i.key] || i.other_keys)) as message_id
    from jsonb_to_recordset(p_items) i (n integer, kind text, provider_id uuid, key text, callback_data text, status text, at timestamptz, error_code text,
      error_message text, is_retryable boolean, cost jsonb, other_keys text[])
    where i.kind = 'status'
  ), written as (
    insert into public.message_status_events (provider_id, key, callback_data, message_id, status, at, error_code, error_message, is_retryable, cost, other_keys)
    select g.provider_id, g.key, g.callback_data, g.message_id, g.status, g.at, g.error_code, g.error_message, g.is_retryable, g.cost, g.other_keys
    from given g
    -- Two batches that hold the same lock them in one order.
    order by g.key, g.status, g.error_code, g.n
    on conflict (key, status, coalesce(error_code, '')) do nothing
    returning id, key, status, error_code, message_id
  )
  select (select array_agg(w.id) from written w where w.message_id is not null),
    array(select row(g.n, case when w.id is null then 'known' when w.message_id is null then 'waiting' else 'applied' end)::public.chat_outcome
      from given g left join written w on w.key = g.key and w.status = g.status and w.error_code is not distinct from g.error_code
        and g.n = (select min(o.n) from given o where o.key = g.key and o.status = g.status and o.error_code is not distinct from g.error_code))
  into v_events, v_outcomes;

  -- Names that are new: what comes later may bring nothing else.
  for v_named in
    select distinct e.message_id, k.key
    from public.message_status_events e cross join lateral unnest(array[e.key] || e.other_keys) k (key)
    where e.id = any (v_events) and public.find_message(array[k.key]) is null
    order by e.message_id, k.key
  loop
    perform public.name_message(v_named.message_id, v_named.key);
  end loop;
  if v_events is not null then
    perform public.apply_message_statuses(v_events);
  end if;
  return query select o.n, o.outcome from unnest(v_outcomes) o;
end $function$;

REVOKE ALL ON FUNCTION "public"."store_message_statuses"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.touch_conversation()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if (old.status, old.priority, old.team, old.assignee_id, old.labels, old.snoozed_until, old.merged_into)
    is distinct from (new.status, new.priority, new.team, new.assignee_id, new.labels, new.snoozed_until, new.merged_into)
  then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."touch_conversation"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_chat_provider (
  p_id       uuid,
  p_change   jsonb,
  p_secrets  jsonb,
  p_grace_ms double precision,
  p_version  integer          DEFAULT NULL::integer
)
  RETURNS public.chat_providers
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_old public.chat_providers;
  v_row public.chat_providers;
begin
  select * into v_old from public.chat_providers p where p.id = p_id and p.deleted_at is null for no key update;
  if not found then
    raise exception 'chat_provider_not_found' using errcode = 'P0404';
  elsif p_version <> v_old.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_old.version);
  end if;
  v_row := jsonb_populate_record(v_old, p_change);
  if v_row.slug <> v_old.slug and exists (select from public.chat_providers p where p.slug = v_row.slug and p.deleted_at is null) then
    raise exception 'chat_provider_exists' using errcode = 'P0409', detail = jsonb_build_object('slug', v_row.slug);
  end if;
  if v_row.is_default and not v_old.is_default then
    perform pg_advisory_xact_lock(hashtextextended('chat_providers:' || v_old.kind, 0));
    update public.chat_providers p set is_default = false where p.kind = v_old.kind and p.is_default and p.deleted_at is null;
  end if;
  if p_secrets <> '{}' then
    update public.chat_provider_secrets s set
      previous_webhook_secret = case when p_secrets ? 'webhook_secret' then s.webhook_secret else s.previous_webhook_secret end,
      previous_webhook_until = case when p_secrets ? 'webhook_secret' then now() + p_grace_ms * interval '1 millisecond' else s.previous_webhook_until end,
      webhook_secret = case when p_secrets ? 'webhook_secret' then p_secrets ->> 'webhook_secret' else s.webhook_secret end,
      api_key = case when p_secrets ? 'api_key' then p_secrets ->> 'api_key' else s.api_key end,
      updated_at = now()
    where s.provider_id = p_id;
    perform public.log_activity('set_credentials', 'chat_providers', p_id::text);
  end if;
  update public.chat_providers p set
    slug = v_row.slug, name = v_row.name, business_number = v_row.business_number, default_team = v_row.default_team, is_active = v_row.is_active,
    is_default = v_row.is_default, source = v_row.source, silence_minutes = v_row.silence_minutes,
    has_webhook_secret = case when p_secrets ? 'webhook_secret' then p_secrets ->> 'webhook_secret' is not null else p.has_webhook_secret end,
    has_api_key = case when p_secrets ? 'api_key' then p_secrets ->> 'api_key' is not null else p.has_api_key end
  where p.id = p_id returning * into v_row;
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_chat_provider"(uuid, jsonb, jsonb, double precision, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_conversation (
  p_id      uuid,
  p_change  jsonb,
  p_steps   jsonb,
  p_version integer DEFAULT NULL::integer
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row  public.conversations;
  v_set  jsonb := p_change - 'status' - 'read';
  v_to   text;
  v_open uuid;
begin
  perform from public.chat_contacts k where k.id = (select c.contact_id from public.conversations c where c.id = p_id) for no key update;
  select * into v_row from public.conversations c where c.id = p_id for update;
  if not found then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  elsif v_row.merged_into is not null then
    raise exception 'conversation_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_row.merged_into);
  elsif p_version <> v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version, 'changes', coalesce((
      select jsonb_agg(jsonb_build_object('field', f.key, 'before', a.before -> f.key, 'after', f.value, 'actor_id', a.actor_id, 'at', a.at) order by a.id, f.key)
      from public.activity_log a cross join lateral jsonb_each(a.after) f
      where a.entity_type = 'conversations' and a.entity_id = p_id::text and (a.after ->> 'version')::integer > p_version
        and f.key in ('status', 'priority', 'team', 'assignee_id', 'labels', 'snoozed_until') and f.value is distinct from a.before -> f.key), '[]'));
  end if;
  perform public.check_assignee(p_change);
  v_to := coalesce(p_change ->> 'status', v_row.status);
  if v_to = 'snoozed' and coalesce((p_change ->> 'snoozed_until')::timestamptz, v_row.snoozed_until, '-infinity') <= now()
    or v_to <> 'snoozed' and p_change ->> 'snoozed_until' is not null
  then
    raise exception 'snooze_needs_time' using errcode = 'P0422';
  end if;
  if v_row.status = 'resolved' and v_to <> 'resolved' then
    select c.id into v_open from public.conversations c where c.contact_id = v_row.contact_id and c.status <> 'resolved';
    if found then
      raise exception 'conversation_already_open' using errcode = 'P0409', detail = jsonb_build_object('conversation_id', v_open);
    end if;
  end if;
  if p_change ? 'labels' then
    v_set := v_set || jsonb_build_object('labels', array(select distinct l from jsonb_array_elements_text(p_change -> 'labels') l order by l));
  end if;
  if v_set <> '{}' or v_to <> v_row.status then
    perform public.act_on('public.conversations', p_steps, p_id, p_to => v_to, p_set => v_set);
  end if;
  if p_change ? 'read' and (p_change ->> 'read')::boolean = v_row.is_unread then
    update public.conversations c set unread_count = case when (p_change ->> 'read')::boolean then 0 else 1 end where c.id = p_id;
    perform public.log_activity(case when (p_change ->> 'read')::boolean then 'mark_read' else 'mark_unread' end, 'conversations', p_id::text);
  end if;
  return p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_conversation"(uuid, jsonb, jsonb, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.wake_conversations()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  perform set_config('activity.step', '{"action": "wake", "note": "The snooze is over."}', true);
  update public.conversations c set status = 'open'
  where c.id in (
    select s.id from public.conversations s where s.status = 'snoozed' and s.snoozed_until <= now() order by s.snoozed_until limit 1000 for update skip locked);
  get diagnostics v_count = row_count;
  perform set_config('activity.step', '', true);
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."wake_conversations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_conversation_note (
  p_conversation_id uuid,
  p_body            text,
  p_mentions        uuid[],
  p_by              uuid
)
  RETURNS SETOF public.conversation_notes
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_conversation public.conversations;
  v_note         public.conversation_notes;
  v_missing      uuid[];
begin
  select * into v_conversation from public.conversations c where c.id = p_conversation_id for no key update;
  if not found then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  v_missing := array(select m from unnest(p_mentions) m where not exists (select from auth.users u where u.id = m) order by m);
  if v_missing <> '{}' then
    raise exception 'mentioned_user_not_found' using errcode = 'P0422', detail = jsonb_build_object('user_ids', v_missing);
  end if;
  insert into public.conversation_notes (conversation_id, body, mentions, created_by)
  values (coalesce(v_conversation.merged_into, p_conversation_id), p_body, p_mentions, p_by) returning * into v_note;
  update public.conversations c set
    participant_ids = array(select distinct p from unnest(c.participant_ids || p_by) p),
    mentioned_ids = array(select distinct p from unnest(c.mentioned_ids || p_mentions) p)
  where c.id = v_note.conversation_id;
  perform public.notify_once(m, 'chats', 'chat_mention', 'You were mentioned in a conversation',
    'In the chat with ' || coalesce(nullif(v_conversation.contact_name, ''), nullif(v_conversation.contact_phone, ''), 'an unnamed contact') || '.',
    'conversation', v_note.conversation_id::text, 'chat_mention:' || v_note.id || ':' || m)
  from unnest(p_mentions) m where m <> p_by;
  return next v_note;
end $function$;

REVOKE ALL ON FUNCTION "public"."write_conversation_note"(uuid, text, uuid[], uuid) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."chat_contacts"
  ADD CONSTRAINT "chat_contacts_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE "public"."chat_contact_addresses"
  ADD CONSTRAINT "chat_contact_addresses_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.chat_contacts(id) ON DELETE CASCADE;

ALTER TABLE "public"."chat_contacts"
  ADD CONSTRAINT "chat_contacts_merged_into_fkey" FOREIGN KEY (merged_into) REFERENCES public.chat_contacts(id);

ALTER TABLE "public"."chat_identity_changes"
  ADD CONSTRAINT "chat_identity_changes_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.chat_contacts(id);

ALTER TABLE "public"."chat_account_events"
  ADD CONSTRAINT "chat_account_events_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id);

ALTER TABLE "public"."chat_provider_secrets"
  ADD CONSTRAINT "chat_provider_secrets_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id) ON DELETE CASCADE;

ALTER TABLE "public"."conversations"
  ADD CONSTRAINT "conversations_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."conversations"
  ADD CONSTRAINT "conversations_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.chat_contacts(id);

ALTER TABLE "public"."conversations"
  ADD CONSTRAINT "conversations_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE "public"."chat_drafts"
  ADD CONSTRAINT "chat_drafts_conversation_id_fkey" FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE "public"."conversation_cycles"
  ADD CONSTRAINT "conversation_cycles_conversation_id_fkey" FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE "public"."conversation_notes"
  ADD CONSTRAINT "conversation_notes_conversation_id_fkey" FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE "public"."conversations"
  ADD CONSTRAINT "conversations_merged_into_fkey" FOREIGN KEY (merged_into) REFERENCES public.conversations(id);

ALTER TABLE "public"."conversations"
  ADD CONSTRAINT "conversations_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id);

ALTER TABLE "public"."message_media_sources"
  ADD CONSTRAINT "message_media_sources_media_id_fkey" FOREIGN KEY (media_id) REFERENCES public.message_media(id) ON DELETE CASCADE;

ALTER TABLE "public"."message_reactions"
  ADD CONSTRAINT "message_reactions_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.chat_contacts(id);

ALTER TABLE "public"."message_status_events"
  ADD CONSTRAINT "message_status_events_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id);

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_contact_id_fkey" FOREIGN KEY (contact_id) REFERENCES public.chat_contacts(id);

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_conversation_id_fkey" FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE "public"."chat_drafts"
  ADD CONSTRAINT "chat_drafts_reply_to_id_fkey" FOREIGN KEY (reply_to_id) REFERENCES public.messages(id) ON DELETE SET NULL;

ALTER TABLE "public"."message_aliases"
  ADD CONSTRAINT "message_aliases_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE CASCADE;

ALTER TABLE "public"."message_clicks"
  ADD CONSTRAINT "message_clicks_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE CASCADE;

ALTER TABLE "public"."message_media"
  ADD CONSTRAINT "message_media_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE CASCADE;

ALTER TABLE "public"."message_reactions"
  ADD CONSTRAINT "message_reactions_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE CASCADE;

ALTER TABLE "public"."message_search"
  ADD CONSTRAINT "message_search_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE CASCADE;

ALTER TABLE "public"."message_status_events"
  ADD CONSTRAINT "message_status_events_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE CASCADE;

ALTER TABLE "public"."message_versions"
  ADD CONSTRAINT "message_versions_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE CASCADE;

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id);

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_reply_to_id_fkey" FOREIGN KEY (reply_to_id) REFERENCES public.messages(id) ON DELETE SET NULL;

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_send_id_fkey" FOREIGN KEY (send_id) REFERENCES public.sends(id);

CREATE VIEW "public"."timeline_messages" WITH (security_invoker=true) AS  SELECT m.customer_id AS key,
    m.at,
    ((m.id)::text COLLATE "C") AS id,
    m.direction,
        CASE m.direction
            WHEN 'inbound'::text THEN 'Chat message'::text
            ELSE 'Chat reply'::text
        END AS title,
    m.preview AS body,
    COALESCE(m.status, 'received'::text) AS status,
    c.assignee_id AS agent_id,
    jsonb_build_object('conversation_id', m.conversation_id, 'type', m.type, 'source', m.source, 'channel', c.channel, 'media_count', m.media_count, 'deleted_at', m.deleted_at) AS details
   FROM (public.messages m
     JOIN public.conversations c ON ((c.id = m.conversation_id)));

REVOKE ALL ON TABLE "public"."timeline_messages" FROM "anon", "authenticated";

CREATE INDEX chat_account_events_list ON public.chat_account_events USING btree (provider_id, at DESC, id DESC);

CREATE INDEX chat_contact_addresses_contact ON public.chat_contact_addresses USING btree (contact_id);

CREATE INDEX chat_contacts_customer ON public.chat_contacts USING btree (customer_id)
  WHERE (customer_id IS NOT NULL);

CREATE INDEX chat_contacts_merged ON public.chat_contacts USING btree (merged_into)
  WHERE (merged_into IS NOT NULL);

CREATE INDEX chat_drafts_list ON public.chat_drafts USING btree (created_by, updated_at DESC, id DESC);

CREATE INDEX chat_identity_changes_contact ON public.chat_identity_changes USING btree (contact_id, at);

CREATE UNIQUE INDEX chat_providers_default ON public.chat_providers USING btree (kind)
  WHERE (is_default AND (deleted_at IS NULL));

CREATE INDEX chat_providers_list ON public.chat_providers USING btree (created_at DESC, id DESC);

CREATE INDEX chat_providers_name ON public.chat_providers USING btree (name DESC, id DESC);

CREATE UNIQUE INDEX chat_providers_slug ON public.chat_providers USING btree (slug)
  WHERE (deleted_at IS NULL);

CREATE INDEX conversation_cycles_opened ON public.conversation_cycles USING btree (opened_at);

CREATE INDEX conversation_cycles_resolved ON public.conversation_cycles USING btree (resolved_at)
  WHERE (resolved_at IS NOT NULL);

CREATE INDEX conversation_notes_list ON public.conversation_notes USING btree (conversation_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX conversations_assignee ON public.conversations USING btree (assignee_id, last_message_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_channel ON public.conversations USING btree (channel, last_message_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_contact ON public.conversations USING btree (contact_id, last_message_at DESC);

CREATE INDEX conversations_counts_fresh ON public.conversations_counts USING btree (key)
  WHERE fresh;

CREATE INDEX conversations_counts_key ON public.conversations_counts USING btree (key);

CREATE INDEX conversations_created ON public.conversations USING btree (created_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_customer ON public.conversations USING btree (customer_id, last_message_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_labels ON public.conversations USING gin (labels)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_mentioned ON public.conversations USING gin (mentioned_ids)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_merged ON public.conversations USING btree (merged_into)
  WHERE (merged_into IS NOT NULL);

CREATE INDEX conversations_newest ON public.conversations USING btree (last_message_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE UNIQUE INDEX conversations_one_open ON public.conversations USING btree (contact_id)
  WHERE (status <> 'resolved'::text);

CREATE INDEX conversations_participants ON public.conversations USING gin (participant_ids)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_priority ON public.conversations USING btree (priority, last_message_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_provider ON public.conversations USING btree (provider_id, last_message_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_search ON public.conversations USING gin (contact_name extensions.gin_trgm_ops, contact_phone extensions.gin_trgm_ops);

CREATE INDEX conversations_snoozed ON public.conversations USING btree (snoozed_until)
  WHERE (status = 'snoozed'::text);

CREATE INDEX conversations_status ON public.conversations USING btree (status, last_message_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_team ON public.conversations USING btree (team, last_message_at DESC, id DESC)
  WHERE (merged_into IS NULL);

CREATE INDEX conversations_unread ON public.conversations USING btree (last_message_at DESC, id DESC)
  WHERE ((merged_into IS NULL) AND is_unread);

CREATE INDEX conversations_waiting ON public.conversations USING btree (waiting_since DESC, id DESC)
  WHERE ((merged_into IS NULL) AND is_waiting);

CREATE INDEX message_aliases_message ON public.message_aliases USING btree (message_id);

CREATE INDEX message_clicks_message ON public.message_clicks USING btree (message_id, at)
  WHERE (message_id IS NOT NULL);

CREATE INDEX message_media_wanted ON public.message_media USING btree (next_try_at)
  WHERE (state = 'wanted'::text);

CREATE INDEX message_reactions_contact ON public.message_reactions USING btree (contact_id);

CREATE INDEX message_reactions_message ON public.message_reactions USING btree (message_id, at)
  WHERE (message_id IS NOT NULL);

CREATE INDEX message_search_newest ON public.message_search USING btree (at, message_id);

CREATE INDEX message_search_words ON public.message_search USING gin (words);

CREATE INDEX message_status_events_message ON public.message_status_events USING btree (message_id, id)
  WHERE (message_id IS NOT NULL);

CREATE UNIQUE INDEX message_status_events_once ON public.message_status_events USING btree (key, status, COALESCE(error_code, ''::text));

CREATE INDEX message_status_events_waiting_callback ON public.message_status_events USING btree (callback_data)
  WHERE ((message_id IS NULL) AND (callback_data IS NOT NULL));

CREATE INDEX message_status_events_waiting_keys ON public.message_status_events USING gin (other_keys)
  WHERE ((message_id IS NULL) AND (other_keys <> '{}'::text[]));

CREATE INDEX message_status_events_waiting_key ON public.message_status_events USING btree (key)
  WHERE (message_id IS NULL);

CREATE INDEX message_status_events_waiting_since ON public.message_status_events USING btree (received_at)
  WHERE (message_id IS NULL);

CREATE INDEX message_versions_message ON public.message_versions USING btree (message_id, id);

CREATE INDEX messages_conversation ON public.messages USING btree (conversation_id, at, id);

CREATE INDEX messages_customer ON public.messages USING btree (customer_id, at, id)
  WHERE (customer_id IS NOT NULL);

CREATE INDEX messages_failed ON public.messages USING btree (failed_at)
  WHERE (status = 'failed'::text);

CREATE UNIQUE INDEX messages_key ON public.messages USING btree (key);

CREATE INDEX messages_newest ON public.messages USING btree (at, id);

CREATE INDEX messages_reply_to ON public.messages USING btree (reply_to_id)
  WHERE (reply_to_id IS NOT NULL);

CREATE INDEX messages_token ON public.messages USING btree (contact_id, token)
  WHERE (token IS NOT NULL);

CREATE TRIGGER chat_drafts_touch
  BEFORE UPDATE ON public.chat_drafts
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.chat_providers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_chat_providers (
  'chats',
  'chat_provider',
  'chat_providers',
  'id',
  'slug,kind,name,default_team,is_active,silence_minutes,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.chat_providers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_chat_providers (
  'chats',
  'chat_provider',
  'chat_providers',
  'id',
  'slug,kind,name,default_team,is_active,silence_minutes,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.chat_providers
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_chat_providers (
  'chats',
  'chat_provider',
  'chat_providers',
  'id',
  'slug,kind,name,default_team,is_active,silence_minutes,version,deleted_at',
  ''
);

CREATE TRIGGER chat_providers_activity
  AFTER INSERT OR DELETE OR UPDATE OF slug,
    kind, name, business_number, default_team, is_active, is_default, source, silence_minutes, has_webhook_secret, has_api_key, deleted_at ON public.chat_providers
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER chat_providers_touch
  BEFORE UPDATE OF slug,
    kind, name, business_number, default_team, is_active, is_default, source, silence_minutes, has_webhook_secret, has_api_key, deleted_at ON public.chat_providers
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER note_phones_insert AFTER INSERT ON public.chat_providers REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.note_phone_spellings (
  'business_number',
  'own'
);

CREATE TRIGGER note_phones_update AFTER UPDATE ON public.chat_providers REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.note_phone_spellings (
  'business_number',
  'own'
);

CREATE TRIGGER announce_delete AFTER DELETE ON public.conversation_notes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_conversation_notes (
  'chats',
  'conversation_note',
  'chats',
  'id',
  'conversation_id,mentions,created_by,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.conversation_notes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_conversation_notes (
  'chats',
  'conversation_note',
  'chats',
  'id',
  'conversation_id,mentions,created_by,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.conversation_notes
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_conversation_notes (
  'chats',
  'conversation_note',
  'chats',
  'id',
  'conversation_id,mentions,created_by,version,deleted_at',
  ''
);

CREATE TRIGGER conversation_notes_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.conversation_notes
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER conversation_notes_touch
  BEFORE UPDATE ON public.conversation_notes
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.conversations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_conversations (
  'chats',
  'conversation',
  'chats',
  'id',
  'contact_id,provider_id,channel,customer_id,contact_name,status,priority,team,assignee_id,labels,snoozed_until,cycle,message_count,unread_count,last_message_at,last_message_preview,last_message_type,last_direction,waiting_since,window_closes_at,merged_into,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.conversations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_conversations (
  'chats',
  'conversation',
  'chats',
  'id',
  'contact_id,provider_id,channel,customer_id,contact_name,status,priority,team,assignee_id,labels,snoozed_until,cycle,message_count,unread_count,last_message_at,last_message_preview,last_message_type,last_direction,waiting_since,window_closes_at,merged_into,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.conversations
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_conversations (
  'chats',
  'conversation',
  'chats',
  'id',
  'contact_id,provider_id,channel,customer_id,contact_name,status,priority,team,assignee_id,labels,snoozed_until,cycle,message_count,unread_count,last_message_at,last_message_preview,last_message_type,last_direction,waiting_since,window_closes_at,merged_into,version',
  ''
);

CREATE TRIGGER conversations_activity
  AFTER DELETE OR UPDATE OF status, priority, team, assignee_id, labels, snoozed_until, merged_into ON public.conversations
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER conversations_opened
  AFTER INSERT ON public.conversations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.open_conversation_cycles();

CREATE TRIGGER conversations_status
  BEFORE UPDATE OF status ON public.conversations
  FOR EACH ROW
  WHEN ((old.status IS DISTINCT FROM new.status))
  EXECUTE FUNCTION public.keep_conversation_status();

CREATE TRIGGER conversations_touch
  BEFORE UPDATE OF status, priority, team, assignee_id, labels, snoozed_until, merged_into ON public.conversations
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_conversation();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.conversations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_conversations_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.conversations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_conversations_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.conversations
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_conversations_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.conversations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_conversations_counts();

CREATE TRIGGER announce_delete AFTER DELETE ON public.message_media REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_message_media (
  'chats',
  'message_media',
  'chats',
  'id',
  'message_id,position,state,reason,mime,file_name,size',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.message_media REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_message_media (
  'chats',
  'message_media',
  'chats',
  'id',
  'message_id,position,state,reason,mime,file_name,size',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.message_media
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_message_media (
  'chats',
  'message_media',
  'chats',
  'id',
  'message_id,position,state,reason,mime,file_name,size',
  ''
);

CREATE TRIGGER announce_delete AFTER DELETE ON public.messages REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_messages (
  'chats',
  'message',
  'chats',
  'id',
  'conversation_id,contact_id,customer_id,direction,source,type,preview,at,created_by,reply_to_id,media_count,reactions,status,delivered_at,read_at,error_code,edited_at,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_messages (
  'chats',
  'message',
  'chats',
  'id',
  'conversation_id,contact_id,customer_id,direction,source,type,preview,at,created_by,reply_to_id,media_count,reactions,status,delivered_at,read_at,error_code,edited_at,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.messages
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_messages (
  'chats',
  'message',
  'chats',
  'id',
  'conversation_id,contact_id,customer_id,direction,source,type,preview,at,created_by,reply_to_id,media_count,reactions,status,delivered_at,read_at,error_code,edited_at,deleted_at',
  ''
);

CREATE TRIGGER messages_conversation_insert
  AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_conversations();

CREATE TRIGGER messages_failed
  AFTER UPDATE OF status ON public.messages
  FOR EACH ROW
  WHEN
    (((new.direction = 'outbound'::text) AND ((old.status = ANY (ARRAY['failed'::text, 'cancelled'::text])) IS DISTINCT FROM (new.status = ANY (ARRAY['failed'::text,
    'cancelled'::text])))))
  EXECUTE FUNCTION public.follow_message_failure();

CREATE TRIGGER messages_search_insert
  AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.add_message_search();

CREATE TRIGGER messages_search
  AFTER UPDATE OF text ON public.messages
  FOR EACH ROW
  WHEN ((old.text IS DISTINCT FROM new.text))
  EXECUTE FUNCTION public.keep_message_search();

CREATE TRIGGER mirror_message
  AFTER UPDATE ON public.sends
  FOR EACH ROW
  WHEN ((new.channel ~~ 'chat.%'::text))
  EXECUTE FUNCTION public.mirror_send_to_message();

CREATE POLICY "chat_account_events_view" ON "public"."chat_account_events"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chat_providers'::text, 'view'::text) AS has_permission));

CREATE POLICY "chat_contact_addresses_view" ON "public"."chat_contact_addresses"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "chat_contacts_view" ON "public"."chat_contacts"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "chat_drafts_view" ON "public"."chat_drafts"
  FOR SELECT
  TO "authenticated"
  USING (((created_by = ( SELECT auth.uid() AS uid)) AND ( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission)));

CREATE POLICY "chat_identity_changes_view" ON "public"."chat_identity_changes"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "chat_providers_view" ON "public"."chat_providers"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('chat_providers'::text, 'view'::text) AS has_permission)));

CREATE POLICY "conversation_cycles_view" ON "public"."conversation_cycles"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "conversation_notes_view" ON "public"."conversation_notes"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission)));

CREATE POLICY "conversations_view" ON "public"."conversations"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "message_clicks_view" ON "public"."message_clicks"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "message_media_view" ON "public"."message_media"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "message_reactions_view" ON "public"."message_reactions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "message_status_events_view" ON "public"."message_status_events"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "message_versions_view" ON "public"."message_versions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "messages_view" ON "public"."messages"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

select public.join_realtime('public.conversations');

select public.join_realtime('public.messages');

COMMENT ON COLUMN "public"."chat_account_events"."at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_account_events"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_account_events"."details" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_account_events"."event" IS 'class: none';

COMMENT ON COLUMN "public"."chat_account_events"."id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_account_events"."key" IS 'class: none';

COMMENT ON COLUMN "public"."chat_account_events"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_account_events"."template" IS '{"name", "language", "status", "reason"} when it is about one. class: none';

COMMENT ON COLUMN "public"."chat_contact_addresses"."business_number" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_contact_addresses"."contact_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_contact_addresses"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_contact_addresses"."kind" IS 'phone: E.164. bsuid: business-scoped user id. wa_id: digits that are no phone number. external: the provider''s own id, as provider:id. class: none';

COMMENT ON COLUMN "public"."chat_contact_addresses"."value" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_contacts"."bsuid" IS 'The business-scoped user id of now; former ones stay among its addresses. class: personal';

COMMENT ON COLUMN "public"."chat_contacts"."business_number" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_contacts"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_contacts"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_contacts"."id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_contacts"."last_customer_at" IS 'The provider''s time of the newest message, reaction or call of the customer: free text may be sent until 24 hours after it. class: none';

COMMENT ON COLUMN "public"."chat_contacts"."merged_into" IS 'The contact that turned out to be the same person; addresses and conversations are there. class: none';

COMMENT ON COLUMN "public"."chat_contacts"."name" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_contacts"."opted_out_at" IS 'Since when this person wants no more templates; null: has not said so. class: none';

COMMENT ON COLUMN "public"."chat_contacts"."phone" IS 'E.164; null while WhatsApp tells only a user id. class: personal';

COMMENT ON COLUMN "public"."chat_contacts"."unreachable_at" IS 'Since when WhatsApp says that nothing can be delivered there; null: can be. class: none';

COMMENT ON COLUMN "public"."chat_contacts"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_contacts"."username" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_contacts"."wa_id" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_drafts"."content" IS 'What is to be sent beyond the text, as a reply is asked for. class: personal';

COMMENT ON COLUMN "public"."chat_drafts"."conversation_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_drafts"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_drafts"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."chat_drafts"."id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_drafts"."reply_to_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_drafts"."text" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_drafts"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_drafts"."version" IS 'class: none';

COMMENT ON COLUMN "public"."chat_identity_changes"."at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_identity_changes"."contact_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_identity_changes"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_identity_changes"."from_bsuid" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_identity_changes"."from_phone" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_identity_changes"."key" IS 'class: none';

COMMENT ON COLUMN "public"."chat_identity_changes"."result" IS 'moved: the new one is this contact''s. released: the old one is nobody''s any more. conflict: the new one is somebody else''s, a person decides. unknown: nobody had the old one. class: none';

COMMENT ON COLUMN "public"."chat_identity_changes"."to_bsuid" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_identity_changes"."to_phone" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_provider_secrets"."address_secret" IS 'Stands in the webhook address of a provider that signs nothing. class: secret';

COMMENT ON COLUMN "public"."chat_provider_secrets"."api_key" IS 'class: secret';

COMMENT ON COLUMN "public"."chat_provider_secrets"."previous_address_secret" IS 'class: secret';

COMMENT ON COLUMN "public"."chat_provider_secrets"."previous_address_until" IS 'class: none';

COMMENT ON COLUMN "public"."chat_provider_secrets"."previous_webhook_secret" IS 'class: secret';

COMMENT ON COLUMN "public"."chat_provider_secrets"."previous_webhook_until" IS 'The one before is believed until then, so that nothing is refused while people paste. class: none';

COMMENT ON COLUMN "public"."chat_provider_secrets"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_provider_secrets"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_provider_secrets"."webhook_secret" IS 'Key of the signature that the provider makes over a body; null: it makes none. class: secret';

COMMENT ON COLUMN "public"."chat_providers"."business_number" IS 'class: personal';

COMMENT ON COLUMN "public"."chat_providers"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."default_team" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."has_api_key" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."has_webhook_secret" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."is_default" IS 'Takes what comes to the webhook without a slug; one of each kind. class: none';

COMMENT ON COLUMN "public"."chat_providers"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."last_event_at" IS 'When it last called, to some seconds; any event that is its own counts, a test ping too. class: none';

COMMENT ON COLUMN "public"."chat_providers"."name" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."silence_minutes" IS 'So long without an event is reported; null: never. class: none';

COMMENT ON COLUMN "public"."chat_providers"."slug" IS 'Names it in the address of its webhook. class: none';

COMMENT ON COLUMN "public"."chat_providers"."source" IS 'The sender id that Netcore asks for; empty for others. class: none';

COMMENT ON COLUMN "public"."chat_providers"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_providers"."version" IS 'Counts what people change. class: none';

COMMENT ON COLUMN "public"."conversation_cycles"."conversation_id" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_cycles"."cycle" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_cycles"."first_message_at" IS 'The customer''s first message in it. class: none';

COMMENT ON COLUMN "public"."conversation_cycles"."first_response_at" IS 'The first message of a person after that, which did not fail. class: none';

COMMENT ON COLUMN "public"."conversation_cycles"."opened_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_cycles"."resolved_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_cycles"."resolved_by" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_notes"."body" IS 'class: personal';

COMMENT ON COLUMN "public"."conversation_notes"."conversation_id" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_notes"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_notes"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_notes"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_notes"."id" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_notes"."mentions" IS 'Users who are to look; each was told. class: none';

COMMENT ON COLUMN "public"."conversation_notes"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversation_notes"."version" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."business_number" IS 'class: personal';

COMMENT ON COLUMN "public"."conversations"."channel" IS 'The kind of its provider. class: none';

COMMENT ON COLUMN "public"."conversations"."contact_id" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."contact_name" IS 'As on the contact, with contact_phone, so that lists search them. class: personal';

COMMENT ON COLUMN "public"."conversations"."contact_phone" IS 'class: personal';

COMMENT ON COLUMN "public"."conversations"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."cycle" IS 'How often it was opened: each time has its row in conversation_cycles. class: none';

COMMENT ON COLUMN "public"."conversations"."first_response_at" IS 'Of the cycle of now. class: none';

COMMENT ON COLUMN "public"."conversations"."id" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."is_unread" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."is_waiting" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."labels" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."last_customer_message_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."last_direction" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."last_message_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."last_message_preview" IS 'class: personal';

COMMENT ON COLUMN "public"."conversations"."last_message_type" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."last_response_at" IS 'The newest message of a person of ours, also one typed on the business''s own phone, that did not fail. class: none';

COMMENT ON COLUMN "public"."conversations"."mentioned_ids" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."merged_into" IS 'The conversation that took its messages; this one is hidden and its id leads there. class: none';

COMMENT ON COLUMN "public"."conversations"."message_count" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."participant_ids" IS 'Users who wrote, noted or follow; they are asked for by the view of one''s own. class: none';

COMMENT ON COLUMN "public"."conversations"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."resolved_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."snoozed_until" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."status" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."team" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."unread_count" IS 'Messages of the customer that nobody has read. class: none';

COMMENT ON COLUMN "public"."conversations"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."conversations"."version" IS 'Counts what people change, not messages: a change made on an older one is refused. class: none';

COMMENT ON COLUMN "public"."conversations"."waiting_since" IS 'The first message of the customer that no person has answered; null: nobody waits. class: none';

COMMENT ON COLUMN "public"."conversations"."window_closes_at" IS 'Copy of the contact''s: free text may be sent before. class: none';

COMMENT ON COLUMN "public"."conversations_counts"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."is_unread" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."is_waiting" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."conversations_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."message_aliases"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."message_aliases"."key" IS 'class: none';

COMMENT ON COLUMN "public"."message_aliases"."message_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_clicks"."at" IS 'class: none';

COMMENT ON COLUMN "public"."message_clicks"."click" IS 'class: none';

COMMENT ON COLUMN "public"."message_clicks"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."message_clicks"."id" IS 'class: none';

COMMENT ON COLUMN "public"."message_clicks"."key" IS 'class: none';

COMMENT ON COLUMN "public"."message_clicks"."link" IS 'class: personal';

COMMENT ON COLUMN "public"."message_clicks"."message_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_clicks"."target_keys" IS 'class: none';

COMMENT ON COLUMN "public"."message_clicks"."text" IS 'class: personal';

COMMENT ON COLUMN "public"."message_media"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."expires_at" IS 'Fetching ends then: the provider no longer has it. class: none';

COMMENT ON COLUMN "public"."message_media"."file_name" IS 'class: personal';

COMMENT ON COLUMN "public"."message_media"."id" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."is_voice" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."message_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."mime" IS 'What the content shows it to be; before it is stored, and when it shows nothing, what the provider says. class: none';

COMMENT ON COLUMN "public"."message_media"."next_try_at" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."position" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."sha256" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."size" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."state" IS 'wanted: being fetched; stored; missing: could not be fetched, reason says why. class: none';

COMMENT ON COLUMN "public"."message_media"."tries" IS 'class: none';

COMMENT ON COLUMN "public"."message_media"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."message_media_sources"."media_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_media_sources"."provider_media_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_media_sources"."url" IS 'class: secret';

COMMENT ON COLUMN "public"."message_reactions"."at" IS 'class: none';

COMMENT ON COLUMN "public"."message_reactions"."contact_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_reactions"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."message_reactions"."direction" IS 'class: none';

COMMENT ON COLUMN "public"."message_reactions"."emoji" IS 'class: none';

COMMENT ON COLUMN "public"."message_reactions"."id" IS 'class: none';

COMMENT ON COLUMN "public"."message_reactions"."key" IS 'class: none';

COMMENT ON COLUMN "public"."message_reactions"."message_id" IS 'Null: we do not know the message that target_keys name. class: none';

COMMENT ON COLUMN "public"."message_reactions"."target_keys" IS 'class: none';

COMMENT ON COLUMN "public"."message_search"."at" IS 'class: none';

COMMENT ON COLUMN "public"."message_search"."message_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_search"."words" IS 'Words, without positions; of scripts that write no spaces every two letters that stand together. class: personal';

COMMENT ON COLUMN "public"."message_status_events"."at" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."callback_data" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."cost" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."message_status_events"."id" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."is_retryable" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."key" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."message_id" IS 'Null: the message is not known (yet). class: none';

COMMENT ON COLUMN "public"."message_status_events"."other_keys" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."received_at" IS 'class: none';

COMMENT ON COLUMN "public"."message_status_events"."status" IS 'As the provider says, in lower case; unknown words are kept and change nothing. class: none';

COMMENT ON COLUMN "public"."message_versions"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."message_versions"."id" IS 'class: none';

COMMENT ON COLUMN "public"."message_versions"."key" IS 'Of the edit that ended it; the same edit a second time changes nothing. class: none';

COMMENT ON COLUMN "public"."message_versions"."message_id" IS 'class: none';

COMMENT ON COLUMN "public"."message_versions"."text" IS 'class: personal';

COMMENT ON COLUMN "public"."message_versions"."until_at" IS 'When it was edited, as the provider says. class: none';

COMMENT ON COLUMN "public"."messages"."at" IS 'Its place in the conversation: the provider''s time, the arrival when that is missing or in the future; of ours, when it was written. class: none';

COMMENT ON COLUMN "public"."messages"."contact_id" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."contacts" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."content" IS 'What we sent beyond the text: the template with its values, buttons, the list. class: personal';

COMMENT ON COLUMN "public"."messages"."context" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."conversation_id" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."cost" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."deleted_at" IS 'When its writer took it back; what it said stays. class: none';

COMMENT ON COLUMN "public"."messages"."delivered_at" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."delivered_derived" IS 'Nobody reported the delivery: it follows from the reading. class: none';

COMMENT ON COLUMN "public"."messages"."direction" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."edited_at" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."failed_at" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."flags" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."id" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."is_retryable" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."key" IS 'What the provider calls it, the same at a second delivery; null until a message of ours was taken. Further names: message_aliases. class: none';

COMMENT ON COLUMN "public"."messages"."location" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."media_count" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."order_details" IS 'What the customer ordered: items, amounts in the smallest unit of their currency. class: personal';

COMMENT ON COLUMN "public"."messages"."played_at" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."preview" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."reactions" IS 'Those of now: [{"emoji", "direction", "at"}]; message_reactions has all. class: none';

COMMENT ON COLUMN "public"."messages"."read_at" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."referral" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."reply" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."reply_to_id" IS 'The quoted message; null when we do not know it or two could be meant: reply_to_keys tell what the provider said. class: none';

COMMENT ON COLUMN "public"."messages"."reply_to_keys" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."send_id" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."sent_at" IS 'As the provider says; null when it does not, or has not yet. class: none';

COMMENT ON COLUMN "public"."messages"."source" IS 'customer; agent: a person wrote it here; external_app: typed on the business''s own phone or in the provider''s inbox; automatic: no person wrote it. class: none';

COMMENT ON COLUMN "public"."messages"."status" IS 'Of what we sent. Moves up only: queued, sending, unknown, sent, failed, delivered, read, played. class: none';

COMMENT ON COLUMN "public"."messages"."text" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."token" IS 'The part of a WhatsApp id that stays the same when a user id stands in it instead of a number. class: none';

COMMENT ON COLUMN "public"."messages"."type" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."unsupported" IS '{"type", "raw"} of what could not be read: shown as a placeholder, with all that came. class: personal';

COMMENT ON TABLE "public"."chat_account_events" IS 'What providers say about an account: approvals of templates, the quality of the number, alerts.';

COMMENT ON TABLE "public"."chat_contact_addresses" IS 'By what a contact is found; each belongs to one contact of a business number.';

COMMENT ON TABLE "public"."chat_contacts" IS 'A person as one business number knows it: names, ids, and when the window of 24 hours was opened last.';

COMMENT ON TABLE "public"."chat_drafts" IS 'What somebody is about to write in a conversation; one for each, seen by its writer alone.';

COMMENT ON TABLE "public"."chat_identity_changes" IS 'Customers who changed their number or user id, as providers say; each counts once.';

COMMENT ON TABLE "public"."chat_provider_secrets" IS 'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the provider sees them. access: service only';

COMMENT ON TABLE "public"."chat_providers" IS 'Accounts of chat providers, each for one business number. A removed one keeps its conversations.';

COMMENT ON TABLE "public"."conversation_cycles" IS 'Each time that a conversation was opened, from its opening to its resolution: what is reopened does not stretch what was done. Kept by triggers.';

COMMENT ON TABLE "public"."conversation_notes" IS 'What colleagues tell each other in a conversation; the customer never sees it.';

COMMENT ON TABLE "public"."conversations" IS 'One matter of a contact with a business number. Counts, times and the preview are kept by triggers on messages.';

COMMENT ON TABLE "public"."conversations_counts" IS 'How many rows of conversations there are by status, channel, provider_id, team, assignee_id, priority, is_unread, is_waiting: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."message_aliases" IS 'Further names of messages: WhatsApp''s own id beside the provider''s. access: service only';

COMMENT ON TABLE "public"."message_clicks" IS 'Buttons and links of our templates that customers pressed.';

COMMENT ON TABLE "public"."message_media" IS 'Files of messages; the bytes are in the file store, once per content.';

COMMENT ON TABLE "public"."message_media_sources" IS 'Where the provider keeps a file: an address that needs no sign-in, or an id to ask with the account''s key. access: service only';

COMMENT ON TABLE "public"."message_reactions" IS 'Every reaction to a message, in order; the last one of each side counts. emoji null: taken back.';

COMMENT ON TABLE "public"."message_search" IS 'What the search of messages looks into. Kept by triggers. access: service only';

COMMENT ON TABLE "public"."message_status_events" IS 'Everything that providers said about messages of ours, each once. Of a message that is not known yet it waits, and counts when the message comes.';

COMMENT ON TABLE "public"."message_versions" IS 'What a message said before it was edited.';

COMMENT ON TABLE "public"."messages" IS 'Messages of conversations, received and sent.';

COMMENT ON VIEW "public"."timeline_messages" IS 'Messages from and to customers, each by itself as e-mails are: what is entered once never moves, so pages of a timeline stay as they were. access: service only';

REVOKE ALL ON FUNCTION "public"."add_message_search"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_message_search"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_message_search"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_chat_providers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_chat_providers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_chat_providers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_conversation_notes"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_conversation_notes"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_conversation_notes"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_conversations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_conversations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_conversations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_message_media"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_message_media"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_message_media"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_messages"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_messages"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_messages"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_chat_events"(jsonb, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_events"(jsonb, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_events"(jsonb, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_message_statuses"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_message_statuses"(bigint[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_message_statuses"(bigint[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."change_chat_identity"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_chat_identity"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_chat_identity"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."change_message"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_message"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_message"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_query"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_query"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_query"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_status_rank"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_status_rank"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_status_rank"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_words"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_words"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_words"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."claim_message_statuses"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_message_statuses"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_message_statuses"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_conversations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_conversations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_conversations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_conversations_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_conversations_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_conversations_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_some_messages"(tsquery, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_some_messages"(tsquery, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_some_messages"(tsquery, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_chat_provider"(jsonb, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_chat_provider"(jsonb, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_chat_provider"(jsonb, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."delete_chat_provider"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_chat_provider"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_chat_provider"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."drop_waiting_statuses"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_waiting_statuses"(timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_waiting_statuses"(timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_message"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_message"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_message"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_messages"(text, jsonb, timestamp WITH time zone, uuid, bigint, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_messages"(text, jsonb, timestamp WITH time zone, uuid, bigint, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_messages"(text, jsonb, timestamp WITH time zone, uuid, bigint, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_quoted_message"(uuid, text[], text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_quoted_message"(uuid, text[], text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_quoted_message"(uuid, text[], text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_conversation"(uuid, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_conversation"(uuid, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_conversation"(uuid, uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_message_failure"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_message_failure"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_message_failure"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."ingest_chat"(jsonb, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ingest_chat"(jsonb, interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ingest_chat"(jsonb, interval) TO "service_role";

REVOKE ALL ON FUNCTION "public"."join_conversations"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_conversations"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_conversations"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_conversation_status"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversation_status"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversation_status"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_conversations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_conversations_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversations_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversations_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_message_search"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_message_search"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_message_search"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."know_chat_contacts"(jsonb, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."know_chat_contacts"(jsonb, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."know_chat_contacts"(jsonb, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."merge_chat_contacts"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."merge_chat_contacts"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."merge_chat_contacts"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."merge_conversations"(uuid, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."merge_conversations"(uuid, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."merge_conversations"(uuid, uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."message_parts"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."message_parts"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."message_parts"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."mirror_send_to_message"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mirror_send_to_message"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mirror_send_to_message"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."name_message"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."name_message"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."name_message"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_conversation_cycles"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_conversation_cycles"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_conversation_cycles"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_message_media"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_message_media"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_message_media"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_window"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_window"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_window"(uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."park_webhook_part"(bigint, text, bytea, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."park_webhook_part"(bigint, text, bytea, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."park_webhook_part"(bigint, text, bytea, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."place_chat_contact"(text, jsonb, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_chat_contact"(text, jsonb, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_chat_contact"(text, jsonb, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."place_chat_contacts"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_chat_contacts"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_chat_contacts"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."place_conversations"(jsonb, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_conversations"(jsonb, interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_conversations"(jsonb, interval) TO "service_role";

REVOKE ALL ON FUNCTION "public"."refresh_conversation"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_conversation"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_conversation"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."retry_media"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_media"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_media"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."rotate_chat_provider_address"(uuid, text, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."rotate_chat_provider_address"(uuid, text, double precision) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."rotate_chat_provider_address"(uuid, text, double precision) TO "service_role";

REVOKE ALL ON FUNCTION "public"."settle_media"(uuid, text, text, text, bigint, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_media"(uuid, text, text, text, bigint, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_media"(uuid, text, text, text, bigint, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."show_reactions"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."show_reactions"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."show_reactions"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."store_chat_messages"(jsonb, integer[], uuid[], uuid[], uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_chat_messages"(jsonb, integer[], uuid[], uuid[], uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_chat_messages"(jsonb, integer[], uuid[], uuid[], uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."store_message_statuses"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_message_statuses"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_message_statuses"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_conversation"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_conversation"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_conversation"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_chat_provider"(uuid, jsonb, jsonb, double precision, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_chat_provider"(uuid, jsonb, jsonb, double precision, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_chat_provider"(uuid, jsonb, jsonb, double precision, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_conversation"(uuid, jsonb, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_conversation"(uuid, jsonb, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_conversation"(uuid, jsonb, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."wake_conversations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."wake_conversations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."wake_conversations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_conversation_note"(uuid, text, uuid[], uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_conversation_note"(uuid, text, uuid[], uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_conversation_note"(uuid, text, uuid[], uuid) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."chat_account_events_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."chat_account_events_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."chat_account_events_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."chat_account_events_id_seq" TO "service_role";

REVOKE ALL ON SEQUENCE "public"."message_clicks_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."message_clicks_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."message_clicks_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."message_clicks_id_seq" TO "service_role";

REVOKE ALL ON SEQUENCE "public"."message_reactions_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."message_reactions_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."message_reactions_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."message_reactions_id_seq" TO "service_role";

REVOKE ALL ON SEQUENCE "public"."message_status_events_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."message_status_events_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."message_status_events_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."message_status_events_id_seq" TO "service_role";

REVOKE ALL ON SEQUENCE "public"."message_versions_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."message_versions_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."message_versions_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."message_versions_id_seq" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_account_events" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_account_events" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_account_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_account_events" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_account_events" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_contact_addresses" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_contact_addresses" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_contact_addresses" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_contact_addresses" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_contact_addresses" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_contacts" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_contacts" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_contacts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_contacts" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_contacts" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_drafts" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_drafts" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_drafts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_drafts" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_drafts" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_identity_changes" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_identity_changes" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_identity_changes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_identity_changes" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_identity_changes" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_provider_secrets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_provider_secrets" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_provider_secrets" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_providers" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_providers" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_providers" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_providers" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_providers" TO "service_role";

REVOKE ALL ON TABLE "public"."conversation_cycles" FROM "authenticated";

GRANT SELECT ON TABLE "public"."conversation_cycles" TO "authenticated";

REVOKE ALL ON TABLE "public"."conversation_cycles" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."conversation_cycles" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."conversation_cycles" TO "service_role";

REVOKE ALL ON TABLE "public"."conversation_notes" FROM "authenticated";

GRANT SELECT ON TABLE "public"."conversation_notes" TO "authenticated";

REVOKE ALL ON TABLE "public"."conversation_notes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."conversation_notes" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."conversation_notes" TO "service_role";

REVOKE ALL ON TABLE "public"."conversations" FROM "authenticated";

GRANT SELECT ON TABLE "public"."conversations" TO "authenticated";

REVOKE ALL ON TABLE "public"."conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."conversations" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."conversations_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."conversations_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."conversations_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."conversations_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."message_aliases" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_aliases" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_aliases" TO "service_role";

REVOKE ALL ON TABLE "public"."message_clicks" FROM "authenticated";

GRANT SELECT ON TABLE "public"."message_clicks" TO "authenticated";

REVOKE ALL ON TABLE "public"."message_clicks" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_clicks" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_clicks" TO "service_role";

REVOKE ALL ON TABLE "public"."message_media" FROM "authenticated";

GRANT SELECT ON TABLE "public"."message_media" TO "authenticated";

REVOKE ALL ON TABLE "public"."message_media" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_media" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_media" TO "service_role";

REVOKE ALL ON TABLE "public"."message_media_sources" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_media_sources" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_media_sources" TO "service_role";

REVOKE ALL ON TABLE "public"."message_reactions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."message_reactions" TO "authenticated";

REVOKE ALL ON TABLE "public"."message_reactions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_reactions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_reactions" TO "service_role";

REVOKE ALL ON TABLE "public"."message_search" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_search" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_search" TO "service_role";

REVOKE ALL ON TABLE "public"."message_status_events" FROM "authenticated";

GRANT SELECT ON TABLE "public"."message_status_events" TO "authenticated";

REVOKE ALL ON TABLE "public"."message_status_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_status_events" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_status_events" TO "service_role";

REVOKE ALL ON TABLE "public"."message_versions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."message_versions" TO "authenticated";

REVOKE ALL ON TABLE "public"."message_versions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_versions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."message_versions" TO "service_role";

REVOKE ALL ON TABLE "public"."messages" FROM "authenticated";

GRANT SELECT ON TABLE "public"."messages" TO "authenticated";

REVOKE ALL ON TABLE "public"."messages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."messages" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."messages" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_messages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_messages" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_messages" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_messages" TO "service_role";

alter table public.messages alter column text set statistics 0;
alter table public.messages alter column preview set statistics 0;
alter table public.messages alter column context set statistics 0;
alter table public.messages alter column reply set statistics 0;
alter table public.messages alter column location set statistics 0;
alter table public.messages alter column contacts set statistics 0;
alter table public.messages alter column order_details set statistics 0;
alter table public.messages alter column referral set statistics 0;
alter table public.messages alter column unsupported set statistics 0;
alter table public.messages alter column content set statistics 0;
alter table public.messages alter column reactions set statistics 0;
alter table public.messages alter column cost set statistics 0;

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('chats', 'Chats', 'Conversations on WhatsApp: read, assign, answer.', 'vced', 'vce', 'v');
select public.register_module('chat_providers', 'Chat providers', 'Accounts of chat providers, their secrets and webhooks.', 've', 'v', 'v');

-- Messages are on the timeline of their customer.
select public.register_timeline('chat', 'chats', 'timeline_messages');
