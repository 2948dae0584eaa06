create table public.job_workers (
  worker_id text primary key,
  lock_key bigint not null,
  started_at timestamptz not null default now()
);
comment on table public.job_workers is
  'Which job workers run. Each holds the advisory lock lock_key for as long as its process lives. access: service only';

alter table public.job_workers enable row level security;
revoke all on public.job_workers from anon, authenticated;
