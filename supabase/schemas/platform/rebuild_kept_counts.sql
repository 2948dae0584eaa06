/* Counts a table anew, for repairs and for rows that were brought in past the triggers. Writers wait. */
create function public.rebuild_kept_counts(p_table regclass) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_name text := (select relname from pg_catalog.pg_class where oid = p_table);
begin
  execute format('lock table %s in share row exclusive mode', p_table);
  execute format('delete from public.%I', v_name || '_counts');
  execute format('insert into public.%I select * from public.%I()', v_name || '_counts', 'count_' || v_name || '_anew');
end $$;
select public.grant_to_service('rebuild_kept_counts');
