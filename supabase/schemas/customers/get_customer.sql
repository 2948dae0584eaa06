/* All that stands in the head of a customer's page, under any of its ids: the customer, its addresses, who is merged into it, what it allows. Null: none. */
create function public.get_customer(p_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select public.customer_answer(c.id) || jsonb_build_object(
    'identities', (
      select coalesce(jsonb_agg(to_jsonb(i) order by i.ended_at is not null, i.kind, i.is_primary desc, i.first_seen_at, i.id), '[]')
      from public.customer_identities i where i.customer_id = any (a.ids) and i.ended_reason <> 'removed'),
    'merged', (
      select coalesce(jsonb_agg(jsonb_build_object('merge_id', m.id, 'customer_id', m.customer_id, 'into_id', m.into_id, 'name', k.name, 'merged_at', m.merged_at)
        order by m.merged_at, m.id), '[]')
      from public.customer_merges m join public.customers k on k.id = m.customer_id
      where m.undone_at is null and m.customer_id = any (a.ids)),
    'permissions', (
      select coalesce(jsonb_agg(to_jsonb(p) - 'customer_id' order by p.channel), '[]') from public.customer_permissions p where p.customer_id = c.id))
  from public.customers c cross join lateral (select public.customer_members(c.id) as ids offset 0) a
  where c.id = public.customer_root(p_id) and c.deleted_at is null
$$;
select public.grant_to_service('get_customer');
