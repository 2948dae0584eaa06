/* What these notices were about is over: those that nobody has read vanish, and what waits to be sent is not sent. Returns how many vanished. */
create function public.recall_notifications(p_cause text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_ids   uuid[];
  v_send  uuid;
  v_count integer;
begin
  with recalled as (
    update public.notifications n set recalled_at = clock_timestamp() where n.cause = p_cause and n.recalled_at is null returning n.id
  )
  select coalesce(array_agg(id), '{}') into v_ids from recalled;
  update public.notification_receipts r set recalled_at = clock_timestamp() where r.id = any (v_ids) and r.status = 'unread' and r.recalled_at is null;
  get diagnostics v_count = row_count;
  for v_send in
    select s.id from public.notification_deliveries d join public.sends s on s.id = d.send_id
    where d.notification_id = any (v_ids) and s.state = 'queued' for update of s
  loop
    update public.sends s set state = 'cancelled', updated_at = now() where s.id = v_send;
    insert into public.send_events (send_id, kind, state) values (v_send, 'recalled', 'cancelled');
    perform graphile_worker.remove_job('send:' || v_send);
    perform graphile_worker.remove_job('send:' || v_send || ':again');
  end loop;
  return v_count;
end $$;
select public.grant_to_service('recall_notifications');
