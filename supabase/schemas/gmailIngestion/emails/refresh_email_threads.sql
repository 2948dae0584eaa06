/*
 * Counts threads anew. The rows are locked first, so that whoever comes second counts what the first has committed; the weak lock
 * lets foreign keys be checked meanwhile.
 */
create function public.refresh_email_threads(p_ids uuid[]) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform from public.email_threads t where t.id = any (p_ids) order by t.id for no key update;
  update public.email_threads t set
    message_count = c.message_count, inbound_count = c.inbound_count, unread_count = c.unread_count,
    first_message_at = c.first_message_at, last_message_at = c.last_message_at,
    last_inbound_at = c.last_inbound_at, last_outbound_at = c.last_outbound_at, waiting_since = w.waiting_since,
    last_direction = l.direction, snippet = coalesce(l.snippet, ''), updated_at = now()
  from unnest(p_ids) i (id)
  cross join lateral (
    select count(*)::integer as message_count, count(*) filter (where e.direction = 'inbound')::integer as inbound_count,
      count(*) filter (where e.direction = 'inbound' and not e.is_read)::integer as unread_count,
      min(e.received_at) as first_message_at, max(e.received_at) as last_message_at,
      max(e.received_at) filter (where e.direction = 'inbound') as last_inbound_at,
      max(e.received_at) filter (where e.direction = 'outbound') as last_outbound_at
    from (select * from public.emails a where a.thread_id = i.id offset 0) e where e.deleted_at is null
  ) c
  left join lateral (
    select e.direction, e.snippet from (select * from public.emails a where a.thread_id = i.id order by a.received_at desc, a.id desc offset 0) e
    where e.deleted_at is null limit 1
  ) l on true
  cross join lateral (
    -- As sla_email_events has it: an answer is what left, of a person. Not by that view: its plan is not always by the thread.
    select min(e.received_at) filter (where e.direction = 'inbound' and (a.answered_at is null or e.received_at > a.answered_at)) as waiting_since
    from (select * from public.emails m where m.thread_id = i.id offset 0) e
    cross join (
      select max(coalesce(o.sent_at, o.received_at)) as answered_at from (select * from public.emails m where m.thread_id = i.id offset 0) o
      where o.deleted_at is null and o.kind = 'message' and o.direction = 'outbound' and coalesce(o.send_state, 'sent') = 'sent'
        and (o.send_id is null or exists (select from auth.users u where u.id = o.created_by))
    ) a
    where e.deleted_at is null and e.kind = 'message'
  ) w
  where t.id = i.id
    and (t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.waiting_since,
        t.last_direction, t.snippet)
      is distinct from (c.message_count, c.inbound_count, c.unread_count, c.first_message_at, c.last_message_at, c.last_inbound_at, c.last_outbound_at,
        w.waiting_since, l.direction, coalesce(l.snippet, ''));
end $$;
select public.grant_to_service('refresh_email_threads');
