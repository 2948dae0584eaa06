/*
 * Writes calls as their events say, and the events: [{"id", "provider_id", "provider_call_id", …}] with all that a provider decides, "customer" is
 * the caller's number when it may be a customer's; [{"call_id", "webhook_event_id", "received_at", "mapping_version", "event"}]. The caller has
 * locked them by begin_ivr_calls. What people entered stays. Safe to run again. Calls that lost all their events to others go, unless people did
 * something with them.
 */
create function public.store_ivr_calls(p_calls jsonb, p_events jsonb) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
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
end $$;
select public.grant_to_service('store_ivr_calls');
