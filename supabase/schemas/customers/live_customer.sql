/* The customer that this one is part of now, or itself, unless it was deleted. */
create function public.live_customer(p_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select c.id from public.customers c where c.id = public.customer_root(p_id) and c.deleted_at is null
$$;
select public.grant_to_service('live_customer');
