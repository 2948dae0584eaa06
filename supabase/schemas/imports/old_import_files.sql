/* The files of imports that are not under way and that nothing happened to for p_days. */
create function public.old_import_files(p_days integer) returns table (sha256 text)
language sql stable set search_path = '' as $$
  select distinct i.sha256 from public.imports i
  where i.file_dropped_at is null and i.state not in ('previewing', 'running')
    and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day'
$$;
select public.grant_to_service('old_import_files');
