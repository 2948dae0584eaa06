set check_function_bodies = off;

CREATE TABLE "public"."agent_feedback_counts" (
  "key"        text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"      boolean NOT NULL DEFAULT true,
  "rows"       bigint  NOT NULL,
  "status"     text,
  "kind"       text,
  "visibility" text,
  "topic"      text,
  "rating"     integer
);

ALTER TABLE "public"."agent_feedback_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agent_feedback_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."agent_feedback" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "status"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'new'::text,
  "kind"         text                     COLLATE pg_catalog."C" NOT NULL,
  "visibility"   text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'agent'::text,
  "topic"        text                     COLLATE pg_catalog."C",
  "rating"       integer,
  "comment"      text                     NOT NULL,
  "is_anonymous" boolean                  NOT NULL DEFAULT false,
  "agent_id"     uuid                     NOT NULL,
  "answer"       text                     NOT NULL DEFAULT ''::text,
  "answered_at"  timestamp with time zone,
  "answered_by"  uuid,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"   timestamp with time zone,
  "version"      integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "agent_feedback_check" CHECK (((NOT is_anonymous) OR (created_by IS NULL))),
  CONSTRAINT "agent_feedback_kind_check" CHECK ((kind = ANY (ARRAY['praise'::text, 'concern'::text, 'suggestion'::text]))),
  CONSTRAINT "agent_feedback_pkey" PRIMARY KEY (id),
  CONSTRAINT "agent_feedback_rating_check" CHECK (((rating >= 1) AND (rating <= 5))),
  CONSTRAINT "agent_feedback_status_check" CHECK ((status = ANY (ARRAY['new'::text, 'acknowledged'::text, 'answered'::text, 'closed'::text]))),
  CONSTRAINT "agent_feedback_visibility_check" CHECK ((visibility = ANY (ARRAY['managers'::text, 'agent'::text, 'team'::text])))
);

ALTER TABLE "public"."agent_feedback"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agent_feedback" FROM "anon";

CREATE TABLE "public"."customer_feedback_counts" (
  "key"    text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"  boolean NOT NULL DEFAULT true,
  "rows"   bigint  NOT NULL,
  "status" text,
  "kind"   text,
  "topic"  text,
  "rating" integer,
  "team"   text
);

ALTER TABLE "public"."customer_feedback_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_feedback_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."customer_feedback" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "status"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'new'::text,
  "kind"         text                     COLLATE pg_catalog."C" NOT NULL,
  "channel"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'other'::text,
  "topic"        text                     COLLATE pg_catalog."C",
  "rating"       integer,
  "comment"      text                     NOT NULL,
  "is_anonymous" boolean                  NOT NULL DEFAULT false,
  "customer_id"  uuid,
  "team"         text                     COLLATE pg_catalog."C",
  "assignee_id"  uuid,
  "answer"       text                     NOT NULL DEFAULT ''::text,
  "answered_at"  timestamp with time zone,
  "answered_by"  uuid,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"   timestamp with time zone,
  "version"      integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "customer_feedback_channel_check" CHECK ((channel = ANY (ARRAY['email'::text, 'chat'::text, 'call'::text, 'web'::text, 'in_person'::text, 'other'::text]))),
  CONSTRAINT "customer_feedback_check" CHECK (((NOT is_anonymous) OR (customer_id IS NULL))),
  CONSTRAINT "customer_feedback_kind_check" CHECK ((kind = ANY (ARRAY['complaint'::text, 'praise'::text, 'suggestion'::text, 'question'::text]))),
  CONSTRAINT "customer_feedback_pkey" PRIMARY KEY (id),
  CONSTRAINT "customer_feedback_rating_check" CHECK (((rating >= 1) AND (rating <= 5))),
  CONSTRAINT "customer_feedback_status_check" CHECK ((status = ANY (ARRAY['new'::text, 'in_review'::text, 'answered'::text, 'closed'::text])))
);

ALTER TABLE "public"."customer_feedback"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."customer_feedback" FROM "anon";

