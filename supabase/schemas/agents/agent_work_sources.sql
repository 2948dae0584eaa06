create table public.agent_work_sources (
  entity_type text collate "C" primary key,
  channel     text collate "C" not null check (channel in ('email', 'chat', 'call', 'ticket')),
  held        text,
  handled     text,
  release     text,
  on_call     text
);
comment on table public.agent_work_sources is 'What agents hold and handle: one row per kind of thing, by register_agent_work. access: service only';

select public.publish_table('public.agent_work_sources', classes => 'none: entity_type, channel, held, handled, release, on_call');
