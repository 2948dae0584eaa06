/* The ticket that counts in place of this one: itself, or the end of its merges. Null when they lead in a circle or to what was deleted. */
create function public.ticket_root(p_id uuid) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_seen uuid[] := '{}';
  v_id   uuid := p_id;
  v_next public.tickets;
begin
  loop
    select * into v_next from public.tickets t where t.id = v_id;
    if v_next.id is null or v_next.deleted_at is not null or v_id = any (v_seen) then
      return null;
    elsif v_next.merged_into is null then
      return v_id;
    end if;
    v_seen := v_seen || v_id;
    v_id := v_next.merged_into;
  end loop;
end $$;
select public.grant_to_service('ticket_root');
