create table public.kaleyra_sync_rejects (
  id         bigint generated always as identity primary key,
  run_id     uuid not null references public.kaleyra_sync_runs on delete cascade,
  page       integer not null,
  fault      text not null,
  raw        jsonb,
  created_at timestamptz not null default now()
);
comment on table public.kaleyra_sync_rejects is
  'Provider rows that could not be read, kept as they came (a recording address included). access: service only';

create index kaleyra_sync_rejects_run_id on public.kaleyra_sync_rejects (run_id);

select public.publish_table('public.kaleyra_sync_rejects', classes => 'none: id, run_id, page, fault, created_at; secret: raw');
