/* The customer that this one is part of now, or itself; null when there is no such customer. */
create function public.customer_root(p_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select coalesce(c.merged_into, c.id) from public.customers c where c.id = p_id
$$;
select public.grant_to_service('customer_root');
