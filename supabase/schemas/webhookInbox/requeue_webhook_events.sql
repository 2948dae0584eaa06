/*
 * The safety net: events whose job is gone (removed by hand, out of attempts) get a new one. One that waits for a job of its
 * own may then be worked on twice, which does no harm.
 */
create function public.requeue_webhook_events(p_older_than interval) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stuck as (
    select w.source, w.id from public.webhook_events w
    where (w.state = 'received' and w.received_at < now() - p_older_than)
      or (w.state = 'retrying' and w.next_attempt_at < now() - p_older_than)
    order by w.id limit 5000
  ), numbered as (
    select s.source, s.id, (row_number() over (partition by s.source order by s.id) - 1) / 500 as batch from stuck s
  ), batches as (
    select n.source, array_agg(n.id order by n.id) as ids from numbered n group by n.source, n.batch
  ), added as (
    select b.ids from batches b cross join lateral (
      select graphile_worker.add_job('webhooks.process', json_build_object('source', b.source, 'event_ids', b.ids),
        job_key => 'webhooks.requeue:' || b.source || ':' || b.ids[1], max_attempts => 100)
    ) job
  )
  select coalesce(sum(cardinality(a.ids)), 0) into v_count from added a;
  return v_count;
end $$;
select public.grant_to_service('requeue_webhook_events');
