create unlogged table public.email_rollup_changes (
  tx    xid8 not null default pg_current_xact_id(),
  id    bigint generated always as identity,
  zone  text,
  facts public.email_fact[],
  primary key (tx, id)
);
comment on table public.email_rollup_changes is
  'What the statements of open transactions change; gone when they commit, so always empty to everybody else. access: service only';
comment on column public.email_rollup_changes.facts is 'Null: so many that all is worked out anew.';

-- At the commit; the first of a transaction's rows takes the others with it.
create constraint trigger apply after insert on public.email_rollup_changes
  deferrable initially deferred for each row execute function public.keep_email_rollups();

select public.publish_table('public.email_rollup_changes', service => 'nothing', classes => 'none: tx, id, zone; personal: facts');
