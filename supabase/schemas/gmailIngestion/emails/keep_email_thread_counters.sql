create function public.keep_email_thread_counters() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null, n.unread_count > 0)::text), count(*),
      n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null, n.unread_count > 0
    from new_rows n where n.message_count > 0
    group by 1, 3, 4, 5, 6, 7, 8;
  elsif tg_op = 'DELETE' then
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0)::text), -count(*),
      o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0
    from old_rows o where o.message_count > 0
    group by 1, 3, 4, 5, 6, 7, 8;
  else
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(d.support_email_id, d.status, d.team, d.priority, d.unassigned, d.unread)::text), sum(d.sign),
      d.support_email_id, d.status, d.team, d.priority, d.unassigned, d.unread
    from (
      select 1 as sign, n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null as unassigned, n.unread_count > 0 as unread
      from new_rows n where n.message_count > 0
      union all
      select -1, o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0
      from old_rows o where o.message_count > 0
    ) d
    group by 1, 3, 4, 5, 6, 7, 8
    having sum(d.sign) <> 0;
  end if;
  if random() < 0.02 then
    perform public.fold_counters('public.email_thread_counters');
  end if;
  return null;
end $$;
select public.grant_to_service('keep_email_thread_counters');
