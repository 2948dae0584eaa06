/* Drops processed events that are older, 10,000 at a time; returns how many. Parked ones stay until somebody decides. */
create function public.drop_old_webhook_events(p_before timestamptz) returns integer
language plpgsql set search_path = '' as $$
declare
  v_dropped integer;
begin
  with old as (
    select w.id from public.webhook_events w where w.state = 'processed' and w.processed_at < p_before order by w.id limit 10000
  )
  delete from public.webhook_events w using old where w.id = old.id;
  get diagnostics v_dropped = row_count;
  return v_dropped;
end $$;
select public.grant_to_service('drop_old_webhook_events');
