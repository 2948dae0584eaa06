/*
 * The id that counts of a customer who shares one of these addresses. Raises customer_not_found, not_a_candidate (candidates) for one who does not.
 */
create function public.expect_candidate(p_customer_id uuid, p_kind text, p_values text[]) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_root  uuid := public.live_customer(p_customer_id);
  v_roots uuid[];
begin
  if v_root is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  select coalesce(array_agg(distinct public.customer_root(i.customer_id)), '{}') into v_roots from public.customer_identities i
  where i.kind = p_kind and i.value = any (p_values) and i.is_shared and i.ended_at is null;
  if v_root <> all (v_roots) then
    raise exception 'not_a_candidate' using errcode = 'P0422', detail = jsonb_build_object('candidates', v_roots);
  end if;
  return v_root;
end $$;
select public.grant_to_service('expect_candidate');
