/* A customer with its addresses, together. Raises identity_taken (customer_id), identity_is_ours. */
create function public.create_customer(p_customer jsonb, p_identities jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.customers := jsonb_populate_record(null::public.customers, p_customer);
  v_id    uuid;
  v_taken record;
begin
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct c ->> 'kind' as kind, c ->> 'value' as value from jsonb_array_elements(p_identities) c order by 1, 2
  ) k;
  select o.value into v_taken from jsonb_array_elements(p_identities) c
  join public.own_identities o on o.kind = c ->> 'kind' and o.value = c ->> 'value' limit 1;
  if found then
    raise exception 'identity_is_ours' using errcode = 'P0422', detail = jsonb_build_object('value', v_taken.value);
  end if;
  select i.value, public.customer_root(i.customer_id) as customer_id into v_taken from jsonb_array_elements(p_identities) c
  join public.customer_identities i on i.kind = c ->> 'kind' and i.value = c ->> 'value' and i.ended_at is null
  order by i.is_shared, i.value limit 1;
  if found then
    raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_taken.customer_id, 'value', v_taken.value);
  end if;
  insert into public.customers (name, tier, language, time_zone, tags, owner_id, blocked, custom_fields, metadata)
  values (btrim(coalesce(v_given.name, '')), coalesce(v_given.tier, 'normal'), coalesce(v_given.language, ''), coalesce(v_given.time_zone, ''),
    coalesce(v_given.tags, '{}'), v_given.owner_id, coalesce(v_given.blocked, false), jsonb_strip_nulls(coalesce(v_given.custom_fields, '{}')),
    coalesce(v_given.metadata, '{}'))
  returning id into v_id;
  perform public.add_identities(v_id, p_identities, 'person', now());
  return v_id;
end $$;
select public.grant_to_service('create_customer');
