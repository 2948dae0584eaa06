set check_function_bodies = off;

CREATE SEQUENCE "public"."audit_numbers" AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;

REVOKE ALL ON SEQUENCE "public"."audit_numbers" FROM "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.count_audits_anew()
  RETURNS SETOF public.audits_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed)::text), false, count(*), r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed, coalesce(sum(r.scored), 0), coalesce(sum(r.final_hundredths), 0) from public.audits r where r.deleted_at is null group by r.status, r.entity_type, r.team, r.week, r.scorecard_version_id, r.outcome, r.is_auto_failed
    $function$;

REVOKE ALL ON FUNCTION "public"."count_audits_anew"() FROM PUBLIC, "anon", "authenticated";

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

COMMENT ON TABLE "public"."audit_samples" IS 'A draw of work to audit: by which rule and seed, and what came of it.';

COMMENT ON TABLE "public"."audit_scorecard_versions" IS 'What a scorecard asked at one time. It never changes: audits that have it are scored by it to the end.';

COMMENT ON TABLE "public"."audit_scorecards" IS 'What work is scored by. Its questions are in audit_scorecard_versions.';

COMMENT ON TABLE "public"."audit_scores" IS 'What the auditor answered, and what the reviewer of a dispute did; both are kept. access: service only';

COMMENT ON TABLE "public"."audits" IS 'Work of an agent that somebody else scores.';

COMMENT ON TABLE "public"."audits_counts" IS 'How many rows of public.audits there are by status, entity_type, team, week, scorecard_version_id, outcome, is_auto_failed: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."coaching_tasks" IS 'What is done so that an agent gets better at something.';

COMMENT ON VIEW "public"."audit_work" IS 'What agents did that can be audited. access: service only';

REVOKE ALL ON FUNCTION "public"."act_on_audit"(uuid, jsonb, text, text, integer, jsonb, text, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_audit"(uuid, jsonb, text, text, integer, jsonb, text, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_audit"(uuid, jsonb, text, text, integer, jsonb, text, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_audits"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_audits"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_audits"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_coaching_tasks"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_coaching_tasks"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_coaching_tasks"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_audits_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_audits_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_audits_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_audit"(jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_audit"(jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_audit"(jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."draw_audit_sample"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."draw_audit_sample"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."draw_audit_sample"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_audit_questions"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_audit_questions"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_audit_questions"(jsonb, timestamp WITH time zone, timestamp WITH time zone, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_audit"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_audit"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_audit"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_audits_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_audits_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_audits_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_audit_scorecard"(uuid, jsonb, integer, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_audit_scorecard"(uuid, jsonb, integer, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_audit_scorecard"(uuid, jsonb, integer, uuid) TO "service_role";

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

REVOKE ALL ON SEQUENCE "public"."audit_numbers" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."audit_numbers" TO "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."audit_numbers" TO "service_role";

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

REVOKE ALL ON TABLE "public"."audit_work" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."audit_work" TO "postgres";

REVOKE ALL ON TABLE "public"."audit_work" FROM "service_role";

GRANT SELECT ON TABLE "public"."audit_work" TO "service_role";

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

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete. Who may not edit sees what is about him.
select public.register_module('audits', 'Audits', 'Scored reviews of what agents do, and the coaching that follows.', 'vced', 'v', '');
