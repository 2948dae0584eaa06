/* The safety net: stored messages whose job is gone get a new one. */
create function public.requeue_mailbox_messages(p_older_than interval) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stuck as (
    select b.id, (row_number() over (order by b.created_at, b.id) - 1) / 50 as batch from public.mailbox_messages b
    where b.state = 'stored' and b.created_at < now() - p_older_than order by b.created_at, b.id limit 5000
  ), batches as (
    select array_agg(s.id order by s.id) as ids from stuck s group by s.batch
  ), added as (
    select cardinality(b.ids) as n from batches b cross join lateral (
      select graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', b.ids), job_key => 'emails.requeue:' || b.ids[1])) job
  )
  select coalesce(sum(a.n), 0) into v_count from added a;
  return v_count;
end $$;
select public.grant_to_service('requeue_mailbox_messages');
