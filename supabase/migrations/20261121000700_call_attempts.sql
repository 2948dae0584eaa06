-- Calls that we place: an attempt is followed from the dial over the provider's callbacks to the row of the synced call log.

create table public.call_attempts (
  id              uuid primary key references public.sends on delete cascade,
  kind            text collate "C" not null check (kind in ('click_to_call', 'outbound')),
  agent_number    text collate "C" not null default '',
  customer_number text collate "C" not null,
  caller_id       text not null default '',
  state           text collate "C" not null default 'queued',
  status          text not null default '',
  status1         text not null default '',
  status2         text not null default '',
  outcome         text not null default '',
  started_at      timestamptz,
  ended_at        timestamptz,
  duration        integer,
  billsec         integer,
  has_recording   boolean not null default false,
  reports         integer not null default 0,
  provider_id     text,
  call_log_id     text collate "C",
  log_synced_at   timestamptz,
  error_code      text,
  error_message   text,
  send_after      timestamptz not null default now(),
  requested_by    uuid,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
comment on table public.call_attempts is 'One row per call that we asked the provider to place; its id travels with the call.';
comment on column public.call_attempts.state is
  'Of the send: sent when the provider took it, delivered when both sides talked, failed when not, unknown while nobody knows.';
comment on column public.call_attempts.status is
  'The provider''s words, from the report that says most; outcome is the same in ours. Both follow from send_events, in whatever order those came.';
create index call_attempts_created_at on public.call_attempts (created_at desc, id desc);
create index call_attempts_open on public.call_attempts (created_at) where call_log_id is null;
create index call_attempts_customer on public.call_attempts (customer_number, created_at desc);
create index call_attempts_agent on public.call_attempts (agent_number, created_at desc) where agent_number <> '';
create index call_attempts_uncertain on public.call_attempts (created_at) where state = 'unknown';

-- The provider prints what we gave it along with the call; so a logged call finds its attempt.
create index kaleyra_call_logs_custom on public.kaleyra_call_logs (custom) where custom <> '';

alter table public.call_attempts enable row level security;
create policy "people who may see calls" on public.call_attempts
  for select to authenticated using ((select public.has_permission('calls', 'view')));
revoke all on public.call_attempts from public, anon, authenticated;
grant all on public.call_attempts to service_role;
grant select on public.call_attempts to authenticated;

/* What the send learns, its attempt shows. */
create function public.mirror_send_to_call_attempt() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.call_attempts a set
    state = new.state, provider_id = new.provider_id, error_code = new.error_code, error_message = new.error_message,
    send_after = new.send_after, updated_at = now()
  where a.id = new.id
    and (a.state, a.provider_id, a.error_code, a.error_message, a.send_after)
      is distinct from (new.state, new.provider_id, new.error_code, new.error_message, new.send_after);
  return null;
end $$;
create trigger mirror_call_attempt after update on public.sends
  for each row when (
    new.channel like 'kaleyra.%'
    and (old.state, old.provider_id, old.error_code, old.error_message, old.send_after)
      is distinct from (new.state, new.provider_id, new.error_code, new.error_message, new.send_after))
  execute function public.mirror_send_to_call_attempt();

/*
 * Writes calls to be placed, with their jobs: [{"id", "kind", "agent_number", "customer_number", "caller_id", "payload"}].
 * The send's payload is what its worker needs. Returns the attempts in the order given.
 */
create function public.queue_call_attempts(p_attempts jsonb, p_send_after timestamptz, p_requested_by uuid) returns setof public.call_attempts
language plpgsql security definer set search_path = '' as $$
begin
  perform public.queue_send('kaleyra.' || (a ->> 'kind'), a -> 'payload', p_send_after, p_requested_by, (a ->> 'id')::uuid)
  from jsonb_array_elements(p_attempts) a;
  insert into public.call_attempts (id, kind, agent_number, customer_number, caller_id, send_after, requested_by)
  select (a ->> 'id')::uuid, a ->> 'kind', coalesce(a ->> 'agent_number', ''), a ->> 'customer_number', coalesce(a ->> 'caller_id', ''),
    coalesce(p_send_after, now()), p_requested_by
  from jsonb_array_elements(p_attempts) a;
  perform public.log_activity('dial', 'call_attempts', a ->> 'id', null, a - 'payload', p_requested_by) from jsonb_array_elements(p_attempts) a;
  return query
  select c.* from jsonb_array_elements(p_attempts) with ordinality as g (attempt, place)
  join public.call_attempts c on c.id = (g.attempt ->> 'id')::uuid order by g.place;
end $$;

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

/*
 * Attempts of the last p_days whose call has turned up in the log, or changed there since: by the id that travelled with the
 * call, or by the provider's own. At most 500; {"attempt_id", …the log row's fields}.
 */
create function public.find_logged_call_attempts(p_days integer) returns setof jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'attempt_id', a.id, 'call_log_id', l.id, 'status', l.status, 'started_at', l.start_time, 'ended_at', l.end_time,
    'duration', l.duration, 'billsec', l.billsec, 'has_recording', l.recording <> '', 'log_synced_at', l.synced_at)
  from public.call_attempts a
  cross join lateral (
    select k.* from public.kaleyra_call_logs k where k.custom = a.id::text
    union
    select k.* from public.kaleyra_call_logs k where k.id = a.provider_id
    order by 1 limit 1
  ) l
  where a.created_at > now() - p_days * interval '1 day' and a.state not in ('queued', 'cancelled')
    and (a.call_log_id is null or l.synced_at > a.log_synced_at)
  order by a.created_at
  limit 500
$$;

revoke execute on function
  public.mirror_send_to_call_attempt(), public.queue_call_attempts(jsonb, timestamptz, uuid), public.apply_call_reports(jsonb),
  public.find_logged_call_attempts(integer)
from public, anon, authenticated;
grant execute on function
  public.queue_call_attempts(jsonb, timestamptz, uuid), public.apply_call_reports(jsonb), public.find_logged_call_attempts(integer)
to service_role;

select public.announce_table('public.call_attempts', 'calls', 'call_attempt', 'calls',
  'kind,agent_number,customer_number,state,status,outcome,started_at,ended_at,duration,billsec,has_recording,reports,call_log_id,error_code,requested_by,created_at');
