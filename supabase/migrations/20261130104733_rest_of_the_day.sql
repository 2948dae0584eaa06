set check_function_bodies = off;

DROP POLICY "video_call_leads_view" ON "public"."video_call_leads";

DROP POLICY "video_call_reminders_view" ON "public"."video_call_reminders";

DROP POLICY "youtube_comments_view" ON "public"."youtube_comments";

DROP POLICY "youtube_leads_view" ON "public"."youtube_leads";

DROP POLICY "youtube_replies_view" ON "public"."youtube_replies";

DROP TRIGGER "support_emails_activity" ON "public"."support_emails";

DROP TRIGGER "announce_delete" ON "public"."video_call_leads";

DROP TRIGGER "announce_insert" ON "public"."video_call_leads";

DROP TRIGGER "announce_update" ON "public"."video_call_leads";

DROP TRIGGER "announce_delete" ON "public"."youtube_leads";

DROP TRIGGER "announce_insert" ON "public"."youtube_leads";

DROP TRIGGER "announce_update" ON "public"."youtube_leads";

DROP INDEX "public"."support_emails_any_address";

DROP VIEW "public"."live_ivr_calls";

DROP VIEW "public"."live_leads";

DROP VIEW "public"."live_tickets";

DROP VIEW "public"."own_identities";

DROP VIEW "public"."sla_agri_consultations";

DROP VIEW "public"."sla_conversations";

DROP VIEW "public"."sla_email_threads";

DROP VIEW "public"."sla_leads";

ALTER TABLE "public"."workflow_runs"
  DROP CONSTRAINT "workflow_runs_workflow_id_cause_key";

ALTER TABLE "public"."workflow_runs"
  DROP CONSTRAINT "workflow_runs_workflow_id_fkey";

DROP FUNCTION "public"."chat_query"(text);

DROP FUNCTION "public"."chat_words"(text);

DROP FUNCTION "public"."choose_email_thread"(public.emails, text[], text, text, text, text, boolean, uuid[]);

DROP FUNCTION "public"."email_query"(text);

DROP FUNCTION "public"."email_search_text"(text);

DROP FUNCTION "public"."email_speakers"(text, text, text, jsonb);

DROP FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text);

DROP FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid);

DROP FUNCTION "public"."is_delivery_report"(text, text);

DROP FUNCTION "public"."join_email_threads"(uuid);

DROP FUNCTION "public"."join_two_threads"(uuid, uuid);

DROP FUNCTION "public"."kind_of_mail"(jsonb, text, boolean);

DROP FUNCTION "public"."link_sent_email"(public.mailbox_messages, boolean, jsonb);

DROP FUNCTION "public"."note_on_writer"(public.given_email, jsonb);

DROP FUNCTION "public"."prepare_email"(public.emails, public.given_email, public.support_emails, jsonb, boolean, uuid[]);

DROP FUNCTION "public"."read_given_email"(public.given_email, jsonb, uuid);

DROP FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[]);

DROP FUNCTION "public"."renew_parsed_email"(public.given_email, jsonb, uuid);

DROP FUNCTION "public"."speak_to_each_other"(public.emails, public.emails);

DROP FUNCTION "public"."store_parsed_emails"(jsonb, boolean);

DROP FUNCTION "public"."words_of_email"(text, text, text, jsonb, jsonb, text, text);

DROP FUNCTION "public"."write_placed_emails"(public.placed_email[], jsonb);

DROP FUNCTION "public"."writer_of_mail"(jsonb);

DROP TYPE "public"."email_thread_clue";

DROP TYPE "public"."given_email";

DROP TYPE "public"."placed_email";

CREATE SEQUENCE "public"."audit_numbers" AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;

REVOKE ALL ON SEQUENCE "public"."audit_numbers" FROM "anon", "authenticated";

CREATE TABLE "public"."agent_feedback_by_agent_counts" (
  "key"      text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"    boolean NOT NULL DEFAULT true,
  "rows"     bigint  NOT NULL,
  "agent_id" uuid,
  "kind"     text,
  "rating"   integer
);

ALTER TABLE "public"."agent_feedback_by_agent_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agent_feedback_by_agent_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."audit_samples" (
  "id"                   uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "rule_key"             text                     COLLATE pg_catalog."C" NOT NULL,
  "scorecard_id"         uuid                     NOT NULL,
  "scorecard_version_id" uuid                     NOT NULL,
  "seed"                 text                     COLLATE pg_catalog."C" NOT NULL,
  "per_agent"            integer                  NOT NULL,
  "from_on"              date                     NOT NULL,
  "to_on"                date                     NOT NULL,
  "entity_types"         text[]                   COLLATE pg_catalog."C" NOT NULL,
  "agent_ids"            uuid[]                   NOT NULL DEFAULT '{}'::uuid[],
  "team"                 text                     COLLATE pg_catalog."C",
  "only_breached"        boolean                  NOT NULL DEFAULT false,
  "auditor_ids"          uuid[]                   NOT NULL DEFAULT '{}'::uuid[],
  "due_on"               date,
  "drawn"                integer                  NOT NULL,
  "agents"               jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "created_by"           uuid,
  "created_at"           timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "audit_samples_per_agent_check" CHECK ((per_agent > 0)),
  CONSTRAINT "audit_samples_pkey" PRIMARY KEY (id),
  CONSTRAINT "audit_samples_rule_key_key" UNIQUE (rule_key)
);

ALTER TABLE "public"."audit_samples"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."audit_samples" FROM "anon";

CREATE TABLE "public"."audit_scorecard_versions" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "scorecard_id" uuid                     NOT NULL,
  "card_version" integer                  NOT NULL,
  "sections"     jsonb                    NOT NULL,
  "critical_cap" numeric(5,2)             NOT NULL DEFAULT 0,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "audit_scorecard_versions_critical_cap_check" CHECK (((critical_cap >= (0)::numeric) AND (critical_cap <= (100)::numeric))),
  CONSTRAINT "audit_scorecard_versions_pkey" PRIMARY KEY (id),
  CONSTRAINT "audit_scorecard_versions_scorecard_id_card_version_key" UNIQUE (scorecard_id, card_version),
  CONSTRAINT "audit_scorecard_versions_sections_check" CHECK ((jsonb_typeof(sections) = 'array'::text))
);

ALTER TABLE "public"."audit_scorecard_versions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."audit_scorecard_versions" FROM "anon";

CREATE TABLE "public"."audit_scorecards" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "name"         text                     NOT NULL,
  "description"  text                     NOT NULL DEFAULT ''::text,
  "entity_types" text[]                   COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[],
  "is_active"    boolean                  NOT NULL DEFAULT true,
  "card_version" integer                  NOT NULL DEFAULT 1,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "version"      integer                  NOT NULL DEFAULT 1,
  "deleted_at"   timestamp with time zone,
  CONSTRAINT "audit_scorecards_entity_types_check" CHECK ((entity_types <@ '{email_thread,conversation,ivr_call,call,ticket}'::text[])),
  CONSTRAINT "audit_scorecards_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "audit_scorecards_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."audit_scorecards"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."audit_scorecards" FROM "anon";

CREATE TABLE "public"."audit_scores" (
  "audit_id"       uuid                     NOT NULL,
  "kind"           text                     COLLATE pg_catalog."C" NOT NULL,
  "answers"        jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "sections"       jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "raw_score"      numeric(5,2),
  "score"          numeric(5,2),
  "is_auto_failed" boolean                  NOT NULL DEFAULT false,
  "scored_by"      uuid,
  "scored_at"      timestamp with time zone,
  CONSTRAINT "audit_scores_kind_check" CHECK ((kind = ANY (ARRAY['audit'::text, 'review'::text]))),
  CONSTRAINT "audit_scores_pkey" PRIMARY KEY (audit_id, kind)
);

ALTER TABLE "public"."audit_scores"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."audit_scores" FROM "anon", "authenticated";

CREATE TABLE "public"."audits_counts" (
  "key"                  text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"                boolean NOT NULL DEFAULT true,
  "rows"                 bigint  NOT NULL,
  "status"               text,
  "entity_type"          text,
  "team"                 text,
  "week"                 date,
  "scorecard_version_id" uuid,
  "outcome"              text,
  "is_auto_failed"       boolean,
  "sum_scored"           numeric NOT NULL,
  "sum_final_hundredths" numeric NOT NULL
);

ALTER TABLE "public"."audits_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."audits_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."audits" (
  "id"                   uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "status"               text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'pending'::text,
  "entity_type"          text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"            text                     COLLATE pg_catalog."C" NOT NULL,
  "agent_id"             uuid                     NOT NULL,
  "team"                 text                     COLLATE pg_catalog."C",
  "work_at"              timestamp with time zone NOT NULL,
  "week"                 date                     NOT NULL,
  "scorecard_id"         uuid                     NOT NULL,
  "scorecard_version_id" uuid                     NOT NULL,
  "sample_id"            uuid,
  "auditor_id"           uuid,
  "reviewer_id"          uuid,
  "due_on"               date,
  "raw_score"            numeric(5,2),
  "first_score"          numeric(5,2),
  "review_score"         numeric(5,2),
  "final_score"          numeric(5,2),
  "is_auto_failed"       boolean                  NOT NULL DEFAULT false,
  "outcome"              text                     COLLATE pg_catalog."C",
  "summary"              text                     NOT NULL DEFAULT ''::text,
  "dispute_reason"       text                     NOT NULL DEFAULT ''::text,
  "scored_at"            timestamp with time zone,
  "acknowledged_at"      timestamp with time zone,
  "disputed_at"          timestamp with time zone,
  "resolved_at"          timestamp with time zone,
  "created_by"           uuid,
  "created_at"           timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"           timestamp with time zone NOT NULL DEFAULT now(),
  "version"              integer                  NOT NULL DEFAULT 1,
  "deleted_at"           timestamp with time zone,
  "scored"               integer                  GENERATED ALWAYS AS (
CASE
    WHEN (final_score IS NULL) THEN 0
    ELSE 1
END) STORED NOT NULL,
  "final_hundredths"     integer                  GENERATED ALWAYS AS (COALESCE(((final_score * (100)::numeric))::integer, 0)) STORED NOT NULL,
  CONSTRAINT "audits_entity_type_check" CHECK ((entity_type = ANY (ARRAY['email_thread'::text, 'conversation'::text, 'ivr_call'::text, 'call'::text, 'ticket'::text]))),
  CONSTRAINT "audits_outcome_check" CHECK ((outcome = ANY (ARRAY['upheld'::text, 'overturned'::text]))),
  CONSTRAINT "audits_pkey" PRIMARY KEY (id),
  CONSTRAINT "audits_status_check"
    CHECK ((status = ANY (ARRAY['pending'::text, 'in_progress'::text, 'scored'::text, 'acknowledged'::text, 'disputed'::text, 'resolved'::text, 'cancelled'::text]))),
  "number"               text                     COLLATE pg_catalog."C" NOT NULL DEFAULT public.next_number('AUD'::text, 'public.audit_numbers'::regclass),
  CONSTRAINT "audits_number_key" UNIQUE (number)
);

ALTER TABLE "public"."audits"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."audits" FROM "anon";

CREATE TABLE "public"."coaching_tasks" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "status"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'open'::text,
  "agent_id"    uuid                     NOT NULL,
  "audit_id"    uuid,
  "title"       text                     NOT NULL,
  "description" text                     NOT NULL DEFAULT ''::text,
  "owner_id"    uuid,
  "due_on"      date,
  "done_at"     timestamp with time zone,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "version"     integer                  NOT NULL DEFAULT 1,
  "deleted_at"  timestamp with time zone,
  CONSTRAINT "coaching_tasks_pkey" PRIMARY KEY (id),
  CONSTRAINT "coaching_tasks_status_check" CHECK ((status = ANY (ARRAY['open'::text, 'in_progress'::text, 'done'::text, 'cancelled'::text]))),
  CONSTRAINT "coaching_tasks_title_check" CHECK ((title <> ''::text))
);

ALTER TABLE "public"."coaching_tasks"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."coaching_tasks" FROM "anon";

CREATE TABLE "public"."customer_feedback_by_agent_counts" (
  "key"         text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"       boolean NOT NULL DEFAULT true,
  "rows"        bigint  NOT NULL,
  "assignee_id" uuid,
  "rating"      integer,
  "team"        text
);

ALTER TABLE "public"."customer_feedback_by_agent_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_feedback_by_agent_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."customer_feedback_by_channel_counts" (
  "key"     text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"   boolean NOT NULL DEFAULT true,
  "rows"    bigint  NOT NULL,
  "channel" text,
  "rating"  integer,
  "team"    text
);

ALTER TABLE "public"."customer_feedback_by_channel_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_feedback_by_channel_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."search_things" (
  "kind"  text                     COLLATE pg_catalog."C" NOT NULL,
  "id"    uuid                     NOT NULL,
  "at"    timestamp with time zone NOT NULL,
  "heads" text[]                   COLLATE pg_catalog."C" NOT NULL,
  "name"  text                     NOT NULL,
  "words" tsvector                 NOT NULL,
  CONSTRAINT "search_things_pkey" PRIMARY KEY (kind, id)
);

ALTER TABLE "public"."search_things"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."search_things" FROM "anon", "authenticated";

CREATE TABLE "public"."survey_invitations_counts" (
  "key"     text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"   boolean NOT NULL DEFAULT true,
  "rows"    bigint  NOT NULL,
  "state"   text,
  "channel" text,
  "team"    text
);

ALTER TABLE "public"."survey_invitations_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."survey_invitations_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."survey_invitations" (
  "id"                 uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "survey_id"          uuid                     NOT NULL,
  "revision"           integer                  NOT NULL,
  "state"              text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'waiting'::text,
  "reason"             text                     COLLATE pg_catalog."C",
  "origin"             text                     COLLATE pg_catalog."C" NOT NULL,
  "also_auto_resolved" boolean                  NOT NULL DEFAULT false,
  "channel"            text                     COLLATE pg_catalog."C",
  "language"           text                     COLLATE pg_catalog."C",
  "customer_id"        uuid,
  "entity_type"        text                     COLLATE pg_catalog."C",
  "entity_id"          text                     COLLATE pg_catalog."C",
  "agent_id"           uuid,
  "team"               text                     COLLATE pg_catalog."C",
  "send_at"            timestamp with time zone NOT NULL DEFAULT now(),
  "sent_at"            timestamp with time zone,
  "expires_at"         timestamp with time zone,
  "send_id"            uuid,
  "created_by"         uuid,
  "created_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "version"            integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "survey_invitations_channel_check" CHECK ((channel = ANY (ARRAY['email'::text, 'whatsapp'::text]))),
  CONSTRAINT "survey_invitations_check1" CHECK (((reason IS NOT NULL) = (state = ANY (ARRAY['suppressed'::text, 'failed'::text])))),
  CONSTRAINT "survey_invitations_check2" CHECK (((sent_at IS NOT NULL) = (state = ANY (ARRAY['sent'::text, 'answered'::text, 'failed'::text])))),
  CONSTRAINT "survey_invitations_check" CHECK (((entity_type IS NULL) = (entity_id IS NULL))),
  CONSTRAINT "survey_invitations_origin_check" CHECK ((origin = ANY (ARRAY['rule'::text, 'person'::text]))),
  CONSTRAINT "survey_invitations_pkey" PRIMARY KEY (id),
  CONSTRAINT "survey_invitations_reason_check" CHECK ((reason <> ''::text)),
  CONSTRAINT "survey_invitations_send_id_key" UNIQUE (send_id),
  CONSTRAINT "survey_invitations_state_check" CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'answered'::text, 'suppressed'::text, 'failed'::text])))
);

ALTER TABLE "public"."survey_invitations"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."survey_invitations" FROM "anon";

CREATE TABLE "public"."survey_responses_counts" (
  "key"     text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"   boolean NOT NULL DEFAULT true,
  "rows"    bigint  NOT NULL,
  "kind"    text,
  "score"   integer,
  "channel" text,
  "team"    text
);

ALTER TABLE "public"."survey_responses_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."survey_responses_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."survey_responses" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "invitation_id"   uuid                     NOT NULL,
  "survey_id"       uuid                     NOT NULL,
  "revision"        integer                  NOT NULL,
  "kind"            text                     COLLATE pg_catalog."C" NOT NULL,
  "score"           integer,
  "answer"          text                     COLLATE pg_catalog."C",
  "answers"         jsonb                    NOT NULL,
  "comment"         text                     NOT NULL DEFAULT ''::text,
  "former"          jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "edited_at"       timestamp with time zone,
  "language"        text                     COLLATE pg_catalog."C" NOT NULL,
  "channel"         text                     COLLATE pg_catalog."C",
  "customer_id"     uuid,
  "entity_type"     text                     COLLATE pg_catalog."C",
  "entity_id"       text                     COLLATE pg_catalog."C",
  "agent_id"        uuid,
  "team"            text                     COLLATE pg_catalog."C",
  "ticket_id"       uuid,
  "excluded_reason" text,
  "excluded_by"     uuid,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "version"         integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "survey_responses_channel_check" CHECK ((channel = ANY (ARRAY['email'::text, 'whatsapp'::text]))),
  CONSTRAINT "survey_responses_invitation_id_key" UNIQUE (invitation_id),
  CONSTRAINT "survey_responses_kind_check" CHECK ((kind = ANY (ARRAY['csat'::text, 'nps'::text, 'ces'::text, 'choice'::text, 'text'::text]))),
  CONSTRAINT "survey_responses_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."survey_responses"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."survey_responses" FROM "anon";

CREATE TABLE "public"."survey_revisions" (
  "survey_id"        uuid                     NOT NULL,
  "revision"         integer                  NOT NULL,
  "questions"        jsonb                    NOT NULL,
  "default_language" text                     COLLATE pg_catalog."C" NOT NULL,
  "since"            timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "survey_revisions_pkey" PRIMARY KEY (survey_id, revision)
);

ALTER TABLE "public"."survey_revisions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."survey_revisions" FROM "anon";