CREATE OR REPLACE FUNCTION public.announce_agent_feedback()
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
        select 'tickets', 'agent_feedback' || ':created', n.id::text, 'agent_feedback', null::uuid, jsonb_build_object('status', n.status, 'deleted_at', n.deleted_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'agent_feedback' || ':removed', o.id::text, 'agent_feedback', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'agent_feedback' || ':removed', o.id::text, 'agent_feedback', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before)
        select 'tickets', 'agent_feedback' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'agent_feedback', null::uuid, jsonb_build_object('status', n.status, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('status', o.status, 'deleted_at', o.deleted_at, 'version', o.version) end
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.status, n.deleted_at, n.version) is distinct from row(o.status, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_agent_feedback"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_customer_feedback()
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
        select 'tickets', 'customer_feedback' || ':created', n.id::text, 'customer_feedback', null::uuid, jsonb_build_object('status', n.status, 'kind', n.kind, 'channel', n.channel, 'topic', n.topic, 'rating', n.rating, 'is_anonymous', n.is_anonymous, 'customer_id', n.customer_id, 'team', n.team, 'assignee_id', n.assignee_id, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'customer_feedback' || ':removed', o.id::text, 'customer_feedback', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'customer_feedback' || ':removed', o.id::text, 'customer_feedback', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before, scopes, scoped_only)
        select 'tickets', 'customer_feedback' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'customer_feedback', null::uuid, jsonb_build_object('status', n.status, 'kind', n.kind, 'channel', n.channel, 'topic', n.topic, 'rating', n.rating, 'is_anonymous', n.is_anonymous, 'customer_id', n.customer_id, 'team', n.team, 'assignee_id', n.assignee_id, 'deleted_at', n.deleted_at, 'version', n.version), case when o.id is not null and null::uuid is not distinct from null::uuid then jsonb_build_object('status', o.status, 'kind', o.kind, 'channel', o.channel, 'topic', o.topic, 'rating', o.rating, 'is_anonymous', o.is_anonymous, 'customer_id', o.customer_id, 'team', o.team, 'assignee_id', o.assignee_id, 'deleted_at', o.deleted_at, 'version', o.version) end, array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.status, n.kind, n.channel, n.topic, n.rating, n.is_anonymous, n.customer_id, n.team, n.assignee_id, n.deleted_at, n.version) is distinct from row(o.status, o.kind, o.channel, o.topic, o.rating, o.is_anonymous, o.customer_id, o.team, o.assignee_id, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_customer_feedback"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_agent_feedback_anew()
  RETURNS SETOF public.agent_feedback_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.kind, r.visibility, r.topic, r.rating)::text), false, count(*), r.status, r.kind, r.visibility, r.topic, r.rating from public.agent_feedback r where r.deleted_at is null group by r.status, r.kind, r.visibility, r.topic, r.rating
    $function$;

REVOKE ALL ON FUNCTION "public"."count_agent_feedback_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_customer_feedback_anew()
  RETURNS SETOF public.customer_feedback_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.kind, r.topic, r.rating, r.team)::text), false, count(*), r.status, r.kind, r.topic, r.rating, r.team from public.customer_feedback r where r.deleted_at is null group by r.status, r.kind, r.topic, r.rating, r.team
    $function$;

REVOKE ALL ON FUNCTION "public"."count_customer_feedback_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_agent_feedback (
  p_feedback jsonb,
  p_by       uuid
)
  RETURNS SETOF public.agent_feedback
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new       public.agent_feedback := jsonb_populate_record(null::public.agent_feedback, p_feedback);
  v_anonymous boolean := coalesce(v_new.is_anonymous, false);
