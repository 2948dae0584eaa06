/* The customer behind an address, made when there is none. p_name fills an empty name and never replaces one. */
create function public.resolve_customer(p_kind text, p_value text, p_name text default '', p_source text default '') returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_value    text := lower(btrim(p_value));
  v_customer uuid;
  v_made     uuid;
begin
  if v_value = '' then
    return null;
  end if;
  select customer_id into v_customer from public.customer_identities where kind = p_kind and value = v_value;
  if v_customer is null then
    insert into public.customers (name) values (coalesce(p_name, '')) returning id into v_made;
    insert into public.customer_identities (customer_id, kind, value, source) values (v_made, p_kind, v_value, p_source)
    on conflict (kind, value) do nothing returning customer_id into v_customer;
    if v_customer is not null then
      return v_customer;
    end if;
    -- Somebody else was faster, and has committed.
    delete from public.customers where id = v_made;
    select customer_id into v_customer from public.customer_identities where kind = p_kind and value = v_value;
  end if;
  if coalesce(p_name, '') <> '' then
    update public.customers set name = p_name, updated_at = now() where id = v_customer and name = '';
  end if;
  return v_customer;
end $$;
select public.grant_to_service('resolve_customer');
