/*
 * What is known about the customers that a batch of rows names: by addresses [{"kind", "value"}], by ids, and the agents who are their owners. Answers
 *
 *   identities  [{"kind", "value", "customer_id", "root", "is_shared"}], current ones
 *   ours        [{"kind", "value"}]
 *   ids         [{"id", "root"}], those that are or were a customer who was not deleted
 *   customers   [{"id", "name", …}], each root once
 *   owners      [{"written", "id"}], by id or by name
 *
 * p_lock: they are about to be changed. Whoever meets the same new address waits then, as in resolve_customers.
 */
create function public.find_customers_for_import(p_keys jsonb, p_ids uuid[], p_owners text[], p_lock boolean) returns jsonb
language plpgsql security definer set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_identities jsonb;
  v_ids        jsonb;
  v_roots      uuid[];
begin
  if p_lock then
    perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
      select distinct k.kind, k.value from jsonb_to_recordset(p_keys) k (kind text collate "C", value text collate "C")
      -- One look into the index for each: as a join it would read all addresses when the statistics of the table are old.
      where (select i.id from public.customer_identities i
        where i.kind = k.kind and i.value = k.value and i.ended_at is null and not i.is_shared limit 1) is null
      order by 1, 2
    ) k;
  end if;
  select
    coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'customer_id', i.customer_id, 'root', coalesce(c.merged_into, c.id), 'is_shared', i.is_shared)), '[]'),
    coalesce(array_agg(distinct coalesce(c.merged_into, c.id)) filter (where not i.is_shared), '{}')
  into v_identities, v_roots
  from jsonb_to_recordset(p_keys) k (kind text, value text)
  join public.customer_identities i on i.kind = k.kind and i.value = k.value and i.ended_at is null
  join public.customers c on c.id = i.customer_id;
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'root', r.id)), '[]'), v_roots || coalesce(array_agg(r.id), '{}')
  into v_ids, v_roots
  from public.customers c join public.customers r on r.id = coalesce(c.merged_into, c.id) and r.deleted_at is null
  where c.id = any (p_ids);
  if p_lock then
    perform from public.customers c where c.id = any (v_roots) order by c.id for update;
  end if;
  return jsonb_build_object(
    'identities', v_identities,
    'ours', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value)), '[]')
      from public.own_identities o
      where (o.kind, o.value) in (select k.kind, k.value from jsonb_to_recordset(p_keys) k (kind text, value text))),
    'ids', v_ids,
    'customers', (
      select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'tier', c.tier, 'language', c.language, 'time_zone', c.time_zone,
        'tags', c.tags, 'owner_id', c.owner_id, 'blocked', c.blocked, 'custom_fields', c.custom_fields)), '[]')
      from public.customers c where c.id = any (v_roots)),
    'owners', (
      select coalesce(jsonb_agg(jsonb_build_object('written', w, 'id', a.id)), '[]')
      from unnest(p_owners) w join public.agents a on a.id::text = lower(w) or (a.is_active and lower(a.name) = lower(w))));
end $$;
select public.grant_to_service('find_customers_for_import');
