create table public.kaleyra_status_rollups (
  grain        public.kaleyra_grain not null,
  bucket       timestamp not null,
  service      text collate "C" not null,
  status       text collate "C" not null,
  calls        integer not null
);
comment on table public.kaleyra_status_rollups is 'Legs per service and status. access: service only';

-- In this order: of two indexes that look the same on an empty table, the planner takes the younger.
create index kaleyra_status_rollups_status on public.kaleyra_status_rollups (status, grain, bucket);

alter table public.kaleyra_status_rollups add primary key (grain, bucket, service, status);
alter table public.kaleyra_status_rollups       set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

select public.publish_table('public.kaleyra_status_rollups', service => 'select', classes => '
  none: grain, bucket, service, status, calls');
