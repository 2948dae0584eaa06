/*
 * Drops imports without a file that are not under way and that nothing happened to for p_days, with the errors of their rows, at most p_most at once. What they
 * imported stays. Returns how many went.
 */
create function public.drop_old_imports(p_days integer, p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  delete from public.imports where id in (
    select i.id from public.imports i
    where i.state not in ('previewing', 'running') and i.file_dropped_at is not null
      and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day'
    limit p_most for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
select public.grant_to_service('drop_old_imports');
