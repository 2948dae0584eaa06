/* Notes an uploaded file, together with the job that previews it. */
create function public.start_import(
  p_kind text, p_module text, p_filename text, p_sha256 text, p_size bigint, p_columns jsonb, p_total integer
) returns setof public.imports
language plpgsql security definer set search_path = '' as $$
declare
  v_import public.imports;
begin
  insert into public.imports (kind, module, filename, sha256, size, columns, total, created_by)
  values (p_kind, p_module, p_filename, p_sha256, p_size, p_columns, p_total, public.current_actor())
  returning * into v_import;
  perform public.add_import_job(v_import.id);
  perform public.log_activity('upload', 'imports', v_import.id::text, null,
    jsonb_build_object('kind', p_kind, 'filename', p_filename, 'sha256', p_sha256, 'total', p_total));
  return next v_import;
end $$;
select public.grant_to_service('start_import');
