-- Merging moves nothing: it is an edge between two customers, and undoing it takes the edge away. What each of them has stays his.
create table public.customer_merges (
  id          uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id),
  into_id     uuid not null references public.customers (id),
  note        text not null default '',
  merged_by   uuid,
  merged_at   timestamptz not null default now(),
  undone_by   uuid,
  undone_at   timestamptz,
  check (customer_id <> into_id)
);
comment on table public.customer_merges is 'Which customers turned out to be one. customer_id was merged into into_id; an edge that was undone stays for the record.';

create unique index customer_merges_current on public.customer_merges (customer_id) where undone_at is null;
create index customer_merges_into on public.customer_merges (into_id) where undone_at is null;
create index customer_merges_list on public.customer_merges (merged_at desc, id desc);

select public.publish_table('public.customer_merges', module => 'customers', classes => '
  none: id, customer_id, into_id, merged_by, merged_at, undone_by, undone_at
  personal: note');
