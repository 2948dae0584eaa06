/* Stores the staged rows and forgets that they were staged. What is extra stays: that the provider no longer lists a call does not undo it. */
create function public.heal_kaleyra_call_logs(p_run_id uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_rows     jsonb;
  v_stored   jsonb;
  v_received integer := 0;
  v_inserted integer := 0;
  v_updated  integer := 0;
begin
  for v_rows in
    select jsonb_agg(s.entry)
    from (select r.entry, (row_number() over (order by r.id) - 1) / 1000 as batch from public.kaleyra_reconcile_rows r where r.run_id = p_run_id) s
    group by s.batch
  loop
    v_stored := public.upsert_kaleyra_call_logs(v_rows);
    v_received := v_received + (v_stored ->> 'received')::integer;
    v_inserted := v_inserted + (v_stored ->> 'inserted')::integer;
    v_updated := v_updated + (v_stored ->> 'updated')::integer;
  end loop;
  delete from public.kaleyra_reconcile_rows where run_id = p_run_id;
  return jsonb_build_object(
    'received', v_received, 'inserted', v_inserted, 'updated', v_updated, 'unchanged', v_received - v_inserted - v_updated);
end $$;
select public.grant_to_service('heal_kaleyra_call_logs');
