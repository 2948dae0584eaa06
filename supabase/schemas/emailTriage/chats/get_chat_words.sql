/*
 * What the customer wrote since our last answer, or the last message when that was it, oldest first and at most twenty; under the id of the conversation
 * that took this one in. No row: there is none. message_id null: no words.
 */
create function public.get_chat_words(p_conversation_id uuid) returns table (conversation_id uuid, message_id uuid, text text)
language sql stable security definer set search_path = '' as $$
  select c.id, w.message_id, coalesce(w.text, '')
  from public.conversations o
  join public.conversations c on c.id = coalesce(o.merged_into, o.id)
  left join lateral (
    select (array_agg(m.id order by m.at desc, m.id desc))[1] as message_id, string_agg(m.text, E'\n' order by m.at, m.id) as text
    from (
      select m.id, m.at, m.text from public.messages m
      where m.conversation_id = c.id and m.direction = 'inbound' and m.type <> 'system' and m.deleted_at is null and btrim(m.text) <> ''
        and m.at >= least(c.last_customer_message_at, coalesce((
          select max(r.at) from public.messages r
          where r.conversation_id = c.id and r.source in ('agent', 'external_app') and r.status not in ('failed', 'cancelled')
            and r.at < c.last_customer_message_at), '-infinity'))
      order by m.at desc, m.id desc limit 20
    ) m
  ) w on true
  where o.id = p_conversation_id
$$;
select public.grant_to_service('get_chat_words');
