/*
 * What a merge would do: how much of what belongs to each, which fields differ (the second one's stay), and what speaks against it.
 * Raises customer_not_found, customers_already_one.
 */
create function public.preview_customer_merge(p_id uuid, p_into uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_from public.customers;
  v_into public.customers;
begin
  select * into v_from from public.customers c where c.id = public.customer_root(p_id) and c.deleted_at is null;
  select * into v_into from public.customers c where c.id = public.customer_root(p_into) and c.deleted_at is null;
  if v_from.id is null or v_into.id is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('ids', array[p_id, p_into]);
  elsif v_from.id = v_into.id then
    raise exception 'customers_already_one' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_into.id);
  end if;
  return jsonb_build_object(
    'customer_id', v_from.id, 'into_id', v_into.id,
    'moves', (
      select jsonb_agg(jsonb_build_object('kind', t.kind, 'count', t.count) order by t.kind)
      from (
        select k.kind, k.count from public.count_customer_timeline(v_from.id, null, null, '{}') k
        union all
        select 'identity', count(*) from public.customer_identities i where i.customer_id = any (public.customer_members(v_from.id)) and i.ended_at is null
        union all
        select 'customer', cardinality(public.customer_members(v_from.id))
      ) t),
    'conflicts', (
      select coalesce(jsonb_agg(jsonb_build_object('field', f.key, 'customer', f.value #>> '{}', 'into', to_jsonb(v_into) ->> f.key) order by f.key), '[]')
      from jsonb_each(to_jsonb(v_from)) f
      where f.key in ('name', 'tier', 'language', 'time_zone', 'tags', 'owner_id', 'blocked', 'custom_fields')
        and f.value is distinct from to_jsonb(v_into) -> f.key and f.value not in ('""', 'null', '[]', '{}')),
    'warnings', (
      select coalesce(jsonb_agg(w.words), '[]') from (
        select format('Both have an id in %s.', split_part(i.value, ':', 1)) as words
        from public.customer_identities i
        where i.kind = 'external' and i.ended_at is null and i.customer_id = any (public.customer_members(v_from.id) || public.customer_members(v_into.id))
        group by split_part(i.value, ':', 1)
        having count(distinct i.customer_id = any (public.customer_members(v_from.id))) > 1
        union all
        select 'One of them is blocked, the other is not.' where v_from.blocked <> v_into.blocked
        union all
        select 'A person has said that these two are not one.' where exists (
          select from public.customer_suggestions s
          where s.state = 'dismissed' and public.customer_root(s.customer_id) in (v_from.id, v_into.id) and public.customer_root(s.other_id) in (v_from.id, v_into.id))
      ) w));
end $$;
select public.grant_to_service('preview_customer_merge');
