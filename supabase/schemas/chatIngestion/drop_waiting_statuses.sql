/* Drops statuses whose message never came, 10,000 at a time; returns how many. */
create function public.drop_waiting_statuses(p_before timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_dropped integer;
begin
  with old as (
    select e.id from public.message_status_events e where e.message_id is null and e.received_at < p_before order by e.received_at limit 10000
  )
  delete from public.message_status_events e using old where e.id = old.id;
  get diagnostics v_dropped = row_count;
  return v_dropped;
end $$;
select public.grant_to_service('drop_waiting_statuses');
