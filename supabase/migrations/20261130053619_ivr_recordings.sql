set check_function_bodies = off;

DROP POLICY "call_categories_view" ON "public"."call_categories";

DROP POLICY "ivr_call_backs_view" ON "public"."ivr_call_backs";

DROP POLICY "ivr_calls_edit" ON "public"."ivr_calls";

DROP POLICY "ivr_calls_view" ON "public"."ivr_calls";

DROP FUNCTION "public"."count_ivr_calls"();

DROP FUNCTION "public"."get_call_categories"(text, boolean);

DROP FUNCTION "public"."register_agent_work"(text, text, text, text, text);

ALTER TABLE "public"."agent_work_sources"
  ADD COLUMN "on_call" text;

ALTER TABLE "public"."ivr_call_recordings"
  ADD COLUMN "state" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'wanted'::text;

ALTER TABLE "public"."ivr_call_recordings"
  ADD COLUMN "reason" text;

ALTER TABLE "public"."ivr_call_recordings"
  ADD COLUMN "mime" text;

ALTER TABLE "public"."ivr_call_recordings"
  ADD COLUMN "sha256" text COLLATE pg_catalog."C";

ALTER TABLE "public"."ivr_call_recordings"
  ADD COLUMN "size" bigint;

ALTER TABLE "public"."ivr_call_recordings"
  ADD COLUMN "tries" integer NOT NULL DEFAULT 0;

ALTER TABLE "public"."ivr_call_recordings"
  ADD COLUMN "wanted_since" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."ivr_call_recordings"
  ADD COLUMN "next_try_at" timestamp WITH time zone;

