/* Where the customer of a refund wrote last: see get_customer_channel. */
create function public.get_refund_channel(p_customer_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select public.get_customer_channel(p_customer_id)
$$;
select public.grant_to_service('get_refund_channel');
