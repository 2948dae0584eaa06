create table public.ticket_bulks (
  id          uuid primary key default gen_random_uuid(),
  selection   jsonb not null,
  change      jsonb not null,
  status      text collate "C",
  steps       jsonb not null,
  note        text not null default '',
  state       text collate "C" not null default 'queued' check (state in ('queued', 'running', 'done', 'dry_run')),
  matched     integer not null default 0,
  changed     integer not null default 0,
  skipped     integer not null default 0,
  failed      integer not null default 0,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.ticket_bulks is 'Changes of many tickets at once. Which ones is fixed when it is ordered. access: service only';
comment on column public.ticket_bulks.steps is 'The lifecycle when it was ordered.';

create table public.ticket_bulk_items (
  bulk_id   uuid not null references public.ticket_bulks (id) on delete cascade,
  position  integer not null,
  ticket_id uuid not null,
  outcome   text collate "C" check (outcome in ('changed', 'skipped', 'failed')),
  reason    text,
  primary key (bulk_id, position)
);
comment on table public.ticket_bulk_items is 'The tickets of a bulk, and what became of each; no outcome: not yet. access: service only';
create index ticket_bulk_items_open on public.ticket_bulk_items (bulk_id, position) where outcome is null;

select public.publish_table('public.ticket_bulks', classes => '
  none: id, status, steps, state, matched, changed, skipped, failed, created_by, created_at, finished_at
  personal: selection, change, note');
select public.publish_table('public.ticket_bulk_items', classes => 'none: bulk_id, position, ticket_id, outcome, reason');
