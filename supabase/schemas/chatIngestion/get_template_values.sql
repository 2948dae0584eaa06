/*
 * What is known for the variables of a canned text: {"customer.name", "customer.phone", "customer.email", "agent.name"}, without those that nobody
 * knows. Of merged customers the one that counts; of several addresses the primary one, or else the one that was known first.
 */
create function public.get_template_values(p_customer_id uuid, p_user_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'customer.name', (select nullif(c.name, '') from public.customers c where c.id = public.customer_root(p_customer_id)),
    'customer.phone', known.phone, 'customer.email', known.email,
    'agent.name', (select coalesce(nullif(u.raw_user_meta_data ->> 'full_name', ''), nullif(u.raw_user_meta_data ->> 'name', ''))
      from auth.users u where u.id = p_user_id)))
  from (
    select (array_agg(i.value order by i.is_primary desc, i.created_at, i.id) filter (where i.kind = 'phone'))[1] as phone,
      (array_agg(i.value order by i.is_primary desc, i.created_at, i.id) filter (where i.kind = 'email'))[1] as email
    from public.customer_identities i
    where i.customer_id = any (public.customer_members(p_customer_id)) and i.kind in ('phone', 'email') and i.ended_at is null and not i.is_shared
  ) known
$$;
select public.grant_to_service('get_template_values');
