create unlogged table public.kaleyra_reconcile_rows (
  run_id uuid not null,
  id     text collate "C" not null,
  entry  jsonb not null,
  primary key (run_id, id)
);
comment on table public.kaleyra_reconcile_rows is
  'The provider''s rows of a day range while they are compared with ours; unlogged, a crash only means fetching them again. access: service only';

select public.publish_table('public.kaleyra_reconcile_rows', classes => 'none: run_id, id; secret: entry');
