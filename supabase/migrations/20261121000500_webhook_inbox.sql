-- The webhook inbox: what providers tell us, stored before it is acknowledged, worked on afterwards.

create table public.webhook_events (
  id              bigint generated always as identity primary key,
  source          text collate "C" not null,
  dedupe_key      text collate "C" not null,
  state           text collate "C" not null default 'received' check (state in ('received', 'retrying', 'processed', 'parked')),
  received_at     timestamptz not null default now(),
  method          text not null,
  path            text not null,
  query           text not null default '',
  headers         jsonb not null default '{}',
  body            bytea,
  attempts        integer not null default 0,
  replays         integer not null default 0,
  next_attempt_at timestamptz,
  processed_at    timestamptz,
  outcome         text,
  error_code      text,
  error_message   text,
  request_id      text
);
comment on table public.webhook_events is 'One row per event that a provider sent, as it came. access: service only';
comment on column public.webhook_events.dedupe_key is
  'What makes the event this one, as its source defines it; a second delivery has the same key and changes nothing.';
comment on column public.webhook_events.state is
  'received: waits for its first try. retrying: failed, tried again at next_attempt_at. parked: failed for good until somebody replays it.';
comment on column public.webhook_events.outcome is 'What came of it, in a word, as its source says.';

create unique index webhook_events_once on public.webhook_events (source, dedupe_key);
create index webhook_events_open on public.webhook_events (state, source, id) where state <> 'processed';
create index webhook_events_source on public.webhook_events (source, id);

