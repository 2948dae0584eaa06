/* Ends an import that is not over; what its run has imported stays. Raises import_not_found, import_is_over (state). */
create function public.cancel_import(p_id uuid, p_kind text) returns setof public.imports
language plpgsql security definer set search_path = '' as $$
declare
  v_import public.imports;
begin
  -- Waits for the batch that is being stored.
  select * into v_import from public.imports i where i.id = p_id and i.kind = p_kind for update;
  if v_import.id is null then
    raise exception 'import_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_import.state in ('done', 'failed') then
    raise exception 'import_is_over' using errcode = 'P0409', detail = jsonb_build_object('state', v_import.state);
  end if;
  update public.imports i set state = 'cancelled', finished_at = coalesce(i.finished_at, now()) where i.id = p_id returning * into v_import;
  delete from public.import_drafts d where d.import_id = p_id;
  perform public.log_activity('cancel', 'imports', p_id::text, null, jsonb_build_object('done', v_import.done, 'total', v_import.total));
  return next v_import;
end $$;
select public.grant_to_service('cancel_import');
