set check_function_bodies = off;

CREATE SEQUENCE "public"."agri_consultation_numbers" AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;

REVOKE ALL ON SEQUENCE "public"."agri_consultation_numbers" FROM "anon", "authenticated";

CREATE TABLE "public"."agri_advice_products" (
  "id"                uuid          NOT NULL DEFAULT gen_random_uuid(),
  "advice_id"         uuid          NOT NULL,
  "position"          integer       NOT NULL,
  "name"              text          NOT NULL,
  "dose"              numeric(12,4) NOT NULL,
  "dose_unit"         text          COLLATE pg_catalog."C" NOT NULL,
  "water"             numeric(12,4),
  "water_unit"        text          COLLATE pg_catalog."C",
  "method"            text          COLLATE pg_catalog."C",
  "waiting_days"      integer,
  "repeat_after_days" integer,
  CONSTRAINT "agri_advice_products_advice_id_position_key" UNIQUE (advice_id, "position"),
  CONSTRAINT "agri_advice_products_check" CHECK (((water IS NULL) = (water_unit IS NULL))),
  CONSTRAINT "agri_advice_products_dose_check" CHECK ((dose > (0)::numeric)),
  CONSTRAINT "agri_advice_products_dose_unit_check"
    CHECK
    ((dose_unit = ANY (ARRAY['ml/l'::text, 'g/l'::text, 'ml/acre'::text, 'g/acre'::text, 'l/acre'::text, 'kg/acre'::text, 'ml/ha'::text, 'g/ha'::text, 'l/ha'::text, 'kg/ha'::text,
    'ml/kg_seed'::text, 'g/kg_seed'::text, 'ml/plant'::text, 'g/plant'::text]))),
  CONSTRAINT "agri_advice_products_method_check"
    CHECK
    ((method = ANY (ARRAY['foliar_spray'::text, 'soil_application'::text, 'soil_drench'::text, 'seed_treatment'::text, 'fertigation'::text, 'broadcast'::text, 'trap'::text,
    'other'::text]))),
  CONSTRAINT "agri_advice_products_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "agri_advice_products_pkey" PRIMARY KEY (id),
  CONSTRAINT "agri_advice_products_repeat_after_days_check" CHECK ((repeat_after_days > 0)),
  CONSTRAINT "agri_advice_products_waiting_days_check" CHECK ((waiting_days >= 0)),
  CONSTRAINT "agri_advice_products_water_check" CHECK ((water > (0)::numeric)),
  CONSTRAINT "agri_advice_products_water_unit_check" CHECK ((water_unit = ANY (ARRAY['l/acre'::text, 'l/ha'::text, 'l/bigha'::text, 'l/plant'::text])))
);

ALTER TABLE "public"."agri_advice_products"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agri_advice_products" FROM "anon";

CREATE TABLE "public"."agri_advice" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "consultation_id" uuid                     NOT NULL,
  "words"           text                     NOT NULL DEFAULT ''::text,
  "told_via"        text                     COLLATE pg_catalog."C",
  "told_by"         uuid,
  "told_at"         timestamp with time zone,
  "failed_at"       timestamp with time zone,
  "failures"        integer                  NOT NULL DEFAULT 0,
  "message_id"      uuid,
  "email_id"        uuid,
  "created_by"      uuid,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "agri_advice_pkey" PRIMARY KEY (id),
  CONSTRAINT "agri_advice_told_via_check" CHECK ((told_via = ANY (ARRAY['phone'::text, 'visit'::text, 'whatsapp'::text, 'email'::text])))
);

ALTER TABLE "public"."agri_advice"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agri_advice" FROM "anon";

CREATE TABLE "public"."agri_consultations_counts" (
  "key"                text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"              boolean NOT NULL DEFAULT true,
  "rows"               bigint  NOT NULL,
  "status"             text,
  "season"             text,
  "season_year"        integer,
  "crop"               text,
  "query_type"         text,
  "outcome"            text,
  "team"               text,
  "sum_advised"        numeric NOT NULL,
  "sum_advise_seconds" numeric NOT NULL
);

