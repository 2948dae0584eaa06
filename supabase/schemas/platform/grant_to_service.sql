/* Leaves a function of this name, with all its signatures, to the service; the line at the end of most functions' files. */
create function public.grant_to_service(p_name text) returns void
language plpgsql set search_path = '' as $$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = p_name order by p.oid
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', v_function);
    execute format('grant execute on function %s to service_role', v_function);
  end loop;
  if not found then
    raise exception 'There is no function %.', p_name;
  end if;
end $$;
revoke execute on function public.grant_to_service(text) from public, anon, authenticated, service_role;
