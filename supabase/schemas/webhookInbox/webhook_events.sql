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

select public.publish_table('public.webhook_events', classes => '
  none: id, source, dedupe_key, state, received_at, method, path, attempts, replays, next_attempt_at, processed_at, outcome
  none: error_code, request_id
  personal: query, headers, body, error_message');
