/* The statement trigger of tickets that are new: the first cycle of each. */
create function public.open_ticket_cycles() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ticket_cycles (ticket_id, cycle, opened_at, resolved_at)
  select n.id, n.cycle, n.created_at, n.resolved_at from new_rows n;
  return null;
end $$;
select public.grant_to_service('open_ticket_cycles');