CREATE OR REPLACE FUNCTION public.announce_call_categories()
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
        select 'calls', 'call_category' || ':created', n.id::text, 'call_categories', null::uuid, jsonb_build_object('parent_id', n.parent_id, 'department', n.department, 'name', n.name, 'position', n."position", 'is_active', n.is_active, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(public.department_scopes(n.department, true), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'calls', 'call_category' || ':removed', o.id::text, 'call_categories', null::uuid, array_remove(public.department_scopes(o.department, true), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'calls', 'call_category' || ':removed', o.id::text, 'call_categories', null::uuid, array_remove(public.department_scopes(o.department, true), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(public.department_scopes(o.department, true), null) <> array_remove(public.department_scopes(n.department, true), null) and array_remove(public.department_scopes(o.department, true), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'calls', 'call_category' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'call_categories', null::uuid, jsonb_build_object('parent_id', n.parent_id, 'department', n.department, 'name', n.name, 'position', n."position", 'is_active', n.is_active, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(public.department_scopes(n.department, true), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.parent_id, n.department, n.name, n."position", n.is_active, n.version, n.deleted_at) is distinct from row(o.parent_id, o.department, o.name, o."position", o.is_active, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_ivr_calls()
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
        select 'calls', 'ivr_call' || ':created', n.id::text, 'ivr', null::uuid, jsonb_build_object('provider_id', n.provider_id, 'status', n.status, 'direction', n.direction, 'customer_number', n.customer_number, 'customer_id', n.customer_id, 'department', n.department, 'agent_id', n.agent_id, 'agent_name', n.agent_name, 'assignee_id', n.assignee_id, 'category_id', n.category_id, 'started_at', n.started_at, 'answered_at', n.answered_at, 'ended_at', n.ended_at, 'talk_seconds', n.talk_seconds, 'is_missed_entry', n.is_missed_entry, 'missed_count', n.missed_count, 'closed_at', n.closed_at, 'attempts', n.attempts, 'is_sla_breached', n.is_sla_breached, 'version', n.version), array_remove(public.department_scopes(n.department), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'calls', 'ivr_call' || ':removed', o.id::text, 'ivr', null::uuid, array_remove(public.department_scopes(o.department), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'calls', 'ivr_call' || ':removed', o.id::text, 'ivr', null::uuid, array_remove(public.department_scopes(o.department), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(public.department_scopes(o.department), null) <> array_remove(public.department_scopes(n.department), null) and array_remove(public.department_scopes(o.department), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'calls', 'ivr_call' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'ivr', null::uuid, jsonb_build_object('provider_id', n.provider_id, 'status', n.status, 'direction', n.direction, 'customer_number', n.customer_number, 'customer_id', n.customer_id, 'department', n.department, 'agent_id', n.agent_id, 'agent_name', n.agent_name, 'assignee_id', n.assignee_id, 'category_id', n.category_id, 'started_at', n.started_at, 'answered_at', n.answered_at, 'ended_at', n.ended_at, 'talk_seconds', n.talk_seconds, 'is_missed_entry', n.is_missed_entry, 'missed_count', n.missed_count, 'closed_at', n.closed_at, 'attempts', n.attempts, 'is_sla_breached', n.is_sla_breached, 'version', n.version), array_remove(public.department_scopes(n.department), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.provider_id, n.status, n.direction, n.customer_number, n.customer_id, n.department, n.agent_id, n.agent_name, n.assignee_id, n.category_id, n.started_at, n.answered_at, n.ended_at, n.talk_seconds, n.is_missed_entry, n.missed_count, n.closed_at, n.attempts, n.is_sla_breached, n.version) is distinct from row(o.provider_id, o.status, o.direction, o.customer_number, o.customer_id, o.department, o.agent_id, o.agent_name, o.assignee_id, o.category_id, o.started_at, o.answered_at, o.ended_at, o.talk_seconds, o.is_missed_entry, o.missed_count, o.closed_at, o.attempts, o.is_sla_breached, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

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
        'sla_breached', coalesce(sum(c.rows) filter (where c.is_sla_breached and c.status <> 'completed'), 0)) as figures,
      coalesce(sum(c.rows), 0) as rows
    from public.ivr_calls_counts c where p_departments is null or c.department = any (p_departments) group by grouping sets ((), (c.department))
  )
  select jsonb_build_object(
    'total', (select figures from counts where is_total = 1),
    'by_department', coalesce((select jsonb_agg(jsonb_build_object('department', department) || figures order by department nulls last)
      from counts where is_total = 0 and rows > 0), '[]'))
$function$;

REVOKE ALL ON FUNCTION "public"."count_ivr_calls"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.department_scopes (
  p_key    text,
  p_shared boolean DEFAULT false
)
  RETURNS text[]
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select array(select 'department:' || d.id from public.departments d where d.key = p_key or p_shared and p_key is null)
$function$;

REVOKE ALL ON FUNCTION "public"."department_scopes"(text, boolean) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.end_lost_calls()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent uuid;
  v_ended integer := 0;
begin
  for v_agent in
    select a.id from public.agents a join public.agent_availability v on v.agent_id = a.id and v.ended_at is null and v.source = 'call'
    where a.availability = 'busy' and a.deleted_at is null and not public.is_on_call(a.id) order by a.id
  loop
    perform public.follow_agent_call(v_agent, false);
    v_ended := v_ended + 1;
  end loop;
  return v_ended;
end $function$;

REVOKE ALL ON FUNCTION "public"."end_lost_calls"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.explain_ivr_calls (
  p_before jsonb,
  p_calls  jsonb,
  p_events jsonb
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
  v_decisions jsonb;
begin
  select jsonb_agg(d.decision || jsonb_build_object('entity_type', 'ivr_call', 'entity_id', d.id, 'module', 'ivr', 'rule_version', '1') order by d.place, d.id)
  into v_decisions
  from (
    select c.id, k.place, k.decision
    from jsonb_to_recordset(p_calls) g (id uuid)
    join public.ivr_calls c on c.id = g.id
    cross join lateral (select coalesce(p_before -> c.id::text, '{}') as was) b
    cross join lateral (
      select 1 as place, jsonb_build_object('kind', 'ivr.department', 'rule', coalesce(c.department_source, 'none'),
        'chosen', case when c.department is not null then jsonb_build_object('department', c.department) end,
        'reason', case c.department_source
          when 'digit' then 'The caller pressed ' || c.ivr_digits || ' in the menu.'
          when 'provider' then 'The provider names the department.'
          when 'number' then 'The caller rang a number of this department.'
          when 'default' then 'Neither the menu, the provider nor the number tells a department; this is the provider''s default.'
          else 'Neither the menu, the provider nor the number tells a department, and the provider has no default.' end,
        'inputs', jsonb_build_object('provider_id', c.provider_id, 'ivr_digits', c.ivr_digits, 'did_number', c.did_number)) as decision
      where c.department_source is distinct from 'person'
        and (was = '{}' or (was ->> 'department', was ->> 'department_source') is distinct from (c.department, c.department_source))
      union all
      select 2, jsonb_build_object('kind', 'ivr.assign', 'rule', 'answered', 'chosen', jsonb_build_object('agent_id', c.assignee_id),
        'reason', 'The agent answered the call.', 'inputs', jsonb_build_object('agent_number', c.agent_number, 'agent_ref', c.agent_ref))
      where c.assignee_id is not null and was ->> 'assignee_id' is null
      union all
      select 3, jsonb_build_object('kind', 'ivr.categorise', 'rule', 'provider', 'chosen', jsonb_build_object('category_id', c.category_id),
        'reason', 'The provider says what the call was about, by the name of this category.', 'inputs', jsonb_build_object('disposition_raw', c.disposition_raw))
      where c.category_id is not null and was ->> 'category_id' is null
    ) k
    union all
    select n.call_id, 4, jsonb_build_object('kind', 'ivr.end_call', 'rule', 'silence', 'chosen', jsonb_build_object('status', c.provider_status),
      'reason', 'Nobody told its end for longer than a call lasts.', 'inputs', jsonb_build_object('started_at', c.started_at, 'at', n.received_at))
    from jsonb_to_recordset(p_events) n (call_id uuid, webhook_event_id bigint, received_at timestamptz)
    join public.ivr_calls c on c.id = n.call_id
    where n.webhook_event_id is null
  ) d;
  if v_decisions is not null then
    perform public.record_decisions(v_decisions);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."explain_ivr_calls"(jsonb, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_agent_call (
  p_agent_id uuid,
  p_on_call  boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent  public.agents;
  v_source text;
  v_next   public.agent_statuses;
begin
  select * into v_agent from public.agents a where a.id = p_agent_id and a.deleted_at is null for update;
  select v.source into v_source from public.agent_availability v where v.agent_id = p_agent_id and v.ended_at is null;
  if v_agent.id is null or (p_on_call and v_agent.availability not in ('available', 'wrap_up'))
    or (not p_on_call and (v_agent.availability <> 'busy' or v_source is distinct from 'call')) then
    return;
  end if;
  if not p_on_call and public.is_on_call(p_agent_id) then
    return;
  end if;
  select * into v_next from public.agent_statuses s
  where s.category = case when p_on_call then 'busy' else 'wrap_up' end and s.is_enabled order by s.position, s.id limit 1;
  perform public.set_agent_status(p_agent_id, v_next.status, case when p_on_call then 'on a call' else 'after a call' end, 'call');
  if not p_on_call and v_next.ends_after_seconds > 0 and to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job('agents.end_status', json_build_object('agent_id', p_agent_id), job_key => 'agents.end_status:' || p_agent_id,
      run_at => now() + v_next.ends_after_seconds * interval '1 second');
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.follow_call_attempts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent record;
begin
  for v_agent in
    select distinct a.id, n.state = 'sent' and n.reports = 0 as is_on
    from new_rows n
    join old_rows o on o.id = n.id and (o.state = 'sent' and o.reports = 0) <> (n.state = 'sent' and n.reports = 0)
    join public.agents a on a.deleted_at is null and right(regexp_replace(a.phone_number, '\D', '', 'g'), 10) = right(n.agent_number, 10)
    where length(n.agent_number) >= 10 and n.send_after > now() - interval '1 hour'
    order by 1, 2
  loop
    perform public.follow_agent_call(v_agent.id, v_agent.is_on);
  end loop;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_call_attempts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_ivr_agents()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent uuid;
begin
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

CREATE OR REPLACE FUNCTION public.get_call_categories (
  p_departments text[]  DEFAULT NULL::text[],
  p_is_active   boolean DEFAULT NULL::boolean
)
  RETURNS SETOF public.call_categories
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select * from public.call_categories c
  where c.deleted_at is null and (p_departments is null or c.department is null or c.department = any (p_departments))
    and (p_is_active is null or c.is_active = p_is_active)
  order by c.position, c.name, c.id limit 5000
$function$;

REVOKE ALL ON FUNCTION "public"."get_call_categories"(text[], boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.is_on_call (
  p_agent_id uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_view text;
  v_is   boolean;
begin
  for v_view in select s.on_call from public.agent_work_sources s where s.on_call is not null order by 1 loop
    execute format('select exists (select from public.%I o where o.agent_id = $1)', v_view) into v_is using p_agent_id;
    if v_is then
      return true;
    end if;
  end loop;
  return false;
end $function$;

REVOKE ALL ON FUNCTION "public"."is_on_call"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130053619' $function$;

CREATE OR REPLACE FUNCTION public.open_ivr_recording (
  p_call_id uuid,
  p_user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_recording jsonb := (
    select jsonb_build_object('sha256', r.sha256, 'mime', r.mime, 'size', r.size, 'state', r.state, 'reason', r.reason)
    from public.ivr_call_recordings r where r.call_id = p_call_id);
begin
  if v_recording ->> 'sha256' is not null then
    perform public.log_activity('access', 'ivr_call_recordings', p_call_id::text, p_actor_id => p_user_id);
  end if;
  return v_recording;
end $function$;

REVOKE ALL ON FUNCTION "public"."open_ivr_recording"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.register_agent_work (
  p_entity_type text,
  p_channel     text,
  p_held        text DEFAULT NULL::text,
  p_handled     text DEFAULT NULL::text,
  p_release     text DEFAULT NULL::text,
  p_on_call     text DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.agent_work_sources (entity_type, channel, held, handled, release, on_call)
  values (p_entity_type, p_channel, p_held, p_handled, p_release, p_on_call)
  on conflict (entity_type) do update set
    channel = excluded.channel, held = excluded.held, handled = excluded.handled, release = excluded.release, on_call = excluded.on_call
$function$;

REVOKE ALL ON FUNCTION "public"."register_agent_work"(text, text, text, text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.retry_ivr_recording (
  p_call_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_state text := (select r.state from public.ivr_call_recordings r where r.call_id = p_call_id for update);
begin
  if v_state is null then
    raise exception 'ivr_recording_missing' using errcode = 'P0404', detail = jsonb_build_object('id', p_call_id);
  elsif v_state <> 'missing' then
    raise exception 'ivr_recording_not_missing' using errcode = 'P0409', detail = 'It is ' || v_state || '.';
  end if;
  update public.ivr_call_recordings r set state = 'wanted', reason = null, tries = 0, wanted_since = now(), next_try_at = now(), updated_at = now()
  where r.call_id = p_call_id;
  perform public.log_activity('retry', 'ivr_call_recordings', p_call_id::text);
  perform graphile_worker.add_job('ivr.fetch_recording', json_build_object('call_id', p_call_id), job_key => 'ivr_recording:' || p_call_id);
end $function$;

REVOKE ALL ON FUNCTION "public"."retry_ivr_recording"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_ivr_recording (
  p_call_id     uuid,
  p_url         text,
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
  update public.ivr_call_recordings r set state = p_state, reason = p_reason, sha256 = p_sha256, size = p_size, mime = p_mime, tries = r.tries + 1,
    next_try_at = p_next_try_at, updated_at = now()
  where r.call_id = p_call_id and r.url = p_url and r.state = 'wanted' returning r.state into v_state;
  if v_state = 'wanted' then
    perform graphile_worker.add_job('ivr.fetch_recording', json_build_object('call_id', p_call_id), run_at => p_next_try_at,
      job_key => 'ivr_recording:' || p_call_id);
  end if;
  return v_state;
end $function$;

REVOKE ALL ON FUNCTION "public"."settle_ivr_recording"(uuid, text, text, text, text, bigint, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_missed_calls (
  p_numbers text[]
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
  v_decisions jsonb;
begin
  -- Two batches with the same callers take turns.
  perform pg_advisory_xact_lock(hashtextextended('ivr_caller:' || n.number, 0)) from (select distinct unnest(p_numbers) as number order by 1) n;
  with missed as (
    select c.id, c.customer_number, c.started_at, c.completed_at, contact.at as closed_at, contact.call_id as closed_by, contact.how
    from (select distinct unnest(p_numbers) as number) n
    join public.ivr_calls c on c.customer_number = n.number and c.provider_status = 'missed' and c.direction is distinct from 'outbound'
    left join lateral (
      select k.at, k.call_id, k.how from (
        (select coalesce(a.answered_at, a.started_at) as at, a.id as call_id, 'answered' as how from public.ivr_calls a
         where a.customer_number = n.number and a.started_at >= c.started_at and a.provider_status = 'answered' and a.id <> c.id
         order by a.started_at limit 1)
        union all
        (select m.completed_at, m.id, 'completed' from public.ivr_calls m
         where m.customer_number = n.number and m.provider_status = 'missed' and m.completed_at >= c.started_at and m.id <> c.id
         order by m.completed_at limit 1)
        union all
        (select coalesce(t.started_at, b.created_at), null, 'called_back' from public.ivr_calls m join public.ivr_call_backs b on b.call_id = m.id
         join public.call_attempts t on t.id = b.attempt_id
         where m.customer_number = n.number and t.outcome = 'answered' and coalesce(t.started_at, b.created_at) >= c.started_at
         order by 1 limit 1)
      ) k order by k.at, k.call_id nulls last limit 1
    ) contact on true
  ), judged as (
    select m.*, m.closed_at is null and m.completed_at is null as is_open,
      row_number() over w as place, first_value(m.id) over w as entry_id, count(*) over w_all as calls, max(m.started_at) over w_all as last_at
    from missed m
    window w as (partition by m.customer_number, m.closed_at is null and m.completed_at is null order by m.started_at, m.id),
      w_all as (partition by m.customer_number, m.closed_at is null and m.completed_at is null)
  ), wanted as (
    select j.id, j.is_open and j.place = 1 as is_entry, case when j.is_open and j.place > 1 then j.entry_id end as entry_id,
      case when j.is_open and j.place = 1 then j.calls else 0 end as calls, case when j.is_open and j.place = 1 then j.last_at end as last_at,
      case when j.completed_at is null then j.closed_at end as closed_at, case when j.completed_at is null then j.closed_by end as closed_by,
      j.how
    from judged j
    union all
    -- What turned out to be no missed call is no entry any more.
    select c.id, false, null, 0, null, null, null, null from public.ivr_calls c
    where c.customer_number = any (p_numbers) and (c.provider_status <> 'missed' or c.direction = 'outbound')
      and (c.is_missed_entry or c.missed_entry_id is not null or c.closed_at is not null)
  ), settled as (
    update public.ivr_calls c set is_missed_entry = w.is_entry, missed_entry_id = w.entry_id, missed_count = w.calls, last_missed_at = w.last_at,
      closed_at = w.closed_at, closed_by_call_id = w.closed_by
    from wanted w
    where c.id = w.id and (c.is_missed_entry, c.missed_entry_id, c.missed_count, c.last_missed_at, c.closed_at, c.closed_by_call_id)
      is distinct from (w.is_entry, w.entry_id, w.calls, w.last_at, w.closed_at, w.closed_by)
    returning c.id, c.closed_at, c.closed_by_call_id, c.completed_at, w.how
  )
  select jsonb_agg(jsonb_build_object('kind', 'ivr.close_missed', 'entity_type', 'ivr_call', 'entity_id', s.id, 'module', 'ivr', 'rule_version', '1',
    'rule', case when s.closed_at is null then 'none' else s.how end,
    'chosen', case when s.closed_at is not null then jsonb_build_object('closed_at', s.closed_at, 'closed_by_call_id', s.closed_by_call_id) end,
    'reason', case when s.closed_at is null then 'What had made good for this missed call does not hold any more.'
      when s.how = 'answered' then 'The caller was talked to in a later call.'
      when s.how = 'completed' then 'A person completed another missed call of this caller.'
      else 'We called back, and the caller answered.' end) order by s.id)
  into v_decisions
  from settled s
  -- As it was before this statement.
  join public.ivr_calls b on b.id = s.id
  where s.completed_at is null
    and ((b.closed_at is null) <> (s.closed_at is null) or b.closed_by_call_id is distinct from s.closed_by_call_id);
  if v_decisions is not null then
    perform public.record_decisions(v_decisions);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.store_ivr_calls (
  p_calls  jsonb,
  p_events jsonb
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
  v_numbers    text[];
  v_callers    text[];
  v_customers  jsonb;
  v_left       uuid[];
  v_before     jsonb;
  v_recordings uuid[];
begin
  v_left := array(
    select distinct e.call_id from jsonb_to_recordset(p_events) n (call_id uuid, webhook_event_id bigint)
    join public.ivr_call_events e on e.webhook_event_id = n.webhook_event_id where e.call_id <> n.call_id);
  -- Whose missed calls are to be looked at: callers of now, and those that calls had before.
  v_numbers := array(
    select n.number from jsonb_to_recordset(p_calls) g (id uuid, customer_number text, provider_status text, started_at timestamptz, direction text)
    left join public.ivr_calls c on c.id = g.id
    cross join lateral (values (g.customer_number), (c.customer_number)) n (number)
    where n.number is not null and (c.customer_number, c.provider_status, c.started_at, c.direction)
      is distinct from (g.customer_number, g.provider_status, g.started_at, g.direction)
    union
    select c.customer_number from public.ivr_calls c where c.id = any (v_left) and c.customer_number is not null);
  v_callers := array(select distinct g.customer from jsonb_to_recordset(p_calls) g (customer text) where g.customer is not null order by 1);
  if cardinality(v_callers) > 0 then
    select jsonb_object_agg(v_callers[r.item + 1], r.customer_id) into v_customers
    from public.resolve_customers((
      select jsonb_agg(jsonb_build_object('identities', jsonb_build_array(jsonb_build_object('kind', 'phone', 'value', k.number, 'written', k.number, 'verified', true)),
        'name', (select max(g.customer_name) from jsonb_to_recordset(p_calls) g (customer text, customer_name text) where g.customer = k.number),
        'source', 'ivr', 'at', (select max(g.started_at) from jsonb_to_recordset(p_calls) g (customer text, started_at timestamptz) where g.customer = k.number)) order by k.place)
      from unnest(v_callers) with ordinality k (number, place))) r;
  end if;

  select coalesce(jsonb_object_agg(b.id, b.decided), '{}') into v_before from (
    select c.id, jsonb_build_object('department', c.department, 'department_source', c.department_source, 'assignee_id', c.assignee_id,
      'category_id', c.category_id) as decided
    from public.ivr_calls c where c.id in (select g.id from jsonb_to_recordset(p_calls) g (id uuid)) order by c.id for no key update
  ) b;
  insert into public.ivr_calls as c (id, provider_id, provider_call_id, provider_status, raw_status, direction, customer_number, customer_name, customer_id,
    did_number, department, department_source, agent_id, agent_number, agent_ref, agent_name, assignee_id, language, ivr_digits, started_at, answered_at,
    ended_at, ring_seconds, talk_seconds, total_seconds, billed_seconds, has_recording, is_after_hours, disposition_raw, category_id, flags, event_count)
  select g.id, g.provider_id, g.provider_call_id, g.provider_status, g.raw_status, g.direction, g.customer_number, g.customer_name,
    (v_customers ->> g.customer)::uuid, g.did_number, g.department, g.department_source, g.agent_id, g.agent_number, g.agent_ref, g.agent_name,
    case when g.provider_status = 'answered' then g.agent_id end, g.language, g.ivr_digits, g.started_at, g.answered_at, g.ended_at, g.ring_seconds,
    g.talk_seconds, g.total_seconds, g.billed_seconds, g.recording_url is not null, g.is_after_hours, g.disposition_raw,
    (select k.id from public.call_categories k where lower(k.name) = lower(g.disposition_raw) and k.deleted_at is null order by k.created_at, k.id limit 1),
    g.flags, g.event_count
  from jsonb_to_recordset(p_calls) g (id uuid, provider_id uuid, provider_call_id text, provider_status text, raw_status text, direction text,
    customer_number text, customer_name text, customer text, did_number text, department text, department_source text, agent_id uuid, agent_number text,
    agent_ref text, agent_name text, language text, ivr_digits text, started_at timestamptz, answered_at timestamptz, ended_at timestamptz,
    ring_seconds integer, talk_seconds integer, total_seconds integer, billed_seconds integer, recording_url text, is_after_hours boolean,
    disposition_raw text, flags text[], event_count integer)
  order by g.id
  on conflict (id) do update set
    provider_status = excluded.provider_status, raw_status = excluded.raw_status, direction = excluded.direction, customer_number = excluded.customer_number,
    customer_name = excluded.customer_name,
    customer_id = case when excluded.customer_number is distinct from c.customer_number then excluded.customer_id else coalesce(c.customer_id, excluded.customer_id) end,
    did_number = excluded.did_number, department = case when c.department_source = 'person' then c.department else excluded.department end,
    department_source = case when c.department_source = 'person' then c.department_source else excluded.department_source end,
    agent_id = excluded.agent_id, agent_number = excluded.agent_number, agent_ref = excluded.agent_ref, agent_name = excluded.agent_name,
    assignee_id = coalesce(c.assignee_id, excluded.assignee_id), language = excluded.language, ivr_digits = excluded.ivr_digits,
    started_at = excluded.started_at, answered_at = excluded.answered_at, ended_at = excluded.ended_at, ring_seconds = excluded.ring_seconds,
    talk_seconds = excluded.talk_seconds, total_seconds = excluded.total_seconds, billed_seconds = excluded.billed_seconds,
    has_recording = excluded.has_recording, is_after_hours = excluded.is_after_hours, disposition_raw = excluded.disposition_raw,
    category_id = coalesce(c.category_id, excluded.category_id), flags = excluded.flags, event_count = excluded.event_count, updated_at = now()
  where (c.provider_status, c.raw_status, c.direction, c.customer_number, c.customer_name, c.did_number, c.agent_id, c.agent_number, c.agent_ref, c.agent_name,
      c.language, c.ivr_digits, c.started_at, c.answered_at, c.ended_at, c.ring_seconds, c.talk_seconds, c.total_seconds, c.billed_seconds, c.has_recording,
      c.is_after_hours, c.disposition_raw, c.flags, c.event_count)
    is distinct from (excluded.provider_status, excluded.raw_status, excluded.direction, excluded.customer_number, excluded.customer_name, excluded.did_number,
      excluded.agent_id, excluded.agent_number, excluded.agent_ref, excluded.agent_name, excluded.language, excluded.ivr_digits, excluded.started_at,
      excluded.answered_at, excluded.ended_at, excluded.ring_seconds, excluded.talk_seconds, excluded.total_seconds, excluded.billed_seconds,
      excluded.has_recording, excluded.is_after_hours, excluded.disposition_raw, excluded.flags, excluded.event_count)
    or (c.department_source is distinct from 'person' and (c.department, c.department_source) is distinct from (excluded.department, excluded.department_source))
    or (c.customer_id is null and excluded.customer_id is not null) or (c.category_id is null and excluded.category_id is not null);

  -- One that is kept somewhere else by now is fetched anew.
  with wanted as (
    insert into public.ivr_call_recordings as r (call_id, url, next_try_at)
    select g.id, g.recording_url, now() from jsonb_to_recordset(p_calls) g (id uuid, recording_url text) where g.recording_url is not null
    on conflict (call_id) do update set url = excluded.url, state = 'wanted', reason = null, mime = null, sha256 = null, size = null, tries = 0,
      wanted_since = now(), next_try_at = now(), updated_at = now()
    where r.url <> excluded.url
    returning r.call_id
  )
  select array_agg(w.call_id) into v_recordings from wanted w;
  perform graphile_worker.add_job('ivr.fetch_recording', json_build_object('call_id', r), job_key => 'ivr_recording:' || r) from unnest(v_recordings) r;
  insert into public.ivr_call_events as e (call_id, webhook_event_id, received_at, mapping_version, event)
  select n.call_id, n.webhook_event_id, n.received_at, n.mapping_version, n.event
  from jsonb_to_recordset(p_events) n (call_id uuid, webhook_event_id bigint, received_at timestamptz, mapping_version integer, event jsonb)
  on conflict (webhook_event_id) do update set call_id = excluded.call_id, mapping_version = excluded.mapping_version, event = excluded.event
  where (e.call_id, e.mapping_version, e.event) is distinct from (excluded.call_id, excluded.mapping_version, excluded.event);

  delete from public.ivr_calls c where c.id = any (v_left) and c.completed_at is null and c.assignee_id is null and c.notes = '' and c.attempts = 0
    and not exists (select from public.ivr_call_events e where e.call_id = c.id);
  perform public.explain_ivr_calls(v_before, p_calls, p_events);
  if cardinality(v_numbers) > 0 then
    perform public.settle_missed_calls(v_numbers);
  end if;
end $function$;

ALTER TABLE "public"."ivr_call_recordings"
  ADD CONSTRAINT "ivr_call_recordings_check" CHECK (((state = 'stored'::text) = (sha256 IS NOT NULL)));

ALTER TABLE "public"."ivr_call_recordings"
  ADD CONSTRAINT "ivr_call_recordings_state_check" CHECK ((state = ANY (ARRAY['wanted'::text, 'stored'::text, 'missing'::text])));

CREATE VIEW "public"."agents_on_call_attempts" WITH (security_invoker=true) AS  SELECT a.id AS agent_id,
    t.id AS item_id
   FROM (public.call_attempts t
     JOIN public.agents a ON (((a.deleted_at IS NULL) AND ("right"(regexp_replace(a.phone_number, '\D'::text, ''::text, 'g'::text), 10) = "right"(t.agent_number, 10)))))
  WHERE ((t.state = 'sent'::text) AND (t.reports = 0) AND (length(t.agent_number) >= 10) AND (t.send_after > (now() - '01:00:00'::interval)));

REVOKE ALL ON TABLE "public"."agents_on_call_attempts" FROM "anon", "authenticated";

CREATE VIEW "public"."agents_on_ivr_calls" WITH (security_invoker=true) AS  SELECT agent_id,
    id AS item_id
   FROM public.ivr_calls c
  WHERE ((provider_status = 'live'::text) AND (agent_id IS NOT NULL) AND (started_at > (now() - '04:00:00'::interval)));

REVOKE ALL ON TABLE "public"."agents_on_ivr_calls" FROM "anon", "authenticated";

CREATE TRIGGER call_attempts_agents
  AFTER UPDATE ON public.call_attempts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_call_attempts();

CREATE POLICY "call_categories_view" ON "public"."call_categories"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('call_categories'::text, 'view'::text) AS has_permission) OR (public.department_scopes(department, true) && ARRAY( SELECT
    public.permitted_scopes('call_categories'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "ivr_call_backs_view" ON "public"."ivr_call_backs"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('ivr'::text, 'view'::text) AS has_permission) OR (( SELECT public.department_scopes(c.department) AS department_scopes
   FROM public.ivr_calls c
  WHERE (c.id = ivr_call_backs.call_id)) && ARRAY( SELECT public.permitted_scopes('ivr'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "ivr_calls_edit" ON "public"."ivr_calls"
  FOR UPDATE
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('ivr'::text, 'edit'::text) AS has_permission) OR (public.department_scopes(department) && ARRAY( SELECT public.permitted_scopes('ivr'::text,
    'edit'::text) AS permitted_scopes))))
  WITH
    CHECK
    ((( SELECT public.has_permission('ivr'::text, 'edit'::text) AS has_permission) OR (public.department_scopes(department) && ARRAY( SELECT public.permitted_scopes('ivr'::text,
    'edit'::text) AS permitted_scopes))));

CREATE POLICY "ivr_calls_view" ON "public"."ivr_calls"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('ivr'::text, 'view'::text) AS has_permission) OR (public.department_scopes(department) && ARRAY( SELECT public.permitted_scopes('ivr'::text,
    'view'::text) AS permitted_scopes))));

select public.join_realtime('public.agents');

COMMENT ON COLUMN "public"."agent_work_sources"."on_call" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."mime" IS 'What its bytes are. class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."next_try_at" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."sha256" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."size" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."state" IS 'wanted: being fetched; stored; missing: could not be fetched, reason says why. class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."tries" IS 'class: none';

COMMENT ON COLUMN "public"."ivr_call_recordings"."url" IS 'class: secret';

COMMENT ON COLUMN "public"."ivr_call_recordings"."wanted_since" IS 'It is given up some days after. class: none';

COMMENT ON TABLE "public"."ivr_call_recordings" IS 'Recordings of calls, fetched from where their provider keeps them; the bytes are in the file store, and each look at one is logged. access: service only';

COMMENT ON VIEW "public"."agents_on_call_attempts" IS 'Agents on calls that we placed. access: service only';

COMMENT ON VIEW "public"."agents_on_ivr_calls" IS 'Agents whom IVR calls ring, or who talk. access: service only';

REVOKE ALL ON FUNCTION "public"."count_ivr_calls"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_ivr_calls"(text[]) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."department_scopes"(text, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."department_scopes"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."department_scopes"(text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."department_scopes"(text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_lost_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_lost_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_lost_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."explain_ivr_calls"(jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."explain_ivr_calls"(jsonb, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."explain_ivr_calls"(jsonb, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_call_attempts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_call_attempts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_call_attempts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_call_categories"(text[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_call_categories"(text[], boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_call_categories"(text[], boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."is_on_call"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."is_on_call"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."is_on_call"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_ivr_recording"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_ivr_recording"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_ivr_recording"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_agent_work"(text, text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_agent_work"(text, text, text, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."retry_ivr_recording"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_ivr_recording"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_ivr_recording"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."settle_ivr_recording"(uuid, text, text, text, text, bigint, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_ivr_recording"(uuid, text, text, text, text, bigint, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_ivr_recording"(uuid, text, text, text, text, bigint, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON TABLE "public"."agents_on_call_attempts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agents_on_call_attempts" TO "postgres";

REVOKE ALL ON TABLE "public"."agents_on_call_attempts" FROM "service_role";

GRANT SELECT ON TABLE "public"."agents_on_call_attempts" TO "service_role";

REVOKE ALL ON TABLE "public"."agents_on_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agents_on_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."agents_on_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."agents_on_ivr_calls" TO "service_role";

select public.register_agent_work('call', 'call', p_handled => 'agent_handled_calls', p_on_call => 'agents_on_call_attempts');
select public.register_agent_work('ivr_call', 'call', p_held => 'agent_ivr_calls', p_handled => 'agent_handled_ivr_calls', p_release => 'release_agent_ivr_calls',
  p_on_call => 'agents_on_ivr_calls');

-- by hand:
-- Recordings that were told of before are fetched, too.
do $$
begin
  if to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job('ivr.fetch_recording', json_build_object('call_id', r.call_id), job_key => 'ivr_recording:' || r.call_id)
    from public.ivr_call_recordings r where r.state = 'wanted';
  end if;
end $$;
