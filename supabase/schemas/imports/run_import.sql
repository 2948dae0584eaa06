/*
 * Begins the run of a previewed import, together with its job; one that is running goes on. Runs of one kind come one after another.
 * Raises import_not_found, import_not_ready (state), import_file_dropped, import_under_way (import_id).
 */
create function public.run_import(p_id uuid, p_kind text) returns setof public.imports
language plpgsql security definer set search_path = '' as $$
declare
  v_import public.imports;
  v_other  uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('imports:' || p_kind, 0));
  select * into v_import from public.imports i where i.id = p_id and i.kind = p_kind for update;
  if v_import.id is null then
    raise exception 'import_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_import.state not in ('previewed', 'running') then
    raise exception 'import_not_ready' using errcode = 'P0409', detail = jsonb_build_object('state', v_import.state);
  elsif v_import.file_dropped_at is not null then
    raise exception 'import_file_dropped' using errcode = 'P0409', detail = jsonb_build_object('file_dropped_at', v_import.file_dropped_at);
  end if;
  if v_import.state = 'previewed' then
    select i.id into v_other from public.imports i where i.kind = p_kind and i.state = 'running';
    if v_other is not null then
      raise exception 'import_under_way' using errcode = 'P0409', detail = jsonb_build_object('import_id', v_other);
    end if;
    delete from public.import_errors e where e.import_id = p_id;
    update public.imports i set
      state = 'running', started_at = now(), started_by = public.current_actor(),
      preview = jsonb_build_object('created', i.created, 'updated', i.updated, 'unchanged', i.unchanged, 'failed', i.failed),
      done = 0, created = 0, updated = 0, unchanged = 0, failed = 0
    where i.id = p_id returning * into v_import;
  end if;
  perform public.add_import_job(p_id);
  perform public.log_activity('run', 'imports', p_id::text, null, jsonb_build_object('kind', p_kind, 'total', v_import.total));
  return next v_import;
end $$;
select public.grant_to_service('run_import');
