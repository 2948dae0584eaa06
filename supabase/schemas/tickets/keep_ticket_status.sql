/*
 * Before the status of a ticket changes: its end is noted, and whatever opens it again begins a cycle of its own. What was resolved and is closed
 * later was resolved when it was resolved.
 */
create function public.keep_ticket_status() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_was_done boolean := old.status in ('resolved', 'closed');
  v_is_done  boolean := new.status in ('resolved', 'closed');
begin
  new.status_since := now();
  new.close_warned_at := null;
  new.closed_at := case when new.status = 'closed' then now() end;
  if v_is_done and not v_was_done then
    new.resolved_at := now();
    new.waiting_since := null;
    update public.ticket_cycles c set resolved_at = new.resolved_at, resolved_by = public.current_actor()
    where c.ticket_id = new.id and c.cycle = new.cycle;
  elsif v_was_done and not v_is_done then
    new.resolved_at := null;
    new.first_response_at := null;
    new.cycle := old.cycle + 1;
    insert into public.ticket_cycles (ticket_id, cycle) values (new.id, new.cycle);
  end if;
  if new.status <> 'snoozed' then
    new.snoozed_until := null;
  end if;
  return new;
end $$;
select public.grant_to_service('keep_ticket_status');
