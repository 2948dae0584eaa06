create table public.work_intervals (
  id         uuid primary key default gen_random_uuid(),
  agent_id   uuid not null references public.agents (id) on delete cascade,
  started_at timestamptz not null,
  ended_at   timestamptz check (ended_at >= started_at),
  ended_by   text collate "C" check (ended_by in ('person', 'policy', 'deletion')),
  correction text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version    integer not null default 1,
  check ((ended_at is null) = (ended_by is null))
);
comment on table public.work_intervals is 'From clock-in to clock-out. What an agent worked is worked out from them alone.';
comment on column public.work_intervals.ended_by is 'person: clocked out; policy: the clock-out was forgotten; deletion: the agent was deleted.';
comment on column public.work_intervals.correction is 'Why it was corrected, the last time; empty: as it was clocked.';
create unique index work_intervals_open on public.work_intervals (agent_id) where ended_at is null;
create index work_intervals_agent on public.work_intervals (agent_id, started_at desc, id desc);
create index work_intervals_forgotten on public.work_intervals (started_at) where ended_at is null;

create trigger work_intervals_touch before update on public.work_intervals for each row execute function public.touch_row();

-- Clocking in and out is in the activity log of the agent; corrections write their own entries.
select public.publish_table('public.work_intervals', module => 'agents',
  classes => 'none: id, agent_id, started_at, ended_at, ended_by, correction, created_at, updated_at, version');
