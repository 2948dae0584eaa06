/* Drops the oldest runs that have ended before p_before, at most p_most, and samples and counts of messages from before. Returns how many runs. */
create function public.drop_old_workflow_runs(p_before timestamptz, p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  delete from public.workflow_runs r where r.id in (
    select o.id from public.workflow_runs o where o.created_at < p_before and o.next_at is null order by o.created_at, o.id limit p_most);
  get diagnostics v_count = row_count;
  delete from public.workflow_evaluations e where e.at < p_before;
  delete from public.workflow_messages m where m.at < p_before;
  return v_count;
end $$;
select public.grant_to_service('drop_old_workflow_runs');
