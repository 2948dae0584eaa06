-- Sends: what leaves the house (a dial, later a reply or a message) is a row first, then a job sends it.

create table public.sends (
  id            uuid primary key default gen_random_uuid(),
  channel       text collate "C" not null,
  state         text collate "C" not null default 'queued'
    check (state in ('queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'cancelled')),
  payload       jsonb not null default '{}',
  provider_id   text,
  send_after    timestamptz not null default now(),
  attempts      integer not null default 0,
  error_code    text,
  error_message text,
  created_by    uuid,
  created_at    timestamptz not null default now(),
  sending_at    timestamptz,
  sent_at       timestamptz,
  updated_at    timestamptz not null default now()
);
comment on table public.sends is 'One row per thing to be sent; its state only moves forward. access: service only';
comment on column public.sends.state is
  'queued, sending, sent, delivered, read; unknown: it left and nobody knows whether it arrived, never sent again, settled by what the provider reports; failed; cancelled.';
create index sends_open on public.sends (state, created_at) where state in ('queued', 'sending', 'unknown');
create index sends_channel on public.sends (channel, created_at desc, id desc);

create table public.send_events (
  id         bigint generated always as identity primary key,
  send_id    uuid not null references public.sends on delete cascade,
  kind       text not null,
  state      text,
  detail     jsonb not null default '{}',
  dedupe_key text,
  at         timestamptz not null default now()
);
comment on table public.send_events is 'Everything that happened to a send, ours and the provider''s, also what changed nothing. access: service only';
create index send_events_send on public.send_events (send_id, id);
create unique index send_events_once on public.send_events (send_id, dedupe_key) where dedupe_key is not null;

alter table public.sends enable row level security;
alter table public.send_events enable row level security;
revoke all on public.sends, public.send_events from public, anon, authenticated;
grant all on public.sends, public.send_events to service_role;

/* How far a state is; a send never goes back to a lower one. Null: no such state. */
create function public.send_rank(p_state text) returns integer
language sql immutable set search_path = '' as $$
  select case p_state
    when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3
    -- Failed beats sent (a bounce), what was delivered did not fail.
    when 'failed' then 4 when 'delivered' then 5 when 'read' then 6
    when 'cancelled' then 9
  end
$$;

/* Writes a send and the job that sends it; with p_send_after later than now, the job waits. */
create function public.queue_send(p_channel text, p_payload jsonb, p_send_after timestamptz, p_created_by uuid, p_id uuid default gen_random_uuid())
returns uuid
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.sends (id, channel, payload, send_after, created_by)
  values (p_id, p_channel, p_payload, coalesce(p_send_after, now()), p_created_by);
  insert into public.send_events (send_id, kind, state) values (p_id, 'queued', 'queued');
  perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => p_send_after, job_key => 'send:' || p_id);
  return p_id;
end $$;

/*
 * A worker takes the send: 'go' when it may be sent now. A send that is found in sending was under way when its worker
 * disappeared; whether it left is not known, so it becomes unknown and is not sent again.
 */
create function public.begin_send(p_id uuid, out decision text, out send jsonb)
language plpgsql set search_path = '' as $$
declare
  v_send public.sends;
begin
  select * into v_send from public.sends s where s.id = p_id for update;
  if v_send.state = 'queued' and v_send.send_after <= now() then
    update public.sends s set state = 'sending', attempts = s.attempts + 1, sending_at = now(), updated_at = now() where s.id = p_id returning * into v_send;
    insert into public.send_events (send_id, kind, state, detail) values (p_id, 'sending', 'sending', jsonb_build_object('attempt', v_send.attempts));
    decision := 'go';
  elsif v_send.state = 'sending' then
    update public.sends s set state = 'unknown', updated_at = now(), error_code = 'interrupted',
      error_message = 'The process ended while this was being sent.' where s.id = p_id returning * into v_send;
    insert into public.send_events (send_id, kind, state) values (p_id, 'interrupted', 'unknown');
    decision := 'unknown';
  else
    decision := 'done';
  end if;
  send := to_jsonb(v_send);
end $$;

/*
 * Notes what happened to a send and moves its state on, unless that would be a step back. The same p_dedupe_key a second time
 * changes nothing. Returns the state it has then; null when there is no such send.
 */
create function public.advance_send(
  p_id uuid, p_kind text, p_state text, p_detail jsonb default '{}', p_dedupe_key text default null,
  p_provider_id text default null, p_error_code text default null, p_error_message text default null
) returns text
language plpgsql set search_path = '' as $$
declare
  v_state text;
begin
  select s.state into v_state from public.sends s where s.id = p_id for update;
  if v_state is null then
    return null;
  end if;
  insert into public.send_events (send_id, kind, state, detail, dedupe_key)
  values (p_id, p_kind, p_state, p_detail, p_dedupe_key)
  on conflict (send_id, dedupe_key) where dedupe_key is not null do nothing;
  if not found then
    return v_state;
  end if;
  update public.sends s set
    state = case when public.send_rank(p_state) > public.send_rank(s.state) then p_state else s.state end,
    provider_id = coalesce(s.provider_id, p_provider_id),
    sent_at = case when p_state in ('sent', 'delivered', 'read') then coalesce(s.sent_at, now()) else s.sent_at end,
    -- What settles an uncertain send takes its error away.
    error_code = case when public.send_rank(p_state) > public.send_rank(s.state) then p_error_code else s.error_code end,
    error_message = case when public.send_rank(p_state) > public.send_rank(s.state) then left(p_error_message, 2000) else s.error_message end,
    updated_at = now()
  where s.id = p_id
    and (public.send_rank(p_state) > public.send_rank(s.state) or (s.provider_id is null and p_provider_id is not null))
  returning s.state into v_state;
  return coalesce(v_state, (select s.state from public.sends s where s.id = p_id));
end $$;

/* What certainly did not leave is tried again after p_delay. */
create function public.retry_send(p_id uuid, p_delay interval, p_error_code text, p_error_message text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.sends s set state = 'queued', send_after = now() + p_delay, error_code = p_error_code, error_message = left(p_error_message, 2000), updated_at = now()
  where s.id = p_id and s.state = 'sending';
  if found then
    insert into public.send_events (send_id, kind, state, detail) values (p_id, 'not_sent', 'queued', jsonb_build_object('error_code', p_error_code));
    perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => now() + p_delay, job_key => 'send:' || p_id || ':again');
  end if;
end $$;

/* Takes back what is not under way yet. Raises send_not_found, send_not_cancellable. */
create function public.cancel_send(p_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_state text;
begin
  select s.state into v_state from public.sends s where s.id = p_id for update;
  if v_state is null then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_state <> 'queued' then
    raise exception 'send_not_cancellable' using errcode = 'P0409', detail = 'It is ' || v_state || '.';
  end if;
  update public.sends s set state = 'cancelled', updated_at = now() where s.id = p_id;
  insert into public.send_events (send_id, kind, state) values (p_id, 'cancelled', 'cancelled');
  perform graphile_worker.remove_job('send:' || p_id);
end $$;

/* A person settles what the provider left uncertain. Raises send_not_found, send_not_uncertain. */
create function public.settle_send(p_id uuid, p_state text, p_reason text) returns void
language plpgsql set search_path = '' as $$
declare
  v_state text;
begin
  select s.state into v_state from public.sends s where s.id = p_id for update;
  if v_state is null then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_state <> 'unknown' then
    raise exception 'send_not_uncertain' using errcode = 'P0409', detail = 'It is ' || v_state || '.';
  end if;
  perform public.advance_send(p_id, 'settled', p_state, jsonb_build_object('reason', p_reason));
end $$;

revoke execute on function
  public.send_rank(text), public.queue_send(text, jsonb, timestamptz, uuid, uuid), public.begin_send(uuid),
  public.advance_send(uuid, text, text, jsonb, text, text, text, text), public.retry_send(uuid, interval, text, text),
  public.cancel_send(uuid), public.settle_send(uuid, text, text)
from public, anon, authenticated;
grant execute on function
  public.send_rank(text), public.queue_send(text, jsonb, timestamptz, uuid, uuid), public.begin_send(uuid),
  public.advance_send(uuid, text, text, jsonb, text, text, text, text), public.retry_send(uuid, interval, text, text),
  public.cancel_send(uuid), public.settle_send(uuid, text, text)
to service_role;
