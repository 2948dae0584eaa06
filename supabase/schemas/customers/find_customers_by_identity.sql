/* The customers who have this address now, each under the id that counts: one, or the several who share it. */
create function public.find_customers_by_identity(p_kind text, p_value text) returns table (id uuid, display_name text)
language sql stable security definer set search_path = '' as $$
  select distinct r.id, r.display_name
  from public.customer_identities i
  join public.customers c on c.id = i.customer_id
  join public.customers r on r.id = coalesce(c.merged_into, c.id)
  where i.kind = p_kind and i.value = p_value and i.ended_at is null and r.deleted_at is null
  order by r.display_name, r.id limit 20
$$;
select public.grant_to_service('find_customers_by_identity');
