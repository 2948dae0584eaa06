create table public.job_workers (
  worker_id text primary key,
  lock_key bigint not null,
  started_at timestamptz not null default now()
);
comment on table public.job_workers is
  'Which job workers run. Each holds the advisory lock lock_key for as long as its process lives. access: service only';

select public.publish_table('public.job_workers', classes => 'none: worker_id, lock_key, started_at');
