/* One item of resolve_customers; its addresses are locked. */
create function public.place_customer(p_item jsonb, out customer_id uuid, out outcome text, out evidence jsonb)
language plpgsql security definer set search_path = '' as $$
declare
  v_at     timestamptz := coalesce((p_item ->> 'at')::timestamptz, now());
  v_name   text := coalesce(btrim(p_item ->> 'name'), '');
  v_source text := coalesce(p_item ->> 'source', '');
  v_new    jsonb;
  v_shared jsonb;
  v_roots  uuid[];
begin
  -- Whose each address is, the strongest first: what a provider gives out before what people share and pass on. Our own ones say nothing, and a shared
  -- one names candidates.
  select
    coalesce(jsonb_agg(c.value) filter (where i.id is null and s.candidates is null), '[]'),
    coalesce(jsonb_agg(
      jsonb_build_object('kind', i.kind, 'value', i.value, 'identity_id', i.id, 'customer_id', i.customer_id, 'verified', i.verified)
      order by c.strength, i.verified desc, i.value) filter (where i.id is not null), '[]'),
    array_agg(distinct i.root) filter (where i.id is not null),
    coalesce(jsonb_path_query_array(jsonb_agg(s.candidates) filter (where s.candidates is not null), '$[*][*]'), '[]')
  into v_new, evidence, v_roots, v_shared
  from (
    select distinct on (c.value ->> 'kind', c.value ->> 'value') c.value,
      array_position(array['whatsapp_user_id', 'external', 'phone', 'email', 'whatsapp_username'], c.value ->> 'kind') as strength
    from jsonb_array_elements(p_item -> 'identities') c
    where not exists (select from public.own_identities o where o.kind = c.value ->> 'kind' and o.value = c.value ->> 'value')
  ) c
  left join lateral (
    select i.id, i.kind, i.value, i.customer_id, i.verified, coalesce(k.merged_into, k.id) as root
    from public.customer_identities i join public.customers k on k.id = i.customer_id
    where i.kind = c.value ->> 'kind' and i.value = c.value ->> 'value' and i.ended_at is null and not i.is_shared offset 0
  ) i on true
  cross join lateral (
    select jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value, 'identity_id', o.id, 'customer_id', o.customer_id, 'verified', o.verified) order by o.id) as candidates
    from public.customer_identities o where o.kind = c.value ->> 'kind' and o.value = c.value ->> 'value' and o.ended_at is null and o.is_shared
  ) s;
  customer_id := (evidence -> 0 ->> 'customer_id')::uuid;

  if cardinality(v_roots) > 1 then
    outcome := 'conflict';
    perform public.suggest_customers(
      (select coalesce(c.merged_into, c.id) from public.customers c where c.id = place_customer.customer_id),
      (select r from unnest(v_roots) r where r <> (select coalesce(c.merged_into, c.id) from public.customers c where c.id = place_customer.customer_id) order by r limit 1),
      'same_message', evidence, 80);
  elsif customer_id is not null then
    outcome := 'matched';
    perform public.add_identities(customer_id, v_new, v_source, v_at);
    update public.customers c set name = v_name where c.id = place_customer.customer_id and c.name = '' and v_name <> '';
  elsif v_new = '[]' then
    outcome := case when v_shared = '[]' then 'ours' else 'shared' end;
    evidence := v_shared;
  else
    -- Together with an address that nobody has, a shared one is one more of a new person.
    evidence := v_shared;
    outcome := case when coalesce((p_item ->> 'make')::boolean, true) then 'made' else 'unknown' end;
    if outcome = 'made' then
      insert into public.customers (name, display_name, search_text)
      values (v_name, coalesce(nullif(v_name, ''), v_new -> 0 ->> 'value'),
        public.fold_text(concat_ws(' ', nullif(v_name, ''), (select string_agg(distinct c ->> 'value', ' ') from jsonb_array_elements(v_new) c))))
      returning id into customer_id;
      perform public.add_identities(customer_id, v_new, v_source, v_at);
      -- asha+orders@ may be asha@, and may be somebody else: providers differ.
      perform public.suggest_customers(place_customer.customer_id, public.customer_root(i.customer_id), 'plus_address', jsonb_build_array(
        jsonb_build_object('kind', 'email', 'value', c.value ->> 'value', 'customer_id', place_customer.customer_id),
        jsonb_build_object('kind', 'email', 'value', i.value, 'customer_id', i.customer_id)), 50)
      from jsonb_array_elements(v_new) c
      join public.customer_identities i on i.kind = 'email' and i.value = regexp_replace(c.value ->> 'value', '[+][^@]*@', '@') and i.ended_at is null
      where c.value ->> 'kind' = 'email' and c.value ->> 'value' ~ '^[^@]+[+][^@]*@';
    end if;
  end if;

  update public.customer_identities i set last_seen_at = v_at
  from jsonb_array_elements(place_customer.evidence) e
  where i.id = (e ->> 'identity_id')::uuid and i.last_seen_at < v_at - interval '1 day';
end $$;
select public.grant_to_service('place_customer');
