/*
 * What the provider reported about attempts, by callback or in its log, at most 500 at once:
 * [{"attempt_id", "kind": "callback" | "log", "dedupe_key", "state", "status", "status1", "status2", "outcome", "rank",
 *   "started_at", "ended_at", "duration", "billsec", "has_recording", "provider_id", "call_log_id", "log_synced_at"}].
 * Each report is kept once; what an attempt shows is worked out from all of its reports, so neither their order nor a repetition
 * matters. rank: the higher says more. Returns, in the order given, 'applied', 'known', or 'no_attempt'.
 */
create function public.apply_call_reports(p_reports jsonb) returns setof text
language plpgsql set search_path = '' as $$
declare
  v_ids   uuid[];
  v_known uuid[];
  v_new   text[];
begin
  v_ids := array(select distinct (r ->> 'attempt_id')::uuid from jsonb_array_elements(p_reports) r);
  -- In one order, so that two batches cannot wait for each other.
  v_known := array(select s.id from public.sends s where s.id = any (v_ids) order by s.id for update);

  with stored as (
    insert into public.send_events (send_id, kind, state, detail, dedupe_key)
    select (r ->> 'attempt_id')::uuid, r ->> 'kind', r ->> 'state', r - 'attempt_id' - 'kind' - 'state' - 'dedupe_key', r ->> 'dedupe_key'
    from jsonb_array_elements(p_reports) r
    where (r ->> 'attempt_id')::uuid = any (v_known)
    on conflict (send_id, dedupe_key) where dedupe_key is not null do nothing
    returning dedupe_key
  )
  select coalesce(array_agg(s.dedupe_key), '{}') into v_new from stored s;

  with reports as (
    select e.send_id, e.state, e.detail, e.dedupe_key,
      first_value(e.dedupe_key) over (
        partition by e.send_id
        order by (e.detail ->> 'rank')::integer desc, e.detail ->> 'ended_at' desc nulls last, e.dedupe_key) = e.dedupe_key as says_most
    from public.send_events e
    where e.send_id = any (v_known) and e.kind in ('callback', 'log')
  ), summed as (
    select r.send_id, count(*)::integer as reports,
      min((r.detail ->> 'started_at')::timestamptz) as started_at, max((r.detail ->> 'ended_at')::timestamptz) as ended_at,
      max((r.detail ->> 'duration')::integer) as duration, max((r.detail ->> 'billsec')::integer) as billsec,
      bool_or(coalesce((r.detail ->> 'has_recording')::boolean, false)) as has_recording,
      min(r.detail ->> 'provider_id') as provider_id, min(r.detail ->> 'call_log_id') as call_log_id,
      max((r.detail ->> 'log_synced_at')::timestamptz) as log_synced_at,
      min(r.detail ->> 'status') filter (where r.says_most) as status, min(r.detail ->> 'status1') filter (where r.says_most) as status1,
      min(r.detail ->> 'status2') filter (where r.says_most) as status2, min(r.detail ->> 'outcome') filter (where r.says_most) as outcome,
      min(r.state) filter (where r.says_most) as state
    from reports r group by r.send_id
  ), moved as (
    update public.sends s set
      state = case when public.send_rank(m.state) > public.send_rank(s.state) then m.state else s.state end,
      provider_id = coalesce(s.provider_id, m.provider_id),
      sent_at = coalesce(s.sent_at, now()),
      error_code = case when public.send_rank(m.state) < public.send_rank(s.state) then s.error_code when m.state = 'failed' then m.outcome end,
      error_message = case when public.send_rank(m.state) < public.send_rank(s.state) then s.error_message when m.state = 'failed' then 'The provider reports ' || m.status || '.' end,
      updated_at = now()
    from summed m
    where s.id = m.send_id
      and (public.send_rank(m.state) > public.send_rank(s.state) or (s.provider_id is null and m.provider_id is not null))
    returning s.id, s.state, s.provider_id, s.error_code, s.error_message
  )
  update public.call_attempts a set
    state = coalesce(v.state, a.state), provider_id = coalesce(v.provider_id, a.provider_id),
    error_code = case when v.id is null then a.error_code else v.error_code end,
    error_message = case when v.id is null then a.error_message else v.error_message end,
    reports = m.reports, started_at = m.started_at, ended_at = m.ended_at, duration = m.duration, billsec = m.billsec,
    has_recording = m.has_recording, call_log_id = m.call_log_id, log_synced_at = m.log_synced_at,
    status = coalesce(m.status, ''), status1 = coalesce(m.status1, ''), status2 = coalesce(m.status2, ''), outcome = coalesce(m.outcome, ''),
    updated_at = now()
  from summed m left join moved v on v.id = m.send_id
  where a.id = m.send_id
    and (a.reports, a.call_log_id, a.log_synced_at) is distinct from (m.reports, m.call_log_id, m.log_synced_at);

  return query
  select case when not (r.report ->> 'attempt_id')::uuid = any (v_known) then 'no_attempt'
    when r.report ->> 'dedupe_key' = any (v_new) then 'applied' else 'known' end
  from jsonb_array_elements(p_reports) with ordinality as r (report, place) order by r.place;
end $$;
select public.grant_to_service('apply_call_reports');
