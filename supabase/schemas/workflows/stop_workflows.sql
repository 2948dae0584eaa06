/* Switches every rule off, as one. Returns how many. */
create function public.stop_workflows() returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  update public.workflows w set is_active = false where w.is_active and w.deleted_at is null;
  get diagnostics v_count = row_count;
  return v_count;
end $$;
select public.grant_to_service('stop_workflows');
