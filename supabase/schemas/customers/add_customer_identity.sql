/*
 * Gives a customer one more address, or marks one that he has: shared, primary, verified. Raises customer_not_found, identity_is_ours,
 * identity_taken (customer_id of whoever has it: an address is one customer's, or shared by all who have it).
 */
create function public.add_customer_identity(
  p_customer_id uuid, p_kind text, p_value text, p_written text, p_is_shared boolean, p_is_primary boolean, p_verified boolean, p_source text
) returns setof public.customer_identities
language plpgsql security definer set search_path = '' as $$
declare
  v_root  uuid := public.customer_root(p_customer_id);
  v_owner uuid;
  v_id    uuid;
begin
  perform from public.customers c where c.id = v_root and c.deleted_at is null for update;
  if not found then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  if exists (select from public.own_identities o where o.kind = p_kind and o.value = p_value) then
    raise exception 'identity_is_ours' using errcode = 'P0422', detail = jsonb_build_object('value', p_value);
  end if;
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || p_kind || ':' || p_value, 0));
  -- One that a merged customer has is his already.
  select i.id into v_id from public.customer_identities i
  where i.kind = p_kind and i.value = p_value and i.ended_at is null and i.customer_id = any (public.customer_members(v_root));
  if v_id is null then
    select public.customer_root(i.customer_id) into v_owner from public.customer_identities i
    where i.kind = p_kind and i.value = p_value and i.ended_at is null and not (i.is_shared and p_is_shared) limit 1;
    if v_owner is not null then
      raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_owner);
    end if;
  end if;
  if v_id is null then
    insert into public.customer_identities (customer_id, kind, value, written, source, is_shared, verified, begins_at)
    values (v_root, p_kind, p_value, p_written, p_source, p_is_shared, coalesce(p_verified, false),
      case when not p_is_shared then (
        select max(f.ended_at) from public.customer_identities f where f.kind = p_kind and f.value = p_value and f.ended_at is not null) end)
    returning id into v_id;
    perform public.log_activity('add_identity', 'customers', v_root::text, null, jsonb_build_object('identity_id', v_id, 'kind', p_kind));
  end if;
  perform public.mark_identity(v_id, p_is_shared, p_is_primary, p_verified);
  return query select * from public.customer_identities i where i.id = v_id;
end $$;
select public.grant_to_service('add_customer_identity');
