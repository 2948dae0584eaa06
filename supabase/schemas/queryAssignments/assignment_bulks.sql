create table public.assignment_bulks (
  id          uuid primary key default gen_random_uuid(),
  entity_type text collate "C" not null,
  filter      jsonb,
  agent_id    uuid not null references public.agents (id),
  note        text not null default '',
  reassign    boolean not null default false,
  state       text collate "C" not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  matched     integer not null default 0,
  assigned    integer not null default 0,
  skipped     integer not null default 0,
  failed      integer not null default 0,
  error_code  text,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.assignment_bulks is 'Assignments of many things at once. Which ones is fixed when it is ordered; filter is null when they were named. access: service only';

create table public.assignment_bulk_items (
  bulk_id   uuid not null references public.assignment_bulks (id) on delete cascade,
  position  integer not null,
  entity_id uuid not null,
  outcome   text collate "C" check (outcome in ('assigned', 'skipped', 'failed')),
  reason    text,
  primary key (bulk_id, position)
);
comment on table public.assignment_bulk_items is 'The things of a bulk assignment, and what became of each; no outcome: not yet. access: service only';
create index assignment_bulk_items_open on public.assignment_bulk_items (bulk_id, position) where outcome is null;
create index assignment_bulk_items_failed on public.assignment_bulk_items (bulk_id, position) where outcome = 'failed';

select public.publish_table('public.assignment_bulks', classes => '
  none: id, entity_type, filter, agent_id, reassign, state, matched, assigned, skipped, failed, error_code, created_by, created_at, finished_at
  personal: note');
select public.publish_table('public.assignment_bulk_items', classes => 'none: bulk_id, position, entity_id, outcome, reason');
