/*
 * Where a customer wrote last: {"conversation_id", "provider_id"} on WhatsApp, or {"email_id"} by e-mail; with the name, and the id that counts. p_via,
 * whatsapp or email, looks there alone. Null when nobody knows any.
 */
create function public.get_customer_channel(p_customer_id uuid, p_via text default null) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('customer_id', public.customer_root(p_customer_id),
    'name', (select c.display_name from public.customers c where c.id = public.customer_root(p_customer_id))) || w.channel
  from (
    (select jsonb_build_object('conversation_id', c.id, 'provider_id', c.provider_id) as channel, coalesce(c.last_customer_message_at, c.created_at) as at
     from public.conversations c
     where p_via is distinct from 'email' and c.customer_id = any (public.customer_members(p_customer_id)) and c.merged_into is null
     order by 2 desc limit 1)
    union all
    (select jsonb_build_object('email_id', e.id), e.received_at
     from public.emails e
     where p_via is distinct from 'whatsapp' and e.customer_id = any (public.customer_members(p_customer_id)) and e.deleted_at is null and e.direction = 'inbound'
       and e.kind = 'message'
     order by e.received_at desc limit 1)
  ) w
  order by w.at desc limit 1
$$;
select public.grant_to_service('get_customer_channel');