-- Rows change state once and go after some weeks: keep room for it, and visit often.
alter table public.webhook_events set
  (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
alter table public.webhook_events enable row level security;
revoke all on public.webhook_events from public, anon, authenticated;
grant all on public.webhook_events to service_role;

/* One job for events of one source. */
create function public.add_webhook_job(p_source text, p_ids bigint[], p_run_at timestamptz default null) returns void
language plpgsql set search_path = '' as $$
begin
  perform graphile_worker.add_job('webhooks.process', json_build_object('source', p_source, 'event_ids', p_ids), run_at => p_run_at, max_attempts => 100);
end $$;

/*
 * Stores a group of events, element by element of the arrays, and adds the jobs that will work on the new ones: one per source.
 * An event that is there already is left alone. Returns how many are new.
 */
create function public.accept_webhook_events(
  p_sources text[], p_dedupe_keys text[], p_methods text[], p_paths text[], p_queries text[], p_headers text[], p_bodies bytea[], p_request_ids text[]
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_new integer;
begin
  with inserted as (
    insert into public.webhook_events (source, dedupe_key, method, path, query, headers, body, request_id)
    select e.source, e.dedupe_key, e.method, e.path, e.query, e.headers::jsonb, e.body, e.request_id
    from unnest(p_sources, p_dedupe_keys, p_methods, p_paths, p_queries, p_headers, p_bodies, p_request_ids)
      as e (source, dedupe_key, method, path, query, headers, body, request_id)
    -- Two groups that hold the same events lock them in one order.
    order by e.source, e.dedupe_key
    on conflict (source, dedupe_key) do nothing
    returning id, source
  ), per_source as (
    select i.source, array_agg(i.id order by i.id) as ids from inserted i group by i.source
  )
  select coalesce(sum(cardinality(p.ids)), 0) into v_new
  from per_source p cross join lateral (select public.add_webhook_job(p.source, p.ids)) job;
  return v_new;
end $$;

/* These are done. outcomes: one for each. */
create function public.finish_webhook_events(p_ids bigint[], p_outcomes text[]) returns void
language sql set search_path = '' as $$
  update public.webhook_events w
  set state = 'processed', processed_at = now(), attempts = w.attempts + 1, next_attempt_at = null, outcome = e.outcome, error_code = null, error_message = null
  from unnest(p_ids, p_outcomes) as e (id, outcome)
  where w.id = e.id and w.state <> 'processed'
$$;

/*
 * One failed. It is tried again after 5 s, 10 s, 20 s … up to an hour, with up to a fifth more by chance; after p_max_attempts
 * tries, or at once when p_park says that another try cannot help, it is parked. Returns its state.
 */
create function public.fail_webhook_event(p_id bigint, p_code text, p_message text, p_park boolean, p_max_attempts integer) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_event public.webhook_events;
begin
  update public.webhook_events w set
    attempts = w.attempts + 1,
    state = case when p_park or w.attempts + 1 >= p_max_attempts then 'parked' else 'retrying' end,
    next_attempt_at = case when p_park or w.attempts + 1 >= p_max_attempts then null
      else now() + least(5 * 2 ^ w.attempts, 3600) * (1 + random() * 0.2) * interval '1 second' end,
    error_code = p_code,
    error_message = left(p_message, 2000)
  where w.id = p_id and w.state in ('received', 'retrying')
  returning * into v_event;
  if v_event.state = 'retrying' then
    perform public.add_webhook_job(v_event.source, array[v_event.id], v_event.next_attempt_at);
  end if;
  return v_event.state;
end $$;

/*
 * Works on stored events once more, in the order in which they came: those that the filters leave (all null: every one).
 * Returns how many; p_dry_run counts only.
 */
create function public.replay_webhook_events(
  p_id bigint, p_source text, p_state text, p_error_code text, p_from timestamptz, p_to timestamptz, p_dry_run boolean
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  if p_dry_run then
    return (
      select count(*) from public.webhook_events w
      where (p_id is null or w.id = p_id) and (p_source is null or w.source = p_source) and (p_state is null or w.state = p_state)
        and (p_error_code is null or w.error_code = p_error_code)
        and (p_from is null or w.received_at >= p_from) and (p_to is null or w.received_at < p_to));
  end if;
  with replayed as (
    update public.webhook_events w
    set state = 'received', attempts = 0, replays = w.replays + 1, next_attempt_at = null, error_code = null, error_message = null
    where (p_id is null or w.id = p_id) and (p_source is null or w.source = p_source) and (p_state is null or w.state = p_state)
      and (p_error_code is null or w.error_code = p_error_code)
      and (p_from is null or w.received_at >= p_from) and (p_to is null or w.received_at < p_to)
    returning w.id, w.source
  ), numbered as (
    select r.source, r.id, (row_number() over (partition by r.source order by r.id) - 1) / 500 as batch from replayed r
  ), batches as (
    select n.source, array_agg(n.id order by n.id) as ids from numbered n group by n.source, n.batch
  )
  select coalesce(sum(cardinality(b.ids)), 0) into v_count
  from batches b cross join lateral (select public.add_webhook_job(b.source, b.ids)) job;
  perform public.log_activity('replay', 'webhook_events', coalesce(p_id::text, 'by filter'), null,
    jsonb_strip_nulls(jsonb_build_object('source', p_source, 'state', p_state, 'error_code', p_error_code, 'from', p_from, 'to', p_to, 'events', v_count)));
  return v_count;
end $$;

/*
 * The safety net: events whose job is gone (removed by hand, out of attempts) get a new one. One that waits for a job of its
 * own may then be worked on twice, which does no harm.
 */
create function public.requeue_webhook_events(p_older_than interval) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stuck as (
    select w.source, w.id from public.webhook_events w
    where (w.state = 'received' and w.received_at < now() - p_older_than)
      or (w.state = 'retrying' and w.next_attempt_at < now() - p_older_than)
    order by w.id limit 5000
  ), numbered as (
    select s.source, s.id, (row_number() over (partition by s.source order by s.id) - 1) / 500 as batch from stuck s
  ), batches as (
    select n.source, array_agg(n.id order by n.id) as ids from numbered n group by n.source, n.batch
  ), added as (
    select b.ids from batches b cross join lateral (
      select graphile_worker.add_job('webhooks.process', json_build_object('source', b.source, 'event_ids', b.ids),
        job_key => 'webhooks.requeue:' || b.source || ':' || b.ids[1], max_attempts => 100)
    ) job
  )
  select coalesce(sum(cardinality(a.ids)), 0) into v_count from added a;
  return v_count;
end $$;

/* Drops processed events that are older, 10,000 at a time; returns how many. Parked ones stay until somebody decides. */
create function public.drop_old_webhook_events(p_before timestamptz) returns integer
language plpgsql set search_path = '' as $$
declare
  v_dropped integer;
begin
  with old as (
    select w.id from public.webhook_events w where w.state = 'processed' and w.processed_at < p_before order by w.id limit 10000
  )
  delete from public.webhook_events w using old where w.id = old.id;
  get diagnostics v_dropped = row_count;
  return v_dropped;
end $$;

revoke execute on function
  public.add_webhook_job(text, bigint[], timestamptz),
  public.accept_webhook_events(text[], text[], text[], text[], text[], text[], bytea[], text[]),
  public.finish_webhook_events(bigint[], text[]), public.fail_webhook_event(bigint, text, text, boolean, integer),
  public.replay_webhook_events(bigint, text, text, text, timestamptz, timestamptz, boolean),
  public.requeue_webhook_events(interval), public.drop_old_webhook_events(timestamptz)
from public, anon, authenticated;
grant execute on function
  public.accept_webhook_events(text[], text[], text[], text[], text[], text[], bytea[], text[]),
  public.finish_webhook_events(bigint[], text[]), public.fail_webhook_event(bigint, text, text, boolean, integer),
  public.replay_webhook_events(bigint, text, text, text, timestamptz, timestamptz, boolean),
  public.requeue_webhook_events(interval), public.drop_old_webhook_events(timestamptz)
to service_role;

select public.register_module('webhook_events', 'Webhook inbox', 'What providers sent: look, replay.', 've', '', '');
