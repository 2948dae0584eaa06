/* Gives a customer addresses that nobody has now: [{"kind", "value", "written", "verified"}]. One that somebody had before begins where that ended. */
create function public.add_identities(p_customer_id uuid, p_identities jsonb, p_source text, p_at timestamptz) returns void
language sql security definer set search_path = '' as $$
  insert into public.customer_identities (customer_id, kind, value, written, verified, source, first_seen_at, last_seen_at, begins_at, is_primary)
  select p_customer_id, n.kind, n.value, n.written, n.verified, p_source, p_at, p_at,
    (select max(f.ended_at) from public.customer_identities f where f.kind = n.kind and f.value = n.value and f.ended_at is not null),
    n.turn = 1 and not exists (select from public.customer_identities o where o.customer_id = p_customer_id and o.kind = n.kind and o.is_primary and o.ended_at is null)
  from (
    select c ->> 'kind' as kind, c ->> 'value' as value, coalesce(c ->> 'written', c ->> 'value') as written, coalesce((c ->> 'verified')::boolean, false) as verified,
      row_number() over (partition by c ->> 'kind' order by c ->> 'value') as turn
    from jsonb_array_elements(p_identities) c
  ) n
$$;
select public.grant_to_service('add_identities');
