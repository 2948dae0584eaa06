create table public.ticket_cycles (
  ticket_id         uuid not null references public.tickets (id) on delete cascade,
  cycle             integer not null,
  opened_at         timestamptz not null default now(),
  first_response_at timestamptz,
  resolved_at       timestamptz,
  resolved_by       uuid,
  primary key (ticket_id, cycle)
);
comment on table public.ticket_cycles is
  'Each time that a ticket was opened, from its opening to its resolution: what is reopened does not stretch what was done. Kept by triggers.';

create index ticket_cycles_opened on public.ticket_cycles (opened_at);
create index ticket_cycles_resolved on public.ticket_cycles (resolved_at) where resolved_at is not null;

select public.publish_table('public.ticket_cycles', module => 'tickets',
  scopes => $$array(select 'team:' || t.team from public.tickets t where t.id = r.ticket_id)$$,
  classes => 'none: ticket_id, cycle, opened_at, first_response_at, resolved_at, resolved_by');
