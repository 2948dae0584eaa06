/*
 * A thread and a page of its messages, oldest or newest first, with their texts and attachments, where it was forwarded from and to; null when there is
 * none.
 */
create function public.get_email_thread(p_id uuid, p_limit integer default 20, p_after_time timestamptz default null, p_after_id uuid default null, p_newest_first boolean default false) returns jsonb
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off as $$
declare
  v_thread jsonb := (select to_jsonb(t) from public.email_thread_rows t where t.id = p_id);
  v_ids    uuid[];
  v_next   text;
begin
  if v_thread is null then
    return null;
  end if;
  -- Each in the order of its index, so that a page of a long thread is read, and not all of it.
  if p_newest_first then
    v_ids := array(
      select e.id from public.emails e
      where e.thread_id = p_id and e.deleted_at is null
        and (e.received_at, e.id) < (coalesce(p_after_time, 'infinity'), coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by e.received_at desc, e.id desc limit p_limit + 1);
  else
    v_ids := array(
      select e.id from public.emails e
      where e.thread_id = p_id and e.deleted_at is null
        and (e.received_at, e.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
      order by e.received_at, e.id limit p_limit + 1);
  end if;
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(e.received_at, e.id) into v_next from public.emails e where e.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  return v_thread || jsonb_build_object(
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name) from public.customers c
      where c.id = public.customer_root((v_thread ->> 'customer_id')::uuid)),
    'messages', coalesce((
      select jsonb_agg((to_jsonb(e) - 'deleted_at') || to_jsonb(r) || jsonb_build_object('attachments', public.get_email_attachments(e.id)) order by w.place)
      from unnest(v_ids) with ordinality as w (id, place)
      cross join lateral (select * from public.emails where id = w.id offset 0) e
      cross join lateral (select * from public.email_list_rows where id = w.id offset 0) r), '[]'),
    'messages_total', (select count(*) from public.emails e where e.thread_id = p_id and e.deleted_at is null),
    'forwarded_from', (
      select jsonb_build_object('email_id', o.id, 'thread_id', o.thread_id, 'subject', o.subject)
      from public.emails e join public.emails o on o.id = e.forward_of
      where e.thread_id = p_id and e.deleted_at is null and e.forward_of is not null and o.deleted_at is null order by e.received_at, e.id limit 1),
    'forwards', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', f.id, 'forward_of', f.forward_of, 'thread_id', f.thread_id, 'to_recipients', f.to_recipients,
        'created_at', f.created_at, 'send_state', f.send_state, 'inbound_count', t.inbound_count, 'unread_count', t.unread_count,
        'last_inbound_at', t.last_inbound_at) order by f.received_at, f.id)
      from (
        select n.* from public.emails n join public.emails o on o.id = n.forward_of
        where o.thread_id = p_id and o.deleted_at is null and n.deleted_at is null order by n.received_at desc, n.id desc limit 50) f
      join public.email_threads t on t.id = f.thread_id), '[]'),
    'next_cursor', v_next);
end $$;
select public.grant_to_service('get_email_thread');
