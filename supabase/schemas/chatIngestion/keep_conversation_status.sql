/* Before the status of a conversation changes: its end is noted, and whatever opens it again begins a cycle of its own. */
create function public.keep_conversation_status() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.status = 'resolved' then
    new.resolved_at := now();
    new.waiting_since := null;
    update public.conversation_cycles c set resolved_at = new.resolved_at, resolved_by = public.current_actor()
    where c.conversation_id = new.id and c.cycle = new.cycle;
  elsif old.status = 'resolved' then
    new.resolved_at := null;
    new.cycle := old.cycle + 1;
    new.first_response_at := null;
    insert into public.conversation_cycles (conversation_id, cycle) values (new.id, new.cycle);
  end if;
  if new.status <> 'snoozed' then
    new.snoozed_until := null;
  end if;
  return new;
end $$;
select public.grant_to_service('keep_conversation_status');
