/*
 * The customers behind up to 500 messages or calls, for every channel: [{"identities": [{"kind", "value", "written", "verified"}], "name",
 * "source", "at", "make"}]. Values come normalised. One row for each item, in any order:
 *
 *   matched   one customer has these addresses; those of them that nobody had are his from now on
 *   made      nobody had them: a new customer, unless "make" is false
 *   conflict  they belong to several: the one with the strongest; nothing is linked, the pair becomes a suggestion
 *   shared    only shared addresses: nobody is chosen, the candidates are in the evidence
 *   ours      only addresses of our own; unknown  nobody's, and none is to be made
 *
 * customer_id is the one that has the address, not the one it may be merged into: what is stored with it stays its own when a merge is undone.
 * evidence: [{"kind", "value", "identity_id", "customer_id", "verified"}].
 */
create function public.resolve_customers(p_items jsonb)
returns table (item integer, customer_id uuid, outcome text, evidence jsonb)
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_memoize = off as $$
declare
  v_sure      integer[];
  v_customers uuid[];
  v_evidence  jsonb[];
  v_fresh     record;
begin
  if jsonb_array_length(p_items) > 500 then
    raise exception 'too_many_items' using errcode = 'P0422', detail = jsonb_build_object('max', 500);
  end if;
  -- Most are known already, by all their addresses and without a doubt: one statement for all of them. It looks at customers only where it has to: for a
  -- name that may be missing, and for merges when the addresses are not one customer's.
  select coalesce(array_agg(k.item), '{}'), array_agg(k.customer_id), array_agg(k.evidence) into v_sure, v_customers, v_evidence
  from (
    select c.item, (array_agg(i.customer_id order by i.verified desc, c.kind, i.id))[1] as customer_id,
      jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value, 'identity_id', i.id, 'customer_id', i.customer_id, 'verified', i.verified)) as evidence
    from (
      select (i.n - 1)::integer as item, c.value ->> 'kind' as kind, c.value ->> 'value' as value, (i.value ->> 'at')::timestamptz as at, i.value ->> 'name' as name
      from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    ) c
    left join lateral (
      select i.id, i.customer_id, i.verified, i.last_seen_at
      from public.customer_identities i
      where i.kind = c.kind and i.value = c.value and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    group by c.item
    -- What is to be noted (a name, when it was last seen) is noted below.
    having count(*) = count(i.id)
      and (count(distinct i.customer_id) = 1
        or (select count(distinct coalesce(k.merged_into, k.id)) from public.customers k where k.id = any (array_agg(i.customer_id))) = 1)
      and not coalesce(bool_or(i.last_seen_at < c.at - interval '1 day'), false)
      and case when coalesce(max(c.name), '') = '' then true
        else not exists (select from public.customers k where k.id = any (array_agg(i.customer_id)) and k.name = '') end
  ) k;
  return query select s.item, s.customer_id, 'matched', s.evidence from unnest(v_sure, v_customers, v_evidence) s (item, customer_id, evidence);
  if cardinality(v_sure) = jsonb_array_length(p_items) then
    return;
  end if;

  -- The others one by one. Whoever meets the same address at the same time waits here; in one order, so that nobody waits in a circle.
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct c.value ->> 'kind' as kind, c.value ->> 'value' as value
    from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    where i.n - 1 <> all (v_sure)
    order by 1, 2
  ) k;
  -- Of those whose addresses nobody has or ever shared, and no other item of the batch, each is a new customer: all of them at once. E-mail addresses
  -- are looked at more closely below.
  for v_fresh in
    select f.source, array_agg(f.item order by f.item) as items, array_agg(gen_random_uuid() order by f.item) as ids,
      array_agg(f.name order by f.item) as names
    from (
      select (i.n - 1)::integer as item, coalesce(i.value ->> 'source', '') as source, coalesce(btrim(i.value ->> 'name'), '') as name
      from jsonb_array_elements(p_items) with ordinality i (value, n)
      where i.n - 1 <> all (v_sure) and coalesce((i.value ->> 'make')::boolean, true) and jsonb_array_length(i.value -> 'identities') > 0
        and not exists (
          select from jsonb_array_elements(i.value -> 'identities') c
          where c ->> 'kind' = 'email'
            or exists (select from public.customer_identities o where o.kind = c ->> 'kind' and o.value = c ->> 'value' and o.ended_at is null)
            or exists (select from public.own_identities o where o.kind = c ->> 'kind' and o.value = c ->> 'value'))
    ) f
    where f.item not in (
      select t.item from (
        select (i.n - 1)::integer as item, count(*) over (partition by c ->> 'kind', c ->> 'value') as times
        from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
      ) t where t.times > 1)
    group by f.source
  loop
    insert into public.customers (id, name, display_name, search_text)
    select u.id, u.name, coalesce(nullif(u.name, ''), a.first), public.fold_text(concat_ws(' ', nullif(u.name, ''), a.words))
    from unnest(v_fresh.ids, v_fresh.items, v_fresh.names) u (id, item, name)
    cross join lateral (
      select (select c ->> 'value' from jsonb_array_elements(p_items -> u.item -> 'identities') c limit 1) as first,
        (select string_agg(distinct c ->> 'value', ' ') from jsonb_array_elements(p_items -> u.item -> 'identities') c) as words
    ) a;
    perform public.add_identities(null, (
      select jsonb_agg(c || jsonb_build_object('customer_id', u.id, 'at', coalesce(p_items -> u.item ->> 'at', now()::text)))
      from unnest(v_fresh.ids, v_fresh.items) u (id, item) cross join lateral jsonb_array_elements(p_items -> u.item -> 'identities') c), v_fresh.source, now());
    return query select u.item, u.id, 'made', '[]'::jsonb from unnest(v_fresh.items, v_fresh.ids) u (item, id);
    v_sure := v_sure || v_fresh.items;
  end loop;
  for item in select n - 1 from generate_series(1, jsonb_array_length(p_items)) n where n - 1 <> all (v_sure) loop
    select p.customer_id, p.outcome, p.evidence into customer_id, outcome, evidence from public.place_customer(p_items -> item) p;
    return next;
  end loop;
end $$;
select public.grant_to_service('resolve_customers');
