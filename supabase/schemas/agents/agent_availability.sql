create table public.agent_availability (
  id           uuid primary key default gen_random_uuid(),
  agent_id     uuid not null references public.agents (id) on delete cascade,
  status       text collate "C" not null references public.agent_statuses (status),
  availability text collate "C" not null check (availability in ('available', 'busy', 'wrap_up', 'away', 'offline')),
  reason       text not null default '',
  source       text collate "C" not null check (source in ('choice', 'call', 'system')),
  started_at   timestamptz not null,
  ended_at     timestamptz check (ended_at >= started_at)
);
comment on table public.agent_availability is 'How available an agent was, and when: intervals without gaps, the last one open. Written by set_agent_status.';
comment on column public.agent_availability.source is 'choice: the agent or a supervisor said so; call: a call began or ended; system: clock-in, clock-out, a policy.';
create unique index agent_availability_open on public.agent_availability (agent_id) where ended_at is null;
create index agent_availability_agent on public.agent_availability (agent_id, started_at desc, id desc);
create index agent_availability_status on public.agent_availability (status);

select public.publish_table('public.agent_availability', module => 'agents',
  classes => 'none: id, agent_id, status, availability, reason, source, started_at, ended_at');