ALTER TABLE "public"."agri_consultations_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agri_consultations_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."agri_consultations" (
  "id"                    uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "reference"             text                     COLLATE pg_catalog."C",
  "status"                text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'open'::text,
  "customer_id"           uuid,
  "crop"                  text                     COLLATE pg_catalog."C" NOT NULL,
  "variety"               text                     NOT NULL DEFAULT ''::text,
  "area"                  numeric(12,4),
  "area_unit"             text                     COLLATE pg_catalog."C",
  "crop_stage"            text                     NOT NULL DEFAULT ''::text,
  "season"                text                     COLLATE pg_catalog."C" NOT NULL,
  "season_year"           integer                  NOT NULL,
  "is_season_derived"     boolean                  NOT NULL,
  "query_type"            text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'other'::text,
  "symptoms"              text                     NOT NULL DEFAULT ''::text,
  "evidence"              jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "location"              text                     NOT NULL DEFAULT ''::text,
  "channel"               text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'phone'::text,
  "priority"              text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'normal'::text,
  "team"                  text                     COLLATE pg_catalog."C",
  "assignee_id"           uuid,
  "asked_on"              date                     NOT NULL,
  "outcome"               text                     COLLATE pg_catalog."C",
  "outcome_note"          text                     NOT NULL DEFAULT ''::text,
  "follow_up_wished_on"   date,
  "follow_up_on"          date,
  "follow_up_done_at"     timestamp with time zone,
  "follow_up_pending_on"  date                     GENERATED ALWAYS AS (
CASE
    WHEN ((follow_up_done_at IS NULL) AND (status = ANY (ARRAY['open'::text, 'advised'::text, 'following_up'::text]))) THEN follow_up_on
    ELSE NULL::date
END) STORED,
  "follow_up_reminded_on" date,
  "advised_at"            timestamp with time zone,
  "advised"               integer                  NOT NULL DEFAULT 0,
  "advise_seconds"        bigint                   NOT NULL DEFAULT 0,
  "last_told_at"          timestamp with time zone,
  "closed_at"             timestamp with time zone,
  "created_by"            uuid,
  "created_at"            timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"            timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"            timestamp with time zone,
  "version"               integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "agri_consultations_advised_check" CHECK ((advised = ANY (ARRAY[0, 1]))),
  CONSTRAINT "agri_consultations_area_check" CHECK ((area > (0)::numeric)),
  CONSTRAINT "agri_consultations_area_unit_check" CHECK ((area_unit = ANY (ARRAY['acre'::text, 'hectare'::text, 'bigha'::text, 'guntha'::text, 'square_metre'::text]))),
  CONSTRAINT "agri_consultations_channel_check" CHECK ((channel = ANY (ARRAY['phone'::text, 'whatsapp'::text, 'email'::text, 'visit'::text, 'other'::text]))),
  CONSTRAINT "agri_consultations_check1" CHECK (((follow_up_wished_on IS NULL) = (follow_up_on IS NULL))),
  CONSTRAINT "agri_consultations_check" CHECK (((area IS NULL) = (area_unit IS NULL))),
  CONSTRAINT "agri_consultations_crop_check" CHECK ((crop <> ''::text)),
  CONSTRAINT "agri_consultations_evidence_check" CHECK ((jsonb_typeof(evidence) = 'array'::text)),
  CONSTRAINT "agri_consultations_outcome_check" CHECK ((outcome = ANY (ARRAY['recovered'::text, 'improved'::text, 'unchanged'::text, 'worse'::text, 'unknown'::text]))),
  CONSTRAINT "agri_consultations_pkey" PRIMARY KEY (id),
  CONSTRAINT "agri_consultations_priority_check" CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text]))),
  CONSTRAINT "agri_consultations_query_type_check"
    CHECK ((query_type = ANY (ARRAY['pest'::text, 'disease'::text, 'weed'::text, 'nutrient'::text, 'water'::text, 'weather'::text, 'seed'::text, 'market'::text, 'other'::text]))),
  CONSTRAINT "agri_consultations_reference_check" CHECK ((reference <> ''::text)),
  CONSTRAINT "agri_consultations_season_check" CHECK ((season = ANY (ARRAY['kharif'::text, 'rabi'::text, 'zaid'::text]))),
  CONSTRAINT "agri_consultations_status_check" CHECK ((status = ANY (ARRAY['open'::text, 'advised'::text, 'following_up'::text, 'closed'::text, 'cancelled'::text]))),
  "number"                text                     COLLATE pg_catalog."C" NOT NULL DEFAULT public.next_number('AGR'::text, 'public.agri_consultation_numbers'::regclass),
  CONSTRAINT "agri_consultations_number_key" UNIQUE (number)
);

ALTER TABLE "public"."agri_consultations"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."agri_consultations" FROM "anon";

CREATE OR REPLACE FUNCTION public.act_on_agri_consultation (
  p_id      uuid,
  p_steps   jsonb,
  p_action  text    DEFAULT NULL::text,
  p_to      text    DEFAULT NULL::text,
  p_note    text    DEFAULT ''::text,
  p_version integer DEFAULT NULL::integer,
  p_set     jsonb   DEFAULT '{}'::jsonb
)
  RETURNS SETOF public.agri_consultations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_status text;
