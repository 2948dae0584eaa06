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
create trigger note_phones_insert after insert on public.call_attempts
  referencing new table as changed for each statement execute function public.note_phone_spellings('customer_number', 'customer');

create index call_attempts_open on public.call_attempts (created_at) where call_log_id is null;
create index call_attempts_customer on public.call_attempts (customer_number, created_at desc);
create index call_attempts_agent on public.call_attempts (agent_number, created_at desc) where agent_number <> '';
create index call_attempts_uncertain on public.call_attempts (created_at) where state = 'unknown';
create index call_attempts_state on public.call_attempts (state, created_at desc, id desc);
create index call_attempts_kind on public.call_attempts (kind, created_at desc, id desc);
create index call_attempts_requested_by on public.call_attempts (requested_by, created_at desc, id desc);
create index call_attempts_search on public.call_attempts using gin (
  agent_number extensions.gin_trgm_ops, customer_number extensions.gin_trgm_ops, status extensions.gin_trgm_ops, provider_id extensions.gin_trgm_ops);

select public.publish_table('public.call_attempts', module => 'calls', classes => '
  none: id, kind, state, status, status1, status2, outcome, started_at, ended_at, duration, billsec, has_recording, reports
  none: provider_id, call_log_id, log_synced_at, error_code, send_after, requested_by, created_at, updated_at
  personal: agent_number, customer_number, caller_id, error_message');

select public.announce_table('public.call_attempts', 'calls', 'call_attempt', 'calls',
  'kind,agent_number,customer_number,state,status,outcome,started_at,ended_at,duration,billsec,has_recording,reports,call_log_id,error_code,requested_by,created_at');
