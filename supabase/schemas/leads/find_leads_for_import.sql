/*
 * What a file of leads may meet: {"owners": [{"kind", "value", "root"}], "shared" and "ours": [{"kind", "value"}], "leads": [leads of those, "who" is the customer;
 * the open one of a matter comes last]}.
 */
create function public.find_leads_for_import(p_identities jsonb) returns jsonb
language sql stable security definer set search_path = '' set enable_seqscan = off as $$
  with found as materialized (
    select i.kind, i.value, i.is_shared, coalesce(c.merged_into, c.id) as root
    from jsonb_to_recordset(p_identities) g (kind text, value text)
    join public.customer_identities i on i.kind = g.kind and i.value = g.value and i.ended_at is null
    join public.customers c on c.id = i.customer_id
  )
  select jsonb_build_object(
    'owners', coalesce((select jsonb_agg(jsonb_build_object('kind', f.kind, 'value', f.value, 'root', f.root)) from found f where not f.is_shared), '[]'),
    'shared', coalesce((select jsonb_agg(distinct jsonb_build_object('kind', f.kind, 'value', f.value)) from found f where f.is_shared), '[]'),
    'ours', coalesce((select jsonb_agg(jsonb_build_object('kind', g.kind, 'value', g.value)) from jsonb_to_recordset(p_identities) g (kind text, value text)
      join public.own_identities o on o.kind = g.kind and o.value = g.value), '[]'),
    'leads', coalesce((
      select jsonb_agg(jsonb_build_object('id', l.id, 'who', r.root, 'matter', l.matter, 'matter_key', l.matter_key, 'property', l.property, 'source', l.source,
        'priority', l.priority, 'team', l.team, 'value_minor', l.value_minor, 'currency', l.currency, 'next_action', l.next_action,
        'next_action_at', l.next_action_at, 'note', l.note, 'is_finished', l.closed_at is not null)
        order by l.closed_at is null, l.created_at, l.id)
      from (select distinct root from found) r
      join public.customers m on m.id = r.root or m.merged_into = r.root
      join public.leads l on l.customer_id = m.id and l.deleted_at is null), '[]'))
$$;
select public.grant_to_service('find_leads_for_import');

/*
 * Writes what rows of a file make of leads, all at once: p_created has whole leads with an id and "customer" {"name", "identities"}, p_changed leads with an id.
 * Raises identity_conflict when addresses changed their owner in between: the batch is done again.
 */
create function public.write_imported_leads(p_created jsonb, p_changed jsonb, p_by uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_customers jsonb;
  v_known     jsonb;
  v_new       uuid[];
begin
  -- Whose addresses nobody has and no other row names are new customers, under the ids of their leads: written together, many times as fast as one by one.
  v_known := public.find_customers_for_import((select coalesce(jsonb_agg(i.value), '[]') from jsonb_array_elements(p_created) g (value)
    cross join lateral jsonb_array_elements(g.value -> 'customer' -> 'identities') i), '{}', '{}', true);
  v_new := array(
    select k.lead_id from (
      select (g.value ->> 'id')::uuid as lead_id, i.value ->> 'kind' as kind, i.value ->> 'value' as value,
        count(*) over (partition by i.value ->> 'kind', i.value ->> 'value') as named
      from jsonb_array_elements(p_created) g (value) cross join lateral jsonb_array_elements(g.value -> 'customer' -> 'identities') i
    ) k
    left join jsonb_to_recordset((v_known -> 'identities') || (v_known -> 'ours')) h (kind text, value text) on h.kind = k.kind and h.value = k.value
    group by k.lead_id having max(k.named) = 1 and count(h.value) = 0);
  if v_new <> '{}' then
    perform public.write_imported_customers(
      (select jsonb_agg(jsonb_build_object('id', g.value -> 'id', 'name', g.value -> 'customer' ->> 'name', 'tier', 'normal', 'language', '', 'time_zone', '',
        'tags', '[]'::jsonb, 'owner_id', null, 'blocked', false, 'custom_fields', '{}'::jsonb))
        from jsonb_array_elements(p_created) g (value) where (g.value ->> 'id')::uuid = any (v_new)),
      '[]',
      (select jsonb_agg(i.value || jsonb_build_object('customer_id', g.value -> 'id', 'written', i.value -> 'value'))
        from jsonb_array_elements(p_created) g (value) cross join lateral jsonb_array_elements(g.value -> 'customer' -> 'identities') i
        where (g.value ->> 'id')::uuid = any (v_new)));
  end if;
  -- A statement of its own: the next one sees whom it makes.
  select jsonb_object_agg(r.item + 1, r.customer_id) into v_customers
  from public.resolve_customers((
    select coalesce(jsonb_agg(jsonb_build_object('identities', g.value -> 'customer' -> 'identities', 'name', g.value -> 'customer' ->> 'name',
      'source', 'import', 'at', now()) order by g.place), '[]') from jsonb_array_elements(p_created) with ordinality g (value, place))) r;
  if exists (select from jsonb_each(v_customers) c where c.value = 'null') then
    raise exception 'identity_conflict' using errcode = 'P0409';
  end if;
  with made as (
    insert into public.leads (id, customer_id, matter, property, source, priority, team, value_minor, currency, next_action, next_action_at, note, created_by)
    select n.id, public.customer_root((v_customers ->> g.place::text)::uuid), n.matter, n.property, n.source, n.priority, n.team, n.value_minor, n.currency,
      n.next_action, n.next_action_at, n.note, p_by
    from jsonb_array_elements(p_created) with ordinality g (value, place)
    cross join lateral jsonb_populate_record(null::public.leads, g.value) n
    on conflict do nothing
    returning id
  )
  insert into public.lead_touches (lead_id, direction, source, created_by) select m.id, 'inbound', 'import', p_by from made m;

  update public.leads l set priority = n.priority, team = n.team, source = n.source, value_minor = n.value_minor, currency = n.currency, next_action = n.next_action,
    next_action_at = n.next_action_at, note = n.note
  from jsonb_populate_recordset(null::public.leads, p_changed) n
  where l.id = n.id;
end $$;
select public.grant_to_service('write_imported_leads');
