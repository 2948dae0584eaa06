/* Keeps up to 1,000 rows (as for upsert_kaleyra_call_logs) for the comparison that goes by p_run_id. */
create function public.stage_kaleyra_call_logs(p_run_id uuid, p_rows jsonb) returns integer
language plpgsql set search_path = '' as $$
declare
  v_staged integer;
begin
  insert into public.kaleyra_reconcile_rows (run_id, id, entry)
  select distinct on (r.entry ->> 'id') p_run_id, r.entry ->> 'id', r.entry
  from jsonb_array_elements(p_rows) with ordinality as r (entry, place)
  order by r.entry ->> 'id', r.place desc
  on conflict (run_id, id) do update set entry = excluded.entry;
  get diagnostics v_staged = row_count;
  return v_staged;
end $$;
select public.grant_to_service('stage_kaleyra_call_logs');
