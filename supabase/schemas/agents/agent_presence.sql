create table public.agent_presence (
  agent_id     uuid primary key references public.agents (id) on delete cascade,
  is_connected boolean not null,
  since        timestamptz not null default now()
);
comment on table public.agent_presence is 'Whether a socket of the agent''s user is open. It says nothing about availability, which is a choice.';

select public.publish_table('public.agent_presence', module => 'agents', scopes => 'public.agent_scopes(r.agent_id)', classes => 'none: agent_id, is_connected, since');

select public.announce_table('public.agent_presence', 'agents', 'agent_presence', 'agents', 'is_connected,since', p_id_column => 'agent_id',
  p_scopes => 'public.agent_scopes(r.agent_id)');
