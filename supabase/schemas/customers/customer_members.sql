/* The customer itself and all that are merged with it, whichever of them is asked for: what carries one of these ids is his. Unknown: the id alone. */
create function public.customer_members(p_id uuid) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select array(
    select p_id
    union
    select c.id from public.customers c
    where c.id = public.customer_root(p_id) or c.merged_into = public.customer_root(p_id))
$$;
select public.grant_to_service('customer_members');
