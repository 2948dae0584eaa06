/* Where a customer can be written to: {"name", "language", "time_zone", "phone", "email"}, of all that are merged with him the primary and newest ones. */
create function public.get_customer_addresses(p_customer_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('name', c.display_name, 'language', c.language, 'time_zone', c.time_zone) || (
    select coalesce(jsonb_object_agg(a.kind, a.value), '{}')
    from (
      select distinct on (i.kind) i.kind, i.value from public.customer_identities i
      where i.customer_id = any (public.customer_members(p_customer_id)) and i.kind in ('phone', 'email') and i.ended_at is null and not i.is_shared
      order by i.kind, i.is_primary desc, i.last_seen_at desc, i.id
    ) a)
  from public.customers c where c.id = public.customer_root(p_customer_id) and c.deleted_at is null
$$;
select public.grant_to_service('get_customer_addresses');
