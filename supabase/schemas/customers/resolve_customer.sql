/* The customer behind one address, made when there is none; null for none, for our own and for a shared one. p_name fills an empty name and never replaces one. */
create function public.resolve_customer(p_kind text, p_value text, p_name text default '', p_source text default '') returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_value text := lower(btrim(p_value));
begin
  if v_value = '' then
    return null;
  end if;
  return (
    select r.customer_id from public.resolve_customers(jsonb_build_array(jsonb_build_object(
      'identities', jsonb_build_array(jsonb_build_object('kind', p_kind, 'value', v_value, 'verified', true)), 'name', p_name, 'source', p_source, 'at', now()))) r);
end $$;
select public.grant_to_service('resolve_customer');
