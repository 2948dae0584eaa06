/* One person's state of one notice. Reading it twice keeps the first time. Null: that person has no such notice. */
create function public.set_notification_status(p_id uuid, p_user_id uuid, p_status text) returns public.notification_receipts
language plpgsql security definer set search_path = '' as $$
declare
  v_before public.notification_receipts;
  v_after  public.notification_receipts;
begin
  select * into v_before from public.notification_receipts r where r.id = p_id and r.user_id = p_user_id and r.recalled_at is null for update;
  if v_before.id is null or v_before.status = p_status then
    return v_before;
  end if;
  update public.notification_receipts r set
    status = p_status, read_at = case when p_status <> 'unread' then coalesce(r.read_at, clock_timestamp()) end
  where r.id = p_id and r.user_id = p_user_id returning * into v_after;
  update public.notifications n set read_at = v_after.read_at where n.id = p_id and n.user_id = p_user_id;
  perform public.log_activity('update', 'notifications', p_id::text, jsonb_build_object('status', v_before.status), jsonb_build_object('status', p_status));
  return v_after;
end $$;
select public.grant_to_service('set_notification_status');
