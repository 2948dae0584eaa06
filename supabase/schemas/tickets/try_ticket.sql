/* What a change would make of a ticket: it is made and taken back. Raises what update_ticket raises. */
create function public.try_ticket(p_id uuid, p_steps jsonb, p_to text, p_change jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_row jsonb;
begin
  begin
    select to_jsonb(u) into v_row from public.update_ticket(p_id, p_change, p_steps, p_to => p_to) u;
    raise exception 'taken back' using errcode = 'ZZ001';
  exception when sqlstate 'ZZ001' then
    return v_row;
  end;
end $$;
select public.grant_to_service('try_ticket');
