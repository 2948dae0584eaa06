/* Ends what waits and is cancelled by something that happened: [{"key", "says", "at"}]; what happened before the wait began does not count. */
create function public.cancel_waiting_workflow_runs(p_happened jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  update public.workflow_runs r set state = 'cancelled', reason = h.says, next_at = null, lease_until = null, finished_at = clock_timestamp()
  from jsonb_to_recordset(p_happened) h (key text, says text, at timestamptz)
  where r.state = 'waiting' and r.cancel_on @> array[h.key collate "C"] and r.waiting_since <= h.at;
  get diagnostics v_count = row_count;
  return v_count;
end $$;
select public.grant_to_service('cancel_waiting_workflow_runs');