begin
  if not exists (select from public.agents a where a.id = v_new.agent_id and a.deleted_at is null) then
    raise exception 'agent_not_found' using errcode = 'P0404';
  end if;
  perform set_config('activity.anonymous', case when v_anonymous then 'on' else '' end, true);
  return query
    insert into public.agent_feedback (kind, visibility, topic, rating, comment, is_anonymous, agent_id, created_by)
    values (v_new.kind, coalesce(v_new.visibility, 'agent'), v_new.topic, v_new.rating, v_new.comment, v_anonymous, v_new.agent_id,
      case when not v_anonymous then p_by end)
    returning *;
  perform set_config('activity.anonymous', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."create_agent_feedback"(jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_agent_feedback_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.agent_feedback_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.agent_feedback_counts (key, rows, status, kind, visibility, topic, rating)
        select md5(row(r.status, r.kind, r.visibility, r.topic, r.rating)::text), sum(r.sign), r.status, r.kind, r.visibility, r.topic, r.rating from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.kind, r.visibility, r.topic, r.rating;
      elsif tg_op = 'DELETE' then
        insert into public.agent_feedback_counts (key, rows, status, kind, visibility, topic, rating)
        select md5(row(r.status, r.kind, r.visibility, r.topic, r.rating)::text), sum(r.sign), r.status, r.kind, r.visibility, r.topic, r.rating from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.kind, r.visibility, r.topic, r.rating;
      else
        insert into public.agent_feedback_counts (key, rows, status, kind, visibility, topic, rating)
        select md5(row(r.status, r.kind, r.visibility, r.topic, r.rating)::text), sum(r.sign), r.status, r.kind, r.visibility, r.topic, r.rating
        from (select 1 as sign, status, kind, visibility, topic, rating, deleted_at from new_rows union all select -1, status, kind, visibility, topic, rating, deleted_at from old_rows) r
        where r.deleted_at is null group by r.status, r.kind, r.visibility, r.topic, r.rating having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.agent_feedback_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_agent_feedback_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_customer_feedback_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.customer_feedback_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.customer_feedback_counts (key, rows, status, kind, topic, rating, team)
        select md5(row(r.status, r.kind, r.topic, r.rating, r.team)::text), sum(r.sign), r.status, r.kind, r.topic, r.rating, r.team from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.kind, r.topic, r.rating, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.customer_feedback_counts (key, rows, status, kind, topic, rating, team)
        select md5(row(r.status, r.kind, r.topic, r.rating, r.team)::text), sum(r.sign), r.status, r.kind, r.topic, r.rating, r.team from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.kind, r.topic, r.rating, r.team;
      else
        insert into public.customer_feedback_counts (key, rows, status, kind, topic, rating, team)
        select md5(row(r.status, r.kind, r.topic, r.rating, r.team)::text), sum(r.sign), r.status, r.kind, r.topic, r.rating, r.team
        from (select 1 as sign, status, kind, topic, rating, team, deleted_at from new_rows union all select -1, status, kind, topic, rating, team, deleted_at from old_rows) r
        where r.deleted_at is null group by r.status, r.kind, r.topic, r.rating, r.team having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.customer_feedback_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_customer_feedback_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.log_activity (
  p_action      text,
  p_entity_type text,
  p_entity_id   text,
  p_before      jsonb DEFAULT NULL::jsonb,
  p_after       jsonb DEFAULT NULL::jsonb,
  p_actor_id    uuid  DEFAULT NULL::uuid,
  p_request_id  text  DEFAULT NULL::text,
  p_note        text  DEFAULT ''::text
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.activity_log (actor_id, actor_kind, action, entity_type, entity_id, before, after, request_id, note)
  select actor,
    case
      when actor is null then 'system'
      when exists (select from public.api_keys where id = actor) then 'api_key'
      else 'user'
    end,
    p_action, p_entity_type, p_entity_id, p_before, p_after,
    case when named then coalesce(p_request_id, nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-request-id') end,
    coalesce(p_note, '')
  from (select coalesce(current_setting('activity.anonymous', true), '') <> 'on' as named) a
  cross join lateral (select case when named then coalesce(p_actor_id, public.current_actor()) end as actor) who
$function$;

ALTER TABLE "public"."agent_feedback"
  ADD CONSTRAINT "agent_feedback_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id);

ALTER TABLE "public"."customer_feedback"
  ADD CONSTRAINT "customer_feedback_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."customer_feedback"
  ADD CONSTRAINT "customer_feedback_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

CREATE VIEW "public"."timeline_customer_feedback" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'inbound'::text AS direction,
    initcap(kind) AS title,
    comment AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('kind', kind, 'channel', channel, 'topic', topic, 'rating', rating, 'team', team) AS details
   FROM public.customer_feedback f
  WHERE ((customer_id IS NOT NULL) AND (deleted_at IS NULL));

REVOKE ALL ON TABLE "public"."timeline_customer_feedback" FROM "anon", "authenticated";

CREATE INDEX agent_feedback_agent ON public.agent_feedback USING btree (agent_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_anonymous ON public.agent_feedback USING btree (is_anonymous, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_author ON public.agent_feedback USING btree (created_by, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_counts_fresh ON public.agent_feedback_counts USING btree (key)
  WHERE fresh;

CREATE INDEX agent_feedback_counts_key ON public.agent_feedback_counts USING btree (key);

CREATE INDEX agent_feedback_kind ON public.agent_feedback USING btree (kind, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_list ON public.agent_feedback USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_rating ON public.agent_feedback USING btree (rating, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_search ON public.agent_feedback USING gin (COMMENT extensions.gin_trgm_ops, answer extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_status ON public.agent_feedback USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_topic ON public.agent_feedback USING btree (topic, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_updated ON public.agent_feedback USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agent_feedback_visibility ON public.agent_feedback USING btree (visibility, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_anonymous ON public.customer_feedback USING btree (is_anonymous, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_assignee ON public.customer_feedback USING btree (assignee_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_channel ON public.customer_feedback USING btree (channel, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_counts_fresh ON public.customer_feedback_counts USING btree (key)
  WHERE fresh;

CREATE INDEX customer_feedback_counts_key ON public.customer_feedback_counts USING btree (key);

CREATE INDEX customer_feedback_customer ON public.customer_feedback USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX customer_feedback_kind ON public.customer_feedback USING btree (kind, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_list ON public.customer_feedback USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_rating ON public.customer_feedback USING btree (rating, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_search ON public.customer_feedback USING gin (COMMENT extensions.gin_trgm_ops, answer extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_status ON public.customer_feedback USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_team ON public.customer_feedback USING btree (team, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_topic ON public.customer_feedback USING btree (topic, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX customer_feedback_updated ON public.customer_feedback USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE TRIGGER agent_feedback_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.agent_feedback
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER agent_feedback_touch
  BEFORE UPDATE ON public.agent_feedback
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.agent_feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agent_feedback (
  'tickets',
  'agent_feedback',
  'agent_feedback',
  'id',
  'status,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.agent_feedback REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agent_feedback (
  'tickets',
  'agent_feedback',
  'agent_feedback',
  'id',
  'status,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.agent_feedback
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agent_feedback (
  'tickets',
  'agent_feedback',
  'agent_feedback',
  'id',
  'status,deleted_at,version',
  ''
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.agent_feedback REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_feedback_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.agent_feedback REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_feedback_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.agent_feedback
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_feedback_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.agent_feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agent_feedback_counts();

CREATE TRIGGER announce_delete AFTER DELETE ON public.customer_feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customer_feedback (
  'tickets',
  'customer_feedback',
  'customer_feedback',
  'id',
  'status,kind,channel,topic,rating,is_anonymous,customer_id,team,assignee_id,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.customer_feedback REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customer_feedback (
  'tickets',
  'customer_feedback',
  'customer_feedback',
  'id',
  'status,kind,channel,topic,rating,is_anonymous,customer_id,team,assignee_id,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.customer_feedback
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_customer_feedback (
  'tickets',
  'customer_feedback',
  'customer_feedback',
  'id',
  'status,kind,channel,topic,rating,is_anonymous,customer_id,team,assignee_id,deleted_at,version',
  ''
);

CREATE TRIGGER customer_feedback_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.customer_feedback
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER customer_feedback_team
  BEFORE INSERT OR UPDATE OF team ON public.customer_feedback
  FOR EACH ROW
  WHEN ((new.team IS NOT NULL))
  EXECUTE FUNCTION public.name_team();

CREATE TRIGGER customer_feedback_touch
  BEFORE UPDATE ON public.customer_feedback
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.customer_feedback REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.customer_feedback REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.customer_feedback
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.customer_feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_customer_feedback_counts();

CREATE POLICY "agent_feedback_view" ON "public"."agent_feedback"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ((visibility = 'team'::text) OR (created_by = ( SELECT auth.uid() AS uid)) OR ((visibility = 'agent'::text) AND (agent_id = ( SELECT a.id
   FROM public.agents a
  WHERE (a.user_id = ( SELECT auth.uid() AS uid))))) OR ( SELECT public.has_permission('agent_feedback'::text, 'edit'::text) AS has_permission)) AND
    ( SELECT public.has_permission('agent_feedback'::text, 'view'::text) AS has_permission)));

CREATE POLICY "customer_feedback_view" ON "public"."customer_feedback"
  FOR SELECT
  TO "authenticated"
  USING
    (((deleted_at IS NULL) AND (( SELECT public.has_permission('customer_feedback'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('customer_feedback'::text, 'view'::text) AS permitted_scopes)))));

COMMENT ON COLUMN "public"."agent_feedback"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."answer" IS 'class: personal';

COMMENT ON COLUMN "public"."agent_feedback"."answered_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."answered_by" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."comment" IS 'class: personal';

COMMENT ON COLUMN "public"."agent_feedback"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."id" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."is_anonymous" IS 'Nobody can say who wrote it: neither this row nor the activity log has a name. class: none';

COMMENT ON COLUMN "public"."agent_feedback"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."rating" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."status" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."topic" IS 'What it is mainly about: one, so that the figures add up. class: none';

COMMENT ON COLUMN "public"."agent_feedback"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."version" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback"."visibility" IS 'managers: who may edit feedback; agent: the agent too; team: everybody who may view feedback. Whoever wrote it sees it always. class: none';

COMMENT ON COLUMN "public"."agent_feedback_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_counts"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_counts"."rating" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_counts"."topic" IS 'class: none';

COMMENT ON COLUMN "public"."agent_feedback_counts"."visibility" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."answer" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_feedback"."answered_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."answered_by" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."comment" IS 'class: personal';

COMMENT ON COLUMN "public"."customer_feedback"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."is_anonymous" IS 'The customer did not want to be named: it never had a customer, neither here nor in the activity log, and never gets one. class: none';

COMMENT ON COLUMN "public"."customer_feedback"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."rating" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."status" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."team" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."topic" IS 'What it is mainly about: one, so that the figures add up. class: none';

COMMENT ON COLUMN "public"."customer_feedback"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback"."version" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_counts"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_counts"."rating" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."customer_feedback_counts"."topic" IS 'class: none';

COMMENT ON TABLE "public"."agent_feedback" IS 'What colleagues and managers say about the work of an agent.';

COMMENT ON TABLE "public"."agent_feedback_counts" IS 'How many rows of public.agent_feedback there are by status, kind, visibility, topic, rating: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."customer_feedback" IS 'What customers think of us, in their own words.';

COMMENT ON TABLE "public"."customer_feedback_counts" IS 'How many rows of public.customer_feedback there are by status, kind, topic, rating, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON VIEW "public"."timeline_customer_feedback" IS 'Feedback of customers. access: service only';

REVOKE ALL ON FUNCTION "public"."announce_agent_feedback"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agent_feedback"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agent_feedback"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_customer_feedback"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_customer_feedback"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_customer_feedback"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_agent_feedback_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_agent_feedback_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_agent_feedback_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_customer_feedback_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customer_feedback_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_customer_feedback_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_agent_feedback"(jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_agent_feedback"(jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_agent_feedback"(jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_agent_feedback_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agent_feedback_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agent_feedback_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_customer_feedback_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_customer_feedback_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_customer_feedback_counts"() TO "service_role";

REVOKE ALL ON TABLE "public"."agent_feedback" FROM "authenticated";

GRANT SELECT ON TABLE "public"."agent_feedback" TO "authenticated";

REVOKE ALL ON TABLE "public"."agent_feedback" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_feedback" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_feedback" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_feedback_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_feedback_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_feedback_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_feedback_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_feedback" FROM "authenticated";

GRANT SELECT ON TABLE "public"."customer_feedback" TO "authenticated";

REVOKE ALL ON TABLE "public"."customer_feedback" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_feedback" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_feedback" TO "service_role";

REVOKE ALL ON TABLE "public"."customer_feedback_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."customer_feedback_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."customer_feedback_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."customer_feedback_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_customer_feedback" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_customer_feedback" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_customer_feedback" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_customer_feedback" TO "service_role";

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('agent_feedback', 'Agent feedback', 'What is said about the work of agents.', 'vced', 'vc', '');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('customer_feedback', 'Customer feedback', 'What customers think of us, in their own words.', 'vced', 'vce', 'v');
select public.register_timeline('customer_feedback', 'customer_feedback', 'timeline_customer_feedback');
