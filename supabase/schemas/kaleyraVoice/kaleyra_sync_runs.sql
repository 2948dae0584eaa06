create table public.kaleyra_sync_runs (
  id            uuid primary key default gen_random_uuid(),
  from_date     date not null,
  to_date       date not null,
  state         text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed')),
  next_date     date,
  next_page     integer,
  pages         integer not null default 0,
  synced        integer not null default 0,
  inserted      integer not null default 0,
  updated       integer not null default 0,
  unchanged     integer not null default 0,
  rejected      integer not null default 0,
  trigger       text not null default 'manual' check (trigger in ('manual', 'schedule', 'backfill')),
  requested_by  uuid,
  error_code    text,
  error_message text,
  created_at    timestamptz not null default now(),
  started_at    timestamptz,
  heartbeat_at  timestamptz,
  finished_at   timestamptz,
  constraint from_before_to check (from_date <= to_date)
);
comment on table public.kaleyra_sync_runs is 'One row per sync of a range of provider days (Indian days, both inclusive).';
comment on column public.kaleyra_sync_runs.next_date is 'With next_page, where an interrupted run goes on.';
comment on column public.kaleyra_sync_runs.synced is 'Rows received that are now stored, written or already equal.';

create unique index kaleyra_sync_runs_one_open on public.kaleyra_sync_runs (from_date, to_date) where state in ('queued', 'running');
create index kaleyra_sync_runs_created_at on public.kaleyra_sync_runs (created_at desc, id desc);
create index kaleyra_sync_runs_succeeded on public.kaleyra_sync_runs (finished_at desc) where state = 'succeeded';

select public.publish_table('public.kaleyra_sync_runs', module => 'calls', classes => '
  none: id, from_date, to_date, state, next_date, next_page, pages, synced, inserted, updated, unchanged, rejected, trigger
  none: requested_by, error_code, error_message, created_at, started_at, heartbeat_at, finished_at');

select public.announce_table('public.kaleyra_sync_runs', 'calls', 'sync_run', 'calls',
  'from_date,to_date,state,trigger,next_date,pages,synced,inserted,updated,unchanged,rejected,error_code');
