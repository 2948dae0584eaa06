/* Notes that the old imports of a file have it no longer. True when no import needs the file now: it is to be removed before this is committed. */
create function public.drop_import_file(p_sha256 text, p_days integer) returns boolean
language plpgsql set search_path = '' as $$
begin
  update public.imports i set file_dropped_at = now()
  where i.sha256 = p_sha256 and i.file_dropped_at is null and i.state not in ('previewing', 'running')
    and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day';
  return not exists (select from public.imports i where i.sha256 = p_sha256 and i.file_dropped_at is null);
end $$;
select public.grant_to_service('drop_import_file');
