create table public.kaleyra_agent_status_rollups (
  agent_number text collate "C" not null,
  bucket       timestamp not null,
  status       text collate "C" not null,
  calls        integer not null,
  primary key (agent_number, bucket, status)
);
comment on table public.kaleyra_agent_status_rollups is
  'CallForward legs per agent, business day and status, for the list of one agent. access: service only';

alter table public.kaleyra_agent_status_rollups set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

alter table public.kaleyra_agent_status_rollups enable row level security;
revoke all on public.kaleyra_agent_status_rollups from public, anon, authenticated, service_role;
grant select on public.kaleyra_agent_status_rollups to service_role;
