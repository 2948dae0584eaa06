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

select public.publish_table('public.kaleyra_agent_status_rollups', service => 'select', classes => '
  none: bucket, status, calls
  personal: agent_number');
