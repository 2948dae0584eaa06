/*
 * The customer who has these addresses, for a caller who knows them: [{"kind", "value", "written"}]. Addresses that nobody had become his; nobody's make a
 * new customer. Addresses of several are refused and nothing is changed. Raises identity_conflict (customer_ids), identity_is_ours, identity_is_shared.
 */
create function public.identify_customer(p_identities jsonb, p_name text, p_source text) returns table (customer_id uuid, is_new boolean)
language plpgsql security definer set search_path = '' as $$
declare
  v_found record;
begin
  select * into v_found from public.resolve_customers(jsonb_build_array(jsonb_build_object('identities', p_identities, 'name', p_name, 'source', p_source)));
  if v_found.outcome = 'conflict' then
    -- Undone with all that it did.
    raise exception 'identity_conflict' using errcode = 'P0409', detail = jsonb_build_object(
      'customer_ids', (select jsonb_agg(distinct public.customer_root((e ->> 'customer_id')::uuid)) from jsonb_array_elements(v_found.evidence) e));
  elsif v_found.outcome = 'ours' then
    raise exception 'identity_is_ours' using errcode = 'P0422';
  elsif v_found.outcome = 'shared' then
    raise exception 'identity_is_shared' using errcode = 'P0409', detail = jsonb_build_object(
      'customer_ids', (select jsonb_agg(distinct public.customer_root((e ->> 'customer_id')::uuid)) from jsonb_array_elements(v_found.evidence) e));
  end if;
  return query select public.customer_root(v_found.customer_id), v_found.outcome = 'made';
end $$;
select public.grant_to_service('identify_customer');
