/* The statement trigger of emails: counts the threads that its rows touch. */
create function public.count_email_threads() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_ids := array(select distinct n.thread_id from new_rows n);
  elsif tg_op = 'DELETE' then
    v_ids := array(select distinct o.thread_id from old_rows o);
  else
    v_ids := array(
      select n.thread_id from new_rows n join old_rows o on o.id = n.id
      where (n.thread_id, n.direction, n.is_read, n.deleted_at, n.received_at, n.snippet, n.send_state = 'sent')
        is distinct from (o.thread_id, o.direction, o.is_read, o.deleted_at, o.received_at, o.snippet, o.send_state = 'sent')
      union
      select o.thread_id from old_rows o join new_rows n on n.id = o.id where n.thread_id <> o.thread_id);
  end if;
  if v_ids <> '{}' then
    perform public.refresh_email_threads(v_ids);
  end if;
  if tg_op = 'INSERT' then
    -- Whoever wrote or was written to, belongs to it.
    update public.email_threads t set participants = array(select distinct p from unnest(t.participants || w.people) p order by p)
    from (
      select n.thread_id, array_agg(distinct p) as people
      from new_rows n cross join lateral public.people_of_email(n.direction, n.kind, n.from_email, n.to_recipients || n.cc_recipients || n.bcc_recipients) p
      group by n.thread_id
    ) w
    where t.id = w.thread_id and not w.people <@ t.participants;
  end if;
  return null;
end $$;

/* As count_emails, of threads. */
create function public.count_email_threads(p_filter jsonb) returns bigint
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set jit = off as $$
declare
  v_total bigint;
begin
  if array(select jsonb_object_keys(p_filter)) <@ '{support_email_id,status,spam,team,priority,unassigned,unread}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_thread_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  else
    execute 'select count(*) from public.email_threads t where ' || public.email_conditions(p_filter, 't') into v_total;
  end if;
  return v_total;
end $$;
select public.grant_to_service('count_email_threads');
