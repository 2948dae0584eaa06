set check_function_bodies = off;

CREATE TABLE "public"."agent_availability" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "agent_id"     uuid                     NOT NULL,
  "status"       text                     COLLATE pg_catalog."C" NOT NULL,
  "availability" text                     COLLATE pg_catalog."C" NOT NULL,
  "reason"       text                     NOT NULL DEFAULT ''::text,
  "source"       text                     COLLATE pg_catalog."C" NOT NULL,
  "started_at"   timestamp with time zone NOT NULL,
  "ended_at"     timestamp with time zone,
  CONSTRAINT "agent_availability_availability_check" CHECK ((availability = ANY (ARRAY['available'::text, 'busy'::text, 'wrap_up'::text, 'away'::text, 'offline'::text]))),
  CONSTRAINT "agent_availability_check" CHECK ((ended_at >= started_at)),
  CONSTRAINT "agent_availability_pkey" PRIMARY KEY (id),
  CONSTRAINT "agent_availability_source_check" CHECK ((source = ANY (ARRAY['choice'::text, 'call'::text, 'system'::text])))
);

ALTER TABLE "public"."agent_availability"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agent_availability" FROM "anon";

CREATE TABLE "public"."agent_presence" (
  "agent_id"     uuid                     NOT NULL,
  "is_connected" boolean                  NOT NULL,
  "since"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "agent_presence_pkey" PRIMARY KEY (agent_id)
);

ALTER TABLE "public"."agent_presence"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agent_presence" FROM "anon";

CREATE TABLE "public"."agent_skills" (
  "agent_id"   uuid                     NOT NULL,
  "skill"      text                     COLLATE pg_catalog."C" NOT NULL,
  "level"      integer                  NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "agent_skills_level_check" CHECK (((level >= 1) AND (level <= 5))),
  CONSTRAINT "agent_skills_pkey" PRIMARY KEY (agent_id, skill),
  CONSTRAINT "agent_skills_skill_check" CHECK ((skill ~ '^[a-z0-9][a-z0-9_-]{0,49}$'::text))
);

ALTER TABLE "public"."agent_skills"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agent_skills" FROM "anon";

CREATE TABLE "public"."agent_statuses" (
  "id"         uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "status"     text                     COLLATE pg_catalog."C" NOT NULL,
  "name"       text                     NOT NULL,
  "category"   text                     COLLATE pg_catalog."C" NOT NULL,
  "is_enabled" boolean                  NOT NULL DEFAULT true,
  "position"   integer                  NOT NULL DEFAULT 100,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  "version"    integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "agent_statuses_category_check" CHECK ((category = ANY (ARRAY['available'::text, 'busy'::text, 'wrap_up'::text, 'away'::text, 'offline'::text]))),
  CONSTRAINT "agent_statuses_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "agent_statuses_pkey" PRIMARY KEY (id),
  CONSTRAINT "agent_statuses_status_check" CHECK ((status ~ '^[a-z][a-z0-9_]{0,49}$'::text)),
  CONSTRAINT "agent_statuses_status_key" UNIQUE (status)
);

ALTER TABLE "public"."agent_statuses"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agent_statuses" FROM "anon";

CREATE TABLE "public"."agent_work_sources" (
  "entity_type" text COLLATE pg_catalog."C" NOT NULL,
  "channel"     text COLLATE pg_catalog."C" NOT NULL,
  "held"        text,
  "handled"     text,
  "release"     text,
  CONSTRAINT "agent_work_sources_channel_check" CHECK ((channel = ANY (ARRAY['email'::text, 'chat'::text, 'call'::text, 'ticket'::text]))),
  CONSTRAINT "agent_work_sources_pkey" PRIMARY KEY (entity_type)
);

ALTER TABLE "public"."agent_work_sources"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agent_work_sources" FROM "anon", "authenticated";

CREATE TABLE "public"."calendars" (
  "id"             uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "name"           text                     NOT NULL,
  "zone"           text,
  "hours"          jsonb                    NOT NULL,
  "holidays"       jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "holiday_closes" text                     NOT NULL DEFAULT 'date'::text,
  "is_default"     boolean                  NOT NULL DEFAULT false,
  "created_at"     timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"     timestamp with time zone NOT NULL DEFAULT now(),
  "version"        integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "calendars_holiday_closes_check" CHECK ((holiday_closes = ANY (ARRAY['date'::text, 'shift'::text]))),
  CONSTRAINT "calendars_holidays_check" CHECK ((jsonb_typeof(holidays) = 'array'::text)),
  CONSTRAINT "calendars_hours_check" CHECK ((jsonb_typeof(hours) = 'object'::text)),
  CONSTRAINT "calendars_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "calendars_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."calendars"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."calendars" FROM "anon";

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
  "opt_said_at"      timestamp with time zone,
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

CREATE TABLE "public"."chat_opt_words" (
  "word" text COLLATE pg_catalog."C" NOT NULL,
  "kind" text COLLATE pg_catalog."C" NOT NULL,
  CONSTRAINT "chat_opt_words_kind_check" CHECK ((kind = ANY (ARRAY['out'::text, 'in'::text]))),
  CONSTRAINT "chat_opt_words_pkey" PRIMARY KEY (word),
  CONSTRAINT "chat_opt_words_word_check" CHECK ((word <> ''::text))
);

ALTER TABLE "public"."chat_opt_words"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_opt_words" FROM "anon", "authenticated";

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

CREATE TABLE "public"."chat_templates" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "shortcut"     text                     COLLATE pg_catalog."C" NOT NULL,
  "title"        text                     NOT NULL,
  "body"         text                     NOT NULL,
  "channel"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'any'::text,
  "team"         text                     NOT NULL DEFAULT ''::text,
  "language"     text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'en'::text,
  "category"     text                     NOT NULL DEFAULT ''::text,
  "variables"    jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "active"       boolean                  NOT NULL DEFAULT true,
  "usage_count"  bigint                   NOT NULL DEFAULT 0,
  "last_used_at" timestamp with time zone,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "version"      integer                  NOT NULL DEFAULT 1,
  "deleted_at"   timestamp with time zone,
  CONSTRAINT "chat_templates_channel_check" CHECK ((channel = ANY (ARRAY['any'::text, 'chat'::text, 'email'::text]))),
  CONSTRAINT "chat_templates_pkey" PRIMARY KEY (id),
  CONSTRAINT "chat_templates_shortcut_check" CHECK ((shortcut = lower(shortcut)))
);

ALTER TABLE "public"."chat_templates"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_templates" FROM "anon";

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

CREATE TABLE "public"."departments" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "key"         text                     COLLATE pg_catalog."C" NOT NULL,
  "name"        text                     NOT NULL,
  "description" text                     NOT NULL DEFAULT ''::text,
  "numbers"     text[]                   COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[],
  "team_id"     uuid,
  "calendar_id" uuid,
  "is_active"   boolean                  NOT NULL DEFAULT true,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "version"     integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "departments_key_check" CHECK ((key <> ''::text)),
  CONSTRAINT "departments_key_key" UNIQUE (key),
  CONSTRAINT "departments_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "departments_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."departments"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."departments" FROM "anon";

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
  "resend_of"         uuid,
  CONSTRAINT "messages_check1" CHECK (((direction = 'inbound'::text) = (status IS NULL))),
  CONSTRAINT "messages_check" CHECK (((direction = 'inbound'::text) = (source = 'customer'::text))),
  CONSTRAINT "messages_direction_check" CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  CONSTRAINT "messages_pkey" PRIMARY KEY (id),
  CONSTRAINT "messages_resend_of_key" UNIQUE (resend_of),
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

CREATE TABLE "public"."provider_template_syncs" (
  "provider_id"   uuid                     NOT NULL,
  "asked_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "finished_at"   timestamp with time zone,
  "found"         integer,
  "error_code"    text,
  "error_message" text,
  CONSTRAINT "provider_template_syncs_pkey" PRIMARY KEY (provider_id)
);

ALTER TABLE "public"."provider_template_syncs"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."provider_template_syncs" FROM "anon";

CREATE TABLE "public"."provider_templates" (
  "id"            uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "provider_id"   uuid                     NOT NULL,
  "name"          text                     COLLATE pg_catalog."C" NOT NULL,
  "language"      text                     COLLATE pg_catalog."C" NOT NULL,
  "category"      text                     COLLATE pg_catalog."C",
  "status"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'unknown'::text,
  "reason"        text,
  "header"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'none'::text,
  "header_values" integer                  NOT NULL DEFAULT 0,
  "body"          text                     NOT NULL DEFAULT ''::text,
  "body_values"   integer                  NOT NULL DEFAULT 0,
  "buttons"       jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "source"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'provider'::text,
  "status_at"     timestamp with time zone NOT NULL DEFAULT now(),
  "synced_at"     timestamp with time zone,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "version"       integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "provider_templates_header_check" CHECK ((header = ANY (ARRAY['none'::text, 'text'::text, 'image'::text, 'document'::text, 'video'::text]))),
  CONSTRAINT "provider_templates_language_check" CHECK ((language <> ''::text)),
  CONSTRAINT "provider_templates_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "provider_templates_pkey" PRIMARY KEY (id),
  CONSTRAINT "provider_templates_provider_id_name_language_key" UNIQUE (provider_id, name, LANGUAGE),
  CONSTRAINT "provider_templates_source_check" CHECK ((source = ANY (ARRAY['provider'::text, 'person'::text]))),
  CONSTRAINT "provider_templates_status_check"
    CHECK ((status = ANY (ARRAY['approved'::text, 'pending'::text, 'rejected'::text, 'paused'::text, 'disabled'::text, 'unknown'::text])))
);

ALTER TABLE "public"."provider_templates"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."provider_templates" FROM "anon";

CREATE TABLE "public"."socket_presence" (
  "user_id" uuid                     NOT NULL,
  "node_id" uuid                     NOT NULL,
  "since"   timestamp with time zone NOT NULL DEFAULT now(),
  "seen_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "socket_presence_pkey" PRIMARY KEY (user_id, node_id)
);

ALTER TABLE "public"."socket_presence"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."socket_presence" FROM "anon", "authenticated";

CREATE TABLE "public"."team_members" (
  "team_id"    uuid                     NOT NULL,
  "agent_id"   uuid                     NOT NULL,
  "role"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'member'::text,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "team_members_pkey" PRIMARY KEY (team_id, agent_id),
  CONSTRAINT "team_members_role_check" CHECK ((role = ANY (ARRAY['lead'::text, 'member'::text])))
);

ALTER TABLE "public"."team_members"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."team_members" FROM "anon";

CREATE TABLE "public"."teams" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "key"         text                     COLLATE pg_catalog."C" NOT NULL,
  "name"        text                     NOT NULL,
  "description" text                     NOT NULL DEFAULT ''::text,
  "channels"    text[]                   COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[],
  "calendar_id" uuid,
  "is_active"   boolean                  NOT NULL DEFAULT true,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "version"     integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "teams_channels_check" CHECK ((channels <@ '{email,chat,call,ticket}'::text[])),
  CONSTRAINT "teams_key_check" CHECK ((key <> ''::text)),
  CONSTRAINT "teams_key_key" UNIQUE (key),
  CONSTRAINT "teams_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "teams_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."teams"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."teams" FROM "anon";

CREATE UNLOGGED TABLE "public"."viewers" (
  "entity_type"  text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"    text                     COLLATE pg_catalog."C" NOT NULL,
  "socket_id"    text                     COLLATE pg_catalog."C" NOT NULL,
  "user_id"      uuid                     NOT NULL,
  "since"        timestamp with time zone NOT NULL DEFAULT now(),
  "typing_until" timestamp with time zone,
  "expires_at"   timestamp with time zone NOT NULL,
  CONSTRAINT "viewers_pkey" PRIMARY KEY (entity_type, entity_id, socket_id)
);

ALTER TABLE "public"."viewers"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."viewers"
  SET (fillfactor=50);

REVOKE ALL ON TABLE "public"."viewers" FROM "anon", "authenticated";

