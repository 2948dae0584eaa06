/*
 * Marks as read what a person has not read, up to the notice that was the newest on the screen; with null, up to now. What came after it stays
 * unread. Returns how many.
 */
create function public.mark_notifications_read(p_user_id uuid, p_up_to uuid default null) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_cut   public.notification_receipts;
  v_count integer;
begin
  if p_up_to is not null then
    select * into v_cut from public.notification_receipts r where r.user_id = p_user_id and r.id = p_up_to;
    if v_cut.id is null then
      raise exception 'not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_up_to);
    end if;
  end if;
  with marked as (
    update public.notification_receipts r set status = 'read', read_at = coalesce(r.read_at, clock_timestamp())
    where r.user_id = p_user_id and r.status = 'unread' and r.recalled_at is null
      and (p_up_to is null or (r.created_at, r.id) <= (v_cut.created_at, v_cut.id))
    returning r.id, r.read_at
  ), mirrored as (
    update public.notifications n set read_at = m.read_at from marked m where n.id = m.id and n.user_id = p_user_id
  )
  select count(*) into v_count from marked;
  if v_count > 0 then
    perform public.log_activity('mark_all_read', 'notifications', p_user_id::text, null, jsonb_build_object('count', v_count, 'up_to', p_up_to));
  end if;
  return v_count;
end $$;
select public.grant_to_service('mark_notifications_read');
