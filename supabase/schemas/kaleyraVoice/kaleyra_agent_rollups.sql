create table public.kaleyra_agent_rollups (
  grain                   public.kaleyra_grain not null,
  bucket                  timestamp not null,
  agent_number            text collate "C" not null,
  total_calls             integer not null,
  calls_answered          integer not null,
  missed_calls            integer not null,
  connected_calls         integer not null,
  total_talk_seconds      bigint not null,
  connected_talk_seconds  bigint not null,
  customer_calls          integer not null,
  customer_calls_answered integer not null,
  primary key (grain, bucket, agent_number)
);
comment on table public.kaleyra_agent_rollups is
  'CallForward legs per agent by the status sets in kaleyra_settings, and the customer calls that reached the agent, counted where the call began. access: service only';

alter table public.kaleyra_agent_rollups        set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

select public.publish_table('public.kaleyra_agent_rollups', service => 'select', classes => '
  none: grain, bucket, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds, connected_talk_seconds
  none: customer_calls, customer_calls_answered
  personal: agent_number');