CREATE TABLE "public"."work_intervals" (
  "id"         uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "agent_id"   uuid                     NOT NULL,
  "started_at" timestamp with time zone NOT NULL,
  "ended_at"   timestamp with time zone,
  "ended_by"   text                     COLLATE pg_catalog."C",
  "correction" text                     NOT NULL DEFAULT ''::text,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  "version"    integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "work_intervals_check1" CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
  CONSTRAINT "work_intervals_check" CHECK ((ended_at >= started_at)),
  CONSTRAINT "work_intervals_ended_by_check" CHECK ((ended_by = ANY (ARRAY['person'::text, 'policy'::text, 'deletion'::text]))),
  CONSTRAINT "work_intervals_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."work_intervals"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."work_intervals" FROM "anon";

ALTER TABLE "public"."agents"
  ADD COLUMN "user_id" uuid;

ALTER TABLE "public"."agents"
  ADD COLUMN "email" text;

ALTER TABLE "public"."agents"
  ADD COLUMN "employee_code" text COLLATE pg_catalog."C";

ALTER TABLE "public"."agents"
  ADD COLUMN "languages" text[] COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[];

ALTER TABLE "public"."agents"
  ADD COLUMN "capacity" jsonb
    NOT NULL DEFAULT
    '{"call": {"limit": 1, "weight": 10}, "chat": {"limit": 5, "weight": 2}, "email": {"limit": 10, "weight": 1}, "total": 10, "ticket": {"limit": 10, "weight": 1}}'::jsonb;

ALTER TABLE "public"."agents"
  ADD COLUMN "calendar_id" uuid;

ALTER TABLE "public"."agents"
  ADD COLUMN "status" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'offline'::text;

ALTER TABLE "public"."agents"
  ADD COLUMN "availability" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'offline'::text;

ALTER TABLE "public"."agents"
  ADD COLUMN "status_since" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."agents"
  ADD COLUMN "clocked_in_at" timestamp WITH time zone;

ALTER TABLE "public"."agents"
  ADD COLUMN "deleted_at" timestamp WITH time zone;

ALTER TABLE "public"."agents"
  ADD COLUMN "version" integer NOT NULL DEFAULT 1;

ALTER TABLE "public"."imports"
  ADD COLUMN "file_dropped_at" timestamp WITH time zone;

ALTER TABLE "public"."timeline_sources"
  ADD COLUMN "by_address" text;

REVOKE ALL ON SEQUENCE "public"."chat_account_events_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."chat_account_events_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."chat_rollup_changes_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."chat_rollup_changes_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."message_clicks_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."message_clicks_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."message_reactions_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."message_reactions_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."message_status_events_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."message_status_events_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."message_versions_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."message_versions_id_seq" FROM "authenticated";

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

CREATE OR REPLACE FUNCTION public.agent_status_of (
  p_category text
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select status from public.agent_statuses where category = p_category and is_enabled order by position, status limit 1
$function$;

REVOKE ALL ON FUNCTION "public"."agent_status_of"(text) FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'agents', 'agent_presence' || ':created', n.agent_id::text, 'agents', null::uuid, jsonb_build_object('is_connected', n.is_connected, 'since', n.since) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'agents', 'agent_presence' || ':removed', o.agent_id::text, 'agents', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'agents', 'agent_presence' || ':removed', o.agent_id::text, 'agents', null::uuid
        from old_rows o left join new_rows n on n.agent_id = o.agent_id
        where n.agent_id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'agents', 'agent_presence' || case when o.agent_id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.agent_id::text, 'agents', null::uuid, jsonb_build_object('is_connected', n.is_connected, 'since', n.since)
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

REVOKE ALL ON FUNCTION "public"."announce_agent_presence"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'agents', 'agent' || ':created', n.id::text, 'agents', null::uuid, jsonb_build_object('name', n.name, 'user_id', n.user_id, 'is_active', n.is_active, 'status', n.status, 'availability', n.availability, 'status_since', n.status_since, 'clocked_in_at', n.clocked_in_at, 'deleted_at', n.deleted_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'agents', 'agent' || ':removed', o.id::text, 'agents', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'agents', 'agent' || ':removed', o.id::text, 'agents', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'agents', 'agent' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'agents', null::uuid, jsonb_build_object('name', n.name, 'user_id', n.user_id, 'is_active', n.is_active, 'status', n.status, 'availability', n.availability, 'status_since', n.status_since, 'clocked_in_at', n.clocked_in_at, 'deleted_at', n.deleted_at, 'version', n.version)
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

REVOKE ALL ON FUNCTION "public"."announce_agents"() FROM PUBLIC, "anon", "authenticated";

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
  -- In one order, so that nobody waits in a circle: whoever stores messages locks contacts before conversations.
  perform from public.chat_contacts k
  where k.id in (
    select m.contact_id from public.message_status_events e join public.messages m on m.id = e.message_id
    where e.id = any (p_events) and (e.status = 'failed' or m.status = 'failed'))
  order by k.id for no key update;
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

CREATE OR REPLACE FUNCTION public.apply_opt_word (
  p_contact_id uuid,
  p_kind       text,
  p_text       text,
  p_at         timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_customer uuid;
begin
  update public.chat_contacts k set opted_out_at = case p_kind when 'out' then p_at end, opt_said_at = p_at, updated_at = now()
  where k.id = p_contact_id and coalesce(k.opt_said_at, '-infinity') <= p_at
  returning k.customer_id into v_customer;
  -- One that was deleted allows nothing anyhow.
  if exists (select from public.customers c where c.id = public.customer_root(v_customer) and c.deleted_at is null) then
    perform public.set_customer_permission(v_customer, 'whatsapp', case p_kind when 'in' then 'granted' end, p_kind = 'out', 'whatsapp',
      'Wrote "' || p_text || '".', null);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."apply_opt_word"(uuid, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ask_provider_templates (
  p_provider_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_sync public.provider_template_syncs;
begin
  insert into public.provider_template_syncs as s (provider_id) values (p_provider_id)
  on conflict (provider_id) do update set asked_at = now(), finished_at = null, found = null, error_code = null, error_message = null
  returning * into v_sync;
  perform graphile_worker.add_job('chats.sync_templates', json_build_object('provider_id', p_provider_id), job_key => 'chats.sync_templates:' || p_provider_id,
    max_attempts => 5);
  perform public.log_activity('sync_templates', 'chat_providers', p_provider_id::text) where public.current_actor() is not null;
  return to_jsonb(v_sync);
end $function$;

REVOKE ALL ON FUNCTION "public"."ask_provider_templates"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_agent()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'INSERT' then
    insert into public.agent_availability (agent_id, status, availability, source, started_at)
    values (new.id, new.status, new.availability, 'system', new.status_since);
  end if;
  perform public.refresh_agent_presence(array[new.user_id, case when tg_op = 'UPDATE' then old.user_id end]);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."begin_agent"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_agent_availability (
  p_agent_id uuid,
  p_status   text,
  p_reason   text,
  p_source   text,
  p_at       timestamp with time zone
)
  RETURNS timestamp WITH time zone
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_category text := (select category from public.agent_statuses where status = p_status and is_enabled);
  v_open     public.agent_availability;
  v_at       timestamptz;
begin
  if v_category is null then
    raise exception 'agent_status_unknown' using errcode = 'P0422';
  end if;
  select * into v_open from public.agent_availability where agent_id = p_agent_id and ended_at is null;
  if v_open.status = p_status and v_open.reason = coalesce(p_reason, '') then
    return null;
  end if;
  v_at := greatest(v_open.started_at, p_at);
  update public.agent_availability set ended_at = v_at where id = v_open.id;
  insert into public.agent_availability (agent_id, status, availability, reason, source, started_at)
  values (p_agent_id, p_status, v_category, coalesce(p_reason, ''), p_source, v_at);
  return v_at;
end $function$;

REVOKE ALL ON FUNCTION "public"."begin_agent_availability"(uuid, text, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.chat_window_is_open (
  p_last_customer_at timestamp with time zone,
  p_now              timestamp with time zone
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select coalesce(p_now < p_last_customer_at + interval '24 hours', false)
$function$;

REVOKE ALL ON FUNCTION "public"."chat_window_is_open"(timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.clock_in (
  p_agent_id uuid,
  p_status   text                     DEFAULT NULL::text,
  p_at       timestamp with time zone DEFAULT now()
)
  RETURNS SETOF public.agents
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent  public.agents := public.lock_agent(p_agent_id);
  v_status text := coalesce(p_status, public.agent_status_of('available'));
  -- Whoever waited for another's turn began before it ended.
  v_at     timestamptz := greatest(p_at, (
    select max(ended_at) from public.work_intervals where agent_id = p_agent_id and ended_at between p_at and p_at + interval '1 minute'));
  v_since  timestamptz;
begin
  if v_agent.clocked_in_at is not null then
    raise exception 'already_clocked_in' using errcode = 'P0409', detail = jsonb_build_object('clocked_in_at', v_agent.clocked_in_at);
  end if;
  insert into public.work_intervals (agent_id, started_at) values (p_agent_id, v_at);
  v_since := public.begin_agent_availability(p_agent_id, v_status, '', 'system', v_at);
  perform set_config('activity.step', '{"action": "clock_in"}', true);
  return query
    update public.agents set
      clocked_in_at = v_at, status = v_status, availability = (select category from public.agent_statuses where status = v_status),
      status_since = coalesce(v_since, status_since)
    where id = p_agent_id returning *;
  perform set_config('activity.step', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."clock_in"(uuid, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.clock_out (
  p_agent_id uuid,
  p_at       timestamp with time zone DEFAULT now(),
  p_ended_by text                     DEFAULT 'person'::text,
  p_if_since timestamp with time zone DEFAULT NULL::timestamp WITH time zone
)
  RETURNS SETOF public.agents
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent  public.agents := public.lock_agent(p_agent_id);
  v_status text := public.agent_status_of('offline');
  v_at     timestamptz := greatest(p_at, v_agent.clocked_in_at);
  v_since  timestamptz;
begin
  if p_if_since <> v_agent.clocked_in_at then
    return;
  elsif v_agent.clocked_in_at is null then
    raise exception 'not_clocked_in' using errcode = 'P0409';
  end if;
  update public.work_intervals set ended_at = v_at, ended_by = p_ended_by where agent_id = p_agent_id and ended_at is null;
  v_since := public.begin_agent_availability(p_agent_id, v_status, '', 'system', v_at);
  perform set_config('activity.step', jsonb_build_object('action', 'clock_out', 'note', case p_ended_by when 'person' then '' else p_ended_by end)::text, true);
  return query
    update public.agents set clocked_in_at = null, status = v_status, availability = 'offline', status_since = coalesce(v_since, status_since)
    where id = p_agent_id returning *;
  perform set_config('activity.step', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."clock_out"(uuid, timestamp WITH time zone, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.correct_work_interval (
  p_agent_id   uuid,
  p_id         uuid,
  p_started_at timestamp with time zone,
  p_ended_at   timestamp with time zone,
  p_reason     text,
  p_version    integer                  DEFAULT NULL::integer,
  p_remove     boolean                  DEFAULT false
)
  RETURNS SETOF public.work_intervals
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent public.agents := public.lock_agent(p_agent_id);
  v_old   public.work_intervals;
  v_new   public.work_intervals;
begin
  if p_id is not null then
    select * into v_old from public.work_intervals where id = p_id and agent_id = p_agent_id;
    if v_old.id is null then
      raise exception 'work_interval_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
    elsif p_version <> v_old.version then
      raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_old.version);
    end if;
  end if;
  v_new := v_old;
  v_new.started_at := coalesce(p_started_at, v_old.started_at);
  v_new.ended_at := coalesce(p_ended_at, v_old.ended_at);
  if v_new.ended_at < v_new.started_at then
    raise exception 'work_interval_reversed' using errcode = 'P0422';
  elsif v_new.started_at > now() or v_new.ended_at > now() then
    raise exception 'work_interval_in_future' using errcode = 'P0422';
  elsif not p_remove and exists (
      select from public.work_intervals w
      where w.agent_id = p_agent_id and w.id is distinct from p_id
        and w.started_at < coalesce(v_new.ended_at, 'infinity') and coalesce(w.ended_at, 'infinity') > v_new.started_at) then
    raise exception 'work_intervals_overlap' using errcode = 'P0409';
  end if;

  if p_remove then
    delete from public.work_intervals where id = p_id;
  elsif p_id is null then
    insert into public.work_intervals (agent_id, started_at, ended_at, ended_by, correction)
    values (p_agent_id, v_new.started_at, v_new.ended_at, 'person', p_reason) returning * into v_new;
  else
    update public.work_intervals set started_at = v_new.started_at, ended_at = v_new.ended_at,
      ended_by = coalesce(ended_by, case when v_new.ended_at is not null then 'person' end), correction = p_reason
    where id = p_id returning * into v_new;
  end if;
  perform public.log_activity(case when p_remove then 'remove' when p_id is null then 'add' else 'correct' end, 'work_intervals', v_new.id::text,
    case when p_id is not null then to_jsonb(v_old) end, case when not p_remove then to_jsonb(v_new) end, p_note => p_reason);
  if p_id is not null and v_old.ended_at is null then
    update public.agents set clocked_in_at = case when p_remove or v_new.ended_at is not null then null else v_new.started_at end where id = p_agent_id;
    if p_remove or v_new.ended_at is not null then
      perform public.set_agent_status(p_agent_id, public.agent_status_of('offline'), '', 'system', coalesce(v_new.ended_at, now()));
    end if;
  end if;
  return next v_new;
end $function$;

REVOKE ALL ON FUNCTION "public"."correct_work_interval"(uuid, uuid, timestamp WITH time zone, timestamp WITH time zone, text, integer, boolean) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.delete_agent (
  p_id      uuid,
  p_version integer DEFAULT NULL::integer,
  p_reason  text    DEFAULT ''::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent    public.agents := public.lock_agent(p_id);
  v_released jsonb;
begin
  if p_version <> v_agent.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_agent.version);
  end if;
  v_released := public.release_agent_work(p_id, coalesce(nullif(p_reason, ''), 'The agent was deleted.'));
  if v_agent.clocked_in_at is not null then
    perform public.clock_out(p_id, now(), 'deletion');
  else
    perform public.set_agent_status(p_id, public.agent_status_of('offline'), '', 'system');
  end if;
  delete from public.team_members where agent_id = p_id;
  perform set_config('activity.step', jsonb_build_object('action', 'delete', 'note', p_reason)::text, true);
  update public.agents set deleted_at = now(), is_active = false where id = p_id;
  perform set_config('activity.step', '', true);
  return v_released;
end $function$;

REVOKE ALL ON FUNCTION "public"."delete_agent"(uuid, integer, text) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.describe_agents (
  p_ids uuid[]
)
  RETURNS TABLE (
    agent_id        uuid,
    skills          jsonb,
    teams           text[],
    load            jsonb,
    is_connected    boolean,
    connected_since timestamp with time zone
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_held text := (
    select string_agg(format('select %L::text as channel, h.agent_id from public.%I h where h.agent_id = any ($1)', s.channel, s.held), ' union all ')
    from public.agent_work_sources s where s.held is not null);
begin
  return query execute format($sql$
    with held as materialized (
      select h.agent_id, jsonb_object_agg(h.channel, h.items) as load
      from (select h.agent_id, h.channel, count(*) as items from (%s) h group by 1, 2) h group by 1
    )
    select a.id,
      coalesce((select jsonb_object_agg(s.skill, s.level order by s.skill) from public.agent_skills s where s.agent_id = a.id), '{}'),
      array(select t.key::text from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = a.id order by t.key),
      '{"email": 0, "chat": 0, "call": 0, "ticket": 0}' || coalesce(h.load, '{}'),
      coalesce(p.is_connected, false),
      case when p.is_connected then p.since end
    from unnest($1) a (id)
    left join held h on h.agent_id = a.id
    left join public.agent_presence p on p.agent_id = a.id
  $sql$, coalesce(v_held, 'select null::text as channel, null::uuid as agent_id where false')) using p_ids;
end $function$;

REVOKE ALL ON FUNCTION "public"."describe_agents"(uuid[]) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.fail_template_sync (
  p_provider_id uuid,
  p_code        text,
  p_message     text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update public.provider_template_syncs s set finished_at = now(), error_code = p_code, error_message = left(p_message, 500) where s.provider_id = p_provider_id
$function$;

REVOKE ALL ON FUNCTION "public"."fail_template_sync"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_agents_for_import (
  p_ids    uuid[],
  p_codes  text[],
  p_emails text[],
  p_phones text[],
  p_teams  text[],
  p_lock   boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids uuid[] := array(
    select a.id from public.agents a
    where a.deleted_at is null
      and (a.id = any (p_ids) or a.employee_code = any (p_codes) or lower(a.email) = any (p_emails) or a.phone_number = any (p_phones)));
begin
  if p_lock then
    perform from public.agents where id = any (v_ids) order by id for update;
  end if;
  return jsonb_build_object(
    'agents', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', a.id, 'name', a.name, 'email', a.email, 'employee_code', a.employee_code, 'phone_number', a.phone_number,
        'is_active', a.is_active, 'languages', a.languages, 'skills', d.skills, 'teams', d.teams)), '[]')
      from public.agents a join public.describe_agents(v_ids) d on d.agent_id = a.id),
    'teams', (select coalesce(jsonb_agg(t.key), '[]') from public.teams t where t.key = any (p_teams)));
end $function$;

REVOKE ALL ON FUNCTION "public"."find_agents_for_import"(uuid[], text[], text[], text[], text[], boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_forgotten_work (
  p_before timestamp with time zone
)
  RETURNS TABLE (
    agent_id      uuid,
    clocked_in_at timestamp with time zone,
    calendar_id   uuid
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select a.id, w.started_at, a.calendar_id
  from public.work_intervals w join public.agents a on a.id = w.agent_id
  where w.ended_at is null and w.started_at < p_before
  order by w.started_at
  limit 1000
$function$;

REVOKE ALL ON FUNCTION "public"."find_forgotten_work"(timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.follow_socket_presence()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.refresh_agent_presence(array(select distinct c.user_id from changed c));
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_socket_presence"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.free_reopened_thread()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_when = 'BEFORE' then
    if exists (select from public.agents a where a.id = new.assignee_id and a.deleted_at is not null) then
      new.assignee_id := null;
    end if;
    return new;
  end if;
  update public.emails set assignee_id = null, version = version + 1, updated_at = now()
  where thread_id = new.id and assignee_id = old.assignee_id;
  perform public.log_activity('release', 'email_threads', new.id::text,
    jsonb_build_object('assignee_id', old.assignee_id), '{"assignee_id": null}', p_note => 'The agent was deleted.');
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."free_reopened_thread"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_agent_handled (
  p_agent_id uuid,
  p_start    timestamp with time zone,
  p_end      timestamp with time zone
)
  RETURNS TABLE (
    channel                text,
    entity_type            text,
    entity_id              text,
    at                     timestamp with time zone,
    first_response_seconds bigint
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_handled text := (
    select string_agg(format(
      'select %L::text, %L::text, h.item_id::text, h.at, h.first_response_seconds from public.%I h where h.agent_id = $1 and h.at >= $2 and h.at < $3',
      s.channel, s.entity_type, s.handled), ' union all ' order by s.entity_type)
    from public.agent_work_sources s where s.handled is not null);
begin
  if v_handled is not null then
    return query execute v_handled || ' order by 4, 3' using p_agent_id, p_start, p_end;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_agent_handled"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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
    first_response_seconds bigint
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
    coalesce(t.away, 0)::bigint, coalesce(t.offline, 0)::bigint, h.items, h.first_responses, h.seconds
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
  where d.ends_at is not null
  order by d.day
$function$;

REVOKE ALL ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_agent_time (
  p_agent_id uuid,
  p_start    timestamp with time zone,
  p_end      timestamp with time zone,
  p_now      timestamp with time zone
)
  RETURNS TABLE (
    day              date,
    started_at       timestamp with time zone,
    ended_at         timestamp with time zone,
    seconds          bigint,
    availability     text,
    status           text,
    work_interval_id uuid
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with days as (
    select d::date as day,
      tstzrange(coalesce(public.local_day_border(d::date, z.name), d at time zone z.name),
        coalesce(public.local_day_border(d::date + 1, z.name), (d + interval '1 day') at time zone z.name)) as span
    from (select public.business_zone() as name) z
    cross join generate_series((p_start at time zone z.name)::date::timestamp, (p_end at time zone z.name)::date::timestamp, interval '1 day') d
  ), availability as (
    select a.availability, a.status, tstzrange(date_trunc('second', a.started_at), date_trunc('second', coalesce(a.ended_at, greatest(p_now, a.started_at)))) as span
    from public.agent_availability a
    where a.agent_id = p_agent_id and a.started_at < p_end and coalesce(a.ended_at, p_now) > p_start
  ), worked as (
    select w.id, d.day, d.span * tstzrange(p_start, p_end)
        * tstzrange(date_trunc('second', w.started_at), date_trunc('second', coalesce(w.ended_at, greatest(p_now, w.started_at)))) as span
    from public.work_intervals w cross join days d
    where w.agent_id = p_agent_id and w.started_at < p_end and coalesce(w.ended_at, p_now) > p_start
  ), pieces as (
    select w.id, w.day, w.span * a.span as span, a.availability, a.status from worked w join availability a on a.span && w.span
    union all
    select w.id, w.day, g.span, 'offline', null
    from worked w
    cross join lateral unnest(tstzmultirange(w.span) - coalesce((select range_agg(a.span) from availability a), '{}')) g (span)
    where not isempty(w.span)
  )
  select p.day, lower(p.span), upper(p.span), extract(epoch from upper(p.span) - lower(p.span))::bigint, p.availability, p.status, p.id
  from pieces p
  order by 2, 3
$function$;

REVOKE ALL ON FUNCTION "public"."get_agent_time"(uuid, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.get_team_members (
  p_team_id uuid
)
  RETURNS TABLE (
    agent_id     uuid,
    name         text,
    role         text,
    status       text,
    availability text
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select a.id, a.name, m.role, a.status, a.availability
  from public.team_members m join public.agents a on a.id = m.agent_id and a.deleted_at is null
  where m.team_id = p_team_id
  order by m.role, a.name, a.id
$function$;

REVOKE ALL ON FUNCTION "public"."get_team_members"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_template_values (
  p_customer_id uuid,
  p_user_id     uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_strip_nulls(jsonb_build_object(
    'customer.name', (select nullif(c.name, '') from public.customers c where c.id = public.customer_root(p_customer_id)),
    'customer.phone', known.phone, 'customer.email', known.email,
    'agent.name', (select coalesce(nullif(u.raw_user_meta_data ->> 'full_name', ''), nullif(u.raw_user_meta_data ->> 'name', ''))
      from auth.users u where u.id = p_user_id)))
  from (
    select (array_agg(i.value order by i.is_primary desc, i.created_at, i.id) filter (where i.kind = 'phone'))[1] as phone,
      (array_agg(i.value order by i.is_primary desc, i.created_at, i.id) filter (where i.kind = 'email'))[1] as email
    from public.customer_identities i
    where i.customer_id = any (public.customer_members(p_customer_id)) and i.kind in ('phone', 'email') and i.ended_at is null and not i.is_shared
  ) known
$function$;

REVOKE ALL ON FUNCTION "public"."get_template_values"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_viewers (
  p_keys text[]
)
  RETURNS TABLE (
    key     text,
    viewers jsonb
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select w.key, jsonb_agg(jsonb_build_object('user_id', w.user_id, 'name', w.name, 'is_typing', w.is_typing, 'since', w.since) order by w.since, w.user_id)
  from (
    select k.key, v.user_id, min(v.since) as since, coalesce(bool_or(v.typing_until > now()), false) as is_typing,
      coalesce(nullif(u.raw_user_meta_data ->> 'full_name', ''), nullif(u.raw_user_meta_data ->> 'name', ''), u.email, '') as name
    from unnest(p_keys) k (key)
    join public.viewers v on v.entity_type = split_part(k.key, '/', 1) and v.entity_id = substr(k.key, strpos(k.key, '/') + 1) and v.expires_at > now()
    join auth.users u on u.id = v.user_id
    group by k.key, v.user_id, u.id
  ) w
  group by w.key
$function$;

REVOKE ALL ON FUNCTION "public"."get_viewers"(text[]) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.keep_agent_statuses()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_category text;
begin
  if tg_when = 'BEFORE' then
    perform pg_advisory_xact_lock(hashtextextended('agent_statuses', 0));
    return null;
  end if;
  foreach v_category in array '{available,busy,wrap_up,offline}'::text[] loop
    if not exists (select from public.agent_statuses where category = v_category and is_enabled) then
      raise exception 'last_agent_status' using errcode = 'P0409', detail = jsonb_build_object('category', v_category);
    end if;
  end loop;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_agent_statuses"() FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.keep_default_calendar()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- The old one gives way to the new one, by the statement below.
  if pg_trigger_depth() > 1 then
    return coalesce(new, old);
  end if;
  if tg_op <> 'INSERT' and old.is_default and (tg_op = 'DELETE' or not new.is_default) then
    raise exception 'calendar_is_default' using errcode = 'P0409';
  end if;
  if tg_op <> 'DELETE' and new.is_default then
    update public.calendars set is_default = false where is_default and id <> new.id;
  end if;
  return coalesce(new, old);
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_default_calendar"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_department_numbers()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_other public.departments;
begin
  perform pg_advisory_xact_lock(hashtextextended('department_numbers', 0));
  select * into v_other from public.departments d where d.id <> new.id and d.numbers && new.numbers limit 1;
  if v_other.id is not null then
    raise exception 'department_number_taken' using errcode = 'P0409', detail = jsonb_build_object('department_id', v_other.id);
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_department_numbers"() FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.lock_agent (
  p_id uuid
)
  RETURNS public.agents
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent public.agents;
begin
  select * into v_agent from public.agents where id = p_id and deleted_at is null for update;
  if v_agent.id is null then
    raise exception 'agent_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  return v_agent;
end $function$;

REVOKE ALL ON FUNCTION "public"."lock_agent"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.lock_chat_rollups()
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  select pg_advisory_xact_lock(hashtextextended('public.chat_rollups', 0))
$function$;

REVOKE ALL ON FUNCTION "public"."lock_chat_rollups"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.look_at (
  p_type        text,
  p_id          text,
  p_socket_id   text,
  p_user_id     uuid,
  p_typing      boolean,
  p_keep        interval,
  p_keep_typing interval
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_known public.viewers;
begin
  select * into v_known from public.viewers v where v.entity_type = p_type and v.entity_id = p_id and v.socket_id = p_socket_id;
  insert into public.viewers as v (entity_type, entity_id, socket_id, user_id, typing_until, expires_at)
  values (p_type, p_id, p_socket_id, p_user_id, case when p_typing then now() + p_keep_typing end, now() + p_keep)
  on conflict (entity_type, entity_id, socket_id) do update set typing_until = excluded.typing_until, expires_at = excluded.expires_at;
  if v_known.socket_id is null or v_known.expires_at <= now() or coalesce(v_known.typing_until > now(), false) <> p_typing then
    perform pg_notify('viewers_changed', p_type || '/' || p_id);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."look_at"(text, text, text, uuid, boolean, interval, interval) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.look_away (
  p_socket_id text,
  p_type      text DEFAULT NULL::text,
  p_id        text DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with gone as (
    delete from public.viewers v
    where (v.socket_id = p_socket_id and (p_type is null or (v.entity_type = p_type and v.entity_id = p_id))) or v.expires_at < now() - interval '1 minute'
    returning v.entity_type, v.entity_id
  )
  select pg_notify('viewers_changed', g.entity_type || '/' || g.entity_id) from (select distinct * from gone) g
$function$;

REVOKE ALL ON FUNCTION "public"."look_away"(text, text, text) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.note_opt_click()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.apply_opt_word(m.contact_id, w.kind, new.text, least(new.at, now()))
  from public.messages m, public.chat_opt_words w
  where m.id = new.message_id and w.word = public.opt_word(case when length(new.text) <= 60 then new.text end);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_opt_click"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_opt_words()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.apply_opt_word(s.contact_id, s.kind, s.said, s.at)
  from (
    select distinct on (n.contact_id) n.contact_id, w.kind, t.said, least(n.at, now()) as at
    from new_rows n
    cross join lateral (select coalesce(n.text, n.reply ->> 'title') as said) t
    join public.chat_opt_words w on w.word = public.opt_word(case when length(t.said) <= 60 then t.said end)
    where n.direction = 'inbound' and n.type in ('text', 'interactive')
    order by n.contact_id, n.at desc, n.id desc
  ) s;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_opt_words"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_socket_presence (
  p_node_id uuid,
  p_users   uuid[],
  p_silent  integer
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('socket_presence', 0));
  update public.socket_presence set seen_at = now() where node_id = p_node_id;
  delete from public.socket_presence
  where (node_id = p_node_id and user_id <> all (p_users)) or seen_at < now() - make_interval(secs => p_silent);
  insert into public.socket_presence (user_id, node_id) select u, p_node_id from unnest(p_users) u on conflict do nothing;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_socket_presence"(uuid, uuid[], integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_template_status()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_said text := lower(new.template ->> 'status');
begin
  update public.provider_templates t set
    status = case
      when v_said in ('approved', 'pending', 'rejected', 'paused', 'disabled') then v_said
      when v_said in ('reinstated', 'unpaused') then 'approved'
      when v_said in ('in_appeal', 'pending_deletion') then 'pending'
      when v_said in ('flagged', 'deleted', 'limit_exceeded', 'locked') then 'disabled'
      else 'unknown' end,
    reason = new.template ->> 'reason', status_at = new.at
  where t.provider_id = new.provider_id and t.name = new.template ->> 'name'
    and (new.template ->> 'language' is null or t.language = new.template ->> 'language') and t.status_at <= new.at;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_template_status"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.notify_of_message()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_writer uuid := (select u.id from auth.users u where u.id = new.created_by);
begin
  perform public.notify_once(v_writer, 'chats', 'chat_message_failed', 'A message could not be delivered',
    left(format('"%s" to %s: %s', new.preview, coalesce(nullif(c.contact_name, ''), nullif(c.contact_phone, ''), 'a contact without a name'),
      coalesce(new.error_message, new.error_code, 'no reason given')), 2000),
    'conversation', c.id::text, 'chat_message_failed:' || new.id)
  from public.conversations c where c.id = new.conversation_id;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."notify_of_message"() FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.opt_word (
  p_text text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select btrim(regexp_replace(lower(normalize(p_text, NFKC)), '[[:space:][:punct:]।]+', ' ', 'g'))
$function$;

REVOKE ALL ON FUNCTION "public"."opt_word"(text) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.queue_chat_message (
  p_message jsonb
)
  RETURNS SETOF public.messages
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_send_id uuid := (p_message ->> 'send_id')::uuid;
  v_by      uuid := (p_message ->> 'created_by')::uuid;
  v_id      uuid := (p_message ->> 'conversation_id')::uuid;
  v_status  text := p_message ->> 'set_status';
  v_contact public.chat_contacts;
  v_talk    public.conversations;
  v_former  public.messages;
  v_message public.messages;
  v_other   uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('queue_chat_message:' || v_send_id, 0));
  return query select * from public.messages m where m.send_id = v_send_id;
  if found then
    return;
  end if;
  select coalesce(c.merged_into, c.id) into v_id from public.conversations c where c.id = v_id;
  -- The contact first, as whatever comes in does.
  select k.* into v_contact from public.chat_contacts k
  where k.id = (select c.contact_id from public.conversations c where c.id = v_id) for no key update;
  select * into v_talk from public.conversations c where c.id = v_id for no key update;
  if v_talk.id is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;

  if p_message ->> 'resend_of' is not null then
    select * into v_former from public.messages m where m.id = (p_message ->> 'resend_of')::uuid and m.send_id is not null for no key update;
    if v_former.id is null or v_former.contact_id <> v_contact.id then
      raise exception 'message_not_found' using errcode = 'P0404';
    elsif v_former.status = 'unknown' and not coalesce((p_message ->> 'force')::boolean, false) then
      raise exception 'message_uncertain' using errcode = 'P0409';
    elsif v_former.status not in ('failed', 'unknown') then
      raise exception 'message_not_failed' using errcode = 'P0409', detail = jsonb_build_object('status', v_former.status);
    elsif exists (select from public.messages m where m.resend_of = v_former.id) then
      raise exception 'already_resent' using errcode = 'P0409';
    end if;
  end if;

  if (p_message ->> 'is_template')::boolean then
    if v_contact.opted_out_at is not null then
      raise exception 'contact_not_allowed' using errcode = 'P0409', detail = jsonb_build_object('reasons', jsonb_build_array('do_not_contact'));
    end if;
  elsif not public.chat_window_is_open(v_contact.last_customer_at, clock_timestamp()) then
    raise exception 'template_required' using errcode = 'P0409',
      detail = jsonb_build_object('closed_at', v_contact.last_customer_at + interval '24 hours');
  end if;

  if v_talk.status = 'resolved' then
    select c.id into v_other from public.conversations c where c.contact_id = v_contact.id and c.status <> 'resolved';
    if v_other is not null then
      raise exception 'conversation_superseded' using errcode = 'P0409', detail = jsonb_build_object('conversation_id', v_other);
    end if;
  end if;
  if v_talk.status in ('resolved', 'snoozed') then
    perform set_config('activity.step', '{"action": "reopen", "note": "It was answered."}', true);
    update public.conversations c set status = 'open' where c.id = v_talk.id;
    perform set_config('activity.step', '', true);
  end if;

  -- Another account may carry the number by now.
  if v_talk.provider_id <> (p_message ->> 'provider_id')::uuid then
    update public.conversations c set provider_id = p.id, channel = p.kind
    from public.chat_providers p where p.id = (p_message ->> 'provider_id')::uuid and c.id = v_talk.id;
  end if;

  -- The send comes first, because the message refers to it; its job sees nothing before all of this is committed.
  perform public.queue_send('chat.message', p_message -> 'payload' || jsonb_build_object('message_id', v_send_id), now(), v_by, v_send_id);
  insert into public.messages (id, conversation_id, contact_id, provider_id, customer_id, direction, source, type, text, preview, send_id, created_by,
    reply_to_id, media_count, content, status, resend_of)
  values (v_send_id, v_talk.id, v_contact.id, (p_message ->> 'provider_id')::uuid, v_contact.customer_id, 'outbound', 'agent', p_message ->> 'type', p_message ->> 'text',
    p_message ->> 'preview', v_send_id, v_by, (p_message ->> 'reply_to_id')::uuid, jsonb_array_length(p_message -> 'media'),
    nullif(p_message -> 'content', 'null'), 'queued', v_former.id)
  returning * into v_message;
  insert into public.stored_files (sha256, size)
  select f ->> 'sha256', (f ->> 'size')::bigint from jsonb_array_elements(p_message -> 'media') f on conflict (sha256) do nothing;
  insert into public.message_media (message_id, position, state, mime, file_name, sha256, size)
  select v_message.id, f.n - 1, 'stored', f.file ->> 'mime', f.file ->> 'file_name', f.file ->> 'sha256', (f.file ->> 'size')::bigint
  from jsonb_array_elements(p_message -> 'media') with ordinality f (file, n);
  update public.email_uploads u set used_at = now() where u.id in (select (i #>> '{}')::uuid from jsonb_array_elements(p_message -> 'upload_ids') i);

  if v_status is not null then
    update public.conversations c set status = v_status where c.id = v_talk.id and c.status <> v_status;
  end if;
  delete from public.chat_drafts d where d.conversation_id = v_talk.id and d.created_by = v_by;
  perform public.use_chat_template((p_message ->> 'template_id')::uuid);
  insert into public.customer_contacts (customer_id, channel, purpose)
  select public.customer_root(v_contact.customer_id), 'whatsapp', 'marketing'
  where p_message ->> 'purpose' = 'marketing' and v_contact.customer_id is not null;
  perform public.log_activity('send', 'messages', v_message.id::text, null,
    jsonb_build_object('conversation_id', v_talk.id, 'type', v_message.type, 'template_id', p_message -> 'template_id', 'resend_of', v_former.id), v_by);
  return next v_message;
end $function$;

REVOKE ALL ON FUNCTION "public"."queue_chat_message"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.queue_email (
  p_mail jsonb
)
  RETURNS SETOF public.emails
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new     public.emails := jsonb_populate_record(null::public.emails, p_mail);
  v_email   public.emails;
  v_draft   public.email_drafts;
  v_mailbox public.support_emails;
  v_thread  public.email_threads;
  v_origin  public.email_threads;
  v_status  text := p_mail ->> 'set_status';
  v_others  text[];
  v_to      text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('queue_email:' || v_new.send_id, 0));
  select * into v_email from public.emails e where e.send_id = v_new.send_id;
  if found then
    return next v_email;
    return;
  end if;
  if p_mail ->> 'draft_id' is not null then
    select * into v_draft from public.email_drafts d where d.id = (p_mail ->> 'draft_id')::uuid for update;
    if v_draft.id is null then
      raise exception 'draft_not_found' using errcode = 'P0404';
    elsif v_draft.sent_at is not null then
      return query select * from public.emails e where e.id = v_draft.sent_email_id;
      return;
    elsif v_draft.version <> (p_mail ->> 'draft_version')::integer then
      raise exception 'stale_version' using errcode = 'P0409', detail = 'It is at version ' || v_draft.version || '.';
    end if;
  end if;
  select * into v_mailbox from public.support_emails s where s.id = v_new.support_email_id and s.deleted_at is null for key share;
  if v_mailbox.id is null then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  v_to := array(select r ->> 'email' from jsonb_array_elements(v_new.to_recipients || v_new.cc_recipients || v_new.bcc_recipients) r);
  v_others := array(
    select distinct lower(a) from unnest(v_to) a
    where not exists (select from public.support_emails s where s.email_address = lower(a) and s.deleted_at is null));

  if v_new.thread_id is not null then
    select * into v_thread from public.email_threads t where t.id = v_new.thread_id for update;
    -- What is spam stays spam unless somebody says otherwise.
    v_status := coalesce(v_status, case when v_thread.status = 'spam' then 'spam' else 'pending' end);
    update public.email_threads t set
      status = v_status, version = t.version + 1, updated_at = now(),
      participants = array(select distinct p from unnest(t.participants || v_others) p order by p)
    where t.id = v_thread.id;
    update public.emails e set is_read = true, status = v_status, version = e.version + 1, updated_at = now()
    where e.thread_id = v_thread.id and (not e.is_read or e.status <> v_status);
  else
    v_status := coalesce(v_status, 'pending');
    if v_new.forward_of is not null then
      -- Nothing of that matter changes but that it was forwarded; its version says so to whoever looks at it.
      update public.email_threads t set version = t.version + 1, updated_at = now()
      where t.id = (select e.thread_id from public.emails e where e.id = v_new.forward_of and e.deleted_at is null) returning * into v_origin;
      if v_origin.id is null then
        raise exception 'email_not_found' using errcode = 'P0404';
      end if;
    end if;
    insert into public.email_threads (support_email_id, subject, customer_id, participants, status, team, priority, assignee_id)
    values (v_mailbox.id, v_new.subject, case when v_others[1] is not null then
      public.resolve_customer('email', coalesce((select a from unnest(v_to) a where lower(a) = any (v_others) limit 1), v_others[1]), '', 'email') end,
      v_others, v_status, coalesce(v_origin.team, v_mailbox.team), coalesce(v_origin.priority, 'normal'), v_origin.assignee_id)
    returning * into v_thread;
  end if;

  -- The send comes first, because the e-mail refers to it; its job sees nothing before all of this is committed.
  perform public.queue_send(
    'email.smtp',
    jsonb_build_object(
      'support_email_id', v_mailbox.id, 'raw_sha256', p_mail ->> 'raw_sha256', 'from', v_new.from_email, 'to', to_jsonb(v_to), 'message_id', v_new.message_id,
      'status_before', v_thread.status, 'status_after', v_status),
    v_new.send_after, v_new.created_by, v_new.send_id);
  begin
    insert into public.emails (
      support_email_id, thread_id, thread_reason, direction, message_id, in_reply_to, reference_ids, from_email, from_name, to_recipients, cc_recipients,
      bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text, received_at, size, attachment_count, customer_id, is_read, status,
      priority, team, assignee_id, send_id, send_state, send_after, created_by, resend_of, forward_of, notes)
    values (
      v_mailbox.id, v_thread.id, case when v_new.thread_id is not null then 'reply' when v_new.forward_of is not null then 'forward' else 'new' end, 'outbound', v_new.message_id, v_new.in_reply_to, v_new.reference_ids,
      v_new.from_email, v_new.from_name, v_new.to_recipients, v_new.cc_recipients, v_new.bcc_recipients, v_new.subject, v_new.snippet, v_new.body_text,
      v_new.body_html, v_new.new_text, v_new.quoted_text, now(), v_new.size, jsonb_array_length(p_mail -> 'attachments'), v_thread.customer_id,
      true, v_status, v_thread.priority, v_thread.team, v_thread.assignee_id, v_new.send_id, 'queued', v_new.send_after, v_new.created_by, v_new.resend_of,
      v_new.forward_of, coalesce(v_new.notes, '[]'))
    returning * into v_email;
  exception when unique_violation then
    raise exception 'already_resent' using errcode = 'P0409';
  end;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline)
  select v_email.id, a.place - 1, a.item ->> 'sha256', a.item ->> 'filename', a.item ->> 'content_type', (a.item ->> 'size')::bigint,
    coalesce(a.item ->> 'content_id', ''), coalesce((a.item ->> 'is_inline')::boolean, false)
  from jsonb_array_elements(p_mail -> 'attachments') with ordinality as a (item, place);
  insert into public.stored_files (sha256, size)
  select p_mail ->> 'raw_sha256', v_new.size
  union
  select a ->> 'sha256', (a ->> 'size')::bigint from jsonb_array_elements(p_mail -> 'attachments') a
  on conflict (sha256) do nothing;
  update public.email_uploads u set used_at = now() where u.id in (select (i #>> '{}')::uuid from jsonb_array_elements(p_mail -> 'upload_ids') i);
  if v_draft.id is not null then
    update public.email_drafts d set sent_email_id = v_email.id, sent_at = now(), updated_at = now() where d.id = v_draft.id;
  end if;
  perform public.use_chat_template((p_mail ->> 'template_id')::uuid);
  perform public.log_activity(
    'send', 'emails', v_email.id::text, null,
    jsonb_build_object('thread_id', v_thread.id, 'to', to_jsonb(v_to), 'send_after', v_new.send_after, 'resend_of', v_new.resend_of)
      || case when v_new.forward_of is null then '{}' else jsonb_build_object('forward_of', v_new.forward_of) end, v_new.created_by);
  return next v_email;
end $function$;

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

CREATE OR REPLACE FUNCTION public.record_chat_draft_activity()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.chat_drafts := case when tg_op = 'DELETE' then old else new end;
begin
  perform public.log_activity(lower(tg_op), 'chat_drafts', v_row.id::text, null,
    jsonb_build_object('version', v_row.version, 'conversation_id', v_row.conversation_id));
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."record_chat_draft_activity"() FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.refresh_agent_presence (
  p_users uuid[]
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with seen as (
    select a.id, exists (select from public.socket_presence s where s.user_id = a.user_id) as is_connected
    from public.agents a
    where a.user_id = any (p_users)
    order by a.id
  )
  insert into public.agent_presence as p (agent_id, is_connected)
  select s.id, s.is_connected from seen s
  where s.is_connected or exists (select from public.agent_presence k where k.agent_id = s.id)
  on conflict (agent_id) do update set is_connected = excluded.is_connected, since = now() where p.is_connected <> excluded.is_connected;
$function$;

REVOKE ALL ON FUNCTION "public"."refresh_agent_presence"(uuid[]) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.refuse_used_agent_status()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if exists (select from public.agent_availability where status = old.status) or exists (select from public.agents where status = old.status) then
    raise exception 'agent_status_in_use' using errcode = 'P0409';
  end if;
  return old;
end $function$;

REVOKE ALL ON FUNCTION "public"."refuse_used_agent_status"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.register_agent_work (
  p_entity_type text,
  p_channel     text,
  p_held        text DEFAULT NULL::text,
  p_handled     text DEFAULT NULL::text,
  p_release     text DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.agent_work_sources (entity_type, channel, held, handled, release)
  values (p_entity_type, p_channel, p_held, p_handled, p_release)
  on conflict (entity_type) do update set
    channel = excluded.channel, held = excluded.held, handled = excluded.handled, release = excluded.release
$function$;

REVOKE ALL ON FUNCTION "public"."register_agent_work"(text, text, text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

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

CREATE OR REPLACE FUNCTION public.release_agent_conversations (
  p_agent_id uuid,
  p_reason   text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_conversations integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.conversations set assignee_id = null
  where id in (select h.item_id from public.agent_conversations h where h.agent_id = p_agent_id);
  get diagnostics v_conversations = row_count;
  perform set_config('activity.step', '', true);
  return v_conversations;
end $function$;

REVOKE ALL ON FUNCTION "public"."release_agent_conversations"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.release_agent_email_threads (
  p_agent_id uuid,
  p_reason   text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_threads uuid[] := array(
    select t.id from public.email_threads t
    where t.id in (select h.item_id from public.agent_email_threads h where h.agent_id = p_agent_id) order by t.id for update);
begin
  perform public.log_activity('release', 'email_threads', c.id::text,
    public.changed_fields(c.before, c.after, '{assignee_id}'), public.changed_fields(c.after, c.before, '{assignee_id}'), p_note => p_reason)
  from public.set_matter(v_threads, '{"assignee_id": null}') c;
  -- The copies on the e-mails.
  perform public.change_emails(
    array(select e.id from public.emails e where e.thread_id = any (v_threads) and e.deleted_at is null), '{"assignee_id": null}');
  return cardinality(v_threads);
end $function$;

REVOKE ALL ON FUNCTION "public"."release_agent_email_threads"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.release_agent_refunds (
  p_agent_id uuid,
  p_reason   text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refunds integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.refunds set assignee_id = null
  where id in (select h.item_id from public.agent_refunds h where h.agent_id = p_agent_id);
  get diagnostics v_refunds = row_count;
  perform set_config('activity.step', '', true);
  return v_refunds;
end $function$;

REVOKE ALL ON FUNCTION "public"."release_agent_refunds"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.release_agent_work (
  p_agent_id uuid,
  p_reason   text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_source   public.agent_work_sources;
  v_items    integer;
  v_released jsonb := '{}';
begin
  for v_source in select * from public.agent_work_sources where release is not null order by entity_type loop
    execute format('select public.%I($1, $2)', v_source.release) into v_items using p_agent_id, p_reason;
    v_released := v_released || jsonb_build_object(v_source.entity_type, v_items);
  end loop;
  return v_released;
end $function$;

REVOKE ALL ON FUNCTION "public"."release_agent_work"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.remove_team_member (
  p_team_id  uuid,
  p_agent_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  delete from public.team_members where team_id = p_team_id and agent_id = p_agent_id;
  if not found then
    raise exception 'team_member_not_found' using errcode = 'P0404', detail = jsonb_build_object('team_id', p_team_id, 'agent_id', p_agent_id);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."remove_team_member"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.save_agent (
  p_id      uuid,
  p_agent   jsonb,
  p_skills  jsonb   DEFAULT NULL::jsonb,
  p_teams   text[]  DEFAULT NULL::text[],
  p_version integer DEFAULT NULL::integer
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent public.agents;
begin
  if p_id is not null then
    v_agent := public.lock_agent(p_id);
    if p_version <> v_agent.version then
      raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_agent.version);
    end if;
    v_agent := jsonb_populate_record(v_agent, p_agent);
    update public.agents set
      name = v_agent.name, phone_number = v_agent.phone_number, is_active = v_agent.is_active, user_id = v_agent.user_id, email = v_agent.email,
      employee_code = v_agent.employee_code, languages = v_agent.languages, capacity = v_agent.capacity, calendar_id = v_agent.calendar_id
    where id = p_id;
  else
    v_agent := jsonb_populate_record(null::public.agents, p_agent);
    insert into public.agents (name, phone_number, is_active, user_id, email, employee_code, languages, calendar_id)
    values (v_agent.name, v_agent.phone_number, coalesce(v_agent.is_active, true), v_agent.user_id, v_agent.email, v_agent.employee_code,
      coalesce(v_agent.languages, '{}'), v_agent.calendar_id)
    returning id into v_agent.id;
    update public.agents set capacity = v_agent.capacity where id = v_agent.id and v_agent.capacity is not null;
  end if;
  if p_skills is not null then
    delete from public.agent_skills where agent_id = v_agent.id and not p_skills ? skill;
    insert into public.agent_skills as s (agent_id, skill, level)
    select v_agent.id, key, value::integer from jsonb_each_text(p_skills)
    on conflict (agent_id, skill) do update set level = excluded.level where s.level <> excluded.level;
  end if;
  if p_teams is not null then
    if exists (select from unnest(p_teams) k where k not in (select key from public.teams)) then
      raise exception 'unknown_team' using errcode = 'P0422';
    end if;
    delete from public.team_members m using public.teams t where t.id = m.team_id and m.agent_id = v_agent.id and t.key <> all (p_teams);
    insert into public.team_members (team_id, agent_id) select id, v_agent.id from public.teams where key = any (p_teams) on conflict do nothing;
  end if;
  return v_agent.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."save_agent"(uuid, jsonb, jsonb, text[], integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.save_chat_draft (
  p_conversation_id uuid,
  p_user_id         uuid,
  p_text            text,
  p_content         jsonb,
  p_reply_to_id     uuid,
  p_version         integer
)
  RETURNS SETOF public.chat_drafts
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root  uuid := (select coalesce(c.merged_into, c.id) from public.conversations c where c.id = p_conversation_id);
  v_draft public.chat_drafts;
begin
  if v_root is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  insert into public.chat_drafts as d (conversation_id, created_by, text, content, reply_to_id) values (v_root, p_user_id, p_text, p_content, p_reply_to_id)
  on conflict (conversation_id, created_by) do update set text = excluded.text, content = excluded.content, reply_to_id = excluded.reply_to_id
    where p_version is null or d.version = p_version
  returning * into v_draft;
  if v_draft.id is null then
    raise exception 'stale_version' using errcode = 'P0409';
  end if;
  return next v_draft;
end $function$;

REVOKE ALL ON FUNCTION "public"."save_chat_draft"(uuid, uuid, text, jsonb, uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_agent_status (
  p_agent_id uuid,
  p_status   text,
  p_reason   text                     DEFAULT ''::text,
  p_source   text                     DEFAULT 'choice'::text,
  p_at       timestamp with time zone DEFAULT now()
)
  RETURNS SETOF public.agents
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent public.agents := public.lock_agent(p_agent_id);
  v_since timestamptz := public.begin_agent_availability(p_agent_id, p_status, p_reason, p_source, p_at);
begin
  if v_since is not null then
    perform set_config('activity.step', jsonb_build_object('action', 'set_status', 'note', coalesce(p_reason, ''))::text, true);
    update public.agents set
      status = p_status, availability = (select category from public.agent_statuses where status = p_status), status_since = v_since
    where id = p_agent_id returning * into v_agent;
    perform set_config('activity.step', '', true);
  end if;
  return next v_agent;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_agent_status"(uuid, text, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_chat_opt_words (
  p_out text[],
  p_in  text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_words jsonb := (
    select coalesce(jsonb_object_agg(w.word, w.kind), '{}') from (
      select public.opt_word(o) as word, 'in' as kind from unnest(p_in) o
      union all
      select public.opt_word(o), 'out' from unnest(p_out) o
    ) w where w.word <> '');
begin
  if v_words is distinct from (select coalesce(jsonb_object_agg(w.word, w.kind), '{}') from public.chat_opt_words w) then
    delete from public.chat_opt_words w where not v_words ? w.word;
    insert into public.chat_opt_words (word, kind) select * from jsonb_each_text(v_words)
    on conflict (word) do update set kind = excluded.kind;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_chat_opt_words"(text[], text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_team_member (
  p_team_id  uuid,
  p_agent_id uuid,
  p_role     text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform from public.teams where id = p_team_id for share;
  if not found then
    raise exception 'team_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_team_id);
  end if;
  perform public.lock_agent(p_agent_id);
  insert into public.team_members as m (team_id, agent_id, role) values (p_team_id, p_agent_id, p_role)
  on conflict (team_id, agent_id) do update set role = excluded.role where m.role <> excluded.role;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_team_member"(uuid, uuid, text) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.sync_provider_templates (
  p_provider_id uuid,
  p_templates   jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.provider_templates as t (provider_id, name, language, category, status, header, header_values, body, body_values, buttons, synced_at)
  select distinct on (i.name, i.language) p_provider_id, i.name, i.language, i.category, i.status, i.header, i.header_values, i.body, i.body_values, i.buttons, now()
  from jsonb_to_recordset(p_templates) i (name text, language text, category text, status text, header text, header_values integer, body text, body_values integer,
    buttons jsonb)
  order by i.name, i.language
  on conflict (provider_id, name, language) do update set
    category = excluded.category, status = excluded.status, header = excluded.header, header_values = excluded.header_values, body = excluded.body,
    body_values = excluded.body_values, buttons = excluded.buttons, source = 'provider',
    status_at = case when t.status = excluded.status then t.status_at else now() end,
    reason = case when t.status = excluded.status then t.reason end
  -- That it is listed again is no change.
  where (t.category, t.status, t.header, t.header_values, t.body, t.body_values, t.buttons, t.source) is distinct from
    (excluded.category, excluded.status, excluded.header, excluded.header_values, excluded.body, excluded.body_values, excluded.buttons, 'provider');
  update public.provider_templates t set synced_at = now()
  where t.provider_id = p_provider_id
    and exists (select from jsonb_to_recordset(p_templates) i (name text, language text) where i.name = t.name and i.language = t.language);
  update public.provider_templates t set status = 'disabled', reason = 'not_listed', status_at = now()
  where t.provider_id = p_provider_id and t.source = 'provider' and t.status = 'approved' and t.synced_at is distinct from now();
  update public.provider_template_syncs s set finished_at = now(), found = jsonb_array_length(p_templates), error_code = null, error_message = null
  where s.provider_id = p_provider_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."sync_provider_templates"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_over_agent_keys()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.agents a set
    phone_number = nullif(a.phone_number, new.phone_number),
    employee_code = nullif(a.employee_code, new.employee_code),
    user_id = nullif(a.user_id, new.user_id),
    email = case when lower(a.email) = lower(new.email) then null else a.email end
  where a.deleted_at is not null and a.id <> new.id
    and (a.phone_number = new.phone_number or a.employee_code = new.employee_code or a.user_id = new.user_id or lower(a.email) = lower(new.email));
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."take_over_agent_keys"() FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.use_chat_template (
  p_id uuid
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update public.chat_templates t set usage_count = t.usage_count + 1, last_used_at = now() where t.id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."use_chat_template"(uuid) FROM PUBLIC, "anon", "authenticated";

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

ALTER TABLE "public"."agent_availability"
  ADD CONSTRAINT "agent_availability_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE CASCADE;

ALTER TABLE "public"."agent_presence"
  ADD CONSTRAINT "agent_presence_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE CASCADE;

ALTER TABLE "public"."agent_skills"
  ADD CONSTRAINT "agent_skills_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE CASCADE;

ALTER TABLE "public"."agent_availability"
  ADD CONSTRAINT "agent_availability_status_fkey" FOREIGN KEY (status) REFERENCES public.agent_statuses(status);

ALTER TABLE "public"."agents"
  ADD CONSTRAINT "agents_availability_check" CHECK ((availability = ANY (ARRAY['available'::text, 'busy'::text, 'wrap_up'::text, 'away'::text, 'offline'::text])));

ALTER TABLE "public"."agents"
  ADD CONSTRAINT "agents_capacity_check" CHECK ((jsonb_typeof((capacity -> 'total'::text)) = 'number'::text));

ALTER TABLE "public"."agents"
  ADD CONSTRAINT "agents_employee_code_key" UNIQUE (employee_code);

-- Agents that are there already are offline, so the word has to be there.
insert into public.agent_statuses (status, name, category, position) values
  ('available', 'Available', 'available', 1),
  ('busy', 'Busy', 'busy', 2),
  ('wrap_up', 'Wrap-up', 'wrap_up', 3),
  ('away', 'Away', 'away', 4),
  ('offline', 'Offline', 'offline', 5)
on conflict (status) do nothing;

ALTER TABLE "public"."agents"
  ADD CONSTRAINT "agents_status_fkey" FOREIGN KEY (status) REFERENCES public.agent_statuses(status);

ALTER TABLE "public"."agents"
  ADD CONSTRAINT "agents_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE SET NULL;

ALTER TABLE "public"."agents"
  ADD CONSTRAINT "agents_user_id_key" UNIQUE (user_id);

ALTER TABLE "public"."agents"
  ADD CONSTRAINT "agents_calendar_id_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE SET NULL;

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

ALTER TABLE "public"."chat_triages"
  ADD CONSTRAINT "chat_triages_conversation_id_fkey" FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE "public"."conversation_cycles"
  ADD CONSTRAINT "conversation_cycles_conversation_id_fkey" FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE "public"."conversation_notes"
  ADD CONSTRAINT "conversation_notes_conversation_id_fkey" FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE "public"."conversations"
  ADD CONSTRAINT "conversations_merged_into_fkey" FOREIGN KEY (merged_into) REFERENCES public.conversations(id);

ALTER TABLE "public"."conversations"
  ADD CONSTRAINT "conversations_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id);

ALTER TABLE "public"."departments"
  ADD CONSTRAINT "departments_calendar_id_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE SET NULL;

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

ALTER TABLE "public"."chat_triages"
  ADD CONSTRAINT "chat_triages_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE SET NULL;

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
  ADD CONSTRAINT "messages_resend_of_fkey" FOREIGN KEY (resend_of) REFERENCES public.messages(id) ON DELETE SET NULL;

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_send_id_fkey" FOREIGN KEY (send_id) REFERENCES public.sends(id);

ALTER TABLE "public"."provider_template_syncs"
  ADD CONSTRAINT "provider_template_syncs_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id) ON DELETE CASCADE;

ALTER TABLE "public"."provider_templates"
  ADD CONSTRAINT "provider_templates_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id) ON DELETE CASCADE;

ALTER TABLE "public"."team_members"
  ADD CONSTRAINT "team_members_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE CASCADE;

ALTER TABLE "public"."teams"
  ADD CONSTRAINT "teams_calendar_id_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE SET NULL;

ALTER TABLE "public"."departments"
  ADD CONSTRAINT "departments_team_id_fkey" FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE SET NULL;

ALTER TABLE "public"."team_members"
  ADD CONSTRAINT "team_members_team_id_fkey" FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;

ALTER TABLE "public"."work_intervals"
  ADD CONSTRAINT "work_intervals_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE CASCADE;

CREATE VIEW "public"."agent_conversations" WITH (security_invoker=true) AS  SELECT assignee_id AS agent_id,
    id AS item_id
   FROM public.conversations c
  WHERE ((merged_into IS NULL) AND (status = ANY (ARRAY['open'::text, 'pending'::text])) AND (assignee_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_conversations" FROM "anon", "authenticated";

CREATE VIEW "public"."agent_email_threads" WITH (security_invoker=true) AS  SELECT assignee_id AS agent_id,
    id AS item_id
   FROM public.email_threads t
  WHERE ((message_count > 0) AND (status = ANY (ARRAY['open'::text, 'pending'::text])) AND (assignee_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_email_threads" FROM "anon", "authenticated";

CREATE VIEW "public"."agent_handled_calls" WITH (security_invoker=true) AS  SELECT a.id AS agent_id,
    l.id AS item_id,
    l.start_time AS at,
    NULL::bigint AS first_response_seconds
   FROM (public.agents a
     JOIN public.kaleyra_call_logs l ON (((l.agent_number = (a.phone_number COLLATE "C")) AND (l.agent_number <> ''::text))))
  WHERE (l.status = ANY (ARRAY( SELECT unnest(s.answered_statuses) AS unnest
           FROM public.kaleyra_settings s)));

REVOKE ALL ON TABLE "public"."agent_handled_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."agent_handled_emails" WITH (security_invoker=true) AS  SELECT a.id AS agent_id,
    e.id AS item_id,
    e.sent_at AS at,
    ( SELECT (EXTRACT(epoch FROM (e.sent_at - min(i.received_at))))::bigint AS "extract"
           FROM public.emails i
          WHERE ((i.thread_id = e.thread_id) AND (i.direction = 'inbound'::text) AND (i.kind = 'message'::text) AND (i.received_at <= e.sent_at) AND (NOT (EXISTS ( SELECT
                   FROM public.emails o
                  WHERE ((o.thread_id = e.thread_id) AND (o.direction = 'outbound'::text) AND (o.kind = 'message'::text) AND (o.sent_at < e.sent_at))))))) AS first_response_seconds
   FROM (public.agents a
     JOIN public.emails e ON ((e.created_by = a.user_id)))
  WHERE ((e.direction = 'outbound'::text) AND (e.kind = 'message'::text) AND (e.sent_at IS NOT NULL) AND (e.deleted_at IS NULL));

REVOKE ALL ON TABLE "public"."agent_handled_emails" FROM "anon", "authenticated";

CREATE VIEW "public"."agent_handled_messages" WITH (security_invoker=true) AS  SELECT a.id AS agent_id,
    m.id AS item_id,
    m.at,
    ( SELECT (EXTRACT(epoch FROM (y.first_response_at - y.first_message_at)))::bigint AS "extract"
           FROM public.conversation_cycles y
          WHERE ((y.conversation_id = m.conversation_id) AND (y.first_response_at = m.at))) AS first_response_seconds
   FROM (public.agents a
     JOIN public.messages m ON ((m.created_by = a.user_id)))
  WHERE ((m.source = 'agent'::text) AND (m.status <> ALL (ARRAY['failed'::text, 'cancelled'::text])));

REVOKE ALL ON TABLE "public"."agent_handled_messages" FROM "anon", "authenticated";

CREATE VIEW "public"."agent_refunds" WITH (security_invoker=true) AS  SELECT assignee_id AS agent_id,
    id AS item_id
   FROM public.refunds r
  WHERE ((status = ANY (ARRAY['pending'::text, 'in_review'::text, 'approved'::text, 'processing'::text, 'failed'::text])) AND (assignee_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_refunds" FROM "anon", "authenticated";

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

CREATE INDEX agent_availability_agent ON public.agent_availability USING btree (agent_id, started_at DESC, id DESC);

CREATE UNIQUE INDEX agent_availability_open ON public.agent_availability USING btree (agent_id)
  WHERE (ended_at IS NULL);

CREATE INDEX agent_availability_status ON public.agent_availability USING btree (status);

CREATE INDEX agent_skills_skill ON public.agent_skills USING btree (skill, level, agent_id);

CREATE UNIQUE INDEX agent_statuses_name ON public.agent_statuses USING btree (lower(name));

CREATE INDEX agents_availability ON public.agents USING btree (availability, created_at DESC, id DESC);

CREATE INDEX agents_calendar ON public.agents USING btree (calendar_id)
  WHERE (calendar_id IS NOT NULL);

CREATE INDEX agents_clocked_in ON public.agents USING btree (created_at DESC, id DESC)
  WHERE (clocked_in_at IS NOT NULL);

CREATE UNIQUE INDEX agents_email ON public.agents USING btree (lower(email))
  WHERE (email IS NOT NULL);

CREATE INDEX agents_is_active ON public.agents USING btree (is_active, created_at DESC, id DESC);

CREATE INDEX agents_languages ON public.agents USING gin (languages);

CREATE INDEX agents_list ON public.agents USING btree (created_at DESC, id DESC);

CREATE INDEX agents_name ON public.agents USING btree (name, id);

CREATE INDEX agents_search ON public.agents
  USING gin (name extensions.gin_trgm_ops, email extensions.gin_trgm_ops, employee_code extensions.gin_trgm_ops, phone_number extensions.gin_trgm_ops);

CREATE INDEX agents_status_since ON public.agents USING btree (status_since DESC, id DESC);

CREATE INDEX agents_status ON public.agents USING btree (status, created_at DESC, id DESC);

CREATE INDEX calendars_list ON public.calendars USING btree (created_at DESC, id DESC);

CREATE UNIQUE INDEX calendars_name ON public.calendars USING btree (lower(name));

CREATE UNIQUE INDEX calendars_one_default ON public.calendars USING btree (is_default)
  WHERE is_default;

CREATE INDEX calendars_search ON public.calendars USING gin (name extensions.gin_trgm_ops);

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

CREATE INDEX chat_templates_list_idx ON public.chat_templates USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX chat_templates_shortcut_key ON public.chat_templates USING btree (team, LANGUAGE, shortcut)
  WHERE (deleted_at IS NULL);

CREATE INDEX chat_triages_conversation ON public.chat_triages USING btree (conversation_id, created_at DESC, id DESC);

CREATE INDEX chat_triages_message ON public.chat_triages USING btree (message_id)
  WHERE (message_id IS NOT NULL);

CREATE INDEX conversation_cycles_begun ON public.conversation_cycles USING btree (COALESCE(first_message_at, opened_at));

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

CREATE INDEX departments_calendar ON public.departments USING btree (calendar_id)
  WHERE (calendar_id IS NOT NULL);

CREATE INDEX departments_list ON public.departments USING btree (created_at DESC, id DESC);

CREATE INDEX departments_name ON public.departments USING btree (name, id);

CREATE INDEX departments_numbers ON public.departments USING gin (numbers);

CREATE INDEX departments_search ON public.departments USING gin (key extensions.gin_trgm_ops, name extensions.gin_trgm_ops);

CREATE INDEX departments_team ON public.departments USING btree (team_id, created_at DESC, id DESC);

CREATE INDEX emails_reader ON public.emails USING btree ((((to_recipients -> 0) ->> 'email'::text)), received_at, id)
  WHERE ((deleted_at IS NULL) AND (direction = 'outbound'::text));

CREATE INDEX emails_writer ON public.emails USING btree (created_by, sent_at)
  WHERE ((direction = 'outbound'::text) AND (created_by IS NOT NULL));

CREATE INDEX imports_file_idx ON public.imports USING btree (sha256)
  WHERE (file_dropped_at IS NULL);

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

CREATE INDEX messages_writer ON public.messages USING btree (created_by, at)
  WHERE (created_by IS NOT NULL);

CREATE INDEX provider_templates_list ON public.provider_templates USING btree (name, id);

CREATE INDEX socket_presence_node ON public.socket_presence USING btree (node_id);

CREATE INDEX team_members_agent ON public.team_members USING btree (agent_id);

CREATE INDEX teams_calendar ON public.teams USING btree (calendar_id)
  WHERE (calendar_id IS NOT NULL);

CREATE INDEX teams_list ON public.teams USING btree (created_at DESC, id DESC);

CREATE INDEX teams_name ON public.teams USING btree (name, id);

CREATE INDEX teams_search ON public.teams USING gin (key extensions.gin_trgm_ops, name extensions.gin_trgm_ops);

CREATE INDEX viewers_expired ON public.viewers USING btree (expires_at);

CREATE INDEX viewers_socket ON public.viewers USING btree (socket_id);

CREATE INDEX work_intervals_agent ON public.work_intervals USING btree (agent_id, started_at DESC, id DESC);

CREATE INDEX work_intervals_forgotten ON public.work_intervals USING btree (started_at)
  WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX work_intervals_open ON public.work_intervals USING btree (agent_id)
  WHERE (ended_at IS NULL);

CREATE TRIGGER announce_delete AFTER DELETE ON public.agent_presence REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agent_presence (
  'agents',
  'agent_presence',
  'agents',
  'agent_id',
  'is_connected,since',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.agent_presence REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agent_presence (
  'agents',
  'agent_presence',
  'agents',
  'agent_id',
  'is_connected,since',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.agent_presence
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agent_presence (
  'agents',
  'agent_presence',
  'agents',
  'agent_id',
  'is_connected,since',
  ''
);

CREATE TRIGGER agent_skills_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.agent_skills
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('agent_id', 'skill');

CREATE TRIGGER agent_statuses_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.agent_statuses
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER agent_statuses_keep
  AFTER DELETE OR UPDATE ON public.agent_statuses
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_statuses();

CREATE TRIGGER agent_statuses_touch
  BEFORE UPDATE ON public.agent_statuses
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER agent_statuses_turn
  BEFORE DELETE OR UPDATE ON public.agent_statuses
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_statuses();

CREATE TRIGGER agent_statuses_used
  BEFORE DELETE ON public.agent_statuses
  FOR EACH ROW
  EXECUTE FUNCTION public.refuse_used_agent_status();

CREATE TRIGGER agents_begin
  AFTER INSERT ON public.agents
  FOR EACH ROW
  EXECUTE FUNCTION public.begin_agent();

CREATE TRIGGER agents_presence
  AFTER UPDATE OF user_id ON public.agents
  FOR EACH ROW
  WHEN ((old.user_id IS DISTINCT FROM new.user_id))
  EXECUTE FUNCTION public.begin_agent();

CREATE TRIGGER agents_take_over
  BEFORE INSERT OR UPDATE OF phone_number, email, employee_code, user_id ON public.agents
  FOR EACH ROW
  EXECUTE FUNCTION public.take_over_agent_keys();

CREATE TRIGGER agents_touch
  BEFORE UPDATE ON public.agents
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.agents REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agents (
  'agents',
  'agent',
  'agents',
  'id',
  'name,user_id,is_active,status,availability,status_since,clocked_in_at,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.agents REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agents (
  'agents',
  'agent',
  'agents',
  'id',
  'name,user_id,is_active,status,availability,status_since,clocked_in_at,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.agents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agents (
  'agents',
  'agent',
  'agents',
  'id',
  'name,user_id,is_active,status,availability,status_since,clocked_in_at,deleted_at,version',
  ''
);

CREATE TRIGGER calendars_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.calendars
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER calendars_default
  BEFORE INSERT OR DELETE OR UPDATE OF is_default ON public.calendars
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_default_calendar();

CREATE TRIGGER calendars_touch
  BEFORE UPDATE ON public.calendars
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER chat_account_events_template
  AFTER INSERT ON public.chat_account_events
  FOR EACH ROW
  WHEN ((new.template IS NOT NULL))
  EXECUTE FUNCTION public.note_template_status();

CREATE TRIGGER chat_drafts_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.chat_drafts
  FOR EACH ROW
  EXECUTE FUNCTION public.record_chat_draft_activity();

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

CREATE CONSTRAINT TRIGGER apply
  AFTER INSERT ON public.chat_rollup_changes DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_chat_rollups();

CREATE TRIGGER chat_templates_activity
  AFTER INSERT OR DELETE OR UPDATE OF shortcut, title, body, channel, team, LANGUAGE, category, variables, active, deleted_at ON public.chat_templates
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER chat_templates_touch
  BEFORE UPDATE OF shortcut, title, body, channel, team, LANGUAGE, category, variables, active, deleted_at ON public.chat_templates
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

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

CREATE TRIGGER rollups_deleted
  AFTER DELETE ON public.conversations
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.renew_chat_rollups();

CREATE TRIGGER rollups_moved
  AFTER UPDATE OF team, provider_id ON public.conversations
  FOR EACH ROW
  WHEN (((old.team IS DISTINCT FROM new.team) OR (old.provider_id IS DISTINCT FROM new.provider_id)))
  EXECUTE FUNCTION public.note_conversation_move();

CREATE TRIGGER departments_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.departments
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER departments_numbers
  AFTER INSERT OR UPDATE OF numbers ON public.departments
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_department_numbers();

CREATE TRIGGER departments_touch
  BEFORE UPDATE ON public.departments
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER email_threads_freed
  AFTER UPDATE OF status ON public.email_threads
  FOR EACH ROW
  WHEN (((old.status <> ALL (ARRAY['open'::text, 'pending'::text])) AND (new.status = ANY (ARRAY['open'::text, 'pending'::text])) AND (old.assignee_id IS
    NOT NULL) AND (new.assignee_id IS NULL)))
  EXECUTE FUNCTION public.free_reopened_thread();

CREATE TRIGGER email_threads_free
  BEFORE INSERT OR UPDATE OF status ON public.email_threads
  FOR EACH ROW
  WHEN (((new.status = ANY (ARRAY['open'::text, 'pending'::text])) AND (new.assignee_id IS NOT NULL)))
  EXECUTE FUNCTION public.free_reopened_thread();

CREATE TRIGGER message_clicks_opt_word
  AFTER INSERT ON public.message_clicks
  FOR EACH ROW
  WHEN (((new.click = 'quick_reply'::text) AND (new.message_id IS NOT NULL)))
  EXECUTE FUNCTION public.note_opt_click();

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

CREATE TRIGGER messages_failed_notice
  AFTER UPDATE OF status ON public.messages
  FOR EACH ROW
  WHEN (((new.source = 'agent'::text) AND (new.status = 'failed'::text) AND (old.status <> 'failed'::text)))
  EXECUTE FUNCTION public.notify_of_message();

CREATE TRIGGER messages_failed
  AFTER UPDATE OF status ON public.messages
  FOR EACH ROW
  WHEN
    (((new.direction = 'outbound'::text) AND ((old.status = ANY (ARRAY['failed'::text, 'cancelled'::text])) IS DISTINCT FROM (new.status = ANY (ARRAY['failed'::text,
    'cancelled'::text])))))
  EXECUTE FUNCTION public.follow_message_failure();

CREATE TRIGGER messages_opt_words
  AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.note_opt_words();

CREATE TRIGGER messages_search_insert
  AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.add_message_search();

CREATE TRIGGER messages_search
  AFTER UPDATE OF text ON public.messages
  FOR EACH ROW
  WHEN ((old.text IS DISTINCT FROM new.text))
  EXECUTE FUNCTION public.keep_message_search();

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

CREATE TRIGGER provider_templates_activity
  AFTER INSERT OR DELETE OR UPDATE OF category, status, reason, header, header_values, body, body_values, buttons ON public.provider_templates
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER provider_templates_touch
  BEFORE UPDATE OF category, status, reason, header, header_values, body, body_values, buttons ON public.provider_templates
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER mirror_message
  AFTER UPDATE ON public.sends
  FOR EACH ROW
  WHEN ((new.channel ~~ 'chat.%'::text))
  EXECUTE FUNCTION public.mirror_send_to_message();

CREATE TRIGGER agents_follow_delete
  AFTER DELETE ON public.socket_presence REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_socket_presence();

CREATE TRIGGER agents_follow_insert
  AFTER INSERT ON public.socket_presence REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_socket_presence();

CREATE TRIGGER team_members_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.team_members
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('team_id', 'agent_id');

CREATE TRIGGER teams_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.teams
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER teams_touch
  BEFORE UPDATE ON public.teams
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER work_intervals_touch
  BEFORE UPDATE ON public.work_intervals
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE POLICY "agent_availability_view" ON "public"."agent_availability"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('agents'::text, 'view'::text) AS has_permission));

CREATE POLICY "agent_presence_view" ON "public"."agent_presence"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('agents'::text, 'view'::text) AS has_permission));

CREATE POLICY "agent_skills_view" ON "public"."agent_skills"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('agents'::text, 'view'::text) AS has_permission));

CREATE POLICY "agent_statuses_view" ON "public"."agent_statuses"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT (EXISTS ( SELECT
           FROM public.viewable_modules() viewable_modules(viewable_modules))) AS "exists"));

CREATE POLICY "calendars_view" ON "public"."calendars"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('calendars'::text, 'view'::text) AS has_permission));

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

CREATE POLICY "chat_templates_view" ON "public"."chat_templates"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chat_templates'::text, 'view'::text) AS has_permission));

CREATE POLICY "chat_triages_view" ON "public"."chat_triages"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

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

CREATE POLICY "departments_view" ON "public"."departments"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT (EXISTS ( SELECT
           FROM public.viewable_modules() viewable_modules(viewable_modules))) AS "exists"));

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

CREATE POLICY "provider_template_syncs_view" ON "public"."provider_template_syncs"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "provider_templates_view" ON "public"."provider_templates"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "team_members_view" ON "public"."team_members"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('teams'::text, 'view'::text) AS has_permission));

CREATE POLICY "teams_view" ON "public"."teams"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT (EXISTS ( SELECT
           FROM public.viewable_modules() viewable_modules(viewable_modules))) AS "exists"));

CREATE POLICY "work_intervals_view" ON "public"."work_intervals"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('agents'::text, 'view'::text) AS has_permission));

select public.join_realtime('public.conversations');

select public.join_realtime('public.messages');

COMMENT ON COLUMN "public"."agent_availability"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."agent_availability"."availability" IS 'class: none';

COMMENT ON COLUMN "public"."agent_availability"."ended_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_availability"."id" IS 'class: none';

COMMENT ON COLUMN "public"."agent_availability"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."agent_availability"."source" IS 'choice: the agent or a supervisor said so; call: a call began or ended; system: clock-in, clock-out, a policy. class: none';

COMMENT ON COLUMN "public"."agent_availability"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_availability"."status" IS 'class: none';

COMMENT ON COLUMN "public"."agent_presence"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."agent_presence"."is_connected" IS 'class: none';

COMMENT ON COLUMN "public"."agent_presence"."since" IS 'class: none';

COMMENT ON COLUMN "public"."agent_skills"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."agent_skills"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_skills"."level" IS 'class: none';

COMMENT ON COLUMN "public"."agent_skills"."skill" IS 'class: none';

COMMENT ON COLUMN "public"."agent_statuses"."category" IS 'class: none';

COMMENT ON COLUMN "public"."agent_statuses"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_statuses"."id" IS 'class: none';

COMMENT ON COLUMN "public"."agent_statuses"."is_enabled" IS 'class: none';

COMMENT ON COLUMN "public"."agent_statuses"."name" IS 'class: none';

COMMENT ON COLUMN "public"."agent_statuses"."position" IS 'Their order; the first enabled one of a category is what clock-in, clock-out and calls set. class: none';

COMMENT ON COLUMN "public"."agent_statuses"."status" IS 'class: none';

COMMENT ON COLUMN "public"."agent_statuses"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_statuses"."version" IS 'class: none';

COMMENT ON COLUMN "public"."agent_work_sources"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."agent_work_sources"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."agent_work_sources"."handled" IS 'class: none';

COMMENT ON COLUMN "public"."agent_work_sources"."held" IS 'class: none';

COMMENT ON COLUMN "public"."agent_work_sources"."release" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."availability" IS 'The category of status. Both, and status_since, are copies of the open interval in agent_availability, written by set_agent_status. class: none';

COMMENT ON COLUMN "public"."agents"."calendar_id" IS 'Null: the default calendar. class: none';

COMMENT ON COLUMN "public"."agents"."capacity" IS 'How much at once: {"total", "<channel>": {"limit", "weight"}}. A channel takes at most limit items; total bounds the sum of the weights. class: none';

COMMENT ON COLUMN "public"."agents"."clocked_in_at" IS 'The start of the open interval in work_intervals; null while there is none. class: none';

COMMENT ON COLUMN "public"."agents"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."email" IS 'class: personal';

COMMENT ON COLUMN "public"."agents"."employee_code" IS 'class: personal';

COMMENT ON COLUMN "public"."agents"."languages" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."status" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."status_since" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."user_id" IS 'Who signs in as this agent; null while nobody does. class: none';

COMMENT ON COLUMN "public"."agents"."version" IS 'class: none';

COMMENT ON COLUMN "public"."calendars"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."calendars"."holiday_closes" IS 'class: none';

COMMENT ON COLUMN "public"."calendars"."holidays" IS '[{"date", "name", "yearly", "hours"}]; without hours the date is closed. class: none';

COMMENT ON COLUMN "public"."calendars"."hours" IS '{"mon": [["09:00", "18:00"]], …} class: none';

COMMENT ON COLUMN "public"."calendars"."id" IS 'class: none';

COMMENT ON COLUMN "public"."calendars"."is_default" IS 'class: none';

COMMENT ON COLUMN "public"."calendars"."name" IS 'class: none';

COMMENT ON COLUMN "public"."calendars"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."calendars"."version" IS 'class: none';

COMMENT ON COLUMN "public"."calendars"."zone" IS 'An IANA name; null for the business time zone. class: none';

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

COMMENT ON COLUMN "public"."chat_contacts"."opt_said_at" IS 'When this person last said a word that opts out or in: an older message that comes later changes nothing. class: none';

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

COMMENT ON COLUMN "public"."chat_opt_words"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."chat_opt_words"."word" IS 'class: none';

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

COMMENT ON COLUMN "public"."chat_templates"."active" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."body" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."category" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."language" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."last_used_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."shortcut" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."team" IS 'Empty: for every team. class: none';

COMMENT ON COLUMN "public"."chat_templates"."title" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."usage_count" IS 'How often it was sent; counted in the transaction that queues the message. class: none';

COMMENT ON COLUMN "public"."chat_templates"."variables" IS 'What the sender has to say, beside what is known of customer and agent: [{"name", "kind", "sample"}]. class: none';

COMMENT ON COLUMN "public"."chat_templates"."version" IS 'class: none';

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

COMMENT ON COLUMN "public"."departments"."calendar_id" IS 'Null: the default calendar. class: none';

COMMENT ON COLUMN "public"."departments"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."departments"."description" IS 'class: none';

COMMENT ON COLUMN "public"."departments"."id" IS 'class: none';

COMMENT ON COLUMN "public"."departments"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."departments"."key" IS 'class: none';

COMMENT ON COLUMN "public"."departments"."name" IS 'class: none';

COMMENT ON COLUMN "public"."departments"."numbers" IS 'E.164; each belongs to one department at most. class: none';

COMMENT ON COLUMN "public"."departments"."team_id" IS 'class: none';

COMMENT ON COLUMN "public"."departments"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."departments"."version" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."file_dropped_at" IS 'Since when the file is no longer kept: the import cannot be run any more. class: none';

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

COMMENT ON COLUMN "public"."messages"."resend_of" IS 'The message that did not arrive, which this one says once more. class: none';

COMMENT ON COLUMN "public"."messages"."send_id" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."sent_at" IS 'As the provider says; null when it does not, or has not yet. class: none';

COMMENT ON COLUMN "public"."messages"."source" IS 'customer; agent: a person wrote it here; external_app: typed on the business''s own phone or in the provider''s inbox; automatic: no person wrote it. class: none';

COMMENT ON COLUMN "public"."messages"."status" IS 'Of what we sent. Moves up only: queued, sending, unknown, sent, failed, delivered, read, played. class: none';

COMMENT ON COLUMN "public"."messages"."text" IS 'class: personal';

COMMENT ON COLUMN "public"."messages"."token" IS 'The part of a WhatsApp id that stays the same when a user id stands in it instead of a number. class: none';

COMMENT ON COLUMN "public"."messages"."type" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."unsupported" IS '{"type", "raw"} of what could not be read: shown as a placeholder, with all that came. class: personal';

COMMENT ON COLUMN "public"."provider_template_syncs"."asked_at" IS 'class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."error_message" IS 'class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."finished_at" IS 'Null while it is under way; with error_code it failed, and will be tried again. class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."found" IS 'class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."body" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."body_values" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."buttons" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."category" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."header" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."header_values" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."id" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."language" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."name" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."source" IS 'provider: it lists its templates; person: entered by hand, for a provider that does not. class: none';

COMMENT ON COLUMN "public"."provider_templates"."status" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."status_at" IS 'Since when the status is so: an older event that comes later changes nothing. class: none';

COMMENT ON COLUMN "public"."provider_templates"."synced_at" IS 'When the provider listed it last. class: none';

COMMENT ON COLUMN "public"."provider_templates"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."version" IS 'class: none';

COMMENT ON COLUMN "public"."socket_presence"."node_id" IS 'class: none';

COMMENT ON COLUMN "public"."socket_presence"."seen_at" IS 'class: none';

COMMENT ON COLUMN "public"."socket_presence"."since" IS 'class: none';

COMMENT ON COLUMN "public"."socket_presence"."user_id" IS 'class: none';

COMMENT ON COLUMN "public"."team_members"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."team_members"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."team_members"."role" IS 'class: none';

COMMENT ON COLUMN "public"."team_members"."team_id" IS 'class: none';

COMMENT ON COLUMN "public"."teams"."calendar_id" IS 'class: none';

COMMENT ON COLUMN "public"."teams"."channels" IS 'What the team takes; empty: everything. class: none';

COMMENT ON COLUMN "public"."teams"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."teams"."description" IS 'class: none';

COMMENT ON COLUMN "public"."teams"."id" IS 'class: none';

COMMENT ON COLUMN "public"."teams"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."teams"."key" IS 'What e-mails, threads and mailboxes name in their column team. class: none';

COMMENT ON COLUMN "public"."teams"."name" IS 'class: none';

COMMENT ON COLUMN "public"."teams"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."teams"."version" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_sources"."by_address" IS 'A second view of the kind, with an address as its key: read when the address is no one customer''s. class: none';

COMMENT ON COLUMN "public"."viewers"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."expires_at" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."since" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."socket_id" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."typing_until" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."user_id" IS 'class: none';

COMMENT ON COLUMN "public"."work_intervals"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."work_intervals"."correction" IS 'Why it was corrected, the last time; empty: as it was clocked. class: none';

COMMENT ON COLUMN "public"."work_intervals"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."work_intervals"."ended_at" IS 'class: none';

COMMENT ON COLUMN "public"."work_intervals"."ended_by" IS 'person: clocked out; policy: the clock-out was forgotten; deletion: the agent was deleted. class: none';

COMMENT ON COLUMN "public"."work_intervals"."id" IS 'class: none';

COMMENT ON COLUMN "public"."work_intervals"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."work_intervals"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."work_intervals"."version" IS 'class: none';

COMMENT ON TABLE "public"."agent_availability" IS 'How available an agent was, and when: intervals without gaps, the last one open. Written by set_agent_status.';

COMMENT ON TABLE "public"."agent_presence" IS 'Whether a socket of the agent''s user is open. It says nothing about availability, which is a choice.';

COMMENT ON TABLE "public"."agent_skills" IS 'What an agent can do, and how well: 1 a beginner, 5 an expert.';

COMMENT ON TABLE "public"."agent_statuses" IS 'The words in which agents say how available they are. What a word means is its category, which never changes.';

COMMENT ON TABLE "public"."agent_work_sources" IS 'What agents hold and handle: one row per kind of thing, by register_agent_work. access: service only';

COMMENT ON TABLE "public"."calendars" IS 'Business hours. Whatever has none of its own follows the default one.';

COMMENT ON TABLE "public"."chat_account_events" IS 'What providers say about an account: approvals of templates, the quality of the number, alerts.';

COMMENT ON TABLE "public"."chat_contact_addresses" IS 'By what a contact is found; each belongs to one contact of a business number.';

COMMENT ON TABLE "public"."chat_contacts" IS 'A person as one business number knows it: names, ids, and when the window of 24 hours was opened last.';

COMMENT ON TABLE "public"."chat_drafts" IS 'What somebody is about to write in a conversation; one for each, seen by its writer alone.';

COMMENT ON TABLE "public"."chat_identity_changes" IS 'Customers who changed their number or user id, as providers say; each counts once.';

COMMENT ON TABLE "public"."chat_opt_words" IS 'Words by which a customer wants no more templates, or wants them again; as the settings say. access: service only';

COMMENT ON TABLE "public"."chat_provider_secrets" IS 'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the provider sees them. access: service only';

COMMENT ON TABLE "public"."chat_providers" IS 'Accounts of chat providers, each for one business number. A removed one keeps its conversations.';

COMMENT ON TABLE "public"."chat_rollup_changes" IS 'What the statements of open transactions change; gone when they commit, so always empty to everybody else. access: service only';

COMMENT ON TABLE "public"."chat_rollups" IS 'How often each figure of the chats occurs. access: service only';

COMMENT ON TABLE "public"."chat_templates" IS 'Canned texts of chats and e-mails.';

COMMENT ON TABLE "public"."chat_triages" IS 'Every triage of a conversation: by what, with which result, and why. The newest one counts.';

COMMENT ON TABLE "public"."conversation_cycles" IS 'Each time that a conversation was opened, from its opening to its resolution: what is reopened does not stretch what was done. Kept by triggers.';

COMMENT ON TABLE "public"."conversation_notes" IS 'What colleagues tell each other in a conversation; the customer never sees it.';

COMMENT ON TABLE "public"."conversations" IS 'One matter of a contact with a business number. Counts, times and the preview are kept by triggers on messages.';

COMMENT ON TABLE "public"."conversations_counts" IS 'How many rows of conversations there are by status, channel, provider_id, team, assignee_id, priority, is_unread, is_waiting: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."departments" IS 'What a caller reaches: the numbers, the team that answers, and when.';

COMMENT ON TABLE "public"."message_aliases" IS 'Further names of messages: WhatsApp''s own id beside the provider''s. access: service only';

COMMENT ON TABLE "public"."message_clicks" IS 'Buttons and links of our templates that customers pressed.';

COMMENT ON TABLE "public"."message_media" IS 'Files of messages; the bytes are in the file store, once per content.';

COMMENT ON TABLE "public"."message_media_sources" IS 'Where the provider keeps a file: an address that needs no sign-in, or an id to ask with the account''s key. access: service only';

COMMENT ON TABLE "public"."message_reactions" IS 'Every reaction to a message, in order; the last one of each side counts. emoji null: taken back.';

COMMENT ON TABLE "public"."message_search" IS 'What the search of messages looks into. Kept by triggers. access: service only';

COMMENT ON TABLE "public"."message_status_events" IS 'Everything that providers said about messages of ours, each once. Of a message that is not known yet it waits, and counts when the message comes.';

COMMENT ON TABLE "public"."message_versions" IS 'What a message said before it was edited.';

COMMENT ON TABLE "public"."messages" IS 'Messages of conversations, received and sent.';

COMMENT ON TABLE "public"."provider_template_syncs" IS 'The last time that a provider was asked for its templates.';

COMMENT ON TABLE "public"."provider_templates" IS 'Templates of chat providers, with what each has to be given.';

COMMENT ON TABLE "public"."socket_presence" IS 'Which users have a socket open, on which node; a node says again and again that it is there. access: service only';

COMMENT ON TABLE "public"."teams" IS 'Agents who work together.';

COMMENT ON TABLE "public"."timeline_picks" IS 'Entries under a shared address that are one customer''s after all.';

COMMENT ON TABLE "public"."viewers" IS 'Who looks at what, and who types; a row that is not renewed expires. access: service only';

COMMENT ON TABLE "public"."work_intervals" IS 'From clock-in to clock-out. What an agent worked is worked out from them alone.';

COMMENT ON VIEW "public"."agent_conversations" IS 'Live conversations that agents hold. access: service only';

COMMENT ON VIEW "public"."agent_email_threads" IS 'Live e-mail threads that agents hold. access: service only';

COMMENT ON VIEW "public"."agent_handled_calls" IS 'Calls that agents answered. access: service only';

COMMENT ON VIEW "public"."agent_handled_emails" IS 'E-mails that agents sent. access: service only';

COMMENT ON VIEW "public"."agent_handled_messages" IS 'Messages that agents sent. access: service only';

COMMENT ON VIEW "public"."agent_refunds" IS 'Refunds that agents have to see through. access: service only';

COMMENT ON VIEW "public"."chat_facts" IS 'What chat_rollups are sums of. access: service only';

COMMENT ON VIEW "public"."chat_rollups_from_facts" IS 'What chat_rollups must hold. access: service only';

COMMENT ON VIEW "public"."kaleyra_leg_rows" IS 'Legs as the API answers them, without the link to the recording. access: service only';

COMMENT ON VIEW "public"."timeline_emails" IS 'E-mails from and to customers. access: service only';

COMMENT ON VIEW "public"."timeline_emails_by_address" IS 'E-mails by the address that wrote them, or to which we wrote first of all. access: service only';

COMMENT ON VIEW "public"."timeline_messages" IS 'Messages from and to customers, each by itself as e-mails are: what is entered once never moves, so pages of a timeline stay as they were. access: service only';

REVOKE ALL ON FUNCTION "public"."add_message_search"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_message_search"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_message_search"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."agent_status_of"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."agent_status_of"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."agent_status_of"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_agent_presence"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agent_presence"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agent_presence"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_agents"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agents"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agents"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_chat_providers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_chat_providers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_chat_providers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_chat_triages"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_chat_triages"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_chat_triages"() TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."apply_chat_rollup_changes"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_rollup_changes"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_rollup_changes"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_chat_triage"(uuid, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_triage"(uuid, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_chat_triage"(uuid, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_message_statuses"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_message_statuses"(bigint[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_message_statuses"(bigint[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_opt_word"(uuid, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_opt_word"(uuid, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_opt_word"(uuid, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ask_provider_templates"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ask_provider_templates"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ask_provider_templates"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_agent"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_agent"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_agent"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_agent_availability"(uuid, text, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_agent_availability"(uuid, text, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_agent_availability"(uuid, text, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."change_chat_identity"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_chat_identity"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_chat_identity"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."change_message"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_message"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_message"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_cycle_figures"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_cycle_figures"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, uuid) TO "postgres";

GRANT EXECUTE
  ON FUNCTION "public"."chat_cycle_figures"(timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone, uuid)
  TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_message_figures"(text, text, text, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_message_figures"(text, text, text, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_message_figures"(text, text, text, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_query"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_query"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_query"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_range_facts"(timestamp WITH time zone, timestamp WITH time zone, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_range_facts"(timestamp WITH time zone, timestamp WITH time zone, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_range_facts"(timestamp WITH time zone, timestamp WITH time zone, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_status_rank"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_status_rank"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_status_rank"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_window_is_open"(timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_window_is_open"(timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_window_is_open"(timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_words"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_words"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_words"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."claim_message_statuses"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_message_statuses"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_message_statuses"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."clock_in"(uuid, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."clock_in"(uuid, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."clock_in"(uuid, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."clock_out"(uuid, timestamp WITH time zone, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."clock_out"(uuid, timestamp WITH time zone, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."clock_out"(uuid, timestamp WITH time zone, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."correct_work_interval"(uuid, uuid, timestamp WITH time zone, timestamp WITH time zone, text, integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."correct_work_interval"(uuid, uuid, timestamp WITH time zone, timestamp WITH time zone, text, integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."correct_work_interval"(uuid, uuid, timestamp WITH time zone, timestamp WITH time zone, text, integer, boolean) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."delete_agent"(uuid, integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_agent"(uuid, integer, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_agent"(uuid, integer, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."delete_chat_provider"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_chat_provider"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_chat_provider"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_agents"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_agents"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_agents"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."drop_import_file"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_import_file"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_import_file"(text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."drop_waiting_statuses"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_waiting_statuses"(timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_waiting_statuses"(timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."fail_template_sync"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."fail_template_sync"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."fail_template_sync"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_agents_for_import"(uuid[], text[], text[], text[], text[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_agents_for_import"(uuid[], text[], text[], text[], text[], boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_agents_for_import"(uuid[], text[], text[], text[], text[], boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_forgotten_work"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_forgotten_work"(timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_forgotten_work"(timestamp WITH time zone) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."follow_socket_presence"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_socket_presence"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_socket_presence"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."free_reopened_thread"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."free_reopened_thread"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."free_reopened_thread"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agent_handled"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_handled"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_handled"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_stats"(uuid, date, date, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agent_time"(uuid, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_time"(uuid, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_time"(uuid, timestamp WITH time zone, timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."get_team_members"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_team_members"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_team_members"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_template_values"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_template_values"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_template_values"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_viewers"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_viewers"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_viewers"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ingest_chat"(jsonb, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ingest_chat"(jsonb, interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ingest_chat"(jsonb, interval) TO "service_role";

REVOKE ALL ON FUNCTION "public"."join_conversations"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_conversations"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_conversations"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_agent_statuses"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agent_statuses"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agent_statuses"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_conversation_status"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversation_status"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversation_status"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_conversations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_conversations_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversations_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_conversations_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_default_calendar"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_default_calendar"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_default_calendar"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_department_numbers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_department_numbers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_department_numbers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_message_search"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_message_search"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_message_search"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."know_chat_contacts"(jsonb, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."know_chat_contacts"(jsonb, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."know_chat_contacts"(jsonb, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."lock_agent"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_agent"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_agent"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."lock_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."look_at"(text, text, text, uuid, boolean, interval, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."look_at"(text, text, text, uuid, boolean, interval, interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."look_at"(text, text, text, uuid, boolean, interval, interval) TO "service_role";

REVOKE ALL ON FUNCTION "public"."look_away"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."look_away"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."look_away"(text, text, text) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."note_chat_cycles"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_chat_cycles"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_chat_cycles"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_chat_messages"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_chat_messages"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_chat_messages"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_conversation_move"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_conversation_move"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_conversation_move"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_opt_click"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_opt_click"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_opt_click"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_opt_words"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_opt_words"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_opt_words"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_socket_presence"(uuid, uuid[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_socket_presence"(uuid, uuid[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_socket_presence"(uuid, uuid[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_template_status"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_template_status"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_template_status"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."notify_of_message"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify_of_message"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify_of_message"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."old_import_files"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."old_import_files"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."old_import_files"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_conversation_cycles"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_conversation_cycles"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_conversation_cycles"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_message_media"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_message_media"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_message_media"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_window"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_window"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_window"(uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."opt_word"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."opt_word"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."opt_word"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."park_webhook_part"(bigint, text, bytea, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."park_webhook_part"(bigint, text, bytea, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."park_webhook_part"(bigint, text, bytea, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."place_chat_contact"(text, jsonb, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_chat_contact"(text, jsonb, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_chat_contact"(text, jsonb, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."place_chat_contacts"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_chat_contacts"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_chat_contacts"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."place_conversations"(jsonb, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_conversations"(jsonb, interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."place_conversations"(jsonb, interval) TO "service_role";

REVOKE ALL ON FUNCTION "public"."queue_chat_message"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."queue_chat_message"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."queue_chat_message"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."rebuild_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."rebuild_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."rebuild_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."record_chat_draft_activity"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_chat_draft_activity"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_chat_draft_activity"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) TO "service_role";

REVOKE ALL ON FUNCTION "public"."refresh_agent_presence"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_agent_presence"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_agent_presence"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."refresh_conversation"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_conversation"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_conversation"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."refuse_used_agent_status"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refuse_used_agent_status"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refuse_used_agent_status"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_agent_work"(text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_agent_work"(text, text, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."register_timeline_by_address"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_timeline_by_address"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."release_agent_conversations"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_conversations"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_conversations"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."release_agent_email_threads"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_email_threads"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_email_threads"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."release_agent_refunds"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_refunds"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_refunds"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."release_agent_work"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_work"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_work"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."remove_team_member"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."remove_team_member"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."remove_team_member"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."renew_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_chat_rollups"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."restore_customer"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."restore_customer"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."restore_customer"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."retry_media"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_media"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_media"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."rotate_chat_provider_address"(uuid, text, double precision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."rotate_chat_provider_address"(uuid, text, double precision) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."rotate_chat_provider_address"(uuid, text, double precision) TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_agent"(uuid, jsonb, jsonb, text[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_agent"(uuid, jsonb, jsonb, text[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_agent"(uuid, jsonb, jsonb, text[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_chat_draft"(uuid, uuid, text, jsonb, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_chat_draft"(uuid, uuid, text, jsonb, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_chat_draft"(uuid, uuid, text, jsonb, uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_agent_status"(uuid, text, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_agent_status"(uuid, text, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_agent_status"(uuid, text, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_chat_opt_words"(text[], text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_chat_opt_words"(text[], text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_chat_opt_words"(text[], text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_team_member"(uuid, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_team_member"(uuid, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_team_member"(uuid, uuid, text) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."sync_provider_templates"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sync_provider_templates"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sync_provider_templates"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_over_agent_keys"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_over_agent_keys"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_over_agent_keys"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_conversation"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_conversation"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_conversation"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_chat_provider"(uuid, jsonb, jsonb, double precision, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_chat_provider"(uuid, jsonb, jsonb, double precision, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_chat_provider"(uuid, jsonb, jsonb, double precision, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_conversation"(uuid, jsonb, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_conversation"(uuid, jsonb, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_conversation"(uuid, jsonb, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."use_chat_template"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."use_chat_template"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."use_chat_template"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."verify_chat_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."verify_chat_rollups"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."verify_chat_rollups"() TO "service_role";

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

REVOKE ALL ON SEQUENCE "public"."chat_rollup_changes_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."chat_rollup_changes_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."chat_rollup_changes_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."chat_rollup_changes_id_seq" TO "service_role";

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

REVOKE ALL ON TABLE "public"."agent_availability" FROM "authenticated";

GRANT SELECT ON TABLE "public"."agent_availability" TO "authenticated";

REVOKE ALL ON TABLE "public"."agent_availability" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_availability" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_availability" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_presence" FROM "authenticated";

GRANT SELECT ON TABLE "public"."agent_presence" TO "authenticated";

REVOKE ALL ON TABLE "public"."agent_presence" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_presence" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_presence" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_skills" FROM "authenticated";

GRANT SELECT ON TABLE "public"."agent_skills" TO "authenticated";

REVOKE ALL ON TABLE "public"."agent_skills" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_skills" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_skills" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_statuses" FROM "authenticated";

GRANT SELECT ON TABLE "public"."agent_statuses" TO "authenticated";

REVOKE ALL ON TABLE "public"."agent_statuses" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_statuses" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_statuses" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_work_sources" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_work_sources" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_work_sources" TO "service_role";

REVOKE ALL ON TABLE "public"."calendars" FROM "authenticated";

GRANT SELECT ON TABLE "public"."calendars" TO "authenticated";

REVOKE ALL ON TABLE "public"."calendars" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."calendars" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."calendars" TO "service_role";

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

REVOKE ALL ON TABLE "public"."chat_opt_words" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_opt_words" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_opt_words" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_provider_secrets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_provider_secrets" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_provider_secrets" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_providers" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_providers" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_providers" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_providers" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_providers" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_rollup_changes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_rollup_changes" TO "postgres";

REVOKE ALL ON TABLE "public"."chat_rollups" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_rollups" TO "postgres";

REVOKE ALL ON TABLE "public"."chat_rollups" FROM "service_role";

GRANT SELECT ON TABLE "public"."chat_rollups" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_templates" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_templates" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_templates" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_templates" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_templates" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_triages" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_triages" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_triages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_triages" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_triages" TO "service_role";

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

REVOKE ALL ON TABLE "public"."departments" FROM "authenticated";

GRANT SELECT ON TABLE "public"."departments" TO "authenticated";

REVOKE ALL ON TABLE "public"."departments" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."departments" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."departments" TO "service_role";

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

REVOKE ALL ON TABLE "public"."provider_template_syncs" FROM "authenticated";

GRANT SELECT ON TABLE "public"."provider_template_syncs" TO "authenticated";

REVOKE ALL ON TABLE "public"."provider_template_syncs" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."provider_template_syncs" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."provider_template_syncs" TO "service_role";

REVOKE ALL ON TABLE "public"."provider_templates" FROM "authenticated";

GRANT SELECT ON TABLE "public"."provider_templates" TO "authenticated";

REVOKE ALL ON TABLE "public"."provider_templates" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."provider_templates" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."provider_templates" TO "service_role";

REVOKE ALL ON TABLE "public"."socket_presence" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."socket_presence" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."socket_presence" TO "service_role";

REVOKE ALL ON TABLE "public"."team_members" FROM "authenticated";

GRANT SELECT ON TABLE "public"."team_members" TO "authenticated";

REVOKE ALL ON TABLE "public"."team_members" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."team_members" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."team_members" TO "service_role";

REVOKE ALL ON TABLE "public"."teams" FROM "authenticated";

GRANT SELECT ON TABLE "public"."teams" TO "authenticated";

REVOKE ALL ON TABLE "public"."teams" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."teams" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."teams" TO "service_role";

REVOKE ALL ON TABLE "public"."viewers" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."viewers" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."viewers" TO "service_role";

REVOKE ALL ON TABLE "public"."work_intervals" FROM "authenticated";

GRANT SELECT ON TABLE "public"."work_intervals" TO "authenticated";

REVOKE ALL ON TABLE "public"."work_intervals" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."work_intervals" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."work_intervals" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_conversations" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_email_threads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_email_threads" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_email_threads" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_email_threads" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_handled_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_handled_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_handled_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_handled_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_handled_emails" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_handled_emails" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_handled_emails" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_handled_emails" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_handled_messages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_handled_messages" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_handled_messages" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_handled_messages" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_refunds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_refunds" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_refunds" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_refunds" TO "service_role";

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
select public.register_module('agents', 'Agents', 'Who works here: skills, capacity, availability, working time.', 'vced', 'v', 'v');
insert into public.agent_statuses (status, name, category, position) values
  ('available', 'Available', 'available', 1),
  ('busy', 'Busy', 'busy', 2),
  ('wrap_up', 'Wrap-up', 'wrap_up', 3),
  ('away', 'Away', 'away', 4),
  ('offline', 'Offline', 'offline', 5)
on conflict (status) do nothing;
select public.register_agent_work('email_thread', 'email', p_held => 'agent_email_threads', p_handled => 'agent_handled_emails',
  p_release => 'release_agent_email_threads');
select public.register_agent_work('call', 'call', p_handled => 'agent_handled_calls');
select public.register_agent_work('refund', 'ticket', p_held => 'agent_refunds', p_release => 'release_agent_refunds');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('calendars', 'Calendars', 'Business hours and holidays.', 'vced', 'v', 'v');
insert into public.calendars (name, hours, is_default)
select 'Business hours', jsonb_object_agg(day, '[["09:00", "18:00"]]'::jsonb), true
from unnest('{mon,tue,wed,thu,fri,sat}'::text[]) day
where not exists (select from public.calendars where is_default)
having count(*) > 0;
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('chats', 'Chats', 'Conversations on WhatsApp: read, assign, answer.', 'vced', 'vce', 'v');
select public.register_module('chat_providers', 'Chat providers', 'Accounts of chat providers, their secrets and webhooks.', 've', 'v', 'v');
select public.register_module('chat_templates', 'Canned texts', 'Texts with variables, for chats and e-mails.', 'vced', 'v', 'v');
select public.register_timeline('chat', 'chats', 'timeline_messages');
select public.register_agent_work('conversation', 'chat', p_held => 'agent_conversations', p_handled => 'agent_handled_messages',
  p_release => 'release_agent_conversations');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('departments', 'Departments', 'What callers reach: numbers, teams, hours.', 'vced', 'v', 'v');
select public.register_timeline_by_address('email', 'timeline_emails_by_address');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('teams', 'Teams', 'Agents who work together.', 'vced', 'v', 'v');

-- Agents that are there already have been offline since the table was made; intervals of availability leave no gap.
insert into public.agent_availability (agent_id, status, availability, source, started_at)
select a.id, a.status, a.availability, 'system', a.status_since from public.agents a;

-- Teams that e-mails and mailboxes name already.
insert into public.teams (key, name)
select distinct t.team, t.team from (
  select team from public.support_emails union select team from public.email_threads union select team from public.emails
) t
where t.team <> ''
on conflict (key) do nothing;
