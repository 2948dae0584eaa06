-- Kaleyra calls: the legs the provider lists, the customer calls they form, and the record of the sync.
--
-- A leg (kaleyra_call_logs) is one row of the provider's list. Legs that share a call_id are one customer call
-- (kaleyra_calls): a caller forwarded along three agents is three CallForward legs and one call.

create table public.kaleyra_settings (
  is_current         boolean primary key default true check (is_current),
  timezone           text   not null default 'Asia/Kolkata',
  connected_statuses text[] not null default '{ANSWER,ANSWERED-A,ANSWERED-B}',
  answered_statuses  text[] not null default '{ANSWER}',
  missed_statuses    text[] not null default '{NOANSWER,BUSY,CANCEL,FAILED}',
  constraint answered_or_missed check (not (answered_statuses && missed_statuses))
);
comment on table public.kaleyra_settings is
  'What the rollups were built with; one row, changed by configure_kaleyra_rollups. access: service only';
insert into public.kaleyra_settings default values;

-- Identifiers and codes compare by bytes: quicker, and one order on every server.
-- (What the triggers and lists read comes first, the bulky raw row last.)
create table public.kaleyra_call_logs (
  id           text collate "C" primary key,
  call_id      text collate "C" not null generated always as (case when parent_id = '' then id else parent_id end) stored,
  start_time   timestamptz not null,
  service      text collate "C" not null default '',
  status       text collate "C" not null default '',
  billsec      integer not null default 0,
  duration     integer not null default 0,
  agent_number text collate "C" not null generated always as (case when service = 'CallForward' then callto else '' end) stored,
  parent_id    text collate "C" not null default '',
  callfrom     text collate "C" not null default '',
  callto       text collate "C" not null default '',
  end_time     timestamptz,
  caller_id    text not null default '',
  location     text not null default '',
  provider     text not null default '',
  credits      text not null default '',
  recording    text not null default '',
  notes        text not null default '',
  custom       text not null default '',
  uniqid       text not null default '',
  synced_at    timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  raw          jsonb not null default '{}',
  constraint id_is_given check (id <> ''),
  constraint start_time_is_a_date check (start_time >= '0001-01-01Z' and start_time < '9999-12-31Z')
);
comment on table public.kaleyra_call_logs is 'One row per leg of a call, as the provider lists it.';
comment on column public.kaleyra_call_logs.recording is
  'Our own link, /calls/recordings/<id>, or empty. The provider''s address is in kaleyra_call_recordings.';
comment on column public.kaleyra_call_logs.raw is
  'The provider''s row. Its recording is replaced by ''sha256:<hex>'': a changed address still shows as a change, the address itself does not.';
comment on column public.kaleyra_call_logs.synced_at is 'When this row was last written; a sync that finds it unchanged leaves it alone.';

-- The list, and (with the other columns) the minutes at the edges of a dashboard range. The id is not among the keys of these
-- two: an index that can find an id, however badly, is one that a plan made for an empty table may choose for it.
create index kaleyra_call_logs_start_time on public.kaleyra_call_logs (start_time) include (id, service, agent_number, status, billsec);
-- The list of one agent, of one caller.
create index kaleyra_call_logs_agent_number on public.kaleyra_call_logs (agent_number, start_time) include (id, status) where agent_number <> '';
create index kaleyra_call_logs_callfrom on public.kaleyra_call_logs (callfrom);
-- The legs of a call.
create index kaleyra_call_logs_call_id on public.kaleyra_call_logs (call_id);

-- Index-only scans need fresh visibility, also on a table so big that "20 % more" takes months.
alter table public.kaleyra_call_logs set
  (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000, autovacuum_analyze_scale_factor = 0.02);

alter table public.kaleyra_call_logs enable row level security;
create policy "people who may see calls" on public.kaleyra_call_logs
  for select to authenticated using ((select public.has_permission('calls', 'view')));

create table public.kaleyra_call_recordings (
  call_log_id text collate "C" primary key,
  url         text not null,
  updated_at  timestamptz not null default now()
);
comment on table public.kaleyra_call_recordings is
  'Where the provider keeps a recording. The API fetches it on a signed link and logs the access. access: service only';
comment on column public.kaleyra_call_recordings.call_log_id is
  'A row of kaleyra_call_logs, whose trigger removes this one with it. Not a foreign key: its check would lock each leg once more.';

create table public.kaleyra_calls (
  call_id                text collate "C" primary key,
  start_time             timestamptz not null,
  service                text collate "C" not null,
  outcome                text collate "C" not null check (outcome in ('answered', 'missed', 'not_forwarded')),
  leg_count              integer not null,
  talk_seconds           bigint not null,
  agent_numbers          text[] collate "C" not null,
  answered_agent_numbers text[] collate "C" not null
);
comment on table public.kaleyra_calls is
  'One row per customer call, derived from its legs by triggers on kaleyra_call_logs; the rule is the view kaleyra_calls_from_legs.';
create index kaleyra_calls_start_time on public.kaleyra_calls (start_time);
alter table public.kaleyra_calls set
  (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000, autovacuum_analyze_scale_factor = 0.02);

alter table public.kaleyra_calls enable row level security;
create policy "people who may see calls" on public.kaleyra_calls
  for select to authenticated using ((select public.has_permission('calls', 'view')));

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

alter table public.kaleyra_sync_runs enable row level security;
create policy "people who may see calls" on public.kaleyra_sync_runs
  for select to authenticated using ((select public.has_permission('calls', 'view')));

create table public.kaleyra_sync_rejects (
  id         bigint generated always as identity primary key,
  run_id     uuid not null references public.kaleyra_sync_runs on delete cascade,
  page       integer not null,
  fault      text not null,
  raw        jsonb,
  created_at timestamptz not null default now()
);
comment on table public.kaleyra_sync_rejects is
  'Provider rows that could not be read, kept as they came (a recording address included). access: service only';
create index kaleyra_sync_rejects_run_id on public.kaleyra_sync_rejects (run_id);

create unlogged table public.kaleyra_reconcile_rows (
  run_id uuid not null,
  id     text collate "C" not null,
  entry  jsonb not null,
  primary key (run_id, id)
);
comment on table public.kaleyra_reconcile_rows is
  'The provider''s rows of a day range while they are compared with ours; unlogged, a crash only means fetching them again. access: service only';

alter table public.kaleyra_settings enable row level security;
alter table public.kaleyra_call_recordings enable row level security;
alter table public.kaleyra_sync_rejects enable row level security;
alter table public.kaleyra_reconcile_rows enable row level security;

revoke all on public.kaleyra_settings, public.kaleyra_call_logs, public.kaleyra_call_recordings, public.kaleyra_calls,
  public.kaleyra_sync_runs, public.kaleyra_sync_rejects, public.kaleyra_reconcile_rows from public, anon, authenticated;
grant all on public.kaleyra_settings, public.kaleyra_call_logs, public.kaleyra_call_recordings, public.kaleyra_calls,
  public.kaleyra_sync_runs, public.kaleyra_sync_rejects, public.kaleyra_reconcile_rows to service_role;
grant select on public.kaleyra_call_logs, public.kaleyra_calls, public.kaleyra_sync_runs to authenticated;
