set check_function_bodies = off;

CREATE TABLE "public"."assignable_kinds" (
  "entity_type" text COLLATE pg_catalog."C" NOT NULL,
  "module"      text COLLATE pg_catalog."C" NOT NULL,
  "items"       text COLLATE pg_catalog."C" NOT NULL,
  "live"        text NOT NULL,
  "assign"      text NOT NULL,
  CONSTRAINT "assignable_kinds_pkey" PRIMARY KEY (entity_type)
);

ALTER TABLE "public"."assignable_kinds"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."assignable_kinds" FROM "anon", "authenticated";

CREATE TABLE "public"."assignment_bulk_items" (
  "bulk_id"   uuid    NOT NULL,
  "position"  integer NOT NULL,
  "entity_id" uuid    NOT NULL,
  "outcome"   text    COLLATE pg_catalog."C",
  "reason"    text,
  CONSTRAINT "assignment_bulk_items_outcome_check" CHECK ((outcome = ANY (ARRAY['assigned'::text, 'skipped'::text, 'failed'::text]))),
  CONSTRAINT "assignment_bulk_items_pkey" PRIMARY KEY (bulk_id, "position")
);

ALTER TABLE "public"."assignment_bulk_items"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."assignment_bulk_items" FROM "anon", "authenticated";

CREATE TABLE "public"."assignment_bulks" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "entity_type" text                     COLLATE pg_catalog."C" NOT NULL,
  "filter"      jsonb,
  "agent_id"    uuid                     NOT NULL,
  "note"        text                     NOT NULL DEFAULT ''::text,
  "reassign"    boolean                  NOT NULL DEFAULT false,
  "state"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'queued'::text,
  "matched"     integer                  NOT NULL DEFAULT 0,
  "assigned"    integer                  NOT NULL DEFAULT 0,
  "skipped"     integer                  NOT NULL DEFAULT 0,
  "failed"      integer                  NOT NULL DEFAULT 0,
  "error_code"  text,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "finished_at" timestamp with time zone,
  CONSTRAINT "assignment_bulks_pkey" PRIMARY KEY (id),
  CONSTRAINT "assignment_bulks_state_check" CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE "public"."assignment_bulks"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."assignment_bulks" FROM "anon", "authenticated";

CREATE TABLE "public"."assignment_queue_counts" (
  "key"      text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"    boolean NOT NULL DEFAULT true,
  "rows"     bigint  NOT NULL,
  "channel"  text,
  "team"     text,
  "priority" text,
  "lane"     text
);

ALTER TABLE "public"."assignment_queue_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."assignment_queue_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."assignment_queue" (
  "id"            uuid                     NOT NULL,
  "entity_type"   text                     COLLATE pg_catalog."C" NOT NULL,
  "channel"       text                     COLLATE pg_catalog."C" NOT NULL,
  "team"          text                     COLLATE pg_catalog."C",
  "priority"      text                     COLLATE pg_catalog."C" NOT NULL,
  "language"      text                     COLLATE pg_catalog."C",
  "skills"        jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "sla_due_at"    timestamp with time zone,
  "waiting_since" timestamp with time zone NOT NULL,
  "is_starving"   boolean                  NOT NULL DEFAULT false,
  "parked"        text,
  "reason"        text,
  "reason_at"     timestamp with time zone,
  "lane"          text                     COLLATE pg_catalog."C" GENERATED ALWAYS AS
    (((((((channel || '/'::text) || COALESCE(team, ''::text)) || '/'::text) || COALESCE(LANGUAGE, ''::text)) || '/'::text) || (skills)::text)) STORED NOT NULL,
  "urgency"       smallint                 GENERATED ALWAYS AS (
CASE priority
    WHEN 'urgent'::text THEN 0
    WHEN 'high'::text THEN 1
    WHEN 'normal'::text THEN 2
    ELSE 3
END) STORED NOT NULL,
  CONSTRAINT "assignment_queue_pkey" PRIMARY KEY (id),
  CONSTRAINT "assignment_queue_priority_check" CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text])))
);

ALTER TABLE "public"."assignment_queue"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."assignment_queue" FROM "anon";

