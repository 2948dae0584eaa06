create table public.agent_skills (
  agent_id   uuid not null references public.agents (id) on delete cascade,
  skill      text collate "C" not null check (skill ~ '^[a-z0-9][a-z0-9_-]{0,49}$'),
  level      integer not null check (level between 1 and 5),
  created_at timestamptz not null default now(),
  primary key (agent_id, skill)
);
comment on table public.agent_skills is 'What an agent can do, and how well: 1 a beginner, 5 an expert.';
create index agent_skills_skill on public.agent_skills (skill, level, agent_id);

select public.publish_table('public.agent_skills', module => 'agents', activity => 'agent_id, skill',
  classes => 'none: agent_id, skill, level, created_at');
