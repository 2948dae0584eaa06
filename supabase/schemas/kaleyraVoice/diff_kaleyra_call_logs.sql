/*
 * What differs between the staged rows and ours of the provider's days (Indian days, both inclusive): missing (the provider
 * has it, we do not), changed (we have it otherwise), extra (we have it, the provider does not list it).
 */
create function public.diff_kaleyra_call_logs(p_run_id uuid, p_from date, p_to date) returns table (id text, difference text)
language plpgsql set search_path = '' set enable_seqscan = off set enable_nestloop = off as $$
declare
  v_rows jsonb;
begin
  for v_rows in
    select jsonb_agg(s.entry)
    from (select r.entry, (row_number() over (order by r.id) - 1) / 1000 as batch from public.kaleyra_reconcile_rows r where r.run_id = p_run_id) s
    group by s.batch
  loop
    return query
    select c.id, case when c.kept_id is null then 'missing' else 'changed' end
    from public.compare_kaleyra_call_logs(public.read_kaleyra_call_logs(v_rows)) c
    where c.kept_id is null or c.is_changed;
  end loop;

  return query
  select l.id, 'extra'
  from public.kaleyra_call_logs l
  where l.start_time >= p_from::timestamp at time zone 'Asia/Kolkata'
    and l.start_time < (p_to + 1)::timestamp at time zone 'Asia/Kolkata'
    and not exists (select from public.kaleyra_reconcile_rows r where r.run_id = p_run_id and r.id = l.id);
end $$;
select public.grant_to_service('diff_kaleyra_call_logs');
