set check_function_bodies = off;

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
  values (v_send_id, v_talk.id, v_contact.id, (p_message ->> 'provider_id')::uuid, v_contact.customer_id, 'outbound', case when v_aside then 'automatic' else 'agent' end, p_message ->> 'type', p_message ->> 'text',
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

CREATE TRIGGER mirror_survey
  AFTER UPDATE ON public.sends
  FOR EACH ROW
  WHEN (((new.state = 'failed'::text) AND (old.state <> 'failed'::text) AND (new.channel = ANY (ARRAY['surveys.mail'::text, 'chat.message'::text]))))
  EXECUTE FUNCTION public.mirror_survey_send();

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

COMMENT ON TABLE "public"."survey_invitations" IS 'Whom we asked, or why not.';

COMMENT ON TABLE "public"."survey_invitations_counts" IS 'How many rows of public.survey_invitations there are by state, channel, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."survey_responses" IS 'What customers answered: one for each invitation.';

COMMENT ON TABLE "public"."survey_responses_counts" IS 'How many rows of public.survey_responses there are by kind, score, channel, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."survey_revisions" IS 'Every wording of every survey: an answer is read by the one that was asked.';

COMMENT ON TABLE "public"."surveys" IS 'What customers are asked after a contact. Every wording of the questions is in survey_revisions.';

COMMENT ON VIEW "public"."timeline_surveys" IS 'What customers were asked, and what they answered. access: service only';

COMMENT ON VIEW "public"."workflow_survey_responses" IS 'Answers to surveys, for rules. access: service only';

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

REVOKE ALL ON FUNCTION "public"."count_survey_invitations_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_survey_invitations_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_survey_invitations_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_survey_responses_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_survey_responses_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_survey_responses_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_survey_facts"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_facts"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_facts"(uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_survey_results"(uuid, timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_results"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_results"(uuid, timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_survey_subject"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_subject"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_survey_subject"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."invite_to_survey"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."invite_to_survey"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."invite_to_survey"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_survey_invitations_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_invitations_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_invitations_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_survey_responses_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_responses_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_responses_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_survey_revision"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_revision"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_survey_revision"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."mirror_survey_send"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mirror_survey_send"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mirror_survey_send"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_survey_decision"(public.survey_invitations, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_survey_decision"(public.survey_invitations, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_survey_decision"(public.survey_invitations, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_survey_ticket"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_survey_ticket"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_survey_ticket"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."postpone_survey"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."postpone_survey"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."postpone_survey"(uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."revise_survey"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."revise_survey"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."revise_survey"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."send_survey"(uuid, jsonb, timestamp WITH time zone, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."send_survey"(uuid, jsonb, timestamp WITH time zone, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."send_survey"(uuid, jsonb, timestamp WITH time zone, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."suppress_survey"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."suppress_survey"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."suppress_survey"(uuid, text, text) TO "service_role";

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

REVOKE ALL ON TABLE "public"."timeline_surveys" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_surveys" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_surveys" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_surveys" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_survey_responses" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_survey_responses" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_survey_responses" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_survey_responses" TO "service_role";

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
