create table public.cron_ticks (
  name text not null,
  tick_at timestamptz not null,
  primary key (name, tick_at)
);
comment on table public.cron_ticks is 'Ticks that were turned into a job, so that N nodes make one. access: service only';

select public.publish_table('public.cron_ticks', classes => 'none: name, tick_at');
