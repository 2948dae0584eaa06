create unlogged table public.kaleyra_reconcile_rows (
  run_id uuid not null,
  id     text collate "C" not null,
  entry  jsonb not null,
  primary key (run_id, id)
);
comment on table public.kaleyra_reconcile_rows is
  'The provider''s rows of a day range while they are compared with ours; unlogged, a crash only means fetching them again. access: service only';

alter table public.kaleyra_reconcile_rows enable row level security;
revoke all on public.kaleyra_reconcile_rows from public, anon, authenticated;
grant all on public.kaleyra_reconcile_rows to service_role;