begin
  select c.status into v_status from public.agri_consultations c where c.id = p_id and c.deleted_at is null for update;
  if v_status is null then
    raise exception 'agri_consultation_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.check_assignee(p_set);
  perform public.act_on('public.agri_consultations', p_steps, p_id, p_action, case when p_action is null then coalesce(p_to, v_status) end, p_note, p_version, p_set);
  return query select * from public.agri_consultations c where c.id = p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."act_on_agri_consultation"(uuid, jsonb, text, text, text, integer, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.agri_season (
  p_day date
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when extract(month from p_day) between 6 and 10 then 'kharif' when extract(month from p_day) in (4, 5) then 'zaid' else 'rabi' end
$function$;

REVOKE ALL ON FUNCTION "public"."agri_season"(date) FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'agri_consultation' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'agri_consultancy', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'crop', n.crop, 'season', n.season, 'query_type', n.query_type, 'team', n.team, 'assignee_id', n.assignee_id, 'outcome', n.outcome, 'follow_up_on', n.follow_up_on, 'last_told_at', n.last_told_at, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false
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

REVOKE ALL ON FUNCTION "public"."announce_agri_consultations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.assign_agri_consultations (
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
  update public.agri_consultations c set assignee_id = w.agent_id, team = coalesce(p_team, c.team)
  from unnest(p_ids, p_agents) w (id, agent_id)
  where c.id = w.id and (c.assignee_id, c.team) is distinct from (w.agent_id, coalesce(p_team, c.team));
  perform set_config('activity.step', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."assign_agri_consultations"(uuid[], uuid[], text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_agri_consultations_anew()
  RETURNS SETOF public.agri_consultations_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team)::text), false, count(*), r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team, coalesce(sum(r.advised), 0), coalesce(sum(r.advise_seconds), 0) from public.agri_consultations r where r.deleted_at is null group by r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team
    $function$;

REVOKE ALL ON FUNCTION "public"."count_agri_consultations_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_agri_consultation (
  p_id           uuid,
  p_consultation jsonb,
  p_by           uuid
)
  RETURNS SETOF public.agri_consultations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new public.agri_consultations := jsonb_populate_record(null::public.agri_consultations, p_consultation);
begin
  perform public.check_assignee(p_consultation);
  insert into public.agri_consultations (id, reference, customer_id, crop, variety, area, area_unit, crop_stage, season, query_type, symptoms, evidence, location,
    channel, priority, team, assignee_id, asked_on, outcome, outcome_note, follow_up_wished_on, follow_up_on, created_by)
  values (p_id, nullif(v_new.reference, ''), coalesce(public.customer_root(v_new.customer_id), v_new.customer_id), v_new.crop, coalesce(v_new.variety, ''), v_new.area, v_new.area_unit,
    coalesce(v_new.crop_stage, ''), v_new.season, coalesce(v_new.query_type, 'other'), coalesce(v_new.symptoms, ''), coalesce(v_new.evidence, '[]'),
    coalesce(v_new.location, ''), coalesce(v_new.channel, 'phone'), coalesce(v_new.priority, 'normal'), v_new.team, v_new.assignee_id, v_new.asked_on,
    v_new.outcome, coalesce(v_new.outcome_note, ''), v_new.follow_up_wished_on, v_new.follow_up_on, p_by)
  on conflict (id) do nothing;
  return query select * from public.agri_consultations c where c.id = p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."create_agri_consultation"(uuid, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_agri_advice (
  p_type text,
  p_ids  uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_failed uuid[];
begin
  with states as (
    select e.id, e.send_state = 'sent' as has_left, e.send_state in ('failed', 'cancelled') as has_failed, e.sent_at as at
    from public.emails e where p_type = 'email' and e.id = any (p_ids) and e.direction = 'outbound'
    union all
    select m.id, m.status in ('sent', 'delivered', 'read', 'played'), m.status in ('failed', 'cancelled'), m.at
    from public.messages m where p_type = 'message' and m.id = any (p_ids) and m.direction = 'outbound'
  ), changed as (
    update public.agri_advice a set
      told_at = case when s.has_left then coalesce(s.at, now()) end,
      failed_at = case when s.has_failed then now() end,
      failures = a.failures + s.has_failed::integer
    from states s
    where (p_type = 'email' and a.email_id = s.id or p_type = 'message' and a.message_id = s.id)
      and (s.has_left and a.told_at is null or s.has_failed and a.failed_at is null)
    returning a.consultation_id, s.has_failed
  )
  select array_agg(c.consultation_id) filter (where c.has_failed) into v_failed from changed c;
  perform public.log_activity('advice_not_sent', 'agri_consultations', f::text, p_note => 'It did not reach the farmer.') from unnest(v_failed) f;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_agri_advice"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_assignable_agri_consultations()
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
          select o.id from (select id, row(assignee_id, status, team, priority, customer_id, deleted_at, last_told_at) as facts from old_rows) o
          left join (select id, row(assignee_id, status, team, priority, customer_id, deleted_at, last_told_at) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items('agri_consultation', v_ids);
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_assignable_agri_consultations"() FROM PUBLIC, "anon", "authenticated";

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
        v_ids := array(select n.consultation_id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.consultation_id from old_rows o);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, consultation_id as item, row(told_at, failed_at) as facts from old_rows) o
        join (select id, consultation_id as item, row(told_at, failed_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('agri_consultation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_agri_advice"() FROM PUBLIC, "anon", "authenticated";

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
        v_ids := array(select n.id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.id from old_rows o);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, crop, query_type, deleted_at) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, crop, query_type, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('agri_consultation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_agri_consultations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_agri_advice (
  p_consultation_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('products', (
      select coalesce(jsonb_agg(to_jsonb(p) - array['advice_id', 'position'] order by p.position), '[]')
      from public.agri_advice_products p where p.advice_id = a.id)) order by a.created_at, a.id), '[]')
  from public.agri_advice a where a.consultation_id = p_consultation_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_agri_advice"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_agri_seasons (
  p_seasons     text[],
  p_year        integer,
  p_crop        text,
  p_query_types text[],
  p_teams       text[]
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(jsonb_agg(to_jsonb(g) order by g.season_year desc, g.season, g.crop, g.query_type), '[]')
  from (
    select c.season_year, c.season, c.crop, c.query_type, sum(c.rows)::bigint as count, sum(c.sum_advised)::bigint as advised,
      round(sum(c.sum_advise_seconds) / nullif(sum(c.sum_advised), 0))::bigint as average_advise_seconds,
      coalesce(sum(c.rows) filter (where c.outcome = 'recovered'), 0)::bigint as recovered,
      coalesce(sum(c.rows) filter (where c.outcome = 'improved'), 0)::bigint as improved,
      coalesce(sum(c.rows) filter (where c.outcome = 'unchanged'), 0)::bigint as unchanged,
      coalesce(sum(c.rows) filter (where c.outcome = 'worse'), 0)::bigint as worse,
      coalesce(sum(c.rows) filter (where c.outcome = 'unknown'), 0)::bigint as unknown
    from public.agri_consultations_counts c
    where (p_seasons is null or c.season = any (p_seasons)) and (p_year is null or c.season_year = p_year) and (p_crop is null or c.crop = p_crop)
      and (p_query_types is null or c.query_type = any (p_query_types)) and (p_teams is null or c.team = any (p_teams))
    group by 1, 2, 3, 4 having sum(c.rows) > 0) g
$function$;

REVOKE ALL ON FUNCTION "public"."get_agri_seasons"(text[], integer, text, text[], text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_customer_channel (
  p_customer_id uuid,
  p_via         text DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('customer_id', public.customer_root(p_customer_id),
    'name', (select c.display_name from public.customers c where c.id = public.customer_root(p_customer_id))) || w.channel
  from (
    (select jsonb_build_object('conversation_id', c.id, 'provider_id', c.provider_id) as channel, coalesce(c.last_customer_message_at, c.created_at) as at
     from public.conversations c
     where p_via is distinct from 'email' and c.customer_id = any (public.customer_members(p_customer_id)) and c.merged_into is null
     order by 2 desc limit 1)
    union all
    (select jsonb_build_object('email_id', e.id), e.received_at
     from public.emails e
     where p_via is distinct from 'whatsapp' and e.customer_id = any (public.customer_members(p_customer_id)) and e.deleted_at is null and e.direction = 'inbound'
       and e.kind = 'message'
     order by e.received_at desc limit 1)
  ) w
  order by w.at desc limit 1
$function$;

REVOKE ALL ON FUNCTION "public"."get_customer_channel"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_refund_channel (
  p_customer_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select public.get_customer_channel(p_customer_id)
$function$;

CREATE OR REPLACE FUNCTION public.keep_agri_consultation()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  new.crop := lower(btrim(new.crop));
  new.asked_on := coalesce(new.asked_on, (new.created_at at time zone public.business_zone())::date);
  if tg_op = 'INSERT' or new.season is distinct from old.season then
    new.is_season_derived := new.season is null;
  end if;
  if new.is_season_derived then
    new.season := public.agri_season(new.asked_on);
  end if;
  new.season_year := extract(year from new.asked_on) - case when new.season = 'rabi' and extract(month from new.asked_on) <= 6 then 1 else 0 end;

  if new.status = 'advised' and new.advised_at is null then
    new.advised_at := clock_timestamp();
    new.advised := 1;
    new.advise_seconds := greatest(extract(epoch from new.advised_at - new.created_at)::bigint, 0);
  end if;
  if new.status = 'closed' then
    new.closed_at := coalesce(new.closed_at, clock_timestamp());
    new.outcome := coalesce(new.outcome, 'unknown');
  elsif tg_op = 'UPDATE' and old.status = 'closed' then
    new.closed_at := null;
    new.outcome := nullif(new.outcome, 'unknown');
  end if;

  if tg_op = 'UPDATE' then
    if (new.follow_up_on, new.follow_up_wished_on) is distinct from (old.follow_up_on, old.follow_up_wished_on) then
      new.follow_up_done_at := null;
    elsif new.follow_up_on is not null and new.outcome is not null and new.outcome is distinct from old.outcome then
      new.follow_up_done_at := clock_timestamp();
    end if;
    -- Whoever has it now has not been reminded.
    if new.assignee_id is distinct from old.assignee_id then
      new.follow_up_reminded_on := null;
    end if;
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_agri_consultation"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_agri_consultations_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.agri_consultations_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.agri_consultations_counts (key, rows, status, season, season_year, crop, query_type, outcome, team, sum_advised, sum_advise_seconds)
        select md5(row(r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team)::text), sum(r.sign), r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team, coalesce(sum(r.sign * r.advised), 0), coalesce(sum(r.sign * r.advise_seconds), 0) from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.agri_consultations_counts (key, rows, status, season, season_year, crop, query_type, outcome, team, sum_advised, sum_advise_seconds)
        select md5(row(r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team)::text), sum(r.sign), r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team, coalesce(sum(r.sign * r.advised), 0), coalesce(sum(r.sign * r.advise_seconds), 0) from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team;
      else
        insert into public.agri_consultations_counts (key, rows, status, season, season_year, crop, query_type, outcome, team, sum_advised, sum_advise_seconds)
        select md5(row(r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team)::text), sum(r.sign), r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team, coalesce(sum(r.sign * r.advised), 0), coalesce(sum(r.sign * r.advise_seconds), 0)
        from (select 1 as sign, status, crop, season, season_year, query_type, team, outcome, advised, advise_seconds, deleted_at from new_rows union all select -1, status, crop, season, season_year, query_type, team, outcome, advised, advise_seconds, deleted_at from old_rows) r
        where r.deleted_at is null group by r.status, r.season, r.season_year, r.crop, r.query_type, r.outcome, r.team having sum(r.sign) <> 0 or sum(r.sign * r.advised) <> 0 or sum(r.sign * r.advise_seconds) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.agri_consultations_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_agri_consultations_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_status_agri_consultations()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values ('agri_consultation', new.id, new.status);
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_status_agri_consultations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_agri_advice_sent (
  p_id      uuid,
  p_via     text,
  p_sent_id uuid,
  p_by      uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_consultation uuid;
begin
  update public.agri_advice a set told_via = p_via, told_by = p_by, failed_at = null,
    message_id = case p_via when 'whatsapp' then p_sent_id end, email_id = case p_via when 'email' then p_sent_id end
  where a.id = p_id and coalesce(a.message_id, a.email_id) is distinct from p_sent_id
  returning a.consultation_id into v_consultation;
  if found then
    perform public.log_activity('send_advice', 'agri_consultations', v_consultation::text,
      p_note => case p_via when 'whatsapp' then 'On WhatsApp.' else 'By e-mail.' end);
    -- It may have left already.
    perform public.follow_agri_advice(case p_via when 'whatsapp' then 'message' else 'email' end, array[p_sent_id]);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_agri_advice_sent"(uuid, text, uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_agri_told()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.agri_consultations c set last_told_at = t.at
  from (select max(a.told_at) as at from public.agri_advice a where a.consultation_id = new.consultation_id) t
  where c.id = new.consultation_id and c.last_told_at is distinct from t.at;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_agri_told"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.release_agent_agri_consultations (
  p_agent_id uuid,
  p_reason   text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.agri_consultations set assignee_id = null
  where id in (select h.item_id from public.agent_agri_consultations h where h.agent_id = p_agent_id);
  get diagnostics v_count = row_count;
  perform set_config('activity.step', '', true);
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."release_agent_agri_consultations"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.remind_agri_follow_ups (
  p_today date
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_due   record;
  v_count integer := 0;
begin
  for v_due in
    select c.id, c.number, c.crop, c.follow_up_pending_on as due_on, a.user_id
    from public.agri_consultations c join public.agents a on a.id = c.assignee_id
    where c.deleted_at is null and c.follow_up_pending_on <= p_today and c.follow_up_reminded_on is distinct from c.follow_up_pending_on and a.user_id is not null
    order by c.follow_up_pending_on, c.id limit 500 for update of c skip locked
  loop
    perform public.notify_once(v_due.user_id, 'agri_consultancy', 'agri_follow_up', 'Follow-up of ' || v_due.number || ' is due',
      'Ask how the ' || v_due.crop || ' is doing.', 'agri_consultation', v_due.id::text,
      'agri_follow_up:' || v_due.id || ':' || v_due.due_on || ':' || v_due.user_id);
    update public.agri_consultations c set follow_up_reminded_on = v_due.due_on where c.id = v_due.id;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."remind_agri_follow_ups"(date) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_agri_advice (
  p_consultation_id uuid,
  p_id              uuid,
  p_advice          jsonb,
  p_steps           jsonb,
  p_set             jsonb,
  p_by              uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_status text;
  v_via    text := p_advice ->> 'told_via';
begin
  select c.status into v_status from public.agri_consultations c where c.id = p_consultation_id and c.deleted_at is null for update;
  if v_status is null then
    raise exception 'agri_consultation_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_consultation_id);
  elsif exists (select from public.agri_advice a where a.id = p_id) then
    return;
  elsif v_status in ('closed', 'cancelled') then
    raise exception 'agri_consultation_is_over' using errcode = 'P0409', detail = jsonb_build_object('status', v_status);
  end if;
  insert into public.agri_advice (id, consultation_id, words, told_via, told_by, told_at, created_by)
  values (p_id, p_consultation_id, coalesce(p_advice ->> 'words', ''), v_via, case when v_via is not null then p_by end, case when v_via is not null then now() end, p_by);
  insert into public.agri_advice_products (advice_id, position, name, dose, dose_unit, water, water_unit, method, waiting_days, repeat_after_days)
  select p_id, p.position, n.name, n.dose, n.dose_unit, n.water, n.water_unit, n.method, n.waiting_days, n.repeat_after_days
  from jsonb_array_elements(coalesce(p_advice -> 'products', '[]')) with ordinality p (product, position)
  cross join lateral jsonb_populate_record(null::public.agri_advice_products, p.product) n;
  perform public.act_on('public.agri_consultations', p_steps, p_consultation_id, p_to => 'advised', p_set => p_set);
end $function$;

REVOKE ALL ON FUNCTION "public"."write_agri_advice"(uuid, uuid, jsonb, jsonb, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."agri_advice_products"
  ADD CONSTRAINT "agri_advice_products_advice_id_fkey" FOREIGN KEY (advice_id) REFERENCES public.agri_advice(id) ON DELETE CASCADE;

ALTER TABLE "public"."agri_consultations"
  ADD CONSTRAINT "agri_consultations_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."agri_consultations"
  ADD CONSTRAINT "agri_consultations_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."agri_advice"
  ADD CONSTRAINT "agri_advice_consultation_id_fkey" FOREIGN KEY (consultation_id) REFERENCES public.agri_consultations(id) ON DELETE CASCADE;

CREATE VIEW "public"."agent_agri_consultations" WITH (security_invoker=true) AS  SELECT assignee_id AS agent_id,
    id AS item_id
   FROM public.agri_consultations c
  WHERE ((deleted_at IS NULL) AND (status = ANY (ARRAY['open'::text, 'advised'::text, 'following_up'::text])) AND (assignee_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_agri_consultations" FROM "anon", "authenticated";

CREATE VIEW "public"."live_agri_consultations" WITH (security_invoker=true) AS  SELECT c.id,
    'ticket'::text AS channel,
    c.team,
    c.priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    c.created_at AS waiting_since,
    COALESCE(c.last_told_at, c.created_at) AS last_activity_at,
    c.last_told_at AS last_answer_at,
    s.due_at AS sla_due_at,
    c.customer_id,
    c.assignee_id,
    ((c.assignee_id IS NULL) AND (c.status = 'open'::text)) AS waits,
    false AS is_bots
   FROM (public.agri_consultations c
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'agri_consultation'::text) AND (s.entity_id = c.id))))
  WHERE ((c.deleted_at IS NULL) AND (c.status = ANY (ARRAY['open'::text, 'advised'::text, 'following_up'::text])));

REVOKE ALL ON TABLE "public"."live_agri_consultations" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_agri_consultation_events" WITH (security_invoker=true) AS  SELECT c.id AS item_id,
    c.created_at AS at,
    c.created_at AS recorded_at,
    k.kind,
    NULL::uuid AS by_user
   FROM (public.agri_consultations c
     CROSS JOIN ( VALUES ('created'::text), ('customer_message'::text)) k(kind))
UNION ALL
 SELECT a.consultation_id AS item_id,
    COALESCE(a.told_at, a.failed_at) AS at,
    a.created_at AS recorded_at,
        CASE
            WHEN (a.told_at IS NULL) THEN 'failed_reply'::text
            ELSE 'reply'::text
        END AS kind,
    a.told_by AS by_user
   FROM public.agri_advice a
  WHERE ((a.told_at IS NOT NULL) OR (a.failed_at IS NOT NULL));

REVOKE ALL ON TABLE "public"."sla_agri_consultation_events" FROM "anon", "authenticated";

CREATE INDEX agri_advice_consultation ON public.agri_advice USING btree (consultation_id, created_at, id);

CREATE INDEX agri_advice_email ON public.agri_advice USING btree (email_id)
  WHERE (email_id IS NOT NULL);

CREATE INDEX agri_advice_message ON public.agri_advice USING btree (message_id)
  WHERE (message_id IS NOT NULL);

CREATE INDEX agri_consultations_asked ON public.agri_consultations USING btree (asked_on DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_assignee ON public.agri_consultations USING btree (assignee_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_channel ON public.agri_consultations USING btree (channel, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_counts_fresh ON public.agri_consultations_counts USING btree (key)
  WHERE fresh;

CREATE INDEX agri_consultations_counts_key ON public.agri_consultations_counts USING btree (key);

CREATE INDEX agri_consultations_crop ON public.agri_consultations USING btree (crop, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_customer ON public.agri_consultations USING btree (customer_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_follow_up ON public.agri_consultations USING btree (follow_up_pending_on DESC, id DESC)
  WHERE ((deleted_at IS NULL) AND (follow_up_pending_on IS NOT NULL));

CREATE INDEX agri_consultations_list ON public.agri_consultations USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_outcome ON public.agri_consultations USING btree (outcome, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_query_type ON public.agri_consultations USING btree (query_type, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX agri_consultations_reference ON public.agri_consultations USING btree (reference)
  WHERE (reference IS NOT NULL);

CREATE INDEX agri_consultations_season_year ON public.agri_consultations USING btree (season_year, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_season ON public.agri_consultations USING btree (season, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_status ON public.agri_consultations USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_team ON public.agri_consultations USING btree (team, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX agri_consultations_updated ON public.agri_consultations USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE TRIGGER agri_advice_activity
  AFTER INSERT OR DELETE ON public.agri_advice
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER agri_advice_told
  AFTER INSERT OR UPDATE OF told_at ON public.agri_advice
  FOR EACH ROW
  EXECUTE FUNCTION public.note_agri_told();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.agri_advice REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_agri_advice();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.agri_advice REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_agri_advice();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.agri_advice REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_agri_advice();

CREATE TRIGGER agri_consultations_activity
  AFTER INSERT OR DELETE OR UPDATE OF status,
    reference,
    customer_id,
    crop,
    variety,
    area,
    area_unit,
    crop_stage,
    season,
    query_type,
    symptoms, evidence, location, channel, priority, team, assignee_id, asked_on, outcome, outcome_note, follow_up_wished_on, follow_up_on, deleted_at ON public.agri_consultations
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER agri_consultations_keep
  BEFORE INSERT OR UPDATE ON public.agri_consultations
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_agri_consultation();

CREATE TRIGGER agri_consultations_team
  BEFORE INSERT OR UPDATE OF team ON public.agri_consultations
  FOR EACH ROW
  WHEN ((new.team IS NOT NULL))
  EXECUTE FUNCTION public.name_team();

CREATE TRIGGER agri_consultations_touch
  BEFORE UPDATE OF status,
    reference,
    customer_id,
    crop,
    variety,
    area,
    area_unit,
    crop_stage,
    season,
    query_type,
    symptoms, evidence, location, channel, priority, team, assignee_id, asked_on, outcome, outcome_note, follow_up_wished_on, follow_up_on, deleted_at ON public.agri_consultations
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.agri_consultations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agri_consultations (
  'tickets',
  'agri_consultation',
  'agri_consultancy',
  'id',
  'number,status,customer_id,crop,season,query_type,team,assignee_id,outcome,follow_up_on,last_told_at,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.agri_consultations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agri_consultations (
  'tickets',
  'agri_consultation',
  'agri_consultancy',
  'id',
  'number,status,customer_id,crop,season,query_type,team,assignee_id,outcome,follow_up_on,last_told_at,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.agri_consultations
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_agri_consultations (
  'tickets',
  'agri_consultation',
  'agri_consultancy',
  'id',
  'number,status,customer_id,crop,season,query_type,team,assignee_id,outcome,follow_up_on,last_told_at,deleted_at,version',
  ''
);

CREATE TRIGGER follow_assignable_delete
  AFTER DELETE ON public.agri_consultations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_agri_consultations();

CREATE TRIGGER follow_assignable_insert
  AFTER INSERT ON public.agri_consultations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_agri_consultations();

CREATE TRIGGER follow_assignable_update
  AFTER UPDATE ON public.agri_consultations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_agri_consultations();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.agri_consultations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_agri_consultations();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.agri_consultations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_agri_consultations();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.agri_consultations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_agri_consultations();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.agri_consultations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agri_consultations_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.agri_consultations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agri_consultations_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.agri_consultations
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agri_consultations_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.agri_consultations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_agri_consultations_counts();

CREATE TRIGGER keep_sla_status_insert
  AFTER INSERT ON public.agri_consultations
  FOR EACH ROW
  WHEN ((new.status <> 'open'::text))
  EXECUTE FUNCTION public.keep_sla_status_agri_consultations();

CREATE TRIGGER keep_sla_status_update
  AFTER UPDATE OF status ON public.agri_consultations
  FOR EACH ROW
  WHEN ((old.status <> new.status))
  EXECUTE FUNCTION public.keep_sla_status_agri_consultations();

CREATE POLICY "agri_advice_view" ON "public"."agri_advice"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('agri_consultancy'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || s.team)
   FROM public.agri_consultations s
  WHERE (s.id = agri_advice.consultation_id)) && ARRAY( SELECT public.permitted_scopes('agri_consultancy'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "agri_advice_products_view" ON "public"."agri_advice_products"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('agri_consultancy'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || s.team)
   FROM (public.agri_advice a
     JOIN public.agri_consultations s ON ((s.id = a.consultation_id)))
  WHERE (a.id = agri_advice_products.advice_id)) && ARRAY( SELECT public.permitted_scopes('agri_consultancy'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "agri_consultations_view" ON "public"."agri_consultations"
  FOR SELECT
  TO "authenticated"
  USING
    (((deleted_at IS NULL) AND (( SELECT public.has_permission('agri_consultancy'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('agri_consultancy'::text, 'view'::text) AS permitted_scopes)))));

COMMENT ON COLUMN "public"."agri_advice"."consultation_id" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice"."email_id" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice"."failed_at" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice"."failures" IS 'How often sending it failed. class: none';

COMMENT ON COLUMN "public"."agri_advice"."id" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice"."message_id" IS 'The chat message, or email_id the e-mail, that brings it. class: none';

COMMENT ON COLUMN "public"."agri_advice"."told_at" IS 'When it reached the farmer; null while it is under way, or failed. class: none';

COMMENT ON COLUMN "public"."agri_advice"."told_by" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice"."told_via" IS 'How the farmer was, or is being, told; null: not yet. class: none';

COMMENT ON COLUMN "public"."agri_advice"."words" IS 'class: personal';

COMMENT ON COLUMN "public"."agri_advice_products"."advice_id" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."dose" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."dose_unit" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."id" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."method" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."name" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."position" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."repeat_after_days" IS 'class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."waiting_days" IS 'How long before the harvest it is used for the last time. class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."water" IS 'How much water it goes with, for an area or a plant. class: none';

COMMENT ON COLUMN "public"."agri_advice_products"."water_unit" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."advise_seconds" IS 'From the beginning to advised_at; 0 before. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."advised" IS '1 once it was advised, for sums. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."advised_at" IS 'When advice was written for the first time. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."area" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."area_unit" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."asked_on" IS 'The business day on which the farmer asked. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."closed_at" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."crop" IS 'In lower case. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."crop_stage" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."evidence" IS 'Photos of it: [{"kind", "ref", "note"}]. class: personal';

COMMENT ON COLUMN "public"."agri_consultations"."follow_up_done_at" IS 'When an outcome was noted after it was set. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."follow_up_on" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."follow_up_pending_on" IS 'follow_up_on while somebody still has to do it. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."follow_up_reminded_on" IS 'The follow-up of which the assignee was reminded. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."follow_up_wished_on" IS 'The day that was wished; follow_up_on is the first open day of the calendar from then on. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."id" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."is_season_derived" IS 'Nobody named the season: it follows asked_on. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."last_told_at" IS 'When advice last reached the farmer. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."location" IS 'class: personal';

COMMENT ON COLUMN "public"."agri_consultations"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."outcome_note" IS 'class: personal';

COMMENT ON COLUMN "public"."agri_consultations"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."query_type" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."reference" IS 'What it is called where it comes from; a file that is imported again finds it by this. Also a deleted one keeps its own. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."season" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."season_year" IS 'The year in which the season began: rabi of January 2027 is of 2026. class: none';

COMMENT ON COLUMN "public"."agri_consultations"."status" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."symptoms" IS 'class: personal';

COMMENT ON COLUMN "public"."agri_consultations"."team" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."variety" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations"."version" IS 'Counts what people change, not reminders and deliveries. class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."crop" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."query_type" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."season" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."season_year" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."sum_advise_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."sum_advised" IS 'class: none';

COMMENT ON COLUMN "public"."agri_consultations_counts"."team" IS 'class: none';

COMMENT ON TABLE "public"."agri_consultations" IS 'What a farmer asks about a crop: the plot, the symptoms, and how it ended.';

COMMENT ON TABLE "public"."agri_consultations_counts" IS 'How many rows of public.agri_consultations there are by status, season, season_year, crop, query_type, outcome, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON VIEW "public"."agent_agri_consultations" IS 'Consultations that agents hold. access: service only';

COMMENT ON VIEW "public"."live_agri_consultations" IS 'Consultations that are not over. access: service only';

COMMENT ON VIEW "public"."sla_agri_consultation_events" IS 'What happened to consultations, for their clocks. access: service only';

REVOKE ALL ON FUNCTION "public"."act_on_agri_consultation"(uuid, jsonb, text, text, text, integer, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_agri_consultation"(uuid, jsonb, text, text, text, integer, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_agri_consultation"(uuid, jsonb, text, text, text, integer, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."agri_season"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."agri_season"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."agri_season"(date) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_agri_consultations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agri_consultations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agri_consultations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_agri_consultations"(uuid[], uuid[], text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_agri_consultations"(uuid[], uuid[], text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_agri_consultations"(uuid[], uuid[], text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_agri_consultations_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_agri_consultations_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_agri_consultations_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_agri_consultation"(uuid, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_agri_consultation"(uuid, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_agri_consultation"(uuid, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_agri_advice"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_agri_advice"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_agri_advice"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_assignable_agri_consultations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_agri_consultations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_agri_consultations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_agri_advice"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_agri_advice"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_agri_advice"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_agri_consultations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_agri_consultations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_agri_consultations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agri_advice"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agri_advice"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agri_advice"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_agri_seasons"(text[], integer, text, text[], text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agri_seasons"(text[], integer, text, text[], text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_agri_seasons"(text[], integer, text, text[], text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_customer_channel"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer_channel"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_customer_channel"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_agri_consultation"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agri_consultation"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agri_consultation"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_agri_consultations_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agri_consultations_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agri_consultations_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_status_agri_consultations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_agri_consultations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_agri_consultations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_agri_advice_sent"(uuid, text, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_agri_advice_sent"(uuid, text, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_agri_advice_sent"(uuid, text, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_agri_told"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_agri_told"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_agri_told"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."release_agent_agri_consultations"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_agri_consultations"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_agri_consultations"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."remind_agri_follow_ups"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."remind_agri_follow_ups"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."remind_agri_follow_ups"(date) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_agri_advice"(uuid, uuid, jsonb, jsonb, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_agri_advice"(uuid, uuid, jsonb, jsonb, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_agri_advice"(uuid, uuid, jsonb, jsonb, jsonb, uuid) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."agri_consultation_numbers" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."agri_consultation_numbers" TO "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."agri_consultation_numbers" TO "service_role";

REVOKE ALL ON TABLE "public"."agri_advice" FROM "authenticated";

GRANT SELECT ON TABLE "public"."agri_advice" TO "authenticated";

REVOKE ALL ON TABLE "public"."agri_advice" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agri_advice" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agri_advice" TO "service_role";

REVOKE ALL ON TABLE "public"."agri_advice_products" FROM "authenticated";

GRANT SELECT ON TABLE "public"."agri_advice_products" TO "authenticated";

REVOKE ALL ON TABLE "public"."agri_advice_products" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agri_advice_products" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agri_advice_products" TO "service_role";

REVOKE ALL ON TABLE "public"."agri_consultations" FROM "authenticated";

GRANT SELECT ON TABLE "public"."agri_consultations" TO "authenticated";

REVOKE ALL ON TABLE "public"."agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agri_consultations" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agri_consultations" TO "service_role";

REVOKE ALL ON TABLE "public"."agri_consultations_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agri_consultations_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."agri_consultations_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."agri_consultations_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."agent_agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_agri_consultations" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_agri_consultations" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_agri_consultations" TO "service_role";

REVOKE ALL ON TABLE "public"."live_agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_agri_consultations" TO "postgres";

REVOKE ALL ON TABLE "public"."live_agri_consultations" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_agri_consultations" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_agri_consultation_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_agri_consultation_events" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_agri_consultation_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_agri_consultation_events" TO "service_role";

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
        END AS excluded
   FROM ((public.agri_consultations v
     LEFT JOIN public.customers c ON ((c.id = v.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_agri_consultations" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'internal'::text AS direction,
    ((('Consultation '::text || number) || ': '::text) || crop) AS title,
    symptoms AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('number', number, 'crop', crop, 'season', season, 'query_type', query_type, 'outcome', outcome) AS details
   FROM public.agri_consultations c
  WHERE ((customer_id IS NOT NULL) AND (deleted_at IS NULL));

REVOKE ALL ON TABLE "public"."timeline_agri_consultations" FROM "anon", "authenticated";

CREATE INDEX agri_consultations_search ON public.agri_consultations
  USING gin (number extensions.gin_trgm_ops, reference extensions.gin_trgm_ops, symptoms extensions.gin_trgm_ops, location extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

COMMENT ON COLUMN "public"."agri_consultations"."number" IS 'class: none';

COMMENT ON VIEW "public"."sla_agri_consultations" IS 'Consultations, for their clocks. access: service only';

COMMENT ON VIEW "public"."timeline_agri_consultations" IS 'Consultations of customers. access: service only';

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_agri_consultations" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_agri_consultations" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_agri_consultations" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_agri_consultations" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_agri_consultations" TO "service_role";

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('agri_consultancy', 'Agri consultancy', 'What farmers ask about their crops, and what they are advised.', 'vced', 'vce', 'v');
select public.register_timeline('agri_consultation', 'agri_consultancy', 'timeline_agri_consultations');
select public.register_assignable('agri_consultation', 'agri_consultancy', 'agri_consultations', 'live_agri_consultations', 'assign_agri_consultations');
select public.register_agent_work('agri_consultation', 'ticket', p_held => 'agent_agri_consultations', p_release => 'release_agent_agri_consultations');
select public.register_sla_kind('agri_consultation', 'agri_consultancy', 'agri_consultations', 'sla_agri_consultations', 'sla_agri_consultation_events',
  '{closed,cancelled}');