CREATE TABLE "public"."surveys" (
  "id"               uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "name"             text                     NOT NULL,
  "description"      text                     NOT NULL DEFAULT ''::text,
  "kind"             text                     COLLATE pg_catalog."C" NOT NULL,
  "questions"        jsonb                    NOT NULL,
  "default_language" text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'en'::text,
  "intro"            jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "thanks"           jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "is_active"        boolean                  NOT NULL DEFAULT true,
  "ticket_at_most"   integer,
  "ticket_team"      text                     COLLATE pg_catalog."C",
  "revision"         integer                  NOT NULL DEFAULT 1,
  "created_by"       uuid,
  "created_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"       timestamp with time zone,
  "version"          integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "surveys_kind_check" CHECK ((kind = ANY (ARRAY['csat'::text, 'nps'::text, 'ces'::text, 'choice'::text, 'text'::text]))),
  CONSTRAINT "surveys_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "surveys_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."surveys"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."surveys" FROM "anon";

CREATE TABLE "public"."workflows_counts" (
  "key"          text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"        boolean NOT NULL DEFAULT true,
  "rows"         bigint  NOT NULL,
  "is_active"    boolean,
  "trigger_type" text,
  "entity_type"  text
);

ALTER TABLE "public"."workflows_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflows_counts" FROM "anon", "authenticated";

ALTER TABLE "public"."sla_kinds"
  ADD COLUMN "copies" text COLLATE pg_catalog."C";

ALTER TABLE "public"."sla_stale"
  ADD COLUMN "is_read" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."support_emails"
  ADD COLUMN "aliases" text[] COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[];

ALTER TABLE "public"."support_emails"
  ADD COLUMN "addresses" text[] COLLATE pg_catalog."C" GENERATED ALWAYS AS ((email_address || aliases)) STORED NOT NULL;

ALTER TABLE "public"."tickets"
  ADD COLUMN "sla_status" text COLLATE pg_catalog."C";

ALTER TABLE "public"."tickets"
  ADD COLUMN "sla_due_at" timestamp WITH time zone;

ALTER TABLE "public"."video_call_leads"
  ADD COLUMN "team" text COLLATE pg_catalog."C";

ALTER TABLE "public"."video_call_leads_counts"
  ADD COLUMN "team" text;

ALTER TABLE "public"."youtube_leads"
  ADD COLUMN "team" text COLLATE pg_catalog."C";

ALTER TABLE "public"."youtube_leads_counts"
  ADD COLUMN "team" text;

CREATE OR REPLACE FUNCTION public.act_on_audit (
  p_id      uuid,
  p_steps   jsonb,
  p_action  text,
  p_note    text,
  p_version integer,
  p_set     jsonb,
  p_kind    text,
  p_score   jsonb,
  p_by      uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row jsonb;
begin
  perform from public.audits a where a.id = p_id and a.deleted_at is null for update;
  if not found then
    return null;
  end if;
  v_row := public.act_on('public.audits', p_steps, p_id, p_action, null, p_note, p_version, p_set);
  if p_score is not null then
    insert into public.audit_scores as s (audit_id, kind, answers, sections, raw_score, score, is_auto_failed, scored_by, scored_at)
    values (p_id, p_kind, p_score -> 'answers', p_score -> 'sections', (p_score ->> 'raw_score')::numeric, (p_score ->> 'score')::numeric,
      (p_score ->> 'is_auto_failed')::boolean, p_by, now())
    on conflict (audit_id, kind) do update set answers = excluded.answers, sections = excluded.sections, raw_score = excluded.raw_score, score = excluded.score,
      is_auto_failed = excluded.is_auto_failed, scored_by = excluded.scored_by, scored_at = excluded.scored_at;
  elsif p_action = 'reopen' then
    update public.audit_scores s set scored_at = null, raw_score = null, score = null, is_auto_failed = false, sections = '[]' where s.audit_id = p_id;
  end if;
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."act_on_audit"(uuid, jsonb, text, text, integer, jsonb, text, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.add_email_files_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.email_search s set words = s.words || public.file_words(f.names)
  from (select n.email_id, string_agg(n.filename, ' ' order by n.position) as names from new_rows n where n.filename <> '' group by n.email_id) f
  where s.email_id = f.email_id;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."add_email_files_search"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.add_email_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.email_search (email_id, received_at, words)
  select n.id, n.received_at,
    public.email_words(n.subject, n.from_email, n.from_name, n.to_recipients, n.cc_recipients, n.new_text, n.body_text)
  from new_rows n where n.deleted_at is null;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.add_message_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.message_search (message_id, at, words)
  select n.id, n.at, public.search_words(n.searched)
  from (select m.id, m.at, concat_ws(' ', m.text, m.location ->> 'name', m.location ->> 'address', m.reply ->> 'title') as searched from new_rows m) n
  where n.searched <> '';
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.announce_audits()
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
        select 'tickets', 'audit' || ':created', n.id::text, 'audits', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'entity_type', n.entity_type, 'scorecard_id', n.scorecard_id, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'audit' || ':removed', o.id::text, 'audits', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'audit' || ':removed', o.id::text, 'audits', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'audit' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'audits', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'entity_type', n.entity_type, 'scorecard_id', n.scorecard_id, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('number', o.number, 'status', o.status, 'entity_type', o.entity_type, 'scorecard_id', o.scorecard_id, 'version', o.version, 'deleted_at', o.deleted_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.status, n.entity_type, n.scorecard_id, n.version, n.deleted_at) is distinct from row(o.number, o.status, o.entity_type, o.scorecard_id, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_audits"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_coaching_tasks()
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
        select 'tickets', 'coaching_task' || ':created', n.id::text, 'audits', null::uuid, jsonb_build_object('status', n.status, 'due_on', n.due_on, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'coaching_task' || ':removed', o.id::text, 'audits', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'coaching_task' || ':removed', o.id::text, 'audits', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'coaching_task' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'audits', null::uuid, jsonb_build_object('status', n.status, 'due_on', n.due_on, 'version', n.version, 'deleted_at', n.deleted_at), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('status', o.status, 'due_on', o.due_on, 'version', o.version, 'deleted_at', o.deleted_at) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.status, n.due_on, n.version, n.deleted_at) is distinct from row(o.status, o.due_on, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_coaching_tasks"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_survey_invitations()
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
        select 'tickets', 'survey_invitation' || ':created', n.id::text, 'survey_responses', null::uuid, jsonb_build_object('survey_id', n.survey_id, 'state', n.state, 'reason', n.reason, 'channel', n.channel, 'customer_id', n.customer_id, 'entity_type', n.entity_type, 'entity_id', n.entity_id, 'agent_id', n.agent_id, 'team', n.team, 'sent_at', n.sent_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'survey_invitation' || ':removed', o.id::text, 'survey_responses', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'survey_invitation' || ':removed', o.id::text, 'survey_responses', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'survey_invitation' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'survey_responses', null::uuid, jsonb_build_object('survey_id', n.survey_id, 'state', n.state, 'reason', n.reason, 'channel', n.channel, 'customer_id', n.customer_id, 'entity_type', n.entity_type, 'entity_id', n.entity_id, 'agent_id', n.agent_id, 'team', n.team, 'sent_at', n.sent_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('survey_id', o.survey_id, 'state', o.state, 'reason', o.reason, 'channel', o.channel, 'customer_id', o.customer_id, 'entity_type', o.entity_type, 'entity_id', o.entity_id, 'agent_id', o.agent_id, 'team', o.team, 'sent_at', o.sent_at, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.survey_id, n.state, n.reason, n.channel, n.customer_id, n.entity_type, n.entity_id, n.agent_id, n.team, n.sent_at, n.version) is distinct from row(o.survey_id, o.state, o.reason, o.channel, o.customer_id, o.entity_type, o.entity_id, o.agent_id, o.team, o.sent_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_survey_invitations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_survey_responses()
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
        select 'tickets', 'survey_response' || ':created', n.id::text, 'survey_responses', null::uuid, jsonb_build_object('survey_id', n.survey_id, 'invitation_id', n.invitation_id, 'kind', n.kind, 'score', n.score, 'channel', n.channel, 'customer_id', n.customer_id, 'entity_type', n.entity_type, 'entity_id', n.entity_id, 'agent_id', n.agent_id, 'team', n.team, 'ticket_id', n.ticket_id, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'survey_response' || ':removed', o.id::text, 'survey_responses', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'survey_response' || ':removed', o.id::text, 'survey_responses', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'survey_response' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'survey_responses', null::uuid, jsonb_build_object('survey_id', n.survey_id, 'invitation_id', n.invitation_id, 'kind', n.kind, 'score', n.score, 'channel', n.channel, 'customer_id', n.customer_id, 'entity_type', n.entity_type, 'entity_id', n.entity_id, 'agent_id', n.agent_id, 'team', n.team, 'ticket_id', n.ticket_id, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('survey_id', o.survey_id, 'invitation_id', o.invitation_id, 'kind', o.kind, 'score', o.score, 'channel', o.channel, 'customer_id', o.customer_id, 'entity_type', o.entity_type, 'entity_id', o.entity_id, 'agent_id', o.agent_id, 'team', o.team, 'ticket_id', o.ticket_id, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.survey_id, n.invitation_id, n.kind, n.score, n.channel, n.customer_id, n.entity_type, n.entity_id, n.agent_id, n.team, n.ticket_id, n.version) is distinct from row(o.survey_id, o.invitation_id, o.kind, o.score, o.channel, o.customer_id, o.entity_type, o.entity_id, o.agent_id, o.team, o.ticket_id, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_survey_responses"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_surveys()
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
        select 'tickets', 'survey' || ':created', n.id::text, 'surveys', null::uuid, jsonb_build_object('name', n.name, 'kind', n.kind, 'is_active', n.is_active, 'revision', n.revision, 'deleted_at', n.deleted_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'survey' || ':removed', o.id::text, 'surveys', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'survey' || ':removed', o.id::text, 'surveys', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'survey' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'surveys', null::uuid, jsonb_build_object('name', n.name, 'kind', n.kind, 'is_active', n.is_active, 'revision', n.revision, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('name', o.name, 'kind', o.kind, 'is_active', o.is_active, 'revision', o.revision, 'deleted_at', o.deleted_at, 'version', o.version) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.name, n.kind, n.is_active, n.revision, n.deleted_at, n.version) is distinct from row(o.name, o.kind, o.is_active, o.revision, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_surveys"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'video_call_lead' || ':created', n.id::text, 'video_call_leads', null::uuid, jsonb_build_object('lead_id', n.lead_id, 'customer_id', n.customer_id, 'source', n.source, 'interest', n.interest, 'status', n.status, 'outcome', n.outcome, 'assignee_id', n.assignee_id, 'starts_at', n.starts_at, 'ends_at', n.ends_at, 'value_minor', n.value_minor, 'currency', n.currency, 'follow_up_at', n.follow_up_at, 'team', n.team, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'video_call_lead' || ':removed', o.id::text, 'video_call_leads', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'video_call_lead' || ':removed', o.id::text, 'video_call_leads', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'video_call_lead' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'video_call_leads', null::uuid, jsonb_build_object('lead_id', n.lead_id, 'customer_id', n.customer_id, 'source', n.source, 'interest', n.interest, 'status', n.status, 'outcome', n.outcome, 'assignee_id', n.assignee_id, 'starts_at', n.starts_at, 'ends_at', n.ends_at, 'value_minor', n.value_minor, 'currency', n.currency, 'follow_up_at', n.follow_up_at, 'team', n.team, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('lead_id', o.lead_id, 'customer_id', o.customer_id, 'source', o.source, 'interest', o.interest, 'status', o.status, 'outcome', o.outcome, 'assignee_id', o.assignee_id, 'starts_at', o.starts_at, 'ends_at', o.ends_at, 'value_minor', o.value_minor, 'currency', o.currency, 'follow_up_at', o.follow_up_at, 'team', o.team, 'deleted_at', o.deleted_at, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.lead_id, n.customer_id, n.source, n.interest, n.status, n.outcome, n.assignee_id, n.starts_at, n.ends_at, n.value_minor, n.currency, n.follow_up_at, n.team, n.deleted_at, n.version) is distinct from row(o.lead_id, o.customer_id, o.source, o.interest, o.status, o.outcome, o.assignee_id, o.starts_at, o.ends_at, o.value_minor, o.currency, o.follow_up_at, o.team, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'youtube_lead' || ':created', n.id::text, 'youtube_leads', null::uuid, jsonb_build_object('number', n.number, 'lead_id', n.lead_id, 'customer_id', n.customer_id, 'video_id', n.video_id, 'author_name', n.author_name, 'comment', n.comment, 'intent', n.intent, 'status', n.status, 'source_state', n.source_state, 'comments', n.comments, 'assignee_id', n.assignee_id, 'team', n.team, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'youtube_lead' || ':removed', o.id::text, 'youtube_leads', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'youtube_lead' || ':removed', o.id::text, 'youtube_leads', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'youtube_lead' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'youtube_leads', null::uuid, jsonb_build_object('number', n.number, 'lead_id', n.lead_id, 'customer_id', n.customer_id, 'video_id', n.video_id, 'author_name', n.author_name, 'comment', n.comment, 'intent', n.intent, 'status', n.status, 'source_state', n.source_state, 'comments', n.comments, 'assignee_id', n.assignee_id, 'team', n.team, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('number', o.number, 'lead_id', o.lead_id, 'customer_id', o.customer_id, 'video_id', o.video_id, 'author_name', o.author_name, 'comment', o.comment, 'intent', o.intent, 'status', o.status, 'source_state', o.source_state, 'comments', o.comments, 'assignee_id', o.assignee_id, 'team', o.team, 'deleted_at', o.deleted_at, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.lead_id, n.customer_id, n.video_id, n.author_name, n.comment, n.intent, n.status, n.source_state, n.comments, n.assignee_id, n.team, n.deleted_at, n.version) is distinct from row(o.number, o.lead_id, o.customer_id, o.video_id, o.author_name, o.comment, o.intent, o.status, o.source_state, o.comments, o.assignee_id, o.team, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.answer_survey (
  p_invitation_id uuid,
  p_answer        jsonb,
  p_edit          interval
)
  RETURNS SETOF public.survey_responses
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new        public.survey_responses := jsonb_populate_record(null::public.survey_responses, p_answer);
  v_invitation public.survey_invitations;
  v_survey     public.surveys;
  v_response   public.survey_responses;
begin
  select * into v_invitation from public.survey_invitations i where i.id = p_invitation_id for update;
  select * into v_survey from public.surveys s where s.id = v_invitation.survey_id and s.deleted_at is null;
  if v_survey.id is null or v_invitation.sent_at is null or v_invitation.expires_at <= now() then
    raise exception 'public_link_invalid' using errcode = 'P0404';
  end if;
  select * into v_response from public.survey_responses r where r.invitation_id = p_invitation_id for update;
  if v_response.id is null then
    insert into public.survey_responses (invitation_id, survey_id, revision, kind, score, answer, answers, comment, language, channel, customer_id, entity_type,
      entity_id, agent_id, team)
    values (p_invitation_id, v_survey.id, v_invitation.revision, v_survey.kind, v_new.score, v_new.answer, v_new.answers, v_new.comment, v_new.language,
      v_invitation.channel, v_invitation.customer_id, v_invitation.entity_type, v_invitation.entity_id, v_invitation.agent_id, v_invitation.team)
    returning * into v_response;
    update public.survey_invitations i set state = 'answered', reason = null where i.id = p_invitation_id;
  elsif v_response.created_at <= now() - p_edit then
    raise exception 'survey_answered' using errcode = 'P0409';
  elsif v_response.answers <> v_new.answers then
    update public.survey_responses r set score = v_new.score, answer = v_new.answer, answers = v_new.answers, comment = v_new.comment, language = v_new.language,
      edited_at = now(),
      former = r.former || jsonb_build_object('answers', r.answers, 'score', r.score, 'at', coalesce(r.edited_at, r.created_at))
    where r.id = v_response.id returning * into v_response;
  end if;
  if v_response.score <= v_survey.ticket_at_most and v_response.ticket_id is null then
    perform graphile_worker.add_job('surveys.open_ticket', json_build_object('response_id', v_response.id), job_key => 'survey_ticket:' || v_response.id);
  end if;
  return next v_response;
end $function$;

REVOKE ALL ON FUNCTION "public"."answer_survey"(uuid, jsonb, interval) FROM PUBLIC, "anon", "authenticated";

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
    delete from public.sla_stale s where s.id in (select o.id from public.sla_stale o where not o.is_read order by o.id limit p_most) returning s.entity_type, s.entity_id
  )
  select coalesce(jsonb_agg(distinct jsonb_build_array(t.entity_type, t.entity_id)), '[]') into v_stale from taken t;
  -- To the millisecond, as events are read.
  v_now := greatest(p_now, date_trunc('milliseconds', clock_timestamp()));
  select coalesce(jsonb_agg(jsonb_build_array(i.entity_type, i.entity_id)), '[]') into v_due
  from (select entity_type, entity_id from public.sla_items where next_at < v_now order by next_at limit p_most) i;
  return jsonb_build_object('now', public.sla_ms(v_now), 'stamp', public.sla_setting_stamp(), 'stale', v_stale, 'due', v_due);
end $function$;

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
  -- The same order as whoever gives its lead another team: first the lead, then the call.
  perform from public.leads l where l.id = (select c.lead_id from public.video_call_leads c where c.id = p_id) for update;
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

CREATE OR REPLACE FUNCTION public.check_mailbox_addresses (
  p_id        uuid,
  p_addresses text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('mailbox_addresses', 0));
  if exists (select from public.support_emails s where s.addresses && (p_addresses collate "C") and s.deleted_at is null and s.id <> p_id) then
    raise exception 'support_email_exists' using errcode = 'P0409';
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."check_mailbox_addresses"(uuid, text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.copy_sla (
  p_most integer,
  OUT    made integer,
  OUT    held integer
)
  RETURNS record
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_taken jsonb;
  v_kind  record;
  v_held  uuid[];
  v_queue uuid[];
begin
  if not pg_try_advisory_xact_lock(hashtext('sla_copies')) then
    return;
  end if;
  made := 0;
  held := 0;
  with taken as (
    delete from public.sla_stale s where s.id in (select o.id from public.sla_stale o where o.is_read order by o.id limit p_most)
    returning s.entity_type, s.entity_id
  )
  select jsonb_agg(to_jsonb(t)) into v_taken from taken t;
  for v_kind in
    select t.entity_type, k.copies, array_agg(distinct t.entity_id) as ids
    from jsonb_to_recordset(coalesce(v_taken, '[]')) t (entity_type text, entity_id uuid)
    left join public.sla_kinds k on k.entity_type = t.entity_type
    group by t.entity_type, k.copies order by t.entity_type
  loop
    v_held := '{}';
    if v_kind.copies is not null then
      execute format('select public.%I($1)', v_kind.copies) into v_held using v_kind.ids;
    end if;
    v_queue := public.copy_sla_to_queue(v_kind.entity_type, v_kind.ids);
    v_held := array(select distinct u.id from unnest(v_held || v_queue) u (id));
    insert into public.sla_stale (entity_type, entity_id, is_read) select v_kind.entity_type, h, true from unnest(v_held) h order by h;
    held := held + cardinality(v_held);
    made := made + cardinality(v_kind.ids) - cardinality(v_held);
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."copy_sla"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.copy_sla_to_ivr_calls (
  p_ids uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_held uuid[];
begin
  with wanted as (
    select s.*
    from public.sla_standings('ivr_call', p_ids) s join public.ivr_calls c on c.id = s.entity_id
    where (c.sla_tier, c.sla_status, c.sla_due_at, c.sla_breached_at) is distinct from (s.tier, s.status, s.due_at, s.breached_at)
  ), ours as materialized (
    select c.id from public.ivr_calls c where c.id in (select w.entity_id from wanted w) order by c.id for no key update skip locked
  ), made as (
    update public.ivr_calls c set sla_tier = w.tier, sla_status = w.status, sla_due_at = w.due_at, sla_breached_at = w.breached_at
    from wanted w, ours o where c.id = w.entity_id and o.id = w.entity_id
  )
  select array_agg(w.entity_id) into v_held from wanted w where not exists (select from ours o where o.id = w.entity_id);
  return coalesce(v_held, '{}');
end $function$;

REVOKE ALL ON FUNCTION "public"."copy_sla_to_ivr_calls"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.copy_sla_to_queue (
  p_entity_type text,
  p_ids         uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_held uuid[];
  v_made bigint;
begin
  with wanted as (
    select q.id, i.due_at
    from public.assignment_queue q left join public.sla_items i on i.entity_type = p_entity_type and i.entity_id = q.id
    where q.id = any (p_ids) and q.entity_type = p_entity_type and q.sla_due_at is distinct from i.due_at
  ), ours as materialized (
    select q.id from public.assignment_queue q where q.id in (select w.id from wanted w) order by q.id for update skip locked
  ), made as (
    update public.assignment_queue q set sla_due_at = w.due_at from wanted w, ours o where q.id = w.id and o.id = w.id
  )
  select array_agg(w.id) filter (where o.id is null), count(o.id) into v_held, v_made from wanted w left join ours o on o.id = w.id;
  if v_made > 0 then
    perform pg_notify('router', '');
  end if;
  return coalesce(v_held, '{}');
end $function$;

REVOKE ALL ON FUNCTION "public"."copy_sla_to_queue"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.copy_sla_to_tickets (
  p_ids uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_held uuid[];
begin
  with wanted as (
    select s.*
    from public.sla_standings('ticket', p_ids) s join public.tickets c on c.id = s.entity_id
    where (c.sla_status, c.sla_due_at) is distinct from (s.status, s.due_at)
  ), ours as materialized (
    select c.id from public.tickets c where c.id in (select w.entity_id from wanted w) order by c.id for no key update skip locked
  ), made as (
    update public.tickets c set sla_status = w.status, sla_due_at = w.due_at
    from wanted w, ours o where c.id = w.entity_id and o.id = w.entity_id
  )
  select array_agg(w.entity_id) into v_held from wanted w where not exists (select from ours o where o.id = w.entity_id);
  return coalesce(v_held, '{}');
end $function$;

REVOKE ALL ON FUNCTION "public"."copy_sla_to_tickets"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_agent_feedback_by_agent_anew()
  RETURNS SETOF public.agent_feedback_by_agent_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.agent_id, r.kind, r.rating)::text), false, count(*), r.agent_id, r.kind, r.rating from public.agent_feedback r where r.deleted_at is null group by r.agent_id, r.kind, r.rating
    $function$;

REVOKE ALL ON FUNCTION "public"."count_agent_feedback_by_agent_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_audits_anew()
  RETURNS SETOF public.audits_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed)::text), false, count(*), r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed, coalesce(sum(r.scored), 0), coalesce(sum(r.final_hundredths), 0) from public.audits r where r.deleted_at is null group by r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed
    $function$;

REVOKE ALL ON FUNCTION "public"."count_audits_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_customer_feedback_by_agent_anew()
  RETURNS SETOF public.customer_feedback_by_agent_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.assignee_id, r.rating, r.team)::text), false, count(*), r.assignee_id, r.rating, r.team from public.customer_feedback r where r.deleted_at is null group by r.assignee_id, r.rating, r.team
    $function$;

REVOKE ALL ON FUNCTION "public"."count_customer_feedback_by_agent_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_customer_feedback_by_channel_anew()
  RETURNS SETOF public.customer_feedback_by_channel_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.channel, r.rating, r.team)::text), false, count(*), r.channel, r.rating, r.team from public.customer_feedback r where r.deleted_at is null group by r.channel, r.rating, r.team
    $function$;

REVOKE ALL ON FUNCTION "public"."count_customer_feedback_by_channel_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_ivr_calls (
  p_departments text[] DEFAULT NULL::text[]
)
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
        'sla_breached', coalesce(sum(c.rows) filter (where c.is_sla_breached and (c.is_missed_entry or c.status = 'live')), 0)) as figures,
      coalesce(sum(c.rows), 0) as rows
    from public.ivr_calls_counts c where p_departments is null or c.department = any (p_departments) group by grouping sets ((), (c.department))
  )
  select jsonb_build_object(
    'total', (select figures from counts where is_total = 1),
    'by_department', coalesce((select jsonb_agg(jsonb_build_object('department', department) || figures order by department nulls last)
      from counts where is_total = 0 and rows > 0), '[]'))
$function$;

CREATE OR REPLACE FUNCTION public.count_survey_invitations_anew()
  RETURNS SETOF public.survey_invitations_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.state, r.channel, r.team)::text), false, count(*), r.state, r.channel, r.team from public.survey_invitations r where true group by r.state, r.channel, r.team
    $function$;

REVOKE ALL ON FUNCTION "public"."count_survey_invitations_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_survey_responses_anew()
  RETURNS SETOF public.survey_responses_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.kind, r.score, r.channel, r.team)::text), false, count(*), r.kind, r.score, r.channel, r.team from public.survey_responses r where true group by r.kind, r.score, r.channel, r.team
    $function$;

REVOKE ALL ON FUNCTION "public"."count_survey_responses_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_video_call_leads_anew()
  RETURNS SETOF public.video_call_leads_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.reached, r.outcome, r.source, r.currency, r.team)::text), false, count(*), r.status, r.reached, r.outcome, r.source, r.currency, r.team, coalesce(sum(r.value_minor), 0) from public.video_call_leads r where r.deleted_at is null group by r.status, r.reached, r.outcome, r.source, r.currency, r.team
    $function$;

CREATE OR REPLACE FUNCTION public.count_workflows_anew()
  RETURNS SETOF public.workflows_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.is_active, r.trigger_type, r.entity_type)::text), false, count(*), r.is_active, r.trigger_type, r.entity_type from public.workflows r where r.deleted_at is null group by r.is_active, r.trigger_type, r.entity_type
    $function$;

REVOKE ALL ON FUNCTION "public"."count_workflows_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_youtube_leads_anew()
  RETURNS SETOF public.youtube_leads_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.intent, r.source_state, r.video_id, r.team)::text), false, count(*), r.status, r.intent, r.source_state, r.video_id, r.team from public.youtube_leads r where r.deleted_at is null group by r.status, r.intent, r.source_state, r.video_id, r.team
    $function$;

CREATE OR REPLACE FUNCTION public.create_audit (
  p_audit jsonb,
  p_by    uuid
)
  RETURNS SETOF public.audits
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new  public.audits := jsonb_populate_record(null::public.audits, p_audit);
  v_card public.audit_scorecards;
  v_uuid uuid := case when v_new.entity_type <> 'call' then v_new.entity_id::uuid end;
  v_work record;
begin
  select * into v_card from public.audit_scorecards c where c.id = v_new.scorecard_id and c.is_active and c.deleted_at is null for share;
  if v_card.id is null then
    raise exception 'audit_scorecard_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_new.scorecard_id);
  elsif v_card.entity_types <> '{}' and v_new.entity_type <> all (v_card.entity_types) then
    raise exception 'scorecard_not_for_this' using errcode = 'P0422', detail = jsonb_build_object('entity_types', v_card.entity_types);
  elsif v_new.agent_id is not null and not exists (select from public.agents a where a.id = v_new.agent_id and a.deleted_at is null) then
    raise exception 'agent_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_new.agent_id);
  end if;
  select w.agent_id, max(w.at) as at, max(w.team) as team into v_work
  from public.audit_work w
  where w.entity_type = v_new.entity_type and (w.item_uuid = v_uuid or w.item_key = case when v_uuid is null then v_new.entity_id end)
    and (v_new.agent_id is null or w.agent_id = v_new.agent_id)
  group by w.agent_id order by count(*) desc, max(w.at) desc, w.agent_id limit 1;
  v_new.agent_id := coalesce(v_new.agent_id, v_work.agent_id);
  if v_new.agent_id is null then
    raise exception 'audit_agent_unknown' using errcode = 'P0422';
  end if;
  return query
    insert into public.audits (entity_type, entity_id, agent_id, team, work_at, week, scorecard_id, scorecard_version_id, auditor_id, due_on, created_by)
    select v_new.entity_type, v_new.entity_id, v_new.agent_id, coalesce(v_work.team, public.team_of_agent(v_new.agent_id)), coalesce(v_work.at, now()),
      now()::date, v_card.id, v.id, v_new.auditor_id, v_new.due_on, p_by
    from public.audit_scorecard_versions v where v.scorecard_id = v_card.id and v.card_version = v_card.card_version
    on conflict (entity_type, entity_id) where deleted_at is null and status <> 'cancelled' do nothing
    returning *;
  if not found then
    raise exception 'already_audited' using errcode = 'P0409', detail = jsonb_build_object('id', (
      select a.id from public.audits a
      where a.entity_type = v_new.entity_type and a.entity_id = v_new.entity_id and a.deleted_at is null and a.status <> 'cancelled'));
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."create_audit"(jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_support_email (
  p_mailbox jsonb,
  p_sealed  text
)
  RETURNS public.support_emails
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_row public.support_emails := jsonb_populate_record(null::public.support_emails, jsonb_build_object('aliases', '{}'::text[]) || p_mailbox);
begin
  perform public.check_mailbox_addresses(v_row.id, v_row.email_address || v_row.aliases);
  insert into public.support_emails (
    id, email_address, display_name, provider, auth_kind, username, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security,
    folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, watched_since, has_credentials, created_by, aliases)
  values (
    v_row.id, v_row.email_address, v_row.display_name, v_row.provider, v_row.auth_kind, v_row.username, v_row.imap_host, v_row.imap_port,
    v_row.imap_security, v_row.smtp_host, v_row.smtp_port, v_row.smtp_security, v_row.folders, v_row.reads_sent, v_row.sent_copy,
    v_row.backfill_days, v_row.signature_text, v_row.signature_html, v_row.team, v_row.is_active, v_row.is_watched,
    case when v_row.is_active and v_row.is_watched then now() end, true, v_row.created_by, v_row.aliases)
  on conflict (email_address) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'support_email_exists' using errcode = 'P0409';
  end if;
  insert into public.support_email_secrets (support_email_id, sealed) values (v_row.id, p_sealed);
  return v_row;
end $function$;

CREATE OR REPLACE FUNCTION public.draw_audit_sample (
  p_sample     jsonb,
  p_from       timestamp with time zone,
  p_to         timestamp with time zone,
  p_is_preview boolean,
  p_by         uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new     public.audit_samples := jsonb_populate_record(null::public.audit_samples, p_sample);
  v_sample  public.audit_samples;
  v_card    public.audit_scorecards;
  v_items   jsonb;
  v_auditor record;
begin
  if not p_is_preview then
    v_new.rule_key := md5((p_sample - '{auditor_ids,due_on}'::text[])::text);
    perform pg_advisory_xact_lock(hashtextextended('audit_samples', 0));
    select * into v_sample from public.audit_samples s where s.rule_key = v_new.rule_key;
    if v_sample.id is not null then
      return jsonb_build_object('sample', to_jsonb(v_sample) - 'rule_key', 'agents', v_sample.agents, 'items', '[]'::jsonb);
    end if;
  end if;
  select * into v_card from public.audit_scorecards c where c.id = v_new.scorecard_id and c.is_active and c.deleted_at is null for share;
  if v_card.id is null then
    raise exception 'audit_scorecard_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_new.scorecard_id);
  elsif v_card.entity_types <> '{}' and not v_new.entity_types <@ v_card.entity_types then
    raise exception 'scorecard_not_for_this' using errcode = 'P0422', detail = jsonb_build_object('entity_types', v_card.entity_types);
  end if;
  v_new.auditor_ids := coalesce(v_new.auditor_ids, '{}');
  v_new.agent_ids := coalesce(v_new.agent_ids, '{}');

  with work as (
    select w.entity_type, coalesce(w.item_uuid::text, w.item_key) as entity_id, w.agent_id, max(w.at) as at, max(w.team) as team, count(*) as pieces
    from public.audit_work w
    where w.entity_type = any (v_new.entity_types) and w.at >= p_from and w.at < p_to
    group by 1, 2, 3
  ), things as (
    select distinct on (w.entity_type, w.entity_id) w.* from work w order by w.entity_type, w.entity_id, w.pieces desc, w.at desc, w.agent_id
  ), eligible as (
    select t.entity_type, t.entity_id, t.agent_id, t.at, g.user_id, m.team, md5(v_new.seed || ':' || t.entity_type || ':' || t.entity_id) as rank,
      exists (select from public.audits a where a.entity_type = t.entity_type collate "C" and a.entity_id = t.entity_id collate "C"
        and a.deleted_at is null and a.status <> 'cancelled') as is_audited
    from things t
    join public.agents g on g.id = t.agent_id and g.deleted_at is null
    cross join lateral (select coalesce(t.team, public.team_of_agent(t.agent_id)) as team) m
    where (v_new.agent_ids = '{}' or t.agent_id = any (v_new.agent_ids)) and (v_new.team is null or m.team = v_new.team)
      and (not coalesce(v_new.only_breached, false) or exists (
        select from public.sla_clocks c where t.entity_type <> 'call' and c.entity_id = t.entity_id::uuid and c.entity_type = t.entity_type collate "C"
          and c.state in ('breached', 'late', 'missed')))
  ), placed as (
    select e.*, row_number() over (partition by e.agent_id, e.is_audited order by e.rank, e.entity_type, e.entity_id) as place from eligible e
  ), drawn as (
    select p.*, row_number() over (order by p.rank, p.entity_type, p.entity_id) - 1 as turn
    from placed p where not p.is_audited and p.place <= v_new.per_agent
  ), dealt as (
    select d.*, o.auditors[d.turn % nullif(cardinality(o.auditors), 0) + 1] as auditor_id
    from drawn d
    cross join lateral (
      select array(select u.id from unnest(v_new.auditor_ids) with ordinality u (id, n) where u.id is distinct from d.user_id order by u.n) as auditors) o
  ), told as (
    select g.agent_id, count(e.agent_id) filter (where not e.is_audited) as eligible, count(e.agent_id) filter (where e.is_audited) as audited_before
    from (select distinct x.agent_id from eligible x union select unnest(v_new.agent_ids)) g
    left join eligible e on e.agent_id = g.agent_id
    group by g.agent_id
  )
  select coalesce(jsonb_agg(jsonb_build_object('entity_type', d.entity_type, 'entity_id', d.entity_id, 'agent_id', d.agent_id, 'team', d.team,
      'work_at', d.at, 'auditor_id', d.auditor_id) order by d.turn), '[]'),
    (select coalesce(jsonb_agg(jsonb_build_object('agent_id', t.agent_id, 'wanted', v_new.per_agent, 'eligible', t.eligible,
      'drawn', least(t.eligible, v_new.per_agent), 'audited_before', t.audited_before) order by t.agent_id), '[]') from told t)
  into v_items, v_new.agents from dealt d;
  if p_is_preview then
    return jsonb_build_object('sample', null, 'agents', v_new.agents, 'items', v_items);
  end if;

  insert into public.audit_samples (rule_key, scorecard_id, scorecard_version_id, seed, per_agent, from_on, to_on, entity_types, agent_ids, team, only_breached,
    auditor_ids, due_on, drawn, agents, created_by)
  select v_new.rule_key, v_card.id, v.id, v_new.seed, v_new.per_agent, v_new.from_on, v_new.to_on, v_new.entity_types, v_new.agent_ids, v_new.team,
    coalesce(v_new.only_breached, false), v_new.auditor_ids, v_new.due_on, jsonb_array_length(v_items), v_new.agents, p_by
  from public.audit_scorecard_versions v where v.scorecard_id = v_card.id and v.card_version = v_card.card_version
  returning * into v_sample;
  -- What somebody audits by hand in the same moment makes this a conflict as a whole: it can be asked for again.
  insert into public.audits (entity_type, entity_id, agent_id, team, work_at, week, scorecard_id, scorecard_version_id, sample_id, auditor_id, due_on, created_by)
  select i.entity_type, i.entity_id, i.agent_id, i.team, i.work_at, v_new.from_on, v_card.id, v_sample.scorecard_version_id, v_sample.id, i.auditor_id,
    v_new.due_on, p_by
  from jsonb_to_recordset(v_items) i (entity_type text, entity_id text, agent_id uuid, team text, work_at timestamptz, auditor_id uuid);
  for v_auditor in
    select i.auditor_id as id, count(*) as things from jsonb_to_recordset(v_items) i (auditor_id uuid) where i.auditor_id is not null group by 1
  loop
    perform public.notify(jsonb_build_object('user_id', v_auditor.id, 'module', 'audits', 'type', 'audits_assigned',
      'title', v_auditor.things || case v_auditor.things when 1 then ' audit is' else ' audits are' end || ' yours to score',
      'entity_type', 'audit_sample', 'entity_id', v_sample.id, 'dedupe_key', format('audits_assigned:%s:%s', v_sample.id, v_auditor.id)));
  end loop;
  return jsonb_build_object('sample', to_jsonb(v_sample) - 'rule_key', 'agents', v_sample.agents, 'items', v_items);
end $function$;

REVOKE ALL ON FUNCTION "public"."draw_audit_sample"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.email_file_names (
  p_email_id uuid
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select coalesce(string_agg(a.filename, ' ' order by a.position), '') from public.email_attachments a where a.email_id = p_email_id and a.filename <> ''
$function$;

REVOKE ALL ON FUNCTION "public"."email_file_names"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.email_question (
  p_filter jsonb
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select public.email_conditions(p_filter, 'e') || case
    when p_filter ->> 'search' is null then ''
    when public.search_query(p_filter ->> 'search') is null then ' and false'
    else format(' and e.id in (select s.email_id from public.email_search s where s.words @@ %L::tsquery)', public.search_query(p_filter ->> 'search'))
  end
$function$;

CREATE OR REPLACE FUNCTION public.email_words (
  p_subject    text,
  p_from_email text,
  p_from_name  text,
  p_to         jsonb,
  p_cc         jsonb,
  p_new_text   text,
  p_body_text  text,
  p_files      text  DEFAULT ''::text
)
  RETURNS tsvector
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select setweight(public.search_words(left(p_subject, 2000) || ' ' || coalesce(people.names, '')), 'A') || public.file_words(p_files)
    || public.search_words(case when p_new_text <> '' then p_new_text else p_body_text end)
    || public.search_words(left(p_from_email, 320) || ' ' || left(p_from_name, 500), 'from:')
    || array_to_tsvector(coalesce(people.domains, '{}'))
  from (
    select string_agg(coalesce(p.name, '') || ' ' || coalesce(p.email, ''), ' ') as names, (
      select array_agg(distinct 'domain:' || array_to_string(d.labels[i:], '.'))
      from (select string_to_array(lower(split_part(q, '@', -1)), '.') as labels from unnest(array_agg(p.email)) q where q like '%_@_%') d
      cross join lateral generate_series(1, greatest(1, least(cardinality(d.labels), 6) - 1)) i) as domains
    from (
      select left(p_from_email, 320) as email, left(p_from_name, 500) as name
      union all
      select left(r ->> 'email', 320), left(r ->> 'name', 500) from (select r from jsonb_array_elements(p_to || p_cc) r limit 100) first_ones
    ) p
  ) people
$function$;

REVOKE ALL ON FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.email_writer (
  p_direction   text,
  p_kind        text,
  p_kind_reason text,
  p_from        text,
  p_recipients  jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object('direction', p_direction, 'kind', p_kind, 'kind_reason', p_kind_reason, 'from_email', p_from,
    'people', public.email_people(p_direction, p_kind, p_from, p_recipients));
end $function$;

REVOKE ALL ON FUNCTION "public"."email_writer"(text, text, text, text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ensure_refund_approval (
  p_id         uuid,
  p_by         uuid,
  p_expires_at timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refund  public.refunds;
  v_reasons jsonb;
  v_request public.approval_requests;
  v_words   text;
begin
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.status not in ('pending', 'in_review') then
    return;
  end if;
  v_reasons := public.refund_limit_reasons(p_id);
  select * into v_request from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending';
  if v_request.id is not null and v_reasons <> '[]'
    and v_request.content_hash = public.describe_approval('refund', p_id::text, '{}') ->> 'hash'
  then
    return;
  end if;
  if v_request.id is not null then
    perform public.void_approval('refund', p_id::text, 'The refund was changed.');
  end if;
  if v_reasons <> '[]' then
    v_words := public.refund_limit_words(v_reasons, v_refund.currency);
    v_request := public.request_approval(jsonb_build_object('kind', 'refund', 'entity_id', p_id, 'requested_by', p_by, 'expires_at', p_expires_at,
      'reason', concat_ws(' ', v_words, nullif(v_refund.reason, '')), 'payload', jsonb_build_object('reasons', v_reasons)));
    update public.refunds r set approval_request_id = v_request.id where r.id = p_id;
    perform public.log_activity('ask_approval', 'refunds', p_id::text, p_note => v_words);
    perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'refunds.ask_approval', 'entity_type', 'refund', 'entity_id', p_id,
      'module', 'refunds', 'chosen', jsonb_build_object('approval_request_id', v_request.id), 'reason', v_words, 'rule', 'limits', 'rule_version', '1',
      'inputs', jsonb_build_object('reasons', v_reasons, 'amount_minor', v_refund.amount_minor, 'currency', v_refund.currency))));
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.file_words (
  p_files text
)
  RETURNS tsvector
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when p_files = '' then ''::tsvector
    else setweight(public.search_words(left(p_files, 4000)), 'B') || public.search_words(left(p_files, 4000), 'file:') end
$function$;

REVOKE ALL ON FUNCTION "public"."file_words"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_email_matches (
  p_filter     jsonb,
  p_ascending  boolean,
  p_after_time timestamp with time zone,
  p_after_id   uuid,
  p_skip       bigint,
  p_need       integer,
  OUT          ids uuid[],
  OUT          total bigint,
  OUT          is_exact boolean
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
  v_query  tsquery := public.search_query(p_filter ->> 'search');
  v_others boolean := (p_filter - 'search') <> '{}';
  v_from   text := 'public.email_search s' || case when v_others then ' join public.emails e on e.id = s.email_id' else '' end;
  v_where  text := format('s.words @@ %L::tsquery', v_query) || case when v_others then ' and ' || public.email_conditions(p_filter, 'e') else '' end;
  v_way    text := case when p_ascending then 'asc' else 'desc' end;
  v_newest integer;
  v_bounds timestamptz[];
  v_edge   integer;
  v_seen   integer;
  v_part   integer;
  v_after  text := case when p_after_time is not null
    then format('(s.received_at, s.email_id) %s (%L::timestamptz, %L::uuid)', case when p_ascending then '>' else '<' end, p_after_time, p_after_id)
    else 'true' end;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 33 and not v_others then
    select count(*) into total
    from (
      select from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  elsif not v_others and v_query::text !~ '!' then
    total := public.count_some_email_matches(v_query, v_most + 1);
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from %s where %s limit %s) m', v_from, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 and v_newest >= 2 then
    execute format($sql$
      select array_agg(email_id order by received_at %1$s, email_id %1$s) from (
        select s.email_id, s.received_at
        from (select * from public.email_search s where %2$s order by s.received_at %1$s, s.email_id %1$s limit 20000) s %3$s
        where %4$s order by s.received_at %1$s, s.email_id %1$s limit %5$s) f
    $sql$, v_way, v_after, case when v_others then 'join public.emails e on e.id = s.email_id' else '' end, v_where, p_need) into ids;
    if cardinality(ids) = p_need then
      return;
    end if;
  end if;
  if not is_exact and p_skip = 0 then
    execute format($sql$
      with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s limit %6$s)
      select array(select email_id from m order by received_at %4$s, email_id %4$s limit %5$s), (select count(*) from m)
    $sql$, v_from, v_where, v_after, v_way, p_need, v_few) into ids, v_seen;
    if v_seen < v_few then
      return;
    end if;
    v_bounds := public.email_search_times();
    v_edge := case when p_after_time is not null then width_bucket(p_after_time, v_bounds) when p_ascending then 0 else cardinality(v_bounds) end;
    foreach v_part in array array[8, 64] loop
      exit when v_bounds = '{}';
      execute format($sql$
        with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s and %4$s)
        select array(select email_id from m order by received_at %5$s, email_id %5$s limit %6$s)
      $sql$, v_from, v_where, v_after,
        case when p_ascending then format('s.received_at < %L::timestamptz', coalesce(v_bounds[v_edge + 1 + v_part], 'infinity'))
        else format('s.received_at >= %L::timestamptz', coalesce(v_bounds[v_edge - v_part], '-infinity')) end,
        v_way, p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end loop;
  end if;
  -- Materialised: by its order it would be found in the time index, row after row.
  execute format($sql$
    with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s)
    select array(select email_id from m order by received_at %4$s, email_id %4$s offset %5$s limit %6$s)
  $sql$, v_from, v_where, v_after, v_way, p_skip, p_need) into ids;
end $function$;

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
  v_query  tsquery := public.search_query(p_search);
  v_join   text := case when p_filter ?| array['conversation_id', 'customer_id', 'direction', 'team'] then ' join public.messages m on m.id = s.message_id' else '' end;
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
    case when p_filter ? 'team' then format(' and m.conversation_id in (select c.id from public.conversations c where c.team = any (%L::text[]))',
      array(select jsonb_array_elements_text(p_filter -> 'team'))) end,
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
  elsif p_filter = '{}' and v_query::text !~ '!' then
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

CREATE OR REPLACE FUNCTION public.find_thread_clues (
  p_mails jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_mail    record;
  v_held    jsonb;
  v_clues   jsonb := '[]';
  v_threads uuid[];
begin
  for v_mail in
    select m.* from jsonb_to_recordset(p_mails) m (
      place integer, support_email_id uuid, message_id text, reference_ids text[], ticket_tag text, gmail_thread_id text)
  loop
    v_held := '[]';
    if v_mail.reference_ids <> '{}' then
      -- What it refers to, of each thread the nearest; outbound when any of them is.
      v_held := (
        select coalesce(jsonb_agg(jsonb_build_object('place', v_mail.place, 'way', 'reference', 'thread_id', h.thread_id, 'named', h.named, 'nearness', h.nearness,
          'writer', jsonb_build_object('direction', h.direction))), '[]')
        from (
          select e.thread_id, (array_agg(r.id order by r.n desc))[1] as named, max(r.n) as nearness, max(e.direction) as direction
          from unnest(v_mail.reference_ids) with ordinality r (id, n)
          cross join lateral (
            select * from public.emails a where a.support_email_id = v_mail.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) e
          group by e.thread_id
        ) h);
      -- What refers to the same, in other threads than those.
      v_clues := v_clues || v_held || (
        select coalesce(jsonb_agg(jsonb_build_object('place', v_mail.place, 'way', 'same_reference', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a
          where a.reference_ids && (v_mail.reference_ids collate "C") and a.reference_ids <> '{}' offset 0) e
        where e.support_email_id = v_mail.support_email_id
          and not exists (select from jsonb_array_elements(v_held) h where (h ->> 'thread_id')::uuid = e.thread_id));
    end if;
    if v_mail.gmail_thread_id is not null then
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'gmail_thread', 'thread_id', e.thread_id, 'writer', public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients))), '[]')
        from (select * from public.mailbox_messages m where m.gmail_thread_id = v_mail.gmail_thread_id offset 0) g join public.emails e on e.mailbox_message_id = g.id
        where g.support_email_id = v_mail.support_email_id);
    end if;
    if v_mail.ticket_tag is not null then
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'ticket', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a where public.ticket_tag(a.subject) collate "C" = v_mail.ticket_tag offset 0) e
        where e.support_email_id = v_mail.support_email_id);
    end if;
    if v_mail.message_id <> '' then
      -- What answers it came before it.
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'answered', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a where a.reference_ids @> array[v_mail.message_id collate "C"] and a.reference_ids <> '{}' offset 0) e
        where e.support_email_id = v_mail.support_email_id);
    end if;
  end loop;
  v_threads := array(select distinct (c ->> 'thread_id')::uuid from jsonb_array_elements(v_clues) c);
  perform from public.email_threads t where t.id = any (v_threads) order by t.id for no key update;
  return jsonb_build_object('clues', v_clues, 'threads', (
    select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'participants', t.participants, 'status', t.status, 'priority', t.priority,
      'possible_duplicate_of', t.possible_duplicate_of) order by t.created_at, t.first_message_at, t.id), '[]')
    from public.email_threads t where t.id = any (v_threads)));
