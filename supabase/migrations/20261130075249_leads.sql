set check_function_bodies = off;

CREATE SEQUENCE "public"."lead_numbers" AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;

REVOKE ALL ON SEQUENCE "public"."lead_numbers" FROM "anon", "authenticated";

CREATE SEQUENCE "public"."youtube_lead_numbers" AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;

REVOKE ALL ON SEQUENCE "public"."youtube_lead_numbers" FROM "anon", "authenticated";

CREATE TABLE "public"."lead_touches" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "lead_id"     uuid                     NOT NULL,
  "direction"   text                     COLLATE pg_catalog."C" NOT NULL,
  "source"      text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_type" text                     COLLATE pg_catalog."C",
  "entity_id"   text                     COLLATE pg_catalog."C",
  "note"        text                     NOT NULL DEFAULT ''::text,
  "created_by"  uuid,
  "at"          timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "lead_touches_check" CHECK (((entity_type IS NULL) = (entity_id IS NULL))),
  CONSTRAINT "lead_touches_direction_check" CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  CONSTRAINT "lead_touches_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."lead_touches"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."lead_touches" FROM "anon";

CREATE TABLE "public"."leads_counts" (
  "key"             text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"           boolean NOT NULL DEFAULT true,
  "rows"            bigint  NOT NULL,
  "status"          text,
  "reached"         text,
  "source"          text,
  "property"        text,
  "team"            text,
  "currency"        text,
  "sum_value_minor" numeric NOT NULL
);

ALTER TABLE "public"."leads_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."leads_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."leads" (
  "id"               uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "customer_id"      uuid,
  "matter"           text                     NOT NULL,
  "matter_key"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "property"         text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "source"           text                     COLLATE pg_catalog."C" NOT NULL,
  "status"           text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'new'::text,
  "reached"          text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'new'::text,
  "score"            integer                  NOT NULL DEFAULT 0,
  "priority"         text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'normal'::text,
  "team"             text                     COLLATE pg_catalog."C",
  "assignee_id"      uuid,
  "value_minor"      bigint                   NOT NULL DEFAULT 0,
  "currency"         text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'INR'::text,
  "next_action"      text                     NOT NULL DEFAULT ''::text,
  "next_action_at"   timestamp with time zone,
  "note"             text                     NOT NULL DEFAULT ''::text,
  "lost_reason"      text                     NOT NULL DEFAULT ''::text,
  "touches"          integer                  NOT NULL DEFAULT 0,
  "last_touch_at"    timestamp with time zone,
  "last_response_at" timestamp with time zone,
  "waiting_since"    timestamp with time zone,
  "closed_at"        timestamp with time zone,
  "created_by"       uuid,
  "created_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"       timestamp with time zone,
  "version"          integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "leads_currency_check" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "leads_matter_check" CHECK ((matter <> ''::text)),
  CONSTRAINT "leads_pkey" PRIMARY KEY (id),
  CONSTRAINT "leads_priority_check" CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text]))),
  CONSTRAINT "leads_reached_check" CHECK ((reached = ANY (ARRAY['new'::text, 'contacted'::text, 'qualified'::text, 'proposal'::text, 'won'::text]))),
  CONSTRAINT "leads_score_check" CHECK (((score >= 0) AND (score <= 100))),
  CONSTRAINT "leads_source_check"
    CHECK
    ((source = ANY (ARRAY['website'::text, 'phone'::text, 'email'::text, 'whatsapp'::text, 'youtube'::text, 'video_call'::text, 'referral'::text, 'walk_in'::text, 'import'::text,
    'other'::text]))),
  CONSTRAINT "leads_status_check" CHECK ((status = ANY (ARRAY['new'::text, 'contacted'::text, 'qualified'::text, 'proposal'::text, 'won'::text, 'lost'::text]))),
  CONSTRAINT "leads_value_minor_check" CHECK ((value_minor >= 0)),
  "number"           text                     COLLATE pg_catalog."C" NOT NULL DEFAULT public.next_number('LEAD'::text, 'public.lead_numbers'::regclass),
  CONSTRAINT "leads_number_key" UNIQUE (number)
);

ALTER TABLE "public"."leads"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."leads" FROM "anon";

CREATE TABLE "public"."video_call_leads_counts" (
  "key"             text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"           boolean NOT NULL DEFAULT true,
  "rows"            bigint  NOT NULL,
  "status"          text,
  "reached"         text,
  "outcome"         text,
  "source"          text,
  "currency"        text,
  "sum_value_minor" numeric NOT NULL
);

ALTER TABLE "public"."video_call_leads_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."video_call_leads_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."video_call_leads" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "lead_id"      uuid                     NOT NULL,
  "customer_id"  uuid,
  "source"       text                     COLLATE pg_catalog."C" NOT NULL,
  "interest"     text                     NOT NULL,
  "status"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'new'::text,
  "reached"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'new'::text,
  "outcome"      text                     COLLATE pg_catalog."C",
  "assignee_id"  uuid,
  "starts_at"    timestamp with time zone,
  "ends_at"      timestamp with time zone,
  "time_zone"    text                     NOT NULL DEFAULT ''::text,
  "link"         text                     NOT NULL DEFAULT ''::text,
  "value_minor"  bigint                   NOT NULL DEFAULT 0,
  "currency"     text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'INR'::text,
  "follow_up_at" timestamp with time zone,
  "note"         text                     NOT NULL DEFAULT ''::text,
  "no_shows"     integer                  NOT NULL DEFAULT 0,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"   timestamp with time zone,
  "version"      integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "video_call_leads_check1" CHECK ((ends_at > starts_at)),
  CONSTRAINT "video_call_leads_check" CHECK (((starts_at IS NULL) = (ends_at IS NULL))),
  CONSTRAINT "video_call_leads_currency_check" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "video_call_leads_interest_check" CHECK ((interest <> ''::text)),
  CONSTRAINT "video_call_leads_outcome_check" CHECK ((outcome = ANY (ARRAY['bought'::text, 'interested'::text, 'undecided'::text, 'not_interested'::text]))),
  CONSTRAINT "video_call_leads_pkey" PRIMARY KEY (id),
  CONSTRAINT "video_call_leads_reached_check" CHECK ((reached = ANY (ARRAY['new'::text, 'booked'::text, 'completed'::text, 'bought'::text]))),
  CONSTRAINT "video_call_leads_status_check" CHECK ((status = ANY (ARRAY['new'::text, 'booked'::text, 'completed'::text, 'no_show'::text, 'cancelled'::text]))),
  CONSTRAINT "video_call_leads_value_minor_check" CHECK ((value_minor >= 0))
);

ALTER TABLE "public"."video_call_leads"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."video_call_leads" FROM "anon";

CREATE TABLE "public"."video_call_reminders" (
  "id"                 uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "video_call_lead_id" uuid                     NOT NULL,
  "starts_at"          timestamp with time zone NOT NULL,
  "before_seconds"     integer                  NOT NULL,
  "channel"            text                     COLLATE pg_catalog."C",
  "reason"             text                     NOT NULL,
  "send_id"            uuid,
  "at"                 timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "video_call_reminders_pkey" PRIMARY KEY (id),
  CONSTRAINT "video_call_reminders_video_call_lead_id_starts_at_before_se_key" UNIQUE (video_call_lead_id, starts_at, before_seconds)
);

ALTER TABLE "public"."video_call_reminders"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."video_call_reminders" FROM "anon";

CREATE TABLE "public"."youtube_comments" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "comment_id"      text                     COLLATE pg_catalog."C" NOT NULL,
  "youtube_lead_id" uuid,
  "video_id"        text                     COLLATE pg_catalog."C" NOT NULL,
  "author_id"       text                     COLLATE pg_catalog."C" NOT NULL,
  "text"            text                     NOT NULL,
  "former_text"     text,
  "published_at"    timestamp with time zone NOT NULL,
  "edited_at"       timestamp with time zone,
  "removed_at"      timestamp with time zone,
  "checked_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "youtube_comments_comment_id_key" UNIQUE (comment_id),
  CONSTRAINT "youtube_comments_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."youtube_comments"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."youtube_comments" FROM "anon";

CREATE TABLE "public"."youtube_leads_counts" (
  "key"          text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"        boolean NOT NULL DEFAULT true,
  "rows"         bigint  NOT NULL,
  "status"       text,
  "intent"       text,
  "source_state" text,
  "video_id"     text
);

ALTER TABLE "public"."youtube_leads_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."youtube_leads_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."youtube_leads" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "lead_id"      uuid                     NOT NULL,
  "customer_id"  uuid,
  "video_id"     text                     COLLATE pg_catalog."C" NOT NULL,
  "author_id"    text                     COLLATE pg_catalog."C" NOT NULL,
  "author_name"  text                     NOT NULL DEFAULT ''::text,
  "comment"      text                     NOT NULL,
  "intent"       text                     COLLATE pg_catalog."C" NOT NULL,
  "status"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'new'::text,
  "source_state" text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'live'::text,
  "comments"     integer                  NOT NULL DEFAULT 1,
  "assignee_id"  uuid,
  "note"         text                     NOT NULL DEFAULT ''::text,
  "commented_at" timestamp with time zone NOT NULL DEFAULT now(),
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"   timestamp with time zone,
  "version"      integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "youtube_leads_intent_check" CHECK ((intent = ANY (ARRAY['buy'::text, 'price'::text, 'demo'::text, 'support'::text, 'complaint'::text, 'question'::text]))),
  CONSTRAINT "youtube_leads_pkey" PRIMARY KEY (id),
  CONSTRAINT "youtube_leads_source_state_check" CHECK ((source_state = ANY (ARRAY['live'::text, 'edited'::text, 'removed'::text]))),
  CONSTRAINT "youtube_leads_status_check" CHECK ((status = ANY (ARRAY['new'::text, 'replied'::text, 'qualified'::text, 'converted'::text, 'dismissed'::text]))),
  "number"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT public.next_number('YT'::text, 'public.youtube_lead_numbers'::regclass),
  CONSTRAINT "youtube_leads_number_key" UNIQUE (number)
);

ALTER TABLE "public"."youtube_leads"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."youtube_leads" FROM "anon";

CREATE TABLE "public"."youtube_quota" (
  "day"  date    NOT NULL,
  "used" integer NOT NULL DEFAULT 0,
  CONSTRAINT "youtube_quota_pkey" PRIMARY KEY (day)
);

ALTER TABLE "public"."youtube_quota"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."youtube_quota" FROM "anon", "authenticated";

CREATE TABLE "public"."youtube_replies" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "youtube_lead_id" uuid                     NOT NULL,
  "text"            text                     NOT NULL,
  "send_id"         uuid                     NOT NULL,
  "created_by"      uuid,
  "at"              timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "youtube_replies_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."youtube_replies"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."youtube_replies" FROM "anon";

