create table public.kaleyra_service_rollups (
  grain                        public.kaleyra_grain not null,
  bucket                       timestamp not null,
  service                      text collate "C" not null,
  calls                        integer not null,
  customer_calls               integer not null,
  customer_calls_answered      integer not null,
  customer_calls_missed        integer not null,
  customer_calls_not_forwarded integer not null,
  primary key (grain, bucket, service)
);
comment on table public.kaleyra_service_rollups is
  'Legs per service, and customer calls per service of their first leg. access: service only';
comment on column public.kaleyra_service_rollups.bucket is
  'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day), so a call is counted on its local date whatever the clock did that night.';

alter table public.kaleyra_service_rollups      set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

select public.publish_table('public.kaleyra_service_rollups', service => 'select', classes => '
  none: grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed
  none: customer_calls_not_forwarded');
