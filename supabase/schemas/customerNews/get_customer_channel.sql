/* Where a customer wrote last: {"conversation_id"} on WhatsApp, or {"email_id"} by e-mail, or neither; with the name. */
create function public.get_customer_channel(p_customer_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('name', (select c.display_name from public.customers c where c.id = public.customer_root(p_customer_id))) || coalesce((
    select w.channel
    from (
      (select jsonb_build_object('conversation_id', c.id) as channel, coalesce(c.last_customer_message_at, c.created_at) as at
       from public.conversations c
       where c.customer_id = any (public.customer_members(p_customer_id)) and c.merged_into is null
       order by 2 desc limit 1)
      union all
      (select jsonb_build_object('email_id', e.id), e.received_at
       from public.emails e
       where e.customer_id = any (public.customer_members(p_customer_id)) and e.deleted_at is null and e.direction = 'inbound' and e.kind = 'message'
       order by e.received_at desc limit 1)
    ) w
    order by w.at desc limit 1), '{}')
$$;
select public.grant_to_service('get_customer_channel');
