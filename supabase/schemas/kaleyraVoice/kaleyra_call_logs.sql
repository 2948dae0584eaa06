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

create trigger a_turn before insert or update or delete or truncate on public.kaleyra_call_logs
  for each statement execute function public.queue_kaleyra_writer();
create trigger inserted after insert on public.kaleyra_call_logs
  referencing new table as new_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger updated after update on public.kaleyra_call_logs
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger deleted after delete on public.kaleyra_call_logs
  referencing old table as old_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger truncated after truncate on public.kaleyra_call_logs
  for each statement execute function public.clear_kaleyra_rollups();

-- The provider prints what we gave it along with the call; so a logged call finds its attempt.
create index kaleyra_call_logs_custom on public.kaleyra_call_logs (custom) where custom <> '';

select public.publish_table('public.kaleyra_call_logs', module => 'calls', classes => '
  none: id, call_id, start_time, service, status, billsec, duration, parent_id, end_time, provider, credits, recording, custom
  none: uniqid, synced_at, created_at
  personal: agent_number, callfrom, callto, caller_id, location, notes, raw');

select public.join_realtime('public.kaleyra_call_logs');
