-- Who called or wrote from an address that several share: an agent who knows says so, for this one entry.
create table public.timeline_picks (
  kind        text collate "C" not null references public.timeline_sources (kind),
  entry_id    text collate "C" not null,
  customer_id uuid not null references public.customers (id) on delete cascade,
  picked_by   uuid,
  picked_at   timestamptz not null default now(),
  primary key (kind, entry_id)
);
comment on table public.timeline_picks is 'Entries under a shared address that are one customer''s after all.';

create index timeline_picks_customer on public.timeline_picks (customer_id, kind);

select public.publish_table('public.timeline_picks', module => 'timeline', activity => 'kind, entry_id',
  classes => 'none: kind, entry_id, customer_id, picked_by, picked_at');
