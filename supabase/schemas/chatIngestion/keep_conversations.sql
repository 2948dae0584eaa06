/*
 * The statement trigger of messages that are new: what their conversations show. A person's answer ends the waiting and makes read what it answers;
 * what the customer writes counts as unread and opens the window, by the provider's time, never one in the future.
 */
create function public.keep_conversations() returns trigger
language plpgsql security definer set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update public.chat_contacts k set last_customer_at = w.at, updated_at = now()
  from (
    select n.contact_id, max(least(coalesce(n.sent_at, n.at), n.created_at)) as at
    from new_rows n where n.direction = 'inbound' and n.type <> 'system' group by n.contact_id
  ) w
  where k.id = w.contact_id and (k.last_customer_at is null or k.last_customer_at < w.at);

  with added as (
    -- Read once: a statement may bring many conversations, each with few.
    select n.conversation_id, count(*) as messages, count(*) filter (where n.direction = 'inbound' and n.type <> 'system') as unread,
      array_agg(n.at) filter (where n.direction = 'inbound' and n.type <> 'system') as asked,
      max(n.at) filter (where n.direction = 'inbound') as customer_at,
      max(n.at) filter (where n.source in ('agent', 'external_app') and n.status not in ('failed', 'cancelled')) as response_at,
      array_agg(distinct n.created_by) filter (where n.source = 'agent' and n.created_by is not null) as writers,
      (array_agg(jsonb_build_object('at', n.at, 'preview', n.preview, 'type', n.type, 'direction', n.direction) order by n.at desc, n.id desc))[1] as newest
    from new_rows n group by n.conversation_id
  ), after as (
    select c.id, a.*, greatest(c.last_response_at, a.response_at) as responded, (a.newest ->> 'at')::timestamptz as newest_at, a.newest ->> 'preview' as preview,
      a.newest ->> 'type' as type, a.newest ->> 'direction' as direction, greatest(c.last_customer_message_at, a.customer_at) as last_customer, k.last_customer_at,
      (select min(t) from unnest(a.asked) t where t > coalesce(greatest(c.last_response_at, a.response_at), '-infinity')) as waits
    from added a
    cross join lateral (select * from public.conversations c where c.id = a.conversation_id offset 0) c
    cross join lateral (select k.last_customer_at from public.chat_contacts k where k.id = c.contact_id offset 0) k
  )
  update public.conversations c set
    message_count = c.message_count + a.messages,
    unread_count = case when a.response_at >= a.last_customer then 0 else c.unread_count + a.unread end,
    last_message_at = case when c.message_count = 0 then a.newest_at else greatest(c.last_message_at, a.newest_at) end,
    last_message_preview = case when c.message_count = 0 or a.newest_at >= c.last_message_at then a.preview else c.last_message_preview end,
    last_message_type = case when c.message_count = 0 or a.newest_at >= c.last_message_at then a.type else c.last_message_type end,
    last_direction = case when c.message_count = 0 or a.newest_at >= c.last_message_at then a.direction else c.last_direction end,
    last_customer_message_at = a.last_customer,
    last_response_at = a.responded,
    waiting_since = case when c.status <> 'resolved' then least(case when c.waiting_since > coalesce(a.responded, '-infinity') then c.waiting_since end, a.waits) end,
    first_response_at = coalesce(c.first_response_at, case when a.response_at >= least(c.last_customer_message_at, a.customer_at) then a.response_at end),
    participant_ids = case when a.writers <@ c.participant_ids then c.participant_ids
      else array(select distinct p from unnest(c.participant_ids || a.writers) p where p is not null) end,
    window_closes_at = a.last_customer_at + interval '24 hours'
  from after a where c.id = a.id;

  update public.conversation_cycles y set
    first_message_at = coalesce(y.first_message_at, w.first_at),
    first_response_at = coalesce(y.first_response_at, c.first_response_at)
  from (
    select n.conversation_id, min(n.at) filter (where n.direction = 'inbound') as first_at from new_rows n group by n.conversation_id
  ) w join public.conversations c on c.id = w.conversation_id
  where y.conversation_id = c.id and y.cycle = c.cycle
    and ((y.first_message_at is null and w.first_at is not null) or (y.first_response_at is null and c.first_response_at is not null));
  return null;
end $$;
select public.grant_to_service('keep_conversations');
