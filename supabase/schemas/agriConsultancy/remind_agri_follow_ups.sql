/* Tells the assignee of each follow-up that is due, once for each day that was set. Returns how many it were. */
create function public.remind_agri_follow_ups(p_today date) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_due   record;
  v_count integer := 0;
begin
  for v_due in
    select c.id, c.number, c.crop, c.follow_up_pending_on as due_on, a.user_id
    from public.agri_consultations c join public.agents a on a.id = c.assignee_id
    where c.deleted_at is null and c.follow_up_pending_on <= p_today and c.follow_up_reminded_on is distinct from c.follow_up_pending_on and a.user_id is not null
    order by c.follow_up_pending_on, c.id limit 500 for update of c skip locked
  loop
    perform public.notify_once(v_due.user_id, 'agri_consultancy', 'agri_follow_up', 'Follow-up of ' || v_due.number || ' is due',
      'Ask how the ' || v_due.crop || ' is doing.', 'agri_consultation', v_due.id::text,
      'agri_follow_up:' || v_due.id || ':' || v_due.due_on || ':' || v_due.user_id);
    update public.agri_consultations c set follow_up_reminded_on = v_due.due_on where c.id = v_due.id;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
select public.grant_to_service('remind_agri_follow_ups');