CREATE TABLE "public"."youtube_videos" (
  "id"         uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "video_id"   text                     COLLATE pg_catalog."C" NOT NULL,
  "title"      text                     NOT NULL DEFAULT ''::text,
  "seen_until" timestamp with time zone,
  "polled_at"  timestamp with time zone,
  "fault"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "created_by" uuid,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "youtube_videos_pkey" PRIMARY KEY (id),
  CONSTRAINT "youtube_videos_video_id_check" CHECK ((video_id ~ '^[A-Za-z0-9_-]{11}$'::text)),
  CONSTRAINT "youtube_videos_video_id_key" UNIQUE (video_id)
);

ALTER TABLE "public"."youtube_videos"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."youtube_videos" FROM "anon";

CREATE OR REPLACE FUNCTION public.announce_leads()
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
        select 'tickets', 'lead' || ':created', n.id::text, 'leads', null::uuid, jsonb_build_object('number', n.number, 'customer_id', n.customer_id, 'matter', n.matter, 'property', n.property, 'source', n.source, 'status', n.status, 'score', n.score, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'value_minor', n.value_minor, 'currency', n.currency, 'next_action_at', n.next_action_at, 'touches', n.touches, 'waiting_since', n.waiting_since, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'lead' || ':removed', o.id::text, 'leads', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'lead' || ':removed', o.id::text, 'leads', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'lead' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'leads', null::uuid, jsonb_build_object('number', n.number, 'customer_id', n.customer_id, 'matter', n.matter, 'property', n.property, 'source', n.source, 'status', n.status, 'score', n.score, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'value_minor', n.value_minor, 'currency', n.currency, 'next_action_at', n.next_action_at, 'touches', n.touches, 'waiting_since', n.waiting_since, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('number', o.number, 'customer_id', o.customer_id, 'matter', o.matter, 'property', o.property, 'source', o.source, 'status', o.status, 'score', o.score, 'priority', o.priority, 'team', o.team, 'assignee_id', o.assignee_id, 'value_minor', o.value_minor, 'currency', o.currency, 'next_action_at', o.next_action_at, 'touches', o.touches, 'waiting_since', o.waiting_since, 'deleted_at', o.deleted_at, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.customer_id, n.matter, n.property, n.source, n.status, n.score, n.priority, n.team, n.assignee_id, n.value_minor, n.currency, n.next_action_at, n.touches, n.waiting_since, n.deleted_at, n.version) is distinct from row(o.number, o.customer_id, o.matter, o.property, o.source, o.status, o.score, o.priority, o.team, o.assignee_id, o.value_minor, o.currency, o.next_action_at, o.touches, o.waiting_since, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_leads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_video_call_leads()
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
        select 'tickets', 'video_call_lead' || ':created', n.id::text, 'video_call_leads', null::uuid, jsonb_build_object('lead_id', n.lead_id, 'customer_id', n.customer_id, 'source', n.source, 'interest', n.interest, 'status', n.status, 'outcome', n.outcome, 'assignee_id', n.assignee_id, 'starts_at', n.starts_at, 'ends_at', n.ends_at, 'value_minor', n.value_minor, 'currency', n.currency, 'follow_up_at', n.follow_up_at, 'deleted_at', n.deleted_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'video_call_lead' || ':removed', o.id::text, 'video_call_leads', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'video_call_lead' || ':removed', o.id::text, 'video_call_leads', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'video_call_lead' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'video_call_leads', null::uuid, jsonb_build_object('lead_id', n.lead_id, 'customer_id', n.customer_id, 'source', n.source, 'interest', n.interest, 'status', n.status, 'outcome', n.outcome, 'assignee_id', n.assignee_id, 'starts_at', n.starts_at, 'ends_at', n.ends_at, 'value_minor', n.value_minor, 'currency', n.currency, 'follow_up_at', n.follow_up_at, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('lead_id', o.lead_id, 'customer_id', o.customer_id, 'source', o.source, 'interest', o.interest, 'status', o.status, 'outcome', o.outcome, 'assignee_id', o.assignee_id, 'starts_at', o.starts_at, 'ends_at', o.ends_at, 'value_minor', o.value_minor, 'currency', o.currency, 'follow_up_at', o.follow_up_at, 'deleted_at', o.deleted_at, 'version', o.version) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.lead_id, n.customer_id, n.source, n.interest, n.status, n.outcome, n.assignee_id, n.starts_at, n.ends_at, n.value_minor, n.currency, n.follow_up_at, n.deleted_at, n.version) is distinct from row(o.lead_id, o.customer_id, o.source, o.interest, o.status, o.outcome, o.assignee_id, o.starts_at, o.ends_at, o.value_minor, o.currency, o.follow_up_at, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_video_call_leads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_youtube_leads()
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
        select 'tickets', 'youtube_lead' || ':created', n.id::text, 'youtube_leads', null::uuid, jsonb_build_object('number', n.number, 'lead_id', n.lead_id, 'customer_id', n.customer_id, 'video_id', n.video_id, 'author_name', n.author_name, 'comment', n.comment, 'intent', n.intent, 'status', n.status, 'source_state', n.source_state, 'comments', n.comments, 'assignee_id', n.assignee_id, 'deleted_at', n.deleted_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'youtube_lead' || ':removed', o.id::text, 'youtube_leads', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'youtube_lead' || ':removed', o.id::text, 'youtube_leads', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'youtube_lead' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'youtube_leads', null::uuid, jsonb_build_object('number', n.number, 'lead_id', n.lead_id, 'customer_id', n.customer_id, 'video_id', n.video_id, 'author_name', n.author_name, 'comment', n.comment, 'intent', n.intent, 'status', n.status, 'source_state', n.source_state, 'comments', n.comments, 'assignee_id', n.assignee_id, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('number', o.number, 'lead_id', o.lead_id, 'customer_id', o.customer_id, 'video_id', o.video_id, 'author_name', o.author_name, 'comment', o.comment, 'intent', o.intent, 'status', o.status, 'source_state', o.source_state, 'comments', o.comments, 'assignee_id', o.assignee_id, 'deleted_at', o.deleted_at, 'version', o.version) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.lead_id, n.customer_id, n.video_id, n.author_name, n.comment, n.intent, n.status, n.source_state, n.comments, n.assignee_id, n.deleted_at, n.version) is distinct from row(o.number, o.lead_id, o.customer_id, o.video_id, o.author_name, o.comment, o.intent, o.status, o.source_state, o.comments, o.assignee_id, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_youtube_leads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.assign_leads (
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
begin
  perform set_config('activity.step', jsonb_build_object('action', 'assign', 'note', p_note)::text, true);
  update public.leads l set assignee_id = w.agent_id, team = coalesce(p_team, l.team)
  from unnest(p_ids, p_agents) w (id, agent_id)
  where l.id = w.id and (l.assignee_id, l.team) is distinct from (w.agent_id, coalesce(p_team, l.team));
  perform set_config('activity.step', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."assign_leads"(uuid[], uuid[], text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.change_video_call (
  p_id      uuid,
  p_steps   jsonb,
  p_action  text,
  p_to      text,
  p_change  jsonb,
  p_note    text,
  p_version integer,
  p_remind  integer[]
)
  RETURNS SETOF public.video_call_leads
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_old public.video_call_leads;
  v_new public.video_call_leads;
begin
  select * into v_old from public.video_call_leads c where c.id = p_id and c.deleted_at is null for update;
  if not found then
    raise exception 'video_call_lead_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.check_assignee(p_change);
  begin
    perform public.act_on('public.video_call_leads', p_steps, p_id, p_action, case when p_action is null then coalesce(p_to, v_old.status) end, p_note, p_version, p_change);
  exception when exclusion_violation then
    raise exception 'video_call_slot_taken' using errcode = 'P0409', detail = jsonb_build_object('assignee_id', coalesce(p_change ->> 'assignee_id', v_old.assignee_id::text));
  end;
  select * into v_new from public.video_call_leads c where c.id = p_id;
  if v_new.status = 'booked' and (v_old.status <> 'booked' or v_old.starts_at is distinct from v_new.starts_at) then
    perform graphile_worker.add_job('video_call_leads.remind', json_build_object('id', p_id, 'starts_at', v_new.starts_at, 'before_seconds', s),
      run_at => v_new.starts_at - s * interval '1 second', job_key => format('video_call:%s:%s', p_id, s))
    from unnest(p_remind) s where v_new.starts_at - s * interval '1 second' > now();
  end if;
  if v_new.status = 'completed' and v_old.status <> 'completed' then
    insert into public.lead_touches (lead_id, direction, source, entity_type, entity_id, created_by)
    values (v_new.lead_id, 'outbound', 'video_call', 'video_call_lead', p_id::text, public.current_actor())
    on conflict do nothing;
  end if;
  if v_new.outcome = 'bought' and v_old.outcome is distinct from 'bought' then
    perform public.act_on('public.leads', '{"new": {"win": "won"}, "contacted": {"win": "won"}, "qualified": {"win": "won"}, "proposal": {"win": "won"}}', l.id, 'win',
      p_note => 'Bought after a video call.', p_set => jsonb_build_object('value_minor', v_new.value_minor, 'currency', v_new.currency))
    from public.leads l where l.id = v_new.lead_id and l.status not in ('won', 'lost') and l.deleted_at is null;
  end if;
  if v_new.follow_up_at is distinct from v_old.follow_up_at and v_new.follow_up_at is not null then
    update public.leads l set next_action = 'Follow up the video call', next_action_at = v_new.follow_up_at
    where l.id = v_new.lead_id and l.status not in ('won', 'lost') and l.deleted_at is null;
  end if;
  return next v_new;
end $function$;

REVOKE ALL ON FUNCTION "public"."change_video_call"(uuid, jsonb, text, text, jsonb, text, integer, integer[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_lead_touches()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.leads l set
    touches = l.touches + n.came,
    last_touch_at = greatest(l.last_touch_at, n.came_at),
    last_response_at = greatest(l.last_response_at, n.answered_at),
    waiting_since = case
      when l.status in ('won', 'lost') then null
      when n.answered_at >= coalesce(n.came_at, l.last_touch_at, '-infinity') then null
      when n.answered_at is not null then n.asked_at
      else coalesce(l.waiting_since, n.asked_at) end
  from (
    select lead_id, count(*) filter (where direction = 'inbound') as came, max(at) filter (where direction = 'inbound') as came_at,
      min(at) filter (where direction = 'inbound' and source <> 'import') as asked_at, max(at) filter (where direction = 'outbound') as answered_at
    from new_rows group by lead_id
  ) n
  where l.id = n.lead_id;
  perform set_config('activity.step', '{"action": "contact", "note": ""}', true);
  update public.leads l set status = 'contacted'
  where l.status = 'new' and l.id in (select n.lead_id from new_rows n where n.direction = 'outbound');
  perform set_config('activity.step', '', true);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."count_lead_touches"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_leads_anew()
  RETURNS SETOF public.leads_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.reached, r.source, r.property, r.team, r.currency)::text), false, count(*), r.status, r.reached, r.source, r.property, r.team, r.currency, coalesce(sum(r.value_minor), 0) from public.leads r where r.deleted_at is null group by r.status, r.reached, r.source, r.property, r.team, r.currency
    $function$;

REVOKE ALL ON FUNCTION "public"."count_leads_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_video_call_leads_anew()
  RETURNS SETOF public.video_call_leads_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.reached, r.outcome, r.source, r.currency)::text), false, count(*), r.status, r.reached, r.outcome, r.source, r.currency, coalesce(sum(r.value_minor), 0) from public.video_call_leads r where r.deleted_at is null group by r.status, r.reached, r.outcome, r.source, r.currency
    $function$;

REVOKE ALL ON FUNCTION "public"."count_video_call_leads_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_youtube_leads_anew()
  RETURNS SETOF public.youtube_leads_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.intent, r.source_state, r.video_id)::text), false, count(*), r.status, r.intent, r.source_state, r.video_id from public.youtube_leads r where r.deleted_at is null group by r.status, r.intent, r.source_state, r.video_id
    $function$;

REVOKE ALL ON FUNCTION "public"."count_youtube_leads_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_video_call_lead (
  p_id     uuid,
  p_call   jsonb,
  p_by     uuid,
  p_remind integer[]
)
  RETURNS SETOF public.video_call_leads
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new  public.video_call_leads := jsonb_populate_record(null::public.video_call_leads, jsonb_strip_nulls(p_call));
  v_lead public.leads;
  v_id   uuid;
begin
  select l.* into v_lead from public.touch_lead(p_id, jsonb_build_object('customer_id', p_call -> 'customer_id', 'matter', v_new.interest,
    'property', p_call -> 'property', 'source', v_new.source, 'assignee_id', p_call -> 'assignee_id', 'value_minor', p_call -> 'value_minor',
    'currency', p_call -> 'currency'),
    jsonb_build_object('source', 'video_call', 'entity_type', 'video_call_lead', 'entity_id', p_id), p_by) l;
  insert into public.video_call_leads (id, lead_id, customer_id, source, interest, assignee_id, time_zone, link, value_minor, currency, note, created_by)
  values (p_id, v_lead.id, v_lead.customer_id, v_new.source, btrim(v_new.interest), v_new.assignee_id, coalesce(v_new.time_zone, ''), coalesce(v_new.link, ''),
    coalesce(v_new.value_minor, 0), coalesce(v_new.currency, 'INR'), coalesce(v_new.note, ''), p_by)
  on conflict do nothing
  returning id into v_id;
  if v_id is null then
    select c.id into v_id from public.video_call_leads c where c.id = p_id;
    select coalesce(v_id, c.id) into v_id from public.video_call_leads c
    where c.lead_id = v_lead.id and c.status in ('new', 'booked', 'no_show') and c.deleted_at is null;
    -- The touch is that one's.
    update public.lead_touches t set entity_id = v_id::text where t.id = p_id and v_id <> p_id and not exists (
      select from public.lead_touches o where o.lead_id = v_lead.id and o.entity_type = 'video_call_lead' and o.entity_id = v_id::text and o.direction = 'inbound');
  elsif v_new.starts_at is not null then
    perform public.change_video_call(v_id, '{"new": {"book": "booked"}}', 'book', null, jsonb_build_object('starts_at', v_new.starts_at, 'ends_at', v_new.ends_at),
      '', null, p_remind);
  end if;
  return query select * from public.video_call_leads c where c.id = coalesce(v_id, p_id);
end $function$;

REVOKE ALL ON FUNCTION "public"."create_video_call_lead"(uuid, jsonb, uuid, integer[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.explain_lead_scores()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_ids := array(select n.id from new_rows n where n.score > 0 order by n.id);
  else
    v_ids := array(select n.id from new_rows n join old_rows o on o.id = n.id where n.score <> o.score order by n.id);
  end if;
  if cardinality(v_ids) > 0 then
    perform public.record_decisions((
      select jsonb_agg(jsonb_build_object('kind', 'leads.score', 'entity_type', 'lead', 'entity_id', l.id, 'module', 'leads',
        'chosen', jsonb_build_object('score', l.score),
        'reason', coalesce((select string_agg((r ->> 'reason') || ' (' || (r ->> 'points') || ')', ' ') from jsonb_array_elements(s.reasons) r), 'Nothing speaks for it yet.'),
        'rule', 'score_lead', 'rule_version', '1',
        'inputs', jsonb_build_object('source', l.source, 'touches', l.touches, 'reached', l.reached, 'status', l.status, 'value_known', l.value_minor > 0,
          'has_next_action', l.next_action <> ''),
        'candidates', s.reasons) order by l.id)
      from public.leads l cross join lateral public.score_lead(l.source, l.touches, l.reached, l.status = 'lost', l.value_minor > 0, l.next_action <> '') s where l.id = any (v_ids)));
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."explain_lead_scores"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_leads_for_import (
  p_identities jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
  with found as materialized (
    select i.kind, i.value, i.is_shared, coalesce(c.merged_into, c.id) as root
    from jsonb_to_recordset(p_identities) g (kind text, value text)
    join public.customer_identities i on i.kind = g.kind and i.value = g.value and i.ended_at is null
    join public.customers c on c.id = i.customer_id
  )
  select jsonb_build_object(
    'owners', coalesce((select jsonb_agg(jsonb_build_object('kind', f.kind, 'value', f.value, 'root', f.root)) from found f where not f.is_shared), '[]'),
    'shared', coalesce((select jsonb_agg(distinct jsonb_build_object('kind', f.kind, 'value', f.value)) from found f where f.is_shared), '[]'),
    'ours', coalesce((select jsonb_agg(jsonb_build_object('kind', g.kind, 'value', g.value)) from jsonb_to_recordset(p_identities) g (kind text, value text)
      join public.own_identities o on o.kind = g.kind and o.value = g.value), '[]'),
    'leads', coalesce((
      select jsonb_agg(jsonb_build_object('id', l.id, 'who', r.root, 'matter', l.matter, 'matter_key', l.matter_key, 'property', l.property, 'source', l.source,
        'priority', l.priority, 'team', l.team, 'value_minor', l.value_minor, 'currency', l.currency, 'next_action', l.next_action,
        'next_action_at', l.next_action_at, 'note', l.note, 'is_finished', l.closed_at is not null)
        order by l.closed_at is null, l.created_at, l.id)
      from (select distinct root from found) r
      join public.customers m on m.id = r.root or m.merged_into = r.root
      join public.leads l on l.customer_id = m.id and l.deleted_at is null), '[]'))
$function$;

REVOKE ALL ON FUNCTION "public"."find_leads_for_import"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_assignable_leads()
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
          select o.id from (select id, row(assignee_id, status, team, priority, customer_id, deleted_at, waiting_since, last_response_at) as facts from old_rows) o
          left join (select id, row(assignee_id, status, team, priority, customer_id, deleted_at, waiting_since, last_response_at) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items('lead', v_ids);
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_assignable_leads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_lead_touches()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.lead_id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.lead_id from old_rows o);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, lead_id as item, row(direction, at) as facts from old_rows) o
        join (select id, lead_id as item, row(direction, at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('lead', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_lead_touches"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_leads()
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
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, matter, source, deleted_at) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, matter, source, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('lead', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_leads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_customer_addresses (
  p_customer_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('name', c.display_name, 'language', c.language, 'time_zone', c.time_zone) || (
    select coalesce(jsonb_object_agg(a.kind, a.value), '{}')
    from (
      select distinct on (i.kind) i.kind, i.value from public.customer_identities i
      where i.customer_id = any (public.customer_members(p_customer_id)) and i.kind in ('phone', 'email') and i.ended_at is null and not i.is_shared
      order by i.kind, i.is_primary desc, i.last_seen_at desc, i.id
    ) a)
  from public.customers c where c.id = public.customer_root(p_customer_id) and c.deleted_at is null
$function$;

REVOKE ALL ON FUNCTION "public"."get_customer_addresses"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_youtube_comments_to_check (
  p_before timestamp with time zone,
  p_since  timestamp with time zone,
  p_most   integer
)
  RETURNS text[]
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select array(
    select c.comment_id from public.youtube_comments c
    where c.youtube_lead_id is not null and c.removed_at is null and c.checked_at < p_before and c.published_at > p_since
    order by c.checked_at, c.comment_id limit p_most)
$function$;

REVOKE ALL ON FUNCTION "public"."get_youtube_comments_to_check"(timestamp WITH time zone, timestamp WITH time zone, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_youtube_replies (
  p_lead_id uuid
)
  RETURNS TABLE (
    id            uuid,
    text          text,
    state         text,
    error_message text,
    created_by    uuid,
    at            timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select r.id, r.text, s.state, s.error_message, r.created_by, r.at
  from public.youtube_replies r join public.sends s on s.id = r.send_id
  where r.youtube_lead_id = p_lead_id order by r.at, r.id
$function$;

REVOKE ALL ON FUNCTION "public"."get_youtube_replies"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_lead()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  c_stages constant text[] := array['new', 'contacted', 'qualified', 'proposal', 'won'];
begin
  new.matter_key := public.lead_matter_key(new.matter);
  if tg_op = 'INSERT' or new.status <> old.status then
    if array_position(c_stages, new.status) > array_position(c_stages, new.reached) then
      new.reached := new.status;
    end if;
    new.closed_at := case when new.status in ('won', 'lost') then coalesce(new.closed_at, now()) end;
    if new.status <> 'lost' then
      new.lost_reason := '';
    end if;
    if new.status in ('won', 'lost') then
      new.waiting_since := null;
    end if;
  end if;
  new.score := (select s.score from public.score_lead(new.source, new.touches, new.reached, new.status = 'lost', new.value_minor > 0, new.next_action <> '') s);
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_lead"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_leads_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.leads_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.leads_counts (key, rows, status, reached, source, property, team, currency, sum_value_minor)
        select md5(row(r.status, r.reached, r.source, r.property, r.team, r.currency)::text), sum(r.sign), r.status, r.reached, r.source, r.property, r.team, r.currency, coalesce(sum(r.sign * r.value_minor), 0) from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.reached, r.source, r.property, r.team, r.currency;
      elsif tg_op = 'DELETE' then
        insert into public.leads_counts (key, rows, status, reached, source, property, team, currency, sum_value_minor)
        select md5(row(r.status, r.reached, r.source, r.property, r.team, r.currency)::text), sum(r.sign), r.status, r.reached, r.source, r.property, r.team, r.currency, coalesce(sum(r.sign * r.value_minor), 0) from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.reached, r.source, r.property, r.team, r.currency;
      else
        insert into public.leads_counts (key, rows, status, reached, source, property, team, currency, sum_value_minor)
        select md5(row(r.status, r.reached, r.source, r.property, r.team, r.currency)::text), sum(r.sign), r.status, r.reached, r.source, r.property, r.team, r.currency, coalesce(sum(r.sign * r.value_minor), 0)
        from (select 1 as sign, property, source, status, reached, team, value_minor, currency, deleted_at from new_rows union all select -1, property, source, status, reached, team, value_minor, currency, deleted_at from old_rows) r
        where r.deleted_at is null group by r.status, r.reached, r.source, r.property, r.team, r.currency having sum(r.sign) <> 0 or sum(r.sign * r.value_minor) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.leads_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_leads_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_status_leads()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values ('lead', new.id, new.status);
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_status_leads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_video_call_lead()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  c_way  constant text[] := array['new', 'booked', 'completed', 'bought'];
  v_come text := case when new.status = 'completed' and new.outcome = 'bought' then 'bought' when new.status = 'no_show' then 'booked' else new.status end;
begin
  if array_position(c_way, v_come) > array_position(c_way, new.reached) then
    new.reached := v_come;
  end if;
  -- What was sold and was no sale after all.
  if new.reached = 'bought' and new.outcome is distinct from 'bought' then
    new.reached := 'completed';
  end if;
  if tg_op = 'UPDATE' and new.status = 'no_show' and old.status <> 'no_show' then
    new.no_shows := old.no_shows + 1;
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_video_call_lead"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_video_call_leads_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.video_call_leads_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.video_call_leads_counts (key, rows, status, reached, outcome, source, currency, sum_value_minor)
        select md5(row(r.status, r.reached, r.outcome, r.source, r.currency)::text), sum(r.sign), r.status, r.reached, r.outcome, r.source, r.currency, coalesce(sum(r.sign * r.value_minor), 0) from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.reached, r.outcome, r.source, r.currency;
      elsif tg_op = 'DELETE' then
        insert into public.video_call_leads_counts (key, rows, status, reached, outcome, source, currency, sum_value_minor)
        select md5(row(r.status, r.reached, r.outcome, r.source, r.currency)::text), sum(r.sign), r.status, r.reached, r.outcome, r.source, r.currency, coalesce(sum(r.sign * r.value_minor), 0) from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.reached, r.outcome, r.source, r.currency;
      else
        insert into public.video_call_leads_counts (key, rows, status, reached, outcome, source, currency, sum_value_minor)
        select md5(row(r.status, r.reached, r.outcome, r.source, r.currency)::text), sum(r.sign), r.status, r.reached, r.outcome, r.source, r.currency, coalesce(sum(r.sign * r.value_minor), 0)
        from (select 1 as sign, source, status, reached, outcome, value_minor, currency, deleted_at from new_rows union all select -1, source, status, reached, outcome, value_minor, currency, deleted_at from old_rows) r
        where r.deleted_at is null group by r.status, r.reached, r.outcome, r.source, r.currency having sum(r.sign) <> 0 or sum(r.sign * r.value_minor) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.video_call_leads_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_video_call_leads_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_youtube_leads_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.youtube_leads_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.youtube_leads_counts (key, rows, status, intent, source_state, video_id)
        select md5(row(r.status, r.intent, r.source_state, r.video_id)::text), sum(r.sign), r.status, r.intent, r.source_state, r.video_id from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.intent, r.source_state, r.video_id;
      elsif tg_op = 'DELETE' then
        insert into public.youtube_leads_counts (key, rows, status, intent, source_state, video_id)
        select md5(row(r.status, r.intent, r.source_state, r.video_id)::text), sum(r.sign), r.status, r.intent, r.source_state, r.video_id from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.intent, r.source_state, r.video_id;
      else
        insert into public.youtube_leads_counts (key, rows, status, intent, source_state, video_id)
        select md5(row(r.status, r.intent, r.source_state, r.video_id)::text), sum(r.sign), r.status, r.intent, r.source_state, r.video_id
        from (select 1 as sign, video_id, intent, status, source_state, deleted_at from new_rows union all select -1, video_id, intent, status, source_state, deleted_at from old_rows) r
        where r.deleted_at is null group by r.status, r.intent, r.source_state, r.video_id having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.youtube_leads_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_youtube_leads_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.lead_matter_key (
  p_matter text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select lower(btrim(regexp_replace(p_matter, '\s+', ' ', 'g')))
$function$;

REVOKE ALL ON FUNCTION "public"."lead_matter_key"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.mark_youtube_comments_removed (
  p_ids text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.youtube_comments c set removed_at = clock_timestamp(), checked_at = clock_timestamp() where c.comment_id = any (p_ids) and c.removed_at is null;
  update public.youtube_leads y set source_state = 'removed'
  where y.id in (select c.youtube_lead_id from public.youtube_comments c where c.comment_id = any (p_ids)) and y.source_state <> 'removed'
    and not exists (select from public.youtube_comments o where o.youtube_lead_id = y.id and o.removed_at is null);
end $function$;

REVOKE ALL ON FUNCTION "public"."mark_youtube_comments_removed"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_video_call_reminder (
  p_id        uuid,
  p_starts_at timestamp with time zone,
  p_before    integer,
  p_channel   text,
  p_reason    text,
  p_payload   jsonb,
  p_inputs    jsonb
)
  RETURNS boolean
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_reminder uuid;
begin
  perform from public.video_call_leads c
  where c.id = p_id and c.status = 'booked' and c.starts_at = p_starts_at and c.deleted_at is null for update;
  if not found then
    return false;
  end if;
  insert into public.video_call_reminders (video_call_lead_id, starts_at, before_seconds, channel, reason)
  values (p_id, p_starts_at, p_before, p_channel, p_reason) on conflict do nothing returning id into v_reminder;
  if v_reminder is null then
    return false;
  end if;
  if p_channel is not null then
    update public.video_call_reminders r set send_id = public.queue_send('video_call.' || p_channel, p_payload, null, null) where r.id = v_reminder;
  end if;
  perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'video_call.remind', 'entity_type', 'video_call_lead', 'entity_id', p_id,
    'module', 'video_call_leads', 'chosen', jsonb_build_object('channel', p_channel), 'reason', p_reason, 'rule', 'may_contact', 'rule_version', '1', 'inputs', p_inputs)));
  return true;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_video_call_reminder"(uuid, timestamp WITH time zone, integer, text, text, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.queue_youtube_reply (
  p_id      uuid,
  p_lead_id uuid,
  p_text    text,
  p_by      uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_lead    public.youtube_leads;
  v_comment text;
begin
  if exists (select from public.youtube_replies r where r.id = p_id) then
    return;
  end if;
  select * into v_lead from public.youtube_leads y where y.id = p_lead_id and y.deleted_at is null for update;
  if not found then
    raise exception 'youtube_lead_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_lead_id);
  end if;
  select c.comment_id into v_comment from public.youtube_comments c
  where c.youtube_lead_id = p_lead_id and c.removed_at is null order by c.published_at desc, c.comment_id limit 1;
  if v_comment is null then
    raise exception 'youtube_comment_removed' using errcode = 'P0409';
  end if;
  insert into public.youtube_replies (id, youtube_lead_id, text, send_id, created_by)
  values (p_id, p_lead_id, p_text, public.queue_send('youtube.reply', jsonb_build_object('comment_id', v_comment, 'text', p_text), null, p_by), p_by);
  if v_lead.status = 'new' then
    perform public.act_on('public.youtube_leads', '{"new": {"reply": "replied"}}', p_lead_id, 'reply', p_note => p_text);
  end if;
  insert into public.lead_touches (lead_id, direction, source, entity_type, entity_id, created_by)
  values (v_lead.lead_id, 'outbound', 'youtube', 'youtube_lead', p_lead_id::text, p_by)
  on conflict do nothing;
end $function$;

REVOKE ALL ON FUNCTION "public"."queue_youtube_reply"(uuid, uuid, text, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.release_agent_leads (
  p_agent_id uuid,
  p_reason   text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_leads integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.leads set assignee_id = null where assignee_id = p_agent_id and deleted_at is null and status not in ('won', 'lost');
  get diagnostics v_leads = row_count;
  perform set_config('activity.step', '', true);
  return v_leads;
end $function$;

REVOKE ALL ON FUNCTION "public"."release_agent_leads"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.score_lead (
  p_source          text,
  p_touches         integer,
  p_reached         text,
  p_is_lost         boolean,
  p_has_value       boolean,
  p_has_next_action boolean,
  OUT               score integer,
  OUT               reasons jsonb
)
  RETURNS record
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select greatest(0, least(100, coalesce(sum(r.points), 0)))::integer,
    coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'points', r.points) order by r.place) filter (where r.points <> 0), '[]')
  from (values
    (1, case p_source when 'referral' then 20 when 'video_call' then 20 when 'walk_in' then 15 when 'phone' then 10 when 'whatsapp' then 10
      when 'email' then 10 when 'website' then 10 when 'youtube' then 5 else 0 end, 'It came by ' || replace(p_source, '_', ' ') || '.'),
    (2, 10 * least(greatest(p_touches - 1, 0), 3), 'The customer came ' || p_touches || ' times.'),
    (3, case p_reached when 'contacted' then 10 when 'qualified' then 25 when 'proposal' then 40 when 'won' then 40 else 0 end,
      'It reached the stage ' || p_reached || '.'),
    (4, case when p_has_value then 10 else 0 end, 'What it is worth is known.'),
    (5, case when p_has_next_action then 5 else 0 end, 'There is a next action.'),
    (6, case when p_is_lost then -100 else 0 end, 'It is lost.')
  ) r (place, points, reason)
$function$;

REVOKE ALL ON FUNCTION "public"."score_lead"(text, integer, text, boolean, boolean, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_youtube_comments (
  p_comments jsonb,
  p_by       uuid  DEFAULT NULL::uuid,
  p_id       uuid  DEFAULT NULL::uuid
)
  RETURNS TABLE (
    comment_id      text,
    outcome         text,
    youtube_lead_id uuid
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new    record;
  v_known  public.youtube_comments;
  v_last   public.youtube_leads;
  v_lead   public.leads;
  v_id     uuid;
  v_title  text;
begin
  for v_new in
    select c.* from jsonb_to_recordset(p_comments) c (comment_id text, video_id text, author_id text, author_name text, text text, published_at timestamptz,
      edited_at timestamptz, intent text, reason text, customer_id uuid)
    order by c.published_at, c.comment_id
  loop
    perform pg_advisory_xact_lock(hashtextextended('youtube:' || v_new.author_id || ':' || v_new.video_id, 0));
    select * into v_known from public.youtube_comments c where c.comment_id = v_new.comment_id for update;
    comment_id := v_new.comment_id;
    youtube_lead_id := v_known.youtube_lead_id;
    if v_known.comment_id is not null then
      outcome := case when v_known.text <> v_new.text then 'edited' else 'known' end;
      update public.youtube_comments c set checked_at = clock_timestamp(), removed_at = null, text = v_new.text,
        former_text = case when outcome = 'edited' then v_known.text else c.former_text end,
        edited_at = case when outcome = 'edited' then coalesce(v_new.edited_at, clock_timestamp()) else c.edited_at end
      where c.comment_id = v_new.comment_id;
      if outcome = 'edited' or v_known.removed_at is not null then
        update public.youtube_leads y set source_state = case when outcome = 'edited' or v_known.edited_at is not null then 'edited' else 'live' end
        where y.id = youtube_lead_id;
      end if;
      return next;
      continue;
    end if;

    if v_new.intent is null then
      outcome := 'no_lead';
    else
      select * into v_last from public.youtube_leads y
      where y.author_id = v_new.author_id and y.video_id = v_new.video_id and y.deleted_at is null order by y.commented_at desc, y.created_at desc limit 1;
      if v_last.intent = v_new.intent and v_last.status not in ('converted', 'dismissed') then
        outcome := 'touched';
        youtube_lead_id := v_last.id;
        update public.youtube_leads y set comments = y.comments + 1, commented_at = greatest(y.commented_at, v_new.published_at) where y.id = v_last.id;
        insert into public.lead_touches (lead_id, direction, source, entity_type, entity_id, at)
        values (v_last.lead_id, 'inbound', 'youtube', 'youtube_comment', v_new.comment_id, v_new.published_at)
        on conflict do nothing;
      else
        outcome := 'new';
        v_id := coalesce(p_id, gen_random_uuid());
        select coalesce(nullif(v.title, ''), v_new.video_id) into v_title from public.youtube_videos v where v.video_id = v_new.video_id;
        select l.* into v_lead from public.touch_lead(v_id, jsonb_build_object('customer_id', v_new.customer_id, 'source', 'youtube',
          'matter', left('YouTube: ' || coalesce(v_title, v_new.video_id), 200)),
          jsonb_build_object('source', 'youtube', 'entity_type', 'youtube_lead', 'entity_id', v_id, 'at', v_new.published_at), p_by) l;
        insert into public.youtube_leads (id, lead_id, customer_id, video_id, author_id, author_name, comment, intent, commented_at, created_by)
        values (v_id, v_lead.id, v_lead.customer_id, v_new.video_id, v_new.author_id, coalesce(v_new.author_name, ''), v_new.text, v_new.intent,
          v_new.published_at, p_by);
        youtube_lead_id := v_id;
        if p_by is null then
          perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'youtube.intent', 'entity_type', 'youtube_lead', 'entity_id', v_id,
            'module', 'youtube_leads', 'chosen', jsonb_build_object('intent', v_new.intent), 'reason', coalesce(v_new.reason, ''), 'rule', 'youtube_intent',
            'rule_version', '1', 'inputs', jsonb_build_object('video_id', v_new.video_id))));
        end if;
      end if;
    end if;
    insert into public.youtube_comments (comment_id, youtube_lead_id, video_id, author_id, text, published_at)
    values (v_new.comment_id, take_youtube_comments.youtube_lead_id, v_new.video_id, v_new.author_id, v_new.text, v_new.published_at);
    return next;
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."take_youtube_comments"(jsonb, uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_youtube_quota (
  p_units  integer,
  p_budget integer,
  p_at     timestamp with time zone,
  p_all    boolean                  DEFAULT false
)
  RETURNS boolean
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.youtube_quota (day) values ((p_at at time zone 'America/Los_Angeles')::date) on conflict do nothing;
  update public.youtube_quota q set used = case when p_all then greatest(q.used, p_budget) else q.used + p_units end
  where q.day = (p_at at time zone 'America/Los_Angeles')::date and (p_all or q.used + p_units <= p_budget);
  return found;
end $function$;

REVOKE ALL ON FUNCTION "public"."take_youtube_quota"(integer, integer, timestamp WITH time zone, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.touch_lead (
  p_id    uuid,
  p_lead  jsonb,
  p_touch jsonb,
  p_by    uuid
)
  RETURNS SETOF public.leads
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new      public.leads := jsonb_populate_record(null::public.leads, jsonb_strip_nulls(p_lead));
  v_customer uuid := public.live_customer(v_new.customer_id);
  v_id       uuid;
  v_source   text := coalesce(p_touch ->> 'source', v_new.source, 'other');
begin
  select t.lead_id into v_id from public.lead_touches t where t.id = p_id;
  if v_id is not null then
    return query select * from public.leads l where l.id = v_id;
    return;
  end if;
  if v_customer is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_new.customer_id);
  end if;
  perform public.check_assignee(p_lead);
  perform pg_advisory_xact_lock(hashtextextended('lead:' || v_customer, 0));
  select l.id into v_id from public.leads l
  where l.customer_id = any (public.customer_members(v_customer)) and l.property = coalesce(v_new.property, '')
    and l.matter_key = public.lead_matter_key(v_new.matter) and l.status not in ('won', 'lost') and l.deleted_at is null
  order by l.created_at, l.id limit 1 for update;
  if v_id is null then
    v_id := p_id;
    insert into public.leads (id, customer_id, matter, property, source, priority, team, assignee_id, value_minor, currency, next_action, next_action_at, note, created_by)
    values (p_id, v_customer, btrim(v_new.matter), coalesce(v_new.property, ''), coalesce(v_new.source, 'other'), coalesce(v_new.priority, 'normal'), v_new.team,
      v_new.assignee_id, coalesce(v_new.value_minor, 0), coalesce(v_new.currency, 'INR'), coalesce(v_new.next_action, ''), v_new.next_action_at,
      coalesce(v_new.note, ''), p_by);
  end if;
  insert into public.lead_touches (id, lead_id, direction, source, entity_type, entity_id, note, created_by, at)
  values (p_id, v_id, coalesce(p_touch ->> 'direction', 'inbound'), v_source, p_touch ->> 'entity_type', p_touch ->> 'entity_id',
    coalesce(p_touch ->> 'note', ''), p_by, coalesce((p_touch ->> 'at')::timestamptz, now()))
  on conflict do nothing;
  return query select * from public.leads l where l.id = v_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."touch_lead"(uuid, jsonb, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.touch_lead_row()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.version := old.version;
  if (old.customer_id, old.matter, old.property, old.source, old.status, old.priority, old.team, old.assignee_id, old.value_minor, old.currency,
      old.next_action, old.next_action_at, old.note, old.lost_reason, old.deleted_at)
    is distinct from (new.customer_id, new.matter, new.property, new.source, new.status, new.priority, new.team, new.assignee_id, new.value_minor, new.currency,
      new.next_action, new.next_action_at, new.note, new.lost_reason, new.deleted_at)
  then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."touch_lead_row"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_lead (
  p_id      uuid,
  p_change  jsonb,
  p_steps   jsonb,
  p_action  text    DEFAULT NULL::text,
  p_to      text    DEFAULT NULL::text,
  p_note    text    DEFAULT ''::text,
  p_version integer DEFAULT NULL::integer
)
  RETURNS SETOF public.leads
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row   public.leads;
  v_new   public.leads;
  v_set   jsonb := p_change;
  v_next  text;
  v_other uuid;
begin
  select * into v_row from public.leads l where l.id = p_id and l.deleted_at is null;
  if not found then
    raise exception 'lead_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.check_assignee(p_change);
  if p_change ->> 'customer_id' is not null then
    v_set := v_set || jsonb_build_object('customer_id', public.live_customer((p_change ->> 'customer_id')::uuid));
    if v_set ->> 'customer_id' is null then
      raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_change ->> 'customer_id');
    end if;
  end if;
  v_new := jsonb_populate_record(v_row, v_set);
  -- The same order as whoever touches it: first the customer, then the lead.
  perform pg_advisory_xact_lock(hashtextextended('lead:' || public.customer_root(v_new.customer_id), 0));
  select * into v_row from public.leads l where l.id = p_id and l.deleted_at is null for update;
  if not found then
    raise exception 'lead_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  v_next := coalesce(case when p_action is not null then p_steps -> v_row.status ->> p_action else p_to end, v_row.status);
  if v_next not in ('won', 'lost') then
    select l.id into v_other from public.leads l
    where l.customer_id = any (public.customer_members(v_new.customer_id)) and l.property = v_new.property and l.id <> p_id
      and l.matter_key = public.lead_matter_key(v_new.matter) and l.status not in ('won', 'lost') and l.deleted_at is null limit 1;
    if v_other is not null and (v_row.status in ('won', 'lost') or v_new.property <> v_row.property or v_new.customer_id is distinct from v_row.customer_id
      or public.lead_matter_key(v_new.matter) <> v_row.matter_key)
    then
      raise exception 'lead_exists' using errcode = 'P0409', detail = jsonb_build_object('lead_id', v_other);
    end if;
  end if;
  perform public.act_on('public.leads', p_steps, p_id, p_action, case when p_action is null then v_next end, p_note, p_version, v_set);
  if v_row.status = 'new' and v_next = 'contacted' then
    insert into public.lead_touches (lead_id, direction, source, note, created_by) values (p_id, 'outbound', 'other', p_note, public.current_actor());
  end if;
  return query select * from public.leads l where l.id = p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_lead"(uuid, jsonb, jsonb, text, text, text, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_imported_leads (
  p_created jsonb,
  p_changed jsonb,
  p_by      uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_customers jsonb;
begin
  -- A statement of its own: the next one sees whom it makes.
  select jsonb_object_agg(r.item + 1, r.customer_id) into v_customers
  from public.resolve_customers((
    select coalesce(jsonb_agg(jsonb_build_object('identities', g.value -> 'customer' -> 'identities', 'name', g.value -> 'customer' ->> 'name',
      'source', 'import', 'at', now()) order by g.place), '[]') from jsonb_array_elements(p_created) with ordinality g (value, place))) r;
  if exists (select from jsonb_each(v_customers) c where c.value = 'null') then
    raise exception 'identity_conflict' using errcode = 'P0409';
  end if;
  with made as (
    insert into public.leads (id, customer_id, matter, property, source, priority, team, value_minor, currency, next_action, next_action_at, note, created_by)
    select n.id, public.customer_root((v_customers ->> g.place::text)::uuid), n.matter, n.property, n.source, n.priority, n.team, n.value_minor, n.currency,
      n.next_action, n.next_action_at, n.note, p_by
    from jsonb_array_elements(p_created) with ordinality g (value, place)
    cross join lateral jsonb_populate_record(null::public.leads, g.value) n
    on conflict do nothing
    returning id
  )
  insert into public.lead_touches (lead_id, direction, source, created_by) select m.id, 'inbound', 'import', p_by from made m;

  update public.leads l set priority = n.priority, team = n.team, source = n.source, value_minor = n.value_minor, currency = n.currency, next_action = n.next_action,
    next_action_at = n.next_action_at, note = n.note
  from jsonb_populate_recordset(null::public.leads, p_changed) n
  where l.id = n.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."write_imported_leads"(jsonb, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."leads"
  ADD CONSTRAINT "leads_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."leads"
  ADD CONSTRAINT "leads_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."lead_touches"
  ADD CONSTRAINT "lead_touches_lead_id_fkey" FOREIGN KEY (lead_id) REFERENCES public.leads(id) ON DELETE CASCADE;

ALTER TABLE "public"."video_call_leads"
  ADD CONSTRAINT "video_call_leads_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."video_call_leads"
  ADD CONSTRAINT "video_call_leads_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."video_call_leads"
  ADD CONSTRAINT "video_call_leads_lead_id_fkey" FOREIGN KEY (lead_id) REFERENCES public.leads(id);

ALTER TABLE "public"."video_call_leads"
  ADD CONSTRAINT "video_call_leads_slot" EXCLUDE USING gist (assignee_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (((status = 'booked'::text) AND (deleted_at IS NULL) AND (starts_at IS NOT NULL)));

ALTER TABLE "public"."video_call_reminders"
  ADD CONSTRAINT "video_call_reminders_send_id_fkey" FOREIGN KEY (send_id) REFERENCES public.sends(id) ON DELETE SET NULL;

ALTER TABLE "public"."video_call_reminders"
  ADD CONSTRAINT "video_call_reminders_video_call_lead_id_fkey" FOREIGN KEY (video_call_lead_id) REFERENCES public.video_call_leads(id) ON DELETE CASCADE;

ALTER TABLE "public"."youtube_leads"
  ADD CONSTRAINT "youtube_leads_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."youtube_leads"
  ADD CONSTRAINT "youtube_leads_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."youtube_leads"
  ADD CONSTRAINT "youtube_leads_lead_id_fkey" FOREIGN KEY (lead_id) REFERENCES public.leads(id);

ALTER TABLE "public"."youtube_comments"
  ADD CONSTRAINT "youtube_comments_youtube_lead_id_fkey" FOREIGN KEY (youtube_lead_id) REFERENCES public.youtube_leads(id) ON DELETE CASCADE;

ALTER TABLE "public"."youtube_replies"
  ADD CONSTRAINT "youtube_replies_send_id_fkey" FOREIGN KEY (send_id) REFERENCES public.sends(id);

ALTER TABLE "public"."youtube_replies"
  ADD CONSTRAINT "youtube_replies_youtube_lead_id_fkey" FOREIGN KEY (youtube_lead_id) REFERENCES public.youtube_leads(id) ON DELETE CASCADE;

CREATE VIEW "public"."agent_leads" WITH (security_invoker=true) AS  SELECT assignee_id AS agent_id,
    id AS item_id
   FROM public.leads l
  WHERE ((deleted_at IS NULL) AND (waiting_since IS NOT NULL) AND (assignee_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."live_leads" WITH (security_invoker=true) AS  SELECT id,
    'ticket'::text AS channel,
    team,
    priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    COALESCE(waiting_since, created_at) AS waiting_since,
    GREATEST(last_touch_at, last_response_at, created_at) AS last_activity_at,
    last_response_at AS last_answer_at,
    NULL::timestamp with time zone AS sla_due_at,
    customer_id,
    assignee_id,
    ((assignee_id IS NULL) AND (waiting_since IS NOT NULL)) AS waits,
    false AS is_bots
   FROM public.leads l
  WHERE ((deleted_at IS NULL) AND (status <> ALL (ARRAY['won'::text, 'lost'::text])));

REVOKE ALL ON TABLE "public"."live_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_lead_events" WITH (security_invoker=true) AS  SELECT t.lead_id AS item_id,
    t.at,
    t.at AS recorded_at,
        CASE
            WHEN (t.direction = 'inbound'::text) THEN 'customer_message'::text
            ELSE 'reply'::text
        END AS kind,
    t.created_by AS by_user
   FROM public.lead_touches t
  WHERE (t.source <> 'import'::text)
UNION ALL
 SELECT f.lead_id AS item_id,
    f.at,
    f.at AS recorded_at,
    'created'::text AS kind,
    NULL::uuid AS by_user
   FROM ( SELECT l.id AS lead_id,
            m.at
           FROM (public.leads l
             CROSS JOIN LATERAL ( SELECT t.at
                   FROM public.lead_touches t
                  WHERE ((t.lead_id = l.id) AND (t.direction = 'inbound'::text) AND (t.source <> 'import'::text))
                  ORDER BY t.at, t.id
                 LIMIT 1) m)) f;

REVOKE ALL ON TABLE "public"."sla_lead_events" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_leads" WITH (security_invoker=true) AS  SELECT l.id,
    l.status,
    'ticket'::text AS channel,
    l.team,
    l.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    COALESCE(NULLIF(r.language, ''::text), NULLIF(c.language, ''::text)) AS language,
    l.source AS category,
    '{}'::text[] AS labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    NULL::uuid AS inbox,
    l.matter AS subject,
    l.matter AS label,
    l.customer_id,
    l.assignee_id,
    l.created_at,
        CASE
            WHEN (l.deleted_at IS NOT NULL) THEN 'deleted'::text
            ELSE NULL::text
        END AS excluded
   FROM ((public.leads l
     LEFT JOIN public.customers c ON ((c.id = l.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_video_calls" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'inbound'::text AS direction,
    'Video call'::text AS title,
    interest AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('lead_id', lead_id, 'starts_at', starts_at, 'outcome', outcome, 'value_minor', value_minor, 'currency', currency) AS details
   FROM public.video_call_leads c
  WHERE ((customer_id IS NOT NULL) AND (deleted_at IS NULL));

REVOKE ALL ON TABLE "public"."timeline_video_calls" FROM "anon", "authenticated";

CREATE UNIQUE INDEX lead_touches_entity ON public.lead_touches USING btree (lead_id, entity_type, entity_id, direction)
  WHERE (entity_id IS NOT NULL);

CREATE INDEX lead_touches_lead ON public.lead_touches USING btree (lead_id, at, id);

CREATE INDEX lead_touches_thing ON public.lead_touches USING btree (entity_type, entity_id);

CREATE INDEX leads_assignee ON public.leads USING btree (assignee_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_counts_fresh ON public.leads_counts USING btree (key)
  WHERE fresh;

CREATE INDEX leads_counts_key ON public.leads_counts USING btree (key);

CREATE INDEX leads_currency ON public.leads USING btree (currency, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_customer ON public.leads USING btree (customer_id, created_at DESC, id DESC);

CREATE UNIQUE INDEX leads_matter ON public.leads USING btree (customer_id, property, matter_key)
  WHERE ((status <> ALL (ARRAY['won'::text, 'lost'::text])) AND (deleted_at IS NULL));

CREATE INDEX leads_newest ON public.leads USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_next_action ON public.leads USING btree (next_action_at, id)
  WHERE ((deleted_at IS NULL) AND (next_action_at IS NOT NULL));

CREATE INDEX leads_priority ON public.leads USING btree (priority, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_property ON public.leads USING btree (property, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_score ON public.leads USING btree (score DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_source ON public.leads USING btree (source, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_status ON public.leads USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_team ON public.leads USING btree (team, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_updated ON public.leads USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_value ON public.leads USING btree (value_minor DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX leads_waiting ON public.leads USING btree (waiting_since, id)
  WHERE ((deleted_at IS NULL) AND (waiting_since IS NOT NULL));

CREATE INDEX video_call_leads_assignee ON public.video_call_leads USING btree (assignee_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX video_call_leads_counts_fresh ON public.video_call_leads_counts USING btree (key)
  WHERE fresh;

CREATE INDEX video_call_leads_counts_key ON public.video_call_leads_counts USING btree (key);

CREATE INDEX video_call_leads_currency ON public.video_call_leads USING btree (currency, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX video_call_leads_customer ON public.video_call_leads USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX video_call_leads_follow_up ON public.video_call_leads USING btree (follow_up_at, id)
  WHERE ((deleted_at IS NULL) AND (follow_up_at IS NOT NULL));

CREATE INDEX video_call_leads_lead ON public.video_call_leads USING btree (lead_id);

CREATE INDEX video_call_leads_newest ON public.video_call_leads USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX video_call_leads_open ON public.video_call_leads USING btree (lead_id)
  WHERE ((status = ANY (ARRAY['new'::text, 'booked'::text, 'no_show'::text])) AND (deleted_at IS NULL));

CREATE INDEX video_call_leads_outcome ON public.video_call_leads USING btree (outcome, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX video_call_leads_search ON public.video_call_leads USING gin (interest extensions.gin_trgm_ops, note extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX video_call_leads_source ON public.video_call_leads USING btree (source, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX video_call_leads_starts ON public.video_call_leads USING btree (starts_at DESC NULLS LAST, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX video_call_leads_status ON public.video_call_leads USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX video_call_leads_updated ON public.video_call_leads USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX video_call_leads_value ON public.video_call_leads USING btree (value_minor DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_comments_check ON public.youtube_comments USING btree (checked_at, comment_id)
  WHERE ((youtube_lead_id IS NOT NULL) AND (removed_at IS NULL));

CREATE INDEX youtube_comments_lead ON public.youtube_comments USING btree (youtube_lead_id, published_at)
  WHERE (youtube_lead_id IS NOT NULL);

CREATE INDEX youtube_leads_assignee ON public.youtube_leads USING btree (assignee_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_leads_author ON public.youtube_leads USING btree (author_id, video_id, created_at DESC);

CREATE INDEX youtube_leads_commented ON public.youtube_leads USING btree (commented_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_leads_counts_fresh ON public.youtube_leads_counts USING btree (key)
  WHERE fresh;

CREATE INDEX youtube_leads_counts_key ON public.youtube_leads_counts USING btree (key);

CREATE INDEX youtube_leads_customer ON public.youtube_leads USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX youtube_leads_intent ON public.youtube_leads USING btree (intent, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_leads_lead ON public.youtube_leads USING btree (lead_id);

CREATE INDEX youtube_leads_newest ON public.youtube_leads USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_leads_source_state ON public.youtube_leads USING btree (source_state, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_leads_status ON public.youtube_leads USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_leads_updated ON public.youtube_leads USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_leads_video ON public.youtube_leads USING btree (video_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_replies_lead ON public.youtube_replies USING btree (youtube_lead_id, at);

CREATE INDEX youtube_videos_newest ON public.youtube_videos USING btree (created_at DESC, id DESC);

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.lead_touches REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_lead_touches();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.lead_touches REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_lead_touches();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.lead_touches REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_lead_touches();

CREATE TRIGGER lead_touches_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.lead_touches
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER lead_touches_count
  AFTER INSERT ON public.lead_touches REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.count_lead_touches();

CREATE TRIGGER announce_delete AFTER DELETE ON public.leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_leads (
  'tickets',
  'lead',
  'leads',
  'id',
  'number,customer_id,matter,property,source,status,score,priority,team,assignee_id,value_minor,currency,next_action_at,touches,waiting_since,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_leads (
  'tickets',
  'lead',
  'leads',
  'id',
  'number,customer_id,matter,property,source,status,score,priority,team,assignee_id,value_minor,currency,next_action_at,touches,waiting_since,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_leads (
  'tickets',
  'lead',
  'leads',
  'id',
  'number,customer_id,matter,property,source,status,score,priority,team,assignee_id,value_minor,currency,next_action_at,touches,waiting_since,deleted_at,version',
  ''
);

CREATE TRIGGER follow_assignable_delete
  AFTER DELETE ON public.leads REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_leads();

CREATE TRIGGER follow_assignable_insert
  AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_leads();

CREATE TRIGGER follow_assignable_update
  AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_leads();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.leads REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_leads();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_leads();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_leads();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.leads REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_leads_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_leads_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.leads
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_leads_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_leads_counts();

CREATE TRIGGER keep_sla_status_insert
  AFTER INSERT ON public.leads
  FOR EACH ROW
  WHEN ((new.status <> 'open'::text))
  EXECUTE FUNCTION public.keep_sla_status_leads();

CREATE TRIGGER keep_sla_status_update
  AFTER UPDATE OF status ON public.leads
  FOR EACH ROW
  WHEN ((old.status <> new.status))
  EXECUTE FUNCTION public.keep_sla_status_leads();

CREATE TRIGGER leads_activity
  AFTER INSERT OR DELETE OR UPDATE OF customer_id,
    matter, property, source, status, priority, team, assignee_id, value_minor, currency, next_action, next_action_at, note, lost_reason, deleted_at ON public.leads
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER leads_keep
  BEFORE INSERT OR UPDATE ON public.leads
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_lead();

CREATE TRIGGER leads_scored_insert
  AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.explain_lead_scores();

CREATE TRIGGER leads_scored_update
  AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.explain_lead_scores();

CREATE TRIGGER leads_team
  BEFORE INSERT OR UPDATE OF team ON public.leads
  FOR EACH ROW
  WHEN ((new.team IS NOT NULL))
  EXECUTE FUNCTION public.name_team();

CREATE TRIGGER leads_touch
  BEFORE UPDATE ON public.leads
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_lead_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.video_call_leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_video_call_leads (
  'tickets',
  'video_call_lead',
  'video_call_leads',
  'id',
  'lead_id,customer_id,source,interest,status,outcome,assignee_id,starts_at,ends_at,value_minor,currency,follow_up_at,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.video_call_leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_video_call_leads (
  'tickets',
  'video_call_lead',
  'video_call_leads',
  'id',
  'lead_id,customer_id,source,interest,status,outcome,assignee_id,starts_at,ends_at,value_minor,currency,follow_up_at,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.video_call_leads
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_video_call_leads (
  'tickets',
  'video_call_lead',
  'video_call_leads',
  'id',
  'lead_id,customer_id,source,interest,status,outcome,assignee_id,starts_at,ends_at,value_minor,currency,follow_up_at,deleted_at,version',
  ''
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.video_call_leads REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_video_call_leads_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.video_call_leads REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_video_call_leads_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.video_call_leads
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_video_call_leads_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.video_call_leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_video_call_leads_counts();

CREATE TRIGGER video_call_leads_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.video_call_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER video_call_leads_keep
  BEFORE INSERT OR UPDATE ON public.video_call_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_video_call_lead();

CREATE TRIGGER video_call_leads_touch
  BEFORE UPDATE ON public.video_call_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.youtube_leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_youtube_leads (
  'tickets',
  'youtube_lead',
  'youtube_leads',
  'id',
  'number,lead_id,customer_id,video_id,author_name,comment,intent,status,source_state,comments,assignee_id,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.youtube_leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_youtube_leads (
  'tickets',
  'youtube_lead',
  'youtube_leads',
  'id',
  'number,lead_id,customer_id,video_id,author_name,comment,intent,status,source_state,comments,assignee_id,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.youtube_leads
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_youtube_leads (
  'tickets',
  'youtube_lead',
  'youtube_leads',
  'id',
  'number,lead_id,customer_id,video_id,author_name,comment,intent,status,source_state,comments,assignee_id,deleted_at,version',
  ''
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.youtube_leads REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_youtube_leads_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.youtube_leads REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_youtube_leads_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.youtube_leads
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_youtube_leads_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.youtube_leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_youtube_leads_counts();

CREATE TRIGGER youtube_leads_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.youtube_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER youtube_leads_touch
  BEFORE UPDATE ON public.youtube_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER youtube_replies_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.youtube_replies
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER youtube_videos_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.youtube_videos
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE POLICY "lead_touches_view" ON "public"."lead_touches"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('leads'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || l.team)
   FROM public.leads l
  WHERE (l.id = lead_touches.lead_id)) && ARRAY( SELECT public.permitted_scopes('leads'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "leads_view" ON "public"."leads"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('leads'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT public.permitted_scopes('leads'::text,
    'view'::text) AS permitted_scopes))));

CREATE POLICY "video_call_leads_view" ON "public"."video_call_leads"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('video_call_leads'::text, 'view'::text) AS has_permission));

CREATE POLICY "video_call_reminders_view" ON "public"."video_call_reminders"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('video_call_leads'::text, 'view'::text) AS has_permission));

CREATE POLICY "youtube_comments_view" ON "public"."youtube_comments"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('youtube_leads'::text, 'view'::text) AS has_permission));

CREATE POLICY "youtube_leads_view" ON "public"."youtube_leads"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('youtube_leads'::text, 'view'::text) AS has_permission));

CREATE POLICY "youtube_replies_view" ON "public"."youtube_replies"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('youtube_leads'::text, 'view'::text) AS has_permission));

CREATE POLICY "youtube_videos_view" ON "public"."youtube_videos"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('youtube_leads'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."lead_touches"."at" IS 'class: none';

COMMENT ON COLUMN "public"."lead_touches"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."lead_touches"."direction" IS 'class: none';

COMMENT ON COLUMN "public"."lead_touches"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."lead_touches"."entity_type" IS 'What it was: a video_call_lead, a youtube_lead, a call. class: none';

COMMENT ON COLUMN "public"."lead_touches"."id" IS 'class: none';

COMMENT ON COLUMN "public"."lead_touches"."lead_id" IS 'class: none';

COMMENT ON COLUMN "public"."lead_touches"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."lead_touches"."source" IS 'The way it came by, or the channel he was contacted on. class: none';

COMMENT ON COLUMN "public"."leads"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."closed_at" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."id" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."last_response_at" IS 'When a person last contacted the customer about it. class: none';

COMMENT ON COLUMN "public"."leads"."last_touch_at" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."lost_reason" IS 'class: personal';

COMMENT ON COLUMN "public"."leads"."matter" IS 'What it is about; spelling in capitals and blanks makes no difference. class: personal';

COMMENT ON COLUMN "public"."leads"."matter_key" IS 'What two spellings of one matter have in common; kept by a trigger. class: personal';

COMMENT ON COLUMN "public"."leads"."next_action" IS 'class: personal';

COMMENT ON COLUMN "public"."leads"."next_action_at" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."leads"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."property" IS 'The brand or site that it belongs to; empty where there is one only. class: none';

COMMENT ON COLUMN "public"."leads"."reached" IS 'The furthest stage that it ever had: the funnel counts these. class: none';

COMMENT ON COLUMN "public"."leads"."score" IS 'Kept by a trigger from score_lead; its reasons are in the decisions. class: none';

COMMENT ON COLUMN "public"."leads"."source" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."status" IS 'The stage. class: none';

COMMENT ON COLUMN "public"."leads"."team" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."touches" IS 'How often the customer came with it. class: none';

COMMENT ON COLUMN "public"."leads"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."value_minor" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."version" IS 'class: none';

COMMENT ON COLUMN "public"."leads"."waiting_since" IS 'When the customer came first since he was last contacted; null: nobody waits. class: none';

COMMENT ON COLUMN "public"."leads_counts"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."property" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."reached" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."source" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."sum_value_minor" IS 'class: none';

COMMENT ON COLUMN "public"."leads_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."ends_at" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."follow_up_at" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."id" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."interest" IS 'class: personal';

COMMENT ON COLUMN "public"."video_call_leads"."lead_id" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."link" IS 'class: personal';

COMMENT ON COLUMN "public"."video_call_leads"."no_shows" IS 'How often the customer did not come. class: none';

COMMENT ON COLUMN "public"."video_call_leads"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."video_call_leads"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."reached" IS 'How far it ever came; the funnel counts these. class: none';

COMMENT ON COLUMN "public"."video_call_leads"."source" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."starts_at" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."status" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."time_zone" IS 'Of the customer, who is told the time in it; empty: the business''s. class: none';

COMMENT ON COLUMN "public"."video_call_leads"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads"."value_minor" IS 'What it may be worth, or, when the customer bought, what he bought for. class: none';

COMMENT ON COLUMN "public"."video_call_leads"."version" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."reached" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."source" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."sum_value_minor" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_reminders"."at" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_reminders"."before_seconds" IS 'How long before the call it was due. class: none';

COMMENT ON COLUMN "public"."video_call_reminders"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_reminders"."id" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_reminders"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_reminders"."send_id" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_reminders"."starts_at" IS 'class: none';

COMMENT ON COLUMN "public"."video_call_reminders"."video_call_lead_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_comments"."author_id" IS 'class: personal';

COMMENT ON COLUMN "public"."youtube_comments"."checked_at" IS 'When it was last seen as it is. class: none';

COMMENT ON COLUMN "public"."youtube_comments"."comment_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_comments"."edited_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_comments"."former_text" IS 'What it said before it was edited the last time. class: personal';

COMMENT ON COLUMN "public"."youtube_comments"."id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_comments"."published_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_comments"."removed_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_comments"."text" IS 'class: personal';

COMMENT ON COLUMN "public"."youtube_comments"."video_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_comments"."youtube_lead_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."author_id" IS 'The channel of the author. class: personal';

COMMENT ON COLUMN "public"."youtube_leads"."author_name" IS 'class: personal';

COMMENT ON COLUMN "public"."youtube_leads"."comment" IS 'The first comment, as it was when it became a lead. class: personal';

COMMENT ON COLUMN "public"."youtube_leads"."commented_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."comments" IS 'How many comments say the same. class: none';

COMMENT ON COLUMN "public"."youtube_leads"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."intent" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."lead_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."youtube_leads"."source_state" IS 'What became of its comments on YouTube; the lead stays. class: none';

COMMENT ON COLUMN "public"."youtube_leads"."status" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."version" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."video_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads_counts"."intent" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads_counts"."source_state" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads_counts"."video_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_quota"."day" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_quota"."used" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_replies"."at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_replies"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_replies"."id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_replies"."send_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_replies"."text" IS 'class: personal';

COMMENT ON COLUMN "public"."youtube_replies"."youtube_lead_id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_videos"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_videos"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_videos"."fault" IS 'Why it could not be read the last time; empty when it could. class: none';

COMMENT ON COLUMN "public"."youtube_videos"."id" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_videos"."polled_at" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_videos"."seen_until" IS 'Comments up to then have been read; the next reading stops there. class: none';

COMMENT ON COLUMN "public"."youtube_videos"."title" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_videos"."video_id" IS 'class: none';

COMMENT ON TABLE "public"."lead_touches" IS 'Each time that a customer came with a lead (inbound), or was contacted about it by a person (outbound).';

COMMENT ON TABLE "public"."leads" IS 'Somebody who may buy, and what: one for each customer and matter while it is open.';

COMMENT ON TABLE "public"."leads_counts" IS 'How many rows of public.leads there are by status, reached, source, property, team, currency: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."video_call_leads" IS 'Customers who want to be shown something by video: when, by whom, and what came of it.';

COMMENT ON TABLE "public"."video_call_leads_counts" IS 'How many rows of public.video_call_leads there are by status, reached, outcome, source, currency: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."video_call_reminders" IS 'What customers were told before a video call, each once; without a channel: why not.';

COMMENT ON TABLE "public"."youtube_comments" IS 'Comments that were read, each once; without a lead where they show no intent.';

COMMENT ON TABLE "public"."youtube_leads" IS 'Comments under videos that say that somebody may buy: one for each author and video until the intent changes.';

COMMENT ON TABLE "public"."youtube_leads_counts" IS 'How many rows of public.youtube_leads there are by status, intent, source_state, video_id: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."youtube_quota" IS 'Units of the YouTube API that were used on each of its days, which begin at midnight Pacific time. access: service only';

COMMENT ON TABLE "public"."youtube_replies" IS 'What was answered under comments, each by a send.';

COMMENT ON TABLE "public"."youtube_videos" IS 'Videos whose comments are read.';

COMMENT ON VIEW "public"."agent_leads" IS 'Leads that agents hold and whose customers wait. access: service only';

COMMENT ON VIEW "public"."live_leads" IS 'Leads that are not finished. access: service only';

COMMENT ON VIEW "public"."sla_lead_events" IS 'What happened to leads, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_leads" IS 'Leads, for their clocks. access: service only';

COMMENT ON VIEW "public"."timeline_video_calls" IS 'Video calls of customers. access: service only';

REVOKE ALL ON FUNCTION "public"."announce_leads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_leads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_leads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_video_call_leads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_video_call_leads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_video_call_leads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_youtube_leads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_youtube_leads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_youtube_leads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_leads"(uuid[], uuid[], text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_leads"(uuid[], uuid[], text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_leads"(uuid[], uuid[], text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."change_video_call"(uuid, jsonb, text, text, jsonb, text, integer, integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_video_call"(uuid, jsonb, text, text, jsonb, text, integer, integer[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_video_call"(uuid, jsonb, text, text, jsonb, text, integer, integer[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_lead_touches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_lead_touches"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_lead_touches"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_leads_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_leads_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_leads_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_video_call_leads_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_video_call_leads_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_video_call_leads_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_youtube_leads_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_youtube_leads_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_youtube_leads_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_video_call_lead"(uuid, jsonb, uuid, integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_video_call_lead"(uuid, jsonb, uuid, integer[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_video_call_lead"(uuid, jsonb, uuid, integer[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."explain_lead_scores"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."explain_lead_scores"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."explain_lead_scores"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_leads_for_import"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_leads_for_import"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_leads_for_import"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_assignable_leads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_leads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_leads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_lead_touches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_lead_touches"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_lead_touches"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_leads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_leads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_leads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_customer_addresses"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer_addresses"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer_addresses"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_youtube_comments_to_check"(timestamp WITH time zone, timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_youtube_comments_to_check"(timestamp WITH time zone, timestamp WITH time zone, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_youtube_comments_to_check"(timestamp WITH time zone, timestamp WITH time zone, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_youtube_replies"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_youtube_replies"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_youtube_replies"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_lead"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_lead"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_lead"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_leads_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_leads_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_leads_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_status_leads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_leads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_leads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_video_call_lead"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_video_call_lead"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_video_call_lead"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_video_call_leads_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_video_call_leads_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_video_call_leads_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_youtube_leads_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_youtube_leads_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_youtube_leads_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."lead_matter_key"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."lead_matter_key"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."lead_matter_key"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."mark_youtube_comments_removed"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_youtube_comments_removed"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_youtube_comments_removed"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_video_call_reminder"(uuid, timestamp WITH time zone, integer, text, text, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_video_call_reminder"(uuid, timestamp WITH time zone, integer, text, text, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_video_call_reminder"(uuid, timestamp WITH time zone, integer, text, text, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."queue_youtube_reply"(uuid, uuid, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."queue_youtube_reply"(uuid, uuid, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."queue_youtube_reply"(uuid, uuid, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."release_agent_leads"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_leads"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_leads"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."score_lead"(text, integer, text, boolean, boolean, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."score_lead"(text, integer, text, boolean, boolean, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."score_lead"(text, integer, text, boolean, boolean, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_youtube_comments"(jsonb, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_youtube_comments"(jsonb, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_youtube_comments"(jsonb, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_youtube_quota"(integer, integer, timestamp WITH time zone, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_youtube_quota"(integer, integer, timestamp WITH time zone, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_youtube_quota"(integer, integer, timestamp WITH time zone, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_lead"(uuid, jsonb, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_lead"(uuid, jsonb, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_lead"(uuid, jsonb, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_lead_row"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_lead_row"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_lead_row"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_lead"(uuid, jsonb, jsonb, text, text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_lead"(uuid, jsonb, jsonb, text, text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_lead"(uuid, jsonb, jsonb, text, text, text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_imported_leads"(jsonb, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_imported_leads"(jsonb, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_imported_leads"(jsonb, jsonb, uuid) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."lead_numbers" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."lead_numbers" TO "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."lead_numbers" TO "service_role";

REVOKE ALL ON SEQUENCE "public"."youtube_lead_numbers" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."youtube_lead_numbers" TO "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."youtube_lead_numbers" TO "service_role";

REVOKE ALL ON TABLE "public"."lead_touches" FROM "authenticated";

GRANT SELECT ON TABLE "public"."lead_touches" TO "authenticated";

REVOKE ALL ON TABLE "public"."lead_touches" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."lead_touches" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."lead_touches" TO "service_role";

REVOKE ALL ON TABLE "public"."leads" FROM "authenticated";

GRANT SELECT ON TABLE "public"."leads" TO "authenticated";

REVOKE ALL ON TABLE "public"."leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."leads" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."leads" TO "service_role";

REVOKE ALL ON TABLE "public"."leads_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."leads_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."leads_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."leads_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."video_call_leads" FROM "authenticated";

GRANT SELECT ON TABLE "public"."video_call_leads" TO "authenticated";

REVOKE ALL ON TABLE "public"."video_call_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."video_call_leads" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."video_call_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."video_call_leads_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."video_call_leads_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."video_call_leads_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."video_call_leads_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."video_call_reminders" FROM "authenticated";

GRANT SELECT ON TABLE "public"."video_call_reminders" TO "authenticated";

REVOKE ALL ON TABLE "public"."video_call_reminders" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."video_call_reminders" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."video_call_reminders" TO "service_role";

REVOKE ALL ON TABLE "public"."youtube_comments" FROM "authenticated";

GRANT SELECT ON TABLE "public"."youtube_comments" TO "authenticated";

REVOKE ALL ON TABLE "public"."youtube_comments" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_comments" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_comments" TO "service_role";

REVOKE ALL ON TABLE "public"."youtube_leads" FROM "authenticated";

GRANT SELECT ON TABLE "public"."youtube_leads" TO "authenticated";

REVOKE ALL ON TABLE "public"."youtube_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_leads" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."youtube_leads_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_leads_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."youtube_leads_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."youtube_leads_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."youtube_quota" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_quota" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_quota" TO "service_role";

REVOKE ALL ON TABLE "public"."youtube_replies" FROM "authenticated";

GRANT SELECT ON TABLE "public"."youtube_replies" TO "authenticated";

REVOKE ALL ON TABLE "public"."youtube_replies" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_replies" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_replies" TO "service_role";

REVOKE ALL ON TABLE "public"."youtube_videos" FROM "authenticated";

GRANT SELECT ON TABLE "public"."youtube_videos" TO "authenticated";

REVOKE ALL ON TABLE "public"."youtube_videos" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_videos" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."youtube_videos" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."live_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."live_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_lead_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_lead_events" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_lead_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_lead_events" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_video_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_video_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_video_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_video_calls" TO "service_role";

CREATE VIEW "public"."timeline_leads" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'internal'::text AS direction,
    ('Lead '::text || number) AS title,
    matter AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('number', number, 'source', source, 'property', property, 'score', score, 'value_minor', value_minor, 'currency', currency) AS details
   FROM public.leads l
  WHERE ((customer_id IS NOT NULL) AND (deleted_at IS NULL));

REVOKE ALL ON TABLE "public"."timeline_leads" FROM "anon", "authenticated";

CREATE INDEX leads_search ON public.leads USING gin (number extensions.gin_trgm_ops, matter extensions.gin_trgm_ops, note extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

COMMENT ON COLUMN "public"."leads"."number" IS 'class: none';

COMMENT ON VIEW "public"."timeline_leads" IS 'Leads of customers. access: service only';

REVOKE ALL ON TABLE "public"."timeline_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_leads" TO "service_role";

CREATE VIEW "public"."timeline_youtube" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'inbound'::text AS direction,
    ('YouTube comment '::text || number) AS title,
    comment AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('number', number, 'video_id', video_id, 'intent', intent, 'lead_id', lead_id, 'source_state', source_state) AS details
   FROM public.youtube_leads y
  WHERE ((customer_id IS NOT NULL) AND (deleted_at IS NULL));

REVOKE ALL ON TABLE "public"."timeline_youtube" FROM "anon", "authenticated";

CREATE INDEX youtube_leads_search ON public.youtube_leads USING gin (number extensions.gin_trgm_ops, author_name extensions.gin_trgm_ops, COMMENT extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

COMMENT ON COLUMN "public"."youtube_leads"."number" IS 'class: none';

COMMENT ON VIEW "public"."timeline_youtube" IS 'YouTube comments of customers. access: service only';

REVOKE ALL ON TABLE "public"."timeline_youtube" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_youtube" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_youtube" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_youtube" TO "service_role";

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('leads', 'Leads', 'Who may buy, what, and how far it is.', 'vced', 'vce', 'v');
select public.register_timeline('lead', 'leads', 'timeline_leads');
select public.register_assignable('lead', 'leads', 'leads', 'live_leads', 'assign_leads');
select public.register_agent_work('lead', 'ticket', p_held => 'agent_leads', p_release => 'release_agent_leads');
select public.register_sla_kind('lead', 'leads', 'leads', 'sla_leads', 'sla_lead_events', '{won,lost}');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('video_call_leads', 'Video call leads', 'Customers who want to be shown something by video.', 'vced', 'vce', 'v');
select public.register_timeline('video_call', 'video_call_leads', 'timeline_video_calls');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('youtube_leads', 'YouTube leads', 'Leads from comments under videos.', 'vced', 'vce', 'v');
select public.register_timeline('youtube', 'youtube_leads', 'timeline_youtube');