end $function$;

REVOKE ALL ON FUNCTION "public"."find_thread_clues"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_thread_links (
  p_thread_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_mailbox uuid := (select t.support_email_id from public.email_threads t where t.id = p_thread_id);
  v_links   jsonb;
  v_threads uuid[];
begin
  with mine as (
    select e.message_id, e.reference_ids, public.ticket_tag(e.subject) as ticket_tag, m.gmail_thread_id, public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as writer
    from public.emails e left join public.mailbox_messages m on m.id = e.mailbox_message_id where e.thread_id = p_thread_id
  ), found as (
    -- What it refers to,
    select mine.writer, 'reference' as way, o.id, o.thread_id, o.support_email_id
    from mine cross join lateral unnest(mine.reference_ids) r (id)
    cross join lateral (select * from public.emails a where a.support_email_id = v_mailbox and a.message_id = r.id and a.message_id <> '' offset 0) o
    union all
    -- what refers to it,
    select mine.writer, 'answered', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (
      select * from public.emails a where a.reference_ids @> array[mine.message_id] and a.reference_ids <> '{}' and mine.message_id <> '' offset 0) o
    union all
    -- what Gmail sees together with it,
    select mine.writer, 'gmail_thread', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (select * from public.mailbox_messages m where m.gmail_thread_id = mine.gmail_thread_id offset 0) g
    join public.emails o on o.mailbox_message_id = g.id
    union all
    -- what names the same number,
    select mine.writer, 'ticket', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (select * from public.emails a where public.ticket_tag(a.subject) collate "C" = mine.ticket_tag offset 0) o
    union all
    -- what refers to the same.
    select mine.writer, 'same_reference', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (
      select * from public.emails a where a.reference_ids && (mine.reference_ids collate "C") and a.reference_ids <> '{}' and mine.reference_ids <> '{}' offset 0) o
  )
  select coalesce(jsonb_agg(distinct jsonb_build_object('email', f.writer, 'clue', jsonb_build_object('way', f.way, 'thread_id', f.thread_id, 'writer', w.writer))), '[]')
  into v_links
  from found f cross join lateral (
    select public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as writer from public.emails e where e.id = f.id
  ) w
  where f.support_email_id = v_mailbox and f.thread_id <> p_thread_id;
  v_threads := array(select p_thread_id union select (l -> 'clue' ->> 'thread_id')::uuid from jsonb_array_elements(v_links) l);
  perform from public.email_threads t where t.id = any (v_threads) order by t.id for update;
  return jsonb_build_object('links', v_links, 'threads', (
    select jsonb_agg(jsonb_build_object('id', t.id, 'participants', t.participants, 'status', t.status, 'priority', t.priority,
      'possible_duplicate_of', t.possible_duplicate_of) order by t.created_at, t.first_message_at, t.id)
    from public.email_threads t where t.id = any (v_threads)));
end $function$;

REVOKE ALL ON FUNCTION "public"."find_thread_links"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_ivr_agents()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent uuid;
begin
  -- What the clocks say is copied without anything else, by who must not wait for an agent.
  if tg_op = 'UPDATE' then
    if not exists (
      select from old_rows o join new_rows n on n.id = o.id
      where (o.sla_tier, o.sla_status, o.sla_due_at, o.sla_breached_at) is not distinct from (n.sla_tier, n.sla_status, n.sla_due_at, n.sla_breached_at)) then
      return null;
    end if;
  end if;
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
      order by 1
    loop
      perform public.follow_agent_call(v_agent, false);
    end loop;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.follow_search (
  p_table   regclass,
  p_kind    text,
  p_columns text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_name    text := (select c.relname from pg_catalog.pg_class c where c.oid = p_table);
  v_execute text := format('execute function public.keep_search_things(%L, %L)', p_kind, 'searched_' || v_name);
begin
  execute format('revoke all on public.%I from public, anon, authenticated, service_role', 'searched_' || v_name);
  execute format('create trigger follow_search_insert after insert on %s referencing new table as new_rows for each statement %s', p_table, v_execute);
  execute format('create trigger follow_search_delete after delete on %s for each row %s', p_table, v_execute);
  execute format('create trigger follow_search_update after update on %s for each row when (%s) %s', p_table,
    regexp_replace(replace(p_columns, ', ', ' or '), '(\w+)(?=$| or )', 'old.\1 is distinct from new.\1', 'g'), v_execute);
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_search"(regclass, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

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
        v_ids := array(select %2$s from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select %2$s from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, %2$s as item, row(%3$s) as facts from old_rows) o
        join (select id, %2$s as item, row(%3$s) as facts from new_rows) n on n.id = o.id
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

CREATE OR REPLACE FUNCTION public.follow_sla_agri_advice()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select consultation_id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select consultation_id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, consultation_id as item, row(told_at, failed_at) as facts from old_rows) o
        join (select id, consultation_id as item, row(told_at, failed_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('agri_consultation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_agri_consultations()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, crop, query_type, deleted_at) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, crop, query_type, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('agri_consultation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_callers()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_numbers text[];
begin
  if tg_op = 'INSERT' then
    v_numbers := array(select distinct n.customer_number from new_rows n where n.provider_status in ('missed', 'answered') and n.customer_number is not null);
  elsif tg_op = 'DELETE' then
    v_numbers := array(select distinct o.customer_number from old_rows o where o.provider_status in ('missed', 'answered') and o.customer_number is not null);
  else
    v_numbers := array(
      select distinct b.number
      from old_rows o join new_rows n on n.id = o.id cross join lateral (values (o.customer_number), (n.customer_number)) b (number)
      where b.number is not null and (o.customer_number, o.provider_status, o.direction, o.started_at, o.answered_at, o.completed_at, o.closed_at, o.agent_id)
        is distinct from (n.customer_number, n.provider_status, n.direction, n.started_at, n.answered_at, n.completed_at, n.closed_at, n.agent_id));
  end if;
  perform public.follow_sla_of_callers(v_numbers);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_callers"() FROM PUBLIC, "anon", "authenticated";

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
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, labels, merged_into, contact_name) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, labels, merged_into, contact_name) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('conversation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

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
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, subject, (message_count = 0)) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, subject, (message_count = 0)) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('email_thread', coalesce(v_ids, '{}'));
      return null;
    end $function$;

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
        v_ids := array(select thread_id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select thread_id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, thread_id as item, row(kind, received_at, sent_at, send_state, deleted_at, category, language) as facts from old_rows) o
        join (select id, thread_id as item, row(kind, received_at, sent_at, send_state, deleted_at, category, language) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('email_thread', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_ivr_calls()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, provider_status, direction, customer_number, customer_name, customer_id, department, agent_id, assignee_id, language, started_at, answered_at, ended_at, completed_at, closed_at) as facts from old_rows) o
        join (select id, id as item, row(status, provider_status, direction, customer_number, customer_name, customer_id, department, agent_id, assignee_id, language, started_at, answered_at, ended_at, completed_at, closed_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('ivr_call', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_ivr_calls"() FROM PUBLIC, "anon", "authenticated";

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
        v_ids := array(select lead_id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select lead_id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, lead_id as item, row(direction, at) as facts from old_rows) o
        join (select id, lead_id as item, row(direction, at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('lead', coalesce(v_ids, '{}'));
      return null;
    end $function$;

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
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, matter, source, deleted_at) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, matter, source, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('lead', coalesce(v_ids, '{}'));
      return null;
    end $function$;

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
        v_ids := array(select conversation_id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select conversation_id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, conversation_id as item, row(at, (status in ('sent', 'delivered', 'read', 'played')), (status = 'failed')) as facts from old_rows) o
        join (select id, conversation_id as item, row(at, (status in ('sent', 'delivered', 'read', 'played')), (status = 'failed')) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('conversation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_of_callers (
  p_numbers text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if cardinality(p_numbers) > 0 then
    perform public.follow_sla_items('ivr_call', array(
      select c.id from public.ivr_calls c where c.customer_number = any (p_numbers) and c.provider_status = 'missed' and c.direction is distinct from 'outbound'));
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_of_callers"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_ticket_comments()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select coalesce(public.ticket_root(ticket_id), ticket_id) from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select coalesce(public.ticket_root(ticket_id), ticket_id) from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, coalesce(public.ticket_root(ticket_id), ticket_id) as item, row(visibility, source, email_id, message_id, failed_at, created_by, created_at, updated_at, deleted_at) as facts from old_rows) o
        join (select id, coalesce(public.ticket_root(ticket_id), ticket_id) as item, row(visibility, source, email_id, message_id, failed_at, created_by, created_at, updated_at, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('ticket', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_ticket_comments"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_tickets()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, category, tags, customer_id, assignee_id, subject, channel, created_at, merged_into, deleted_at) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, category, tags, customer_id, assignee_id, subject, channel, created_at, merged_into, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('ticket', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_tickets"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_ticket_replies (
  p_type text,
  p_ids  uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_tickets uuid[];
begin
  with states as (
    select e.id, e.send_state in ('failed', 'cancelled') as has_failed from public.emails e where p_type = 'email' and e.id = any (p_ids) and e.direction = 'outbound'
    union all
    select m.id, m.status in ('failed', 'cancelled') from public.messages m where p_type = 'message' and m.id = any (p_ids) and m.direction = 'outbound'
  ), changed as (
    update public.ticket_comments c set failed_at = case when s.has_failed then now() end, updated_at = now()
    from states s
    where (p_type = 'email' and c.email_id = s.id or p_type = 'message' and c.message_id = s.id) and (c.failed_at is not null) <> coalesce(s.has_failed, false)
    returning c.ticket_id
  )
  select array_agg(distinct ticket_id) into v_tickets from changed;
  perform public.refresh_ticket(t) from unnest(v_tickets) t;
  -- An answer counts for the clocks when it has left.
  perform public.follow_sla_items('ticket', array(
    select coalesce(public.ticket_root(c.ticket_id), c.ticket_id) from public.ticket_comments c
    where (p_type = 'email' and c.email_id = any (p_ids)) or (p_type = 'message' and c.message_id = any (p_ids))));
end $function$;

CREATE OR REPLACE FUNCTION public.get_agent_feedback_breakdown()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with agents as (
    select c.agent_id, sum(c.rows)::bigint as count, coalesce(sum(c.rows) filter (where c.kind = 'praise'), 0)::bigint as praise,
      coalesce(sum(c.rows) filter (where c.kind = 'concern'), 0)::bigint as concern,
      coalesce(sum(c.rows) filter (where c.kind = 'suggestion'), 0)::bigint as suggestion,
      coalesce(sum(c.rows) filter (where c.rating is not null), 0)::bigint as rated,
      round(sum(c.rating * c.rows) / nullif(sum(c.rows) filter (where c.rating is not null), 0), 2)::float8 as average
    from public.agent_feedback_by_agent_counts c group by 1 having sum(c.rows) > 0)
  select jsonb_build_object(
    'total', (select coalesce(sum(g.count), 0) from agents g),
    'by_agent', (select coalesce(jsonb_agg(to_jsonb(g) order by g.count desc, g.agent_id), '[]') from agents g))
$function$;

REVOKE ALL ON FUNCTION "public"."get_agent_feedback_breakdown"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_audit_questions (
  p_filter    jsonb,
  p_from      timestamp with time zone,
  p_to        timestamp with time zone,
  p_is_weekly boolean
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with answers as (
    select a.scorecard_id, a.scorecard_version_id, case when p_is_weekly then a.week end as week, x.question, x.answer, x.points
    from public.audits a
    join public.audit_scores s on s.audit_id = a.id and s.kind = case when a.outcome = 'overturned' then 'review' else 'audit' end
    cross join lateral jsonb_to_recordset(s.answers) x (question text, answer text, points integer)
    where a.deleted_at is null and a.status in ('scored', 'acknowledged', 'disputed', 'resolved')
      and (p_from is null or a.work_at >= p_from) and (p_to is null or a.work_at < p_to)
      and (p_filter ->> 'agent_id' is null or a.agent_id = (p_filter ->> 'agent_id')::uuid)
      and (p_filter ->> 'scorecard_id' is null or a.scorecard_id = (p_filter ->> 'scorecard_id')::uuid)
      and (p_filter ->> 'auditor_id' is null or a.auditor_id = (p_filter ->> 'auditor_id')::uuid)
      and (p_filter ->> 'team' is null or a.team = p_filter ->> 'team')
      and (p_filter ->> 'entity_type' is null or a.entity_type = p_filter ->> 'entity_type')
  ), questions as (
    select v.id, v.scorecard_id, v.card_version, q.value ->> 'key' as key, q.value ->> 'text' as text, (q.value ->> 'is_critical')::boolean as is_critical,
      s.place as section, q.place
    from public.audit_scorecard_versions v
    cross join lateral jsonb_array_elements(v.sections) with ordinality s (value, place)
    cross join lateral jsonb_array_elements(s.value -> 'questions') with ordinality q (value, place)
    where v.id in (select a.scorecard_version_id from answers a)
  )
  select coalesce(jsonb_agg(to_jsonb(r) - '{section,place}'::text[] order by r.scorecard_id, r.card_version, r.section, r.place, r.week), '[]')
  from (
    select q.scorecard_id, q.id as scorecard_version_id, q.card_version, q.key as question, q.text, q.is_critical, a.week, count(*) as asked,
      count(*) filter (where a.points is null) as not_applicable, round(avg(a.points) / 100, 2) as average,
      count(*) filter (where q.is_critical and a.points = 0) as critical_failures, q.section, q.place
    from questions q join answers a on a.scorecard_version_id = q.id and a.question = q.key
    group by q.scorecard_id, q.id, q.card_version, q.key, q.text, q.is_critical, a.week, q.section, q.place
  ) r
$function$;

REVOKE ALL ON FUNCTION "public"."get_audit_questions"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_customer_feedback_breakdown (
  p_teams text[] DEFAULT NULL::text[]
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with channels as (
    select c.channel, sum(c.rows)::bigint as count, coalesce(sum(c.rows) filter (where c.rating is not null), 0)::bigint as rated,
      round(sum(c.rating * c.rows) / nullif(sum(c.rows) filter (where c.rating is not null), 0), 2)::float8 as average
    from public.customer_feedback_by_channel_counts c where p_teams is null or c.team = any (p_teams)
    group by 1 having sum(c.rows) > 0),
  agents as (
    select c.assignee_id as agent_id, sum(c.rows)::bigint as count, coalesce(sum(c.rows) filter (where c.rating is not null), 0)::bigint as rated,
      round(sum(c.rating * c.rows) / nullif(sum(c.rows) filter (where c.rating is not null), 0), 2)::float8 as average
    from public.customer_feedback_by_agent_counts c where p_teams is null or c.team = any (p_teams)
    group by 1 having sum(c.rows) > 0)
  select jsonb_build_object(
    'total', (select coalesce(sum(g.count), 0) from channels g),
    'by_channel', (select coalesce(jsonb_agg(to_jsonb(g) order by g.count desc, g.channel), '[]') from channels g),
    'by_agent', (select coalesce(jsonb_agg(to_jsonb(g) order by g.count desc, g.agent_id), '[]') from agents g))
$function$;

REVOKE ALL ON FUNCTION "public"."get_customer_feedback_breakdown"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_email_thread (
  p_id           uuid,
  p_limit        integer                  DEFAULT 20,
  p_after_time   timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_after_id     uuid                     DEFAULT NULL::uuid,
  p_newest_first boolean                  DEFAULT false
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
  -- Each in the order of its index, so that a page of a long thread is read, and not all of it.
  if p_newest_first then
    v_ids := array(
      select e.id from public.emails e
      where e.thread_id = p_id and e.deleted_at is null
        and (e.received_at, e.id) < (coalesce(p_after_time, 'infinity'), coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by e.received_at desc, e.id desc limit p_limit + 1);
  else
    v_ids := array(
      select e.id from public.emails e
      where e.thread_id = p_id and e.deleted_at is null
        and (e.received_at, e.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
      order by e.received_at, e.id limit p_limit + 1);
  end if;
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

REVOKE ALL ON FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid, boolean) FROM PUBLIC, "anon", "authenticated";

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
        'department', f.department, 'assignee_id', f.assignee_id%2$s),
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
    'departments', (select coalesce(jsonb_object_agg(d.key, d.calendar_id), '{}') from public.departments d where d.calendar_id is not null),
    'kinds', (select coalesce(jsonb_agg(to_jsonb(k) order by k.entity_type), '[]') from public.sla_kinds k))
$function$;

CREATE OR REPLACE FUNCTION public.get_survey_facts (
  p_id    uuid,
  p_since timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('invitation', to_jsonb(i), 'subject', public.get_survey_subject(i.entity_type, i.entity_id),
    'is_active', s.is_active and s.deleted_at is null, 'questions', r.questions, 'default_language', r.default_language, 'intro', s.intro, 'name', s.name,
    'language', (select c.language from public.customers c where c.id = public.customer_root(i.customer_id)),
    'asked_at', (
      select max(o.sent_at) from public.survey_invitations o
      where o.customer_id = any (public.customer_members(i.customer_id)) and o.sent_at > p_since and o.id <> i.id and o.state <> 'failed'))
  from public.survey_invitations i
  join public.surveys s on s.id = i.survey_id
  join public.survey_revisions r on r.survey_id = i.survey_id and r.revision = i.revision
  where i.id = p_id and i.state = 'waiting'
$function$;

REVOKE ALL ON FUNCTION "public"."get_survey_facts"(uuid, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_survey_results (
  p_survey_id uuid,
  p_start     timestamp with time zone,
  p_end       timestamp with time zone
)
  RETURNS TABLE (
    dimension   text,
    value       text,
    is_answered boolean,
    is_excluded boolean,
    answer      text,
    score       integer,
    count       bigint
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with asked as (
    select i.agent_id::text as agent, i.team, i.channel, i.revision::text as revision, r.id is not null as is_answered,
      coalesce(r.excluded_reason is not null, false) as is_excluded, r.answer, r.score
    from public.survey_invitations i
    left join public.survey_responses r on r.invitation_id = i.id
    where i.survey_id = p_survey_id and i.sent_at >= p_start and i.sent_at < p_end and i.state in ('sent', 'answered'))
  select case when grouping(a.agent) = 0 then 'agent' when grouping(a.team) = 0 then 'team' when grouping(a.channel) = 0 then 'channel'
      when grouping(a.revision) = 0 then 'revision' else 'all' end,
    coalesce(case when grouping(a.agent) = 0 then a.agent end, case when grouping(a.team) = 0 then a.team end,
      case when grouping(a.channel) = 0 then a.channel end, case when grouping(a.revision) = 0 then a.revision end),
    a.is_answered, a.is_excluded, a.answer, a.score, count(*)
  from asked a
  group by grouping sets (
    (a.is_answered, a.is_excluded, a.answer, a.score),
    (a.agent, a.is_answered, a.is_excluded, a.answer, a.score), (a.team, a.is_answered, a.is_excluded, a.answer, a.score),
    (a.channel, a.is_answered, a.is_excluded, a.answer, a.score), (a.revision, a.is_answered, a.is_excluded, a.answer, a.score))
  union all
  select 'not_sent', i.state, false, false, null, null, count(*)
  from public.survey_invitations i
  where i.survey_id = p_survey_id and i.created_at >= p_start and i.created_at < p_end and i.state in ('waiting', 'suppressed', 'failed')
  group by i.state
$function$;

REVOKE ALL ON FUNCTION "public"."get_survey_results"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_survey_subject (
  p_type text,
  p_id   text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select case p_type
    when 'ticket' then (
      select jsonb_build_object('customer_id', t.customer_id, 'agent_id', t.assignee_id, 'team', t.team, 'is_done', t.status in ('resolved', 'closed'),
        'is_auto', t.status in ('resolved', 'closed') and y.resolved_by is null,
        'is_spam', exists (
          select from public.ticket_links l join public.email_threads e on e.id::text = l.entity_id
          where l.ticket_id = t.id and l.entity_type = 'email_thread' and l.kind = 'source' and e.status = 'spam'),
        'email_id', g.email_id, 'conversation_id', g.conversation_id)
      from public.tickets t
      left join public.ticket_cycles y on y.ticket_id = t.id and y.cycle = t.cycle
      cross join lateral public.ticket_reply_target(t.id, null) g
      where t.id::text = p_id and t.hidden_at is null)
    when 'conversation' then (
      select jsonb_build_object('customer_id', c.customer_id, 'agent_id', c.assignee_id, 'team', c.team, 'is_done', c.status = 'resolved',
        'is_auto', c.status = 'resolved' and y.resolved_by is null, 'is_spam', false, 'email_id', null, 'conversation_id', c.id)
      from public.conversations c
      left join public.conversation_cycles y on y.conversation_id = c.id and y.cycle = c.cycle
      where c.id::text = p_id and c.merged_into is null)
    when 'email_thread' then (
      select jsonb_build_object('customer_id', t.customer_id, 'agent_id', t.assignee_id, 'team', t.team, 'is_done', t.status in ('resolved', 'closed'),
        -- Nobody notes who resolved a thread; an answer of a person may do so without a word of its own.
        'is_auto', t.status in ('resolved', 'closed') and a.actor_kind = 'system' and not exists (
          select from public.emails o join auth.users u on u.id = o.created_by
          where o.thread_id = t.id and o.direction = 'outbound' and o.created_at > a.at),
        'is_spam', t.status = 'spam', 'conversation_id', null, 'email_id', (
          select e.id from public.emails e where e.thread_id = t.id and e.direction = 'inbound' and e.kind = 'message' and e.deleted_at is null
          order by e.received_at desc, e.id desc limit 1))
      from public.email_threads t
      left join lateral (
        select l.actor_kind, l.at from public.activity_log l
        where l.entity_type = 'email_threads' and l.entity_id = t.id::text and l.after ->> 'status' in ('resolved', 'closed') order by l.id desc limit 1) a on true
      where t.id::text = p_id and t.message_count > 0)
  end
$function$;

REVOKE ALL ON FUNCTION "public"."get_survey_subject"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.introduce_emails (
  p_mails jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_customer  record;
  v_customers jsonb := '{}';
  v_ids       text[] collate "C" := array(select jsonb_array_elements_text(m -> 'reference_ids') from jsonb_array_elements(p_mails) m);
  v_known     text[] := array(select e.message_id from public.emails e where e.message_id = any (v_ids) and e.message_id <> '');
begin
  -- What they name and is written already, or what others named, too, and is not here.
  v_ids := array(
    select m ->> 'message_id' from jsonb_array_elements(p_mails) m where m ->> 'message_id' <> ''
    union all
    select i from unnest(v_ids) i where not i = any (v_known));
  v_known := v_known || array(
    select distinct r.id from public.emails e cross join lateral unnest(e.reference_ids) r (id)
    where e.reference_ids && v_ids and e.reference_ids <> '{}' and r.id = any (v_ids)
    union all
    select 'ticket ' || g.tag from (select distinct m ->> 'ticket_tag' as tag from jsonb_array_elements(p_mails) m where m ->> 'ticket_tag' is not null) g
    where exists (select from public.emails e where public.ticket_tag(e.subject) collate "C" = g.tag)
    union all
    select 'gmail ' || b.gmail_thread_id from public.mailbox_messages b
    where b.gmail_thread_id = any (array(select m ->> 'gmail_thread_id' from jsonb_array_elements(p_mails) m where m ->> 'gmail_thread_id' is not null))
      and exists (select from public.emails e where e.mailbox_message_id = b.id));

  -- Customers of all, in one order, so that nobody waits in a circle.
  for v_customer in
    select c.address, c.name, c.makes_one, i.customer_id, i.name = '' and c.name <> '' as gets_name
    from (
      select m ->> 'customer_address' as address, max(m ->> 'customer_name') as name, bool_or((m ->> 'makes_customer')::boolean) as makes_one
      from jsonb_array_elements(p_mails) m where m ->> 'customer_address' <> '' group by 1
    ) c
    left join lateral (
      select i.customer_id, k.name from public.customer_identities i join public.customers k on k.id = i.customer_id
      where i.kind = 'email' and i.value = c.address and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    order by c.address
  loop
    if v_customer.makes_one and (v_customer.customer_id is null or v_customer.gets_name) then
      v_customer.customer_id := public.resolve_customer('email', v_customer.address, v_customer.name, 'email');
    end if;
    v_customers := v_customers || jsonb_build_object(v_customer.address, v_customer.customer_id);
  end loop;

  return jsonb_build_object('known', v_known, 'emails', (
    select coalesce(jsonb_agg(jsonb_build_object('place', m -> 'place', 'customer_id', v_customers -> (m ->> 'customer_address'), 'people', array(
      select p from public.people_of_email(m ->> 'direction', m ->> 'kind', m ->> 'from_email', m -> 'recipients') p))), '[]')
    from jsonb_array_elements(p_mails) m));
end $function$;

REVOKE ALL ON FUNCTION "public"."introduce_emails"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.invite_to_survey (
  p_invitation jsonb
)
  RETURNS SETOF public.survey_invitations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new     public.survey_invitations := jsonb_populate_record(null::public.survey_invitations, p_invitation);
  v_survey  public.surveys;
  v_subject jsonb;
begin
  return query select * from public.survey_invitations i where i.id = v_new.id;
  if found then
    return;
  end if;
  select * into v_survey from public.surveys s where s.id = v_new.survey_id and s.deleted_at is null for share;
  if v_survey.id is null then
    raise exception 'survey_not_found' using errcode = 'P0404';
  elsif not v_survey.is_active then
    raise exception 'survey_not_active' using errcode = 'P0409';
  end if;
  if v_new.entity_type is not null then
    v_subject := public.get_survey_subject(v_new.entity_type, v_new.entity_id);
    if v_subject is null then
      raise exception 'survey_subject_unknown' using errcode = 'P0422';
    end if;
  end if;
  insert into public.survey_invitations (id, survey_id, revision, origin, also_auto_resolved, customer_id, entity_type, entity_id, agent_id, team, send_at, created_by)
  values (v_new.id, v_survey.id, v_survey.revision, v_new.origin, coalesce(v_new.also_auto_resolved, false),
    public.customer_root(coalesce((v_subject ->> 'customer_id')::uuid, v_new.customer_id)), v_new.entity_type, v_new.entity_id,
    (v_subject ->> 'agent_id')::uuid, v_subject ->> 'team', coalesce(v_new.send_at, now()), v_new.created_by)
  on conflict do nothing returning * into v_new;
  if v_new.revision is null then
    return query select * from public.survey_invitations i
      where i.id = (p_invitation ->> 'id')::uuid or i.survey_id = v_survey.id and i.entity_type = p_invitation ->> 'entity_type' and i.entity_id = p_invitation ->> 'entity_id'
        and i.state not in ('suppressed', 'failed');
    return;
  end if;
  perform graphile_worker.add_job('surveys.send', json_build_object('invitation_id', v_new.id), run_at => v_new.send_at, job_key => 'survey:' || v_new.id);
  if v_new.origin = 'person' then
    perform public.log_activity('invite', 'survey_invitations', v_new.id::text, null, to_jsonb(v_new));
  end if;
  return next v_new;
end $function$;

REVOKE ALL ON FUNCTION "public"."invite_to_survey"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.join_two_threads (
  p_keep     uuid,
  p_drop     uuid,
  p_status   text,
  p_priority text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_keep public.email_threads;
  v_drop public.email_threads;
begin
  select * into v_drop from public.email_threads t where t.id = p_drop;
  update public.email_threads t set
    -- The matter is called what its first message called it.
    subject = case when v_drop.first_message_at < t.first_message_at then v_drop.subject else t.subject end,
    customer_id = coalesce(t.customer_id, v_drop.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, v_drop.gmail_thread_id),
    participants = array(select distinct p from unnest(t.participants || v_drop.participants) p order by p),
    status = p_status, priority = p_priority, team = coalesce(t.team, v_drop.team), assignee_id = coalesce(t.assignee_id, v_drop.assignee_id),
    possible_duplicate_of = nullif(coalesce(nullif(t.possible_duplicate_of, v_drop.id), v_drop.possible_duplicate_of), t.id),
    possible_duplicate_reason = case
      when t.possible_duplicate_of <> v_drop.id then t.possible_duplicate_reason
      when v_drop.possible_duplicate_of <> t.id then v_drop.possible_duplicate_reason
    end,
    version = t.version + 1, updated_at = now()
  where t.id = p_keep returning * into v_keep;
  update public.emails e set
    thread_id = v_keep.id, thread_reason = case when e.thread_id = v_keep.id then e.thread_reason else 'joined' end,
    status = v_keep.status, priority = v_keep.priority, team = v_keep.team, assignee_id = v_keep.assignee_id, version = e.version + 1, updated_at = now()
  where e.thread_id = v_drop.id
    or (e.thread_id = v_keep.id and (e.status, e.priority, e.team, e.assignee_id) is distinct from (v_keep.status, v_keep.priority, v_keep.team, v_keep.assignee_id));
  update public.email_threads t set possible_duplicate_of = v_keep.id where t.possible_duplicate_of = v_drop.id;
  delete from public.email_threads t where t.id = v_drop.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."join_two_threads"(uuid, uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_agent_feedback_by_agent_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.agent_feedback_by_agent_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.agent_feedback_by_agent_counts (key, rows, agent_id, kind, rating)
        select md5(row(r.agent_id, r.kind, r.rating)::text), sum(r.sign), r.agent_id, r.kind, r.rating from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.agent_id, r.kind, r.rating;
      elsif tg_op = 'DELETE' then
        insert into public.agent_feedback_by_agent_counts (key, rows, agent_id, kind, rating)
        select md5(row(r.agent_id, r.kind, r.rating)::text), sum(r.sign), r.agent_id, r.kind, r.rating from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.agent_id, r.kind, r.rating;
      else
        insert into public.agent_feedback_by_agent_counts (key, rows, agent_id, kind, rating)
        select md5(row(r.agent_id, r.kind, r.rating)::text), sum(r.sign), r.agent_id, r.kind, r.rating
        from (select 1 as sign, kind, rating, agent_id, deleted_at from new_rows union all select -1, kind, rating, agent_id, deleted_at from old_rows) r
        where r.deleted_at is null group by r.agent_id, r.kind, r.rating having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.agent_feedback_by_agent_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_agent_feedback_by_agent_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_audit()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_user uuid;
begin
  if tg_op = 'INSERT' or new.work_at <> old.work_at then
    new.week := date_trunc('week', new.work_at at time zone public.business_zone())::date;
  end if;
  if tg_op = 'UPDATE' and (new.auditor_id, new.reviewer_id, new.agent_id) is not distinct from (old.auditor_id, old.reviewer_id, old.agent_id) then
    return new;
  end if;
  select a.user_id into v_user from public.agents a where a.id = new.agent_id;
  if new.auditor_id = v_user and (tg_op = 'INSERT' or new.auditor_id is distinct from old.auditor_id) then
    raise exception 'own_work' using errcode = 'P0422', detail = jsonb_build_object('agent_id', new.agent_id);
  elsif new.reviewer_id in (v_user, new.auditor_id) then
    raise exception 'audit_reviewer_not_independent' using errcode = 'P0422';
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_audit"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_audits_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.audits_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.audits_counts (key, rows, status, entity_type, team, week, scorecard_version_id, outcome, is_auto_failed, sum_scored, sum_final_hundredths)
        select md5(row(r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed)::text), sum(r.sign), r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed, coalesce(sum(r.sign * r.scored), 0), coalesce(sum(r.sign * r.final_hundredths), 0) from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed;
      elsif tg_op = 'DELETE' then
        insert into public.audits_counts (key, rows, status, entity_type, team, week, scorecard_version_id, outcome, is_auto_failed, sum_scored, sum_final_hundredths)
        select md5(row(r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed)::text), sum(r.sign), r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed, coalesce(sum(r.sign * r.scored), 0), coalesce(sum(r.sign * r.final_hundredths), 0) from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed;
      else
        insert into public.audits_counts (key, rows, status, entity_type, team, week, scorecard_version_id, outcome, is_auto_failed, sum_scored, sum_final_hundredths)
        select md5(row(r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed)::text), sum(r.sign), r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed, coalesce(sum(r.sign * r.scored), 0), coalesce(sum(r.sign * r.final_hundredths), 0)
        from (select 1 as sign, status, entity_type, team, week, scorecard_version_id, is_auto_failed, outcome, deleted_at, scored, final_hundredths from new_rows union all select -1, status, entity_type, team, week, scorecard_version_id, is_auto_failed, outcome, deleted_at, scored, final_hundredths from old_rows) r
        where r.deleted_at is null group by r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed having sum(r.sign) <> 0 or sum(r.sign * r.scored) <> 0 or sum(r.sign * r.final_hundredths) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.audits_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_audits_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_customer_feedback_by_agent_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.customer_feedback_by_agent_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.customer_feedback_by_agent_counts (key, rows, assignee_id, rating, team)
        select md5(row(r.assignee_id, r.rating, r.team)::text), sum(r.sign), r.assignee_id, r.rating, r.team from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.assignee_id, r.rating, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.customer_feedback_by_agent_counts (key, rows, assignee_id, rating, team)
        select md5(row(r.assignee_id, r.rating, r.team)::text), sum(r.sign), r.assignee_id, r.rating, r.team from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.assignee_id, r.rating, r.team;
      else
        insert into public.customer_feedback_by_agent_counts (key, rows, assignee_id, rating, team)
        select md5(row(r.assignee_id, r.rating, r.team)::text), sum(r.sign), r.assignee_id, r.rating, r.team
        from (select 1 as sign, rating, team, assignee_id, deleted_at from new_rows union all select -1, rating, team, assignee_id, deleted_at from old_rows) r
        where r.deleted_at is null group by r.assignee_id, r.rating, r.team having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.customer_feedback_by_agent_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_customer_feedback_by_agent_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_customer_feedback_by_channel_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.customer_feedback_by_channel_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.customer_feedback_by_channel_counts (key, rows, channel, rating, team)
        select md5(row(r.channel, r.rating, r.team)::text), sum(r.sign), r.channel, r.rating, r.team from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.channel, r.rating, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.customer_feedback_by_channel_counts (key, rows, channel, rating, team)
        select md5(row(r.channel, r.rating, r.team)::text), sum(r.sign), r.channel, r.rating, r.team from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.channel, r.rating, r.team;
      else
        insert into public.customer_feedback_by_channel_counts (key, rows, channel, rating, team)
        select md5(row(r.channel, r.rating, r.team)::text), sum(r.sign), r.channel, r.rating, r.team
        from (select 1 as sign, channel, rating, team, deleted_at from new_rows union all select -1, channel, rating, team, deleted_at from old_rows) r
        where r.deleted_at is null group by r.channel, r.rating, r.team having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.customer_feedback_by_channel_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_customer_feedback_by_channel_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_email_files_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.email_search s set words = public.email_words(e.subject, e.from_email, e.from_name, e.to_recipients, e.cc_recipients, e.new_text, e.body_text,
    public.email_file_names(e.id))
  from public.emails e where e.id = old.email_id and s.email_id = e.id;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_email_files_search"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_email_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if new.deleted_at is not null then
    delete from public.email_search where email_id = new.id;
  else
    insert into public.email_search as s (email_id, received_at, words)
    values (new.id, new.received_at, public.email_words(new.subject, new.from_email, new.from_name, new.to_recipients, new.cc_recipients, new.new_text,
      new.body_text, public.email_file_names(new.id)))
    on conflict (email_id) do update set received_at = excluded.received_at, words = excluded.words;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.keep_message_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.message_search as s (message_id, at, words)
  values (new.id, new.at,
    public.search_words(concat_ws(' ', new.text, new.location ->> 'name', new.location ->> 'address', new.reply ->> 'title')))
  on conflict (message_id) do update set words = excluded.words;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.keep_search_things()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'INSERT' then
    perform public.store_search_things(tg_argv[0], tg_argv[1], array(select n.id from new_rows n));
  elsif tg_op = 'DELETE' then
    delete from public.search_things s where s.kind = tg_argv[0] and s.id = old.id;
  else
    perform public.store_search_things(tg_argv[0], tg_argv[1], array[new.id]);
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_search_things"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_status_ivr_calls()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values ('ivr_call', new.id, new.status);
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_status_ivr_calls"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_status_tickets()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values ('ticket', new.id, new.status);
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_status_tickets"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_survey_invitations_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.survey_invitations_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.survey_invitations_counts (key, rows, state, channel, team)
        select md5(row(r.state, r.channel, r.team)::text), sum(r.sign), r.state, r.channel, r.team from (select 1 as sign, r.* from new_rows r) r where true group by r.state, r.channel, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.survey_invitations_counts (key, rows, state, channel, team)
        select md5(row(r.state, r.channel, r.team)::text), sum(r.sign), r.state, r.channel, r.team from (select -1 as sign, r.* from old_rows r) r where true group by r.state, r.channel, r.team;
      else
        insert into public.survey_invitations_counts (key, rows, state, channel, team)
        select md5(row(r.state, r.channel, r.team)::text), sum(r.sign), r.state, r.channel, r.team
        from (select 1 as sign, state, channel, team from new_rows union all select -1, state, channel, team from old_rows) r
        where true group by r.state, r.channel, r.team having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.survey_invitations_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_survey_invitations_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_survey_responses_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.survey_responses_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.survey_responses_counts (key, rows, kind, score, channel, team)
        select md5(row(r.kind, r.score, r.channel, r.team)::text), sum(r.sign), r.kind, r.score, r.channel, r.team from (select 1 as sign, r.* from new_rows r) r where true group by r.kind, r.score, r.channel, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.survey_responses_counts (key, rows, kind, score, channel, team)
        select md5(row(r.kind, r.score, r.channel, r.team)::text), sum(r.sign), r.kind, r.score, r.channel, r.team from (select -1 as sign, r.* from old_rows r) r where true group by r.kind, r.score, r.channel, r.team;
      else
        insert into public.survey_responses_counts (key, rows, kind, score, channel, team)
        select md5(row(r.kind, r.score, r.channel, r.team)::text), sum(r.sign), r.kind, r.score, r.channel, r.team
        from (select 1 as sign, kind, score, channel, team from new_rows union all select -1, kind, score, channel, team from old_rows) r
        where true group by r.kind, r.score, r.channel, r.team having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.survey_responses_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_survey_responses_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_survey_revision()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.survey_revisions (survey_id, revision, questions, default_language)
  values (new.id, new.revision, new.questions, new.default_language) on conflict do nothing;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_survey_revision"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.video_call_leads_counts (key, rows, status, reached, outcome, source, currency, team, sum_value_minor)
        select md5(row(r.status, r.reached, r.outcome, r.source, r.currency, r.team)::text), sum(r.sign), r.status, r.reached, r.outcome, r.source, r.currency, r.team, coalesce(sum(r.sign * r.value_minor), 0) from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.reached, r.outcome, r.source, r.currency, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.video_call_leads_counts (key, rows, status, reached, outcome, source, currency, team, sum_value_minor)
        select md5(row(r.status, r.reached, r.outcome, r.source, r.currency, r.team)::text), sum(r.sign), r.status, r.reached, r.outcome, r.source, r.currency, r.team, coalesce(sum(r.sign * r.value_minor), 0) from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.reached, r.outcome, r.source, r.currency, r.team;
      else
        insert into public.video_call_leads_counts (key, rows, status, reached, outcome, source, currency, team, sum_value_minor)
        select md5(row(r.status, r.reached, r.outcome, r.source, r.currency, r.team)::text), sum(r.sign), r.status, r.reached, r.outcome, r.source, r.currency, r.team, coalesce(sum(r.sign * r.value_minor), 0)
        from (select 1 as sign, source, status, reached, outcome, value_minor, currency, deleted_at, team from new_rows union all select -1, source, status, reached, outcome, value_minor, currency, deleted_at, team from old_rows) r
        where r.deleted_at is null group by r.status, r.reached, r.outcome, r.source, r.currency, r.team having sum(r.sign) <> 0 or sum(r.sign * r.value_minor) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.video_call_leads_counts');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.keep_workflows_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.workflows_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.workflows_counts (key, rows, is_active, trigger_type, entity_type)
        select md5(row(r.is_active, r.trigger_type, r.entity_type)::text), sum(r.sign), r.is_active, r.trigger_type, r.entity_type from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.is_active, r.trigger_type, r.entity_type;
      elsif tg_op = 'DELETE' then
        insert into public.workflows_counts (key, rows, is_active, trigger_type, entity_type)
        select md5(row(r.is_active, r.trigger_type, r.entity_type)::text), sum(r.sign), r.is_active, r.trigger_type, r.entity_type from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.is_active, r.trigger_type, r.entity_type;
      else
        insert into public.workflows_counts (key, rows, is_active, trigger_type, entity_type)
        select md5(row(r.is_active, r.trigger_type, r.entity_type)::text), sum(r.sign), r.is_active, r.trigger_type, r.entity_type
        from (select 1 as sign, is_active, trigger_type, entity_type, deleted_at from new_rows union all select -1, is_active, trigger_type, entity_type, deleted_at from old_rows) r
        where r.deleted_at is null group by r.is_active, r.trigger_type, r.entity_type having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.workflows_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_workflows_counts"() FROM PUBLIC, "anon", "authenticated";

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
        insert into public.youtube_leads_counts (key, rows, status, intent, source_state, video_id, team)
        select md5(row(r.status, r.intent, r.source_state, r.video_id, r.team)::text), sum(r.sign), r.status, r.intent, r.source_state, r.video_id, r.team from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.intent, r.source_state, r.video_id, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.youtube_leads_counts (key, rows, status, intent, source_state, video_id, team)
        select md5(row(r.status, r.intent, r.source_state, r.video_id, r.team)::text), sum(r.sign), r.status, r.intent, r.source_state, r.video_id, r.team from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.intent, r.source_state, r.video_id, r.team;
      else
        insert into public.youtube_leads_counts (key, rows, status, intent, source_state, video_id, team)
        select md5(row(r.status, r.intent, r.source_state, r.video_id, r.team)::text), sum(r.sign), r.status, r.intent, r.source_state, r.video_id, r.team
        from (select 1 as sign, video_id, intent, status, source_state, deleted_at, team from new_rows union all select -1, video_id, intent, status, source_state, deleted_at, team from old_rows) r
        where r.deleted_at is null group by r.status, r.intent, r.source_state, r.video_id, r.team having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.youtube_leads_counts');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.link_sent_email (
  p_email_id           uuid,
  p_mailbox_message_id uuid,
  p_is_sent            boolean
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_own public.emails;
begin
  select * into v_own from public.emails e where e.id = p_email_id;
  -- The send, the thread, the e-mail: the order of everybody who changes them.
  if p_is_sent then
    perform public.advance_send(v_own.send_id, 'seen_in_sent', 'sent', jsonb_build_object('mailbox_message_id', p_mailbox_message_id), 'seen_in_sent:' || p_mailbox_message_id);
  end if;
  perform from public.email_threads t where t.id = v_own.thread_id for no key update;
  update public.emails e set mailbox_message_id = p_mailbox_message_id, updated_at = now() where e.id = v_own.id and e.mailbox_message_id is null;
  update public.mailbox_messages b set state = 'parsed', email_id = v_own.id, parsed_at = now(), error_code = null, error_message = null where b.id = p_mailbox_message_id;
  return v_own.thread_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."link_sent_email"(uuid, uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130104733' $function$;

CREATE OR REPLACE FUNCTION public.mirror_survey_send()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.survey_invitations i set state = 'failed', reason = coalesce(nullif(new.error_code, ''), 'failed') where i.send_id = new.id and i.state = 'sent';
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."mirror_survey_send"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_survey_decision (
  p_invitation public.survey_invitations,
  p_reason     text
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select public.record_decisions(jsonb_build_array(jsonb_build_object(
    'kind', 'surveys.ask', 'module', 'survey_responses',
    'entity_type', coalesce(p_invitation.entity_type, 'survey_invitation'), 'entity_id', coalesce(p_invitation.entity_id, p_invitation.id::text),
    'chosen', case when p_invitation.sent_at is not null then jsonb_build_object('channel', p_invitation.channel) end,
    'reason', p_reason, 'rule', 'ask_once', 'rule_version', '1',
    'inputs', jsonb_build_object('invitation_id', p_invitation.id, 'survey_id', p_invitation.survey_id, 'reason', p_invitation.reason))))
$function$;

REVOKE ALL ON FUNCTION "public"."note_survey_decision"(public.survey_invitations, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_unbelieved_answers (
  p_thread_id  uuid,
  p_message_id text,
  p_reason     text
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
  update public.email_threads t set possible_duplicate_of = p_thread_id, possible_duplicate_reason = p_reason
  from (select * from public.emails a where a.reference_ids @> array[p_message_id collate "C"] and a.reference_ids <> '{}' offset 0) e
  where e.support_email_id = (select k.support_email_id from public.email_threads k where k.id = p_thread_id)
    and e.thread_id = t.id and t.id <> p_thread_id and t.possible_duplicate_of is null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_unbelieved_answers"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.number_digits (
  p_written text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$ select regexp_replace(p_written, '\D', '', 'g') $function$;

REVOKE ALL ON FUNCTION "public"."number_digits"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.open_parsed_emails (
  p_mails jsonb
)
  RETURNS TABLE (
    place             integer,
    state             text,
    support_email_id  uuid,
    mailbox_addresses text[],
    our_addresses     text[],
    received_at       timestamp with time zone,
    gmail_thread_id   text,
    ticket_tag        text,
    is_sent           boolean,
    sent_email_id     uuid,
    email_id          uuid,
    email_direction   text,
    email_from        text,
    email_is_sent     boolean
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
  v_ids     uuid[] := array(select (m ->> 'mailbox_message_id')::uuid from jsonb_array_elements(p_mails) m);
  v_mailbox uuid;
begin
  -- One writer per mailbox, so that two messages of one matter cannot begin two threads; in one order, so that nobody waits in a circle.
  for v_mailbox in select distinct b.support_email_id from public.mailbox_messages b where b.id = any (v_ids) order by 1 loop
    perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox, 0));
  end loop;
  -- What was sent, and what came back: sends are locked before threads, and these before e-mails, by everybody.
  perform from public.sends s where s.id = any (array(
    select e.send_id from jsonb_array_elements(p_mails) m
    cross join lateral (select i from jsonb_array_elements_text(m -> 'own_ids') i union select m ->> 'bounced_id') i (message_id)
    cross join lateral (select * from public.emails a where a.message_id = i.message_id and a.message_id <> '' offset 0) e
    where e.send_id is not null))
  order by s.id for update;
  insert into public.stored_files (sha256, size)
  select distinct on (f.sha256) f.sha256, f.size from (
    select f ->> 'sha256' as sha256, (f ->> 'size')::bigint as size from jsonb_array_elements(p_mails) m, jsonb_array_elements(m -> 'files') f
    union all
    select b.raw_sha256, b.raw_size from public.mailbox_messages b where b.id = any (v_ids)
  ) f
  where not exists (select from public.stored_files s where s.sha256 = f.sha256)
  order by f.sha256 on conflict (sha256) do nothing;
  perform from public.mailbox_messages b where b.id = any (v_ids) order by b.id for update;

  return query
  select (m.n - 1)::integer, b.state, b.support_email_id, s.addresses, o.addresses, b.received_at, b.gmail_thread_id, public.ticket_tag(m.mail ->> 'subject'),
    b.folder_role = 'sent' or '\Sent' = any (b.labels) or exists (
      select from public.mailbox_places l join public.mailbox_folders f on f.support_email_id = l.support_email_id and f.path = l.folder
      where l.mailbox_message_id = b.id and f.role = 'sent'),
    w.id, x.id, x.direction, x.from_email, x.send_id is not null
  from jsonb_array_elements(p_mails) with ordinality m (mail, n)
  join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  join public.support_emails s on s.id = b.support_email_id
  left join public.emails x on x.id = b.email_id
  cross join lateral (
    select array(select a from jsonb_array_elements_text(m.mail -> 'addresses') a where exists (
      select from public.support_emails k where k.addresses @> array[a collate "C"])) as addresses offset 0
  ) o
  left join lateral (
    select e.id from (
      select * from public.emails a where a.message_id = any (array(select jsonb_array_elements_text(m.mail -> 'own_ids'))) and a.message_id <> '' offset 0) e
    where e.support_email_id = b.support_email_id and e.direction = 'outbound' and e.send_id is not null limit 1
  ) w on true
  order by m.n;
end $function$;

REVOKE ALL ON FUNCTION "public"."open_parsed_emails"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.open_survey_ticket (
  p_response_id uuid,
  p_ticket      jsonb
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_response public.survey_responses;
  v_survey   public.surveys;
begin
  select * into v_response from public.survey_responses r where r.id = p_response_id for update;
  if v_response.id is null or v_response.ticket_id is not null then
    return v_response.ticket_id;
  end if;
  select * into v_survey from public.surveys s where s.id = v_response.survey_id;
  perform public.create_ticket(v_response.id, p_ticket || jsonb_build_object(
    'customer_id', v_response.customer_id, 'priority', 'high', 'tags', '["survey"]'::jsonb,
    'team', coalesce(v_survey.ticket_team, v_response.team)), null);
  if v_response.entity_type is not null then
    insert into public.ticket_links (ticket_id, kind, entity_type, entity_id) values (v_response.id, 'related', v_response.entity_type, v_response.entity_id)
    on conflict do nothing;
  end if;
  update public.survey_responses r set ticket_id = v_response.id where r.id = v_response.id;
  return v_response.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."open_survey_ticket"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.pass_on_team_of_lead()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  execute format('update public.%I s set team = $2 where s.lead_id = $1 and s.team is distinct from $2', tg_argv[0]) using new.id, new.team;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."pass_on_team_of_lead"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.people_of_email (
  p_direction  text,
  p_kind       text,
  p_from       text,
  p_recipients jsonb
)
  RETURNS SETOF text
  LANGUAGE sql
  STABLE
  AS $function$
  select p.email
  from (
    select p_from where p_direction = 'inbound' and p_from <> '' and p_from !~ '^(mailer-?daemon|mail-daemon|postmaster)@'
    union
    select r ->> 'email' from pg_catalog.jsonb_array_elements(p_recipients) r
    where not exists (select from public.support_emails s where s.addresses @> array[r ->> 'email' collate "C"])
  ) p (email)
  where p_kind <> 'bounce'
$function$;

CREATE OR REPLACE FUNCTION public.postpone_survey (
  p_id    uuid,
  p_until timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.survey_invitations i set send_at = p_until where i.id = p_id and i.state = 'waiting';
  if found then
    perform graphile_worker.add_job('surveys.send', json_build_object('invitation_id', p_id), run_at => p_until, job_key => 'survey:' || p_id);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."postpone_survey"(uuid, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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
  v_aside   boolean := coalesce((p_message ->> 'is_aside')::boolean, false);
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
  if v_talk.status in ('resolved', 'snoozed') and not v_aside then
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
  values (v_send_id, v_talk.id, v_contact.id, (p_message ->> 'provider_id')::uuid, v_contact.customer_id, 'outbound', case when v_aside or v_by is null then 'automatic' else 'agent' end, p_message ->> 'type', p_message ->> 'text',
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
    where not exists (select from public.support_emails s where s.addresses @> array[lower(a) collate "C"] and s.deleted_at is null));

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
  -- The same order as whoever gives the lead another team: first the lead, then this.
  perform from public.leads l where l.id = (select y.lead_id from public.youtube_leads y where y.id = p_lead_id) for update;
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
    insert into public.workflow_runs (id, workflow_id, workflow_version, entity_type, entity_id, customer_id, cause, event, event_at, depth, caused_by, why,
      input, state, reason, next_at, finished_at)
    select overlay(overlay(md5(n.workflow_id || '/' || n.cause) placing '8' from 13) placing 'a' from 17)::uuid, n.workflow_id, n.workflow_version, n.entity_type, n.entity_id, n.customer_id, n.cause, n.event, n.event_at, n.depth, n.caused_by,
      n.why, n.input, n.state, coalesce(n.reason, ''), case when n.state = 'running' then now() end, case when n.state = 'stopped' then now() end
    from jsonb_to_recordset(p_runs) n (workflow_id uuid, workflow_version integer, entity_type text, entity_id text, customer_id uuid,
      cause text, event text, event_at timestamptz, depth integer, caused_by uuid, why jsonb, input jsonb, state text, reason text)
    on conflict (id) do nothing;
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

CREATE OR REPLACE FUNCTION public.refresh_ticket (
  p_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_members  uuid[] := public.ticket_members(p_id);
  v_customer timestamptz;
  v_response timestamptz;
  v_waiting  timestamptz;
  v_first    timestamptz;
  v_cycle    public.ticket_cycles;
begin
  select max(c.created_at) filter (where c.source = 'customer'), max(c.created_at) filter (where c.source = 'agent')
  into v_customer, v_response
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.visibility = 'public' and c.deleted_at is null and c.failed_at is null and c.source <> 'automatic';
  select min(c.created_at) into v_waiting
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.source = 'customer' and c.deleted_at is null and c.created_at > coalesce(v_response, '-infinity');
  select y.* into v_cycle from public.ticket_cycles y join public.tickets t on t.id = y.ticket_id and t.cycle = y.cycle where y.ticket_id = p_id;
  select min(c.created_at) into v_first
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.visibility = 'public' and c.source = 'agent' and c.deleted_at is null and c.failed_at is null
    and c.created_at >= v_cycle.opened_at;
  update public.ticket_cycles y set first_response_at = v_first
  where y.ticket_id = p_id and y.cycle = v_cycle.cycle and y.first_response_at is distinct from v_first;
  update public.tickets t set last_customer_at = v_customer, last_response_at = v_response, first_response_at = v_first,
    waiting_since = case when t.status not in ('resolved', 'closed') then v_waiting end, updated_at = now()
  where t.id = p_id;
  -- Also when it was said on one that has been merged into it, or is not any more.
  perform public.follow_sla_items('ticket', array[p_id]);
end $function$;

CREATE OR REPLACE FUNCTION public.register_sla_kind (
  p_entity_type text,
  p_module      text,
  p_items       text,
  p_facts       text,
  p_events      text,
  p_finished    text[],
  p_copies      text   DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.sla_kinds (entity_type, module, items, facts, events, finished, copies)
  values (p_entity_type, p_module, p_items, p_facts, p_events, p_finished, p_copies)
  on conflict (entity_type) do update set
    module = excluded.module, items = excluded.items, facts = excluded.facts, events = excluded.events, finished = excluded.finished,
    copies = excluded.copies
$function$;

REVOKE ALL ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[], text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.renew_parsed_email (
  p_mail jsonb,
  OUT    outcome text
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_message   public.mailbox_messages;
  v_email     public.emails;
  v_direction text := p_mail ->> 'direction';
  v_writer    text := p_mail -> 'writer' ->> 'email';
  v_customer  uuid := (p_mail ->> 'customer_id')::uuid;
  v_turns     boolean;
  v_is_new    boolean;
begin
  select * into v_message from public.mailbox_messages b where b.id = (p_mail ->> 'mailbox_message_id')::uuid;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = v_message.email_id) for no key update;
  select * into v_email from public.emails e where e.id = v_message.email_id for update;
  update public.mailbox_messages b set state = 'parsed', parsed_at = now(), error_code = null, error_message = null where b.id = v_message.id;
  -- What we sent ourselves is as we wrote it, and what was deleted stays so.
  outcome := case when v_email.send_id is not null then 'own' when v_email.deleted_at is not null then 'deleted' else 'renewed' end;
  if outcome <> 'renewed' then
    return;
  end if;
  v_turns := v_email.direction <> v_direction;
  v_is_new := v_turns or v_email.from_email <> v_writer;
  update public.emails e set
    direction = v_direction, kind = p_mail ->> 'kind', kind_reason = p_mail ->> 'kind_reason',
    from_email = v_writer, from_name = p_mail -> 'writer' ->> 'name', customer_id = case when v_is_new then v_customer else e.customer_id end,
    is_read = case when v_turns then v_direction = 'outbound' or '\Seen' = any (v_message.flags) else e.is_read end,
    triage_state = case
      when not v_turns then e.triage_state
      when p_mail ->> 'triage_state' = 'pending' and e.triaged_at is null then 'pending'
      when e.triage_state = 'pending' then 'none'
      else e.triage_state
    end,
    reply_to = p_mail -> 'reply_to', subject = p_mail ->> 'subject', snippet = p_mail ->> 'snippet',
    body_text = p_mail ->> 'body_text', body_html = p_mail ->> 'body_html', new_text = p_mail ->> 'new_text', quoted_text = p_mail ->> 'quoted_text',
    sent_at = (p_mail ->> 'sent_at')::timestamptz, attachment_count = jsonb_array_length(p_mail -> 'attachments'),
    notes = v_message.notes || (p_mail -> 'notes'), version = e.version + 1, updated_at = now()
  where e.id = v_email.id;
  perform public.store_email_attachments(v_email.id, p_mail -> 'attachments');
  if v_is_new then
    update public.email_threads t set
      customer_id = coalesce(t.customer_id, v_customer), participants = array(
        select distinct p from unnest(t.participants || array(select jsonb_array_elements_text(p_mail -> 'people'))) p
        where not (v_direction = 'outbound' and p = v_email.from_email) order by p)
    where t.id = v_email.thread_id;
  end if;
  if exists (select from public.emails e where e.id = v_email.id and e.triage_state = 'pending' and v_turns) then
    perform graphile_worker.add_job('emails.triage', json_build_object('email_ids', json_build_array(v_email.id)), priority => 10);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."renew_parsed_email"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.revise_survey()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.revision := old.revision + (new.questions is distinct from old.questions or new.default_language <> old.default_language)::integer;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."revise_survey"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.save_audit_scorecard (
  p_id      uuid,
  p_card    jsonb,
  p_version integer,
  p_by      uuid
)
  RETURNS SETOF public.audit_scorecards
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_card public.audit_scorecards;
  v_now  public.audit_scorecard_versions;
  v_next public.audit_scorecard_versions;
begin
  if p_id is null then
    v_card := jsonb_populate_record(null::public.audit_scorecards, p_card);
    insert into public.audit_scorecards (name, description, entity_types, is_active, created_by)
    values (v_card.name, coalesce(v_card.description, ''), coalesce(v_card.entity_types, '{}'), coalesce(v_card.is_active, true), p_by)
    returning * into v_card;
    insert into public.audit_scorecard_versions (scorecard_id, card_version, sections, critical_cap, created_by)
    values (v_card.id, 1, p_card -> 'sections', coalesce((p_card ->> 'critical_cap')::numeric, 0), p_by);
    return next v_card;
    return;
  end if;

  select * into v_card from public.audit_scorecards c where c.id = p_id and c.deleted_at is null for update;
  if v_card.id is null then
    return;
  elsif p_version <> v_card.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_card.version);
  end if;
  select * into v_now from public.audit_scorecard_versions v where v.scorecard_id = p_id and v.card_version = v_card.card_version;
  v_next := jsonb_populate_record(v_now, p_card - '{id,scorecard_id,card_version}'::text[]);
  if (v_next.sections, v_next.critical_cap) is distinct from (v_now.sections, v_now.critical_cap) then
    insert into public.audit_scorecard_versions (scorecard_id, card_version, sections, critical_cap, created_by)
    values (p_id, v_card.card_version + 1, v_next.sections, v_next.critical_cap, p_by);
    v_card.card_version := v_card.card_version + 1;
  end if;
  v_card := jsonb_populate_record(v_card, p_card - '{id,card_version}'::text[]);
  return query
    update public.audit_scorecards c set name = v_card.name, description = v_card.description, entity_types = v_card.entity_types,
      is_active = v_card.is_active, card_version = v_card.card_version
    where c.id = p_id returning c.*;
end $function$;

REVOKE ALL ON FUNCTION "public"."save_audit_scorecard"(uuid, jsonb, integer, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.search_calls (
  p_digits text,
  p_most   integer
)
  RETURNS TABLE (
    id       text,
    at       timestamp with time zone,
    is_exact boolean
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
  with numbers as materialized (
    select s.written from public.phone_spellings s where public.number_digits(s.written) like '%' || p_digits || '%')
  select c.call_id, c.start_time, length(p_digits) >= 7 and public.number_digits(c.customer_number) like '%' || p_digits
  from numbers n
  cross join lateral (
    select k.call_id, k.start_time, k.customer_number from public.kaleyra_calls k where k.customer_number = n.written and k.customer_number <> ''
    order by k.start_time desc, k.call_id desc limit p_most) c
  order by c.start_time desc, c.call_id desc limit p_most
$function$;

REVOKE ALL ON FUNCTION "public"."search_calls"(text, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.search_query (
  p_text   text,
  p_weight text DEFAULT ''::text
)
  RETURNS tsquery
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  v_text   text := btrim(left(p_text, 400));
  v_last   bigint;
  v_query  tsquery;
  v_part   tsquery;
  v_number tsquery;
  v_digits text;
  v_tokens text[];
  v_term   record;
begin
  for v_term in
    select m.found[1] = '-' as is_without, lower(m.found[2]) as field, m.found[3] as quoted, m.found[4] as bare, m.n, count(*) over () as terms
    from regexp_matches(v_text, '(-?)(?:(from|domain|file):)?(?:"([^"]*)"|(\S+))', 'gi') with ordinality m (found, n)
    order by m.n
  loop
    v_tokens := public.search_tokens(coalesce(v_term.quoted, v_term.bare), true);
    continue when v_tokens = '{}';
    if v_term.field = 'domain' then
      v_part := quote_literal('domain:' || lower(regexp_replace(coalesce(v_term.quoted, v_term.bare), '[^[:alnum:].-]', '', 'g')))::tsquery;
    else
      v_last := cardinality(v_tokens);
      select string_agg('''' || coalesce(v_term.field || ':', '') || t.token || '''' || case
          when t.n = v_last and v_term.quoted is null and length(t.token) > 1 and not v_term.is_without
            and (v_term.n = v_term.terms or v_term.bare like '%*') then ':*' || p_weight
          when t.n = v_last and length(t.token) = 1 and t.token ~ '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]' then ':*' || p_weight
          when p_weight <> '' then ':' || p_weight else '' end, ' <-> ' order by t.n)::tsquery into v_part
      from unnest(v_tokens) with ordinality t (token, n);
      -- A number: any piece of one, and when it is written in groups the groups, too.
      v_digits := case when v_term.field is null and v_term.quoted is null and array_to_string(v_tokens, '') ~ '^[0-9]{4,40}$'
        then regexp_replace(array_to_string(v_tokens, ''), '^0+(?=[0-9]{4})', '') end;
      if v_digits is not null then
        select string_agg('''#' || substr(v_digits, i, 4) || '''' || case when p_weight <> '' then ':' || p_weight else '' end, ' <-> ' order by i)::tsquery
          into v_number from generate_series(1, length(v_digits) - 3) i;
        v_part := case when v_last > 1 then v_number || v_part else v_number end;
      end if;
    end if;
    v_part := case when v_term.is_without then !! v_part else v_part end;
    v_query := case when v_query is null then v_part else v_query && v_part end;
  end loop;
  return v_query;
end $function$;

REVOKE ALL ON FUNCTION "public"."search_query"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.search_tokens (
  p_text     text,
  p_is_asked boolean DEFAULT false
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  v_unspaced constant text := '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]+';
  -- Not in the collation of whatever column it comes from: C knows no capitals beyond ASCII.
  v_text     text := lower(left(p_text, 100000) collate "default");
begin
  if octet_length(v_text) <> length(v_text) then
    -- Accents, and signs that are not seen.
    v_text := translate(normalize(regexp_replace(normalize(v_text, nfkd), '[\u0300-\u036F\u00AD\u200B-\u200F\u2060\uFE0F\uFEFF]', '', 'g'), nfc), 'ς', 'σ');
    v_text := translate(v_text,
      '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯๐๑๒๓๔๕๖๗๘๙',
      repeat('0123456789', 12));
    v_text := translate(v_text, '“”‘’‚„‹›«»–—―‐‑…·•¿¡§¶†‡°©®™€₹£¥¢।॥॰؟،؛٪。、「」『』【】《》〈〉・' || chr(160), repeat(' ', 64));
    v_text := regexp_replace(v_text, '([\u2190-\u2BFF\U0001F000-\U0001FAFF])', ' \1 ', 'g');
    if v_text ~ v_unspaced then
      v_text := regexp_replace(v_text, '(' || v_unspaced || ')', E' \x01\\1 ', 'g');
      select string_agg(case when p.part like E'\x01%' then (
        select string_agg(substr(p.part, i, 2), ' ' order by i)
        from generate_series(2, length(p.part) - case when p_is_asked and length(p.part) > 2 then 1 else 0 end) i)
        else p.part end, ' ' order by p.n) into v_text
      from string_to_table(v_text, ' ') with ordinality p (part, n);
    end if;
  end if;
  v_text := translate(v_text, E'!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r\f\v\x01', repeat(' ', 38));
  return coalesce((select array_agg(left(t.token, 64) order by t.n) from string_to_table(v_text, ' ') with ordinality t (token, n) where t.token <> ''), '{}');
end $function$;

REVOKE ALL ON FUNCTION "public"."search_tokens"(text, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.search_words (
  p_text text,
  p_mark text DEFAULT ''::text
)
  RETURNS tsvector
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  v_tokens text[] := (public.search_tokens(p_text))[:12000];
  v_words  tsvector := coalesce((
    select string_agg('''' || p_mark || t.token || ''':' || t.n, ' ') || ' ''|'':' || count(*) + 1
    from unnest(v_tokens) with ordinality t (token, n)), '')::tsvector;
begin
  if p_mark <> '' or p_text !~ '[[:digit:]]' then
    return v_words;
  end if;
  return coalesce((
    -- A gap after each number: what stands in two is no piece of one.
    select string_agg('''#' || substr(r.run, i, 4) || ''':' || r.n * 41 + i, ' ')
    from (
      select left(m.found[1], 40) as run, row_number() over (order by t.n, m.n) - 1 as n
      from unnest(v_tokens) with ordinality t (token, n) cross join lateral regexp_matches(t.token, '[0-9]{4,}', 'g') with ordinality m (found, n)
      where t.token ~ '[0-9]{4}' limit 90) r
    cross join lateral generate_series(1, length(r.run) - 3) i), '')::tsvector || v_words;
end $function$;

REVOKE ALL ON FUNCTION "public"."search_words"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.send_survey (
  p_id      uuid,
  p_sent    jsonb,
  p_since   timestamp with time zone,
  p_message jsonb                    DEFAULT NULL::jsonb
)
  RETURNS boolean
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_invitation public.survey_invitations;
  v_customer   uuid := (select public.customer_root(i.customer_id) from public.survey_invitations i where i.id = p_id);
begin
  perform pg_advisory_xact_lock(hashtextextended('survey:' || v_customer, 0));
  select * into v_invitation from public.survey_invitations i where i.id = p_id for update;
  if v_invitation.state <> 'waiting' then
    return v_invitation.sent_at is not null;
  end if;
  if exists (
    select from public.survey_invitations o
    where o.customer_id = any (public.customer_members(v_customer)) and o.sent_at > p_since and o.id <> p_id and o.state <> 'failed')
  then
    perform public.suppress_survey(p_id, 'asked_lately', 'The customer was asked at the same moment about something else.');
    return false;
  end if;
  if p_message is not null then
    perform public.queue_chat_message(p_message);
  else
    perform public.queue_send('surveys.mail', jsonb_build_object('invitation_id', p_id), now(), null, p_id);
  end if;
  update public.survey_invitations i set state = 'sent', sent_at = now(), channel = p_sent ->> 'channel', language = p_sent ->> 'language',
    expires_at = (p_sent ->> 'expires_at')::timestamptz, send_id = p_id
  where i.id = p_id returning * into v_invitation;
  insert into public.customer_contacts (customer_id, channel, purpose) values (v_customer, v_invitation.channel, 'survey');
  perform public.note_survey_decision(v_invitation, case v_invitation.channel when 'email' then 'Asked by e-mail.' else 'Asked on WhatsApp.' end);
  return true;
end $function$;

REVOKE ALL ON FUNCTION "public"."send_survey"(uuid, jsonb, timestamp WITH time zone, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_call_back()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_numbers text[];
begin
  v_numbers := array(
    select c.customer_number from public.ivr_call_backs b join public.ivr_calls c on c.id = b.call_id
    where b.attempt_id = new.id and c.customer_number is not null);
  perform public.settle_missed_calls(v_numbers);
  -- Also of those that a person has completed since.
  perform public.follow_sla_of_callers(v_numbers);
  return null;
end $function$;

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
    (select string_agg(d.key || ':' || coalesce(d.calendar_id::text, '') || ':' || coalesce(d.team_id::text, ''), ',' order by d.key) from public.departments d),
    (select string_agg(k.entity_type, ',' order by k.entity_type) from public.sla_kinds k)))
$function$;

CREATE OR REPLACE FUNCTION public.sla_standings (
  p_entity_type text,
  p_ids         uuid[]
)
  RETURNS TABLE (
    entity_id   uuid,
    tier        text,
    status      text,
    due_at      timestamp with time zone,
    breached_at timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select p.id, case when i.excluded is null then i.tier end, c.status, i.due_at, c.breached_at
  from unnest(p_ids) p (id)
  left join public.sla_items i on i.entity_type = p_entity_type and i.entity_id = p.id
  left join lateral (
    select min(k.breach_at) filter (where k.state in ('breached', 'late', 'missed')) as breached_at,
      case
        when bool_or(k.state = 'breached') then 'breached'
        when bool_or(k.state in ('running', 'at_risk')) then 'running'
        when bool_or(k.state = 'paused') then 'paused'
        when bool_or(k.state in ('late', 'missed')) then 'breached'
        when bool_or(k.state = 'met') then 'met'
        when bool_or(k.state = 'cancelled') then 'cancelled'
      end as status
    from public.sla_clocks k where k.entity_id = p.id and k.entity_type = p_entity_type
  ) c on true
$function$;

REVOKE ALL ON FUNCTION "public"."sla_standings"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.store_search_things (
  p_kind text,
  p_view text,
  p_ids  uuid[] DEFAULT NULL::uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  execute format($sql$
    insert into public.search_things as s (kind, id, at, heads, name, words)
    select $1, v.id, v.at, array(select array_to_string(public.search_tokens(h), ' ') from unnest(v.heads) h where h <> ''),
      array_to_string(public.search_tokens(v.name), ' '),
      setweight(public.search_words(array_to_string(v.heads, ' ')), 'A') || public.search_words(v.body)
        || array_to_tsvector(array['@' || $1])
    from public.%1$I v %2$s
    on conflict (kind, id) do update set at = excluded.at, heads = excluded.heads, name = excluded.name, words = excluded.words
  $sql$, p_view, case when p_ids is not null then 'where v.id = any ($2)' else '' end) using p_kind, p_ids;
  execute format('delete from public.search_things s where s.kind = $1 %2$s and not exists (select from public.%1$I v where v.id = s.id)',
    p_view, case when p_ids is not null then 'and s.id = any ($2)' else '' end) using p_kind, p_ids;
end $function$;

REVOKE ALL ON FUNCTION "public"."store_search_things"(text, text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.suppress_survey (
  p_id     uuid,
  p_reason text,
  p_words  text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_invitation public.survey_invitations;
begin
  update public.survey_invitations i set state = 'suppressed', reason = p_reason where i.id = p_id and i.state = 'waiting' returning * into v_invitation;
  if found then
    perform public.note_survey_decision(v_invitation, p_words);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."suppress_survey"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_team_of_lead()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  new.team := (select l.team from public.leads l where l.id = new.lead_id);
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."take_team_of_lead"() FROM PUBLIC, "anon", "authenticated";

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
        -- The same order as whoever gives the lead another team: first the lead, then this.
        perform from public.leads l where l.id = v_last.lead_id for update;
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

CREATE OR REPLACE FUNCTION public.team_of_agent (
  p_agent_id uuid
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select min(t.key) from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = p_agent_id
$function$;

REVOKE ALL ON FUNCTION "public"."team_of_agent"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.tell_of_audit()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent uuid;
  v_title text;
  v_body  text := '';
  v_user  uuid;
begin
  if tg_op = 'INSERT' and new.sample_id is null or tg_op = 'UPDATE' and new.auditor_id is distinct from old.auditor_id and new.status = 'pending' then
    perform public.notify(jsonb_build_object('user_id', u.id, 'module', 'audits', 'type', 'audit_assigned', 'title', 'Audit ' || new.number || ' is yours to score',
      'entity_type', 'audit', 'entity_id', new.id, 'dedupe_key', format('audit_assigned:%s:%s', new.id, new.version)))
    from auth.users u where u.id = new.auditor_id;
  end if;
  if tg_op = 'INSERT' or new.status = old.status then
    return null;
  end if;
  select a.user_id into v_agent from public.agents a where a.id = new.agent_id;
  if new.status = 'scored' then
    v_user := v_agent;
    v_title := 'Work of yours was scored: ' || new.number;
    v_body := 'Acknowledge the score, or dispute it and say why.';
  elsif new.status = 'disputed' then
    v_user := new.auditor_id;
    v_title := 'Audit ' || new.number || ' is disputed';
    v_body := new.dispute_reason;
  elsif new.status = 'resolved' then
    v_user := v_agent;
    v_title := 'The dispute of audit ' || new.number || ' is decided';
    v_body := case new.outcome when 'overturned' then 'The reviewer''s score counts.' else 'The first score counts.' end;
  end if;
  if v_user is not null then
    perform public.notify(jsonb_build_object('user_id', v_user, 'module', 'audits', 'type', 'audit_' || new.status, 'title', v_title, 'body', v_body,
      'entity_type', 'audit', 'entity_id', new.id, 'dedupe_key', format('audit_%s:%s:%s', new.status, new.id, new.version)));
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."tell_of_audit"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.tell_of_coaching_task()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'UPDATE' and new.owner_id is not distinct from old.owner_id then
    return null;
  end if;
  perform public.notify(jsonb_build_object('user_id', u.id, 'module', 'audits', 'type', 'coaching_task', 'title', u.title, 'body', new.title,
    'entity_type', 'coaching_task', 'entity_id', new.id, 'dedupe_key', format('coaching_task:%s:%s:%s', new.id, u.id, new.version)))
  from (
    select new.owner_id as id, 'A coaching task is yours' as title where new.owner_id is not null
    union all
    select a.user_id, 'There is a coaching task for you' from public.agents a
    where a.id = new.agent_id and a.user_id is distinct from new.owner_id and a.user_id is not null and tg_op = 'INSERT'
  ) u;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."tell_of_coaching_task"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_audit (
  p_id      uuid,
  p_change  jsonb,
  p_answers jsonb,
  p_version integer,
  p_by      uuid
)
  RETURNS SETOF public.audits
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_audit public.audits;
begin
  select * into v_audit from public.audits a where a.id = p_id and a.deleted_at is null for update;
  if v_audit.id is null then
    return;
  elsif p_version <> v_audit.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_audit.version);
  elsif v_audit.status not in ('pending', 'in_progress') then
    raise exception 'audit_is_scored' using errcode = 'P0409', detail = jsonb_build_object('status', v_audit.status);
  end if;
  if p_answers is not null then
    insert into public.audit_scores as s (audit_id, kind, answers, scored_by) values (p_id, 'audit', p_answers, p_by)
    on conflict (audit_id, kind) do update set answers = excluded.answers, scored_by = excluded.scored_by;
  end if;
  v_audit := jsonb_populate_record(v_audit, p_change);
  return query
    update public.audits a set auditor_id = v_audit.auditor_id, due_on = v_audit.due_on, summary = v_audit.summary where a.id = p_id returning a.*;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_audit"(uuid, jsonb, jsonb, integer, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_support_email (
  p_id      uuid,
  p_change  jsonb,
  p_sealed  text    DEFAULT NULL::text,
  p_version integer DEFAULT NULL::integer
)
  RETURNS public.support_emails
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_old public.support_emails;
  v_row public.support_emails;
begin
  select * into v_old from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  if p_version <> v_old.version then
    raise exception 'support_email_changed' using errcode = 'P0409', detail = v_old.version::text;
  end if;
  v_row := jsonb_populate_record(v_old, p_change);
  if v_row.aliases <> v_old.aliases then
    perform public.check_mailbox_addresses(p_id, v_row.aliases);
  end if;
  if p_sealed is not null then
    insert into public.support_email_secrets as s (support_email_id, sealed) values (p_id, p_sealed)
    on conflict (support_email_id) do update set sealed = excluded.sealed, updated_at = now();
    perform public.log_activity('set_credentials', 'support_emails', p_id::text);
  end if;
  update public.support_emails s
  set display_name = v_row.display_name, auth_kind = v_row.auth_kind, username = v_row.username, imap_host = v_row.imap_host,
    imap_port = v_row.imap_port, imap_security = v_row.imap_security, smtp_host = v_row.smtp_host, smtp_port = v_row.smtp_port,
    smtp_security = v_row.smtp_security, folders = v_row.folders, reads_sent = v_row.reads_sent, sent_copy = v_row.sent_copy,
    backfill_days = v_row.backfill_days, signature_text = v_row.signature_text, signature_html = v_row.signature_html, team = v_row.team,
    is_active = v_row.is_active, is_watched = v_row.is_watched, aliases = v_row.aliases,
    watched_since = case
      when not (v_row.is_active and v_row.is_watched) then null
      when p_sealed is not null then now()
      else coalesce(s.watched_since, now()) end,
    has_credentials = s.has_credentials or p_sealed is not null,
    version = s.version + 1, updated_at = now()
  where id = p_id;
  if p_sealed is not null then
    update public.support_emails
    set auth_failures = 0, failures = 0, next_attempt_at = null, last_error_code = null, last_error_message = null, last_error_at = null,
      state = case when state = 'reconnect_needed' then 'stopped' else state end,
      state_changed_at = case when state = 'reconnect_needed' then now() else state_changed_at end
    where id = p_id;
  end if;
  select * into v_row from public.support_emails where id = p_id;
  return v_row;
end $function$;

CREATE OR REPLACE FUNCTION public.write_emails (
  p_emails         jsonb,
  p_triage_seconds integer
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
  v_reopened uuid[] := array(select (m ->> 'thread_id')::uuid from jsonb_array_elements(p_emails) m where (m ->> 'reopens')::boolean);
  v_pending  jsonb := (select jsonb_agg(m -> 'email_id') from jsonb_array_elements(p_emails) m where m ->> 'triage_state' = 'pending');
begin
  insert into public.email_threads (
    id, support_email_id, subject, customer_id, participants, gmail_thread_id, message_count, inbound_count, unread_count, first_message_at, last_message_at,
    last_inbound_at, last_outbound_at, last_direction, snippet, team, possible_duplicate_of, possible_duplicate_reason, created_at)
  select (m ->> 'thread_id')::uuid, b.support_email_id, m ->> 'thread_subject', (m ->> 'customer_id')::uuid, p.people, b.gmail_thread_id,
    1, o.inbound::integer, (o.inbound and not '\Seen' = any (b.flags))::integer, b.received_at, b.received_at,
    case when o.inbound then b.received_at end, case when not o.inbound then b.received_at end, m ->> 'direction', m ->> 'snippet', s.team,
    (m ->> 'duplicate_of')::uuid, m ->> 'duplicate_reason',
    -- The older of two counts more, also when one batch began both.
    clock_timestamp() + (m ->> 'place')::integer * interval '1 microsecond'
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  join public.support_emails s on s.id = b.support_email_id
  cross join lateral (select m ->> 'direction' = 'inbound' as inbound offset 0) o
  cross join lateral (select array(select jsonb_array_elements_text(m -> 'people')) as people offset 0) p
  where (m ->> 'is_new')::boolean
  order by (m ->> 'place')::integer;

  if v_reopened <> '{}' then
    update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = any (v_reopened) and e.status <> 'open';
    update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now() where t.id = any (v_reopened);
  end if;
  update public.email_threads t set
    subject = case when b.received_at < t.first_message_at then m ->> 'thread_subject' else t.subject end,
    customer_id = coalesce(t.customer_id, (m ->> 'customer_id')::uuid), gmail_thread_id = coalesce(t.gmail_thread_id, b.gmail_thread_id),
    possible_duplicate_of = coalesce((m ->> 'duplicate_of')::uuid, t.possible_duplicate_of),
    possible_duplicate_reason = coalesce(m ->> 'duplicate_reason', t.possible_duplicate_reason)
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  where t.id = (m ->> 'thread_id')::uuid and not (m ->> 'is_new')::boolean
    and (b.received_at < t.first_message_at or (t.customer_id is null and m ->> 'customer_id' is not null)
      or (t.gmail_thread_id is null and b.gmail_thread_id is not null) or m ->> 'duplicate_of' is not null);

  insert into public.emails (
    id, support_email_id, mailbox_message_id, thread_id, thread_reason, direction, kind, kind_reason, message_id, in_reply_to, reference_ids,
    from_email, from_name, reply_to, to_recipients, cc_recipients, bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text,
    sent_at, received_at, size, attachment_count, notes, customer_id, is_read, status, priority, team, assignee_id, triage_state)
  select (m ->> 'email_id')::uuid, b.support_email_id, b.id, t.id, m ->> 'thread_reason', m ->> 'direction', m ->> 'kind', m ->> 'kind_reason',
    m ->> 'message_id', m ->> 'in_reply_to', array(select jsonb_array_elements_text(m -> 'reference_ids')),
    m -> 'writer' ->> 'email', m -> 'writer' ->> 'name', m -> 'reply_to', m -> 'to', m -> 'cc', m -> 'bcc', m ->> 'subject', m ->> 'snippet',
    m ->> 'body_text', m ->> 'body_html', m ->> 'new_text', m ->> 'quoted_text',
    (m ->> 'sent_at')::timestamptz, b.received_at, b.raw_size, jsonb_array_length(m -> 'attachments'), b.notes || (m -> 'notes'), (m ->> 'customer_id')::uuid,
    m ->> 'direction' = 'outbound' or '\Seen' = any (b.flags), t.status, t.priority, t.team, t.assignee_id, m ->> 'triage_state'
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  join public.email_threads t on t.id = (m ->> 'thread_id')::uuid;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select (m ->> 'email_id')::uuid, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from jsonb_array_elements(p_emails) m cross join lateral jsonb_array_elements(m -> 'attachments') with ordinality a (value, n);
  update public.mailbox_messages b set state = 'parsed', email_id = (m ->> 'email_id')::uuid, parsed_at = now(), error_code = null, error_message = null
  from jsonb_array_elements(p_emails) m where b.id = (m ->> 'mailbox_message_id')::uuid;
  -- Behind whatever else waits: an e-mail is to be seen first. While a mailbox is read in, that is meant for all of them.
  if v_pending is not null then
    perform graphile_worker.add_job('emails.triage', json_build_object('email_ids', v_pending), priority => 10,
      run_at => now() + p_triage_seconds * interval '1 second');
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."write_emails"(jsonb, integer) FROM PUBLIC, "anon", "authenticated";

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
  v_ids     uuid[];
  v_changed uuid[] := '{}';
begin
  with written as (
    delete from public.sla_items i
    where i.entity_type = p_entity_type and i.entity_id = any (p_ids)
      and not exists (select from jsonb_to_recordset(p_items) n (entity_id uuid) where n.entity_id = i.entity_id)
    returning i.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
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
      excluded.policy_id, excluded.policy_version, excluded.calendar_id, excluded.is_live, excluded.excluded, excluded.due_at, excluded.next_at)
    returning i.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
    delete from public.sla_clocks c
    where c.entity_id = any (p_ids) and c.entity_type = p_entity_type
      and not exists (select from jsonb_to_recordset(p_clocks) n (id uuid) where n.id = c.id)
    returning c.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
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
      excluded.ended_at, excluded.counted_seconds, excluded.late_seconds)
    returning c.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  insert into public.sla_stale (entity_type, entity_id, is_read)
  select p_entity_type, d.id, true
  from (
    select c.id from unnest(v_changed) c (id) where exists (select from public.sla_kinds k where k.entity_type = p_entity_type and k.copies is not null)
    union
    select q.id from jsonb_to_recordset(p_items) n (entity_id uuid, due_at timestamptz)
    join public.assignment_queue q on q.id = n.entity_id and q.entity_type = p_entity_type
    where q.sla_due_at is distinct from n.due_at
  ) d order by d.id;
  if found then
    perform pg_notify('sla', '');
  end if;
  return cardinality(v_changed);
end $function$;

ALTER TABLE "public"."audit_samples"
  ADD CONSTRAINT "audit_samples_scorecard_version_id_fkey" FOREIGN KEY (scorecard_version_id) REFERENCES public.audit_scorecard_versions(id);

ALTER TABLE "public"."audit_samples"
  ADD CONSTRAINT "audit_samples_scorecard_id_fkey" FOREIGN KEY (scorecard_id) REFERENCES public.audit_scorecards(id);

ALTER TABLE "public"."audit_scorecard_versions"
  ADD CONSTRAINT "audit_scorecard_versions_scorecard_id_fkey" FOREIGN KEY (scorecard_id) REFERENCES public.audit_scorecards(id);

ALTER TABLE "public"."audits"
  ADD CONSTRAINT "audits_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id);

ALTER TABLE "public"."audits"
  ADD CONSTRAINT "audits_auditor_id_fkey" FOREIGN KEY (auditor_id) REFERENCES auth.users(id) ON DELETE SET NULL;

ALTER TABLE "public"."audit_scores"
  ADD CONSTRAINT "audit_scores_audit_id_fkey" FOREIGN KEY (audit_id) REFERENCES public.audits(id) ON DELETE CASCADE;

ALTER TABLE "public"."audits"
  ADD CONSTRAINT "audits_reviewer_id_fkey" FOREIGN KEY (reviewer_id) REFERENCES auth.users(id) ON DELETE SET NULL;

ALTER TABLE "public"."audits"
  ADD CONSTRAINT "audits_sample_id_fkey" FOREIGN KEY (sample_id) REFERENCES public.audit_samples(id);

ALTER TABLE "public"."audits"
  ADD CONSTRAINT "audits_scorecard_id_fkey" FOREIGN KEY (scorecard_id) REFERENCES public.audit_scorecards(id);

ALTER TABLE "public"."audits"
  ADD CONSTRAINT "audits_scorecard_version_id_fkey" FOREIGN KEY (scorecard_version_id) REFERENCES public.audit_scorecard_versions(id);

ALTER TABLE "public"."coaching_tasks"
  ADD CONSTRAINT "coaching_tasks_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id);

ALTER TABLE "public"."coaching_tasks"
  ADD CONSTRAINT "coaching_tasks_audit_id_fkey" FOREIGN KEY (audit_id) REFERENCES public.audits(id);

ALTER TABLE "public"."coaching_tasks"
  ADD CONSTRAINT "coaching_tasks_owner_id_fkey" FOREIGN KEY (owner_id) REFERENCES auth.users(id) ON DELETE SET NULL;

ALTER TABLE "public"."support_emails"
  ADD CONSTRAINT "support_emails_aliases_check" CHECK ((cardinality(aliases) <= 50));

ALTER TABLE "public"."survey_invitations"
  ADD CONSTRAINT "survey_invitations_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."survey_invitations"
  ADD CONSTRAINT "survey_invitations_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."survey_invitations"
  ADD CONSTRAINT "survey_invitations_send_id_fkey" FOREIGN KEY (send_id) REFERENCES public.sends(id);

ALTER TABLE "public"."survey_responses"
  ADD CONSTRAINT "survey_responses_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."survey_responses"
  ADD CONSTRAINT "survey_responses_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."survey_responses"
  ADD CONSTRAINT "survey_responses_invitation_id_fkey" FOREIGN KEY (invitation_id) REFERENCES public.survey_invitations(id);

ALTER TABLE "public"."survey_responses"
  ADD CONSTRAINT "survey_responses_ticket_id_fkey" FOREIGN KEY (ticket_id) REFERENCES public.tickets(id) ON DELETE SET NULL;

ALTER TABLE "public"."survey_invitations"
  ADD CONSTRAINT "survey_invitations_survey_id_revision_fkey" FOREIGN KEY (survey_id, revision) REFERENCES public.survey_revisions(survey_id, revision);

ALTER TABLE "public"."survey_invitations"
  ADD CONSTRAINT "survey_invitations_survey_id_fkey" FOREIGN KEY (survey_id) REFERENCES public.surveys(id);

ALTER TABLE "public"."survey_responses"
  ADD CONSTRAINT "survey_responses_survey_id_fkey" FOREIGN KEY (survey_id) REFERENCES public.surveys(id);

ALTER TABLE "public"."survey_revisions"
  ADD CONSTRAINT "survey_revisions_survey_id_fkey" FOREIGN KEY (survey_id) REFERENCES public.surveys(id) ON DELETE CASCADE;

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_sla_status_check" CHECK ((sla_status = ANY (ARRAY['running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'cancelled'::text])));

CREATE VIEW "public"."audit_work" WITH (security_invoker=true) AS  SELECT ('email_thread'::text COLLATE "C") AS entity_type,
    e.thread_id AS item_uuid,
    NULL::text AS item_key,
    a.id AS agent_id,
    e.team,
    e.sent_at AS at
   FROM (public.agents a
     JOIN public.emails e ON ((e.created_by = a.user_id)))
  WHERE ((e.direction = 'outbound'::text) AND (e.kind = 'message'::text) AND (e.sent_at IS NOT NULL) AND (e.deleted_at IS NULL) AND (e.thread_id IS NOT NULL))
UNION ALL
 SELECT 'conversation'::text AS entity_type,
    m.conversation_id AS item_uuid,
    NULL::text AS item_key,
    a.id AS agent_id,
    c.team,
    m.at
   FROM ((public.agents a
     JOIN public.messages m ON ((m.created_by = a.user_id)))
     JOIN public.conversations c ON ((c.id = m.conversation_id)))
  WHERE ((m.source = 'agent'::text) AND (m.status <> ALL (ARRAY['failed'::text, 'cancelled'::text])))
UNION ALL
 SELECT 'ivr_call'::text AS entity_type,
    c.id AS item_uuid,
    NULL::text AS item_key,
    c.agent_id,
    NULL::text AS team,
    c.started_at AS at
   FROM public.ivr_calls c
  WHERE ((c.provider_status = 'answered'::text) AND (c.agent_id IS NOT NULL))
UNION ALL
 SELECT 'call'::text AS entity_type,
    NULL::uuid AS item_uuid,
    l.call_id AS item_key,
    a.id AS agent_id,
    NULL::text AS team,
    l.start_time AS at
   FROM (public.agents a
     JOIN public.kaleyra_call_logs l ON (((l.agent_number = (a.phone_number COLLATE "C")) AND (l.agent_number <> ''::text))))
  WHERE (l.status = ANY (ARRAY( SELECT unnest(s.answered_statuses) AS unnest
           FROM public.kaleyra_settings s)))
UNION ALL
 SELECT 'ticket'::text AS entity_type,
    t.id AS item_uuid,
    NULL::text AS item_key,
    t.assignee_id AS agent_id,
    t.team,
    t.resolved_at AS at
   FROM public.tickets t
  WHERE ((t.resolved_at IS NOT NULL) AND (t.assignee_id IS NOT NULL) AND (t.hidden_at IS NULL));

REVOKE ALL ON TABLE "public"."audit_work" FROM "anon", "authenticated";

CREATE VIEW "public"."live_ivr_calls" WITH (security_invoker=true) AS  SELECT c.id,
    'call'::text AS channel,
    ( SELECT t.key
           FROM (public.departments d
             JOIN public.teams t ON ((t.id = d.team_id)))
          WHERE (d.key = c.department)) AS team,
    'normal'::text AS priority,
    c.language,
    '[]'::jsonb AS skills,
    COALESCE(c.ended_at, c.started_at) AS waiting_since,
    COALESCE(c.last_missed_at, c.started_at) AS last_activity_at,
    c.last_attempt_at AS last_answer_at,
    s.due_at AS sla_due_at,
    c.customer_id,
    c.assignee_id,
    ((c.assignee_id IS NULL) AND c.is_missed_entry) AS waits,
    false AS is_bots
   FROM (public.ivr_calls c
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'ivr_call'::text) AND (s.entity_id = c.id))))
  WHERE ((c.status = ANY (ARRAY['missed'::text, 'hangup'::text])) AND (c.closed_at IS NULL) AND (c.missed_entry_id IS NULL));

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."live_leads" WITH (security_invoker=true) AS  SELECT l.id,
    'ticket'::text AS channel,
    l.team,
    l.priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    COALESCE(l.waiting_since, l.created_at) AS waiting_since,
    GREATEST(l.last_touch_at, l.last_response_at, l.created_at) AS last_activity_at,
    l.last_response_at AS last_answer_at,
    s.due_at AS sla_due_at,
    l.customer_id,
    l.assignee_id,
    ((l.assignee_id IS NULL) AND (l.waiting_since IS NOT NULL)) AS waits,
    false AS is_bots
   FROM (public.leads l
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'lead'::text) AND (s.entity_id = l.id))))
  WHERE ((l.deleted_at IS NULL) AND (l.status <> ALL (ARRAY['won'::text, 'lost'::text])));

REVOKE ALL ON TABLE "public"."live_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."live_tickets" WITH (security_invoker=true) AS  SELECT t.id,
    'ticket'::text AS channel,
    t.team,
    t.priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    COALESCE(t.waiting_since, t.created_at) AS waiting_since,
    GREATEST(t.last_customer_at, t.last_response_at, t.created_at) AS last_activity_at,
    t.last_response_at AS last_answer_at,
    s.due_at AS sla_due_at,
    t.customer_id,
    t.assignee_id,
    ((t.assignee_id IS NULL) AND (t.status = 'open'::text)) AS waits,
    false AS is_bots
   FROM (public.tickets t
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'ticket'::text) AND (s.entity_id = t.id))))
  WHERE ((t.hidden_at IS NULL) AND (t.status = ANY (ARRAY['open'::text, 'pending'::text, 'on_hold'::text, 'snoozed'::text])));

REVOKE ALL ON TABLE "public"."live_tickets" FROM "anon", "authenticated";

CREATE VIEW "public"."own_identities" WITH (security_invoker=true) AS  SELECT ('email' COLLATE "C") AS kind,
    (a.value COLLATE "C") AS value
   FROM (public.support_emails s
     CROSS JOIN LATERAL unnest(s.addresses) a(value))
UNION ALL
 SELECT ('phone' COLLATE "C") AS kind,
    s.e164 AS value
   FROM public.phone_spellings s
  WHERE ((s.role = 'own'::text) AND (s.e164 IS NOT NULL));

REVOKE ALL ON TABLE "public"."own_identities" FROM "anon", "authenticated";

CREATE VIEW "public"."searched_conversations" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[contact_name, contact_phone] AS heads,
    contact_name AS name,
    ''::text AS body
   FROM public.conversations c
  WHERE (merged_into IS NULL);

REVOKE ALL ON TABLE "public"."searched_conversations" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_customers" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    (ARRAY[display_name] || ARRAY( SELECT w.w
           FROM string_to_table(c.search_text, ' '::text) w(w)
          WHERE (w.w ~ '[@0-9]'::text))) AS heads,
    display_name AS name,
    search_text AS body
   FROM public.customers c
  WHERE (hidden_at IS NULL);

REVOKE ALL ON TABLE "public"."searched_customers" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_ivr_calls" WITH (security_invoker=true) AS  SELECT id,
    started_at AS at,
    ARRAY[customer_name, customer_number, provider_call_id] AS heads,
    COALESCE(customer_name, ''::text) AS name,
    concat_ws(' '::text, agent_name, notes) AS body
   FROM public.ivr_calls c;

REVOKE ALL ON TABLE "public"."searched_ivr_calls" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_leads" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[number, matter] AS heads,
    ''::text AS name,
    ((note || ' '::text) || next_action) AS body
   FROM public.leads l
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."searched_leads" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_refunds" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[number, order_number] AS heads,
    ''::text AS name,
    reason AS body
   FROM public.refunds r;

REVOKE ALL ON TABLE "public"."searched_refunds" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_tickets" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[number, subject] AS heads,
    ''::text AS name,
    description AS body
   FROM public.tickets t
  WHERE (hidden_at IS NULL);

REVOKE ALL ON TABLE "public"."searched_tickets" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_youtube_leads" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[number, author_name] AS heads,
    author_name AS name,
    ((comment || ' '::text) || note) AS body
   FROM public.youtube_leads y
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."searched_youtube_leads" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."sla_agri_consultations" WITH (security_invoker=true) AS  SELECT v.id,
    v.status,
    'ticket'::text AS channel,
    v.team,
    v.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    COALESCE(NULLIF(r.language, ''::text), NULLIF(c.language, ''::text)) AS language,
    v.query_type AS category,
    '{}'::text[] AS labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    NULL::uuid AS inbox,
    v.crop AS subject,
    ((v.number || ' '::text) || v.crop) AS label,
    v.customer_id,
    v.assignee_id,
    v.created_at,
        CASE
            WHEN (v.deleted_at IS NOT NULL) THEN 'deleted'::text
            WHEN (v.status = 'cancelled'::text) THEN 'cancelled'::text
            ELSE NULL::text
        END AS excluded,
    NULL::text AS department
   FROM ((public.agri_consultations v
     LEFT JOIN public.customers c ON ((c.id = v.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "anon", "authenticated";

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
        END AS excluded,
    NULL::text AS department
   FROM ((public.conversations v
     LEFT JOIN public.customers c ON ((c.id = v.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "anon", "authenticated";

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
        END AS excluded,
    NULL::text AS department
   FROM ((public.email_threads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_ivr_calls" WITH (security_invoker=true) AS  SELECT c.id,
    c.status,
    'call'::text AS channel,
    ( SELECT t.key
           FROM (public.departments d
             JOIN public.teams t ON ((t.id = d.team_id)))
          WHERE (d.key = c.department)) AS team,
    'normal'::text AS priority,
    COALESCE(r.tier, k.tier, 'normal'::text) AS tier,
    COALESCE(c.language, NULLIF(r.language, ''::text), NULLIF(k.language, ''::text)) AS language,
    NULL::text AS category,
    '{}'::text[] AS labels,
    COALESCE(r.tags, k.tags, '{}'::text[]) AS tags,
    c.provider_id AS inbox,
    NULL::text AS subject,
    ('Call of '::text || COALESCE(NULLIF(c.customer_name, ''::text), c.customer_number, 'an unknown caller'::text)) AS label,
    c.customer_id,
    c.assignee_id,
    c.created_at,
        CASE
            WHEN (c.direction = 'outbound'::text) THEN 'outbound call'::text
            WHEN (c.provider_status = 'hangup'::text) THEN 'given up in the menu'::text
            WHEN ((c.provider_status = 'missed'::text) AND (c.customer_number IS NULL)) THEN 'number withheld'::text
            WHEN ((c.provider_status = 'missed'::text) AND (EXISTS ( SELECT
               FROM public.ivr_calls o
              WHERE ((o.customer_number = c.customer_number) AND (o.provider_status = 'missed'::text) AND (o.direction IS DISTINCT FROM 'outbound'::text) AND (ROW(o.started_at, o.id) < ROW(c.started_at, c.id)) AND (COALESCE(o.completed_at, o.closed_at, 'infinity'::timestamp with time zone) >= c.started_at))))) THEN 'the caller waits already'::text
            ELSE NULL::text
        END AS excluded,
    c.department
   FROM ((public.ivr_calls c
     LEFT JOIN public.customers k ON ((k.id = c.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = k.merged_into)));

REVOKE ALL ON TABLE "public"."sla_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_ivr_events" WITH (security_invoker=true) AS  SELECT c.id AS item_id,
    c.started_at AS at,
    c.created_at AS recorded_at,
    k.kind,
    NULL::uuid AS by_user
   FROM (public.ivr_calls c
     CROSS JOIN LATERAL ( VALUES ('created'::text), ('customer_message'::text)) k(kind))
UNION ALL
 SELECT c.id AS item_id,
    COALESCE(c.answered_at, c.started_at) AS at,
    c.created_at AS recorded_at,
    'reply'::text AS kind,
    a.user_id AS by_user
   FROM (public.ivr_calls c
     LEFT JOIN public.agents a ON ((a.id = c.agent_id)))
  WHERE ((c.provider_status = 'answered'::text) OR ((c.provider_status = 'live'::text) AND (c.answered_at IS NOT NULL)))
UNION ALL
 SELECT c.id AS item_id,
    COALESCE(c.ended_at, c.answered_at, c.started_at) AS at,
    c.created_at AS recorded_at,
    'settled'::text AS kind,
    NULL::uuid AS by_user
   FROM public.ivr_calls c
  WHERE (c.provider_status = 'answered'::text)
UNION ALL
 SELECT c.id AS item_id,
    s.at,
    s.at AS recorded_at,
    k.kind,
        CASE
            WHEN (k.kind = 'reply'::text) THEN s.by_user
            ELSE NULL::uuid
        END AS by_user
   FROM ((public.ivr_calls c
     CROSS JOIN LATERAL (( SELECT COALESCE(a.answered_at, a.started_at) AS at,
            g.user_id AS by_user,
            true AS is_talk
           FROM (public.ivr_calls a
             LEFT JOIN public.agents g ON ((g.id = a.agent_id)))
          WHERE ((a.customer_number = c.customer_number) AND (a.started_at >= c.started_at) AND (a.provider_status = 'answered'::text) AND (a.id <> c.id))
          ORDER BY a.started_at, a.id
         LIMIT 1)
        UNION ALL
        ( SELECT COALESCE(t.started_at, b.created_at) AS at,
            b.requested_by AS by_user,
            true AS is_talk
           FROM ((public.ivr_calls m
             JOIN public.ivr_call_backs b ON ((b.call_id = m.id)))
             JOIN public.call_attempts t ON ((t.id = b.attempt_id)))
          WHERE ((m.customer_number = c.customer_number) AND (t.outcome = 'answered'::text) AND (COALESCE(t.started_at, b.created_at) >= c.started_at))
          ORDER BY COALESCE(t.started_at, b.created_at), b.attempt_id
         LIMIT 1)
        UNION ALL
        ( SELECT m.completed_at AS at,
            NULL::uuid AS by_user,
            false AS is_talk
           FROM public.ivr_calls m
          WHERE ((m.customer_number = c.customer_number) AND (m.provider_status = 'missed'::text) AND (m.completed_at >= c.started_at) AND (m.id <> c.id))
          ORDER BY m.completed_at, m.id
         LIMIT 1)) s)
     CROSS JOIN LATERAL ( VALUES ('reply'::text), ('settled'::text)) k(kind))
  WHERE ((c.provider_status = 'missed'::text) AND (s.is_talk OR (k.kind = 'settled'::text)));

REVOKE ALL ON TABLE "public"."sla_ivr_events" FROM "anon", "authenticated";

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
        END AS excluded,
    NULL::text AS department
   FROM ((public.leads l
     LEFT JOIN public.customers c ON ((c.id = l.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_ticket_events" WITH (security_invoker=true) AS  SELECT t.id AS item_id,
    t.created_at AS at,
    t.created_at AS recorded_at,
    k.kind,
    NULL::uuid AS by_user
   FROM (public.tickets t
     CROSS JOIN LATERAL ( VALUES ('created'::text), ('customer_message'::text)) k(kind))
  WHERE ((k.kind = 'created'::text) OR ((t.customer_id IS NOT NULL) AND (t.channel = ANY (ARRAY['call'::text, 'manual'::text]))))
UNION ALL
 SELECT t.id AS item_id,
    GREATEST(c.created_at, t.created_at) AS at,
    c.updated_at AS recorded_at,
    'customer_message'::text AS kind,
    NULL::uuid AS by_user
   FROM (public.tickets t
     JOIN public.ticket_comments c ON ((c.ticket_id = ANY (public.ticket_members(t.id)))))
  WHERE ((c.source = 'customer'::text) AND (c.deleted_at IS NULL) AND ((c.created_at >= t.created_at) OR (NOT (EXISTS ( SELECT
           FROM public.ticket_comments a
          WHERE ((a.ticket_id = ANY (public.ticket_members(t.id))) AND (a.source = 'agent'::text) AND (a.visibility = 'public'::text) AND (a.deleted_at IS NULL) AND (a.failed_at IS NULL) AND (a.created_at >= c.created_at) AND (a.created_at < t.created_at)))))))
UNION ALL
 SELECT t.id AS item_id,
        CASE
            WHEN (c.email_id IS NOT NULL) THEN COALESCE(e.sent_at, c.created_at)
            ELSE c.created_at
        END AS at,
    c.created_at AS recorded_at,
        CASE
            WHEN ((c.failed_at IS NOT NULL) OR (e.send_state = 'failed'::text) OR (m.status = 'failed'::text)) THEN 'failed_reply'::text
            ELSE 'reply'::text
        END AS kind,
    c.created_by AS by_user
   FROM (((public.tickets t
     JOIN public.ticket_comments c ON ((c.ticket_id = ANY (public.ticket_members(t.id)))))
     LEFT JOIN public.emails e ON ((e.id = c.email_id)))
     LEFT JOIN public.messages m ON ((m.id = c.message_id)))
  WHERE ((c.source = 'agent'::text) AND (c.visibility = 'public'::text) AND (c.deleted_at IS NULL) AND (c.created_at >= t.created_at) AND ((e.id IS NULL) OR (e.send_state IS NULL) OR (e.send_state = ANY (ARRAY['sent'::text, 'failed'::text]))) AND ((m.id IS NULL) OR (m.status = ANY (ARRAY['sent'::text, 'delivered'::text, 'read'::text, 'played'::text, 'failed'::text]))));

REVOKE ALL ON TABLE "public"."sla_ticket_events" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_tickets" WITH (security_invoker=true) AS  SELECT t.id,
    t.status,
    'ticket'::text AS channel,
    t.team,
    t.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    COALESCE(NULLIF(r.language, ''::text), NULLIF(c.language, ''::text)) AS language,
    t.category,
    t.tags AS labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    NULL::uuid AS inbox,
    t.subject,
    ((t.number || ' '::text) || t.subject) AS label,
    t.customer_id,
    t.assignee_id,
    t.created_at,
        CASE
            WHEN (t.deleted_at IS NOT NULL) THEN 'deleted'::text
            WHEN (t.merged_into IS NOT NULL) THEN 'merged into another one'::text
            ELSE NULL::text
        END AS excluded,
    NULL::text AS department
   FROM ((public.tickets t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_tickets" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_surveys" WITH (security_invoker=true) AS  SELECT i.customer_id AS key,
    i.sent_at AS at,
    ((i.id)::text COLLATE "C") AS id,
        CASE
            WHEN (r.id IS NULL) THEN 'outbound'::text
            ELSE 'inbound'::text
        END AS direction,
        CASE
            WHEN (r.id IS NULL) THEN ('Asked: '::text || s.name)
            ELSE (('Answered '::text || COALESCE((r.answer || ', '::text), ''::text)) || s.name)
        END AS title,
    COALESCE(r.comment, ''::text) AS body,
    i.state AS status,
    i.agent_id,
    jsonb_build_object('survey_id', i.survey_id, 'kind', s.kind, 'score', r.score, 'answer', r.answer, 'response_id', r.id, 'answered_at', r.created_at, 'channel', i.channel, 'entity_type', i.entity_type, 'entity_id', i.entity_id) AS details
   FROM ((public.survey_invitations i
     JOIN public.surveys s ON ((s.id = i.survey_id)))
     LEFT JOIN public.survey_responses r ON ((r.invitation_id = i.id)))
  WHERE ((i.customer_id IS NOT NULL) AND (i.sent_at IS NOT NULL));

REVOKE ALL ON TABLE "public"."timeline_surveys" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_agri_consultations" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.status,
    t.crop,
    t.season,
    t.query_type,
    t.symptoms,
    t.location,
    t.channel,
    t.priority,
    t.team,
    t.assignee_id,
    t.outcome,
    t.follow_up_on,
    t.created_at,
    t.advised_at,
    t.last_told_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.agri_consultations t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_agri_consultations" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_customer_feedback" WITH (security_invoker=true) AS  SELECT t.id,
    t.status,
    t.kind,
    t.channel,
    t.topic,
    t.rating,
    t.comment,
    t.is_anonymous,
    t.team,
    t.assignee_id,
    t.created_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.customer_feedback t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_customer_feedback" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_ivr_calls" WITH (security_invoker=true) AS  SELECT t.id,
    t.provider_id,
    t.status,
    t.direction,
    t.customer_number,
    t.did_number,
    t.department,
    t.language,
    t.agent_id,
    t.agent_name,
    t.assignee_id,
    t.category_id,
    t.notes,
    t.flags,
    t.is_missed_entry,
    t.missed_count,
    t.attempts,
    t.is_after_hours,
    t.is_sla_breached,
    t.ring_seconds,
    t.talk_seconds,
    t.started_at,
    t.answered_at,
    t.ended_at,
    t.closed_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.ivr_calls t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."workflow_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_leads" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.matter,
    t.property,
    t.source,
    t.status,
    t.score,
    t.priority,
    t.team,
    t.assignee_id,
    t.value_minor,
    t.currency,
    t.next_action,
    t.next_action_at,
    t.lost_reason,
    t.touches,
    t.waiting_since,
    t.created_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.leads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_return_rcas" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.status,
    t.order_number,
    t.product_id,
    t.product_name,
    t.batch,
    t.quantity,
    t.cost_minor,
    t.currency,
    t.returned_on,
    t.description,
    t.assignee_id,
    t.refund_id,
    t.created_at,
    t.concluded_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.return_rcas t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_return_rcas" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_survey_responses" WITH (security_invoker=true) AS  SELECT r.id,
    r.survey_id,
    s.name AS survey,
    r.kind,
    r.score,
    r.answer,
    r.comment,
    r.language,
    r.channel,
    r.entity_type,
    r.entity_id,
    r.agent_id,
    r.team,
    r.ticket_id,
    r.customer_id,
    r.created_at,
    COALESCE(m.tier, c.tier) AS customer_tier,
    COALESCE(m.tags, c.tags) AS customer_tags,
    COALESCE(m.display_name, c.display_name) AS customer_name
   FROM (((public.survey_responses r
     JOIN public.surveys s ON ((s.id = r.survey_id)))
     LEFT JOIN public.customers c ON ((c.id = r.customer_id)))
     LEFT JOIN public.customers m ON ((m.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."workflow_survey_responses" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_video_call_leads" WITH (security_invoker=true) AS  SELECT t.id,
    t.lead_id,
    t.source,
    t.interest,
    t.status,
    t.outcome,
    t.assignee_id,
    t.starts_at,
    t.ends_at,
    t.value_minor,
    t.currency,
    t.follow_up_at,
    t.no_shows,
    t.created_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.video_call_leads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_video_call_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_youtube_leads" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.lead_id,
    t.video_id,
    t.author_name,
    t.comment,
    t.comments,
    t.intent,
    t.status,
    t.source_state,
    t.assignee_id,
    t.commented_at,
    t.created_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.youtube_leads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_youtube_leads" FROM "anon", "authenticated";

CREATE INDEX agent_feedback_by_agent_counts_fresh ON public.agent_feedback_by_agent_counts USING btree (key)
  WHERE fresh;

CREATE INDEX agent_feedback_by_agent_counts_key ON public.agent_feedback_by_agent_counts USING btree (key);

CREATE INDEX agri_consultations_assignee_follow_up ON public.agri_consultations USING btree (assignee_id, follow_up_pending_on DESC, id DESC)
  WHERE ((deleted_at IS NULL) AND (follow_up_pending_on IS NOT NULL));

CREATE INDEX agri_consultations_team_follow_up ON public.agri_consultations USING btree (team, follow_up_pending_on DESC, id DESC)
  WHERE ((deleted_at IS NULL) AND (follow_up_pending_on IS NOT NULL));

CREATE INDEX audit_samples_newest ON public.audit_samples USING btree (created_at DESC, id DESC);

CREATE INDEX audit_samples_scorecard ON public.audit_samples USING btree (scorecard_id, created_at DESC, id DESC);

CREATE INDEX audit_samples_seed ON public.audit_samples USING btree (seed, created_at DESC, id DESC);

CREATE INDEX audit_samples_team ON public.audit_samples USING btree (team, created_at DESC, id DESC);

CREATE INDEX audit_scorecards_active ON public.audit_scorecards USING btree (is_active, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audit_scorecards_by_name ON public.audit_scorecards USING btree (name DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX audit_scorecards_name ON public.audit_scorecards USING btree (lower(name))
  WHERE (deleted_at IS NULL);

CREATE INDEX audit_scorecards_newest ON public.audit_scorecards USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audit_scorecards_search ON public.audit_scorecards USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_agent ON public.audits USING btree (agent_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_auditor ON public.audits USING btree (auditor_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_auto_failed ON public.audits USING btree (is_auto_failed, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_card_version ON public.audits USING btree (scorecard_version_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_counts_fresh ON public.audits_counts USING btree (key)
  WHERE fresh;

CREATE INDEX audits_counts_key ON public.audits_counts USING btree (key);

CREATE INDEX audits_due ON public.audits USING btree (due_on, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_entity ON public.audits USING btree (entity_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_final ON public.audits USING btree (final_score, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_newest ON public.audits USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_outcome ON public.audits USING btree (outcome, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_reviewer ON public.audits USING btree (reviewer_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_sample ON public.audits USING btree (sample_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_scorecard ON public.audits USING btree (scorecard_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_status ON public.audits USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_team ON public.audits USING btree (team, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX audits_thing ON public.audits USING btree (entity_type, entity_id)
  WHERE ((deleted_at IS NULL) AND (status <> 'cancelled'::text));

CREATE INDEX audits_type ON public.audits USING btree (entity_type, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_updated ON public.audits USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_week ON public.audits USING btree (week, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX audits_work ON public.audits USING btree (work_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX coaching_tasks_agent ON public.coaching_tasks USING btree (agent_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX coaching_tasks_audit ON public.coaching_tasks USING btree (audit_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX coaching_tasks_due ON public.coaching_tasks USING btree (due_on, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX coaching_tasks_newest ON public.coaching_tasks USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX coaching_tasks_owner ON public.coaching_tasks USING btree (owner_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX coaching_tasks_search ON public.coaching_tasks USING gin (title extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX coaching_tasks_status ON public.coaching_tasks USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX coaching_tasks_updated ON public.coaching_tasks USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_by_agent_counts_fresh ON public.customer_feedback_by_agent_counts USING btree (key)
  WHERE fresh;

CREATE INDEX customer_feedback_by_agent_counts_key ON public.customer_feedback_by_agent_counts USING btree (key);

CREATE INDEX customer_feedback_by_channel_counts_fresh ON public.customer_feedback_by_channel_counts USING btree (key)
  WHERE fresh;

CREATE INDEX customer_feedback_by_channel_counts_key ON public.customer_feedback_by_channel_counts USING btree (key);

CREATE INDEX search_things_at ON public.search_things USING btree (at DESC);

CREATE INDEX search_things_name ON public.search_things USING gin (name extensions.gin_trgm_ops)
  WHERE (name <> ''::text);

CREATE INDEX search_things_newest ON public.search_things USING btree (kind, at DESC, id DESC);

CREATE INDEX search_things_words ON public.search_things USING gin (words);

CREATE INDEX sla_stale_uncopied ON public.sla_stale USING btree (id)
  WHERE is_read;

CREATE INDEX sla_stale_unread ON public.sla_stale USING btree (id)
  WHERE (NOT is_read);

CREATE INDEX support_emails_any_address ON public.support_emails USING gin (addresses)
  WITH (fastupdate=off);

CREATE INDEX survey_invitations_agent ON public.survey_invitations USING btree (agent_id, created_at DESC, id DESC);

CREATE INDEX survey_invitations_asked ON public.survey_invitations USING btree (customer_id, sent_at)
  WHERE (sent_at IS NOT NULL);

CREATE INDEX survey_invitations_channel ON public.survey_invitations USING btree (channel, created_at DESC, id DESC);

CREATE INDEX survey_invitations_counts_fresh ON public.survey_invitations_counts USING btree (key)
  WHERE fresh;

CREATE INDEX survey_invitations_counts_key ON public.survey_invitations_counts USING btree (key);

CREATE INDEX survey_invitations_customer ON public.survey_invitations USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX survey_invitations_entity ON public.survey_invitations USING btree (entity_type, entity_id, created_at DESC, id DESC)
  WHERE (entity_type IS NOT NULL);

CREATE INDEX survey_invitations_list ON public.survey_invitations USING btree (created_at DESC, id DESC);

CREATE UNIQUE INDEX survey_invitations_once ON public.survey_invitations USING btree (survey_id, entity_type, entity_id)
  WHERE ((entity_type IS NOT NULL) AND (state <> ALL (ARRAY['suppressed'::text, 'failed'::text])));

CREATE INDEX survey_invitations_origin ON public.survey_invitations USING btree (origin, created_at DESC, id DESC);

CREATE INDEX survey_invitations_reason ON public.survey_invitations USING btree (reason, created_at DESC, id DESC)
  WHERE (reason IS NOT NULL);

CREATE INDEX survey_invitations_results ON public.survey_invitations USING btree (survey_id, sent_at) INCLUDE (state, agent_id, team, channel, revision)
  WHERE (sent_at IS NOT NULL);

CREATE INDEX survey_invitations_sent ON public.survey_invitations USING btree (sent_at DESC, id DESC)
  WHERE (sent_at IS NOT NULL);

CREATE INDEX survey_invitations_state ON public.survey_invitations USING btree (state, created_at DESC, id DESC);

CREATE INDEX survey_invitations_survey ON public.survey_invitations USING btree (survey_id, created_at DESC, id DESC);

CREATE INDEX survey_invitations_team ON public.survey_invitations USING btree (team, created_at DESC, id DESC);

CREATE INDEX survey_responses_agent ON public.survey_responses USING btree (agent_id, created_at DESC, id DESC);

CREATE INDEX survey_responses_channel ON public.survey_responses USING btree (channel, created_at DESC, id DESC);

CREATE INDEX survey_responses_counts_fresh ON public.survey_responses_counts USING btree (key)
  WHERE fresh;

CREATE INDEX survey_responses_counts_key ON public.survey_responses_counts USING btree (key);

CREATE INDEX survey_responses_customer ON public.survey_responses USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX survey_responses_entity ON public.survey_responses USING btree (entity_type, entity_id, created_at DESC, id DESC)
  WHERE (entity_type IS NOT NULL);

CREATE INDEX survey_responses_kind ON public.survey_responses USING btree (kind, created_at DESC, id DESC);

CREATE INDEX survey_responses_list ON public.survey_responses USING btree (created_at DESC, id DESC);

CREATE INDEX survey_responses_scores ON public.survey_responses USING btree (score, created_at DESC, id DESC);

CREATE INDEX survey_responses_score ON public.survey_responses USING btree (score DESC, id DESC);

CREATE INDEX survey_responses_search ON public.survey_responses USING gin (COMMENT extensions.gin_trgm_ops);

CREATE INDEX survey_responses_survey ON public.survey_responses USING btree (survey_id, created_at DESC, id DESC);

CREATE INDEX survey_responses_team ON public.survey_responses USING btree (team, created_at DESC, id DESC);

CREATE INDEX surveys_active ON public.surveys USING btree (is_active, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX surveys_kind ON public.surveys USING btree (kind, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX surveys_list ON public.surveys USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX surveys_name ON public.surveys USING btree (name, id)
  WHERE (deleted_at IS NULL);

CREATE INDEX surveys_search ON public.surveys USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX surveys_updated ON public.surveys USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX tickets_sla_due ON public.tickets USING btree (sla_due_at, id)
  WHERE ((hidden_at IS NULL) AND (sla_due_at IS NOT NULL));

CREATE INDEX tickets_sla_status ON public.tickets USING btree (sla_status, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX video_call_leads_team ON public.video_call_leads USING btree (team, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_active ON public.workflows USING btree (is_active, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_counts_fresh ON public.workflows_counts USING btree (key)
  WHERE fresh;

CREATE INDEX workflows_counts_key ON public.workflows_counts USING btree (key);

CREATE INDEX workflows_entity_type ON public.workflows USING btree (entity_type, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_search ON public.workflows USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_trigger_type ON public.workflows USING btree (trigger_type, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_updated ON public.workflows USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX youtube_leads_team ON public.youtube_leads USING btree (team, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE TRIGGER keep_agent_feedback_by_agent_delete
  AFTER DELETE ON public.agent_feedback REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_feedback_by_agent_counts();

CREATE TRIGGER keep_agent_feedback_by_agent_insert
  AFTER INSERT ON public.agent_feedback REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_feedback_by_agent_counts();

CREATE TRIGGER keep_agent_feedback_by_agent_truncate
  AFTER TRUNCATE ON public.agent_feedback
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_feedback_by_agent_counts();

CREATE TRIGGER keep_agent_feedback_by_agent_update
  AFTER UPDATE ON public.agent_feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_feedback_by_agent_counts();

CREATE TRIGGER audit_samples_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.audit_samples
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER audit_scorecard_versions_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.audit_scorecard_versions
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER audit_scorecards_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.audit_scorecards
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER audit_scorecards_touch
  BEFORE UPDATE ON public.audit_scorecards
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER audit_scores_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.audit_scores
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('audit_id', 'kind');

CREATE TRIGGER announce_delete AFTER DELETE ON public.audits REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_audits (
  'tickets',
  'audit',
  'audits',
  'id',
  'number,status,entity_type,scorecard_id,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.audits REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_audits (
  'tickets',
  'audit',
  'audits',
  'id',
  'number,status,entity_type,scorecard_id,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.audits REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_audits (
  'tickets',
  'audit',
  'audits',
  'id',
  'number,status,entity_type,scorecard_id,version,deleted_at',
  ''
);

CREATE TRIGGER audits_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.audits
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER audits_keep
  BEFORE INSERT OR UPDATE ON public.audits
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_audit();

CREATE TRIGGER audits_tell
  AFTER INSERT OR UPDATE OF status, auditor_id ON public.audits
  FOR EACH ROW
  EXECUTE FUNCTION public.tell_of_audit();

CREATE TRIGGER audits_touch
  BEFORE UPDATE ON public.audits
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.audits REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_audits_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.audits REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_audits_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.audits
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_audits_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.audits REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_audits_counts();

CREATE TRIGGER announce_delete AFTER DELETE ON public.coaching_tasks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_coaching_tasks (
  'tickets',
  'coaching_task',
  'audits',
  'id',
  'status,due_on,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.coaching_tasks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_coaching_tasks (
  'tickets',
  'coaching_task',
  'audits',
  'id',
  'status,due_on,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.coaching_tasks
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_coaching_tasks (
  'tickets',
  'coaching_task',
  'audits',
  'id',
  'status,due_on,version,deleted_at',
  ''
);

CREATE TRIGGER coaching_tasks_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.coaching_tasks
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER coaching_tasks_tell
  AFTER INSERT OR UPDATE OF owner_id ON public.coaching_tasks
  FOR EACH ROW
  EXECUTE FUNCTION public.tell_of_coaching_task();

CREATE TRIGGER coaching_tasks_touch
  BEFORE UPDATE ON public.coaching_tasks
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.conversations
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('conversation', 'searched_conversations');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.conversations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'conversation',
  'searched_conversations'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.conversations
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.contact_name IS DISTINCT FROM new.contact_name) OR (old.contact_phone IS DISTINCT FROM new.contact_phone) OR
    (old.merged_into IS DISTINCT FROM new.merged_into)))
  EXECUTE FUNCTION public.keep_search_things('conversation', 'searched_conversations');

CREATE TRIGGER keep_customer_feedback_by_agent_delete
  AFTER DELETE ON public.customer_feedback REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_by_agent_counts();

CREATE TRIGGER keep_customer_feedback_by_agent_insert
  AFTER INSERT ON public.customer_feedback REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_by_agent_counts();

CREATE TRIGGER keep_customer_feedback_by_agent_truncate
  AFTER TRUNCATE ON public.customer_feedback
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_by_agent_counts();

CREATE TRIGGER keep_customer_feedback_by_agent_update
  AFTER UPDATE ON public.customer_feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_by_agent_counts();

CREATE TRIGGER keep_customer_feedback_by_channel_delete
  AFTER DELETE ON public.customer_feedback REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_by_channel_counts();

CREATE TRIGGER keep_customer_feedback_by_channel_insert
  AFTER INSERT ON public.customer_feedback REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_by_channel_counts();

CREATE TRIGGER keep_customer_feedback_by_channel_truncate
  AFTER TRUNCATE ON public.customer_feedback
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_by_channel_counts();

CREATE TRIGGER keep_customer_feedback_by_channel_update
  AFTER UPDATE ON public.customer_feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_by_channel_counts();

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.customers
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('customer', 'searched_customers');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.customers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'customer',
  'searched_customers'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.customers
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.display_name IS DISTINCT FROM new.display_name) OR (old.search_text IS DISTINCT FROM new.search_text) OR
    (old.hidden_at IS DISTINCT FROM new.hidden_at)))
  EXECUTE FUNCTION public.keep_search_things('customer', 'searched_customers');

CREATE TRIGGER departments_sla
  AFTER INSERT OR DELETE OR UPDATE OF key, calendar_id, team_id ON public.departments
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_setting();

CREATE TRIGGER email_files_search_delete
  AFTER DELETE ON public.email_attachments
  FOR EACH ROW
  WHEN ((old.filename <> ''::text))
  EXECUTE FUNCTION public.keep_email_files_search();

CREATE TRIGGER email_files_search_insert
  AFTER INSERT ON public.email_attachments REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.add_email_files_search();

CREATE TRIGGER email_files_search_update
  AFTER UPDATE OF filename ON public.email_attachments
  FOR EACH ROW
  WHEN ((old.filename IS DISTINCT FROM new.filename))
  EXECUTE FUNCTION public.keep_email_files_search();

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.ivr_calls
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('ivr_call', 'searched_ivr_calls');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'ivr_call',
  'searched_ivr_calls'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.ivr_calls
  FOR EACH ROW
  WHEN
    (((old.started_at IS DISTINCT FROM new.started_at) OR (old.customer_name IS DISTINCT FROM new.customer_name) OR (old.customer_number IS DISTINCT FROM new.customer_number) OR
    (old.provider_call_id IS DISTINCT FROM new.provider_call_id) OR (old.agent_name IS DISTINCT FROM new.agent_name) OR (old.notes IS DISTINCT FROM new.notes)))
  EXECUTE FUNCTION public.keep_search_things('ivr_call', 'searched_ivr_calls');

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ivr_calls();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ivr_calls();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ivr_calls();

CREATE TRIGGER ivr_calls_sla_delete
  AFTER DELETE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_callers();

CREATE TRIGGER ivr_calls_sla_insert
  AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_callers();

CREATE TRIGGER ivr_calls_sla_update
  AFTER UPDATE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_callers();

CREATE TRIGGER keep_sla_status_insert
  AFTER INSERT ON public.ivr_calls
  FOR EACH ROW
  WHEN ((new.status <> 'open'::text))
  EXECUTE FUNCTION public.keep_sla_status_ivr_calls();

CREATE TRIGGER keep_sla_status_update
  AFTER UPDATE OF status ON public.ivr_calls
  FOR EACH ROW
  WHEN ((old.status <> new.status))
  EXECUTE FUNCTION public.keep_sla_status_ivr_calls();

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.leads
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('lead', 'searched_leads');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'lead',
  'searched_leads'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.leads
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.number IS DISTINCT FROM new.number) OR (old.matter IS DISTINCT FROM new.matter) OR (old.note IS DISTINCT FROM
    new.note) OR (old.next_action IS DISTINCT FROM new.next_action) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)))
  EXECUTE FUNCTION public.keep_search_things('lead', 'searched_leads');

CREATE TRIGGER leads_team_of_video_calls
  AFTER UPDATE OF team ON public.leads
  FOR EACH ROW
  WHEN ((new.team IS DISTINCT FROM old.team))
  EXECUTE FUNCTION public.pass_on_team_of_lead('video_call_leads');

CREATE TRIGGER leads_team_of_youtube_leads
  AFTER UPDATE OF team ON public.leads
  FOR EACH ROW
  WHEN ((new.team IS DISTINCT FROM old.team))
  EXECUTE FUNCTION public.pass_on_team_of_lead('youtube_leads');

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('refund', 'searched_refunds');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.refunds REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'refund',
  'searched_refunds'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.refunds
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.number IS DISTINCT FROM new.number) OR (old.order_number IS DISTINCT FROM new.order_number) OR (old.reason IS
    DISTINCT FROM new.reason)))
  EXECUTE FUNCTION public.keep_search_things('refund', 'searched_refunds');

CREATE TRIGGER mirror_survey
  AFTER UPDATE ON public.sends
  FOR EACH ROW
  WHEN (((new.state = 'failed'::text) AND (old.state <> 'failed'::text) AND (new.channel = ANY (ARRAY['surveys.mail'::text, 'chat.message'::text]))))
  EXECUTE FUNCTION public.mirror_survey_send();

CREATE TRIGGER support_emails_activity
  AFTER INSERT OR DELETE OR UPDATE OF email_address,
    display_name,
    PROVIDER,
    auth_kind,
    username,
    imap_host,
    imap_port,
    imap_security,
    smtp_host,
    smtp_port,
    smtp_security, folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, deleted_at, aliases ON public.support_emails
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER announce_delete AFTER DELETE ON public.survey_invitations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_survey_invitations (
  'tickets',
  'survey_invitation',
  'survey_responses',
  'id',
  'survey_id,state,reason,channel,customer_id,entity_type,entity_id,agent_id,team,sent_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.survey_invitations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_survey_invitations (
  'tickets',
  'survey_invitation',
  'survey_responses',
  'id',
  'survey_id,state,reason,channel,customer_id,entity_type,entity_id,agent_id,team,sent_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.survey_invitations
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_survey_invitations (
  'tickets',
  'survey_invitation',
  'survey_responses',
  'id',
  'survey_id,state,reason,channel,customer_id,entity_type,entity_id,agent_id,team,sent_at,version',
  ''
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.survey_invitations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_survey_invitations_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.survey_invitations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_survey_invitations_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.survey_invitations
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_survey_invitations_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.survey_invitations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_survey_invitations_counts();

CREATE TRIGGER survey_invitations_touch
  BEFORE UPDATE ON public.survey_invitations
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.survey_responses REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_survey_responses (
  'tickets',
  'survey_response',
  'survey_responses',
  'id',
  'survey_id,invitation_id,kind,score,channel,customer_id,entity_type,entity_id,agent_id,team,ticket_id,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.survey_responses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_survey_responses (
  'tickets',
  'survey_response',
  'survey_responses',
  'id',
  'survey_id,invitation_id,kind,score,channel,customer_id,entity_type,entity_id,agent_id,team,ticket_id,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.survey_responses
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_survey_responses (
  'tickets',
  'survey_response',
  'survey_responses',
  'id',
  'survey_id,invitation_id,kind,score,channel,customer_id,entity_type,entity_id,agent_id,team,ticket_id,version',
  ''
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.survey_responses REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_survey_responses_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.survey_responses REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_survey_responses_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.survey_responses
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_survey_responses_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.survey_responses REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_survey_responses_counts();

CREATE TRIGGER survey_responses_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.survey_responses
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER survey_responses_touch
  BEFORE UPDATE ON public.survey_responses
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.surveys REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_surveys (
  'tickets',
  'survey',
  'surveys',
  'id',
  'name,kind,is_active,revision,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.surveys REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_surveys (
  'tickets',
  'survey',
  'surveys',
  'id',
  'name,kind,is_active,revision,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.surveys REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_surveys (
  'tickets',
  'survey',
  'surveys',
  'id',
  'name,kind,is_active,revision,deleted_at,version',
  ''
);

CREATE TRIGGER surveys_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.surveys
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER surveys_keep
  AFTER INSERT OR UPDATE ON public.surveys
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_survey_revision();

CREATE TRIGGER surveys_revise
  BEFORE UPDATE OF questions, default_language ON public.surveys
  FOR EACH ROW
  EXECUTE FUNCTION public.revise_survey();

CREATE TRIGGER surveys_touch
  BEFORE UPDATE ON public.surveys
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.ticket_comments REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ticket_comments();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.ticket_comments REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ticket_comments();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.ticket_comments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ticket_comments();

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.tickets
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('ticket', 'searched_tickets');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.tickets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'ticket',
  'searched_tickets'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.tickets
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.number IS DISTINCT FROM new.number) OR (old.subject IS DISTINCT FROM new.subject) OR (old.description IS DISTINCT
    FROM new.description) OR (old.hidden_at IS DISTINCT FROM new.hidden_at)))
  EXECUTE FUNCTION public.keep_search_things('ticket', 'searched_tickets');

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.tickets REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_tickets();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.tickets REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_tickets();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.tickets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_tickets();

CREATE TRIGGER keep_sla_status_insert
  AFTER INSERT ON public.tickets
  FOR EACH ROW
  WHEN ((new.status <> 'open'::text))
  EXECUTE FUNCTION public.keep_sla_status_tickets();

CREATE TRIGGER keep_sla_status_update
  AFTER UPDATE OF status ON public.tickets
  FOR EACH ROW
  WHEN ((old.status <> new.status))
  EXECUTE FUNCTION public.keep_sla_status_tickets();

CREATE TRIGGER announce_delete AFTER DELETE ON public.video_call_leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_video_call_leads (
  'tickets',
  'video_call_lead',
  'video_call_leads',
  'id',
  'lead_id,customer_id,source,interest,status,outcome,assignee_id,starts_at,ends_at,value_minor,currency,follow_up_at,team,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.video_call_leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_video_call_leads (
  'tickets',
  'video_call_lead',
  'video_call_leads',
  'id',
  'lead_id,customer_id,source,interest,status,outcome,assignee_id,starts_at,ends_at,value_minor,currency,follow_up_at,team,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.video_call_leads
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_video_call_leads (
  'tickets',
  'video_call_lead',
  'video_call_leads',
  'id',
  'lead_id,customer_id,source,interest,status,outcome,assignee_id,starts_at,ends_at,value_minor,currency,follow_up_at,team,deleted_at,version',
  ''
);

CREATE TRIGGER video_call_leads_team
  BEFORE INSERT ON public.video_call_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.take_team_of_lead();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.workflows REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflows_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.workflows REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflows_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.workflows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflows_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.workflows REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflows_counts();

CREATE TRIGGER announce_delete AFTER DELETE ON public.youtube_leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_youtube_leads (
  'tickets',
  'youtube_lead',
  'youtube_leads',
  'id',
  'number,lead_id,customer_id,video_id,author_name,comment,intent,status,source_state,comments,assignee_id,team,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.youtube_leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_youtube_leads (
  'tickets',
  'youtube_lead',
  'youtube_leads',
  'id',
  'number,lead_id,customer_id,video_id,author_name,comment,intent,status,source_state,comments,assignee_id,team,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.youtube_leads
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_youtube_leads (
  'tickets',
  'youtube_lead',
  'youtube_leads',
  'id',
  'number,lead_id,customer_id,video_id,author_name,comment,intent,status,source_state,comments,assignee_id,team,deleted_at,version',
  ''
);

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.youtube_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('youtube_lead', 'searched_youtube_leads');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.youtube_leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'youtube_lead',
  'searched_youtube_leads'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.youtube_leads
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.number IS DISTINCT FROM new.number) OR (old.author_name IS DISTINCT FROM new.author_name) OR (old.comment IS DISTINCT
    FROM new.comment) OR (old.note IS DISTINCT FROM new.note) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)))
  EXECUTE FUNCTION public.keep_search_things('youtube_lead', 'searched_youtube_leads');

CREATE TRIGGER youtube_leads_team
  BEFORE INSERT ON public.youtube_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.take_team_of_lead();

CREATE POLICY "audit_samples_view" ON "public"."audit_samples"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('audits'::text, 'edit'::text) AS has_permission));

CREATE POLICY "audit_scorecard_versions_view" ON "public"."audit_scorecard_versions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('audits'::text, 'view'::text) AS has_permission));

CREATE POLICY "audit_scorecards_view" ON "public"."audit_scorecards"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('audits'::text, 'view'::text) AS has_permission));

CREATE POLICY "audits_view" ON "public"."audits"
  FOR SELECT
  TO "authenticated"
  USING
    (((deleted_at IS NULL) AND (( SELECT public.has_permission('audits'::text, 'edit'::text) AS has_permission) OR ((status = ANY (ARRAY['scored'::text, 'acknowledged'::text,
    'disputed'::text, 'resolved'::text])) AND (agent_id = ( SELECT a.id
   FROM public.agents a
  WHERE (a.user_id = ( SELECT auth.uid() AS uid)))))) AND ( SELECT public.has_permission('audits'::text, 'view'::text) AS has_permission)));

CREATE POLICY "coaching_tasks_view" ON "public"."coaching_tasks"
  FOR SELECT
  TO "authenticated"
  USING
    (((deleted_at IS NULL) AND (( SELECT public.has_permission('audits'::text, 'edit'::text) AS has_permission) OR (owner_id = ( SELECT auth.uid() AS uid)) OR (agent_id = ( SELECT
    a.id
   FROM public.agents a
  WHERE (a.user_id = ( SELECT auth.uid() AS uid))))) AND ( SELECT public.has_permission('audits'::text, 'view'::text) AS has_permission)));

CREATE POLICY "survey_invitations_view" ON "public"."survey_invitations"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('survey_responses'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('survey_responses'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "survey_responses_view" ON "public"."survey_responses"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('survey_responses'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('survey_responses'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "survey_revisions_view" ON "public"."survey_revisions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('surveys'::text, 'view'::text) AS has_permission));

CREATE POLICY "surveys_view" ON "public"."surveys"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('surveys'::text, 'view'::text) AS has_permission)));

CREATE POLICY "video_call_leads_view" ON "public"."video_call_leads"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('video_call_leads'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('video_call_leads'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "video_call_reminders_view" ON "public"."video_call_reminders"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('video_call_leads'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || c.team)
   FROM public.video_call_leads c
  WHERE (c.id = video_call_reminders.video_call_lead_id)) && ARRAY( SELECT public.permitted_scopes('video_call_leads'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "youtube_comments_view" ON "public"."youtube_comments"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('youtube_leads'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || y.team)
   FROM public.youtube_leads y
  WHERE (y.id = youtube_comments.youtube_lead_id)) && ARRAY( SELECT public.permitted_scopes('youtube_leads'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "youtube_leads_view" ON "public"."youtube_leads"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('youtube_leads'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('youtube_leads'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "youtube_replies_view" ON "public"."youtube_replies"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('youtube_leads'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || y.team)
   FROM public.youtube_leads y
  WHERE (y.id = youtube_replies.youtube_lead_id)) && ARRAY( SELECT public.permitted_scopes('youtube_leads'::text, 'view'::text) AS permitted_scopes))));

COMMENT ON COLUMN "public"."agent_feedback_by_agent_counts"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_by_agent_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_by_agent_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_by_agent_counts"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_by_agent_counts"."rating" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_by_agent_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."agent_ids" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."agents" IS '[{"agent_id", "wanted", "eligible", "drawn", "audited_before"}] class: none';

COMMENT ON COLUMN "public"."audit_samples"."auditor_ids" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."drawn" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."due_on" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."entity_types" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."from_on" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."id" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."only_breached" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."per_agent" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."rule_key" IS 'Of rule and seed, not of who scores and until when: the same draw is made once. class: none';

COMMENT ON COLUMN "public"."audit_samples"."scorecard_id" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."scorecard_version_id" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."seed" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."team" IS 'class: none';

COMMENT ON COLUMN "public"."audit_samples"."to_on" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecard_versions"."card_version" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecard_versions"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecard_versions"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecard_versions"."critical_cap" IS 'The most that an audit with a failed critical question is worth, in percent. class: none';

COMMENT ON COLUMN "public"."audit_scorecard_versions"."id" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecard_versions"."scorecard_id" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecard_versions"."sections" IS '[{"key", "title", "weight", "questions": [{"key", "text", "guidance", "kind", "max_points", "weight", "is_critical", "allows_na"}]}] class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."card_version" IS 'The version that new audits get. class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."description" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."entity_types" IS 'The kinds of things it is for; empty: all that are audited. class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."id" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."name" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scorecards"."version" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scores"."answers" IS '[{"question", "answer", "note", "at_seconds", "message_id", "points"}]; points in hundredths of a percent, null: not applicable. A draft has none. class: personal';

COMMENT ON COLUMN "public"."audit_scores"."audit_id" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scores"."is_auto_failed" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scores"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scores"."raw_score" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scores"."score" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scores"."scored_at" IS 'Null: a draft. class: none';

COMMENT ON COLUMN "public"."audit_scores"."scored_by" IS 'class: none';

COMMENT ON COLUMN "public"."audit_scores"."sections" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."acknowledged_at" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."auditor_id" IS 'The user who scores it; null while nobody has it. class: none';

COMMENT ON COLUMN "public"."audits"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."dispute_reason" IS 'class: personal';

COMMENT ON COLUMN "public"."audits"."disputed_at" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."due_on" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."final_hundredths" IS 'The final score in hundredths of a percent, for averages. class: none';

COMMENT ON COLUMN "public"."audits"."final_score" IS 'What counts: the auditor''s score, or the reviewer''s after a dispute that overturned it. class: none';

COMMENT ON COLUMN "public"."audits"."first_score" IS 'The auditor''s, also when another became final. class: none';

COMMENT ON COLUMN "public"."audits"."id" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."is_auto_failed" IS 'A critical question failed, in the score that is final. class: none';

COMMENT ON COLUMN "public"."audits"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."raw_score" IS 'In percent, before critical questions: of the score that is final. Null: nothing applied. class: none';

COMMENT ON COLUMN "public"."audits"."resolved_at" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."review_score" IS 'The reviewer''s, when there is one. class: none';

COMMENT ON COLUMN "public"."audits"."reviewer_id" IS 'The user who decided the dispute: neither the auditor nor the agent. class: none';

COMMENT ON COLUMN "public"."audits"."sample_id" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."scorecard_id" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."scorecard_version_id" IS 'Stays when the scorecard changes. class: none';

COMMENT ON COLUMN "public"."audits"."scored" IS 'One where there is a final score, for averages. class: none';

COMMENT ON COLUMN "public"."audits"."scored_at" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."status" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."summary" IS 'class: personal';

COMMENT ON COLUMN "public"."audits"."team" IS 'Of the thing, or else of the agent, when the audit was made. class: none';

COMMENT ON COLUMN "public"."audits"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."version" IS 'class: none';

COMMENT ON COLUMN "public"."audits"."week" IS 'The Monday of the business week of work_at. class: none';

COMMENT ON COLUMN "public"."audits"."work_at" IS 'When the agent last worked on the thing before the audit was made. class: none';

COMMENT ON COLUMN "public"."audits_counts"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."is_auto_failed" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."scorecard_version_id" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."sum_final_hundredths" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."sum_scored" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."audits_counts"."week" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."audit_id" IS 'The audit that it follows from, of work of the same agent. class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."description" IS 'class: personal';

COMMENT ON COLUMN "public"."coaching_tasks"."done_at" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."due_on" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."id" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."owner_id" IS 'The user who sees to it. class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."status" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."title" IS 'class: personal';

COMMENT ON COLUMN "public"."coaching_tasks"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."coaching_tasks"."version" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_agent_counts"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_agent_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_agent_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_agent_counts"."rating" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_agent_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_agent_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_channel_counts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_channel_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_channel_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_channel_counts"."rating" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_channel_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_by_channel_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."email_search"."words" IS 'As email_words has them. Long texts count with their beginning, so that it always fits. class: personal';

COMMENT ON COLUMN "public"."message_search"."words" IS 'As search_words has them. class: personal';

COMMENT ON COLUMN "public"."search_things"."at" IS 'class: none';

COMMENT ON COLUMN "public"."search_things"."heads" IS 'Numbers, names and addresses that it is known by, word by word: who asks for one exactly means it. class: personal';

COMMENT ON COLUMN "public"."search_things"."id" IS 'class: none';

COMMENT ON COLUMN "public"."search_things"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."search_things"."name" IS 'The name of a person, for those who misspell it; empty where it has none. class: personal';

COMMENT ON COLUMN "public"."search_things"."words" IS 'The words of heads have weight A, others D; @ and the kind is one too. class: personal';

COMMENT ON COLUMN "public"."sla_kinds"."copies" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."calendar_id" IS 'Null: the calendar of the department or the team, or else the default one. class: none';

COMMENT ON COLUMN "public"."sla_stale"."is_read" IS 'Its clocks are read, and what other tables say of them is to be copied: copy_sla. class: none';

COMMENT ON COLUMN "public"."support_emails"."addresses" IS 'class: personal';

COMMENT ON COLUMN "public"."support_emails"."aliases" IS 'Other addresses whose mail comes into this mailbox, in lower case: ours, as email_address. addresses are all of them. class: personal';

COMMENT ON COLUMN "public"."survey_invitations"."agent_id" IS 'Who had the matter when the customer was asked. class: none';

COMMENT ON COLUMN "public"."survey_invitations"."also_auto_resolved" IS 'It is sent also when no person resolved the matter. class: none';

COMMENT ON COLUMN "public"."survey_invitations"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."expires_at" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."language" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."origin" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."revision" IS 'The wording of the questions that is asked: what changes later changes nothing here. class: none';

COMMENT ON COLUMN "public"."survey_invitations"."send_at" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."send_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."sent_at" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."state" IS 'suppressed: it was never sent; failed: it was, and did not arrive. class: none';

COMMENT ON COLUMN "public"."survey_invitations"."survey_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."team" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations"."version" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations_counts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations_counts"."state" IS 'class: none';

COMMENT ON COLUMN "public"."survey_invitations_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."answer" IS 'The answer to the first question as text, where it is one of few. class: none';

COMMENT ON COLUMN "public"."survey_responses"."answers" IS 'class: personal';

COMMENT ON COLUMN "public"."survey_responses"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."comment" IS 'What was answered to questions for text. class: personal';

COMMENT ON COLUMN "public"."survey_responses"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."edited_at" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."excluded_by" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."excluded_reason" IS 'Why it does not count in results; it is counted there as left out. class: none';

COMMENT ON COLUMN "public"."survey_responses"."former" IS 'What was answered before it was changed: [{"answers", "score", "at"}]. class: personal';

COMMENT ON COLUMN "public"."survey_responses"."id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."invitation_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."language" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."revision" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."score" IS 'The answer to the first question where that is a number. class: none';

COMMENT ON COLUMN "public"."survey_responses"."survey_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."team" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."ticket_id" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses"."version" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses_counts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses_counts"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses_counts"."score" IS 'class: none';

COMMENT ON COLUMN "public"."survey_responses_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."survey_revisions"."default_language" IS 'class: none';

COMMENT ON COLUMN "public"."survey_revisions"."questions" IS 'class: none';

COMMENT ON COLUMN "public"."survey_revisions"."revision" IS 'class: none';

COMMENT ON COLUMN "public"."survey_revisions"."since" IS 'class: none';

COMMENT ON COLUMN "public"."survey_revisions"."survey_id" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."default_language" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."description" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."id" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."intro" IS 'By language: what stands above the link. class: none';

COMMENT ON COLUMN "public"."surveys"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."kind" IS 'The type of the first question, whose answers make the score. class: none';

COMMENT ON COLUMN "public"."surveys"."name" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."questions" IS '[{"key", "type", "text" by language, "options", "is_required", "show_if"}]; the first is asked of everybody. class: none';

COMMENT ON COLUMN "public"."surveys"."revision" IS 'Counts the wordings of the questions: an invitation keeps the one that it was sent with. class: none';

COMMENT ON COLUMN "public"."surveys"."thanks" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."ticket_at_most" IS 'A score of so much or less opens a ticket; null: none does. class: none';

COMMENT ON COLUMN "public"."surveys"."ticket_team" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."surveys"."version" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."sla_due_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."sla_status" IS 'A copy of what its clocks say, as sla_due_at: of those that have not ended, or else of those that have. class: none';

COMMENT ON COLUMN "public"."video_call_leads"."team" IS 'That of the lead; kept by triggers. class: none';

COMMENT ON COLUMN "public"."video_call_leads_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."workflow_runs"."id" IS 'Made of rule and cause: the same cause makes no second run of a rule. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."workflow_id" IS 'Rules are hidden, never deleted; a key for each row would cost a fifth of writing it. class: none';

COMMENT ON COLUMN "public"."workflows_counts"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."trigger_type" IS 'class: none';

COMMENT ON COLUMN "public"."youtube_leads"."team" IS 'That of the lead; kept by triggers. class: none';

COMMENT ON COLUMN "public"."youtube_leads_counts"."team" IS 'class: none';

COMMENT ON TABLE "public"."agent_feedback_by_agent_counts" IS 'How many rows of public.agent_feedback there are by agent_id, kind, rating: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."audit_samples" IS 'A draw of work to audit: by which rule and seed, and what came of it.';

COMMENT ON TABLE "public"."audit_scorecard_versions" IS 'What a scorecard asked at one time. It never changes: audits that have it are scored by it to the end.';

COMMENT ON TABLE "public"."audit_scorecards" IS 'What work is scored by. Its questions are in audit_scorecard_versions.';

COMMENT ON TABLE "public"."audit_scores" IS 'What the auditor answered, and what the reviewer of a dispute did; both are kept. access: service only';

COMMENT ON TABLE "public"."audits" IS 'Work of an agent that somebody else scores.';

COMMENT ON TABLE "public"."audits_counts" IS 'How many rows of public.audits there are by status, entity_type, team, week, scorecard_version_id, outcome, is_auto_failed: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."coaching_tasks" IS 'What is done so that an agent gets better at something.';

COMMENT ON TABLE "public"."customer_feedback_by_agent_counts" IS 'How many rows of public.customer_feedback there are by assignee_id, rating, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."customer_feedback_by_channel_counts" IS 'How many rows of public.customer_feedback there are by channel, rating, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."search_things" IS 'What GET /search looks into, of all kinds but those with tables of words of their own; kept by the triggers of follow_search. access: service only';

COMMENT ON TABLE "public"."survey_invitations" IS 'Whom we asked, or why not.';

COMMENT ON TABLE "public"."survey_invitations_counts" IS 'How many rows of public.survey_invitations there are by state, channel, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."survey_responses" IS 'What customers answered: one for each invitation.';

COMMENT ON TABLE "public"."survey_responses_counts" IS 'How many rows of public.survey_responses there are by kind, score, channel, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."survey_revisions" IS 'Every wording of every survey: an answer is read by the one that was asked.';

COMMENT ON TABLE "public"."surveys" IS 'What customers are asked after a contact. Every wording of the questions is in survey_revisions.';

COMMENT ON TABLE "public"."video_call_leads_counts" IS 'How many rows of public.video_call_leads there are by status, reached, outcome, source, currency, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."workflows_counts" IS 'How many rows of public.workflows there are by is_active, trigger_type, entity_type: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."youtube_leads_counts" IS 'How many rows of public.youtube_leads there are by status, intent, source_state, video_id, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON VIEW "public"."audit_work" IS 'What agents did that can be audited. access: service only';

COMMENT ON VIEW "public"."live_ivr_calls" IS 'Missed calls that nobody has made good. access: service only';

COMMENT ON VIEW "public"."live_leads" IS 'Leads that are not finished. access: service only';

COMMENT ON VIEW "public"."live_tickets" IS 'Tickets that are not finished. access: service only';

COMMENT ON VIEW "public"."own_identities" IS 'Mailboxes, numbers of agents. access: service only';

COMMENT ON VIEW "public"."searched_conversations" IS 'Conversations as GET /search finds them; what was written in them is in message_search. access: service only';

COMMENT ON VIEW "public"."searched_customers" IS 'Customers as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_ivr_calls" IS 'Calls over an IVR as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_leads" IS 'Leads as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_refunds" IS 'Refunds as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_tickets" IS 'Tickets as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_youtube_leads" IS 'Leads from YouTube as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."sla_agri_consultations" IS 'Consultations, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_conversations" IS 'Conversations, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_email_threads" IS 'E-mail threads, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_ivr_calls" IS 'IVR calls, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_ivr_events" IS 'What happened to IVR calls, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_leads" IS 'Leads, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_ticket_events" IS 'What happened to tickets, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_tickets" IS 'Tickets, for their clocks. access: service only';

COMMENT ON VIEW "public"."timeline_surveys" IS 'What customers were asked, and what they answered. access: service only';

COMMENT ON VIEW "public"."workflow_agri_consultations" IS 'Consultations, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_customer_feedback" IS 'What customers said, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_ivr_calls" IS 'Calls over an IVR, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_leads" IS 'Leads, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_return_rcas" IS 'Returns, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_survey_responses" IS 'Answers to surveys, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_video_call_leads" IS 'Video calls, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_youtube_leads" IS 'Leads from comments, for rules. access: service only';

REVOKE ALL ON FUNCTION "public"."act_on_audit"(uuid, jsonb, text, text, integer, jsonb, text, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_audit"(uuid, jsonb, text, text, integer, jsonb, text, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_audit"(uuid, jsonb, text, text, integer, jsonb, text, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."add_email_files_search"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_email_files_search"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_email_files_search"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_audits"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_audits"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_audits"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_coaching_tasks"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_coaching_tasks"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_coaching_tasks"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_survey_invitations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_survey_invitations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_survey_invitations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_survey_responses"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_survey_responses"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_survey_responses"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_surveys"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_surveys"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_surveys"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."answer_survey"(uuid, jsonb, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."answer_survey"(uuid, jsonb, interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."answer_survey"(uuid, jsonb, interval) TO "service_role";

REVOKE ALL ON FUNCTION "public"."check_mailbox_addresses"(uuid, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_mailbox_addresses"(uuid, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_mailbox_addresses"(uuid, text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."copy_sla"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."copy_sla_to_ivr_calls"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_ivr_calls"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_ivr_calls"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."copy_sla_to_queue"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_queue"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_queue"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."copy_sla_to_tickets"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_tickets"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_tickets"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_agent_feedback_by_agent_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_agent_feedback_by_agent_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_agent_feedback_by_agent_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_audits_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_audits_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_audits_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_customer_feedback_by_agent_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customer_feedback_by_agent_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customer_feedback_by_agent_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_customer_feedback_by_channel_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customer_feedback_by_channel_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customer_feedback_by_channel_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_survey_invitations_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_survey_invitations_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_survey_invitations_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_survey_responses_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_survey_responses_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_survey_responses_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_workflows_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_workflows_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_workflows_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_audit"(jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_audit"(jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_audit"(jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."draw_audit_sample"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."draw_audit_sample"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."draw_audit_sample"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."email_file_names"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_file_names"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_file_names"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."email_writer"(text, text, text, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_writer"(text, text, text, text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_writer"(text, text, text, text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."file_words"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."file_words"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."file_words"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_thread_clues"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_thread_clues"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_thread_clues"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_thread_links"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_thread_links"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_thread_links"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_search"(regclass, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_search"(regclass, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."follow_sla_callers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_callers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_callers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_ivr_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_ivr_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_ivr_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_of_callers"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_of_callers"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_of_callers"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_ticket_comments"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_ticket_comments"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_ticket_comments"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_tickets"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_tickets"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_tickets"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agent_feedback_breakdown"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_feedback_breakdown"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agent_feedback_breakdown"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_audit_questions"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_audit_questions"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_audit_questions"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_customer_feedback_breakdown"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer_feedback_breakdown"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer_feedback_breakdown"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_survey_facts"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_facts"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_facts"(uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_survey_results"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_results"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_results"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_survey_subject"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_subject"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_subject"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."introduce_emails"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."introduce_emails"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."introduce_emails"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."invite_to_survey"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."invite_to_survey"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."invite_to_survey"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."join_two_threads"(uuid, uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_two_threads"(uuid, uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_two_threads"(uuid, uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_agent_feedback_by_agent_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agent_feedback_by_agent_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agent_feedback_by_agent_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_audit"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_audit"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_audit"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_audits_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_audits_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_audits_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_customer_feedback_by_agent_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_customer_feedback_by_agent_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_customer_feedback_by_agent_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_customer_feedback_by_channel_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_customer_feedback_by_channel_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_customer_feedback_by_channel_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_email_files_search"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_email_files_search"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_email_files_search"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_search_things"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_search_things"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_search_things"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_status_ivr_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_ivr_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_ivr_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_status_tickets"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_tickets"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_tickets"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_survey_invitations_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_invitations_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_invitations_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_survey_responses_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_responses_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_responses_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_survey_revision"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_revision"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_revision"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_workflows_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_workflows_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_workflows_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."link_sent_email"(uuid, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."link_sent_email"(uuid, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."link_sent_email"(uuid, uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."mirror_survey_send"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mirror_survey_send"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mirror_survey_send"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_survey_decision"(public.survey_invitations, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_survey_decision"(public.survey_invitations, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_survey_decision"(public.survey_invitations, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_unbelieved_answers"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_unbelieved_answers"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_unbelieved_answers"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."number_digits"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."number_digits"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."number_digits"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_parsed_emails"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_parsed_emails"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_parsed_emails"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_survey_ticket"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_survey_ticket"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_survey_ticket"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."pass_on_team_of_lead"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pass_on_team_of_lead"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pass_on_team_of_lead"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."postpone_survey"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."postpone_survey"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."postpone_survey"(uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[], text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[], text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."renew_parsed_email"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_parsed_email"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_parsed_email"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."revise_survey"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."revise_survey"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."revise_survey"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_audit_scorecard"(uuid, jsonb, integer, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_audit_scorecard"(uuid, jsonb, integer, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_audit_scorecard"(uuid, jsonb, integer, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."search_calls"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_calls"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_calls"(text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."search_query"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_query"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_query"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."search_tokens"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_tokens"(text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_tokens"(text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."search_words"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_words"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_words"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."send_survey"(uuid, jsonb, timestamp WITH time zone, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."send_survey"(uuid, jsonb, timestamp WITH time zone, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."send_survey"(uuid, jsonb, timestamp WITH time zone, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."sla_standings"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_standings"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_standings"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."store_search_things"(text, text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_search_things"(text, text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_search_things"(text, text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."suppress_survey"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."suppress_survey"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."suppress_survey"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_team_of_lead"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_team_of_lead"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_team_of_lead"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."team_of_agent"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."team_of_agent"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."team_of_agent"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."tell_of_audit"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_of_audit"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_of_audit"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."tell_of_coaching_task"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_of_coaching_task"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_of_coaching_task"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_audit"(uuid, jsonb, jsonb, integer, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_audit"(uuid, jsonb, jsonb, integer, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_audit"(uuid, jsonb, jsonb, integer, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_emails"(jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_emails"(jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_emails"(jsonb, integer) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."audit_numbers" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."audit_numbers" TO "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."audit_numbers" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_feedback_by_agent_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_feedback_by_agent_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_feedback_by_agent_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_feedback_by_agent_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."audit_samples" FROM "authenticated";

GRANT SELECT ON TABLE "public"."audit_samples" TO "authenticated";

REVOKE ALL ON TABLE "public"."audit_samples" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_samples" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_samples" TO "service_role";

REVOKE ALL ON TABLE "public"."audit_scorecard_versions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."audit_scorecard_versions" TO "authenticated";

REVOKE ALL ON TABLE "public"."audit_scorecard_versions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_scorecard_versions" TO "postgres";

REVOKE ALL ON TABLE "public"."audit_scorecard_versions" FROM "service_role";

GRANT INSERT, SELECT ON TABLE "public"."audit_scorecard_versions" TO "service_role";

REVOKE ALL ON TABLE "public"."audit_scorecards" FROM "authenticated";

GRANT SELECT ON TABLE "public"."audit_scorecards" TO "authenticated";

REVOKE ALL ON TABLE "public"."audit_scorecards" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_scorecards" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_scorecards" TO "service_role";

REVOKE ALL ON TABLE "public"."audit_scores" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_scores" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_scores" TO "service_role";

REVOKE ALL ON TABLE "public"."audits" FROM "authenticated";

GRANT SELECT ON TABLE "public"."audits" TO "authenticated";

REVOKE ALL ON TABLE "public"."audits" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audits" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audits" TO "service_role";

REVOKE ALL ON TABLE "public"."audits_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audits_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."audits_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."audits_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."coaching_tasks" FROM "authenticated";

GRANT SELECT ON TABLE "public"."coaching_tasks" TO "authenticated";

REVOKE ALL ON TABLE "public"."coaching_tasks" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."coaching_tasks" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."coaching_tasks" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_feedback_by_agent_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_feedback_by_agent_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."customer_feedback_by_agent_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."customer_feedback_by_agent_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_feedback_by_channel_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_feedback_by_channel_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."customer_feedback_by_channel_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."customer_feedback_by_channel_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."search_things" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."search_things" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."search_things" TO "service_role";

REVOKE ALL ON TABLE "public"."survey_invitations" FROM "authenticated";

GRANT SELECT ON TABLE "public"."survey_invitations" TO "authenticated";

REVOKE ALL ON TABLE "public"."survey_invitations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."survey_invitations" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."survey_invitations" TO "service_role";

REVOKE ALL ON TABLE "public"."survey_invitations_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."survey_invitations_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."survey_invitations_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."survey_invitations_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."survey_responses" FROM "authenticated";

GRANT SELECT ON TABLE "public"."survey_responses" TO "authenticated";

REVOKE ALL ON TABLE "public"."survey_responses" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."survey_responses" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."survey_responses" TO "service_role";

REVOKE ALL ON TABLE "public"."survey_responses_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."survey_responses_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."survey_responses_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."survey_responses_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."survey_revisions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."survey_revisions" TO "authenticated";

REVOKE ALL ON TABLE "public"."survey_revisions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."survey_revisions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."survey_revisions" TO "service_role";

REVOKE ALL ON TABLE "public"."surveys" FROM "authenticated";

GRANT SELECT ON TABLE "public"."surveys" TO "authenticated";

REVOKE ALL ON TABLE "public"."surveys" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."surveys" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."surveys" TO "service_role";

REVOKE ALL ON TABLE "public"."workflows_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflows_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."workflows_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflows_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."audit_work" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_work" TO "postgres";

REVOKE ALL ON TABLE "public"."audit_work" FROM "service_role";

GRANT SELECT ON TABLE "public"."audit_work" TO "service_role";

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."live_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."live_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."live_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."live_tickets" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_tickets" TO "service_role";

REVOKE ALL ON TABLE "public"."own_identities" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."own_identities" TO "postgres";

REVOKE ALL ON TABLE "public"."own_identities" FROM "service_role";

GRANT SELECT ON TABLE "public"."own_identities" TO "service_role";

REVOKE ALL ON TABLE "public"."searched_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_customers" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_customers" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_refunds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_refunds" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_youtube_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_youtube_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_agri_consultations" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_agri_consultations" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_email_threads" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_email_threads" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_ivr_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_ivr_events" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_ivr_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_ivr_events" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_ticket_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_ticket_events" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_ticket_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_ticket_events" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_tickets" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_tickets" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_surveys" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_surveys" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_surveys" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_surveys" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_agri_consultations" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_agri_consultations" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_agri_consultations" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_customer_feedback" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_customer_feedback" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_customer_feedback" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_customer_feedback" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_return_rcas" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_return_rcas" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_return_rcas" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_return_rcas" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_survey_responses" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_survey_responses" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_survey_responses" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_survey_responses" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_video_call_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_video_call_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_video_call_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_video_call_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_youtube_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_youtube_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_youtube_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_youtube_leads" TO "service_role";

CREATE VIEW "public"."workflow_audits" WITH (security_invoker=true) AS  SELECT id,
    number,
    status,
    entity_type,
    entity_id,
    agent_id,
    team,
    scorecard_id,
    sample_id,
    auditor_id,
    reviewer_id,
    raw_score,
    first_score,
    review_score,
    final_score,
    is_auto_failed,
    outcome,
    work_at,
    created_at,
    scored_at
   FROM public.audits a
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_audits" FROM "anon", "authenticated";

CREATE INDEX audits_search ON public.audits USING gin (number extensions.gin_trgm_ops, summary extensions.gin_trgm_ops, dispute_reason extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

COMMENT ON COLUMN "public"."audits"."number" IS 'class: none';

COMMENT ON VIEW "public"."workflow_audits" IS 'Audits, for rules. access: service only';

REVOKE ALL ON TABLE "public"."workflow_audits" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_audits" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_audits" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_audits" TO "service_role";

CREATE INDEX phone_spellings_digits ON public.phone_spellings USING gin (public.number_digits(written) extensions.gin_trgm_ops);

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete. Who may not edit sees what is about him.
select public.register_module('audits', 'Audits', 'Scored reviews of what agents do, and the coaching that follows.', 'vced', 'v', '');
select public.register_sla_kind('ivr_call', 'ivr', 'ivr_calls', 'sla_ivr_calls', 'sla_ivr_events', '{completed}', p_copies => 'copy_sla_to_ivr_calls');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('surveys', 'Surveys', 'What customers are asked after a contact, and how the answers come out.', 'vced', 'v', 'v');
select public.register_module('survey_responses', 'Survey answers', 'Who was asked, and what was answered.', 'vced', 'vc', 'v');
select public.register_timeline('survey', 'survey_responses', 'timeline_surveys');
-- The one that rules send when they name none.
insert into public.surveys (id, name, description, kind, questions, intro, thanks) values (
  '5e000000-0000-4000-8000-000000000001', 'How did we do?', 'Asked after a matter was resolved.', 'csat',
  '[{"key": "score", "type": "csat", "is_required": true, "text": {"en": "How did we do?", "hi": "हमारी सेवा कैसी रही?"}},
    {"key": "missing", "type": "choice", "text": {"en": "What was missing?", "hi": "क्या कमी रही?"}, "show_if": {"field": "score", "operator": "at_most", "value": 3},
     "options": [{"value": "speed", "text": {"en": "A quicker answer", "hi": "जल्दी जवाब"}}, {"value": "solution", "text": {"en": "A solution", "hi": "समाधान"}},
       {"value": "kindness", "text": {"en": "A friendlier tone", "hi": "बेहतर व्यवहार"}}]},
    {"key": "comment", "type": "text", "text": {"en": "Is there anything you would like to tell us?", "hi": "क्या आप कुछ और कहना चाहेंगे?"}}]',
  '{"en": "Your matter is resolved. How did we do? It takes half a minute:", "hi": "आपका काम पूरा हो गया है। हमारी सेवा कैसी रही? आधा मिनट लगेगा:"}',
  '{"en": "Thank you for your answer.", "hi": "आपके जवाब के लिए धन्यवाद।"}')
on conflict (id) do nothing;
select public.register_sla_kind('ticket', 'tickets', 'tickets', 'sla_tickets', 'sla_ticket_events', '{resolved,closed}', p_copies => 'copy_sla_to_tickets');

-- by hand:
-- What was not open before statuses were kept is taken to have become so when its last status began.
insert into public.sla_status_changes (entity_type, entity_id, status, at)
select 'ticket', s.id, s.status, s.at from (
  select t.id, t.status, t.status_since as at from public.tickets t where t.status <> 'open'
  union all
  select t.id, 'resolved', t.resolved_at from public.tickets t where t.status = 'closed' and t.resolved_at < t.status_since
) s order by s.at;
insert into public.sla_status_changes (entity_type, entity_id, status, at)
select 'ivr_call', c.id, 'completed', c.completed_at from public.ivr_calls c where c.completed_at is not null order by c.completed_at;
-- Things of the new kinds have never been read.
update public.sla_state set followed = null;
-- The sums of kept counts come after their columns; what is kept is counted anew below.
delete from public.video_call_leads_counts;
alter table public.video_call_leads_counts drop column sum_value_minor;
alter table public.video_call_leads_counts add column sum_value_minor numeric not null;
comment on column public.video_call_leads_counts.sum_value_minor is 'class: none';
-- Nobody changed anything: no history, no news, no version.
alter table public.video_call_leads disable trigger user;
update public.video_call_leads c set team = l.team from public.leads l where l.id = c.lead_id and l.team is not null;
alter table public.video_call_leads enable trigger user;
alter table public.youtube_leads disable trigger user;
update public.youtube_leads y set team = l.team from public.leads l where l.id = y.lead_id and l.team is not null;
alter table public.youtube_leads enable trigger user;
select public.rebuild_kept_counts('public.video_call_leads');
select public.rebuild_kept_counts('public.youtube_leads');
insert into public.customer_feedback_by_channel_counts select * from public.count_customer_feedback_by_channel_anew();
insert into public.customer_feedback_by_agent_counts select * from public.count_customer_feedback_by_agent_anew();
insert into public.agent_feedback_by_agent_counts select * from public.count_agent_feedback_by_agent_anew();
-- What was there before is searched in the new way, too.
update public.email_search s set words = public.email_words(e.subject, e.from_email, e.from_name, e.to_recipients, e.cc_recipients, e.new_text, e.body_text,
  public.email_file_names(e.id))
from public.emails e where e.id = s.email_id;
update public.message_search s
set words = public.search_words(concat_ws(' ', m.text, m.location ->> 'name', m.location ->> 'address', m.reply ->> 'title'))
from public.messages m where m.id = s.message_id;
select public.store_search_things(k.kind, k.view) from (values ('customer', 'searched_customers'), ('conversation', 'searched_conversations'),
  ('ticket', 'searched_tickets'), ('lead', 'searched_leads'), ('ivr_call', 'searched_ivr_calls'), ('refund', 'searched_refunds'),
  ('youtube_lead', 'searched_youtube_leads')) k (kind, view);
insert into public.workflows_counts select * from public.count_workflows_anew();
