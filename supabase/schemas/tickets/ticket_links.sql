create table public.ticket_links (
  id          uuid primary key default gen_random_uuid(),
  ticket_id   uuid not null references public.tickets (id) on delete cascade,
  kind        text collate "C" not null check (kind in ('source', 'related', 'parent', 'duplicate', 'blocks', 'split_from')),
  entity_type text collate "C" not null,
  entity_id   text collate "C" not null,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  unique (ticket_id, kind, entity_type, entity_id),
  check (kind in ('source', 'related') or entity_type = 'ticket')
);
comment on table public.ticket_links is 'What belongs to a ticket. The customer''s messages in a linked thread or conversation are comments of the ticket.';
comment on column public.ticket_links.kind is
  'source: it was made from that; related; parent: part of that ticket; duplicate: of that ticket; blocks: that ticket has to wait; split_from.';

create index ticket_links_entity on public.ticket_links (entity_type, entity_id, ticket_id);
-- A ticket is part of one other at most.
create unique index ticket_links_parent on public.ticket_links (ticket_id) where kind = 'parent';

select public.publish_table('public.ticket_links', module => 'tickets', activity => 'id',
  scopes => $$array(select 'team:' || t.team from public.tickets t where t.id = r.ticket_id)$$,
  classes => 'none: id, ticket_id, kind, entity_type, entity_id, created_by, created_at');
