set check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.write_imported_leads (
  p_created jsonb,
  p_changed jsonb,
  p_by      uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
end $function$;
