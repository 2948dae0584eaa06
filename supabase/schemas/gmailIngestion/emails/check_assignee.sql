/* Raises assignee_not_found. */
create function public.check_assignee(p_change jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if p_change ->> 'assignee_id' is not null and not exists (select from public.agents where id = (p_change ->> 'assignee_id')::uuid and is_active) then
    raise exception 'assignee_not_found' using errcode = 'P0422', detail = p_change ->> 'assignee_id';
  end if;
end $$;
select public.grant_to_service('check_assignee');
