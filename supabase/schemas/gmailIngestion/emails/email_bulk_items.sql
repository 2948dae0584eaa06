create table public.email_bulk_items (
  bulk_id  uuid not null references public.email_bulks (id) on delete cascade,
  position integer not null,
  email_id uuid not null,
  outcome  text collate "C" check (outcome in ('changed', 'skipped', 'failed')),
  reason   text,
  primary key (bulk_id, position)
);
comment on table public.email_bulk_items is 'The e-mails of a bulk change, and what became of each; no outcome: not yet. access: service only';

create index email_bulk_items_open on public.email_bulk_items (bulk_id, position) where outcome is null;
create index email_bulk_items_failed on public.email_bulk_items (bulk_id, position) where outcome = 'failed';

select public.publish_table('public.email_bulk_items', classes => 'none: bulk_id, position, email_id, outcome, reason');
