create table public.ivr_call_recordings (
  call_id      uuid primary key references public.ivr_calls (id) on delete cascade,
  url          text not null,
  updated_at   timestamptz not null default now(),
  state        text collate "C" not null default 'wanted' check (state in ('wanted', 'stored', 'missing')),
  reason       text,
  mime         text,
  sha256       text collate "C",
  size         bigint,
  tries        integer not null default 0,
  wanted_since timestamptz not null default now(),
  next_try_at  timestamptz,
  check ((state = 'stored') = (sha256 is not null))
);
comment on table public.ivr_call_recordings is
  'Recordings of calls, fetched from where their provider keeps them; the bytes are in the file store, and each look at one is logged. access: service only';
comment on column public.ivr_call_recordings.state is 'wanted: being fetched; stored; missing: could not be fetched, reason says why.';
comment on column public.ivr_call_recordings.mime is 'What its bytes are.';
comment on column public.ivr_call_recordings.wanted_since is 'It is given up some days after.';

select public.publish_table('public.ivr_call_recordings', classes => '
  none: call_id, updated_at, state, reason, mime, sha256, size, tries, wanted_since, next_try_at
  secret: url');