CREATE TABLE "public"."decision_contexts" (
  "id"     uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "inputs" jsonb                    NOT NULL,
  "at"     timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "decision_contexts_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."decision_contexts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."decision_contexts" FROM "anon", "authenticated";

CREATE TABLE "public"."decision_sources" (
  "kind"     text COLLATE pg_catalog."C" NOT NULL,
  "module"   text NOT NULL,
  "relation" text NOT NULL,
  CONSTRAINT "decision_sources_pkey" PRIMARY KEY (kind)
);

ALTER TABLE "public"."decision_sources"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."decision_sources" FROM "anon", "authenticated";

CREATE TABLE "public"."decisions" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "kind"         text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_type"  text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"    text                     COLLATE pg_catalog."C" NOT NULL,
  "module"       text                     COLLATE pg_catalog."C" NOT NULL,
  "chosen"       jsonb,
  "reason"       text                     NOT NULL,
  "rule"         text                     COLLATE pg_catalog."C" NOT NULL,
  "rule_version" text                     COLLATE pg_catalog."C" NOT NULL,
  "inputs"       jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "candidates"   jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "context_id"   uuid,
  "at"           timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "decisions_kind_check" CHECK ((kind ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'::text)),
  CONSTRAINT "decisions_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."decisions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."decisions" FROM "anon";

CREATE TABLE "public"."query_assignments_counts" (
  "key"         text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"       boolean NOT NULL DEFAULT true,
  "rows"        bigint  NOT NULL,
  "status"      text,
  "channel"     text,
  "team"        text,
  "source"      text,
  "entity_type" text
);

ALTER TABLE "public"."query_assignments_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."query_assignments_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."query_assignments" (
  "id"            uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "entity_type"   text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"     uuid                     NOT NULL,
  "channel"       text                     COLLATE pg_catalog."C" NOT NULL,
  "team"          text                     COLLATE pg_catalog."C",
  "agent_id"      uuid                     NOT NULL,
  "customer_id"   uuid,
  "status"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'open'::text,
  "source"        text                     COLLATE pg_catalog."C" NOT NULL,
  "assigned_by"   uuid,
  "reason"        text                     NOT NULL DEFAULT ''::text,
  "note"          text                     NOT NULL DEFAULT ''::text,
  "decision_id"   uuid,
  "waiting_since" timestamp with time zone NOT NULL,
  "assigned_at"   timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  "accepted_at"   timestamp with time zone,
  "answer_due_at" timestamp with time zone,
  "lease_until"   timestamp with time zone,
  "ended_at"      timestamp with time zone,
  "updated_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "version"       integer                  NOT NULL DEFAULT 1,
  "is_scheduled"  boolean                  NOT NULL DEFAULT false,
  CONSTRAINT "query_assignments_channel_check" CHECK ((channel = ANY (ARRAY['email'::text, 'chat'::text, 'call'::text, 'ticket'::text]))),
  CONSTRAINT "query_assignments_check1" CHECK ((((lease_until IS NOT NULL) = (status = 'claimed'::text)) OR (ended_at IS NOT NULL))),
  CONSTRAINT "query_assignments_check" CHECK (((ended_at IS NULL) = (status = ANY (ARRAY['open'::text, 'claimed'::text, 'accepted'::text])))),
  CONSTRAINT "query_assignments_pkey" PRIMARY KEY (id),
  CONSTRAINT "query_assignments_source_check" CHECK ((source = ANY (ARRAY['person'::text, 'router'::text, 'claim'::text, 'item'::text]))),
  CONSTRAINT "query_assignments_status_check"
    CHECK ((status = ANY (ARRAY['open'::text, 'claimed'::text, 'accepted'::text, 'done'::text, 'returned'::text, 'released'::text, 'transferred'::text, 'cancelled'::text])))
);

ALTER TABLE "public"."query_assignments"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."query_assignments" FROM "anon";

CREATE TABLE "public"."routing_policies" (
  "id"                   uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "team_id"              uuid,
  "is_enabled"           boolean                  NOT NULL DEFAULT true,
  "strategy"             text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'least_loaded'::text,
  "sticky"               boolean                  NOT NULL DEFAULT true,
  "relax_after_minutes"  integer,
  "fair_limit_count"     integer,
  "fair_limit_minutes"   integer,
  "max_age_hours"        integer,
  "while_on_call"        boolean                  NOT NULL DEFAULT false,
  "return_after_minutes" integer,
  "created_at"           timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"           timestamp with time zone NOT NULL DEFAULT now(),
  "version"              integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "routing_policies_check" CHECK (((fair_limit_count IS NULL) = (fair_limit_minutes IS NULL))),
  CONSTRAINT "routing_policies_fair_limit_count_check" CHECK ((fair_limit_count > 0)),
  CONSTRAINT "routing_policies_fair_limit_minutes_check" CHECK ((fair_limit_minutes > 0)),
  CONSTRAINT "routing_policies_max_age_hours_check" CHECK ((max_age_hours > 0)),
  CONSTRAINT "routing_policies_pkey" PRIMARY KEY (id),
  CONSTRAINT "routing_policies_relax_after_minutes_check" CHECK ((relax_after_minutes > 0)),
  CONSTRAINT "routing_policies_return_after_minutes_check" CHECK ((return_after_minutes > 0)),
  CONSTRAINT "routing_policies_strategy_check"
    CHECK ((strategy = ANY (ARRAY['round_robin'::text, 'least_loaded'::text, 'longest_idle'::text, 'most_idle'::text, 'skill_based'::text]))),
  CONSTRAINT "routing_policies_team_id_key" UNIQUE NULLS NOT DISTINCT (team_id)
);

ALTER TABLE "public"."routing_policies"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."routing_policies" FROM "anon";

CREATE OR REPLACE FUNCTION public.act_on_assignment (
  p_steps    jsonb,
  p_id       uuid,
  p_action   text,
  p_note     text    DEFAULT ''::text,
  p_version  integer DEFAULT NULL::integer,
  p_agent_id uuid    DEFAULT NULL::uuid,
  p_team     text    DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row    public.query_assignments;
  v_ended  boolean;
  v_result record;
begin
  select * into v_row from public.query_assignments where id = p_id;
  if v_row.id is null then
    raise exception 'assignment_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.lock_items(v_row.entity_type, array[v_row.entity_id], true);
  v_ended := coalesce((select p_steps -> status ->> p_action not in ('open', 'claimed', 'accepted') from public.query_assignments where id = p_id), false);
  perform public.act_on('public.query_assignments', p_steps, p_id, p_action, p_note => p_note, p_version => p_version, p_set =>
    case when v_ended then jsonb_build_object('ended_at', clock_timestamp(), 'note', coalesce(nullif(p_note, ''), v_row.note))
    else jsonb_build_object('accepted_at', clock_timestamp(), 'lease_until', null) end);
  if p_agent_id is not null then
    select * into v_result from public.assign_items(v_row.entity_type,
      jsonb_build_array(jsonb_build_object('id', v_row.entity_id, 'agent_id', p_agent_id, 'reason', 'transferred')), 'person', p_wait => true, p_note => p_note);
    if v_result.outcome = 'agent_not_found' then
      raise exception 'assignee_not_found' using errcode = 'P0422', detail = p_agent_id;
    elsif v_result.outcome <> 'assigned' then
      raise exception 'item_finished' using errcode = 'P0409';
    end if;
  elsif v_ended then
    perform public.write_copies(v_row.entity_type, array[v_row.entity_id], array[null]::uuid[], p_team, p_note);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."act_on_assignment"(jsonb, uuid, text, text, integer, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.age_assignment_queue (
  p_before timestamp with time zone,
  p_most   integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_aged integer;
begin
  update public.assignment_queue set is_starving = true
  where id in (
    select q.id from public.assignment_queue q where q.waiting_since <= p_before and not q.is_starving
    order by q.waiting_since limit p_most for update skip locked);
  get diagnostics v_aged = row_count;
  return v_aged;
end $function$;

REVOKE ALL ON FUNCTION "public"."age_assignment_queue"(timestamp WITH time zone, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.agent_warnings (
  p_agent_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('channel', w.channel, 'open', w.open, 'limit', w.most) order by w.channel nulls last), '[]')
  from public.agents a
  join public.describe_agents(array[p_agent_id]) d on d.agent_id = a.id
  cross join lateral (
    select l.key as channel, l.value::integer as open, (a.capacity -> l.key ->> 'limit')::numeric as most from jsonb_each_text(d.load) l
    union all
    select null, sum(l.value::integer * coalesce((a.capacity -> l.key ->> 'weight')::numeric, 1)), (a.capacity ->> 'total')::numeric from jsonb_each_text(d.load) l
  ) w
  where a.id = p_agent_id and w.open > w.most
$function$;

REVOKE ALL ON FUNCTION "public"."agent_warnings"(uuid) FROM PUBLIC, "anon", "authenticated";

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'agents', 'query_assignment' || ':created', n.id::text, 'assignments', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'channel', n.channel, 'team', n.team, 'agent_id', n.agent_id, 'status', n.status, 'source', n.source, 'assigned_at', n.assigned_at, 'lease_until', n.lease_until, 'ended_at', n.ended_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'agents', 'query_assignment' || ':removed', o.id::text, 'assignments', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'agents', 'query_assignment' || ':removed', o.id::text, 'assignments', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'agents', 'query_assignment' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'assignments', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'channel', n.channel, 'team', n.team, 'agent_id', n.agent_id, 'status', n.status, 'source', n.source, 'assigned_at', n.assigned_at, 'lease_until', n.lease_until, 'ended_at', n.ended_at, 'version', n.version)
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

REVOKE ALL ON FUNCTION "public"."announce_query_assignments"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.apply_email_triage (
  p_email_id     uuid,
  p_triage       jsonb,
  p_requested_by uuid  DEFAULT NULL::uuid
)
  RETURNS SETOF public.email_triages
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_thread  uuid;
  v_email   public.emails;
  v_result  jsonb := p_triage -> 'result';
  v_id      uuid;
  v_opens   boolean;
  v_matter  text[] := '{}';
  v_own     text[];
  v_before  jsonb;
begin
  -- The thread first, as everybody else who changes both; once more when it was joined to another meanwhile.
  loop
    select e.thread_id into v_thread from public.emails e where e.id = p_email_id;
    perform from public.email_threads t where t.id = v_thread for update;
    select * into v_email from public.emails e where e.id = p_email_id for update;
    exit when v_email.id is null or v_email.thread_id = v_thread;
  end loop;
  if v_email.id is null or v_email.deleted_at is not null then
    raise exception 'email_not_found' using errcode = 'P0404';
  end if;

  if p_triage ->> 'request_key' is null or v_email.triage_state = 'pending' then
    insert into public.email_triages (email_id, request_key, adapter, model, prompt_version, state, result, reason, error_code, error_message, tokens, ms, requested_by)
    values (p_email_id, p_triage ->> 'request_key', p_triage ->> 'adapter', coalesce(p_triage ->> 'model', ''), coalesce(p_triage ->> 'prompt_version', ''),
      p_triage ->> 'state', v_result, coalesce(p_triage ->> 'reason', ''), p_triage ->> 'error_code', p_triage ->> 'error_message',
      coalesce((p_triage ->> 'tokens')::integer, 0), coalesce((p_triage ->> 'ms')::integer, 0), p_requested_by)
    on conflict (email_id, request_key) do nothing
    returning id into v_id;
  end if;
  if v_id is null then
    return query select t.* from public.email_triages t where t.email_id = p_email_id order by t.created_at desc, t.id desc limit 1;
    return;
  end if;

  v_opens := not exists (
    select from (select * from public.emails a where a.thread_id = v_email.thread_id offset 0) e
    where e.id <> v_email.id and e.direction = 'inbound' and e.kind = 'message' and e.deleted_at is null
      and (e.received_at, e.id) < (v_email.received_at, v_email.id));
  if v_opens then
    select coalesce(array_agg(f), '{}') into v_matter
    from unnest(array['team', 'priority']) f
    where not exists (select from public.emails e where e.thread_id = v_email.thread_id and f = any (e.human_fields))
      -- Whoever gave the mailbox a team has decided already.
      and not (f = 'team' and exists (select from public.support_emails s where s.id = v_email.support_email_id and s.team is not null));
  end if;
  v_own := array(select f from unnest(array['category', 'sentiment', 'language', 'summary', 'suggested_reply']) f where f <> all (v_email.human_fields));
  v_before := to_jsonb(v_email);

  update public.emails e set
    category = case when 'category' = any (v_own) then v_result ->> 'category' else e.category end,
    sentiment = case when 'sentiment' = any (v_own) then v_result ->> 'sentiment' else e.sentiment end,
    language = case when 'language' = any (v_own) then v_result ->> 'language' else e.language end,
    summary = case when 'summary' = any (v_own) then v_result ->> 'summary' else e.summary end,
    suggested_reply = case when 'suggested_reply' = any (v_own) then v_result ->> 'suggested_reply' else e.suggested_reply end,
    team = case when 'team' = any (v_matter) then v_result ->> 'team' else e.team end,
    priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else e.priority end,
    triage_state = case p_triage ->> 'state' when 'blocked' then 'blocked' else 'done' end,
    triaged_at = now(), version = e.version + 1, updated_at = now()
  where e.id = p_email_id;

  -- A statement has its triggers work also when it changes nothing.
  if v_matter <> '{}' then
    if exists (select from public.emails e where e.thread_id = v_email.thread_id and e.id <> v_email.id) then
      update public.emails e set
        team = case when 'team' = any (v_matter) then v_result ->> 'team' else e.team end,
        priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else e.priority end,
        version = e.version + 1, updated_at = now()
      where e.thread_id = v_email.thread_id and e.id <> v_email.id
        and (('team' = any (v_matter) and e.team is distinct from v_result ->> 'team')
          or ('priority' = any (v_matter) and e.priority is distinct from v_result ->> 'priority'));
    end if;
    update public.email_threads t set
      team = case when 'team' = any (v_matter) then v_result ->> 'team' else t.team end,
      priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else t.priority end,
      version = t.version + 1, updated_at = now()
    where t.id = v_email.thread_id
      and (('team' = any (v_matter) and t.team is distinct from v_result ->> 'team')
        or ('priority' = any (v_matter) and t.priority is distinct from v_result ->> 'priority'));
  end if;

  if v_before ->> 'language' is distinct from (select e.language from public.emails e where e.id = p_email_id) then
    perform public.follow_items('email_thread', array[v_email.thread_id]);
  end if;

  -- What happens by itself is told by email_triages; what a person orders is noted.
  if p_requested_by is not null then
    perform public.log_activity('triage', 'emails', p_email_id::text, public.triage_fields(v_before), public.triage_fields((select to_jsonb(e) from public.emails e where e.id = p_email_id)), p_requested_by);
  end if;
  return query update public.email_triages t set applied = v_own || v_matter where t.id = v_id returning t.*;
end $function$;

CREATE OR REPLACE FUNCTION public.assign_conversations (
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
  update public.conversations c set assignee_id = w.agent_id, team = coalesce(p_team, c.team)
  from unnest(p_ids, p_agents) w (id, agent_id)
  where c.id = w.id and (c.assignee_id, c.team) is distinct from (w.agent_id, coalesce(p_team, c.team));
  perform set_config('activity.step', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."assign_conversations"(uuid[], uuid[], text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.assign_email_threads (
  p_ids    uuid[],
  p_agents uuid[],
  p_team   text,
  p_note   text
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
  if public.current_actor() is not null then
    perform public.log_activity('assign', 'email_threads', t.id::text,
      jsonb_build_object('assignee_id', t.assignee_id, 'team', t.team), jsonb_build_object('assignee_id', w.agent_id, 'team', coalesce(p_team, t.team)),
      p_note => p_note)
    from unnest(p_ids, p_agents) w (id, agent_id) join public.email_threads t on t.id = w.id
    where (t.assignee_id, t.team) is distinct from (w.agent_id, coalesce(p_team, t.team));
  end if;
  update public.email_threads t set assignee_id = w.agent_id, team = coalesce(p_team, t.team), version = t.version + 1, updated_at = now()
  from unnest(p_ids, p_agents) w (id, agent_id)
  where t.id = w.id and (t.assignee_id, t.team) is distinct from (w.agent_id, coalesce(p_team, t.team));
  update public.emails e set assignee_id = w.agent_id, team = coalesce(p_team, e.team), version = e.version + 1, updated_at = now()
  from unnest(p_ids, p_agents) w (id, agent_id)
  where e.thread_id = w.id and (e.assignee_id, e.team) is distinct from (w.agent_id, coalesce(p_team, e.team));
end $function$;

REVOKE ALL ON FUNCTION "public"."assign_email_threads"(uuid[], uuid[], text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.assign_items (
  p_entity_type text,
  p_items       jsonb,
  p_source      text,
  p_reassign    boolean                  DEFAULT false,
  p_wait        boolean                  DEFAULT false,
  p_note        text                     DEFAULT ''::text,
  p_lease_until timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_at          timestamp with time zone DEFAULT clock_timestamp()
)
  RETURNS TABLE (
    place         bigint,
    entity_id     uuid,
    outcome       text,
    assignment_id uuid,
    held_by       uuid
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids    uuid[] := array(select (i.value ->> 'id')::uuid from jsonb_array_elements(p_items) i);
  v_locked uuid[] := public.lock_items(p_entity_type, v_ids, p_wait);
  v_agents uuid[];
  v_done   jsonb;
begin
  -- Whoever is being deleted hands back what he holds: either this comes before, or he is not there.
  v_agents := array(
    select a.id from public.agents a
    where a.id in (select (i.value ->> 'agent_id')::uuid from jsonb_array_elements(p_items) i) and a.is_active and a.deleted_at is null
    order by a.id for key share);
  with given as (
    select i.place, (i.value ->> 'id')::uuid as id, (i.value ->> 'agent_id')::uuid as agent_id, i.value ->> 'reason' as reason,
      (i.value ->> 'decision_id')::uuid as decision_id, gen_random_uuid() as assignment_id
    from jsonb_array_elements(p_items) with ordinality i (value, place)
  ), judged as materialized (
    select g.*, l.channel, l.team, l.customer_id, l.waiting_since, a.id as held_id, a.agent_id as held_by,
      case
        when l.id is null then 'item_not_found'
        when not g.id = any (v_locked) then 'busy'
        when not g.agent_id = any (v_agents) then 'agent_not_found'
        when a.id is not null and (a.agent_id = g.agent_id or not p_reassign) then 'already_assigned'
        else 'assigned'
      end as outcome
    from given g
    left join public.live_items(p_entity_type, v_ids) l on l.id = g.id
    left join public.query_assignments a on a.entity_type = p_entity_type and a.entity_id = g.id and a.ended_at is null
  )
  select coalesce(jsonb_agg(j order by j.place), '[]') into v_done from judged j;

  update public.query_assignments a set status = 'transferred', ended_at = greatest(p_at, a.assigned_at)
  from jsonb_to_recordset(v_done) d (held_id uuid, outcome text)
  where d.outcome = 'assigned' and a.id = d.held_id;
  insert into public.query_assignments
    (id, entity_type, entity_id, channel, team, agent_id, customer_id, status, source, assigned_by, reason, note, decision_id, waiting_since, assigned_at, lease_until)
  select d.assignment_id, p_entity_type, d.id, d.channel, d.team, d.agent_id, d.customer_id, case when p_lease_until is null then 'open' else 'claimed' end,
    p_source, public.current_actor(), coalesce(d.reason, ''), p_note, d.decision_id, d.waiting_since,
    -- Of several in one moment each comes a microsecond after the one before: turns are kept.
    greatest(p_at + (row_number() over (order by d.place) - 1) * interval '1 microsecond',
      (select max(b.ended_at) from public.query_assignments b where b.entity_id = d.id)), p_lease_until
  from jsonb_to_recordset(v_done) d (place bigint, assignment_id uuid, id uuid, channel text, team text, agent_id uuid, customer_id uuid, reason text,
    decision_id uuid, waiting_since timestamptz, outcome text)
  where d.outcome = 'assigned';
  if found then
    perform public.write_copies(p_entity_type, array_agg(d.id), array_agg(d.agent_id), p_note => p_note)
    from jsonb_to_recordset(v_done) d (id uuid, agent_id uuid, outcome text) where d.outcome = 'assigned';
  end if;
  return query
  select d.place, d.id, d.outcome, case when d.outcome = 'assigned' then d.assignment_id else d.held_id end, d.held_by
  from jsonb_to_recordset(v_done) d (place bigint, id uuid, outcome text, assignment_id uuid, held_id uuid, held_by uuid)
  order by d.place;
end $function$;

REVOKE ALL ON FUNCTION "public"."assign_items"(text, jsonb, text, boolean, boolean, text, timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_routing (
  p_wait boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agents jsonb;
  v_now    timestamptz;
begin
  if p_wait then
    perform pg_advisory_xact_lock(hashtextextended('routing', 0));
  elsif not pg_try_advisory_xact_lock(hashtextextended('routing', 0)) then
    return null;
  end if;
  -- Not the transaction's: whoever waited comes after those for whom he waited, and after all that is seen here.
  v_agents := public.get_routing_agents(clock_timestamp(),
    coalesce((select max(p.fair_limit_minutes) from public.routing_policies p where p.is_enabled) * interval '1 minute', interval '0'),
    exists (select from public.routing_policies p where p.is_enabled and p.strategy = 'most_idle'));
  v_now := clock_timestamp();
  return jsonb_build_object('now', extract(epoch from v_now) * 1000, 'at', v_now, 'policies', public.get_routing_policies(), 'agents', v_agents);
end $function$;

REVOKE ALL ON FUNCTION "public"."begin_routing"(boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.change_emails (
  p_ids      uuid[],
  p_change   jsonb,
  p_actor_id uuid   DEFAULT NULL::uuid,
  p_bulk_id  uuid   DEFAULT NULL::uuid
)
  RETURNS TABLE (
    email_id    uuid,
    was_changed boolean
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_matter  text[] := array(select k from jsonb_object_keys(p_change) k where k in ('status', 'team', 'assignee_id', 'priority'));
  v_own     text[] := array(select k from jsonb_object_keys(p_change) k where k in ('is_read', 'category', 'sentiment', 'language'));
  v_human   text[] := array_remove(v_matter || v_own, 'is_read');
  v_bulk    jsonb := case when p_bulk_id is null then '{}' else jsonb_build_object('bulk_id', p_bulk_id) end;
  v_threads uuid[];
begin
  perform public.check_assignee(p_change);
  v_threads := public.lock_emails(p_ids, cardinality(v_matter) > 0);
  if cardinality(v_matter) > 0 then
    perform public.change_matter(v_threads, p_change, p_actor_id, v_bulk);
  end if;

  return query
  with wanted as materialized (
    select e.id, to_jsonb(e) - 'body_text' - 'body_html' - 'new_text' - 'quoted_text' as row, e.id = any (p_ids) and e.deleted_at is null as is_asked,
      case when e.id = any (p_ids) then v_human else v_matter end as fields
    from public.emails e
    where (e.id = any (p_ids) and e.deleted_at is null) or (cardinality(v_matter) > 0 and e.thread_id = any (v_threads))
  ), target as materialized (
    select w.*, n.is_read, n.status, n.team, n.assignee_id, n.priority, n.category, n.sentiment, n.language,
      array(select distinct f from unnest(n.human_fields || w.fields) f order by f) as human_fields
    from wanted w
    cross join lateral jsonb_populate_record(null::public.emails, w.row || case when w.is_asked then p_change
      else (select coalesce(jsonb_object_agg(k, p_change -> k), '{}') from unnest(v_matter) k) end) n
  ), changed as (
    update public.emails e set
      is_read = t.is_read, status = t.status, team = t.team, assignee_id = t.assignee_id, priority = t.priority, category = t.category,
      sentiment = t.sentiment, language = t.language, human_fields = t.human_fields, version = e.version + 1, updated_at = now()
    from target t
    where e.id = t.id
      and (e.is_read, e.status, e.team, e.assignee_id, e.priority, e.category, e.sentiment, e.language, e.human_fields)
        is distinct from (t.is_read, t.status, t.team, t.assignee_id, t.priority, t.category, t.sentiment, t.language, t.human_fields)
    returning e.id, t.is_asked, t.row as before, to_jsonb(e) - 'body_text' - 'body_html' - 'new_text' - 'quoted_text' as after
  ), noted as materialized (
    select c.id, public.log_activity('update', 'emails', c.id::text,
      public.changed_fields(c.before, c.after, v_matter || v_own || '{human_fields}'),
      public.changed_fields(c.after, c.before, v_matter || v_own || '{human_fields}') || v_bulk, p_actor_id)
    from changed c where c.is_asked
  )
  select w.id, exists (select from noted n where n.id = w.id) from wanted w where w.is_asked;
  if p_change ? 'language' then
    perform public.follow_items('email_thread', v_threads);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.claim_next (
  p_agent_id    uuid,
  p_channel     text,
  p_lease_until timestamp with time zone
)
  RETURNS TABLE (
    entity_type   text,
    entity_id     uuid,
    assignment_id uuid
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_teams     text[] := array(select t.key from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = p_agent_id);
  v_languages text[] := (select languages from public.agents where id = p_agent_id);
  v_item      record;
  v_result    record;
begin
  for v_item in
    select q.entity_type, q.id as entity_id from public.assignment_queue q
    where q.parked is null and (p_channel is null or q.channel = p_channel) and (q.team is null or q.team = any (v_teams))
      and (q.language is null or v_languages = '{}' or q.language = any (v_languages))
      and not exists (
        select from jsonb_to_recordset(q.skills) w (skill text, level integer)
        where not exists (select from public.agent_skills s where s.agent_id = p_agent_id and s.skill = w.skill and s.level >= w.level))
    order by q.is_starving desc, q.sla_due_at, q.urgency, q.waiting_since, q.id
    limit 20
  loop
    -- One that others are taking is left to them.
    select * into v_result from public.assign_items(v_item.entity_type,
      jsonb_build_array(jsonb_build_object('id', v_item.entity_id, 'agent_id', p_agent_id, 'reason', 'took the next')), 'claim', p_lease_until => p_lease_until);
    if v_result.outcome = 'assigned' then
      return query select v_item.entity_type, v_item.entity_id, v_result.assignment_id;
      return;
    end if;
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."claim_next"(uuid, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_assignment_queue_anew()
  RETURNS SETOF public.assignment_queue_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.channel, r.team, r.priority, r.lane)::text), false, count(*), r.channel, r.team, r.priority, r.lane from public.assignment_queue r where true group by r.channel, r.team, r.priority, r.lane
    $function$;

REVOKE ALL ON FUNCTION "public"."count_assignment_queue_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_query_assignments_anew()
  RETURNS SETOF public.query_assignments_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.channel, r.team, r.source, r.entity_type)::text), false, count(*), r.status, r.channel, r.team, r.source, r.entity_type from public.query_assignments r where true group by r.status, r.channel, r.team, r.source, r.entity_type
    $function$;

REVOKE ALL ON FUNCTION "public"."count_query_assignments_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.drop_old_decisions (
  p_before timestamp with time zone,
  p_most   integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_contexts uuid[];
  v_dropped  integer;
begin
  with dropped as (
    delete from public.decisions d
    where d.id in (select o.id from public.decisions o where o.at < p_before order by o.at, o.id limit p_most)
    returning d.context_id
  )
  select array_agg(distinct context_id), count(*) into v_contexts, v_dropped from dropped;
  delete from public.decision_contexts c
  where c.id = any (v_contexts) and not exists (select from public.decisions d where d.context_id = c.id);
  return v_dropped;
end $function$;

REVOKE ALL ON FUNCTION "public"."drop_old_decisions"(timestamp WITH time zone, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.end_overdue_assignments (
  p_now  timestamp with time zone,
  p_most integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_kind   record;
  v_locked uuid[];
  v_ended  uuid[];
  v_count  integer := 0;
begin
  for v_kind in
    select a.entity_type, array_agg(a.entity_id) as ids
    from (
      (select d.entity_type, d.entity_id from public.query_assignments d where d.status = 'open' and d.answer_due_at <= p_now order by d.answer_due_at limit p_most)
      union
      (select c.entity_type, c.entity_id from public.query_assignments c where c.status = 'claimed' and c.lease_until <= p_now order by c.lease_until limit p_most)
    ) a group by 1
  loop
    v_locked := public.lock_items(v_kind.entity_type, v_kind.ids, false);
    update public.query_assignments a set status = 'accepted', accepted_at = l.last_answer_at, lease_until = null
    from public.live_items(v_kind.entity_type, v_locked) l
    where a.entity_type = v_kind.entity_type and a.entity_id = l.id and a.status in ('open', 'claimed')
      and l.last_answer_at > a.assigned_at and (a.answer_due_at <= p_now or a.lease_until <= p_now);
    with ended as (
      update public.query_assignments a set
        reason = case a.status when 'claimed' then 'the lease ended' else 'no answer in time' end, status = 'returned', ended_at = p_now
      where a.entity_type = v_kind.entity_type and a.entity_id = any (v_locked)
        and (a.status = 'open' and a.answer_due_at <= p_now or a.status = 'claimed' and a.lease_until <= p_now)
      returning a.entity_id
    )
    select coalesce(array_agg(entity_id), '{}') into v_ended from ended;
    if cardinality(v_ended) > 0 then
      perform public.write_copies(v_kind.entity_type, v_ended, array_fill(null::uuid, array[cardinality(v_ended)]));
      v_count := v_count + cardinality(v_ended);
    end if;
  end loop;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."end_overdue_assignments"(timestamp WITH time zone, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.fail_assignment_bulk (
  p_id         uuid,
  p_error_code text
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  update public.assignment_bulks set state = 'failed', error_code = p_error_code, finished_at = now() where id = p_id and state <> 'done'
$function$;

REVOKE ALL ON FUNCTION "public"."fail_assignment_bulk"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.finish_routing (
  p_decisions jsonb,
  p_context   jsonb,
  p_at        timestamp with time zone
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_told  jsonb := coalesce((select jsonb_agg(d.value order by d.place) from jsonb_array_elements(p_decisions) with ordinality d (value, place)
    where (d.value ->> 'is_new')::boolean), '[]');
  v_ids   uuid[] := public.record_decisions(v_told, p_context);
  v_kind  record;
  v_count integer := 0;
begin
  for v_kind in
    select d.value ->> 'entity_type' as entity_type, jsonb_agg(jsonb_build_object('id', d.value -> 'entity_id', 'agent_id', d.value -> 'agent_id',
      'reason', d.value -> 'reason', 'decision_id', v_ids[d.place]) order by d.place) as items
    from jsonb_array_elements(v_told) with ordinality d (value, place) where d.value ->> 'agent_id' is not null group by 1
  loop
    if exists (select from public.assign_items(v_kind.entity_type, v_kind.items, 'router', p_at => p_at) a where a.outcome <> 'assigned') then
      raise exception 'routing_outdated' using errcode = 'P0409';
    end if;
    v_count := v_count + jsonb_array_length(v_kind.items);
  end loop;
  update public.assignment_queue q set reason = d.reason, reason_at = p_at, parked = d.park
  from jsonb_to_recordset(v_told) d (entity_id uuid, agent_id uuid, reason text, park text)
  where q.id = d.entity_id and d.agent_id is null;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."finish_routing"(jsonb, jsonb, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_assignable (
  p_table       regclass,
  p_entity_type text,
  p_facts       text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $functionx$
declare
  v_name  text := 'follow_assignable_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_parts record;
begin
  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.id from old_rows o);
      else
        v_ids := array(
          select o.id from (select id, row(%2$s) as facts from old_rows) o
          left join (select id, row(%2$s) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items(%3$L, v_ids);
      end if;
      return null;
    end $trigger$
  $function$, v_name, p_facts, p_entity_type);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);
  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I()',
      'follow_assignable_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name);
  end loop;
end $functionx$;

REVOKE ALL ON FUNCTION "public"."follow_assignable"(regclass, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.follow_assignable_conversations()
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
          select o.id from (select id, row(assignee_id, status, team, priority, customer_id, merged_into, waiting_since, date_trunc('hour', last_customer_message_at)) as facts from old_rows) o
          left join (select id, row(assignee_id, status, team, priority, customer_id, merged_into, waiting_since, date_trunc('hour', last_customer_message_at)) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items('conversation', v_ids);
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_assignable_conversations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_assignable_email_threads()
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
          select o.id from (select id, row(assignee_id, status, team, priority, customer_id, last_outbound_at, (last_inbound_at > last_outbound_at), (message_count > 0), (inbound_count > 0),
   date_trunc('hour', last_message_at)) as facts from old_rows) o
          left join (select id, row(assignee_id, status, team, priority, customer_id, last_outbound_at, (last_inbound_at > last_outbound_at), (message_count > 0), (inbound_count > 0),
   date_trunc('hour', last_message_at)) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items('email_thread', v_ids);
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_assignable_email_threads"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_items (
  p_entity_type text,
  p_ids         uuid[]
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
  v_kind  public.assignable_kinds;
  v_items jsonb;
  v_ended integer;
begin
  select * into v_kind from public.assignable_kinds where entity_type = p_entity_type;
  if v_kind.entity_type is null then
    return;
  end if;
  -- What was read is compared with every id: in pieces, so that many cost no more each than few.
  if cardinality(p_ids) > 500 then
    for v_from in 1..cardinality(p_ids) by 500 loop
      perform public.follow_items(p_entity_type, p_ids[v_from:v_from + 499]);
    end loop;
    return;
  end if;
  execute format('select coalesce(jsonb_agg(to_jsonb(l)), ''[]'') from public.%I l where l.id = any ($1)', v_kind.live) into v_items using p_ids;

  -- What has ended: finished, gone, or somebody else's.
  update public.query_assignments a set
    status = case when l.id is null then 'done' when l.assignee_id is null then 'released' else 'transferred' end,
    ended_at = greatest(clock_timestamp(), a.assigned_at)
  from unnest(p_ids) i (id)
  left join jsonb_to_recordset(v_items) l (id uuid, assignee_id uuid) on l.id = i.id
  where a.entity_type = p_entity_type and a.entity_id = i.id and a.ended_at is null and l.assignee_id is distinct from a.agent_id;
  get diagnostics v_ended = row_count;

  insert into public.query_assignments (entity_type, entity_id, channel, team, agent_id, customer_id, source, assigned_by, waiting_since)
  select p_entity_type, l.id, l.channel, l.team, l.assignee_id, l.customer_id,
    case when public.current_actor() is null then 'item' else 'person' end, public.current_actor(), l.waiting_since
  from jsonb_to_recordset(v_items) l (id uuid, channel text, team text, assignee_id uuid, customer_id uuid, waiting_since timestamptz)
  where l.assignee_id is not null
  on conflict (entity_type, entity_id) where ended_at is null do nothing;

  delete from public.assignment_queue q
  where q.id = any (p_ids) and q.entity_type = p_entity_type
    and not exists (select from jsonb_to_recordset(v_items) l (id uuid, waits boolean) where l.id = q.id and l.waits);
  insert into public.assignment_queue as q (entity_type, id, channel, team, priority, language, skills, sla_due_at, waiting_since, parked)
  select p_entity_type, l.id, l.channel, l.team, l.priority, l.language, coalesce(l.skills, '[]'), l.sla_due_at, l.waiting_since,
    case when l.is_bots then 'a bot has it' end
  from jsonb_to_recordset(v_items) l (id uuid, channel text, team text, priority text, language text, skills jsonb, sla_due_at timestamptz,
    waiting_since timestamptz, waits boolean, is_bots boolean)
  where l.waits
  order by l.id
  on conflict (id) do update set
    channel = excluded.channel, team = excluded.team, priority = excluded.priority, language = excluded.language, skills = excluded.skills,
    sla_due_at = excluded.sla_due_at, waiting_since = excluded.waiting_since, parked = excluded.parked, reason = null, reason_at = null,
    is_starving = q.is_starving and q.waiting_since = excluded.waiting_since
  where (q.channel, q.team, q.priority, q.language, q.skills, q.sla_due_at, q.waiting_since, q.parked) is distinct from
    (excluded.channel, excluded.team, excluded.priority, excluded.language, excluded.skills, excluded.sla_due_at, excluded.waiting_since, excluded.parked);
  if found or v_ended > 0 then
    -- Heard by the router.
    perform pg_notify('router', '');
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_items"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_routing_policies()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.query_assignments set is_scheduled = false, answer_due_at = null where status = 'open' and is_scheduled;
  update public.assignment_queue set parked = null where parked = 'no activity for too long';
  perform pg_notify('router', '');
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_routing_policies"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_assignment_bulk (
  p_id    uuid,
  p_items boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
  select to_jsonb(b) || jsonb_build_object(
    'failures', coalesce((
      select jsonb_agg(jsonb_build_object('entity_id', f.entity_id, 'outcome', f.outcome, 'reason', f.reason) order by f.position)
      from (select * from public.assignment_bulk_items i where i.bulk_id = b.id and i.outcome = 'failed' order by i.position limit 100) f), '[]'),
    'items', case when p_items then coalesce((
      select jsonb_agg(jsonb_build_object('entity_id', i.entity_id, 'outcome', i.outcome, 'reason', i.reason) order by i.position)
      from public.assignment_bulk_items i where i.bulk_id = b.id), '[]') end)
  from public.assignment_bulks b where b.id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_assignment_bulk"(uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_assignment_queues()
  RETURNS TABLE (
    channel              text,
    team                 text,
    waiting              bigint,
    urgent               bigint,
    high                 bigint,
    normal               bigint,
    low                  bigint,
    oldest_waiting_since timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select l.channel, l.team, sum(l.rows)::bigint, sum(l.urgent)::bigint, sum(l.high)::bigint, sum(l.normal)::bigint, sum(l.low)::bigint, min(o.waiting_since)
  from (
    select c.channel, c.team, c.lane, sum(c.rows) as rows, coalesce(sum(c.rows) filter (where c.priority = 'urgent'), 0) as urgent,
      coalesce(sum(c.rows) filter (where c.priority = 'high'), 0) as high, coalesce(sum(c.rows) filter (where c.priority = 'normal'), 0) as normal,
      coalesce(sum(c.rows) filter (where c.priority = 'low'), 0) as low
    from public.assignment_queue_counts c group by 1, 2, 3 having sum(c.rows) > 0
  ) l
  left join lateral (select q.waiting_since from public.assignment_queue q where q.lane = l.lane order by q.waiting_since limit 1) o on true
  group by 1, 2 order by 1, 2 nulls last
$function$;

REVOKE ALL ON FUNCTION "public"."get_assignment_queues"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_decisions (
  p_modules text[],
  p_filter  jsonb,
  p_place   jsonb,
  p_limit   integer,
  p_whole   boolean DEFAULT false
)
  RETURNS TABLE (
    id           uuid,
    kind         text,
    entity_type  text,
    entity_id    text,
    chosen       jsonb,
    reason       text,
    rule         text,
    rule_version text,
    at           timestamp with time zone,
    inputs       jsonb,
    candidates   jsonb,
    context      jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_conditions text := concat(
    case when p_filter ? 'rule' then format(' and d.rule = %L', p_filter ->> 'rule') end,
    case when p_filter ? 'entity_type' then format(' and d.entity_type = %L', p_filter ->> 'entity_type') end,
    case when p_filter ? 'entity_id' then format(' and d.entity_id = %L', p_filter ->> 'entity_id') end,
    case when p_filter ? 'from' then format(' and d.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and d.at < %L', p_filter ->> 'to') end,
    -- The time alone as well: an index begins there.
    case when p_place is not null then format(' and d.at <= %1$L and (d.at, d.id) < (%1$L, %2$L)', p_place ->> 'at', p_place ->> 'id') end);
  v_kinds text[] := array(select jsonb_array_elements_text(p_filter -> 'kind'));
  v_parts text;
begin
  select string_agg(format('(select d.id, d.kind::text, d.entity_type::text, d.entity_id::text, d.chosen, d.reason, d.rule::text, d.rule_version::text,
      d.at, d.inputs, d.candidates, d.context_id from public.%I d where true%s order by d.at desc, d.id desc limit %s)',
    s.relation, s.conditions || v_conditions, p_limit), ' union all ')
  into v_parts
  from (
    select 'decisions' as relation, concat(
      case when p_modules is not null then format(' and d.module = any (%L)', p_modules) end,
      case when p_filter ? 'kind' then format(' and d.kind = any (%L)', v_kinds) end) as conditions
    union all
    select s.relation, '' from public.decision_sources s
    where (p_modules is null or s.module = any (p_modules)) and (not p_filter ? 'kind' or s.kind = any (v_kinds))
  ) s;
  return query execute format('
    select d.id, d.kind, d.entity_type, d.entity_id, d.chosen, d.reason, d.rule, d.rule_version, d.at,
      case when $1 then d.inputs end, case when $1 then d.candidates end, case when $1 then c.inputs end
    from (select * from (%s) a order by a.at desc, a.id desc limit %s) d
    left join public.decision_contexts c on $1 and c.id = d.context_id
    order by d.at desc, d.id desc', v_parts, p_limit) using p_whole;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_decisions"(text[], jsonb, jsonb, integer, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_routing_agents (
  p_now    timestamp with time zone,
  p_window interval,
  p_idle   boolean
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', a.id, 'category', a.availability, 'clocked_in_at', extract(epoch from a.clocked_in_at) * 1000, 'calendar_id', a.calendar_id,
    'teams', d.teams, 'skills', d.skills, 'languages', a.languages, 'load', d.load, 'capacity', a.capacity,
    'last_assigned_at', (
      select extract(epoch from q.assigned_at) * 1000 from public.query_assignments q where q.agent_id = a.id order by q.assigned_at desc limit 1),
    'assigned_at', case when p_window > interval '0' then array(
      select extract(epoch from q.assigned_at) * 1000 from public.query_assignments q
      where q.agent_id = a.id and q.assigned_at > p_now - p_window order by q.assigned_at) else '{}' end,
    'idle_since', case when not exists (select from jsonb_each_text(d.load) l where l.value::integer > 0) then
      extract(epoch from greatest(a.clocked_in_at, (select max(q.ended_at) from public.query_assignments q where q.agent_id = a.id))) * 1000 end,
    'idle_ms', case when p_idle and a.clocked_in_at is not null then extract(epoch from p_now - a.clocked_in_at) * 1000 - coalesce((
      select sum(extract(epoch from upper(s) - lower(s)) * 1000)
      from (
        select range_agg(tstzrange(greatest(q.assigned_at, a.clocked_in_at), least(greatest(coalesce(q.ended_at, p_now), q.assigned_at, a.clocked_in_at), p_now))) as spans
        from public.query_assignments q
        where q.agent_id = a.id and q.assigned_at < p_now and (q.ended_at is null or q.ended_at > a.clocked_in_at)
      ) w cross join unnest(w.spans) s), 0) else 0 end
  ) order by a.id), '[]')
  from public.agents a
  join public.describe_agents(array(select id from public.agents where is_active and deleted_at is null)) d on d.agent_id = a.id
$function$;

REVOKE ALL ON FUNCTION "public"."get_routing_agents"(timestamp WITH time zone, interval, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_routing_policies()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object('team', t.key)), '[]')
  from public.routing_policies p left join public.teams t on t.id = p.team_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_routing_policies"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_assignment_queue_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.assignment_queue_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.assignment_queue_counts (key, rows, channel, team, priority, lane)
        select md5(row(r.channel, r.team, r.priority, r.lane)::text), sum(r.sign), r.channel, r.team, r.priority, r.lane from (select 1 as sign, r.* from new_rows r) r where true group by r.channel, r.team, r.priority, r.lane;
      elsif tg_op = 'DELETE' then
        insert into public.assignment_queue_counts (key, rows, channel, team, priority, lane)
        select md5(row(r.channel, r.team, r.priority, r.lane)::text), sum(r.sign), r.channel, r.team, r.priority, r.lane from (select -1 as sign, r.* from old_rows r) r where true group by r.channel, r.team, r.priority, r.lane;
      else
        insert into public.assignment_queue_counts (key, rows, channel, team, priority, lane)
        select md5(row(r.channel, r.team, r.priority, r.lane)::text), sum(r.sign), r.channel, r.team, r.priority, r.lane
        from (select 1 as sign, channel, team, priority, lane from new_rows union all select -1, channel, team, priority, lane from old_rows) r
        where true group by r.channel, r.team, r.priority, r.lane having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.assignment_queue_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_assignment_queue_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_query_assignments_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.query_assignments_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.query_assignments_counts (key, rows, status, channel, team, source, entity_type)
        select md5(row(r.status, r.channel, r.team, r.source, r.entity_type)::text), sum(r.sign), r.status, r.channel, r.team, r.source, r.entity_type from (select 1 as sign, r.* from new_rows r) r where true group by r.status, r.channel, r.team, r.source, r.entity_type;
      elsif tg_op = 'DELETE' then
        insert into public.query_assignments_counts (key, rows, status, channel, team, source, entity_type)
        select md5(row(r.status, r.channel, r.team, r.source, r.entity_type)::text), sum(r.sign), r.status, r.channel, r.team, r.source, r.entity_type from (select -1 as sign, r.* from old_rows r) r where true group by r.status, r.channel, r.team, r.source, r.entity_type;
      else
        insert into public.query_assignments_counts (key, rows, status, channel, team, source, entity_type)
        select md5(row(r.status, r.channel, r.team, r.source, r.entity_type)::text), sum(r.sign), r.status, r.channel, r.team, r.source, r.entity_type
        from (select 1 as sign, entity_type, channel, team, status, source from new_rows union all select -1, entity_type, channel, team, status, source from old_rows) r
        where true group by r.status, r.channel, r.team, r.source, r.entity_type having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.query_assignments_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_query_assignments_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.live_items (
  p_entity_type text,
  p_ids         uuid[]
)
  RETURNS TABLE (
    id               uuid,
    channel          text,
    team             text,
    priority         text,
    language         text,
    skills           jsonb,
    waiting_since    timestamp with time zone,
    last_activity_at timestamp with time zone,
    last_answer_at   timestamp with time zone,
    sla_due_at       timestamp with time zone,
    customer_id      uuid,
    assignee_id      uuid,
    waits            boolean,
    is_bots          boolean
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_live text := (select live from public.assignable_kinds where entity_type = p_entity_type);
begin
  if v_live is not null then
    return query execute format('select l.id, l.channel::text, l.team::text, l.priority::text, l.language::text, l.skills, l.waiting_since, l.last_activity_at,
      l.last_answer_at, l.sla_due_at, l.customer_id, l.assignee_id, l.waits, l.is_bots from public.%I l where l.id = any ($1)', v_live) using p_ids;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."live_items"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.lock_items (
  p_entity_type text,
  p_ids         uuid[],
  p_wait        boolean
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_items  text := (select items from public.assignable_kinds where entity_type = p_entity_type);
  v_locked uuid[];
begin
  if v_items is null or cardinality(p_ids) = 0 then
    return '{}';
  end if;
  execute format('select array(select t.id from public.%I t where t.id = any ($1) order by t.id for no key update %s)',
    v_items, case when p_wait then '' else 'skip locked' end) into v_locked using p_ids;
  return v_locked;
end $function$;

REVOKE ALL ON FUNCTION "public"."lock_items"(text, uuid[], boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.mend_assignments (
  p_most integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_kind  record;
  v_count integer := 0;
begin
  for v_kind in
    select v.entity_type, array_agg(distinct v.entity_id) as ids
    from (select * from public.verify_assignments() f limit p_most) v group by 1
  loop
    perform public.follow_items(v_kind.entity_type, v_kind.ids);
    v_count := v_count + cardinality(v_kind.ids);
  end loop;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."mend_assignments"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.record_decisions (
  p_decisions jsonb,
  p_context   jsonb DEFAULT NULL::jsonb
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_context uuid;
  v_ids     uuid[];
begin
  if p_context is not null and jsonb_array_length(p_decisions) > 0 then
    insert into public.decision_contexts (inputs) values (p_context) returning id into v_context;
  end if;
  with given as materialized (
    select g.value, g.place, gen_random_uuid() as id from jsonb_array_elements(p_decisions) with ordinality g (value, place)
  ), written as (
    insert into public.decisions (id, kind, entity_type, entity_id, module, chosen, reason, rule, rule_version, inputs, candidates, context_id, at)
    select g.id, g.value ->> 'kind', g.value ->> 'entity_type', g.value ->> 'entity_id', g.value ->> 'module', nullif(g.value -> 'chosen', 'null'),
      g.value ->> 'reason', g.value ->> 'rule', g.value ->> 'rule_version', coalesce(g.value -> 'inputs', '{}'), coalesce(g.value -> 'candidates', '[]'),
      v_context, clock_timestamp()
    from given g order by g.place
  )
  select coalesce(array_agg(g.id order by g.place), '{}') into v_ids from given g;
  return v_ids;
end $function$;

REVOKE ALL ON FUNCTION "public"."record_decisions"(jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.register_assignable (
  p_entity_type text,
  p_module      text,
  p_items       text,
  p_live        text,
  p_assign      text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.assignable_kinds (entity_type, module, items, live, assign) values (p_entity_type, p_module, p_items, p_live, p_assign)
  on conflict (entity_type) do update set module = excluded.module, items = excluded.items, live = excluded.live, assign = excluded.assign
$function$;

REVOKE ALL ON FUNCTION "public"."register_assignable"(text, text, text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.register_decisions (
  p_kind     text,
  p_module   text,
  p_relation text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.decision_sources (kind, module, relation) values (p_kind, p_module, p_relation)
  on conflict (kind) do update set module = excluded.module, relation = excluded.relation
$function$;

REVOKE ALL ON FUNCTION "public"."register_decisions"(text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.ring_router()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform pg_notify('router', '');
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."ring_router"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.run_assignment_bulk (
  p_id   uuid,
  p_size integer DEFAULT 200
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_bulk  public.assignment_bulks;
  v_items jsonb;
  v_done  integer;
begin
  select * into v_bulk from public.assignment_bulks where id = p_id for update;
  if v_bulk.id is null or v_bulk.state in ('done', 'failed') then
    return null;
  end if;
  -- In the name of whoever ordered it, also when a job does it.
  perform set_config('request.headers', (coalesce(nullif(current_setting('request.headers', true), ''), '{}')::jsonb
    || jsonb_build_object('x-actor-id', v_bulk.created_by))::text, true);
  select coalesce(jsonb_agg(jsonb_build_object('id', i.entity_id, 'agent_id', v_bulk.agent_id, 'reason', 'bulk assignment') order by i.position), '[]') into v_items
  from (select * from public.assignment_bulk_items o where o.bulk_id = p_id and o.outcome is null order by o.position limit p_size) i;
  with done as (
    select * from public.assign_items(v_bulk.entity_type, v_items, 'person', v_bulk.reassign, p_note => v_bulk.note) a where a.outcome <> 'busy'
  ), noted as (
    update public.assignment_bulk_items i set
      outcome = case d.outcome when 'assigned' then 'assigned' when 'already_assigned' then 'skipped' else 'failed' end,
      reason = nullif(d.outcome, 'assigned')
    from done d where i.bulk_id = p_id and i.outcome is null and i.entity_id = d.entity_id
    returning i.outcome
  ), summed as (
    select count(*) as done, count(*) filter (where outcome = 'assigned') as assigned, count(*) filter (where outcome = 'skipped') as skipped,
      count(*) filter (where outcome = 'failed') as failed
    from noted
  )
  update public.assignment_bulks b set state = 'running', assigned = b.assigned + s.assigned, skipped = b.skipped + s.skipped, failed = b.failed + s.failed
  from summed s where b.id = p_id returning s.done into v_done;
  if exists (select from public.assignment_bulk_items i where i.bulk_id = p_id and i.outcome is null) then
    return v_done;
  end if;
  update public.assignment_bulks set state = 'done', finished_at = now() where id = p_id;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."run_assignment_bulk"(uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.select_items (
  p_entity_type text,
  p_filter      jsonb,
  p_ids         uuid[]
)
  RETURNS TABLE (
    id          uuid,
    is_live     boolean,
    assignee_id uuid
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_live text := (select live from public.assignable_kinds where entity_type = p_entity_type);
begin
  if p_ids is not null then
    return query execute format('select w.id, l.id is not null, l.assignee_id from (select u.id, min(u.place) as place from unnest($1) with ordinality u (id, place) group by u.id) w
      left join public.%I l on l.id = w.id order by w.place', v_live) using p_ids;
    return;
  end if;
  return query execute format('select l.id, true, l.assignee_id from public.%I l where true%s order by l.waiting_since, l.id', v_live, concat(
    case when p_filter ? 'team' then format(' and l.team = %L', p_filter ->> 'team') end,
    case when p_filter ? 'priority' then format(' and l.priority = %L', p_filter ->> 'priority') end,
    case when p_filter ? 'language' then format(' and l.language = %L', p_filter ->> 'language') end,
    case when p_filter ? 'assignee_id' then format(' and l.assignee_id = %L', p_filter ->> 'assignee_id') end,
    case when (p_filter ->> 'unassigned')::boolean then ' and l.assignee_id is null' when p_filter ? 'unassigned' then ' and l.assignee_id is not null' end,
    case when p_filter ? 'waiting_before' then format(' and l.waiting_since < %L', p_filter ->> 'waiting_before') end));
end $function$;

REVOKE ALL ON FUNCTION "public"."select_items"(text, jsonb, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_answer_due (
  p_due jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  update public.query_assignments a set answer_due_at = d.answer_due_at, is_scheduled = true
  from jsonb_to_recordset(p_due) d (id uuid, answer_due_at timestamptz)
  where a.id = d.id and a.status = 'open'
$function$;

REVOKE ALL ON FUNCTION "public"."set_answer_due"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.start_assignment_bulk (
  p_entity_type  text,
  p_filter       jsonb,
  p_ids          uuid[],
  p_agent_id     uuid,
  p_note         text,
  p_reassign     boolean,
  p_direct_limit integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_id      uuid;
  v_matched integer;
begin
  perform public.check_assignee(jsonb_build_object('assignee_id', p_agent_id));
  insert into public.assignment_bulks (entity_type, filter, agent_id, note, reassign, created_by)
  values (p_entity_type, p_filter, p_agent_id, p_note, p_reassign, public.current_actor()) returning id into v_id;
  insert into public.assignment_bulk_items (bulk_id, position, entity_id)
  select v_id, row_number() over (), s.id from public.select_items(p_entity_type, p_filter, p_ids) s;
  get diagnostics v_matched = row_count;
  update public.assignment_bulks set matched = v_matched where id = v_id;
  perform graphile_worker.add_job('assignments.bulk', json_build_object('bulk_id', v_id), job_key => 'assignment_bulk:' || v_id,
    run_at => now() + case when v_matched > p_direct_limit then interval '0' else interval '2 minutes' end);
  return public.get_assignment_bulk(v_id);
end $function$;

REVOKE ALL ON FUNCTION "public"."start_assignment_bulk"(text, jsonb, uuid[], uuid, text, boolean, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_routing_items (
  p_most   integer,
  p_closed text[],
  p_skip   uuid[],
  p_only   uuid    DEFAULT NULL::uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_heads jsonb;
  v_kind  record;
  v_items jsonb := '[]';
  v_part  jsonb;
begin
  if p_only is not null then
    select jsonb_agg(to_jsonb(q)) into v_heads from public.assignment_queue q where q.id = p_only;
  else
    select jsonb_agg(to_jsonb(h)) into v_heads
    from (
      select q.*
      from (
        select c.lane from public.assignment_queue_counts c where c.lane <> all (p_closed) group by c.lane having sum(c.rows) > 0
      ) l
      cross join lateral (
        select q.* from public.assignment_queue q
        where q.lane = l.lane and q.parked is null and q.id <> all (p_skip)
        order by q.is_starving desc, q.sla_due_at, q.urgency, q.waiting_since, q.id limit p_most
      ) q
      order by q.is_starving desc, q.sla_due_at, q.urgency, q.waiting_since, q.id limit p_most
    ) h;
  end if;
  for v_kind in
    select h.value ->> 'entity_type' as entity_type, array_agg((h.value ->> 'id')::uuid) as ids
    from jsonb_array_elements(coalesce(v_heads, '[]')) h group by 1
  loop
    select jsonb_agg(jsonb_build_object(
      'entity_type', v_kind.entity_type, 'id', l.id, 'module', k.module, 'channel', l.channel, 'team', l.team, 'skills', l.skills, 'language', l.language,
      'waiting_since', extract(epoch from l.waiting_since) * 1000, 'last_activity_at', extract(epoch from l.last_activity_at) * 1000,
      'sla_due_at', extract(epoch from l.sla_due_at) * 1000, 'priority', l.priority, 'assignee_id', l.assignee_id, 'owned_by_bot', l.is_bots,
      -- Whoever gave it back last is not asked again, until another one has had it, or for an hour.
      'excluded', coalesce((
        select jsonb_build_array(a.agent_id)
        from (
          select r.agent_id, r.status, r.ended_at from public.query_assignments r
          where r.entity_id = l.id order by r.assigned_at desc, r.id desc limit 1
        ) a where a.status = 'returned' and a.ended_at > clock_timestamp() - interval '1 hour'), '[]'),
      'sticky_agent_id', case when l.customer_id is not null then (
        select s.agent_id from public.query_assignments s
        where s.customer_id = l.customer_id and s.entity_id <> l.id order by s.assigned_at desc limit 1) end,
      'lane', q.lane, 'reason', q.reason,
      'lane_since', (select extract(epoch from min(o.waiting_since)) * 1000 from public.assignment_queue o where o.lane = q.lane)))
    into v_part
    from public.live_items(v_kind.entity_type, public.lock_items(v_kind.entity_type, v_kind.ids, p_only is not null)) l
    join public.assignable_kinds k on k.entity_type = v_kind.entity_type
    join public.assignment_queue q on q.id = l.id
    where l.waits;
    v_items := v_items || coalesce(v_part, '[]');
  end loop;
  return v_items;
end $function$;

REVOKE ALL ON FUNCTION "public"."take_routing_items"(integer, text[], uuid[], uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.verify_assignments()
  RETURNS TABLE (
    entity_type text,
    entity_id   uuid,
    fault       text
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_kind public.assignable_kinds;
begin
  for v_kind in select * from public.assignable_kinds loop
    return query execute format($sql$
      select %1$L::text, coalesce(l.id, a.entity_id), case
        when l.id is null then 'held, but finished'
        when a.id is null then 'has an assignee, but no assignment'
        else 'has another assignee than the assignment says' end
      from (select v.* from public.%2$I v where v.assignee_id is not null) l
      full join (select * from public.query_assignments where entity_type = %1$L and ended_at is null) a on a.entity_id = l.id
      where l.assignee_id is distinct from a.agent_id
      union all
      select %1$L::text, coalesce(l.id, q.id), case when l.id is null then 'queued, but does not wait' else 'waits, but is not queued' end
      from (select v.id from public.%2$I v where v.waits) l
      full join (select q.id from public.assignment_queue q where q.entity_type = %1$L) q on q.id = l.id
      where l.id is null or q.id is null
    $sql$, v_kind.entity_type, v_kind.live);
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."verify_assignments"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_copies (
  p_entity_type text,
  p_ids         uuid[],
  p_agents      uuid[],
  p_team        text   DEFAULT NULL::text,
  p_note        text   DEFAULT ''::text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_assign text := (select assign from public.assignable_kinds where entity_type = p_entity_type);
begin
  execute format('select public.%I($1, $2, $3, $4)', v_assign) using p_ids, p_agents, p_team, p_note;
end $function$;

REVOKE ALL ON FUNCTION "public"."write_copies"(text, uuid[], uuid[], text, text) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."assignable_kinds"
  ADD CONSTRAINT "assignable_kinds_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

ALTER TABLE "public"."assignment_bulks"
  ADD CONSTRAINT "assignment_bulks_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id);

ALTER TABLE "public"."assignment_bulk_items"
  ADD CONSTRAINT "assignment_bulk_items_bulk_id_fkey" FOREIGN KEY (bulk_id) REFERENCES public.assignment_bulks(id) ON DELETE CASCADE;

ALTER TABLE "public"."decision_sources"
  ADD CONSTRAINT "decision_sources_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

ALTER TABLE "public"."decisions"
  ADD CONSTRAINT "decisions_context_id_fkey" FOREIGN KEY (context_id) REFERENCES public.decision_contexts(id);

ALTER TABLE "public"."decisions"
  ADD CONSTRAINT "decisions_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

ALTER TABLE "public"."query_assignments"
  ADD CONSTRAINT "query_assignments_agent_id_fkey" FOREIGN KEY (agent_id) REFERENCES public.agents(id);

ALTER TABLE "public"."routing_policies"
  ADD CONSTRAINT "routing_policies_team_id_fkey" FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;

CREATE VIEW "public"."decision_chat_triages" WITH (security_invoker=true) AS  SELECT id,
    ('chat.triage'::text COLLATE "C") AS kind,
    ('conversation'::text COLLATE "C") AS entity_type,
    ((conversation_id)::text COLLATE "C") AS entity_id,
    ('chats'::text COLLATE "C") AS module,
        CASE
            WHEN (state <> 'blocked'::text) THEN ( SELECT jsonb_object_agg(f.f, (t.result -> f.f)) AS jsonb_object_agg
               FROM unnest(t.applied) f(f))
            ELSE NULL::jsonb
        END AS chosen,
    reason,
    adapter AS rule,
    prompt_version AS rule_version,
    jsonb_strip_nulls(jsonb_build_object('model', NULLIF(model, ''::text), 'state', state, 'error_code', error_code, 'requested_by', requested_by)) AS inputs,
    jsonb_build_array(result) AS candidates,
    NULL::uuid AS context_id,
    created_at AS at
   FROM public.chat_triages t;

REVOKE ALL ON TABLE "public"."decision_chat_triages" FROM "anon", "authenticated";

CREATE VIEW "public"."decision_email_triages" WITH (security_invoker=true) AS  SELECT id,
    ('email.triage'::text COLLATE "C") AS kind,
    ('email'::text COLLATE "C") AS entity_type,
    ((email_id)::text COLLATE "C") AS entity_id,
    ('emails'::text COLLATE "C") AS module,
        CASE
            WHEN (state <> 'blocked'::text) THEN ( SELECT jsonb_object_agg(f.f, (t.result -> f.f)) AS jsonb_object_agg
               FROM unnest(t.applied) f(f))
            ELSE NULL::jsonb
        END AS chosen,
    reason,
    adapter AS rule,
    prompt_version AS rule_version,
    jsonb_strip_nulls(jsonb_build_object('model', NULLIF(model, ''::text), 'state', state, 'error_code', error_code, 'requested_by', requested_by)) AS inputs,
    jsonb_build_array(result) AS candidates,
    NULL::uuid AS context_id,
    created_at AS at
   FROM public.email_triages t;

REVOKE ALL ON TABLE "public"."decision_email_triages" FROM "anon", "authenticated";

CREATE VIEW "public"."live_conversations" WITH (security_invoker=true) AS  SELECT id,
    'chat'::text AS channel,
    team,
    priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    COALESCE(waiting_since, last_message_at) AS waiting_since,
    COALESCE(last_customer_message_at, last_message_at) AS last_activity_at,
    last_response_at AS last_answer_at,
    NULL::timestamp with time zone AS sla_due_at,
    customer_id,
    assignee_id,
    ((assignee_id IS NULL) AND (status = 'open'::text) AND (waiting_since IS NOT NULL)) AS waits,
    false AS is_bots
   FROM public.conversations c
  WHERE ((merged_into IS NULL) AND (status = ANY (ARRAY['open'::text, 'pending'::text, 'snoozed'::text])));

REVOKE ALL ON TABLE "public"."live_conversations" FROM "anon", "authenticated";

CREATE VIEW "public"."live_email_threads" WITH (security_invoker=true) AS  SELECT t.id,
    'email'::text AS channel,
    t.team,
    t.priority,
    m.language,
    '[]'::jsonb AS skills,
    COALESCE(m.unanswered_since, t.last_message_at, t.created_at) AS waiting_since,
    COALESCE(t.last_message_at, t.created_at) AS last_activity_at,
    t.last_outbound_at AS last_answer_at,
    NULL::timestamp with time zone AS sla_due_at,
    t.customer_id,
    t.assignee_id,
    ((t.assignee_id IS NULL) AND (t.status = 'open'::text) AND (t.inbound_count > 0)) AS waits,
    false AS is_bots
   FROM (public.email_threads t
     LEFT JOIN LATERAL ( SELECT min(e.received_at) FILTER (WHERE ((t.last_outbound_at IS NULL) OR (e.received_at > t.last_outbound_at))) AS unanswered_since,
            (array_agg(e.language ORDER BY e.received_at DESC, e.id DESC) FILTER (WHERE (e.language IS NOT NULL)))[1] AS language
           FROM ( SELECT a.id,
                    a.received_at,
                    a.language,
                    a.direction,
                    a.deleted_at
                   FROM public.emails a
                  WHERE (a.thread_id = t.id)
                 OFFSET 0) e
          WHERE ((e.direction = 'inbound'::text) AND (e.deleted_at IS NULL))) m ON (true))
  WHERE ((t.message_count > 0) AND (t.status = ANY (ARRAY['open'::text, 'pending'::text])));

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "anon", "authenticated";

CREATE INDEX assignment_bulk_items_failed ON public.assignment_bulk_items USING btree (bulk_id, "position")
  WHERE (outcome = 'failed'::text);

CREATE INDEX assignment_bulk_items_open ON public.assignment_bulk_items USING btree (bulk_id, "position")
  WHERE (outcome IS NULL);

CREATE INDEX assignment_queue_aging ON public.assignment_queue USING btree (waiting_since)
  WHERE (NOT is_starving);

CREATE INDEX assignment_queue_channel ON public.assignment_queue USING btree (channel, waiting_since, id);

CREATE INDEX assignment_queue_counts_fresh ON public.assignment_queue_counts USING btree (key)
  WHERE fresh;

CREATE INDEX assignment_queue_counts_key ON public.assignment_queue_counts USING btree (key);

CREATE INDEX assignment_queue_lane_oldest ON public.assignment_queue USING btree (lane, waiting_since);

CREATE INDEX assignment_queue_lane ON public.assignment_queue USING btree (lane, is_starving DESC, sla_due_at, urgency, waiting_since, id)
  WHERE (parked IS NULL);

CREATE INDEX assignment_queue_language ON public.assignment_queue USING btree (LANGUAGE, waiting_since, id);

CREATE INDEX assignment_queue_oldest ON public.assignment_queue USING btree (waiting_since, id);

CREATE INDEX assignment_queue_order ON public.assignment_queue USING btree (is_starving DESC, sla_due_at, urgency, waiting_since, id)
  WHERE (parked IS NULL);

CREATE INDEX assignment_queue_priority ON public.assignment_queue USING btree (priority, waiting_since, id);

CREATE INDEX assignment_queue_team ON public.assignment_queue USING btree (team, waiting_since, id);

CREATE INDEX assignment_queue_type ON public.assignment_queue USING btree (entity_type, waiting_since, id);

CREATE INDEX chat_triages_list ON public.chat_triages USING btree (created_at DESC, id DESC);

CREATE INDEX decisions_context ON public.decisions USING btree (context_id)
  WHERE (context_id IS NOT NULL);

CREATE INDEX decisions_entity ON public.decisions USING btree (entity_type, entity_id, at DESC, id DESC);

CREATE INDEX decisions_kind ON public.decisions USING btree (kind, at DESC, id DESC);

CREATE INDEX decisions_list ON public.decisions USING btree (at DESC, id DESC);

CREATE INDEX decisions_rule ON public.decisions USING btree (RULE, at DESC, id DESC);

CREATE INDEX email_triages_list ON public.email_triages USING btree (created_at DESC, id DESC);

CREATE INDEX query_assignments_agent_ended ON public.query_assignments USING btree (agent_id, ended_at DESC)
  WHERE (ended_at IS NOT NULL);

CREATE INDEX query_assignments_agent_live ON public.query_assignments USING btree (agent_id, assigned_at DESC, id DESC)
  WHERE (ended_at IS NULL);

CREATE INDEX query_assignments_agent ON public.query_assignments USING btree (agent_id, assigned_at DESC, id DESC);

CREATE INDEX query_assignments_answer_due ON public.query_assignments USING btree (answer_due_at)
  WHERE (status = 'open'::text);

CREATE INDEX query_assignments_channel ON public.query_assignments USING btree (channel, assigned_at DESC, id DESC);

CREATE INDEX query_assignments_counts_fresh ON public.query_assignments_counts USING btree (key)
  WHERE fresh;

CREATE INDEX query_assignments_counts_key ON public.query_assignments_counts USING btree (key);

CREATE INDEX query_assignments_customer ON public.query_assignments USING btree (customer_id, assigned_at DESC)
  WHERE (customer_id IS NOT NULL);

CREATE INDEX query_assignments_held ON public.query_assignments USING btree (assigned_at DESC, id DESC)
  WHERE (ended_at IS NULL);

CREATE INDEX query_assignments_item ON public.query_assignments USING btree (entity_id, assigned_at DESC, id DESC);

CREATE INDEX query_assignments_lease ON public.query_assignments USING btree (lease_until)
  WHERE (status = 'claimed'::text);

CREATE INDEX query_assignments_list ON public.query_assignments USING btree (assigned_at DESC, id DESC);

CREATE UNIQUE INDEX query_assignments_live ON public.query_assignments USING btree (entity_type, entity_id)
  WHERE (ended_at IS NULL);

CREATE INDEX query_assignments_source ON public.query_assignments USING btree (source, assigned_at DESC, id DESC);

CREATE INDEX query_assignments_status ON public.query_assignments USING btree (status, assigned_at DESC, id DESC);

CREATE INDEX query_assignments_team ON public.query_assignments USING btree (team, assigned_at DESC, id DESC)
  WHERE (team IS NOT NULL);

CREATE INDEX query_assignments_type ON public.query_assignments USING btree (entity_type, assigned_at DESC, id DESC);

CREATE INDEX query_assignments_unscheduled ON public.query_assignments USING btree (assigned_at)
  WHERE ((status = 'open'::text) AND (NOT is_scheduled));

CREATE INDEX query_assignments_updated ON public.query_assignments USING btree (updated_at DESC, id DESC);

CREATE INDEX routing_policies_list ON public.routing_policies USING btree (created_at DESC, id DESC);

CREATE TRIGGER ring_router
  AFTER INSERT OR UPDATE ON public.agent_skills
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.ring_router();

CREATE TRIGGER ring_router
  AFTER INSERT OR UPDATE OF availability, clocked_in_at, capacity, languages, is_active, calendar_id ON public.agents
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.ring_router();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.assignment_queue REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_assignment_queue_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.assignment_queue REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_assignment_queue_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.assignment_queue
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_assignment_queue_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.assignment_queue REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_assignment_queue_counts();

CREATE TRIGGER follow_assignable_delete
  AFTER DELETE ON public.conversations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_conversations();

CREATE TRIGGER follow_assignable_insert
  AFTER INSERT ON public.conversations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_conversations();

CREATE TRIGGER follow_assignable_update
  AFTER UPDATE ON public.conversations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_conversations();

CREATE TRIGGER follow_assignable_delete
  AFTER DELETE ON public.email_threads REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_email_threads();

CREATE TRIGGER follow_assignable_insert
  AFTER INSERT ON public.email_threads REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_email_threads();

CREATE TRIGGER follow_assignable_update
  AFTER UPDATE ON public.email_threads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_email_threads();

CREATE TRIGGER announce_delete AFTER DELETE ON public.query_assignments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_query_assignments (
  'agents',
  'query_assignment',
  'assignments',
  'id',
  'entity_type,entity_id,channel,team,agent_id,status,source,assigned_at,lease_until,ended_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.query_assignments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_query_assignments (
  'agents',
  'query_assignment',
  'assignments',
  'id',
  'entity_type,entity_id,channel,team,agent_id,status,source,assigned_at,lease_until,ended_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.query_assignments
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_query_assignments (
  'agents',
  'query_assignment',
  'assignments',
  'id',
  'entity_type,entity_id,channel,team,agent_id,status,source,assigned_at,lease_until,ended_at,version',
  ''
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.query_assignments REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_query_assignments_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.query_assignments REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_query_assignments_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.query_assignments
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_query_assignments_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.query_assignments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_query_assignments_counts();

CREATE TRIGGER query_assignments_activity
  AFTER INSERT OR UPDATE ON public.query_assignments
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER query_assignments_touch
  BEFORE UPDATE OF status, note ON public.query_assignments
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER routing_policies_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.routing_policies
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER routing_policies_follow
  AFTER INSERT OR DELETE OR UPDATE ON public.routing_policies
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_routing_policies();

CREATE TRIGGER routing_policies_touch
  BEFORE UPDATE ON public.routing_policies
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER ring_router
  AFTER INSERT ON public.team_members
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.ring_router();

CREATE POLICY "assignment_queue_view" ON "public"."assignment_queue"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('assignments'::text, 'view'::text) AS has_permission));

CREATE POLICY "decisions_view" ON "public"."decisions"
  FOR SELECT
  TO "authenticated"
  USING ((module IN ( SELECT public.viewable_modules() AS viewable_modules)));

CREATE POLICY "query_assignments_view" ON "public"."query_assignments"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('assignments'::text, 'view'::text) AS has_permission));

CREATE POLICY "routing_policies_view" ON "public"."routing_policies"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('assignments'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."assignable_kinds"."assign" IS 'class: none';

COMMENT ON COLUMN "public"."assignable_kinds"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."assignable_kinds"."items" IS 'class: none';

COMMENT ON COLUMN "public"."assignable_kinds"."live" IS 'class: none';

COMMENT ON COLUMN "public"."assignable_kinds"."module" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulk_items"."bulk_id" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulk_items"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulk_items"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulk_items"."position" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulk_items"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."assigned" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."failed" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."filter" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."id" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."matched" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."assignment_bulks"."reassign" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."skipped" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_bulks"."state" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."id" IS 'The thing''s own. class: none';

COMMENT ON COLUMN "public"."assignment_queue"."is_starving" IS 'Has waited for so long that it goes before all others; set by age_assignment_queue. class: none';

COMMENT ON COLUMN "public"."assignment_queue"."lane" IS 'Whoever may take one of these may take all: the router reads the beginning of each lane. class: none';

COMMENT ON COLUMN "public"."assignment_queue"."language" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."parked" IS 'Why the router leaves it alone until it changes; null: it does not. class: none';

COMMENT ON COLUMN "public"."assignment_queue"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."reason" IS 'Why nobody got it when the router last looked at it. class: none';

COMMENT ON COLUMN "public"."assignment_queue"."reason_at" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."skills" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."sla_due_at" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."team" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."urgency" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue"."waiting_since" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue_counts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue_counts"."lane" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue_counts"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."assignment_queue_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."decision_contexts"."at" IS 'class: none';

COMMENT ON COLUMN "public"."decision_contexts"."id" IS 'class: none';

COMMENT ON COLUMN "public"."decision_contexts"."inputs" IS 'class: none';

COMMENT ON COLUMN "public"."decision_sources"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."decision_sources"."module" IS 'class: none';

COMMENT ON COLUMN "public"."decision_sources"."relation" IS 'class: none';

COMMENT ON COLUMN "public"."decisions"."at" IS 'class: none';

COMMENT ON COLUMN "public"."decisions"."candidates" IS 'Everything that could have been chosen, with what spoke for or against it. class: personal';

COMMENT ON COLUMN "public"."decisions"."chosen" IS 'What it came to, such as {"agent_id"}; null: nothing could be chosen, and reason says why. class: none';

COMMENT ON COLUMN "public"."decisions"."context_id" IS 'class: none';

COMMENT ON COLUMN "public"."decisions"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."decisions"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."decisions"."id" IS 'class: none';

COMMENT ON COLUMN "public"."decisions"."inputs" IS 'What it was decided from, besides what context_id holds: with the rule of that version it gives the same answer again. class: personal';

COMMENT ON COLUMN "public"."decisions"."kind" IS '<module>.<act>: routing.assign class: none';

COMMENT ON COLUMN "public"."decisions"."module" IS 'Whoever may view this module sees the decision. class: none';

COMMENT ON COLUMN "public"."decisions"."reason" IS 'class: personal';

COMMENT ON COLUMN "public"."decisions"."rule" IS 'class: none';

COMMENT ON COLUMN "public"."decisions"."rule_version" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."accepted_at" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."agent_id" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."answer_due_at" IS 'When it goes back unless the agent has done something; null: never, or is_scheduled is not set. class: none';

COMMENT ON COLUMN "public"."query_assignments"."assigned_at" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."assigned_by" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."customer_id" IS 'Whose matter it is; not followed when customers are merged. class: none';

COMMENT ON COLUMN "public"."query_assignments"."decision_id" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."ended_at" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."id" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."is_scheduled" IS 'Whether answer_due_at has been worked out. class: none';

COMMENT ON COLUMN "public"."query_assignments"."lease_until" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."query_assignments"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."source" IS 'person: somebody gave it; router: chosen, see decision_id; claim: the agent took it; item: the thing brought its assignee along. class: none';

COMMENT ON COLUMN "public"."query_assignments"."status" IS 'open: given, nothing done yet; claimed: taken for a while; accepted: being worked on; the others have ended. class: none';

COMMENT ON COLUMN "public"."query_assignments"."team" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."version" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments"."waiting_since" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments_counts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments_counts"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments_counts"."source" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."query_assignments_counts"."team" IS 'class: none';

COMMENT ON COLUMN "public"."routing_policies"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."routing_policies"."fair_limit_count" IS 'At most so many per agent in any fair_limit_minutes; null: no limit. class: none';

COMMENT ON COLUMN "public"."routing_policies"."fair_limit_minutes" IS 'class: none';

COMMENT ON COLUMN "public"."routing_policies"."id" IS 'class: none';

COMMENT ON COLUMN "public"."routing_policies"."is_enabled" IS 'Whether the router gives it out; otherwise agents take it themselves, or are given it by somebody. class: none';

COMMENT ON COLUMN "public"."routing_policies"."max_age_hours" IS 'What has had no activity for so long is left alone; null: nothing. class: none';

COMMENT ON COLUMN "public"."routing_policies"."relax_after_minutes" IS 'After so long the least important skill is given up; null: never. class: none';

COMMENT ON COLUMN "public"."routing_policies"."return_after_minutes" IS 'Business minutes after which it goes back when the agent has done nothing; null: never. class: none';

COMMENT ON COLUMN "public"."routing_policies"."sticky" IS 'class: none';

COMMENT ON COLUMN "public"."routing_policies"."strategy" IS 'class: none';

COMMENT ON COLUMN "public"."routing_policies"."team_id" IS 'Null: the default. class: none';

COMMENT ON COLUMN "public"."routing_policies"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."routing_policies"."version" IS 'class: none';

COMMENT ON COLUMN "public"."routing_policies"."while_on_call" IS 'class: none';

COMMENT ON TABLE "public"."assignable_kinds" IS 'Kinds of things that agents hold: one row each, by register_assignable. access: service only';

COMMENT ON TABLE "public"."assignment_bulk_items" IS 'The things of a bulk assignment, and what became of each; no outcome: not yet. access: service only';

COMMENT ON TABLE "public"."assignment_bulks" IS 'Assignments of many things at once. Which ones is fixed when it is ordered; filter is null when they were named. access: service only';

COMMENT ON TABLE "public"."assignment_queue" IS 'What waits for an agent: kept by follow_items from the views that register_assignable names.';

COMMENT ON TABLE "public"."assignment_queue_counts" IS 'How many rows of assignment_queue there are by channel, team, priority, lane: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."decision_contexts" IS 'What several decisions of one pass had in common, such as the agents as they were. access: service only';

COMMENT ON TABLE "public"."decision_sources" IS 'Where decisions are found that a module keeps in a table of its own: one view per kind. access: service only';

COMMENT ON TABLE "public"."decisions" IS 'What was done by itself, to what, and why: written in the transaction of the act, by record_decisions.';

COMMENT ON TABLE "public"."query_assignments" IS 'Who holds what, and who held it. The assignee of the thing itself is its copy, written in the same transaction.';

COMMENT ON TABLE "public"."query_assignments_counts" IS 'How many rows of query_assignments there are by status, channel, team, source, entity_type: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."routing_policies" IS 'How work is given out: one row per team, and one for what has no policy of its own.';

COMMENT ON VIEW "public"."decision_chat_triages" IS 'Triages of conversations as decisions. access: service only';

COMMENT ON VIEW "public"."decision_email_triages" IS 'Triages as decisions. access: service only';

COMMENT ON VIEW "public"."live_conversations" IS 'Conversations that are not finished. access: service only';

COMMENT ON VIEW "public"."live_email_threads" IS 'E-mail threads that are not finished. access: service only';

REVOKE ALL ON FUNCTION "public"."act_on_assignment"(jsonb, uuid, text, text, integer, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_assignment"(jsonb, uuid, text, text, integer, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_assignment"(jsonb, uuid, text, text, integer, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."age_assignment_queue"(timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."age_assignment_queue"(timestamp WITH time zone, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."age_assignment_queue"(timestamp WITH time zone, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."agent_warnings"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."agent_warnings"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."agent_warnings"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_query_assignments"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_query_assignments"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_query_assignments"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_conversations"(uuid[], uuid[], text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_conversations"(uuid[], uuid[], text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_conversations"(uuid[], uuid[], text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_email_threads"(uuid[], uuid[], text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_email_threads"(uuid[], uuid[], text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_email_threads"(uuid[], uuid[], text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_items"(text, jsonb, text, boolean, boolean, text, timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_items"(text, jsonb, text, boolean, boolean, text, timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_items"(text, jsonb, text, boolean, boolean, text, timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_routing"(boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_routing"(boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_routing"(boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."claim_next"(uuid, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_next"(uuid, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."claim_next"(uuid, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_assignment_queue_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_assignment_queue_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_assignment_queue_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_query_assignments_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_query_assignments_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_query_assignments_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."drop_old_decisions"(timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_old_decisions"(timestamp WITH time zone, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_old_decisions"(timestamp WITH time zone, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_overdue_assignments"(timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_overdue_assignments"(timestamp WITH time zone, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_overdue_assignments"(timestamp WITH time zone, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."fail_assignment_bulk"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."fail_assignment_bulk"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."fail_assignment_bulk"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."finish_routing"(jsonb, jsonb, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."finish_routing"(jsonb, jsonb, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."finish_routing"(jsonb, jsonb, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_assignable"(regclass, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable"(regclass, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."follow_assignable_conversations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_conversations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_conversations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_assignable_email_threads"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_email_threads"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_email_threads"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_items"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_items"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_items"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_routing_policies"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_routing_policies"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_routing_policies"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_assignment_bulk"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_assignment_bulk"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_assignment_bulk"(uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_assignment_queues"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_assignment_queues"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_assignment_queues"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_decisions"(text[], jsonb, jsonb, integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_decisions"(text[], jsonb, jsonb, integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_decisions"(text[], jsonb, jsonb, integer, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_routing_agents"(timestamp WITH time zone, interval, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_routing_agents"(timestamp WITH time zone, interval, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_routing_agents"(timestamp WITH time zone, interval, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_routing_policies"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_routing_policies"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_routing_policies"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_assignment_queue_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_assignment_queue_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_assignment_queue_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_query_assignments_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_query_assignments_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_query_assignments_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."live_items"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."live_items"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."live_items"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."lock_items"(text, uuid[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_items"(text, uuid[], boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_items"(text, uuid[], boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."mend_assignments"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mend_assignments"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mend_assignments"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."record_decisions"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_decisions"(jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_decisions"(jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_assignable"(text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_assignable"(text, text, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."register_decisions"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_decisions"(text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."ring_router"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ring_router"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ring_router"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."run_assignment_bulk"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."run_assignment_bulk"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."run_assignment_bulk"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."select_items"(text, jsonb, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."select_items"(text, jsonb, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."select_items"(text, jsonb, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_answer_due"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_answer_due"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_answer_due"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."start_assignment_bulk"(text, jsonb, uuid[], uuid, text, boolean, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_assignment_bulk"(text, jsonb, uuid[], uuid, text, boolean, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_assignment_bulk"(text, jsonb, uuid[], uuid, text, boolean, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_routing_items"(integer, text[], uuid[], uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_routing_items"(integer, text[], uuid[], uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_routing_items"(integer, text[], uuid[], uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."verify_assignments"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."verify_assignments"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."verify_assignments"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_copies"(text, uuid[], uuid[], text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_copies"(text, uuid[], uuid[], text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_copies"(text, uuid[], uuid[], text, text) TO "service_role";

REVOKE ALL ON TABLE "public"."assignable_kinds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignable_kinds" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignable_kinds" TO "service_role";

REVOKE ALL ON TABLE "public"."assignment_bulk_items" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignment_bulk_items" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignment_bulk_items" TO "service_role";

REVOKE ALL ON TABLE "public"."assignment_bulks" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignment_bulks" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignment_bulks" TO "service_role";

REVOKE ALL ON TABLE "public"."assignment_queue" FROM "authenticated";

GRANT SELECT ON TABLE "public"."assignment_queue" TO "authenticated";

REVOKE ALL ON TABLE "public"."assignment_queue" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignment_queue" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignment_queue" TO "service_role";

REVOKE ALL ON TABLE "public"."assignment_queue_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."assignment_queue_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."assignment_queue_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."assignment_queue_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."decision_contexts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decision_contexts" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decision_contexts" TO "service_role";

REVOKE ALL ON TABLE "public"."decision_sources" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decision_sources" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decision_sources" TO "service_role";

REVOKE ALL ON TABLE "public"."decisions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."decisions" TO "authenticated";

REVOKE ALL ON TABLE "public"."decisions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decisions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decisions" TO "service_role";

REVOKE ALL ON TABLE "public"."query_assignments" FROM "authenticated";

GRANT SELECT ON TABLE "public"."query_assignments" TO "authenticated";

REVOKE ALL ON TABLE "public"."query_assignments" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."query_assignments" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."query_assignments" TO "service_role";

REVOKE ALL ON TABLE "public"."query_assignments_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."query_assignments_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."query_assignments_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."query_assignments_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."routing_policies" FROM "authenticated";

GRANT SELECT ON TABLE "public"."routing_policies" TO "authenticated";

REVOKE ALL ON TABLE "public"."routing_policies" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."routing_policies" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."routing_policies" TO "service_role";

REVOKE ALL ON TABLE "public"."decision_chat_triages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decision_chat_triages" TO "postgres";

REVOKE ALL ON TABLE "public"."decision_chat_triages" FROM "service_role";

GRANT SELECT ON TABLE "public"."decision_chat_triages" TO "service_role";

REVOKE ALL ON TABLE "public"."decision_email_triages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."decision_email_triages" TO "postgres";

REVOKE ALL ON TABLE "public"."decision_email_triages" FROM "service_role";

GRANT SELECT ON TABLE "public"."decision_email_triages" TO "service_role";

REVOKE ALL ON TABLE "public"."live_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."live_conversations" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_email_threads" TO "postgres";

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_email_threads" TO "service_role";

select public.register_assignable('conversation', 'chats', 'conversations', 'live_conversations', 'assign_conversations');
select public.register_assignable('email_thread', 'emails', 'email_threads', 'live_email_threads', 'assign_email_threads');
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete. Whoever may create takes work, whoever may edit gives it to others.
select public.register_module('assignments', 'Assignments', 'Who holds what, what waits, and how it is given out.', 'vced', 'vc', 'v');
insert into public.routing_policies (team_id) values (null) on conflict (team_id) do nothing;
select public.register_decisions('email.triage', 'emails', 'decision_email_triages');
select public.register_decisions('chat.triage', 'chats', 'decision_chat_triages');
