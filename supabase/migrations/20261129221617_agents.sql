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

ALTER TABLE "public"."departments"
  ADD CONSTRAINT "departments_calendar_id_fkey" FOREIGN KEY (calendar_id) REFERENCES public.calendars(id) ON DELETE SET NULL;

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

CREATE VIEW "public"."agent_refunds" WITH (security_invoker=true) AS  SELECT assignee_id AS agent_id,
    id AS item_id
   FROM public.refunds r
  WHERE ((status = ANY (ARRAY['pending'::text, 'in_review'::text, 'approved'::text, 'processing'::text, 'failed'::text])) AND (assignee_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_refunds" FROM "anon", "authenticated";

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

CREATE INDEX departments_calendar ON public.departments USING btree (calendar_id)
  WHERE (calendar_id IS NOT NULL);

CREATE INDEX departments_list ON public.departments USING btree (created_at DESC, id DESC);

CREATE INDEX departments_name ON public.departments USING btree (name, id);

CREATE INDEX departments_numbers ON public.departments USING gin (numbers);

CREATE INDEX departments_search ON public.departments USING gin (key extensions.gin_trgm_ops, name extensions.gin_trgm_ops);

CREATE INDEX departments_team ON public.departments USING btree (team_id, created_at DESC, id DESC);

CREATE INDEX emails_writer ON public.emails USING btree (created_by, sent_at)
  WHERE ((direction = 'outbound'::text) AND (created_by IS NOT NULL));

CREATE INDEX socket_presence_node ON public.socket_presence USING btree (node_id);

CREATE INDEX team_members_agent ON public.team_members USING btree (agent_id);

CREATE INDEX teams_calendar ON public.teams USING btree (calendar_id)
  WHERE (calendar_id IS NOT NULL);

CREATE INDEX teams_list ON public.teams USING btree (created_at DESC, id DESC);

CREATE INDEX teams_name ON public.teams USING btree (name, id);

CREATE INDEX teams_search ON public.teams USING gin (key extensions.gin_trgm_ops, name extensions.gin_trgm_ops);

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

CREATE POLICY "departments_view" ON "public"."departments"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT (EXISTS ( SELECT
           FROM public.viewable_modules() viewable_modules(viewable_modules))) AS "exists"));

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

COMMENT ON TABLE "public"."departments" IS 'What a caller reaches: the numbers, the team that answers, and when.';

COMMENT ON TABLE "public"."socket_presence" IS 'Which users have a socket open, on which node; a node says again and again that it is there. access: service only';

COMMENT ON TABLE "public"."teams" IS 'Agents who work together.';

COMMENT ON TABLE "public"."work_intervals" IS 'From clock-in to clock-out. What an agent worked is worked out from them alone.';

COMMENT ON VIEW "public"."agent_email_threads" IS 'Live e-mail threads that agents hold. access: service only';

COMMENT ON VIEW "public"."agent_handled_calls" IS 'Calls that agents answered. access: service only';

COMMENT ON VIEW "public"."agent_handled_emails" IS 'E-mails that agents sent. access: service only';

COMMENT ON VIEW "public"."agent_refunds" IS 'Refunds that agents have to see through. access: service only';

REVOKE ALL ON FUNCTION "public"."agent_status_of"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."agent_status_of"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."agent_status_of"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_agent_presence"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agent_presence"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agent_presence"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_agents"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agents"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_agents"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_agent"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_agent"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_agent"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_agent_availability"(uuid, text, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_agent_availability"(uuid, text, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_agent_availability"(uuid, text, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."clock_in"(uuid, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."clock_in"(uuid, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."clock_in"(uuid, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."clock_out"(uuid, timestamp WITH time zone, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."clock_out"(uuid, timestamp WITH time zone, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."clock_out"(uuid, timestamp WITH time zone, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."correct_work_interval"(uuid, uuid, timestamp WITH time zone, timestamp WITH time zone, text, integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."correct_work_interval"(uuid, uuid, timestamp WITH time zone, timestamp WITH time zone, text, integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."correct_work_interval"(uuid, uuid, timestamp WITH time zone, timestamp WITH time zone, text, integer, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."delete_agent"(uuid, integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_agent"(uuid, integer, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."delete_agent"(uuid, integer, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_agents"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_agents"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_agents"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_agents_for_import"(uuid[], text[], text[], text[], text[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_agents_for_import"(uuid[], text[], text[], text[], text[], boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_agents_for_import"(uuid[], text[], text[], text[], text[], boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_forgotten_work"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_forgotten_work"(timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_forgotten_work"(timestamp WITH time zone) TO "service_role";

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

REVOKE ALL ON FUNCTION "public"."get_team_members"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_team_members"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_team_members"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_agent_statuses"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agent_statuses"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_agent_statuses"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_default_calendar"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_default_calendar"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_default_calendar"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_department_numbers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_department_numbers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_department_numbers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."lock_agent"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_agent"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."lock_agent"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_socket_presence"(uuid, uuid[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_socket_presence"(uuid, uuid[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_socket_presence"(uuid, uuid[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."refresh_agent_presence"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_agent_presence"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_agent_presence"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."refuse_used_agent_status"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refuse_used_agent_status"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refuse_used_agent_status"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_agent_work"(text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_agent_work"(text, text, text, text, text) TO "postgres";

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

REVOKE ALL ON FUNCTION "public"."save_agent"(uuid, jsonb, jsonb, text[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_agent"(uuid, jsonb, jsonb, text[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_agent"(uuid, jsonb, jsonb, text[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_agent_status"(uuid, text, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_agent_status"(uuid, text, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_agent_status"(uuid, text, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_team_member"(uuid, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_team_member"(uuid, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_team_member"(uuid, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_over_agent_keys"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_over_agent_keys"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_over_agent_keys"() TO "service_role";

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

REVOKE ALL ON TABLE "public"."departments" FROM "authenticated";

GRANT SELECT ON TABLE "public"."departments" TO "authenticated";

REVOKE ALL ON TABLE "public"."departments" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."departments" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."departments" TO "service_role";

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

REVOKE ALL ON TABLE "public"."work_intervals" FROM "authenticated";

GRANT SELECT ON TABLE "public"."work_intervals" TO "authenticated";

REVOKE ALL ON TABLE "public"."work_intervals" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."work_intervals" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."work_intervals" TO "service_role";

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

REVOKE ALL ON TABLE "public"."agent_refunds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_refunds" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_refunds" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_refunds" TO "service_role";

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('agents', 'Agents', 'Who works here: skills, capacity, availability, working time.', 'vced', 'v', 'v');
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
select public.register_module('departments', 'Departments', 'What callers reach: numbers, teams, hours.', 'vced', 'v', 'v');
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
