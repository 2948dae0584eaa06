/*
 * Stores what was read from p_at_* on and moves the run's place on, as one step: after a kill the run goes on exactly behind
 * what is stored. p_synced counts the rows that this run had not met before. Refused (sync_place_moved) when the run stands
 * somewhere else: the pages before these are not stored yet, or another worker does the same run.
 *
 * The rows are read before the writer's turn comes, so two calls at once overlap. It does not wait for the disk: a server that
 * dies takes rows and place together, and the run reads them again. The run's last step waits, and with it for all before.
 */
create function public.store_kaleyra_pages(
  p_run_id uuid, p_rows jsonb, p_rejects jsonb, p_pages integer, p_synced integer, p_at_date date, p_at_page integer,
  p_next_date date, p_next_page integer
) returns void
language plpgsql set search_path = '' as $$
declare
  v_legs   public.kaleyra_given_leg[];
  v_stored record;
begin
  set local synchronous_commit = off;
  v_legs := public.read_kaleyra_call_logs(p_rows);
  perform public.lock_kaleyra_call_logs();
  if not exists (select from public.kaleyra_sync_runs r where r.id = p_run_id and r.next_date = p_at_date and r.next_page = p_at_page) then
    raise exception 'sync_place_moved' using errcode = 'P0409', detail = 'The run stands at another page.';
  end if;
  v_stored := public.store_kaleyra_legs(v_legs);
  insert into public.kaleyra_sync_rejects (run_id, page, fault, raw)
  select p_run_id, (r ->> 'page')::integer, r ->> 'fault', r -> 'raw' from jsonb_array_elements(p_rejects) r;
  update public.kaleyra_sync_runs set
    pages = pages + p_pages,
    synced = synced + p_synced,
    inserted = inserted + v_stored.inserted,
    updated = updated + v_stored.updated,
    unchanged = unchanged + jsonb_array_length(p_rows) - v_stored.inserted - v_stored.updated,
    rejected = rejected + jsonb_array_length(p_rejects),
    next_date = p_next_date,
    next_page = p_next_page,
    heartbeat_at = now()
  where id = p_run_id;
end $$;
select public.grant_to_service('store_kaleyra_pages');
