/* Reads and stores up to 1,000 legs. received = inserted + updated + unchanged. */
create function public.upsert_kaleyra_call_logs(p_rows jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_received integer := jsonb_array_length(p_rows);
  v_stored   record;
begin
  if v_received > 1000 then
    raise exception 'too_many_rows' using errcode = '22023', detail = 'At most 1,000 call logs at once.';
  end if;
  v_stored := public.store_kaleyra_legs(public.read_kaleyra_call_logs(p_rows));
  return jsonb_build_object(
    'received', v_received, 'inserted', v_stored.inserted, 'updated', v_stored.updated,
    'unchanged', v_received - v_stored.inserted - v_stored.updated);
end $$;
select public.grant_to_service('upsert_kaleyra_call_logs');
